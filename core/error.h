/*
 * error.h - why something could not be done, in words a user can act on.
 *
 * A function that can fail takes a struct error last and returns false with it
 * filled in; on success it leaves the error alone, on failure its other outputs.
 * Texts are sentences without a final stop: "cannot open x.log: No such file".
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include "core/core.h"

enum fault {
	FAULT_NONE,
	FAULT_USAGE,   /* the command line asks for something that makes no sense */
	FAULT_INPUT,   /* a file does not hold what it should */
	FAULT_DAMAGED, /* an archive is cut off or corrupt; what precedes was used */
	FAULT_SYSTEM,  /* the system refused: open, read, write, thread */
	FAULT_LIMIT,   /* a named bound of seiche was reached */
	FAULT_PLUGIN,  /* a plug-in breaks its side of the interface */
};

struct error {
	enum fault fault;
	char text[512]; /* always terminated; cut with "..." when too long */
};

/* Fill `error`; always false, so that `return fail(...)` reads well. */
bool fail(struct error *error, enum fault fault, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with ": " and the text of errno, as FAULT_SYSTEM. */
bool fail_errno(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Put "context: " before a text that is there already; keeps its fault. Always false. */
bool error_within(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
