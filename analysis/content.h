/*
 * content.h - words that an outage shares with what a spike's visitors asked for.
 *
 * Words are runs of letters, digits and bytes past ASCII, case-folded, of four
 * letters or more, without words that every outage or address has. Looked for in
 * pages, referring hosts and search words.
 */
#ifndef ANALYSIS_CONTENT_H
#define ANALYSIS_CONTENT_H

#include "analysis/explain.h"
#include "core/intern.h"

/* Each word of a spike's excess and the share that carries it. */
struct content {
	struct intern words;
	double (*share)[DIMENSIONS]; /* by id of words */
	size_t room;
};

void content_build(struct content *content, const struct excess *excess, struct arena *arena);

/*
 * The share of the spike's excess with a word of the outage, by the best word in the
 * best dimension: a lower bound, since nobody is counted twice. Words of the spike's
 * own service say nothing and don't count. `words` gets those with a share of 5 % or
 * more, "whatsapp, down", NULL where there are none.
 */
double content_shared(const struct content *content, const char *own_service,
		      const char *outage_service, const char *title, struct arena *arena,
		      const char **words);

#endif
