/* dispersion.c - see dispersion.h. */
#include "analysis/dispersion.h"

#include <math.h>
#include <stdlib.h>

const uint32_t dispersion_length[DISPERSION_LENGTHS] = { 1,  2,  3,  4,  6,  8,   12, 18,
							 24, 36, 48, 72, 96, 144, 288 };

#define TRIM 0.05        /* of the windows at each end */
#define TRIM_LOSS 0.6231 /* share of a normal's variance in the middle 90 % */
#define WINDOWS_WANTED 12

struct deviation {
	double z, square, mean;
};

static int by_z(const void *a, const void *b)
{
	const struct deviation *left = a, *right = b;

	return (left->z > right->z) - (left->z < right->z);
}

void dispersion_fit(const double *count, const double *mean, uint32_t bins,
		    double phi[DISPERSION_LENGTHS], struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct deviation *window = arena_array(scratch, bins, sizeof(*window));
	double last = 0;

	for (size_t k = 0; k < DISPERSION_LENGTHS; k++) {
		uint32_t windows = 0, trim;
		double square = 0, variance = 0, mean_square = 0;

		for (uint32_t from = 0; from + dispersion_length[k] <= bins;
		     from += dispersion_length[k]) {
			double seen = 0, due = 0;

			for (uint32_t i = from; i < from + dispersion_length[k]; i++) {
				seen += count[i];
				due += mean[i];
			}
			if (due > 0)
				window[windows++] = (struct deviation){
					.z = (seen - due) / sqrt(due),
					.square = (seen - due) * (seen - due),
					.mean = due,
				};
		}
		phi[k] = last; /* too few windows: as the next shorter length */
		if (windows < WINDOWS_WANTED)
			continue;
		qsort(window, windows, sizeof(*window), by_z);
		trim = (uint32_t)ceil(TRIM * windows);
		for (uint32_t i = trim; i < windows - trim; i++) {
			square += window[i].square / TRIM_LOSS;
			variance += window[i].mean;
			mean_square += window[i].mean * window[i].mean;
		}
		last = phi[k] = fmax((square - variance) / mean_square, 0);
	}
	arena_rewind(scratch, mark);
}
