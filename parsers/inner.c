/*
 * inner.c - see inner.h.
 *
 * Nothing is copied, so a line inside of a JSON string is read as it stands there, a
 * quote as \" and so on: each reader goes by units, which are a byte or an escape.
 * Escapes of the line's own stay in the text then, for a row is decoded once.
 */
#include "parsers/inner.h"

#include "parsers/lead.h"

struct inner {
	struct span rest;
	bool in_json;
};

/* The byte that the next unit stands for, taken; 0 at the end, and for \u escapes. */
static char take_unit(struct inner *inner)
{
	struct span *rest = &inner->rest;
	char byte, meant;
	size_t size = 1;

	if (!rest->size)
		return 0;
	byte = meant = rest->at[0];
	if (inner->in_json && byte == '\\' && rest->size > 1) {
		byte = rest->at[1];
		size = byte == 'u' ? 6 : 2;
		meant = byte == 'u' ? '\0' : byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
	}
	size = MIN(size, rest->size);
	*rest = span_of(rest->at + size, rest->size - size);
	return meant;
}

/* Bytes that mean themselves and end no string: runs of them are most of what there is. */
static void pass_plain(struct inner *inner)
{
	struct span *rest = &inner->rest;
	const char *quote = inner->in_json ? NULL : memchr(rest->at, '"', rest->size);
	size_t size = quote ? (size_t)(quote - rest->at) : rest->size;
	const char *escape = memchr(rest->at, '\\', size);

	if (escape)
		size = (size_t)(escape - rest->at);
	*rest = span_of(rest->at + size, rest->size - size);
}

/* Up to the quote that ends it, which is taken; false where none does. */
static bool take_string(struct inner *inner, struct span *inside)
{
	const char *start = inner->rest.at;

	for (pass_plain(inner); inner->rest.size; pass_plain(inner)) {
		const char *at = inner->rest.at;
		char byte = take_unit(inner);

		if (byte == '"') {
			*inside = span_of(start, (size_t)(at - start));
			return true;
		}
		if (byte == '\\')
			take_unit(inner);
	}
	return false;
}

static bool take_quoted(struct inner *inner, struct span *inside)
{
	return take_unit(inner) == '"' && take_string(inner, inside);
}

/* "[22/Feb/2014:19:02:00 +0000] ", taken. */
static bool take_stamp(const struct line *line, struct inner *inner)
{
	struct span stamp = inner->rest;
	int64_t time_us;

	if (!stamp.size || stamp.at[0] != '[')
		return false;
	stamp = span_of(stamp.at + 1, stamp.size - 1);
	stamp = span_cut(&stamp, ']');
	if (!stamp.size ||
	    clock_read(CLOCK_CLF, stamp, line->context, &time_us, NULL) != stamp.size ||
	    stamp.size + 3 > inner->rest.size)
		return false;
	inner->rest = span_of(stamp.at + stamp.size + 1, inner->rest.size - stamp.size - 2);
	return take_unit(inner) == ' ';
}

/* A line of an access log, common or combined, with or without the virtual host in front. */
static bool take_access(struct line *line, struct inner inner)
{
	struct span word[4], request, status, bytes, text;
	uint64_t number;
	uint32_t words = 0;

	while (words < LENGTH(word) && inner.rest.size && inner.rest.at[0] != '[')
		word[words++] = span_cut(&inner.rest, ' ');
	if (words < 3 || !take_stamp(line, &inner) || !take_quoted(&inner, &request) ||
	    take_unit(&inner) != ' ')
		return false;
	status = span_cut(&inner.rest, ' ');
	if (status.size != 3 || !span_number(status, &number) || number < 100)
		return false;
	bytes = span_cut(&inner.rest, ' ');
	if (words == 4)
		line_set(line, SEICHE_SERVICE, span_cut(&word[0], ':'));
	line_set(line, SEICHE_CLIENT, word[words - 3]);
	line_set(line, SEICHE_USER, word[words - 1]);
	line_request(line, request);
	line_status(line, status);
	line_bytes(line, bytes);
	if (take_quoted(&inner, &text)) {
		line_set(line, SEICHE_REFERRER, text);
		if (take_unit(&inner) == ' ' && take_quoted(&inner, &text))
			line_set(line, SEICHE_AGENT, text);
	}
	line->row->coding = inner.in_json ? SEICHE_JSON : SEICHE_BACKSLASH;
	return true;
}

static enum key key_of(struct span name, uint32_t request, uint32_t depth)
{
	enum key key = keyed_key(name);

	return key == KEY_HOST && request && depth >= request ? KEY_SERVICE : key;
}

/* Behind a string: the colon that makes a key of it, taken. */
static bool take_colon(struct inner *inner)
{
	struct span rest = inner->rest;

	while (rest.size && rest.at[0] == ' ')
		rest = span_of(rest.at + 1, rest.size - 1);
	if (!rest.size || rest.at[0] != ':')
		return false;
	inner->rest = span_of(rest.at + 1, rest.size - 1);
	return true;
}

static struct span take_number(struct inner *inner)
{
	struct span rest = inner->rest;
	size_t size = 0;

