/*
 * distribution.h - tails of counting distributions.
 *
 * Plain doubles, deterministic, no tables. Tails are returned as their natural
 * logarithm, for they get far smaller than a double can be.
 */
#ifndef ANALYSIS_DISTRIBUTION_H
#define ANALYSIS_DISTRIBUTION_H

#include "core/core.h"

/*
 * ln P(X >= count) and ln P(X <= count) for a negative-binomial count of mean `mean`
 * and variance mean + phi mean^2; Poisson where phi is 0. `mean` is positive.
 * By the regularised incomplete beta and gamma functions (continued fractions,
 * Numerical Recipes 6.2 and 6.4).
 */
double distribution_upper_log(double count, double mean, double phi);
double distribution_lower_log(double count, double mean, double phi);

/*
 * Signed root of the deviance of `count` under that distribution: about a standard
 * normal z, positive where there is more than expected.
 */
double distribution_z(double count, double mean, double phi);

/*
 * The same of how many of `trials` have what a share of `share` usually has, where
 * the share itself strays (beta-binomial, Skellam 1948) as much as `phi` says of the
 * counts: ln P(X >= count) by the terms' recurrence, and the binomial deviance
 * divided by its inflation. 0 < share < 1; from a share of 0.999999 on 0 is returned.
 */
double distribution_share_upper_log(double count, double trials, double share, double phi);
double distribution_share_z(double count, double trials, double share, double phi);

/* The counts outside of which at most 2.5 % lie on each side; both 0 for a mean of 0. */
void distribution_interval(double mean, double phi, double *low, double *high);

#endif
