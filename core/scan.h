/*
 * scan.h - finding bytes at the speed of memory.
 *
 * The work is done by one of several kernels, the fastest that was compiled in and
 * that the processor can run, unless scan_choose asked for another.
 */
#ifndef CORE_SCAN_H
#define CORE_SCAN_H

#include "core/error.h"

/* Bytes behind a buffer that may be read (never used) by the kernels here. */
#define SCAN_PADDING 64

/* One way to do it; see scan_lines. */
struct scan_kernel {
	const char *name;
	bool (*usable)(void); /* whether this processor can run it */
	uint32_t (*lines)(const char *bytes, uint32_t size, uint32_t *line);
};

/* All that were compiled in, the fastest first, NULL-terminated. The last one runs everywhere. */
extern const struct scan_kernel *const scan_kernels[];

/*
 * Settle which kernel does the work; once, before threads are started. FAULT_USAGE
 * where there is none of that name or the processor can't run it; NULL or "" is the
 * fastest that it can.
 */
MUST_CHECK
bool scan_choose(const char *name, struct error *error);

/*
 * Write the start offset of each line of `bytes` to `line` and `size` behind the
 * last; a last line without a newline counts. Returns the number of lines. `line`
 * needs room for as many offsets as there are newlines, plus 2.
 */
uint32_t scan_lines(const char *bytes, uint32_t size, uint32_t *line);

#endif
