/* compose_incident.c - one incident: its sentence, episodes, chart and timeline. */
#include "report/compose.h"
#include "report/words.h"

#include "core/clock.h"

#include <math.h>
#include <string.h>

#define NAMED_SERVICES 4
#define CHART_MARGIN_US (30 * MINUTE_US)

bool compose_incident_has(const struct incident *incident, const char *service)
{
	for (uint32_t i = 0; i < incident->outages; i++)
		if (strcmp(incident->outage[i]->service, service) == 0)
			return true;
	for (uint32_t i = 0; i < incident->spikes; i++)
		if (strcmp(incident->spike[i]->service, service) == 0)
			return true;
	return false;
}

static const char *outage_deed(const struct outage *outage)
{
	switch (outage->kind) {
	case OUTAGE_SILENCE:
		return outage->ongoing ? "has been silent" : "was silent";
	case OUTAGE_DROP:
		return outage->ongoing ? "has had far too little traffic"
				       : "had far too little traffic";
	case OUTAGE_ERRORS:
		return outage->ongoing ? "has had unusually many errors"
				       : "had unusually many errors";
	case OUTAGE_LATENCY:
		return outage->ongoing ? "has been slow" : "was slow";
	case OUTAGE_DECLARED:
		break;
	}
	return outage->ongoing ? "has had a declared outage" : "had a declared outage";
}

/* The longest outage is the one that the incident is called by. */
static const struct outage *main_outage(const struct incident *incident)
{
	const struct outage *main = incident->outages ? incident->outage[0] : NULL;

	for (uint32_t i = 1; i < incident->outages; i++)
		if (incident->outage[i]->to_us - incident->outage[i]->from_us >
		    main->to_us - main->from_us)
			main = incident->outage[i];
	return main;
}

const char *compose_incident_sentence(struct arena *arena, const struct incident *incident)
{
	const struct outage *outage = main_outage(incident);
	struct word_list names = { .arena = arena };

	for (uint32_t i = 0; i < incident->spikes; i++)
		word_list_add(&names, incident->spike[i]->service);
	const char *services = word_list_join(&names, NAMED_SERVICES);

	if (!outage)
		return incident->spikes ? arena_print(arena, "%s at %s",
						      incident->spikes == 1 ? "Traffic spike"
									    : "Traffic spikes",
						      services)
					: incident->title;
	const char *down =
		arena_print(arena, "%s %s for %s%s", outage->service, outage_deed(outage),
			    words_length(arena, outage->to_us - outage->from_us),
			    outage->ongoing ? " so far" : "");

	if (!incident->spikes)
		return arena_print(arena, "%s; no traffic spike coincides with it", down);
	if (incident->spikes == 1)
		return arena_print(arena, "%s; a traffic spike at %s coincides with it", down,
				   services);
	return arena_print(arena, "%s; traffic spikes at %s coincide with it", down, services);
}

const char *compose_incident_id(struct arena *arena, const char *part,
				const struct incident *incident)
{
	const struct outage *outage = main_outage(incident);
	char at[CLOCK_TEXT_BYTES];

	clock_write(outage ? outage->from_us : incident->from_us, at);
	const char *service = outage             ? outage->service
			      : incident->spikes ? incident->spike[0]->service
						 : "";

	return document_id(arena, arena_print(arena, "%s %s %s", part, service, at));
}

static enum tone entry_tone(const struct entry *entry)
{
	switch (entry->kind) {
	case ENTRY_OUTAGE_START:
	case ENTRY_HOST_DOWN:
	case ENTRY_FIRST_ERROR:
		return TONE_OUTAGE;
	case ENTRY_SPIKE_START:
	case ENTRY_SPIKE_PEAK:
		return TONE_SPIKE;
	default:
		return TONE_PLAIN;
	}
}

