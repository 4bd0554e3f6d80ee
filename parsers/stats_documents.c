/* stats_documents.c - see stats_document.h: the table of kinds, and what all of them print with. */
#include "parsers/stats_document.h"

#include "core/clock.h"
#include "core/utf16.h"
#include "parsers/feed_document.h"
#include "parsers/stats.h"

#include <inttypes.h>

const struct stats_document *const stats_documents[] = {
	/* clang-format off */
	&stats_goaccess,
	&stats_wikimedia,
	&stats_prometheus,
	&stats_matomo,
	&stats_cloudflare,
	NULL,
	/* clang-format on */
};

const struct stats_document *stats_document_recognise(struct span front)
{
	struct arena arena = { 0 };
	struct span text = utf16_to_utf8(front, &arena);
	const struct stats_document *const *document = stats_documents;

	while (*document && !(*document)->recognise(text))
		document++;
	arena_release(&arena);
	return *document;
}

bool stats_document_print(const struct stats_document *document, struct span text,
			  struct stats_printing *printing)
{
	struct json_value *root;

	if (!json_read(utf16_to_utf8(text, printing->arena), printing->arena, &root,
		       printing->error))
		return error_within(printing->error, "%s", printing->path);
	if (!document->print(printing, root))
		return false;
	if (printing->table->cut)
		return fail(printing->error, FAULT_LIMIT, "%s: its table is larger than %zu bytes",
			    printing->path, STATS_DOCUMENT_MAX_BYTES);
	return true;
}

void stats_header(struct stats_printing *printing, const char *count)
{
	text_print(printing->table, "time,width,%s,bytes,status,service\n", count);
}

void stats_row(struct stats_printing *printing, const struct stats_row *row)
{
	char time[CLOCK_TEXT_BYTES];
	struct text *table = printing->table;

	text_print(table, "%s,%" PRId64 ",%" PRIu64 ",", clock_write(row->time_us, time),
		   row->width_us / SECOND_US, row->count);
	if (row->bytes >= 0)
		text_print(table, "%" PRId64, row->bytes);
	text_byte(table, ',');
	if (row->status)
		text_print(table, "%u", row->status);
	text_byte(table, ',');
	if (row->service.size) {
		text_byte(table, '"');
		for (size_t i = 0; i < row->service.size; i++) {
			char byte = row->service.at[i];

			/* A quote or a line end would end the field or the row. */
			text_byte(table, byte == '"' || byte == '\n' || byte == '\r' ? ' ' : byte);
		}
		text_byte(table, '"');
	}
	text_byte(table, '\n');
}

bool stats_number(struct stats_printing *printing, const struct json_value *value, const char *path,
		  uint64_t *out)
{
	struct span text = feed_text(value, path);

	if (stats_count(text, false, out))
		return true;
	return fail(printing->error, FAULT_INPUT,
		    "%s: expected a whole number in '%s', found \"%.*s\"", printing->path, path,
		    (int)MIN(text.size, 40), text.size ? text.at : "");
}

bool stats_compact_time(struct stats_printing *printing, struct span text, int64_t *time_us,
			int64_t *width_us)
{
	const struct clock_context context = { .zone = zone_utc };
	uint64_t hour = 0, minute = 0;
	bool ok = text.size == 8 || text.size == 10 || text.size == 12;

	ok = ok && stats_time(span_of(text.at, 8), &context, time_us, NULL) &&
	     (text.size < 10 || span_number(span_of(text.at + 8, 2), &hour)) &&
	     (text.size < 12 || span_number(span_of(text.at + 10, 2), &minute)) && hour < 24 &&
	     minute < 60;
	if (!ok)
		return fail(printing->error, FAULT_INPUT,
			    "%s: expected a day, an hour or a minute as 201402221917, found "
			    "\"%.*s\"",
			    printing->path, (int)MIN(text.size, 40), text.size ? text.at : "");
	*time_us = zone_to_utc(printing->zone,
			       *time_us + (int64_t)hour * HOUR_US + (int64_t)minute * MINUTE_US);
	*width_us = text.size == 8 ? DAY_US : text.size == 10 ? HOUR_US : MINUTE_US;
	return true;
}
