/* prefixed.c - see prefixed.h. */
#include "parsers/prefixed.h"

#include "parsers/builtin.h"

#include <string.h>

#define NAME_MAX_BYTES 128
#define STATE_AT 16 /* of the inner parser's state in that of this one */

/* Of a sample's lines so many of ten must bear a name. */
#define SHARE_OF_TEN 9

struct prefixed {
	enum prefix prefix;
	const struct seiche_parser *inner;
	struct seiche_source view;
};

static bool is_letter(char byte)
{
	return (unsigned char)((byte | 32) - 'a') < 26;
}

static bool is_name(char byte)
{
	return is_letter(byte) || (unsigned char)(byte - '0') < 10 || byte == '-' || byte == '_' ||
	       byte == '.';
}

static size_t name_size(struct span line)
{
	size_t size = 0;

	while (size < line.size && size < NAME_MAX_BYTES && is_name(line.at[size]))
		size++;
	return size;
}

/* "web-1", "web_1": the service and which of its containers; else the service alone. */
static void set_compose(struct span name, struct prefix_name *out)
{
	size_t size = name.size;

	while (size && (unsigned char)(name.at[size - 1] - '0') < 10)
		size--;
	*out = (struct prefix_name){ .service = name };
	if (size == name.size || size < 2 || (name.at[size - 1] != '-' && name.at[size - 1] != '_'))
		return;
	out->service.size = size - 1;
	out->host = name;
}

static size_t take_compose(struct span line, struct prefix_name *name)
{
	size_t size = name_size(line), at = size;

	/* A level may stand before a bar as well. */
	if (!size || !is_letter(line.at[0]) || level_of(line.at, size) != SEICHE_LEVEL_NONE)
		return 0;
	while (at < line.size && line.at[at] == ' ')
		at++;
	if (at == size || at == line.size || line.at[at] != '|')
		return 0;
	at++;
	at += at < line.size && line.at[at] == ' ';
	set_compose(span_of(line.at, size), name);
	return at;
}

static size_t take_pod(struct span line, struct prefix_name *name)
{
	struct span rest = line;
	size_t pod, container;

	if (!span_starts(rest, SPAN("[pod/")))
		return 0;
	rest = span_of(rest.at + 5, rest.size - 5);
	pod = name_size(rest);
	if (!pod || pod == rest.size || rest.at[pod] != '/')
		return 0;
	name->host = span_of(rest.at, pod);
	rest = span_of(rest.at + pod + 1, rest.size - pod - 1);
	container = name_size(rest);
	if (!container || rest.size < container + 2 || rest.at[container] != ']' ||
	    rest.at[container + 1] != ' ')
		return 0;
	name->service = span_of(rest.at, container);
	return (size_t)(rest.at - line.at) + container + 2;
}

size_t prefix_take(enum prefix prefix, struct span line, struct prefix_name *name)
{
	return prefix == PREFIX_COMPOSE ? take_compose(line, name) : take_pod(line, name);
}

/* --- The sample --- */

struct strip {
	enum prefix prefix;
	uint32_t lines, named;
};

static struct span strip_text(struct strip *strip, struct span text, struct arena *arena)
{
	char *bytes = arena_take(arena, text.size + SEICHE_PADDING);
	size_t size = 0;

	while (text.size) {
		const char *newline = memchr(text.at, '\n', text.size);
		size_t length = newline ? (size_t)(newline - text.at) + 1 : text.size, used;
		struct span line = span_of(text.at, length);
		struct prefix_name name;

		text = span_of(text.at + length, text.size - length);
		if (!span_trim(line).size)
			continue;
		strip->lines++;
		used = prefix_take(strip->prefix, line, &name);
		if (!used)
			continue;
		strip->named++;
		memcpy(bytes + size, line.at + used, length - used);
		size += length - used;
	}
	return span_of(bytes, size);
}

bool prefix_strip(enum prefix prefix, struct sample sample, struct arena *arena,
		  struct sample *bare)
{
	struct strip strip = { .prefix = prefix };

	bare->front = strip_text(&strip, sample.front, arena);
	bare->more = strip_text(&strip, sample.more, arena);
	return strip.named && (uint64_t)strip.named * 10 >= (uint64_t)strip.lines * SHARE_OF_TEN;
}

