/* latency_page.c - see latency_page.h. */
#include "analysis/latency_page.h"

#include <stdlib.h>

struct latency_page *latency_page_new(void)
{
	struct latency_page *page = calloc(1, sizeof(*page));

	invariant(page);
	return page;
}

void latency_page_free(struct latency_page *page)
{
	for (size_t i = 0; i < LENGTH(page->high); i++)
		free(page->high[i]);
	free(page);
}

static uint32_t count_of(const struct latency_page *page, uint32_t cell, uint32_t bucket)
{
	uint32_t count = page->low.at[cell][bucket];

	for (size_t i = 0; i < LENGTH(page->high) && page->high[i]; i++)
		count |= (uint32_t)page->high[i]->at[cell][bucket] << 8 * (i + 1);
	return count;
}

static void count_set(struct latency_page *page, uint32_t cell, uint32_t bucket, uint32_t count)
{
	page->low.at[cell][bucket] = (uint8_t)count;
	for (size_t i = 0; i < LENGTH(page->high) && (page->high[i] || count >> 8 * (i + 1)); i++) {
		if (!page->high[i]) {
			page->high[i] = calloc(1, sizeof(*page->high[i]));
			invariant(page->high[i]);
		}
		page->high[i]->at[cell][bucket] = (uint8_t)(count >> 8 * (i + 1));
	}
}

/* Apart from what is nearly always enough, which would save registers for it. */
__attribute__((noinline)) static void count_add(struct latency_page *page, uint32_t cell,
						uint32_t bucket, uint64_t more)
{
	count_set(page, cell, bucket, slim_sum(count_of(page, cell, bucket), more));
}

void latency_page_add(struct latency_page *page, uint32_t cell, int64_t duration_us,
		      uint64_t weight)
{
	uint32_t bucket = slim_bucket(duration_us);
	uint8_t *low = &page->low.at[cell][bucket];

	/* Nearly always. */
	if (weight <= (uint64_t)(UINT8_MAX - *low))
		*low = (uint8_t)(*low + weight);
	else
		count_add(page, cell, bucket, weight);
}

void latency_page_join(struct latency_page *into, const struct latency_page *from)
{
	for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++)
		for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++) {
			uint32_t more = count_of(from, cell, bucket);

			if (more)
				count_add(into, cell, bucket, more);
		}
}

bool latency_page_slim(const struct latency_page *page, uint32_t cell, struct slim *out)
{
	uint32_t any = 0;

	/* A plane at a time: loops that a compiler makes wide. */
	for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
		out->count[bucket] = page->low.at[cell][bucket];
	for (size_t i = 0; i < LENGTH(page->high) && page->high[i]; i++)
		for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
			out->count[bucket] |= (uint32_t)page->high[i]->at[cell][bucket]
					      << 8 * (i + 1);
	for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
		any |= out->count[bucket];
	return any > 0;
}
