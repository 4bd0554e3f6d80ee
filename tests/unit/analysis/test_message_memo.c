/* test_message_memo.c - messages that differ in digits alone are one, to shape and trigger. */
#include "analysis/message_memo.h"
#include "analysis/template.h"
#include "tests/support/test.h"

#include <stdlib.h>

static const struct {
	const char *text, *canonical;
} cases[] = {
	{ "", "" },
	{ "no digit", "no digit" },
	{ "7", "1" },
	{ "from 10.0.182.213 port 4711", "from 11.1.111.111 port 1111" },
	{ "at 0x7f3a, 00x1, 0X1, 10x9", "at 0x1f1a, 10x1, 1X1, 10x1" },
	{ "x0", "x1" },
	{ "0x", "0x" },
	{ "bytes \x80\xb0\xb9\xff/:0", "bytes \x80\xb0\xb9\xff/:1" },
};

static void makes_digits_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char to[MEMO_KEY_BYTES];
		size_t size = strlen(cases[i].text);

		message_memo_canonical(span_text(cases[i].text), to);
		to[size] = '\0';
		assert_string_equal(to, cases[i].canonical);
	}
}

static void canonical_by_bytes(const char *text, size_t size, char *to)
{
	for (size_t i = 0; i < size; i++) {
		bool before_x = text[i] == '0' && i + 1 < size && text[i + 1] == 'x';

		to[i] = text[i] >= '0' && text[i] <= '9' && !before_x ? '1' : text[i];
	}
}

/* Of any length, in room for as much and no more. */
static void makes_digits_alike_at_once(void **state)
{
	static const char bytes[] = "0000123456789xxx/:a\xff\xb0";
	uint64_t random = 1;

	(void)state;
	for (size_t round = 0; round < 20000; round++) {
		size_t size = round % 70;
		char *text = malloc(size + 1), *to = malloc(size + 1), expected[70];

		assert_true(text && to);
		for (size_t i = 0; i < size; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			text[1 + i] = bytes[(random >> 33) % (sizeof(bytes) - 1)];
		}
		canonical_by_bytes(text + 1, size, expected);
		message_memo_canonical(span_of(text + 1, size), to + 1);
		assert_memory_equal(to + 1, expected, size);
		free(text);
		free(to);
	}
}

/* Of texts at random from what masks look at: the key's shape is the message's. */
static void keeps_shapes(void **state)
{
	static const char bytes[] =
		"0123456789012345678901234567890abcdefx:./-_ @#%+*()[],  userforMBmsJan|\\~";
	struct trigger_index index;
	uint64_t random = 1;

	(void)state;
	trigger_index_init(&index);
	for (int round = 0; round < 200000; round++) {
		char text[64], canonical[sizeof(text)];
		size_t size = 1 + (size_t)round % sizeof(text);
		struct template_shape shape, of_key;

		for (size_t i = 0; i < size; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
			text[i] = bytes[(random >> 33) % (sizeof(bytes) - 1)];
		}
		message_memo_canonical(span_of(text, size), canonical);
		template_mask(span_of(text, size), &shape);
		template_mask(span_of(canonical, size), &of_key);
		if (strcmp(shape.at, of_key.at) != 0)
			print_message("%.*s\n", (int)size, text);
		assert_string_equal(shape.at, of_key.at);
		assert_int_equal(trigger_of(&index, span_of(text, size)),
				 trigger_of(&index, span_of(canonical, size)));
	}
}

static void tells_messages_apart(void **state)
{
	struct message_memo memo = { 0 };
	char text[MEMO_KEY_BYTES];
	struct memo_entry *first = message_memo_find(&memo, SPAN("app"), SPAN("took 17 ms"));

	(void)state;
	assert_non_null(first);
	assert_true(!first->is_shaped && !first->is_judged);
	first->is_shaped = true;
	assert_ptr_equal(message_memo_find(&memo, SPAN("app"), SPAN("took 23 ms")), first);
	assert_true(first->is_shaped);
	assert_false(message_memo_find(&memo, SPAN("app"), SPAN("took 234 ms"))->is_shaped);
	assert_false(message_memo_find(&memo, SPAN(""), SPAN("took 17 ms"))->is_shaped);
	memset(text, 'a', sizeof(text));
	assert_non_null(message_memo_find(&memo, SPAN("app"), span_of(text, sizeof(text) - 4)));
	assert_null(message_memo_find(&memo, SPAN("app"), span_of(text, sizeof(text) - 3)));
	message_memo_release(&memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_digits_alike),
		cmocka_unit_test(makes_digits_alike_at_once),
		cmocka_unit_test(keeps_shapes),
		cmocka_unit_test(tells_messages_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
