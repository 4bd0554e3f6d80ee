/* request_registry.c - see request_registry.h. */
#include "cmd/request_registry.h"

#include "parsers/load.h"

bool request_registry(const struct options *options, struct arena *arena, struct registry **out,
		      struct error *error)
{
	struct registry *registry = arena_take(arena, sizeof(*registry));
	bool ok = true;

	registry_init(registry, arena);
	for (uint32_t i = 0; ok && i < options->plugins.count; i++)
		ok = plugin_load(registry, options->plugins.item[i], error) ||
		     error_within(error, "--plugin");
	if (ok)
		*out = registry;
	else
		registry_release(registry);
	return ok;
}
