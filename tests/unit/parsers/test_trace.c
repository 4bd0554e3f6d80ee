/* test_trace.c - what is a part of a trace, and what is not. */
#include "parsers/trace.h"
#include "tests/support/guard.h"
#include "tests/support/test.h"

static const struct {
	const char *line;
	bool part;
} cases[] = {
	{ "\tat com.example.Cart.add(Cart.java:17)", true },
	{ "   level1.py:10034", true },
	{ "panic: foo bar failed baz", true },
	{ "goroutine 1 [running]:", true },
	{ "main.main()", true },
	{ "net/http.(*conn).serve(0xc0000b2000, 0x7f)", true },
	{ "created by net/http.(*Server).Serve", true },
	{ "Traceback (most recent call last):", true },
	{ "KeyError: 'id'", true },
	{ "shop.errors.CartError", true },
	{ "java.net.ConnectException: Connection refused", true },
	{ "Caused by: java.io.IOException: x", true },
	{ "thread 'main' panicked at src/main.rs:2:5:", true },
	{ "#0 /srv/app/index.php(70): PDO->__construct()", true },
	{ "", false },
	{ "plain text", false },
	{ "Error in line 7", false },
	{ "no errors (see above.)", false },
	{ "an error (main.go)", false },
	{ "2014-02-22 19:02:00 panic: in a message", false },
	{ "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 5", false },
};

static void tells_traces(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct span line = span_text(cases[i].line);

		print_message("%s\n", cases[i].line);
		for (size_t size = 0; size <= line.size; size++) {
			char *copy = guard_copy(line.at, size, 0);
			bool part = trace_is_part(span_of(copy, size));

			if (size == line.size)
				assert_int_equal(part, cases[i].part);
			guard_release(copy, size, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
