/*
 * test_formats.c - whole reports: as expected in tests/report/, harmless whatever
 * the logs hold, and with the contract's fields.
 *
 * Where a report differs, the new one is left in the build folder; whoever has
 * read it and agrees copies it over the expectation.
 */
#include "core/json.h"
#include "report/format.h"
#include "report/layout.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/report_check.h"
#include "tests/support/sample_findings.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>

#define CAP (64u << 20)

static struct text render_at(const struct findings *findings, const char *format, enum view view,
			     bool unicode, uint32_t columns)
{
	const struct report_options options = {
		.view = view, .zone = zone_utc, .columns = columns, .unicode = unicode
	};
	const struct report_format *to = report_format_named(format);
	struct error error;
	struct text text;
	struct out out;

	assert_non_null(to);
	assert_true(to->views & 1u << view);
	text_init(&text, CAP);
	out_open_text(&out, &text);
	assert_true(to->write(findings, &options, &out, &error));
	assert_false(text.cut);
	return text;
}

static struct text render(const struct findings *findings, const char *format, enum view view,
			  bool unicode)
{
	return render_at(findings, format, view, unicode, 80);
}

static const struct {
	const char *path; /* below tests/report/ */
	const struct findings *(*make)(struct arena *arena);
	const char *format;
	enum view view;
	bool ascii;
	uint32_t columns; /* 0: 80 */
} cases[] = {
	{ "story/report.txt", sample_story, "text", VIEW_REPORT, false },
	{ "story/report-ascii.txt", sample_story, "text", VIEW_REPORT, true },
	{ "story/report-60.txt", sample_story, "text", VIEW_REPORT, false, 60 },
	{ "story/report-120.txt", sample_story, "text", VIEW_REPORT, false, 120 },
	{ "story/report.md", sample_story, "md", VIEW_REPORT, false },
	{ "story/report.html", sample_story, "html", VIEW_REPORT, false },
	{ "story/report.json", sample_story, "json", VIEW_REPORT, false },
	{ "story/timeline.txt", sample_story, "text", VIEW_TIMELINE, false },
	{ "story/spikes.txt", sample_story, "text", VIEW_SPIKES, false },
	{ "story/outages.txt", sample_story, "text", VIEW_OUTAGES, false },
	{ "story/links.txt", sample_story, "text", VIEW_LINKS, false },
	{ "story/timeline.csv", sample_story, "csv", VIEW_TIMELINE, false },
	{ "story/spikes.csv", sample_story, "csv", VIEW_SPIKES, false },
	{ "story/outages.csv", sample_story, "csv", VIEW_OUTAGES, false },
	{ "story/links.jsonl", sample_story, "jsonl", VIEW_LINKS, false },
	{ "story/spikes.json", sample_story, "json", VIEW_SPIKES, false },
	{ "story/explain.txt", sample_story, "text", VIEW_EXPLAIN, false },
	{ "story/explain.md", sample_story, "md", VIEW_EXPLAIN, false },
	{ "story/explain.json", sample_story, "json", VIEW_EXPLAIN, false },
	{ "story/report.ics", sample_story, "ics", VIEW_REPORT, false },
	{ "story/timeline.ics", sample_story, "ics", VIEW_TIMELINE, false },
	{ "quiet/report.txt", sample_quiet, "text", VIEW_REPORT, false },
	{ "quiet/report.md", sample_quiet, "md", VIEW_REPORT, false },
	{ "quiet/spikes.csv", sample_quiet, "csv", VIEW_SPIKES, false },
	{ "empty/report.txt", sample_empty, "text", VIEW_REPORT, false },
	{ "empty/report.json", sample_empty, "json", VIEW_REPORT, false },
};

static void keep(const char *path, struct span text)
{
	char name[256];

	snprintf(name, sizeof(name), "%s", path);
	for (char *slash = name; (slash = strchr(slash, '/'));)
		*slash = '-';
	FILE *file = fopen(name, "we");

	assert_non_null(file);
	fwrite(text.at, 1, text.size, file);
	fclose(file);
	print_message("what came out is in %s\n", name);
}

static void is_as_expected(void **state)
{
	bool same = true;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct text text =
			render_at(cases[i].make(&arena), cases[i].format, cases[i].view,
				  !cases[i].ascii, cases[i].columns ? cases[i].columns : 80);
		char *path = arena_print(&arena, "%s/%s", REPORT_CASES, cases[i].path);
		struct span expected = SPAN("");
		struct error error = { 0 };

		if (!file_load(&file_system, path, CAP, &arena, &expected, &error) ||
		    !span_is(expected, text_span(&text))) {
			print_message("%s differs. %s\n", cases[i].path, error.text);
			keep(cases[i].path, text_span(&text));
			same = false;
		}
		text_release(&text);
		arena_release(&arena);
	}
	assert_true(same);
}

#define OUTAGE_KEYS \
	"id service host origin kind from to ongoing title detected_at acknowledged_at " \
	"resolved_at lost_events failed_events p_value hosts explained_by new_templates window " \
	"precision impact components regions feed feed_id url updates file line preceded_by " \
	"explained_by_sets"

