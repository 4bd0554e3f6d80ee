/*
 * test_where.c - expressions against conditions written in C, over rows made by chance; what
 * and, or, not come to against a plain recursion; messages by table.
 */
#include "parsers/where.h"
#include "tests/support/test.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ROWS 3000
#define BYTES_MAX (ROWS * 256)

/* A row in plain values: NULL and -1 are not there. */
struct sample {
	long status, bytes, duration_us, level;
	const char *host, *service, *client, *user, *method, *target, *referrer, *agent, *program,
		*text;
	bool escaped; /* the target is written with an escape in the log */
};

static struct sample sample[ROWS];
static struct seiche_event row[ROWS];
static char bytes[BYTES_MAX];
static struct seiche_chunk chunk = { .bytes = bytes };
static unsigned seed = 5;

static unsigned chance(unsigned of)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % of;
}

static const char *any(const char *const *text, unsigned count)
{
	unsigned which = chance(count + 1);

	return which == count ? NULL : text[which];
}

#define ANY(...) \
	any((const char *const[]){ __VA_ARGS__ }, \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static long any_of(const long *number, unsigned count)
{
	unsigned which = chance(count + 1);

	return which == count ? -1 : number[which];
}

#define NUMBER(...) \
	any_of((const long[]){ __VA_ARGS__ }, sizeof((const long[]){ __VA_ARGS__ }) / sizeof(long))

static void put(struct seiche_event *event, struct seiche_span *span, uint32_t bit,
		const char *text)
{
	if (!text)
		return;
	event->has |= bit;
	span->at = chunk.size;
	span->size = (uint32_t)strlen(text);
	assert_true(chunk.size + span->size < BYTES_MAX);
	memcpy(bytes + chunk.size, text, span->size);
	chunk.size += span->size;
}

/* "/a b" as nginx would write it with every blank escaped. */
static void put_escaped(struct seiche_event *event, const char *text)
{
	char escaped[256] = "";

	for (; *text; text++)
		sprintf(escaped + strlen(escaped), *text == ' ' ? "\\x20" : "%c", *text);
	put(event, &event->target, SEICHE_TARGET, escaped);
	event->coding = SEICHE_BACKSLASH;
}

static int make_rows(void **state)
{
	(void)state;
	for (int i = 0; i < ROWS; i++) {
		struct sample *s = &sample[i];
		struct seiche_event *event = &row[i];

		s->status = NUMBER(200, 304, 404, 499, 500, 503);
		s->bytes = NUMBER(0, 500, 1023, 1024, 1025, 1L << 20, 5L << 30);
		s->duration_us = NUMBER(0, 499999, 500000, 500001, 2000000);
		s->level = NUMBER(0, 1, 2, 3, 4, 5, 6, 7);
		s->host = ANY("web1", "web2");
		s->service = ANY("Shop.example:443", "blog");
		s->client = ANY("10.1.2.3", "10.200.0.1", "11.0.0.1", "::ffff:10.0.0.9",
				"2001:db8::7", "crawler.example", "-");
		s->user = ANY("ann", "bob");
		s->method = ANY("GET", "POST");
		s->target =
			ANY("/api/v1?id=7", "/", "/a b", "/api", "/x?", "/y?q=1?2#z", "/\xc3\xbc");
		s->referrer = ANY("https://example.org/api", "-");
		s->agent = ANY("bot (it's \"one\")", "Mozilla/5.0");
		s->program = ANY("sshd", "kernel");
		s->text = ANY("disk full", "Disk ok");
		s->escaped = s->target && chance(2);

		event->level = s->level < 0 ? SEICHE_LEVEL_NONE : (uint8_t)s->level;
		event->status = (uint16_t)MAX(s->status, 0);
		event->bytes = (uint64_t)MAX(s->bytes, 0);
		event->duration_us = MAX(s->duration_us, 0);
		event->has = (s->status < 0 ? 0 : SEICHE_STATUS) |
			     (s->bytes < 0 ? 0 : SEICHE_BYTES) |
			     (s->duration_us < 0 ? 0 : SEICHE_DURATION) |
			     (s->level < 0 ? 0 : SEICHE_LEVEL);
		put(event, &event->host, SEICHE_HOST, s->host);
		put(event, &event->service, SEICHE_SERVICE, s->service);
		put(event, &event->client, SEICHE_CLIENT, s->client);
		put(event, &event->user, SEICHE_USER, s->user);
		put(event, &event->method, SEICHE_METHOD, s->method);
		if (s->escaped)
			put_escaped(event, s->target);
		else
			put(event, &event->target, SEICHE_TARGET, s->target);
		put(event, &event->referrer, SEICHE_REFERRER, s->referrer);
		put(event, &event->agent, SEICHE_AGENT, s->agent);
		put(event, &event->program, SEICHE_PROGRAM, s->program);
		put(event, &event->text, SEICHE_TEXT, s->text);
	}
	return 0;
}

/* --- The same in C --- */

static bool is(const char *text, const char *other)
{
	return text && strcmp(text, other) == 0;
}

static bool has(const char *text, const char *part)
{
	return text && strstr(text, part);
}

static bool begins(const char *text, const char *front)
{
	return text && strncmp(text, front, strlen(front)) == 0;
}

/* By libc, in the host's order: 10.0.0.0/8. */
static bool in_ten(const char *client)
{
	struct in_addr address;

	if (!client)
		return false;
	if (begins(client, "::ffff:"))
		client += 7;
	return inet_pton(AF_INET, client, &address) == 1 && ntohl(address.s_addr) >> 24 == 10;
}

static const char *query(const char *target)
{
	const char *mark = target ? strchr(target, '?') : NULL;

	return mark && mark[1] ? mark + 1 : NULL;
}

#define CONDITION(name, condition) \
	static bool name(const struct sample *s) \
	{ \
		return condition; \
	}

CONDITION(failed, s->status >= 500)
CONDITION(not_failed, !(s->status >= 500))
CONDITION(ok, s->status == 200)
CONDITION(not_ok, s->status >= 0 && s->status != 200)
CONDITION(below, s->status >= 0 && s->status < 404)
CONDITION(at_most, s->status >= 0 && s->status <= 404)
CONDITION(above, s->status > 404)
CONDITION(big, s->bytes > 1024)
CONDITION(one_k, s->bytes == 1024)
CONDITION(gigabytes, s->bytes >= 5L << 30)
CONDITION(slow, s->duration_us >= 500000)
CONDITION(slower, s->duration_us > 500000)
CONDITION(two, s->duration_us == 2000000)
CONDITION(bad, s->level >= 0 && s->level <= 3)
CONDITION(worse, s->level >= 0 && s->level < 3)
CONDITION(milder, s->level > 4)
CONDITION(not_notice, s->level >= 0 && s->level != 5)
CONDITION(ten, in_ten(s->client))
CONDITION(not_ten, s->client && !is(s->client, "-") && !in_ten(s->client))
CONDITION(six, is(s->client, "2001:db8::7"))
CONDITION(mapped, is(s->client, "::ffff:10.0.0.9"))
CONDITION(named, is(s->client, "crawler.example"))
CONDITION(shop, is(s->service, "Shop.example:443"))
CONDITION(unnamed, !s->service)
CONDITION(first_host, is(s->host, "web1"))
CONDITION(source_host, !s->host)
CONDITION(api, begins(s->target, "/api"))
CONDITION(no_api, s->target && !begins(s->target, "/api"))
CONDITION(blank, is(s->target, "/a b"))
CONDITION(path_x, is(s->target, "/x?"))
CONDITION(path_y, begins(s->target, "/y?"))
CONDITION(numbered, has(query(s->target), "=1") || has(query(s->target), "=7"))
CONDITION(no_query, !query(s->target))
CONDITION(quoted, has(s->agent, "it's \"one\""))
CONDITION(no_referrer, !s->referrer || is(s->referrer, "-"))
CONDITION(caseless, s->text != NULL)
CONDITION(umlaut, is(s->target, "/\xc3\xbc"))
CONDITION(all_in_one, (is(s->method, "POST") && s->status >= 500) ||
			      (is(s->user, "ann") && !is(s->program, "sshd")))
CONDITION(grouped, is(s->method, "POST") && (s->status >= 500 || is(s->user, "ann")))

static const struct {
	const char *expression;
	bool (*holds)(const struct sample *s);
} cases[] = {
	{ "status>=500", failed },
	{ "  STATUS >=\t500 ", failed },
	{ "(status>=500)", failed },
	{ "not status>=500", not_failed },
	{ "NOT not not ( status >= 500 )", not_failed },
	{ "status=200", ok },
	{ "status='200'", ok },
	{ "status!=200", not_ok },
	{ "status<404", below },
	{ "status<=404", at_most },
	{ "status>404", above },
	{ "bytes>1K", big },
	{ "bytes>1024", big },
	{ "bytes=1k", one_k },
	{ "bytes>=5G", gigabytes },
	{ "bytes>=5120M", gigabytes },
	{ "duration>=500ms", slow },
	{ "duration>=0.5s", slow },
	{ "duration>=500000us", slow },
	{ "duration>500ms", slower },
	{ "duration=2s", two },
	{ "level>=error", bad },
	{ "level>=err", bad },
	{ "level>error", worse },
	{ "level<warning", milder },
	{ "level!=notice", not_notice },
	{ "client=10.0.0.0/8", ten },
	{ "client=10.99.99.99/8", ten },
	{ "client!=10.0.0.0/8", not_ten },
	{ "client=2001:DB8:0::0007", six },
	{ "client=2001:db8::/32", six },
	{ "client=10.0.0.9", mapped },
	{ "client=crawler.example", named },
	{ "service=shop.example", shop },
	{ "service=fallback", unnamed },
	{ "host=web1", first_host },
	{ "host=machine", source_host },
	{ "path~^/api", api },
	{ "path!~^/api", no_api },
	{ "target='/a b'", blank },
	{ "path=\"/a b\"", blank },
	{ "path~'^/a\\s'", blank },
	{ "path=/x", path_x },
	{ "path=/y", path_y },
	{ "query~'=1' or query~\"=7\"", numbered },
	{ "query~'=(1|7)'", numbered },
	{ "not query~.", no_query },
	{ "agent~'it''s \"one\"'", quoted },
	{ "agent~\"it's \"\"one\"\"\"", quoted },
	{ "not referrer~.", no_referrer },
	{ "text~disk or text~Disk", caseless },
	{ "text~'(?i)disk'", caseless },
	{ "path=/\xc3\xbc", umlaut },
	{ "method=POST and status>=500 or user=ann and not program=sshd", all_in_one },
	{ "method=POST and (status>=500 or user=ann)", grouped },
};

static bool holds_for(struct where_state *state, const struct seiche_event *event)
{
	static const struct event_origin origin = { .service = "fallback", .host = "machine" };

	return where_holds(state, &origin, &chunk, event);
}

static void agrees_with_c(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct error error;
		struct where *where;
		struct where_state *asking;
		uint32_t held = 0;

		print_message("%s\n", cases[i].expression);
		if (!where_compile(cases[i].expression, &arena, &where, &error))
			fail_msg("%s", error.text);
		assert_string_equal(where_text(where), cases[i].expression);
		asking = where_begin(where);
		for (int k = 0; k < ROWS; k++) {
			bool expected = cases[i].holds(&sample[k]);

			held += expected;
			if (holds_for(asking, &row[k]) != expected)
				fail_msg("row %d: %d expected", k, expected);
		}
		assert_in_range(held, 1, ROWS - 1); /* else the case shows nothing */
		where_end(asking);
		where_release(where);
		arena_release(&arena);
	}
}

