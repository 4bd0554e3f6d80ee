/*
 * tray.h - what a worker counts of some hundred events before it goes to the book: what
 * repeats is added up here, in tables that stay in a core's own cache.
 *
 * Values and records are places in the chunk of the batch at hand where they lie in it,
 * else copies: hand the tray to the book before the batch is given back.
 */
#ifndef ANALYSIS_TRAY_H
#define ANALYSIS_TRAY_H

#include "analysis/census.h"
#include "analysis/dimension.h"

#define TRAY_ADDS 1024 /* calls to tray_add and tray_visit that it has room for */
#define TRAY_SLOTS (2 * TRAY_ADDS)

/* What was counted of one dimension. */
struct tray_dimension {
	struct census_item item[TRAY_ADDS];
	uint32_t number[TRAY_ADDS]; /* for who takes them, of each item: its count, … */
	uint64_t stable[TRAY_ADDS]; /* … and where it is asked for its stable hash */
	uint16_t slot[TRAY_SLOTS];  /* an item's place + 1; 0: free */
	uint32_t items;
	uint32_t last; /* the item that was asked for last, where there are any */
};

/* A client and what it came with inside of an episode: items of the tray, by dimension. */
struct tray_meeting {
	uint16_t values; /* bits of the dimensions that it came with a value of */
	uint16_t item[DIMENSIONS];
};

struct tray {
	struct arena arena; /* of copies */
	struct span bytes;  /* of the chunk at hand */
	uint32_t adds;
	struct tray_dimension dimension[DIMENSIONS];
	struct tray_meeting meeting[TRAY_ADDS];
	uint32_t meetings;
};

/* One event: its values are hashed once for all looks that count it. */
struct tray_row {
	const struct span *value; /* of each dimension */
	const struct spot *spot;
	struct span record;
	uint64_t weight;
	uint16_t day;    /* on which its client is seen, as in counted; 0: that is not noted */
	uint16_t hashed; /* bits of the dimensions whose hash is known; 0 at first */
	uint32_t hash[DIMENSIONS];
};

/* On the heap: it is large. */
struct tray *tray_new(void);
void tray_free(struct tray *tray);

/* Count an event for an episode, inside of it or in a stretch it is compared with. */
void tray_add(struct tray *tray, struct tray_row *row, uint32_t episode, bool inside);

/* Note that a client (size 0: none) was seen on a day of an episode. */
void tray_visit(struct tray *tray, struct span client, uint32_t episode, uint16_t day);

/* Empty it again. */
void tray_clear(struct tray *tray);

static inline bool tray_is_full(const struct tray *tray)
{
	return tray->adds == TRAY_ADDS;
}

#endif
