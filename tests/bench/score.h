/*
 * score.h - how well what was found matches what was planted.
 *
 * A find and a planted event belong together where both are of one sort (spike or
 * outage, of a host or of the whole) and the intersection of their times is at least
 * 0.3 of the union; pairs are made from the greatest share down, one to one. What is
 * found and has no partner is a false alarm, also where it merely has wrong ends.
 */
#ifndef BENCH_SCORE_H
#define BENCH_SCORE_H

#include "analysis/detect.h"
#include "tests/bench/series.h"

struct score {
	double days;
	uint32_t planted, found, matched;
	uint32_t outages,
		outages_right; /* matched outages of a service; of them of the right kind */
	float *onset_s;        /* [matched] absolute errors */
	size_t room;
};

/* Count one series in. */
void score_add(struct score *score, const struct series *series, const struct detection *detection,
	       const enum planted_kind *only, struct arena *arena);
void score_join(struct score *into, const struct score *from, struct arena *arena);

struct interval {
	double low, high;
};

/* The 95 % interval of a Poisson count (Byar's approximation, Rothman 1979). */
struct interval score_byar(double count);

double score_f1(const struct score *score);
double score_onset_s(const struct score *score); /* median; NAN: none */

#endif
