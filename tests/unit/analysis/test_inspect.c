/* test_inspect.c - the second pass: values, counts, clients, evidence; bounded, in any order. */
#include "analysis/book.h"
#include "analysis/dimension.h"
#include "analysis/inspect.h"
#include "analysis/tally.h"
#include "tests/support/test.h"
#include "tests/unit/analysis/feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define T0 (INT64_C(1393095600) * SECOND_US)

static const struct source_facts source = { .path = "access.log" };

/* One row with a target and a referrer, taken apart. */
static void takes_values(void **state)
{
	static const struct {
		const char *what, *target, *referrer;
		enum seiche_coding coding;
		const char *path, *host, *words;
	} cases[] = {
		{ "a search", "/a?b=c",
		  "http://www.Google.com:80/search?hl=en&q=Is+WhatsApp%20%44own#x", SEICHE_RAW,
		  "/a", "google.com", "is whatsapp down" },
		{ "a fragment", "/a#b?c", "https://example.org/q=x", SEICHE_RAW, "/a",
		  "example.org", "" },
		{ "no referrer", "/", "-", SEICHE_RAW, "/", "", "" },
		{ "no scheme", "/", "example.org?p=x", SEICHE_RAW, "/", "example.org", "x" },
		{ "a user and an address", "/", "http://[::1]:80/?text=a", SEICHE_RAW, "/",
		  "[::1]:80", "a" },
		{ "a broken escape", "/", "http://b/?wd=100%&q=x", SEICHE_RAW, "/", "b", "100%" },
		{ "spaces run together", "/", "http://b/?query=++a++b+", SEICHE_RAW, "/", "b",
		  "a b" },
		{ "other names of parameters", "/", "http://b/?aq=1&qq=2", SEICHE_RAW, "/", "b",
		  "" },
		{ "escaped in the log", "/\\x41\\x3fb", "http://b/", SEICHE_BACKSLASH, "/A", "b",
		  "" },
		{ "nothing but www.", "/", "http://www./", SEICHE_RAW, "/", "www.", "" },
		{ "empty", "", "", SEICHE_RAW, "", "", "" },
	};
	struct dimension_values values;

	(void)state;
	dimension_values_init(&values);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char bytes[256 + SEICHE_PADDING] = { 0 };
		uint32_t size = (uint32_t)strlen(cases[i].target);
		struct seiche_chunk chunk = { .bytes = bytes, .size = sizeof(bytes) };
		struct seiche_event event = {
			.has = SEICHE_TARGET | SEICHE_REFERRER | SEICHE_STATUS,
			.coding = (uint8_t)cases[i].coding,
			.status = 404,
			.target = { 0, size },
			.referrer = { size, (uint32_t)strlen(cases[i].referrer) },
		};

		print_message("%s\n", cases[i].what);
		snprintf(bytes, 256, "%s%s", cases[i].target, cases[i].referrer);
		dimension_values_of(&values, &chunk, &event, SPAN("web1"));
		assert_true(span_is(values.value[DIMENSION_PATH], span_text(cases[i].path)));
		assert_true(span_is(values.value[DIMENSION_REFERRER], span_text(cases[i].host)));
		assert_true(span_is(values.value[DIMENSION_QUERY], span_text(cases[i].words)));
		assert_true(span_is(values.value[DIMENSION_STATUS], SPAN("404")));
		assert_true(span_is(values.value[DIMENSION_HOST], SPAN("web1")));
		assert_int_equal(values.value[DIMENSION_AGENT].size, 0);
	}
	dimension_values_release(&values);
}

static const struct look looks[] = {
	{ 0, LOOK_INSIDE, false, "site", T0, T0 + HOUR_US },
	{ 0, LOOK_REFERENCE, false, "site", T0 - DAY_US, T0 - DAY_US + HOUR_US },
	{ 1, LOOK_INSIDE, true, "site", T0 + HOUR_US / 2, T0 + 2 * HOUR_US },
	{ 2, LOOK_LAST, false, "site", T0, T0 + 2 * HOUR_US },
	{ 3, LOOK_INSIDE, false, "other", T0, T0 + HOUR_US },
};

/* All values of an episode by dimension, in the order of their walks. */
static size_t values_of(const struct inspection *inspection, uint32_t episode, struct arena *arena,
			struct counted **out)
{
	struct counted item;
	size_t count = 0, room = 0;

