/* distribution.c - see distribution.h. */
#include "analysis/distribution.h"

#include <math.h>

#define STEPS_MAX 10000
#define ENOUGH 1e-14
#define TINY 1e-300

/* ln of the gamma function of a positive number; lgamma writes its sign where all threads can. */
static double ln_gamma(double x)
{
	int sign;

	return lgamma_r(x, &sign);
}

/* Continued fraction of the incomplete beta function, by Lentz's method. */
static double beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 - (a + b) * x / (a + 1), value;

	d = 1 / (fabs(d) < TINY ? TINY : d);
	value = d;
	for (int m = 1; m < STEPS_MAX; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 + even * d;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = 1 + even / c;
		c = fabs(c) < TINY ? TINY : c;
		value *= d * c;
		d = 1 + odd * d;
		d = 1 / (fabs(d) < TINY ? TINY : d);
		c = 1 + odd / c;
		c = fabs(c) < TINY ? TINY : c;
		step = d * c;
		value *= step;
		if (fabs(step - 1) < ENOUGH)
			break;
	}
	return value;
}

/* ln of the regularised incomplete beta function I_x(a, b). */
static double beta_log(double x, double a, double b)
{
	double front;

	if (x <= 0)
		return -INFINITY;
	if (x >= 1)
		return 0;
	front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * log(x) + b * log1p(-x);
	if (x < (a + 1) / (a + b + 2))
		return front + log(beta_fraction(x, a, b)) - log(a);
	return log1p(-fmin(exp(front + log(beta_fraction(1 - x, b, a)) - log(b)), 1));
}

/* ln of the regularised lower (P) or upper (Q) incomplete gamma function. */
static double gamma_log(double a, double x, bool upper)
{
	double front, series, fraction;

	if (x <= 0)
		return upper ? 0 : -INFINITY;
	front = a * log(x) - x - ln_gamma(a);
	if (x < a + 1) {
		double term = 1 / a;

		series = term;
		for (int n = 1; n < STEPS_MAX * 100 && term > series * ENOUGH; n++)
			series += term *= x / (a + n);
		series = front + log(series);
		return upper ? log1p(-fmin(exp(series), 1)) : series;
	}
	{
		double b = x + 1 - a, c = 1 / TINY, d = 1 / b;

		fraction = d;
		for (int i = 1; i < STEPS_MAX * 100; i++) {
			double an = -i * (i - a), step;

			b += 2;
			d = an * d + b;
			d = 1 / (fabs(d) < TINY ? TINY : d);
			c = b + an / c;
			c = fabs(c) < TINY ? TINY : c;
			step = d * c;
			fraction *= step;
			if (fabs(step - 1) < ENOUGH)
				break;
		}
	}
	fraction = front + log(fraction);
	return upper ? fraction : log1p(-fmin(exp(fraction), 1));
}

double distribution_upper_log(double count, double mean, double phi)
{
	if (count <= 0)
		return 0;
	if (phi <= 1e-9)
		return gamma_log(count, mean, false);
	return beta_log(mean * phi / (1 + mean * phi), count, 1 / phi);
}

double distribution_lower_log(double count, double mean, double phi)
{
	if (phi <= 1e-9)
		return gamma_log(count + 1, mean, true);
	return beta_log(1 / (1 + mean * phi), 1 / phi, count + 1);
}

double distribution_z(double count, double mean, double phi)
{
	double deviance;

	if (phi <= 1e-9) {
		deviance = mean - count + (count > 0 ? count * log(count / mean) : 0);
	} else {
		double r = 1 / phi;

		deviance = (count > 0 ? count * log(count / mean) : 0) -
			   (count + r) * log((count + r) / (mean + r));
	}
	deviance = sqrt(2 * fmax(deviance, 0));
	return count >= mean ? deviance : -deviance;
}

#define SURE_SHARE 0.999999

/* Correlation within a window: var = n p (1 - p) (1 + (n - 1) rho) is about n p + phi (n p)^2. */
static double correlation(double share, double phi)
{
	return fmin(phi * share / (1 - share), 0.999);
}

