/* rows.c - see rows.h. */
#include "report/rows.h"

#include "core/metric.h"

#include <math.h>
#include <stdio.h>

void row_id(struct record *record, const char *key, char letter, uint32_t id)
{
	char text[16];

	snprintf(text, sizeof(text), "%c%u", letter, id);
	record_text(record, key, text);
}

static void row_explanations(struct record *record, const struct explanations *explanations)
{
	record_array(record, "explained_by");
	for (uint32_t i = 0; i < explanations->count; i++) {
		const struct explanation *item = &explanations->item[i];

		record_object(record, NULL);
		record_text(record, "dimension", dimension_name(item->dimension));
		record_text(record, "value", item->value);
		record_number(record, "count", item->count);
		record_number(record, "expected", item->expected);
		record_number(record, "excess_share", item->excess_share);
		record_number(record, "distinct_clients", item->distinct_clients);
		record_bool(record, "estimated", item->estimated);
		record_end_object(record);
	}
	record_end_array(record);
}

static void row_sets(struct record *record, const struct explanation_sets *sets)
{
	record_array(record, "explained_by_sets");
	for (uint32_t i = 0; i < sets->count; i++) {
		const struct explanation_set *set = &sets->item[i];

		record_object(record, NULL);
		record_array(record, "values");
		for (uint32_t k = 0; k < set->values; k++) {
			record_object(record, NULL);
			record_text(record, "dimension", dimension_name(set->value[k].dimension));
			record_text(record, "value", set->value[k].value);
			record_end_object(record);
		}
		record_end_array(record);
		record_number(record, "count", set->count);
		record_number(record, "expected", set->expected);
		record_number(record, "excess_share", set->excess_share);
		record_bool(record, "estimated", set->estimated);
		record_end_object(record);
	}
	record_end_array(record);
}

static void row_clientele(struct record *record, const struct clientele *clients)
{
	record_object(record, "clientele");
	record_number(record, "distinct", clients->distinct);
	record_number(record, "new", clients->fresh);
	record_number(record, "error", clients->error);
	record_number(record, "per_client", clients->per_client);
	record_number(record, "usual_per_client", clients->usual_per_client);
	record_number(record, "entropy_bits", clients->entropy_bits);
	record_number(record, "top_share", clients->top_share);
	record_end_object(record);
}

void row_evidence(struct record *record, const struct evidence *evidence)
{
	record_text(record, "path", evidence->path);
	if (evidence->line)
		record_integer(record, "line", evidence->line);
	else
		record_null(record, "line");
}

/* All null where no errors began in the spike. */
static void row_capacity(struct record *record, const struct capacity *capacity)
{
	bool known = capacity->outage != NULL;

	record_object(record, "capacity");
	if (known)
		row_id(record, "outage", 'o', capacity->outage->id);
	else
		record_null(record, "outage");
	record_time(record, "at", known ? capacity->at_us : TIME_UNKNOWN);
	record_number(record, "per_s", known ? capacity->per_s : NAN);
	record_number(record, "low_per_s", known ? capacity->low_per_s : NAN);
	record_number(record, "high_per_s", known ? capacity->high_per_s : NAN);
	record_number(record, "failed_below", known ? capacity->failed_below : NAN);
	record_number(record, "failed_above", known ? capacity->failed_above : NAN);
	record_end_object(record);
}

static void row_templates(struct record *record, const struct template_new *template,
			  uint32_t templates)
{
	record_array(record, "new_templates");
	for (uint32_t i = 0; i < templates; i++) {
		const struct template_new *item = &template[i];

		record_object(record, NULL);
		record_text(record, "template", item->text);
		record_number(record, "count", item->count);
		record_number(record, "before", item->before);
		record_number(record, "expected", item->expected);
		record_time(record, "first", item->first_us);
		record_text(record, "example", item->example);
		row_evidence(record, &item->first);
		record_end_object(record);
	}
	record_end_array(record);
}

static void row_precedents(struct record *record, const struct precedent *precedent,
			   uint32_t precedents)
{
	record_array(record, "preceded_by");
	for (uint32_t i = 0; i < precedents; i++) {
		const struct precedent *item = &precedent[i];

		record_object(record, NULL);
		record_text(record, "what", item->what);
		record_text(record, "service", item->service);
		record_time(record, "at", item->at_us);
		record_number(record, "count", item->count);
		record_number(record, "usual", item->usual);
		record_text(record, "text", item->evidence.text);
		row_evidence(record, &item->evidence);
		record_end_object(record);
	}
	record_end_array(record);
}

