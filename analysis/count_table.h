/*
 * count_table.h - counts by (episode, value): a hash table, and records numbered from 0 in
 * order of first sight.
 *
 * What an event asks for again lies in one cache line, short values and the place where it
 * was seen first included. The hash is keyed: chains can't be built from outside.
 */
#ifndef ANALYSIS_COUNT_TABLE_H
#define ANALYSIS_COUNT_TABLE_H

#include "analysis/member_set.h"
#include "analysis/spot.h"
#include "core/arena.h"
#include "core/span.h"

#define COUNT_NONE UINT32_MAX /* no number of a count */
#define COUNT_NEAR_BYTES 16   /* an IPv4 address fits */

struct count {
	uint64_t inside, reference;
	union {
		char near[COUNT_NEAR_BYTES]; /* a value of less, terminated */
		const char *far;             /* any other, terminated */
	} text;
	/* Where it was seen first, where inside > 0 and it isn't late; by count_table_note. */
	int64_t first_us;
	uint64_t first_offset;
	uint64_t first_line : 43, first_source : 20;
	uint64_t late : 1; /* by the sketch, once settled: census.h */
	uint32_t episode;
	uint16_t size; /* of the value */
	uint16_t days; /* as in counted */
};

/* What is seldom asked for; of tables that keep lines. */
struct count_more {
	uint64_t stable;           /* stable hash of the value */
	char *line;                /* the beginning of that where it was seen first; NULL: none */
	struct member_set clients; /* numbers of those that it was seen with */
};

struct count_place {
	uint32_t hash, number_plus_1; /* 0: free */
};

/* All zero but for `keeps_lines` and `seed` is an empty one. */
struct count_table {
	struct arena texts; /* values, and lines */
	struct count *count;
	struct count_more *more;
	struct count_place *place;
	struct member_pool pool; /* of clients */
	uint32_t places, room, total;
	bool keeps_lines;
	uint64_t seed; /* of stable hashes */
};

void count_table_release(struct count_table *table);

/* A value's hash is keyed and even: in its episodes it has different ones. */
static inline uint32_t count_table_hash(uint32_t episode, uint32_t hash)
{
	return hash ^ episode * UINT32_C(0x9e3779b1);
}

/*
 * The number of a count, new (all zero) or known. `hash`: the lower half of the value's
 * hash_bytes. `guess`: where to look first, or COUNT_NONE. Records may move.
 */
uint32_t count_table_add(struct count_table *table, uint32_t episode, struct span value,
			 uint32_t hash, uint32_t guess);

/* The same without adding it; COUNT_NONE: it is not there. */
uint32_t count_table_find(const struct count_table *table, uint32_t episode, struct span value,
			  uint32_t hash);

/*
 * Let go of all but those for which `keep`, by number, is true: they get new numbers, in
 * the order of the old ones. `number` gets the new one of each, COUNT_NONE of those that went.
 */
void count_table_keep(struct count_table *table, const bool *keep, uint32_t *number);

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
	return &table->count[number];
}

static inline uint32_t count_table_number(const struct count_table *table,
					  const struct count *count)
{
	return (uint32_t)(count - table->count);
}

/*
 * It was seen at a spot, whose line is `record`: where that is the earliest it is kept, and the
 * line's beginning by tables that keep lines. Before the count's `inside` is added to.
 */
void count_table_note(struct count_table *table, uint32_t number, const struct spot *spot,
		      struct span record);

/* Where it was seen first; the text is NULL in tables that keep no lines. */
struct spot count_table_first(const struct count_table *table, uint32_t number);

/*
 * A client, by its number, was seen with a value of a table that keeps lines: true where it was
 * not before. And how many were.
 */
static inline bool count_table_meet(struct count_table *table, uint32_t number, uint32_t client)
{
	return member_set_add(&table->more[number].clients, client, &table->pool);
}

static inline uint32_t count_table_clients(const struct count_table *table, uint32_t number)
{
	return table->more[number].clients.count;
}

static inline bool count_table_next_client(const struct count_table *table, uint32_t number,
					   uint32_t *at, uint32_t *client)
{
	return member_set_next(&table->more[number].clients, at, client);
}

/* The new number of a client; COUNT_NONE: it is no longer one. */
typedef uint32_t count_table_client(const void *context, uint32_t client);

/* Ask that of all clients of all counts. */
void count_table_change_clients(struct count_table *table, count_table_client *change,
				const void *context);

/* Forget what was counted, but not that there is such a count. */
void count_table_clear(struct count_table *table, uint32_t number);

/*
 * The hash by which values are kept where not all can be. It is the same in every run over
 * the same events; the seed is to be what nobody knows who writes a part of them.
 */
uint64_t count_table_stable_hash(const struct count_table *table, struct span value);
uint64_t count_table_stable(const struct count_table *table, uint32_t number);

/* The value, which is terminated. */
static inline struct span count_value(const struct count *count)
{
	return span_of(count->size < COUNT_NEAR_BYTES ? count->text.near : count->text.far,
		       count->size);
}

#endif
