/*
 * inspect.c - the second pass: the sink that takes events apart.
 *
 * Looks overlap, so the time of each service is cut where any look begins or ends;
 * a row finds its piece by bisection and the piece knows its looks.
 */
#include "analysis/inspect.h"
#include "analysis/book.h"
#include "analysis/dimension.h"
#include "analysis/messages.h"
#include "analysis/naming.h"
#include "analysis/sample.h"

#include <math.h>
#include <stdlib.h>

/* [edge[i], edge[i + 1]) is looked at by look[first[i]] … look[first[i + 1] - 1]. */
struct pieces {
	const char *service;
	int64_t *edge;
	uint32_t edges;
	uint32_t *first;
	const struct look **look;
};

/* Everything of one episode. */
struct episode_count {
	uint64_t inside, reference;
	bool seen;        /* `spot` is set */
	struct spot spot; /* first event, or the last one of LOOK_LAST */
};

struct inspection {
	struct event_sink sink; /* first: the sink is the inspection */
	struct pieces *pieces;  /* by name of the service */
	uint32_t services;
	uint32_t episodes;
	const struct source_facts *source;
	uint32_t sources;
	bool *latest; /* of each episode: LOOK_LAST */
	struct allowance allowance;
	uint64_t seed; /* count_stable_hash */
	struct episode_count *episode;
	struct book book; /* the workers' own: it has locks */
	struct messages messages;
	const struct look *look;
	size_t looks;
	struct arena *arena;
	struct message_findings *told; /* once settled */
	struct sample sample;
};

struct part {
	struct inspection *inspection;
	struct episode_count *episode;
	struct tray *tray;
	struct messages messages;
	struct sample sample;
	struct sample_row row; /* of the present event, where it has an order */
	struct naming_lanes names;
	const struct pieces *pieces[NAMING_LANES]; /* of each lane's service; NULL: nobody looks */
	struct dimension_values values;
};

static int looks_compare(const void *left, const void *right)
{
	const struct look *a = *(const struct look *const *)left;
	const struct look *b = *(const struct look *const *)right;

	return strcmp(a->service, b->service);
}

static int times_compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static void pieces_build(struct pieces *pieces, const struct look *const *look, size_t looks,
			 struct arena *arena)
{
	size_t room = 0;
	size_t kept = 0;

	pieces->service = look[0]->service;
	pieces->edge = arena_array(arena, 2 * looks, sizeof(int64_t));
	for (size_t i = 0; i < looks; i++) {
		pieces->edge[2 * i] = look[i]->from_us;
		pieces->edge[2 * i + 1] = look[i]->to_us;
	}
	qsort(pieces->edge, 2 * looks, sizeof(int64_t), times_compare);
	for (size_t i = 0; i < 2 * looks; i++)
		if (!pieces->edges || pieces->edge[i] != pieces->edge[pieces->edges - 1])
			pieces->edge[pieces->edges++] = pieces->edge[i];
	pieces->first = arena_array(arena, pieces->edges, sizeof(uint32_t));
	for (uint32_t e = 0; e < pieces->edges; e++) {
		pieces->first[e] = (uint32_t)kept;
		for (size_t i = 0; i < looks && e + 1 < pieces->edges; i++) {
			if (look[i]->from_us > pieces->edge[e] ||
			    look[i]->to_us < pieces->edge[e + 1])
				continue;
			pieces->look =
				arena_grow(arena, pieces->look, kept, &room, sizeof(*pieces->look));
			pieces->look[kept++] = look[i];
		}
	}
}

static struct episode_count *episode_counts(uint32_t episodes)
{
	struct episode_count *episode = calloc(episodes ? episodes : 1, sizeof(*episode));

	invariant(episode);
	for (uint32_t i = 0; i < episodes; i++) {
		episode[i].spot.text = malloc(SPOT_TEXT_BYTES + 1);
		invariant(episode[i].spot.text);
	}
	return episode;
}

static void episode_counts_free(struct episode_count *episode, uint32_t episodes)
{
	for (uint32_t i = 0; i < episodes; i++)
		free(episode[i].spot.text);
	free(episode);
}

static void *inspect_fork(struct event_sink *sink)
{
	struct inspection *inspection = (struct inspection *)(void *)sink;
	struct part *part = calloc(1, sizeof(*part));

	invariant(part);
	part->inspection = inspection;
	part->episode = episode_counts(inspection->episodes);
	part->tray = tray_new(inspection->seed);
	messages_init(&part->messages, inspection->episodes, &inspection->allowance);
	sample_init(&part->sample, inspection->episodes);
	dimension_values_init(&part->values);
	return part;
}

