/* test_declared.c - formats declared in files: seiche's own and lnav's, and those that come along. */
#include "parsers/declared.h"

#include "parsers/grok.h"
#include "parsers/judge.h"

#include "tests/support/scratch.h"
#include "tests/unit/parsers/reading.h"

#include <stdio.h>

#define HEAD "{\"format\":1,\"name\":\"shop\",\"about\":\"the shop\","
#define SAMPLES "\"samples\":[{\"line\":\"2014-02-22T19:02:00Z x\",\"is\":{}}]}"
#define PATTERN "\"pattern\":\"^(?<time>\\\\S+) (?<text>.*)$\","

struct formats {
	struct arena arena;
	struct registry registry;
	struct error error;
};

static bool load(struct formats *formats, const char *json)
{
	*formats = (struct formats){ 0 };
	registry_init(&formats->registry, &formats->arena);
	return declared_load(span_text(json), "test.json", &formats->registry, &formats->error);
}

static void unload(struct formats *formats)
{
	registry_release(&formats->registry);
	arena_release(&formats->arena);
}

static const struct seiche_parser *last_of(const struct formats *formats)
{
	return formats->registry.item[formats->registry.count - 1].parser;
}

static const struct {
	const char *json;
	struct reading_case reading;
} cases[] = {
	{ HEAD "\"kind\":\"request\",\"pattern\":\"^(?<time>\\\\S+) gw\\\\[(?<service>[^]]+)\\\\] "
	       "(?<method>[A-Z]+) (?<target>\\\\S+) -> (?<status>\\\\d{3}) in (?<duration_ms>[\\\\d.]+)$\","
	       "\"time\":{\"form\":\"rfc3339\"}," SAMPLES,
	  { "requests by named groups",
	    "2026-03-01T10:00:05Z gw[cart] POST /cart/17 -> 502 in 30011.4\ngateway restarting\n\n"
	    "yesterday gw[cart] POST /cart/17 -> 502 in 30011.4\n",
	    "2026-03-01T10:00:05Z status=502 duration_us=30011400 service=cart method=POST "
	    "target=/cart/17\n",
	    1, 1, 2 } },
	{ HEAD "\"pattern\":\"^(?<time>\\\\d\\\\S+ \\\\S+) (?<level>\\\\w+) (?<text>.*)\","
	       "\"time\":{\"pattern\":\"%d.%m.%Y %H:%M:%S\"},\"continues\":true,"
	       "\"level\":{\"error\":\"^(?:E|BAD)$\",\"debug\":\"^fine\"}," SAMPLES,
	  { "a time pattern, levels by patterns, lines that go on",
	    "22.02.2014 19:02:00 BAD one\n\tat two\n22.02.2014 19:02:01 fineish x\n"
	    "22.02.2014 19:02:02 WARN x\n22.02.2014 19:02:03 W x\n22.02.2014 25:02:03 W x\n",
	    "2014-02-22T19:02:00Z level=3 text=one\n2014-02-22T19:02:01Z level=7 text=x\n"
	    "2014-02-22T19:02:02Z level=4 text=x\n2014-02-22T19:02:03Z level=4 text=x\n",
	    4, 2, 0 } },
	{ HEAD "\"pattern\":[\"^A (?<time>\\\\S+) (?<client>\\\\S+)\",\"^B (?<user>\\\\S+) (?<time>\\\\S+)\"],"
	       SAMPLES,
	  { "several patterns, time in any form",
	    "A 1393095720 192.0.2.7\nB ada 2014-02-22T19:02:01Z\nC 1393095720\n",
	    "2014-02-22T19:02:00Z client=192.0.2.7\n2014-02-22T19:02:01Z user=ada\n", 2, 0, 1 } },
	{ HEAD "\"pattern\":\"^(?<date>\\\\S+) .* (?<time>\\\\d+:\\\\d+) (?<_mood>\\\\w+) (?<duration_us>\\\\d+)\","
	       "\"time\":{\"pattern\":\"%H:%M\",\"date\":\"%Y-%m-%d\"}," SAMPLES,
	  { "a date apart from its time", "2014-02-22 at 19:02 fine 1500\n",
	    "2014-02-22T19:02:00Z duration_us=1500\n", 1, 0, 0 } },
	{ HEAD "\"grok\":\"^%{SYSLOGTIMESTAMP:time} %{SYSLOGHOST:host} %{PROG:program}: "
	       "%{SHOP:[client][address]} %{GREEDYDATA:text}\",\"patterns\":{\"SHOP\":\"shop-%{INT}\"},"
	       SAMPLES,
	  { "grok, with a name of its own", "Feb 22 19:02:00 mx sshd: shop-7 hello\n",
	    "2015-02-22T19:02:00Z host=mx program=sshd text=hello\n", 1, 0, 0 } },
	{ HEAD "\"grok\":\"^%{COMBINEDAPACHELOG}$\"," SAMPLES,
	  { "grok: the combined log",
	    "192.0.2.7 - ada [22/Feb/2014:19:02:00 +0100] \"GET /a HTTP/1.1\" 200 512 \"-\" \"x \\\"y\"\n",
	    "2014-02-22T18:02:00Z status=200 bytes=512 client=192.0.2.7 user=ada method=GET target=/a "
	    "agent=x \\\"y\n",
	    1, 0, 0 } },
	{ "{\"$schema\":\"x\",\"shop_log\":{\"title\":\"Shop\",\"regex\":{\"std\":{\"pattern\":"
	  "\"^(?<timestamp>\\\\d+) (?<c_ip>\\\\S+) (?<cs_method>\\\\w+) (?<cs_uri_stem>\\\\S+) "
	  "(?<sc_status>\\\\d+) (?<level>\\\\w+)(?<body>.*)\"}},\"multiline\":false,"
	  "\"timestamp-divisor\":1000,\"level\":{\"error\":\"^bad\"},\"value\":{\"c_ip\":{\"kind\":\"string\"}},"
	  "\"sample\":[{\"line\":\"1393095720500 a GET / 200 fine\"}]}}",
	  { "lnav: names, a divisor, levels", "1393095720500 192.0.2.7 GET / 502 bad thing\nx\n",
	    "2014-02-22T19:02:00.500Z status=502 level=3 client=192.0.2.7 method=GET target=/ "
	    "text=thing\n",
	    1, 0, 1 } },
	{ "{\"b_log\":{\"regex\":{\"std\":{\"pattern\":\"^(?<timestamp>\\\\d+) (?<cs_method>\\\\w+) "
	  "(?<sc_status>\\\\d+)$\"}},\"level-field\":\"sc_status\",\"level\":{\"error\":\"^[^123].*\"}}}",
	  { "lnav: a level that is the status", "1393095720 GET 404\n",
	    "2014-02-22T19:02:00Z status=404 method=GET\n", 1, 0, 0 } },
	{ "{\"a_log\":{\"regex\":{\"std\":{\"pattern\":\"^(?<when>[^|]+)\\\\|(?<how>\\\\w+)\\\\|(?<what>.*)$\"}},"
	  "\"timestamp-field\":\"when\",\"level-field\":\"how\",\"body-field\":\"what\","
	  "\"timestamp-format\":[\"%Y/%m/%d\",\"%Y/%m/%d %H:%M:%S.%L\",\"%i\"],"
	  "\"level\":{\"warning\":2,\"trace2\":\"9\"}}}",
	  { "lnav: fields by other names, several stamps, numbers for levels",
	    "2014/02/22 19:02:00.250|2|a\nof it\n1393095720123|9|b\n2014/02/22|x|c\n",
	    "2014-02-22T19:02:00.250Z level=4 text=a\n2014-02-22T19:02:00.123Z level=7 text=b\n"
	    "2014-02-22T00:00:00Z text=c\n",
	    3, 1, 0 } },
	{ "{\"a_log\":{\"file-type\":\"json\",\"timestamp-field\":\"when/at\",\"timestamp-divisor\":1000,"
	  "\"level-field\":\"how\",\"body-field\":\"deep/er/what\",\"level\":{\"error\":\"^bad\",\"warning\":7},"
	  "\"line-format\":[{\"field\":\"when/at\"}],"
	  "\"sample\":[{\"line\":\"{\\\"when\\\":{\\\"at\\\":1393095720500}}\"}]}}",
	  { "lnav: JSON, members by their paths",
	    "{\"how\":\"badly\",\"when\":{\"at\":1393095720500,\"is\":[1,{}]},\"deep\":{\"er\":{\"what\":\"a "
	    "\\\"b\\\"\"}}}\n"
	    "{\"when\":{\"at\":1393095720000},\"how\":7,\"status\":502,\"method\":\"GET\",\"time\":\"soon\","
	    "\"what\":\"not this\"}\n"
	    "{\"when\":{\"at\":1393095720000},\"how\":\"info\"}\npanic: x\n"
	    "{\"when\":{\"is\":1393095720000}}\n{\"at\":1393095720000}\n{\"when\":{\"at\":1\n",
	    "2014-02-22T19:02:00.500Z level=3 text=a \"b\"\n"
	    "2014-02-22T19:02:00Z status=502 level=4 method=GET\n2014-02-22T19:02:00Z level=6\n",
	    3, 1, 3 } },
	{ "{\"b_log\":{\"json\":true,\"timestamp-field\":\"ts\"}}",
	  { "lnav: JSON, pino's levels and usual names",
	    "{\"ts\":\"2014-02-22T19:02:00Z\",\"level\":50,\"body\":\"x\",\"hostname\":\"h\"}\n",
	    "2014-02-22T19:02:00Z level=3 host=h text=x\n", 1, 0, 0 } },
};

