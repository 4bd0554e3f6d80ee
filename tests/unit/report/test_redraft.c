/* test_redraft.c - a draft that is written again: nothing of people's is lost, the rest is new. */
#include "core/arena.h"
#include "report/redraft.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

#define CAP ((size_t)1 << 20)

/* A fresh part; its sum is right because draft.c makes it. */
static void put(struct text *text, const char *kind, const char *id, const char *body)
{
	struct out out;

	out_open_text(&out, text);
	draft_put(&out, kind, span_text(id), span_text(body));
}

static struct text fresh_of(const char *a, const char *b, const char *c)
{
	struct text text;

	text_init(&text, CAP);
	if (a)
		put(&text, DRAFT_AUTO, "a", a);
	put(&text, DRAFT_HUMAN, "h", "TODO(people): write\n");
	if (b)
		put(&text, DRAFT_AUTO, "b", b);
	if (c)
		put(&text, DRAFT_AUTO, "c", c);
	return text;
}

static struct text merged(struct span old, struct span fresh, struct redraft_counts *counts)
{
	struct arena arena = { 0 };
	struct error error;
	struct text text;
	struct out out;

	text_init(&text, 4 * CAP);
	out_open_text(&out, &text);
	assert_true(redraft_merge(old, fresh, &arena, &out, counts, &error));
	arena_release(&arena);
	return text;
}

/* `text` with the first `what` in it replaced. */
static struct text replaced(const struct text *text, const char *what, const char *with)
{
	const char *at = strstr(text->at, what);
	struct text result;

	assert_non_null(at);
	text_init(&result, CAP);
	text_add(&result, span_of(text->at, (size_t)(at - text->at)));
	text_add(&result, span_text(with));
	text_add(&result, span_text(at + strlen(what)));
	return result;
}

static void has(const struct text *text, const char *what)
{
	if (!strstr(text->at, what))
		print_message("%s\nlacks: %s\n", text->at, what);
	assert_non_null(strstr(text->at, what));
}

static void lacks(const struct text *text, const char *what)
{
	if (strstr(text->at, what))
		print_message("%s\nhas: %s\n", text->at, what);
	assert_null(strstr(text->at, what));
}

static void unchanged_stays_to_the_byte(void **state)
{
	struct text fresh = fresh_of("one\n", "two\n", NULL);
	struct redraft_counts counts;
	struct text result = merged(text_span(&fresh), text_span(&fresh), &counts);

	(void)state;
	assert_string_equal(result.at, fresh.at);
	assert_int_equal(counts.renewed + counts.added + counts.dropped + counts.edited, 0);
	text_release(&result);
	text_release(&fresh);
}

static void what_nobody_edited_is_renewed(void **state)
{
	struct text old = fresh_of("one\n", "two\n", NULL);
	struct text fresh = fresh_of("one!\n", NULL, "three\n");
	struct redraft_counts counts;
	struct text result = merged(text_span(&old), text_span(&fresh), &counts);

	(void)state;
	has(&result, "one!\n");
	lacks(&result, "two");
	has(&result, "three\n");
	assert_true(strstr(result.at, "one!") < strstr(result.at, "id=h"));
	assert_true(strstr(result.at, "id=h") < strstr(result.at, "three"));
	assert_int_equal(counts.renewed, 1);
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.dropped, 1);
	text_release(&result);
	text_release(&fresh);
	text_release(&old);
}

static void people_lose_nothing(void **state)
{
	struct text made = fresh_of("one\n", "two\n", "three\n");
	struct text filled = replaced(&made, "TODO(people): write", "It was the router.");
	struct text edited = replaced(&filled, "two\n", "two, we think\n");
	struct text old =
		replaced(&edited, "<!-- seiche:human", "A line between.\n<!-- seiche:human");
	struct text fresh = fresh_of("one\n", "two and a half\n", NULL);
	struct redraft_counts counts;
	struct text result = merged(text_span(&old), text_span(&fresh), &counts);
	struct text again = merged(text_span(&result), text_span(&fresh), &counts);
	struct text back = merged(text_span(&result), text_span(&made), &counts);

	(void)state;
	has(&result, "It was the router.");
	has(&result, "A line between.\n<!-- seiche:human");
	has(&result, "two, we think\n<!-- /seiche:auto -->\n<!-- seiche:new id=b");
	has(&result, "two and a half\n<!-- /seiche:new -->");
	lacks(&result, "three"); /* nobody edited that, and it is no more */
	/* Once more changes nothing; and where seiche says again what it said, the news goes. */
	assert_string_equal(again.at, result.at);
	has(&back, "two, we think\n");
	lacks(&back, "seiche:new");
	text_release(&back);
	text_release(&again);
	text_release(&result);
	text_release(&fresh);
	text_release(&old);
	text_release(&edited);
	text_release(&filled);
	text_release(&made);
}

