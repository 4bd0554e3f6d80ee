/*
 * format_string.h - parsers from the format strings of servers: nginx's log_format,
 * Apache's LogFormat, goaccess's --log-format. Which it is shows in the string.
 */
#ifndef PARSERS_FORMAT_STRING_H
#define PARSERS_FORMAT_STRING_H

#include "parsers/registry.h"

/* Longer ones are refused. */
#define FORMAT_BYTES_MAX 8192

struct format_string {
	struct span text;
	const char *date, *time; /* goaccess's --date-format and --time-format; NULL */
	const char *name;        /* of the parser; NULL: what the string calls itself, else "log-format" */
	const char *origin;      /* as in struct registered */
	bool preferred;
};

/*
 * Compile it and add it to the registry, in whose arena all of it lives. FAULT_INPUT
 * says which column is not understood and what there is; `out` may be NULL.
 */
MUST_CHECK
bool format_string_add(struct registry *registry, const struct format_string *format,
		       const struct seiche_parser **out, struct error *error);

#endif