	while (size < rest.size &&
	       (rest.at[size] == '-' || rest.at[size] == '+' || rest.at[size] == '.' ||
		rest.at[size] == 'e' || rest.at[size] == 'E' ||
		(unsigned char)(rest.at[size] - '0') < 10))
		size++;
	inner->rest = span_of(rest.at + size, rest.size - size);
	return span_of(rest.at, size);
}

/*
 * The members of a JSON object, and of the objects in it that are about the request.
 * Members of others, and elements of arrays, are passed over. False where it has no end;
 * fields may be set then.
 */
static bool take_object(struct line *line, struct inner inner)
{
	struct keyed_time time = { .timed = true }; /* that of the wrapper */
	uint32_t depth = 0, read = 1, request = 0;
	enum key key = KEY_NONE;

	while (inner.rest.size) {
		struct inner here = inner;
		struct span text;
		char byte = take_unit(&inner);

		if (byte == '"') {
			if (!take_string(&inner, &text))
				return false;
			if (take_colon(&inner)) {
				key = depth == read ? key_of(text, request, depth) : KEY_NONE;
				continue;
			}
			keyed_take(line, &time, key, false, text);
		} else if (byte == '{' || byte == '[') {
			bool about = key == KEY_REQUEST || key == KEY_INSIDE;

			depth++;
			if (byte == '{' && about && depth == read + 1) {
				read = depth;
				request = key == KEY_REQUEST ? depth : request;
			}
		} else if (byte == '}' || byte == ']') {
			depth--;
			read = MIN(read, depth);
			request = depth < request ? 0 : request;
			if (!depth)
				return !span_trim(inner.rest).size;
		} else if (byte == '-' || (unsigned char)(byte - '0') < 10) {
			text = take_number(&here);
			inner = here;
			keyed_take(line, &time, key, true, text);
		} else {
			continue;
		}
		key = KEY_NONE;
	}
	return false;
}

/* "E0222 19:02:00.123456 …": the letter of glog and klog. */
static uint8_t glog_level(struct span text)
{
	if (text.size < 9 || text.at[5] != ' ' || text.at[8] != ':')
		return SEICHE_LEVEL_NONE;
	for (int i = 1; i < 5; i++)
		if ((unsigned char)(text.at[i] - '0') > 9)
			return SEICHE_LEVEL_NONE;
	return level_of_letter(text.at[0]);
}

/* "… level=error …", with quotes or without. */
static uint8_t pair_level(struct span text)
{
	const char *at = memmem(text.at, text.size, "level=", 6), *end = text.at + text.size;
	const char *stop;

	if (!at || (at > text.at && at[-1] != ' '))
		return SEICHE_LEVEL_NONE;
	at += 6;
	while (at < end && (*at == '"' || *at == '\\'))
		at++;
	for (stop = at; stop < end && ((*stop | 32) >= 'a' && (*stop | 32) <= 'z'); stop++)
		;
	return level_of(at, (size_t)(stop - at));
}

/* The line's own stamp, in brackets or not, and the separators behind it. */
static void pass_stamp(struct line *line)
{
	static const enum clock_form forms[] = { CLOCK_ISO_NAMED, CLOCK_SLASHED, CLOCK_DAY_FIRST,
						 CLOCK_CTIME };
	struct span text = line->text;
	char close = text.size ? lead_closing(text.at[0]) : 0;
	size_t used = 0;
	int64_t time_us;

	if (close)
		text = span_of(text.at + 1, text.size - 1);
	for (size_t i = 0; i < LENGTH(forms) && !used; i++)
		used = clock_read(forms[i], text, line->context, &time_us, NULL);
	if (!used || (close && (used == text.size || text.at[used++] != close)))
		return;
	line->text = span_of(text.at + used, text.size - used);
	lead_separators(line);
}

static void take_message(struct line *line, struct span text)
{
	uint8_t level = glog_level(text);

	if (level == SEICHE_LEVEL_NONE)
		level = pair_level(text);
	line_level(line, level);
	line->text = text;
	if (level == SEICHE_LEVEL_NONE) {
		pass_stamp(line);
		lead_level(line);
	}
	line_set(line, SEICHE_TEXT, line->text);
}

bool inner_goes_on(struct span text, bool in_json)
{
	struct inner inner = { text, in_json };
	char first;

	/* Nearly all lines are told by their first byte. */
	if (!text.size ||
	    (text.at[0] > ' ' && text.at[0] != '\\' && text.at[0] != 'C' && text.at[0] != 'S'))
		return false;
	if (span_starts(text, SPAN("Caused by: ")) || span_starts(text, SPAN("Suppressed: ")))
		return true;
	first = take_unit(&inner);
	return first == '\t' || (first == ' ' && take_unit(&inner) == ' ');
}

void inner_take(struct line *line, struct span text, bool in_json, bool whole)
{
	struct inner inner = { text, in_json };
	struct seiche_event before;

	line->row->coding = in_json ? SEICHE_JSON : SEICHE_RAW;
	before = *line->row;
	if (text.size && text.at[0] == '{' && (take_object(line, inner) || !whole)) {
		line->row->coding = SEICHE_JSON;
		line_set(line, SEICHE_TEXT, text);
	} else {
		*line->row = before;
		if (!take_access(line, inner))
			take_message(line, text);
	}
	keyed_settle(line);
}
