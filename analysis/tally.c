/* tally.c - the survey's counts and how they add up. */
#include "analysis/tally.h"
#include "analysis/survey.h"
#include "analysis/tally_parts.h"
#include "core/bits.h"

#define NO_CAP (INTERN_OTHER - 1)

struct pair_key {
	uint32_t service, host;
};

void tally_init(struct tally *tally)
{
	intern_init(&tally->services, &tally->arena, SURVEY_SERVICES_MAX);
	intern_init(&tally->hosts, &tally->arena, NO_CAP);
	intern_init(&tally->pairs, &tally->arena, NO_CAP);
	intern_init(&tally->streams, &tally->arena, NO_CAP);
	intern_init(&tally->latencies, &tally->arena, SURVEY_LATENCY_MAX);
	tally->pages_max = SURVEY_PAGES_MAX;
}

/* Pages that the hosts of one service may take: the rest is others', whatever this one has. */
static uint32_t hosts_share(const struct tally *tally)
{
	return tally->pages_max - tally->pages_max / 4;
}

/* The newest of a stream's pages, which is the stream's no longer; NULL: there is none. */
static struct page *page_pop(struct stream *stream)
{
	struct page *page = stream->pages;

	if (page)
		stream->pages = page->next;
	return page;
}

static void pages_free(struct stream *stream)
{
	for (struct page *page; (page = page_pop(stream));)
		page_free(page);
}

void tally_close(struct tally *tally)
{
	for (uint32_t i = 0; i < tally->services.count; i++)
		hour_set_release(&tally->service[i].host_hours);
	page_table_release(&tally->pages);
}

void tally_forget(struct tally *tally, uint32_t service)
{
	for (uint32_t id = tally->service[service].streams; id != NO_STREAM;
	     id = tally->stream[id].next)
		pages_free(&tally->stream[id]);
	latencies_forget(&tally->service[service]);
}

void tally_release(struct tally *tally)
{
	tally_close(tally);
	for (uint32_t i = 0; i < tally->services.count; i++)
		tally_forget(tally, i);
	arena_release(&tally->arena);
	*tally = (struct tally){ 0 };
}

bool tally_service(struct tally *tally, struct span name, uint32_t *out, struct error *error)
{
	uint32_t before = tally->services.count;
	uint32_t id = intern_id(&tally->services, name);

	if (id == INTERN_OTHER)
		return fail(error, FAULT_LIMIT,
			    "more than %d services in the lines: name the service of a source, "
			    "as in web=access.log",
			    SURVEY_SERVICES_MAX);
	if (id == before) {
		tally->service = arena_grow(&tally->arena, tally->service, id, &tally->service_room,
					    sizeof(*tally->service));
		tally->service[id] = (struct tally_service){ .streams = NO_STREAM };
	}
	*out = id;
	return true;
}

static uint32_t stream_id(struct tally *tally, const struct stream_key *key)
{
	uint32_t before = tally->streams.count;
	uint32_t id = intern_id(&tally->streams, span_of((const char *)key, sizeof(*key)));

	if (id == before) {
		tally->stream = arena_grow(&tally->arena, tally->stream, id, &tally->stream_room,
					   sizeof(*tally->stream));
		tally->stream[id] = (struct stream){
			.key = *key,
			.next = tally->service[key->service].streams,
			.whole = NO_STREAM,
		};
		tally->service[key->service].streams = id;
	}
	return id;
}

/* The stream of the whole service that a host's stream is a part of: it is counted there now. */
static uint32_t whole_stream(struct tally *tally, uint32_t id)
{
	uint32_t whole = tally->stream[id].whole;

	if (whole == NO_STREAM) {
		struct stream_key key = tally->stream[id].key;

		key.host = HOST_NONE;
		whole = stream_id(tally, &key);
		tally->stream[id].whole = whole;
		tally->stream[whole].metric = tally->stream[id].metric;
	}
	tally->stream[whole].has_failures |= tally->stream[id].has_failures;
	return whole;
}

static void page_hold(struct tally *tally, struct page *page, uint32_t stream)
{
	page->stream = stream;
	page->next = tally->stream[stream].pages;
	tally->stream[stream].pages = page;
	if (tally->stream[stream].key.host != HOST_NONE)
		tally->service[tally->stream[stream].key.service].host_pages++;
	page_table_add(&tally->pages, page);
}

/* Whether it is a host's, and hosts are no longer counted, that service's or any. */
static bool is_given_up(const struct tally *tally, const struct stream_key *key)
{
	return key->host != HOST_NONE &&
	       (tally->hosts_given_up || tally->service[key->service].hosts_given_up);
}

static bool page_look(struct tally *tally, uint32_t *stream, int64_t index, struct page **out,
		      struct error *error);

/* Put a page that is no stream's into one: it becomes the stream's, or is added to one of it. */
static bool page_move(struct tally *tally, uint32_t stream, struct page *page, struct error *error)
{
	int64_t width_us = tally->stream[stream].key.width_us;
	struct page *there;

	if (!page_look(tally, &stream, page->index, &there, error)) {
		page_free(page);
		return false;
	}
	if (!there) {
		page_hold(tally, page, stream);
		return true;
	}
	page_join(there, width_us, page);
	page_free(page);
	return true;
}

