/*
 * format_goaccess.c - goaccess's --log-format with its --date-format and --time-format.
 *
 * Where a format passes an offset over ("[%d:%t %^]") it is read all the same: what
 * goaccess leaves in the server's time is an instant here.
 */
#include "parsers/field_parts.h"

static const struct {
	char letter;
	struct field_meaning means;
} specifiers[] = {
	{ 'v', { .bits = SEICHE_SERVICE, .worth = 1 } },
	{ 'e', { .bits = SEICHE_USER, .worth = 1 } },
	{ 'h', { .bits = SEICHE_CLIENT, .worth = 1 } },
	{ 'r', { .kind = FIELD_REQUEST, .bits = SEICHE_METHOD | SEICHE_TARGET, .worth = 3 } },
	{ 'm', { .bits = SEICHE_METHOD, .worth = 1 } },
	{ 'U', { .bits = SEICHE_TARGET, .worth = 1, .slash = true } },
	{ 's', { .kind = FIELD_STATUS, .bits = SEICHE_STATUS, .worth = 1 } },
	{ 'b', { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 1 } },
	{ 'R', { .bits = SEICHE_REFERRER, .worth = 1 } },
	{ 'u', { .bits = SEICHE_AGENT, .worth = 1 } },
	{ 'D', { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 4, .per_s = 1000000 } },
	{ 'n',
	  { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 3, .per_s = 1000000000 } },
	{ 'L', { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 2, .per_s = 1000 } },
	{ 'T', { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 1, .per_s = 1 } },
	{ 'q', { .kind = FIELD_TEXT } },
	{ 'H', { .kind = FIELD_TEXT } },
	{ 'C', { .kind = FIELD_TEXT } },
	{ 'K', { .kind = FIELD_TEXT } },
	{ 'k', { .kind = FIELD_TEXT } },
	{ 'M', { .kind = FIELD_TEXT } },
	{ '~', { .kind = FIELD_SPACES } },
};

/* goaccess's own names for formats; the rest of its presets have parsers here. */
static const struct {
	const char *name, *format;
} presets[] = {
	{ "COMBINED", "%h %^[%d:%t %^] \"%r\" %s %b \"%R\" \"%u\"" },
	{ "VCOMBINED", "%v:%^ %h %^[%d:%t %^] \"%r\" %s %b \"%R\" \"%u\"" },
	{ "COMMON", "%h %^[%d:%t %^] \"%r\" %s %b" },
	{ "VCOMMON", "%v:%^ %h %^[%d:%t %^] \"%r\" %s %b" },
};

struct reading {
	const char *date, *time;
	struct format_parts *out;
};

static bool add_time(struct reading *reading, struct span name, const char *pattern,
		     const char *option, struct error *error)
{
	struct field_meaning means = {
		.kind = FIELD_PATTERN, .worth = 1, .dialect = TIME_GOACCESS, .pattern = pattern
	};

	if (!pattern)
		return fail(error, FAULT_INPUT, "%.*s needs %s, as in goaccess", (int)name.size,
			    name.at, option);
	return parts_field(reading->out, name, means, error);
}

/* A column passed over right behind a stamp and a space is most likely the offset. */
static struct field_meaning skip_meaning(const struct format_parts *out)
{
	const struct format_part *last = out->count > 1 ? &out->item[out->count - 1] : NULL;

	if (last && span_is(last->literal, SPAN(" ")) && !last[-1].literal.size &&
	    last[-1].means.kind == FIELD_PATTERN)
		return (struct field_meaning){ .kind = FIELD_OFFSET };
	return (struct field_meaning){ .kind = FIELD_TEXT };
}

static bool add_specifier(struct reading *reading, struct span name, struct error *error)
{
	struct format_parts *out = reading->out;
	char known[LENGTH(specifiers) * 3 + 1];
	size_t size = 0;

	switch (name.at[name.size - 1]) {
	case 'd':
		return add_time(reading, name, reading->date, "--date-format", error);
	case 't':
		return add_time(reading, name, reading->time, "--time-format", error);
	case 'x':
		return add_time(reading, name, reading->date ? reading->date : reading->time,
				"--date-format with the whole stamp", error);
	case '^':
		return parts_field(out, name, skip_meaning(out), error);
	default:
		break;
	}
	for (size_t i = 0; i < LENGTH(specifiers); i++) {
		if (specifiers[i].letter == name.at[name.size - 1])
			return parts_field(out, name, specifiers[i].means, error);
		memcpy(known + size, (char[]){ ' ', '%', specifiers[i].letter }, 3);
		size += 3;
	}
	known[size] = '\0';
	return fail(error, FAULT_INPUT,
		    "'%.*s' is not understood; there are %%x %%d %%t %%^%s and ~h{...}",
		    (int)name.size, name.at, known);
}

/* "~h{, }": a list of addresses, of which the first is the client's; its length, or 0. */
static size_t list_at(struct span text)
{
	const char *close;

	if (!span_starts(text, SPAN("~h{")))
		return 0;
	close = memchr(text.at, '}', text.size);
	return close ? (size_t)(close - text.at) + 1 : 0;
}

static bool add_columns(struct span text, struct reading *reading, struct error *error)
{
	const char *at = text.at, *end = text.at + text.size;
	const struct field_meaning list = {
		.kind = FIELD_LIST, .bits = SEICHE_CLIENT, .worth = 2, .first_item = true
	};

	while (at < end) {
		struct span rest = span_of(at, (size_t)(end - at));
		size_t size = 0;

		if (*at == '%' && rest.size > 1) {
			if (at[1] == '%')
				parts_literal(reading->out, span_of(at, 1));
			else if (!add_specifier(reading, span_of(at, 2), error))
				return false;
			at += 2;
		} else if ((size = list_at(rest))) {
			if (!parts_field(reading->out, span_of(at, size), list, error))
				return false;
			at += size;
		} else if (*at == '\\' && rest.size > 1) {
			/* goaccess's own files write \t and \". */
			parts_literal(reading->out, at[1] == 't' ? SPAN("\t") : span_of(at + 1, 1));
			at += 2;
		} else {
			do
				size++;
			while (size < rest.size && !strchr("%~\\", at[size]));
			parts_literal(reading->out, span_of(at, size));
			at += size;
		}
	}
	return true;
}

bool format_goaccess(struct span text, const char *date, const char *time, struct format_parts *out,
		     struct error *error)
{
	struct reading reading = { .date = date, .time = time, .out = out };

	text = span_trim(text);
	out->coding = SEICHE_BACKSLASH;
	for (size_t i = 0; i < LENGTH(presets); i++)
		if (span_is(text, span_text(presets[i].name))) {
			text = span_text(presets[i].format);
			reading.date = date ? date : "%d/%b/%Y";
			reading.time = time ? time : "%H:%M:%S";
		}
	if (text.size && text.at[0] == '{')
		return fail(
			error, FAULT_INPUT,
			"a JSON format of goaccess: such lines are read by their keys, whatever "
			"their order; leave --log-format out");
	return add_columns(text, &reading, error);
}
