/*
 * command.h - a command of the program: one const struct, one line in main.c.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "cmd/options.h"
#include "core/diag.h"

/* Exit statuses, as CONTRACT.md names them. */
enum status {
	STATUS_DONE = 0,
	STATUS_NOTHING = 1, /* done, but nothing was found */
	STATUS_USAGE = 2,   /* usage, or nothing could be read */
	STATUS_LOST = 3,    /* done, but some input could not be read whole */
};

struct command {
	const char *name;
	const char *usage;    /* what follows the name */
	const char *summary;  /* one line */
	const char *examples; /* lines, each "  seiche …\n" */
	uint32_t bit;         /* enum command_set */
	/* Runs with parsed options. Errors have been said on stderr when it returns. */
	enum status (*run)(const struct command *command, const struct options *options,
			   struct diag *diag, struct arena *arena);
};

/* NULL-terminated; in the order of the help. (main.c) */
extern const struct command *const commands[];

extern const struct command command_report, command_timeline, command_spikes, command_outages,
	command_links, command_buckets, command_explain, command_slice, command_check,
	command_formats, command_help;

/* A command's own help on `to`: examples first. (command_help.c) */
void command_describe(const struct command *command, FILE *to);
void commands_describe(FILE *to);

/* The version, and what it was built to unpack. */
void version_describe(FILE *to);

#endif
