/* request_registry.c - see request_registry.h. */
#include "cmd/request_registry.h"

#include "parsers/csv_columns.h"
#include "parsers/declared.h"
#include "parsers/format_string.h"
#include "parsers/grok.h"
#include "parsers/load.h"
#include "parsers/nginx_conf.h"

#include <stdlib.h>

static bool add_log_formats(const struct options *options, struct registry *registry,
			    struct error *error)
{
	if ((options->date_format || options->time_format) && !options->log_formats.count)
		return fail(error, FAULT_USAGE, "--%s-format is of no use without --log-format",
			    options->date_format ? "date" : "time");
	for (uint32_t i = 0; i < options->log_formats.count; i++) {
		const struct format_string format = {
			.text = span_text(options->log_formats.item[i]),
			.date = options->date_format,
			.time = options->time_format,
			.origin = "--log-format",
			.preferred = true,
		};

		if (grok_is(format.text)
			    ? !declared_add_grok(format.text, format.origin, true, registry, error)
			    : !format_string_add(registry, &format, NULL, error))
			return error_within(error, "--log-format");
	}
	return true;
}

static bool name_columns(const struct options *options, struct registry *registry,
			 struct error *error)
{
	struct csv_columns *columns = arena_take(registry->arena, sizeof(*columns));

	*columns = (struct csv_columns){ options->time_column, options->count_column };
	if ((columns->time && !columns->time[0]) || (columns->count && !columns->count[0]))
		return fail(error, FAULT_USAGE,
			    "--%s-col: expected the name of a column or its number, from 1 on",
			    columns->time && !columns->time[0] ? "time" : "count");
	csv_columns_use(registry, columns);
	return true;
}

/* $XDG_CONFIG_HOME/seiche/formats, else ~/.config/seiche/formats; NULL without a home. */
static const char *own_folder(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* The specification wants relative ones to be ignored. */
	if (config && config[0] == '/')
		return arena_print(arena, "%s/seiche/formats", config);
	return home && home[0] ? arena_print(arena, "%s/.config/seiche/formats", home) : NULL;
}

/* Whose name is taken loses, so what the user asked for comes before what lies around. */
static bool fill(const struct options *options, struct arena *arena, struct registry *registry,
		 struct error *error)
{
	const char *folder = own_folder(arena);

	if (!name_columns(options, registry, error) || !declared_load_builtin(registry, error))
		return false;
	for (uint32_t i = 0; i < options->plugins.count; i++)
		if (!plugin_load(registry, options->plugins.item[i], error))
			return error_within(error, "--plugin");
	for (uint32_t i = 0; i < options->formats_dirs.count; i++)
		if (!declared_load_folder(options->formats_dirs.item[i], true, registry, error))
			return error_within(error, "--formats-dir");
	if (!add_log_formats(options, registry, error))
		return false;
	for (uint32_t i = 0; i < options->nginx_confs.count; i++)
		if (!nginx_conf_load(registry, options->nginx_confs.item[i], error))
			return error_within(error, "--nginx-conf");
	return !folder || declared_load_folder(folder, false, registry, error);
}

bool request_registry(const struct options *options, struct arena *arena, struct registry **out,
		      struct error *error)
{
	struct registry *registry = arena_take(arena, sizeof(*registry));

	registry_init(registry, arena);
	if (!fill(options, arena, registry, error)) {
		registry_release(registry);
		return false;
	}
	*out = registry;
	return true;
}

void request_tell_registry(const struct registry *registry, struct diag *diag)
{
	for (uint32_t i = 0; i < registry->warnings; i++)
		diag_warn(diag, "%s", registry->warning[i]);
}
