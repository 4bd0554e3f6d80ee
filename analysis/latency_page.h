/*
 * latency_page.h - durations of an hour of the survey, every five minutes, in as few
 * bytes as hold them.
 *
 * What slim (sketch.h) is for counting and asking: counts of 121 buckets. Few of them
 * pass 255, so they are kept by their bytes: the lowest ones in a page that is open, the
 * next ones where any count needs them. In five minutes of most services few of the buckets
 * hold any, most of those one: once its time is over a page is packed, a byte or two for
 * each that does.
 */
#ifndef ANALYSIS_LATENCY_PAGE_H
#define ANALYSIS_LATENCY_PAGE_H

#include "analysis/activity.h"

#define LATENCY_PAGE_CELLS (HOUR_US / LATENCY_WIDTH_US)

struct latency_bytes {
	uint8_t at[LATENCY_PAGE_CELLS][SLIM_BUCKETS];
};

struct latency_page {
	struct latency_page *next; /* of its owner's list */
	int64_t index;             /* hours since 1970 */
	uint16_t packed_bytes;     /* 0: it is open */
	uint8_t highs;
	uint8_t opened; /* how often again, after it was packed; its owner's */
	union {
		struct latency_bytes *low;
		uint8_t *packed;
	};
	struct latency_bytes *high; /* [highs] in order; the others would be all zero */
};

/* At most. */
#define LATENCY_PAGE_BYTES_MAX \
	(sizeof(struct latency_page) + sizeof(uint32_t) * sizeof(struct latency_bytes))

/* An empty page, open, of memory of its own: joins let go of many. */
struct latency_page *latency_page_new(void);
void latency_page_free(struct latency_page *page);

/* Have it take fewer bytes where it can. What is added or joined opens it again. */
void latency_page_pack(struct latency_page *page);
void latency_page_open(struct latency_page *page);

/* Count a duration. */
void latency_page_add(struct latency_page *page, uint32_t cell, int64_t duration_us,
		      uint64_t weight);
void latency_page_join(struct latency_page *into, const struct latency_page *from);

/* What a cell holds; false where that is nothing. */
bool latency_page_slim(const struct latency_page *page, uint32_t cell, struct slim *out);

#endif