static void an_edited_part_outlives_its_subject(void **state)
{
	struct text made = fresh_of("one\n", "two\n", NULL);
	struct text old = replaced(&made, "two\n", "two, and a note\n");
	struct text fresh = fresh_of("one\n", NULL, NULL);
	struct redraft_counts counts;
	struct text result = merged(text_span(&old), text_span(&fresh), &counts);

	(void)state;
	has(&result, "two, and a note\n");
	assert_int_equal(counts.dropped, 0);
	text_release(&result);
	text_release(&fresh);
	text_release(&old);
	text_release(&made);
}

static void news_that_people_wrote_in_stay(void **state)
{
	struct text made = fresh_of("one\n", "two\n", NULL);
	struct text edited = replaced(&made, "two\n", "mine\n");
	struct text later = fresh_of("one\n", "three\n", NULL);
	struct redraft_counts counts;
	struct text news = merged(text_span(&edited), text_span(&later), &counts);
	struct text old = replaced(&news, "three\n", "three is wrong\n");
	struct text result = merged(text_span(&old), text_span(&later), &counts);

	(void)state;
	has(&result, "mine\n");
	has(&result, "three is wrong\n");
	has(&result, "three\n");
	text_release(&result);
	text_release(&old);
	text_release(&news);
	text_release(&later);
	text_release(&edited);
	text_release(&made);
}

static void white_space_is_no_edit(void **state)
{
	struct text made = fresh_of("one\n", "two\n", NULL);
	struct text old = replaced(&made, "two\n", "\n\ntwo  \n\n");
	struct text fresh = fresh_of("one\n", "three\n", NULL);
	struct redraft_counts counts;
	struct text result = merged(text_span(&old), text_span(&fresh), &counts);

	(void)state;
	has(&result, "three\n");
	lacks(&result, "two");
	text_release(&result);
	text_release(&fresh);
	text_release(&old);
	text_release(&made);
}

/* 20,000 parts, every other one gone and as many new: each is where it belongs. */
static void very_many_parts_are_told_apart(void **state)
{
	struct redraft_counts counts;
	struct text old, fresh, result;
	char id[32], body[32];

	(void)state;
	text_init(&old, 4 * CAP);
	text_init(&fresh, 4 * CAP);
	for (int i = 0; i < 30000; i++) {
		snprintf(id, sizeof(id), "p%d", i);
		snprintf(body, sizeof(body), "body %d\n", i);
		if (i % 3 != 0)
			put(&old, DRAFT_AUTO, id, body);
		if (i % 3 != 1)
			put(&fresh, DRAFT_AUTO, id, body);
	}
	result = merged(text_span(&old), text_span(&fresh), &counts);
	assert_int_equal(counts.dropped, 10000);
	assert_int_equal(counts.added, 10000);
	assert_int_equal(counts.renewed + counts.edited, 0);
	text_release(&result);
	text_release(&fresh);
	text_release(&old);
}

static void broken_marks_stop_it(void **state)
{
	static const struct {
		const char *what, *old, *message;
	} cases[] = {
		{ "not closed", "x\n<!-- seiche:auto id=a sum=1 -->\nbody\n",
		  "line 2: the part 'a' is not closed" },
		{ "another begins in it",
		  "<!-- seiche:auto id=a sum=1 -->\n<!-- seiche:human id=b -->\n<!-- /seiche:human "
		  "-->\n",
		  "line 1: the part 'a' is not closed" },
		{ "no end of the mark",
		  "\n\n<!-- seiche:auto id=a sum=1\nbody\n<!-- /seiche:auto -->\n",
		  "line 3: this mark does not end with -->" },
		{ "no id", "<!-- seiche:auto sum=1 -->\nbody\n<!-- /seiche:auto -->\n",
		  "line 1: a mark needs auto, human or new, and an id" },
		{ "of another kind", "<!-- seiche:magic id=a -->\nbody\n<!-- /seiche:magic -->\n",
		  "line 1: a mark needs auto, human or new, and an id" },
		{ "at the very end", "<!-- seiche:", "line 1: this mark does not end with -->" },
	};
	struct text fresh = fresh_of("one\n", NULL, NULL);

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct redraft_counts counts;
		struct error error;
		struct text text;
		struct out out;

		print_message("%s\n", cases[i].what);
		text_init(&text, CAP);
		out_open_text(&out, &text);
		assert_false(redraft_merge(span_text(cases[i].old), text_span(&fresh), &arena, &out,
					   &counts, &error));
		assert_string_equal(error.text, cases[i].message);
		assert_int_equal(text.size, 0);
		text_release(&text);
		arena_release(&arena);
	}
	text_release(&fresh);
}

