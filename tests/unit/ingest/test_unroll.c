/* test_unroll.c - sources whose lines hold many records. */
#include "core/text.h"
#include "core/zone.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS 300

/* Lines of so many records each; the last is no request where `broken`. */
static void write_lines(struct text *text, int lines, bool broken)
{
	for (int i = 0; i < lines; i++) {
		text_print(text, "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[");
		for (int k = 0; k < RECORDS; k++)
			text_print(text,
				   "%s{\"timeUnixNano\":\"%d000000000\",\"body\":{\"stringValue\":"
				   "\"step %d\"}}",
				   k ? "," : "", 1393095600 + i * RECORDS + k, k);
		text_print(text, "]}]}]}\n");
	}
	if (broken)
		text_print(text, "{\"resourceLogs\":[{");
}

static const struct {
	const char *what;
	int lines;
	bool packed, broken, huge; /* one line of over 16 MiB in front of the last */
	uint64_t events, rejected;
	const char *problem;
} cases[] = {
	{ "one line", 1, false, false, false, RECORDS, 0,
	  ": 1 lines of OpenTelemetry hold 300 records; numbers of lines are theirs" },
	{ "packed", 7, true, false, false, 7 * RECORDS, 0,
	  ": 7 lines of OpenTelemetry hold 2,100" },
	{ "the last is cut off", 2, true, true, false, 2 * RECORDS, 1,
	  ": 3 lines of OpenTelemetry hold 600" },
	{ "one is too long", 2, false, true, true, 2 * RECORDS, 1, ": 1 lines too long" },
};

static void reads_each_record(void **state)
{
	static const uint32_t aims[] = { 0, 300 };

	(void)state;
	for (size_t i = 0; i < 2 * LENGTH(cases); i++) {
		size_t at = i / 2, size;
		const struct source *source;
		bool said = false;
		struct pass pass;
		struct text text;
		char *bytes;

		print_message("%s\n", cases[at].what);
		text_init(&text, (size_t)32 << 20);
		write_lines(&text, cases[at].lines, false);
		if (cases[at].huge)
			for (int k = 0; k < 17 << 10; k++)
				text_print(&text, "%1024s", k == (17 << 10) - 1 ? "\n" : "");
		write_lines(&text, 0, cases[at].broken);
		size = text.size;
		bytes = cases[at].packed ? pack_gzip(text.at, text.size, &size) : text.at;
		scratch_make();
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		pass.options.chunk_bytes = aims[i % 2];
		assert_true(pass_survey(
			&pass, scratch_file(cases[at].packed ? "a.gz" : "a", bytes, size)));
		source = &pass.sources.item[0];
		assert_string_equal(source->parser->name, "json-lines");
		assert_int_equal(source->ledger.events, cases[at].events);
		assert_int_equal(source->ledger.rejected, cases[at].rejected);
		assert_int_equal(source->ledger.bytes, size);
		assert_true(source->ledger.from_us == 1393095600 * SECOND_US);
		assert_int_equal(source->lost, cases[at].huge);
		for (uint32_t k = 0; k < source->problems; k++)
			said |= strstr(source->problem[k], cases[at].problem) != NULL;
		assert_true(said);
		pass_release(&pass);
		scratch_remove();
		if (cases[at].packed)
			free(bytes);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
