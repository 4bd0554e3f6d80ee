/* archive.c - see archive.h: the only user of libarchive. */
#include "ingest/archive.h"

#include "core/span.h"
#include "ingest/limits.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct reading {
	struct archive *archive;
	struct arena *arena;
	struct spool_file *file;
	struct archive_contents contents;
	size_t room;
	uint64_t packed_bytes, bytes;
	char buffer[64 << 10];
};

const char *archive_version(void)
{
	return archive_version_string();
}

static const char *reason(struct reading *reading)
{
	const char *text = archive_error_string(reading->archive);

	return text ? arena_copy(reading->arena, text, strlen(text)) : "not a whole archive";
}

/* A file below a hidden folder, or a hidden one: left out as in folders. */
static bool is_hidden(struct span name)
{
	while (name.size) {
		struct span part = span_cut(&name, '/');

		if (part.size && part.at[0] == '.' && !span_is(part, SPAN(".")) &&
		    !span_is(part, SPAN("..")))
			return true;
	}
	return false;
}

/* The name of a file that is to be read; NULL for all else. */
static const char *wanted_name(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (!name)
		name = archive_entry_pathname_utf8(entry);
	if (!name || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
	    archive_entry_symlink(entry) || is_hidden(span_text(name)))
		return NULL;
	while (name[0] == '.' && name[1] == '/')
		name += 2;
	return name[0] ? name : NULL;
}

/* Has more come out than what went in can be thought to hold? */
static const char *excess(const struct reading *reading)
{
	if (reading->bytes > ARCHIVE_BYTES_MAX)
		return "the archive unpacks to more than 256 GiB";
	if (reading->bytes > ARCHIVE_BYTES_FREE &&
	    reading->bytes / ARCHIVE_TIMES_MAX > reading->packed_bytes)
		return "the archive unpacks to more than 200 times its size";
	return NULL;
}

/* Copy a member's bytes; what precedes damage is kept, and the spool says what it was. */
static bool copy_member(struct reading *reading, struct spool *spool, struct error *error)
{
	la_ssize_t got = 0;

	while (!spool->why && (got = archive_read_data(reading->archive, reading->buffer,
						       sizeof(reading->buffer))) > 0) {
		if (!spool_add(spool, &file_system, reading->buffer, (size_t)got))
			return fail_errno(error, "cannot keep a copy of the archive's members");
		reading->bytes += (uint64_t)got;
		spool->why = excess(reading);
	}
	if (got < 0)
		spool->why = reason(reading);
	if (!spool_finish(spool, &file_system))
		return fail_errno(error, "cannot keep a copy of the archive's members");
	if (spool->cut && !spool->why)
		spool->why = "the copies of archives take more than 64 GiB";
	return true;
}

static bool add_member(struct reading *reading, struct archive_entry *entry, const char *name,
		       struct error *error)
{
	struct archive_contents *contents = &reading->contents;
	struct archive_member *member;

	contents->member = arena_grow(reading->arena, contents->member, contents->members,
				      &reading->room, sizeof(*member));
	member = &contents->member[contents->members++];
	*member = (struct archive_member){
		.name = arena_copy(reading->arena, name, strlen(name)),
		.modified_us = TIME_UNKNOWN,
		.spool = arena_take(reading->arena, sizeof(*member->spool)),
	};
	/* A year past 9999 is nobody's last change. */
	if (archive_entry_mtime_is_set(entry) && archive_entry_mtime(entry) > 0 &&
	    archive_entry_mtime(entry) < INT64_C(253402300800))
		member->modified_us = archive_entry_mtime(entry) * SECOND_US;
	spool_begin(member->spool, reading->file);
	return copy_member(reading, member->spool, error);
}

/* Read header after header. False where a copy can't be written. */
static bool read_members(struct reading *reading, struct error *error)
{
	struct archive_contents *contents = &reading->contents;

	for (;;) {
		struct archive_entry *entry;
		int result = archive_read_next_header(reading->archive, &entry);
		const char *name;

		if (result == ARCHIVE_EOF)
			return true;
		if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
			contents->problem = reason(reading);
			return true;
		}
		name = wanted_name(entry);
		if (!name)
			continue;
		if (contents->members == SOURCES_MAX) {
			contents->problem = "more than 100000 files in one archive";
			return true;
		}
		if (!add_member(reading, entry, name, error))
			return false;
		contents->problem = excess(reading);
		if (contents->problem)
			return true;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct archive_member *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static const char *compression(struct archive *archive)
{
	const char *filter = archive_filter_name(archive, 0);

	if ((archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP)
		return "zip";
	return filter ? filter : "none";
}

static bool open_archive(struct reading *reading, int fd)
{
	struct archive *archive = reading->archive;

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_zip(archive);
	return archive_read_open_fd(archive, fd, sizeof(reading->buffer)) == ARCHIVE_OK;
}

bool archive_unpack(const char *path, struct spool_file *file, struct arena *arena,
		    struct archive_contents *out, struct error *error)
{
	struct reading *reading = arena_take(arena, sizeof(*reading));
	int fd = file_system.open(path, O_RDONLY | O_CLOEXEC, 0);
	struct archive_contents *contents = &reading->contents;
	struct stat about;
	bool ok = true;

	*reading = (struct reading){ .arena = arena, .file = file };
	reading->archive = archive_read_new();
	invariant(reading->archive);
	if (fd < 0 || fstat(fd, &about)) {
		contents->problem = strerror(errno);
	} else {
		reading->packed_bytes = (uint64_t)about.st_size;
		if (open_archive(reading, fd))
			ok = read_members(reading, error);
		else
			contents->problem = reason(reading);
	}
	/* It lasts as long as the archive is open. */
	contents->compression = arena_print(arena, "%s", compression(reading->archive));
	archive_read_free(reading->archive);
	if (fd >= 0)
		file_system.close(fd);
	if (!ok) {
		for (size_t i = 0; i < contents->members; i++)
			spool_close(contents->member[i].spool, &file_system);
		return false;
	}
	if (contents->members)
		qsort(contents->member, contents->members, sizeof(*contents->member), by_name);
	*out = *contents;
	return true;
}
