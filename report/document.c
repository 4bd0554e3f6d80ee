/* document.c - see document.h. */
#include "report/document.h"

#include <math.h>

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

void fact_add(struct fact_list *facts, const char *label, const char *value)
{
	if (!value)
		return;
	facts->item = arena_grow(facts->arena, facts->item, facts->count, &facts->room,
				 sizeof(*facts->item));
	facts->item[facts->count++] = (struct fact){ .label = label, .value = value };
}

void document_facts(struct document *document, const struct fact_list *facts)
{
	struct block *block;

	if (!facts->count)
		return;
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

void table_tone(struct table_filler *filler, enum tone tone)
{
	filler->tone[filler->filled / filler->table.columns] = tone;
}

void document_table(struct document *document, struct table_filler *filler)
{
	struct block *block;

	if (!filler->filled)
		return;
	invariant(filler->filled % filler->table.columns == 0);
	block = block_add(document, BLOCK_TABLE);
	block->table = filler->table;
	block->table.tone = filler->tone;
	block->table.rows = (uint32_t)(filler->filled / filler->table.columns);
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
