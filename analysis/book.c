/* book.c - the inspection's counts, bounded by distinct sampling. */
#include "analysis/book.h"

#include <math.h>
#include <stdlib.h>

#define SEED_VALUE UINT64_C(0x9e3779b97f4a7c15)
#define SEED_CLIENT UINT64_C(0xd1b54a32d192ed03)

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
	return bits ^ bits >> 31;
}

uint64_t stable_hash(struct span bytes, uint64_t seed)
{
	uint64_t hash = mix(seed + bytes.size);
	uint64_t word;

	for (; bytes.size >= 8; bytes.at += 8, bytes.size -= 8) {
		memcpy(&word, bytes.at, 8);
		hash = mix(hash ^ word);
	}
	word = 0;
	for (size_t i = 0; i < bytes.size; i++)
		word |= (uint64_t)(unsigned char)bytes.at[i] << 8 * i;
	return mix(hash ^ word);
}

static bool is_kept(uint64_t hash, unsigned shift)
{
	return !shift || hash >> (64 - shift) == 0;
}

static uint32_t counts_max(uint32_t dimension)
{
	return dimension == DIMENSION_CLIENT ? INSPECT_CLIENTS_MAX : INSPECT_VALUES_MAX;
}

static void tables_init(struct book *book)
{
	for (int i = 0; i < DIMENSIONS; i++)
		intern_init(&book->value[i], &book->arena, INTERN_OTHER - 1);
	intern_init(&book->keys, &book->arena, INTERN_OTHER - 1);
	book->count = NULL;
	book->room = 0;
	memset(book->counts, 0, sizeof(book->counts));
}

void book_init(struct book *book, uint32_t episodes)
{
	*book = (struct book){ .episodes = episodes };
	book->episode = calloc(episodes ? episodes : 1, sizeof(*book->episode));
	invariant(book->episode);
	for (uint32_t i = 0; i < episodes; i++) {
		book->episode[i].spot.text = malloc(INSPECT_TEXT_BYTES + 1);
		invariant(book->episode[i].spot.text);
	}
	tables_init(book);
}

void book_release(struct book *book)
{
	for (uint32_t i = 0; i < book->episodes; i++)
		free(book->episode[i].spot.text);
	free(book->episode);
	free(book->pairs.slot);
	arena_release(&book->arena);
	*book = (struct book){ 0 };
}

bool spot_before(const struct spot *a, const struct spot *b)
{
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us;
	if (a->source != b->source)
		return a->source < b->source;
	return a->offset < b->offset;
}

bool spot_choose(struct arena *arena, struct spot *kept, bool *seen, const struct spot *spot,
		 struct span text, bool latest)
{
	char *room = kept->text;

	if (*seen && (latest ? !spot_before(kept, spot) : !spot_before(spot, kept)))
		return false;
	if (!room && arena)
		room = arena_take(arena, INSPECT_TEXT_BYTES + 1);
	*kept = *spot;
	kept->text = room;
	if (room) {
		size_t size = MIN(text.size, (size_t)INSPECT_TEXT_BYTES);

		if (size)
			memcpy(room, text.at, size);
		room[size] = '\0';
	}
	*seen = true;
	return true;
}

struct evidence spot_evidence(const struct spot *spot, const struct source_facts *source,
			      uint32_t sources, struct arena *arena)
{
	return (struct evidence){
		.path = spot->source < sources ? source[spot->source].path : NULL,
		.line = spot->line,
		.offset = spot->offset,
		.text = spot->text ? arena_copy(arena, spot->text, strlen(spot->text)) : NULL,
	};
}

static struct count *count_find(struct book *book, const struct count_key *key)
{
	uint32_t before = book->keys.count;
	uint32_t id = intern_id(&book->keys, span_of((const char *)key, sizeof(*key)));

	if (id == before) {
		book->count = arena_grow(&book->arena, book->count, id, &book->room,
					 sizeof(*book->count));
		book->count[id] = (struct count){ .key = *key };
		book->counts[key->dimension]++;
	}
	return &book->count[id];
}

static void count_add(struct book *book, uint32_t episode, uint32_t dimension, struct span value,
		      uint64_t inside, uint64_t reference, const struct spot *spot,
		      struct span text)
{
	struct count_key key = { .episode = episode, .dimension = dimension };
	struct count *count;

	if (!is_kept(stable_hash(value, SEED_VALUE), book->shift[dimension]))
		return;
	key.value = intern_id(&book->value[dimension], value);
	count = count_find(book, &key);
	if (spot) {
		bool seen = count->inside > 0;

		/* Clients can be many and their lines tell little: the place is enough. */
		spot_choose(dimension == DIMENSION_CLIENT ? NULL : &book->arena, &count->first,
			    &seen, spot, text, false);
	}
	count->inside += inside;
	count->reference += reference;
}

/* Build the tables anew from what the present thresholds keep. */
static void book_shrink(struct book *book)
{
	struct book old = *book;

	book->arena = (struct arena){ 0 };
	tables_init(book);
	for (uint32_t i = 0; i < old.keys.count; i++) {
		const struct count *count = &old.count[i];
		const char *text = count->first.text;

		count_add(book, count->key.episode, count->key.dimension,
			  old.value[count->key.dimension].string[count->key.value], count->inside,
			  count->reference, count->inside ? &count->first : NULL, span_text(text));
	}
	arena_release(&old.arena);
}

void book_count(struct book *book, uint32_t episode, enum dimension dimension, struct span value,
		uint64_t inside, uint64_t reference, const struct spot *spot, struct span text)
{
	count_add(book, episode, dimension, value, inside, reference, spot, text);
	while (book->counts[dimension] > counts_max(dimension)) {
		book->shift[dimension]++;
		book_shrink(book);
	}
}

