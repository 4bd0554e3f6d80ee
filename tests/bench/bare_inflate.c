/*
 * bare_inflate.c - unpacks files to nowhere, as fast as the codec alone can: what reading
 * packed archives is measured by.
 *
 *     bare_inflate zlib|ISA-L|libzstd|… JOBS FILE…
 *
 * Each thread takes the next file, reads 64 KiB at a time and unpacks into 256 KiB that
 * it uses again and again. Prints the bytes unpacked; status 3 where a file is damaged,
 * 77 where that library is not in this build.
 */
#include "core/crew.h"
#include "core/file.h"
#include "ingest/limits.h"
#include "ingest/unpack.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
	const struct codec *codec;
	char **path;
	atomic_ullong bytes;
	atomic_bool damaged;
};

static bool inflate_file(struct job *job, const char *path, char *packed, char *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct unpacker unpacker;
	ssize_t got = 0;

	unpacker_open(&unpacker, job->codec, 0, 0);
	while (fd >= 0 && (got = read(fd, packed, PACKED_BYTES)) > 0) {
		uint32_t at = 0, used;

		do {
			unpacker_run(&unpacker, packed + at, (uint32_t)got - at, &used, bytes,
				     BLOCK_BYTES);
			at += used;
		} while ((at < (uint32_t)got || unpacker.pending) &&
			 unpacker.state != UNPACK_DAMAGED);
	}
	atomic_fetch_add(&job->bytes, unpacker.at);
	unpacker_close(&unpacker);
	if (fd >= 0)
		close(fd);
	return fd >= 0 && got == 0 && unpacker.state == UNPACK_BETWEEN;
}

static void work(void *context, uint32_t item)
{
	struct job *job = context;
	char *packed = malloc(PACKED_BYTES), *bytes = malloc(BLOCK_BYTES);

	invariant(packed && bytes);
	if (!inflate_file(job, job->path[item], packed, bytes)) {
		fprintf(stderr, "%s: damaged or not readable\n", job->path[item]);
		atomic_store(&job->damaged, true);
	}
	free(packed);
	free(bytes);
}

int main(int count, char **argument)
{
	struct job job = { 0 };

	if (count < 4) {
		fputs("usage: bare_inflate LIBRARY JOBS FILE...\n", stderr);
		return 2;
	}
	for (size_t i = 0; codecs[i]; i++)
		if (strcmp(codecs[i]->provider, argument[1]) == 0)
			job.codec = codecs[i];
	if (!job.codec)
		return 77;
	job.path = argument + 3;
	crew_each((uint32_t)strtoul(argument[2], NULL, 10), (uint32_t)count - 3, work, &job);
	printf("%" PRIu64 "\n", (uint64_t)job.bytes);
	return job.damaged ? 3 : 0;
}
