/*
 * registry.h - the parsers there are, by name, and which one a sample is of.
 */
#ifndef PARSERS_REGISTRY_H
#define PARSERS_REGISTRY_H

#include "core/error.h"
#include "core/span.h"
#include "seiche/parser.h"

/* The built-in parsers, NULL-terminated, in the order of `formats list`. (builtin.c) */
extern const struct seiche_parser *const parsers_builtin[];

/* The parser of that name, or NULL. */
const struct seiche_parser *registry_find(const char *name);

/* How well one parser reads a sample. */
struct verdict {
	const struct seiche_parser *parser;
	uint32_t lines, events, continued, rejected;
	uint32_t score;            /* 0..100: share of lines that are events or continue one, rounded down;
				      0 where no line is an event */
	uint32_t first_rejected;   /* line in the sample, from 1; 0 where none was */
	struct span first_text;    /* that line, borrowed from the sample */
	const char *why;           /* static reason: of open, or of the first reject */
	int64_t from_us, to_us;    /* of the events; TIME_UNKNOWN */
};

/* The services that parsers may use, from core/clock. */
extern const struct seiche_host parser_host;

#define VERDICTS_MAX 64

/*
 * Try every parser on `sample` (whole lines from the start of a source; blank
 * lines don't count). Fills `verdict` best first (by score, then rank, then
 * order of the table) and returns how many there are.
 */
uint32_t registry_judge(const struct seiche_source *source, struct span sample,
			struct verdict verdict[VERDICTS_MAX]);

/* Below this score a source is of no known format. */
#define SCORE_MIN 50

#endif
