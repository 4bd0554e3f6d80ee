/*
 * test_distribution.c - tails of counting distributions against SciPy 1.10.1.
 *
 * The figures are those of scipy.stats, with r = 1 / phi and p = 1 / (1 + mean phi):
 *   nbinom.logsf(count - 1, r, p), nbinom.logcdf(count, r, p); poisson where phi is 0;
 *   of shares, with rho = phi share / (1 - share), a = share (1 - rho) / rho and
 *   b = (1 - share) (1 - rho) / rho, the logsumexp of betabinom.logpmf(count ... trials,
 *   trials, a, b), and binom.logsf(count - 1, trials, share) where phi is 0; of
 *   intervals ppf(0.025), and the greatest count whose sf(count - 1) is at least 0.025.
 */
#include "analysis/distribution.h"
#include "core/crew.h"
#include "tests/support/test.h"

#include <math.h>

static void near(double got, double wanted)
{
	if (fabs(got - wanted) > 1e-6 * fmax(fabs(wanted), 1e-3))
		fail_msg("%.12g where it should be %.12g", got, wanted);
}

static const struct {
	double count, mean, phi, upper_log, lower_log;
} tails[] = {
	{ 10, 5, 0, -3.44740707297, -0.0137899139115 },
	{ 40, 12, 0.1, -9.60739790789, -4.43843932998e-05 },
	{ 0, 7, 0.3, 0, -3.77134037164 },
	{ 3, 30, 0.05, -9.7416777666e-07, -12.282611895 },
	{ 2000, 1000, 0.01, -31.5489161629, -1.8960732371e-14 },
	{ 50000, 45000, 0.001, -7.87052189846, -0.000381010919313 },
	{ 200, 3, 0, -646.494492718, 0 },
	{ 1, 0.01, 0, -4.61016601932, -4.96691468319e-05 },
	{ 17, 0.5, 2, -13.4594119944, -6.94953001191e-07 },
	{ 120, 100, 0.2, -1.23241765554, -0.335477486636 },
};

static void tails_agree_with_scipy(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(tails); i++) {
		print_message("%g of %g\n", tails[i].count, tails[i].mean);
		near(distribution_upper_log(tails[i].count, tails[i].mean, tails[i].phi),
		     tails[i].upper_log);
		near(distribution_lower_log(tails[i].count, tails[i].mean, tails[i].phi),
		     tails[i].lower_log);
	}
}

static const struct {
	double count, trials, share, phi, upper_log;
} shares[] = {
	{ 5, 100, 0.01, 0, -5.67451839902 },   { 30, 100, 0.1, 0.2, -5.97364874004 },
	{ 9, 10, 0.3, 0.5, -3.64491650043 },   { 400, 20000, 0.01, 0.05, -8.14961955828 },
	{ 100, 100, 0.5, 0.1, -12.844890542 }, { 20, 1000, 0.05, 0.1, -0.0160113099852 },
	{ 1, 50, 0.001, 3, -3.0880624687 },
};

static void shares_agree_with_scipy(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(shares); i++) {
		print_message("%g of %g\n", shares[i].count, shares[i].trials);
		near(distribution_share_upper_log(shares[i].count, shares[i].trials,
						  shares[i].share, shares[i].phi),
		     shares[i].upper_log);
	}
	assert_true(distribution_share_upper_log(0, 10, 0.1, 0) == 0);
	assert_true(distribution_share_upper_log(11, 10, 0.1, 0) == -INFINITY);
}

static const struct {
	double mean, phi, low, high;
} intervals[] = {
	{ 5, 0, 1, 10 },  { 100, 0, 81, 120 },        { 100, 0.1, 45, 174 },
	{ 0.3, 0, 0, 2 }, { 2000, 0.02, 1478, 2599 }, { 40, 1, 1, 149 },
	{ 0, 0, 0, 0 },
};

static void intervals_agree_with_scipy(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(intervals); i++) {
		double low;
		double high;

		print_message("%g\n", intervals[i].mean);
		distribution_interval(intervals[i].mean, intervals[i].phi, &low, &high);
		assert_true(low == intervals[i].low);
		assert_true(high == intervals[i].high);
	}
}

