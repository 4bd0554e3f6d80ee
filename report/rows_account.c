/* rows_account.c - the members of `explain -f json`: one episode and how it came about. */
#include "report/rows.h"

#include "analysis/episode.h"

#include <math.h>

static void row_rule(struct record *record)
{
	record_object(record, "rule");
	record_number(record, "score_min", episode_defaults.score_min);
	record_number(record, "p_max", episode_defaults.p_max);
	record_number(record, "spike_ratio_min", episode_defaults.spike_ratio_min);
	record_number(record, "drop_ratio_max", episode_defaults.drop_outage_ratio_max);
	record_number(record, "excess_min", episode_defaults.excess_min);
	record_number(record, "silence_min_s", (double)episode_defaults.silence_min_us / SECOND_US);
	record_number(record, "silence_alarm", episode_defaults.silence_alarm);
	record_number(record, "error_ratio_min", episode_defaults.error_ratio_min);
	record_number(record, "error_share_min", episode_defaults.error_share_min);
	record_number(record, "latency_ratio_min", episode_defaults.latency_ratio_min);
	record_number(record, "latency_events_min", episode_defaults.latency_events_min);
	record_end_object(record);
}

static void row_buckets(struct record *record, const struct account *account)
{
	const char *name = account->spike ? account->spike->service : account->outage->service;
	const struct service around = { .name = name,
					.has_failures = account->has_failures,
					.curve = account->curve };

	record_array(record, "buckets");
	for (uint32_t i = 0; i < account->curve.buckets; i++)
		row_bucket(record, &around, i);
	record_end_array(record);
}

static void row_how(struct record *record, const struct account *account)
{
	record_object(record, "how");
	record_number(record, "score", account->score);
	record_number(record, "counted", account->counted);
	record_number(record, "expected", account->expected);
	row_rule(record);
	record_array(record, "references");
	for (uint32_t i = 0; i < account->references; i++) {
		record_object(record, NULL);
		record_time(record, "from", account->reference[i].from_us);
		record_time(record, "to", account->reference[i].to_us);
		record_end_object(record);
	}
	record_end_array(record);
	record_number(record, "reference_count",
		      account->references ? account->reference_count : (double)NAN);
	row_buckets(record, account);
	record_end_object(record);
}

static void row_line(struct record *record, const char *what, const char *value,
		     const struct evidence *evidence)
{
	if (!evidence->path)
		return;
	record_object(record, NULL);
	record_text(record, "what", what);
	record_text(record, "value", value);
	row_evidence(record, evidence);
	record_text(record, "text", evidence->text);
	record_end_object(record);
}

static void row_lines(struct record *record, const struct account *account)
{
	const struct explanations *by =
		account->spike ? &account->spike->explained_by : &account->outage->explained_by;

	record_array(record, "lines");
	if (account->outage)
		row_line(record,
			 account->outage->kind == OUTAGE_SILENCE ? "last event" : "first error",
			 NULL, &account->outage->first);
	for (uint32_t i = 0; i < by->count; i++)
		row_line(record, dimension_name(by->item[i].dimension), by->item[i].value,
			 &by->item[i].first);
	record_end_array(record);
}

static void row_incidents(struct record *record, const struct findings *findings,
			  const struct account *account)
{
	record_array(record, "incidents");
	for (uint32_t i = 0; i < findings->incidents; i++) {
		const struct incident *incident = &findings->incident[i];
		bool in = false;

		for (uint32_t k = 0; k < incident->spikes; k++)
			in |= incident->spike[k] == account->spike;
		for (uint32_t k = 0; k < incident->outages; k++)
			in |= incident->outage[k] == account->outage;
		if (in)
			row_id(record, NULL, 'i', incident->id);
	}
	record_end_array(record);
}

void row_account(struct record *record, const struct findings *findings)
{
	const struct account *account = findings->account;

	record_array(record, "outages");
	if (account->outage)
		row_outage(record, account->outage);
	record_end_array(record);
	record_array(record, "spikes");
	if (account->spike)
		row_spike(record, account->spike);
	record_end_array(record);
	record_array(record, "links");
	for (uint32_t i = 0; i < findings->links; i++)
		if (findings->link[i].spike == account->spike ||
		    findings->link[i].outage == account->outage)
			row_link(record, &findings->link[i]);
	record_end_array(record);
	row_incidents(record, findings, account);
	row_how(record, account);
	row_lines(record, account);
}