static void compose_timeline(struct document *document, const struct incident *incident)
{
	struct arena *arena = document->arena;
	const struct column columns[] = {
		{ .title = arena_print(arena, "Time (%s)",
				       zone_abbreviation(document->zone, incident->from_us)) },
		{ .title = "Service" },
		{ .title = "Episode" },
		{ .title = "What" },
	};
	struct column *kept = arena_array(arena, LENGTH(columns), sizeof(*kept));

	memcpy(kept, columns, sizeof(columns));
	struct table_filler table = table_begin(arena, "Timeline of the incident", kept,
						LENGTH(columns), incident->entries);

	for (uint32_t i = 0; i < incident->entries; i++) {
		const struct entry *entry = &incident->entry[i];

		table_tone(&table, entry_tone(entry));
		table_add(&table, words_time(arena, document->zone, entry->at_us));
		table_add(&table,
			  entry->service && entry->host
				  ? arena_print(arena, "%s (%s)", entry->service, entry->host)
				  : entry->service);
		table_add(&table, entry->ref);
		table_add(&table, entry->text ? entry->text : entry_kind_name(entry->kind));
		table_evidence(&table, &entry->evidence);
	}
	if (incident->entries) {
		document_part(document, compose_incident_id(arena, "timeline", incident));
		document_heading(document, 3, TONE_PLAIN, "Timeline");
	}
	document_table(document, &table);
}

/* "12 min later", "at the same moment" */
static const char *difference(struct arena *arena, double after_s)
{
	if (!isfinite(after_s))
		return NULL;
	if (after_s == 0)
		return "the same";
	return arena_print(arena, "%s %s", words_seconds(arena, fabs(after_s)),
			   after_s > 0 ? "later" : "earlier");
}

static const char *claimed_by(struct arena *arena, const struct outage *outage)
{
	if (outage->kind != OUTAGE_DECLARED)
		return arena_print(arena, "the logs (%s)", outage_kind_name(outage->kind));
	return outage->declared && outage->declared->path ? outage->declared->path : "declared";
}

/* Who says that the outage began and ended when. */
static void compose_claims(struct document *document, const struct incident *incident)
{
	static const struct column columns[] = {
		{ .title = "Window" }, { .title = "Says who" }, { .title = "Began" },
		{ .title = "Ended" },  { .title = "Against" },  { .title = "Start" },
		{ .title = "End" },
	};
	struct arena *arena = document->arena;
	struct table_filler table = table_begin(arena, "Who says that it began and ended when",
						columns, LENGTH(columns), incident->claims);

	for (uint32_t i = 0; i < incident->claims; i++) {
		const struct claim *claim = &incident->claim[i];
		const struct outage *outage = claim->outage;

		table_add(&table, arena_print(arena, "%s of %s", compose_outage_id(arena, outage),
					      outage->service));
		table_add(&table, claimed_by(arena, outage));
		table_add(&table, words_time(arena, document->zone, outage->from_us));
		table_add(&table, outage->ongoing
					  ? "not yet"
					  : words_time(arena, document->zone, outage->to_us));
		table_add(&table, claim->against ? compose_outage_id(arena, claim->against) : NULL);
		table_add(&table, difference(arena, claim->start_after_s));
		table_add(&table, difference(arena, claim->end_after_s));
	}
	if (incident->claims)
		document_heading(document, 3, TONE_PLAIN, "Who says when");
	document_table(document, &table);
}

static const char *glow_words(struct arena *arena, const struct aftermath *after)
{
	if (!isfinite(after->glow_s))
		return after->glow_low_s > 0 ? arena_print(arena, "at least %s; %s",
							   words_seconds(arena, after->glow_low_s),
							   after->glow_note)
					     : after->glow_note;
	if (after->glow_s == 0)
		return "none: traffic was as ever when the outage ended";
	return arena_print(
		arena, "%s (%s to %s), %s more", words_seconds(arena, after->glow_s),
		words_seconds(arena, after->glow_low_s),
		isfinite(after->glow_high_s) ? words_seconds(arena, after->glow_high_s) : "open",
		words_plural(arena, MAX(round(after->glow_events), 0), "event", "events"));
}

static const char *percent_more(struct arena *arena, double ratio)
{
	return arena_print(arena, "%+.1f %%", 100 * (ratio - 1));
}