/* What the user says of a source beats what its lines say. */
static void names_go_as_in_reports(void **state)
{
	const struct event_origin origin = {
		.service = "mine", .host = "given", .service_given = true, .host_given = true
	};
	struct arena arena = { 0 };
	struct error error;
	struct where *where;
	struct where_state *asking;

	(void)state;
	assert_true(where_compile("service=mine and host=given", &arena, &where, &error));
	assert_int_equal(where_wanted(where), SEICHE_SERVICE | SEICHE_HOST);
	asking = where_begin(where);
	for (int k = 0; k < ROWS; k++)
		assert_true(where_holds(asking, &origin, &chunk, &row[k]));
	where_end(asking);
	where_release(where);
	arena_release(&arena);
}

/* --- and, or, not --- */

struct tree {
	char text[2048];
	bool value; /* for a row of status 200 */
};

static void grow(struct tree *tree, int depth)
{
	struct tree *left, *right;

	if (!depth || chance(4) == 0) {
		tree->value = chance(2);
		sprintf(tree->text, tree->value ? "status=200" : "status=201");
		return;
	}
	left = malloc(sizeof(*left));
	right = malloc(sizeof(*right));
	assert_true(left && right);
	grow(left, depth - 1);
	grow(right, depth - 1);
	switch (chance(3)) {
	case 0:
		snprintf(tree->text, sizeof(tree->text), "(%.900s) and (%.900s)", left->text,
			 right->text);
		tree->value = left->value && right->value;
		break;
	case 1:
		snprintf(tree->text, sizeof(tree->text), "(%.900s) or (%.900s)", left->text,
			 right->text);
		tree->value = left->value || right->value;
		break;
	default:
		snprintf(tree->text, sizeof(tree->text), "not (%.1800s)", left->text);
		tree->value = !left->value;
		break;
	}
	free(left);
	free(right);
}