static void row_hosts(struct record *record, const struct outage *outage)
{
	record_array(record, "hosts");
	for (uint32_t i = 0; i < outage->hosts; i++) {
		const struct outage_host *item = &outage->host_item[i];

		record_object(record, NULL);
		record_text(record, "host", item->host);
		record_time(record, "from", item->from_us);
		record_time(record, "to", item->to_us);
		record_number(record, "share", item->share);
		record_end_object(record);
	}
	record_end_array(record);
}

void row_entry(struct record *record, const struct entry *entry)
{
	record_object(record, NULL);
	record_time(record, "at", entry->at_us);
	record_text(record, "kind", entry_kind_name(entry->kind));
	record_text(record, "service", entry->service);
	record_text(record, "host", entry->host);
	record_text(record, "text", entry->text);
	record_text(record, "ref", entry->ref);
	record_end_object(record);
}

void row_spike(struct record *record, const struct spike *spike)
{
	record_object(record, NULL);
	row_id(record, "id", 's', spike->id);
	record_text(record, "service", spike->service);
	record_text(record, "metric", metric_name(spike->metric));
	record_time(record, "from", spike->from_us);
	record_time(record, "to", spike->to_us);
	record_object(record, "peak");
	record_time(record, "at", spike->peak_us);
	record_number(record, "per_s", spike->peak_per_s);
	record_number(record, "expected_per_s", spike->peak_expected_per_s);
	record_number(record, "ratio", spike->peak_ratio);
	record_end_object(record);
	record_number(record, "events", spike->events);
	record_number(record, "expected", spike->expected);
	record_number(record, "excess", spike->excess);
	record_number(record, "excess_low", spike->excess_low);
	record_number(record, "excess_high", spike->excess_high);
	record_number(record, "p_value", spike->p_value);
	record_text(record, "class", spike_class_name(spike->class));
	record_text(record, "class_why", spike->class_why);
	row_explanations(record, &spike->explained_by);
	row_templates(record, spike->template_item, spike->templates);
	row_precedents(record, spike->precedent_item, spike->precedents);
	row_sets(record, &spike->explained_by_sets);
	row_clientele(record, &spike->clients);
	row_capacity(record, &spike->capacity);
	record_end_object(record);
}

static void row_names(struct record *record, const char *key, const char *const *item,
		      uint32_t count)
{
	record_array(record, key);
	for (uint32_t i = 0; i < count; i++)
		record_text(record, NULL, item[i]);
	record_end_array(record);
}

/* What a feed said that detection can't: all null and empty where nobody declared it. */
static void row_declared(struct record *record, const struct window *window)
{
	static const struct window none = { 0 };
	const struct window *from = window ? window : &none;

	record_text(record, "window", window ? window_kind_name(window->kind) : NULL);
	record_text(record, "precision", window ? window_precision_name(window->precision) : NULL);
	record_text(record, "impact", from->impact);
	row_names(record, "components", from->component, from->components);
	row_names(record, "regions", from->region, from->regions);
	record_text(record, "feed", from->feed);
	record_text(record, "feed_id", from->id);
	record_text(record, "url", from->url);
	record_array(record, "updates");
	for (uint32_t i = 0; i < from->updates; i++) {
		record_object(record, NULL);
		record_time(record, "at", from->update[i].at_us);
		record_text(record, "status", from->update[i].status);
		record_text(record, "text", from->update[i].text);
		record_end_object(record);
	}
	record_end_array(record);
	record_text(record, "file", from->path);
	record_number(record, "line", window ? (double)window->line : (double)NAN);
}

void row_outage(struct record *record, const struct outage *outage)
{
	record_object(record, NULL);
	row_id(record, "id", outage_letter(outage), outage->id);
	record_text(record, "service", outage->service);
	record_text(record, "host", outage->host);
	record_text(record, "origin", outage->kind == OUTAGE_DECLARED ? "declared" : "detected");
	record_text(record, "kind", outage_kind_name(outage->kind));
	record_time(record, "from", outage->from_us);
	record_time(record, "to", outage->to_us);
	record_bool(record, "ongoing", outage->ongoing);
	record_text(record, "title", outage->title);
	record_time(record, "detected_at", outage->detected_us);
	record_time(record, "acknowledged_at", outage->acknowledged_us);
	record_time(record, "resolved_at", outage->resolved_us);
	record_number(record, "lost_events", outage->lost_events);
	record_number(record, "failed_events", outage->failed_events);
	record_number(record, "p_value", outage->p_value);
	row_hosts(record, outage);
	row_explanations(record, &outage->explained_by);
	row_templates(record, outage->template_item, outage->templates);
	row_declared(record, outage->declared);
	row_precedents(record, outage->precedent_item, outage->precedents);
	row_sets(record, &outage->explained_by_sets);
	record_end_object(record);
}

