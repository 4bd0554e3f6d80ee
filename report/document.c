/* document.c - see document.h. */
#include "report/document.h"

#include "core/hash.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char *origin_name(enum origin origin)
{
	static const char *const names[] = { [ORIGIN_MEASURED] = "measured",
					     [ORIGIN_DERIVED] = "derived",
					     [ORIGIN_PROPOSED] = "proposed" };

	return names[origin];
}

static struct block *block_add(struct document *document, enum block_kind kind)
{
	struct block *block = arena_take(document->arena, sizeof(*block));

	block->kind = kind;
	if (document->last)
		document->last->next = block;
	else
		document->first = block;
	document->last = block;
	return block;
}

static struct table table_finish(struct table_filler *filler)
{
	struct table table = filler->table;

	invariant(filler->filled % table.columns == 0);
	table.tone = filler->tone;
	table.rows = (uint32_t)(filler->filled / table.columns);
	return table;
}

void document_part(struct document *document, const char *id)
{
	block_add(document, BLOCK_PART)->id = id;
}

void document_blank(struct document *document, const char *id, const char *heading,
		    const char *text)
{
	struct block *block = block_add(document, BLOCK_BLANK);

	block->id = id;
	block->heading = heading;
	block->text = text;
}

void document_blank_table(struct document *document, const char *id, const char *heading,
			  const char *text, struct table_filler *filler)
{
	document_blank(document, id, heading, text);
	document->last->table = table_finish(filler);
}

void document_evidence(struct document *document)
{
	if (document->cites)
		block_add(document, BLOCK_EVIDENCE);
}

#define ID_MAX_BYTES 80

/* Whether an id of these words has all that tells them from others, or nearly. */
static bool id_tells_apart(const char *words)
{
	for (const char *at = words; *at; at++) {
		char low = *at | 32;

		if (!(low >= 'a' && low <= 'z') && !(*at >= '0' && *at <= '9') &&
		    !strchr(" -_.:/", *at))
			return false;
	}
	return strlen(words) <= ID_MAX_BYTES;
}

const char *document_id(struct arena *arena, const char *words)
{
	char id[ID_MAX_BYTES + 1];
	size_t size = 0;

	for (const char *at = words; *at && size < ID_MAX_BYTES; at++) {
		char letter = *at >= 'A' && *at <= 'Z' ? (char)(*at + 32) : *at;
		bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');

		if (plain)
			id[size++] = letter;
		else if (size && id[size - 1] != '-')
			id[size++] = '-';
	}
	while (size && id[size - 1] == '-')
		size--;
	if (id_tells_apart(words))
		return arena_copy(arena, id, size);
	return arena_print(arena, "%.*s-%016" PRIx64, (int)size, id,
			   hash_bytes_keyed(span_text(words), 0, 0));
}

const char *document_place(struct arena *arena, const struct evidence *evidence)
{
	if (!evidence || !evidence->path)
		return NULL;
	if (!evidence->line)
		return evidence->path;
	return arena_print(arena, "%s:%llu", evidence->path, (unsigned long long)evidence->line);
}

static bool is_same_place(const struct evidence *a, const struct evidence *b)
{
	return a == b || (a->path && b->path && a->line && a->line == b->line &&
			  a->offset == b->offset && strcmp(a->path, b->path) == 0);
}

uint32_t document_cite(struct document *document, const struct evidence *evidence)
{
	if (!evidence || !evidence->path)
		return 0;
	for (size_t i = document->cites; i-- > 0;)
		if (is_same_place(document->cited[i], evidence))
			return (uint32_t)i + 1;
	if (document->cites == CITES_MAX)
		return 0;
	document->cited = arena_grow(document->arena, document->cited, document->cites,
				     &document->cite_room, sizeof(*document->cited));
	document->cited[document->cites++] = evidence;
	return (uint32_t)document->cites;
}

void document_heading(struct document *document, uint32_t level, enum tone tone, const char *text)
{
	struct block *block = block_add(document, BLOCK_HEADING);

	block->level = level;
	block->tone = tone;
	block->text = text;
}

void document_paragraph(struct document *document, const char *text)
{
	block_add(document, BLOCK_PARAGRAPH)->text = text;
}

void document_note(struct document *document, enum tone tone, const char *text)
{
	struct block *block = block_add(document, BLOCK_NOTE);

	block->tone = tone;
	block->text = text;
}

void document_chart(struct document *document, struct chart chart)
{
	if (chart.services && chart.to_us > chart.from_us)
		block_add(document, BLOCK_CHART)->chart = chart;
}

