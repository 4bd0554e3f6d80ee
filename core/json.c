/*
 * json.c - the pull reader.
 *
 * A stack of one bit a level and a word for what may come next; no recursion, so
 * nesting costs nothing but the cap. Strings are found by their quotes with
 * memchr, each byte of the text being looked at a fixed number of times.
 */
#include "core/json.h"

/* What may come next. */
enum expects {
	EXPECT_VALUE,          /* at the start, after a comma of an array */
	EXPECT_VALUE_OR_CLOSE, /* [ was just read */
	EXPECT_KEY,            /* after a comma of an object */
	EXPECT_KEY_OR_CLOSE,   /* { was just read */
	EXPECT_COMMA_OR_CLOSE, /* after a value inside */
	EXPECT_END,            /* the value is complete */
	EXPECT_NOTHING,        /* it broke */
};

void json_init(struct json *json, struct span text)
{
	*json = (struct json){ .start = text.at, .at = text.at, .expects = EXPECT_VALUE };
	json->end = text.size ? text.at + text.size : text.at;
}

size_t json_offset(const struct json *json)
{
	return (size_t)(json->at - json->start);
}

static enum json_kind broken(struct json *json)
{
	json->expects = EXPECT_NOTHING;
	return JSON_BROKEN;
}

static void pass_space(struct json *json)
{
	while (json->at < json->end &&
	       (*json->at == ' ' || *json->at == '\t' || *json->at == '\n' || *json->at == '\r'))
		json->at++;
}

/* Pass over a string with both quotes; what is between them goes to `out`. */
static bool take_string(struct json *json, struct span *out)
{
	const char *start = json->at + 1, *at = start;

	if (json->at == json->end || *json->at != '"')
		return false;
	while (at < json->end && (at = memchr(at, '"', (size_t)(json->end - at)))) {
		const char *slash = at;

		/* Runs of backslashes are parted by quotes, so all of this is linear. */
		while (slash > start && slash[-1] == '\\')
			slash--;
		if ((at - slash) % 2 == 0) {
			*out = span_of(start, (size_t)(at - start));
			json->at = at + 1;
			return true;
		}
		at++;
	}
	return false;
}

/* "-", "12.", "1e+": a number that must go on. */
static bool is_unfinished_number(struct span rest)
{
	for (size_t i = 0; i < rest.size; i++)
		if (!memchr("0123456789.-+eE", rest.at[i], 15))
			return false;
	return !memchr("0123456789", rest.at[rest.size - 1], 10);
}

bool json_is_cut_off(const struct json *json)
{
	struct span rest = span_of(json->at, (size_t)(json->end - json->at)), inside;
	struct json copy = *json;

	if (!rest.size)
		return true;
	if (rest.at[0] == '"')
		return !take_string(&copy, &inside);
	return span_starts(SPAN("true"), rest) || span_starts(SPAN("false"), rest) ||
	       span_starts(SPAN("null"), rest) || is_unfinished_number(rest);
}

static const char *pass_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

static bool take_number(struct json *json)
{
	const char *at = json->at, *end = json->end, *digits;

	if (at < end && *at == '-')
		at++;
	digits = at;
	at = pass_digits(at, end);
	if (at == digits || (*digits == '0' && at - digits > 1))
		return false;
	if (at < end && *at == '.') {
		digits = at + 1;
		at = pass_digits(digits, end);
		if (at == digits)
			return false;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		digits = at;
		at = pass_digits(at, end);
		if (at == digits)
			return false;
	}
	json->text = span_of(json->at, (size_t)(at - json->at));
	json->at = at;
	return true;
}

static bool take_word(struct json *json, struct span word)
{
	if (!span_starts(span_of(json->at, (size_t)(json->end - json->at)), word))
		return false;
	json->at += word.size;
	return true;
}

static enum json_kind value_done(struct json *json, enum json_kind kind)
{
	json->expects = json->depth ? EXPECT_COMMA_OR_CLOSE : EXPECT_END;
	return kind;
}

static enum json_kind open(struct json *json, bool object)
{
	if (json->depth == JSON_DEPTH_MAX)
		return broken(json);
	json->at++;
	json->object[json->depth++] = object;
	json->expects = object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_kind close(struct json *json)
{
	json->at++;
	json->depth--;
	json->key = json->text = span_of(NULL, 0);
	return value_done(json, JSON_CLOSE);
}

static enum json_kind take_value(struct json *json)
{
	switch (json->at < json->end ? *json->at : '\0') {
	case '{':
		return open(json, true);
	case '[':
		return open(json, false);
	case '"':
		return take_string(json, &json->text) ? value_done(json, JSON_STRING)
						      : broken(json);
	case 't':
		return take_word(json, SPAN("true")) ? value_done(json, JSON_TRUE) : broken(json);
	case 'f':
		return take_word(json, SPAN("false")) ? value_done(json, JSON_FALSE) : broken(json);
	case 'n':
		return take_word(json, SPAN("null")) ? value_done(json, JSON_NULL) : broken(json);
	default:
		return take_number(json) ? value_done(json, JSON_NUMBER) : broken(json);
	}
}

static enum json_kind take_member(struct json *json)
{
	if (!take_string(json, &json->key))
		return broken(json);
	pass_space(json);
	if (json->at == json->end || *json->at != ':')
		return broken(json);
	json->at++;
	pass_space(json);
	return take_value(json);
}

enum json_kind json_next(struct json *json)
{
	bool object = json->depth && json->object[json->depth - 1];
	char front;

	if (json->expects == EXPECT_NOTHING)
		return JSON_BROKEN;
	pass_space(json);
	if (json->expects == EXPECT_END)
		return json->at == json->end ? JSON_END : broken(json);
	front = json->at < json->end ? *json->at : '\0';
	if (json->expects == EXPECT_COMMA_OR_CLOSE) {
		if (front == (object ? '}' : ']'))
			return close(json);
		if (front != ',')
			return broken(json);
		json->at++;
		pass_space(json);
		json->expects = object ? EXPECT_KEY : EXPECT_VALUE;
	} else if ((json->expects == EXPECT_KEY_OR_CLOSE && front == '}') ||
		   (json->expects == EXPECT_VALUE_OR_CLOSE && front == ']')) {
		return close(json);
	}
	json->text = span_of(NULL, 0);
	if (object)
		return take_member(json);
	json->key = span_of(NULL, 0);
	return take_value(json);
}

bool json_skip(struct json *json)
{
	int outside = json->depth - 1;
	enum json_kind kind;

	while (json->depth > outside && outside >= 0) {
		kind = json_next(json);
		if (kind == JSON_BROKEN || kind == JSON_END)
			return false;
	}
	return true;
}