/* One count further in is inside, one further out is not: of any mean and spread. */
static void intervals_end_where_tails_do(void **state)
{
	static const double phi[] = { 0, 1e-10, 1e-4, 0.01, 0.3, 1, 5, 80 };

	(void)state;
	for (size_t i = 0; i < LENGTH(phi); i++)
		for (double mean = 0.01; mean < 3e5; mean *= 1.37) {
			double low, high;

			distribution_interval(mean, phi[i], &low, &high);
			assert_true(low == floor(low) && high == floor(high));
			assert_true(low >= 0 && low <= floor(mean) && high >= floor(mean));
			if (low < floor(mean))
				assert_true(exp(distribution_lower_log(low, mean, phi[i])) >=
					    0.025);
			if (low > 0)
				assert_true(exp(distribution_lower_log(low - 1, mean, phi[i])) <
					    0.025);
			if (high > floor(mean))
				assert_true(exp(distribution_upper_log(high, mean, phi[i])) >=
					    0.025);
			assert_true(exp(distribution_upper_log(high + 1, mean, phi[i])) < 0.025);
		}
}

/* Where the next whole number is no other it ends all the same. */
static void intervals_of_giants_end(void **state)
{
	double low, high;

	(void)state;
	distribution_interval(1e18, 0.01, &low, &high);
	assert_true(low <= 1e18 && high >= 1e18);
}

/* The deviance's root is nearly the normal quantile of the tail, half a count inward. */
static void z_is_nearly_normal(void **state)
{
	static const double phi[] = { 0, 0.01, 0.1 };

	(void)state;
	for (size_t i = 0; i < LENGTH(phi); i++)
		for (double count = 110; count < 400; count += 10) {
			double z = distribution_z(count, 100, phi[i]);
			double tail = distribution_upper_log(count + 0.5, 100, phi[i]);

			assert_true(fabs(log(erfc(z / sqrt(2)) / 2) - tail) <
				    0.35 + 0.02 * fabs(tail));
		}
	assert_true(distribution_z(100, 100, 0.1) == 0);
	assert_true(distribution_z(50, 100, 0.1) < 0);
}

static void share_z_is_nearly_normal(void **state)
{
	(void)state;
	for (double count = 30; count < 200; count += 10) {
		double z = distribution_share_z(count, 1000, 0.02, 0);
		double tail = distribution_share_upper_log(count, 1000, 0.02, 0);

		assert_true(fabs(log(erfc(z / sqrt(2)) / 2) - tail) < 0.6 + 0.02 * fabs(tail));
		/* What strays is worth less. */
		assert_true(distribution_share_z(count, 1000, 0.02, 0.5) < z);
	}
	assert_true(distribution_share_z(20, 1000, 0.02, 0) == 0);
	assert_true(distribution_share_z(5, 1000, 0.02, 0) < 0);
	assert_true(distribution_share_z(10, 10, 1, 0) == 0);
}

enum { ASKED = 64 };

static void ask(void *context, uint32_t item)
{
	double *told = context;

	told[item] = 0;
	for (int i = 0; i < 500; i++) /* long enough for all to be at it at a time */
		told[item] += distribution_upper_log(item + i, 10, i % 2 ? 0.1 : 0);
}

/* Services are judged side by side: the same numbers, and no thread writes where others do. */
static void says_the_same_to_all_threads(void **state)
{
	double alone[ASKED], together[ASKED];

	(void)state;
	crew_each(1, ASKED, ask, alone);
	crew_each(4, ASKED, ask, together);
	for (int i = 0; i < ASKED; i++)
		assert_true(alone[i] == together[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails_agree_with_scipy),
		cmocka_unit_test(shares_agree_with_scipy),
		cmocka_unit_test(intervals_agree_with_scipy),
		cmocka_unit_test(intervals_end_where_tails_do),
		cmocka_unit_test(intervals_of_giants_end),
		cmocka_unit_test(z_is_nearly_normal),
		cmocka_unit_test(share_z_is_nearly_normal),
		cmocka_unit_test(says_the_same_to_all_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
