/*
 * diag.h - messages to the user, on stderr; progress, drawn only at a terminal.
 *
 * Layers below cmd do not print; what they have to say travels in a struct
 * diag that cmd hands them. One per program; safe to use from any thread.
 */
#ifndef CORE_DIAG_H
#define CORE_DIAG_H

#include "core/error.h"

#include <stdatomic.h>
#include <stdio.h>

enum diag_level { DIAG_ERROR, DIAG_WARN, DIAG_INFO, DIAG_DEBUG };

struct diag {
	FILE *to;              /* stderr; NULL prints nothing */
	enum diag_level level; /* what is at most printed */
	bool colour;
	bool json; /* one JSON object a line, for programs that watch */
	atomic_uint errors, warnings;
};

/*
 * Print "seiche: error: …" or "seiche: warning: …" on one line. Bytes that a
 * terminal could act on are made visible first, for texts may quote a log.
 */
void diag_print(struct diag *diag, enum diag_level level, const char *format, ...)
	PRINTF_LIKE(3, 4);

/*
 * Print why something failed, as an error. `at` is what it failed at (a command);
 * NULL where the text says all. As JSON it has level, code (usage, input, damaged,
 * system, limit, plugin), at and message.
 */
void diag_fault(struct diag *diag, const char *at, const struct error *error);

/* Print a text about a file that begins with "path: ". As JSON: level, file and message. */
void diag_file(struct diag *diag, enum diag_level level, const char *path, const char *text);

#define diag_error(diag, ...) diag_print(diag, DIAG_ERROR, __VA_ARGS__)
#define diag_warn(diag, ...) diag_print(diag, DIAG_WARN, __VA_ARGS__)
#define diag_info(diag, ...) diag_print(diag, DIAG_INFO, __VA_ARGS__)
#define diag_debug(diag, ...) diag_print(diag, DIAG_DEBUG, __VA_ARGS__)

/* Counters that workers add to once a batch and the drawing thread reads. */
struct progress {
	atomic_ullong bytes, lines;
	atomic_ullong total_bytes; /* on disk; 0 where not known */
	atomic_ullong read_bytes;  /* on disk, of the total */
	atomic_bool stop;          /* set by a signal handler: workers end early */
};

#endif
