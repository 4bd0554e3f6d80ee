/*
 * survey_series.c - what was counted, laid out: pages of cells to dense arrays.
 *
 * Clocks that were never set put a few events decades away from the rest. Stretches
 * that hold under a thousandth of a service's events and lie more than 400 days
 * from everything larger are left aside, so that dense arrays stay in proportion.
 */
#include "analysis/survey.h"
#include "analysis/survey_parts.h"

#include <math.h>
#include <stdlib.h>

#define STRAY_GAP_US (400 * DAY_US)
#define STRAY_SHARE 0.001

/* The cells on which a service is laid out. */
struct grid {
	struct stream_key key; /* but for the host */
	int64_t source_us;     /* width of the cells that were counted */
	bool counted;
	uint8_t metric;
	int64_t begin_us, width_us;
	uint32_t cells;
	const char *note;
	struct page **page; /* of the series, by index; strays left out */
	size_t pages;
};

static int names_compare(const void *left, const void *right, void *context)
{
	const struct intern *intern = context;
	struct span a = intern->string[*(const uint32_t *)left];
	struct span b = intern->string[*(const uint32_t *)right];
	int order = memcmp(a.at, b.at, MIN(a.size, b.size));

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

void survey_sort(struct survey *survey)
{
	struct tally *tally = &survey->tally;
	uint32_t count = tally->services.count;

	survey->order = arena_array(&tally->arena, count, sizeof(*survey->order));
	for (uint32_t i = 0; i < count; i++)
		survey->order[i] = i;
	if (count)
		qsort_r(survey->order, count, sizeof(*survey->order), names_compare,
			&tally->services);
}

uint32_t survey_services(const struct survey *survey)
{
	return survey->order ? survey->tally.services.count : 0;
}

const char *survey_service(const struct survey *survey, uint32_t service)
{
	return intern_text(&survey->tally.services, survey->order[service]);
}

bool survey_named_by_lines(const struct survey *survey, uint32_t service)
{
	return survey->tally.service[survey->order[service]].named_by_lines;
}

bool survey_hosts_given_up(const struct survey *survey, uint32_t service)
{
	const struct tally_service *of = &survey->tally.service[survey->order[service]];

	return of->hosts_given_up || (survey->tally.hosts_given_up && of->has_hosts);
}

bool survey_pages_given_up(const struct survey *survey)
{
	return survey->tally.hosts_given_up;
}

double survey_latency_ms(const struct survey *survey, uint32_t service, double quantile)
{
	const struct sketch *latency = survey->tally.service[survey->order[service]].latency;

	return latency ? sketch_quantile(latency, quantile) / 1000 : NAN;
}

/* One count alone is no series: a month that was seen in part is as good as a finer width. */
static bool is_series(const struct stream *stream)
{
	uint32_t cells = 0;

	for (const struct page *page = stream->pages; page; page = page->next)
		for (uint32_t i = 0; i < PAGE_CELLS; i++)
			if (page_cell(page, stream->key.width_us, i).rows && ++cells == 2)
				return true;
	return false;
}

static bool is_of_kind(const struct stream_key *a, const struct stream_key *b)
{
	return a->width_us == b->width_us && a->counted == b->counted && a->measure == b->measure;
}

/* Whether a stream is to be preferred to `than`. */
static bool is_finer(const struct stream *stream, const struct stream *than)
{
	if (is_series(stream) != is_series(than))
		return is_series(stream);
	if (stream->key.width_us != than->key.width_us)
		return stream->key.width_us < than->key.width_us;
	if (stream->key.counted != than->key.counted)
		return !stream->key.counted;
	if (stream->metric != than->metric)
		return stream->metric < than->metric;
	return stream->key.measure < than->key.measure;
}

/*
 * The finest of its series; logs where statistics are no finer, and of statistics what is
 * nearest to a log's lines. What was counted otherwise is never added to it.
 */
static bool grid_choose(const struct tally *tally, uint32_t service, struct grid *grid)
{
	const struct stream *best = NULL;
	bool several = false, measures = false;

	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next) {
		const struct stream *stream = &tally->stream[id];

		if (!stream->pages)
			continue;
		several |= best && !is_of_kind(&stream->key, &best->key);
		measures |= best && stream->key.counted && best->key.counted &&
			    stream->key.measure != best->key.measure;
		if (!best || is_finer(stream, best))
			best = stream;
	}
	if (!best)
		return false;
	grid->key = best->key;
	grid->source_us = best->key.width_us;
	grid->counted = best->key.counted;
	grid->metric = best->metric;
	if (measures)
		grid->note = "it was counted in several ways: the finest counts of one of them "
			     "were used, the others left aside";
	else if (several)
		grid->note = "it has counts of several widths: the finest were used, the others "
			     "left aside";
	return true;
}

