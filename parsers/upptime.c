/* upptime.c - see upptime.h. */
#include "parsers/upptime.h"

#include "core/core.h"

const char *upptime_verb(struct span text)
{
	static const char *const verbs[] = { " is up", " is down", " is degraded",
					     " has degraded performance" };
	const char *last = NULL, *end;

	if (!text.size)
		return NULL;
	end = text.at + text.size;
	for (size_t i = 0; i < LENGTH(verbs); i++) {
		const char *at = text.at;

		while ((at = memmem(at, (size_t)(end - at), verbs[i], strlen(verbs[i])))) {
			if (!last || at > last)
				last = at;
			at++;
		}
	}
	return last;
}
