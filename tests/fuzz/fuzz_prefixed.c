/* fuzz_prefixed.c - any bytes as lines behind the names of containers. */
#include "core/zone.h"
#include "parsers/prefixed.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/parser_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct verdict verdict[VERDICTS_MAX];
	struct sample sample = { .front = span_of((const char *)input, MIN(size, 4096)) };
	struct arena arena = { 0 };

	for (int prefix = 0; prefix < PREFIXES; prefix++) {
		struct seiche_source view = { .size = sizeof(view), .path = "-", .zone = zone_utc };
		struct sample bare;
		struct choice choice;

		prefix_strip((enum prefix)prefix, sample, &arena, &bare);
		view.head = bare.front.at;
		view.head_size = (uint32_t)bare.front.size;
		registry_choose(NULL, &view, bare, &arena, &choice, verdict);
		if (choice.parser)
			parser_check(
				prefixed_make((enum prefix)prefix, choice.parser, &view, &arena),
				sample.front);
	}
	arena_release(&arena);
	return 0;
}
