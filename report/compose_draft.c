/*
 * compose_draft.c - what a postmortem has beyond a report: impact in numbers, and
 * blanks for what only people know. seiche never writes a cause.
 */
#include "report/compose.h"
#include "report/words.h"

#include <math.h>

static const char *outage_sum(struct arena *arena, const struct findings *findings, bool failed)
{
	double sum = 0;
	uint32_t count = 0;

	for (uint32_t i = 0; i < findings->outages; i++) {
		const struct outage *outage = &findings->outage[i];
		double events = failed ? outage->failed_events : outage->lost_events;

		if (!isfinite(events) || events <= 0)
			continue;
		sum += events;
		count++;
	}
	if (!count)
		return NULL;
	return arena_print(arena, "%s in %s", words_plural(arena, sum, "event", "events"),
			   words_plural(arena, count, "outage", "outages"));
}

static const char *excess_sum(struct arena *arena, const struct findings *findings)
{
	double sum = 0;

	for (uint32_t i = 0; i < findings->spikes; i++)
		if (isfinite(findings->spike[i].excess))
			sum += findings->spike[i].excess;
	if (sum <= 0)
		return NULL;
	return arena_print(
		arena, "%s more than expected in %s", words_plural(arena, sum, "event", "events"),
		words_plural(arena, findings->spikes, "traffic spike", "traffic spikes"));
}

void compose_impact(struct document *document, const struct findings *findings)
{
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };

	document_part(document, "impact");
	fact_add(&facts, "Failed", outage_sum(arena, findings, true));
	fact_add_as(&facts, ORIGIN_DERIVED, "Lost", outage_sum(arena, findings, false));
	fact_add_as(&facts, ORIGIN_DERIVED, "Extra traffic", excess_sum(arena, findings));
	for (uint32_t i = 0; i < findings->services; i++) {
		const struct service *service = &findings->service[i];

		if (service->downtime_s > 0)
			fact_add(&facts, "Down",
				 arena_print(arena, "%s for %s", service->name,
					     words_seconds(arena, service->downtime_s)));
	}
	document_heading(document, 2, TONE_PLAIN, "Impact");
	if (!facts.count)
		document_paragraph(document, "Nothing failed or was lost as far as the logs tell.");
	document_facts(document, &facts);
	document_blank(document, "affected", "Who was affected",
		       "users, customers and money, in numbers that logs do not hold");
}

void compose_story(struct document *document)
{
	document_blank(document, "story", "What happened",
		       "two or three sentences for somebody who was not there");
}

static void compose_actions(struct document *document)
{
	static const struct column columns[] = { { .title = "Action" },
						 { .title = "Prevents, detects or mitigates" },
						 { .title = "Owner" },
						 { .title = "Due" } };
	struct table_filler table =
		table_begin(document->arena, "Actions", columns, LENGTH(columns), 1);

	table_add(&table, "");
	table_add(&table, "");
	table_add(&table, "");
	table_add(&table, "");
	document_blank_table(document, "actions", "Actions",
			     "what will be done, by whom and when; replace this line", &table);
}

void compose_blanks(struct document *document)
{
	document_blank(document, "noticed", "How it was noticed",
		       "by whom or by which alert, and how it could have been noticed earlier");
	document_blank(document, "response", "What was done", "who did what, and what it changed");
	document_blank(document, "cause", "Cause",
		       "the contributing factors; \"preceded by\" above names candidates, no more");
	document_blank(document, "lessons", "Lessons",
		       "what went well, what went badly, where luck helped");
	compose_actions(document);
}

void compose_evidence(struct document *document)
{
	if (!document->cites)
		return;
	document_part(document, "evidence");
	document_heading(document, 2, TONE_PLAIN, "Evidence");
	document_paragraph(document,
			   "Unmarked facts were counted or read. Derived ones come from a model "
			   "of what was to be expected, proposed ones from a rule: people judge "
			   "them. e1, e2 and so on stand for these lines; the byte is that of the "
			   "unpacked file.");
	document_evidence(document);
}