static void shapes_take_parts_by_name(void **state)
{
	static const struct {
		const char *shape, *bodies, *message; /* bodies in order, with spaces between */
	} cases[] = {
		{ "top {{b}} and {{ a }}\n", "two one", NULL },
		{ "{{rest}}{{b}}", "one TODO(people): five two", NULL },
		{ "{{spike}}", "five", NULL },
		{ "no names", "", NULL },
		{ "open {{ end", "", NULL },
		{ "x\n{{nothing}}", NULL,
		  "line 2: {{nothing}} names no part; there are: a h b spike-x and rest" },
		{ "{{spik}}", NULL,
		  "line 1: {{spik}} names no part; there are: a h b spike-x and rest" },
	};
	struct text fresh = fresh_of("one\n", "two\n", NULL);

	(void)state;
	put(&fresh, DRAFT_AUTO, "spike-x", "five\n");
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct error error;
		struct text text;
		struct out out;
		bool ok;

		print_message("%s\n", cases[i].shape);
		text_init(&text, CAP);
		out_open_text(&out, &text);
		ok = redraft_shape(span_text(cases[i].shape), text_span(&fresh), &arena, &out,
				   &error);
		assert_int_equal(ok, !cases[i].message);
		if (!ok) {
			assert_string_equal(error.text, cases[i].message);
		} else {
			struct span wanted = span_text(cases[i].bodies);
			const char *at = text.at ? text.at : "";

			while (wanted.size) {
				struct span word = span_cut(&wanted, ' ');

				at = memmem(at, strlen(at), word.at, word.size);
				assert_non_null(at);
			}
		}
		text_release(&text);
		arena_release(&arena);
	}
	text_release(&fresh);
}

static void blanks_are_found_until_they_are_filled(void **state)
{
	static const char draft[] =
		"# x\n"
		"<!-- seiche:human id=story -->\n## S\n\n_TODO(people): tell it_\n"
		"<!-- /seiche:human -->\n"
		"<!-- seiche:human id=cause -->\nA router.\n<!-- /seiche:human -->\n"
		"<!-- seiche:human id=odd -->\n<p>TODO(people): more</p>\n"
		"<!-- /seiche:human -->\n"
		"<!-- seiche:auto id=b sum=0 -->\nTODO(people)\n<!-- /seiche:auto -->\n"
		"<!-- seiche:human id=cut";
	struct redraft_blank blank;
	size_t at = 0;

	(void)state;
	assert_true(redraft_next_blank(span_text(draft), &at, &blank));
	assert_int_equal(blank.line, 5);
	assert_true(span_is(blank.id, SPAN("story")));
	assert_true(span_is(blank.asks, SPAN("tell it")));
	assert_true(redraft_next_blank(span_text(draft), &at, &blank));
	assert_int_equal(blank.line, 11);
	assert_true(span_is(blank.asks, SPAN("more")));
	assert_false(redraft_next_blank(span_text(draft), &at, &blank));
	assert_false(redraft_next_blank(span_text(draft), &at, &blank));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unchanged_stays_to_the_byte),
		cmocka_unit_test(what_nobody_edited_is_renewed),
		cmocka_unit_test(people_lose_nothing),
		cmocka_unit_test(an_edited_part_outlives_its_subject),
		cmocka_unit_test(news_that_people_wrote_in_stay),
		cmocka_unit_test(white_space_is_no_edit),
		cmocka_unit_test(very_many_parts_are_told_apart),
		cmocka_unit_test(broken_marks_stop_it),
		cmocka_unit_test(shapes_take_parts_by_name),
		cmocka_unit_test(blanks_are_found_until_they_are_filled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
