/* stream.c - see stream.h. */
#include "ingest/stream.h"

#include "ingest/limits.h"

#include <errno.h>
#include <string.h>

static void break_off(struct stream *stream, enum stream_end how, const char *why)
{
	stream->ended = true;
	stream->broken = how;
	stream->why = why;
}

/* Bytes of the file from raw_at on, which is moved; 0 at its end and where it can't be read. */
static uint32_t raw_read(struct stream *stream, char *bytes, uint32_t size)
{
	int64_t got = stream->spool
			      ? spool_pread(stream->spool, stream->ops, bytes, size, stream->raw_at)
			      : file_pread(stream->ops, stream->fd, bytes, size,
					   stream->base + stream->raw_at);

	if (got < 0) {
		break_off(stream,
			  stream->spool && stream->spool->full ? STREAM_NO_SPOOL
							       : STREAM_UNREADABLE,
			  strerrordesc_np(errno));
		if (!stream->why)
			stream->why = "unknown error";
		return 0;
	}
	stream->raw_at += (uint64_t)got;
	return (uint32_t)got;
}

void stream_open(struct stream *stream, const struct file_ops *ops, int fd, uint64_t base,
		 struct spool *spool)
{
	char magic[2];
	uint32_t got;

	*stream = (struct stream){ .ops = ops, .fd = fd, .base = base, .spool = spool };
	got = raw_read(stream, magic, sizeof(magic));
	stream->raw_at = 0;
	stream->packed = inflate_magic(magic, got);
	if (stream->packed) {
		inflate_open(&stream->inflater, &stream->arena);
		stream->raw = arena_take(&stream->arena, PACKED_BYTES);
	}
}

void stream_close(struct stream *stream)
{
	arena_release(&stream->arena);
}

/* Unpack up to `size` bytes; less than that where the stream ends. */
static uint32_t unpack(struct stream *stream, char *bytes, uint32_t size)
{
	uint32_t done = 0;

	while (done < size && !stream->ended) {
		uint32_t used, made;

		if (stream->raw_from == stream->raw_to && !stream->inflater.pending) {
			stream->raw_from = 0;
			stream->raw_to = raw_read(stream, stream->raw, PACKED_BYTES);
			if (!stream->raw_to) {
				if (!stream->ended && stream->inflater.state == INFLATE_INSIDE)
					break_off(stream, STREAM_CUT_OFF,
						  "the file ends too early");
				stream->ended = true;
				break;
			}
		}
		inflate_run(&stream->inflater, stream->raw + stream->raw_from,
			    stream->raw_to - stream->raw_from, &used, bytes + done, size - done,
			    &made);
		stream->raw_from += used;
		done += made;
		if (stream->inflater.state == INFLATE_DAMAGED)
			break_off(stream, STREAM_DAMAGED, stream->inflater.why);
	}
	return done;
}

uint32_t stream_read(struct stream *stream, char *bytes, uint32_t size)
{
	uint32_t got;

	if (stream->ended)
		return 0;
	if (stream->packed) {
		got = unpack(stream, bytes, size);
	} else {
		got = raw_read(stream, bytes, size);
		stream->ended = got < size;
	}
	stream->at += got;
	return got;
}

void stream_forward(struct stream *stream, uint64_t offset, char *scratch, uint32_t scratch_bytes)
{
	invariant(offset >= stream->at);
	if (!stream->packed && !stream->ended) {
		stream->raw_at = stream->at = offset;
		return;
	}
	while (stream->at < offset) {
		uint32_t step = (uint32_t)MIN(offset - stream->at, (uint64_t)scratch_bytes);

		if (stream_read(stream, scratch, step) < step)
			return;
	}
}
