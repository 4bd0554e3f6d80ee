/* compose.c - the order of the report: title, what was found, incidents, the rest, the data. */
#include "report/compose.h"

#include "report/words.h"

#include <stdlib.h>
#include <string.h>

#define NAMED_SERVICES 4   /* in a sentence */
#define DETAILED_OTHERS 12 /* episodes outside incidents that get a section of their own */
#define CHARTED_SERVICES 8

const char *compose_outage_id(struct arena *arena, const struct outage *outage)
{
	return arena_print(arena, "o%u", outage->id);
}

const char *compose_spike_id(struct arena *arena, const struct spike *spike)
{
	return arena_print(arena, "s%u", spike->id);
}

static const char *title_of_none(struct arena *arena, const struct findings *findings)
{
	struct word_list names = { .arena = arena };

	for (uint32_t i = 0; i < findings->services; i++)
		word_list_add(&names, findings->service[i].name);
	if (!names.count)
		return "No spikes and no outages found: no events in what was read";
	return arena_print(arena, "No spikes and no outages found in %s",
			   word_list_join(&names, NAMED_SERVICES));
}

/* The incident with most episodes, the first of equals. */
static const struct incident *maincident_of(const struct findings *findings)
{
	const struct incident *main = &findings->incident[0];

	for (uint32_t i = 1; i < findings->incidents; i++) {
		const struct incident *other = &findings->incident[i];

		if (other->outages + other->spikes > main->outages + main->spikes)
			main = other;
	}
	return main;
}

static const char *title_of(struct arena *arena, const struct findings *findings)
{
	if (!findings->spikes && !findings->outages)
		return title_of_none(arena, findings);
	if (!findings->incidents)
		return arena_print(
			arena, "%s and %s found, none of them together",
			words_plural(arena, findings->spikes, "traffic spike", "traffic spikes"),
			words_plural(arena, findings->outages, "outage", "outages"));
	const char *sentence = compose_incident_sentence(arena, maincident_of(findings));

	if (findings->incidents == 1)
		return sentence;
	return arena_print(
		arena, "%s (and %s)", sentence,
		words_plural(arena, findings->incidents - 1, "more incident", "more incidents"));
}

static const char *found(struct arena *arena, const struct findings *findings)
{
	uint32_t linked = 0, possible = 0;

	for (uint32_t i = 0; i < findings->links; i++) {
		linked += findings->link[i].verdict == LINK_LINKED;
		possible += findings->link[i].verdict == LINK_POSSIBLE;
	}
	return arena_print(arena, "%s, %s, %s%s",
			   words_plural(arena, findings->outages, "outage", "outages"),
			   words_plural(arena, findings->spikes, "traffic spike", "traffic spikes"),
			   words_plural(arena, linked, "link between them", "links between them"),
			   possible ? arena_print(arena, " and %s",
						  words_plural(arena, possible, "possible one",
							       "possible ones"))
				    : "");
}

static void compose_front(struct document *document, const struct findings *findings)
{
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };
	const char *range = words_range(arena, document->zone, findings->from_us, findings->to_us);
	uint64_t lines = 0;

	document_part(document, "summary");
	for (uint32_t i = 0; i < findings->sources; i++)
		lines += findings->source[i].lines;
	if (range)
		fact_add(&facts, "Range",
			 arena_print(arena, "%s (%s)", range,
				     words_length(arena, findings->to_us - findings->from_us)));
	/* What is in a report on part of the events is no statement on all of them. */
	fact_add(&facts, "Only events where", findings->where);
	if (findings->outages || findings->spikes)
		fact_add(&facts, "Found", found(arena, findings));
	if (findings->sources)
		fact_add(&facts, "Read",
			 arena_print(arena, "%s of %s from %s",
				     words_plural(arena, (double)lines, "line", "lines"),
				     words_plural(arena, findings->services, "service", "services"),
				     words_plural(arena, findings->sources, "source", "sources")));
	document_facts(document, &facts);
	for (uint32_t i = 0; i < findings->warnings; i++)
		document_note(document, TONE_PROBLEM,
			      arena_print(arena, "Note: %s", findings->warning[i]));
}

