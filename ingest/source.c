/* source.c - which sources are meant, and what went wrong with one. */
#include "ingest/source.h"

#include "ingest/name.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

bool source_is_packed(const struct source *source)
{
	return source->compression && strcmp(source->compression, "none") != 0;
}

bool source_is_like(const struct source *source, const char *glob)
{
	return fnmatch(glob, source->path, 0) == 0 ||
	       fnmatch(glob, name_base(span_text(source->path)).at, 0) == 0;
}

void source_problem(struct source *source, struct arena *arena, const char *format, ...)
{
	char text[1024];
	va_list values;

	if (source->problems >= PROBLEMS_MAX - 1) {
		source->problems = PROBLEMS_MAX;
		source->problems_past++;
		source->problem[PROBLEMS_MAX - 1] =
			arena_print(arena, "%s: %u more problem%s", source->path,
				    source->problems_past, source->problems_past == 1 ? "" : "s");
		return;
	}
	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	source->problem[source->problems++] = arena_print(arena, "%s: %s", source->path, text);
}
