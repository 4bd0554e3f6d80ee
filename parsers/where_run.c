/* where_run.c - does an expression hold for a row? */
#include "core/text.h"
#include "parsers/where_parts.h"

#include <stdlib.h>

#define BLOCK_ALIGN 16

struct where_state {
	const struct where *where;
	struct text decoded;
	struct matcher *matcher;
	_Alignas(BLOCK_ALIGN) char block[]; /* of matcher_bytes() */
};

struct where_state *where_begin(const struct where *where)
{
	size_t size = where->patterns ? matcher_bytes(where->groups) : 0;
	struct where_state *state = calloc(1, sizeof(*state) + size);

	invariant(state);
	state->where = where;
	text_init(&state->decoded, WHERE_VALUE_MAX);
	if (where->patterns)
		state->matcher = matcher_init(state->block, where->groups);
	return state;
}

void where_end(struct where_state *state)
{
	if (state)
		text_release(&state->decoded);
	free(state);
}

/* --- Values of a row --- */

static bool number_of(enum where_field field, const struct seiche_event *row, uint64_t *number)
{
	switch (field) {
	case WHERE_STATUS:
		*number = row->status;
		return row->has & SEICHE_STATUS;
	case WHERE_BYTES:
		*number = row->bytes;
		return row->has & SEICHE_BYTES;
	case WHERE_DURATION:
		*number = (uint64_t)MAX(row->duration_us, 0);
		return row->has & SEICHE_DURATION;
	default: /* of WHERE_LEVEL */
		*number = (uint64_t)(SEICHE_DEBUG - MIN(row->level, SEICHE_DEBUG));
		return (row->has & SEICHE_LEVEL) && row->level <= SEICHE_DEBUG;
	}
}

/* Decoded where it holds an escape. */
static struct span plain(struct where_state *state, const struct seiche_chunk *chunk,
			 const struct seiche_event *row, uint32_t bit, struct seiche_span span)
{
	struct span raw = span_of(chunk->bytes + span.at, span.size);

	if (!(row->has & bit) || !span.size)
		return SPAN("");
	raw.size = MIN(raw.size, WHERE_VALUE_MAX);
	if (!text_is_coded((enum text_coding)row->coding, raw))
		return raw;
	text_clear(&state->decoded);
	text_decode(&state->decoded, (enum text_coding)row->coding, raw);
	return text_span(&state->decoded);
}

/* A target's two parts. */
static struct span path_of(struct span target)
{
	size_t size = 0;

	while (size < target.size && target.at[size] != '?' && target.at[size] != '#')
		size++;
	return span_of(target.at, size);
}

static struct span query_of(struct span target)
{
	const char *mark = target.size ? memchr(target.at, '?', target.size) : NULL;

	if (!mark)
		return SPAN("");
	mark++;
	return span_of(mark, (size_t)(target.at + target.size - mark));
}

/* As reports call it: what the user gave, else the virtual host of the line, else the source's. */
static struct span service_of(struct where_state *state, const struct event_origin *origin,
			      const struct seiche_chunk *chunk, const struct seiche_event *row)
{
	struct span said = SPAN("");

	if (!origin->service_given)
		said = address_without_port(
			span_of(chunk->bytes + row->service.at,
				row->has & SEICHE_SERVICE ? row->service.size : 0));
	if (!said.size)
		return span_text(origin->service);
	said.size = MIN(said.size, WHERE_VALUE_MAX);
	text_clear(&state->decoded);
	for (size_t i = 0; i < said.size; i++)
		text_byte(&state->decoded, said.at[i] >= 'A' && said.at[i] <= 'Z'
						   ? (char)(said.at[i] | 0x20)
						   : said.at[i]);
	return text_span(&state->decoded);
}

