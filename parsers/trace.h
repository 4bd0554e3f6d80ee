/*
 * trace.h - what a program prints besides its log when it fails: panics, tracebacks and
 * stack traces between the lines of a format that does not have such lines itself.
 */
#ifndef PARSERS_TRACE_H
#define PARSERS_TRACE_H

#include "core/span.h"

/*
 * Does the line look like a part of a trace of Go, Java, JavaScript, PHP, Python or Rust?
 * Lines that are indented do. To be asked of lines that are no records.
 */
bool trace_is_part(struct span line);

#endif
