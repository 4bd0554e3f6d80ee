/* test_config.c - which place counts most, what may stand there, what is said of mistakes. */
#include "cmd/config.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

/* Files and environment as a case has them: nothing else of the machine's is seen. */
static void place(const char *system, const char *user, const char *variable)
{
	setenv("XDG_CONFIG_DIRS", scratch_path("etc"), 1);
	setenv("XDG_CONFIG_HOME", scratch_path("home"), 1);
	scratch_file("etc/seiche/config", system, strlen(system));
	scratch_file("home/seiche/config", user, strlen(user));
	if (variable)
		setenv("SEICHE_TZ", variable, 1);
	else
		unsetenv("SEICHE_TZ");
}

static void the_nearer_place_counts(void **state)
{
	static const struct {
		const char *what, *system, *user, *variable, *argument, *zone, *origin;
		bool no_files, no_progress;
	} cases[] = {
		{ "nothing at all", "", "" },
		{ "the machine's file", "tz = Asia/Tokyo\n", "", NULL, NULL, "Asia/Tokyo",
		  "etc/seiche/config:1" },
		{ "the user's over the machine's", "tz=Asia/Tokyo",
		  "\n# mine\n  tz = Europe/Rome  \n", NULL, NULL, "Europe/Rome",
		  "home/seiche/config:3" },
		{ "the environment over files", "tz=Asia/Tokyo", "tz=Europe/Rome", "UTC", NULL,
		  "UTC", "SEICHE_TZ" },
		{ "an empty variable is none", "tz=Asia/Tokyo", "", "", NULL, "Asia/Tokyo",
		  "etc/seiche/config:1" },
		{ "the command line over all", "tz=Asia/Tokyo", "tz=Europe/Rome", "UTC",
		  "Asia/Aden", "Asia/Aden", "the command line" },
		{ "files left out", "tz=Asia/Tokyo", "tz=Europe/Rome", NULL, NULL, NULL, NULL,
		  true },
		{ "a flag alone", "", "no-progress\n", .no_progress = true },
		{ "a flag with yes", "", "no-progress = yes\r\n", .no_progress = true },
		{ "a flag taken back", "no-progress\n", "no-progress = no\n",
		  .no_progress = false },
	};

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *words[] = { "--tz", cases[i].argument };
		struct arena arena = { 0 };
		struct options options = { 0 };
		struct error error;
		const struct option *tz = option_named(SPAN("tz"));
		const char *origin;

		print_message("%s\n", cases[i].what);
		place(cases[i].system, cases[i].user, cases[i].variable);
		assert_true(config_load(!cases[i].no_files, &arena, &options, &error));
		assert_true(options_parse(cases[i].argument ? 2 : 0, (char **)words, FOR_REPORT,
					  &arena, &options, &error));
		assert_string_equal(options.zones.count
					    ? options.zones.item[options.zones.count - 1]
					    : "(none)",
				    cases[i].zone ? cases[i].zone : "(none)");
		origin = options.origin[tz - option_table];
		if (cases[i].origin)
			assert_non_null(strstr(origin, cases[i].origin));
		else
			assert_null(origin);
		assert_int_equal(options.no_progress, cases[i].no_progress);
		arena_release(&arena);
	}
	scratch_remove();
}

static void mistakes_are_named_with_their_place(void **state)
{
	static const struct {
		const char *what, *user, *message;
	} cases[] = {
		{ "a slip", "tz=UTC\njbos = 2\n",
		  "config:2: unknown setting jbos; did you mean jobs?" },
		{ "nonsense", "zzzzzz = 2\n", "config:1: unknown setting zzzzzz; see" },
		{ "an option that is no setting", "output = x.md\n",
		  "config:1: output is no setting: say --output on the command line" },
		{ "no value", "tz =\n", "config:1: tz has no value" },
		{ "a flag with something else", "no-progress = perhaps\n",
		  "config:1: no-progress: expected yes or no" },
		{ "bytes that are no text", "\x01\xff\n", "config:1: unknown setting" },
	};

	(void)state;
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct options options = { 0 };
		struct error error;

		print_message("%s\n", cases[i].what);
		place("", cases[i].user, NULL);
		assert_false(config_load(true, &arena, &options, &error));
		assert_int_equal(error.fault, FAULT_USAGE);
		assert_non_null(strstr(error.text, cases[i].message));
		arena_release(&arena);
	}
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearer_place_counts),
		cmocka_unit_test(mistakes_are_named_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