static void joins_as_logic_does(void **state)
{
	const struct seiche_event found = { .has = SEICHE_STATUS, .status = 200 };
	uint32_t held = 0;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct tree tree;
		struct arena arena = { 0 };
		struct error error;
		struct where *where;
		struct where_state *asking;

		grow(&tree, 5);
		if (!where_compile(tree.text, &arena, &where, &error))
			fail_msg("%s: %s", tree.text, error.text);
		asking = where_begin(where);
		if (holds_for(asking, &found) != tree.value)
			fail_msg("%s", tree.text);
		held += tree.value;
		where_end(asking);
		where_release(where);
		arena_release(&arena);
	}
	assert_in_range(held, 1000, 3000);
}

/* --- What is wrong --- */

static const struct {
	const char *expression, *message;
} wrong[] = {
	{ "", "column 1: expected a field such as status or path, but it ends here" },
	{ "staus=500", "column 1: unknown field 'staus'; did you mean 'status'?" },
	{ "path='\xc3\xbc' and staus=1",
	  "column 14: unknown field 'staus'; did you mean 'status'?" },
	{ "gremlin=1", "column 1: unknown field 'gremlin'; there are status bytes duration level "
		       "host service client user method path query target referrer agent program "
		       "text" },
	{ "status", "column 7: expected one of = != < <= > >= ~ !~, but it ends here" },
	{ "status==5", "column 7: no such operator; there are = != < <= > >= ~ !~, and a value "
		       "that begins with one is put in quotes" },
	{ "status=", "column 8: expected a value, in quotes where it has spaces or parentheses, "
		     "but it ends here" },
	{ "status~5", "column 7: '~' goes with text; status takes = != < <= > >=" },
	{ "path>/a", "column 5: '>' goes with status, bytes, duration and level; path takes = != "
		     "~ !~" },
	{ "status=5xx", "column 8: status: expected a number such as 503, not '5xx'" },
	{ "bytes>1P", "column 7: bytes: expected a size such as 500, 10K or 2M, not '1P'" },
	{ "bytes>99999999999G",
	  "column 7: bytes: expected a size such as 500, 10K or 2M, not '99999999999G'" },
	{ "duration>5", "column 10: duration: expected a length with its unit (us ms s m h) such "
			"as 500ms, not '5'" },
	{ "level>=eror", "column 8: level: expected one of emergency alert critical error warning "
			 "notice info debug, not 'eror'" },
	{ "client=10.0.0.0/33", "column 8: client: expected an address, a network such as "
				"10.0.0.0/8 or a name, not '10.0.0.0/33'" },
	{ "path=''", "column 6: nothing equals an empty value: where a row has no path, no "
		     "comparison with it holds" },
	{ "path~'('", "column 6: missing closing parenthesis, at byte 1 of the pattern: ''" },
	{ "path='/a", "column 6: the quote is not closed" },
	{ "path~^/(a|b)",
	  "column 8: expected quotes around a value with parentheses, not '(a|b)'" },
	{ "(status=1", "column 10: expected and, or, or a closing parenthesis, but it ends here" },
	{ "status=1)", "column 9: expected and, or, or the end, not ')'" },
	{ "status=1 status=2", "column 10: expected and, or, or the end, not 'status=2'" },
	{ "status=1 && status=2",
	  "column 10: expected and, or, or the end; comparisons are joined by and, or, not" },
	{ "status=1 and", "column 13: expected a field such as status or path, but it ends here" },
};

