/*
 * inspect.c - the second pass: the sink that takes events apart.
 *
 * Episodes of a round sit in its tables by their seat, from 0; what is asked names them by
 * their number.
 */
#include "analysis/inspect_parts.h"
#include "analysis/naming.h"

#include <stdlib.h>
#include <string.h>

struct part {
	struct inspection *inspection;
	struct part *next; /* of those that wait for the next round */
	struct tray *tray;
	struct messages messages;
	struct naming_lanes names;
	const struct pieces *pieces[NAMING_LANES]; /* of each lane's service; NULL: nobody looks */
	struct dimension_values values;
	struct sample_row row; /* of the present event, where it has an order */
	/* Of the round. */
	struct episode_count *seat;
	struct sample sample;
};

static struct episode_count *episode_counts(uint32_t seats)
{
	struct episode_count *seat = calloc(seats ? seats : 1, sizeof(*seat));

	invariant(seat);
	for (uint32_t i = 0; i < seats; i++) {
		seat[i].spot.text = malloc(SPOT_TEXT_BYTES + 1);
		invariant(seat[i].spot.text);
	}
	return seat;
}

static void episode_counts_free(struct episode_count *seat, uint32_t seats)
{
	for (uint32_t i = 0; i < seats; i++)
		free(seat[i].spot.text);
	free(seat);
}

static struct part *part_new(struct inspection *inspection)
{
	struct part *part = calloc(1, sizeof(*part));

	invariant(part);
	part->inspection = inspection;
	part->tray = tray_new();
	messages_init(&part->messages, inspection->episodes, &inspection->allowance);
	dimension_values_init(&part->values);
	return part;
}

static void part_free(struct part *part)
{
	messages_release(&part->messages);
	tray_free(part->tray);
	dimension_values_release(&part->values);
	free(part);
}

/* One that a round before left, or a new one. */
static struct part *part_take(struct inspection *inspection)
{
	struct part *part;

	pthread_mutex_lock(&inspection->lock);
	part = inspection->idle;
	if (part)
		inspection->idle = part->next;
	pthread_mutex_unlock(&inspection->lock);
	return part ? part : part_new(inspection);
}

static void *inspect_fork(struct event_sink *sink)
{
	struct inspection *inspection = (struct inspection *)(void *)sink;
	struct part *part = part_take(inspection);

	part->seat = episode_counts(inspection->round.seats);
	sample_init(&part->sample, inspection->round.seats);
	/* Whose pieces are whose is known of the round before. */
	memset(&part->names, 0, sizeof(part->names));
	return part;
}

static bool has_failed(const struct seiche_event *event)
{
	return ((event->has & SEICHE_STATUS) && event->status >= 500) ||
	       ((event->has & SEICHE_LEVEL) && event->level <= SEICHE_ERROR);
}

/* Keep the event as one of the rows, if it is one of those; its fields are hashed at most once. */
static void part_sample(struct part *part, uint32_t seat, uint32_t side, const struct spot *spot)
{
	uint64_t order = sample_order(spot->source, spot->offset);

	if (!sample_wants(&part->sample, seat, side, order))
		return;
	if (part->row.order != order)
		sample_row_of(&part->row, order, &part->values);
	sample_add(&part->sample, seat, side, &part->row);
}

/* Count one event for one look. */
static void part_count(struct part *part, const struct aim *aim, const struct seiche_event *event,
		       struct tray_row *row)
{
	const struct look *look = aim->look;
	struct episode_count *episode;
	bool inside = look->kind == LOOK_INSIDE;

	if (look->kind == LOOK_VISIT) {
		tray_visit(part->tray, row->value[DIMENSION_CLIENT], aim->seat, look->day);
		return;
	}
	messages_count(&part->messages, look, row->spot, row->record);
	if (look->kind == LOOK_BEFORE || look->kind == LOOK_USUAL)
		return;
	if (look->failed_only && !has_failed(event))
		return;
	episode = &part->seat[aim->seat];
	if (look->kind != LOOK_REFERENCE)
		spot_choose(NULL, &episode->spot, &episode->seen, row->spot, row->record,
			    look->kind == LOOK_LAST);
	if (look->kind == LOOK_LAST)
		return;
	part_sample(part, aim->seat, inside ? SAMPLE_INSIDE : SAMPLE_REFERENCE, row->spot);
	episode->inside += inside ? event->weight : 0;
	episode->reference += inside ? 0 : event->weight;
	row->day = look->day;
	tray_add(part->tray, row, aim->seat, inside);
}

