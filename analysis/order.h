/* order.h - order statistics of doubles without sorting them all. */
#ifndef ANALYSIS_ORDER_H
#define ANALYSIS_ORDER_H

#include "core/core.h"

/*
 * The value that would stand at `nth` (from 0, below `count`) if all were sorted;
 * reorders them so that smaller ones stand before it and greater ones after. Linear
 * on average (Hoare 1961); no NAN.
 */
double order_nth(double *value, size_t count, size_t nth);

/* Of an even number the mean of the middle two; 0 where there are none. Reorders. */
double order_median(double *value, size_t count);

#endif
