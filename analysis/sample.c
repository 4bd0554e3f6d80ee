/* sample.c - rows of each episode, kept evenly. */
#include "analysis/sample.h"
#include "analysis/stable_hash.h"

#include <stdlib.h>

#define SEED_ORDER UINT64_C(0x8f14e45fceea167a)
#define SEED_FIELD UINT64_C(0xa0761d6478bd642f)
#define ROWS_AT_FIRST 64

void sample_init(struct sample *sample, uint32_t episodes)
{
	uint32_t cap = SAMPLE_ROWS_MAX / (MAX(episodes, 1u) * SAMPLE_SIDES);

	*sample = (struct sample){ .episodes = episodes };
	sample->cap = MIN(MAX(cap, (uint32_t)SAMPLE_SIDE_MIN), (uint32_t)SAMPLE_SIDE_MAX);
	sample->side = calloc((size_t)MAX(episodes, 1u) * SAMPLE_SIDES, sizeof(*sample->side));
	invariant(sample->side);
}

void sample_release(struct sample *sample)
{
	for (uint32_t i = 0; i < sample->episodes * SAMPLE_SIDES; i++)
		free(sample->side[i].row);
	free(sample->side);
	*sample = (struct sample){ 0 };
}

uint64_t sample_order(uint32_t source, uint64_t offset)
{
	return stable_hash(span_of((const char *)&offset, sizeof(offset)), SEED_ORDER ^ source);
}

uint32_t sample_hash(uint32_t field, struct span value)
{
	uint32_t hash = (uint32_t)stable_hash(value, SEED_FIELD ^ field);

	return hash ? hash : 1;
}

void sample_row_of(struct sample_row *row, uint64_t order, const struct dimension_values *values)
{
	char network[HIERARCHY_BYTES];

	*row = (struct sample_row){ .order = order };
	for (uint32_t i = 0; i < DIMENSIONS; i++)
		if (values->value[i].size)
			row->value[i] = sample_hash(i, values->value[i]);
	for (uint32_t i = 0; i < HIERARCHY_FOLDERS; i++) {
		struct span folder = path_folder(values->value[DIMENSION_PATH], i + 1);

		if (folder.size)
			row->value[FIELD_FOLDER + i] = sample_hash(FIELD_FOLDER + i, folder);
	}
	if (client_network(values->value[DIMENSION_CLIENT], network))
		row->value[FIELD_NETWORK] = sample_hash(FIELD_NETWORK, span_text(network));
}

bool sample_wants(const struct sample *sample, uint32_t episode, uint32_t side, uint64_t order)
{
	return stable_keep(order, sample_side(sample, episode, side)->shift);
}

static void side_thin(struct sample_side *side)
{
	uint32_t kept = 0;

	side->shift++;
	for (uint32_t i = 0; i < side->rows; i++)
		if (stable_keep(side->row[i].order, side->shift))
			side->row[kept++] = side->row[i];
	side->rows = kept;
}

void sample_add(struct sample *sample, uint32_t episode, uint32_t side,
		const struct sample_row *row)
{
	struct sample_side *of = &sample->side[episode * SAMPLE_SIDES + side];

	if (!stable_keep(row->order, of->shift))
		return;
	if (of->rows == of->room) {
		of->room = MIN(of->room ? 2 * of->room : ROWS_AT_FIRST, sample->cap + 1);
		of->row = realloc(of->row, of->room * sizeof(*of->row));
		invariant(of->row);
	}
	of->row[of->rows++] = *row;
	while (of->rows > sample->cap)
		side_thin(of);
}

void sample_join(struct sample *into, const struct sample *from)
{
	for (uint32_t i = 0; i < from->episodes * SAMPLE_SIDES; i++) {
		while (into->side[i].shift < from->side[i].shift)
			side_thin(&into->side[i]);
		for (uint32_t k = 0; k < from->side[i].rows; k++)
			sample_add(into, i / SAMPLE_SIDES, i % SAMPLE_SIDES, &from->side[i].row[k]);
	}
}