static bool in_grid(const struct grid *grid, const struct stream *stream)
{
	return is_of_kind(&stream->key, &grid->key);
}

static int pages_compare(const void *left, const void *right)
{
	const struct page *a = *(struct page *const *)left;
	const struct page *b = *(struct page *const *)right;

	return a->index < b->index ? -1 : a->index > b->index;
}

static void grid_gather(const struct tally *tally, uint32_t service, struct arena *arena,
			struct grid *grid)
{
	size_t room = 0;

	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next)
		for (struct page *page = tally->stream[id].pages;
		     page && in_grid(grid, &tally->stream[id]); page = page->next) {
			grid->page = arena_grow(arena, grid->page, grid->pages, &room,
						sizeof(struct page *));
			grid->page[grid->pages++] = page;
		}
	qsort(grid->page, grid->pages, sizeof(struct page *), pages_compare);
}

static double page_events(const struct page *page, int64_t width_us)
{
	double events = 0;

	for (uint32_t i = 0; i < PAGE_CELLS; i++)
		events += (double)page_cell(page, width_us, i).events;
	return events;
}

/* Drop stretches that are far from the rest and hold next to nothing. */
static void grid_drop_strays(struct grid *grid)
{
	int64_t page_us = PAGE_CELLS * grid->source_us;
	double total = 0;
	size_t kept = 0;

	for (size_t i = 0; i < grid->pages; i++)
		total += page_events(grid->page[i], grid->source_us);
	for (size_t i = 0, end; i < grid->pages; i = end) {
		double events = page_events(grid->page[i], grid->source_us);

		for (end = i + 1;
		     end < grid->pages && grid->page[end]->index - grid->page[end - 1]->index <=
						  STRAY_GAP_US / page_us + 1;
		     end++)
			events += page_events(grid->page[end], grid->source_us);
		if (events < total * STRAY_SHARE) {
			grid->note =
				"a few events more than 400 days from the rest were left aside";
			continue;
		}
		memmove(grid->page + kept, grid->page + i, (end - i) * sizeof(struct page *));
		kept += end - i;
	}
	/* All strays: no bulk to be far from. The front was not moved then. */
	if (kept)
		grid->pages = kept;
}

static int64_t cell_from_us(const struct grid *grid, const struct page *page, uint32_t cell)
{
	return (page->index * PAGE_CELLS + cell) * grid->source_us;
}

/* From the first cell with rows to the last; wider cells where there would be too many. */
static void grid_lay(struct grid *grid)
{
	static const int64_t steps[] = { 5, 12, 24, 10, 10 };
	int64_t from_us = INT64_MAX;
	int64_t to_us = INT64_MIN;

	for (size_t i = 0; i < grid->pages; i++)
		for (uint32_t k = 0; k < PAGE_CELLS; k++) {
			if (!page_cell(grid->page[i], grid->source_us, k).rows)
				continue;
			from_us = MIN(from_us, cell_from_us(grid, grid->page[i], k));
			to_us = MAX(to_us, cell_from_us(grid, grid->page[i], k) + grid->source_us);
		}
	grid->width_us = grid->source_us;
	for (size_t i = 0; i < LENGTH(steps); i++) {
		if ((to_us - from_us) / grid->width_us < SURVEY_CELLS_MAX)
			break;
		grid->width_us *= steps[i];
		grid->note = "it covers too long a time for its cells: they were widened";
	}
	from_us -= (from_us % grid->width_us + grid->width_us) % grid->width_us;
	grid->begin_us = from_us;
	grid->cells = (uint32_t)((to_us - from_us + grid->width_us - 1) / grid->width_us);
}

