/* fuzz_template.c - any lines have shapes that read back as they are, and each has a template. */
#include "analysis/message_memo.h"
#include "analysis/template_parts.h"
#include "tests/fuzz/fuzz.h"

#define LINES_MAX 64

static void check_shape(const struct template_shape *shape)
{
	struct token token[TEMPLATE_TOKENS];
	struct span rest = span_of(shape->at, shape->size);
	uint32_t tokens = 0;
	char again[TEMPLATE_SHAPE_BYTES];

	invariant(shape->size <= TEMPLATE_SHAPE_BYTES && !shape->at[shape->size]);
	while (tokens < TEMPLATE_TOKENS && token_next(&rest, &token[tokens]))
		tokens++;
	invariant(!rest.size);
	invariant(span_is(span_of(again, tokens_write(token, tokens, again, sizeof(again))),
			  span_of(shape->at, shape->size)));
}

/* Shapes are kept by messages whose digits were made alike: they must have the same. */
static void check_canonical(struct span message, const struct template_shape *shape)
{
	static struct template_shape other;
	static char canonical[TEMPLATE_MESSAGE_BYTES + 8];

	if (message.size > TEMPLATE_MESSAGE_BYTES)
		return;
	message_memo_canonical(message, canonical);
	template_mask(span_of(canonical, message.size), &other);
	invariant(span_is(span_of(other.at, other.size), span_of(shape->at, shape->size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct template_shape shape[LINES_MAX];
	struct template_seen seen[LINES_MAX] = { 0 };
	struct span rest = span_of((const char *)bytes, size);
	struct arena arena = { 0 };
	struct templates templates;
	uint32_t count = 0;

	while (rest.size && count < LINES_MAX) {
		struct span message = span_cut(&rest, '\n');

		template_mask(message, &shape[count]);
		check_shape(&shape[count]);
		check_canonical(message, &shape[count]);
		seen[count] = (struct template_seen){
			.shape = span_of(shape[count].at, shape[count].size),
			.scope = count % 2,
			.count = count + 1,
		};
		count++;
	}
	templates = template_group(seen, count, &arena);
	invariant(templates.count <= count);
	for (uint32_t i = 0; i < count; i++) {
		invariant(templates.of[i] < templates.count);
		invariant((templates.text[templates.of[i]][0] != '\0') == (shape[i].size > 0));
	}
	arena_release(&arena);
	return 0;
}
