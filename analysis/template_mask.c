/*
 * template_mask.c - what in a message is plainly a value.
 *
 * The masks know no program: digits in any form, colon-separated hex, URLs, paths,
 * names with two dots and more (hosts, packages), month and day names beside a
 * number, who is named behind «for user». Names of exceptions stay: they are what a
 * reader looks for.
 */
#include "analysis/template_parts.h"

#define HEX_LETTERS_MIN 5 /* of a number that begins with a letter: "ee0" is a device */
#define HEX_REMAINS_MIN 6 /* of what is left of a UUID once its digits are gone */
#define HOST_DOTS_MIN 2

static const char wildcard[] = { TEMPLATE_WILDCARD, '\0' };

enum word_kind { WORD_OTHER, WORD_NUMBER, WORD_MONTH, WORD_DAY };

struct masking {
	struct token token[TEMPLATE_TOKENS];
	uint8_t kind[TEMPLATE_TOKENS]; /* enum word_kind */
	uint32_t count;
	char text[TEMPLATE_MESSAGE_BYTES + TEMPLATE_TOKENS]; /* of words that were changed */
	size_t used;
};

static size_t count_of(struct span word, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < word.size; i++)
		count += word.at[i] == byte;
	return count;
}

/* "c0:ff:ee:00:00:01", "fe80::1", "12:01:01.25", "0000:00:1d.7": its size, else 0. */
static size_t colon_number(struct span text)
{
	size_t at = 0;
	size_t colons = 0;
	size_t group = 0;
	bool digit = false;

	/* A colon at an end belongs to the number only as one half of a pair. */
	if (text.size > 1 && text.at[0] == ':' && text.at[1] != ':')
		return 0;
	for (; at < text.size && (token_is(text.at[at], TOKEN_HEX) || text.at[at] == ':'); at++) {
		group = text.at[at] == ':' ? 0 : group + 1;
		colons += text.at[at] == ':';
		digit |= token_is(text.at[at], TOKEN_DIGIT);
		if (group > 4)
			return 0;
	}
	if (at > 1 && text.at[at - 1] == ':' && text.at[at - 2] != ':') {
		at--;
		colons--;
	}
	while (at + 1 < text.size && (text.at[at] == '.' || text.at[at] == '%') &&
	       (token_is(text.at[at + 1], TOKEN_NAME) && text.at[at + 1] != '-')) {
		for (at++;
		     at < text.size && token_is(text.at[at], TOKEN_NAME) && text.at[at] != '-';
		     at++)
			digit |= token_is(text.at[at], TOKEN_DIGIT);
	}
	if (colons < 2 || !digit ||
	    (at < text.size && (token_is(text.at[at], TOKEN_LETTER) || text.at[at] == '_' ||
				token_is(text.at[at], TOKEN_DIGIT))))
		return 0;
	return at;
}

/* "https://host/path": its size, else 0. */
static size_t url(struct span text)
{
	size_t at = 0;

	while (at < text.size && (token_is(text.at[at], TOKEN_LETTER) ||
				  token_is(text.at[at], TOKEN_DIGIT) || text.at[at] == '+'))
		at++;
	if (!at || !token_is(text.at[0], TOKEN_LETTER) || text.size - at < 3 ||
	    memcmp(text.at + at, "://", 3) != 0)
		return 0;
	while (at < text.size && !token_is(text.at[at], TOKEN_SPACE) &&
	       !strchr("\"'<>)]", text.at[at]))
		at++;
	return at;
}

/* "db1.example.org", "org.apache.kafka.Log"; but no exception, whose name is the news. */
static bool is_dotted(struct span word)
{
	size_t at = 0;
	size_t dots = 0;

	if (span_ends(word, SPAN("Exception")) || span_ends(word, SPAN("Error")))
		return false;
	while (at < word.size && strchr("\\/.-", word.at[at]))
		at++;
	while (at < word.size && token_is(word.at[at], TOKEN_NAME)) {
		while (at < word.size && token_is(word.at[at], TOKEN_NAME))
			at++;
		if (at + 1 >= word.size || word.at[at] != '.' ||
		    !token_is(word.at[at + 1], TOKEN_NAME))
			break;
		dots++;
		at++;
	}
	return dots >= HOST_DOTS_MIN;
}

