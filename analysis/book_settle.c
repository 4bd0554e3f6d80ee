/* book_settle.c - what was counted, put in order and looked up. */
#include "analysis/book.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>

#define INSIDE_MAX UINT64_C(0xffffffffff)

/* What counts are sorted by, most of it in numbers. */
struct rank {
	uint64_t place;     /* episode, dimension, most inside first */
	uint64_t prefix[2]; /* of the value */
	const struct count *count;
};

static int ranks_compare(const void *left, const void *right, void *context)
{
	const struct rank *a = left;
	const struct rank *b = right;
	const struct book *book = context;
	const struct intern *text;
	struct span x, y;
	int order;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (!(a->place & INSIDE_MAX) && a->count->inside != b->count->inside)
		return a->count->inside > b->count->inside ? -1 : 1;
	for (int i = 0; i < 2; i++)
		if (a->prefix[i] != b->prefix[i])
			return a->prefix[i] < b->prefix[i] ? -1 : 1;
	text = &book->value[a->count->key.dimension].text;
	x = text->string[a->count->key.value];
	y = text->string[b->count->key.value];
	order = memcmp(x.at, y.at, MIN(x.size, y.size));
	return order ? order : (x.size > y.size) - (x.size < y.size);
}

static struct rank rank_of(const struct book *book, const struct count *count)
{
	struct span value = book->value[count->key.dimension].text.string[count->key.value];
	char front[16] = { 0 };
	uint64_t prefix[2];

	memcpy(front, value.at, MIN(value.size, sizeof(front)));
	memcpy(prefix, front, sizeof(prefix));
	return (struct rank){
		.place = (uint64_t)count->key.dimension << 40 |
			 (INSIDE_MAX - MIN(count->inside, INSIDE_MAX)),
		.prefix = { be64toh(prefix[0]), be64toh(prefix[1]) },
		.count = count,
	};
}

/* Sort one episode's counts: room for the ranks of all at once would be the most there is. */
static void episode_sort(const struct book *book, const struct count **count, size_t counts)
{
	struct arena scratch = { 0 };
	struct rank *rank = arena_array(&scratch, counts, sizeof(*rank));

	for (size_t i = 0; i < counts; i++)
		rank[i] = rank_of(book, count[i]);
	qsort_r(rank, counts, sizeof(*rank), ranks_compare, (void *)(uintptr_t)book);
	for (size_t i = 0; i < counts; i++)
		count[i] = rank[i].count;
	arena_release(&scratch);
}

/* All counts by episode, each episode's in their order. */
static void counts_sort(struct book *book)
{
	struct arena scratch = { 0 };
	uint32_t episodes = 0;
	size_t *next;

	for (uint32_t i = 0; i < book->total; i++)
		episodes = MAX(episodes, book_at(book, i)->key.episode + 1);
	next = arena_array(&scratch, (size_t)episodes + 1, sizeof(*next));
	for (uint32_t i = 0; i < book->total; i++)
		next[book_at(book, i)->key.episode + 1]++;
	for (uint32_t e = 0; e < episodes; e++)
		next[e + 1] += next[e];
	book->sorted = arena_array(&book->arena, book->total, sizeof(*book->sorted));
	for (uint32_t i = 0; i < book->total; i++) {
		const struct count *count = book_at(book, i);

		book->sorted[next[count->key.episode]++] = count;
	}
	/* Each episode's place has moved on to its end. */
	for (uint32_t e = 0; e < episodes; e++) {
		size_t from = e ? next[e - 1] : 0;

		episode_sort(book, book->sorted + from, next[e] - from);
	}
	arena_release(&scratch);
}

void book_settle(struct book *book)
{
	pairs_flush(&book->pairs);
	book->clients =
		arena_array(&book->arena, book->episodes + book->total, sizeof(*book->clients));
	pairs_count(&book->pairs, book->episodes + book->total, book->clients);
	/* Before sorting, which needs about as much room. */
	pairs_forget(&book->pairs);
	counts_sort(book);
}

const struct count *const *book_counts(const struct book *book, uint32_t episode, size_t *count)
{
	size_t low = 0;
	size_t high = book->total;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (book->sorted[middle]->key.episode < episode)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < book->total && book->sorted[high]->key.episode == episode;)
		high++;
	*count = high - low;
	return book->sorted + low;
}

double book_clients(const struct book *book, uint32_t episode, uint32_t dimension,
		    struct span value)
{
	uint32_t owner = episode;

	if (dimension < DIMENSIONS) {
		struct count_key key = { episode, dimension,
					 intern_look(&book->value[dimension].text, value) };
		const struct count *count;

		if (key.value == INTERN_OTHER)
			return 0;
		count = book_find(book, &key);
		if (!count)
			return 0;
		owner = book->episodes + count->number;
	}
	return ldexp(book->clients[owner], (int)book->pairs.shift);
}
