/* registry.c - see registry.h. */
#include "parsers/registry.h"

#include "core/core.h"

#include <stdio.h>
#include <string.h>

static bool is_name(const char *name)
{
	if (!name || !name[0] || strlen(name) > 40)
		return false;
	for (const char *at = name; *at; at++)
		if ((*at < 'a' || *at > 'z') && (*at < '0' || *at > '9') && *at != '-')
			return false;
	return true;
}

static void append(struct registry *registry, struct registered entry)
{
	registry->item = arena_grow(registry->arena, registry->item, registry->count,
				    &registry->room, sizeof(*registry->item));
	registry->item[registry->count++] = entry;
}

void registry_init(struct registry *registry, struct arena *arena)
{
	*registry = (struct registry){ .arena = arena };
	for (size_t i = 0; parsers_builtin[i]; i++)
		append(registry,
		       (struct registered){ .parser = parsers_builtin[i], .origin = "built-in" });
}

void registry_release(struct registry *registry)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->item[i].release)
			registry->item[i].release(registry->item[i].parser);
	*registry = (struct registry){ 0 };
}

bool registry_add(struct registry *registry, struct registered entry, struct error *error)
{
	const char *name = entry.parser->name;
	const struct seiche_parser *taken;

	if (!is_name(name))
		return fail(error, FAULT_INPUT,
			    "%s: the name of a format is made of a-z, 0-9 and '-', at most 40: "
			    "'%.60s' is none",
			    entry.origin, name ? name : "");
	taken = registry_find(registry, name);
	if (taken)
		return fail(error, FAULT_INPUT, "%s: the name '%s' is taken, by %s", entry.origin,
			    name, registry_about(registry, taken)->origin);
	if (registry->count == PARSERS_MAX)
		return fail(error, FAULT_LIMIT, "%s: more than %d formats", entry.origin,
			    PARSERS_MAX);
	append(registry, entry);
	return true;
}

bool registry_add_log(struct registry *registry, const char *path,
		      const struct seiche_parser *parser, struct error *error)
{
	if (registry->logs == LOG_PATHS_MAX)
		return fail(error, FAULT_LIMIT, "more than %d logs with a format of their own",
			    LOG_PATHS_MAX);
	registry->log = arena_grow(registry->arena, registry->log, registry->logs,
				   &registry->log_room, sizeof(*registry->log));
	registry->log[registry->logs++] = (struct log_path){
		.path = arena_copy(registry->arena, path, strlen(path)),
		.parser = parser,
	};
	return true;
}

void registry_warn(struct registry *registry, const char *format, ...)
{
	char text[512];
	va_list arguments;

	if (registry->warnings == WARNINGS_MAX) {
		registry->warning[WARNINGS_MAX - 1] = "and more formats that were left out";
		return;
	}
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	registry->warning[registry->warnings++] = arena_copy(registry->arena, text, strlen(text));
}

size_t registry_count(const struct registry *registry)
{
	size_t count = 0;

	if (registry)
		return registry->count;
	while (parsers_builtin[count])
		count++;
	return count;
}

const struct seiche_parser *registry_at(const struct registry *registry, size_t i)
{
	return registry ? registry->item[i].parser : parsers_builtin[i];
}

const struct seiche_parser *registry_find(const struct registry *registry, const char *name)
{
	size_t count = registry_count(registry);

	for (size_t i = 0; i < count; i++)
		if (strcmp(registry_at(registry, i)->name, name) == 0)
			return registry_at(registry, i);
	return NULL;
}

const char *registry_free_name(const struct registry *registry, const char *name)
{
	const char *tried = name;

	for (int number = 2; registry_find(registry, tried); number++)
		tried = arena_print(registry->arena, "%.36s-%d", name, number);
	return tried;
}

const struct registered *registry_about(const struct registry *registry,
					const struct seiche_parser *parser)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->item[i].parser == parser)
			return &registry->item[i];
	return NULL;
}

struct objection registry_objection(const struct registry *registry,
				    const struct seiche_source *source,
				    const struct seiche_parser *instead, struct arena *arena)
{
	struct objection found = { 0 };

	for (size_t i = 0; registry && i < registry->count && !found.text; i++)
		if (registry->item[i].objection && registry->item[i].parser != instead)
			found = registry->item[i].objection(registry->item[i].parser, source,
							    instead, arena);
	return found;
}

bool parser_open(const struct seiche_parser *parser, void *state,
		 const struct seiche_source *source, const char **why)
{
	if (parser->setup)
		memcpy(state, &parser->setup, sizeof(parser->setup));
	return !parser->open || parser->open(state, source, &parser_host, why) == 0;
}
