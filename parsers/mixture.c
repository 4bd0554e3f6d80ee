/* mixture.c - see mixture.h. */
#include "parsers/mixture.h"

#include "parsers/record.h"

#include <stdlib.h>
#include <string.h>

/* States of members begin at multiples of this. */
#define STATE_ALIGN 16

struct mixture {
	struct member member[MEMBERS_MAX];
	uint32_t state_at[MEMBERS_MAX]; /* in the mixture's state */
	uint32_t members;
	bool rest; /* what the first reads as an event is passed over */
};

static void *state_of(const struct mixture *mixture, void *state, uint32_t i)
{
	return (char *)state + mixture->state_at[i];
}

static const struct mixture *mixture_of(void *state)
{
	const struct mixture *mixture;

	memcpy(&mixture, state, sizeof(mixture));
	return mixture;
}

static int mixture_open(void *state, const struct seiche_source *source,
			const struct seiche_host *host, const char **why)
{
	const struct mixture *mixture = mixture_of(state);

	(void)source;
	(void)host;
	for (uint32_t i = 0; i < mixture->members; i++)
		if (!parser_open(mixture->member[i].parser, state_of(mixture, state, i),
				 &mixture->member[i].view, why))
			return -1;
	return 0;
}

/* Of the first member that counts. */
static uint32_t mixture_metric(void *state, const char **word)
{
	const struct mixture *mixture = mixture_of(state);
	uint32_t i = 0;

	while (!mixture->member[i].parser->metric)
		i++;
	return mixture->member[i].parser->metric(state_of(mixture, state, i), word);
}

/* What the members are asked with. */
struct asking {
	const struct mixture *mixture;
	void *state;
	const struct seiche_chunk *chunk;
	struct seiche_source view[MEMBERS_MAX]; /* of each member */
	/* Of the member whose records are several lines; found once for all lines of a record. */
	uint32_t record; /* where the one ends that was looked at last */
	uint32_t clear;  /* no other member has an event between the batch's line and this one */
	uint32_t said; /* it has no event up to here, and what it said of these lines is that … */
	bool continues;  /* … they belong to one before them, or … */
	const char *why; /* … why they are none */
};

/* Let one member read lines from `line` to `end`, into the batch's next row. */
static struct seiche_batch read_lines(const struct asking *asking, uint32_t i,
				      const struct seiche_batch *batch, uint32_t line, uint32_t end)
{
	const struct member *member = &asking->mixture->member[i];
	struct seiche_chunk own = *asking->chunk;
	struct seiche_batch one = {
		.row = (struct seiche_event *)(void *)((char *)batch->row +
						       (size_t)batch->rows * batch->stride),
		.stride = batch->stride,
		.room = 1,
		.wanted = batch->wanted,
		.line = line,
	};

	own.lines = end;
	/* Offset 0 is where headers stand: the source does not begin with this member's. */
	own.offset += member->later;
	member->parser->parse(state_of(asking->mixture, asking->state, i), &asking->view[i], &own,
			      &one, &parser_host);
	return one;
}

static bool is_of_another(const struct asking *asking, uint32_t i, const struct seiche_batch *batch,
			  uint32_t line)
{
	for (uint32_t k = 0; k < asking->mixture->members; k++)
		if (k != i && read_lines(asking, k, batch, line, line + 1).rows)
			return true;
	return false;
}

/* Where a member's record ends at the latest: no other member has an event in it. */
static uint32_t reach(struct asking *asking, uint32_t i, const struct seiche_batch *batch)
{
	seiche_cut *cut = asking->mixture->member[i].parser->cut;
	uint32_t line = batch->line;

	if (!cut)
		return line + 1;
	if (line >= asking->record)
		asking->record = record_end(cut, asking->chunk, line);
	if (line >= asking->clear) {
		while (++line < asking->record && !is_of_another(asking, i, batch, line))
			;
		asking->clear = line;
	}
	return asking->clear;
}

/* Let a member read what it can of the line and of its record. */
static struct seiche_batch ask(struct asking *asking, uint32_t i, const struct seiche_batch *batch)
{
	bool records = asking->mixture->member[i].parser->cut != NULL;
	struct seiche_batch one;
	uint32_t end;