static struct grid grid_of(const struct tally *tally, uint32_t service, struct arena *arena)
{
	struct grid grid = { 0 };

	if (!grid_choose(tally, service, &grid))
		return grid;
	grid_gather(tally, service, arena, &grid);
	grid_drop_strays(&grid);
	grid_lay(&grid);
	return grid;
}

struct arrays {
	double *events, *failed, *bytes;
	uint8_t *known;
	int64_t *first_us, *last_us;
};

static struct arrays arrays_take(const struct grid *grid, bool stamps, struct arena *arena)
{
	struct arrays arrays = {
		.events = arena_array(arena, grid->cells, sizeof(double)),
		.failed = arena_array(arena, grid->cells, sizeof(double)),
		.bytes = arena_array(arena, grid->cells, sizeof(double)),
		.known = arena_array(arena, grid->cells, 1),
	};

	if (grid->counted)
		return arrays;
	/* Between the first and the last event a log that says nothing says zero. */
	memset(arrays.known, 1, grid->cells);
	if (!stamps)
		return arrays;
	arrays.first_us = arena_array(arena, grid->cells, sizeof(int64_t));
	arrays.last_us = arena_array(arena, grid->cells, sizeof(int64_t));
	for (uint32_t i = 0; i < grid->cells; i++)
		arrays.first_us[i] = arrays.last_us[i] = TIME_UNKNOWN;
	return arrays;
}

static void arrays_add(struct arrays *arrays, uint32_t at, const struct cell *cell)
{
	arrays->events[at] += (double)cell->events;
	arrays->failed[at] += (double)cell->failed;
	arrays->bytes[at] += (double)cell->bytes;
	arrays->known[at] = 1;
	if (!arrays->first_us)
		return;
	if (arrays->first_us[at] == TIME_UNKNOWN || cell->first_us < arrays->first_us[at])
		arrays->first_us[at] = cell->first_us;
	if (arrays->last_us[at] == TIME_UNKNOWN || cell->last_us > arrays->last_us[at])
		arrays->last_us[at] = cell->last_us;
}

/* Sums of whole numbers below 2^53 are exact in any order. `host` HOST_NONE: all of them. */
static struct activity grid_fill(const struct tally *tally, const struct grid *grid,
				 uint32_t service, uint32_t host, bool stamps, struct arena *arena)
{
	struct arrays arrays = arrays_take(grid, stamps, arena);
	bool has_failures = false;

	for (size_t i = 0; i < grid->pages; i++) {
		const struct page *page = grid->page[i];
		const struct stream *stream = &tally->stream[page->stream];

		if (host != HOST_NONE && stream->key.host != host)
			continue;
		has_failures |= stream->has_failures;
		for (uint32_t k = 0; k < PAGE_CELLS; k++) {
			int64_t since_us = cell_from_us(grid, page, k) - grid->begin_us;
			struct cell cell = page_cell(page, grid->source_us, k);

			if (cell.rows)
				arrays_add(&arrays, (uint32_t)(since_us / grid->width_us), &cell);
		}
	}
	return (struct activity){
		.service = intern_text(&tally->services, service),
		.host = host == HOST_NONE ? NULL : intern_text(&tally->hosts, host),
		.begin_us = grid->begin_us,
		.width_us = grid->width_us,
		.cells = grid->cells,
		.counted = grid->counted,
		.metric = grid->metric,
		.events = arrays.events,
		.failed = arrays.failed,
		.bytes = arrays.bytes,
		.known = arrays.known,
		.first_us = arrays.first_us,
		.last_us = arrays.last_us,
		.has_failures = has_failures,
	};
}

bool survey_latency_given_up(const struct survey *survey)
{
	return survey->tally.latency_given_up;
}

