/* where_parts.h - what where.c compiles and where_run.c evaluates. */
#ifndef PARSERS_WHERE_PARTS_H
#define PARSERS_WHERE_PARTS_H

#include "core/address.h"
#include "parsers/pattern.h"
#include "parsers/where.h"

enum where_field {
	WHERE_STATUS,
	WHERE_BYTES,
	WHERE_DURATION,
	WHERE_LEVEL,
	WHERE_HOST,
	WHERE_SERVICE,
	WHERE_CLIENT,
	WHERE_USER,
	WHERE_METHOD,
	WHERE_PATH,
	WHERE_QUERY,
	WHERE_TARGET,
	WHERE_REFERRER,
	WHERE_AGENT,
	WHERE_PROGRAM,
	WHERE_TEXT,
	WHERE_FIELDS
};

enum where_operator {
	WHERE_EQUAL,
	WHERE_UNEQUAL,
	WHERE_LESS,
	WHERE_AT_MOST,
	WHERE_MORE,
	WHERE_AT_LEAST,
	WHERE_MATCHES,
	WHERE_MATCHES_NOT,
};

/* Fields up to WHERE_LEVEL are numbers: levels as 7 less their number, so that worse is more. */
static inline bool where_is_number(enum where_field field)
{
	return field <= WHERE_LEVEL;
}

#define WHERE_HOLDS UINT32_MAX /* places to go on at: it is decided */
#define WHERE_FAILS (UINT32_MAX - 1)

struct where_comparison {
	enum where_field field;
	enum where_operator operator;
	bool in_network; /* of a client: by `network` */
	uint32_t then, otherwise;
	uint64_t number;
	struct network network;
	struct span text;
	struct pattern *pattern;
};

struct where {
	const char *text;
	struct where_comparison comparison[WHERE_COMPARISONS_MAX];
	uint32_t comparisons, start; /* `start` is the place to begin at */
	uint32_t wanted, groups;
	struct pattern *pattern[WHERE_COMPARISONS_MAX]; /* all that was compiled */
	uint32_t patterns;
};

#endif
