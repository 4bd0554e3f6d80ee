/* cut.c - see cut.h. */
#include "ingest/cut.h"

#include "core/pages.h"
#include "core/scan.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(SCAN_PADDING <= SEICHE_PADDING, "the scanner may read past a chunk");

#define CACHE_LINE_BYTES 64
#define MEMORY_BYTES (CACHE_LINE_BYTES + CHUNK_BYTES_MAX + SEICHE_PADDING)
#define LINES_BYTES ((CHUNK_BYTES_MAX + 2) * sizeof(uint32_t))

bool cut_room_init(struct cut_room *room)
{
	/* Most of it is never needed. */
	room->memory = pages_take(MEMORY_BYTES);
	room->line = pages_take(LINES_BYTES);
	room->bytes = room->memory;
	if (room->memory && room->line)
		return true;
	cut_room_release(room);
	return false;
}

void cut_room_place(struct cut_room *room, uint64_t before)
{
	uint64_t from = (uintptr_t)room->memory + before;

	room->bytes = room->memory + (-from & (CACHE_LINE_BYTES - 1));
}

void cut_room_release(struct cut_room *room)
{
	pages_release(room->memory, MEMORY_BYTES);
	pages_release(room->line, LINES_BYTES);
	*room = (struct cut_room){ 0 };
}

void cutter_begin(struct cutter *cutter, struct encoded is, seiche_cut *cut)
{
	decoder_begin(&cutter->decoder, &cutter->stream, is);
	text_init(&cutter->left, CHUNK_BYTES_MAX);
	cutter->at = 0;
	cutter->passed = 0;
	invariant(pthread_mutex_init(&cutter->turn, NULL) == 0);
	cutter->line = 1;
	cutter->skipping = false;
	cutter->patience = 0;
	cutter->too_long = cutter->half = (struct cut_loss){ 0 };
	cutter->cut = cut;
	cutter->unseen = cutter->records = 0;
	cutter->inside_line = false;
	cutter->rest = (struct cut_loss){ 0 };
}

void cutter_close(struct cutter *cutter)
{
	text_release(&cutter->left);
	pthread_mutex_destroy(&cutter->turn);
	stream_close(&cutter->stream);
}

/* The number of the line at `at`, once the chunks before it are counted. */
static uint64_t line_here(struct cutter *cutter)
{
	uint64_t line;

	pthread_mutex_lock(&cutter->turn);
	line = cutter->line + cutter->passed;
	pthread_mutex_unlock(&cutter->turn);
	return line;
}

static void lose_line(struct cutter *cutter, struct cut_loss *loss)
{
	if (!loss->lines++) {
		loss->first_line = line_here(cutter);
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
	cutter->passed += newline != NULL;
	return newline != NULL;
}

/* How much of what is held is whole lines, once the stream has ended. */
static uint32_t cut_last(struct cutter *cutter, const char *bytes, uint32_t held)
{
	const char *last;

	cutter->passed += cutter->skipping;
	cutter->skipping = false;
	if (!held || cutter->stream.broken == STREAM_WHOLE)
		return held;
	last = memrchr(bytes, '\n', held);
	if (last)
		return (uint32_t)(last - bytes) + 1;
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
			return cut_last(cutter, bytes, *held);
		if (cutter->skipping && cutter->patience && cutter->at > cutter->patience)
			return 0;
	}
}

/* --- Records --- */

/*
 * The end of the record at the front, 0 where it is not among what is held; looked for
 * from `from` on, which moves. Only in the RECORD_BYTES_MAX that a record may have, so
 * that the answer is the same however much is held.
 */
static uint32_t find_end(const struct cutter *cutter, const char *bytes, uint32_t held,
			 uint64_t *from)
{
	uint32_t window = MIN(held, RECORD_BYTES_MAX), at, size;
	const char *newline = NULL;
	uint64_t resume = 0;

	if (*from >= window)
		return 0;
	at = (uint32_t)*from;
	size = MIN(cutter->cut(bytes + at, window - at, &resume), window - at);
	if (size && bytes[at + size - 1] == '\n')
		return at + size;
	/* A plug-in may be wrong about where lines end. */
	if (size)
		newline = memchr(bytes + at + size - 1, '\n', window - (at + size) + 1);
	if (newline)
		return (uint32_t)(newline - bytes) + 1;
	if (__builtin_add_overflow(*from, resume, from))
		*from = UINT64_MAX;
	return 0;
}

/* Pass over bytes of a record that is too long. */
static void pass_bytes(struct cutter *cutter, char *bytes, uint32_t *held, uint32_t size)
{
	const char *at = bytes, *end = bytes + size;
	uint64_t lines = 0;

	if (!size)
		return;
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		lines++;
		at++;
	}
	cutter->inside_line = end[-1] != '\n';
	cutter->rest.lines += lines;
	cutter->passed += lines;
	drop_front(cutter, bytes, held, size);
}