/* --- The parser --- */

static const struct prefixed *prefixed_of(const void *state)
{
	const struct prefixed *prefixed;

	memcpy(&prefixed, state, sizeof(prefixed));
	return prefixed;
}

static void *inner_state(void *state)
{
	return (char *)state + STATE_AT;
}

static int prefixed_open(void *state, const struct seiche_source *source,
			 const struct seiche_host *host, const char **why)
{
	const struct prefixed *prefixed = prefixed_of(state);

	(void)source;
	(void)host;
	return parser_open(prefixed->inner, inner_state(state), &prefixed->view, why) ? 0 : -1;
}

static void set_name(const struct seiche_chunk *chunk, struct seiche_event *row, uint32_t bit,
		     struct seiche_span *field, struct span name)
{
	if (!name.size || (row->has & bit))
		return;
	*field = (struct seiche_span){ (uint32_t)(name.at - chunk->bytes), (uint32_t)name.size };
	row->has |= bit;
}

/* Let the inner parser read one line from `at` on into the batch's next row. */
static struct seiche_batch read_inner(const struct prefixed *prefixed,
				      const struct seiche_source *view, void *state,
				      const struct seiche_chunk *chunk,
				      const struct seiche_batch *batch, uint32_t at)
{
	const uint32_t line[] = { at, chunk->line[batch->line + 1] };
	struct seiche_chunk one_line = *chunk;
	struct seiche_batch one = {
		.row = (struct seiche_event *)(void *)((char *)batch->row +
						       (size_t)batch->rows * batch->stride),
		.stride = batch->stride,
		.room = 1,
		.wanted = batch->wanted,
	};

	one_line.line = line;
	one_line.lines = 1;
	/* Offset 0 is where headers stand, of the first line alone. */
	one_line.offset += batch->line;
	prefixed->inner->parse(state, view, &one_line, &one, &parser_host);
	return one;
}

static void prefixed_parse(void *state, const struct seiche_source *source,
			   const struct seiche_chunk *chunk, struct seiche_batch *batch,
			   const struct seiche_host *host)
{
	const struct prefixed *prefixed = prefixed_of(state);
	struct seiche_source view = prefixed->view;
	struct seiche_walk walk;

	(void)host;
	view.base_us = source->base_us;
	while (seiche_next_line(chunk, batch, &walk)) {
		struct span line = span_of(chunk->bytes + walk.at, walk.end - walk.at);
		struct prefix_name name = { { 0 }, { 0 } };
		size_t used = prefix_take(prefixed->prefix, line, &name);
		struct seiche_batch one;

		if (!span_trim(line).size) {
			seiche_continue(batch);
			continue;
		}
		if (!used) {
			seiche_reject(batch, "no name of a container in front");
			continue;
		}
		one = read_inner(prefixed, &view, inner_state(state), chunk, batch,
				 walk.at + (uint32_t)used);
		if (!one.rows) {
			seiche_continue(batch);
			continue;
		}
		one.row->line = batch->line;
		one.row->record = (struct seiche_span){ walk.at, walk.end - walk.at };
		set_name(chunk, one.row, SEICHE_SERVICE, &one.row->service, name.service);
		set_name(chunk, one.row, SEICHE_HOST, &one.row->host, name.host);
		batch->assumed |= one.assumed;
		seiche_accept(batch);
	}
}

const struct seiche_parser *prefixed_make(enum prefix prefix, const struct seiche_parser *inner,
					  const struct seiche_source *view, struct arena *arena)
{
	struct prefixed *prefixed = arena_take(arena, sizeof(*prefixed));
	struct seiche_parser *parser = arena_take(arena, sizeof(*parser));

	*prefixed = (struct prefixed){ prefix, inner, *view };
	*parser = (struct seiche_parser){
		.abi = SEICHE_PARSER_ABI,
		.size = sizeof(*parser),
		.name = arena_print(arena, "%s(%s)", prefix == PREFIX_COMPOSE ? "compose" : "pods",
				    inner->name),
		.summary = "lines behind the names of containers",
		.example = "",
		.follows = "",
		.state_size = STATE_AT + inner->state_size,
		.open = prefixed_open,
		.parse = prefixed_parse,
		.setup = prefixed,
	};
	return parser;
}
