/* fuzz_json.c - the reader stays inside; skipping is walking; the tree is what was walked. */
#include "core/arena.h"
#include "core/json.h"
#include "tests/fuzz/fuzz.h"

/* Walk to the end; the number of values, and in `kind` how it ended. */
static uint64_t walk(struct span text, enum json_kind *kind, size_t *offset)
{
	struct json json;
	uint64_t values = 0;

	json_init(&json, text);
	while ((*kind = json_next(&json)) > JSON_BROKEN) {
		invariant(json_offset(&json) <= text.size);
		invariant(json.depth <= JSON_DEPTH_MAX);
		invariant(!json.text.size ||
			  (json.text.at >= text.at &&
			   json.text.at + json.text.size <= text.at + text.size));
		values += *kind != JSON_CLOSE;
	}
	invariant(json_next(&json) == *kind);
	*offset = json_offset(&json);
	return values;
}

static void skip_is_walk(struct span text, enum json_kind wanted)
{
	struct json json;
	enum json_kind kind;

	json_init(&json, text);
	while ((kind = json_next(&json)) > JSON_BROKEN)
		if ((kind == JSON_OBJECT || kind == JSON_ARRAY) && !json_skip(&json))
			break;
	invariant((wanted == JSON_END) == (kind == JSON_END));
}

static uint64_t count(const struct json_value *value)
{
	uint64_t values = 1, children = 0;

	for (const struct json_value *child = value->first; child; child = child->next, children++)
		values += count(child);
	invariant(children == value->count);
	return values;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span text = span_of((const char *)bytes, size);
	struct arena arena = { 0 };
	struct json_value *root = NULL;
	struct error error;
	enum json_kind kind;
	size_t offset;
	uint64_t values = walk(text, &kind, &offset);

	skip_is_walk(text, kind);
	if (json_read(text, &arena, &root, &error)) {
		invariant(kind == JSON_END && offset == size);
		invariant(count(root) == values);
	} else {
		invariant(kind == JSON_BROKEN && !root);
	}
	arena_release(&arena);
	return 0;
}
