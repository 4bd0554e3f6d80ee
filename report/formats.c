/* formats.c - the one table of report formats. */
#include "report/format.h"

#include <string.h>

extern const struct report_format format_text, format_markdown, format_html, format_json,
	format_jsonl, format_csv, format_ics;

const struct report_format *const report_formats[] = {
	&format_text,  &format_markdown, &format_html, &format_json,
	&format_jsonl, &format_csv,      &format_ics,  NULL,
};

const struct report_format *report_format_named(const char *name)
{
	for (size_t i = 0; report_formats[i]; i++)
		if (strcmp(report_formats[i]->name, name) == 0)
			return report_formats[i];
	return NULL;
}

const struct report_format *report_format_for(const char *path)
{
	struct span name = span_text(path);

	for (size_t i = 0; report_formats[i]; i++)
		if (span_ends(name, span_text(report_formats[i]->suffix)))
			return report_formats[i];
	return NULL;
}
