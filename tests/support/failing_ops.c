/* failing_ops.c - see failing_ops.h. */
#include "tests/support/failing_ops.h"

#include <errno.h>
#include <stdatomic.h>

static atomic_ulong left;
static atomic_bool struck;
static int failure;

void failing_ops_set(unsigned long n, int number)
{
	failure = number;
	atomic_store(&struck, false);
	atomic_store(&left, n);
}

bool failing_ops_struck(void)
{
	return atomic_load(&struck);
}

static bool strikes(void)
{
	unsigned long now = atomic_load(&left);

	while (now && !atomic_compare_exchange_weak(&left, &now, now - 1))
		;
	if (now != 1)
		return false;
	atomic_store(&struck, true);
	errno = failure;
	return true;
}

static int open_file(const char *path, int flags, mode_t mode)
{
	return strikes() ? -1 : file_system.open(path, flags, mode);
}

static ssize_t read_file(int fd, void *bytes, size_t size)
{
	return strikes() ? -1 : file_system.read(fd, bytes, size);
}

static ssize_t pread_file(int fd, void *bytes, size_t size, off_t offset)
{
	return strikes() ? -1 : file_system.pread(fd, bytes, size, offset);
}

static ssize_t write_file(int fd, const void *bytes, size_t size)
{
	return strikes() ? -1 : file_system.write(fd, bytes, size);
}

static int close_file(int fd)
{
	bool fails = strikes();
	int result = file_system.close(fd);

	return fails ? -1 : result;
}

static int rename_file(const char *from, const char *to)
{
	return strikes() ? -1 : file_system.rename(from, to);
}

const struct file_ops failing_ops = {
	.open = open_file,
	.read = read_file,
	.pread = pread_file,
	.write = write_file,
	.close = close_file,
	.rename = rename_file,
};