static const struct pieces *pieces_find(const struct inspection *inspection, const char *service)
{
	uint32_t low = 0;
	uint32_t high = inspection->services;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(inspection->pieces[middle].service, service);

		if (!order)
			return &inspection->pieces[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The piece in which a time lies, or `edges` where nobody looks. */
static uint32_t piece_at(const struct pieces *pieces, int64_t at_us)
{
	uint32_t low = 0;
	uint32_t high = pieces->edges;

	while (low < high) { /* the first edge after the time */
		uint32_t middle = low + (high - low) / 2;

		if (pieces->edge[middle] <= at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low && low < pieces->edges ? low - 1 : pieces->edges;
}

static bool has_failed(const struct seiche_event *event)
{
	return ((event->has & SEICHE_STATUS) && event->status >= 500) ||
	       ((event->has & SEICHE_LEVEL) && event->level <= SEICHE_ERROR);
}

/* Keep the event as one of the rows, if it is one of those; its fields are hashed at most once. */
static void part_sample(struct part *part, uint32_t episode, uint32_t side, const struct spot *spot)
{
	uint64_t order = sample_order(spot->source, spot->offset);

	if (!sample_wants(&part->sample, episode, side, order))
		return;
	if (part->row.order != order)
		sample_row_of(&part->row, order, &part->values);
	sample_add(&part->sample, episode, side, &part->row);
}

/* Count one event for one look. */
static void part_count(struct part *part, const struct look *look, const struct seiche_event *event,
		       struct tray_row *row)
{
	struct episode_count *episode = &part->episode[look->episode];
	bool inside = look->kind == LOOK_INSIDE;

	if (look->kind == LOOK_VISIT) {
		tray_visit(part->tray, row->value[DIMENSION_CLIENT], look->episode, look->day);
		return;
	}
	messages_count(&part->messages, look, row->spot, row->record);
	if (look->kind == LOOK_BEFORE || look->kind == LOOK_USUAL)
		return;
	if (look->failed_only && !has_failed(event))
		return;
	if (look->kind != LOOK_REFERENCE)
		spot_choose(NULL, &episode->spot, &episode->seen, row->spot, row->record,
			    look->kind == LOOK_LAST);
	if (look->kind == LOOK_LAST)
		return;
	part_sample(part, look->episode, inside ? SAMPLE_INSIDE : SAMPLE_REFERENCE, row->spot);
	episode->inside += inside ? event->weight : 0;
	episode->reference += inside ? 0 : event->weight;
	row->day = look->day;
	tray_add(part->tray, row, look->episode, inside);
}

/* Before each call to the tray: so that it has room. */
static void part_make_room(struct part *part)
{
	if (tray_is_full(part->tray))
		book_take(&part->inspection->book, part->tray);
}

/* Whether all that is asked of a piece is who came. */
static bool is_for_visits(const struct pieces *pieces, uint32_t piece)
{
	for (uint32_t i = pieces->first[piece]; i < pieces->first[piece + 1]; i++)
		if (pieces->look[i]->kind != LOOK_VISIT)
			return false;
	return true;
}

static void part_visit(struct part *part, const struct pieces *pieces, uint32_t piece,
		       const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	struct span client = dimension_client_of(&part->values, chunk, event);

	for (uint32_t i = pieces->first[piece]; i < pieces->first[piece + 1]; i++) {
		part_make_room(part);
		tray_visit(part->tray, client, pieces->look[i]->episode, pieces->look[i]->day);
	}
}

static void part_row(struct part *part, uint32_t lane, const struct event_origin *origin,
		     const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	const struct pieces *pieces = part->pieces[lane];
	const struct name *host = &part->names.lane[lane].host;
	uint32_t piece = piece_at(pieces, event->time_us);
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
		part_count(part, pieces->look[i], event, &row);
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
			part->pieces[lane] =
				pieces_find(part->inspection, part->names.lane[lane].service.at);
		if (part->pieces[lane])
			part_row(part, lane, origin, chunk, event);
	}
	if (part->tray->adds)
		book_take(&part->inspection->book, part->tray);
	return true;
}

static bool inspect_join(struct event_sink *sink, void *context, struct error *error)
{
	struct inspection *inspection = (struct inspection *)(void *)sink;
	struct part *part = context;

	(void)error;
	for (uint32_t i = 0; i < inspection->episodes; i++) {
		struct episode_count *into = &inspection->episode[i];
		const struct episode_count *from = &part->episode[i];

		into->inside += from->inside;
		into->reference += from->reference;
		if (from->seen)
			spot_choose(NULL, &into->spot, &into->seen, &from->spot,
				    span_text(from->spot.text), inspection->latest[i]);
	}
	messages_join(&inspection->messages, &part->messages);
	messages_release(&part->messages);
	sample_join(&inspection->sample, &part->sample);
	episode_counts_free(part->episode, inspection->episodes);
	tray_free(part->tray);
	sample_release(&part->sample);
	dimension_values_release(&part->values);
	free(part);
	return true;
}

struct inspection *inspection_new(struct arena *arena, const struct look *look, size_t looks,
				  uint32_t episodes, const struct source_facts *source,
				  uint32_t sources, const struct allowance *allowance,
				  uint64_t seed)
{
	struct inspection *inspection = arena_take(arena, sizeof(*inspection));
	const struct look **sorted = arena_array(arena, looks, sizeof(*sorted));

	inspection->sink = (struct event_sink){
		.wanted = UINT32_MAX & ~(uint32_t)(SEICHE_BYTES | SEICHE_DURATION | SEICHE_USER),
		.fork = inspect_fork,
		.take = inspect_take,
		.join = inspect_join,
	};
	inspection->episodes = episodes;
	inspection->source = source;
	inspection->sources = sources;
	inspection->latest = arena_array(arena, episodes, sizeof(bool));
	inspection->pieces = arena_array(arena, looks, sizeof(*inspection->pieces));
	for (size_t i = 0; i < looks; i++) {
		sorted[i] = &look[i];
		inspection->latest[look[i].episode] |= look[i].kind == LOOK_LAST;
	}
	qsort(sorted, looks, sizeof(*sorted), looks_compare);
	for (size_t i = 0, end; i < looks; i = end) {
		for (end = i + 1; end < looks && !looks_compare(&sorted[i], &sorted[end]);)
			end++;
		pieces_build(&inspection->pieces[inspection->services++], sorted + i, end - i,
			     arena);
	}
	inspection->allowance = *allowance;
	inspection->seed = seed;
	inspection->episode = episode_counts(episodes);
	book_init(&inspection->book, episodes, allowance, seed);
	messages_init(&inspection->messages, episodes, allowance);
	inspection->look = look;
	inspection->looks = looks;
	inspection->arena = arena;
	sample_init(&inspection->sample, episodes);
	return inspection;
}

struct event_sink *inspection_sink(struct inspection *inspection)
{
	return &inspection->sink;
}

void inspection_release(struct inspection *inspection)
{
	episode_counts_free(inspection->episode, inspection->episodes);
	book_release(&inspection->book);
	messages_release(&inspection->messages);
	sample_release(&inspection->sample);
}

void inspection_settle(struct inspection *inspection, uint32_t jobs)
{
	book_settle(&inspection->book, jobs);
	inspection->told =
		messages_conclude(&inspection->messages, inspection->look, inspection->looks,
				  inspection->source, inspection->sources, inspection->arena);
}

double inspection_inside(const struct inspection *inspection, uint32_t episode)
{
	return (double)inspection->episode[episode].inside;
}

double inspection_reference(const struct inspection *inspection, uint32_t episode)
{
	return (double)inspection->episode[episode].reference;
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
	const struct episode_count *of = &inspection->episode[episode];

	*at_us = of->seen ? of->spot.at_us : TIME_UNKNOWN;
	return of->seen ? evidence_of(inspection, &of->spot, arena) : (struct evidence){ 0 };
}

struct value_walk inspection_walk(const struct inspection *inspection, uint32_t episode,
				  enum dimension dimension)
{
	struct value_walk walk = { .inspection = inspection, .dimension = dimension };

	walk.number = book_counts(&inspection->book, episode, dimension, &walk.left);
	return walk;
}

bool value_walk_next(struct value_walk *walk, struct counted *item)
{
	const struct count_table *counts = &walk->inspection->book.census[walk->dimension].counts;
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
		.first = count->inside && !count->late ? *walk->number : COUNT_NONE,
	};
	walk->left--;
	walk->number++;
	return true;
}

struct evidence inspection_first(const struct inspection *inspection, const struct counted *counted,
				 struct arena *arena)
{
	const struct count_table *counts = &inspection->book.census[counted->dimension].counts;
	struct spot first;

	if (counted->first == COUNT_NONE)
		return (struct evidence){ 0 };
	first = count_table_first(counts, counted->first);
	return evidence_of(inspection, &first, arena);
}

double inspection_clients(const struct inspection *inspection, uint32_t episode,
			  enum dimension dimension, const char *value)
{
	if (book_clients(&inspection->book, episode) == 0)
		return NAN;
	return book_clients_of(&inspection->book, episode, dimension, span_text(value));
}

const struct sample_side *inspection_rows(const struct inspection *inspection, uint32_t episode,
					  uint32_t side)
{
	return sample_side(&inspection->sample, episode, side);
}

uint16_t inspection_days(const struct inspection *inspection, uint32_t episode)
{
	uint16_t days = 0;

	for (size_t i = 0; i < inspection->looks; i++)
		if (inspection->look[i].episode == episode)
			days |= inspection->look[i].day;
	return days;
}

double inspection_thinning(const struct inspection *inspection, enum dimension dimension)
{
	return ldexp(1, (int)inspection->book.census[dimension].shift);
}

double inspection_clients_thinning(const struct inspection *inspection)
{
	return book_clients_thinning(&inspection->book);
}

double inspection_messages_thinning(const struct inspection *inspection)
{
	return ldexp(1, (int)inspection->messages.shapes.shift);
}