double distribution_share_z(double count, double trials, double share, double phi)
{
	double due = trials * share, rest = trials - count, deviance;

	if (share >= SURE_SHARE)
		return 0;
	deviance = (count > 0 ? count * log(count / due) : 0) +
		   (rest > 0 ? rest * log(rest / (trials - due)) : 0);
	deviance /= 1 + fmax(trials - 1, 0) * correlation(share, phi);
	deviance = sqrt(2 * fmax(deviance, 0));
	return count >= due ? deviance : -deviance;
}

static double choose_log(double n, double k)
{
	return ln_gamma(n + 1) - ln_gamma(k + 1) - ln_gamma(n - k + 1);
}

double distribution_share_upper_log(double count, double trials, double share, double phi)
{
	double rho = correlation(share, phi), a, b, first, sum = 1, term = 1;

	if (count <= 0 || share >= SURE_SHARE)
		return 0;
	if (count > trials)
		return -INFINITY;
	if (rho < 1e-9) { /* binomial: I_p(k, n - k + 1) */
		return beta_log(share, count, trials - count + 1);
	}
	a = share * (1 - rho) / rho;
	b = (1 - share) * (1 - rho) / rho;
	first = choose_log(trials, count) + ln_gamma(count + a) + ln_gamma(trials - count + b) -
		ln_gamma(trials + a + b) - (ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b));
	/* Past the middle the terms fall; before it the sum is near 1 and cut there. */
	for (double k = count; k < trials && k < count + STEPS_MAX * 100 && term > sum * ENOUGH;
	     k++) {
		term *= (trials - k) / (k + 1) * (k + a) / (trials - k - 1 + b);
		sum += term;
	}
	return fmin(first + log(sum), 0);
}

/* A tail outside of which counts are to lie. */
struct tail {
	double mean, phi;
	bool upper;
};

#define TAIL_SHARE 0.025
#define TAIL_Z 1.959964 /* of a normal */

/* Whether a count is so great that at most the share lies above; or that as much lies below. */
static bool is_past(const struct tail *tail, double count)
{
	if (tail->upper)
		return exp(distribution_upper_log(count, tail->mean, tail->phi)) < TAIL_SHARE;
	return !(exp(distribution_lower_log(count, tail->mean, tail->phi)) < TAIL_SHARE);
}

/* About where that begins (Cornish and Fisher 1938, first term). */
static double past_guess(const struct tail *tail)
{
	double spread = sqrt(tail->mean + tail->phi * tail->mean * tail->mean);
	double skew = (1 + 2 * tail->phi * tail->mean) / spread;
	double z = tail->upper ? TAIL_Z : -TAIL_Z;

	return ceil(tail->mean + spread * (z + (z * z - 1) / 6 * skew));
}

/*
 * The least count of [from, to] that is past, as which `to` counts: by doubling steps away
 * from the guess, which is seldom far off, and then by bisection.
 */
static double least_past(const struct tail *tail, double from, double to)
{
	double at = fmin(fmax(past_guess(tail), from), to), step = 1;

	if (at < to && !is_past(tail, at)) {
		for (from = at += 1; at < to && !is_past(tail, at); step *= 2) {
			from = at + 1;
			at = from + step;
		}
		to = fmin(at, to);
	} else {
		for (to = at, at -= 1; at >= from && is_past(tail, at); step *= 2) {
			to = at;
			at = to - step;
		}
		from = fmax(from, at + 1);
	}
	while (to - from >= 1) {
		double middle = floor((from + to) / 2), left = to - from;

		if (is_past(tail, middle))
			to = middle;
		else
			from = middle + 1;
		if (to - from >= left) /* so great that the next number is no other */
			break;
	}
	return from;
}

void distribution_interval(double mean, double phi, double *low, double *high)
{
	struct tail lower = { mean, phi, false }, upper = { mean, phi, true };

	*low = *high = mean;
	if (mean <= 0)
		return;
	*low = least_past(&lower, 0, floor(mean));
	*high = least_past(&upper, floor(mean) + 1,
			   ceil(mean + 40 * sqrt(mean + phi * mean * mean) + 40) + 1) -
		1;
}
