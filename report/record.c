/* record.c - one field after the other, as JSON or as cells of CSV; see rows.h. */
#include "report/rows.h"

#include "core/clock.h"
#include "report/escape.h"

#include <inttypes.h>
#include <math.h>

#define CELL_CAP (16u << 20)
#define EXACT_MAX 9007199254740992.0 /* 2^53: every whole number below is exact */

static void put_out(void *to, const char *bytes, size_t size)
{
	out_bytes(to, bytes, size);
}

void record_init(struct record *record, enum record_form form, bool pretty, struct out *out)
{
	*record = (struct record){ .form = form, .out = out };
	text_init(&record->cell, CELL_CAP);
	if (form == RECORD_JSON)
		json_write_init(&record->json, pretty, put_out, out);
}

void record_release(struct record *record)
{
	text_release(&record->cell);
}

/* Whether a value is written as JSON: in JSON itself, and in an array inside a cell. */
static bool as_json(const struct record *record)
{
	return record->form == RECORD_JSON || record->array;
}

static void json_name(struct record *record, const char *key)
{
	if (key)
		json_key(&record->json, key);
}

/*
 * Begin a cell of CSV. True where its value is to be written: not in the header,
 * which gets the name instead.
 */
static bool cell_begins(struct record *record, const char *key)
{
	if (record->filled)
		out_text(record->out, ",");
	record->filled = true;
	if (record->form == RECORD_CSV_VALUES)
		return true;
	if (record->outer)
		out_print(record->out, "%s.", record->outer);
	out_text(record->out, key);
	return false;
}

void record_object(struct record *record, const char *key)
{
	if (as_json(record)) {
		json_name(record, key);
		json_object(&record->json);
		return;
	}
	if (!record->depth++)
		record->filled = false;
	record->outer = key;
}

void record_end_object(struct record *record)
{
	if (as_json(record)) {
		json_close_object(&record->json);
		return;
	}
	record->outer = NULL;
	if (!--record->depth)
		out_text(record->out, "\r\n");
}

void record_array(struct record *record, const char *key)
{
	if (record->form == RECORD_JSON) {
		json_name(record, key);
		json_array(&record->json);
		return;
	}
	if (!record->array++) {
		(void)cell_begins(record, key);
		text_clear(&record->cell);
		out_open_text(&record->cell_out, &record->cell);
		json_write_init(&record->json, false, put_out, &record->cell_out);
	} else {
		json_name(record, key);
	}
	json_array(&record->json);
}

void record_end_array(struct record *record)
{
	json_close_array(&record->json);
	if (record->form == RECORD_JSON || --record->array)
		return;
	if (record->form == RECORD_CSV_VALUES)
		escape_csv(record->out, text_span(&record->cell));
}

void record_text(struct record *record, const char *key, const char *text)
{
	if (as_json(record)) {
		json_name(record, key);
		json_text(&record->json, text);
	} else if (cell_begins(record, key) && text) {
		escape_csv(record->out, span_text(text));
	}
}

void record_time(struct record *record, const char *key, int64_t time_us)
{
	char text[CLOCK_TEXT_BYTES];

	if (as_json(record)) {
		json_name(record, key);
		json_time(&record->json, time_us);
	} else if (cell_begins(record, key) && time_us != TIME_UNKNOWN) {
		out_text(record->out, clock_write(time_us, text));
	}
}

void record_bool(struct record *record, const char *key, bool value)
{
	if (as_json(record)) {
		json_name(record, key);
		json_bool(&record->json, value);
	} else if (cell_begins(record, key)) {
		out_text(record->out, value ? "true" : "false");
	}
}

void record_integer(struct record *record, const char *key, uint64_t value)
{
	if (as_json(record)) {
		json_name(record, key);
		json_integer(&record->json, (int64_t)MIN(value, (uint64_t)INT64_MAX));
	} else if (cell_begins(record, key)) {
		out_print(record->out, "%" PRIu64, value);
	}
}

void record_number(struct record *record, const char *key, double value)
{
	bool whole = fabs(value) < EXACT_MAX && value == nearbyint(value);

	if (as_json(record)) {
		json_name(record, key);
		if (whole)
			json_integer(&record->json, (int64_t)value);
		else
			json_number(&record->json, value, 6);
	} else if (cell_begins(record, key) && isfinite(value)) {
		/* The writer's digits, so that JSON and CSV agree to the byte. */
		struct json_writer number;

		json_write_init(&number, false, put_out, record->out);
		if (whole)
			json_integer(&number, (int64_t)value);
		else
			json_number(&number, value, 6);
	}
}

void record_null(struct record *record, const char *key)
{
	record_text(record, key, NULL);
}
