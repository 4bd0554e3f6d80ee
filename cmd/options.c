/*
 * options.c - GNU-style parsing by the table of options.
 *
 * Not getopt_long: it accepts abbreviations, which break scripts on the day a
 * second option begins alike.
 */
#include "core/nearest.h"
#include "cmd/option_table.h"
#include "core/span.h"

#include <string.h>

static bool unknown_option(struct span name, struct error *error)
{
	const char *names[OPTIONS_MAX];
	const char *nearest;
	char word[32];

	invariant(option_count <= OPTIONS_MAX);
	for (size_t i = 0; i < option_count; i++)
		names[i] = option_table[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)MIN(name.size, sizeof(word)), name.at);
	nearest = nearest_word(word, names, option_count);
	if (nearest)
		return fail(error, FAULT_USAGE, "unknown option --%s; did you mean --%s?", word,
			    nearest);
	return fail(error, FAULT_USAGE, "unknown option --%s; see `seiche help`", word);
}

/* "SERVICE=REST": a service has no slash, so a path with = in a folder's name is left whole. */
static const char *cut_service(const char *text, const char **rest, struct arena *arena)
{
	size_t size = strcspn(text, "=/");

	*rest = text;
	if (text[size] != '=' || size == 0)
		return NULL;
	*rest = text + size + 1;
	return arena_copy(arena, text, size);
}

struct parse {
	struct options *options;
	struct arena *arena;
	const char *host;
	size_t room;
};

static void add_source(struct parse *parse, const char *text)
{
	struct options *options = parse->options;
	struct source_request *source;

	options->source = arena_grow(parse->arena, options->source, options->sources, &parse->room,
				     sizeof(*source));
	source = &options->source[options->sources++];
	source->service = cut_service(text, &source->path, parse->arena);
	source->host = parse->host;
}

static bool full(const struct option *option, struct error *error)
{
	return fail(error, FAULT_LIMIT, "more than %d times --%s", LISTED_MAX, option->name);
}

static bool add_named(struct parse *parse, const struct option *option, const char *value,
		      struct error *error)
{
	struct named_list *list = option_field(parse->options, option);
	struct named_file *file = &list->item[list->count];

	if (list->count == LISTED_MAX)
		return full(option, error);
	file->service = cut_service(value, &file->path, parse->arena);
	list->count++;
	return true;
}

static bool apply(struct parse *parse, const struct option *option, const char *value,
		  struct error *error)
{
	void *field = option_field(parse->options, option);
	struct value_list *list = field;

	parse->options->origin[option - option_table] = "the command line";
	switch (option->kind) {
	case OPTION_TEXT:
		*(const char **)field = value;
		return true;
	case OPTION_COUNT:
		++*(uint32_t *)field;
		return true;
	case OPTION_FLAG:
		*(bool *)field = true;
		return true;
	case OPTION_LIST:
		if (list->count == LISTED_MAX)
			return full(option, error);
		list->item[list->count++] = value;
		return true;
	case OPTION_NAMED:
		return add_named(parse, option, value, error);
	case OPTION_HOST:
		parse->host = value;
		return true;
	}
	return false;
}

static bool refuse_foreign(const struct option *option, uint32_t command, struct error *error)
{
	if (option->commands & command)
		return true;
	return fail(error, FAULT_USAGE, "--%s is not an option of this command", option->name);
}

/* "--name", "--name=value" or "--name value"; *at moves on past a value. */
static bool parse_long(struct parse *parse, int argc, char **argv, int *at, uint32_t command,
		       struct error *error)
{
	const char *value = strchr(argv[*at], '=');
	struct span name = span_text(argv[*at] + 2);
	const struct option *option;

	if (value)
		name.size = (size_t)(value - name.at);
	option = option_named(name);
	if (!option)
		return unknown_option(name, error);
	if (!refuse_foreign(option, command, error))
		return false;
	if (!option->argument && value)
		return fail(error, FAULT_USAGE, "--%s takes no value", option->name);
	if (option->argument && value)
		value++;
	else if (option->argument) {
		if (*at + 1 >= argc)
			return fail(error, FAULT_USAGE, "--%s needs a value: --%s %s", option->name,
				    option->name, option->argument);
		value = argv[++*at];
	}
	return apply(parse, option, value, error);
}

/* "-q", "-qv", "-j4", "-j 4". */
static bool parse_letters(struct parse *parse, int argc, char **argv, int *at, uint32_t command,
			  struct error *error)
{
	for (const char *letter = argv[*at] + 1; *letter; letter++) {
		const struct option *option = option_lettered(*letter);
		const char *value = NULL;

		if (!option)
			return fail(error, FAULT_USAGE, "unknown option -%c; see `seiche help`",
				    *letter > ' ' && *letter < 127 ? *letter : '?');
		if (!refuse_foreign(option, command, error))
			return false;
		if (option->argument) {
			value = letter[1] ? letter + 1 : *at + 1 < argc ? argv[++*at] : NULL;
			if (!value)
				return fail(error, FAULT_USAGE, "-%c needs a value: -%c %s",
					    *letter, *letter, option->argument);
		}
		if (!apply(parse, option, value, error))
			return false;
		if (value)
			break;
	}
	return true;
}

bool options_parse(int argc, char **argv, uint32_t command, struct arena *arena,
		   struct options *options, struct error *error)
{
	struct options said = *options;
	struct parse parse = { .options = &said, .arena = arena };
	bool words_only = false;

	for (int at = 0; at < argc; at++) {
		const char *word = argv[at];
		bool ok = true;

		if (words_only || word[0] != '-' || word[1] == '\0')
			add_source(&parse, word);
		else if (strcmp(word, "--") == 0)
			words_only = true;
		else if (word[1] == '-')
			ok = parse_long(&parse, argc, argv, &at, command, error);
		else
			ok = parse_letters(&parse, argc, argv, &at, command, error);
		if (!ok)
			return false;
	}
	*options = said;
	return true;
}

void options_describe(uint32_t command, FILE *to)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		char left[64];

		if (!(option->commands & command))
			continue;
		snprintf(left, sizeof(left), "%c%c%c --%s%s%s", option->letter ? '-' : ' ',
			 option->letter ? option->letter : ' ', option->letter ? ',' : ' ',
			 option->name, option->argument ? " " : "",
			 option->argument ? option->argument : "");
		fprintf(to, "  %-29s %s%s\n", left,
			strlen(left) > 29 ? "\n                                " : "",
			option->summary);
	}
}
