/* stream.c - see stream.h. */
#include "ingest/stream.h"

#include "ingest/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void break_off(struct stream *stream, enum stream_end how, const char *why)
{
	stream->ended = true;
	stream->broken = how;
	stream->why = why;
}

/* What errno says of the last attempt to read. */
static void note_refusal(struct stream *stream)
{
	const char *why = strerrordesc_np(errno);

	if (stream->spool && errno == EFBIG)
		why = "was too long to be kept whole";
	break_off(stream,
		  stream->spool && stream->spool->full ? STREAM_NO_SPOOL : STREAM_UNREADABLE,
		  why ? why : "unknown error");
}

/* No more bytes: the end, unless they were broken off where they came from. */
static void note_end(struct stream *stream)
{
	if (!stream->ended && stream->spool && stream->spool->why)
		break_off(stream, STREAM_DAMAGED, stream->spool->why);
	stream->ended = true;
}

/* Bytes of the file from raw_at on, which is moved; 0 at its end and where it can't be read. */
static uint32_t raw_read(struct stream *stream, char *bytes, uint32_t size)
{
	int64_t got = stream->spool
			      ? spool_pread(stream->spool, stream->ops, bytes, size, stream->raw_at)
			      : file_pread(stream->ops, stream->fd, bytes, size,
					   stream->base + stream->raw_at);

	if (got < 0) {
		note_refusal(stream);
		return 0;
	}
	stream->raw_at += (uint64_t)got;
	return (uint32_t)got;
}

/* Not cleared, as it is taken for every file, and twice: what is read of it was written. */
static char *take_buffer(size_t size)
{
	char *buffer = malloc(size);

	invariant(buffer != NULL);
	return buffer;
}

void stream_open(struct stream *stream, const struct file_ops *ops, int fd, uint64_t base,
		 struct spool *spool, struct points *points)
{
	char magic[CODEC_MAGIC_MAX];
	const struct codec *codec;
	uint32_t got;

	*stream = (struct stream){
		.ops = ops,
		.fd = fd,
		.base = base,
		.spool = spool,
		.points = points,
		.block_bytes = BLOCK_BYTES,
	};
	got = raw_read(stream, magic, sizeof(magic));
	stream->raw_at = 0;
	codec = codec_recognise(magic, got);
	stream->packed = codec != NULL;
	if (codec) {
		unpacker_open(&stream->unpacker, codec, 0, 0);
		stream->raw = take_buffer(PACKED_BYTES);
	}
}

void stream_close(struct stream *stream)
{
	unpacker_close(&stream->unpacker);
	free(stream->raw);
	free(stream->held);
	arena_release(&stream->arena);
}

const char *stream_compression(const struct stream *stream)
{
	return stream->packed ? stream->unpacker.codec->name : "none";
}

/* Read on in the file where the unpacker is. */
static void follow_unpacker(struct stream *stream)
{
	stream->raw_at = stream->unpacker.packed_at;
	stream->raw_from = stream->raw_to = 0;
}

/* More packed bytes; false at the end of the file, or of what can be read of it. */
static bool refill(struct stream *stream)
{
	stream->raw_from = 0;
	stream->raw_to = raw_read(stream, stream->raw, PACKED_BYTES);
	if (stream->raw_to)
		return true;
	note_end(stream);
	if (!stream->broken && stream->unpacker.state == UNPACK_INSIDE)
		break_off(stream, STREAM_CUT_OFF, "the file ends too early");
	return false;
}

/* Unpack up to `size` bytes; less where the stream ends or is damaged. */
static uint32_t unpack_on(struct stream *stream, char *bytes, uint32_t size)
{
	struct unpacker *unpacker = &stream->unpacker;
	uint32_t done = 0;

	while (done < size && !stream->ended && unpacker->state != UNPACK_DAMAGED) {
		uint32_t used;

		if (stream->raw_from == stream->raw_to && !unpacker->pending && !refill(stream))
			break;
		done += unpacker_run(unpacker, stream->raw + stream->raw_from,
				     stream->raw_to - stream->raw_from, &used, bytes + done,
				     size - done);
		stream->raw_from += used;
	}
	return done;
}

/* Did a codec end the stream early whose word is not the last? */
static bool is_doubtful(const struct stream *stream)
{
	const struct unpacker *unpacker = &stream->unpacker;

	return unpacker->codec->strict &&
	       (unpacker->state == UNPACK_DAMAGED ? unpacker->by_codec
						  : stream->broken == STREAM_CUT_OFF);
}

