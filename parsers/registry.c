/* registry.c - see registry.h. */
#include "parsers/registry.h"

#include "core/core.h"
#include "core/scan.h"
#include "parsers/log_path.h"

#include <stdlib.h>

#define JUDGE_ROWS 128

/* The sample as parsers want it: padded, with the starts of its lines, without blank ones. */
struct sample {
	char *bytes;
	uint32_t *line, *number; /* `number` is the line in the sample as it was, from 1 */
	uint32_t size, lines;
};

static void *take(size_t size)
{
	void *memory = calloc(1, size);

	invariant(memory != NULL);
	return memory;
}

static bool is_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
		at++;
	return at == end;
}

static struct sample sample_take(struct span text)
{
	struct sample sample = { .bytes = take(text.size + SEICHE_PADDING) };
	const char *at = text.at, *end = text.at + text.size;
	uint32_t newlines = 0, number = 0;

	for (const char *p = at; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		newlines++;
	sample.line = take((newlines + 2) * sizeof(uint32_t));
	sample.number = take((newlines + 2) * sizeof(uint32_t));
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline ? newline + 1 : end;

		number++;
		if (!is_blank(at, next)) {
			sample.number[sample.lines] = number;
			sample.line[sample.lines++] = sample.size;
			memcpy(sample.bytes + sample.size, at, (size_t)(next - at));
			sample.size += (uint32_t)(next - at);
		}
		at = next;
	}
	sample.line[sample.lines] = sample.size;
	return sample;
}

static void sample_release(struct sample *sample)
{
	free(sample->bytes);
	free(sample->line);
	free(sample->number);
}

static struct span line_text(struct span text, uint32_t number)
{
	struct span line = span_of(NULL, 0);

	while (number--)
		line = span_cut(&text, '\n');
	return line;
}

static void count_batch(struct verdict *verdict, const struct seiche_batch *batch,
			const struct sample *sample)
{
	if (batch->rejected && !verdict->rejected) {
		verdict->first_rejected = sample->number[batch->first_rejected];
		verdict->why = batch->why_rejected;
	}
	verdict->events += batch->rows;
	verdict->continued += batch->continued;
	verdict->rejected += batch->rejected;
	for (uint32_t i = 0; i < batch->rows; i++) {
		int64_t time_us = batch->row[i].time_us;

		if (verdict->from_us == TIME_UNKNOWN || time_us < verdict->from_us)
			verdict->from_us = time_us;
		if (verdict->to_us == TIME_UNKNOWN || time_us > verdict->to_us)
			verdict->to_us = time_us;
	}
}

static struct verdict judge(const struct seiche_parser *parser, const struct seiche_source *source,
			    struct span text, const struct sample *sample)
{
	struct verdict verdict = {
		.parser = parser,
		.lines = sample->lines,
		.from_us = TIME_UNKNOWN,
		.to_us = TIME_UNKNOWN,
	};
	struct seiche_chunk chunk = {
		.bytes = sample->bytes,
		.size = sample->size,
		.line = sample->line,
		.lines = sample->lines,
	};
	struct seiche_event rows[JUDGE_ROWS];
	void *state = take(parser->state_size + 1);

	if (!parser_open(parser, state, source, &verdict.why))
		goto done;
	for (uint32_t line = 0; line < chunk.lines;) {
		struct seiche_batch batch = {
			.row = rows,
			.stride = sizeof(rows[0]),
			.room = JUDGE_ROWS,
			.line = line,
		};

		parser->parse(state, source, &chunk, &batch, &parser_host);
		/* A plug-in that stands still or runs past the end reads nothing. */
		if (batch.line <= line || batch.line > chunk.lines || batch.rows > JUDGE_ROWS)
			break;
		count_batch(&verdict, &batch, sample);
		line = batch.line;
	}
	if (verdict.events)
		verdict.score = (uint32_t)(((uint64_t)verdict.events + verdict.continued) * 100 /
					   verdict.lines);
	if (verdict.first_rejected)
		verdict.first_text = line_text(text, verdict.first_rejected);
done:
	free(state);
	return verdict;
}

/* --- The registry --- */

static bool is_name(const char *name)
{
	if (!name || !name[0] || strlen(name) > 40)
		return false;
	for (const char *at = name; *at; at++)
		if ((*at < 'a' || *at > 'z') && (*at < '0' || *at > '9') && *at != '-')
			return false;
	return true;
}

static void append(struct registry *registry, struct registered entry)
{
	registry->item = arena_grow(registry->arena, registry->item, registry->count,
				    &registry->room, sizeof(*registry->item));
	registry->item[registry->count++] = entry;
}

void registry_init(struct registry *registry, struct arena *arena)
{
	*registry = (struct registry){ .arena = arena };
	for (size_t i = 0; parsers_builtin[i]; i++)
		append(registry,
		       (struct registered){ .parser = parsers_builtin[i], .origin = "built-in" });
}

