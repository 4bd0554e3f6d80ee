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

/*
 * The words that it is worth to know the share of: those of outages' services and titles, for
 * content_shared asks for no others. `words` are of whom asks.
 */
void content_ask(struct intern *words, const struct outage *outage, uint32_t outages,
		 struct arena *arena);

/* Each such word of a spike's excess and the share that carries it. */
struct content {
	struct intern words;
	double (*share)[DIMENSIONS]; /* by id of words */
	size_t room;
};

/* Words that are not among those `asked` are left out. */
void content_build(struct content *content, const struct excess *excess, const struct intern *asked,
		   struct arena *arena);

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