/* Where a hash is, or the free slot for it. Chains can't be built from outside: places are keyed.
 */
static struct pair *pair_place(const struct pairs *pairs, uint64_t hash)
{
	uint32_t mask = pairs->slots - 1;
	uint32_t at = (uint32_t)hash_bytes(span_of((const char *)&hash, sizeof(hash))) & mask;

	while (pairs->slot[at].hash && pairs->slot[at].hash != hash)
		at = (at + 1) & mask;
	return &pairs->slot[at];
}

static void pairs_rebuild(struct pairs *pairs, uint32_t slots)
{
	struct pairs old = *pairs;

	pairs->slot = calloc(slots, sizeof(*pairs->slot));
	invariant(pairs->slot);
	pairs->slots = slots;
	pairs->count = 0;
	for (uint32_t i = 0; i < old.slots; i++) {
		if (!old.slot[i].hash || !is_kept(old.slot[i].hash, pairs->shift))
			continue;
		*pair_place(pairs, old.slot[i].hash) = old.slot[i];
		pairs->count++;
	}
	free(old.slot);
}

static void pairs_add(struct pairs *pairs, uint64_t hash, uint64_t owner)
{
	struct pair *place;

	if (!is_kept(hash, pairs->shift))
		return;
	if (pairs->count * 2 >= pairs->slots)
		pairs_rebuild(pairs, pairs->slots ? pairs->slots * 2 : 1024);
	place = pair_place(pairs, hash);
	if (place->hash)
		return;
	*place = (struct pair){ .hash = hash, .owner = owner };
	pairs->count++;
	while (pairs->count > INSPECT_DISTINCT_MAX) {
		pairs->shift++;
		pairs_rebuild(pairs, pairs->slots);
	}
}

static uint64_t owner_of(uint32_t episode, uint32_t dimension, struct span value)
{
	return stable_hash(value, SEED_VALUE ^ mix((uint64_t)episode << 8 | dimension));
}

void book_pair(struct book *book, uint32_t episode, uint32_t dimension, struct span value,
	       struct span client)
{
	uint64_t owner = owner_of(episode, dimension, value);
	uint64_t hash = stable_hash(client, SEED_CLIENT ^ owner);

	pairs_add(&book->pairs, hash ? hash : 1, owner);
}

void book_join(struct book *into, const struct book *from, const bool *latest)
{
	for (uint32_t i = 0; i < from->episodes; i++) {
		const struct episode_count *episode = &from->episode[i];

		into->episode[i].inside += episode->inside;
		into->episode[i].reference += episode->reference;
		if (episode->seen)
			spot_choose(NULL, &into->episode[i].spot, &into->episode[i].seen,
				    &episode->spot, span_text(episode->spot.text), latest[i]);
	}
	for (uint32_t i = 0; i < from->keys.count; i++) {
		const struct count *count = &from->count[i];

		book_count(into, count->key.episode, (enum dimension)count->key.dimension,
			   from->value[count->key.dimension].string[count->key.value],
			   count->inside, count->reference, count->inside ? &count->first : NULL,
			   span_text(count->first.text));
	}
	for (uint32_t i = 0; i < from->pairs.slots; i++)
		if (from->pairs.slot[i].hash)
			pairs_add(&into->pairs, from->pairs.slot[i].hash,
				  from->pairs.slot[i].owner);
}

static int counts_compare(const void *left, const void *right, void *context)
{
	const struct count *a = *(const struct count *const *)left;
	const struct count *b = *(const struct count *const *)right;
	const struct book *book = context;
	struct span x, y;
	int order;

	if (a->key.episode != b->key.episode)
		return a->key.episode < b->key.episode ? -1 : 1;
	if (a->key.dimension != b->key.dimension)
		return a->key.dimension < b->key.dimension ? -1 : 1;
	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	x = book->value[a->key.dimension].string[a->key.value];
	y = book->value[b->key.dimension].string[b->key.value];
	order = memcmp(x.at, y.at, MIN(x.size, y.size));
	return order ? order : (x.size > y.size) - (x.size < y.size);
}

static int owners_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

void book_settle(struct book *book)
{
	uint32_t owners = 0;

	book->sorted = arena_array(&book->arena, book->keys.count, sizeof(*book->sorted));
	for (uint32_t i = 0; i < book->keys.count; i++)
		book->sorted[i] = &book->count[i];
	qsort_r(book->sorted, book->keys.count, sizeof(*book->sorted), counts_compare, book);
	book->owner = arena_array(&book->arena, book->pairs.count, sizeof(*book->owner));
	for (uint32_t i = 0; i < book->pairs.slots; i++)
		if (book->pairs.slot[i].hash)
			book->owner[owners++] = book->pairs.slot[i].owner;
	qsort(book->owner, owners, sizeof(*book->owner), owners_compare);
}

const struct count *const *book_counts(const struct book *book, uint32_t episode, size_t *count)
{
	size_t low = 0;
	size_t high = book->keys.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (book->sorted[middle]->key.episode < episode)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < book->keys.count && book->sorted[high]->key.episode == episode;)
		high++;
	*count = high - low;
	return book->sorted + low;
}

double book_clients(const struct book *book, uint32_t episode, uint32_t dimension,
		    struct span value)
{
	uint64_t owner = owner_of(episode, dimension, value);
	size_t low = 0;
	size_t high = book->pairs.count;
	size_t first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (book->owner[middle] < owner)
			low = middle + 1;
		else
			high = middle;
	}
	for (first = low; low < book->pairs.count && book->owner[low] == owner;)
		low++;
	return ldexp((double)(low - first), (int)book->pairs.shift);
}
