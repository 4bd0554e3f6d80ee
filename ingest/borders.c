/* borders.c - see borders.h. */
#include "ingest/borders.h"

#include <string.h>

/* `more` follows the run. */
static void join(struct border_run *run, const struct border_run *more, struct tally *sum)
{
	run->to = more->to;
	if (more->first_us == TIME_UNKNOWN)
		return;
	if (run->first_us == TIME_UNKNOWN) {
		run->first_us = more->first_us;
		run->first_event = more->first_event;
	} else {
		tally_step(sum, run->last_us, more->first_us, more->first_event);
	}
	run->last_us = more->last_us;
}

static void insert(struct borders *borders, uint32_t at, struct border_run run, struct arena *arena)
{
	borders->run = arena_grow(arena, borders->run, borders->runs, &borders->room,
				  sizeof(*borders->run));
	memmove(borders->run + at + 1, borders->run + at,
		(borders->runs - at) * sizeof(*borders->run));
	borders->run[at] = run;
	borders->runs++;
}

static void take_out(struct borders *borders, uint32_t at)
{
	borders->runs--;
	memmove(borders->run + at, borders->run + at + 1,
		(borders->runs - at) * sizeof(*borders->run));
}

void borders_add(struct borders *borders, uint32_t chunk, const struct tally *read,
		 struct tally *sum, struct arena *arena)
{
	const struct border_run run = {
		.from = chunk,
		.to = chunk + 1,
		.first_us = read->first_us,
		.last_us = read->last_us,
		.first_event = read->first_event,
	};
	uint32_t at = borders->runs;

	while (at && borders->run[at - 1].from > chunk)
		at--;
	if (at && borders->run[at - 1].to == chunk)
		join(&borders->run[--at], &run, sum);
	else
		insert(borders, at, run, arena);
	if (at + 1 < borders->runs && borders->run[at + 1].from == chunk + 1) {
		join(&borders->run[at], &borders->run[at + 1], sum);
		take_out(borders, at + 1);
	}
}
