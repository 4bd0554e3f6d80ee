/* compose_episode.c - one spike or one outage: its figures, and what it consists of. */
#include "report/compose.h"
#include "report/words.h"

#include "core/clock.h"

#include <math.h>
#include <string.h>

#define EXPLANATIONS_SHOWN 8

static const struct column explanation_columns[] = {
	{ .title = "What" },
	{ .title = "Value" },
	{ .title = "Of the excess", .bar = true },
	{ .title = "Events", .right = true },
	{ .title = "Expected", .right = true },
};

/* "about 1,234" where it is an estimate. */
static const char *count_words(struct arena *arena, const struct explanation *item, double count)
{
	const char *words = words_number(arena, count);

	return item->estimated && count >= 0.5 ? arena_print(arena, "about %s", words) : words;
}

static void compose_explanations(struct document *document, const char *caption,
				 const struct explanations *by)
{
	struct arena *arena = document->arena;
	uint32_t shown = MIN(by->count, EXPLANATIONS_SHOWN);
	struct table_filler table = table_begin(arena, caption, explanation_columns,
						LENGTH(explanation_columns), shown);

	for (uint32_t i = 0; i < shown; i++) {
		const struct explanation *item = &by->item[i];
		const char *share = words_share(arena, item->excess_share);

		table_add(&table, dimension_name(item->dimension));
		table_add(&table, item->value);
		table_share(&table, share ? share : "-", item->excess_share);
		table_add(&table, count_words(arena, item, item->count));
		table_add(&table, count_words(arena, item, item->expected));
	}
	document_table(document, &table);
}

/* "path /old and referrer google.com" */
static const char *set_words(struct arena *arena, const struct explanation_set *set)
{
	struct word_list values = { .arena = arena };

	for (uint32_t i = 0; i < set->values; i++)
		word_list_add(&values,
			      arena_print(arena, "%s %s", dimension_name(set->value[i].dimension),
					  set->value[i].value));
	return word_list_join(&values, SET_VALUES_MAX);
}

/* Only where a set says more than the values one by one do. */
static bool sets_tell(const struct explanation_sets *sets, const struct explanations *by)
{
	for (uint32_t i = 0; i < sets->count; i++)
		if (sets->item[i].values > 1 || i >= by->count ||
		    strcmp(sets->item[i].value[0].value, by->item[i].value) != 0)
			return true;
	return false;
}

static void compose_sets(struct document *document, const char *caption,
			 const struct explanation_sets *sets, const struct explanations *by)
{
	static const struct column columns[] = { { .title = "Together" },
						 { .title = "Of the excess", .bar = true },
						 { .title = "Events", .right = true },
						 { .title = "Expected", .right = true } };
	struct arena *arena = document->arena;
	struct table_filler table =
		table_begin(arena, caption, columns, LENGTH(columns), sets->count);
	bool estimated = false;

	for (uint32_t i = 0; i < sets->count && sets_tell(sets, by); i++) {
		const struct explanation_set *set = &sets->item[i];
		const char *share = words_share(arena, set->excess_share);

		estimated |= set->estimated;
		table_add(&table, set_words(arena, set));
		table_share(&table, share ? share : "-", set->excess_share);
		table_add(&table, words_number(arena, round(set->count)));
		table_add(&table, words_number(arena, round(set->expected)));
	}
	document_table(document, &table);
	if (estimated)
		document_note(document, TONE_PLAIN,
			      "Values together: estimated from an even sample of the lines.");
}

static const char *spike_size(struct arena *arena, const struct spike *spike)
{
	const char *size = arena_print(
		arena, "%s where %s", words_counted(arena, spike->events, spike->metric),
		isfinite(spike->expected) ? arena_print(arena, "%s %s expected: %s more",
							words_number(arena, spike->expected),
							spike->expected == 1 ? "was" : "were",
							words_number(arena, spike->excess))
					  : "nothing can be expected yet");

	if (!isfinite(spike->excess_low) || !isfinite(spike->excess_high))
		return size;
	return arena_print(arena, "%s (95 %% interval %s to %s)", size,
			   words_number(arena, spike->excess_low),
			   words_number(arena, spike->excess_high));
}

static const char *spike_peak(const struct document *document, const struct spike *spike)
{
	struct arena *arena = document->arena;
	const char *peak = words_rate(arena, spike->peak_per_s);

	if (!peak)
		return NULL;
	peak = arena_print(arena, "%s at %s", peak,
			   words_time_zone(arena, document->zone, spike->peak_us));
	if (!isfinite(spike->peak_ratio))
		return peak;
	return arena_print(arena, "%s, %s times the expected %s", peak,
			   words_number(arena, spike->peak_ratio),
			   words_rate(arena, spike->peak_expected_per_s));
}

