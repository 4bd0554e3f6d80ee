/*
 * scan.h - finding bytes at the speed of memory.
 */
#ifndef CORE_SCAN_H
#define CORE_SCAN_H

#include "core/core.h"

/* Bytes behind a buffer that may be read (never used) by the kernels here. */
#define SCAN_PADDING 64

/*
 * Write the start offset of each line of `bytes` to `line` and `size` behind the
 * last; a last line without a newline counts. Returns the number of lines. `line`
 * needs room for as many offsets as there are newlines, plus 2.
 */
uint32_t scan_lines(const char *bytes, uint32_t size, uint32_t *line);

/* The same without vector instructions, and the measure of the other. */
uint32_t scan_lines_plain(const char *bytes, uint32_t size, uint32_t *line);

#endif