/* Move the pages of a host's stream to the service's own. */
static bool stream_fold(struct tally *tally, uint32_t id, struct error *error)
{
	uint32_t whole = whole_stream(tally, id);

	for (struct page *page; (page = page_pop(&tally->stream[id]));) {
		/* Before its counts move on: the sum never needs more pages. */
		page_table_remove(&tally->pages, page);
		tally->pages_freed++;
		if (!is_given_up(tally, &tally->stream[id].key))
			hour_set_add(&tally->service[tally->stream[id].key.service].host_hours, id,
				     page->index);
		if (!page_move(tally, whole, page, error))
			return false;
	}
	return true;
}

/* Add up the pages of a service's hosts. */
static bool hosts_fold(struct tally *tally, uint32_t service, struct error *error)
{
	uint32_t id = tally->service[service].streams;

	for (; id != NO_STREAM; id = tally->stream[id].next)
		if (tally->stream[id].key.host != HOST_NONE && !stream_fold(tally, id, error))
			return false;
	return true;
}

/* Count all services as wholes from now on. */
static bool all_hosts_give_up(struct tally *tally, struct error *error)
{
	tally->hosts_given_up = true;
	for (uint32_t i = 0; i < tally->services.count; i++) {
		hour_set_release(&tally->service[i].host_hours);
		if (!hosts_fold(tally, i, error))
			return false;
	}
	return true;
}

/* Of pages_max. */
static uint32_t pages_taken(const struct tally *tally)
{
	return tally->pages.pages + (tally->hosts_given_up ? 0 : tally->pages_freed);
}

/* Count a service as a whole from now on. Its share stays taken, also what it had left of it. */
static bool hosts_give_up(struct tally *tally, uint32_t service, struct error *error)
{
	uint32_t *host_pages = &tally->service[service].host_pages;

	tally->service[service].hosts_given_up = true;
	hour_set_release(&tally->service[service].host_hours);
	if (!hosts_fold(tally, service, error))
		return false;
	tally->pages_freed += hosts_share(tally) - *host_pages;
	*host_pages = hosts_share(tally);
	return true;
}

static bool no_room(const struct tally *tally, struct error *error)
{
	return fail(error, FAULT_LIMIT,
		    "the events spread over more than %u hours of services and hosts%s: "
		    "narrow it with --since and --until, or read fewer sources at once",
		    tally->pages_max,
		    tally->pages_max < SURVEY_PAGES_MAX ? ", which is what --max-memory allows"
							: "");
}

/* Whether a stream's next page would be more than its service's hosts may take. */
static bool is_past_share(const struct tally *tally, const struct stream_key *key)
{
	return key->host != HOST_NONE &&
	       tally->service[key->service].host_pages >= hosts_share(tally);
}

/* Take a page for an hour of one of many hosts, of which it is not kept. */
static bool hour_take(struct tally *tally, uint32_t stream, int64_t hour, struct error *error)
{
	uint32_t id = tally->stream[stream].key.service;
	struct tally_service *service = &tally->service[id];

	if (!service->has_many_hosts) {
		service->has_many_hosts = true;
		if (!hosts_fold(tally, id, error))
			return false;
	}
	if (is_given_up(tally, &tally->stream[stream].key) ||
	    !hour_set_add(&service->host_hours, stream, hour))
		return true;
	if (is_past_share(tally, &tally->stream[stream].key))
		return hosts_give_up(tally, id, error);
	service->host_pages++;
	tally->pages_freed++;
	return pages_taken(tally) <= tally->pages_max || all_hosts_give_up(tally, error);
}

/* Whether a stream is one of many hosts, as told by how many there are by now. */
static bool is_of_many(const struct tally *tally, const struct stream_key *key)
{
	return key->host != HOST_NONE && tally->service[key->service].hosts > SURVEY_HOSTS_MAX;
}

/* A page; NULL where it is not there, but there is room for it. */
static bool page_look(struct tally *tally, uint32_t *stream, int64_t index, struct page **out,
		      struct error *error)
{
	if (is_given_up(tally, &tally->stream[*stream].key)) {
		*stream = whole_stream(tally, *stream);
	} else if (is_of_many(tally, &tally->stream[*stream].key)) {
		if (!hour_take(tally, *stream, index, error))
			return false;
		*stream = whole_stream(tally, *stream);
	}
	*out = page_table_find(&tally->pages, *stream, index);
	if (*out)
		return true;
	if (is_past_share(tally, &tally->stream[*stream].key)) {
		if (!hosts_give_up(tally, tally->stream[*stream].key.service, error))
			return false;
		return page_look(tally, stream, index, out, error);
	}
	if (pages_taken(tally) < tally->pages_max)
		return true;
	if (tally->hosts_given_up || !all_hosts_give_up(tally, error))
		return no_room(tally, error);
	return page_look(tally, stream, index, out, error);
}

