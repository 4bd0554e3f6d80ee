/* test_scan.c - the scan against brute force over all windows, edges against all edges. */
#include "analysis/detect/scan.h"
#include "analysis/distribution.h"
#include "tests/bench/rng_real.h"
#include "tests/support/test.h"

#define BINS 700

static const double level_phi[DISPERSION_LENGTHS];
static const struct scan_options up = { .sign = 1, .score_min = 6, .p_max = 1e-4, .ratio = 1.3,
					.excess_min = 12, .join_bins = 2 };

static double sum(const double *value, uint32_t from, uint32_t to)
{
	double all = 0;

	for (uint32_t i = from; i < to; i++)
		all += value[i];
	return all;
}

/* The greatest z of any window of the scanned lengths; 0 where none would pass. */
static double brute_force(const double *count, const double *mean, const struct scan_options *options)
{
	double best = 0;

	for (size_t k = 0; k < DISPERSION_LENGTHS; k++)
		for (uint32_t from = 0; from + dispersion_length[k] <= BINS; from++) {
			double seen = sum(count, from, from + dispersion_length[k]);
			double due = sum(mean, from, from + dispersion_length[k]), z;

			if (options->sign * (seen - due) < options->excess_min ||
			    options->sign * (seen - options->ratio * due) < 0)
				continue;
			z = distribution_z(seen, due, 0);
			if (fabs(z) > fabs(best) && z * z / (2 * M_LN10) >= options->score_min)
				best = z;
		}
	return best;
}

static void strongest_is_that_of_brute_force(void **state)
{
	struct scan_options down = up;

	(void)state;
	down.sign = -1;
	down.ratio = 0.75;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct rng rng = { .state = seed };
		double count[BINS], mean[BINS], best, strongest = 0;
		const struct scan_options *options = seed % 2 ? &up : &down;
		uint32_t from = rng_below(&rng, BINS - 60), to = from + 1 + rng_below(&rng, 50);
		struct arena arena = { 0 };
		struct arena scratch = { 0 };
		struct scan_window *window;
		uint32_t windows;

		for (uint32_t i = 0; i < BINS; i++) {
			mean[i] = 20 + 10 * sin(i / 40.0);
			count[i] = (double)rng_poisson(&rng, mean[i] * (i >= from && i < to
										? seed % 2 ? 2 : 0.3
										: 1));
		}
		windows = scan_find(&(struct scan_input){ .count = count, .mean = mean,
							  .bins = BINS, .phi = level_phi },
				    options, &arena, &scratch, &window);
		for (uint32_t i = 0; i < windows; i++)
			if (fabs(window[i].z) > fabs(strongest))
				strongest = window[i].z;
		best = brute_force(count, mean, options);
		print_message("seed %u: %.6f\n", (unsigned)seed, best);
		assert_true(strongest == best || fabs(strongest - best) < 1e-9 * fabs(best));
		for (uint32_t i = 1; i < windows; i++)
			assert_true(window[i - 1].to < window[i].from);
		arena_release(&arena);
		arena_release(&scratch);
	}
}

/* Exact counts, so that ends are exact; `level` is that of the stretch. */
static const struct {
	const char *what;
	uint32_t from, to;
	double level;
	bool found;
} cases[] = {
	{ "a day", 100, 388, 40, true },
	{ "two bins", 100, 102, 100, true },
	{ "at the very start", 0, 10, 60, true },
	{ "at the very end", BINS - 10, BINS, 60, true },
	{ "too little of a rise", 100, 300, 25, false },
	{ "too few events", 100, 101, 31, false },
	{ "nothing", 0, 0, 0, false },
};

static void ends_are_those_of_the_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		double count[BINS], mean[BINS];
		struct arena arena = { 0 };
		struct arena scratch = { 0 };
		struct scan_window *window;
		uint32_t windows;

		print_message("%s\n", cases[i].what);
		for (uint32_t k = 0; k < BINS; k++) {
			mean[k] = 20;
			count[k] = k >= cases[i].from && k < cases[i].to ? cases[i].level : 20;
		}
		windows = scan_find(&(struct scan_input){ .count = count, .mean = mean,
							  .bins = BINS, .phi = level_phi },
				    &up, &arena, &scratch, &window);
		assert_int_equal(windows, cases[i].found);
		if (windows) {
			assert_int_equal(window[0].from, cases[i].from);
			assert_int_equal(window[0].to, cases[i].to);
		}
		arena_release(&arena);
		arena_release(&scratch);
	}
}

/* One bin that stands out is found wherever it is. */
static void looks_everywhere(void **state)
{
	double count[BINS], mean[BINS];

	(void)state;
	for (uint32_t i = 0; i < BINS; i++)
		count[i] = mean[i] = 20;
	for (uint32_t at = 0; at < BINS; at++) {
		struct arena arena = { 0 };
		struct arena scratch = { 0 };
		struct scan_window *window;

		count[at] = 60;
		assert_int_equal(scan_find(&(struct scan_input){ .count = count,
								 .mean = mean,
								 .bins = BINS,
								 .phi = level_phi },
					   &up, &arena, &scratch, &window),
				 1);
		assert_true(window[0].from == at && window[0].to == at + 1);
		count[at] = 20;
		arena_release(&arena);
		arena_release(&scratch);
	}
}

/* The likeliest edge of all, for the rate of the inner half, by trying each. */
static void edges_are_those_of_all_tried(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct rng rng = { .state = seed };
		double count[40], mean[40], ratio, best = -INFINITY;
		uint32_t edge = 5 + rng_below(&rng, 30), likeliest = 0;

		for (uint32_t i = 0; i < 40; i++) {
			mean[i] = 3;
			count[i] = (double)rng_poisson(&rng, i <= edge ? 9 : 3);
		}
		ratio = fmax(sum(count, 0, 20), 0.5) / sum(mean, 0, 20);
		for (uint32_t at = 0; at < 40; at++) {
			double seen = sum(count, 0, at + 1);
			double likelihood =
				seen * log(ratio) - (ratio - 1) * sum(mean, 0, at + 1);

			if (likelihood > best + 1e-9) {
				best = likelihood;
				likeliest = at;
			}
		}
		assert_int_equal(scan_edge(count, mean, 0, 39), likeliest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strongest_is_that_of_brute_force),
		cmocka_unit_test(ends_are_those_of_the_change),
		cmocka_unit_test(looks_everywhere),
		cmocka_unit_test(edges_are_those_of_all_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
