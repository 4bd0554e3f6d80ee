/* tray.c - see tray.h. */
#include "analysis/tray.h"
#include "core/hash.h"

#include <stdlib.h>
#include <string.h>

struct tray *tray_new(void)
{
	struct tray *tray = calloc(1, sizeof(*tray));

	invariant(tray);
	return tray;
}

void tray_free(struct tray *tray)
{
	if (tray)
		arena_release(&tray->arena);
	free(tray);
}

void tray_clear(struct tray *tray)
{
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		struct tray_dimension *of = &tray->dimension[d];

		if (of->items)
			memset(of->slot, 0, sizeof(of->slot));
		of->items = 0;
	}
	tray->adds = tray->meetings = 0;
	arena_release(&tray->arena);
}

static struct span kept(struct tray *tray, struct span value)
{
	const char *end = tray->bytes.at + tray->bytes.size;

	if (tray->bytes.size && value.at >= tray->bytes.at && value.at + value.size <= end)
		return value;
	return span_of(arena_copy(&tray->arena, value.at, value.size), value.size);
}

static bool is_item(const struct census_item *item, struct span value, uint32_t episode)
{
	return item->episode == episode && span_is(item->value, value);
}

static struct census_item *item_hashed(struct tray *tray, uint32_t dimension, struct span value,
				       uint32_t hash, uint32_t episode)
{
	struct tray_dimension *of = &tray->dimension[dimension];
	uint32_t mix = count_table_hash(episode, hash);
	uint32_t at = (mix ^ mix >> 16) % TRAY_SLOTS;
	struct census_item *item;

	for (; of->slot[at]; at = (at + 1) % TRAY_SLOTS) {
		of->last = of->slot[at] - 1u;
		item = &of->item[of->last];
		if (item->hash == hash && is_item(item, value, episode))
			return item;
	}
	of->last = of->items++;
	of->slot[at] = (uint16_t)of->items;
	item = &of->item[of->last];
	*item = (struct census_item){
		.value = kept(tray, value),
		.hash = hash,
		.episode = episode,
	};
	return item;
}

/* The item of a row's value, new or known. */
static struct census_item *item_of(struct tray *tray, struct tray_row *row, uint32_t dimension,
				   uint32_t episode)
{
	struct tray_dimension *of = &tray->dimension[dimension];
	struct span value = row->value[dimension];

	if (of->items && is_item(&of->item[of->last], value, episode))
		return &of->item[of->last];
	if (!(row->hashed & 1u << dimension))
		row->hash[dimension] = (uint32_t)hash_bytes(value);
	row->hashed |= (uint16_t)(1u << dimension);
	return item_hashed(tray, dimension, value, row->hash[dimension], episode);
}

static void item_count(struct census_item *item, const struct tray_row *row, bool inside)
{
	if (!inside) {
		item->reference += row->weight;
		return;
	}
	if (!item->inside || spot_before(row->spot, &item->first)) {
		item->first = *row->spot;
		item->record = row->record;
	}
	item->inside += row->weight;
}

void tray_add(struct tray *tray, struct tray_row *row, uint32_t episode, bool inside)
{
	struct tray_meeting met = { .values = 0 };

	tray->adds++;
	for (uint32_t d = 0; d < DIMENSIONS; d++) {
		struct census_item *item;

		if (!row->value[d].size)
			continue;
		item = item_of(tray, row, d, episode);
		item_count(item, row, inside);
		item->days |= d == DIMENSION_CLIENT ? row->day : 0;
		met.item[d] = (uint16_t)tray->dimension[d].last;
		met.values |= (uint16_t)(1u << d);
	}
	if (inside && met.values & 1u << DIMENSION_CLIENT)
		tray->meeting[tray->meetings++] = met;
}

void tray_visit(struct tray *tray, struct span client, uint32_t episode, uint16_t day)
{
	struct span value[DIMENSIONS] = { [DIMENSION_CLIENT] = client };
	struct tray_row row = { .value = value };

	if (!client.size)
		return;
	tray->adds++;
	item_of(tray, &row, DIMENSION_CLIENT, episode)->days |= day;
}
