/* json_tree.c - a whole small document as a tree, built from what the pull reader says. */
#include "core/json.h"

#include "core/arena.h"

static struct span decode(struct span text, struct text *scratch, struct arena *arena)
{
	text_clear(scratch);
	text_decode(scratch, TEXT_JSON, text);
	return span_of(arena_copy(arena, text_span(scratch).at, scratch->size), scratch->size);
}

static struct json_value *make_value(const struct json *json, enum json_kind kind,
				     struct text *scratch, struct arena *arena)
{
	struct json_value *value = arena_take(arena, sizeof(*value));

	value->kind = kind;
	/* The reader stands behind the value, for strings behind their closing quote. */
	value->offset = json_offset(json) - 1;
	if (kind == JSON_STRING) {
		value->offset = (size_t)(json->text.at - json->start) - 1;
		value->text = decode(json->text, scratch, arena);
	} else if (kind == JSON_NUMBER) {
		value->offset = (size_t)(json->text.at - json->start);
		value->text =
			span_of(arena_copy(arena, json->text.at, json->text.size), json->text.size);
	} else if (kind == JSON_TRUE || kind == JSON_NULL) {
		value->offset = json_offset(json) - 4;
	} else if (kind == JSON_FALSE) {
		value->offset = json_offset(json) - 5;
	}
	if (json->key.at)
		value->key = decode(json->key, scratch, arena).at;
	return value;
}

static enum json_kind build(struct json *json, struct text *scratch, struct arena *arena,
			    struct json_value **root)
{
	struct json_value *parent[JSON_DEPTH_MAX + 1] = { NULL }, **next[JSON_DEPTH_MAX + 1];
	enum json_kind kind;

	next[0] = root;
	while ((kind = json_next(json)) > JSON_BROKEN) {
		bool opens = kind == JSON_OBJECT || kind == JSON_ARRAY;
		uint32_t depth = json->depth - (opens ? 1u : 0u);
		struct json_value *value;

		if (kind == JSON_CLOSE)
			continue;
		value = make_value(json, kind, scratch, arena);
		*next[depth] = value;
		next[depth] = &value->next;
		if (parent[depth])
			parent[depth]->count++;
		if (opens) {
			parent[depth + 1] = value;
			next[depth + 1] = &value->first;
		}
	}
	return kind;
}

bool json_read(struct span text, struct arena *arena, struct json_value **out, struct error *error)
{
	struct json_value *root = NULL;
	struct text scratch;
	struct json json;
	enum json_kind kind;

	json_init(&json, text);
	text_init(&scratch, text.size);
	kind = build(&json, &scratch, arena, &root);
	text_release(&scratch);
	if (kind == JSON_END) {
		*out = root;
		return true;
	}
	if (json.at == json.end)
		return fail(error, FAULT_INPUT, "byte %zu: the JSON document ends too early",
			    json_offset(&json));
	if (json.depth == JSON_DEPTH_MAX)
		return fail(error, FAULT_INPUT, "byte %zu: broken, or nested deeper than %d",
			    json_offset(&json), JSON_DEPTH_MAX);
	return fail(error, FAULT_INPUT, "byte %zu: this is not JSON", json_offset(&json));
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json_value *member = object->first; member; member = member->next)
		if (strcmp(member->key, key) == 0)
			return member;
	return NULL;
}

const char *json_member_text(const struct json_value *object, const char *key)
{
	const struct json_value *member = json_member(object, key);

	return member && member->kind == JSON_STRING ? member->text.at : NULL;
}
