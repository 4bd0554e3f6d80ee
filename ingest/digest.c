/* digest.c - see digest.h; the sums are nettle's. */
#include "ingest/digest.h"

#include "core/crew.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_BYTES ((size_t)256 << 10)

struct digesting {
	const struct source_list *sources;
	const struct file_ops *ops;
	char (*text)[DIGEST_TEXT_BYTES]; /* of each source; empty: none */
};

static bool sum_file(const struct file_ops *ops, int fd, uint8_t sum[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx context;
	uint8_t *step = malloc(STEP_BYTES);
	ssize_t got;

	invariant(step);
	sha256_init(&context);
	while ((got = file_read(ops, fd, step, STEP_BYTES)) > 0)
		sha256_update(&context, (size_t)got, step);
	sha256_digest(&context, SHA256_DIGEST_SIZE, sum);
	free(step);
	return got == 0;
}

static void digest_one(void *context, uint32_t item)
{
	const struct digesting *digesting = context;
	const char *path = digesting->sources->item[item].path;
	char *text = digesting->text[item];
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct stat about;
	int fd;

	text[0] = '\0';
	if (strcmp(path, "-") == 0 || stat(path, &about) || !S_ISREG(about.st_mode))
		return;
	fd = digesting->ops->open(path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sum_file(digesting->ops, fd, sum))
		for (size_t i = 0; i < sizeof(sum); i++)
			snprintf(text + 2 * i, 3, "%02x", sum[i]);
	digesting->ops->close(fd);
}

void digest_sources(const struct source_list *sources, const struct file_ops *ops, uint32_t jobs,
		    struct arena *arena, const char **digest)
{
	struct digesting digesting = {
		.sources = sources,
		.ops = ops,
		.text = arena_array(arena, sources->count, DIGEST_TEXT_BYTES),
	};

	crew_each(jobs, sources->count, digest_one, &digesting);
	for (uint32_t i = 0; i < sources->count; i++)
		digest[i] = digesting.text[i][0] ? digesting.text[i] : NULL;
}
