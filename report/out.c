/* out.c - see out.h. */
#include "report/out.h"

#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_BYTES (64u << 10)
#define OPEN_MAX_FILES 16
#define NAMES_TRIED 100

/*
 * The temporary files of all open writers. It has to be global, for a signal
 * handler is given nothing to find it by; a path is whole before `used` is set.
 */
static struct {
	volatile sig_atomic_t used;
	char path[PATH_MAX];
} open_temporary[OPEN_MAX_FILES];

static bool temporary_remember(const char *path, struct error *error)
{
	if (strlen(path) >= PATH_MAX)
		return fail(error, FAULT_USAGE, "%s: the name is too long", path);
	for (size_t i = 0; i < OPEN_MAX_FILES; i++) {
		if (!open_temporary[i].used) {
			strcpy(open_temporary[i].path, path);
			open_temporary[i].used = 1;
			return true;
		}
	}
	return fail(error, FAULT_LIMIT, "%s: more than %d output files at a time", path,
		    OPEN_MAX_FILES);
}

static void temporary_forget(const char *path)
{
	for (size_t i = 0; i < OPEN_MAX_FILES; i++)
		if (open_temporary[i].used && strcmp(open_temporary[i].path, path) == 0)
			open_temporary[i].used = 0;
}

void out_abandon_all(void)
{
	for (size_t i = 0; i < OPEN_MAX_FILES; i++)
		if (open_temporary[i].used)
			unlink(open_temporary[i].path);
}

static char *buffer_new(void)
{
	char *buffer = malloc(BUFFER_BYTES);

	invariant(buffer);
	return buffer;
}

/* ".NAME.PID-N" beside `path`. */
static char *temporary_name(const char *path, int number)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) + 1 : 0;
	char *name = NULL;

	if (asprintf(&name, "%.*s.%s.%ld-%d", folder, path, path + folder, (long)getpid(), number) <
	    0)
		name = NULL;
	invariant(name);
	return name;
}

/* Create the hidden neighbour of out->path, with the mode of the file it will replace. */
static bool open_temporary_file(struct out *out, const struct stat *old, struct error *error)
{
	for (int number = 0; number < NAMES_TRIED; number++) {
		free(out->temporary);
		out->temporary = temporary_name(out->path, number);
		if (!temporary_remember(out->temporary, error))
			return false;
		out->fd = out->ops->open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
					 old ? old->st_mode & 0777 : 0666);
		if (out->fd >= 0) {
			if (old)
				(void)!fchmod(out->fd, old->st_mode & 0777);
			return true;
		}
		temporary_forget(out->temporary);
		if (errno != EEXIST)
			break;
	}
	return fail_errno(error, "cannot write %s", out->path);
}

bool out_open(struct out *out, const struct file_ops *ops, const char *path, struct error *error)
{
	struct out opened = { .ops = ops, .fd = STDOUT_FILENO };
	struct stat old;
	bool there = false, ok = true;

	if (strcmp(path, "-") != 0) {
		/* Through a symbolic link, so that its target is replaced and the link stays. */
		opened.path = realpath(path, NULL);
		there = opened.path && stat(opened.path, &old) == 0;
		if (!opened.path)
			opened.path = strdup(path);
		invariant(opened.path);
		if (there && S_ISDIR(old.st_mode)) {
			ok = fail(error, FAULT_USAGE, "cannot write %s: it is a directory", path);
		} else if (there && !S_ISREG(old.st_mode)) {
			/* A device or a pipe is written to, not replaced. */
			opened.fd = ops->open(opened.path, O_WRONLY | O_CLOEXEC, 0);
			ok = opened.fd >= 0 || fail_errno(error, "cannot write %s", path);
		} else {
			ok = open_temporary_file(&opened, there ? &old : NULL, error);
		}
	}
	if (!ok) {
		free(opened.temporary);
		free(opened.path);
		return false;
	}
	opened.buffer = buffer_new();
	*out = opened;
	return true;
}

void out_open_text(struct out *out, struct text *text)
{
	*out = (struct out){ .fd = -1, .text = text };
}

static void out_flush(struct out *out)
{
	if (out->used && !out->error_number && !out->broken_pipe &&
	    !file_write(out->ops, out->fd, out->buffer, out->used)) {
		if (errno == EPIPE)
			out->broken_pipe = true;
		else
			out->error_number = errno ? errno : EIO;
	}
	out->used = 0;
}

void out_bytes(struct out *out, const char *bytes, size_t size)
{
	if (out->text) {
		text_add(out->text, span_of(bytes, size));
		return;
	}
	while (size && !out->error_number && !out->broken_pipe) {
		size_t fits = MIN(size, BUFFER_BYTES - out->used);

		memcpy(out->buffer + out->used, bytes, fits);
		out->used += fits;
		bytes += fits;
		size -= fits;
		if (out->used == BUFFER_BYTES)
			out_flush(out);
	}
}

void out_span(struct out *out, struct span text)
{
	out_bytes(out, text.at, text.size);
}

void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void out_print(struct out *out, const char *format, ...)
{
	char small[256];
	va_list values, again;
	int length;

	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(small, sizeof(small), format, values);
	va_end(values);
	invariant(length >= 0);
	if ((size_t)length < sizeof(small)) {
		out_bytes(out, small, (size_t)length);
	} else {
		char *large = malloc((size_t)length + 1);

		invariant(large);
		vsnprintf(large, (size_t)length + 1, format, again);
		out_bytes(out, large, (size_t)length);
		free(large);
	}
	va_end(again);
}

static void out_release(struct out *out)
{
	if (out->temporary)
		temporary_forget(out->temporary);
	free(out->buffer);
	free(out->temporary);
	free(out->path);
	*out = (struct out){ .fd = -1, .broken_pipe = out->broken_pipe };
}

bool out_close(struct out *out, struct error *error)
{
	const char *name = out->path ? out->path : "standard output";
	bool ok;

	if (out->text)
		return true;
	out_flush(out);
	/* A full disk may be told of only here; stdout itself stays open for others. */
	if (out->path && out->ops->close(out->fd) < 0 && !out->error_number)
		out->error_number = errno;
	errno = out->error_number;
	ok = !out->error_number || fail_errno(error, "cannot write %s", name);
	if (ok && out->temporary && out->ops->rename(out->temporary, out->path) < 0)
		ok = fail_errno(error, "cannot put %s in its place", name);
	if (!ok && out->temporary)
		unlink(out->temporary);
	out_release(out);
	return ok;
}

void out_abandon(struct out *out)
{
	if (out->text)
		return;
	if (out->path)
		out->ops->close(out->fd);
	if (out->temporary)
		unlink(out->temporary);
	out_release(out);
}
