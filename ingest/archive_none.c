/* archive_none.c - archives in a build without libarchive: known, and said so. */
#include "ingest/archive.h"

const char *archive_version(void)
{
	return NULL;
}

bool archive_unpack(const char *path, struct spool_file *file, struct arena *arena,
		    struct archive_contents *out, struct error *error)
{
	(void)path;
	(void)file;
	(void)arena;
	(void)error;
	*out = (struct archive_contents){
		.compression = "none",
		.problem = "an archive; this seiche was built without libarchive",
	};
	return true;
}