	if (records && batch->line < asking->said)
		return (struct seiche_batch){ .line = batch->line + 1,
					      .continued = asking->continues,
					      .rejected = !asking->continues,
					      .first_rejected = batch->line,
					      .why_rejected = asking->why };
	end = reach(asking, i, batch);
	one = read_lines(asking, i, batch, batch->line, end);
	if (records && !one.rows) {
		asking->said = end;
		asking->continues = !one.rejected;
		asking->why = one.why_rejected;
	}
	return one;
}

/* What a member made of its lines is what the mixture makes of them. */
static void take_over(struct seiche_batch *batch, const struct seiche_batch *one)
{
	if (one->rejected && !batch->rejected) {
		batch->first_rejected = one->first_rejected;
		batch->why_rejected = one->why_rejected;
	}
	if (one->rows)
		batch->assumed |= one->assumed;
	batch->rows += one->rows;
	batch->continued += one->continued;
	batch->rejected += one->rejected;
	batch->line = one->line;
}

static void mixture_parse(void *state, const struct seiche_source *source,
			  const struct seiche_chunk *chunk, struct seiche_batch *batch,
			  const struct seiche_host *host)
{
	const struct mixture *mixture = mixture_of(state);
	struct asking asking = { .mixture = mixture, .state = state, .chunk = chunk };

	(void)host;
	for (uint32_t i = 0; i < mixture->members; i++) {
		asking.view[i] = mixture->member[i].view;
		asking.view[i].base_us = source->base_us;
	}
	while (batch->line < chunk->lines && batch->rows < batch->room) {
		const char *why = NULL;
		bool continues = false, settled = false;

		for (uint32_t i = 0; i < mixture->members && !settled; i++) {
			struct seiche_batch one = ask(&asking, i, batch);

			continues |= one.continued != 0;
			settled =
				one.rows == 1 ||
				(one.continued && mixture->member[i].parser->rank >= RANK_SPECIFIC);
			if (!why && one.rejected)
				why = one.why_rejected;
			if (mixture->rest && !i && one.rows) {
				one.rows = 0;
				one.continued++;
			}
			if (settled)
				take_over(batch, &one);
		}
		if (settled)
			continue;
		if (continues)
			seiche_continue(batch);
		else
			seiche_reject(batch, why ? why : "of none of the formats");
	}
}

static int by_rank(const void *a, const void *b)
{
	const struct member *left = a, *right = b;

	if (left->parser->rank != right->parser->rank)
		return left->parser->rank > right->parser->rank ? -1 : 1;
	return strcmp(left->parser->name, right->parser->name);
}

/* Of members in the order in which they are asked. */
static const struct seiche_parser *make(const struct member *member, uint32_t members, bool rest,
					struct arena *arena)
{
	struct mixture *mixture = arena_take(arena, sizeof(*mixture));
	struct seiche_parser *parser = arena_take(arena, sizeof(*parser));
	seiche_cut *cut = NULL;
	uint32_t size = STATE_ALIGN;
	const char *name = "";
	bool counts = false;

	mixture->members = members;
	mixture->rest = rest;
	for (uint32_t i = 0; i < members; i++) {
		mixture->member[i] = member[i];
		if (member[i].parser->cut)
			cut = member[i].parser->cut;
		mixture->state_at[i] = size;
		size += (member[i].parser->state_size + STATE_ALIGN) / STATE_ALIGN * STATE_ALIGN;
		counts |= member[i].parser->metric != NULL;
		name = arena_print(arena, "%s%s%s", name, i ? "+" : "", member[i].parser->name);
	}
	*parser = (struct seiche_parser){
		.abi = SEICHE_PARSER_ABI,
		.size = sizeof(*parser),
		.name = name,
		.summary = "lines of several formats",
		.example = "",
		.follows = "",
		.state_size = size,
		.open = mixture_open,
		.parse = mixture_parse,
		.setup = mixture,
		.metric = counts ? mixture_metric : NULL,
		.cut = cut,
	};
	return parser;
}

const struct seiche_parser *mixture_make(struct member *member, uint32_t members,
					 struct arena *arena)
{
	qsort(member, members, sizeof(*member), by_rank);
	return make(member, members, false, arena);
}

const struct seiche_parser *mixture_then(const struct member member[2], bool rest,
					 struct arena *arena)
{
	return make(member, 2, rest, arena);
}
