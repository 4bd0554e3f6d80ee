/*
 * explain.h - which values an episode's excess consists of.
 *
 * Excess of a value: how often it was seen inside less what the references let
 * expect. The references are scaled so that they add up to the baseline's
 * expectation (after Adtributor, Bhagwan et al. 2014; additive measures only).
 */
#ifndef ANALYSIS_EXPLAIN_H
#define ANALYSIS_EXPLAIN_H

#include "analysis/inspect.h"

#define EXPLAIN_SHARE_MIN 0.05
#define EXPLAIN_SCORE_MIN 5
#define EXPLAIN_LIFT_MIN 1.2 /* share of the excess over share of the usual traffic */
#define EXPLAIN_PER_DIMENSION 5
#define EXPLAIN_MAX 20

/* An episode taken apart. */
struct excess {
	const struct inspection *inspection;
	uint32_t episode;
	double factor;        /* reference counts x factor are what was expected */
	double inside, total; /* events inside; of them not expected */
};

/* `expected` is the baseline's for the whole episode. */
struct excess excess_of(const struct inspection *inspection, uint32_t episode, double expected);

/* A walk over its values of a dimension. */
static inline struct value_walk excess_walk(const struct excess *excess, enum dimension dimension)
{
	return inspection_walk(excess->inspection, excess->episode, dimension);
}

/* What was not expected of one value; negative where it fell. */
static inline double excess_item(const struct excess *excess, const struct counted *item)
{
	return item->inside - item->reference * excess->factor;
}

/* The values that make it up, greatest share first; none where nothing is in excess. */
struct explanations explain(const struct excess *excess, struct arena *arena);

#endif
