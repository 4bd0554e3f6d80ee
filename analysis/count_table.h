/*
 * count_table.h - counts by (episode, value): a hash table, and records that stay where
 * they are, numbered from 0 in order of first sight.
 *
 * What an event asks for again lies in one cache line, short values included; where it
 * was seen first lies apart. The hash is keyed: chains can't be built from outside.
 */
#ifndef ANALYSIS_COUNT_TABLE_H
#define ANALYSIS_COUNT_TABLE_H

#include "analysis/spot.h"
#include "core/arena.h"
#include "core/span.h"

#define COUNT_NONE UINT32_MAX /* no number of a count */
#define COUNT_NEAR_BYTES 16   /* an IPv4 address fits */
#define COUNT_PAGE_COUNTS 1024

struct count {
	uint64_t inside, reference;
	uint64_t stable; /* stable_hash of the value */
	union {
		char near[COUNT_NEAR_BYTES]; /* a value of less, terminated */
		const char *far;             /* any other, terminated */
	} text;
	int64_t first_us; /* time of its spot, where inside > 0 */
	uint32_t episode, number;
	uint32_t size; /* of the value */
	uint16_t days; /* as in counted */
	bool late;     /* by the sketch, once settled: census.h */
};

struct count_page {
	struct count count[COUNT_PAGE_COUNTS];
	struct spot first[COUNT_PAGE_COUNTS]; /* of each, where inside > 0; none where it is late */
};

struct count_place {
	uint32_t hash, number_plus_1; /* 0: free */
};

/* All zero is an empty one. */
struct count_table {
	struct arena texts; /* values, and lines of spots */
	struct count_page **page;
	struct count_place *place;
	uint32_t places, pages_room, total;
};

void count_table_release(struct count_table *table);

/* A value's hash is keyed and even: in its episodes it has different ones. */
static inline uint32_t count_table_hash(uint32_t episode, uint32_t hash)
{
	return hash ^ episode * UINT32_C(0x9e3779b1);
}

/*
 * The number of a count, new (all zero) or known. `hash`: the lower half of the value's
 * hash_bytes. `guess`: where to look first, or COUNT_NONE.
 */
uint32_t count_table_add(struct count_table *table, uint32_t episode, struct span value,
			 uint32_t hash, uint64_t stable, uint32_t guess);

/* The same without adding it; COUNT_NONE: it is not there. */
uint32_t count_table_find(const struct count_table *table, uint32_t episode, struct span value,
			  uint32_t hash);

/*
 * Let go of all but those for which `keep`, by number, is true: they get new numbers, in
 * the order of the old ones.
 */
void count_table_keep(struct count_table *table, const bool *keep);

/*
 * For callers with many: call for what adding needs to come from memory. First the place; once
 * that is here, the record that it most likely leads to, which is returned (COUNT_NONE: to
 * none); then a value that lies apart.
 */
void count_table_approach(const struct count_table *table, uint32_t episode, uint32_t hash);
uint32_t count_table_guess(const struct count_table *table, uint32_t episode, uint32_t hash);
void count_table_approach_text(const struct count_table *table, uint32_t guess);

static inline struct count *count_table_at(const struct count_table *table, uint32_t number)
{
	return &table->page[number / COUNT_PAGE_COUNTS]->count[number % COUNT_PAGE_COUNTS];
}

/* Where it was seen first. */
static inline struct spot *count_table_first(const struct count_table *table, uint32_t number)
{
	return &table->page[number / COUNT_PAGE_COUNTS]->first[number % COUNT_PAGE_COUNTS];
}

/* The value, which is terminated. */
static inline struct span count_value(const struct count *count)
{
	return span_of(count->size < COUNT_NEAR_BYTES ? count->text.near : count->text.far,
		       count->size);
}

#endif
