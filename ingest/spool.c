/* spool.c - see spool.h. */
#include "ingest/spool.h"

#include "ingest/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Memory that seiche can't do without; as in an arena, the lack of it ends the process. */
static void *take(size_t size)
{
	void *at = malloc(size);

	invariant(at);
	return at;
}

bool spool_file_open(struct spool_file **file, struct error *error)
{
	int fd;

	if (!file_temporary(&fd, error))
		return error_within(error, "cannot keep a copy of the input");
	*file = take(sizeof(**file));
	**file = (struct spool_file){ .fd = fd, .users = 1, .limit = SPOOL_BYTES_MAX };
	return true;
}

void spool_file_leave(struct spool_file *file, const struct file_ops *ops)
{
	if (atomic_fetch_sub(&file->users, 1) > 1)
		return;
	ops->close(file->fd);
	free(file);
}

/* The first codec that can pack as it goes. */
static const struct codec *pressing_codec(void)
{
	for (size_t i = 0; codecs[i]; i++)
		if (codecs[i]->press)
			return codecs[i];
	return NULL;
}

void spool_begin(struct spool *spool, struct spool_file *file)
{
	atomic_fetch_add(&file->users, 1);
	*spool = (struct spool){ .file = file, .pipe = -1, .codec = pressing_codec() };
}

bool spool_open(struct spool *spool, int pipe, struct error *error)
{
	struct spool_file *file;

	if (!spool_file_open(&file, error)) {
		close(pipe);
		return false;
	}
	spool_begin(spool, file);
	spool_file_leave(file, &file_system);
	spool->pipe = pipe;
	return true;
}

void spool_rest(struct spool *spool)
{
	if (spool->unpack)
		spool->codec->close(spool->unpack);
	if (spool->press)
		spool->codec->press_close(spool->press);
	free(spool->cache);
	free(spool->packed);
	spool->unpack = spool->press = spool->cache = spool->packed = NULL;
	spool->cached = 0;
}

void spool_close(struct spool *spool, const struct file_ops *ops)
{
	spool_rest(spool);
	free(spool->tail);
	free(spool->block);
	if (spool->pipe >= 0)
		ops->close(spool->pipe);
	spool_file_leave(spool->file, ops);
}

/* Of what came so far, what is behind the last whole block. */
static uint32_t tail_bytes(const struct spool *spool)
{
	return (uint32_t)(spool->copied % SPOOL_BLOCK_BYTES);
}

/* As little as the codec makes of the tail, which it returns, or the tail itself. */
static const char *press(struct spool *spool, uint32_t *size)
{
	const struct codec *codec = spool->codec;
	uint32_t packed = 0;

	if (codec && !spool->press)
		spool->press = codec->press_open();
	if (spool->press) {
		if (!spool->packed)
			spool->packed = take(SPOOL_BLOCK_BYTES);
		packed = codec->press(spool->press, spool->tail, *size, spool->packed,
				      *size - *size / 16);
	}
	if (!packed)
		return spool->tail;
	*size = packed;
	return spool->packed;
}

/* Write the tail as a block, unless the bound is reached or was before. */
static bool keep_tail(struct spool *spool, const struct file_ops *ops, uint32_t tail_size)
{
	struct spool_file *file = spool->file;
	uint32_t size = tail_size;
	const char *bytes = press(spool, &size);

	spool->cut |= file->size + size > file->limit;
	if (spool->cut)
		return true;
	if (!file_write(ops, file->fd, bytes, size)) {
		spool->full = true;
		return false;
	}
	if (spool->blocks == spool->room) {
		spool->room = spool->room ? 2 * spool->room : 16;
		spool->block = realloc(spool->block, spool->room * sizeof(*spool->block));
		invariant(spool->block);
	}
	spool->block[spool->blocks++] = (struct spool_block){ .at = file->size, .size = size };
	file->size += size;
	return true;
}

bool spool_add(struct spool *spool, const struct file_ops *ops, const char *bytes, size_t size)
{
	if (!spool->tail)
		spool->tail = take(SPOOL_BLOCK_BYTES);
	while (size) {
		uint32_t used = tail_bytes(spool);
		uint32_t step = (uint32_t)MIN(size, (size_t)(SPOOL_BLOCK_BYTES - used));

		memcpy(spool->tail + used, bytes, step);
		if (used + step == SPOOL_BLOCK_BYTES && !keep_tail(spool, ops, SPOOL_BLOCK_BYTES))
			return false;
		spool->copied += step;
		bytes += step;
		size -= step;
	}
	return true;
}

