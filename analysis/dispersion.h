/*
 * dispersion.h - how much wider than Poisson counts stray: phi in
 * var = mean + phi mean^2, for windows of several lengths.
 */
#ifndef ANALYSIS_DISPERSION_H
#define ANALYSIS_DISPERSION_H

#include "core/arena.h"

#define DISPERSION_LENGTHS 15

/* The lengths, in bins, ascending: also the windows that are scanned. */
extern const uint32_t dispersion_length[DISPERSION_LENGTHS];

/*
 * phi of every length by the method of moments over non-overlapping windows,
 * trimmed to the middle 90 % so that the episodes themselves do not widen it. A
 * length with fewer than 12 windows takes the next shorter one's; one whose windows
 * are expected to hold under 5 events on average takes the next longer one's, for
 * such counts show too little. `mean` is 0 where nothing is known.
 */
struct dispersion {
	double phi[DISPERSION_LENGTHS];
	/* The same of the upper half alone, where that is more: traffic strays further up
	 * than down, and spikes are judged by this one. */
	double upper[DISPERSION_LENGTHS];
};

void dispersion_fit(const double *count, const double *mean, uint32_t bins, struct dispersion *out,
		    struct arena *scratch);

/* phi of a window of so many bins, between the lengths on a log scale. */
double dispersion_at(const double phi[DISPERSION_LENGTHS], double bins);

#endif
