/* grok.c - see grok.h. */
#include "parsers/grok.h"

/* The dictionary as a file: "NAME expression" a line. (data/formats/grok.patterns) */
extern const char grok_dictionary[];

#define NAME_MAX_BYTES 40
#define FIELD_MAX_BYTES 32 /* PCRE2 allows no longer name for a group */

struct reference {
	struct span name, field; /* field empty: no group */
	size_t size;             /* of the whole "%{...}" */
};

struct expansion {
	const struct json_value *more;
	struct text text;
	struct error *error;
};

static bool is_name_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

/* At "%{": false where it is no reference. */
static bool reference_at(struct span text, struct reference *out)
{
	size_t at = 2, from = 2;

	*out = (struct reference){ 0 };
	if (text.size < 4 || text.at[0] != '%' || text.at[1] != '{')
		return false;
	while (at < text.size && is_name_byte(text.at[at]))
		at++;
	out->name = span_of(text.at + from, at - from);
	if (at < text.size && text.at[at] == ':') {
		from = ++at;
		while (at < text.size && text.at[at] != ':' && text.at[at] != '}' &&
		       (is_name_byte(text.at[at]) || strchr("[]@.-", text.at[at])))
			at++;
		out->field = span_of(text.at + from, at - from);
	}
	if (at < text.size && text.at[at] == ':')
		for (at++; at < text.size && is_name_byte(text.at[at]);)
			at++;
	out->size = at + 1;
	return out->name.size && out->name.size <= NAME_MAX_BYTES && at < text.size &&
	       text.at[at] == '}';
}

static struct span in_dictionary(struct span name)
{
	struct span rest = span_text(grok_dictionary);

	while (rest.size) {
		struct span line = span_cut(&rest, '\n');
		struct span found = span_cut(&line, ' ');

		if (found.size && found.at[0] != '#' && span_is(found, name))
			return span_trim(line);
	}
	return span_of(NULL, 0);
}

static struct span look_up(const struct expansion *expansion, struct span name)
{
	char key[NAME_MAX_BYTES + 1] = "";
	const char *own;

	memcpy(key, name.at, name.size);
	own = json_member_text(expansion->more, key);
	return own ? span_text(own) : in_dictionary(name);
}

/* "[http][request]" is http_request; a group's name has to begin with a letter. */
static void add_field(struct text *text, struct span field)
{
	size_t size = 0;

	for (size_t i = 0; i < field.size && size < FIELD_MAX_BYTES; i++) {
		char byte = field.at[i];

		if (is_name_byte(byte))
			text_byte(text, size || !(byte >= '0' && byte <= '9') ? byte : '_');
		else if (size && i + 1 < field.size && byte != ']')
			text_byte(text, '_');
		else
			continue;
		size++;
	}
	if (!size)
		text_byte(text, '_');
}

static bool expand(struct expansion *expansion, struct span text, int depth)
{
	while (text.size) {
		struct reference reference;
		struct span means;

		if (!reference_at(text, &reference)) {
			text_byte(&expansion->text, text.at[0]);
			text = span_of(text.at + 1, text.size - 1);
			continue;
		}
		means = look_up(expansion, reference.name);
		if (!means.at)
			return fail(expansion->error, FAULT_INPUT,
				    "the grok pattern %%{%.*s} is not known: define it in "
				    "\"patterns\"",
				    (int)reference.name.size, reference.name.at);
		if (depth == GROK_DEPTH_MAX)
			return fail(
				expansion->error, FAULT_LIMIT,
				"the grok pattern %%{%.*s} stands inside of itself, or too deep",
				(int)reference.name.size, reference.name.at);
		text_add(&expansion->text, SPAN("(?"));
		if (reference.field.size) {
			text_byte(&expansion->text, '<');
			add_field(&expansion->text, reference.field);
			text_byte(&expansion->text, '>');
		} else {
			text_byte(&expansion->text, ':');
		}
		if (!expand(expansion, means, depth + 1))
			return false;
		text_byte(&expansion->text, ')');
		if (expansion->text.cut)
			return fail(expansion->error, FAULT_LIMIT,
				    "the pattern grows past %zu bytes", GROK_BYTES_MAX);
		text = span_of(text.at + reference.size, text.size - reference.size);
	}
	return true;
}

bool grok_expand(struct span text, const struct json_value *more, struct arena *arena,
		 struct span *out, struct error *error)
{
	struct expansion expansion = { .more = more, .error = error };
	bool ok;

	text_init(&expansion.text, GROK_BYTES_MAX);
	ok = expand(&expansion, text, 0);
	if (ok && expansion.text.cut)
		ok = fail(error, FAULT_LIMIT, "the pattern grows past %zu bytes", GROK_BYTES_MAX);
	if (ok)
		*out = span_of(
			arena_copy(arena, text_span(&expansion.text).at, expansion.text.size),
			expansion.text.size);
	text_release(&expansion.text);
	return ok;
}

bool grok_is(struct span text)
{
	for (; text.size; text = span_of(text.at + 1, text.size - 1)) {
		struct reference reference;

		if (!reference_at(text, &reference) || !in_dictionary(reference.name).at)
			continue;
		/* Apache's "%{NAME}e" has a letter behind it. */
		if (reference.field.size || reference.size == text.size ||
		    !is_name_byte(text.at[reference.size]))
			return true;
	}
	return false;
}
