/* test_app_log.c - logs of applications: time, level, message. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

static const struct reading_case cases[] = {
	{ "log4j of Kafka", "[2014-02-22 19:02:00,452] INFO Shutting down (kafka.Server)\n",
	  "2014-02-22T19:02:00.452Z level=6 text=Shutting down (kafka.Server)\n", 1, 0, 0 },
	{ "a thread before the level",
	  "2014-02-22 19:02:00,452 [main] ERROR  a.b.C - gone\njava.io.IOException: x\n\tat a.b\n",
	  "2014-02-22T19:02:00.452Z level=3 text=a.b.C - gone\n", 1, 2, 0 },
	{ "nginx's error log", "2014/02/22 19:02:00 [error] 7#0: *1 connect() failed\n",
	  "2014-02-22T19:02:00Z level=3 text=7#0: *1 connect() failed\n", 1, 0, 0 },
	{ "no level", "2014-02-22T19:02:00Z Error in line 7\n",
	  "2014-02-22T19:02:00Z text=Error in line 7\n", 1, 0, 0 },
	{ "nothing but a stamp", "2014-02-22T19:02:00Z\n", "2014-02-22T19:02:00Z\n", 1, 0, 0 },
	{ "short names", "2014-02-22T19:02:00Z WRN disk\n2014-02-22T19:02:01Z FATAL: out\n",
	  "2014-02-22T19:02:00Z level=4 text=disk\n2014-02-22T19:02:01Z level=2 text=out\n",
	  2, 0, 0 },
	{ "nothing at all", "", "", 0, 0, 0 },
};

static void reads_lines(void **state)
{
	(void)state;
	reading_check(&parser_app_log, cases, LENGTH(cases));
}

static void wants_stamps_in_the_head(void **state)
{
	static const char clf[] =
		"2014-02-22 19:02:00 x\na - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 1\n"
		"a\nb\nc\n";
	struct verdict verdict[VERDICTS_MAX];
	struct seiche_source source = reading_source(span_text(clf));
	uint32_t count = registry_judge(NULL, &source, (struct sample){ .front = span_text(clf) }, verdict);

	(void)state;
	for (uint32_t i = 0; i < count; i++) {
		if (verdict[i].parser != &parser_app_log)
			continue;
		assert_int_equal(verdict[i].score, 0);
		assert_string_equal(verdict[i].why, "too few lines begin with a time stamp");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lines),
		cmocka_unit_test(wants_stamps_in_the_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
