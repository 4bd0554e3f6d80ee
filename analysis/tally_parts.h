/* tally_parts.h - what the files of the tally share. */
#ifndef ANALYSIS_TALLY_PARTS_H
#define ANALYSIS_TALLY_PARTS_H

#include "analysis/tally.h"

/* Free a service's pages of durations; or all, and do without any from now on. */
void latencies_forget(struct tally_service *service);
void latencies_give_up(struct tally *tally);

/* Move the pages of a service to the one that is `to` of another tally, which counts no more. */
void latencies_join(struct tally *into, uint32_t to, struct tally_service *service);

#endif