static void says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		struct arena arena = { 0 };
		struct error error = { 0 };
		struct where *where;

		print_message("%s\n", wrong[i].expression);
		assert_false(where_compile(wrong[i].expression, &arena, &where, &error));
		assert_string_equal(error.text, wrong[i].message);
		assert_int_equal(error.fault, FAULT_USAGE);
		arena_release(&arena);
	}
}

/* `times` a piece, with another in between. */
static char *repeat(const char *piece, const char *between, int times)
{
	char *text = calloc((size_t)times, strlen(piece) + strlen(between) + 1);

	assert_non_null(text);
	for (int i = 0; i < times; i++) {
		strcat(text, i ? between : "");
		strcat(text, piece);
	}
	return text;
}

static void has_bounds(void **state)
{
	struct {
		char *text;
		bool ok;
	} bound[] = {
		{ repeat("status=1", " or ", WHERE_COMPARISONS_MAX), true },
		{ repeat("path~x", " or ", WHERE_COMPARISONS_MAX + 1), false },
		{ repeat("not", " ", WHERE_DEPTH_MAX), false },
		{ repeat("(", "", 4000), false },
		{ repeat(" ", "", WHERE_BYTES_MAX + 1), false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(bound); i++) {
		struct arena arena = { 0 };
		struct error error = { 0 };
		struct where *where = NULL;

		assert_int_equal(where_compile(bound[i].text, &arena, &where, &error), bound[i].ok);
		where_release(where);
		arena_release(&arena);
		free(bound[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_c),       cmocka_unit_test(names_go_as_in_reports),
		cmocka_unit_test(joins_as_logic_does), cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(has_bounds),
	};

	return cmocka_run_group_tests(tests, make_rows, NULL);
}
