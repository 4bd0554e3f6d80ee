/* test_template.c - masks, and sentences from shapes. */
#include "analysis/template.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>

/* A shape as people read it: '*' for each wildcard. */
static const char *readable(const char *message)
{
	static struct template_shape shape;

	template_mask(span_text(message), &shape);
	for (uint32_t i = 0; i < shape.size; i++)
		if (shape.at[i] == TEMPLATE_WILDCARD)
			shape.at[i] = '*';
	return shape.at;
}

static const struct {
	const char *what, *message, *shape;
} masks[] = {
	{ "no value in it", "Couldn't authenticate user", "Couldn't authenticate user" },
	{ "nothing at all", "", "" },
	{ "spaces alone", " \t ", "" },
	{ "numbers of any form", "took 3.5 of +12 or 0x1f, -7", "took * of * or *" },
	{ "a number and its unit", "after 10 ms and 20ms", "after * and *" },
	{ "an address and a port", "from 10.0.0.1:514 to [::1]:80", "from * to [*]:*" },
	{ "what follows a port", "at 10.0.0.1:514: refused 7: 8", "at *: refused *" },
	{ "a hardware address", "bssid c0:ff:ee:00:00:01, ok", "bssid *, ok" },
	{ "two colons are no address", "CCFile::capture of a::b", "CCFile::capture of a::b" },
	{ "a clock", "at 12:01:01.250 o'clock", "at * o'clock" },
	{ "a date in words", "since Fri Jul 22 09:27:24 2005", "since *" },
	{ "a day before the month", "on 22 Jul 2005", "on *" },
	{ "the word may", "you May want that", "you May want that" },
	{ "a URL", "see https://example.org/a?b=c now", "see * now" },
	{ "a path", "cannot open /etc/passwd", "cannot open *" },
	{ "a word with one slash", "read/write error", "read/write error" },
	{ "a name with dots", "proxy db1.example.org up", "proxy * up" },
	{ "a name with one dot", "rpc.statd started", "rpc.statd started" },
	{ "an exception keeps its name", "java.lang.OutOfMemoryError: heap",
	  "java.lang.OutOfMemoryError: heap" },
	{ "a UUID", "instance 5f3a9c1e-77aa-4b0c-9d0e-0123456789ab", "instance *" },
	{ "a device that looks like hex", "via ee0", "via ee*" },
	{ "a number inside of a word", "blk_-123 on node7", "blk* on node*" },
	{ "values in a row", "IRQs 3 4 5, 6 | 7", "IRQs *" },
	{ "a part that repeats", "node1 <ok> node2 <ok> node3 <ok> end", "node* <ok> end" },
	{ "a value that is empty", "connection from () at", "connection from (*) at" },
	{ "a call without arguments", "setLightsOn() called", "setLightsOn() called" },
	{ "whoever the user is", "session opened for user cyrus", "session opened for user *" },
	{ "user at another place", "user unknown", "user unknown" },
	{ "control bytes are spaces",
	  "a\x02"
	  "b\x01"
	  "c",
	  "a b*c" },
	{ "bytes past ASCII are words", "caf\xc3\xa9 9", "caf\xc3\xa9 *" },
};

static void masks_what_is_a_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(masks); i++) {
		print_message("%s\n", masks[i].what);
		assert_string_equal(readable(masks[i].message), masks[i].shape);
	}
}

static void cuts_what_is_too_long(void **state)
{
	char message[3 * TEMPLATE_MESSAGE_BYTES];
	struct template_shape shape;

	(void)state;
	/* 96 words of 31 letters and a space: bytes run out before the words do. */
	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = i % 32 == 31 ? ' ' : (char)('a' + i / 32 % 26);
	template_mask(span_of(message, sizeof(message)), &shape);
	assert_true(shape.size <= TEMPLATE_SHAPE_BYTES);
	assert_int_equal(shape.size % 32, 31);
	/* One word without an end. */
	memset(message, 'x', sizeof(message));
	template_mask(span_of(message, sizeof(message)), &shape);
	assert_int_equal(shape.size, 0);
	/* The end of what is looked at lies within a word: it may not count as another. */
	for (size_t i = 0; i < sizeof(message); i += 6)
		memcpy(message + i, i % 12 ? "blk_2 " : "blk_1 ", 6);
	template_mask(span_of(message, sizeof(message)), &shape);
	assert_int_equal(shape.size, 4);
}

#define MESSAGES_MAX 24

/* Messages in scopes; the same letter: the same template is expected. */
struct line {
	const char *message;
	uint32_t scope, times;
};

