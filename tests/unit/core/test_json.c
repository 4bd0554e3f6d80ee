/* test_json.c - RFC 8259 as tables; broken documents; the writer read back. */
#include "core/arena.h"
#include "core/json.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

/* What the reader says of a document, a letter each: n f t # " { [ ) and . or ! at the end. */
static void trace(struct span document, char *out, size_t room)
{
	static const char letters[] = ".!nft#\"{[)";
	struct json json;
	enum json_kind kind;
	size_t used = 0;

	json_init(&json, document);
	do {
		kind = json_next(&json);
		out[used++] = letters[kind];
	} while (kind > JSON_BROKEN && used + 1 < room);
	out[used] = '\0';
}

static const struct {
	const char *text, *trace;
} documents[] = {
	{ "null", "n." },
	{ " true\n", "t." },
	{ "false", "f." },
	{ "\"\"", "\"." },
	{ "{}", "{)." },
	{ "[ ]", "[)." },
	{ "[1,\"a\",null]", "[#\"n)." },
	{ "{\"a\":{\"b\":[true,{}]},\"c\":0}", "{{[t{)))#)." },
	{ "[\"\\\"\",\"\\\\\",\"\\\\\\\"\"]", "[\"\"\")." },
	{ "\"\x01\xff\"", "\"." },
	{ "\"\\x41\"", "\"." },
	{ "0", "#." },
	{ "-0", "#." },
	{ "-12.5e-3", "#." },
	{ "1E+2", "#." },
	{ "", "!" },
	{ " ", "!" },
	{ "tru", "!" },
	{ "truex", "t!" },
	{ "1 2", "#!" },
	{ "01", "!" },
	{ "+1", "!" },
	{ "1.", "!" },
	{ ".5", "!" },
	{ "1e", "!" },
	{ "-", "!" },
	{ "NaN", "!" },
	{ "\"a", "!" },
	{ "\"a\\\"", "!" },
	{ "'a'", "!" },
	{ "[", "[!" },
	{ "]", "!" },
	{ "[1", "[#!" },
	{ "[1,]", "[#!" },
	{ "[,1]", "[!" },
	{ "[1 2]", "[#!" },
	{ "[1}", "[#!" },
	{ "{\"a\"}", "{!" },
	{ "{\"a\":}", "{!" },
	{ "{\"a\":1,}", "{#!" },
	{ "{\"a\":1]", "{#!" },
	{ "{a:1}", "{!" },
	{ "{1:1}", "{!" },
	{ "{\"a\" : 1 , \"b\" : 2 }", "{##)." },
	{ "{}{}", "{)!" },
	{ "[]]", "[)!" },
};

static const struct {
	const char *text;
	bool cut_off; /* or broken inside */
} unfinished[] = {
	{ "", true },
	{ "[1,", true },
	{ "[1", true },
	{ "{\"a", true },
	{ "{\"a\"", true },
	{ "{\"a\":", true },
	{ "{\"a\":\"\\\"", true },
	{ "[tru", true },
	{ "[nul", true },
	{ "[-", true },
	{ "[12.5e+", true },
	{ "[trux", false },
	{ "[1 2", false },
	{ "{\"a\" 1", false },
	{ "{a", false },
	{ "[1.x", false },
	{ "{}x", false },
	{ "[1,]", false },
	{ "[\"a\"\"b\"", false },
};

static void tells_cut_off_from_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(unfinished); i++) {
		struct span text = span_text(unfinished[i].text);
		char *copy = guard_copy(text.at, text.size, 0);
		enum json_kind kind;
		struct json json;

		print_message("%s\n", unfinished[i].text);
		json_init(&json, span_of(copy, text.size));
		do
			kind = json_next(&json);
		while (kind > JSON_BROKEN);
		assert_int_equal(kind, JSON_BROKEN);
		assert_int_equal(json_is_cut_off(&json), unfinished[i].cut_off);
		guard_release(copy, text.size, 0);
	}
}

static void reads_documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(documents); i++) {
		size_t size = strlen(documents[i].text);
		char got[64];

		print_message("%s\n", documents[i].text);
		for (size_t cut = 0; cut <= size; cut++) {
			char *copy = guard_copy(documents[i].text, cut, 0);

			trace(span_of(copy, cut), got, sizeof(got));
			guard_release(copy, cut, 0);
		}
		assert_string_equal(got, documents[i].trace);
	}
}

