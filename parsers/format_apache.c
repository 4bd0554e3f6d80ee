/*
 * format_apache.c - mod_log_config's LogFormat, which varnishncsa -F speaks too.
 */
#include "parsers/field_parts.h"

#include "parsers/words.h"

/* A '%' directive, taken apart. */
struct directive {
	struct span whole;    /* "%>s", "%{Referer}i" */
	struct span argument; /* inside the braces */
	char letter;
	char group; /* of the letters behind '^': 'F' or 't'; else 0 */
	bool last;  /* '>' */
	bool first; /* '<' */
};

static const struct {
	char letter;
	struct field_meaning means;
} directives[] = {
	{ 'a', { .bits = SEICHE_CLIENT, .worth = 2 } },
	{ 'h', { .bits = SEICHE_CLIENT, .worth = 2 } },
	{ 'b', { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 2 } },
	{ 'B', { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 2 } },
	{ 'O', { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 1 } },
	{ 'D', { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 2, .per_s = 1000000 } },
	{ 'T', { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 1, .per_s = 1 } },
	{ 'm', { .bits = SEICHE_METHOD, .worth = 1 } },
	{ 'r', { .kind = FIELD_REQUEST, .bits = SEICHE_METHOD | SEICHE_TARGET, .worth = 3 } },
	{ 's', { .kind = FIELD_STATUS, .bits = SEICHE_STATUS, .worth = 2 } },
	{ 'u', { .bits = SEICHE_USER, .worth = 1 } },
	{ 'U', { .bits = SEICHE_TARGET, .worth = 2, .slash = true } },
	{ 'v', { .bits = SEICHE_SERVICE, .worth = 2 } },
	{ 'V', { .bits = SEICHE_SERVICE, .worth = 2 } },
};

/* Known, and passed over. */
static const char others[] = "ACefHIklLnopPqRSxXi";

static struct field_meaning header_meaning(struct span name)
{
	static const struct {
		const char *name;
		struct field_meaning means;
	} headers[] = {
		{ "Referer", { .bits = SEICHE_REFERRER, .worth = 1 } },
		{ "User-Agent", { .bits = SEICHE_AGENT, .worth = 1 } },
		{ "Host", { .bits = SEICHE_SERVICE, .worth = 1 } },
		{ "X-Forwarded-For", { .kind = FIELD_LIST } },
	};

	for (size_t i = 0; i < LENGTH(headers); i++)
		if (span_is_caseless(name, span_text(headers[i].name)))
			return headers[i].means;
	return (struct field_meaning){ .kind = FIELD_TEXT };
}

/* %{ms}T */
static bool set_unit(const struct directive *directive, struct field_meaning *means,
		     struct error *error)
{
	if (!directive->argument.size || span_is(directive->argument, SPAN("s")))
		means->per_s = directive->letter == 'D' ? 1000000 : 1;
	else if (span_is(directive->argument, SPAN("ms")))
		means->per_s = 1000;
	else if (span_is(directive->argument, SPAN("us")))
		means->per_s = 1000000;
	else
		return fail(error, FAULT_INPUT, "%.*s: the unit is s, ms or us",
			    (int)MIN(directive->whole.size, 40), directive->whole.at);
	return true;
}

static bool add_time(const struct directive *directive, struct format_parts *out,
		     struct error *error)
{
	static const struct {
		struct span name;
		const char *pattern;
		enum time_dialect dialect;
	} tokens[] = {
		{ { "sec", 3 }, "%s", TIME_STRFTIME },
		{ { "msec", 4 }, "%*", TIME_GOACCESS },
		{ { "usec", 4 }, "%f", TIME_GOACCESS },
		{ { "msec_frac", 9 }, "%f", TIME_STRFTIME },
		{ { "usec_frac", 9 }, "%f", TIME_STRFTIME },
	};
	struct span argument = directive->argument;
	struct field_meaning means = { .kind = FIELD_PATTERN, .worth = 1 };

	if (!argument.size) {
		means = (struct field_meaning){ .kind = FIELD_STAMP,
						.worth = 2,
						.form = CLOCK_CLF };
		parts_literal(out, SPAN("["));
		if (!parts_field(out, directive->whole, means, error))
			return false;
		parts_literal(out, SPAN("]"));
		return true;
	}
	if (span_starts(argument, SPAN("begin:")))
		argument = span_of(argument.at + 6, argument.size - 6);
	else if (span_starts(argument, SPAN("end:")))
		argument = span_of(argument.at + 4, argument.size - 4);
	for (size_t i = 0; i < LENGTH(tokens); i++)
		if (span_is(argument, tokens[i].name)) {
			means.pattern = tokens[i].pattern;
			means.dialect = tokens[i].dialect;
			return parts_field(out, directive->whole, means, error);
		}
	means.pattern = arena_copy(out->arena, argument.at, argument.size);
	return parts_field(out, directive->whole, means, error);
}

