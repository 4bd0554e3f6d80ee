/*
 * fuzz_archive.c - any bytes as an archive: what is copied can be read again, stays
 * within bounds, and reading ends.
 */
#include "core/file.h"
#include "ingest/archive.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void check_member(const struct archive_member *member)
{
	static char bytes[64 << 10];
	struct spool *spool = member->spool;
	int64_t got;

	invariant(member->name[0] && spool->ended && !spool->full);
	invariant(spool->copied <= ARCHIVE_BYTES_MAX);
	got = spool_pread(spool, &file_system, bytes, sizeof(bytes), 0);
	invariant(got == (int64_t)MIN(spool->copied, sizeof(bytes)));
	invariant(spool_pread(spool, &file_system, bytes, sizeof(bytes), spool->copied) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct archive_contents contents;
	struct arena arena = { 0 };
	struct spool_file *file;
	struct error error;
	char path[64];
	int fd;

	(void)archive_begins((const char *)bytes, size);
	fd = memfd_create("input", MFD_CLOEXEC);
	invariant(fd >= 0 && file_write(&file_system, fd, bytes, size));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	invariant(spool_file_open(&file, &error));
	invariant(archive_unpack(path, file, &arena, &contents, &error));
	for (size_t i = 0; i < contents.members; i++)
		check_member(&contents.member[i]);
	for (size_t i = 0; i < contents.members; i++)
		spool_close(contents.member[i].spool, &file_system);
	spool_file_leave(file, &file_system);
	arena_release(&arena);
	close(fd);
	return 0;
}