static void gives_keys_and_texts(void **state)
{
	struct json json;

	(void)state;
	json_init(&json, SPAN("{\"k\\n\":\"v\\\"\",\"n\":-1.5,\"o\":{\"x\":1},\"z\":[2]}"));
	assert_int_equal(json_next(&json), JSON_OBJECT);
	assert_null(json.key.at);
	assert_int_equal(json_next(&json), JSON_STRING);
	assert_true(span_is(json.key, SPAN("k\\n")) && span_is(json.text, SPAN("v\\\"")));
	assert_int_equal(json_next(&json), JSON_NUMBER);
	assert_true(span_is(json.key, SPAN("n")) && span_is(json.text, SPAN("-1.5")));
	assert_int_equal(json_next(&json), JSON_OBJECT);
	assert_true(span_is(json.key, SPAN("o")));
	assert_true(json_skip(&json));
	assert_int_equal(json_next(&json), JSON_ARRAY);
	assert_true(span_is(json.key, SPAN("z")));
	assert_int_equal(json_next(&json), JSON_NUMBER);
	assert_null(json.key.at);
	assert_int_equal(json_next(&json), JSON_CLOSE);
	assert_int_equal(json_next(&json), JSON_CLOSE);
	assert_int_equal(json_next(&json), JSON_END);
	assert_int_equal(json_next(&json), JSON_END);
}

static void stops_at_the_depth(void **state)
{
	char text[2 * JSON_DEPTH_MAX + 2];
	struct arena arena = { 0 };

	(void)state;
	for (size_t depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
		struct json_value *root;
		struct error error = { 0 };

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		assert_int_equal(json_read(span_of(text, 2 * depth), &arena, &root, &error),
				 depth <= JSON_DEPTH_MAX);
	}
	arena_release(&arena);
}

static void makes_a_tree(void **state)
{
	struct arena arena = { 0 };
	struct json_value *root = NULL;
	const struct json_value *list;
	struct error error = { 0 };

	(void)state;
	assert_true(json_read(SPAN(" {\"a\\u0041\":\"\\u00e9\\n\",\"l\":[1,true,{}],\"n\":null}"),
			      &arena, &root, &error));
	assert_int_equal(root->kind, JSON_OBJECT);
	assert_int_equal(root->count, 3);
	assert_int_equal(root->offset, 1);
	assert_string_equal(json_member_text(root, "aA"), "\xc3\xa9\n");
	list = json_member(root, "l");
	assert_int_equal(list->count, 3);
	assert_int_equal(list->offset, 27);
	assert_string_equal(list->first->text.at, "1");
	assert_int_equal(list->first->offset, 28);
	assert_int_equal(list->first->next->kind, JSON_TRUE);
	assert_int_equal(list->first->next->offset, 30);
	assert_null(json_member_text(root, "l"));
	assert_null(json_member(root, "none"));
	assert_null(json_member(list, "l"));
	assert_null(json_member(NULL, "l"));
	assert_false(json_read(SPAN("{\"a\":1,}"), &arena, &root, &error));
	assert_int_equal(error.fault, FAULT_INPUT);
	assert_non_null(strstr(error.text, "byte 7: "));
	assert_false(json_read(SPAN(""), &arena, &root, &error));
	arena_release(&arena);
}

static void put(void *to, const char *bytes, size_t size)
{
	text_add(to, span_of(bytes, size));
}

static void write_sample(struct json_writer *json)
{
	json_object(json);
	json_key(json, "list");
	json_array(json);
	json_integer(json, INT64_MIN);
	json_bool(json, true);
	json_close_array(json);
	json_key(json, "none");
	json_object(json);
	json_close_object(json);
	json_key(json, "text");
	json_text(json, NULL);
	json_key(json, "time");
	json_time(json, 1393095720 * SECOND_US);
	json_key(json, "unknown");
	json_time(json, TIME_UNKNOWN);
	json_close_object(json);
}