void registry_release(struct registry *registry)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->item[i].release)
			registry->item[i].release(registry->item[i].parser);
	*registry = (struct registry){ 0 };
}

bool registry_add(struct registry *registry, struct registered entry, struct error *error)
{
	const char *name = entry.parser->name;
	const struct seiche_parser *taken;

	if (!is_name(name))
		return fail(error, FAULT_INPUT,
			    "%s: the name of a format is made of a-z, 0-9 and '-', at most 40: "
			    "'%.60s' is none",
			    entry.origin, name ? name : "");
	taken = registry_find(registry, name);
	if (taken)
		return fail(error, FAULT_INPUT, "%s: the name '%s' is taken, by %s", entry.origin,
			    name, registry_about(registry, taken)->origin);
	if (registry->count == PARSERS_MAX)
		return fail(error, FAULT_LIMIT, "%s: more than %d formats", entry.origin,
			    PARSERS_MAX);
	append(registry, entry);
	return true;
}

bool registry_add_log(struct registry *registry, const char *path,
		      const struct seiche_parser *parser, struct error *error)
{
	if (registry->logs == LOG_PATHS_MAX)
		return fail(error, FAULT_LIMIT, "more than %d logs with a format of their own",
			    LOG_PATHS_MAX);
	registry->log = arena_grow(registry->arena, registry->log, registry->logs,
				   &registry->log_room, sizeof(*registry->log));
	registry->log[registry->logs++] = (struct log_path){
		.path = arena_copy(registry->arena, path, strlen(path)),
		.parser = parser,
	};
	return true;
}

static size_t parsers_of(const struct registry *registry)
{
	size_t count = 0;

	if (registry)
		return registry->count;
	while (parsers_builtin[count])
		count++;
	return count;
}

static const struct seiche_parser *parser_at(const struct registry *registry, size_t i)
{
	return registry ? registry->item[i].parser : parsers_builtin[i];
}

const struct seiche_parser *registry_find(const struct registry *registry, const char *name)
{
	size_t count = parsers_of(registry);

	for (size_t i = 0; i < count; i++)
		if (strcmp(parser_at(registry, i)->name, name) == 0)
			return parser_at(registry, i);
	return NULL;
}

const struct registered *registry_about(const struct registry *registry,
					const struct seiche_parser *parser)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->item[i].parser == parser)
			return &registry->item[i];
	return NULL;
}

bool parser_open(const struct seiche_parser *parser, void *state,
		 const struct seiche_source *source, const char **why)
{
	if (parser->setup)
		memcpy(state, &parser->setup, sizeof(parser->setup));
	return !parser->open || parser->open(state, source, &parser_host, why) == 0;
}

/* --- The order of verdicts --- */

/* The format of the log that the path names: of several, of the one that agrees furthest. */
static const struct seiche_parser *parser_of_path(const struct registry *registry, const char *path)
{
	const struct seiche_parser *parser = NULL;
	uint32_t best = 0;

	for (size_t i = 0; registry && i < registry->logs; i++) {
		uint32_t agrees = log_path_agrees(registry->log[i].path, path);

		if (agrees == best && best && registry->log[i].parser != parser)
			parser = NULL; /* two logs are called so: the content must tell */
		if (agrees > best) {
			best = agrees;
			parser = registry->log[i].parser;
		}
	}
	return parser;
}

/* How much it was asked for: by the path of the source 2, by name 1. */
static uint32_t favour_of(const struct registry *registry, const struct verdict *verdict, size_t i,
			  const struct seiche_parser *of_path)
{
	if (verdict->score < SCORE_MIN)
		return 0;
	if (verdict->parser == of_path)
		return 2;
	return registry && registry->item[i].preferred ? 1 : 0;
}

static bool is_better(const struct verdict *a, const struct verdict *b)
{
	if (a->favour != b->favour)
		return a->favour > b->favour;
	if (a->score != b->score)
		return a->score > b->score;
	return a->parser->rank > b->parser->rank;
}

uint32_t registry_judge(const struct registry *registry, const struct seiche_source *source,
			struct span text, struct verdict verdict[VERDICTS_MAX])
{
	const struct seiche_parser *of_path = parser_of_path(registry, source->path);
	struct sample sample = sample_take(text);
	size_t parsers = parsers_of(registry);
	uint32_t count = 0;

	for (; count < parsers && count < VERDICTS_MAX; count++) {
		struct verdict found = judge(parser_at(registry, count), source, text, &sample);
		uint32_t place = count;

		found.favour = favour_of(registry, &found, count, of_path);
		/* Insertion keeps the order of the table where nothing is better. */
		for (; place && is_better(&found, &verdict[place - 1]); place--)
			verdict[place] = verdict[place - 1];
		verdict[place] = found;
	}
	sample_release(&sample);
	return count;
}
