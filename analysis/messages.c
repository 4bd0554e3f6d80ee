/* messages.c - counting shapes and precursors while the second pass reads. */
#include "analysis/messages.h"
#include "analysis/template.h"
#include "core/hash.h"

#include <stdlib.h>

#define PROGRAM_BYTES_MAX 64
#define VALUE_ROOM (PROGRAM_BYTES_MAX + 1 + TEMPLATE_SHAPE_BYTES)

void messages_init(struct messages *messages, uint32_t episodes, const struct allowance *allowance)
{
	size_t room = episodes ? episodes : 1;

	*messages = (struct messages){ .episodes = episodes, .shapes_max = allowance->shapes };
	census_init(&messages->shapes, messages->shapes_max, true, 0, 0);
	messages->precursor = calloc(room * TRIGGERS, sizeof(*messages->precursor));
	messages->inside = calloc(room, sizeof(uint64_t));
	messages->reference = calloc(room, sizeof(uint64_t));
	invariant(messages->precursor && messages->inside && messages->reference);
	trigger_index_init(&messages->triggers);
	text_init(&messages->decoded, TEMPLATE_MESSAGE_BYTES);
	text_init(&messages->value, VALUE_ROOM);
}

void messages_release(struct messages *messages)
{
	for (size_t i = 0; i < (size_t)messages->episodes * TRIGGERS; i++) {
		free(messages->precursor[i].last.text);
		free(messages->precursor[i].first_after.text);
	}
	free(messages->precursor);
	free(messages->inside);
	free(messages->reference);
	text_release(&messages->decoded);
	text_release(&messages->value);
	message_memo_release(&messages->memo);
	census_release(&messages->shapes);
	*messages = (struct messages){ 0 };
}

void messages_row(struct messages *messages, const struct seiche_chunk *chunk,
		  const struct seiche_event *event)
{
	struct span raw = span_of(chunk->bytes + event->text.at, event->text.size);

	messages->is_message = event->kind == SEICHE_MESSAGE && (event->has & SEICHE_TEXT);
	messages->is_sought = false;
	if (!messages->is_message)
		return;
	raw.size = MIN(raw.size, (size_t)TEMPLATE_MESSAGE_BYTES);
	messages->message = raw;
	if (text_is_coded((enum text_coding)event->coding, raw)) {
		text_clear(&messages->decoded);
		text_decode(&messages->decoded, (enum text_coding)event->coding, raw);
		messages->message = text_span(&messages->decoded);
	}
	messages->program = SPAN("");
	if (event->has & SEICHE_PROGRAM)
		messages->program = span_of(chunk->bytes + event->program.at,
					    MIN(event->program.size, PROGRAM_BYTES_MAX));
}

/* What is kept of the message at hand; NULL: nothing can be. */
static struct memo_entry *entry_of(struct messages *messages)
{
	if (!messages->is_sought)
		messages->entry =
			message_memo_find(&messages->memo, messages->program, messages->message);
	messages->is_sought = true;
	return messages->entry;
}

static enum trigger_kind judged(struct messages *messages)
{
	struct memo_entry *entry = entry_of(messages);
	enum trigger_kind kind;

	if (entry && entry->is_judged)
		return (enum trigger_kind)entry->trigger;
	kind = trigger_of(&messages->triggers, messages->message);
	if (entry) {
		entry->trigger = (uint8_t)kind;
		entry->is_judged = true;
	}
	return kind;
}

/* The item's value, and its hashes: the program, a line end, the shape. */
static void shaped(struct messages *messages, struct memo_entry *entry, struct census_item *item)
{
	struct template_shape shape;

	if (entry && entry->is_shaped) {
		item->value = span_of(entry->value, entry->value_size);
		item->hash = entry->hash;
		return;
	}
	template_mask(messages->message, &shape);
	text_clear(&messages->value);
	text_add(&messages->value, messages->program);
	text_byte(&messages->value, '\n');
	text_add(&messages->value, span_of(shape.at, shape.size));
	item->value = text_span(&messages->value);
	item->hash = (uint32_t)hash_bytes(item->value);
	if (!entry || item->value.size > MEMO_VALUE_BYTES)
		return;
	memcpy(entry->value, item->value.at, item->value.size);
	entry->value_size = (uint16_t)item->value.size;
	entry->hash = item->hash;
	entry->is_shaped = true;
}

