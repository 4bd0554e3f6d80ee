/* feed.c - events made by hand. */
#include "tests/unit/analysis/feed.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define BATCH_MAX 64

struct feeder {
	char bytes[BATCH_MAX * 1024 + SEICHE_PADDING];
	uint32_t line[BATCH_MAX + 1];
	struct seiche_event row[BATCH_MAX];
	struct seiche_chunk chunk;
	struct seiche_batch batch;
};

static struct seiche_span put(struct feeder *feeder, const char *text)
{
	struct seiche_span span = { feeder->chunk.size, 0 };

	if (!text)
		return span;
	span.size = (uint32_t)strlen(text);
	assert(span.at + span.size + 2 < sizeof(feeder->bytes) - SEICHE_PADDING);
	memcpy(feeder->bytes + span.at, text, span.size);
	feeder->bytes[span.at + span.size] = ' ';
	feeder->chunk.size += span.size + 1;
	return span;
}

static uint32_t has(const struct happening *of)
{
	return (of->status ? SEICHE_STATUS : 0) | (of->level ? SEICHE_LEVEL : 0) |
	       (of->bytes ? SEICHE_BYTES : 0) | (of->duration_us ? SEICHE_DURATION : 0) |
	       (of->service ? SEICHE_SERVICE : 0) | (of->host ? SEICHE_HOST : 0) |
	       (of->client ? SEICHE_CLIENT : 0) | (of->target ? SEICHE_TARGET : 0) |
	       (of->referrer ? SEICHE_REFERRER : 0) | (of->agent ? SEICHE_AGENT : 0) |
	       (of->method ? SEICHE_METHOD : 0) | (of->program ? SEICHE_PROGRAM : 0) |
	       (of->text ? SEICHE_TEXT : 0);
}

static void add(struct feeder *feeder, const struct happening *of)
{
	uint32_t start = feeder->chunk.size;
	struct seiche_event *row;

	feeder->line[feeder->batch.line] = start;
	row = seiche_row(&feeder->batch);
	row->time_us = of->at_us;
	row->length_us = of->length_us;
	row->weight = of->weight ? of->weight : 1;
	row->kind = of->length_us ? SEICHE_SAMPLE : of->level || of->text ? SEICHE_MESSAGE : SEICHE_REQUEST;
	row->bytes = of->bytes;
	row->duration_us = of->duration_us;
	row->status = of->status;
	if (of->level)
		row->level = of->level;
	row->has = has(of);
	row->service = put(feeder, of->service);
	row->host = put(feeder, of->host);
	row->client = put(feeder, of->client);
	row->target = put(feeder, of->target);
	row->referrer = put(feeder, of->referrer);
	row->agent = put(feeder, of->agent);
	row->method = put(feeder, of->method);
	row->program = put(feeder, of->program);
	row->text = put(feeder, of->text);
	row->record = (struct seiche_span){ start, feeder->chunk.size - start };
	put(feeder, "\n");
	seiche_accept(&feeder->batch);
	feeder->chunk.lines = feeder->batch.line;
	feeder->line[feeder->batch.line] = feeder->chunk.size;
}

static void start(struct feeder *feeder, uint64_t offset)
{
	memset(&feeder->bytes, 0, sizeof(feeder->bytes));
	feeder->chunk = (struct seiche_chunk){ .bytes = feeder->bytes,
					       .line = feeder->line,
					       .offset = offset };
	feeder->batch = (struct seiche_batch){ .row = feeder->row,
					       .stride = sizeof(struct seiche_event),
					       .room = BATCH_MAX };
}

/* Bytes of a line as add() writes it. */
static uint64_t size_of(const struct happening *of)
{
	const char *const text[] = { of->service,  of->host,  of->client, of->target,
				     of->referrer, of->agent, of->method, "\n" };
	uint64_t size = 0;

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		size += text[i] ? strlen(text[i]) + 1 : 0;
	return size;
}

static bool same_origin(const struct happening *a, const struct happening *b)
{
	return a->source_service == b->source_service && a->source_host == b->source_host &&
	       a->service_given == b->service_given && a->host_given == b->host_given &&
	       a->measure == b->measure && a->metric == b->metric && a->source == b->source;
}

bool feed_all(struct event_sink *sink, const struct happening *happening, uint32_t count,
	      struct feed_plan plan, struct error *error)
{
	static struct feeder feeder;
	void *part[8];
	bool ok = true;
	uint32_t turn = 0;
	/* Of the first line of a batch: where it stands does not depend on the batches. */
	uint64_t offset = 0;

	for (uint32_t i = 0; plan.backwards && i < count; i++)
		offset += size_of(&happening[i]);

	assert(plan.parts <= 8 && plan.batch <= BATCH_MAX);
	for (uint32_t i = 0; i < plan.parts; i++)
		part[i] = sink->fork(sink);
	for (uint32_t at = 0, next; ok && at < count; at = next) {
		/* Backwards, each line is a batch of its own, with its own number. */
		uint32_t first = plan.backwards ? count - 1 - at : at;
		const struct happening *of = &happening[first];
		struct event_origin origin = {
			.source = of->source,
			.service = of->source_service ? of->source_service : "site",
			.host = of->source_host,
			.service_given = of->service_given,
			.host_given = of->host_given,
			.measure = of->measure,
			.metric = of->metric,
			.first_line = first + 1,
		};

		offset -= plan.backwards ? size_of(of) : 0;
		start(&feeder, offset);
		for (next = at;
		     next < count && next - at < (plan.backwards ? 1 : plan.batch) &&
		     same_origin(of, &happening[plan.backwards ? count - 1 - next : next]);
		     next++)
			add(&feeder, &happening[plan.backwards ? count - 1 - next : next]);
		offset += plan.backwards ? 0 : feeder.chunk.size;
		ok = sink->take(part[turn++ % plan.parts], &origin, &feeder.chunk, &feeder.batch,
				error);
	}
	for (uint32_t i = 0; i < plan.parts; i++) {
		struct error other;

		ok &= sink->join(sink, part[i], ok ? error : &other);
	}
	return ok;
}
