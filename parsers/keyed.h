/*
 * keyed.h - fields by the names that loggers and servers give them, for formats that
 * name their fields: JSON lines, logfmt, journal exports.
 */
#ifndef PARSERS_KEYED_H
#define PARSERS_KEYED_H

#include "parsers/line.h"

enum key {
	KEY_NONE,
	KEY_TIME,
	KEY_LATE_TIME, /* of the end, or of the writing: counts where there is no other */
	KEY_LEVEL,
	KEY_PRIORITY, /* RFC 5424's number */
	KEY_SEVERITY, /* one letter: I W E F D */
	KEY_MESSAGE,
	KEY_HOST,
	KEY_SERVICE,
	KEY_PROGRAM,
	KEY_CLIENT,
	KEY_USER,
	KEY_METHOD,
	KEY_TARGET,
	KEY_REQUEST, /* "GET / HTTP/1.1", or an object whose host is the service */
	KEY_STATUS,
	KEY_BYTES,
	KEY_LASTS,    /* seconds, or with a unit: "18ms" */
	KEY_DURATION, /* the same, but a whole number without quotes is milliseconds */
	KEY_MILLIS,
	KEY_MICROS,
	KEY_NANOS,
	KEY_REFERRER,
	KEY_AGENT,
	KEY_INSIDE, /* an object whose members count as the line's own */
};

enum key keyed_key(struct span name);

/*
 * Names that were met and what they mean, by a hash of their first bytes, and which
 * of them stood where in the line before: writers keep an order, so the next name
 * is mostly known before its end is found. All zero is ready to use.
 */
#define KEYED_NAME_BYTES 24 /* of a name and its quote; longer ones are not kept */
#define KEYED_NAMES 64
#define KEYED_PLACES 32

/* Beside SEICHE_… fields: whatever is wanted. */
#define KEYED_ALWAYS (UINT32_C(1) << 31)

struct keyed_name {
	uint64_t word[KEYED_NAME_BYTES / 8]; /* the name, its quote, whatever followed */
	uint64_t mask;                       /* the bytes that count in the last word */
	uint32_t fields;                     /* that it may set, or KEYED_ALWAYS */
	uint8_t words;                       /* 0: free */
	uint8_t size;                        /* without the quote */
	uint8_t key;
};

struct keyed_names {
	struct keyed_name name[KEYED_NAMES];
	uint8_t place[KEYED_PLACES]; /* which of them stood there */
};

static inline uint64_t keyed_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* Whether the name with its quote stands at `at`. Reads KEYED_NAME_BYTES from there. */
static inline bool keyed_name_is(const struct keyed_name *name, const char *at)
{
	uint32_t last = name->words - 1u;

	if (!name->words)
		return false;
	for (uint32_t i = 0; i < last; i++)
		if (keyed_word(at + 8 * (size_t)i) != name->word[i])
			return false;
	return ((keyed_word(at + 8 * (size_t)last) ^ name->word[last]) & name->mask) == 0;
}

/*
 * The same as keyed_key for a name that a quote follows, as the line's member number
 * `place` (KEYED_PLACES: any). `fields` are those that it may set. Reads
 * KEYED_NAME_BYTES from its start.
 */
enum key keyed_names_key(struct keyed_names *names, uint32_t place, struct span name,
			 uint32_t *fields);

/* What is known of a line's time while its fields come in any order. */
struct keyed_time {
	bool timed, late;
};

/* Set the row's field of that key. `number`: the value stood without quotes. */
void keyed_take(struct line *line, struct keyed_time *time, enum key key, bool number,
		struct span text);

/* The same for a whole number of at most 15 digits, for keys of counts; false: ask keyed_take. */
bool keyed_take_whole(struct line *line, enum key key, uint64_t number);

/*
 * When all was taken: what has a status is a request, and of one that names its method and
 * target the status alone says whether it failed. Caddy logs each from 400 on as an error,
 * though it is the client's.
 */
void keyed_settle(struct line *line);

#endif