void row_link(struct record *record, const struct link *link)
{
	record_object(record, NULL);
	row_id(record, "spike", 's', link->spike->id);
	row_id(record, "outage", 'o', link->outage->id);
	record_text(record, "relation", link_relation_name(link->relation));
	record_number(record, "lag_s", (double)link->lag_us / SECOND_US);
	record_number(record, "overlap", link->overlap);
	record_number(record, "p_value", link->p_value);
	record_number(record, "q_value", link->q_value);
	record_text(record, "verdict", link_verdict_name(link->verdict));
	record_number(record, "content_share", link->content_share);
	record_text(record, "content_words", link->content_words);
	record_end_object(record);
}

static double bucket_value(const double *values, uint32_t bucket, bool known)
{
	return values && known ? values[bucket] : (double)NAN;
}

void row_bucket(struct record *record, const struct service *service, uint32_t bucket)
{
	const struct curve *curve = &service->curve;
	bool known = !curve->known || curve->known[bucket];

	record_object(record, NULL);
	record_time(record, "at", curve->begin_us + bucket * curve->width_us);
	record_text(record, "service", service->name);
	record_number(record, "width_s", (double)curve->width_us / SECOND_US);
	record_number(record, "events", bucket_value(curve->events, bucket, known));
	record_number(record, "failed",
		      bucket_value(curve->failed, bucket, known && service->has_failures));
	record_number(record, "bytes", bucket_value(curve->bytes, bucket, known));
	record_number(record, "expected", bucket_value(curve->expected, bucket, true));
	record_number(record, "low", bucket_value(curve->low, bucket, true));
	record_number(record, "high", bucket_value(curve->high, bucket, true));
	record_text(record, "metric", metric_name(service->metric));
	record_end_object(record);
}

static void row_claims(struct record *record, const struct incident *incident)
{
	record_array(record, "claims");
	for (uint32_t i = 0; i < incident->claims; i++) {
		const struct claim *claim = &incident->claim[i];

		record_object(record, NULL);
		row_id(record, "outage", 'o', claim->outage->id);
		record_text(record, "by",
			    claim->outage->kind == OUTAGE_DECLARED ? "declared" : "logs");
		record_text(record, "file",
			    claim->outage->declared ? claim->outage->declared->path : NULL);
		if (claim->against)
			row_id(record, "against", 'o', claim->against->id);
		else
			record_null(record, "against");
		record_number(record, "start_after_s", claim->start_after_s);
		record_number(record, "end_after_s", claim->end_after_s);
		record_end_object(record);
	}
	record_end_array(record);
}

static void row_returning(struct record *record, const struct aftermath *after)
{
	const struct returning *returning = &after->returning;

	record_object(record, "returning");
	record_number(record, "new", returning->fresh);
	record_number(record, "share", returning->share);
	record_number(record, "low", returning->low);
	record_number(record, "high", returning->high);
	record_number(record, "usual_new", returning->usual_fresh);
	record_number(record, "usual_share", returning->usual_share);
	record_number(record, "usual_low", returning->usual_low);
	record_number(record, "usual_high", returning->usual_high);
	record_text(record, "note", after->return_note);
	record_end_object(record);
}

static void row_aftermaths(struct record *record, const struct incident *incident)
{
	record_array(record, "aftermath");
	for (uint32_t i = 0; i < incident->aftermaths; i++) {
		const struct aftermath *after = &incident->aftermath[i];

		record_object(record, NULL);
		record_text(record, "service", after->service);
		record_object(record, "glow");
		record_number(record, "length_s", after->glow_s);
		record_number(record, "low_s", after->glow_low_s);
		record_number(record, "high_s", after->glow_high_s);
		record_number(record, "excess", after->glow_events);
		record_text(record, "note", after->glow_note);
		record_end_object(record);
		record_object(record, "level");
		record_number(record, "ratio", after->level);
		record_number(record, "low", after->level_low);
		record_number(record, "high", after->level_high);
		record_integer(record, "days", after->level_days);
		record_text(record, "note", after->level_note);
		record_end_object(record);
		row_returning(record, after);
		record_end_object(record);
	}
	record_end_array(record);
}