static void reads_by_the_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct formats formats;

		if (!load(&formats, cases[i].json))
			fail_msg("%s: %s", cases[i].reading.what, formats.error.text);
		reading_check(last_of(&formats), &cases[i].reading, 1);
		unload(&formats);
	}
}

static const struct {
	const char *what, *json, *says;
} refused[] = {
	{ "no JSON", "{", "test.json: " },
	{ "neither shape", "{\"a\":1}", "neither a format of seiche" },
	{ "a list", "[]", "is a JSON object" },
	{ "nothing", "{}", "no format in it" },
	{ "another version", "{\"format\":2}", "\"format\" is 1" },
	{ "no name", "{\"format\":1}", "\"name\" must be given" },
	{ "a slip of the pen", HEAD PATTERN "\"sample\":[]}", "'sample' is no member; there are format" },
	{ "a bad name", "{\"format\":1,\"name\":\"A b\",\"about\":\"x\"," PATTERN SAMPLES, "'A b' is none" },
	{ "a taken name", "{\"format\":1,\"name\":\"syslog\",\"about\":\"x\"," PATTERN SAMPLES,
	  "the name 'syslog' is taken, by built-in" },
	{ "an unknown kind", HEAD "\"kind\":\"x\"," PATTERN SAMPLES, "\"kind\" is" },
	{ "no pattern", HEAD SAMPLES, "either \"pattern\" or \"grok\"" },
	{ "both", HEAD PATTERN "\"grok\":\"x\"," SAMPLES, "either \"pattern\" or \"grok\"" },
	{ "an empty list", HEAD "\"pattern\":[]," SAMPLES, "the list of patterns is empty" },
	{ "a broken pattern", HEAD "\"pattern\":\"(?<time>a\"," SAMPLES, "at byte 9 of the pattern" },
	{ "no time", HEAD "\"pattern\":\"(?<text>a)\"," SAMPLES, "no group is named 'time'" },
	{ "an unknown group", HEAD "\"pattern\":\"(?<time>a)(?<colour>b)\"," SAMPLES,
	  "the group 'colour' means nothing; there are time date level" },
	{ "a dangerous escape", HEAD "\"pattern\":\"(?<time>\\\\C)\"," SAMPLES, "of the pattern" },
	{ "an unknown form", HEAD PATTERN "\"time\":{\"form\":\"x\"}," SAMPLES,
	  "the form 'x' is not known; there are any rfc3339" },
	{ "a form and a pattern", HEAD PATTERN "\"time\":{\"form\":\"any\",\"pattern\":\"%F\"}," SAMPLES,
	  "either a \"form\" or a \"pattern\"" },
	{ "an unknown letter", HEAD PATTERN "\"time\":{\"pattern\":\"%Q\"}," SAMPLES,
	  "\"time\": '%Q' is not understood" },
	{ "an unknown level", HEAD PATTERN "\"level\":{\"mood\":\"x\"}," SAMPLES, "'mood' is no level" },
	{ "no samples", HEAD PATTERN "\"samples\":[]}", "\"samples\" must be given" },
	{ "no good sample", HEAD PATTERN "\"samples\":[{\"line\":\"x\",\"is\":null}]}",
	  "no sample is an event" },
	{ "grok: an unknown name", HEAD "\"grok\":\"%{COLOUR:time}\"," SAMPLES,
	  "%{COLOUR} is not known" },
	{ "grok: a name inside of itself",
	  HEAD "\"grok\":\"%{A:time}\",\"patterns\":{\"A\":\"x%{B}\",\"B\":\"%{A}\"}," SAMPLES,
	  "inside of itself, or too deep" },
	{ "grok: what doubles without end",
	  HEAD "\"grok\":\"%{A:time}\",\"patterns\":{\"A\":\"%{B}%{B}%{B}%{B}\",\"B\":\"%{C}%{C}%{C}%{C}\","
	  "\"C\":\"%{D}%{D}%{D}%{D}\",\"D\":\"%{E}%{E}%{E}%{E}\",\"E\":\"%{F}%{F}%{F}%{F}\","
	  "\"F\":\"%{G}%{G}%{G}%{G}\",\"G\":\"%{H}%{H}%{H}%{H}\",\"H\":\"%{INT}%{INT}%{INT}%{INT}\"},"
	  SAMPLES, "the pattern grows past" },
	{ "lnav: a broken pattern", "{\"a\":{\"regex\":{\"r\":{\"pattern\":\"(\"}}}}",
	  "format 'a': regex 'r': " },
	{ "lnav: no time", "{\"a\":{\"regex\":{\"r\":{\"pattern\":\"(?<body>x)\"}}}}",
	  "no group is named 'time'" },
	{ "lnav: an unknown stamp",
	  "{\"a\":{\"regex\":{\"r\":{\"pattern\":\"(?<timestamp>x)\"}},\"timestamp-format\":[\"%G\"]}}",
	  "timestamp-format: '%G' is not understood" },
};