static const struct incident *incident_of(const struct findings *findings,
					  const struct outage *outage, const struct spike *spike)
{
	for (uint32_t i = 0; i < findings->incidents; i++) {
		const struct incident *incident = &findings->incident[i];

		for (uint32_t o = 0; o < incident->outages; o++)
			if (incident->outage[o] == outage)
				return incident;
		for (uint32_t s = 0; s < incident->spikes; s++)
			if (incident->spike[s] == spike)
				return incident;
	}
	return NULL;
}

const struct incident *compose_incident_of(const struct findings *findings,
					   const struct account *account)
{
	return incident_of(findings, account->outage, account->spike);
}

/* What is beyond the number that get a section each. */
static void compose_left_over(struct document *document, uint32_t count, const char *one,
			      const char *many)
{
	if (count > DETAILED_OTHERS)
		document_note(document, TONE_PLAIN,
			      arena_print(document->arena,
					  "%s not shown here; they are in the "
					  "JSON report.",
					  words_plural(document->arena, count - DETAILED_OTHERS,
						       one, many)));
}

static void compose_other_spikes(struct document *document, const struct findings *findings)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < findings->spikes; i++) {
		if (incident_of(findings, NULL, &findings->spike[i]))
			continue;
		if (!count++) {
			document_part(document, "other-spikes");
			document_heading(document, 2, TONE_PLAIN,
					 "Traffic spikes that coincide with no outage");
		}
		if (count <= DETAILED_OTHERS)
			compose_spike(document, findings, &findings->spike[i]);
	}
	compose_left_over(document, count, "more traffic spike is", "more traffic spikes are");
}

static void compose_other_outages(struct document *document, const struct findings *findings)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < findings->outages; i++) {
		if (incident_of(findings, &findings->outage[i], NULL))
			continue;
		if (!count++) {
			document_part(document, "other-outages");
			document_heading(document, 2, TONE_PLAIN,
					 "Outages that no traffic spike coincides with");
		}
		if (count <= DETAILED_OTHERS)
			compose_outage(document, &findings->outage[i]);
	}
	compose_left_over(document, count, "more outage is", "more outages are");
}

static bool is_of(const char *episode_service, const char *service)
{
	return strcmp(episode_service, service) == 0;
}

/* Whether an outage belongs under the curve of a service: its own, or one its spikes go with. */
static bool outage_concerns(const struct findings *findings, const struct outage *outage,
			    const char *service)
{
	if (is_of(outage->service, service))
		return true;
	for (uint32_t i = 0; i < findings->links; i++) {
		const struct link *link = &findings->link[i];

		if (link->verdict == LINK_UNRELATED)
			break; /* they come last, and may be very many */
		if (link->outage == outage && is_of(link->spike->service, service))
			return true;
	}
	return false;
}

/* What one service's curve is marked with on a chart. */
struct mark_filler {
	struct arena *arena;
	struct chart_mark *item;
	size_t count, room;
	int64_t from_us, to_us; /* of the chart */
};

static bool is_charted(const struct mark_filler *marks, int64_t from_us, int64_t to_us)
{
	return to_us > marks->from_us && from_us < marks->to_us;
}

static void mark_add(struct mark_filler *marks, struct chart_mark mark)
{
	marks->item = arena_grow(marks->arena, marks->item, marks->count, &marks->room,
				 sizeof(*marks->item));
	marks->item[marks->count++] = mark;
}

/* Hosts belong under the curve of their own service alone. */
static void mark_hosts(struct arena *arena, const struct outage *outage, const char *service,
		       struct chart_mark *mark)
{
	struct outage_host *whole;

	if (!is_of(outage->service, service))
		return;
	mark->host = outage->host_item;
	mark->hosts = outage->hosts;
	if (outage->hosts || !outage->host)
		return;
	whole = arena_array(arena, 1, sizeof(*whole));
	*whole = (struct outage_host){ .host = outage->host,
				       .from_us = outage->from_us,
				       .to_us = outage->to_us };
	mark->host = whole;
	mark->hosts = 1;
}

/* How long after its outage a spike began: of the first outage that it is linked with. */
static void mark_lag(struct arena *arena, const struct findings *findings,
		     const struct spike *spike, struct chart_mark *mark)
{
	for (uint32_t i = 0; i < findings->links; i++) {
		const struct link *link = &findings->link[i];

		if (link->verdict != LINK_LINKED)
			return; /* they come first */
		if (link->spike != spike)
			continue;
		mark->lag_from_us = link->outage->from_us;
		mark->lag = arena_print(arena, "%s %s %s", words_length(arena, llabs(link->lag_us)),
					link->lag_us < 0 ? "before" : "after",
					compose_outage_id(arena, link->outage));
		return;
	}
}

