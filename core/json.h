/*
 * json.h - a pull reader over a span and a streaming writer (RFC 8259).
 *
 * The reader copies nothing: strings are spans of still-escaped bytes (decode
 * them with text_decode(TEXT_JSON)). It is strict about structure and lenient
 * about bytes: raw control characters and invalid UTF-8 inside strings pass, for
 * logs have both. Depth is capped at JSON_DEPTH_MAX.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include "core/error.h"
#include "core/text.h"

#define JSON_DEPTH_MAX 64

enum json_kind {
	JSON_END,    /* nothing more: the value was complete */
	JSON_BROKEN, /* not JSON; json_offset() says where */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_OBJECT, /* an object begins */
	JSON_ARRAY,  /* an array begins */
	JSON_CLOSE,  /* the innermost object or array ends */
};

struct json {
	const char *start, *at, *end;
	uint8_t depth;
	bool object[JSON_DEPTH_MAX]; /* what is open at each depth */
	uint8_t expects;             /* private: what may come next */
	struct span key;             /* of the value just returned, inside an object; still escaped;
	                                NULL outside one and for JSON_CLOSE */
	struct span text;            /* of a string (inside the quotes) or number */
};

void json_init(struct json *json, struct span text);

/* The next value, beginning or end. In an object, `key` belongs to the value returned. */
enum json_kind json_next(struct json *json);

/* After JSON_OBJECT or JSON_ARRAY: pass over all of it. False where it is broken. */
bool json_skip(struct json *json);

/* Where the reader stands, in bytes from the start. */
size_t json_offset(const struct json *json);

/* After JSON_BROKEN: does the text end inside of a value, so that more of it might mend it? */
bool json_is_cut_off(const struct json *json);

/*
 * A tree of one small document (a feed, a configuration), for readers that must
 * look at keys in any order. All of it lives in `arena`; strings are decoded.
 */
struct json_value {
	enum json_kind kind; /* NULL FALSE TRUE NUMBER STRING OBJECT ARRAY */
	struct span text;    /* of strings (decoded, terminated) and numbers */
	size_t offset;       /* in the document, for messages */
	const char *key;     /* in an object */
	struct json_value *first, *next; /* children; siblings */
	uint32_t count;      /* of children */
};

struct arena;

/* FAULT_INPUT with "byte N: …" where it is not one JSON value with white space around. */
MUST_CHECK
bool json_read(struct span text, struct arena *arena, struct json_value **out, struct error *error);

/* The first member of that name of an object; NULL where there is none, or `object` is NULL or none. */
const struct json_value *json_member(const struct json_value *object, const char *key);

/* The terminated text of a string member; NULL where there is none or it is another kind. */
const char *json_member_text(const struct json_value *object, const char *key);

/*
 * The writer: calls nest as the values do, commas and indentation come by
 * themselves. Text is written as valid JSON whatever bytes it holds (invalid
 * UTF-8 becomes U+FFFD, and <, >, &, U+2028, U+2029 are escaped, so the result
 * may stand in HTML). Numbers are locale-free; NaN and infinities become null.
 */
struct json_writer {
	void (*put)(void *to, const char *bytes, size_t size);
	void *to;
	uint8_t depth;
	bool pretty;                   /* one member a line, two spaces a level */
	bool filled[JSON_DEPTH_MAX];   /* something was written at this depth */
	bool after_key;
};

void json_write_init(struct json_writer *json, bool pretty,
		     void (*put)(void *to, const char *bytes, size_t size), void *to);
void json_object(struct json_writer *json);
void json_array(struct json_writer *json);
void json_close_object(struct json_writer *json);
void json_close_array(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);
void json_null(struct json_writer *json);
void json_bool(struct json_writer *json, bool value);
void json_text(struct json_writer *json, const char *text); /* NULL is null */
void json_span(struct json_writer *json, struct span text);
void json_integer(struct json_writer *json, int64_t value);
/* The shortest decimal with at most `digits` significant digits. */
void json_number(struct json_writer *json, double value, int digits);
/* RFC 3339; TIME_UNKNOWN is null. */
void json_time(struct json_writer *json, int64_t time_us);

#endif
