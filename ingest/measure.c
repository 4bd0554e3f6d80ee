/* measure.c - see measure.h. */
#include "ingest/measure.h"

#include "core/metric.h"

#include <stdlib.h>
#include <string.h>

#define NOT_SEEN UINT32_MAX

/* One that was found in some source; of these there are as many as programs and words. */
struct measure {
	const char *counter; /* who counted */
	const char *word;    /* NULL: the metric's own */
	uint8_t metric;
	uint32_t first; /* source of the service that is looked at; NOT_SEEN */
};

struct measures {
	struct measure *item; /* 0 stands for logs */
	size_t count, room;
};

static const char *counter_of(const struct source *source)
{
	return source->document ? source->document : source->parser->name;
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static uint32_t number_of(struct measures *measures, const struct source *source,
			  struct arena *scratch)
{
	const struct measure made = {
		.counter = counter_of(source),
		.word = source->word,
		.metric = source->metric,
		.first = NOT_SEEN,
	};

	for (size_t i = 1; i < measures->count; i++) {
		const struct measure *item = &measures->item[i];

		if (item->metric == made.metric && is_same(item->word, made.word) &&
		    strcmp(item->counter, made.counter) == 0)
			return (uint32_t)i;
	}
	measures->item = arena_grow(scratch, measures->item, measures->count, &measures->room,
				    sizeof(*measures->item));
	measures->item[measures->count] = made;
	return (uint32_t)measures->count++;
}

static int by_service(const void *a, const void *b)
{
	const struct source *left = *(struct source *const *)a, *right = *(struct source *const *)b;
	int order = strcmp(left->service, right->service);

	return order ? order : (left > right) - (left < right);
}

/* The measure that the service keeps: logs, else what is nearest to their lines. */
static uint32_t kept_measure(const struct measures *measures)
{
	uint32_t kept = 0;

	if (measures->item[0].first != NOT_SEEN)
		return 0;
	for (uint32_t i = 1; i < measures->count; i++)
		if (measures->item[i].first != NOT_SEEN &&
		    (!kept || measures->item[i].metric < measures->item[kept].metric))
			kept = i;
	return kept;
}

/* What tells a measure from the others of the service. */
static const char *label(const struct measures *measures, uint32_t number, struct arena *arena)
{
	const struct measure *own = &measures->item[number];
	const char *name = metric_name(own->metric);

	for (uint32_t i = 1; i < measures->count; i++)
		if (i != number && measures->item[i].first != NOT_SEEN &&
		    measures->item[i].metric == own->metric)
			return arena_print(arena, "%s-%s", own->counter,
					   own->word ? own->word : name);
	return name;
}

static const char *counts(const struct source *source)
{
	return source->measure ? metric_name(source->metric) : "lines";
}

/* Sources of one service; `measures` knows which is the first of each measure. */
static void part_service(struct source *const *source, size_t count,
			 const struct measures *measures, struct arena *arena)
{
	uint32_t kept = kept_measure(measures);
	const char *service = source[0]->service;

	for (size_t i = 0; i < count; i++) {
		uint32_t own = source[i]->measure;
		const struct source *beside = source[measures->item[kept].first];

		if (own == kept || (!kept && source[i]->metric <= SEICHE_COUNTS_HITS))
			continue;
		source[i]->service =
			arena_print(arena, "%s:%s", service, label(measures, own, arena));
		if (measures->item[own].first == i)
			source_problem(source[i], arena,
				       "counts %s, by %s, where %s of the same service counts %s: "
				       "read as a service of its own, '%s'",
				       counts(source[i]), counter_of(source[i]), beside->path,
				       counts(beside), source[i]->service);
	}
}

void measures_settle(struct source_list *sources, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct source **known = arena_array(&scratch, sources->count, sizeof(struct source *));
	struct measures measures = { 0 };
	size_t count = 0;

	measures.item = arena_grow(&scratch, NULL, 0, &measures.room, sizeof(*measures.item));
	measures.item[measures.count++] = (struct measure){ .first = NOT_SEEN };
	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		if (!source->parser || source->useless)
			continue;
		source->measure =
			source->parser->metric ? number_of(&measures, source, &scratch) : 0;
		known[count++] = source;
	}
	if (count)
		qsort(known, count, sizeof(struct source *), by_service);
	for (size_t from = 0, to; from < count; from = to) {
		for (size_t i = 0; i < measures.count; i++)
			measures.item[i].first = NOT_SEEN;
		for (to = from; to < count && strcmp(known[to]->service, known[from]->service) == 0;
		     to++)
			if (measures.item[known[to]->measure].first == NOT_SEEN)
				measures.item[known[to]->measure].first = (uint32_t)(to - from);
		part_service(known + from, to - from, &measures, arena);
	}
	arena_release(&scratch);
}
