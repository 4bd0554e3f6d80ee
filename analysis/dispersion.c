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

/* The sums of four windows that follow each other: one after another each would wait for its own.
 */
static void sum_four(const double *value, uint32_t length, double sum[4])
{
	double sums[4] = { 0 };

	for (uint32_t i = 0; i < length; i++)
		for (uint32_t w = 0; w < 4; w++)
			sums[w] += value[i + w * length];
	for (uint32_t w = 0; w < 4; w++)
		sum[w] = sums[w];
}

static double sum_one(const double *value, uint32_t length)
{
	double sum = 0;

	for (uint32_t i = 0; i < length; i++)
		sum += value[i];
	return sum;
}

static void window_add(struct deviations *window, double seen, double due)
{
	if (due <= 0)
		return;
	window->z[window->count] = (seen - due) / sqrt(due);
	window->mean[window->count++] = due;
}

static void windows_of(const double *count, const double *mean, uint32_t bins, uint32_t length,
		       struct deviations *window)
{
	uint32_t from = 0;

	window->count = 0;
	for (; bins - from >= 4 * length; from += 4 * length) {
		double seen[4], due[4];

		sum_four(count + from, length, seen);
		sum_four(mean + from, length, due);
		for (uint32_t w = 0; w < 4; w++)
			window_add(window, seen[w], due[w]);
	}
	for (; bins - from >= length; from += length)
		window_add(window, sum_one(count + from, length), sum_one(mean + from, length));
}

/* Of those that equal the bounds, as many as the trim leaves: as a share of each. */
static void shares_at(const double *z, uint32_t count, const double bound[2], double keep,
		      double share[2])
{
	double beyond[2] = { 0 }, equal[2] = { 0 };

	for (uint32_t i = 0; i < count; i++) {
		beyond[0] += z[i] < bound[0];
		beyond[1] += z[i] > bound[1];
		equal[0] += z[i] == bound[0];
		equal[1] += z[i] == bound[1];
	}
	for (int side = 0; side < 2; side++)
		share[side] = fmin(
			fmax((keep - (count - beyond[side] - equal[side])) / equal[side], 0), 1);
}

/* phi of the windows from a trimmed low to a trimmed high, or from 0 up. */
static double phi_of(const struct deviations *window, double low, double high, double low_share,
		     double high_share)
{
	double square = 0, variance = 0, mean_square = 0;

	for (uint32_t i = 0; i < window->count; i++) {
		double z = window->z[i], mean = window->mean[i];
		double share = (z == low ? low_share : 1) * (z == high ? high_share : 1);

		/* No branch: half of the windows lie to each side of 0, nobody knows which. */
		share = z < low || z > high ? 0 : share;
		square += share * z * z * mean / TRIM_LOSS;
		variance += share * mean;
		mean_square += share * mean * mean;
	}
	return mean_square > 0 ? fmax((square - variance) / mean_square, 0) : 0;
}

static void fit_length(struct deviations *window, double *phi, double *upper)
{
	uint32_t count = window->count, trim = (uint32_t)ceil(TRIM * count);
	double bound[2], share[2];

	memcpy(window->sorted, window->z, count * sizeof(double));
	bound[0] = order_nth(window->sorted, count, trim);
	bound[1] = order_nth(window->sorted, count, count - 1 - trim);
	shares_at(window->z, count, bound, count - trim, share);
	*phi = phi_of(window, bound[0], bound[1], share[0], share[1]);
	/* A normal's half has the same second moment as the whole. */
	*upper = fmax(*phi, bound[1] > 0 ? phi_of(window, 0, bound[1], 1, share[1]) : 0);
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
