/* tally_latency.c - the tally's durations: an hour of a service -> page. */
#include "analysis/tally_parts.h"

struct latency_key {
	int64_t hour;
	uint32_t service, zero;
};

static struct latency_page *latency_pop(struct tally_service *service)
{
	struct latency_page *page = service->latency_pages;

	if (page)
		service->latency_pages = page->next;
	return page;
}

void latencies_forget(struct tally_service *service)
{
	for (struct latency_page *page; (page = latency_pop(service));)
		latency_page_free(page);
}

struct sketch *tally_latency(struct tally *tally, uint32_t service)
{
	if (!tally->service[service].latency)
		tally->service[service].latency = arena_take(&tally->arena, sizeof(struct sketch));
	return tally->service[service].latency;
}

static void latency_hold(struct tally *tally, uint32_t service, uint32_t id,
			 struct latency_page *page)
{
	page->next = tally->service[service].latency_pages;
	tally->service[service].latency_pages = page;
	tally->latency_page[id] = page;
}

void latencies_give_up(struct tally *tally)
{
	for (uint32_t i = 0; i < tally->services.count; i++)
		latencies_forget(&tally->service[i]);
	tally->latency_given_up = true;
}

/*
 * The id of that hour, which need not be there yet; INTERN_OTHER: they were given up. Whether
 * all are depends on the number of distinct hours alone, not on the order.
 */
static uint32_t latency_id(struct tally *tally, uint32_t service, int64_t hour)
{
	struct latency_key key = { .hour = hour, .service = service };
	uint32_t id;

	if (tally->latency_given_up)
		return INTERN_OTHER;
	id = intern_id(&tally->latencies, span_of((const char *)&key, sizeof(key)));
	if (id == INTERN_OTHER) {
		latencies_give_up(tally);
		return id;
	}
	tally->latency_page = arena_grow(&tally->arena, tally->latency_page, id,
					 &tally->latency_room, sizeof(*tally->latency_page));
	return id;
}

/*
 * Keep a page open, and pack the one for which there is no place then. A page that is asked
 * for again and again, as in a log that is in no order, stays open from some time on.
 */
static void latency_keep_open(struct tally *tally, struct latency_page *page)
{
	enum { AGAIN_MAX = 3 };
	struct latency_page **place = &tally->latency_open[tally->latency_opened++ % LATENCY_OPEN];

	latency_page_open(page);
	if (*place && (*place)->opened < AGAIN_MAX) {
		latency_page_pack(*place);
		(*place)->opened++;
	}
	*place = page;
}

struct latency_page *tally_latency_page(struct tally *tally, uint32_t service, int64_t hour)
{
	uint32_t id = latency_id(tally, service, hour);
	struct latency_page *page;

	if (id == INTERN_OTHER)
		return NULL;
	page = tally->latency_page[id];
	if (page && !page->packed_bytes)
		return page;
	if (!page) {
		page = latency_page_new();
		page->index = hour;
		latency_hold(tally, service, id, page);
	}
	latency_keep_open(tally, page);
	return page;
}

void latencies_join(struct tally *into, uint32_t to, struct tally_service *service)
{
	for (struct latency_page *page; (page = latency_pop(service));) {
		uint32_t id = latency_id(into, to, page->index);

		if (id != INTERN_OTHER && !into->latency_page[id]) {
			latency_page_pack(page);
			latency_hold(into, to, id, page);
			continue;
		}
		if (id != INTERN_OTHER) {
			latency_page_join(into->latency_page[id], page);
			latency_page_pack(into->latency_page[id]);
		}
		latency_page_free(page);
	}
}
