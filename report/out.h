/*
 * out.h - a buffered writer with a sticky error; files are replaced atomically.
 *
 * A file is written as a hidden neighbour and renamed by out_close: an
 * interrupted run leaves either the old file or the new one. Writes after an
 * error do nothing; out_close reports the first. Whoever wants to outlive a broken
 * pipe ignores SIGPIPE.
 */
#ifndef REPORT_OUT_H
#define REPORT_OUT_H

#include "core/file.h"
#include "core/span.h"

struct text;

struct out {
	const struct file_ops *ops;
	int fd;
	bool broken_pipe; /* the reader went away: no error, but no more output */
	int error_number; /* first errno; 0 where all went well */
	char *path, *temporary; /* NULL for stdout */
	struct text *text;      /* instead of a descriptor */
	char *buffer;
	size_t used;
};

/* "-" is stdout. */
MUST_CHECK
bool out_open(struct out *out, const struct file_ops *ops, const char *path, struct error *error);

/* A writer into memory, for tests and for text inside other text: everything lands in `text`. */
void out_open_text(struct out *out, struct text *text);

void out_bytes(struct out *out, const char *bytes, size_t size);
void out_span(struct out *out, struct span text);
void out_text(struct out *out, const char *text);
void out_print(struct out *out, const char *format, ...) PRINTF_LIKE(2, 3);

/* Flush and, for a file, put it in its place. True also after a broken pipe. */
MUST_CHECK
bool out_close(struct out *out, struct error *error);

/* Drop what was written; a file's old content stays. */
void out_abandon(struct out *out);

/*
 * From a signal handler or before exit: remove the temporary files of all open
 * writers. Async-signal-safe.
 */
void out_abandon_all(void);

#endif