static void refuses_with_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(refused); i++) {
		struct formats formats;
		size_t before;

		print_message("%s\n", refused[i].what);
		assert_false(load(&formats, refused[i].json));
		print_message("  %s\n", formats.error.text);
		assert_non_null(strstr(formats.error.text, refused[i].says));
		assert_ptr_equal(strstr(formats.error.text, "test.json"), formats.error.text);
		before = formats.registry.count;
		unload(&formats);
		registry_init(&formats.registry, &formats.arena);
		assert_int_equal(before, formats.registry.count);
		unload(&formats);
	}
}

static void leaves_out_what_it_cannot(void **state)
{
	struct formats formats;

	(void)state;
	assert_true(load(&formats, "{\"a_log\":{\"file-type\":\"csv\",\"line-format\":[]},"
				   "\"syslog\":{\"title\":\"S\",\"regex\":{\"r\":{\"pattern\":"
				   "\"^(?<timestamp>\\\\S+)\"}}}}"));
	assert_int_equal(formats.registry.warnings, 1);
	assert_string_equal(formats.registry.warning[0],
			    "test.json: the format 'a_log' is left out (csv)");
	assert_string_equal(last_of(&formats)->name, "lnav-syslog");
	unload(&formats);
}

/* Nested repeats take exponential time where nobody counts. */
static void bounds_the_work_of_a_line(void **state)
{
	struct formats formats;
	struct reading reading;
	char *line = malloc(60001);

	(void)state;
	memset(line, 'a', 60000);
	line[60000] = '\0';
	memcpy(line, "1393095720 ", 11);
	assert_true(load(&formats, HEAD "\"pattern\":\"^(?<time>\\\\d+) (a+)+(a+)+(a+)+[xyz]$\"," SAMPLES));
	reading = reading_of(last_of(&formats), span_text(line), 1);
	assert_int_equal(reading.rejected, 1);
	assert_string_equal(reading.why, "takes more steps to match than a line may");
	text_release(&reading.told);
	free(line);
	unload(&formats);
}

