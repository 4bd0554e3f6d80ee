/* test_load.c - plug-ins: what is taken, what is refused, and in which words. */
#include "parsers/load.h"

#include "parsers/builtin.h"
#include "tests/support/scratch.h"
#include "tests/unit/parsers/reading.h"

#include <unistd.h>

static const struct {
	const char *what, *name, *says; /* says: NULL where it is taken */
} cases[] = {
	{ "one that is right", "good", NULL },
	{ "one of before there was a setup", "older", NULL },
	{ "another version of the interface", "abi", "is built for version 99" },
	{ "a struct that is too short", "size", "gives its size as 8 bytes" },
	{ "no parse", "parse", "parser 2 has no function parse" },
	{ "a name that is none", "name", "'Up Time' is none" },
	{ "a name that is taken", "taken", "the name 'combined' is taken, by built-in" },
	{ "the same name twice", "twice", "the name 'probe-before' is taken, by " },
	{ "more state than there is", "state", "wants 1073741824 bytes of state" },
	{ "an empty table", "empty", "is empty" },
	{ "a library that is no plug-in", "table", "exports no seiche_parsers_v1" },
	{ "a file that is not there", "nothing", "cannot load the plug-in" },
};

static void takes_or_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error = { 0 };
		const char *path;
		size_t before;
		bool loaded;

		print_message("%s\n", cases[i].what);
		registry_init(&registry, &arena);
		before = registry.count;
		path = arena_print(&arena, "%s/plugin_%s.so", PLUGINS, cases[i].name);
		loaded = plugin_load(&registry, path, &error);
		assert_int_equal(loaded, cases[i].says == NULL);
		assert_int_equal(registry.count, before + (loaded ? 2 : 0));
		if (!loaded) {
			print_message("  %s\n", error.text);
			assert_non_null(strstr(error.text, cases[i].says));
			assert_int_equal(error.fault, FAULT_PLUGIN);
		}
		registry_release(&registry);
		arena_release(&arena);
	}
}

static void reads_by_a_plugin(void **state)
{
	static const struct reading_case lines[] = {
		{ "a probe and a line that is none",
		  "2015-02-01T10:00:05Z cart up\nnoise\n2015-02-01T10:00:06Z shop down\n",
		  "2015-02-01T10:00:05Z service=cart\n2015-02-01T10:00:06Z service=shop\n", 2, 0,
		  1 },
	};
	struct arena arena = { 0 };
	struct registry registry;
	struct error error;
	const struct seiche_parser *parser;

	(void)state;
	registry_init(&registry, &arena);
	assert_true(plugin_load(&registry, PLUGINS "/plugin_older.so", &error));
	parser = registry_find(&registry, "uptime-probe");
	assert_non_null(parser);
	assert_int_equal(parser->rank, 100);
	assert_string_equal(parser->example, "");
	assert_string_equal(registry_about(&registry, parser)->origin, PLUGINS "/plugin_older.so");
	reading_check(parser, lines, LENGTH(lines));
	registry_release(&registry);
	arena_release(&arena);
}

/* What a plug-in of its time didn't have is not there; what it has is taken over. */
static void takes_what_the_size_covers(void **state)
{
	static const struct {
		const char *name;
		bool cuts;
	} plugins[] = { { "good", true }, { "older", false } };

	(void)state;
	for (size_t i = 0; i < LENGTH(plugins); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		const char *path;
		uint64_t resume = 0;
		seiche_cut *cut;

		registry_init(&registry, &arena);
		path = arena_print(&arena, "%s/plugin_%s.so", PLUGINS, plugins[i].name);
		assert_true(plugin_load(&registry, path, &error));
		cut = registry_find(&registry, "uptime-probe")->cut;
		assert_int_equal(cut != NULL, plugins[i].cuts);
		if (cut)
			assert_int_equal(cut("a\nb\n", 4, &resume), 2);
		registry_release(&registry);
		arena_release(&arena);
	}
}

/* A name without a slash is a file of the working folder, not of a search path. */
static void looks_nowhere_else(void **state)
{
	struct arena arena = { 0 };
	struct registry registry;
	struct error error;
	char here[4096];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	registry_init(&registry, &arena);
	assert_int_equal(chdir(PLUGINS), 0);
	assert_int_equal(setenv("LD_LIBRARY_PATH", PLUGINS, 1), 0);
	assert_true(plugin_load(&registry, "plugin_good.so", &error));
	assert_int_equal(chdir(scratch_make()), 0);
	registry_init(&registry, &arena);
	assert_false(plugin_load(&registry, "plugin_taken.so", &error));
	assert_non_null(strstr(error.text, "./plugin_taken.so: cannot open"));
	assert_int_equal(chdir(here), 0);
	scratch_remove();
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_or_refuses),
		cmocka_unit_test(reads_by_a_plugin),
		cmocka_unit_test(takes_what_the_size_covers),
		cmocka_unit_test(looks_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
