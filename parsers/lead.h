/*
 * lead.h - what stands between the time stamp and the message of an application's line:
 * separators, numbers, threads in brackets, the level.
 */
#ifndef PARSERS_LEAD_H
#define PARSERS_LEAD_H

#include "parsers/line.h"

/* The bracket or quote that ends what this byte begins; 0 where it begins nothing. */
char lead_closing(char open);

bool lead_is_separator(char byte);

/* Separators at the front. */
void lead_separators(struct line *line);

/*
 * Set the level where one of the first tokens names it; what lies before it and the
 * separators behind it are taken then.
 */
void lead_level(struct line *line);

#endif