static const struct {
	const char *what;
	struct line line[MESSAGES_MAX];
	const char *groups;
	const char *text; /* of the first line's template */
} cases[] = {
	{ "values alone differ",
	  { { "took 3 ms", 0, 1 }, { "took 4 ms", 0, 1 } },
	  "aa",
	  "took <*>" },
	{ "few different words are sentences of their own",
	  { { "link is up", 0, 5 }, { "link is down", 0, 5 } },
	  "ab",
	  "link is up" },
	{ "many different words are a variable",
	  { { "login of anna now", 0, 1 },
	    { "login of bert now", 0, 1 },
	    { "login of carl now", 0, 1 },
	    { "login of dora now", 0, 1 },
	    { "login of emil now", 0, 1 },
	    { "login of fred now", 0, 1 } },
	  "aaaaaa",
	  "login of <*> now" },
	{ "six states are not yet a variable",
	  { { "now in state NEW ok", 0, 1 },
	    { "now in state RUN ok", 0, 1 },
	    { "now in state END ok", 0, 1 },
	    { "now in state BAD ok", 0, 1 },
	    { "now in state OUT ok", 0, 1 },
	    { "now in state OFF ok", 0, 1 } },
	  "abcdef",
	  "now in state NEW ok" },
	{ "who does it, at the beginning, stays",
	  { { "cupsd startup succeeded", 0, 1 },
	    { "portmap startup succeeded", 0, 1 },
	    { "klogd startup succeeded", 0, 1 },
	    { "syslogd startup succeeded", 0, 1 },
	    { "hcid startup succeeded", 0, 1 },
	    { "sdpd startup succeeded", 0, 1 } },
	  "abcdef",
	  "cupsd startup succeeded" },
	{ "a longer value is a case of the frequent sentence",
	  { { "clock synchronized to 10.1.1.1, stratum 3", 0, 99 },
	    { "clock synchronized to LOCAL(0), stratum 10", 0, 1 } },
	  "aa",
	  "clock synchronized to <*>, stratum <*>" },
	{ "a further statement is not",
	  { { "interrupt link is 3", 0, 99 }, { "interrupt link is 3, disabled now", 0, 1 } },
	  "ab",
	  "interrupt link is <*>" },
	{ "programs keep theirs apart",
	  { { "took 3 ms", 1, 1 }, { "took 4 ms", 2, 1 } },
	  "ab",
	  "took <*>" },
	{ "a message of nothing", { { " ", 0, 1 }, { "a b", 0, 1 } }, "ab", "" },
};

static int lines_compare(const void *left, const void *right)
{
	const struct template_seen *a = left;
	const struct template_seen *b = right;
	int order = strcmp(a->shape.at, b->shape.at);

	return order ? order : (a->scope > b->scope) - (a->scope < b->scope);
}

/* Its template's number, found by its shape. */
static uint32_t template_of(const struct template_seen *seen, uint32_t count,
			    const struct templates *templates, const struct line *line)
{
	struct template_shape shape;

	template_mask(span_text(line->message), &shape);
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(seen[i].shape.at, shape.at) && seen[i].scope == line->scope)
			return templates->of[i];
	fail();
	return 0;
}

static void groups_by_sentence(void **state)
{
	(void)state;
	for (size_t c = 0; c < LENGTH(cases); c++) {
		static struct template_shape shape[MESSAGES_MAX];
		struct template_seen seen[MESSAGES_MAX];
		struct arena arena = { 0 };
		struct templates templates;
		uint32_t lines = (uint32_t)strlen(cases[c].groups);
		uint32_t count = 0;

		print_message("%s\n", cases[c].what);
		for (uint32_t i = 0; i < lines; i++) {
			const struct line *line = &cases[c].line[i];
			struct template_seen one = { .scope = line->scope, .count = line->times };
			uint32_t known = 0;

			template_mask(span_text(line->message), &shape[count]);
			one.shape = span_of(shape[count].at, shape[count].size);
			while (known < count && (seen[known].scope != one.scope ||
						 !span_is(seen[known].shape, one.shape)))
				known++;
			if (known < count)
				seen[known].count += one.count;
			else
				seen[count++] = one;
		}
		qsort(seen, count, sizeof(*seen), lines_compare);
		templates = template_group(seen, count, &arena);
		for (uint32_t i = 0; i < lines; i++)
			for (uint32_t k = 0; k < i; k++)
				assert_int_equal(
					template_of(seen, count, &templates, &cases[c].line[i]) ==
						template_of(seen, count, &templates,
							    &cases[c].line[k]),
					cases[c].groups[i] == cases[c].groups[k]);
		assert_string_equal(
			templates.text[template_of(seen, count, &templates, cases[c].line)],
			cases[c].text);
		arena_release(&arena);
	}
}

/* Very many templates that might all be cases of each other: it must end soon. */
static void ends_on_hostile_shapes(void **state)
{
	enum { COUNT = 20000 };
	struct arena arena = { 0 };
	struct template_seen *seen = arena_array(&arena, COUNT, sizeof(*seen));
	struct templates templates;

	(void)state;
	for (uint32_t i = 0; i < COUNT; i++) {
		char *text = arena_take(&arena, 200);
		size_t size = 0;

		/* "ab \1 cd \1 …", words from the bits of the number. */
		for (uint32_t bit = 0; bit < 15; bit++)
			size += (size_t)snprintf(text + size, 200 - size, "%s \x01%c%s ",
						 i >> bit & 1 ? "aa" : "bb", bit % 2 ? ',' : ';',
						 bit == 14 ? "zz" : "");
		seen[i] = (struct template_seen){ .shape = span_of(text, size), .count = 1 };
	}
	templates = template_group(seen, COUNT, &arena);
	assert_true(templates.count > 0);
	for (uint32_t i = 0; i < COUNT; i++)
		assert_true(templates.of[i] < templates.count);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_what_is_a_value),
		cmocka_unit_test(cuts_what_is_too_long),
		cmocka_unit_test(groups_by_sentence),
		cmocka_unit_test(ends_on_hostile_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
