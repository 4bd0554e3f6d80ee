/* load.c - see load.h. */
#include "parsers/load.h"

#include <dlfcn.h>
#include <stddef.h>

#define TABLE "seiche_parsers_v1"
#define TABLE_MAX 64
#define STATE_BYTES_MAX ((uint32_t)1 << 20)
/* What the first release of this version of the interface had; what came later may be missing. */
#define SIZE_MIN offsetof(struct seiche_parser, setup)
#define SIZE_MAX_SANE 65536

static bool check(const char *path, uint32_t number, const struct seiche_parser *theirs,
		  struct error *error)
{
	if (theirs->abi != SEICHE_PARSER_ABI)
		return fail(error, FAULT_PLUGIN,
			    "%s: parser %u is built for version %u of the plug-in interface, "
			    "this is version %d: build it anew",
			    path, number, theirs->abi, SEICHE_PARSER_ABI);
	if (theirs->size < SIZE_MIN || theirs->size > SIZE_MAX_SANE)
		return fail(error, FAULT_PLUGIN,
			    "%s: parser %u gives its size as %u bytes, at least %zu are needed",
			    path, number, theirs->size, SIZE_MIN);
	if (!theirs->parse)
		return fail(error, FAULT_PLUGIN, "%s: parser %u has no function parse", path,
			    number);
	if (theirs->state_size > STATE_BYTES_MAX)
		return fail(error, FAULT_PLUGIN,
			    "%s: parser %u wants %u bytes of state, at most %u can be had", path,
			    number, theirs->state_size, STATE_BYTES_MAX);
	return true;
}

/* Ours: of this program's size, without what is missing, in the registry's memory. */
static bool copy(const char *path, uint32_t number, const struct seiche_parser *theirs,
		 struct arena *arena, struct seiche_parser **out, struct error *error)
{
	struct seiche_parser *ours = arena_take(arena, sizeof(*ours));

	memcpy(ours, theirs, MIN(theirs->size, sizeof(*ours)));
	ours->size = sizeof(*ours);
	if (ours->setup && ours->state_size < sizeof(ours->setup))
		return fail(error, FAULT_PLUGIN,
			    "%s: parser %u has a setup, but no room for it in its state", path,
			    number);
	ours->summary = ours->summary ? ours->summary : "";
	ours->follows = ours->follows ? ours->follows : "";
	ours->example = ours->example ? ours->example : "";
	ours->rank = MIN(ours->rank, 100);
	*out = ours;
	return true;
}

static bool add_table(struct registry *registry, const char *path,
		      const struct seiche_parser *const *table, struct error *error)
{
	struct seiche_parser *ours[TABLE_MAX];
	uint32_t count = 0;
	size_t before = registry->count;

	for (; table[count]; count++) {
		if (count == TABLE_MAX)
			return fail(error, FAULT_PLUGIN, "%s: more than %d parsers", path,
				    TABLE_MAX);
		if (!check(path, count + 1, table[count], error) ||
		    !copy(path, count + 1, table[count], registry->arena, &ours[count], error))
			return false;
	}
	if (!count)
		return fail(error, FAULT_PLUGIN, "%s: its table " TABLE " is empty", path);
	for (uint32_t i = 0; i < count; i++) {
		struct registered entry = { .parser = ours[i], .origin = path };

		if (!registry_add(registry, entry, error)) {
			registry->count = before;
			error->fault = FAULT_PLUGIN;
			return false;
		}
	}
	return true;
}

bool plugin_load(struct registry *registry, const char *path, struct error *error)
{
	/* A name without a slash would be looked for where libraries lie. */
	const char *place = strchr(path, '/') ? path : arena_print(registry->arena, "./%s", path);
	const char *own = arena_copy(registry->arena, path, strlen(path));
	const struct seiche_parser *const *table;
	void *object = dlopen(place, RTLD_NOW | RTLD_LOCAL);

	if (!object)
		return fail(error, FAULT_PLUGIN, "cannot load the plug-in %s: %s", path, dlerror());
	table = dlsym(object, TABLE);
	if (!table)
		fail(error, FAULT_PLUGIN,
		     "%s exports no " TABLE ": it is no plug-in of seiche (SEICHE_EXPORT_PARSERS)",
		     path);
	else if (add_table(registry, own, table, error))
		return true;
	dlclose(object);
	return false;
}
