/* test_dispersion.c - the spread of counts whose spread is known. */
#include "analysis/dispersion.h"
#include "tests/bench/rng_real.h"
#include "tests/support/test.h"

#include <stdlib.h>

#define BINS 12000

/* Poisson counts about a mean that itself strays: normal, relative sd, new every `keeps` bins. */
static const struct {
	const char *what;
	double mean, sd;
	uint32_t keeps;
	double phi_1, phi_12; /* expected of windows of 1 and of 12 bins */
	double slack;
} cases[] = {
	{ "Poisson", 50, 0, 1, 0, 0, 0.0025 },
	{ "strays in each bin", 200, 0.2, 1, 0.04, 0.04 / 12, 0.006 },
	{ "strays by twelve bins", 200, 0.2, 12, 0.04, 0.04, 0.01 },
};

static void finds_the_spread_there_is(void **state)
{
	static double count[BINS], mean[BINS];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct rng rng = { .state = 11 + i };
		struct arena scratch = { 0 };
		struct dispersion found;
		double factor = 1;

		for (uint32_t k = 0; k < BINS; k++) {
			if (k % cases[i].keeps == 0)
				factor = fmax(1 + cases[i].sd * rng_normal(&rng), 0);
			mean[k] = cases[i].mean;
			count[k] = (double)rng_poisson(&rng, cases[i].mean * factor);
		}
		/* Two per cent of episodes must not widen it. */
		for (uint32_t k = 500; k < 500 + BINS / 50; k++)
			count[k] *= 10;
		dispersion_fit(count, mean, BINS, &found, &scratch);
		print_message("%s: %.4f %.4f\n", cases[i].what, found.phi[0], found.phi[6]);
		assert_true(fabs(found.phi[0] - cases[i].phi_1) < cases[i].slack);
		assert_true(fabs(found.phi[6] - cases[i].phi_12) < cases[i].slack);
		for (size_t k = 0; k < DISPERSION_LENGTHS; k++)
			assert_true(found.upper[k] >= found.phi[k]);
		arena_release(&scratch);
	}
}

static void upper_half_is_wider_where_it_strays_up(void **state)
{
	static double count[BINS], mean[BINS];
	struct rng rng = { .state = 5 };
	struct arena scratch = { 0 };
	struct dispersion found;

	(void)state;
	for (uint32_t k = 0; k < BINS; k++) {
		mean[k] = 1000;
		count[k] = 1000 * exp(0.3 * rng_normal(&rng));
	}
	dispersion_fit(count, mean, BINS, &found, &scratch);
	/* Lognormal: the upper half's second moment about the median is half again the whole's. */
	assert_true(found.upper[0] > 1.25 * found.phi[0]);
	arena_release(&scratch);
}

/* Half an event a bin says nothing; a day of them does, and shorter windows are not below it. */
static void what_is_too_quiet_takes_longer_windows(void **state)
{
	static double count[BINS], mean[BINS];
	struct rng rng = { .state = 6 };
	struct arena scratch = { 0 };
	struct dispersion found;
	double factor = 1;

	(void)state;
	for (uint32_t k = 0; k < BINS; k++) {
		if (k % 96 == 0)
			factor = fmax(1 + 0.4 * rng_normal(&rng), 0);
		mean[k] = 0.5;
		count[k] = (double)rng_poisson(&rng, 0.5 * factor);
	}
	dispersion_fit(count, mean, BINS, &found, &scratch);
	assert_true(fabs(found.phi[12] - 0.16) < 0.08); /* of 96 bins */
	for (size_t k = 0; k < 6; k++)
		assert_true(found.phi[k] > 0.04);
	arena_release(&scratch);
}

static int ascending(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* phi of one length as the header has it: each window by itself, trimmed after sorting all. */
static double phi_by_force(const double *count, const double *mean, uint32_t bins, uint32_t length)
{
	static double z[BINS], sorted[BINS], due[BINS];
	double square = 0, variance = 0, mean_square = 0;
	uint32_t windows = 0, trim, left;

	for (uint32_t from = 0; from + length <= bins; from += length) {
		double seen = 0, sum = 0;

		for (uint32_t i = from; i < from + length; i++) {
			seen += count[i];
			sum += mean[i];
		}
		if (sum <= 0)
			continue;
		due[windows] = sum;
		z[windows] = sorted[windows] = (seen - sum) / sqrt(sum);
		windows++;
	}
	trim = (uint32_t)ceil(0.05 * windows);
	qsort(sorted, windows, sizeof(double), ascending);
	left = windows - 2 * trim;
	for (uint32_t i = 0; i < windows; i++) { /* no two are alike: the middle ones are known */
		if (z[i] < sorted[trim] || z[i] > sorted[trim + left - 1])
			continue;
		square += z[i] * z[i] * due[i] / 0.6231;
		variance += due[i];
		mean_square += due[i] * due[i];
	}
	return fmax((square - variance) / mean_square, 0);
}

static void agrees_with_each_window_by_itself(void **state)
{
	static double count[BINS], mean[BINS];

	(void)state;
	for (uint32_t bins = 4000; bins < 4017; bins++) {
		struct rng rng = { .state = bins };
		struct arena scratch = { 0 };
		struct dispersion found;

		for (uint32_t k = 0; k < bins; k++) {
			mean[k] = k % 1000 < 40 ? 0 : 300 + 100 * sin(k / 50.0);
			count[k] = mean[k] * exp(0.2 * rng_normal(&rng));
		}
		dispersion_fit(count, mean, bins, &found, &scratch);
		for (size_t i = 0; i < DISPERSION_LENGTHS; i++)
			if (bins / dispersion_length[i] >= 13)
				assert_true(fabs(found.phi[i] - phi_by_force(count, mean, bins,
									     dispersion_length[i])) <
					    1e-12);
		arena_release(&scratch);
	}
}

static void lies_between_the_lengths(void **state)
{
	double phi[DISPERSION_LENGTHS];

	(void)state;
	for (size_t i = 0; i < DISPERSION_LENGTHS; i++)
		phi[i] = (double)(DISPERSION_LENGTHS - i);
	assert_true(dispersion_at(phi, 0.2) == phi[0]);
	assert_true(dispersion_at(phi, 1e9) == phi[DISPERSION_LENGTHS - 1]);
	for (size_t i = 0; i < DISPERSION_LENGTHS; i++)
		assert_true(fabs(dispersion_at(phi, dispersion_length[i]) - phi[i]) < 1e-12);
	assert_true(fabs(dispersion_at(phi, sqrt(12.0 * 18.0)) - (phi[6] + phi[7]) / 2) < 1e-12);
}

static void nothing_is_no_spread(void **state)
{
	double count[5] = { 0 };
	double mean[5] = { 0 };
	struct arena scratch = { 0 };
	struct dispersion found;

	(void)state;
	dispersion_fit(count, mean, 5, &found, &scratch);
	dispersion_fit(count, mean, 0, &found, &scratch);
	for (size_t k = 0; k < DISPERSION_LENGTHS; k++)
		assert_true(found.phi[k] == 0 && found.upper[k] == 0);
	arena_release(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_spread_there_is),
		cmocka_unit_test(upper_half_is_wider_where_it_strays_up),
		cmocka_unit_test(what_is_too_quiet_takes_longer_windows),
		cmocka_unit_test(agrees_with_each_window_by_itself),
		cmocka_unit_test(lies_between_the_lengths),
		cmocka_unit_test(nothing_is_no_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
