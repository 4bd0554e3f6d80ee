/*
 * field_program.h - a format string, compiled: a handful of steps that read a line
 * from left to right, each a field with the bytes that stand behind it.
 *
 * No regular expression and no way back: a field ends where what follows it first
 * stands (for quoted fields: unescaped; before a number: with a digit behind it), so
 * a line costs what its bytes cost.
 */
#ifndef PARSERS_FIELD_PROGRAM_H
#define PARSERS_FIELD_PROGRAM_H

#include "parsers/field_parts.h"

/* Literal bytes, made for comparing: the first eight as a word. */
struct field_stop {
	uint64_t word, mask;
	const char *bytes;
	uint32_t size;
	uint32_t keep; /* of them, so many belong to the next field */
};

struct field_step {
	uint8_t kind;      /* enum field_kind */
	bool quoted;       /* ends at a quote that may stand escaped inside */
	bool before_number;
	bool strip_port;
	bool first_item;
	bool last;         /* of the program: its end is looked for from the end of the line */
	bool discards;     /* a stamp that is read only to get behind it */
	uint16_t form;     /* of a stamp */
	uint32_t bits;
	uint32_t per_s;
	const struct time_pattern *pattern;
	struct field_stop stop;
	const char *no_value, *no_stop; /* why a line is refused */
};

enum short_kind {
	SHORT_LEAD,
	SHORT_TEXT,
	SHORT_TWO_TEXTS, /* whose stops begin with the same byte */
	SHORT_QUOTED,  /* there is a byte in front of it */
	SHORT_REQUEST, /* the same, with a number behind its stop */
	SHORT_LIST,
	SHORT_CLF, /* by far the most common stamp, so its form is a constant */
	SHORT_STAMP,
	SHORT_STATUS,
	SHORT_STATUS_BYTES, /* with one byte between them */
	SHORT_BYTES,
	SHORT_DURATION,
	SHORT_END,
};

/* A step of the short way, or two: what most lines need of it, and nothing else. */
struct field_short {
	uint64_t word, mask; /* of the (last) stop */
	uint8_t kind;        /* enum short_kind */
	char first;          /* byte of the stop */
	uint8_t size;        /* of the stop, at most 8 */
	uint8_t advance;     /* over the stop */
	uint16_t form;
	uint32_t bits;
	const struct field_step *step; /* of which it is the short form */
};

struct field_program {
	struct field_stop lead;
	const struct field_step *step;
	uint32_t steps;
	/*
	 * Steps that every pass takes and every line must have. What stands behind them
	 * is looked at only where texts are wanted, and a line may be cut off there: so
	 * whether a line is an event does not depend on what is wanted of it.
	 */
	uint32_t needed;
	enum seiche_coding coding;
	bool resolves; /* the time is made of parts */
	const struct field_short *short_step; /* for [0, needed), up to SHORT_END; NULL: none */
	const char *no_lead;
	const char *columns; /* for people: a line each, its name and what it is taken for */
};

/*
 * Make a program of the parts. All of it lives in the parts' arena. FAULT_INPUT where
 * the parts can't be told apart or there is no time among them.
 */
MUST_CHECK
bool field_build(const struct format_parts *parts, const struct field_program **out,
		 struct error *error);

/* Give the program its short way, where its steps allow one; field_build() calls this. */
void field_shorten(struct field_program *program, struct arena *arena);

/* A parser that runs the program; texts are borrowed, the rest lives in `arena`. */
const struct seiche_parser *field_parser(const struct field_program *program, const char *name,
					 const char *summary, struct arena *arena);

#endif