bool spool_finish(struct spool *spool, const struct file_ops *ops)
{
	uint32_t size = tail_bytes(spool);

	spool->ended = true;
	if (size && !keep_tail(spool, ops, size))
		return false;
	free(spool->tail);
	spool->tail = NULL;
	spool_rest(spool);
	return true;
}

static bool unpress(struct spool *spool, uint32_t packed_size, uint32_t size)
{
	const struct codec *codec = spool->codec;
	struct codec_io io = {
		.packed = spool->packed,
		.packed_size = packed_size,
		.bytes = spool->cache,
		.room = size,
	};
	enum codec_step step = CODEC_MORE;

	if (!spool->unpack)
		spool->unpack = codec->open();
	if (!spool->unpack || !codec->begin(spool->unpack)) {
		errno = ENOMEM;
		return false;
	}
	while (step == CODEC_MORE && io.used < packed_size)
		step = codec->run(spool->unpack, &io);
	errno = EIO; /* the copy is not what was written */
	return step == CODEC_END && io.made == size;
}

/* Read a block again, into the cache; -1 with errno, or its size, less where the file ends. */
static int64_t load(struct spool *spool, const struct file_ops *ops, size_t number)
{
	uint64_t end = (number + 1) * (uint64_t)SPOOL_BLOCK_BYTES;
	uint32_t size = end <= spool->copied ? SPOOL_BLOCK_BYTES
					     : (uint32_t)(spool->copied % SPOOL_BLOCK_BYTES);
	const struct spool_block *block = &spool->block[number];
	bool packed = block->size < size;
	ssize_t got;

	if (spool->cached == number + 1)
		return size;
	spool->cached = 0;
	if (!spool->cache)
		spool->cache = take(SPOOL_BLOCK_BYTES);
	if (packed && !spool->packed)
		spool->packed = take(SPOOL_BLOCK_BYTES);
	got = file_pread(ops, spool->file->fd, packed ? spool->packed : spool->cache, block->size,
			 block->at);
	if (got < 0)
		return -1;
	if ((uint32_t)got < block->size) {
		errno = EIO;
		return -1;
	}
	if (packed && !unpress(spool, block->size, size))
		return -1;
	spool->cached = number + 1;
	return size;
}

/* Bytes that came before, of one block or of the tail; -1 with errno. */
static int64_t read_again(struct spool *spool, const struct file_ops *ops, char *bytes, size_t size,
			  uint64_t offset)
{
	size_t number = (size_t)(offset / SPOOL_BLOCK_BYTES);
	uint32_t from = (uint32_t)(offset % SPOOL_BLOCK_BYTES);
	int64_t there;

	if (spool->tail && offset >= spool->copied - tail_bytes(spool)) {
		size = MIN(size, (size_t)(spool->copied - offset));
		memcpy(bytes, spool->tail + from, size);
		return (int64_t)size;
	}
	if (number >= spool->blocks) {
		errno = EFBIG;
		return -1;
	}
	there = load(spool, ops, number);
	if (there < 0)
		return -1;
	size = MIN(size, (size_t)there - from);
	memcpy(bytes, spool->cache + from, size);
	return (int64_t)size;
}

/* What comes out of the pipe next, kept as it comes; -1 with errno. */
static int64_t read_on(struct spool *spool, const struct file_ops *ops, char *bytes, size_t size)
{
	ssize_t got = file_read(ops, spool->pipe, bytes, size);

	if (got < 0)
		return -1;
	spool->ended = (size_t)got < size;
	return spool_add(spool, ops, bytes, (size_t)got) ? got : -1;
}

int64_t spool_pread(struct spool *spool, const struct file_ops *ops, void *bytes, size_t size,
		    uint64_t offset)
{
	size_t done = 0;

	invariant(offset <= spool->copied);
	while (done < size) {
		uint64_t at = offset + done;
		int64_t got;

		if (at < spool->copied)
			got = read_again(spool, ops, (char *)bytes + done, size - done, at);
		else if (!spool->ended)
			got = read_on(spool, ops, (char *)bytes + done, size - done);
		else
			break;
		if (got < 0)
			return -1;
		done += (size_t)got;
	}
	return (int64_t)done;
}
