/* test_document.c - small files, plain and packed. */
#include "ingest/document.h"
#include "tests/support/pack.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>

static const char text[] = "start,end\n2014-02-22,2014-02-23\n";

static void loads(void **state)
{
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct span got;
	size_t size;
	char *packed = pack_gzip(text, sizeof(text) - 1, &size);

	(void)state;
	scratch_make();
	assert_true(document_load(&file_system, scratch_file("a", text, sizeof(text) - 1), 100,
				  &arena, &got, &error));
	assert_true(span_is(got, SPAN(text)));
	assert_true(document_load(&file_system, scratch_file("b", packed, size), 100, &arena, &got,
				  &error));
	assert_true(span_is(got, SPAN(text)));
	scratch_remove();
	free(packed);
	arena_release(&arena);
}

static void refuses_too_much(void **state)
{
	char zeros[4096] = { 0 };
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct span got;
	size_t size;
	char *packed = pack_gzip(zeros, sizeof(zeros), &size);

	(void)state;
	scratch_make();
	scratch_file("a", packed, size);
	assert_false(document_load(&file_system, scratch_path("a"), sizeof(zeros) - 1, &arena, &got,
				   &error));
	assert_int_equal(error.fault, FAULT_LIMIT);
	assert_true(document_load(&file_system, scratch_path("a"), sizeof(zeros), &arena, &got,
				  &error));
	scratch_remove();
	free(packed);
	arena_release(&arena);
}

/* Half a list of outages would be taken for all of it: wherever it breaks off, it is refused. */
static void refuses_what_is_cut_off(void **state)
{
	struct arena arena = { 0 };
	struct error error = { 0 };
	struct span got;
	size_t whole;
	char *packed = pack_gzip(text, sizeof(text) - 1, &whole);

	(void)state;
	scratch_make();
	for (size_t size = 2; size < whole; size++) {
		scratch_file("a", packed, size);
		assert_false(
			document_load(&file_system, scratch_path("a"), 100, &arena, &got, &error));
		assert_int_equal(error.fault, FAULT_DAMAGED);
		assert_non_null(strstr(error.text, "a: "));
	}
	assert_false(document_load(&file_system, scratch_path("none"), 100, &arena, &got, &error));
	assert_int_equal(error.fault, FAULT_SYSTEM);
	scratch_remove();
	free(packed);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads),
		cmocka_unit_test(refuses_too_much),
		cmocka_unit_test(refuses_what_is_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
