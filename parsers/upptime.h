/*
 * upptime.h - how Upptime says of a site that it is up or down, in commits and issues.
 */
#ifndef PARSERS_UPPTIME_H
#define PARSERS_UPPTIME_H

#include "core/span.h"

/*
 * Where what is said of a site begins: behind its name, " is up", " is down", " is
 * degraded", " has degraded performance", the last of them, for a name may hold one
 * too. NULL where nothing is said.
 */
const char *upptime_verb(struct span text);

#endif
