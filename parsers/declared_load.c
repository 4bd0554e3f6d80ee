/* declared_load.c - files and folders of declared formats. */
#include "parsers/declared.h"

#include "core/file.h"
#include "parsers/grok.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define FILES_MAX 1024

bool declared_load(struct span text, const char *origin, struct registry *registry,
		   struct error *error)
{
	struct arena *arena = registry->arena;
	const char *own = arena_copy(arena, origin, strlen(origin));
	size_t before = registry->count;
	struct json_value *root;
	bool ok;

	if (!json_read(text, arena, &root, error))
		return error_within(error, "%s", own);
	ok = json_member(root, "format") ? declared_load_own(root, own, registry, error)
					 : declared_load_lnav(root, own, registry, error);
	if (!ok) {
		while (registry->count > before) {
			registry->count--;
			if (registry->item[registry->count].release)
				registry->item[registry->count].release(
					registry->item[registry->count].parser);
		}
		/* The registry says itself where a name comes from. */
		return span_starts(span_text(error->text), span_text(own))
			       ? false
			       : error_within(error, "%s", own);
	}
	return true;
}

bool declared_add_grok(struct span text, const char *origin, bool preferred,
		       struct registry *registry, struct error *error)
{
	const struct declared_naming naming = { .strict = false };
	struct arena *arena = registry->arena;
	struct declared *declared = arena_take(arena, sizeof(*declared));
	struct span pattern;

	if (!grok_expand(text, NULL, arena, &pattern, error))
		return false;
	if (!declared_add_pattern(declared, pattern, &naming, arena, error)) {
		declared_release(declared);
		return false;
	}
	declared->kind = declared_is_request(declared) ? SEICHE_REQUEST : SEICHE_MESSAGE;
	declared->name = registry_free_name(registry, "log-format");
	declared->summary = "grok pattern";
	if (!declared_register(declared, origin, arena_copy(arena, text.at, text.size), registry,
			       error))
		return false;
	registry->item[registry->count - 1].preferred = preferred;
	return true;
}

static int is_file_of_formats(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && span_ends(span_text(entry->d_name), SPAN(".json"));
}

static bool load_file(const char *path, struct registry *registry, struct error *error)
{
	struct arena arena = { 0 };
	struct span text;
	bool ok = file_load(&file_system, path, DECLARED_BYTES_MAX, &arena, &text, error) &&
		  declared_load(text, path, registry, error);

	arena_release(&arena);
	return ok;
}

bool declared_load_folder(const char *path, bool must, struct registry *registry,
			  struct error *error)
{
	struct dirent **entry = NULL;
	int files = scandir(path, &entry, is_file_of_formats, alphasort);
	bool ok = true;

	if (files < 0)
		return !must && errno == ENOENT
			       ? true
			       : fail_errno(error, "cannot read the folder %s", path);
	if (files > FILES_MAX)
		ok = fail(error, FAULT_LIMIT, "%s: more than %d files of formats", path, FILES_MAX);
	for (int i = 0; i < files; i++) {
		if (ok)
			ok = load_file(
				arena_print(registry->arena, "%s/%s", path, entry[i]->d_name),
				registry, error);
		if (!ok && !must) {
			registry_warn(registry, "%s", error->text);
			ok = true;
		}
		free(entry[i]);
	}
	free(entry);
	return ok;
}

bool declared_load_builtin(struct registry *registry, struct error *error)
{
	for (const struct declared_file *file = declared_builtin; file->name; file++)
		if (!declared_load(span_text(file->text), "built-in", registry, error))
			return error_within(error, "%s", file->name);
	return true;
}