/* Before each call to the tray: so that it has room. */
static void part_make_room(struct part *part)
{
	if (tray_is_full(part->tray))
		book_take(&part->inspection->round.book, part->tray);
}

/* Whether all that is asked of a piece is who came. */
static bool is_for_visits(const struct pieces *pieces, uint32_t piece)
{
	for (uint32_t i = pieces->first[piece]; i < pieces->first[piece + 1]; i++)
		if (pieces->aim[i].look->kind != LOOK_VISIT)
			return false;
	return true;
}

static void part_visit(struct part *part, const struct pieces *pieces, uint32_t piece,
		       const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	struct span client = dimension_client_of(&part->values, chunk, event);

	for (uint32_t i = pieces->first[piece]; i < pieces->first[piece + 1]; i++) {
		const struct aim *aim = &pieces->aim[i];

		part_make_room(part);
		tray_visit(part->tray, client, aim->seat, aim->look->day);
	}
}

static void part_row(struct part *part, uint32_t lane, const struct event_origin *origin,
		     const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	const struct pieces *pieces = part->pieces[lane];
	const struct name *host = &part->names.lane[lane].host;
	uint32_t piece = pieces_at(pieces, event->time_us);
	struct tray_row row;
	struct spot spot;

	if (piece == pieces->edges || pieces->first[piece] == pieces->first[piece + 1])
		return;
	if (is_for_visits(pieces, piece)) {
		part_visit(part, pieces, piece, chunk, event);
		return;
	}
	spot = (struct spot){ .at_us = event->time_us,
			      .source = origin->source,
			      .offset = chunk->offset + event->record.at,
			      .line = origin->first_line + event->line };
	row.value = part->values.value;
	row.spot = &spot;
	row.record = span_of(chunk->bytes + event->record.at, event->record.size);
	row.weight = event->weight;
	row.hashed = 0;
	row.day = 0;
	dimension_values_of(&part->values, chunk, event, span_of(host->at, host->size));
	messages_row(&part->messages, chunk, event);
	for (uint32_t i = pieces->first[piece]; i < pieces->first[piece + 1]; i++) {
		part_make_room(part);
		part_count(part, &pieces->aim[i], event, &row);
	}
}

static bool inspect_take(void *context, const struct event_origin *origin,
			 const struct seiche_chunk *chunk, const struct seiche_batch *batch,
			 struct error *error)
{
	struct part *part = context;

	(void)error;
	part->tray->bytes = span_of(chunk->bytes, chunk->size);
	naming_lanes_begin(&part->names, origin);
	for (uint32_t i = 0; i < batch->rows; i++) {
		const struct seiche_event *event =
			(const void *)((const char *)batch->row + (size_t)i * batch->stride);
		uint32_t lane;
		bool fresh;

		if (event->kind == SEICHE_SAMPLE)
			continue; /* counts have no dimensions */
		lane = naming_lane(&part->names, origin, chunk, event, &fresh);
		if (fresh)
			part->pieces[lane] = pieces_find(&part->inspection->round.pieces,
							 part->names.lane[lane].service.at);
		if (part->pieces[lane])
			part_row(part, lane, origin, chunk, event);
	}
	if (part->tray->adds)
		book_take(&part->inspection->round.book, part->tray);
	return true;
}

static bool inspect_join(struct event_sink *sink, void *context, struct error *error)
{
	struct inspection *inspection = (struct inspection *)(void *)sink;
	struct inspection_round *round = &inspection->round;
	struct part *part = context;

	(void)error;
	for (uint32_t i = 0; i < round->seats; i++) {
		struct episode_count *into = &round->seat[i];
		const struct episode_count *from = &part->seat[i];

		into->inside += from->inside;
		into->reference += from->reference;
		if (from->seen)
			spot_choose(NULL, &into->spot, &into->seen, &from->spot,
				    span_text(from->spot.text), round->latest[i]);
	}
	messages_join(&inspection->messages, &part->messages, round->look, round->looks);
	sample_join(&round->sample, &part->sample);
	episode_counts_free(part->seat, round->seats);
	sample_release(&part->sample);
	pthread_mutex_lock(&inspection->lock);
	part->next = inspection->idle;
	inspection->idle = part;
	pthread_mutex_unlock(&inspection->lock);
	return true;
}

