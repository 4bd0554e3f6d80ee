/* jsonl.c - the rows of a view as JSON lines: the objects of the JSON report, one a line. */
#include "report/rows.h"

static void end_line(struct record *record)
{
	out_text(record->out, "\n");
	/* Each line is a document of its own. */
	json_write_init(&record->json, false, record->json.put, record->json.to);
}

static bool jsonl_write(const struct findings *findings, const struct report_options *options,
			struct out *out, struct error *error)
{
	struct record record;

	(void)error; /* what can go wrong is told by out_close */
	record_init(&record, RECORD_JSON, false, out);
	rows_write(&record, rows_view(options->view), findings, end_line);
	record_release(&record);
	return true;
}

const struct report_format format_jsonl = {
	.name = "jsonl",
	.suffix = ".jsonl",
	.summary = "JSON lines: one object an entry",
	.views = 1u << VIEW_REPORT | 1u << VIEW_TIMELINE | 1u << VIEW_SPIKES | 1u << VIEW_OUTAGES |
		 1u << VIEW_LINKS | 1u << VIEW_BUCKETS,
	.write = jsonl_write,
};
