/*
 * fuzz_unpack.c - any bytes behind the magic of CODEC's format: what comes out, why it
 * ends and where does not depend on the steps, and is what the strict codec makes.
 */
#include "ingest/limits.h"
#include "ingest/stream.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNPACKED_MAX ((uint32_t)1 << 20) /* a bomb ends here */

struct outcome {
	uint32_t size;
	uint64_t digest, packed_at;
	enum stream_end broken;
};

static uint64_t digest(uint64_t sum, const char *bytes, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
	return sum;
}

static struct outcome read_in_steps(int fd, uint32_t step)
{
	static char bytes[UNPACKED_MAX];
	struct outcome outcome = { 0 };
	struct stream stream;
	uint32_t got;

	stream_open(&stream, &file_system, fd, 0, NULL, NULL);
	do {
		got = stream_read(&stream, bytes, step);
		invariant(got <= step);
		outcome.digest = digest(outcome.digest, bytes, got);
		outcome.size += got;
	} while (got == step && outcome.size < UNPACKED_MAX);
	invariant(stream.broken == STREAM_WHOLE || (stream.why && stream.why[0]));
	outcome.broken = stream.broken;
	outcome.packed_at = stream.raw_at - (stream.raw_to - stream.raw_from);
	stream_close(&stream);
	return outcome;
}

static void compare_with_strict(const uint8_t *bytes, size_t size, const struct outcome *outcome)
{
	static char unpacked[UNPACKED_MAX];
	struct unpacker unpacker;
	uint32_t used, made;

	unpacker_open(&unpacker, CODEC.strict, 0, 0);
	made = unpacker_run(&unpacker, (const char *)bytes, (uint32_t)size, &used, unpacked,
			    UNPACKED_MAX);
	if (made < UNPACKED_MAX && outcome->size < BLOCK_BYTES) {
		invariant(outcome->size == made && outcome->packed_at == used);
		invariant(outcome->digest == digest(0, unpacked, made));
		invariant((outcome->broken == STREAM_DAMAGED) ==
			  (unpacker.state == UNPACK_DAMAGED));
		invariant((outcome->broken == STREAM_CUT_OFF) == (unpacker.state == UNPACK_INSIDE));
	}
	unpacker_close(&unpacker);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int fd;

	if (size < CODEC.magic_bytes || !CODEC.begins((const char *)bytes, size))
		return 0;
	fd = memfd_create("input", MFD_CLOEXEC);
	invariant(fd >= 0 && file_write(&file_system, fd, bytes, size));

	struct outcome large = read_in_steps(fd, UNPACKED_MAX), small = read_in_steps(fd, 1000);

	if (large.size < UNPACKED_MAX)
		invariant(large.size == small.size && large.digest == small.digest &&
			  large.broken == small.broken && large.packed_at == small.packed_at);
	if (CODEC.strict)
		compare_with_strict(bytes, size, &large);
	close(fd);
	return 0;
}
