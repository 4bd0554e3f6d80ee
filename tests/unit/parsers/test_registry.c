/* test_registry.c - names, logs with a format of their own, and what is preferred. */
#include "parsers/builtin.h"
#include "parsers/log_path.h"
#include "tests/unit/parsers/reading.h"

static const struct {
	const char *log, *path;
	uint32_t agrees;
} paths[] = {
	{ "/var/log/nginx/shop.log", "/var/log/nginx/shop.log", 4 },
	{ "/var/log/nginx/shop.log", "backup/nginx/shop.log.1", 2 },
	{ "/var/log/nginx/shop.log", "shop.log.12.gz", 1 },
	{ "/var/log/nginx/shop.log", "x/shop.log-20140222.gz", 1 },
	{ "/var/log/nginx/shop.log", "nginx/shop-2014-02-22.log", 2 },
	{ "/var/log/nginx/shop.log", "shop.log.old", 1 },
	{ "logs/shop", "logs/shop_7", 2 },
	{ "/var/log/nginx/shop.log", "shop-errors.log", 0 },
	{ "/var/log/nginx/shop.log", "workshop.log", 0 },
	{ "/var/log/nginx/shop.log", "shop.logger", 0 },
	{ "/var/log/nginx/shop.log", "shop.log..gz", 0 },
	{ "/var/log/nginx/shop.log", "nginx", 0 },
	{ "/var/log/nginx/shop.log", "", 0 },
	{ "", "shop.log", 0 },
	{ ".log", "a.log", 0 },
};

static void knows_a_log_by_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(paths); i++) {
		print_message("%s as %s\n", paths[i].log, paths[i].path);
		assert_int_equal(log_path_agrees(paths[i].log, paths[i].path), paths[i].agrees);
	}
}

static void refuses_bad_names(void **state)
{
	static const char *const names[] = {
		NULL,  "",    "Shop",   "a b",
		"a_b", "a/b", "common", "a234567890123456789012345678901234567890x"
	};
	struct arena arena = { 0 };
	struct registry registry;

	(void)state;
	registry_init(&registry, &arena);
	for (size_t i = 0; i < LENGTH(names); i++) {
		struct seiche_parser parser = { .name = names[i] };
		struct error error = { 0 };

		assert_false(registry_add(
			&registry, (struct registered){ .parser = &parser, .origin = "here" },
			&error));
		assert_int_equal(error.fault, FAULT_INPUT);
		assert_non_null(strstr(error.text, "here: "));
	}
	registry_release(&registry);
	arena_release(&arena);
}

