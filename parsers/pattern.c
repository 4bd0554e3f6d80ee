/* pattern.c - see pattern.h: the only file that knows PCRE2. */
#include "parsers/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A line may cost so many steps, and so many more for each of its bytes. */
#define STEPS 20000
#define STEPS_PER_BYTE 32
#define DEPTH_MAX 10000
/* For patterns that could not be made machine code: the interpreter's frames. */
#define HEAP_BYTES ((size_t)192 << 10)
#define CONTEXT_BYTES ((size_t)1024)

struct pattern {
	pcre2_code *code;
	uint32_t groups;
	bool machine;
	const char *name[PATTERN_GROUPS_MAX + 1];
};

/* PCRE2 asks for memory through a pair of functions; here it comes out of one block. */
struct pool {
	char *at, *end;
};

struct matcher {
	struct pool pool;
	pcre2_match_context *limits;
	pcre2_match_data *data;
	struct span text;
	uint32_t groups; /* of the last match */
};

static void *arena_piece(size_t size, void *arena)
{
	return arena_take(arena, size);
}

static void *pool_piece(size_t size, void *memory)
{
	struct pool *pool = memory;
	char *piece = pool->at;

	size = (size + 15) & ~(size_t)15;
	if (size > (size_t)(pool->end - pool->at))
		return NULL;
	pool->at += size;
	return piece;
}

static void keep(void *piece, void *memory)
{
	(void)piece;
	(void)memory;
}

static void note_names(struct pattern *pattern)
{
	uint32_t names = 0, bytes = 0;
	PCRE2_SPTR entry;

	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &names);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &bytes);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < names; i++, entry += bytes)
		pattern->name[entry[0] << 8 | entry[1]] = (const char *)entry + 2;
}

bool pattern_compile(struct span text, struct arena *arena, struct pattern **out,
		     struct error *error)
{
	pcre2_general_context *memory = pcre2_general_context_create(arena_piece, keep, arena);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	struct pattern *pattern = arena_take(arena, sizeof(*pattern));
	PCRE2_SIZE place = 0;
	int number = 0;

	if (text.size > PATTERN_BYTES_MAX)
		return fail(error, FAULT_LIMIT, "a pattern of more than %zu bytes",
			    PATTERN_BYTES_MAX);
	pcre2_set_parens_nest_limit(context, 100);
	pattern->code =
		pcre2_compile((PCRE2_SPTR)text.at, text.size,
			      PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C, &number, &place, context);
	if (!pattern->code) {
		char why[160];

		pcre2_get_error_message(number, (PCRE2_UCHAR *)why, sizeof(why));
		return fail(error, FAULT_INPUT, "%s, at byte %zu of the pattern: '%.*s'", why,
			    place, (int)MIN(text.size - place, 40), text.at + place);
	}
	pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &pattern->groups);
	if (pattern->groups > PATTERN_GROUPS_MAX) {
		pcre2_code_free(pattern->code);
		return fail(error, FAULT_LIMIT, "a pattern of more than %d groups",
			    PATTERN_GROUPS_MAX);
	}
	note_names(pattern);
	pattern->machine = pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0;
	*out = pattern;
	return true;
}

void pattern_release(struct pattern *pattern)
{
	pcre2_code_free(pattern->code);
	pattern->code = NULL;
}

uint32_t pattern_groups(const struct pattern *pattern)
{
	return pattern->groups;
}

const char *pattern_group_name(const struct pattern *pattern, uint32_t group)
{
	return group <= pattern->groups ? pattern->name[group] : NULL;
}

size_t matcher_bytes(uint32_t groups)
{
	return sizeof(struct matcher) + CONTEXT_BYTES + HEAP_BYTES +
	       (groups + 1) * 2 * sizeof(PCRE2_SIZE);
}

struct matcher *matcher_init(void *memory, uint32_t groups)
{
	struct matcher *matcher = memory;
	pcre2_general_context *general;

	matcher->pool.at = (char *)memory + ((sizeof(*matcher) + 15) & ~(size_t)15);
	matcher->pool.end = (char *)memory + matcher_bytes(groups);
	general = pcre2_general_context_create(pool_piece, keep, &matcher->pool);
	matcher->limits = pcre2_match_context_create(general);
	matcher->data = pcre2_match_data_create(groups + 1, general);
	invariant(general && matcher->limits && matcher->data);
	pcre2_set_depth_limit(matcher->limits, DEPTH_MAX);
	pcre2_set_heap_limit(matcher->limits, HEAP_BYTES >> 10);
	return matcher;
}

enum match pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span text)
{
	uint64_t steps = STEPS + (uint64_t)text.size * STEPS_PER_BYTE;
	PCRE2_SPTR bytes = (PCRE2_SPTR)(text.size ? text.at : "");
	int found;

	pcre2_set_match_limit(matcher->limits, (uint32_t)MIN(steps, UINT32_MAX));
	found = pattern->machine ? pcre2_jit_match(pattern->code, bytes, text.size, 0, 0,
						   matcher->data, matcher->limits)
				 : pcre2_match(pattern->code, bytes, text.size, 0, 0, matcher->data,
					       matcher->limits);
	matcher->text = text;
	matcher->groups = found > 0 ? (uint32_t)found : 0;
	if (found > 0)
		return MATCH_FOUND;
	return found == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_TOO_HARD;
}

struct span matcher_group(const struct matcher *matcher, uint32_t group)
{
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(matcher->data);

	if (group >= matcher->groups || place[2 * group] == PCRE2_UNSET ||
	    place[2 * group] > place[2 * group + 1])
		return span_of(NULL, 0);
	return span_of(matcher->text.at + place[2 * group],
		       place[2 * group + 1] - place[2 * group]);
}
