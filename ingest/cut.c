/* cut.c - see cut.h. */
#include "ingest/cut.h"

#include "core/scan.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(SCAN_PADDING <= SEICHE_PADDING, "the scanner may read past a chunk");

bool cut_room_init(struct cut_room *room)
{
	/* Not touched before it is needed: most of the room for lines never is. */
	room->bytes = calloc(1, CHUNK_BYTES_MAX + SEICHE_PADDING);
	room->line = calloc(CHUNK_BYTES_MAX + 2, sizeof(*room->line));
	if (room->bytes && room->line)
		return true;
	cut_room_release(room);
	return false;
}

void cut_room_release(struct cut_room *room)
{
	free(room->bytes);
	free(room->line);
	*room = (struct cut_room){ 0 };
}

void cutter_begin(struct cutter *cutter, struct encoded is)
{
	decoder_begin(&cutter->decoder, &cutter->stream, is);
	text_init(&cutter->left, LINE_BYTES_MAX);
	cutter->at = 0;
	cutter->line = 1;
	cutter->skipping = false;
	cutter->patience = 0;
	cutter->too_long = cutter->half = (struct cut_loss){ 0 };
}

void cutter_close(struct cutter *cutter)
{
	text_release(&cutter->left);
	stream_close(&cutter->stream);
}

static void lose_line(const struct cutter *cutter, struct cut_loss *loss)
{
	if (!loss->lines++) {
		loss->first_line = cutter->line;
		loss->first_at = cutter->at;
	}
}

/* Drop `size` bytes from the front of what is held. */
static void drop_front(struct cutter *cutter, char *bytes, uint32_t *held, uint32_t size)
{
	memmove(bytes, bytes + size, *held - size);
	*held -= size;
	cutter->at += size;
}

/*
 * Pass over the first line where it is too long, or its rest where that was found
 * out before. `searched` bytes are known to hold no newline. Returns whether a
 * line's start is in front then.
 */
static bool pass_too_long(struct cutter *cutter, char *bytes, uint32_t *held, uint32_t searched)
{
	const char *newline;
	uint32_t length;

	if (!cutter->skipping && *held <= LINE_BYTES_MAX)
		return true;
	newline = memchr(bytes + searched, '\n', *held - searched);
	length = newline ? (uint32_t)(newline - bytes) : *held;
	if (!cutter->skipping && length <= LINE_BYTES_MAX)
		return true;
	if (!cutter->skipping)
		lose_line(cutter, &cutter->too_long);
	drop_front(cutter, bytes, held, length + (newline != NULL));
	cutter->skipping = !newline;
	if (newline)
		cutter->line++;
	return newline != NULL;
}

/* How much of what is held is whole lines, once the stream has ended. */
static uint32_t cut_last(struct cutter *cutter, uint32_t held)
{
	if (cutter->skipping)
		cutter->line++;
	cutter->skipping = false;
	if (!held || cutter->stream.broken == STREAM_WHOLE)
		return held;
	lose_line(cutter, &cutter->half);
	return 0;
}

/* Read until there is a whole line; returns its end, 0 where there is none any more. */
static uint32_t fill(struct cutter *cutter, uint32_t aim, char *bytes, uint32_t *held)
{
	for (;;) {
		uint32_t searched = *held;
		uint32_t got = decoder_read(&cutter->decoder, bytes + searched, aim);
		uint64_t at = cutter->at;
		const char *last;

		*held += got;
		if (pass_too_long(cutter, bytes, held, searched)) {
			if (cutter->at != at)
				searched = 0;
			last = memrchr(bytes + searched, '\n', *held - searched);
			if (last)
				return (uint32_t)(last - bytes) + 1;
		}
		if (got < aim)
			return cut_last(cutter, *held);
		if (cutter->skipping && cutter->patience && cutter->at > cutter->patience)
			return 0;
	}
}

bool cutter_next(struct cutter *cutter, uint32_t aim, struct cut_room *room,
		 struct seiche_chunk *chunk, uint64_t *first_line)
{
	uint32_t held = (uint32_t)cutter->left.size, size, lines;

	if (held)
		memcpy(room->bytes, cutter->left.at, held);
	text_clear(&cutter->left);
	size = fill(cutter, aim, room->bytes, &held);
	if (!size)
		return false;
	text_add(&cutter->left, span_of(room->bytes + size, held - size));
	memset(room->bytes + size, 0, SEICHE_PADDING);
	lines = scan_lines(room->bytes, size, room->line);
	*chunk = (struct seiche_chunk){
		.bytes = room->bytes,
		.size = size,
		.line = room->line,
		.lines = lines,
		.offset = cutter->at,
	};
	*first_line = cutter->line;
	cutter->at += size;
	cutter->line += lines;
	return true;
}
