/*
 * test_formats.c - whole reports: as expected in tests/report/, harmless whatever
 * the logs hold, and with the contract's fields.
 *
 * Where a report differs, the new one is left in the build folder; whoever has
 * read it and agrees copies it over the expectation.
 */
#include "core/json.h"
#include "report/format.h"
#include "tests/support/escape_check.h"
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
	{ "", "schema version range sources services outages spikes links incidents other_windows "
	      "warnings" },
	{ "range", "from to bucket_s" },
	{ "sources",
	  "service host path format compression bytes lines events continuation filtered "
	  "rejected from to sha256 problems" },
	{ "services", "name events bytes errors availability downtime_s clients latency_ms "
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
	{ "explained_by", "dimension value count expected excess_share distinct_clients" },
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

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"\"><svg onload=alert(1)>",
	"' onmouseover='alert(1)",
	"]]></style><img src=x onerror=alert(1)>",
	"[a](javascript:alert(1)) ![b](http://evil.example/x.png)",
	"```\n# heading\n<b>",
	"a|b|c @everyone www.evil.example",
	"=HYPERLINK(\"http://evil.example\",\"x\")",
	"+1",
	"-1+2",
	"@SUM(A1)",
	"\t=1",
	"a,b\r\n\"c",
	"\033]0;title\007\033[2J\033[31m",
	"\302\233"
	"31m\302\205",
	"\342\200\256txt.exe\342\200\213",
	"\377\376\300\257\355\240\200",
	"<!-- /seiche:auto -->",
	"\n<!-- seiche:human id=a -->\n",
	"<!--<!-- -->",
	"%s%n%x",
	"",
};

static void is_plain_lines(struct span text)
{
	while (text.size)
		assert_null(escape_check_visible(span_cut(&text, '\n')));
}

static bool is_listed(const char *list, struct span word)
{
	struct span rest = span_text(list);

	while (rest.size)
		if (span_is(span_cut(&rest, ' '), word))
			return true;
	return false;
}

static struct span take_word(struct span *rest)
{
	size_t size = 0;

	while (size < rest->size &&
	       (strchr("-!/", rest->at[size]) || (rest->at[size] | 32) >= 'a' ||
		(rest->at[size] >= '0' && rest->at[size] <= '9')) &&
	       rest->at[size] != '>' && rest->at[size] != '=')
		size++;
	struct span word = span_of(rest->at, size);

	*rest = span_of(rest->at + size, rest->size - size);
	return word;
}

/* "<!-- seiche:auto id=… sum=… -->": nothing but our words, lower-case letters, digits and '-'. */
static void is_our_mark(struct span mark)
{
	static const char *const starts[] = { "<!-- seiche:auto id=", "<!-- seiche:human id=",
					      "<!-- /seiche:auto", "<!-- /seiche:human" };
	bool known = false;

	for (size_t i = 0; i < LENGTH(starts); i++)
		known = known || span_starts(mark, span_text(starts[i]));
	assert_true(known);
	assert_true(span_ends(mark, SPAN(" -->")));
	for (size_t i = 4; i < mark.size - 4; i++)
		assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789 :=-/", mark.at[i]));
}

/* Every tag and attribute is one that we write; every value stands in quotes. */
static void is_our_html(struct span text)
{
	static const char tags[] = "!DOCTYPE html head meta title style body header p h1 h2 h3 "
				   "main section dl dt dd div "
				   "table caption thead tbody tr th td span i figure figcaption "
				   "svg desc path rect text "
				   "tspan footer a details summary";
	static const char attributes[] =
		"lang charset http-equiv content name class scope role tabindex aria-label "
		"aria-labelledby style id viewBox d x y width height href";
	struct span rest = text;

	is_plain_lines(text);
	for (const char *tag; (tag = memchr(rest.at, '<', rest.size));) {
		rest = span_of(tag + 1, (size_t)(text.at + text.size - tag - 1));
		if (rest.at[0] == '!' && rest.at[1] == '-') {
			is_our_mark(span_of(tag, strcspn(tag, "\n")));
			continue;
		}
		if (rest.at[0] == '/')
			rest = span_of(rest.at + 1, rest.size - 1);
		assert_true(is_listed(tags, take_word(&rest)));
		while (rest.at[0] == ' ') {
			rest = span_of(rest.at + 1, rest.size - 1);
			struct span name = take_word(&rest);

			if (span_is(name, SPAN("html"))) /* <!DOCTYPE html> */
				continue;
			assert_true(is_listed(attributes, name));
			assert_true(span_starts(rest, SPAN("=\"")));
			rest = span_of(rest.at + 2, rest.size - 2);
			span_cut(&rest, '"');
		}
		if (rest.at[0] == '/') /* an empty element of SVG */
			rest = span_of(rest.at + 1, rest.size - 1);
		assert_true(rest.at[0] == '>');
	}
}

/* How long the link to or from the register of evidence is that begins here; 0: none does. */
static size_t our_link(struct span text)
{
	char wanted[64];
	const char *digits = memchr(text.at, 'e', MIN(text.size, 8u));
	unsigned number;

	if (!digits || sscanf(digits, "e%3u", &number) != 1)
		return 0;
	snprintf(wanted, sizeof(wanted), "[e%u](#e%u)", number, number);
	if (span_starts(text, span_text(wanted)))
		return strlen(wanted);
	snprintf(wanted, sizeof(wanted), "<a id=\"e%u\"></a>", number);
	return span_starts(text, span_text(wanted)) ? strlen(wanted) : 0;
}