/* Digits all through, in base 10 or 16. */
static bool is_number(struct span word)
{
	size_t at = word.size && strchr("+-#", word.at[0]) ? 1 : 0;
	size_t from = at;

	if (word.size - at > 2 && word.at[at] == '0' && word.at[at + 1] == 'x')
		at += 2;
	else if (!(word.size - at >= HEX_LETTERS_MIN ||
		   (at < word.size && token_is(word.at[at], TOKEN_DIGIT))))
		return false;
	while (at < word.size && token_is(word.at[at], TOKEN_HEX))
		at++;
	return at > from && at == word.size;
}

static bool is_unit(struct span word)
{
	static const struct {
		char text[8];
		size_t size;
	} units[] = {
#define UNIT(text) { text, sizeof(text) - 1 }
		UNIT("B"),      UNIT("KB"),      UNIT("MB"),     UNIT("GB"),      UNIT("TB"),
		UNIT("KiB"),    UNIT("MiB"),     UNIT("GiB"),    UNIT("TiB"),     UNIT("kb"),
		UNIT("mb"),     UNIT("gb"),      UNIT("ms"),     UNIT("us"),      UNIT("ns"),
		UNIT("s"),      UNIT("sec"),     UNIT("secs"),   UNIT("sec."),    UNIT("secs."),
		UNIT("second"), UNIT("seconds"), UNIT("minute"), UNIT("minutes"), UNIT("min"),
		UNIT("hour"),   UNIT("hours"),   UNIT("byte"),   UNIT("bytes"),
#undef UNIT
	};

	for (size_t i = 0; i < LENGTH(units); i++)
		if (word.size == units[i].size && memcmp(word.at, units[i].text, word.size) == 0)
			return true;
	return false;
}

/* One of names of three letters, which stand in a row. */
static bool is_named(struct span word, struct span names)
{
	const char *at = memmem(names.at, names.size, word.at, 3);

	return at && (at - names.at) % 3 == 0;
}

static enum word_kind kind_of(struct span word)
{
	bool capital = word.size == 3 && word.at[0] >= 'A' && word.at[0] <= 'Z';

	if (capital && is_named(word, SPAN("JanFebMarAprMayJunJulAugSepOctNovDec")))
		return WORD_MONTH;
	if (capital && is_named(word, SPAN("MonTueWedThuFriSatSun")))
		return WORD_DAY;
	return word.size && token_is(word.at[0], TOKEN_DIGIT) ? WORD_NUMBER : WORD_OTHER;
}

/* Digits replaced, with the signs around them; in `to`, which has room for the word. */
static size_t without_digits(struct span word, char *to)
{
	size_t size = 0;

	for (size_t i = 0; i < word.size; i++) {
		bool hex = i + 2 < word.size && word.at[i] == '0' && word.at[i + 1] == 'x' &&
			   token_is(word.at[i + 2], TOKEN_HEX);

		if (!token_is(word.at[i], TOKEN_DIGIT)) {
			to[size++] = word.at[i];
			continue;
		}
		for (i += hex ? 2 : 0; i + 1 < word.size; i++)
			if (!(hex ? token_is(word.at[i + 1], TOKEN_HEX)
				  : token_is(word.at[i + 1], TOKEN_DIGIT)))
				break;
		while (size && token_is(to[size - 1], TOKEN_SIGN))
			size--;
		while (i + 1 < word.size && token_is(word.at[i + 1], TOKEN_SIGN))
			i++;
		if (!size || to[size - 1] != TEMPLATE_WILDCARD)
			to[size++] = TEMPLATE_WILDCARD;
	}
	return size;
}

/* Only hex digits were letters: a UUID, a hash. Or a number with its unit. */
static bool is_remains(struct span word)
{
	size_t at = 0;

	if (word.at[0] == TEMPLATE_WILDCARD && is_unit(span_of(word.at + 1, word.size - 1)))
		return true;
	while (at < word.size &&
	       (word.at[at] == TEMPLATE_WILDCARD || token_is(word.at[at], TOKEN_HEX)))
		at++;
	return at == word.size && word.size >= HEX_REMAINS_MIN;
}

static struct span mask_word(struct masking *masking, const struct token *token)
{
	char *to = masking->text + masking->used;
	struct span word = token->text;
	size_t slashes = token->holds & TOKEN_SLASH ? count_of(word, '/') : 0;
	struct span masked;

	if ((word.size > 1 && word.at[0] == '/') || slashes >= 2 ||
	    ((token->holds & TOKEN_DOT) && is_dotted(word)))
		return span_of(wildcard, 1);
	if (!(token->holds & TOKEN_DIGIT))
		return word;
	if (slashes || (token->holds & TOKEN_AT) || is_number(word))
		return span_of(wildcard, 1);
	masked = span_of(to, without_digits(word, to));
	if (is_remains(masked))
		return span_of(wildcard, 1);
	masking->used += masked.size;
	return masked;
}

