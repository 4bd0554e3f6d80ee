/* survey_series.c - what was counted, laid out: pages of cells to dense arrays. */
#include "analysis/survey.h"
#include "analysis/survey_parts.h"
#include "core/bits.h"
#include "core/pages.h"

#include <math.h>
#include <stdlib.h>

#define FORGOTTEN_MANY 16

int names_compare(const void *left, const void *right, void *context)
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

const char *survey_sole_service(const struct survey *survey, uint32_t source)
{
	uint32_t sole = holdings_sole(&survey->tally.holdings, source);

	return sole == HELD_NONE || sole == HELD_SEVERAL
		       ? NULL
		       : intern_text(&survey->tally.services, sole);
}

bool survey_shares_sources(const struct survey *survey, uint32_t service)
{
	return holdings_shares(&survey->tally.holdings, survey->order[service]);
}

bool survey_hosts_given_up(const struct survey *survey, uint32_t service)
{
	const struct tally_service *of = &survey->tally.service[survey->order[service]];

	return of->hosts > SURVEY_HOSTS_MAX || survey_pages_given_up(survey, service);
}

bool survey_pages_given_up(const struct survey *survey, uint32_t service)
{
	const struct tally_service *of = &survey->tally.service[survey->order[service]];

	return of->hosts_given_up || (survey->tally.hosts_given_up && of->has_hosts);
}

double survey_latency_ms(const struct survey *survey, uint32_t service, double quantile)
{
	const struct sketch *latency = survey->tally.service[survey->order[service]].latency;

	return latency ? sketch_quantile(latency, quantile) / 1000 : NAN;
}

struct arrays {
	double *events, *failed, *bytes;
	uint8_t *known;
	int64_t *first_us, *last_us;
};

static struct arrays arrays_take(const struct grid *grid, struct arena *arena)
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

/*
 * The pages of a grid, which are of one host or of all (HOST_NONE), always in the same order:
 * sums past 2^53 depend on it.
 */
static struct activity grid_fill(const struct tally *tally, const struct grid *grid,
				 uint32_t service, uint32_t host, struct arena *arena)
{
	struct arrays arrays = arrays_take(grid, arena);
	bool has_failures = false;

	for (size_t i = 0; i < grid->pages; i++) {
		const struct page *page = grid->page[i];
		int64_t at = page->index * PAGE_CELLS - grid->begin_us / grid->source_us;
		int64_t wider = grid->width_us / grid->source_us;
		struct cell cell[PAGE_CELLS];
		uint64_t left = page->used;
		uint32_t k;

		has_failures |= tally->stream[page->stream].has_failures;
		page_cells(page, grid->source_us, cell);
		while (bits_next(&left, &k))
			arrays_add(&arrays, (uint32_t)(wider > 1 ? (at + k) / wider : at + k),
				   &cell[k]);
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

static const struct slim *slim_copy(const struct slim *slim, struct arena *arena)
{
	struct slim *copy = arena_take(arena, sizeof(*copy));

	*copy = *slim;
	return copy;
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
		for (uint32_t k = 0; k < LATENCY_PAGE_CELLS; k++) {
			int64_t at = (page->index * HOUR_US - begin_us) / LATENCY_WIDTH_US + k;
			struct slim slim;

			if (page->index * HOUR_US + HOUR_US > begin_us && at >= 0 &&
			    at < latency->cells && latency_page_slim(page, k, &slim))
				cell[at] = slim_copy(&slim, arena);
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
	struct activity activity = grid_fill(&survey->tally, &grid, id, HOST_NONE, arena);

	activity.latency = latency_lay(&survey->tally, id, &activity, arena);
	if (note)
		*note = grid.note;
	arena_release(&scratch);
	return activity;
}

void survey_close(struct survey *survey)
{
	tally_close(&survey->tally);
}

void survey_forget(struct survey *survey, uint32_t service)
{
	uint32_t forgotten;

	tally_forget(&survey->tally, survey->order[service]);
	forgotten = atomic_fetch_add(&survey->forgotten, 1) + 1;
	/* Now and then, as it takes a look at all that is free. */
	if (forgotten % FORGOTTEN_MANY == 0 || forgotten == survey->tally.services.count)
		pages_return();
}

uint32_t survey_hosts(const struct survey *survey, uint32_t service)
{
	const struct tally_service *of = &survey->tally.service[survey->order[service]];

	return survey_hosts_given_up(survey, service) ? 0 : of->hosts;
}

/* A host's pages among those of its service. */
struct host_pages {
	uint32_t host;
	uint32_t stream; /* on the service's grid; NO_STREAM: none is */
	size_t first, pages;
};

struct survey_layout {
	const struct tally *tally;
	uint32_t service;
	struct grid grid; /* its pages by stream */
	struct host_pages *host;
	uint32_t hosts;
};

/* The hosts by name, each once: on the grid it has one stream, of other kinds any number. */
static void layout_hosts(struct survey_layout *layout, struct arena *arena)
{
	const struct tally *tally = layout->tally;
	uint32_t count = 0;
	size_t room = 0;

	for (uint32_t id = tally->service[layout->service].streams; id != NO_STREAM;
	     id = tally->stream[id].next) {
		const struct stream_key *key = &tally->stream[id].key;

		if (key->host == HOST_NONE)
			continue;
		layout->host = arena_grow(arena, layout->host, count, &room, sizeof(*layout->host));
		layout->host[count++] = (struct host_pages){
			.host = key->host,
			.stream = is_of_kind(key, &layout->grid.key) ? id : NO_STREAM,
		};
	}
	if (count)
		qsort_r(layout->host, count, sizeof(*layout->host), names_compare,
			(void *)(uintptr_t)&tally->hosts);
	for (uint32_t i = 0; i < count; i++) {
		struct host_pages *last = layout->hosts ? &layout->host[layout->hosts - 1] : NULL;

		if (last && last->host == layout->host[i].host)
			last->stream = MIN(last->stream, layout->host[i].stream);
		else
			layout->host[layout->hosts++] = layout->host[i];
	}
}

static int by_stream(const void *left, const void *right)
{
	const struct page *a = *(struct page *const *)left;
	const struct page *b = *(struct page *const *)right;

	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* The first of the pages whose stream is not before that one. */
static size_t pages_before(const struct grid *grid, uint32_t stream)
{
	size_t low = 0, high = grid->pages;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (grid->page[middle]->stream < stream)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct survey_layout *survey_lay_hosts(const struct survey *survey, uint32_t service,
					     struct arena *arena)
{
	struct survey_layout *layout = arena_take(arena, sizeof(*layout));

	layout->tally = &survey->tally;
	layout->service = survey->order[service];
	layout->grid = grid_of(layout->tally, layout->service, arena);
	layout_hosts(layout, arena);
	if (layout->grid.pages)
		qsort(layout->grid.page, layout->grid.pages, sizeof(struct page *), by_stream);
	for (uint32_t i = 0; i < layout->hosts; i++) {
		struct host_pages *host = &layout->host[i];

		if (host->stream == NO_STREAM)
			continue;
		host->first = pages_before(&layout->grid, host->stream);
		host->pages = pages_before(&layout->grid, host->stream + 1) - host->first;
	}
	return layout;
}

struct activity survey_host_activity(const struct survey_layout *layout, uint32_t host,
				     struct arena *arena)
{
	const struct host_pages *of = &layout->host[host];
	struct grid grid = layout->grid;

	invariant(host < layout->hosts);
	grid.page += of->first;
	grid.pages = of->pages;
	return grid_fill(layout->tally, &grid, layout->service, of->host, arena);
}
