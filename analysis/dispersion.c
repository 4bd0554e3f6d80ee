/* dispersion.c - see dispersion.h. */
#include "analysis/dispersion.h"

#include "analysis/order.h"

#include <math.h>
#include <string.h>

const uint32_t dispersion_length[DISPERSION_LENGTHS] = { 1,  2,  3,  4,  6,  8,   12, 18,
							 24, 36, 48, 72, 96, 144, 288 };

#define TRIM 0.05        /* of the windows at each end */
#define TRIM_LOSS 0.6231 /* share of a normal's variance in the middle 90 % */
#define WINDOWS_WANTED 12
#define MEAN_WANTED 5.0

struct deviations {
	double *z, *sorted, *mean; /* [count] of windows with something due */
	uint32_t count;
};

static void windows_of(const double *count, const double *mean, uint32_t bins, uint32_t length,
		       struct deviations *window)
{
	window->count = 0;
	for (uint32_t from = 0; from + length <= bins; from += length) {
		double seen = 0, due = 0;

		for (uint32_t i = from; i < from + length; i++) {
			seen += count[i];
			due += mean[i];
		}
		if (due <= 0)
			continue;
		window->z[window->count] = (seen - due) / sqrt(due);
		window->mean[window->count++] = due;
	}
}

/* Of those that equal the bound, as many as the trim leaves: as a share of each. */
static double share_at(const double *z, uint32_t count, double bound, double side, double keep)
{
	double beyond = 0, equal = 0;

	for (uint32_t i = 0; i < count; i++) {
		beyond += side * (z[i] - bound) > 0;
		equal += z[i] == bound;
	}
	return fmin(fmax((keep - (count - beyond - equal)) / equal, 0), 1);
}

/* phi of the windows from a trimmed low to a trimmed high, or from 0 up. */
static double phi_of(const struct deviations *window, double low, double high, double low_share,
		     double high_share)
{
	double square = 0, variance = 0, mean_square = 0;

	for (uint32_t i = 0; i < window->count; i++) {
		double z = window->z[i], mean = window->mean[i], share = 1;

		if (z < low || z > high)
			continue;
		if (z == low)
			share *= low_share;
		if (z == high)
			share *= high_share;
		square += share * z * z * mean / TRIM_LOSS;
		variance += share * mean;
		mean_square += share * mean * mean;
	}
	return mean_square > 0 ? fmax((square - variance) / mean_square, 0) : 0;
}

static void fit_length(struct deviations *window, double *phi, double *upper)
{
	uint32_t count = window->count, trim = (uint32_t)ceil(TRIM * count);
	double low, high, low_share, high_share;

	memcpy(window->sorted, window->z, count * sizeof(double));
	low = order_nth(window->sorted, count, trim);
	high = order_nth(window->sorted, count, count - 1 - trim);
	low_share = share_at(window->z, count, low, -1, count - trim);
	high_share = share_at(window->z, count, high, 1, count - trim);
	*phi = phi_of(window, low, high, low_share, high_share);
	/* A normal's half has the same second moment as the whole. */
	*upper = fmax(*phi, high > 0 ? phi_of(window, 0, high, 1, high_share) : 0);
}

void dispersion_fit(const double *count, const double *mean, uint32_t bins, struct dispersion *out,
		    struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct deviations window = { .z = arena_array(scratch, bins, sizeof(double)),
				     .sorted = arena_array(scratch, bins, sizeof(double)),
				     .mean = arena_array(scratch, bins, sizeof(double)) };
	size_t first = DISPERSION_LENGTHS;

	for (size_t k = 0; k < DISPERSION_LENGTHS; k++) {
		double all = 0;

		windows_of(count, mean, bins, dispersion_length[k], &window);
		for (uint32_t i = 0; i < window.count; i++)
			all += window.mean[i];
		if (window.count < WINDOWS_WANTED) {
			out->phi[k] = k ? out->phi[k - 1] : 0;
			out->upper[k] = k ? out->upper[k - 1] : 0;
			continue;
		}
		fit_length(&window, &out->phi[k], &out->upper[k]);
		if (first == DISPERSION_LENGTHS && all >= MEAN_WANTED * window.count)
			first = k;
	}
	/* The upper half of small counts is those that hold any: it says nothing of their spread.
	 */
	for (size_t k = 0; k < first; k++) {
		bool known = first < DISPERSION_LENGTHS;

		out->phi[k] = fmax(out->phi[k], known ? out->phi[first] : 0);
		out->upper[k] = fmax(out->phi[k], known ? out->upper[first] : 0);
	}
	arena_rewind(scratch, mark);
}

double dispersion_at(const double phi[DISPERSION_LENGTHS], double bins)
{
	size_t right = 0;
	double low, high, share;

	while (right < DISPERSION_LENGTHS && dispersion_length[right] < bins)
		right++;
	if (right == 0)
		return phi[0];
	if (right == DISPERSION_LENGTHS)
		return phi[DISPERSION_LENGTHS - 1];
	low = log(dispersion_length[right - 1]);
	high = log(dispersion_length[right]);
	share = (log(bins) - low) / (high - low);
	return (1 - share) * phi[right - 1] + share * phi[right];
}
