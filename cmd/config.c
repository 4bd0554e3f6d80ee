/* config.c - settings from files and environment. */
#include "cmd/config.h"

#include "core/nearest.h"
#include "core/file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_MAX_BYTES 65536
#define VARIABLE "SEICHE_"

struct reading {
	struct options *options;
	struct arena *arena;
};

static bool set_flag(struct span value, bool *flag)
{
	static const char *const yes[] = { "", "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };

	for (size_t i = 0; i < LENGTH(yes); i++)
		if (span_is(value, span_text(yes[i])))
			return *flag = true;
	for (size_t i = 0; i < LENGTH(no); i++)
		if (span_is(value, span_text(no[i]))) {
			*flag = false;
			return true;
		}
	return false;
}

/* `origin` is where it is said: begins messages, too. */
static bool set(struct reading *reading, const struct option *option, struct span value,
		const char *origin, struct error *error)
{
	void *field = option_field(reading->options, option);

	if (option->kind == OPTION_FLAG) {
		if (!set_flag(value, field))
			return fail(error, FAULT_USAGE, "%s: %s: expected yes or no", origin,
				    option->name);
	} else {
		const char *text = arena_copy(reading->arena, value.at, value.size);
		struct value_list *list = field;

		invariant(option->kind == OPTION_TEXT || option->kind == OPTION_LIST);
		if (!value.size)
			return fail(error, FAULT_USAGE, "%s: %s has no value", origin,
				    option->name);
		if (option->kind == OPTION_TEXT)
			*(const char **)field = text;
		else if (list->count < LISTED_MAX)
			list->item[list->count++] = text;
	}
	reading->options->origin[option - option_table] = origin;
	return true;
}

static bool unknown(struct span name, const char *origin, struct error *error)
{
	const char *names[OPTIONS_MAX];
	const char *nearest;
	char word[32];
	size_t count = 0;

	if (option_named(name))
		return fail(error, FAULT_USAGE,
			    "%s: %.*s is no setting: say --%.*s on the command line", origin,
			    (int)name.size, name.at, (int)name.size, name.at);
	for (size_t i = 0; i < option_count; i++)
		if (option_table[i].setting)
			names[count++] = option_table[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)MIN(name.size, sizeof(word)), name.at);
	nearest = nearest_word(word, names, count);
	return fail(error, FAULT_USAGE, "%s: unknown setting %s; %s%s%s", origin, word,
		    nearest ? "did you mean " : "see `seiche help --show-config`",
		    nearest ? nearest : "", nearest ? "?" : "");
}

static bool read_line(struct reading *reading, struct span line, const char *origin,
		      struct error *error)
{
	struct span name = span_trim(span_cut(&line, '='));
	const struct option *option = option_named(name);

	if (!option || !option->setting)
		return unknown(name, origin, error);
	return set(reading, option, span_trim(line), origin, error);
}

static bool read_file(struct reading *reading, const char *path, struct error *error)
{
	struct span text;

	if (access(path, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (!file_load(&file_system, path, CONFIG_MAX_BYTES, reading->arena, &text, error))
		return false;
	for (unsigned number = 1; text.size; number++) {
		struct span line = span_trim(span_cut(&text, '\n'));

		if (!line.size || line.at[0] == '#')
			continue;
		if (!read_line(reading, line, arena_print(reading->arena, "%s:%u", path, number),
			       error))
			return false;
	}
	return true;
}

static const char *variable_of(const struct option *option, struct arena *arena)
{
	char *name = arena_print(arena, VARIABLE "%s", option->name);

	for (char *at = name; *at; at++)
		*at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
	return name;
}

static bool read_environment(struct reading *reading, struct error *error)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		const char *name, *value;

		if (!option->setting)
			continue;
		name = variable_of(option, reading->arena);
		value = getenv(name);
		if (value && value[0] && !set(reading, option, span_text(value), name, error))
			return false;
	}
	return true;
}

/* The value of a variable of the XDG base directory specification, where it is one. */
static const char *folder_variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] == '/' ? value : NULL;
}

static bool read_system_files(struct reading *reading, struct span folders, struct error *error)
{
	struct span first = span_cut(&folders, ':');

	/* The last is read first: it counts least. */
	if (folders.size && !read_system_files(reading, folders, error))
		return false;
	if (!first.size || first.at[0] != '/')
		return true;
	return read_file(
		reading,
		arena_print(reading->arena, "%.*s/seiche/config", (int)first.size, first.at),
		error);
}

static bool read_files(struct reading *reading, struct error *error)
{
	const char *system = folder_variable("XDG_CONFIG_DIRS");
	const char *user = folder_variable("XDG_CONFIG_HOME");
	const char *home = folder_variable("HOME");

	if (!read_system_files(reading, span_text(system ? system : "/etc/xdg"), error))
		return false;
	if (user)
		return read_file(reading, arena_print(reading->arena, "%s/seiche/config", user),
				 error);
	return !home ||
	       read_file(reading, arena_print(reading->arena, "%s/.config/seiche/config", home),
			 error);
}

bool config_load(bool files, struct arena *arena, struct options *options, struct error *error)
{
	struct reading reading = { .options = options, .arena = arena };

	return (!files || read_files(&reading, error)) && read_environment(&reading, error);
}

/* Of a list the last value, which counts most. */
static const char *last_text(const struct option *option, const void *field)
{
	const struct value_list *list = field;

	return option->kind == OPTION_LIST ? list->item[list->count - 1]
					   : *(const char *const *)field;
}

void config_describe(const struct options *options, FILE *to)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		const void *field = (const char *)options + option->field;
		const char *origin = options->origin[i];

		if (!option->setting)
			continue;
		fprintf(to, "# %s\n", option->summary);
		if (!origin)
			fprintf(to, "# %s =\n\n", option->name);
		else if (option->kind == OPTION_FLAG)
			fprintf(to, "# from %s\n%s = %s\n\n", origin, option->name,
				*(const bool *)field ? "yes" : "no");
		else
			fprintf(to, "# from %s\n%s = %s\n\n", origin, option->name,
				last_text(option, field));
	}
}
