/*
 * field_parts.h - a format string taken apart: literal bytes, and fields with what
 * they mean. The readers of the dialects (nginx, Apache, goaccess) make it,
 * field_build.c makes a program of it.
 */
#ifndef PARSERS_FIELD_PARTS_H
#define PARSERS_FIELD_PARTS_H

#include "parsers/time_pattern.h"

#include "core/arena.h"
#include "seiche/parser.h"

enum field_kind {
	FIELD_TEXT,     /* up to what stands behind it */
	FIELD_LIST,     /* the same, but ", " and " : " inside do not end it: nginx's upstreams */
	FIELD_SPACES,   /* any number of them */
	FIELD_REQUEST,  /* "METHOD target PROTOCOL" */
	FIELD_STATUS,
	FIELD_BYTES,
	FIELD_DURATION, /* decimal, by `per_s` */
	FIELD_STAMP,    /* a time stamp in a form of core/clock */
	FIELD_PATTERN,  /* a time stamp or a part of one, by a pattern */
	FIELD_OFFSET,   /* an offset from UTC, or whatever stands there */
};

/* What a column of a log is taken for. */
struct field_meaning {
	enum field_kind kind;
	uint32_t bits;        /* SEICHE_… that it fills; 0: passed over */
	uint32_t worth;       /* of several that fill the same, the one of most worth is taken */
	uint32_t per_s;       /* durations: units in a second */
	enum clock_form form; /* of FIELD_STAMP */
	const char *pattern;  /* of FIELD_PATTERN */
	enum time_dialect dialect;
	bool slash;      /* begins with one, so that what stands before it needs no end */
	bool first_item; /* of a list of addresses, the first is meant */
};

struct format_part {
	struct span literal; /* of a literal part; else empty */
	struct span name;    /* of a field, as it was written: "$status", "%>s" */
	struct field_meaning means;
};

#define FORMAT_PARTS_MAX 256

struct format_parts {
	struct arena *arena;
	struct format_part *item;
	size_t count, room;
	enum seiche_coding coding; /* of texts */
	struct span nickname;      /* what the format calls itself; empty */
};

/* Add to the end; literals next to each other become one. */
void parts_literal(struct format_parts *parts, struct span bytes);
/* FAULT_LIMIT past FORMAT_PARTS_MAX. `name` must live as long as the parts. */
MUST_CHECK
bool parts_field(struct format_parts *parts, struct span name, struct field_meaning means,
		 struct error *error);

/*
 * The dialects. Each takes the string bare, or pasted whole with its directive, name
 * and quotes. FAULT_INPUT says which column is not understood and what there is.
 */
MUST_CHECK
bool format_nginx(struct span text, struct format_parts *out, struct error *error);
MUST_CHECK
bool format_apache(struct span text, struct format_parts *out, struct error *error);
/* `date` and `time` are what --date-format and --time-format say; NULL. */
MUST_CHECK
bool format_goaccess(struct span text, const char *date, const char *time,
		     struct format_parts *out, struct error *error);

#endif
