/* test_directive.c - columns that a source renames half-way are known to every later chunk. */
#include "core/text.h"
#include "core/zone.h"
#include "parsers/builtin.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#define ROWS 40

/* Twice as many rows by other columns as by the first, and some that fit neither. */
static struct text changing_log(bool coloured)
{
	const char *on = coloured ? "\x1b[36m" : "", *off = coloured ? "\x1b[0m" : "";
	struct text text;

	text_init(&text, (size_t)1 << 20);
	text_print(&text, "%s#Version: 1.0%s\n%s#Fields: date time c-ip sc-status%s\n", on, off, on,
		   off);
	for (int i = 0; i < ROWS; i++)
		text_print(&text, "2014-02-22 19:%02d:00 192.0.2.7 200\n", i);
	text_print(&text, "%s#Fields: c-ip time date sc-bytes sc-status%s\n", on, off);
	for (int i = 0; i < 2 * ROWS; i++)
		text_print(&text, "192.0.2.8 20:%02d:30 2014-02-22 12 503\n", i % 60);
	text_print(&text, "2014-02-22 21:00:00 192.0.2.7 200\n");
	return text;
}

static void reads_in_any_chunk(bool coloured)
{
	static const uint32_t aims[] = { 64, 200, 1000, 0 };
	struct text text = changing_log(coloured);
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	uint64_t digest = 0;

	scratch_make();
	for (size_t i = 0; i < LENGTH(aims); i++) {
		struct pass pass;
		const struct source *source;

		pass_init(&pass);
		pass.options.parser = &parser_w3c;
		pass.options.zone = zone_utc;
		pass.options.chunk_bytes = aims[i];
		pass.options.jobs = 1 + (uint32_t)i;
		assert_true(pass_survey(&pass, scratch_file("x.log", text.at, text.size)));
		source = &pass.sources.item[0];
		assert_int_equal(source->ledger.events, 3 * ROWS);
		assert_int_equal(source->ledger.continuation, 3);
		assert_int_equal(source->ledger.rejected, 1);
		/* 20:00:30 is the earliest of the second kind: 19:00:00 the first of all. */
		assert_true(source->ledger.from_us == 1393095600 * SECOND_US);
		if (i)
			assert_true(pass.collect.got.digest == digest);
		digest = pass.collect.got.digest;
		assert_true(pass_inspect(&pass, &all, 1));
		assert_int_equal(pass.collect.got.rows, 3 * ROWS);
		assert_true(pass.collect.got.digest == digest);
		pass_release(&pass);
	}
	scratch_remove();
	text_release(&text);
}

static void reads_the_same_in_any_chunk(void **state)
{
	(void)state;
	reads_in_any_chunk(false);
}

static void reads_coloured_ones_the_same(void **state)
{
	(void)state;
	reads_in_any_chunk(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_same_in_any_chunk),
		cmocka_unit_test(reads_coloured_ones_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
