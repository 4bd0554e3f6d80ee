/*
 * options.h - the command line: what it says, by the one table of options
 * (option_table.h).
 *
 * Parsing comes first and knows only syntax; request.h gives the words a meaning.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "core/arena.h"
#include "core/error.h"
#include "ingest/source.h"

#include <stdio.h>

/* Which commands take an option. */
enum command_set {
	FOR_REPORT = 1u << 0,
	FOR_TIMELINE = 1u << 1,
	FOR_SPIKES = 1u << 2,
	FOR_OUTAGES = 1u << 3,
	FOR_LINKS = 1u << 4,
	FOR_BUCKETS = 1u << 5,
	FOR_FORMATS = 1u << 6,
	FOR_HELP = 1u << 7,
	FOR_EXPLAIN = 1u << 8,
	FOR_FINDINGS = FOR_REPORT | FOR_TIMELINE | FOR_SPIKES | FOR_OUTAGES | FOR_LINKS |
		       FOR_BUCKETS | FOR_EXPLAIN,
	FOR_SLICE = 1u << 9,
	FOR_CHECK = 1u << 10,
	FOR_ANALYSING = FOR_FINDINGS | FOR_SLICE | FOR_CHECK,
	FOR_READING = FOR_ANALYSING | FOR_FORMATS,
	FOR_ALL = FOR_READING | FOR_HELP,
};

#define LISTED_MAX 256  /* values of an option that may be repeated */
#define OPTIONS_MAX 128 /* entries of the table */

/* [SERVICE=]FILE */
struct named_file {
	const char *service; /* NULL */
	const char *path;
};

struct named_list {
	struct named_file item[LISTED_MAX];
	uint32_t count;
};

struct value_list {
	const char *item[LISTED_MAX];
	uint32_t count;
};

/* What the command line says, still as text. NULL where nothing was said. */
struct options {
	struct value_list log_formats, nginx_confs, formats_dirs, zones, log_dates;
	const char *date_format, *time_format; /* of goaccess's log formats */
	const char *time_column, *count_column;
	struct source_request *source; /* also the plain words of commands without sources */
	uint32_t sources;
	struct value_list output, marks, plugins;
	struct named_list outages, windows;
	const char *format, *input_format, *since, *until, *bucket, *now, *jobs, *memory,
		*colour, *generate, *errors, *episode, *margin, *last, *warning, *critical, *check,
		*shape, *where, *redact;
	uint32_t quiet, verbose;
	bool names, no_progress, no_config, show_config, help, version;
	const char *origin[OPTIONS_MAX]; /* where each option of the table was last said; NULL:
					    nowhere */
};

/*
 * Parse what follows the command's name, on top of what `options` holds already
 * (settings, or zeros). `command` is its bit; options of other commands are refused
 * by name. FAULT_USAGE, with the nearest option where it may be a slip. Lists live
 * in `arena`; texts are argv's.
 */
MUST_CHECK
bool options_parse(int argc, char **argv, uint32_t command, struct arena *arena,
		   struct options *options, struct error *error);

/* The options of a command, two columns, for its help. */
void options_describe(uint32_t command, FILE *to);

#endif
