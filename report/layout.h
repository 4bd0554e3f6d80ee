/*
 * layout.h - how many terminal columns text takes, and where a line of it ends.
 *
 * Works on escaped text: valid UTF-8 without control characters. Widths come from
 * a small table of its own rather than wcwidth(), which knows only the locale's
 * characters: combining marks take none, East Asian wide characters and emoji two,
 * all else one.
 */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "core/span.h"

uint32_t layout_width(struct span text);

/*
 * Take one line of at most `columns` off the front of `rest`: up to the last space
 * that fits, else through a word: behind the last '/', '-' or other joint in the
 * second half of the line, or else where the line is full. At least one character
 * is taken. The space at which it was cut goes with it and is not in the result.
 */
struct span layout_line(struct span *rest, uint32_t columns);

#endif