static const char *level_words(struct arena *arena, const struct aftermath *after)
{
	if (!isfinite(after->level))
		return after->level_note;
	return arena_print(arena, "%s (%s to %s) over %u days%s", percent_more(arena, after->level),
			   percent_more(arena, after->level_low),
			   percent_more(arena, after->level_high), after->level_days,
			   after->level_low <= 1 && after->level_high >= 1 ? ": no change shown"
									   : "");
}

static const char *share_words(struct arena *arena, double share, double low, double high)
{
	return arena_print(arena, "%s (%s to %s)", words_share(arena, share),
			   words_share(arena, low), words_share(arena, high));
}

static const char *returning_words(struct arena *arena, const struct aftermath *after)
{
	const struct returning *of = &after->returning;
	const char *words;

	if (!isfinite(of->share))
		return after->return_note;
	words = arena_print(
		arena, "%s of %s in %u days", share_words(arena, of->share, of->low, of->high),
		words_plural(arena, of->fresh, "new client", "new clients"), of->days_after);
	if (!isfinite(of->usual_share))
		return words;
	return arena_print(arena, "%s; of a usual day's %s %s", words,
			   words_number(arena, of->usual_fresh),
			   share_words(arena, of->usual_share, of->usual_low, of->usual_high));
}

/* What is left of the incident at its services. */
static void compose_aftermath(struct document *document, const struct incident *incident)
{
	static const struct column columns[] = { { .title = "Service" },
						 { .title = "Raised after the outage" },
						 { .title = "Weeks after against before" },
						 { .title = "New clients who came again" } };
	struct arena *arena = document->arena;
	struct table_filler table = table_begin(arena, "Before and after", columns, LENGTH(columns),
						incident->aftermaths);

	for (uint32_t i = 0; i < incident->aftermaths; i++) {
		const struct aftermath *after = &incident->aftermath[i];

		table_add(&table, after->service);
		table_add(&table, glow_words(arena, after));
		table_add(&table, level_words(arena, after));
		table_add(&table, returning_words(arena, after));
	}
	if (incident->aftermaths)
		document_heading(document, 3, TONE_PLAIN, "Before and after");
	document_table(document, &table);
}

/* The incident with some time on both sides, inside the report's range. */
static void compose_close_chart(struct document *document, const struct findings *findings,
				const struct incident *incident)
{
	int64_t margin = MAX(CHART_MARGIN_US, (incident->to_us - incident->from_us) / 2);

	compose_chart(document, findings,
		      arena_print(document->arena, "Traffic around incident i%u", incident->id),
		      MAX(incident->from_us - margin, findings->from_us),
		      MIN(incident->to_us + margin, findings->to_us), incident);
}

void compose_incident(struct document *document, const struct findings *findings,
		      const struct incident *incident)
{
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };

	document_part(document, compose_incident_id(arena, "incident", incident));
	document_heading(
		document, 2, TONE_PLAIN,
		findings->incidents == 1
			? arena_print(arena, "Incident i%u", incident->id) /* the title told it */
			: arena_print(arena, "Incident i%u: %s", incident->id,
				      compose_incident_sentence(arena, incident)));
	fact_add(&facts, "When",
		 arena_print(arena, "%s (%s)",
			     words_range(arena, document->zone, incident->from_us, incident->to_us),
			     words_length(arena, incident->to_us - incident->from_us)));
	fact_add(&facts, "Noticed after", words_seconds(arena, incident->time_to_detect_s));
	fact_add(&facts, "Announced after", words_seconds(arena, incident->time_to_acknowledge_s));
	fact_add(&facts, "Resolved after", words_seconds(arena, incident->time_to_resolve_s));
	document_facts(document, &facts);
	for (uint32_t i = 0; i < incident->outages; i++)
		compose_outage(document, incident->outage[i]);
	for (uint32_t i = 0; i < incident->spikes; i++)
		compose_spike(document, findings, incident->spike[i]);
	compose_claims(document, incident);
	compose_aftermath(document, incident);
	compose_close_chart(document, findings, incident);
	compose_timeline(document, incident);
}
