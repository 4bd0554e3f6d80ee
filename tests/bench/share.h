/*
 * share.h - shares with their 95 % intervals, for tables of accuracy.
 */
#ifndef BENCH_SHARE_H
#define BENCH_SHARE_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>

struct share {
	uint32_t hits, all;
};

static inline void share_add(struct share *share, int hit)
{
	share->hits += hit ? 1 : 0;
	share->all++;
}

static inline void share_join(struct share *into, struct share from)
{
	into->hits += from.hits;
	into->all += from.all;
}

static inline double share_value(struct share share)
{
	return share.all ? (double)share.hits / share.all : (double)NAN;
}

/* Wilson (1927): holds for shares next to 0 and 1, where most of ours are. */
static inline void share_interval(struct share share, double *low, double *high)
{
	const double z = 1.959964;
	double n = share.all, p = share_value(share);
	double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

	*low = fmax(0, middle - half);
	*high = fmin(1, middle + half);
}

/* ".967 (.94-.98)" in 16 columns; a dash where nothing was asked. */
static inline void share_print(struct share share)
{
	double low, high;
	char text[40] = "-";

	if (share.all) {
		share_interval(share, &low, &high);
		snprintf(text, sizeof(text), "%.3f (%.2f-%.2f)", share_value(share), low, high);
	}
	printf(" %17s", text);
}

#endif
