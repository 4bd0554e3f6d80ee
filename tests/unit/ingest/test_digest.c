/* test_digest.c - sums of files, by the examples of FIPS 180-4; none of what is no file. */
#include "core/file.h"
#include "ingest/digest.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

/* The examples that NIST publishes for SHA-256, and the empty message. */
static const struct {
	const char *name, *bytes, *sum;
} cases[] = {
	{ "abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two-blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

static void sums_are_the_published_ones(void **state)
{
	struct source item[LENGTH(cases) + 3] = { 0 };
	struct source_list sources = { .item = item, .count = LENGTH(item) };
	const char *digest[LENGTH(item)];
	struct arena arena = { 0 };
	size_t million = 1000000;
	char *as = malloc(million);

	(void)state;
	assert_non_null(as);
	memset(as, 'a', million);
	scratch_make();
	for (size_t i = 0; i < LENGTH(cases); i++)
		item[i].path = scratch_file(cases[i].name, cases[i].bytes, strlen(cases[i].bytes));
	item[LENGTH(cases)].path = scratch_file("million", as, million);
	item[LENGTH(cases) + 1].path = "-";
	item[LENGTH(cases) + 2].path = "logs.tar:web/access.log";
	for (uint32_t jobs = 1; jobs <= 3; jobs += 2) {
		digest_sources(&sources, &file_system, jobs, &arena, digest);
		for (size_t i = 0; i < LENGTH(cases); i++)
			assert_string_equal(digest[i], cases[i].sum);
		assert_string_equal(
			digest[LENGTH(cases)],
			"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
		assert_null(digest[LENGTH(cases) + 1]);
		assert_null(digest[LENGTH(cases) + 2]);
	}
	scratch_remove();
	arena_release(&arena);
	free(as);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_the_published_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
