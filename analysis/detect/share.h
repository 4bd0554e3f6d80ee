/*
 * share.h - windows in which a part of the events is a greater share of them than
 * usual: failed ones, slow ones.
 */
#ifndef ANALYSIS_DETECT_SHARE_H
#define ANALYSIS_DETECT_SHARE_H

#include "analysis/detect/detect.h"

struct share {
	enum episode_kind kind;
	const double *part, *whole;           /* [bins] of the subject */
	const double *usual;                  /* [bins] of the part, by the usual share */
	const double *cell_part, *cell_usual; /* by cell, for the ends; NULL: ends are bins' */
	double ratio_min, share_min;
	double part_min, whole_min; /* events in the window */
};

/*
 * A scan (scan.h) by the binomial deviance, over-dispersed as the shares of
 * non-overlapping windows are (beta-binomial; Skellam 1948).
 */
void detect_share(struct subject *subject, const struct share *share, struct catch *into);

#endif
