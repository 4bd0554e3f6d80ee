/* log_path.c - see log_path.h. */
#include "parsers/log_path.h"

#include "core/span.h"

static bool is_separator(char byte)
{
	return byte == '.' || byte == '-' || byte == '_';
}

static bool is_rotation_word(struct span word)
{
	static const char *const words[] = { "gz",  "bz2", "xz",   "zst", "lz4",
					     "zip", "old", "save", "log", "txt" };
	bool digits = true;

	for (size_t i = 0; i < word.size; i++)
		digits &= word.at[i] >= '0' && word.at[i] <= '9';
	if (digits)
		return word.size > 0;
	for (size_t i = 0; i < LENGTH(words); i++)
		if (span_is(word, span_text(words[i])))
			return true;
	return false;
}

/* What rotation puts behind a name: words like 1, 20140222, gz, each behind a separator. */
static bool is_rotation(struct span rest)
{
	while (rest.size) {
		size_t size = 1;

		if (!is_separator(rest.at[0]))
			return false;
		while (size < rest.size && !is_separator(rest.at[size]))
			size++;
		if (!is_rotation_word(span_of(rest.at + 1, size - 1)))
			return false;
		rest = span_of(rest.at + size, rest.size - size);
	}
	return true;
}

static bool is_rotated_from(struct span name, struct span log)
{
	if (!log.size)
		return false;
	if (span_starts(name, log) &&
	    is_rotation(span_of(name.at + log.size, name.size - log.size)))
		return true;
	/* With the ending kept last: shop.log becomes shop-20140222.log. */
	if (!span_ends(log, SPAN(".log")) || log.size == 4)
		return false;
	log.size -= 4;
	return span_starts(name, log) &&
	       is_rotation(span_of(name.at + log.size, name.size - log.size));
}

/* The last part of the path, taken off its end. */
static struct span cut_last(struct span *path)
{
	size_t size = 0;
	struct span part;

	while (path->size && path->at[path->size - 1] == '/')
		path->size--;
	while (size < path->size && path->at[path->size - size - 1] != '/')
		size++;
	part = span_of(path->at + path->size - size, size);
	path->size -= size;
	return part;
}

uint32_t log_path_agrees(const char *log, const char *path)
{
	struct span left = span_text(log), right = span_text(path);
	uint32_t parts = 0;

	if (!is_rotated_from(cut_last(&right), cut_last(&left)))
		return 0;
	for (parts = 1;; parts++) {
		struct span a = cut_last(&left), b = cut_last(&right);

		if (!a.size || !span_is(a, b))
			return parts;
	}
}
