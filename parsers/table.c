/* table.c - see table.h. */
#include "parsers/table.h"

char table_delimiter(struct span line)
{
	static const char candidates[] = { ',', ';', '\t' };
	uint32_t count[LENGTH(candidates)] = { 0 };
	bool quoted = false;
	size_t best = 0;

	for (size_t at = 0; at < line.size; at++) {
		quoted ^= line.at[at] == '"';
		for (size_t i = 0; !quoted && i < LENGTH(candidates); i++)
			count[i] += line.at[at] == candidates[i];
	}
	for (size_t i = 1; i < LENGTH(candidates); i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

static bool is_space(char byte, char delimiter)
{
	return (byte == ' ' || byte == '\t' || byte == '\r') && byte != delimiter;
}

static const char *skip_spaces(const char *at, const char *end, char delimiter)
{
	while (at < end && is_space(*at, delimiter))
		at++;
	return at;
}

/* The quote that closes what `at` is the inside of; NULL where there is none. */
static const char *closing_quote(const char *at, const char *end)
{
	while (at < end && (at = memchr(at, '"', (size_t)(end - at)))) {
		if (end - at < 2 || at[1] != '"')
			return at;
		at += 2;
	}
	return NULL;
}

uint32_t table_cut(struct span line, char delimiter, struct span field[TABLE_COLUMNS_MAX])
{
	const char *at = line.at, *end = line.at + line.size;
	uint32_t count = 0;

	while (count < TABLE_COLUMNS_MAX) {
		const char *stop;

		at = skip_spaces(at, end, delimiter);
		if (at < end && *at == '"') {
			const char *quote = closing_quote(at + 1, end);

			if (!quote)
				return 0;
			field[count++] = span_of(at + 1, (size_t)(quote - at - 1));
			at = skip_spaces(quote + 1, end, delimiter);
			if (at < end && *at != delimiter)
				return 0;
			stop = at;
		} else {
			stop = at < end ? memchr(at, delimiter, (size_t)(end - at)) : NULL;
			if (!stop)
				stop = end;
			field[count++] = span_trim(span_of(at, (size_t)(stop - at)));
		}
		if (stop == end)
			break;
		at = stop + 1;
	}
	return count;
}

struct span table_text(struct span text)
{
	struct span mark = SPAN("\xef\xbb\xbf");

	return span_starts(text, mark) ? span_of(text.at + 3, text.size - 3) : text;
}
