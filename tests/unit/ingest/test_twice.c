/* test_twice.c - the same content is counted once; what merely begins alike is not the same. */
#include "ingest/twice.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

#define LONG_BYTES 300000

static const char *log_path(const char *name, const char *bytes, size_t size, bool packed)
{
	size_t packed_size;
	char *gzip;
	const char *path;

	if (!packed)
		return scratch_file(name, bytes, size);
	gzip = pack_gzip(bytes, size, &packed_size);
	path = scratch_file(name, gzip, packed_size);
	free(gzip);
	return path;
}

/* Two files and how they must be taken. */
static const struct {
	const char *what;
	const char *name[2];
	size_t from[2], size[2]; /* of the log */
	bool packed[2];
	size_t changed_at;      /* in the second, from its beginning; 0: nowhere */
	const char *service[2]; /* NULL: one */
	const char *host[2];    /* --host */
	int out;                /* which is left out; -1: none */
	const char *how;
} cases[] = {
	{ "a log and its .gz",
	  { "a.log", "a.log.gz" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, true },
	  0,
	  { 0 },
	  { 0 },
	  1,
	  "holds the same as" },
	{ "the .gz first",
	  { "a.log.1.gz", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { true, false },
	  0,
	  { 0 },
	  { 0 },
	  0,
	  "holds the same as" },
	{ "both packed",
	  { "a.log.1.gz", "a.log.2.gz" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { true, true },
	  0,
	  { 0 },
	  { 0 },
	  1,
	  "holds the same as" },
	{ "a copy before the log went on",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { 200000, LONG_BYTES },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  0,
	  "is the beginning of" },
	{ "the longer one first",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, 200000 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  1,
	  "is the beginning of" },
	{ "a short one",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { 60, 100 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  0,
	  "is the beginning of" },
	{ "one line",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { 20, 20 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  1,
	  "holds the same as" },
	{ "in other folders",
	  { "logs/a.log", "backup/a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  1,
	  "holds the same as" },
	{ "equal heads",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, false },
	  250000,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "equal but for the last byte",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, false },
	  LONG_BYTES - 2,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "equal heads, packed",
	  { "a.log.1.gz", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { true, false },
	  250000,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "a beginning that differs at its end",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, 200000 },
	  { false, false },
	  199998,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "an end",
	  { "a.log.1", "a.log" },
	  { 0, 100000 },
	  { LONG_BYTES, 200000 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "other services",
	  { "a.log", "a.log.gz" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, true },
	  0,
	  { "one", "other" },
	  { 0 },
	  -1,
	  NULL },
	{ "hosts that the user named",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { LONG_BYTES, LONG_BYTES },
	  { false, false },
	  0,
	  { 0 },
	  { "one", "other" },
	  -1,
	  NULL },
	{ "few lines of two machines",
	  { "web1/a.log", "web2/a.log" },
	  { 0, 0 },
	  { 60, 60 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
	{ "empty files",
	  { "a.log.1", "a.log" },
	  { 0, 0 },
	  { 0, 0 },
	  { false, false },
	  0,
	  { 0 },
	  { 0 },
	  -1,
	  NULL },
};

static char *make_log(void)
{
	char *text = malloc(LONG_BYTES + 1);

	assert_non_null(text);
	for (int i = 0; i < LONG_BYTES / 20; i++)
		snprintf(text + i * 20, 21, "%010d an event\n", 1393000000 + i);
	return text;
}

static void counts_once_what_is_there_twice(void **state)
{
	char *text = make_log();

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct source_request request[2];
		struct pass pass;
		uint64_t events[2] = { 0 };

		scratch_make();
		print_message("%s\n", cases[i].what);
		for (int k = 0; k < 2; k++) {
			char *own = malloc(LONG_BYTES);

			assert_non_null(own);
			memcpy(own, text + cases[i].from[k], cases[i].size[k]);
			if (k && cases[i].changed_at)
				own[cases[i].changed_at] = '#';
			request[k] = (struct source_request){
				.service = cases[i].service[k] ? cases[i].service[k] : "s",
				.host = cases[i].host[k],
				.path = log_path(cases[i].name[k], own, cases[i].size[k],
						 cases[i].packed[k]),
			};
			free(own);
		}
		pass_init(&pass);
		assert_true(sources_find(request, 2, &pass.arena, &pass.sources, &pass.error));
		for (int k = 0; k < 2; k++) {
			const struct source *source = &pass.sources.item[k];

			assert_int_equal(source->useless, k == cases[i].out);
			assert_int_equal(source->problems, k == cases[i].out);
			assert_false(source->lost);
			if (k == cases[i].out) {
				assert_non_null(strstr(source->problem[0], cases[i].how));
				assert_non_null(strstr(source->problem[0], request[!k].path));
			}
		}
		assert_true(
			ingest_recognise(&pass.sources, &pass.options, &pass.arena, &pass.error) &&
			ingest_survey(&pass.sources, &pass.options, &pass.collect.sink, &pass.arena,
				      &pass.error));
		for (int k = 0; k < 2; k++)
			events[k] = pass.sources.item[k].ledger.events;
		assert_int_equal(pass.collect.got.rows, events[0] + events[1]);
		if (cases[i].out >= 0)
			assert_int_equal(pass.collect.got.rows,
					 (MAX(cases[i].size[0], cases[i].size[1]) + 19) / 20);
		pass_release(&pass);
		scratch_remove();
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_once_what_is_there_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
