/*
 * sample.h - rows of each episode, kept to see which values come together.
 *
 * Of each episode and side (inside, references) all rows while they are at most
 * `cap`; past it those whose place hashes below a threshold that is halved until the
 * rest fits. So what is kept depends on the rows alone, never on threads or order,
 * and half of the cap or more remain: a share of the rows is off by 1.1 % of all at
 * most (its standard error, of 2,048 rows).
 */
#ifndef ANALYSIS_SAMPLE_H
#define ANALYSIS_SAMPLE_H

#include "analysis/dimension.h"
#include "analysis/hierarchy.h"

#define SAMPLE_ROWS_MAX 131072 /* of all episodes of a round, of 64 bytes */
#define SAMPLE_SIDE_MAX 4096   /* of a side of one episode, and at least: */
#define SAMPLE_SIDE_MIN 256

/* Fields of a row: the dimensions, then what their values have in common. */
enum { FIELD_FOLDER = DIMENSIONS, FIELD_NETWORK = FIELD_FOLDER + HIERARCHY_FOLDERS, FIELDS };

struct sample_row {
	uint64_t order;
	uint32_t value[FIELDS]; /* sample_hash of the value; 0: it has none */
};

struct sample_side {
	struct sample_row *row;
	uint32_t rows, room;
	unsigned shift; /* kept are orders whose upper `shift` bits are 0 */
};

enum { SAMPLE_INSIDE, SAMPLE_REFERENCE, SAMPLE_SIDES };

struct sample {
	struct sample_side *side; /* [episodes * SAMPLE_SIDES] */
	uint32_t episodes, cap;
};

void sample_init(struct sample *sample, uint32_t episodes);
void sample_release(struct sample *sample);

/* Where a row stands is what decides whether it is kept. */
uint64_t sample_order(uint32_t source, uint64_t offset);

/* The hash of a field's value; never 0. */
uint32_t sample_hash(uint32_t field, struct span value);

/* Fill a row from an event's values. */
void sample_row_of(struct sample_row *row, uint64_t order, const struct dimension_values *values);

bool sample_wants(const struct sample *sample, uint32_t episode, uint32_t side, uint64_t order);
void sample_add(struct sample *sample, uint32_t episode, uint32_t side,
		const struct sample_row *row);
/* Afterwards the rows stand in any order. */
void sample_join(struct sample *into, const struct sample *from);

static inline const struct sample_side *sample_side(const struct sample *sample, uint32_t episode,
						    uint32_t side)
{
	return &sample->side[episode * SAMPLE_SIDES + side];
}

#endif