bool tally_cells_add(struct tally *tally, uint32_t stream, int64_t index, uint64_t used,
		     const struct cell *cell, bool has_failures, struct error *error)
{
	struct page *page;

	if (!page_look(tally, &stream, index, &page, error))
		return false;
	if (!page) {
		page = page_new();
		page->index = index;
		page_hold(tally, page, stream);
	}
	tally->stream[stream].has_failures |= has_failures;
	page_add(page, tally->stream[stream].key.width_us, used, cell);
	return true;
}

/* Count a host of which there is a new stream, unless it had others. */
static void host_count(struct tally *tally, uint32_t service, uint32_t host)
{
	const struct pair_key pair = { .service = service, .host = host };
	uint32_t before = tally->pairs.count;

	if (tally->service[service].hosts <= SURVEY_HOSTS_MAX &&
	    intern_id(&tally->pairs, span_of((const char *)&pair, sizeof(pair))) == before)
		tally->service[service].hosts++;
}

uint32_t tally_stream(struct tally *tally, uint32_t service, struct span host,
		      const struct stream_kind *kind)
{
	struct stream_key key = {
		.width_us = kind->width_us,
		.service = service,
		.host = HOST_NONE,
		.counted = kind->counted,
		.measure = kind->measure,
	};
	uint32_t before = tally->streams.count, id;

	tally->service[service].has_hosts |= host.size > 0;
	if (host.size && !tally->hosts_given_up && !tally->service[service].hosts_given_up)
		key.host = intern_id(&tally->hosts, host);
	id = stream_id(tally, &key);
	tally->stream[id].metric = kind->metric;
	if (id == before && key.host != HOST_NONE)
		host_count(tally, service, key.host);
	return id;
}

static bool service_join(struct tally *into, struct tally *from, uint32_t id, struct error *error)
{
	struct tally_service *service = &from->service[id];
	uint32_t to;

	if (!tally_service(into, from->services.string[id], &to, error))
		return false;
	into->service[to].has_hosts |= service->has_hosts;
	if (service->latency)
		sketch_join(tally_latency(into, to), service->latency);
	latencies_join(into, to, service);
	if (!service->hosts_given_up || into->service[to].hosts_given_up)
		return true;
	if (!hosts_give_up(into, to, error))
		return false;
	/* The rest of the share alone may be too much. */
	if (!into->hosts_given_up && pages_taken(into) > into->pages_max)
		return all_hosts_give_up(into, error);
	return true;
}

static uint32_t stream_join(struct tally *into, const struct tally *from,
			    const struct stream *stream)
{
	const struct stream_key *key = &stream->key;
	const struct stream_kind kind = { key->width_us, key->measure, key->counted,
					  stream->metric };
	struct span host = { 0 };
	uint32_t service = intern_look(&into->services, from->services.string[key->service]);
	uint32_t id;

	if (key->host != HOST_NONE)
		host = from->hosts.string[key->host];
	id = tally_stream(into, service, host, &kind);
	into->stream[id].has_failures |= stream->has_failures;
	return id;
}

/* What was taken for hours of many hosts; `to` has the streams of `from` in `into`. */
static bool hours_join(struct tally *into, const struct hour_set *hours, const uint32_t *to,
		       struct error *error)
{
	for (uint32_t i = 0; i < hours->slots; i++) {
		const struct hour_word *word = &hours->slot[i];
		uint64_t left = word->hours;
		uint32_t hour;

		/* Without a host where they were given up. */
		if (left && into->stream[to[word->stream]].key.host == HOST_NONE)
			continue;
		while (bits_next(&left, &hour))
			if (!hour_take(into, to[word->stream], word->index * HOUR_WORD + hour,
				       error))
				return false;
	}
	return true;
}

static bool streams_join(struct tally *into, struct tally *from, struct error *error)
{
	struct arena scratch = { 0 };
	uint32_t *to = arena_array(&scratch, from->streams.count, sizeof(*to));
	bool ok = true;

	for (uint32_t i = 0; i < from->streams.count && ok; i++) {
		struct stream *stream = &from->stream[i];

		if (!stream->pages && !is_of_many(from, &stream->key))
			continue;
		to[i] = stream_join(into, from, stream);
		for (struct page *page; ok && (page = page_pop(stream));)
			ok = page_move(into, to[i], page, error);
	}
	for (uint32_t i = 0; i < from->services.count && ok; i++)
		ok = hours_join(into, &from->service[i].host_hours, to, error);
	arena_release(&scratch);
	return ok;
}

static void holdings_of_join(struct tally *into, const struct tally *from)
{
	uint32_t number[SURVEY_SERVICES_MAX];

	for (uint32_t i = 0; i < from->services.count; i++)
		number[i] = intern_look(&into->services, from->services.string[i]);
	holdings_join(&into->holdings, &from->holdings, number, &into->arena);
}

bool tally_join(struct tally *into, struct tally *from, struct error *error)
{
	if (from->latency_given_up && !into->latency_given_up)
		latencies_give_up(into);
	if (from->hosts_given_up && !into->hosts_given_up && !all_hosts_give_up(into, error))
		return false;
	for (uint32_t i = 0; i < from->services.count; i++)
		if (!service_join(into, from, i, error))
			return false;
	holdings_of_join(into, from);
	return streams_join(into, from, error);
}
