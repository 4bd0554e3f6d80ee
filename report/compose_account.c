/*
 * compose_account.c - the page of `explain`: one episode, how its numbers came about,
 * and the lines that show it.
 */
#include "report/compose.h"

#include "analysis/episode.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

#define LINKS_SHOWN 20
#define REFERENCES_SHOWN 8

static const char *how_spike(struct arena *arena)
{
	return arena_print(arena,
			   "a stretch is reported from a score of %.0f on, where it is at least "
			   "%.1f x the expected and %.0f events more",
			   episode_defaults.score_min, episode_defaults.spike_ratio_min,
			   episode_defaults.excess_min);
}

/* The rule by which an outage of its kind is reported; NULL: by none. */
static const char *how_outage(struct arena *arena, const struct outage *outage)
{
	switch (outage->kind) {
	case OUTAGE_SILENCE:
		return arena_print(arena,
				   "a gap is reported from %s on, where chance would make one as "
				   "long in fewer than 1 of %.0f such archives",
				   words_length(arena, episode_defaults.silence_min_us),
				   1 / episode_defaults.silence_alarm);
	case OUTAGE_DROP:
		return arena_print(arena,
				   "a stretch is reported from a score of %.0f on, where it is at "
				   "most %.1f x the expected",
				   episode_defaults.score_min,
				   episode_defaults.drop_outage_ratio_max);
	case OUTAGE_ERRORS:
		return arena_print(arena,
				   "a stretch is reported from a score of %.0f on, where the share "
				   "that fails is at least %.0f x the usual and %.0f %%",
				   episode_defaults.score_min, episode_defaults.error_ratio_min,
				   100 * episode_defaults.error_share_min);
	case OUTAGE_LATENCY:
		return arena_print(
			arena,
			"a stretch of %.0f requests and more is reported where their 90th "
			"percentile is at least %.0f x the usual one of that time",
			episode_defaults.latency_events_min, episode_defaults.latency_ratio_min);
	case OUTAGE_DECLARED:
		break;
	}
	return NULL;
}

static bool is_errors(const struct account *account)
{
	return account->outage && account->outage->kind == OUTAGE_ERRORS;
}

static const char *references(const struct document *document, const struct account *account)
{
	struct arena *arena = document->arena;
	struct word_list list = { .arena = arena };
	const char *what = is_errors(account) ? "failed event" : "event";

	for (uint32_t i = 0; i < account->references; i++)
		word_list_add(&list,
			      words_time(arena, document->zone, account->reference[i].from_us));
	if (!list.count)
		return NULL;
	return arena_print(arena, "%s from %s on, as long each: %s in all",
			   words_plural(arena, account->references, "stretch", "stretches"),
			   word_list_join(&list, REFERENCES_SHOWN),
			   words_plural(arena, account->reference_count, what,
					arena_print(arena, "%ss", what)));
}

static void compose_how(struct document *document, const struct findings *findings)
{
	const struct account *account = findings->account;
	struct arena *arena = document->arena;
	struct fact_list facts = { .arena = arena };
	double p_value = account->spike ? account->spike->p_value : account->outage->p_value;
	const char *what = is_errors(account) ? "failed events"
			   : account->outage && account->outage->kind == OUTAGE_LATENCY
				   ? "slow events"
			   : account->spike ? metric_name(account->spike->metric)
					    : "events";

	document_part(document, "how");
	document_heading(document, 2, TONE_PLAIN, "How the numbers came about");
	fact_add(&facts, "Only events where", findings->where);
	if (isfinite(account->score)) {
		fact_add(&facts, "Counted",
			 arena_print(arena, "%s %s where %s were expected",
				     words_number(arena, account->counted), what,
				     words_number(arena, account->expected)));
		fact_add(&facts, "Score",
			 arena_print(arena, "%.1f: minus the logarithm (base 10) of its p alone",
				     account->score));
		fact_add(&facts, "Rule",
			 account->spike ? how_spike(arena) : how_outage(arena, account->outage));
		fact_add(&facts, "p value",
			 isfinite(p_value)
				 ? arena_print(arena,
					       "%s: that p times the stretches that were looked "
					       "at, at most 1",
					       p_value > 0 ? arena_print(arena, "%.3g", p_value)
							   : "less than 1e-300")
				 : NULL);
	} else {
		fact_add(&facts, "Rule", "none: it was declared, its times are as stated");
	}
	fact_add(&facts, "Compared with", references(document, account));
	document_facts(document, &facts);
}