static const char *link_words(struct arena *arena, const struct link *link)
{
	const char *when = "began at the same moment";

	if (link->lag_us > 0)
		when = arena_print(arena, "began %s after", words_length(arena, link->lag_us));
	else if (link->lag_us < 0)
		when = arena_print(arena, "began %s before", words_length(arena, -link->lag_us));
	return arena_print(arena, "%s %s (%s)%s; %s of the spike lies inside it", when,
			   compose_outage_id(arena, link->outage), link->outage->service,
			   link->lag_us ? " began" : "", words_share(arena, link->overlap));
}

/* What is known of a spike and the outages around it. */
static void add_links(struct fact_list *facts, const struct findings *findings,
		      const struct spike *spike)
{
	struct arena *arena = facts->arena;

	for (uint32_t i = 0; i < findings->links; i++) {
		const struct link *link = &findings->link[i];

		if (link->verdict == LINK_UNRELATED)
			break; /* they come last, and may be very many */
		if (link->spike != spike)
			continue;
		fact_add_as(facts, ORIGIN_PROPOSED,
			    link->verdict == LINK_LINKED ? "Coincides with" : "May belong to",
			    link_words(arena, link));
		fact_add_as(facts, ORIGIN_DERIVED, "Coincidence",
			    arena_print(arena, "%s%s",
					words_chance(arena, link->p_value, "such windows"),
					isfinite(link->q_value)
						? arena_print(arena, "; q = %.2g among all pairs",
							      link->q_value)
						: ""));
		if (link->content_words && link->content_share > 0)
			fact_add(facts, "Shared words",
				 arena_print(arena, "\"%s\" in %s of the excess",
					     link->content_words,
					     words_share(arena, link->content_share)));
	}
}

/* "402 distinct clients, 12 % of them new; …" */
static const char *spike_clients(struct arena *arena, const struct clientele *clients)
{
	const char *words =
		words_plural(arena, clients->distinct, "distinct client", "distinct clients");

	if (!words)
		return NULL;
	if (clients->error > 0)
		words = arena_print(arena, "about %s (within %s)", words,
				    words_share(arena, 2 * clients->error));
	words = arena_print(arena, "%s, %s of them not seen at the reference times; %s each", words,
			    words_share(arena, clients->fresh / clients->distinct),
			    words_plural(arena, clients->per_client, "event", "events"));
	if (!isfinite(clients->top_share))
		return words;
	return arena_print(arena, "%s; the busiest 30 hold %s of the excess", words,
			   words_share(arena, clients->top_share));
}

/* "1.5 a second (1.3 to 1.7): …" */
static const char *capacity_words(struct arena *arena, const struct capacity *capacity)
{
	const char *words;

	if (!capacity->outage)
		return NULL;
	words = arena_print(
		arena, "errors (%s) began to rise at %s (%s to %s)",
		compose_outage_id(arena, capacity->outage), words_rate(arena, capacity->per_s),
		words_rate(arena, capacity->low_per_s), words_rate(arena, capacity->high_per_s));
	if (isfinite(capacity->failed_below))
		words = arena_print(arena, "%s; before, at lower rates, %s failed", words,
				    words_share(arena, capacity->failed_below));
	if (isfinite(capacity->failed_above))
		words = arena_print(arena, "%s; then, at such rates or higher, %s", words,
				    words_share(arena, capacity->failed_above));
	return words;
}

static const char *span_words(const struct document *document, int64_t from_us, int64_t to_us)
{
	struct arena *arena = document->arena;

	return arena_print(arena, "%s (%s)", words_range(arena, document->zone, from_us, to_us),
			   words_length(arena, to_us - from_us));
}

void compose_spike(struct document *document, const struct findings *findings,
		   const struct spike *spike)
{
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };
	const char *class = spike_class_name(spike->class);
	char at[CLOCK_TEXT_BYTES];

	clock_write(spike->from_us, at);
	document_part(document,
		      document_id(arena, arena_print(arena, "spike %s %s", spike->service, at)));
	document_heading(document, 3, TONE_SPIKE,
			 arena_print(arena, "%s: traffic spike at %s",
				     compose_spike_id(arena, spike), spike->service));
	fact_add(&facts, "When", span_words(document, spike->from_us, spike->to_us));
	fact_add_as(&facts, ORIGIN_DERIVED, "Size", spike_size(arena, spike));
	fact_add(&facts, "Peak", spike_peak(document, spike));
	fact_add_as(&facts, ORIGIN_PROPOSED, "Class",
		    spike->class_why ? arena_print(arena, "%s: %s", class, spike->class_why)
				     : class);
	fact_add(&facts, "Clients", spike_clients(arena, &spike->clients));
	fact_add_as(&facts, ORIGIN_DERIVED, "Strain", capacity_words(arena, &spike->capacity));
	fact_add_as(&facts, ORIGIN_DERIVED, "How rare",
		    words_chance(arena, spike->p_value, "archives like this"));
	add_links(&facts, findings, spike);
	compose_precedents(&facts, spike->precedent_item, spike->precedents, spike->from_us);
	document_facts(document, &facts);
	compose_explanations(document,
			     arena_print(arena, "What the excess of %s consists of",
					 compose_spike_id(arena, spike)),
			     &spike->explained_by);
	compose_sets(
		document,
		arena_print(arena, "What comes together in %s", compose_spike_id(arena, spike)),
		&spike->explained_by_sets, &spike->explained_by);
	compose_templates(document, spike->template_item, spike->templates);
}