/* Which of combined's three brothers wins, by what was asked for. */
static void prefers_what_was_asked_for(void **state)
{
	static const char combined[] = "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / "
				       "HTTP/1.1\" 200 512 \"-\" \"x\"\n";
	static const char noise[] = "neither this\nnor that\n";
	static const struct {
		const char *what, *path, *text, *log, *other_log, *best;
		bool preferred;
	} cases[] = {
		{ "nothing asked for", "a.log", combined, NULL, NULL, "combined", false },
		{ "a format that the user gave", "a.log", combined, NULL, NULL, "mine", true },
		{ "the log of the path", "a.log", combined, "/x/a.log", NULL, "twin", true },
		{ "another log", "a.log", combined, "/x/b.log", NULL, "combined", false },
		{ "two logs of one name", "a.log", combined, "/x/a.log", "/y/a.log", "combined",
		  false },
		{ "two logs, but one is nearer", "x/a.log", combined, "/x/a.log", "/y/a.log",
		  "twin", false },
		{ "what reads nothing, whoever asked", "a.log", noise, "/x/a.log", NULL, NULL,
		  true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct seiche_parser mine = parser_combined, twin = parser_combined;
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		struct verdict *verdict = arena_array(&arena, VERDICTS_MAX, sizeof(*verdict));
		struct seiche_source source = reading_source(span_text(cases[i].text));

		print_message("%s\n", cases[i].what);
		registry_init(&registry, &arena);
		mine.name = "mine";
		twin.name = "twin";
		mine.rank = twin.rank = 1;
		source.path = cases[i].path;
		assert_true(registry_add(&registry,
					 (struct registered){ .parser = &mine,
							      .origin = "test",
							      .preferred = cases[i].preferred },
					 &error));
		assert_true(registry_add(&registry,
					 (struct registered){ .parser = &twin, .origin = "test" },
					 &error));
		if (cases[i].log)
			assert_true(registry_add_log(&registry, cases[i].log, &twin, &error));
		if (cases[i].other_log)
			assert_true(registry_add_log(&registry, cases[i].other_log, &mine, &error));
		assert_int_equal(
			registry_judge(&registry, &source, (struct sample){ .front = span_text(cases[i].text) }, verdict),
			registry.count);
		if (cases[i].best)
			assert_string_equal(verdict[0].parser->name, cases[i].best);
		else
			assert_true(verdict[0].score < SCORE_MIN);
		registry_release(&registry);
		arena_release(&arena);
	}
}

/* A plug-in to which all is one record, and each line of it an event. */
static uint32_t cut_all(const char *bytes, uint32_t size, uint64_t *resume)
{
	(void)resume;
	return bytes[size - 1] == '\n' ? size : 0;
}

static void parse_all(void *state, const struct seiche_source *source,
		      const struct seiche_chunk *chunk, struct seiche_batch *batch,
		      const struct seiche_host *host)
{
	(void)state;
	(void)source;
	(void)host;
	while (batch->line < chunk->lines && batch->rows < batch->room) {
		seiche_row(batch)->kind = SEICHE_MESSAGE;
		seiche_accept(batch);
	}
}

static void judges_records(void **state)
{
	static const struct seiche_parser all = {
		.abi = SEICHE_PARSER_ABI,
		.size = sizeof(all),
		.name = "all",
		.rank = 100,
		.parse = parse_all,
		.cut = cut_all,
	};
	static const struct {
		const char *what, *format, *text;
		uint32_t lines, events, continued, rejected, first_rejected, score;
	} cases[] = {
		{ "blank lines", "all", "\n\n\n", 0, 0, 0, 0, 0, 0 },
		{ "blank lines among others", "all", "a\n\n\nb\n", 2, 2, 0, 0, 0, 100 },
		{ "entries, one without a time", "journal-export",
		  "__REALTIME_TIMESTAMP=1393095720000000\nMESSAGE=a\n\n_PID=1\nMESSAGE=b\n\n"
		  "__REALTIME_TIMESTAMP=1393095721000000\nMESSAGE=c\n\n",
		  6, 2, 2, 2, 4, 66 },
		{ "half an entry at the end", "journal-export",
		  "__REALTIME_TIMESTAMP=1393095720000000\nMESSAGE=a\n\n"
		  "__REALTIME_TIMESTAMP=1393095721000000\n",
		  3, 2, 1, 0, 0, 100 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		struct verdict *verdict = arena_array(&arena, VERDICTS_MAX, sizeof(*verdict));
		struct span text = span_text(cases[i].text);
		struct seiche_source source = reading_source(text);
		const struct seiche_parser *parser;
		uint32_t count, at = 0;

		print_message("%s\n", cases[i].what);
		registry_init(&registry, &arena);
		assert_true(registry_add(
			&registry, (struct registered){ .parser = &all, .origin = "test" }, &error));
		parser = registry_find(&registry, cases[i].format);
		count = registry_judge(&registry, &source, (struct sample){ .front = text },
				       verdict);
		while (at < count && verdict[at].parser != parser)
			at++;
		assert_true(at < count);
		assert_int_equal(verdict[at].lines, cases[i].lines);
		assert_int_equal(verdict[at].events, cases[i].events);
		assert_int_equal(verdict[at].continued, cases[i].continued);
		assert_int_equal(verdict[at].rejected, cases[i].rejected);
		assert_int_equal(verdict[at].first_rejected, cases[i].first_rejected);
		assert_int_equal(verdict[at].score, cases[i].score);
		registry_release(&registry);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_a_log_by_its_path),
		cmocka_unit_test(refuses_bad_names),
		cmocka_unit_test(prefers_what_was_asked_for),
		cmocka_unit_test(judges_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
