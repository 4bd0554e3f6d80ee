/* book.c - the inspection's counts, bounded by distinct sampling. */
#include "analysis/book.h"

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

/* The upper bits that may decide; hashes that agree in all of them were made to. */
#define SHIFT_MAX 40

static uint32_t counts_max(const struct book *book, uint32_t dimension)
{
	return MAX(dimension == DIMENSION_CLIENT ? book->allowance.clients : book->allowance.values,
		   1);
}

static void tables_init(struct book *book)
{
	memset(book->value, 0, sizeof(book->value));
	for (int i = 0; i < DIMENSIONS; i++)
		intern_init(&book->value[i].text, &book->arena, INTERN_OTHER - 1);
	for (uint32_t i = 0; i < book->episodes; i++)
		memset(book->episode[i].last, 0, sizeof(book->episode[i].last));
	book->page = NULL;
	book->place = NULL;
	book->page_room = 0;
	book->total = book->places = 0;
	memset(book->counts, 0, sizeof(book->counts));
	book->age++;
}

void book_init(struct book *book, uint32_t episodes, const struct allowance *allowance)
{
	*book = (struct book){
		.episodes = episodes,
		.allowance = *allowance,
		.pairs = { .max = MAX(allowance->distinct, 1) },
	};
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
	free(book->place);
	pairs_release(&book->pairs);
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
	size_t size = MIN(text.size, (size_t)INSPECT_TEXT_BYTES);
	char *room = kept->text;

	if (*seen && (latest ? !spot_before(kept, spot) : !spot_before(spot, kept)))
		return false;
	if (arena && (!room || strlen(room) < size))
		room = arena_take(arena, size + 1);
	*kept = *spot;
	kept->text = room;
	if (room) {
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

/* --- Values --- */

static bool is_last(const struct book_values *values, struct span value)
{
	return values->text.count && span_is(values->text.string[values->last], value);
}

/* The id of a value, new or known, by its intern_hash; INTERN_OTHER where it is not kept. */
static uint32_t value_hashed(struct book *book, uint32_t dimension, struct span value,
			     uint32_t hash, uint64_t *stable)
{
	struct book_values *values = &book->value[dimension];
	uint32_t before = values->text.count, id;

	if (book->shift[dimension]) {
		id = intern_look(&values->text, value);
		if (id == INTERN_OTHER) {
			*stable = stable_hash(value, SEED_VALUE);
			if (!pairs_keep(*stable, book->shift[dimension]) ||
			    (book->shift[dimension] == SHIFT_MAX &&
			     book->counts[dimension] >= counts_max(book, dimension)))
				return INTERN_OTHER;
		}
	}
	id = intern_id_hashed(&values->text, value, hash);
	if (id == before) {
		values->stable = arena_grow(&book->arena, values->stable, id, &values->room,
					    sizeof(*values->stable));
		values->stable[id] = stable_hash(value, SEED_VALUE);
	}
	values->last = id;
	*stable = values->stable[id];
	return id;
}

static uint32_t value_id(struct book *book, uint32_t dimension, struct span value, uint64_t *stable)
{
	return value_hashed(book, dimension, value,
			    intern_hash(&book->value[dimension].text, value), stable);
}

/* --- Counts --- */

static uint32_t key_hash(const struct count_key *key)
{
	return (uint32_t)mix((uint64_t)key->value << 32 | key->episode << 4 | key->dimension);
}

struct count *book_at(const struct book *book, uint32_t number)
{
	return &book->page[number / BOOK_PAGE_COUNTS][number % BOOK_PAGE_COUNTS];
}

/* The place of a key, or the free one for it. */
static struct count_place *place_find(const struct book *book, const struct count_key *key,
				      uint32_t hash)
{
	uint32_t mask = book->places - 1;

	for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
		struct count_place *place = &book->place[at];
		const struct count *count;

		if (!place->number_plus_1)
			return place;
		if (place->hash != hash)
			continue;
		count = book_at(book, place->number_plus_1 - 1);
		if (count->key.value == key->value && count->key.episode == key->episode &&
		    count->key.dimension == key->dimension)
			return place;
	}
}

static void places_grow(struct book *book)
{
	struct count_place *before = book->place;
	uint32_t places = book->places, mask;

	book->places = places ? places * 2 : 1024;
	book->place = calloc(book->places, sizeof(*book->place));
	invariant(book->place);
	mask = book->places - 1;
	for (uint32_t i = 0; i < places; i++) {
		uint32_t at = before[i].hash & mask;

		if (!before[i].number_plus_1)
			continue;
		while (book->place[at].number_plus_1)
			at = (at + 1) & mask;
		book->place[at] = before[i];
	}
	free(before);
}

static struct count *count_find(struct book *book, const struct count_key *key, uint32_t hash)
{
	uint32_t number = book->total;
	struct count_place *place;
	struct count *count;

	if (book->total >= book->places / 4 * 3)
		places_grow(book);
	place = place_find(book, key, hash);
	if (place->number_plus_1)
		return book_at(book, place->number_plus_1 - 1);
	if (number % BOOK_PAGE_COUNTS == 0) {
		book->page = arena_grow(&book->arena, book->page, number / BOOK_PAGE_COUNTS,
					&book->page_room, sizeof(*book->page));
		book->page[number / BOOK_PAGE_COUNTS] =
			arena_array(&book->arena, BOOK_PAGE_COUNTS, sizeof(struct count));
	}
	*place = (struct count_place){ .hash = hash, .number_plus_1 = ++book->total };
	count = book_at(book, number);
	count->key = *key;
	count->number = number;
	book->counts[key->dimension]++;
	return count;
}

static void count_spot(struct book *book, struct count *count, const struct spot *spot,
		       struct span text)
{
	bool seen = count->inside > 0;

	/* Clients can be many and their lines tell little: the place is enough. */
	spot_choose(count->key.dimension == DIMENSION_CLIENT ? NULL : &book->arena, &count->first,
		    &seen, spot, text, false);
}

const struct count *book_find(const struct book *book, const struct count_key *key)
{
	const struct count_place *place;

	if (!book->places)
		return NULL;
	place = place_find(book, key, key_hash(key));
	return place->number_plus_1 ? book_at(book, place->number_plus_1 - 1) : NULL;
}

/* Add what another table counted; returns the number here, PAIRS_NO_OWNER where it isn't kept. */
static uint32_t count_take(struct book *book, const struct book_values *values,
			   const struct count *from)
{
	struct count_key key = from->key;
	struct count *count;
	uint64_t stable;

	key.value = value_id(book, key.dimension, values->text.string[key.value], &stable);
	if (key.value == INTERN_OTHER)
		return PAIRS_NO_OWNER;
	count = count_find(book, &key, key_hash(&key));
	if (from->inside)
		count_spot(book, count, &from->first, span_text(from->first.text));
	count->inside += from->inside;
	count->reference += from->reference;
	count->days |= from->days;
	return count->number;
}

/* Owners of the pairs after counts got new numbers. */
static void owners_change(struct book *book, const uint32_t *number)
{
	struct pairs *pairs = &book->pairs;

	for (uint32_t i = 0; i < pairs->slots; i++)
		if (pairs->hash[i] && pairs->owner[i] != PAIRS_NO_OWNER &&
		    pairs->owner[i] >= book->episodes)
			pairs->owner[i] = number[pairs->owner[i] - book->episodes];
}

static uint32_t owner_of(const struct book *book, uint32_t number)
{
	return number == PAIRS_NO_OWNER ? number : book->episodes + number;
}

/* Build the tables anew from what the present thresholds keep. */
static void book_shrink(struct book *book)
{
	struct book old = *book;
	uint32_t *owner;

	pairs_flush(&book->pairs);
	book->arena = (struct arena){ 0 };
	tables_init(book);
	owner = arena_array(&old.arena, old.total, sizeof(*owner));
	for (uint32_t i = 0; i < old.total; i++) {
		const struct count *count = book_at(&old, i);
		const struct book_values *values = &old.value[count->key.dimension];

		if (!pairs_keep(values->stable[count->key.value],
				book->shift[count->key.dimension]))
			owner[i] = PAIRS_NO_OWNER;
		else
			owner[i] = owner_of(book, count_take(book, values, count));
	}
	owners_change(book, owner);
	free(old.place);
	arena_release(&old.arena);
}

/* Halve what is kept of a dimension until it fits. */
static void book_bound(struct book *book, uint32_t dimension)
{
	while (book->counts[dimension] > counts_max(book, dimension) &&
	       book->shift[dimension] < SHIFT_MAX) {
		book->shift[dimension]++;
		book_shrink(book);
	}
}

/* --- Events --- */

void book_count(struct book *book, uint32_t episode, enum dimension dimension, struct span value,
		uint64_t inside, uint64_t reference, const struct spot *spot, struct span text)
{
	struct count_key key = { .episode = episode, .dimension = dimension };
	struct count *count;
	uint64_t stable;

	key.value = value_id(book, dimension, value, &stable);
	if (key.value == INTERN_OTHER)
		return;
	count = count_find(book, &key, key_hash(&key));
	if (spot)
		count_spot(book, count, spot, text);
	count->inside += inside;
	count->reference += reference;
	book_bound(book, dimension);
}

/* All hashes first, so that their slots come from memory together. */
static void row_find(struct book *book, struct book_row *row)
{
	uint32_t hash[DIMENSIONS];

	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		const struct book_values *values = &book->value[d];

		row->id[d] = INTERN_OTHER;
		if (!row->value[d].size)
			continue;
		if (is_last(values, row->value[d])) {
			row->id[d] = values->last;
			row->stable[d] = values->stable[values->last];
		} else {
			hash[d] = intern_hash(&values->text, row->value[d]);
		}
	}
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (row->value[d].size && row->id[d] == INTERN_OTHER)
			intern_approach(&book->value[d].text, hash[d]);
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (row->value[d].size && row->id[d] == INTERN_OTHER)
			row->id[d] = value_hashed(book, d, row->value[d], hash[d], &row->stable[d]);
	row->age = book->age;
}