	*out = NULL;
	for (int i = 0; i < DIMENSIONS; i++)
		for (struct value_walk walk =
			     inspection_walk(inspection, episode, (enum dimension)i);
		     value_walk_next(&walk, &item);) {
			*out = arena_grow(arena, *out, count, &room, sizeof(item));
			(*out)[count++] = item;
		}
	return count;
}

static const struct counted *value_of(const struct counted *counted, size_t count,
				      enum dimension dimension, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (counted[i].dimension == dimension && !strcmp(counted[i].value, value))
			return &counted[i];
	return NULL;
}

static void counts_what_is_looked_at(void **state)
{
	const struct allowance allowance = allowance_of(0);
	static const struct happening line[] = {
		{ .at_us = T0 - DAY_US, .target = "/a", .client = "c1", .status = 200 },
		{ .at_us = T0 - 1, .target = "/a", .client = "c9", .status = 200 },
		{ .at_us = T0 + 2, .target = "/a?2", .client = "c2", .status = 200 },
		{ .at_us = T0, .target = "/a?1", .client = "c1", .status = 200 },
		{ .at_us = T0 + HOUR_US / 2, .target = "/b", .client = "c1", .status = 500 },
		{ .at_us = T0 + HOUR_US, .target = "/b", .client = "c3", .status = 503 },
	};
	struct arena arena = { 0 };
	struct inspection *inspection = inspection_new(&arena, 4, &source, 1, &allowance, 7);
	const struct counted *a;
	struct counted *counted;
	struct evidence evidence;
	struct error error;
	int64_t at_us;
	size_t count;

	(void)state;
	inspection_begin(inspection, looks, LENGTH(looks));
	assert_true(feed_all(inspection_sink(inspection), line, LENGTH(line),
			     (struct feed_plan){ 2, 64, false }, &error));
	inspection_settle(inspection, 1);
	assert_true(inspection_inside(inspection, 0) == 3 &&
		    inspection_reference(inspection, 0) == 1);
	assert_true(inspection_inside(inspection, 1) == 2); /* failed ones only */
	assert_true(inspection_inside(inspection, 3) == 0);
	count = values_of(inspection, 0, &arena, &counted);
	a = value_of(counted, count, DIMENSION_PATH, "/a");
	assert_non_null(a);
	assert_true(a->inside == 2 && a->reference == 1);
	evidence = inspection_first(inspection, a, &arena);
	assert_string_equal(evidence.path, "access.log");
	assert_int_equal(evidence.line, 4);
	assert_string_equal(evidence.text, "c1 /a?1 ");
	assert_true(inspection_clients(inspection, 0, a) == 2);
	assert_true(isnan(inspection_clients(inspection, 3, a)));
	evidence = inspection_evidence(inspection, 2, &arena, &at_us);
	assert_true(at_us == T0 + HOUR_US && evidence.line == 6);
	evidence = inspection_evidence(inspection, 3, &arena, &at_us);
	assert_true(at_us == TIME_UNKNOWN && !evidence.path);
	for (int i = 0; i < DIMENSIONS; i++) {
		assert_true(inspection_thinning(inspection, (enum dimension)i) == 1);
	}
	assert_true(inspection_clients_thinning(inspection) == 1);
	assert_true(inspection_messages_thinning(inspection) == 1);
	inspection_release(inspection);
	arena_release(&arena);
}

static int values_compare(const void *left, const void *right)
{
	const struct counted *a = left;
	const struct counted *b = right;

	return a->dimension != b->dimension ? (int)a->dimension - (int)b->dimension
					    : strcmp(a->value, b->value);
}

/* All that an inspection says of episode 0, as text; clients come in any order. */
static char *told(const struct happening *line, uint32_t count, struct feed_plan plan)
{
	const struct allowance allowance = allowance_of(0);
	struct arena arena = { 0 };
	struct inspection *inspection = inspection_new(&arena, 4, &source, 1, &allowance, 7);
	struct counted *counted;
	struct error error;
	char *text = NULL;
	size_t size, values;
	FILE *to = open_memstream(&text, &size);

	inspection_begin(inspection, looks, LENGTH(looks));
	assert_true(feed_all(inspection_sink(inspection), line, count, plan, &error));
	inspection_settle(inspection, 1);
	values = values_of(inspection, 0, &arena, &counted);
	for (size_t i = 1; i < values; i++)
		assert_true(counted[i].dimension != counted[i - 1].dimension ||
			    counted[i].dimension == DIMENSION_CLIENT ||
			    counted[i].inside <= counted[i - 1].inside);
	qsort(counted, values, sizeof(*counted), values_compare);
	for (size_t i = 0; i < values; i++)
		fprintf(to, "%d %s %g %g %g %llu\n", counted[i].dimension, counted[i].value,
			counted[i].inside, counted[i].reference,
			inspection_clients(inspection, 0, &counted[i]),
			(unsigned long long)inspection_first(inspection, &counted[i], &arena).line);
	fclose(to);
	inspection_release(inspection);
	arena_release(&arena);
	return text;
}

