/* scan.c - see scan.h. */
#include "analysis/detect/scan.h"

#include "analysis/distribution.h"

#include <math.h>
#include <stdlib.h>

#define FLANK_RATIO 1.6
#define FLANK_GAIN 4.0 /* nats of likelihood: what chance adds at an end is about one */

struct candidate {
	double z;
	uint32_t from, length; /* length: index into dispersion_length */
};

static int by_strength(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;

	if (fabs(left->z) != fabs(right->z))
		return fabs(left->z) > fabs(right->z) ? -1 : 1;
	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	return left->length < right->length ? -1 : left->length > right->length;
}

/* Sums before each bin. */
struct sums {
	double *count, *mean, *whole; /* whole: NULL where the input has none */
};

static struct sums sums_of(const struct scan_input *input, struct arena *scratch)
{
	struct sums sums = {
		.count = arena_array(scratch, (size_t)input->bins + 1, sizeof(double)),
		.mean = arena_array(scratch, (size_t)input->bins + 1, sizeof(double)),
	};

	for (uint32_t i = 0; i < input->bins; i++) {
		sums.count[i + 1] = sums.count[i] + input->count[i];
		sums.mean[i + 1] = sums.mean[i] + input->mean[i];
	}
	if (!input->whole)
		return sums;
	sums.whole = arena_array(scratch, (size_t)input->bins + 1, sizeof(double));
	for (uint32_t i = 0; i < input->bins; i++)
		sums.whole[i + 1] = sums.whole[i] + input->whole[i];
	return sums;
}

/* A window's sums. */
struct totals {
	double count, mean, whole, phi;
};

static struct totals totals_of(const struct scan_input *input, const struct sums *sums,
			       uint32_t from, size_t length)
{
	uint32_t to = from + dispersion_length[length];

	return (struct totals){ .count = sums->count[to] - sums->count[from],
				.mean = sums->mean[to] - sums->mean[from],
				.whole = sums->whole ? sums->whole[to] - sums->whole[from] : 0,
				.phi = input->phi[length] };
}

static bool is_candidate(const struct totals *of, const struct scan_options *options, double *z)
{
	if (of->mean <= 0 || options->sign * (of->count - of->mean) < options->excess_min ||
	    options->sign * (of->count - options->ratio * of->mean) < 0)
		return false;
	if (of->whole > 0) {
		if (of->count < options->share * of->whole)
			return false;
		*z = distribution_share_z(of->count, of->whole, of->mean / of->whole, of->phi);
	} else {
		*z = distribution_z(of->count, of->mean, of->phi);
	}
	return *z * *z / (2 * M_LN10) >= options->score_min;
}

/* ln of the window's tail. */
static double tail_log(const struct totals *of, int sign)
{
	if (of->whole > 0)
		return distribution_share_upper_log(of->count, of->whole, of->mean / of->whole,
						    of->phi);
	return sign > 0 ? distribution_upper_log(of->count, of->mean, of->phi)
			: distribution_lower_log(of->count, of->mean, of->phi);
}

#define BLOCK 128

/*
 * Whether any window that begins in [from, to) holds enough to be a candidate. Next to none
 * does: so blocks of them are looked over without a branch.
 */
static bool block_may(const struct sums *sums, uint32_t from, uint32_t to, uint32_t length,
		      const struct scan_options *options)
{
	const double *count = sums->count, *mean = sums->mean;
	double sign = options->sign, ratio = options->ratio, excess_min = options->excess_min;
	uint64_t any = 0;

	for (uint32_t i = from; i < to; i++) {
		double own = count[i + length] - count[i], due = mean[i + length] - mean[i];

		any |= (uint64_t)(!(due <= 0) & !(sign * (own - due) < excess_min) &
				  !(sign * (own - ratio * due) < 0));
	}
	return any;
}

struct candidates {
	struct candidate *item;
	size_t count, room;
};

/* Those of one length (index into dispersion_length) that begin in [from, to). */
static void candidates_add(struct candidates *candidates, const struct scan_input *input,
			   const struct scan_options *options, const struct sums *sums,
			   uint32_t from, uint32_t to, uint32_t length, struct arena *scratch)
{
	for (uint32_t i = from; i < to; i++) {
		struct totals totals = totals_of(input, sums, i, length);
		double z;

		if (!is_candidate(&totals, options, &z))
			continue;
		candidates->item = arena_grow(scratch, candidates->item, candidates->count,
					      &candidates->room, sizeof(*candidates->item));
		candidates->item[candidates->count++] =
			(struct candidate){ .z = z, .from = i, .length = length };
	}
}

static struct candidates candidates_find(const struct scan_input *input,
					 const struct scan_options *options,
					 const struct sums *sums, struct arena *scratch,
					 double *scanned)
{
	struct candidates candidates = { 0 };

	*scanned = 0;
	for (uint32_t k = 0; k < DISPERSION_LENGTHS && dispersion_length[k] <= input->bins; k++) {
		uint32_t starts = input->bins - dispersion_length[k] + 1;

		*scanned += starts;
		for (uint32_t from = 0, to; from < starts; from = to) {
			to = MIN(from + BLOCK, starts);
			if (block_may(sums, from, to, dispersion_length[k], options))
				candidates_add(&candidates, input, options, sums, from, to, k,
					       scratch);
		}
	}
	return candidates;
}

/*
 * What a bin adds to the likelihood that its rate is `ratio` times the expected one:
 * Poisson's, of which over-dispersed counts are worth less.
 */