/* Where each value of the row counts for an episode, likewise. */
static void row_counts(struct book *book, const struct book_row *row, uint32_t episode,
		       struct count *count[DIMENSIONS])
{
	struct count **last = book->episode[episode].last;
	uint32_t hash[DIMENSIONS], asked = 0;

	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		const struct count_key key = { episode, d, row->id[d] };

		count[d] = NULL;
		if (row->id[d] == INTERN_OTHER || (last[d] && last[d]->key.value == row->id[d]))
			continue;
		hash[d] = key_hash(&key);
		if (book->places)
			__builtin_prefetch(&book->place[hash[d] & (book->places - 1)]);
		asked |= 1u << d;
	}
	for (uint32_t left = book->places ? asked : 0; left; left &= left - 1) {
		uint32_t d = (uint32_t)__builtin_ctz(left);
		const struct count_place *place = &book->place[hash[d] & (book->places - 1)];

		if (place->number_plus_1 && place->hash == hash[d])
			__builtin_prefetch(book_at(book, place->number_plus_1 - 1), 1);
	}
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		const struct count_key key = { episode, d, row->id[d] };

		if (row->id[d] == INTERN_OTHER)
			continue;
		if (!last[d] || last[d]->key.value != row->id[d])
			last[d] = count_find(book, &key, hash[d]);
		count[d] = last[d];
	}
}

