/*
 * postgres.h - what PostgreSQL's logs share, whichever of its three forms they are in.
 */
#ifndef PARSERS_POSTGRES_H
#define PARSERS_POSTGRES_H

#include "parsers/line.h"

/*
 * The level that a severity names; false where it names none. SEICHE_LEVEL_NONE where such
 * a line belongs to the message before it: DETAIL, HINT, STATEMENT …
 */
bool postgres_severity(struct span name, uint8_t *level);

/* Set the duration where the message says one: "duration: 12.345 ms  statement: …" */
void postgres_duration(struct line *line, struct span message);

#endif
