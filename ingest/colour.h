/*
 * colour.h - lines that were written for a terminal, without what moves and colours it.
 */
#ifndef INGEST_COLOUR_H
#define INGEST_COLOUR_H

#include "core/core.h"

/* Is there a control sequence (ESC [ …, ECMA-48) in the bytes? */
bool colour_found(const char *bytes, uint32_t size);

/*
 * Take all of them out of the lines, in place: what follows moves to the front and the
 * room at the end of each line is filled with spaces. So lines, sizes and offsets stay
 * as they were.
 */
void colour_strip(char *bytes, uint32_t size);

#endif
