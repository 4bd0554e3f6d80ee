/* request_registry.c - see request_registry.h. */
#include "cmd/request_registry.h"

#include "parsers/format_string.h"
#include "parsers/load.h"

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

		if (!format_string_add(registry, &format, NULL, error))
			return error_within(error, "--log-format");
	}
	return true;
}

bool request_registry(const struct options *options, struct arena *arena, struct registry **out,
		      struct error *error)
{
	struct registry *registry = arena_take(arena, sizeof(*registry));
	bool ok = true;

	registry_init(registry, arena);
	for (uint32_t i = 0; ok && i < options->plugins.count; i++)
		ok = plugin_load(registry, options->plugins.item[i], error) ||
		     error_within(error, "--plugin");
	ok = ok && add_log_formats(options, registry, error);
	if (ok)
		*out = registry;
	else
		registry_release(registry);
	return ok;
}
