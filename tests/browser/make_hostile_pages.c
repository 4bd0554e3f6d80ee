/*
 * make_hostile_pages.c - DIR: writes, for each hostile text, the report and the account
 * of an episode with that text wherever a log or a feed is quoted.
 */
#include "report/format.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/sample_findings.h"

#include <stdio.h>
#include <stdlib.h>

static void write_page(const char *folder, const char *name, size_t number, enum view view)
{
	const struct report_options options = { .view = view, .zone = zone_utc, .columns = 80 };
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct out out;
	const char *path = arena_print(&arena, "%s/%s-%zu.html", folder, name, number);
	const struct findings *findings = sample_hostile(&arena, hostile_texts[number]);

	if (!out_open(&out, &file_system, path, &error) ||
	    !report_format_named("html")->write(findings, &options, &out, &error) ||
	    !out_close(&out, &error)) {
		fprintf(stderr, "make_hostile_pages: %s\n", error.text);
		exit(2);
	}
	arena_release(&arena);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: make_hostile_pages DIR\n");
		return 2;
	}
	for (size_t i = 0; i < hostile_texts_count; i++) {
		write_page(argv[1], "report", i, VIEW_REPORT);
		write_page(argv[1], "explain", i, VIEW_EXPLAIN);
	}
	return 0;
}
