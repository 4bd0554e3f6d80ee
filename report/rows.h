/*
 * rows.h - the objects of the JSON report, field by field: the one place that
 * knows their names. JSON and JSON lines print them as they are, CSV flattens
 * them (docs/REPORT_SCHEMA.md).
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "core/json.h"
#include "core/text.h"
#include "report/format.h"

enum record_form {
	RECORD_JSON,
	RECORD_CSV_NAMES, /* of the fields: the header line */
	RECORD_CSV_VALUES,
};

/*
 * Where a row goes. In CSV the fields of an inner object become "outer.inner",
 * and an array becomes JSON text in one cell.
 */
struct record {
	enum record_form form;
	struct out *out;
	struct json_writer json; /* of the document, or of the array in a cell */
	struct out cell_out;
	struct text cell;
	const char *outer;     /* name of the object that is open inside the row */
	uint32_t depth, array; /* CSV: objects that are open; arrays that are open */
	bool filled;           /* CSV: there is a cell before */
};

void record_init(struct record *record, enum record_form form, bool pretty, struct out *out);
void record_release(struct record *record);

/* `key` is NULL for a whole row and for what stands in an array. */
void record_object(struct record *record, const char *key);
void record_end_object(struct record *record);
void record_array(struct record *record, const char *key);
void record_end_array(struct record *record);
void record_text(struct record *record, const char *key, const char *text);
void record_time(struct record *record, const char *key, int64_t time_us);
void record_bool(struct record *record, const char *key, bool value);
void record_integer(struct record *record, const char *key, uint64_t value);
/* Whole numbers exactly, others with six significant digits; NAN is null. */
void record_number(struct record *record, const char *key, double value);
void record_null(struct record *record, const char *key);

/* The objects of the contract. */
void row_entry(struct record *record, const struct entry *entry);
void row_spike(struct record *record, const struct spike *spike);
void row_outage(struct record *record, const struct outage *outage);
void row_link(struct record *record, const struct link *link);
void row_bucket(struct record *record, const struct service *service, uint32_t bucket);
void row_incident(struct record *record, const struct incident *incident);
void row_service(struct record *record, const struct service *service);
void row_source(struct record *record, const struct source_facts *source);

/* Parts of such objects. */
void row_id(struct record *record, const char *key, char letter, uint32_t id);
void row_evidence(struct record *record, const struct evidence *evidence); /* path, line */

/* The members of the document of `explain`. (rows_account.c) */
void row_account(struct record *record, const struct findings *findings);

/* What the formats of rows write of a view: of the report, its timeline. */
enum view rows_view(enum view view);

/* Every row of a view other than the report, each followed by `end` (may be NULL). */
void rows_write(struct record *record, enum view view, const struct findings *findings,
		void (*end)(struct record *record));

/* Name of a view's member in a JSON document: "spikes", "timeline". */
const char *view_member(enum view view);

#endif