static uint64_t pair_hash(uint64_t owner, uint32_t episode, uint32_t dimension, uint64_t client)
{
	return mix(mix(owner ^ mix((uint64_t)episode << 8 | dimension)) ^
		   mix(client + SEED_CLIENT));
}

void book_add(struct book *book, struct book_row *row, uint32_t episode, bool inside)
{
	bool client = inside && row->value[DIMENSION_CLIENT].size;
	struct count *count[DIMENSIONS];

	if (row->age != book->age)
		row_find(book, row);
	row_counts(book, row, episode, count);
	if (client)
		pairs_add(&book->pairs,
			  pair_hash(0, episode, DIMENSIONS, row->stable[DIMENSION_CLIENT]),
			  episode);
	if (count[DIMENSION_CLIENT])
		count[DIMENSION_CLIENT]->days |= row->day;
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		if (count[d] && inside) {
			count_spot(book, count[d], row->spot, row->record);
			count[d]->inside += row->weight;
		} else if (count[d]) {
			count[d]->reference += row->weight;
		}
		if (client && row->value[d].size && d != DIMENSION_CLIENT)
			pairs_add(&book->pairs,
				  pair_hash(row->stable[d], episode, d,
					    row->stable[DIMENSION_CLIENT]),
				  count[d] ? book->episodes + count[d]->number : PAIRS_NO_OWNER);
	}
	/* Not before all is counted: counts move. */
	for (uint32_t d = 0; d < DIMENSIONS; d++)
		if (book->counts[d] > counts_max(book, d))
			book_bound(book, d);
}

