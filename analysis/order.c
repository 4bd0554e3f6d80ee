/* order.c - see order.h. */
#include "analysis/order.h"

static void swap(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/* A pivot from the middle of three, moved to the front: sorted input is no bad case. */
static double pivot_of(double *value, size_t low, size_t high)
{
	size_t middle = low + (high - low) / 2;

	if (value[middle] < value[low])
		swap(&value[middle], &value[low]);
	if (value[high] < value[low])
		swap(&value[high], &value[low]);
	if (value[high] < value[middle])
		swap(&value[high], &value[middle]);
	return value[middle];
}

/*
 * Move what is less than the pivot (or, `also_equal`, no greater) to the front of
 * [low, high]; returns where the rest begins. No branch depends on a value: which way one
 * goes can't be foretold, and a wrong guess costs more than the moves that do nothing.
 */
static size_t part(double *value, size_t low, size_t high, double pivot, bool also_equal)
{
	size_t rest = low;

	for (size_t i = low; i <= high; i++) {
		double own = value[i];

		value[i] = value[rest];
		value[rest] = own;
		rest += also_equal ? own <= pivot : own < pivot;
	}
	return rest;
}

double order_nth(double *value, size_t count, size_t nth)
{
	size_t low = 0, high = count - 1;

	while (low < high) {
		double pivot = pivot_of(value, low, high);
		size_t rest = part(value, low, high, pivot, false);

		if (nth < rest) {
			high = rest - 1;
			continue;
		}
		/* Those that equal the pivot leave together: many of them are no bad case. */
		low = part(value, rest, high, pivot, true);
		if (nth < low || low == rest)
			return pivot;
	}
	return value[nth];
}

double order_median(double *value, size_t count)
{
	double upper, lower;

	if (!count)
		return 0;
	upper = order_nth(value, count, count / 2);
	if (count % 2)
		return upper;
	lower = value[0];
	for (size_t i = 1; i < count / 2; i++)
		lower = value[i] > lower ? value[i] : lower;
	return (lower + upper) / 2;
}
