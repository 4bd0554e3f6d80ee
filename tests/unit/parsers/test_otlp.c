/* test_otlp.c - records of OpenTelemetry, printed a line each. */
#include "parsers/otlp.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

#define RESOURCE \
	"\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":" \
	"\"shop\"}}," \
	"{\"key\":\"host.name\",\"value\":{\"stringValue\":\"web1\"}}]}"

static const struct {
	const char *what, *line, *printed;
	uint64_t records;
} cases[] = {
	{ "two records of a scope",
	  "{\"resourceLogs\":[{" RESOURCE
	  ",\"scopeLogs\":[{\"scope\":{\"name\":\"cart\"},\"logRecords\":["
	  "{\"timeUnixNano\":\"1393095720000000000\",\"severityNumber\":17,\"severityText\":"
	  "\"Error\","
	  "\"body\":{\"stringValue\":\"a \\\"b\\\"\"}},"
	  "{\"timeUnixNano\":\"1393095721000000000\",\"severityNumber\":9,\"body\":{\"intValue\":"
	  "\"7\"}}]}]}]}",
	  "{\"timestamp\":\"1393095720000000000\",\"level\":\"ERROR\",\"host.name\":\"web1\","
	  "\"service.name\":\"shop\","
	  "\"logger\":\"cart\",\"msg\":\"a \\\"b\\\"\"}\n"
	  "{\"timestamp\":\"1393095721000000000\",\"level\":\"INFO\",\"host.name\":\"web1\","
	  "\"service.name\":\"shop\","
	  "\"logger\":\"cart\",\"msg\":\"7\"}\n",
	  2 },
	{ "two resources, scopes without records, members in another order",
	  "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"},"
	  "\"timeUnixNano\":1393095720000000000}]},{\"scope\":{}}]},{\"scopeLogs\":[{"
	  "\"logRecords\":["
	  "{\"timeUnixNano\":\"0\",\"observedTimeUnixNano\":\"1393095721000000000\","
	  "\"severityText\":\"notice\"}]}]," RESOURCE "}]}",
	  "{\"timestamp\":\"1393095720000000000\",\"msg\":\"x\"}\n"
	  "{\"timestamp\":\"1393095721000000000\",\"level\":\"notice\",\"host.name\":\"web1\","
	  "\"service.name\":\"shop\"}\n",
	  2 },
	{ "a request that was served",
	  "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":"
	  "\"1393095720000000000\","
	  "\"attributes\":[{\"key\":\"http.response.status_code\",\"value\":{\"intValue\":\"502\"}}"
	  ","
	  "{\"key\":\"http.request.method\",\"value\":{\"stringValue\":\"GET\"}},"
	  "{\"key\":\"url.path\",\"value\":{\"stringValue\":\"/a\"}},"
	  "{\"key\":\"other\",\"value\":{\"stringValue\":\"b\"}}],"
	  "\"body\":{\"kvlistValue\":{\"values\":[]}}}]}]}]}",
	  "{\"timestamp\":\"1393095720000000000\",\"status\":\"502\",\"method\":\"GET\",\"path\":"
	  "\"/a\"}\n",
	  1 },
	{ "a record without a time",
	  "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"x\"}},"
	  "7]}]}]}",
	  "{}\n{}\n", 2 },
	{ "nothing in it", "{\"resourceLogs\":[]}", "", 0 },
	{ "members of other kinds",
	  "{\"resourceLogs\":[{\"scopeLogs\":{\"logRecords\":[1]}},3,null]}", "", 0 },
	{ "cut off", "{\"resourceLogs\":[{\"scopeLogs\"\r", "{\"resourceLogs\":[{\"scopeLogs\"\n",
	  0 },
	{ "another signal", "{\"resourceSpans\":[]}", "{\"resourceSpans\":[]}\n", 0 },
	{ "blank", " \r", "", 0 },
};

static void prints_a_line_for_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span line = span_text(cases[i].line);
		struct arena scratch = { 0 };

		print_message("%s\n", cases[i].what);
		for (size_t size = 0; size <= line.size; size++) {
			char *copy = guard_copy(line.at, size, 0);
			struct text out;
			uint64_t records;

			text_init(&out, (size_t)1 << 20);
			records = otlp_print(span_of(copy, size), &scratch, &out);
			if (size == line.size) {
				assert_int_equal(records, cases[i].records);
				assert_true(span_is(text_span(&out), span_text(cases[i].printed)));
			}
			text_release(&out);
			guard_release(copy, size, 0);
		}
		arena_release(&scratch);
	}
}

static void knows_how_requests_begin(void **state)
{
	(void)state;
	assert_true(otlp_begins(SPAN("{\"resourceLogs\":[")));
	assert_true(otlp_begins(SPAN("{\"resourceLogs\"")));
	assert_false(otlp_begins(SPAN("{\"resourceLogs")));
	assert_false(otlp_begins(SPAN("{\"resourceSpans\":")));
	assert_false(otlp_begins(SPAN("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_a_line_for_each),
		cmocka_unit_test(knows_how_requests_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