static const char *outage_name(const struct outage *outage)
{
	switch (outage->kind) {
	case OUTAGE_SILENCE:
		return "silence";
	case OUTAGE_DROP:
		return "drop in traffic";
	case OUTAGE_ERRORS:
		return "unusually many errors";
	case OUTAGE_LATENCY:
		return "slowness";
	case OUTAGE_DECLARED:
		break;
	}
	return "declared outage";
}

/* "19:40:00 UTC, 38 min after it began" */
static const char *moment_after(const struct document *document, const struct outage *outage,
				int64_t at_us)
{
	struct arena *arena = document->arena;
	const char *at = words_time_zone(arena, document->zone, at_us);

	if (!at || at_us == outage->from_us)
		return at;
	return arena_print(arena, "%s, %s %s it began", at,
			   words_length(arena, at_us > outage->from_us ? at_us - outage->from_us
								       : outage->from_us - at_us),
			   at_us > outage->from_us ? "after" : "before");
}

static const char *outage_origin(struct arena *arena, const struct outage *outage)
{
	const struct window *declared = outage->declared;

	if (outage->kind != OUTAGE_DECLARED)
		return "found in the logs";
	if (!declared || !declared->path)
		return "declared";
	if (!declared->line)
		return arena_print(arena, "declared in %s", declared->path);
	return arena_print(arena, "declared in %s:%llu", declared->path,
			   (unsigned long long)declared->line);
}

static const char *counted(struct arena *arena, const struct outage *outage, double number,
			   const char *what)
{
	return isfinite(number) ? arena_print(arena, "%s %s",
					      words_counted(arena, number, outage->metric), what)
				: NULL;
}

static void compose_hosts(struct document *document, const struct outage *outage)
{
	static const struct column columns[] = { { .title = "Host" },
						 { .title = "Down" },
						 { .title = "Usual share", .right = true } };
	struct arena *arena = document->arena;
	struct table_filler table =
		table_begin(arena, "Hosts that were down", columns, LENGTH(columns), outage->hosts);

	for (uint32_t i = 0; i < outage->hosts; i++) {
		const struct outage_host *host = &outage->host_item[i];

		table_add(&table, host->host);
		table_add(&table, span_words(document, host->from_us, host->to_us));
		table_add(&table, words_share(arena, host->share));
	}
	document_table(document, &table);
}

void compose_outage(struct document *document, const struct outage *outage)
{
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };
	const char *where =
		outage->host ? arena_print(arena, "%s, host %s", outage->service, outage->host)
			     : outage->service;
	char at[CLOCK_TEXT_BYTES];

	clock_write(outage->from_us, at);
	document_part(
		document,
		document_id(arena,
			    arena_print(arena, "outage %s %s %s %s", outage_kind_name(outage->kind),
					outage->service, outage->host ? outage->host : "", at)));
	document_heading(document, 3, TONE_OUTAGE,
			 arena_print(arena, "%s: %s of %s", compose_outage_id(arena, outage),
				     outage_name(outage), where));
	fact_add(&facts, "Title", outage->title);
	fact_add(&facts, "When", span_words(document, outage->from_us, outage->to_us));
	if (outage->ongoing)
		fact_add(&facts, "Ended", "not before the end of the range");
	fact_add(&facts, "Origin", outage_origin(arena, outage));
	fact_add(&facts, "Noticed", moment_after(document, outage, outage->detected_us));
	fact_add(&facts, "Announced", moment_after(document, outage, outage->acknowledged_us));
	fact_add(&facts, "Declared over", moment_after(document, outage, outage->resolved_us));
	fact_add_as(&facts, ORIGIN_DERIVED, "Lost",
		    counted(arena, outage, outage->lost_events, "fewer than expected"));
	fact_add(&facts, "Failed", counted(arena, outage, outage->failed_events, "failed"));
	if (outage->kind != OUTAGE_DECLARED)
		fact_add_as(&facts, ORIGIN_DERIVED, "How rare",
			    words_chance(arena, outage->p_value, "archives like this"));
	fact_add(&facts, outage->kind == OUTAGE_SILENCE ? "Last event" : "First error",
		 outage->first.text);
	fact_evidence(&facts, outage->first.text, &outage->first);
	compose_precedents(&facts, outage->precedent_item, outage->precedents, outage->from_us);
	document_facts(document, &facts);
	compose_hosts(document, outage);
	compose_explanations(
		document,
		arena_print(arena, "What %s consists of", compose_outage_id(arena, outage)),
		&outage->explained_by);
	compose_sets(
		document,
		arena_print(arena, "What comes together in %s", compose_outage_id(arena, outage)),
		&outage->explained_by_sets, &outage->explained_by);
	compose_templates(document, outage->template_item, outage->templates);
}