static void writes_both_ways(void **state)
{
	struct json_writer json;
	struct text text;

	(void)state;
	text_init(&text, 4096);
	json_write_init(&json, false, put, &text);
	write_sample(&json);
	assert_string_equal(text.at,
			    "{\"list\":[-9223372036854775808,true],\"none\":{},\"text\":null,"
			    "\"time\":\"2014-02-22T19:02:00Z\",\"unknown\":null}");
	text_clear(&text);
	json_write_init(&json, true, put, &text);
	write_sample(&json);
	assert_string_equal(text.at,
			    "{\n  \"list\": [\n    -9223372036854775808,\n    true\n  ],\n"
			    "  \"none\": {},\n  \"text\": null,\n"
			    "  \"time\": \"2014-02-22T19:02:00Z\",\n  \"unknown\": null\n}");
	text_release(&text);
}

static void writes_any_bytes(void **state)
{
	static const struct {
		struct span bytes;
		const char *json;
	} cases[] = {
		{ { "", 0 }, "\"\"" },
		{ { "a\"\\\n\t\x01\x7f", 7 }, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\"" },
		{ { "a\0b", 3 }, "\"a\\u0000b\"" },
		{ { "</script>&", 10 }, "\"\\u003c/script\\u003e\\u0026\"" },
		{ { "\xe2\x80\xa8\xe2\x80\xa9", 6 }, "\"\\u2028\\u2029\"" },
		{ { "\xc3\xa9\xf0\x9f\x98\x80", 6 }, "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ { "\xff\xc3", 2 }, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ { "\xc0\xaf", 2 }, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ { "\xed\xa0\x80", 3 }, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ { NULL, 0 }, "\"\"" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct json_writer json;
		struct text text;

		text_init(&text, 4096);
		json_write_init(&json, false, put, &text);
		json_span(&json, cases[i].bytes);
		assert_string_equal(text.at, cases[i].json);
		text_release(&text);
	}
}

/* Valid UTF-8 comes back as it went in. */
static void reads_what_it_wrote(void **state)
{
	struct arena arena = { 0 };
	struct json_value *root;
	struct json_writer json;
	struct text in, out;
	struct error error;

	(void)state;
	text_init(&in, 1 << 16);
	text_init(&out, 1 << 20);
	for (uint32_t character = 1; character < 0x3000; character++)
		text_character(&in, character);
	text_character(&in, 0x10ffff);
	json_write_init(&json, true, put, &out);
	json_object(&json);
	json_key(&json, in.at);
	json_span(&json, text_span(&in));
	json_close_object(&json);
	assert_true(json_read(text_span(&out), &arena, &root, &error));
	assert_string_equal(root->first->key, in.at);
	assert_true(span_is(root->first->text, text_span(&in)));
	text_release(&in);
	text_release(&out);
	arena_release(&arena);
}

static void writes_numbers(void **state)
{
	/* What Python's repr and format(…, '.3g') say, without its e+ and point-zero. */
	static const struct {
		double value;
		int digits;
		const char *text;
	} cases[] = {
		{ 0, 17, "0" },
		{ -0.0, 17, "0" },
		{ 1, 17, "1" },
		{ 0.1, 17, "0.1" },
		{ -2.5, 17, "-2.5" },
		{ 100, 17, "100" },
		{ 1234567, 3, "1230000" },
		{ 0.00012345, 3, "0.000123" },
		{ 2.0 / 3, 3, "0.667" },
		{ 9.999, 3, "10" },
		{ 1.0 / 3, 17, "0.3333333333333333" },
		{ 1e20, 17, "100000000000000000000" },
		{ 1e21, 17, "1e21" },
		{ 1.5e-7, 17, "1.5e-7" },
		{ 1e-6, 17, "0.000001" },
		{ 1.7976931348623157e308, 17, "1.7976931348623157e308" },
		{ 5e-324, 17, "5e-324" },
		{ INFINITY, 17, "null" },
		{ NAN, 17, "null" },
	};

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is installed, the comma must not show */
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct json_writer json;
		struct text text;

		text_init(&text, 100);
		json_write_init(&json, false, put, &text);
		json_number(&json, cases[i].value, cases[i].digits);
		assert_string_equal(text.at, cases[i].text);
		text_release(&text);
	}
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_documents),      cmocka_unit_test(tells_cut_off_from_broken),
		cmocka_unit_test(gives_keys_and_texts), cmocka_unit_test(stops_at_the_depth),
		cmocka_unit_test(makes_a_tree),         cmocka_unit_test(writes_both_ways),
		cmocka_unit_test(writes_any_bytes),     cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(writes_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
