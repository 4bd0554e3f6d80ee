/* survey.c - the first pass: the sink that counts. */
#include "analysis/survey.h"
#include "analysis/naming.h"
#include "analysis/survey_parts.h"

#include <stdlib.h>

/* Years 0 to 9999 and rows of at most ten years: arithmetic on them can't overflow. */
#define TIME_FIRST_US (INT64_C(-719528) * DAY_US)
#define TIME_LAST_US (INT64_C(2932897) * DAY_US)
#define WIDTH_MAX_US (3653 * DAY_US)

/* Where events of one service and host go. */
struct lane {
	uint32_t service, stream;
	int64_t width_us; /* of the stream */
	uint32_t measure; /* likewise */
	bool counted;     /* its rows are statistics */
	bool has_failures;
	struct cell now;                        /* that of the last event, */
	int64_t cell_from_us, cell_to_us;       /* its time (empty: there was none yet), */
	uint32_t number;                        /* and place in `cell` */
	struct sketch *latency;                 /* of the service; NULL */
	struct latency_page *latency_page;      /* of the last duration; NULL: given up */
	uint32_t latency_cell;                  /* of it, */
	int64_t latency_from_us, latency_to_us; /* whose; empty: not looked up yet */
	int64_t index;                          /* of the page whose cells these are: */
	uint64_t used;                          /* by bit, those that hold rows; 0: none does yet */
	struct cell cell[PAGE_CELLS];
};

struct part {
	struct tally tally;
	int64_t cell_us;     /* of logs */
	uint32_t source;     /* of the last batch */
	bool latencies_gone; /* were given up, and no lane holds any */
	struct naming_lanes names;
	struct lane lane[NAMING_LANES]; /* by the lanes of `names` */
};

static void *survey_fork(struct event_sink *sink)
{
	const struct survey *survey = (const struct survey *)(const void *)sink;
	struct part *part = calloc(1, sizeof(*part));

	if (part) {
		tally_init(&part->tally);
		part->tally.pages_max = survey->tally.pages_max;
		part->tally.latencies.cap = survey->tally.latencies.cap;
		part->cell_us = survey->cell_us;
	}
	return part;
}

/* Means of the Gregorian calendar: 146,097 days hold 4,800 months. */
#define MONTH_US (2629746 * SECOND_US)
#define YEAR_US (12 * MONTH_US)

/*
 * Rows that go by a calendar are of several lengths, a day of 23 or 25 hours when clocks
 * are moved, a month of 28 to 31 days; and are one series all the same.
 */
static int64_t nominal_width(int64_t length_us)
{
	static const struct {
		int64_t least_us, most_us, width_us;
	} calendar[] = {
		{ 23 * HOUR_US, 25 * HOUR_US, DAY_US },
		{ 7 * DAY_US - HOUR_US, 7 * DAY_US + HOUR_US, 7 * DAY_US },
		{ 28 * DAY_US - HOUR_US, 31 * DAY_US + HOUR_US, MONTH_US },
		{ 365 * DAY_US - HOUR_US, 366 * DAY_US + HOUR_US, YEAR_US },
	};

	for (size_t i = 0; i < LENGTH(calendar); i++)
		if (length_us >= calendar[i].least_us && length_us <= calendar[i].most_us)
			return calendar[i].width_us;
	return MIN(length_us, WIDTH_MAX_US);
}

/* A row of statistics has its own width; rows that say none are taken for single cells. */
static int64_t row_width(const struct part *part, const struct seiche_event *event)
{
	if (event->kind != SEICHE_SAMPLE || event->length_us <= 0)
		return part->cell_us;
	return nominal_width(event->length_us);
}

/*
 * Local days begin at any hour of a UTC day. Where clocks are moved they begin between 10:15
 * (summer on the Chatham Islands) and 10:00 UTC of the next day (winter on Adak); so a day that
 * begins from 10:07:30 on goes to the next UTC day. Were it noon, the days and weeks of New
 * Zealand would change cells twice a year, one cell left empty, one with two days in it.
 */
#define DAY_LEAN_US (2 * HOUR_US - 450 * SECOND_US)

