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

double order_nth(double *value, size_t count, size_t nth)
{
	size_t low = 0, high = count - 1;

	while (low < high) {
		double pivot = pivot_of(value, low, high);
		size_t i = low, j = high;

		/* Equal values stop both sides, so that many of them still halve the range. */
		while (i <= j) {
			while (value[i] < pivot)
				i++;
			while (value[j] > pivot)
				j--;
			if (i <= j) {
				swap(&value[i++], &value[j]);
				if (!j)
					break;
				j--;
			}
		}
		if (nth <= j && i > j)
			high = j;
		else if (nth >= i)
			low = i;
		else
			return value[nth];
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
