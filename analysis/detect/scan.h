/*
 * scan.h - a scan statistic over counts: which windows hold far more, or far less,
 * than was to be expected (Kulldorff 1997; over-dispersed as in ANALYSIS.md 3).
 */
#ifndef ANALYSIS_DETECT_SCAN_H
#define ANALYSIS_DETECT_SCAN_H

#include "analysis/dispersion.h"

/* Counts and their expectation on one grid; unknown bins have 0 of both. */
struct scan_input {
	const double *count, *mean; /* [bins] */
	const double *whole;        /* [bins] of which the counts are a part; NULL: of nothing */
	uint32_t bins;
	const double *phi; /* of windows of dispersion_length[i] bins */
};

struct scan_window {
	uint32_t from, to; /* bins, half open */
	double z;          /* signed; of the strongest window inside */
	double p_log;      /* ln of its tail probability, times the windows scanned */
};

struct scan_options {
	int sign;           /* +1: more than expected, -1: less */
	double score_min;   /* z^2 / (2 ln 10) */
	double p_max;       /* of a window's tail times the windows scanned */
	double ratio;       /* at least (sign +1) or at most (sign -1) this share of expected */
	double share;       /* of the whole, at least; with `whole` */
	double excess_min;  /* events */
	uint32_t join_bins; /* neighbours this near are one */
};

/*
 * The windows found, by start, not overlapping. Lives in `arena`; `scratch` is
 * rewound. Takes time and memory in proportion to bins x DISPERSION_LENGTHS.
 */
uint32_t scan_find(const struct scan_input *input, const struct scan_options *options,
		   struct arena *arena, struct arena *scratch, struct scan_window **out);

/*
 * The cell at which a stretch of raised (or lowered) rate begins, by maximum
 * likelihood: `inside` is a cell that surely belongs to it, `outside` one that
 * surely does not, on either side. Counts and means are of fine cells.
 */
uint32_t scan_edge(const double *count, const double *mean, uint32_t inside, uint32_t outside);

#endif
