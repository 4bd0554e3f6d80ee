/* inspect_told.c - what is asked of the inspection. */
#include "analysis/inspect_parts.h"

#include <math.h>

/* What was counted of an episode; NULL: nothing in this round. */
static const struct episode_count *count_of(const struct inspection *inspection, uint32_t episode)
{
	uint32_t seat = inspection->seat_of[episode];

	return seat == NO_SEAT ? NULL : &inspection->round.seat[seat];
}

double inspection_inside(const struct inspection *inspection, uint32_t episode)
{
	const struct episode_count *of = count_of(inspection, episode);

	return of ? (double)of->inside : 0;
}

double inspection_reference(const struct inspection *inspection, uint32_t episode)
{
	const struct episode_count *of = count_of(inspection, episode);

	return of ? (double)of->reference : 0;
}

const struct message_findings *inspection_messages(const struct inspection *inspection)
{
	return inspection->told;
}

static struct evidence evidence_of(const struct inspection *inspection, const struct spot *spot,
				   struct arena *arena)
{
	return spot_evidence(spot, inspection->source, inspection->sources, arena);
}

struct evidence inspection_evidence(const struct inspection *inspection, uint32_t episode,
				    struct arena *arena, int64_t *at_us)
{
	const struct episode_count *of = count_of(inspection, episode);
	bool seen = of && of->seen;

	*at_us = seen ? of->spot.at_us : TIME_UNKNOWN;
	return seen ? evidence_of(inspection, &of->spot, arena) : (struct evidence){ 0 };
}

struct value_walk inspection_walk(const struct inspection *inspection, uint32_t episode,
				  enum dimension dimension)
{
	struct value_walk walk = { .inspection = inspection, .dimension = dimension };

	if (count_of(inspection, episode))
		walk.number = book_counts(&inspection->round.book, inspection->seat_of[episode],
					  dimension, &walk.left);
	return walk;
}

bool value_walk_next(struct value_walk *walk, struct counted *item)
{
	const struct count_table *counts =
		&walk->inspection->round.book.census[walk->dimension].counts;
	const struct count *count;

	/* Those with none inside stand last. */
	if (!walk->left)
		return false;
	count = count_table_at(counts, *walk->number);
	if (!count->inside && walk->dimension != DIMENSION_CLIENT)
		return false;
	*item = (struct counted){
		.dimension = walk->dimension,
		.value = count_value(count).at,
		.inside = (double)count->inside,
		.reference = (double)count->reference,
		.days = count->days,
		.estimated = count->late,
		.number = *walk->number,
	};
	walk->left--;
	walk->number++;
	return true;
}

struct evidence inspection_first(const struct inspection *inspection, const struct counted *counted,
				 struct arena *arena)
{
	const struct count_table *counts =
		&inspection->round.book.census[counted->dimension].counts;
	struct spot first;

	if (counted->inside <= 0 || counted->estimated)
		return (struct evidence){ 0 };
	first = count_table_first(counts, counted->number);
	return evidence_of(inspection, &first, arena);
}

double inspection_clients(const struct inspection *inspection, uint32_t episode,
			  const struct counted *counted)
{
	const struct book *book = &inspection->round.book;
	uint32_t seat = inspection->seat_of[episode];

	if (seat == NO_SEAT || book_clients(book, seat) == 0)
		return NAN;
	return book_clients_of(book, counted->dimension, counted->number);
}

const struct sample_side *inspection_rows(const struct inspection *inspection, uint32_t episode,
					  uint32_t side)
{
	static const struct sample_side none;
	uint32_t seat = inspection->seat_of[episode];

	return seat == NO_SEAT ? &none : sample_side(&inspection->round.sample, seat, side);
}

uint16_t inspection_days(const struct inspection *inspection, uint32_t episode)
{
	uint16_t days = 0;

	for (size_t i = 0; i < inspection->round.looks; i++)
		if (inspection->round.look[i].episode == episode)
			days |= inspection->round.look[i].day;
	return days;
}

double inspection_thinning(const struct inspection *inspection, enum dimension dimension)
{
	return ldexp(1, (int)inspection->round.book.census[dimension].shift);
}

double inspection_clients_thinning(const struct inspection *inspection)
{
	return book_clients_thinning(&inspection->round.book);
}

double inspection_messages_thinning(const struct inspection *inspection)
{
	return ldexp(1, (int)inspection->messages.shapes.shift);
}
