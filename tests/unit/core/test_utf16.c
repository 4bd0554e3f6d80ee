/* test_utf16.c - documents in UTF-16, whole and broken. */
#include "core/utf16.h"
#include "tests/support/test.h"

/* SPAN as an initialiser of static data. */
#define SPANS(literal) \
	{ \
		literal, sizeof(literal) - 1 \
	}

static const struct {
	const char *what;
	struct span text, want;
} cases[] = {
	{ "UTF-8 stays", SPANS("a\xc3\xa9"), SPANS("a\xc3\xa9") },
	{ "its mark goes", SPANS("\xef\xbb\xbf{}"), SPANS("{}") },
	{ "little endian with a mark",
	  SPANS("\xff\xfe"
		"a\0\xe9\0"),
	  SPANS("a\xc3\xa9") },
	{ "big endian with a mark", SPANS("\xfe\xff\0a\x20\xac"), SPANS("a\xe2\x82\xac") },
	{ "little endian without", SPANS("[\0]\0"), SPANS("[]") },
	{ "big endian without", SPANS("\0[\0]"), SPANS("[]") },
	{ "a pair", SPANS("\xff\xfe\x3d\xd8\x00\xde"), SPANS("\xf0\x9f\x98\x80") },
	{ "half a pair",
	  SPANS("\xff\xfe\x3d\xd8"
		"a\0"),
	  SPANS("\xef\xbf\xbd"
		"a") },
	{ "the other half", SPANS("\xff\xfe\x00\xde"), SPANS("\xef\xbf\xbd") },
	{ "half a character",
	  SPANS("\xff\xfe"
		"a\0b"),
	  SPANS("a\xef\xbf\xbd") },
	{ "a mark and nothing", SPANS("\xff\xfe"), SPANS("") },
	{ "nothing", SPANS(""), SPANS("") },
};

static void becomes_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct span got = utf16_to_utf8(cases[i].text, &arena);

		print_message("%s\n", cases[i].what);
		assert_int_equal(got.size, cases[i].want.size);
		assert_memory_equal(got.at, cases[i].want.at, got.size);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(becomes_utf8) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
