/*
 * compose.h - findings -> document. All wording of the report lives in compose*.c.
 *
 * Words say what was measured and how sure it is: «coincides with», «began 7 min
 * after»; never what caused what.
 */
#ifndef REPORT_COMPOSE_H
#define REPORT_COMPOSE_H

#include "report/document.h"
#include "report/format.h"

/*
 * The whole report, in `arena`. Times are by `zone`. A draft has what a postmortem
 * needs besides: impact, blanks for people, the register of evidence.
 */
struct document compose_report(const struct findings *findings, const struct zone *zone, bool draft,
			       struct arena *arena);

/* What `explain` says of findings->account. (compose_account.c) */
struct document compose_account(const struct findings *findings, const struct zone *zone,
				bool draft, struct arena *arena);

/* The one of the two that a view asks for. */
struct document compose_view(const struct findings *findings, enum view view,
			     const struct zone *zone, bool draft, struct arena *arena);

/* What only a draft has. (compose_draft.c) */
void compose_story(struct document *document);
void compose_impact(struct document *document, const struct findings *findings);
void compose_blanks(struct document *document);

/* The register of what was cited, with what stands behind it; nothing where nothing was. */
void compose_evidence(struct document *document);

/* Parts of it. (compose_incident.c, compose_episode.c, compose_data.c) */
void compose_incident(struct document *document, const struct findings *findings,
		      const struct incident *incident);
void compose_spike(struct document *document, const struct findings *findings,
		   const struct spike *spike);
void compose_outage(struct document *document, const struct outage *outage);
void compose_services(struct document *document, const struct findings *findings);
void compose_sources(struct document *document, const struct findings *findings);
void compose_method(struct document *document, const struct findings *findings);

/* Sentences that are new in an episode, and what was told of before it. (compose_messages.c) */
void compose_templates(struct document *document, const struct template_new *template,
		       uint32_t templates);
void compose_precedents(struct fact_list *facts, const struct precedent *precedent,
			uint32_t precedents, int64_t from_us);

/* The incident's services with an episode, or all that have one; no heading where there are none.
 */
void compose_chart(struct document *document, const struct findings *findings, const char *heading,
		   int64_t from_us, int64_t to_us, const struct incident *incident);
/* An incident's id in a draft: the same as long as it is called by the same outage. */
const char *compose_incident_id(struct arena *arena, const char *part,
				const struct incident *incident);
bool compose_incident_has(const struct incident *incident, const char *service);

/* "messenger was down for 3 h 28 min; traffic spikes of blog and rival coincide with it" */
const char *compose_incident_sentence(struct arena *arena, const struct incident *incident);

/* The incident that the episode of an account belongs to; NULL: to none. */
const struct incident *compose_incident_of(const struct findings *findings,
					   const struct account *account);

/* "o1", "s1" */
const char *compose_outage_id(struct arena *arena, const struct outage *outage);
const char *compose_spike_id(struct arena *arena, const struct spike *spike);

#endif