/* From a cell's first row to its start: rows of statistics go to the cell that is nearest. */
static int64_t lean_us(const struct lane *lane)
{
	if (!lane->counted)
		return 0;
	return lane->width_us / 2 + (lane->width_us >= DAY_US ? DAY_LEAN_US : 0);
}

/*
 * Put what a lane has counted of a page into the tally's page, which is packed. Counting is by
 * lane until the page's time is over, as lanes change pages far less often than they get lines.
 */
static bool part_settle(struct part *part, struct lane *lane, struct error *error)
{
	uint64_t used = lane->used;

	lane->cell[lane->number] = lane->now;
	lane->used = 0;
	return !used || tally_cells_add(&part->tally, lane->stream, lane->index, used, lane->cell,
					lane->has_failures, error);
}

static bool part_stream(struct part *part, uint32_t number, const struct event_origin *origin,
			const struct seiche_event *event, struct error *error)
{
	struct naming *naming = &part->names.lane[number];
	struct lane *lane = &part->lane[number];
	bool counted = event->kind == SEICHE_SAMPLE;
	const struct stream_kind kind = {
		.width_us = row_width(part, event),
		.measure = counted ? origin->measure : 0,
		.counted = counted,
		.metric = counted ? origin->metric : SEICHE_COUNTS_EVENTS,
	};

	/* What it holds is of the names it had. */
	if (!part_settle(part, lane, error) ||
	    !tally_service(&part->tally, span_of(naming->service.at, naming->service.size),
			   &lane->service, error)) {
		naming->set = false;
		return false;
	}
	lane->stream = tally_stream(&part->tally, lane->service,
				    span_of(naming->host.at, naming->host.size), &kind);
	holdings_note(&part->tally.holdings, origin->source, lane->service, &part->tally.arena);
	lane->latency = part->tally.service[lane->service].latency;
	lane->latency_from_us = lane->latency_to_us = 0;
	lane->width_us = kind.width_us;
	lane->measure = kind.measure;
	lane->counted = counted;
	lane->has_failures = false;
	lane->cell_from_us = lane->cell_to_us = 0;
	return true;
}

/* Turn to an event's cell. Apart from what each line takes, which would save registers for it. */
__attribute__((noinline)) static bool part_cell(struct part *part, struct lane *lane,
						const struct seiche_event *event,
						struct error *error)
{
	int64_t at_us = floor_to(event->time_us + lean_us(lane), lane->width_us);
	int64_t page_us = PAGE_CELLS * lane->width_us;
	int64_t page_from_us = floor_to(at_us, page_us);
	uint32_t number = (uint32_t)((at_us - page_from_us) / lane->width_us);

	if (page_from_us / page_us != lane->index && !part_settle(part, lane, error))
		return false;
	lane->index = page_from_us / page_us;
	lane->cell[lane->number] = lane->now;
	lane->now = lane->used >> number & 1 ? lane->cell[number] : (struct cell){ 0 };
	lane->number = number;
	lane->used |= UINT64_C(1) << number;
	lane->cell_from_us = at_us - lean_us(lane);
	lane->cell_to_us = lane->cell_from_us + lane->width_us;
	return true;
}

/* No lane's page is there any more. */
static void latencies_go(struct part *part)
{
	part->latencies_gone = true;
	for (size_t i = 0; i < LENGTH(part->lane); i++)
		part->lane[i].latency_page = NULL;
}

/* Turn to the five minutes of an event. Apart, as part_cell. */
__attribute__((noinline)) static void part_latency(struct part *part, struct lane *lane,
						   const struct seiche_event *event)
{
	int64_t hour_us = floor_to(event->time_us, HOUR_US);

	lane->latency_page = tally_latency_page(&part->tally, lane->service, hour_us / HOUR_US);
	if (!lane->latency_page && !part->latencies_gone)
		latencies_go(part);
	lane->latency_cell = (uint32_t)((event->time_us - hour_us) / LATENCY_WIDTH_US);
	lane->latency_from_us = floor_to(event->time_us, LATENCY_WIDTH_US);
	lane->latency_to_us = lane->latency_from_us + LATENCY_WIDTH_US;
}