static bool unknown(const struct directive *directive, struct error *error)
{
	char known[LENGTH(directives) * 3 + 1];
	size_t size = 0;

	for (size_t i = 0; i < LENGTH(directives); i++) {
		memcpy(known + size, (char[]){ ' ', '%', directives[i].letter }, 3);
		size += 3;
	}
	known[size] = '\0';
	return fail(error, FAULT_INPUT,
		    "'%.*s' is not understood; there are%s %%t %%{...}t %%{Referer}i "
		    "%%{User-Agent}i, and others that are passed over",
		    (int)MIN(directive->whole.size, 40), directive->whole.at, known);
}

/* "%U%q" and "%U?%q" are one target. */
static bool is_query(const struct directive *directive, const struct format_parts *out)
{
	const struct format_part *last = out->count ? &out->item[out->count - 1] : NULL;

	return directive->letter == 'q' && last && !last->literal.size &&
	       last->means.bits == SEICHE_TARGET;
}

static bool add_directive(const struct directive *directive, struct format_parts *out,
			  struct error *error)
{
	struct field_meaning means = { .kind = FIELD_TEXT };

	if (is_query(directive, out))
		return true;
	if (directive->group)
		return parts_field(out, directive->whole, means, error);
	if (directive->letter == 't')
		return add_time(directive, out, error);
	if (directive->letter == 'i')
		return parts_field(out, directive->whole, header_meaning(directive->argument),
				   error);
	for (size_t i = 0; i < LENGTH(directives); i++)
		if (directives[i].letter == directive->letter) {
			means = directives[i].means;
			if (means.kind == FIELD_DURATION && !set_unit(directive, &means, error))
				return false;
			means.worth += directive->last;
			means.worth -= directive->first;
			return parts_field(out, directive->whole, means, error);
		}
	if (!directive->letter || !strchr(others, directive->letter))
		return unknown(directive, error);
	return parts_field(out, directive->whole, means, error);
}

/* At a '%': behind the directive, or NULL where the text ends in it. */
static const char *read_one(const char *at, const char *end, struct directive *out)
{
	const char *from = at++;

	*out = (struct directive){ 0 };
	while (at < end && ((*at >= '0' && *at <= '9') || strchr("!,<>", *at))) {
		out->last |= *at == '>';
		out->first |= *at == '<';
		at++;
	}
	if (at < end && *at == '{') {
		const char *close = memchr(at, '}', (size_t)(end - at));

		out->whole = span_of(from, (size_t)(end - from));
		if (!close)
			return NULL;
		out->argument = span_of(at + 1, (size_t)(close - at) - 1);
		at = close + 1;
	}
	if (end - at > 2 && *at == '^') {
		out->group = at[1];
		at += 2;
	}
	out->whole = span_of(from, (size_t)(end - from));
	if (at >= end)
		return NULL;
	out->letter = *at++;
	out->whole = span_of(from, (size_t)(at - from));
	return at;
}

static bool add_columns(struct span text, struct format_parts *out, struct error *error)
{
	const char *at = text.at, *end = text.at + text.size;

	while (at < end) {
		const char *stop = at;
		struct directive directive;

		while (stop < end && *stop != '%' && *stop != '\\')
			stop++;
		parts_literal(out, span_of(at, (size_t)(stop - at)));
		at = stop;
		if (at == end)
			break;
		if (*at == '\\') {
			/* As pasted from between quotes: \" \\ and \t. */
			if (end - at > 1)
				at++;
			parts_literal(out, *at == 't' ? SPAN("\t") : span_of(at, 1));
			at++;
			continue;
		}
		if (end - at > 1 && at[1] == '%') {
			parts_literal(out, span_of(at, 1));
			at += 2;
			continue;
		}
		at = read_one(at, end, &directive);
		if (!at)
			return fail(error, FAULT_INPUT, "'%.*s' is cut off",
				    (int)MIN(directive.whole.size, 40), directive.whole.at);
		if (!add_directive(&directive, out, error))
			return false;
	}
	return true;
}

/* LogFormat "format" [nickname], on one line or several. */
static bool read_line(struct span text, struct format_parts *out, struct error *error)
{
	struct words words;
	struct word word, format = { 0 };

	words_init(&words, text, WORDS_APACHE, out->arena);
	if (!words_next(&words, &word) || !words_next(&words, &format) || format.ends)
		return fail(error, FAULT_INPUT, "%s",
			    words.why ? words.why : "LogFormat needs \"format\" nickname");
	if (words_next(&words, &word) && !word.ends)
		out->nickname = word.text;
	return add_columns(format.text, out, error);
}

bool format_apache(struct span text, struct format_parts *out, struct error *error)
{
	text = span_trim(text);
	out->coding = SEICHE_BACKSLASH;
	if (text.size > 9 && span_is_caseless(span_of(text.at, 9), SPAN("LogFormat")))
		return read_line(text, out, error);
	return add_columns(text, out, error);
}
