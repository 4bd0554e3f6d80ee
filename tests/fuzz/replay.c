/*
 * replay.c - a fuzz target without a fuzzer: the files of a folder, every one cut
 * short at many places, and a few thousand mutations of them from a fixed seed.
 *
 * usage: fuzz_NAME FOLDER [ROUNDS]
 */
#include "core/arena.h"
#include "core/file.h"
#include "core/span.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/guard.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 4000
#define INPUT_MAX_BYTES ((size_t)1 << 20)
#define MUTANT_MAX_BYTES 4096 /* a small input finds what a large one does, sooner */

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return below ? (*random >> 33) % below : 0;
}

/* On a copy that ends where memory ends: reading one byte too far is a crash. */
static void run(const char *bytes, size_t size)
{
	char *copy = guard_copy(bytes, size, 0);

	LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
	guard_release(copy, size, 0);
}

static char odd_byte(uint64_t *random)
{
	static const char odd[] = "\0\xff\x80\x7f\n\r\t \"\\'{}[]:,/-+.0919TZeE";

	return draw(random, 3) ? odd[draw(random, sizeof(odd) - 1)] : (char)draw(random, 256);
}

static size_t mutate(char *bytes, size_t size, size_t room, uint64_t *random)
{
	size_t at = draw(random, size + 1), length = 1 + draw(random, 8);

	invariant(at <= size && size <= room && room <= MUTANT_MAX_BYTES);
	switch (draw(random, 5)) {
	case 0: /* another byte */
		if (at < size)
			bytes[at] = odd_byte(random);
		break;
	case 1: /* a bit */
		if (at < size)
			bytes[at] = (char)(bytes[at] ^ (1 << draw(random, 8)));
		break;
	case 2: /* cut out */
		length = MIN(length, size - at);
		memmove(bytes + at, bytes + at + length, size - at - length);
		size -= length;
		break;
	case 3: /* put in */
		length = MIN(length, room - size);
		memmove(bytes + at + length, bytes + at, size - at);
		for (size_t i = 0; i < length; i++)
			bytes[at + i] = odd_byte(random);
		size += length;
		break;
	default: /* a stretch from elsewhere */
		length = MIN(length, size - at);
		if (length)
			memmove(bytes + at, bytes + draw(random, size - length + 1), length);
		break;
	}
	return size;
}

static void replay(struct span input, uint64_t rounds, uint64_t *random)
{
	char mutant[MUTANT_MAX_BYTES];
	size_t step = input.size / 64 + 1;

	run(input.at, input.size);
	for (size_t size = 0; size < input.size; size += step)
		run(input.at, size);
	for (uint64_t round = 0; round < rounds; round++) {
		size_t size = MIN(input.size, sizeof(mutant));

		memcpy(mutant, input.at, size);
		for (uint64_t times = 1 + draw(random, 6); times; times--)
			size = mutate(mutant, size, sizeof(mutant), random);
		run(mutant, size);
	}
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entry = NULL;
	int files = argc > 1 ? scandir(argv[1], &entry, is_input, alphasort) : -1;
	uint64_t rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : ROUNDS, random = 1;
	struct arena arena = { 0 };
	bool ok = files > 0;

	if (!ok)
		fprintf(stderr, "usage: %s FOLDER [ROUNDS], with at least one file in it\n",
			argv[0]);
	for (int i = 0; i < files; i++) {
		struct error error;
		struct span input;

		if (file_load(&file_system, arena_print(&arena, "%s/%s", argv[1], entry[i]->d_name),
			      INPUT_MAX_BYTES, &arena, &input, &error)) {
			replay(input, rounds / (uint64_t)files, &random);
		} else {
			fprintf(stderr, "%s\n", error.text);
			ok = false;
		}
		free(entry[i]);
	}
	free(entry);
	arena_release(&arena);
	return ok ? 0 : 1;
}