/* Members of each kind of object of the JSON report, in order: CONTRACT.md, then what was added. */
static const struct {
	const char *member, *keys;
} shapes[] = {
	{ "", "schema version range where sources services outages spikes links incidents "
	      "other_windows "
	      "warnings" },
	{ "range", "from to bucket_s" },
	{ "sources",
	  "service host path format metric compression bytes lines events continuation filtered "
	  "rejected from to sha256 problems" },
	{ "services", "name metric events bytes errors availability downtime_s clients latency_ms "
		      "error_budget" },
	{ "error_budget", "objective allowed failed used" },
	{ "latency_ms", "p50 p90 p99" },
	{ "outages", OUTAGE_KEYS },
	{ "other_windows", OUTAGE_KEYS },
	{ "updates", "at status text" },
	{ "hosts", "host from to share" },
	{ "new_templates", "template count before expected first example path line" },
	{ "preceded_by", "what service at count usual text path line" },
	{ "spikes", "id service metric from to peak events expected excess excess_low excess_high "
		    "p_value class class_why explained_by new_templates preceded_by "
		    "explained_by_sets clientele capacity" },
	{ "capacity", "outage at per_s low_per_s high_per_s failed_below failed_above" },
	{ "peak", "at per_s expected_per_s ratio" },
	{ "explained_by", "dimension value count expected excess_share distinct_clients estimated" },
	{ "explained_by_sets", "values count expected excess_share estimated" },
	{ "values", "dimension value" },
	{ "clientele", "distinct new error per_client usual_per_client entropy_bits top_share" },
	{ "links", "spike outage relation lag_s overlap p_value q_value verdict content_share "
		   "content_words" },
	{ "incidents", "id title from to outages spikes time_to_detect_s time_to_acknowledge_s "
		       "time_to_resolve_s timeline claims aftermath" },
	{ "aftermath", "service glow level returning" },
	{ "glow", "length_s low_s high_s excess note" },
	{ "level", "ratio low high days note" },
	{ "returning", "new share low high usual_new usual_share usual_low usual_high note" },
	{ "claims", "outage by file against start_after_s end_after_s" },
	{ "timeline", "at kind service host text ref" },
};

/* Check an object and all in it; `member` is what it, or the array around it, is called. */
static void has_shape(const struct json_value *value, const char *member)
{
	for (const struct json_value *child = value->first; child; child = child->next)
		if (child->kind == JSON_OBJECT || child->kind == JSON_ARRAY)
			has_shape(child, child->key ? child->key : member);
	if (value->kind != JSON_OBJECT)
		return;
	char keys[512] = "";

	for (const struct json_value *child = value->first; child; child = child->next) {
		strcat(keys, *keys ? " " : "");
		strcat(keys, child->key);
	}
	for (size_t i = 0; i < LENGTH(shapes); i++) {
		if (strcmp(shapes[i].member, member) == 0) {
			assert_string_equal(keys, shapes[i].keys);
			return;
		}
	}
	print_message("an object of no known kind: %s\n", member);
	assert_true(false);
}

static void json_keeps_the_contract(void **state)
{
	const struct findings *(*const make[])(struct arena * arena) = { sample_story, sample_quiet,
									 sample_empty };

	(void)state;
	for (size_t i = 0; i < LENGTH(make); i++) {
		struct arena arena = { 0 };
		struct text text = render(make[i](&arena), "json", VIEW_REPORT, true);
		struct json_value *root;
		struct error error;

		assert_true(json_read(text_span(&text), &arena, &root, &error));
		has_shape(root, "");
		assert_string_equal(json_member_text(root, "schema"), "seiche.report/1");
		text_release(&text);
		arena_release(&arena);
	}
}

static void keeps_to_its_width(const struct findings *findings)
{
	static const uint32_t columns[] = { 60, 80, 120 };

	for (size_t i = 0; i < LENGTH(columns); i++) {
		struct text text = render_at(findings, "text", VIEW_REPORT, true, columns[i]);

		for (struct span rest = text_span(&text); rest.size;)
			assert_in_range(layout_width(span_cut(&rest, '\n')), 0, columns[i]);
		text_release(&text);
	}
}

/* For grep and sort: an entry never takes two lines, whatever it quotes. */
static void has_a_line_an_entry(const struct findings *findings)
{
	struct text text = render(findings, "text", VIEW_TIMELINE, true);
	uint32_t lines = 0;

	for (struct span rest = text_span(&text); rest.size; lines++)
		span_cut(&rest, '\n');
	assert_int_equal(lines, findings->entries);
	text_release(&text);
}

static void each_view_is_safe(const struct findings *findings)
{
	for (enum view view = VIEW_TIMELINE; view <= VIEW_BUCKETS; view++) {
		struct text lines = render(findings, "text", view, true);
		struct text cells = render(findings, "csv", view, true);

		check_plain_lines(text_span(&lines));
		check_csv(text_span(&cells));
		text_release(&lines);
		text_release(&cells);
	}
}