static void add(struct masking *masking, struct span text, bool glued, enum word_kind kind)
{
	if (masking->count == TEMPLATE_TOKENS)
		return;
	masking->kind[masking->count] = (uint8_t)kind;
	masking->token[masking->count++] = (struct token){ .text = text, .glued = glued };
}

static bool is_text(const struct masking *masking, uint32_t back, struct span text)
{
	return masking->count >= back && span_is(masking->token[masking->count - back].text, text);
}

/* Who follows «for user», «by user», «invalid user» is a value, whatever the name. */
static bool names_user(const struct masking *masking)
{
	return is_text(masking, 1, SPAN("user")) &&
	       (is_text(masking, 2, SPAN("for")) || is_text(masking, 2, SPAN("by")) ||
		is_text(masking, 2, SPAN("invalid")));
}

static void add_token(struct masking *masking, const struct token *token)
{
	bool after_wildcard =
		masking->count && token_is_wildcard(&masking->token[masking->count - 1]);

	if (!token_is(token->text.at[0], TOKEN_WORD)) {
		/* "from ()": a value that is empty. */
		if (token->text.at[0] == ')' && token->glued && is_text(masking, 1, SPAN("(")) &&
		    !masking->token[masking->count - 1].glued)
			add(masking, span_of(wildcard, 1), true, WORD_OTHER);
		add(masking, token->text, token->glued, WORD_OTHER);
		return;
	}
	if (after_wildcard && is_unit(token->text))
		return;
	add(masking, names_user(masking) ? span_of(wildcard, 1) : mask_word(masking, token),
	    token->glued, kind_of(token->text));
}

/* Months beside a number, and days of the week before one or before a month. */
static void mask_dates(struct masking *masking)
{
	for (uint32_t i = masking->count; i-- > 0;) {
		uint32_t next = i + 1;
		uint8_t kind = masking->kind[i];

		if (kind != WORD_MONTH && kind != WORD_DAY)
			continue;
		if (kind == WORD_DAY && next < masking->count &&
		    span_is(masking->token[next].text, SPAN(",")))
			next++;
		if ((next < masking->count &&
		     (masking->kind[next] == WORD_NUMBER ||
		      (kind == WORD_DAY && masking->kind[next] == WORD_MONTH))) ||
		    (kind == WORD_MONTH && i && masking->kind[i - 1] == WORD_NUMBER))
			masking->token[i].text = span_of(wildcard, 1);
	}
}

/* The front of a message that is too long, without half a word at the end. */
static struct span cut(struct span message)
{
	size_t size = TEMPLATE_MESSAGE_BYTES;

	if (message.size <= size)
		return message;
	while (size && !token_is(message.at[size - 1], TOKEN_SPACE))
		size--;
	return span_of(message.at, size ? size : TEMPLATE_MESSAGE_BYTES);
}

void template_mask(struct span message, struct template_shape *out)
{
	struct masking masking; /* but for two counts of no value yet: it is large */
	struct span rest = cut(message);
	bool space = true;

	masking.count = 0;
	masking.used = 0;
	while (rest.size && masking.count < TEMPLATE_TOKENS) {
		size_t whole = 0;
		struct span after = rest;
		struct token token;

		if (token_is(rest.at[0], TOKEN_SPACE) || rest.at[0] == TEMPLATE_WILDCARD) {
			space = true;
			rest = span_of(rest.at + 1, rest.size - 1);
			continue;
		}
		token_next(&after, &token);
		/* Both have a colon at their front or behind their first word. */
		if (rest.at[0] == ':' || (after.size && after.at[0] == ':'))
			whole = colon_number(rest);
		if (!whole && after.size && after.at[0] == ':')
			whole = url(rest);
		if (whole) {
			add(&masking, span_of(wildcard, 1), !space, WORD_NUMBER);
			rest = span_of(rest.at + whole, rest.size - whole);
		} else {
			token.glued = !space;
			add_token(&masking, &token);
			rest = after;
		}
		space = false;
	}
	mask_dates(&masking);
	masking.count = tokens_collapse(masking.token, masking.count);
	out->size = tokens_write(masking.token, masking.count, out->at, TEMPLATE_SHAPE_BYTES);
	out->at[out->size] = '\0';
}
