/* name.c - see name.h. */
#include "ingest/name.h"

#include "core/clock.h"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_separator(char byte)
{
	return byte == '-' || byte == '_' || byte == '.';
}

static bool two_digits(const char *at, int least, int most)
{
	int number = (at[0] - '0') * 10 + at[1] - '0';

	return is_digit(at[0]) && is_digit(at[1]) && number >= least && number <= most;
}

/* A date at the front of `text`: its length, or 0. */
static size_t date_length(struct span text)
{
	size_t gap;

	if (text.size < 8 || text.at[0] != '2' || text.at[1] != '0' || !is_digit(text.at[2]) ||
	    !is_digit(text.at[3]))
		return 0;
	gap = is_separator(text.at[4]);
	if (text.size < 8 + 2 * gap || !two_digits(text.at + 4 + gap, 1, 12))
		return 0;
	if (gap && text.at[7] != text.at[4])
		return 0;
	return two_digits(text.at + 6 + 2 * gap, 1, 31) ? 8 + 2 * gap : 0;
}

/* A time of day behind a date: [-T_]HH[MM[SS]] or with separators; its length, or 0. */
static size_t hour_length(struct span text)
{
	size_t at = 0;

	for (int part = 0; part < 3; part++) {
		size_t gap = at < text.size && (is_separator(text.at[at]) || text.at[at] == ':' ||
						(!part && text.at[at] == 'T'));

		if ((!part && !gap) || text.size < at + gap + 2 ||
		    !two_digits(text.at + at + gap, 0, part ? 59 : 23))
			break;
		at += gap + 2;
	}
	return at;
}

struct span name_base(struct span path)
{
	const char *slash = path.size ? memrchr(path.at, '/', path.size) : NULL;

	if (!slash)
		return path;
	return span_of(slash + 1, (size_t)(path.at + path.size - slash - 1));
}

/* What is left of `name` without a date (and hour) at its end and the separator before it. */
static size_t without_date(struct span name)
{
	for (size_t i = 1; i + 8 < name.size; i++) {
		struct span rest = span_of(name.at + i + 1, name.size - i - 1);
		size_t date = is_separator(name.at[i]) ? date_length(rest) : 0;

		if (date &&
		    (date == rest.size ||
		     date + hour_length(span_of(rest.at + date, rest.size - date)) == rest.size))
			return i;
	}
	return name.size;
}

/* Without .1 … .9999, or a time in seconds since 1970 as cronolog and lighttpd append it. */
static size_t without_number(struct span name)
{
	size_t digits = 0;

	while (digits < name.size && is_digit(name.at[name.size - digits - 1]))
		digits++;
	if (!digits || digits + 1 >= name.size)
		return name.size;

	char before = name.at[name.size - digits - 1];

	if ((before == '.' && digits <= 4) || (is_separator(before) && digits == 10))
		return name.size - digits - 1;
	return name.size;
}

static size_t without_ending(struct span name)
{
	static const char *const endings[] = {
		".tar", ".tgz",    ".txz", ".tbz2", ".tzst", ".zip",  ".gz",
		".zst", ".xz",     ".bz2", ".log",  ".txt",  ".json", ".jsonl",
		".csv", ".ndjson", ".tsv", ".out",  ".old",
	};

	for (size_t i = 0; i < LENGTH(endings); i++) {
		struct span ending = span_text(endings[i]);

		if (name.size > ending.size && span_ends(name, ending))
			return name.size - ending.size;
	}
	return name.size;
}

struct span name_stem(struct span name)
{
	size_t before;

	do {
		before = name.size;
		name.size = without_ending(name);
		name.size = without_date(name);
		name.size = without_number(name);
	} while (name.size < before);
	return name;
}

bool name_date(struct span name, int64_t *midnight_us)
{
	for (size_t i = name.size; i-- > 0;) {
		size_t length = date_length(span_of(name.at + i, name.size - i));
		size_t end = i + length;

		/* A longer run of digits is a number, not a date. */
		if (!length || (i && is_digit(name.at[i - 1])) ||
		    (end < name.size && is_digit(name.at[end]) && length == 8))
			continue;

		size_t gap = length == 10;
		const char *at = name.at + i;
		struct civil civil = {
			.year = 2000 + (at[2] - '0') * 10 + at[3] - '0',
			.month = (uint8_t)((at[4 + gap] - '0') * 10 + at[5 + gap] - '0'),
			.day = (uint8_t)((at[6 + 2 * gap] - '0') * 10 + at[7 + 2 * gap] - '0'),
		};
		*midnight_us = clock_from_civil(&civil);
		return true;
	}
	return false;
}

bool name_is_date(struct span folder)
{
	for (size_t i = 0; i < folder.size; i++)
		if (!is_digit(folder.at[i]) && folder.at[i] != '-' && folder.at[i] != '_')
			return false;
	if (folder.size == 2)
		return two_digits(folder.at, 1, 31);
	if (folder.size == 4 || folder.size == 6 || folder.size == 7)
		return folder.at[0] == '2' && folder.at[1] == '0';
	return date_length(folder) > 0;
}
