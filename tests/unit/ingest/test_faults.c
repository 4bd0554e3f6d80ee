/* test_faults.c - every call to the system fails once: each time it is said, never a crash. */
#include "tests/support/failing_ops.h"
#include "tests/support/pack.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *make_log(size_t *size)
{
	enum { LINES = 2000, LINE_BYTES = 20 };
	char *text = malloc(LINES * LINE_BYTES);

	assert_non_null(text);
	for (int i = 0; i < LINES; i++)
		memcpy(text + i * LINE_BYTES, "1393095720 an event\n", LINE_BYTES);
	*size = (size_t)LINES * LINE_BYTES;
	return text;
}

static bool any_problem(const struct source_list *sources)
{
	bool any = false;

	for (uint32_t i = 0; i < sources->count; i++)
		any |= sources->item[i].problems && sources->item[i].lost;
	return any;
}

/* One run with the n-th call failing; says whether that call was reached. */
static bool run_with_failure(const char *path, unsigned long n, int number, uint32_t jobs)
{
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };
	struct pass pass;
	bool ok, struck;

	pass_init(&pass);
	pass.options.ops = &failing_ops;
	pass.options.chunk_bytes = 4096;
	pass.options.jobs = jobs;
	failing_ops_set(n, number);
	ok = pass_survey(&pass, path) && pass_inspect(&pass, &all, 1);
	struck = failing_ops_struck();
	if (!ok)
		assert_true(pass.error.fault != FAULT_NONE && pass.error.text[0]);
	else if (!struck)
		assert_false(any_problem(&pass.sources));
	failing_ops_set(0, 0);
	/* Failing to close what was read does no harm; all else must be told. */
	if (ok && struck && !any_problem(&pass.sources))
		assert_int_equal(pass.collect.got.rows, 2000);
	pass_release(&pass);
	return struck;
}

static void says_so_whatever_fails(void **state)
{
	static const int numbers[] = { EIO, ENOSPC, EMFILE };
	size_t size, packed_size;
	char *text = make_log(&size);
	char *packed = pack_gzip(text, size, &packed_size);
	const char *path[2];

	(void)state;
	scratch_make();
	path[0] = scratch_file("plain.log", text, size);
	path[1] = scratch_file("packed.log", packed, packed_size);
	for (size_t i = 0; i < LENGTH(path); i++)
		for (size_t k = 0; k < LENGTH(numbers); k++)
			for (uint32_t jobs = 1; jobs <= (k ? 1 : 2); jobs++) {
				unsigned long n = 1;

				while (run_with_failure(path[i], n, numbers[k], jobs))
					assert_true(++n < 1000);
				assert_true(n > 4);
			}
	scratch_remove();
	free(packed);
	free(text);
}

/* Survey the log through a pipe, the n-th call failing; whether the run went on. */
static bool survey_pipe(const char *text, size_t size, unsigned long n, struct error *error)
{
	struct pass pass;
	int end[2], own = dup(STDIN_FILENO);
	bool ok;

	assert_int_equal(pipe(end), 0);
	assert_true(fcntl(end[1], F_SETPIPE_SZ, 1 << 20) >= (int)size);
	assert_int_equal(write(end[1], text, size), size);
	close(end[1]);
	dup2(end[0], STDIN_FILENO);
	close(end[0]);
	pass_init(&pass);
	pass.options.ops = &failing_ops;
	failing_ops_set(n, ENOSPC);
	ok = pass_survey(&pass, "-");
	*error = pass.error;
	failing_ops_set(0, 0);
	pass_release(&pass);
	dup2(own, STDIN_FILENO);
	close(own);
	return ok;
}

/* A copy of a pipe that can't be written ends the run: the inspection could not read it. */
static void says_so_where_the_spool_is_full(void **state)
{
	size_t size = 500000; /* more than a block of the copy */
	char *text = malloc(size);
	struct error error;
	unsigned long n = 1;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < size; i += 20)
		memcpy(text + i, "1393095720 an event\n", 20);
	/* The calls before the first write read from the pipe. */
	while (survey_pipe(text, size, n, &error))
		assert_true(++n < 20);
	assert_true(n > 1);
	assert_int_equal(error.fault, FAULT_SYSTEM);
	assert_non_null(strstr(error.text, "cannot keep a copy of -"));
	assert_non_null(strstr(error.text, "No space left"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_so_whatever_fails),
		cmocka_unit_test(says_so_where_the_spool_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