/* The record at the front is too long: how much of it is handed out. `from` as of find_end. */
static uint32_t begin_skipping(struct cutter *cutter, const char *bytes, uint64_t from)
{
	const char *last = memrchr(bytes, '\n', (size_t)MIN(from, (uint64_t)RECORD_BYTES_MAX));
	uint32_t front = last ? (uint32_t)(last - bytes) + 1 : 0;

	if (!cutter->records++) {
		cutter->rest.first_line = line_here(cutter);
		cutter->rest.first_at = cutter->at;
	}
	cutter->skipping = true;
	cutter->unseen = from - front;
	return front;
}

/* Pass over the rest of a record; whether the start of the next is in front then. */
static bool pass_rest(struct cutter *cutter, char *bytes, uint32_t *held)
{
	for (;;) {
		uint32_t unseen = (uint32_t)MIN(cutter->unseen, (uint64_t)*held), size;
		uint64_t from = 0;

		pass_bytes(cutter, bytes, held, unseen);
		cutter->unseen -= unseen;
		if (!*held)
			return false;
		size = find_end(cutter, bytes, *held, &from);
		if (size) {
			pass_bytes(cutter, bytes, held, size);
			cutter->skipping = false;
			return true;
		}
		if (!from && *held < RECORD_BYTES_MAX)
			return false;
		/* What does not get on in all that a record may be never will. */
		cutter->unseen = from ? from : RECORD_BYTES_MAX;
	}
}

/* The stream ended inside of a record that is too long. */
static uint32_t pass_last(struct cutter *cutter, char *bytes, uint32_t *held)
{
	pass_bytes(cutter, bytes, held, *held);
	if (cutter->inside_line) {
		cutter->rest.lines++;
		cutter->passed++;
	}
	cutter->inside_line = false;
	return 0;
}

/* As fill, where chunks end where records do. */
static uint32_t fill_records(struct cutter *cutter, uint32_t aim, char *bytes, uint32_t *held)
{
	uint64_t from = 0;

	for (;;) {
		uint32_t got = aim, end, size;

		if (*held < RECORD_BYTES_MAX) {
			got = decoder_read(&cutter->decoder, bytes + *held, aim);
			*held += got;
		}
		if (cutter->skipping && !pass_rest(cutter, bytes, held)) {
			if (got < aim)
				return pass_last(cutter, bytes, held);
			continue;
		}
		end = size = find_end(cutter, bytes, *held, &from);
		while (size && end < *held) {
			from = 0;
			size = find_end(cutter, bytes + end, *held - end, &from);
			end += size;
		}
		if (end)
			return end;
		if (*held >= RECORD_BYTES_MAX) {
			end = begin_skipping(cutter, bytes, from);
			if (end)
				return end;
			from = 0;
		} else if (got < aim) {
			return cut_last(cutter, bytes, *held);
		}
	}
}

/* Wait until the chunks before are counted: what was passed over lies behind them. */
static void take_turn(struct cutter *cutter)
{
	pthread_mutex_lock(&cutter->turn);
	cutter->line += cutter->passed;
	cutter->passed = 0;
}

bool cutter_cut(struct cutter *cutter, uint32_t aim, struct cut_room *room,
		struct seiche_chunk *chunk)
{
	uint32_t held = (uint32_t)cutter->left.size, size;

	cut_room_place(room, held);
	if (held)
		memcpy(room->bytes, cutter->left.at, held);
	text_clear(&cutter->left);
	size = cutter->cut ? fill_records(cutter, aim, room->bytes, &held)
			   : fill(cutter, aim, room->bytes, &held);
	if (size)
		text_add(&cutter->left, span_of(room->bytes + size, held - size));
	*chunk = (struct seiche_chunk){
		.bytes = room->bytes,
		.size = size,
		.offset = cutter->at,
	};
	cutter->at += size;
	take_turn(cutter);
	if (!size)
		cutter_pass_turn(cutter);
	return size > 0;
}

uint64_t cutter_count(struct cutter *cutter, const struct cut_room *room,
		      struct seiche_chunk *chunk)
{
	uint64_t first_line = cutter->line;

	memset(room->bytes + chunk->size, 0, SEICHE_PADDING);
	chunk->line = room->line;
	chunk->lines = scan_lines(room->bytes, chunk->size, room->line);
	cutter->line += chunk->lines;
	return first_line;
}

void cutter_pass_turn(struct cutter *cutter)
{
	pthread_mutex_unlock(&cutter->turn);
}

bool cutter_next(struct cutter *cutter, uint32_t aim, struct cut_room *room,
		 struct seiche_chunk *chunk, uint64_t *first_line)
{
	if (!cutter_cut(cutter, aim, room, chunk))
		return false;
	*first_line = cutter_count(cutter, room, chunk);
	cutter_pass_turn(cutter);
	return true;
}
