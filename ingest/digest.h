/*
 * digest.h - SHA-256 of the files that were read, so that whoever looks a cited line
 * up later knows that it is the same file.
 */
#ifndef INGEST_DIGEST_H
#define INGEST_DIGEST_H

#include "core/file.h"
#include "ingest/source.h"

#define DIGEST_TEXT_BYTES 65 /* 64 hexadecimal digits and the end */

/*
 * The digest of a file as it lies on the disk (packed where it is packed), by up to
 * `jobs` threads one file each. digest[i] is of source i: a text in `arena`, or NULL
 * for what is no file of its own (a pipe, a member of an archive) or can't be read.
 */
void digest_sources(const struct source_list *sources, const struct file_ops *ops, uint32_t jobs,
		    struct arena *arena, const char **digest);

#endif
