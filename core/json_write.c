/* json_write.c - the streaming writer: valid JSON, safe in HTML, whatever the bytes. */
#include "core/json.h"

#include "core/clock.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void json_write_init(struct json_writer *json, bool pretty,
		     void (*put)(void *to, const char *bytes, size_t size), void *to)
{
	*json = (struct json_writer){ .put = put, .to = to, .pretty = pretty };
}

static void put(struct json_writer *json, struct span bytes)
{
	if (bytes.size)
		json->put(json->to, bytes.at, bytes.size);
}

static void new_line(struct json_writer *json)
{
	static const char spaces[2 * JSON_DEPTH_MAX + 1] =
		"                                                                "
		"                                                                ";

	if (!json->pretty)
		return;
	put(json, SPAN("\n"));
	put(json, span_of(spaces, (size_t)json->depth * 2));
}

/* What stands before a key or a value: a comma, a new line, or nothing. */
static void begin(struct json_writer *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->filled[json->depth])
		put(json, SPAN(","));
	json->filled[json->depth] = true;
	if (json->depth)
		new_line(json);
}

static void open(struct json_writer *json, struct span bracket)
{
	begin(json);
	put(json, bracket);
	invariant(json->depth + 1 < JSON_DEPTH_MAX);
	json->filled[++json->depth] = false;
}

static void close(struct json_writer *json, struct span bracket)
{
	bool filled = json->filled[json->depth];

	invariant(json->depth > 0 && !json->after_key);
	json->depth--;
	if (filled)
		new_line(json);
	put(json, bracket);
}

void json_object(struct json_writer *json)
{
	open(json, SPAN("{"));
}

void json_array(struct json_writer *json)
{
	open(json, SPAN("["));
}

void json_close_object(struct json_writer *json)
{
	close(json, SPAN("}"));
}

void json_close_array(struct json_writer *json)
{
	close(json, SPAN("]"));
}

/* Whether a character can't stand as it is; U+2028 and U+2029 end a line of JavaScript. */
static bool needs_escape(uint32_t character)
{
	return character < 0x20 || character == '"' || character == '\\' || character == '<' ||
	       character == '>' || character == '&' || character == 0x7f || character == 0x2028 ||
	       character == 0x2029;
}

static void put_escape(struct json_writer *json, uint32_t character)
{
	static const char letters[] = "\"\"\\\\\nn\tt\rr\bb\ff";
	char text[8];

	for (size_t i = 0; letters[i]; i += 2) {
		if (character == (unsigned char)letters[i]) {
			put(json, span_of((char[]){ '\\', letters[i + 1] }, 2));
			return;
		}
	}
	snprintf(text, sizeof(text), "\\u%04x", (unsigned)(character & 0xffff));
	put(json, span_text(text));
}

static void put_string(struct json_writer *json, struct span text)
{
	const char *at = text.at, *end = at + text.size, *plain = at;

	put(json, SPAN("\""));
	while (at < end) {
		uint32_t character = 0xfffd;
		size_t size = text_read_character(span_of(at, (size_t)(end - at)), &character);

		if (size && !needs_escape(character)) {
			at += size;
			continue;
		}
		put(json, span_of(plain, (size_t)(at - plain)));
		if (size)
			put_escape(json, character);
		else
			put(json, SPAN("\xef\xbf\xbd"));
		at += MAX(size, (size_t)1);
		plain = at;
	}
	put(json, span_of(plain, (size_t)(end - plain)));
	put(json, SPAN("\""));
}

void json_key(struct json_writer *json, const char *key)
{
	invariant(!json->after_key);
	begin(json);
	put_string(json, span_text(key));
	put(json, json->pretty ? SPAN(": ") : SPAN(":"));
	json->after_key = true;
}

void json_null(struct json_writer *json)
{
	begin(json);
	put(json, SPAN("null"));
}

void json_bool(struct json_writer *json, bool value)
{
	begin(json);
	put(json, value ? SPAN("true") : SPAN("false"));
}

void json_text(struct json_writer *json, const char *text)
{
	if (text)
		json_span(json, span_text(text));
	else
		json_null(json);
}

void json_span(struct json_writer *json, struct span text)
{
	begin(json);
	put_string(json, text.at ? text : SPAN(""));
}

void json_integer(struct json_writer *json, int64_t value)
{
	char text[24];

	begin(json);
	snprintf(text, sizeof(text), "%" PRId64, value);
	put(json, span_text(text));
}

/*
 * "d.ddde±xx" with the fewest digits that read back the same, or with `digits`.
 * Whatever mark the locale puts behind the first digit, strtod expects the same.
 */
static void shortest(double value, int digits, char text[40])
{
	for (int i = 1; i <= digits; i++) {
		snprintf(text, 40, "%.*e", i - 1, value);
		if (strtod(text, NULL) == value)
			return;
	}
}

/* The digits of "d?ddde±xx" without the mark and the zeros at their end, and the exponent. */
static size_t take_apart(const char *text, char digit[32], int *exponent)
{
	size_t digits = 0;

	for (; *text && *text != 'e'; text++)
		if (*text >= '0' && *text <= '9' && digits < 31)
			digit[digits++] = *text;
	while (digits > 1 && digit[digits - 1] == '0')
		digits--;
	*exponent = *text ? atoi(text + 1) : 0;
	return digits;
}

void json_number(struct json_writer *json, double value, int digits)
{
	char text[40], digit[32], out[80];
	int exponent, used = 0;
	size_t count;

	if (!isfinite(value)) {
		json_null(json);
		return;
	}
	shortest(fabs(value), MAX(1, MIN(digits, 17)), text);
	count = take_apart(text, digit, &exponent);
	begin(json);
	if (value < 0)
		put(json, SPAN("-"));
	if (exponent < -6 || exponent > 20) {
		used = snprintf(out, sizeof(out), "%c%s%.*se%d", digit[0], count > 1 ? "." : "",
				(int)count - 1, digit + 1, exponent);
	} else if (exponent < 0) {
		used = snprintf(out, sizeof(out), "0.%.*s%.*s", -exponent - 1, "000000", (int)count,
				digit);
	} else {
		int whole = MIN((int)count, exponent + 1);

		used = snprintf(out, sizeof(out), "%.*s%.*s%s%.*s", whole, digit,
				exponent + 1 - whole, "000000000000000000000",
				(int)count > whole ? "." : "", (int)count - whole, digit + whole);
	}
	put(json, span_of(out, (size_t)used));
}

void json_time(struct json_writer *json, int64_t time_us)
{
	char text[CLOCK_TEXT_BYTES];

	if (time_us == TIME_UNKNOWN)
		json_null(json);
	else
		json_text(json, clock_write(time_us, text));
}