static void checks_samples(void **state)
{
	static const struct {
		const char *samples, *says;
	} checks[] = {
		{ "{\"line\":\"2014-02-22T19:02:00Z a b\",\"is\":{\"time\":\"2014-02-22T19:02:00Z\","
		  "\"text\":\"a b\",\"host\":\"\"}},{\"line\":\"x\",\"is\":null}", NULL },
		{ "{\"line\":\"2014-02-22T19:02:00Z a\",\"is\":{\"text\":\"b\"}}",
		  "shop: sample 1 ('2014-02-22T19:02:00Z a'): text is 'a', expected 'b'" },
		{ "{\"line\":\"2014-02-22T19:02:00Z a\",\"is\":{\"colour\":\"b\"}}",
		  "'colour' is nothing that a line comes to" },
		{ "{\"line\":\"2014-02-22T19:02:00Z a\",\"is\":{}},{\"line\":\"1393095720 a\",\"is\":null}",
		  "sample 2 ('1393095720 a'): is an event" },
		{ "{\"line\":\"now a\",\"is\":{}}", "is no event: no time stamp where" },
		{ "{\"line\":\"\",\"is\":{}}", "is no event" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(checks); i++) {
		struct formats formats;
		struct error error;
		char json[1024];
		bool ok;

		snprintf(json, sizeof(json), HEAD PATTERN "\"samples\":[%s]}", checks[i].samples);
		assert_true(load(&formats, json));
		ok = declared_check(last_of(&formats), &error);
		assert_int_equal(ok, checks[i].says == NULL);
		if (!ok) {
			print_message("%s\n", error.text);
			assert_non_null(strstr(error.text, checks[i].says));
		}
		unload(&formats);
	}
}

/* Each format that comes along reads its samples, and none of another's better than that one. */
static void those_that_come_along_hold(void **state)
{
	struct formats formats = { 0 };
	size_t before;
	uint32_t declared = 0;

	(void)state;
	registry_init(&formats.registry, &formats.arena);
	before = formats.registry.count;
	if (!declared_load_builtin(&formats.registry, &formats.error))
		fail_msg("%s", formats.error.text);
	for (size_t i = before; i < formats.registry.count; i++) {
		const struct seiche_parser *parser = formats.registry.item[i].parser;
		struct verdict *verdict = arena_array(&formats.arena, VERDICTS_MAX, sizeof(*verdict));
		struct seiche_source source = reading_source(span_text(parser->example));

		print_message("%s\n", parser->name);
		assert_true(declared_has_samples(parser));
		assert_string_not_equal(parser->follows, "");
		if (!declared_check(parser, &formats.error))
			fail_msg("%s", formats.error.text);
		registry_judge(&formats.registry, &source,
			       (struct sample){ .front = span_text(parser->example) }, verdict);
		assert_string_equal(verdict[0].parser->name, parser->name);
		declared++;
	}
	assert_true(declared >= 4);
	unload(&formats);
}

static void loads_a_folder(void **state)
{
	static const char good[] = HEAD PATTERN SAMPLES;
	struct formats formats = { 0 };
	const char *folder = scratch_make();

	(void)state;
	scratch_file("a.json", good, sizeof(good) - 1);
	scratch_file("README", "x", 1);
	registry_init(&formats.registry, &formats.arena);
	assert_true(declared_load_folder(folder, true, &formats.registry, &formats.error));
	assert_string_equal(last_of(&formats)->name, "shop");
	unload(&formats);

	scratch_file("b.json", "{", 1);
	registry_init(&formats.registry, &formats.arena);
	assert_false(declared_load_folder(folder, true, &formats.registry, &formats.error));
	assert_non_null(strstr(formats.error.text, "b.json: "));
	unload(&formats);

	registry_init(&formats.registry, &formats.arena);
	assert_true(declared_load_folder(folder, false, &formats.registry, &formats.error));
	assert_int_equal(formats.registry.warnings, 1);
	assert_non_null(registry_find(&formats.registry, "shop"));
	unload(&formats);

	registry_init(&formats.registry, &formats.arena);
	assert_false(declared_load_folder("/no/such/folder", true, &formats.registry, &formats.error));
	assert_true(declared_load_folder("/no/such/folder", false, &formats.registry, &formats.error));
	unload(&formats);
	scratch_remove();
}

/* Of a format whose events go on over lines: what is taken for a log of it. */
static void opens_what_begins_like_it(void **state)
{
	static const struct {
		const char *what, *text;
		uint32_t events;
	} logs[] = {
		{ "an event first, and a trace over pages", "1393095720 a\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n"
		  "\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n", 1 },
		{ "the end of a trace, then events", "\tb\n\tb\n1393095720 a\n\tb\n", 1 },
		{ "one among many", "\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n"
		  "\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n\tb\n1393095720 a\n\tb\n", 0 },
		{ "none", "a\nb\n", 0 },
		{ "nothing", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(logs); i++) {
		struct formats formats;
		struct reading reading;

		print_message("%s\n", logs[i].what);
		assert_true(load(&formats, HEAD "\"pattern\":\"^(?<time>\\\\d+) (?<text>.*)\","
						"\"continues\":true," SAMPLES));
		reading = reading_of(last_of(&formats), span_text(logs[i].text), READING_ROOM_MAX);
		assert_int_equal(reading.events, logs[i].events);
		assert_int_equal(reading.why != NULL, logs[i].events == 0);
		text_release(&reading.told);
		unload(&formats);
	}
}

static void tells_grok_from_apache(void **state)
{
	static const struct {
		const char *text;
		bool grok;
	} texts[] = {
		{ "%{COMBINEDAPACHELOG}", true }, { "^%{IP:client} .*", true },
		{ "x %{WORD:a}i", true },         { "%{WORD:a:int} %{NOPE}", true },
		{ "%{WORD}e", false },            { "%h %{Referer}i", false },
		{ "%{NOPE:time}", false },        { "%{WORD", false },
		{ "%{", false },                  { "$status", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		print_message("%s\n", texts[i].text);
		assert_int_equal(grok_is(span_text(texts[i].text)), texts[i].grok);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_by_the_file),
		cmocka_unit_test(refuses_with_words),
		cmocka_unit_test(leaves_out_what_it_cannot),
		cmocka_unit_test(bounds_the_work_of_a_line),
		cmocka_unit_test(checks_samples),
		cmocka_unit_test(those_that_come_along_hold),
		cmocka_unit_test(loads_a_folder),
		cmocka_unit_test(opens_what_begins_like_it),
		cmocka_unit_test(tells_grok_from_apache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