void book_visit(struct book *book, struct span client, uint32_t episode, uint16_t day)
{
	struct count_key key = { .episode = episode, .dimension = DIMENSION_CLIENT };
	uint64_t stable;

	if (!client.size)
		return;
	key.value = value_id(book, DIMENSION_CLIENT, client, &stable);
	if (key.value == INTERN_OTHER)
		return;
	count_find(book, &key, key_hash(&key))->days |= day;
	book_bound(book, DIMENSION_CLIENT);
}

/* --- The whole --- */

/* Take over all of `from` where nothing has been counted yet. */
static void book_adopt(struct book *into, struct book *from)
{
	struct book empty = *into;

	*into = *from;
	*from = empty;
	for (int i = 0; i < DIMENSIONS; i++) {
		into->value[i].text.arena = &into->arena;
		from->value[i].text.arena = &from->arena;
	}
}

static bool is_empty(const struct book *book)
{
	for (uint32_t i = 0; i < book->episodes; i++)
		if (book->episode[i].seen || book->episode[i].reference)
			return false;
	return !book->total;
}

/* What `from` dropped is dropped of the sum too: of the rest alone the counts are exact. */
static void take_over_bounds(struct book *into, const struct book *from)
{
	bool grown = false;

	for (int i = 0; i < DIMENSIONS; i++) {
		grown |= into->shift[i] < from->shift[i];
		into->shift[i] = MAX(into->shift[i], from->shift[i]);
	}
	if (grown)
		book_shrink(into);
	pairs_thin(&into->pairs, from->pairs.shift);
}

void book_join(struct book *into, struct book *from, const bool *latest)
{
	uint32_t *number, age;

	pairs_flush(&from->pairs);
	if (is_empty(into)) {
		book_adopt(into, from);
		return;
	}
	take_over_bounds(into, from);
	for (uint32_t i = 0; i < from->episodes; i++) {
		const struct episode_count *episode = &from->episode[i];

		into->episode[i].inside += episode->inside;
		into->episode[i].reference += episode->reference;
		if (episode->seen)
			spot_choose(NULL, &into->episode[i].spot, &into->episode[i].seen,
				    &episode->spot, span_text(episode->spot.text), latest[i]);
	}
	age = into->age;
	number = arena_array(&from->arena, from->total, sizeof(*number));
	for (uint32_t i = 0; i < from->total; i++) {
		const struct count *count = book_at(from, i);

		number[i] = count_take(into, &from->value[count->key.dimension], count);
		book_bound(into, count->key.dimension);
	}
	/* Numbers changed where the book was bounded: they are asked for again. */
	for (uint32_t i = 0; i < from->total && into->age != age; i++) {
		const struct count *count = book_at(from, i);
		struct count_key key = count->key;
		const struct book_values *values = &from->value[key.dimension];

		key.value = intern_look(&into->value[key.dimension].text,
					values->text.string[key.value]);
		number[i] = key.value == INTERN_OTHER
				    ? PAIRS_NO_OWNER
				    : count_find(into, &key, key_hash(&key))->number;
	}
	for (uint32_t i = 0; i < from->pairs.slots; i++) {
		uint32_t owner = from->pairs.owner[i];

		if (!from->pairs.hash[i])
			continue;
		if (owner != PAIRS_NO_OWNER && owner >= from->episodes)
			owner = owner_of(into, number[owner - from->episodes]);
		pairs_add(&into->pairs, from->pairs.hash[i], owner);
	}
}
