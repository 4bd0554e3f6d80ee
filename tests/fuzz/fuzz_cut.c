/*
 * fuzz_cut.c - any bytes, packed or not, as lines or, by turns, as the records of each parser
 * that has some: chunks are whole lines, no byte is handed out twice, and what comes out does not
 * depend on the chunk size.
 */
#include "ingest/cut.h"
#include "parsers/registry.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNPACKED_MAX \
	((uint64_t)3 << 20) /* enough for a line that is too long; a bomb ends here \
			     */

struct summary {
	uint64_t lines, bytes, digest, too_long, half, records, rest;
	bool whole; /* it came to the end */
};

#define SMALL_AIM 1024

static struct summary cut_all(int fd, uint32_t aim, struct cut_room *room, seiche_cut *cut)
{
	struct summary summary = { 0 };
	struct cutter cutter;
	struct seiche_chunk chunk;
	uint64_t first_line, next_line = 1, next_at = 0;

	stream_open(&cutter.stream, &file_system, fd, 0, NULL, NULL);
	cutter_begin(&cutter, (struct encoded){ 0 }, cut);
	while (cutter.at < UNPACKED_MAX && cutter_next(&cutter, aim, room, &chunk, &first_line)) {
		invariant(chunk.size && chunk.lines && chunk.size <= CHUNK_BYTES_MAX);
		invariant(chunk.offset >= next_at && first_line >= next_line);
		invariant(chunk.line[chunk.lines] == chunk.size);
		for (uint32_t i = 0; i < chunk.lines; i++) {
			uint32_t from = chunk.line[i], size = chunk.line[i + 1] - from;

			invariant(size && size <= LINE_BYTES_MAX + 1);
			summary.digest +=
				(size * 256 + (unsigned char)chunk.bytes[from]) * (first_line + i);
		}
		summary.lines += chunk.lines;
		summary.bytes += chunk.size;
		next_at = chunk.offset + chunk.size;
		next_line = first_line + chunk.lines;
	}
	summary.whole = cutter.at < UNPACKED_MAX;
	summary.too_long = cutter.too_long.lines;
	summary.half = cutter.half.lines;
	summary.records = cutter.records;
	summary.rest = cutter.rest.lines;
	cutter_close(&cutter);
	return summary;
}

static void check(int fd, struct cut_room *room, seiche_cut *cut)
{
	struct summary small = cut_all(fd, SMALL_AIM, room, cut);
	struct summary large = cut_all(fd, CHUNK_BYTES, room, cut);

	if (!small.whole || !large.whole)
		return;
	invariant(small.lines == large.lines && small.bytes == large.bytes);
	invariant(small.digest == large.digest && small.half == large.half);
	invariant(small.too_long == large.too_long);
	invariant(small.records == large.records && small.rest == large.rest);
}

/* The one whose turn it is: all for each input would take as many times as long. */
static seiche_cut *cut_of(size_t turn)
{
	size_t count = 1;

	for (size_t i = 0; parsers_builtin[i]; i++)
		count += parsers_builtin[i]->cut != NULL;
	turn %= count;
	for (size_t i = 0; turn && parsers_builtin[i]; i++)
		if (parsers_builtin[i]->cut && !--turn)
			return parsers_builtin[i]->cut;
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct cut_room room; /* kept: making it takes longer than using it */
	int fd = memfd_create("input", MFD_CLOEXEC);

	invariant(room.bytes || cut_room_init(&room));
	invariant(fd >= 0 && file_write(&file_system, fd, bytes, size));
	check(fd, &room, cut_of(size));
	close(fd);
	return 0;
}
