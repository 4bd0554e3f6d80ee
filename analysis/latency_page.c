/*
 * latency_page.c - see latency_page.h.
 *
 * Packed are, for one cell after the other, its buckets in order and their counts, and an end
 * of the cell. A count of one is told with its bucket.
 */
#include "analysis/latency_page.h"

#include <stdlib.h>
#include <string.h>

#define PACKED_ONE 0x80 /* or'ed to a bucket */
#define PACKED_END 0x7f

_Static_assert(SLIM_BUCKETS <= PACKED_END, "no bucket is taken for an end");

/* Packed, a page is copied once more when it is opened again: for little it's not worth that. */
#define PACKED_BYTES_MAX (sizeof(struct latency_bytes) / 2)

static void *zeroed(size_t bytes)
{
	void *at = calloc(1, bytes);

	invariant(at);
	return at;
}

struct latency_page *latency_page_new(void)
{
	struct latency_page *page = zeroed(sizeof(*page));

	page->low = zeroed(sizeof(*page->low));
	return page;
}

void latency_page_free(struct latency_page *page)
{
	free(page->packed_bytes ? (void *)page->packed : page->low);
	free(page->high);
	free(page);
}

/* Write what a page takes when it is packed; its bytes, 0 where they are too many. */
static size_t pack(const struct latency_bytes *low, uint8_t *packed)
{
	size_t size = 0;

	for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++) {
		/* The most that a cell can come to. */
		if (size + 2 * SLIM_BUCKETS + 1 > PACKED_BYTES_MAX)
			return 0;
		for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++) {
			const uint8_t *at = &low->at[cell][bucket];
			uint8_t count = *at;
			uint64_t eight;

			/* Most are none. */
			if (!count && bucket + sizeof(eight) <= SLIM_BUCKETS) {
				memcpy(&eight, at, sizeof(eight));
				bucket += eight ? 0 : (uint32_t)sizeof(eight) - 1;
			}
			if (count == 1) {
				packed[size++] = (uint8_t)(bucket | PACKED_ONE);
			} else if (count) {
				packed[size++] = (uint8_t)bucket;
				packed[size++] = count;
			}
		}
		packed[size++] = PACKED_END;
	}
	return size;
}

void latency_page_pack(struct latency_page *page)
{
	uint8_t packed[PACKED_BYTES_MAX];
	size_t size;

	if (page->packed_bytes || page->highs)
		return;
	size = pack(page->low, packed);
	if (!size)
		return;
	free(page->low);
	page->packed = zeroed(size);
	memcpy(page->packed, packed, size);
	page->packed_bytes = (uint16_t)size;
}

/* The next bucket of a cell that holds any; false past the cell's end. */
static inline bool packed_next(const uint8_t **packed, uint32_t *bucket, uint8_t *count)
{
	uint8_t byte = *(*packed)++;

	if (byte == PACKED_END)
		return false;
	*bucket = byte & ~PACKED_ONE;
	*count = byte & PACKED_ONE ? 1 : *(*packed)++;
	return true;
}

static void packed_slim(const struct latency_page *page, uint32_t cell, struct slim *out)
{
	const uint8_t *packed = page->packed;
	uint32_t bucket;
	uint8_t count;

	while (cell)
		cell -= !packed_next(&packed, &bucket, &count);
	memset(out, 0, sizeof(*out));
	while (packed_next(&packed, &bucket, &count))
		out->count[bucket] = count;
}

void latency_page_open(struct latency_page *page)
{
	const uint8_t *packed = page->packed;
	struct latency_bytes *low;
	uint32_t bucket;
	uint8_t count;

	if (!page->packed_bytes)
		return;
	low = zeroed(sizeof(*low));
	for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++)
		while (packed_next(&packed, &bucket, &count))
			low->at[cell][bucket] = count;
	free(page->packed);
	page->low = low;
	page->packed_bytes = 0;
}

static uint32_t count_of(const struct latency_page *page, uint32_t cell, uint32_t bucket)
{
	uint32_t count = page->low->at[cell][bucket];

	for (uint32_t i = 0; i < page->highs; i++)
		count |= (uint32_t)page->high[i].at[cell][bucket] << 8 * (i + 1);
	return count;
}

static void count_set(struct latency_page *page, uint32_t cell, uint32_t bucket, uint32_t count)
{
	page->low->at[cell][bucket] = (uint8_t)count;
	while (page->highs < sizeof(count) - 1 && count >> 8 * (page->highs + 1)) {
		page->high = realloc(page->high, (page->highs + 1u) * sizeof(*page->high));
		invariant(page->high);
		memset(&page->high[page->highs++], 0, sizeof(*page->high));
	}
	for (uint32_t i = 0; i < page->highs; i++)
		page->high[i].at[cell][bucket] = (uint8_t)(count >> 8 * (i + 1));
}

/* Apart from what is nearly always enough, which would save registers for it. */
__attribute__((noinline)) static void count_add(struct latency_page *page, uint32_t cell,
						uint32_t bucket, uint64_t more)
{
	latency_page_open(page);
	count_set(page, cell, bucket, slim_sum(count_of(page, cell, bucket), more));
}

void latency_page_add(struct latency_page *page, uint32_t cell, int64_t duration_us,
		      uint64_t weight)
{
	uint32_t bucket = slim_bucket(duration_us);

	/* Nearly always. */
	if (!page->packed_bytes && weight <= (uint64_t)(UINT8_MAX - page->low->at[cell][bucket]))
		page->low->at[cell][bucket] = (uint8_t)(page->low->at[cell][bucket] + weight);
	else
		count_add(page, cell, bucket, weight);
}

void latency_page_join(struct latency_page *into, const struct latency_page *from)
{
	struct slim slim;

	for (uint32_t cell = 0; cell < LATENCY_PAGE_CELLS; cell++) {
		if (!latency_page_slim(from, cell, &slim))
			continue;
		for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
			if (slim.count[bucket])
				count_add(into, cell, bucket, slim.count[bucket]);
	}
}

bool latency_page_slim(const struct latency_page *page, uint32_t cell, struct slim *out)
{
	uint32_t any = 0;

	if (page->packed_bytes) {
		packed_slim(page, cell, out);
	} else {
		/* A plane at a time: loops that a compiler makes wide. */
		for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
			out->count[bucket] = page->low->at[cell][bucket];
		for (uint32_t i = 0; i < page->highs; i++)
			for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
				out->count[bucket] |= (uint32_t)page->high[i].at[cell][bucket]
						      << 8 * (i + 1);
	}
	for (uint32_t bucket = 0; bucket < SLIM_BUCKETS; bucket++)
		any |= out->count[bucket];
	return any > 0;
}