static void part_time(struct part *part, struct lane *lane, const struct seiche_event *event)
{
	if (!lane->latency)
		lane->latency = tally_latency(&part->tally, lane->service);
	sketch_add(lane->latency, event->duration_us, event->weight);
	if (event->time_us < lane->latency_from_us || event->time_us >= lane->latency_to_us)
		part_latency(part, lane, event);
	if (lane->latency_page)
		latency_page_add(lane->latency_page, lane->latency_cell, event->duration_us,
				 event->weight);
}

static inline void part_count(struct part *part, struct lane *lane,
			      const struct seiche_event *event)
{
	struct cell *cell = &lane->now;
	bool failed = ((event->has & SEICHE_STATUS) && event->status >= 500) ||
		      ((event->has & SEICHE_LEVEL) && event->level <= SEICHE_ERROR);

	if (!cell->rows || event->time_us < cell->first_us)
		cell->first_us = event->time_us;
	if (!cell->rows || event->time_us > cell->last_us)
		cell->last_us = event->time_us;
	cell->rows++;
	cell->events = sum_capped(cell->events, event->weight);
	if (failed)
		cell->failed = sum_capped(cell->failed, event->weight);
	if (event->has & SEICHE_BYTES)
		cell->bytes = sum_capped(cell->bytes, event->bytes);
	if (event->has & (SEICHE_STATUS | SEICHE_LEVEL))
		lane->has_failures = true;
	if (event->has & SEICHE_DURATION)
		part_time(part, lane, event);
}

static bool survey_take(void *context, const struct event_origin *origin,
			const struct seiche_chunk *chunk, const struct seiche_batch *batch,
			struct error *error)
{
	struct part *part = context;

	naming_lanes_begin(&part->names, origin);
	/* Each source's services are to be noted, also where it is called as the one before. */
	if (part->source != origin->source)
		naming_lanes_forget(&part->names);
	part->source = origin->source;
	for (uint32_t i = 0; i < batch->rows; i++) {
		const struct seiche_event *event =
			(const void *)((const char *)batch->row + (size_t)i * batch->stride);
		bool counted = event->kind == SEICHE_SAMPLE, fresh;
		uint32_t number;
		struct lane *lane;

		if (event->time_us < TIME_FIRST_US || event->time_us >= TIME_LAST_US)
			continue; /* no parser of ours lets such a stamp pass */
		number = naming_lane(&part->names, origin, chunk, event, &fresh);
		lane = &part->lane[number];
		if ((fresh || lane->counted != counted ||
		     (counted && (lane->width_us != row_width(part, event) ||
				  lane->measure != origin->measure))) &&
		    !part_stream(part, number, origin, event, error))
			return false;
		if ((event->time_us < lane->cell_from_us || event->time_us >= lane->cell_to_us) &&
		    !part_cell(part, lane, event, error))
			return false;
		part_count(part, lane, event);
	}
	return true;
}

static bool survey_join(struct event_sink *sink, void *context, struct error *error)
{
	struct survey *survey = (struct survey *)(void *)sink;
	struct part *part = context;
	bool ok = true;

	for (size_t i = 0; i < LENGTH(part->lane) && ok; i++)
		ok = part_settle(part, &part->lane[i], error);
	ok = ok && tally_join(&survey->tally, &part->tally, error);

	survey_sort(survey);
	tally_release(&part->tally);
	free(part);
	return ok;
}

struct survey *survey_new(struct arena *arena, int64_t cell_us)
{
	struct survey *survey = arena_take(arena, sizeof(*survey));

	invariant(cell_us > 0 && HOUR_US % cell_us == 0);
	survey->sink = (struct event_sink){
		.wanted = SEICHE_STATUS | SEICHE_BYTES | SEICHE_DURATION | SEICHE_LEVEL |
			  SEICHE_HOST | SEICHE_SERVICE,
		.fork = survey_fork,
		.take = survey_take,
		.join = survey_join,
	};
	survey->cell_us = cell_us;
	tally_init(&survey->tally);
	return survey;
}

void survey_allow(struct survey *survey, uint64_t memory_bytes)
{
	struct allowance allowance = allowance_of(memory_bytes);

	survey->tally.pages_max = MAX(allowance.pages, 1);
	survey->tally.latencies.cap = allowance.latencies;
}

struct event_sink *survey_sink(struct survey *survey)
{
	return &survey->sink;
}

void survey_release(struct survey *survey)
{
	tally_release(&survey->tally);
}
