/*
 * detect.h - what the detectors share: one service, or one host, prepared for all of
 * them, and one function each.
 */
#ifndef ANALYSIS_DETECT_DETECT_H
#define ANALYSIS_DETECT_DETECT_H

#include "analysis/detect/scan.h"
#include "analysis/episode.h"

struct subject {
	const struct activity *activity;
	const struct episode_options *options;
	const struct zone *zone; /* whose clock usual shares follow */
	int64_t bin_us;          /* 5 min, or the activity's width where that is coarser */
	int64_t begin_us;        /* of bin 0 */
	uint32_t bins;
	double *count, *mean; /* [bins] known events, and expected ones */
	double *cell_mean;    /* [activity->cells] expected; 0 where not known */
	double *before;       /* [activity->cells + 1] sums of cell_mean */
	struct dispersion dispersion;
	struct arena *arena, *scratch;
};

/* Of an outage's time that one silence must hold for it to be called one. */
#define SILENCE_PART_MIN 0.4

/* A growing list of what was found. */
struct catch
{
	struct episode *item;
	size_t count, room;
};

struct episode *catch_add(struct catch *into, struct arena *arena);

/* Lay out the bins of `subject`, of which activity, options, zone and arenas are set. */
void subject_prepare(struct subject *subject);

/* Then set what `baseline` expects of `whole` (NULL: of time). */
void subject_expect(struct subject *subject, const struct baseline *baseline, const double *whole);

/* Expect no more than `baseline` does, stretch by stretch of some events each. */
void subject_limit(struct subject *subject, const struct baseline *baseline);

/* Events expected in [from, to), where known. */
double subject_expected(const struct subject *subject, int64_t from_us, int64_t to_us);

/* Spikes (sign +1) or drops (-1). */
void detect_level(struct subject *subject, int sign, struct catch *into);
void detect_silence(struct subject *subject, struct catch *into);
/* These need no expectation. */
void detect_errors(struct subject *subject, struct catch *into);
void detect_latency(struct subject *subject, struct catch *into);

/* Fill events, expected, peak and interval of an episode from its times. */
void subject_measure(const struct subject *subject, struct episode *episode);

/* Start of a bin. */
int64_t subject_bin_us(const struct subject *subject, uint32_t bin);

/* Sums of the cells' values by bin, where known. */
double *subject_bins_of(const struct subject *subject, const double *cell);

/*
 * A stretch of bins with its ends moved to cells: by likelihood, within three bins
 * to each side. `count` and `mean` are by cell.
 */
void subject_refine(const struct subject *subject, const double *count, const double *mean,
		    const struct scan_window *window, int64_t *from_us, int64_t *to_us);

/* Put overlapping and neighbouring outages together, by start; each gets one kind. */
void merge_outages(const struct subject *subject, struct catch *list);

#endif