static void choose(struct spot *kept, bool *seen, const char **service, const char *of,
		   const struct spot *spot, struct span record, bool latest)
{
	if (!kept->text) {
		kept->text = malloc(SPOT_TEXT_BYTES + 1);
		invariant(kept->text);
	}
	if (spot_choose(NULL, kept, seen, spot, record, latest))
		*service = of;
}

static void count_before(struct messages *messages, const struct look *look,
			 const struct spot *spot, struct span record)
{
	enum trigger_kind trigger = judged(messages);
	int64_t begins_us = look->to_us - LOOK_BEFORE_SLACK_US;
	struct precursor *precursor;

	if (trigger == TRIGGERS)
		return;
	precursor = &messages->precursor[look->episode * TRIGGERS + trigger];
	if (look->kind == LOOK_USUAL) {
		precursor->usual++;
		return;
	}
	if (spot->at_us >= begins_us) {
		choose(&precursor->first_after, &precursor->is_after, &precursor->service_after,
		       look->service, spot, record, false);
		return;
	}
	precursor->count++;
	choose(&precursor->last, &precursor->is_before, &precursor->service, look->service, spot,
	       record, true);
}

/* Whether the count is known that its shape has in an episode. */
static bool is_counted(const struct messages *messages, const struct memo_entry *entry,
		       uint32_t episode)
{
	return entry->is_counted && entry->episode == episode &&
	       entry->renumbered == messages->shapes.renumbered;
}

static void count_shaped(struct messages *messages, struct memo_entry *entry,
			 struct census_item *item)
{
	struct census *shapes = &messages->shapes;
	uint32_t number;

	shaped(messages, entry, item);
	census_add(shapes, item, 1, &number);
	if (entry) {
		entry->is_counted = number != COUNT_NONE;
		entry->number = number;
		entry->episode = item->episode;
		entry->renumbered = shapes->renumbered;
	}
	census_bound(shapes, NULL);
}

void messages_count(struct messages *messages, const struct look *look, const struct spot *spot,
		    struct span record)
{
	bool inside = look->kind == LOOK_INSIDE;
	struct census_item item = { .record = record, .first = *spot, .episode = look->episode };
	struct memo_entry *entry;

	if (!messages->is_message || look->kind == LOOK_LAST)
		return;
	if (look->kind == LOOK_BEFORE || look->kind == LOOK_USUAL) {
		count_before(messages, look, spot, record);
		return;
	}
	messages->inside[look->episode] += inside;
	messages->reference[look->episode] += !inside;
	item.inside = inside;
	item.reference = !inside;
	entry = entry_of(messages);
	if (entry && is_counted(messages, entry, look->episode))
		census_add_to(&messages->shapes, entry->number, &item);
	else
		count_shaped(messages, entry, &item);
}

static void join_precursor(struct precursor *into, const struct precursor *from)
{
	into->usual += from->usual;
	into->count += from->count;
	if (from->is_before)
		choose(&into->last, &into->is_before, &into->service, from->service, &from->last,
		       span_text(from->last.text), true);
	if (from->is_after)
		choose(&into->first_after, &into->is_after, &into->service_after,
		       from->service_after, &from->first_after, span_text(from->first_after.text),
		       false);
}

/* What stays of it is room for texts. */
static void forget_precursor(struct precursor *precursor)
{
	char *last = precursor->last.text, *after = precursor->first_after.text;

	*precursor = (struct precursor){ .last.text = last, .first_after.text = after };
}

void messages_begin(struct messages *messages)
{
	/* By which numbers of counts of the round before are known to hold no more. */
	uint32_t renumbered = messages->shapes.renumbered + 1;

	census_release(&messages->shapes);
	census_init(&messages->shapes, messages->shapes_max, true, 0, 0);
	messages->shapes.renumbered = renumbered;
}

void messages_join(struct messages *into, struct messages *from, const struct look *look,
		   size_t looks)
{
	census_join(&into->shapes, &from->shapes);
	messages_begin(from);
	for (size_t i = 0; i < looks; i++) {
		uint32_t episode = look[i].episode;

		into->inside[episode] += from->inside[episode];
		into->reference[episode] += from->reference[episode];
		from->inside[episode] = from->reference[episode] = 0;
		if (look[i].kind != LOOK_BEFORE && look[i].kind != LOOK_USUAL)
			continue;
		for (size_t kind = 0; kind < TRIGGERS; kind++) {
			struct precursor *of = &from->precursor[episode * TRIGGERS + kind];

			join_precursor(&into->precursor[episode * TRIGGERS + kind], of);
			forget_precursor(of);
		}
	}
}
