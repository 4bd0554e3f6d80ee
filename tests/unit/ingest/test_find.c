/* test_find.c - from requests to named sources, on a scratch folder. */
#include "ingest/source.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 6

/* Paths are below the scratch folder; "" ends a list. */
static const struct {
	const char *what;
	const char *file[FILES_MAX];
	struct {
		const char *service, *path, *host;
	} request[3];
	struct {
		const char *service, *host, *path;
	} expected[FILES_MAX];
} cases[] = {
	{ "one file is named after itself",
	  { "access.log.1" },
	  { { NULL, "access.log.1", NULL } },
	  { { "access", NULL, "access.log.1" } } },
	{ "a name and a host given",
	  { "access.log" },
	  { { "blog", "access.log", "web1" } },
	  { { "blog", "web1", "access.log" } } },
	{ "a directory names the service; names sorted, hidden files left out",
	  { "blog/access.log.1", "blog/access.log", "blog/.access.log.swp" },
	  { { NULL, "blog", NULL } },
	  { { "blog", NULL, "blog/access.log" }, { "blog", NULL, "blog/access.log.1" } } },
	{ "folders that differ name the hosts",
	  { "k/kafka0/logs/server.log", "k/kafka1/logs/server.log" },
	  { { "kafka", "k", NULL } },
	  { { "kafka", "kafka0", "k/kafka0/logs/server.log" },
	    { "kafka", "kafka1", "k/kafka1/logs/server.log" } } },
	{ "folders of dates name no hosts",
	  { "b/2014-02-22/access.log", "b/2014-02-23/access.log" },
	  { { NULL, "b", NULL } },
	  { { "b", NULL, "b/2014-02-22/access.log" }, { "b", NULL, "b/2014-02-23/access.log" } } },
	{ "stems that differ name the hosts where folders do not",
	  { "f/web1.log", "f/web2.log", "f/web2.log.1.gz" },
	  { { "shop", "f", NULL } },
	  { { "shop", "web1", "f/web1.log" },
	    { "shop", "web2", "f/web2.log" },
	    { "shop", "web2", "f/web2.log.1.gz" } } },
	{ "a file beside folders is a host of its own stem",
	  { "m/main.log", "m/web1/access.log" },
	  { { "shop", "m", NULL } },
	  { { "shop", "main", "m/main.log" }, { "shop", "web1", "m/web1/access.log" } } },
	{ "services do not mix",
	  { "a/x.log", "b/x.log" },
	  { { "left", "a/x.log", NULL }, { "right", "b/x.log", NULL } },
	  { { "left", NULL, "a/x.log" }, { "right", NULL, "b/x.log" } } },
	{ "a glob that the shell left alone",
	  { "g/b.log", "g/a.log", "g/c.txt" },
	  { { "s", "g/*.log", NULL } },
	  { { "s", "a", "g/a.log" }, { "s", "b", "g/b.log" } } },
	{ "a name that only looks like a glob",
	  { "odd[1].log" },
	  { { NULL, "odd[1].log", NULL } },
	  { { "odd[1]", NULL, "odd[1].log" } } },
	{ "a slash behind a directory",
	  { "d/a.log" },
	  { { NULL, "d//", NULL } },
	  { { "d", NULL, "d//a.log" } } },
};

static void names_sources(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct source_request request[3];
		struct source_list found;
		struct error error;
		uint32_t requests = 0, expected = 0;

		print_message("%s\n", cases[i].what);
		scratch_make();
		for (size_t k = 0; k < FILES_MAX && cases[i].file[k]; k++)
			scratch_file(cases[i].file[k], "x", 1);
		for (; requests < 3 && cases[i].request[requests].path; requests++)
			request[requests] = (struct source_request){
				.service = cases[i].request[requests].service,
				.path = scratch_path(cases[i].request[requests].path),
				.host = cases[i].request[requests].host,
			};
		assert_true(sources_find(request, requests, &arena, &found, &error));
		for (; expected < FILES_MAX && cases[i].expected[expected].path; expected++) {
			const struct source *source = &found.item[expected];
			const char *host = cases[i].expected[expected].host;

			assert_true(expected < found.count);
			assert_string_equal(source->path,
					    scratch_path(cases[i].expected[expected].path));
			assert_string_equal(source->service, cases[i].expected[expected].service);
			assert_string_equal(source->host ? source->host : "(none)",
					    host ? host : "(none)");
		}
		assert_int_equal(found.count, expected);
		scratch_remove();
		arena_release(&arena);
	}
}

static bool find_one(const char *path, struct arena *arena, struct source_list *found,
		     struct error *error)
{
	struct source_request request = { .path = path };

	return sources_find(&request, 1, arena, found, error);
}

static void refuses_what_is_no_log(void **state)
{
	struct arena arena = { 0 };
	struct source_list found;
	struct error error;

	(void)state;
	scratch_make();
	assert_false(find_one(scratch_path("none.log"), &arena, &found, &error));
	assert_int_equal(error.fault, FAULT_USAGE);
	assert_non_null(strstr(error.text, "none.log: No such file or directory"));
	assert_false(find_one(scratch_path("none*.log"), &arena, &found, &error));
	assert_int_equal(error.fault, FAULT_USAGE);
	assert_false(find_one("/dev/null", &arena, &found, &error));
	assert_non_null(strstr(error.text, "is a device"));
	scratch_file("empty/.hidden", "x", 1);
	assert_false(find_one(scratch_path("empty"), &arena, &found, &error));
	assert_int_equal(error.fault, FAULT_INPUT);
	assert_non_null(strstr(error.text, "no files"));
	scratch_remove();
	arena_release(&arena);
}

static void follows_links_once(void **state)
{
	struct arena arena = { 0 };
	struct source_list found;
	struct error error;

	(void)state;
	scratch_make();
	scratch_file("d/a.log", "x", 1);
	assert_int_equal(symlink("..", scratch_path("d/up")), 0);
	assert_int_equal(symlink(".", scratch_path("d/same")), 0);
	assert_int_equal(symlink("gone", scratch_path("d/dangling")), 0);
	assert_true(find_one(scratch_path("d"), &arena, &found, &error));
	assert_int_equal(found.count, 2);
	assert_string_equal(found.item[0].path, scratch_path("d/a.log"));
	assert_true(found.item[1].useless && found.item[1].lost);
	assert_int_equal(found.item[1].problems, 1);
	scratch_remove();
	arena_release(&arena);
}

static void keeps_the_place_for_what_had_no_room(void **state)
{
	struct arena arena = { 0 };
	struct source source = { .path = "x.log" };

	(void)state;
	for (int i = 0; i < PROBLEMS_MAX + 2; i++)
		source_problem(&source, &arena, "problem %d", i);
	assert_int_equal(source.problems, PROBLEMS_MAX);
	assert_string_equal(source.problem[PROBLEMS_MAX - 2], "x.log: problem 14");
	assert_string_equal(source.problem[PROBLEMS_MAX - 1], "x.log: 3 more problems");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_sources),
		cmocka_unit_test(refuses_what_is_no_log),
		cmocka_unit_test(follows_links_once),
		cmocka_unit_test(keeps_the_place_for_what_had_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
