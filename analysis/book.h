/*
 * book.h - the inspection's counts: (episode, dimension, value) -> how often, and a
 * set of (value, client) pairs for distinct clients. Bounded as inspect.h says.
 */
#ifndef ANALYSIS_BOOK_H
#define ANALYSIS_BOOK_H

#include "analysis/inspect.h"
#include "analysis/pairs.h"
#include "core/intern.h"

/* A place in the sources; ordered by time, source, offset. */
struct spot {
	int64_t at_us;
	uint32_t source;
	uint64_t offset, line;
	char *text; /* INSPECT_TEXT_BYTES + 1; NULL: not kept */
};

struct count_key {
	uint32_t episode, dimension, value;
};

struct count {
	struct count_key key;
	uint32_t number; /* in the order of first sight */
	uint16_t days;   /* as in counted */
	uint64_t inside, reference;
	struct spot first; /* where inside > 0 */
};

/* Everything of one episode. */
struct episode_count {
	uint64_t inside, reference;
	bool seen;                      /* `spot` is set */
	struct spot spot;               /* first event, or the last one of LOOK_LAST */
	struct count *last[DIMENSIONS]; /* where its last event counted; NULL: nowhere yet */
};

/* The values of one dimension. */
struct book_values {
	struct intern text;
	uint64_t *stable; /* hash of each */
	size_t room;
	uint32_t last; /* id of the last one that was asked for */
};

#define BOOK_PAGE_COUNTS 1024

struct count_place {
	uint32_t hash, number_plus_1; /* 0: free */
};

struct book {
	struct arena arena;
	struct allowance allowance;
	struct book_values value[DIMENSIONS];
	struct count **page;       /* of BOOK_PAGE_COUNTS counts each, by number */
	struct count_place *place; /* by key */
	size_t page_room;
	uint32_t total, places;
	uint32_t counts[DIMENSIONS];
	unsigned shift[DIMENSIONS]; /* as in pairs, of the values' hashes */
	uint32_t age;               /* ids and counts are new whenever it changes */
	struct episode_count *episode;
	uint32_t episodes;
	struct pairs pairs;          /* owners: episodes, then counts by number */
	const struct count **sorted; /* once settled */
	uint32_t *clients;           /* of each owner, once settled */
};

/* One event: its values are looked up once for all looks that count it. */
struct book_row {
	const struct span *value; /* of each dimension */
	const struct spot *spot;
	struct span record;
	uint64_t weight;
	uint16_t day; /* on which its client is seen, as in counted; 0: that is not noted */
	uint32_t age; /* of the book when the rest was looked up; 0: not yet */
	uint32_t id[DIMENSIONS]; /* INTERN_OTHER: none, or not kept */
	uint64_t stable[DIMENSIONS];
};

/* A hash of bytes that is the same in every run: it decides what is kept, so it may not vary. */
uint64_t stable_hash(struct span bytes, uint64_t seed);

void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance);
void book_release(struct book *book);

/* Count an event for an episode, inside of it or in a stretch it is compared with. */
void book_add(struct book *book, struct book_row *row, uint32_t episode, bool inside);

/* Note that a client (size 0: none) was seen on a day of an episode. */
void book_visit(struct book *book, struct span client, uint32_t episode, uint16_t day);

/* Count a value alone; `spot` (may be NULL) is where it stood inside, `text` the line there. */
void book_count(struct book *book, uint32_t episode, enum dimension dimension, struct span value,
		uint64_t inside, uint64_t reference, const struct spot *spot, struct span text);

bool spot_before(const struct spot *a, const struct spot *b);

/*
 * Keep the earlier (or later) of two spots, with their text where there is room or an
 * arena; true where it is the one given.
 */
bool spot_choose(struct arena *arena, struct spot *kept, bool *seen, const struct spot *spot,
		 struct span text, bool latest);

/* A spot for the report. */
struct evidence spot_evidence(const struct spot *spot, const struct source_facts *source,
			      uint32_t sources, struct arena *arena);

/* Add all of `from`, which is used up; `latest` says of each episode which spot it wants. */
void book_join(struct book *into, struct book *from, const bool *latest);

/*
 * After the last join: put counts in an order in which they can be looked up, and
 * count the clients.
 */
void book_settle(struct book *book);

/* A count by its number, in the order of first sight: below book->total. */
struct count *book_at(const struct book *book, uint32_t number);

/* The count of a key; NULL where it was not counted or not kept. */
const struct count *book_find(const struct book *book, const struct count_key *key);

/* Counts of an episode by dimension, then most inside first, then by value. */
const struct count *const *book_counts(const struct book *book, uint32_t episode, size_t *count);
/* Distinct clients with a value; DIMENSIONS asks for the whole episode. */
double book_clients(const struct book *book, uint32_t episode, uint32_t dimension,
		    struct span value);

#endif
