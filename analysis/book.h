/*
 * book.h - the inspection's counts: (episode, dimension, value) -> how often, and a
 * set of (value, client) pairs for distinct clients. Bounded as inspect.h says.
 */
#ifndef ANALYSIS_BOOK_H
#define ANALYSIS_BOOK_H

#include "analysis/inspect.h"
#include "core/intern.h"

/* A place in the sources; ordered by time, source, offset. */
struct spot {
	int64_t at_us;
	uint32_t source;
	uint64_t offset, line;
	char *text; /* INSPECT_TEXT_BYTES + 1; NULL: not kept */
};

/* Interned as bytes: no padding. */
struct count_key {
	uint32_t episode, dimension, value;
};

struct count {
	struct count_key key;
	uint64_t inside, reference;
	struct spot first; /* where inside > 0 */
};

/* Everything of one episode. */
struct episode_count {
	uint64_t inside, reference;
	bool seen;        /* `spot` is set */
	struct spot spot; /* first event, or the last one of LOOK_LAST */
};

/* A set of pairs, sampled past INSPECT_DISTINCT_MAX. */
struct pair {
	uint64_t hash, owner; /* hash 0: free */
};

struct pairs {
	struct pair *slot;
	uint32_t slots, count;
	unsigned shift; /* kept are hashes whose upper `shift` bits are 0 */
};

struct book {
	struct arena arena;
	struct intern value[DIMENSIONS];
	struct intern keys;
	struct count *count; /* by id of keys */
	size_t room;
	uint32_t counts[DIMENSIONS];
	unsigned shift[DIMENSIONS]; /* as in pairs, of the values' hashes */
	struct episode_count *episode;
	uint32_t episodes;
	struct pairs pairs;
	const struct count **sorted; /* once settled */
	uint64_t *owner;             /* of each pair, ascending; once settled */
};

/* A hash of bytes that is the same in every run: it decides what is kept, so it may not vary. */
uint64_t stable_hash(struct span bytes, uint64_t seed);

void book_init(struct book *book, uint32_t episodes);
void book_release(struct book *book);

/*
 * Add to a value's counts; `spot` (may be NULL) is where it stood inside, `text` the
 * line there.
 */
void book_count(struct book *book, uint32_t episode, enum dimension dimension, struct span value,
		uint64_t inside, uint64_t reference, const struct spot *spot, struct span text);

bool spot_before(const struct spot *a, const struct spot *b);

/* Keep the earlier (or later) of two spots; true where it is the one given. */
bool spot_choose(struct arena *arena, struct spot *kept, bool *seen, const struct spot *spot,
		 struct span text, bool latest);

/* A spot for the report. */
struct evidence spot_evidence(const struct spot *spot, const struct source_facts *source,
			      uint32_t sources, struct arena *arena);

/* Note that a client was seen with a value of an episode. */
void book_pair(struct book *book, uint32_t episode, uint32_t dimension, struct span value,
	       struct span client);
/* Add all of `from`; `latest` says of each episode which spot it wants. */
void book_join(struct book *into, const struct book *from, const bool *latest);

/*
 * After the last join: put counts and owners of pairs in an order in which they can
 * be looked up.
 */
void book_settle(struct book *book);

/* Counts of an episode by dimension, then most inside first, then by value. */
const struct count *const *book_counts(const struct book *book, uint32_t episode, size_t *count);
double book_clients(const struct book *book, uint32_t episode, uint32_t dimension,
		    struct span value);

#endif