static void does_not_see_the_order(void **state)
{
	static const struct feed_plan plans[] = { { 2, 7, false },
						  { 5, 1, false },
						  { 3, 1, true } };
	static struct happening line[4000];
	static char client[50][16], path[200][16];
	char *first;

	(void)state;
	srand(11);
	for (int i = 0; i < 200; i++) {
		snprintf(path[i], sizeof(path[i]), "/p%d", i);
		snprintf(client[i % 50], sizeof(client[0]), "10.0.0.%d", i % 50);
	}
	for (size_t i = 0; i < LENGTH(line); i++)
		line[i] = (struct happening){
			.at_us = T0 - (rand() % 2) * DAY_US + (rand() % 5000) * SECOND_US,
			.target = path[rand() % 200],
			.client = client[rand() % 50],
			.status = rand() % 3 ? 200 : 404,
			.agent = rand() % 2 ? "one" : "two",
		};
	first = told(line, LENGTH(line), (struct feed_plan){ 1, 64, false });
	for (size_t p = 0; p < LENGTH(plans); p++) {
		char *text = told(line, LENGTH(line), plans[p]);

		assert_string_equal(text, first);
		free(text);
	}
	free(first);
}

/* What an hour takes of which each minute has a million lines, a TB and microseconds. */
static double busy_page_bytes(void)
{
	struct page *page = page_new();
	struct cell cell[PAGE_CELLS];
	double bytes;

	for (uint32_t i = 0; i < PAGE_CELLS; i++)
		cell[i] = (struct cell){ .rows = 1000000,
					 .events = 1000000,
					 .failed = 999999,
					 .bytes = 1000000000000,
					 .first_us = i * MINUTE_US + 3,
					 .last_us = (i + 1) * MINUTE_US - 4 };
	page_add(page, MINUTE_US, (UINT64_C(1) << PAGE_CELLS) - 1, cell);
	bytes = (double)(sizeof(*page) + page->room * sizeof(uint64_t));
	page_free(page);
	return bytes;
}

/* A bound of bytes is spent, not exceeded, by all tables at their fullest. */
static void shares_out_its_bytes(void **state)
{
	struct allowance most = allowance_of(0), before = { 0 };

	(void)state;
	assert_int_equal(most.values[DIMENSION_PATH], INSPECT_VALUES_MAX);
	assert_int_equal(most.clients, INSPECT_CLIENTS_MAX);
	for (uint64_t bytes = ALLOWANCE_BYTES_MIN; bytes < (uint64_t)1 << 36; bytes *= 2) {
		struct allowance allowance = allowance_of(bytes);
		double tables = ALLOWANCE_WORKERS + 1;
		double page_bytes = (double)allowance.pages * busy_page_bytes() +
				    (double)allowance.latencies * LATENCY_PAGE_BYTES_MAX;
		double counts = (double)allowance.clients + tables * allowance.shapes;
		double distinct = 0, count_bytes, set_bytes;

		assert_true(tables * page_bytes < (double)bytes);
		for (int d = 0; d < DIMENSIONS; d++) {
			assert_true(allowance.values[d] >= before.values[d]);
			assert_int_equal(allowance.values[d] >= 16, d != DIMENSION_CLIENT);
			counts += allowance.values[d];
			distinct += allowance.distinct[d];
			assert_int_equal(allowance.distinct[d] >= 100, d != DIMENSION_CLIENT);
		}
		set_bytes = 32.2 * distinct; /* as measured at its worst */
		count_bytes = counts * (sizeof(struct count) + sizeof(struct count_more));
		assert_true(page_bytes + count_bytes + set_bytes < (double)bytes);
		assert_true(allowance.pages >= before.pages && allowance.shapes >= before.shapes &&
			    allowance.clients >= before.clients);
		before = allowance;
	}
	assert_memory_equal(before.values, most.values, sizeof(most.values));
	assert_true(before.pages == most.pages && before.clients == most.clients);
	assert_memory_equal(before.distinct, most.distinct, sizeof(most.distinct));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_values),
		cmocka_unit_test(counts_what_is_looked_at),
		cmocka_unit_test(does_not_see_the_order),
		cmocka_unit_test(shares_out_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
