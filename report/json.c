/* json.c - the machine-readable report: schema seiche.report/1, and each view as a document. */
#include "report/rows.h"

#include "seiche/version.h"

#include <math.h>

#define SCHEMA "seiche.report/1"

static void write_range(struct record *record, const struct findings *findings)
{
	record_object(record, "range");
	record_time(record, "from", findings->from_us);
	record_time(record, "to", findings->to_us);
	record_number(record, "bucket_s",
		      findings->bucket_us ? (double)findings->bucket_us / SECOND_US : (double)NAN);
	record_end_object(record);
}

static void write_view(struct record *record, enum view view, const struct findings *findings)
{
	record_array(record, view_member(view));
	rows_write(record, view, findings, NULL);
	record_end_array(record);
}

static void write_outages(struct record *record, const char *member, const struct outage *outage,
			  uint32_t outages)
{
	record_array(record, member);
	for (uint32_t i = 0; i < outages; i++)
		row_outage(record, &outage[i]);
	record_end_array(record);
}

static void write_report(struct record *record, const struct findings *findings)
{
	record_array(record, "sources");
	for (uint32_t i = 0; i < findings->sources; i++)
		row_source(record, &findings->source[i]);
	record_end_array(record);
	record_array(record, "services");
	for (uint32_t i = 0; i < findings->services; i++)
		row_service(record, &findings->service[i]);
	record_end_array(record);
	write_outages(record, "outages", findings->outage, findings->outages);
	write_view(record, VIEW_SPIKES, findings);
	write_view(record, VIEW_LINKS, findings);
	record_array(record, "incidents");
	for (uint32_t i = 0; i < findings->incidents; i++)
		row_incident(record, &findings->incident[i]);
	record_end_array(record);
	write_outages(record, "other_windows", findings->aside, findings->asides);
	record_array(record, "warnings");
	for (uint32_t i = 0; i < findings->warnings; i++)
		record_text(record, NULL, findings->warning[i]);
	record_end_array(record);
}

static bool json_format_write(const struct findings *findings, const struct report_options *options,
			      struct out *out, struct error *error)
{
	struct record record;

	(void)error; /* what can go wrong is told by out_close */
	record_init(&record, RECORD_JSON, true, out);
	record_object(&record, NULL);
	record_text(&record, "schema", SCHEMA);
	record_text(&record, "version", SEICHE_VERSION);
	write_range(&record, findings);
	record_text(&record, "where", findings->where);
	if (options->view == VIEW_REPORT)
		write_report(&record, findings);
	else if (options->view == VIEW_EXPLAIN)
		row_account(&record, findings);
	else
		write_view(&record, options->view, findings);
	record_end_object(&record);
	out_text(out, "\n");
	record_release(&record);
	return true;
}

const struct report_format format_json = {
	.name = "json",
	.suffix = ".json",
	.summary = "one document, schema " SCHEMA,
	.views = 1u << VIEW_REPORT | 1u << VIEW_TIMELINE | 1u << VIEW_SPIKES | 1u << VIEW_OUTAGES |
		 1u << VIEW_LINKS | 1u << VIEW_BUCKETS | 1u << VIEW_EXPLAIN,
	.write = json_format_write,
};