/*
 * What one codec takes for damaged or cut off the strict one unpacks again, from the member's
 * beginning; what it makes of this block takes the place of what the other one made.
 * So how a block comes out depends on the file alone. Returns how much is made of it.
 */
static uint32_t ask_again(struct stream *stream, uint64_t block_at, char *bytes, uint32_t size)
{
	struct unpacker *unpacker = &stream->unpacker;
	uint64_t at = MAX(block_at, unpacker->member_at);
	char *scratch = arena_take(&stream->arena, PACKED_BYTES);
	uint32_t made = (uint32_t)(at - block_at);

	unpacker_close(unpacker);
	unpacker_open(unpacker, unpacker->codec->strict, unpacker->member_packed_at,
		      unpacker->member_at);
	follow_unpacker(stream);
	stream->ended = false;
	stream->broken = STREAM_WHOLE;
	while (unpacker->at < at) {
		uint32_t step = (uint32_t)MIN(at - unpacker->at, (uint64_t)PACKED_BYTES);

		if (unpack_on(stream, scratch, step) < step)
			return made;
	}
	return made + unpack_on(stream, bytes + made, size - made);
}

/* Unpack up to the end of a block, `size` bytes from here; less where the stream ends. */
static uint32_t unpack_block(struct stream *stream, char *bytes, uint32_t size)
{
	struct unpacker *unpacker = &stream->unpacker;
	uint64_t block_at = unpacker->at;
	uint32_t made = unpack_on(stream, bytes, size);

	if (is_doubtful(stream))
		made = ask_again(stream, block_at, bytes, size);
	if (unpacker->state == UNPACK_DAMAGED)
		break_off(stream, STREAM_DAMAGED, unpacker->why);
	else if (stream->points)
		points_note(stream->points, unpacker);
	return made;
}

/* Fewer are unpacked with more before: each step of a codec copies its window. */
#define DIRECT_BYTES (BLOCK_BYTES / 4)

/* Hand out up to `size` unpacked bytes; less than that where the stream ends. */
static uint32_t unpack(struct stream *stream, char *bytes, uint32_t size)
{
	uint32_t done = 0;

	while (done < size) {
		uint32_t left = size - done;
		uint32_t held = MIN(stream->held_to - stream->held_from, left);
		uint32_t block =
			stream->block_bytes - (uint32_t)(stream->unpacker.at % stream->block_bytes);

		if (held) {
			memcpy(bytes + done, stream->held + stream->held_from, held);
			stream->held_from += held;
			done += held;
		} else if (stream->ended) {
			break;
		} else if (stream->proven && left >= DIRECT_BYTES) {
			done += unpack_block(stream, bytes + done, left);
		} else if (block <= left) {
			done += unpack_block(stream, bytes + done, block);
		} else {
			if (!stream->held)
				stream->held = take_buffer(stream->block_bytes);
			stream->held_from = 0;
			stream->held_to = unpack_block(stream, stream->held, block);
		}
	}
	return done;
}

void stream_trust(struct stream *stream)
{
	stream->proven = true;
}

uint32_t stream_read(struct stream *stream, char *bytes, uint32_t size)
{
	uint32_t got;

	if (stream->packed) {
		got = unpack(stream, bytes, size);
	} else if (stream->ended) {
		return 0;
	} else {
		got = raw_read(stream, bytes, size);
		if (got < size)
			note_end(stream);
	}
	stream->at += got;
	return got;
}

bool stream_rewind(struct stream *stream)
{
	if (stream->packed) {
		if (!stream->held || stream->unpacker.at != stream->held_to)
			return false;
		stream->held_from = 0;
	} else {
		if (stream->broken)
			return false;
		stream->raw_at = 0;
		stream->ended = false;
	}
	stream->at = 0;
	return true;
}

void stream_forward(struct stream *stream, uint64_t offset, char *scratch, uint32_t scratch_bytes)
{
	invariant(offset >= stream->at);
	if (!stream->packed && !stream->ended) {
		stream->raw_at = stream->at = offset;
		return;
	}
	if (stream->packed && !stream->ended && stream->points &&
	    points_jump(stream->points, &stream->unpacker, offset)) {
		stream->at = stream->unpacker.at;
		stream->held_from = stream->held_to = 0;
		follow_unpacker(stream);
	}
	while (stream->at < offset) {
		uint32_t step = (uint32_t)MIN(offset - stream->at, (uint64_t)scratch_bytes);

		if (stream_read(stream, scratch, step) < step)
			return;
	}
}
