/* format_string.c - see format_string.h. */
#include "parsers/format_string.h"

#include "parsers/field_program.h"

static bool has(struct span text, const char *word)
{
	return memmem(text.at, text.size, word, strlen(word)) != NULL;
}

/* "$name" or "${name}" anywhere. */
static bool has_variable(struct span text)
{
	for (size_t i = 0; i + 1 < text.size; i++) {
		char next = text.at[i + 1];

		if (text.at[i] == '$' &&
		    (next == '{' || next == '_' || (next >= 'a' && next <= 'z')))
			return true;
	}
	return false;
}

/* What only goaccess has: %x %d %~ ~h, %^ that is none of Apache's, a preset's name. */
static bool is_goaccess(const struct format_string *format)
{
	struct span text = format->text;
	bool letters = text.size > 0;

	if (format->date || format->time || has(text, "~h{"))
		return true;
	for (size_t i = 0; i + 1 < text.size; i++) {
		char next = text.at[i + 1];

		if (text.at[i] != '%')
			continue;
		if (next == '{') {
			/* Apache's: what is inside of the braces is no specifier. */
			while (i < text.size && text.at[i] != '}')
				i++;
			continue;
		}
		if (next == 'x' || next == 'd' || next == '~' ||
		    (next == '^' && (i + 2 >= text.size || text.at[i + 2] != 'F')))
			return true;
		i++;
	}
	for (size_t i = 0; i < text.size; i++)
		letters &= text.at[i] >= 'A' && text.at[i] <= 'Z';
	return letters;
}

/* Lower case, with '-' for whatever a name may not hold. */
static const char *make_name(struct span text, struct arena *arena)
{
	char *name = arena_copy(arena, text.at, MIN(text.size, 40));

	for (char *at = name; *at; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 32);
		else if ((*at < 'a' || *at > 'z') && (*at < '0' || *at > '9'))
			*at = '-';
	}
	return name;
}

bool format_string_add(struct registry *registry, const struct format_string *format,
		       const struct seiche_parser **out, struct error *error)
{
	struct arena *arena = registry->arena;
	struct format_parts parts = { .arena = arena };
	const struct field_program *program;
	struct registered entry = { .origin = format->origin, .preferred = format->preferred };
	const char *dialect, *name = format->name;
	struct span text = span_trim(format->text);
	bool ok;

	if (text.size > FORMAT_BYTES_MAX)
		return fail(error, FAULT_LIMIT, "a format of more than %d bytes", FORMAT_BYTES_MAX);
	text.at = arena_copy(arena, text.size ? text.at : "", text.size);
	if (span_starts(text, SPAN("log_format")) || has_variable(text)) {
		dialect = "nginx log_format";
		ok = format_nginx(text, &parts, error);
	} else if (is_goaccess(format)) {
		dialect = "goaccess log format";
		ok = format_goaccess(text, format->date, format->time, &parts, error);
	} else {
		dialect = "Apache LogFormat";
		ok = format_apache(text, &parts, error);
	}
	if (!ok || !field_build(&parts, &program, error))
		return error_within(error, "%s", dialect);
	if (!name)
		name = make_name(parts.nickname.size ? parts.nickname : SPAN("log-format"), arena);
	entry.parser = field_parser(program, registry_free_name(registry, name), dialect, arena);
	entry.detail = arena_print(arena, "%.*s\n\n%s", (int)text.size, text.at, program->columns);
	if (!registry_add(registry, entry, error))
		return false;
	if (out)
		*out = entry.parser;
	return true;
}