/* Whether a bucket of the curve lies in the episode, touches it, or neither. */
static enum tone bucket_tone(const struct account *account, int64_t from_us, int64_t to_us)
{
	if (account->spike)
		return account->spike->from_us < to_us && from_us < account->spike->to_us
			       ? TONE_SPIKE
			       : TONE_PLAIN;
	return account->outage->from_us < to_us && from_us < account->outage->to_us ? TONE_OUTAGE
										    : TONE_PLAIN;
}

static void compose_buckets(struct document *document, const struct account *account)
{
	static const struct column columns[] = {
		{ .title = "From" },
		{ .title = "In it" },
		{ .title = "Events", .right = true },
		{ .title = "Failed", .right = true },
		{ .title = "Expected", .right = true },
		{ .title = "95 % of usual", .right = true },
	};
	struct arena *arena = document->arena;
	const struct curve *curve = &account->curve;
	const char *id = account->spike ? compose_spike_id(arena, account->spike)
					: compose_outage_id(arena, account->outage);
	struct table_filler table = table_begin(arena, "Counted and expected around it", columns,
						LENGTH(columns), curve->buckets);

	for (uint32_t i = 0; i < curve->buckets; i++) {
		int64_t from_us = curve->begin_us + i * curve->width_us;
		enum tone tone = bucket_tone(account, from_us, from_us + curve->width_us);
		bool known = curve->known[i];

		table_tone(&table, tone);
		table_add(&table, words_time(arena, document->zone, from_us));
		table_add(&table, tone == TONE_PLAIN ? "" : id);
		table_add(&table, known ? words_number(arena, curve->events[i]) : "-");
		table_add(&table, known && account->has_failures
					  ? words_number(arena, curve->failed[i])
					  : "-");
		table_add(&table, isfinite(curve->expected[i])
					  ? words_number(arena, curve->expected[i])
					  : "-");
		table_add(&table, isfinite(curve->low[i]) && isfinite(curve->high[i])
					  ? arena_print(arena, "%s to %s",
							words_number(arena, curve->low[i]),
							words_number(arena, curve->high[i]))
					  : "-");
	}
	document_table(document, &table);
	if (curve->buckets)
		document_note(
			document, TONE_PLAIN,
			arena_print(arena, "Buckets of %s.", words_length(arena, curve->width_us)));
}

static void compose_pairs(struct document *document, const struct findings *findings,
			  const struct account *account)
{
	static const struct column columns[] = {
		{ .title = "Spike" },
		{ .title = "Outage" },
		{ .title = "Verdict" },
		{ .title = "Began after" },
		{ .title = "Overlap", .right = true },
		{ .title = "p", .right = true },
		{ .title = "q", .right = true },
		{ .title = "Shared words" },
	};
	struct arena *arena = document->arena;
	struct table_filler table = table_begin(arena, "Pairs that it belongs to", columns,
						LENGTH(columns), LINKS_SHOWN);
	uint32_t shown = 0, all = 0;

	for (uint32_t i = 0; i < findings->links; i++) {
		const struct link *link = &findings->link[i];
		int64_t lag_us = link->lag_us;

		if (link->spike != account->spike && link->outage != account->outage)
			continue;
		if (all++ >= LINKS_SHOWN)
			continue;
		shown++;
		table_add(&table, arena_print(arena, "%s %s", compose_spike_id(arena, link->spike),
					      link->spike->service));
		table_add(&table,
			  arena_print(arena, "%s %s", compose_outage_id(arena, link->outage),
				      link->outage->service));
		table_add(&table, link_verdict_name(link->verdict));
		table_add(&table, arena_print(arena, "%s%s", lag_us < 0 ? "-" : "",
					      words_length(arena, lag_us < 0 ? -lag_us : lag_us)));
		table_add(&table, words_share(arena, link->overlap));
		table_add(&table, isfinite(link->p_value)
					  ? arena_print(arena, "%.2g", link->p_value)
					  : "-");
		table_add(&table, isfinite(link->q_value)
					  ? arena_print(arena, "%.2g", link->q_value)
					  : "-");
		table_add(&table, link->content_words);
	}
	if (shown) {
		document_part(document, "pairs");
		document_heading(document, 2, TONE_PLAIN, "What it was paired with");
	}
	document_table(document, &table);
	if (all > shown)
		document_note(document, TONE_PLAIN,
			      arena_print(arena, "%s in the JSON output.",
					  words_plural(arena, all - shown, "more pair is",
						       "more pairs are")));
}

