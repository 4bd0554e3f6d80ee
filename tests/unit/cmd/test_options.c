/* test_options.c - the command line's syntax. */
#include "core/nearest.h"
#include "cmd/options.h"
#include "tests/support/test.h"

#include <string.h>

#define WORDS_MAX 8

static void takes_what_is_right(void **state)
{
	static const struct {
		const char *what, *words[WORDS_MAX];
		uint32_t sources;
		const char *service, *path, *host, *format, *since, *jobs;
	} cases[] = {
		{ "a plain path", { "access.log" }, 1, NULL, "access.log" },
		{ "a service", { "blog=access.log" }, 1, "blog", "access.log" },
		{ "an equals sign in a folder", { "logs/a=b/x.log" }, 1, NULL, "logs/a=b/x.log" },
		{ "a path that starts with =", { "=x" }, 1, NULL, "=x" },
		{ "stdin", { "-" }, 1, NULL, "-" },
		{ "stdin with a service", { "web=-" }, 1, "web", "-" },
		{ "a path behind --", { "--", "-x.log" }, 1, NULL, "-x.log" },
		{ "--host reaches what follows",
		  { "--host", "web1", "a.log" },
		  1,
		  NULL,
		  "a.log",
		  "web1" },
		{ "--host leaves what precedes", { "a.log", "--host=web1" }, 1, NULL, "a.log" },
		{ "a long value both ways", { "--format=json", "x" }, 1, NULL, "x", NULL, "json" },
		{ "a value that looks like an option",
		  { "--since", "-2h", "x" },
		  1,
		  NULL,
		  "x",
		  NULL,
		  NULL,
		  "-2h" },
		{ "a letter with its value",
		  { "-j4", "-fcsv", "x" },
		  1,
		  NULL,
		  "x",
		  NULL,
		  "csv",
		  NULL,
		  "4" },
		{ "letters together", { "-qvj", "2" }, 0, NULL, NULL, NULL, NULL, NULL, "2" },
		{ "nothing", { NULL }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct options options = { 0 };
		struct error error;
		int count = 0;

		print_message("%s\n", cases[i].what);
		while (count < WORDS_MAX && cases[i].words[count])
			count++;
		assert_true(options_parse(count, (char **)cases[i].words, FOR_REPORT, &arena,
					  &options, &error));
		assert_int_equal(options.sources, cases[i].sources);
#define SAME(got, want) assert_string_equal((got) ? (got) : "(none)", (want) ? (want) : "(none)")
		if (cases[i].sources) {
			SAME(options.source[0].service, cases[i].service);
			SAME(options.source[0].path, cases[i].path);
			SAME(options.source[0].host, cases[i].host);
		}
		SAME(options.format, cases[i].format);
		SAME(options.since, cases[i].since);
		SAME(options.jobs, cases[i].jobs);
#undef SAME
		arena_release(&arena);
	}
}

static void says_what_is_wrong(void **state)
{
	static const struct {
		const char *words[WORDS_MAX], *message;
	} cases[] = {
		{ { "--outage", "x" }, "unknown option --outage; did you mean --outages?" },
		{ { "--ouput=x" }, "unknown option --ouput; did you mean --output?" },
		{ { "--form", "json" }, "unknown option --form; did you mean --format?" },
		{ { "--zzz" }, "unknown option --zzz; see `seiche help`" },
		{ { "-x" }, "unknown option -x; see `seiche help`" },
		{ { "--since" }, "--since needs a value: --since TIME" },
		{ { "-j" }, "-j needs a value: -j N" },
		{ { "--quiet=yes" }, "--quiet takes no value" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct options options = { 0 };
		struct error error;
		int count = 0;

		while (count < WORDS_MAX && cases[i].words[count])
			count++;
		assert_false(options_parse(count, (char **)cases[i].words, FOR_REPORT, &arena,
					   &options, &error));
		assert_int_equal(error.fault, FAULT_USAGE);
		assert_string_equal(error.text, cases[i].message);
		arena_release(&arena);
	}
	{
		struct arena arena = { 0 };
		struct options options = { 0 };
		struct error error;
		const char *words[] = { "--since", "now" };

		assert_false(
			options_parse(2, (char **)words, FOR_FORMATS, &arena, &options, &error));
		assert_string_equal(error.text, "--since is not an option of this command");
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_is_right),
		cmocka_unit_test(says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