/* Durations on a grid that covers the activity's; NULL where there are none. */
static const struct latency *latency_lay(const struct tally *tally, uint32_t service,
					 const struct activity *activity, struct arena *arena)
{
	int64_t end_us = activity->begin_us + activity->cells * activity->width_us;
	int64_t begin_us = floor_to(activity->begin_us, LATENCY_WIDTH_US);
	struct latency *latency;
	const struct slim **cell;

	if (!tally->service[service].latency_pages || tally->latency_given_up)
		return NULL;
	latency = arena_take(arena, sizeof(*latency));
	latency->begin_us = begin_us;
	latency->cells = (uint32_t)((end_us - begin_us + LATENCY_WIDTH_US - 1) / LATENCY_WIDTH_US);
	cell = arena_array(arena, latency->cells, sizeof(const struct slim *));
	for (const struct latency_page *page = tally->service[service].latency_pages; page;
	     page = page->next)
		for (uint32_t k = 0; k < LENGTH(page->cell); k++) {
			int64_t at = (page->index * HOUR_US - begin_us) / LATENCY_WIDTH_US + k;

			if (page->index * HOUR_US + HOUR_US > begin_us && at >= 0 &&
			    at < latency->cells && slim_total(&page->cell[k]))
				cell[at] = &page->cell[k];
		}
	latency->cell = cell;
	return latency;
}

struct activity survey_activity(const struct survey *survey, uint32_t service, struct arena *arena,
				const char **note)
{
	struct arena scratch = { 0 };
	uint32_t id = survey->order[service];
	struct grid grid = grid_of(&survey->tally, id, &scratch);
	struct activity activity = grid_fill(&survey->tally, &grid, id, HOST_NONE, true, arena);

	activity.latency = latency_lay(&survey->tally, id, &activity, arena);
	if (note)
		*note = grid.note;
	arena_release(&scratch);
	return activity;
}

struct activity survey_counts(const struct survey *survey, uint32_t service, struct arena *arena)
{
	struct arena scratch = { 0 };
	uint32_t id = survey->order[service];
	struct grid grid = grid_of(&survey->tally, id, &scratch);
	struct activity activity = grid_fill(&survey->tally, &grid, id, HOST_NONE, false, arena);

	arena_release(&scratch);
	return activity;
}

uint32_t survey_hosts(const struct survey *survey, uint32_t service)
{
	const struct tally_service *of = &survey->tally.service[survey->order[service]];

	return survey_hosts_given_up(survey, service) ? 0 : of->hosts;
}

/* Ids of the hosts of a service, by name, each once. */
static const uint32_t *hosts_sorted(const struct tally *tally, uint32_t service,
				    struct arena *arena)
{
	uint32_t *host = NULL;
	size_t room = 0;
	uint32_t count = 0;
	uint32_t kept = 0;

	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next) {
		if (tally->stream[id].key.host == HOST_NONE)
			continue;
		host = arena_grow(arena, host, count, &room, sizeof(*host));
		host[count++] = tally->stream[id].key.host;
	}
	qsort_r(host, count, sizeof(*host), names_compare, (void *)(uintptr_t)&tally->hosts);
	for (uint32_t i = 0; i < count; i++)
		if (!kept || host[i] != host[kept - 1])
			host[kept++] = host[i];
	return host;
}

struct activity survey_host_activity(const struct survey *survey, uint32_t service, uint32_t host,
				     struct arena *arena)
{
	struct arena scratch = { 0 };
	uint32_t id = survey->order[service];
	struct grid grid = grid_of(&survey->tally, id, &scratch);
	struct activity activity;

	invariant(host < survey_hosts(survey, service));
	activity = grid_fill(&survey->tally, &grid, id,
			     hosts_sorted(&survey->tally, id, &scratch)[host], true, arena);
	arena_release(&scratch);
	return activity;
}

bool survey_range(const struct survey *survey, int64_t *from_us, int64_t *to_us)
{
	int64_t from = INT64_MAX;
	int64_t to = INT64_MIN;

	for (uint32_t i = 0; i < survey_services(survey); i++) {
		struct arena scratch = { 0 };
		struct grid grid = grid_of(&survey->tally, survey->order[i], &scratch);

		for (size_t p = 0; p < grid.pages; p++)
			for (uint32_t k = 0; k < PAGE_CELLS; k++) {
				struct cell cell = page_cell(grid.page[p], grid.source_us, k);

				if (!cell.rows)
					continue;
				from = MIN(from, cell.first_us);
				to = MAX(to, cell.last_us + (grid.counted ? grid.source_us : 1));
			}
		arena_release(&scratch);
	}
	if (from > to)
		return false;
	*from_us = from;
	*to_us = to;
	return true;
}