void fact_add_as(struct fact_list *facts, enum origin origin, const char *label, const char *value)
{
	if (!value)
		return;
	facts->item = arena_grow(facts->arena, facts->item, facts->count, &facts->room,
				 sizeof(*facts->item));
	facts->item[facts->count++] =
		(struct fact){ .label = label, .value = value, .origin = origin };
}

void fact_add(struct fact_list *facts, const char *label, const char *value)
{
	fact_add_as(facts, ORIGIN_MEASURED, label, value);
}

void fact_evidence(struct fact_list *facts, const char *value, const struct evidence *evidence)
{
	if (value && evidence->path)
		facts->item[facts->count - 1].evidence = evidence;
}

void document_facts(struct document *document, const struct fact_list *facts)
{
	struct block *block;

	if (!facts->count)
		return;
	for (size_t i = 0; i < facts->count; i++)
		facts->item[i].cite = document_cite(document, facts->item[i].evidence);
	block = block_add(document, BLOCK_FACTS);
	block->fact = facts->item;
	block->facts = (uint32_t)facts->count;
}

struct table_filler table_begin(struct arena *arena, const char *caption,
				const struct column *column, uint32_t columns, size_t rows)
{
	return (struct table_filler){
		.arena = arena,
		.table = { .caption = caption,
			   .column = column,
			   .columns = columns,
			   .cell = arena_array(arena, rows * columns, sizeof(struct cell)) },
		.tone = arena_array(arena, rows, sizeof(enum tone)),
		.room = rows * columns,
	};
}

void table_share(struct table_filler *filler, const char *text, double share)
{
	invariant(filler->filled < filler->room);
	filler->table.cell[filler->filled++] =
		(struct cell){ .text = text ? text : "", .share = share };
}

void table_add(struct table_filler *filler, const char *text)
{
	table_share(filler, text, 0);
}

void table_evidence(struct table_filler *filler, const struct evidence *evidence)
{
	if (evidence->path)
		filler->table.cell[filler->filled - 1].evidence = evidence;
}

void table_tone(struct table_filler *filler, enum tone tone)
{
	filler->tone[filler->filled / filler->table.columns] = tone;
}

void document_table(struct document *document, struct table_filler *filler)
{
	if (!filler->filled)
		return;
	for (size_t i = 0; i < filler->filled; i++)
		filler->table.cell[i].cite =
			document_cite(document, filler->table.cell[i].evidence);
	block_add(document, BLOCK_TABLE)->table = table_finish(filler);
}

double curve_rate(const struct curve *curve, const double *values, int64_t from_us, int64_t to_us)
{
	double sum = 0, known = 0;
	int64_t first, last;

	if (!values || curve->width_us <= 0 || to_us <= curve->begin_us)
		return NAN;
	first = MAX(from_us - curve->begin_us, 0) / curve->width_us;
	last = (to_us - curve->begin_us + curve->width_us - 1) / curve->width_us;
	for (int64_t i = first; i < MIN(last, (int64_t)curve->buckets); i++) {
		if ((curve->known && !curve->known[i]) || !isfinite(values[i]))
			continue;
		sum += values[i];
		known++;
	}
	return known > 0 ? sum / known / ((double)curve->width_us / SECOND_US) : (double)NAN;
}

double service_failed_share(const struct service *service, int64_t from_us, int64_t to_us)
{
	const struct curve *curve = &service->curve;
	double events = curve_rate(curve, curve->events, from_us, to_us);
	double failed = curve_rate(curve, curve->failed, from_us, to_us);
	double bucket_s = (double)curve->width_us / SECOND_US;

	/* A rate per second times a width may end just below a whole number of events. */
	if (!service->has_failures || !(round(events * bucket_s) >= SHARE_LEAST_EVENTS))
		return NAN;
	return failed / events;
}

struct failed_peak service_failed_peak(const struct service *service, int64_t from_us,
				       int64_t to_us)
{
	const struct curve *curve = &service->curve;
	struct failed_peak peak = { 0 };

	for (uint32_t i = 0; i < curve->buckets; i++) {
		int64_t begin_us = curve->begin_us + i * curve->width_us;
		int64_t end_us = begin_us + curve->width_us;

		if (end_us <= from_us || begin_us >= to_us)
			continue;
		double share = service_failed_share(service, begin_us, end_us);

		if (share > peak.share)
			peak = (struct failed_peak){ .share = share, .at_us = begin_us };
	}
	return peak;
}