void row_incident(struct record *record, const struct incident *incident)
{
	record_object(record, NULL);
	row_id(record, "id", 'i', incident->id);
	record_text(record, "title", incident->title);
	record_time(record, "from", incident->from_us);
	record_time(record, "to", incident->to_us);
	record_array(record, "outages");
	for (uint32_t i = 0; i < incident->outages; i++)
		row_id(record, NULL, 'o', incident->outage[i]->id);
	record_end_array(record);
	record_array(record, "spikes");
	for (uint32_t i = 0; i < incident->spikes; i++)
		row_id(record, NULL, 's', incident->spike[i]->id);
	record_end_array(record);
	record_number(record, "time_to_detect_s", incident->time_to_detect_s);
	record_number(record, "time_to_acknowledge_s", incident->time_to_acknowledge_s);
	record_number(record, "time_to_resolve_s", incident->time_to_resolve_s);
	record_array(record, "timeline");
	for (uint32_t i = 0; i < incident->entries; i++)
		row_entry(record, &incident->entry[i]);
	record_end_array(record);
	row_claims(record, incident);
	row_aftermaths(record, incident);
	record_end_object(record);
}

void row_service(struct record *record, const struct service *service)
{
	record_object(record, NULL);
	record_text(record, "name", service->name);
	record_text(record, "metric", metric_name(service->metric));
	record_number(record, "events", service->events);
	record_number(record, "bytes", service->bytes);
	record_number(record, "errors", service->has_failures ? service->errors : (double)NAN);
	record_number(record, "availability", service->availability);
	record_number(record, "downtime_s", service->downtime_s);
	record_number(record, "clients", service->clients);
	record_object(record, "latency_ms");
	record_number(record, "p50", service->latency_p50_ms);
	record_number(record, "p90", service->latency_p90_ms);
	record_number(record, "p99", service->latency_p99_ms);
	record_end_object(record);
	record_object(record, "error_budget");
	record_number(record, "objective", AVAILABILITY_OBJECTIVE);
	record_number(record, "allowed", service->budget);
	record_number(record, "failed", service->failed);
	record_number(record, "used", service->failed / service->budget);
	record_end_object(record);
	record_end_object(record);
}

void row_source(struct record *record, const struct source_facts *source)
{
	record_object(record, NULL);
	record_text(record, "service", source->service);
	record_text(record, "host", source->host);
	record_text(record, "path", source->path);
	record_text(record, "format", source->format);
	record_text(record, "metric", source->format ? metric_name(source->metric) : NULL);
	record_text(record, "compression", source->compression);
	record_integer(record, "bytes", source->bytes);
	record_integer(record, "lines", source->lines);
	record_integer(record, "events", source->events);
	record_integer(record, "continuation", source->continuation);
	record_integer(record, "filtered", source->filtered);
	record_integer(record, "rejected", source->rejected);
	record_time(record, "from", source->from_us);
	record_time(record, "to", source->to_us);
	record_text(record, "sha256", source->sha256);
	record_array(record, "problems");
	for (uint32_t i = 0; i < source->problems; i++)
		record_text(record, NULL, source->problem[i]);
	record_end_array(record);
	record_end_object(record);
}

static void ended(struct record *record, void (*end)(struct record *record))
{
	if (end)
		end(record);
}

static void write_buckets(struct record *record, const struct findings *findings,
			  void (*end)(struct record *record))
{
	for (uint32_t i = 0; i < findings->services; i++) {
		for (uint32_t b = 0; b < findings->service[i].curve.buckets; b++) {
			row_bucket(record, &findings->service[i], b);
			ended(record, end);
		}
	}
}

static void write_outages(struct record *record, const struct findings *findings,
			  void (*end)(struct record *record))
{
	struct outage_walk walk = { 0 };
	const struct outage *outage;

	while ((outage = outage_next(findings, &walk))) {
		row_outage(record, outage);
		ended(record, end);
	}
}

enum view rows_view(enum view view)
{
	return view == VIEW_REPORT ? VIEW_TIMELINE : view;
}

void rows_write(struct record *record, enum view view, const struct findings *findings,
		void (*end)(struct record *record))
{
	uint32_t count = view == VIEW_TIMELINE ? findings->entries
			 : view == VIEW_SPIKES ? findings->spikes
			 : view == VIEW_LINKS  ? findings->links
					       : 0;

	if (view == VIEW_BUCKETS)
		write_buckets(record, findings, end);
	if (view == VIEW_OUTAGES)
		write_outages(record, findings, end);
	for (uint32_t i = 0; i < count; i++) {
		if (view == VIEW_TIMELINE)
			row_entry(record, &findings->entry[i]);
		else if (view == VIEW_SPIKES)
			row_spike(record, &findings->spike[i]);
		else
			row_link(record, &findings->link[i]);
		ended(record, end);
	}
}

const char *view_member(enum view view)
{
	static const char *const names[] = {
		[VIEW_REPORT] = "report",   [VIEW_TIMELINE] = "timeline",
		[VIEW_SPIKES] = "spikes",   [VIEW_OUTAGES] = "outages",
		[VIEW_LINKS] = "links",     [VIEW_BUCKETS] = "buckets",
		[VIEW_EXPLAIN] = "explain",
	};

	return names[view];
}
