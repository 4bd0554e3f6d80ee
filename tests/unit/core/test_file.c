/* test_file.c - reading and writing when the system interrupts, shortens and fails. */
#include "core/arena.h"
#include "core/file.h"
#include "core/span.h"
#include "tests/support/test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A file of which each call gives one to three bytes, every second call being interrupted. */
static struct {
	const char *bytes;
	size_t size, at, calls;
	int fails_with; /* at the end, errno; 0 is the file's end */
	char written[64];
} fake;

static ssize_t fake_pread(int fd, void *bytes, size_t size, off_t offset)
{
	size_t at = (size_t)offset, part;

	(void)fd;
	if (fake.calls++ % 2) {
		errno = EINTR;
		return -1;
	}
	part = MIN(MIN(size, fake.calls % 3 + 1), fake.size - MIN(at, fake.size));
	if (!part && fake.fails_with) {
		errno = fake.fails_with;
		return -1;
	}
	memcpy(bytes, fake.bytes + MIN(at, fake.size), part);
	return (ssize_t)part;
}

static ssize_t fake_read(int fd, void *bytes, size_t size)
{
	ssize_t got = fake_pread(fd, bytes, size, (off_t)fake.at);

	fake.at += got > 0 ? (size_t)got : 0;
	return got;
}

static ssize_t fake_write(int fd, const void *bytes, size_t size)
{
	(void)fd;
	if (fake.calls++ % 2) {
		errno = EINTR;
		return -1;
	}
	if (fake.at + 2 > sizeof(fake.written))
		return 0;
	memcpy(fake.written + fake.at, bytes, MIN(size, (size_t)2));
	fake.at += MIN(size, (size_t)2);
	return (ssize_t)MIN(size, (size_t)2);
}

static int fake_open(const char *path, int flags, mode_t mode)
{
	(void)flags;
	(void)mode;
	errno = ENOENT;
	return strcmp(path, "there") == 0 ? 1000 : -1;
}

static int fake_close(int fd)
{
	(void)fd;
	return 0;
}

static const struct file_ops ops = { .open = fake_open, .read = fake_read, .pread = fake_pread,
				     .write = fake_write, .close = fake_close };

static void fake_begin(const char *bytes, int fails_with)
{
	memset(&fake, 0, sizeof(fake));
	fake.bytes = bytes;
	fake.size = strlen(bytes);
	fake.fails_with = fails_with;
}

static void reads_over_interruptions(void **state)
{
	char bytes[16];

	(void)state;
	fake_begin("0123456789", 0);
	assert_int_equal(file_read(&ops, 0, bytes, 4), 4);
	assert_int_equal(file_read(&ops, 0, bytes + 4, 12), 6);
	assert_memory_equal(bytes, "0123456789", 10);
	assert_int_equal(file_read(&ops, 0, bytes, 4), 0);
	assert_int_equal(file_pread(&ops, 0, bytes, 4, 3), 4);
	assert_memory_equal(bytes, "3456", 4);
	assert_int_equal(file_pread(&ops, 0, bytes, 4, 8), 2);
	assert_int_equal(file_pread(&ops, 0, bytes, 4, UINT64_MAX), -1);
	assert_int_equal(errno, EOVERFLOW);
	fake_begin("0123456789", EIO);
	assert_int_equal(file_read(&ops, 0, bytes, 16), -1);
	assert_int_equal(errno, EIO);
}

static void writes_all_or_says_so(void **state)
{
	char large[100] = { 0 };

	(void)state;
	fake_begin("", 0);
	assert_true(file_write(&ops, 0, "hello", 5));
	assert_memory_equal(fake.written, "hello", 5);
	assert_false(file_write(&ops, 0, large, sizeof(large)));
	assert_int_equal(errno, ENOSPC);
}

static void loads_up_to_a_cap(void **state)
{
	static const struct {
		const char *path, *bytes;
		int fails_with;
		size_t cap;
		enum fault fault;
	} cases[] = {
		{ "there", "0123456789", 0, 100, FAULT_NONE },
		{ "there", "0123456789", 0, 10, FAULT_NONE },
		{ "there", "0123456789", 0, 9, FAULT_LIMIT },
		{ "there", "", 0, 0, FAULT_NONE },
		{ "there", "0123", EIO, 100, FAULT_SYSTEM },
		{ "missing", "", 0, 100, FAULT_SYSTEM },
		{ "-", "from stdin", 0, 100, FAULT_NONE },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct error error = { 0 };
		struct span got = SPAN("untouched");

		fake_begin(cases[i].bytes, cases[i].fails_with);
		assert_int_equal(file_load(&ops, cases[i].path, cases[i].cap, &arena, &got, &error),
				 !cases[i].fault);
		assert_int_equal(error.fault, cases[i].fault);
		assert_string_equal(got.at, cases[i].fault ? "untouched" : cases[i].bytes);
	}
	arena_release(&arena);
}

static void loads_a_real_file(void **state)
{
	enum { SIZE = 100000 };
	char path[] = "/tmp/seiche-file-XXXXXX", *bytes = malloc(SIZE);
	struct arena arena = { 0 };
	struct span got;
	struct error error;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0 && bytes);
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7);
	assert_true(file_write(&file_system, fd, bytes, SIZE));
	close(fd);
	assert_true(file_load(&file_system, path, SIZE, &arena, &got, &error));
	assert_true(span_is(got, span_of(bytes, SIZE)));
	unlink(path);
	assert_false(file_load(&file_system, "/", SIZE, &arena, &got, &error));
	assert_int_equal(error.fault, FAULT_SYSTEM);
	free(bytes);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_over_interruptions),
		cmocka_unit_test(writes_all_or_says_so),
		cmocka_unit_test(loads_up_to_a_cap),
		cmocka_unit_test(loads_a_real_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
