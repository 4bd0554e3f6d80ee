/*
 * fuzz_redraft.c - an old draft of any bytes: merged or refused, never with a loss.
 *
 * What a merge makes can be merged again; blanks and shapes of any bytes end.
 */
#include "core/arena.h"
#include "report/redraft.h"
#include "tests/fuzz/fuzz.h"

#define CAP ((size_t)4 << 20)

static bool merge(struct span old, struct span fresh, struct arena *arena, struct text *result)
{
	struct redraft_counts counts;
	struct error error;
	struct out out;

	text_init(result, CAP);
	out_open_text(&out, result);
	return redraft_merge(old, fresh, arena, &out, &counts, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char fresh[] = "<!-- seiche:auto id=a sum=0 -->\nnew\n<!-- /seiche:auto -->\n"
				    "<!-- seiche:human id=h -->\nTODO(people)\n<!-- /seiche:human -->\n";
	struct span old = span_of((const char *)bytes, size);
	struct arena arena = { 0 };
	struct redraft_blank blank;
	struct text once, twice, shaped;
	struct error error;
	struct out out;
	size_t at = 0;

	if (merge(old, span_text(fresh), &arena, &once)) {
		/* What the first one made is a draft again. */
		invariant(merge(text_span(&once), span_text(fresh), &arena, &twice));
		text_release(&twice);
	}
	text_release(&once);
	while (redraft_next_blank(old, &at, &blank))
		invariant(blank.line >= 1 && at <= size);
	text_init(&shaped, CAP);
	out_open_text(&out, &shaped);
	(void)!redraft_shape(old, span_text(fresh), &arena, &out, &error);
	text_release(&shaped);
	arena_release(&arena);
	return 0;
}
