/* fuzz_text.c - decoding never grows, and raw bytes stay what they are. */
#include "core/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span input = span_of((const char *)bytes, size), rest = input;

	for (int coding = TEXT_RAW; coding <= TEXT_DOUBLED; coding++) {
		struct text text;

		text_init(&text, size);
		text_decode(&text, (enum text_coding)coding, input);
		invariant(!text.cut && text.size <= size);
		invariant(coding != TEXT_RAW || span_is(text_span(&text), input));
		text_release(&text);
	}
	while (rest.size) {
		uint32_t character = 0;
		size_t used = text_read_character(rest, &character);

		invariant(used <= rest.size && used <= 4);
		if (used) {
			struct text text;

			text_init(&text, 4);
			text_character(&text, character);
			invariant(span_is(text_span(&text), span_of(rest.at, used)));
			text_release(&text);
		}
		used = MAX(used, (size_t)1);
		rest = span_of(rest.at + used, rest.size - used);
	}
	return 0;
}