static double gain(double count, double mean, double ratio)
{
	return (count > 0 ? count * log(ratio) : 0) - (ratio - 1) * mean;
}

/* The neighbourhood's best stretch by likelihood, not crossing what is taken. */
static void refine(const struct scan_input *input, const struct sums *sums, const uint8_t *taken,
		   struct scan_window *window)
{
	uint32_t length = window->to - window->from, low = window->from, high = window->to;
	double count = sums->count[window->to] - sums->count[window->from];
	double mean = sums->mean[window->to] - sums->mean[window->from];
	double ratio = fmax(count, 0.5) / mean, best = 0, sum = 0;
	double worth = 1 / (1 + input->phi[0] * mean / length);
	uint32_t start, from = window->from, to = window->to;

	while (low > 0 && window->from - low < length + 3 && !taken[low - 1])
		low--;
	while (high < input->bins && high - window->to < length + 3 && !taken[high])
		high++;
	start = low;
	for (uint32_t i = low; i < high; i++) {
		if (sum <= 0) {
			sum = 0;
			start = i;
		}
		sum += gain(input->count[i], input->mean[i], ratio);
		if (sum > best) {
			best = sum;
			from = start;
			to = i + 1;
		}
	}
	/* Flanks that are raised less than the middle, but surely raised. */
	ratio = ratio > 1 ? fmin(ratio, FLANK_RATIO) : fmax(ratio, 1 / FLANK_RATIO);
	best = FLANK_GAIN / worth;
	sum = 0;
	start = from;
	for (uint32_t i = from; i-- > low;) {
		sum += gain(input->count[i], input->mean[i], ratio);
		if (sum > best) {
			best = sum;
			start = i;
		}
	}
	best = FLANK_GAIN / worth;
	sum = 0;
	window->from = start;
	start = to;
	for (uint32_t i = to; i < high; i++) {
		sum += gain(input->count[i], input->mean[i], ratio);
		if (sum > best) {
			best = sum;
			start = i + 1;
		}
	}
	window->to = start;
}

static int by_start(const void *a, const void *b)
{
	const struct scan_window *left = a, *right = b;

	return (left->from > right->from) - (left->from < right->from);
}

static uint32_t join(struct scan_window *window, uint32_t windows, uint32_t join_bins)
{
	uint32_t kept = 0;

	if (windows)
		qsort(window, windows, sizeof(*window), by_start);
	for (uint32_t i = 0; i < windows; i++) {
		struct scan_window *last = kept ? &window[kept - 1] : NULL;

		if (last && window[i].from <= last->to + join_bins) {
			last->to = MAX(last->to, window[i].to);
			if (fabs(window[i].z) > fabs(last->z))
				last->z = window[i].z;
			last->p_log = fmin(last->p_log, window[i].p_log);
		} else {
			window[kept++] = window[i];
		}
	}
	return kept;
}

uint32_t scan_find(const struct scan_input *input, const struct scan_options *options,
		   struct arena *arena, struct arena *scratch, struct scan_window **out)
{
	struct arena_mark mark = arena_mark(scratch);
	struct sums sums = sums_of(input, scratch);
	uint8_t *taken = arena_array(scratch, input->bins, 1);
	struct scan_window *window = NULL;
	size_t room = 0, windows = 0;
	double scanned;
	struct candidates candidates = candidates_find(input, options, &sums, scratch, &scanned);
	const struct candidate *candidate = candidates.item;

	if (candidates.count)
		qsort(candidates.item, candidates.count, sizeof(*candidate), by_strength);
	for (size_t i = 0; i < candidates.count; i++) {
		uint32_t length = dispersion_length[candidate[i].length];
		struct scan_window found = { .from = candidate[i].from,
					     .to = candidate[i].from + length,
					     .z = candidate[i].z };
		struct totals totals =
			totals_of(input, &sums, candidate[i].from, candidate[i].length);
		bool free = true;

		for (uint32_t k = found.from; k < found.to && free; k++)
			free = !taken[k];
		if (!free)
			continue;
		found.p_log = tail_log(&totals, options->sign) + log(scanned);
		if (found.p_log > log(options->p_max))
			continue;
		refine(input, &sums, taken, &found);
		for (uint32_t k = MIN(found.from, candidate[i].from);
		     k < MAX(found.to, candidate[i].from + length); k++)
			taken[k] = 1;
		window = arena_grow(arena, window, windows, &room, sizeof(*window));
		window[windows++] = found;
	}
	*out = window;
	arena_rewind(scratch, mark);
	return join(window, (uint32_t)windows, options->join_bins);
}

uint32_t scan_edge(const double *count, const double *mean, uint32_t inside, uint32_t outside)
{
	int step = outside < inside ? -1 : 1;
	uint32_t steps = outside < inside ? inside - outside : outside - inside, best_at = inside;
	double ratio, best = -INFINITY, sum = 0, seen = 0, due = 0;

	/* The edge's own ratio: a slow rise is judged by its beginning, not by its top. */
	for (uint32_t i = 0; i < (steps + 1) / 2; i++) {
		seen += count[(int64_t)inside + step * (int64_t)i];
		due += mean[(int64_t)inside + step * (int64_t)i];
	}
	if (due <= 0)
		return inside;
	ratio = fmax(seen, 0.5) / due;
	for (uint32_t i = 0; i <= steps; i++) {
		uint32_t at = (uint32_t)((int64_t)inside + step * (int64_t)i);

		sum += gain(count[at], mean[at], ratio);
		if (sum > best) {
			best = sum;
			best_at = at;
		}
	}
	return best_at;
}