static void account_is_safe(const struct findings *findings)
{
	struct text text = render(findings, "text", VIEW_EXPLAIN, true);
	struct text html = render(findings, "html", VIEW_EXPLAIN, true);
	struct text markdown = render(findings, "md", VIEW_EXPLAIN, true);
	struct text json = render(findings, "json", VIEW_EXPLAIN, true);
	struct arena arena = { 0 };
	struct json_value *root;
	struct error error;

	check_plain_lines(text_span(&text));
	check_html(text_span(&html));
	check_markdown(text_span(&markdown));
	assert_true(json_read(text_span(&json), &arena, &root, &error));
	text_release(&text);
	text_release(&html);
	text_release(&markdown);
	text_release(&json);
	arena_release(&arena);
}

static void nothing_hostile_gets_through(void **state)
{
	(void)state;
	for (size_t i = 0; i < hostile_texts_count; i++) {
		struct arena arena = { 0 };
		const struct findings *findings = sample_hostile(&arena, hostile_texts[i]);
		struct text text = render(findings, "text", VIEW_REPORT, true);
		struct text html = render(findings, "html", VIEW_REPORT, true);
		struct text markdown = render(findings, "md", VIEW_REPORT, true);
		struct text json = render(findings, "json", VIEW_REPORT, true);
		struct text report = render(findings, "ics", VIEW_REPORT, true);
		struct text timeline = render(findings, "ics", VIEW_TIMELINE, true);
		struct json_value *root;
		struct error error;

		print_message("case %zu\n", i);
		check_plain_lines(text_span(&text));
		keeps_to_its_width(findings);
		check_html(text_span(&html));
		check_unique_ids(text_span(&html));
		check_markdown(text_span(&markdown));
		check_calendar(text_span(&report));
		check_calendar(text_span(&timeline));
		assert_true(json_read(text_span(&json), &arena, &root, &error));
		has_shape(root, "");
		each_view_is_safe(findings);
		has_a_line_an_entry(findings);
		account_is_safe(findings);
		text_release(&text);
		text_release(&html);
		text_release(&markdown);
		text_release(&json);
		text_release(&report);
		text_release(&timeline);
		arena_release(&arena);
	}
}

/* Colour is ours alone: without our own sequences all is plain again. */
static void colours_are_ours(void **state)
{
	struct arena arena = { 0 };
	const struct findings *findings = sample_hostile(&arena, "\033[5mblink\033[0m");
	const struct report_options options = {
		.view = VIEW_REPORT, .zone = zone_utc, .columns = 100, .colour = true
	};
	struct text text, plain;
	struct error error;
	struct out out;

	(void)state;
	text_init(&text, CAP);
	text_init(&plain, CAP);
	out_open_text(&out, &text);
	assert_true(report_format_named("text")->write(findings, &options, &out, &error));
	for (struct span rest = text_span(&text); rest.size;) {
		struct span piece = span_cut(&rest, '\033');

		text_add(&plain, piece);
		if (!rest.size)
			break;
		struct span code = span_cut(&rest, 'm');

		assert_true(check_listed("[0 [1 [31 [33 [35", code));
	}
	check_plain_lines(text_span(&plain));
	assert_non_null(strstr(text.at, "\033[31m"));
	assert_non_null(strstr(text.at, "\033[33m"));
	text_release(&text);
	text_release(&plain);
	arena_release(&arena);
}

static void people_read_their_own_clock(void **state)
{
	struct arena arena = { 0 };
	struct report_options options = { .view = VIEW_TIMELINE, .columns = 80 };
	struct error error;
	struct text text;
	struct out out;

	(void)state;
	assert_true(zone_find("+01:00", &arena, &options.zone, &error));
	text_init(&text, CAP);
	out_open_text(&out, &text);
	assert_true(
		report_format_named("text")->write(sample_story(&arena), &options, &out, &error));
	assert_true(span_starts(text_span(&text), SPAN("2014-02-22T15:10:00+01:00 outage-start")));
	text_clear(&text);
	assert_true(
		report_format_named("jsonl")->write(sample_story(&arena), &options, &out, &error));
	assert_true(span_starts(text_span(&text), SPAN("{\"at\":\"2014-02-22T14:10:00Z\"")));
	text_release(&text);
	arena_release(&arena);
}

static void formats_are_found_by_name_and_ending(void **state)
{
	(void)state;
	assert_string_equal(report_formats[0]->name, "text");
	assert_string_equal(report_format_named("md")->suffix, ".md");
	assert_null(report_format_named("docx"));
	assert_string_equal(report_format_for("a.b/report.jsonl")->name, "jsonl");
	assert_string_equal(report_format_for("x.txt")->name, "text");
	assert_null(report_format_for("x.docx"));
	assert_null(report_format_for("json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_found_by_name_and_ending),
		cmocka_unit_test(is_as_expected),
		cmocka_unit_test(json_keeps_the_contract),
		cmocka_unit_test(nothing_hostile_gets_through),
		cmocka_unit_test(colours_are_ours),
		cmocka_unit_test(people_read_their_own_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
