/*
 * sets.h - the parts of an excess: which values come together.
 *
 * A greedy walk (ideas of Adtributor, Bhagwan et al. 2014, and MacroBase's DIFF,
 * Abuzaid et al. 2018): take the value with the greatest excess x purity, add values
 * while they keep 90 % of its excess and are told from the usual traffic by them,
 * take its events away, and so on until 90 % is explained. Values are those of the
 * dimensions, folders of paths and networks of clients. On rows of the inspection:
 * exact where all were kept, else a sample of 2,048 or more (sample.h).
 */
#ifndef ANALYSIS_SETS_H
#define ANALYSIS_SETS_H

#include "analysis/explain.h"

#define SETS_MAX 5
#define SETS_EXPLAINED 0.9 /* where the walk ends */
#define SETS_KEPT 0.9      /* of the excess, by each value added */
#define SETS_LIFT_MIN 2    /* an added value's share inside over its share of the usual traffic */

struct explanation_sets sets_of(const struct excess *excess, struct arena *arena);

#endif
