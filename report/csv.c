/* csv.c - the rows of a view as CSV (RFC 4180), with a header line, safe in spreadsheets. */
#include "report/rows.h"

/* The names come from writing one row of nothing, so they can't differ from the rows. */
static void write_header(enum view view, struct out *out)
{
	struct spike spike = { 0 };
	struct outage outage = { 0 };
	struct link link = { .spike = &spike, .outage = &outage };
	struct entry entry = { 0 };
	struct service service = { .curve = { .buckets = 1 } };
	struct findings one = {
		.spike = &spike,
		.spikes = 1,
		.outage = &outage,
		.outages = 1,
		.link = &link,
		.links = 1,
		.entry = &entry,
		.entries = 1,
		.service = &service,
		.services = 1,
	};
	struct record record;

	record_init(&record, RECORD_CSV_NAMES, false, out);
	rows_write(&record, view, &one, NULL);
	record_release(&record);
}

static bool csv_write(const struct findings *findings, const struct report_options *options,
		      struct out *out, struct error *error)
{
	enum view view = rows_view(options->view);
	struct record record;

	(void)error; /* what can go wrong is told by out_close */
	write_header(view, out);
	record_init(&record, RECORD_CSV_VALUES, false, out);
	rows_write(&record, view, findings, NULL);
	record_release(&record);
	return true;
}

const struct report_format format_csv = {
	.name = "csv",
	.suffix = ".csv",
	.summary = "a header line and one line an entry (RFC 4180)",
	.views = 1u << VIEW_REPORT | 1u << VIEW_TIMELINE | 1u << VIEW_SPIKES | 1u << VIEW_OUTAGES |
		 1u << VIEW_LINKS | 1u << VIEW_BUCKETS,
	.write = csv_write,
};
