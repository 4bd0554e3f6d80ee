/* directive.c - see directive.h. */
#include "ingest/directive.h"

static bool is_directive(struct span line)
{
	return span_starts(line, SPAN("#Fields:")) || span_starts(line, SPAN("#fields\t"));
}

bool directive_find(const struct seiche_chunk *chunk, struct span *out)
{
	for (uint32_t i = chunk->lines; i-- > 0;) {
		struct span line =
			span_of(chunk->bytes + chunk->line[i], chunk->line[i + 1] - chunk->line[i]);

		if (line.at[0] != '#' || !is_directive(line))
			continue;
		*out = line;
		return true;
	}
	return false;
}

bool directive_expected(const struct seiche_chunk *first)
{
	struct span mark = SPAN("\xef\xbb\xbf#");

	return first->size &&
	       (first->bytes[0] == '#' || span_starts(span_of(first->bytes, first->size), mark));
}
