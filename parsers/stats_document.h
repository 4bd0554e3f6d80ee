/*
 * stats_document.h - counted statistics that are one JSON document and no lines: printed
 * as the table that csv-stats reads (docs/decisions/0011).
 *
 * Each kind is a const struct in a file of its own and a line in stats_documents.c.
 */
#ifndef PARSERS_STATS_DOCUMENT_H
#define PARSERS_STATS_DOCUMENT_H

#include "core/arena.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "core/zone.h"

#define STATS_DOCUMENT_MAX_BYTES ((size_t)64 << 20)

/* One document while it is printed. */
struct stats_printing {
	const char *path;        /* for messages */
	const struct zone *zone; /* of days and hours without an offset */
	struct arena *arena;
	struct text *table;
	struct error *error;
};

struct stats_document {
	const char *name, *summary, *follows;
	/* Whether the text is of this kind; looks at the front only. */
	bool (*recognise)(struct span front);
	/* Print it; FAULT_INPUT as "FILE: expected …" where it can't be. */
	bool (*print)(struct stats_printing *printing, const struct json_value *root);
};

/* NULL-terminated. */
extern const struct stats_document *const stats_documents[];

/* The kind of a document that begins like this; NULL where it is none. */
const struct stats_document *stats_document_recognise(struct span front);

/* The whole document as a table with a header. On false `table` is as it was, or part of it is
 * there. */
MUST_CHECK
bool stats_document_print(const struct stats_document *document, struct span text,
			  struct stats_printing *printing);

/*
 * A row. The header is "time,width,COUNT,bytes,status,service", which must have been
 * printed by stats_header: `count` is what was counted. Bytes -1 and status 0: not known.
 */
struct stats_row {
	int64_t time_us, width_us;
	uint64_t count;
	int64_t bytes;
	uint32_t status;
	struct span service; /* size 0: of none in particular */
};

void stats_header(struct stats_printing *printing, const char *count);
void stats_row(struct stats_printing *printing, const struct stats_row *row);

/* A whole number, as JSON or as a string of digits; false with the error filled. */
MUST_CHECK
bool stats_number(struct stats_printing *printing, const struct json_value *value, const char *path,
		  uint64_t *out);

/* "20140222", "2014022217", "201402221917" with the width that its length tells. */
MUST_CHECK
bool stats_compact_time(struct stats_printing *printing, struct span text, int64_t *time_us,
			int64_t *width_us);

extern const struct stats_document stats_goaccess, stats_wikimedia, stats_prometheus, stats_matomo,
	stats_cloudflare;

#endif