static void service_marks(struct mark_filler *marks, const struct findings *findings,
			  const char *service)
{
	for (uint32_t i = 0; i < findings->outages; i++) {
		const struct outage *outage = &findings->outage[i];

		/* What it concerns is asked of very many links: last. */
		if (!is_charted(marks, outage->from_us, outage->to_us) ||
		    !outage_concerns(findings, outage, service))
			continue;
		struct chart_mark mark = {
			.from_us = outage->from_us,
			.to_us = outage->to_us,
			.label = compose_outage_id(marks->arena, outage),
			.tone = TONE_OUTAGE,
		};

		mark_hosts(marks->arena, outage, service, &mark);
		mark_add(marks, mark);
	}
	for (uint32_t i = 0; i < findings->spikes; i++) {
		const struct spike *spike = &findings->spike[i];

		if (!is_charted(marks, spike->from_us, spike->to_us) ||
		    !is_of(spike->service, service))
			continue;
		struct chart_mark mark = {
			.from_us = spike->from_us,
			.to_us = spike->to_us,
			.label = compose_spike_id(marks->arena, spike),
			.tone = TONE_SPIKE,
		};

		mark_lag(marks->arena, findings, spike, &mark);
		mark_add(marks, mark);
	}
}

void compose_chart(struct document *document, const struct findings *findings, const char *heading,
		   int64_t from_us, int64_t to_us, const struct incident *incident)
{
	struct arena *arena = document->arena;
	const struct service **service = arena_array(arena, CHARTED_SERVICES, sizeof(*service));
	const struct chart_mark **mark = arena_array(arena, CHARTED_SERVICES, sizeof(*mark));
	uint32_t services = 0;

	for (uint32_t i = 0; i < findings->services && services < CHARTED_SERVICES; i++) {
		const struct service *candidate = &findings->service[i];
		struct mark_filler marks = { .arena = arena, .from_us = from_us, .to_us = to_us };

		if (!candidate->curve.buckets ||
		    (incident && !compose_incident_has(incident, candidate->name)))
			continue;
		service_marks(&marks, findings, candidate->name);
		if (!marks.count)
			continue;
		marks.item = arena_grow(arena, marks.item, marks.count, &marks.room,
					sizeof(*marks.item));
		marks.item[marks.count] = (struct chart_mark){ .label = NULL };
		mark[services] = marks.item;
		service[services++] = candidate;
	}
	if (!services || to_us <= from_us)
		return;
	document_part(document,
		      incident ? compose_incident_id(arena, "traffic", incident) : "traffic");
	document_heading(document, incident ? 3 : 2, TONE_PLAIN, heading);
	document_chart(document, (struct chart){ .title = heading,
						 .from_us = from_us,
						 .to_us = to_us,
						 .service = service,
						 .mark = mark,
						 .services = services });
}

struct document compose_report(const struct findings *findings, const struct zone *zone, bool draft,
			       struct arena *arena)
{
	struct document document = { .arena = arena, .zone = zone };
	bool happened = findings->outages || findings->spikes;

	document.title = title_of(arena, findings);
	compose_front(&document, findings);
	if (draft && happened) {
		compose_story(&document);
		compose_impact(&document, findings);
	}
	for (uint32_t i = 0; i < findings->incidents; i++)
		compose_incident(&document, findings, &findings->incident[i]);
	compose_other_spikes(&document, findings);
	compose_other_outages(&document, findings);
	compose_chart(&document, findings, "Traffic over the whole range", findings->from_us,
		      findings->to_us, NULL);
	if (draft && happened)
		compose_blanks(&document);
	compose_services(&document, findings);
	compose_sources(&document, findings);
	compose_method(&document, findings);
	if (draft)
		compose_evidence(&document);
	return document;
}

struct document compose_view(const struct findings *findings, enum view view,
			     const struct zone *zone, bool draft, struct arena *arena)
{
	return view == VIEW_EXPLAIN ? compose_account(findings, zone, draft, arena)
				    : compose_report(findings, zone, draft, arena);
}
