/*
 * file.h - open, read, write through a table of functions, so that tests can fail them.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include "core/error.h"

#include <sys/stat.h>
#include <sys/types.h>

struct file_ops {
	int (*open)(const char *path, int flags, mode_t mode);
	ssize_t (*read)(int fd, void *bytes, size_t size);
	ssize_t (*pread)(int fd, void *bytes, size_t size, off_t offset);
	ssize_t (*write)(int fd, const void *bytes, size_t size);
	int (*close)(int fd);
	int (*rename)(const char *from, const char *to);
};

extern const struct file_ops file_system;

/* As many bytes as there are up to `size`, over interruptions and short reads; -1 with errno. */
ssize_t file_read(const struct file_ops *ops, int fd, void *bytes, size_t size);
ssize_t file_pread(const struct file_ops *ops, int fd, void *bytes, size_t size, uint64_t offset);

/* All of it, or false with errno. */
bool file_write(const struct file_ops *ops, int fd, const void *bytes, size_t size);

/* A file without a name in $TMPDIR (or /tmp), open for reading and writing: *fd. FAULT_SYSTEM. */
MUST_CHECK
bool file_temporary(int *fd, struct error *error);

struct arena;
struct span;

/* A whole small file ("-" is stdin), at most `cap` bytes (FAULT_LIMIT past them), terminated. */
MUST_CHECK
bool file_load(const struct file_ops *ops, const char *path, size_t cap, struct arena *arena,
	       struct span *out, struct error *error);

#endif