static struct span host_of(const struct event_origin *origin, const struct seiche_chunk *chunk,
			   const struct seiche_event *row)
{
	if (!origin->host_given && (row->has & SEICHE_HOST) && row->host.size)
		return span_of(chunk->bytes + row->host.at, row->host.size);
	return span_text(origin->host);
}

/* Of size 0 where the row does not have it; a dash stands for nothing, as in access logs. */
static struct span text_of(enum where_field field, struct where_state *state,
			   const struct event_origin *origin, const struct seiche_chunk *chunk,
			   const struct seiche_event *row)
{
	struct span text = SPAN("");

	switch (field) {
	case WHERE_HOST:
		return host_of(origin, chunk, row);
	case WHERE_SERVICE:
		return service_of(state, origin, chunk, row);
	case WHERE_CLIENT:
		text = plain(state, chunk, row, SEICHE_CLIENT, row->client);
		break;
	case WHERE_USER:
		text = plain(state, chunk, row, SEICHE_USER, row->user);
		break;
	case WHERE_METHOD:
		text = plain(state, chunk, row, SEICHE_METHOD, row->method);
		break;
	case WHERE_PATH:
		return path_of(plain(state, chunk, row, SEICHE_TARGET, row->target));
	case WHERE_QUERY:
		return query_of(plain(state, chunk, row, SEICHE_TARGET, row->target));
	case WHERE_TARGET:
		return plain(state, chunk, row, SEICHE_TARGET, row->target);
	case WHERE_REFERRER:
		text = plain(state, chunk, row, SEICHE_REFERRER, row->referrer);
		break;
	case WHERE_AGENT:
		text = plain(state, chunk, row, SEICHE_AGENT, row->agent);
		break;
	case WHERE_PROGRAM:
		text = plain(state, chunk, row, SEICHE_PROGRAM, row->program);
		break;
	default: /* of WHERE_TEXT */
		return plain(state, chunk, row, SEICHE_TEXT, row->text);
	}
	return span_is(text, SPAN("-")) ? SPAN("") : text;
}

/* --- Comparing --- */

static bool compare_number(enum where_operator operator, uint64_t number, uint64_t with)
{
	switch (operator) {
	case WHERE_EQUAL:
		return number == with;
	case WHERE_UNEQUAL:
		return number != with;
	case WHERE_LESS:
		return number < with;
	case WHERE_AT_MOST:
		return number <= with;
	case WHERE_MORE:
		return number > with;
	default: /* of WHERE_AT_LEAST: texts' operators don't compile for numbers */
		return number >= with;
	}
}

static bool compare_text(struct where_state *state, const struct where_comparison *comparison,
			 struct span text)
{
	struct address address;
	bool equal;

	if (!text.size)
		return false;
	/* What is too hard to match is known neither to match nor not to. */
	if (comparison->operator== WHERE_MATCHES)
		return pattern_match(comparison->pattern, state->matcher, text) == MATCH_FOUND;
	if (comparison->operator== WHERE_MATCHES_NOT)
		return pattern_match(comparison->pattern, state->matcher, text) == MATCH_NONE;
	equal = comparison->in_network ? address_read(text, &address) &&
						 network_has(&comparison->network, &address)
				       : span_is(text, comparison->text);
	return equal == (comparison->operator== WHERE_EQUAL);
}

bool where_holds(struct where_state *state, const struct event_origin *origin,
		 const struct seiche_chunk *chunk, const struct seiche_event *row)
{
	const struct where *where = state->where;
	uint32_t at = where->start;

	while (at < where->comparisons) {
		const struct where_comparison *comparison = &where->comparison[at];
		uint64_t number;
		bool holds;

		if (where_is_number(comparison->field))
			holds = number_of(comparison->field, row, &number) &&
				compare_number(comparison->operator, number, comparison->number);
		else
			holds = compare_text(state, comparison,
					     text_of(comparison->field, state, origin, chunk, row));
		at = holds ? comparison->then : comparison->otherwise;
	}
	return at == WHERE_HOLDS;
}
