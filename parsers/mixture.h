/*
 * mixture.h - one parser of several, for a source whose lines are of several formats.
 *
 * Each line stands alone. Members are asked by rank: the line is what the first says that
 * takes it as an event or, being specific, for a part of the event before it; else it
 * belongs to the event before it where any member says so; else it is rejected for the
 * first member's reason. Of one member records may be several lines: they reach as far as
 * no other member finds an event in them. So the outcome does not depend on where chunks
 * are cut.
 */
#ifndef PARSERS_MIXTURE_H
#define PARSERS_MIXTURE_H

#include "parsers/judge.h"

/* The parser, named "a+b", in `arena`. The members are put in the order of their rank. */
const struct seiche_parser *mixture_make(struct member *member, uint32_t members,
					 struct arena *arena);

/*
 * The parser of a source whose first format is known, and of another that part of it turned
 * out to be in: the first is asked first, whatever their ranks. With `rest` what it reads
 * is taken for a part of something, so that events are those of the other alone.
 */
const struct seiche_parser *mixture_then(const struct member member[2], bool rest,
					 struct arena *arena);

#endif