static void add_line(struct fact_list *facts, const char *what, const char *value,
		     const struct evidence *evidence)
{
	const char *text = evidence->text ? evidence->text : "";
	const char *words = *value ? arena_print(facts->arena, "%s: %s", value, text) : text;

	if (!evidence->path)
		return;
	fact_add(facts, what, words);
	fact_evidence(facts, words, evidence);
}

/* Where in the logs each statement can be looked up. */
static void compose_lines(struct document *document, const struct account *account)
{
	const struct spike *spike = account->spike;
	const struct outage *outage = account->outage;
	const struct explanations *by = spike ? &spike->explained_by : &outage->explained_by;
	const struct template_new *template = spike ? spike->template_item : outage->template_item;
	uint32_t templates = spike ? spike->templates : outage->templates;
	struct fact_list facts = { .arena = document->arena };

	if (outage)
		add_line(&facts, outage->kind == OUTAGE_SILENCE ? "last event" : "first error", "",
			 &outage->first);
	for (uint32_t i = 0; i < by->count; i++)
		add_line(&facts, dimension_name(by->item[i].dimension), by->item[i].value,
			 &by->item[i].first);
	for (uint32_t i = 0; i < templates; i++)
		add_line(&facts, "message", template[i].text, &template[i].first);
	if (facts.count) {
		document_part(document, "lines");
		document_heading(document, 2, TONE_PLAIN, "First lines with each of it");
	}
	document_facts(document, &facts);
}

struct document compose_account(const struct findings *findings, const struct zone *zone,
				bool draft, struct arena *arena)
{
	const struct account *account = findings->account;
	struct document document = { .arena = arena, .zone = zone };
	int64_t from_us = account->spike ? account->spike->from_us : account->outage->from_us;
	int64_t to_us = account->spike ? account->spike->to_us : account->outage->to_us;
	const struct incident *incident = compose_incident_of(findings, account);

	if (account->spike)
		document.title = arena_print(arena, "%s: a traffic spike at %s",
					     compose_spike_id(arena, account->spike),
					     account->spike->service);
	else
		document.title = arena_print(arena, "%s: an outage of %s",
					     compose_outage_id(arena, account->outage),
					     account->outage->service);
	document_part(&document, "account");
	if (incident)
		document_note(&document, TONE_PLAIN,
			      arena_print(arena, "Part of incident i%u: %s", incident->id,
					  compose_incident_sentence(arena, incident)));
	document_heading(&document, 2, TONE_PLAIN, "What was found");
	if (account->spike)
		compose_spike(&document, findings, account->spike);
	else
		compose_outage(&document, account->outage);
	compose_how(&document, findings);
	compose_buckets(&document, account);
	compose_lines(&document, account);
	compose_pairs(&document, findings, account);
	compose_chart(&document, findings, "Traffic around it",
		      MAX(from_us - (to_us - from_us), findings->from_us),
		      MIN(to_us + (to_us - from_us), findings->to_us), incident);
	if (draft)
		compose_evidence(&document);
	return document;
}
