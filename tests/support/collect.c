/* collect.c - see collect.h. */
#include "tests/support/collect.h"

#include <stdlib.h>

struct part {
	const struct collect *collect;
	struct collected got;
};

static void *fork_part(struct event_sink *sink)
{
	struct part *part = calloc(1, sizeof(*part));

	if (!part)
		abort();
	part->collect = (struct collect *)sink;
	return part;
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t digest(const struct event_origin *origin, const struct seiche_chunk *chunk,
		       const struct seiche_event *row)
{
	uint64_t line = origin->first_line + row->line, hash = UINT64_C(14695981039346656037);

	hash = mix(hash, &origin->source, sizeof(origin->source));
	hash = mix(hash, &line, sizeof(line));
	hash = mix(hash, &row->time_us, sizeof(row->time_us));
	return mix(hash, chunk->bytes + row->record.at, row->record.size);
}

static bool take(void *context, const struct event_origin *origin, const struct seiche_chunk *chunk,
		 const struct seiche_batch *batch, struct error *error)
{
	struct part *part = context;
	const struct collect *collect = part->collect;

	for (uint32_t i = 0; i < batch->rows; i++) {
		const struct seiche_event *row = &batch->row[i];

		part->got.rows++;
		part->got.weight += row->weight;
		part->got.digest += digest(origin, chunk, row);
		part->got.outside +=
			row->time_us < collect->from_us || row->time_us >= collect->to_us;
	}
	if (collect->fail_after && part->got.rows > collect->fail_after)
		return fail(error, FAULT_LIMIT, "the sink is full");
	return true;
}

static bool join(struct event_sink *sink, void *context, struct error *error)
{
	struct collect *collect = (struct collect *)sink;
	struct part *part = context;

	(void)error;
	collect->got.rows += part->got.rows;
	collect->got.weight += part->got.weight;
	collect->got.digest += part->got.digest;
	collect->got.outside += part->got.outside;
	free(part);
	return true;
}

void collect_init(struct collect *collect)
{
	*collect = (struct collect){
		.sink = { .wanted = 0, .fork = fork_part, .take = take, .join = join },
		.from_us = INT64_MIN,
		.to_us = INT64_MAX,
	};
}
