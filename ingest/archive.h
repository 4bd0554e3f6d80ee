/*
 * archive.h - tar and zip archives: their members, copied to where they can be read twice.
 *
 * An archive is read once, from front to back, and its files are put into a spool each.
 * Nothing is ever written under a member's name. Links, devices, folders and hidden
 * files are passed over; an archive within an archive is not opened. Hostile archives
 * are bounded: by members, by bytes, and by how many times their own size they unpack to.
 */
#ifndef INGEST_ARCHIVE_H
#define INGEST_ARCHIVE_H

#include "core/arena.h"
#include "ingest/spool.h"

#define ARCHIVE_BYTES_MAX ((uint64_t)256 << 30) /* of all members, unpacked */
#define ARCHIVE_TIMES_MAX 200                   /* its own size, past the following */
#define ARCHIVE_BYTES_FREE ((uint64_t)1 << 30)

/* What of a file, unpacked, tells an archive. */
#define ARCHIVE_HEAD_BYTES 512

struct archive_member {
	const char *name;    /* as it stands in the archive, without "./" before it */
	int64_t modified_us; /* TIME_UNKNOWN where the archive does not say */
	struct spool *spool; /* the caller's to close */
};

struct archive_contents {
	struct archive_member *member;
	size_t members;
	const char *compression; /* of the archive as a whole: "none", "gzip", "zip" … */
	const char *problem;     /* why it was not read to its end; NULL: it was */
};

/* Do these bytes, unpacked, begin an archive? Told by content: a header's own check sum. */
bool archive_begins(const char *head, size_t size);

/* What reads archives: "libarchive 3.6.2"; NULL where this build can't. */
const char *archive_version(void);

/*
 * Copy the members of the archive at `path` into `file`; in order of their names, which
 * live in `arena` with the spools. What can't be read is a `problem` beside what was
 * read. False only where the copy can't be written (FAULT_SYSTEM); nothing is left then.
 */
MUST_CHECK
bool archive_unpack(const char *path, struct spool_file *file, struct arena *arena,
		    struct archive_contents *out, struct error *error);

#endif