/* Outside indented blocks no mark stands bare but our own at a line's start, and tables keep their
 * width. */
static void is_our_markdown(struct span text)
{
	size_t bars_before = 0;

	is_plain_lines(text);
	while (text.size) {
		struct span line = span_cut(&text, '\n');
		size_t bars = 0;

		if (span_starts(line, SPAN("    "))) {
			/* Code shows what it holds; but a mark of the draft is seen in it, too. */
			assert_null(memmem(line.at, line.size, "<!--", 4));
			continue;
		}
		if (span_starts(line, SPAN("<!--"))) {
			is_our_mark(line);
			continue;
		}
		for (size_t i = 0; i < line.size; i++) {
			if (line.at[i] == '\\') {
				i++;
				continue;
			}
			i += our_link(span_of(line.at + i, line.size - i));
			if (i == line.size)
				break;
			assert_false(strchr("<`~[]$", line.at[i]) && line.at[i]);
			assert_false(line.at[i] == '@' && line.at[i + 1] != '&');
			bars += line.at[i] == '|';
		}
		if (bars && bars_before)
			assert_int_equal(bars, bars_before);
		bars_before = bars;
	}
}

/* Unfolded, each line is a property that we write, and its value ends nowhere early. */
static void is_our_calendar(struct span text)
{
	static const char names[] = "BEGIN VERSION PRODID UID DTSTAMP DTSTART DTEND SUMMARY "
				    "DESCRIPTION CATEGORIES TRANSP END";
	struct text line;

	text_init(&line, CAP);
	while (text.size) {
		struct span folded = span_cut(&text, '\n');
		struct span value, name;

		assert_true(span_ends(folded, SPAN("\r")));
		assert_true(folded.size <= 76);
		folded.size--;
		if (folded.at[0] == ' ')
			folded = span_of(folded.at + 1, folded.size - 1);
		else
			text_clear(&line);
		text_add(&line, folded);
		if (text.size && text.at[0] == ' ')
			continue;
		value = text_span(&line);
		name = span_cut(&value, ':');
		assert_true(is_listed(names, name));
		assert_null(escape_check_visible(value));
		if (span_is(name, SPAN("SUMMARY")) || span_is(name, SPAN("DESCRIPTION")))
			assert_null(escape_check_calendar(value));
	}
	text_release(&line);
}

/* Rows as wide as the header, and no cell a spreadsheet would run. */
static void is_safe_csv(struct span text)
{
	size_t cells = 0, width = 0;

	for (size_t i = 0; i < text.size;) {
		size_t start = i;

		if (text.at[i] == '"') {
			for (i++; text.at[i] != '"' || text.at[i + 1] == '"';)
				i += text.at[i] == '"' ? 2 : 1;
			i++;
		} else {
			i += strcspn(text.at + i, ",\r\n");
		}
		struct span cell = span_of(text.at + start, i - start);
		double number;

		if (!span_decimal(cell, &number))
			assert_null(escape_check_csv(cell));
		cells++;
		if (text.at[i] == ',') {
			i++;
			continue;
		}
		assert_true(text.at[i] == '\r' && text.at[i + 1] == '\n');
		i += 2;
		if (!width)
			width = cells;
		assert_int_equal(cells, width);
		cells = 0;
	}
	assert_true(width > 1);
}

static void each_view_is_safe(const struct findings *findings)
{
	for (enum view view = VIEW_TIMELINE; view <= VIEW_BUCKETS; view++) {
		struct text lines = render(findings, "text", view, true);
		struct text cells = render(findings, "csv", view, true);

		is_plain_lines(text_span(&lines));
		is_safe_csv(text_span(&cells));
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

	is_plain_lines(text_span(&text));
	is_our_html(text_span(&html));
	is_our_markdown(text_span(&markdown));
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
	for (size_t i = 0; i < LENGTH(hostile); i++) {
		struct arena arena = { 0 };
		const struct findings *findings = sample_hostile(&arena, hostile[i]);
		struct text text = render(findings, "text", VIEW_REPORT, true);
		struct text html = render(findings, "html", VIEW_REPORT, true);
		struct text markdown = render(findings, "md", VIEW_REPORT, true);
		struct text json = render(findings, "json", VIEW_REPORT, true);
		struct text report = render(findings, "ics", VIEW_REPORT, true);
		struct text timeline = render(findings, "ics", VIEW_TIMELINE, true);
		struct json_value *root;
		struct error error;

		print_message("case %zu\n", i);
		is_plain_lines(text_span(&text));
		is_our_html(text_span(&html));
		is_our_markdown(text_span(&markdown));
		is_our_calendar(text_span(&report));
		is_our_calendar(text_span(&timeline));
		assert_true(json_read(text_span(&json), &arena, &root, &error));
		has_shape(root, "");
		each_view_is_safe(findings);
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

		assert_true(is_listed("[0 [1 [31 [33 [35", code));
	}
	is_plain_lines(text_span(&plain));
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