struct inspection *inspection_new(struct arena *arena, uint32_t episodes,
				  const struct source_facts *source, uint32_t sources,
				  const struct allowance *allowance, uint64_t seed)
{
	struct inspection *inspection = arena_take(arena, sizeof(*inspection));

	inspection->sink = (struct event_sink){
		.wanted = UINT32_MAX & ~(uint32_t)(SEICHE_BYTES | SEICHE_DURATION | SEICHE_USER),
		.fork = inspect_fork,
		.take = inspect_take,
		.join = inspect_join,
	};
	inspection->episodes = episodes;
	inspection->source = source;
	inspection->sources = sources;
	inspection->allowance = *allowance;
	inspection->seed = seed;
	messages_init(&inspection->messages, episodes, allowance);
	inspection->told = message_findings_new(&inspection->messages, source, sources, arena);
	invariant(pthread_mutex_init(&inspection->lock, NULL) == 0);
	inspection->seat_of = arena_array(arena, episodes, sizeof(*inspection->seat_of));
	for (uint32_t i = 0; i < episodes; i++)
		inspection->seat_of[i] = NO_SEAT;
	return inspection;
}

struct event_sink *inspection_sink(struct inspection *inspection)
{
	return &inspection->sink;
}

/* Messages before an episode are of any service and take no seat. */
static bool is_counted(const struct look *look)
{
	return look->kind != LOOK_BEFORE && look->kind != LOOK_USUAL;
}

static void take_seats(struct inspection *inspection)
{
	struct inspection_round *round = &inspection->round;

	round->episode = arena_array(&round->arena, round->looks, sizeof(*round->episode));
	round->latest = arena_array(&round->arena, round->looks, sizeof(*round->latest));
	for (size_t i = 0; i < round->looks; i++) {
		const struct look *look = &round->look[i];
		uint32_t *seat = &inspection->seat_of[look->episode];

		if (!is_counted(look))
			continue;
		if (*seat == NO_SEAT) {
			*seat = round->seats++;
			round->episode[*seat] = look->episode;
		}
		round->latest[*seat] |= look->kind == LOOK_LAST;
	}
}

void inspection_begin(struct inspection *inspection, const struct look *look, size_t looks)
{
	struct inspection_round *round = &inspection->round;

	invariant(!round->begun);
	round->begun = true;
	round->look = look;
	round->looks = looks;
	take_seats(inspection);
	round->pieces = pieces_of(look, looks, inspection->seat_of, &round->arena);
	round->seat = episode_counts(round->seats);
	book_init(&round->book, round->seats, &inspection->allowance, inspection->seed);
	sample_init(&round->sample, round->seats);
}

void inspection_settle(struct inspection *inspection, uint32_t jobs)
{
	const struct inspection_round *round = &inspection->round;

	book_settle(&inspection->round.book, jobs);
	messages_conclude(&inspection->messages, round->look, round->looks, inspection->told);
}

const uint32_t *inspection_episodes(const struct inspection *inspection, uint32_t *count)
{
	*count = inspection->round.seats;
	return inspection->round.episode;
}

void inspection_end(struct inspection *inspection)
{
	struct inspection_round *round = &inspection->round;

	if (!round->begun)
		return;
	for (uint32_t i = 0; i < round->seats; i++)
		inspection->seat_of[round->episode[i]] = NO_SEAT;
	episode_counts_free(round->seat, round->seats);
	book_release(&round->book);
	sample_release(&round->sample);
	arena_release(&round->arena);
	messages_begin(&inspection->messages);
	*round = (struct inspection_round){ 0 };
}

void inspection_release(struct inspection *inspection)
{
	inspection_end(inspection);
	for (struct part *part = inspection->idle, *next; part; part = next) {
		next = part->next;
		part_free(part);
	}
	messages_release(&inspection->messages);
	pthread_mutex_destroy(&inspection->lock);
}
