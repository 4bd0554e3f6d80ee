/* file.c - reading and writing over interruptions and short counts. */
#include "core/file.h"

#include "core/arena.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STEP_BYTES ((size_t)32 << 10)

static int system_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

const struct file_ops file_system = {
	.open = system_open,
	.read = read,
	.pread = pread,
	.write = write,
	.close = close,
	.rename = rename,
};

ssize_t file_read(const struct file_ops *ops, int fd, void *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = ops->read(fd, (char *)bytes + done, size - done);

		if (got == 0)
			break;
		if (got > 0)
			done += (size_t)got;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

ssize_t file_pread(const struct file_ops *ops, int fd, void *bytes, size_t size, uint64_t offset)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got;

		if (offset > INT64_MAX - done) {
			errno = EOVERFLOW;
			return -1;
		}
		got = ops->pread(fd, (char *)bytes + done, size - done, (off_t)(offset + done));
		if (got == 0)
			break;
		if (got > 0)
			done += (size_t)got;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

bool file_write(const struct file_ops *ops, int fd, const void *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t put = ops->write(fd, (const char *)bytes + done, size - done);

		if (put > 0) {
			done += (size_t)put;
		} else if (put == 0) {
			errno = ENOSPC; /* a device that takes nothing would be asked for ever */
			return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool file_temporary(int *fd, struct error *error)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int made;

	if (!folder || !*folder)
		folder = "/tmp";
	snprintf(path, sizeof(path), "%s/seiche-XXXXXX", folder);
	made = mkostemp(path, O_CLOEXEC);
	if (made < 0)
		return fail_errno(error, "cannot make a temporary file in %s", folder);
	unlink(path);
	*fd = made;
	return true;
}

static bool load(const struct file_ops *ops, int fd, const char *name, size_t cap,
		 struct text *text, struct error *error)
{
	char step[STEP_BYTES];
	ssize_t got;

	do {
		got = file_read(ops, fd, step, sizeof(step));
		if (got < 0)
			return fail_errno(error, "cannot read %s", name);
		if ((size_t)got > cap - text->size)
			return fail(error, FAULT_LIMIT, "%s is larger than %zu bytes", name, cap);
		text_add(text, span_of(step, (size_t)got));
	} while ((size_t)got == sizeof(step));
	return true;
}

bool file_load(const struct file_ops *ops, const char *path, size_t cap, struct arena *arena,
	       struct span *out, struct error *error)
{
	bool is_stdin = strcmp(path, "-") == 0, ok;
	const char *name = is_stdin ? "standard input" : path;
	struct text text;
	int fd = is_stdin ? STDIN_FILENO : ops->open(path, O_RDONLY | O_CLOEXEC, 0);

	if (fd < 0)
		return fail_errno(error, "cannot open %s", name);
	text_init(&text, cap);
	ok = load(ops, fd, name, cap, &text, error);
	if (ok)
		*out = span_of(arena_copy(arena, text_span(&text).at, text.size), text.size);
	text_release(&text);
	if (!is_stdin)
		ops->close(fd);
	return ok;
}
