/* choose.c - whole lines, or what stands behind the names in front of them: see judge.h. */
#include "parsers/prefixed.h"

#include <stdlib.h>

/* Programs in containers write without a time, too: below this nothing of them is known. */
#define PREFIXED_SCORE_MIN 25

/* Of its lines a smaller share. */
static bool reads_less(const struct choice *a, const struct choice *b)
{
	return (uint64_t)a->read * b->lines < (uint64_t)b->read * a->lines;
}

/*
 * What stands behind the names of containers, where there are any, is judged alone; it
 * counts where of these lines as many are read as of the whole ones.
 */
static void choose_prefixed(const struct registry *registry, const struct seiche_source *source,
			    struct sample sample, struct arena *arena, struct choice *best)
{
	struct verdict *verdict = calloc(VERDICTS_MAX, sizeof(*verdict));

	invariant(verdict != NULL);
	for (int prefix = 0; prefix < PREFIXES; prefix++) {
		struct arena_mark mark = arena_mark(arena);
		struct seiche_source view = *source;
		struct choice choice;
		struct sample bare;

		if (!prefix_strip((enum prefix)prefix, sample, arena, &bare)) {
			arena_rewind(arena, mark);
			continue;
		}
		view.head = bare.front.at;
		view.head_size = (uint32_t)bare.front.size;
		registry_choose_lines(registry, &view, bare, PREFIXED_SCORE_MIN, arena, &choice,
				      verdict);
		/* Counts by the hour are nothing that a container prints, and in records of
		   several lines a name stands before each. */
		if (!choice.parser || choice.parser->metric || choice.parser->cut ||
		    reads_less(&choice, best)) {
			arena_rewind(arena, mark);
			continue;
		}
		*best = choice;
		best->parser = prefixed_make((enum prefix)prefix, choice.parser, &view, arena);
	}
	free(verdict);
}

uint32_t registry_choose(const struct registry *registry, const struct seiche_source *source,
			 struct sample sample, struct arena *arena, struct choice *out,
			 struct verdict verdict[VERDICTS_MAX])
{
	uint32_t count =
		registry_choose_lines(registry, source, sample, SCORE_MIN, arena, out, verdict);

	if (!count || !verdict[0].favour)
		choose_prefixed(registry, source, sample, arena, out);
	return count;
}
