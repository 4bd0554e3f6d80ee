/*
 * detect.h - what the detectors of one service share: its grids, and one function each.
 */
#ifndef ANALYSIS_DETECT_DETECT_H
#define ANALYSIS_DETECT_DETECT_H

#include "analysis/detect/scan.h"
#include "analysis/episode.h"

/* One service prepared for all detectors. */
struct subject {
	const struct activity *activity;
	const struct baseline *baseline;
	const struct episode_options *options;
	int64_t bin_us;          /* 5 min, or the activity's width where that is coarser */
	int64_t begin_us;        /* of bin 0 */
	uint32_t bins;
	double *count, *failed;  /* [bins] known events only */
	double *mean;            /* [bins] expected of them */
	double *cell_mean;       /* [activity->cells] expected; 0 where not known */
	struct arena *arena, *scratch;
};

/* A growing list of what was found. */
struct catch {
	struct episode *item;
	size_t count, room;
};

struct episode *catch_add(struct catch *into, struct arena *arena);

/* Spikes (sign +1) or drops (-1). */
void detect_level(struct subject *subject, int sign, struct catch *into);
void detect_silence(struct subject *subject, struct catch *into);
void detect_errors(struct subject *subject, struct catch *into);

/* Fill events, expected, peak and interval of an episode from its times. */
void subject_measure(const struct subject *subject, struct episode *episode);

/* Start of a bin. */
int64_t subject_bin_us(const struct subject *subject, uint32_t bin);

/*
 * A stretch of bins with its ends moved to cells: by likelihood, within three bins
 * to each side. `count` and `mean` are by cell.
 */
void subject_refine(const struct subject *subject, const double *count, const double *mean,
		    const struct scan_window *window, int64_t *from_us, int64_t *to_us);

#endif
