/* time_pattern.c - see time_pattern.h. */
#include "parsers/time_pattern.h"

enum kind {
	BYTE,
	SPACES, /* one or more */
	YEAR,
	YEAR_SHORT,
	MONTH,
	MONTH_NAME,
	DAY,
	DAY_OF_YEAR,
	HOUR,
	HOUR_TWELVE,
	HALF_OF_DAY,
	MINUTE,
	SECOND,
	WEEKDAY_NAME,
	WEEKDAY,
	OFFSET,
	ZONE_NAME,
	FRACTION,
	EPOCH_S,
	EPOCH_MS,
	EPOCH_US,
	EPOCH_NS,
};

#define FOR(dialect) (1u << (dialect))
#define FOR_ANY (FOR(TIME_STRFTIME) | FOR(TIME_GOACCESS) | FOR(TIME_LNAV))

static const struct {
	char letter;
	uint8_t kind;
	uint32_t dialects, gives;
} directives[] = {
	{ 'Y', YEAR, FOR_ANY, 0 },
	{ 'y', YEAR_SHORT, FOR_ANY, 0 },
	{ 'm', MONTH, FOR_ANY, TIME_GIVES_DATE },
	{ 'b', MONTH_NAME, FOR_ANY, TIME_GIVES_DATE },
	{ 'B', MONTH_NAME, FOR_ANY, TIME_GIVES_DATE },
	{ 'h', MONTH_NAME, FOR_ANY, TIME_GIVES_DATE },
	{ 'd', DAY, FOR_ANY, 0 },
	{ 'e', DAY, FOR_ANY, 0 },
	{ 'j', DAY_OF_YEAR, FOR_ANY, TIME_GIVES_DATE },
	{ 'H', HOUR, FOR_ANY, TIME_GIVES_HOUR },
	{ 'k', HOUR, FOR_ANY, TIME_GIVES_HOUR },
	{ 'I', HOUR_TWELVE, FOR_ANY, TIME_GIVES_HOUR },
	{ 'l', HOUR_TWELVE, FOR_ANY, TIME_GIVES_HOUR },
	{ 'p', HALF_OF_DAY, FOR_ANY, 0 },
	{ 'P', HALF_OF_DAY, FOR_ANY, 0 },
	{ 'M', MINUTE, FOR_ANY, 0 },
	{ 'S', SECOND, FOR_ANY, 0 },
	{ 'a', WEEKDAY_NAME, FOR_ANY, 0 },
	{ 'A', WEEKDAY_NAME, FOR_ANY, 0 },
	{ 'u', WEEKDAY, FOR_ANY, 0 },
	{ 'w', WEEKDAY, FOR_ANY, 0 },
	{ 'z', OFFSET, FOR_ANY, 0 },
	{ 'Z', ZONE_NAME, FOR_ANY, 0 },
	{ 's', EPOCH_S, FOR_ANY, TIME_GIVES_EPOCH },
	{ 'f', FRACTION, FOR(TIME_STRFTIME) | FOR(TIME_LNAV), 0 },
	{ 'L', FRACTION, FOR(TIME_LNAV), 0 },
	{ 'N', FRACTION, FOR(TIME_LNAV), 0 },
	{ 'f', EPOCH_US, FOR(TIME_GOACCESS), TIME_GIVES_EPOCH },
	{ '*', EPOCH_MS, FOR(TIME_GOACCESS), TIME_GIVES_EPOCH },
	{ 'i', EPOCH_MS, FOR(TIME_LNAV), TIME_GIVES_EPOCH },
	{ '6', EPOCH_US, FOR(TIME_LNAV), TIME_GIVES_EPOCH },
	{ '9', EPOCH_NS, FOR(TIME_LNAV), TIME_GIVES_EPOCH },
};

/* Directives that stand for several. */
static const struct {
	char letter;
	const char *means;
} combined[] = {
	{ 'T', "%H:%M:%S" }, { 'R', "%H:%M" },       { 'D', "%m/%d/%y" },
	{ 'F', "%Y-%m-%d" }, { 'r', "%I:%M:%S %p" }, { 'c', "%a %b %e %H:%M:%S %Y" },
	{ 'n', " " },        { 't', " " },
};

/* --- Compiling --- */

static bool add(struct time_pattern *pattern, uint8_t kind, char byte, struct error *error)
{
	if (pattern->ops == TIME_PATTERN_OPS_MAX)
		return fail(error, FAULT_LIMIT, "a time pattern of more than %d parts",
			    TIME_PATTERN_OPS_MAX);
	pattern->op[pattern->ops++] = (struct time_op){ kind, byte };
	return true;
}

static bool unknown(char letter, enum time_dialect dialect, struct error *error)
{
	char known[LENGTH(directives) * 3 + 1];
	size_t size = 0;

	for (size_t i = 0; i < LENGTH(directives); i++)
		if (directives[i].dialects & FOR(dialect)) {
			memcpy(known + size, (char[]){ ' ', '%', directives[i].letter }, 3);
			size += 3;
		}
	known[size] = '\0';
	return fail(error, FAULT_INPUT,
		    "'%%%c' is not understood in a time pattern; there are%s and %%T %%R %%D %%F "
		    "%%r %%c",
		    letter >= ' ' && letter < 127 ? letter : '?', known);
}

static bool compile(struct span text, enum time_dialect dialect, struct time_pattern *out,
		    struct error *error);

static bool add_directive(char letter, enum time_dialect dialect, struct time_pattern *out,
			  struct error *error)
{
	if (letter == '%')
		return add(out, BYTE, '%', error);
	for (size_t i = 0; i < LENGTH(directives); i++)
		if (directives[i].letter == letter && (directives[i].dialects & FOR(dialect))) {
			out->gives |= directives[i].gives;
			return add(out, directives[i].kind, letter, error);
		}
	for (size_t i = 0; i < LENGTH(combined); i++)
		if (combined[i].letter == letter)
			return compile(span_text(combined[i].means), dialect, out, error);
	return unknown(letter, dialect, error);
}

static bool compile(struct span text, enum time_dialect dialect, struct time_pattern *out,
		    struct error *error)
{
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.at[i];
		bool ok;

		if (byte == '%' && i + 1 < text.size)
			ok = add_directive(text.at[++i], dialect, out, error);
		else if (byte == '%')
			ok = fail(error, FAULT_INPUT, "a time pattern ends with a lone '%%'");
		else
			ok = add(out, byte == ' ' || byte == '\t' ? SPACES : BYTE, byte, error);
		if (!ok)
			return false;
	}
	return true;
}

/* Patterns that a reader of core/clock knows; in the letters of strftime. */
static const struct {
	const char *pattern;
	enum clock_form form;
} forms[] = {
	{ "%d/%b/%Y:%H:%M:%S %z", CLOCK_CLF },   { "%Y-%m-%dT%H:%M:%S%z", CLOCK_ISO },
	{ "%Y-%m-%dT%H:%M:%SZ", CLOCK_ISO },     { "%Y-%m-%dT%H:%M:%S.%f%z", CLOCK_ISO },
	{ "%Y-%m-%dT%H:%M:%S.%fZ", CLOCK_ISO },  { "%Y-%m-%d %H:%M:%S%z", CLOCK_ISO },
	{ "%Y-%m-%d %H:%M:%S.%f%z", CLOCK_ISO },
};

static bool is_same(const struct time_pattern *a, const struct time_pattern *b)
{
	for (uint32_t i = 0; i < a->ops && i < b->ops; i++)
		if (a->op[i].kind != b->op[i].kind ||
		    (a->op[i].kind == BYTE && a->op[i].byte != b->op[i].byte))
			return false;
	return a->ops == b->ops;
}

static enum clock_form form_of(const struct time_pattern *pattern)
{
	for (size_t i = 0; i < LENGTH(forms); i++) {
		struct time_pattern known = { 0 };
		struct error error;

		if (compile(span_text(forms[i].pattern), TIME_STRFTIME, &known, &error) &&
		    is_same(pattern, &known))
			return forms[i].form;
	}
	return 0;
}

bool time_pattern_compile(struct span text, enum time_dialect dialect, struct time_pattern *out,
			  struct error *error)
{
	struct time_pattern pattern = { 0 };

	if (!compile(text, dialect, &pattern, error))
		return false;
	if (!pattern.ops)
		return fail(error, FAULT_INPUT, "a time pattern is empty");
	pattern.form = form_of(&pattern);
	*out = pattern;
	return true;
}

/* --- Reading --- */

struct cursor {
	const char *at, *end;
};

static bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

static bool is_letter(char byte)
{
	return (unsigned char)((byte | 32) - 'a') < 26;
}

/* 1 to `most` digits. */
static bool take_number(struct cursor *cursor, int most, uint64_t *out)
{
	uint64_t number = 0;
	int digits = 0;

	for (; digits < most && cursor->at < cursor->end && is_digit(*cursor->at); digits++)
		number = number * 10 + (uint64_t)(*cursor->at++ - '0');
	*out = number;
	return digits > 0;
}

/* The same where the first digit may be a space: " 2". */
static bool take_padded(struct cursor *cursor, uint64_t *out)
{
	if (cursor->at < cursor->end && *cursor->at == ' ') {
		cursor->at++;
		return take_number(cursor, 1, out);
	}
	return take_number(cursor, 2, out);
}

/* A name by its first three letters; the rest of a longer one is passed over. 1 is the first. */
static bool take_name(struct cursor *cursor, const char *names, uint64_t *out)
{
	char three[3];

	if (cursor->end - cursor->at < 3)
		return false;
	for (int i = 0; i < 3; i++)
		three[i] = (char)(cursor->at[i] | 32);
	for (uint64_t number = 1; *names; number++, names += 3)
		if (memcmp(three, names, 3) == 0) {
			cursor->at += 3;
			while (cursor->at < cursor->end && is_letter(*cursor->at))
				cursor->at++;
			*out = number;
			return true;
		}
	return false;
}

static bool take_fraction(struct cursor *cursor, uint32_t *micro)
{
	uint32_t value = 0;
	int digits = 0;

	for (; digits < 9 && cursor->at < cursor->end && is_digit(*cursor->at); digits++)
		if (cursor->at++, digits < 6)
			value = value * 10 + (uint32_t)(cursor->at[-1] - '0');
	for (int i = digits; i < 6; i++)
		value *= 10;
	*micro = value;
	return digits > 0;
}

static bool take_offset(struct cursor *cursor, struct clock_parts *clock)
{
	struct span rest = span_of(cursor->at, (size_t)(cursor->end - cursor->at));
	size_t used;

	if (rest.size && (rest.at[0] == 'Z' || rest.at[0] == 'z')) {
		cursor->at++;
		clock->offset_s = 0;
		clock->has_offset = true;
		return true;
	}
	used = zone_read_offset(rest, &clock->offset_s);
	clock->has_offset |= used > 0;
	cursor->at += used;
	return used > 0;
}

/* A name, which core/clock knows or not, or an offset. */
static bool take_zone_name(struct cursor *cursor, struct clock_parts *clock)
{
	const char *from = cursor->at;

	while (cursor->at < cursor->end && is_letter(*cursor->at))
		cursor->at++;
	if (cursor->at == from)
		return take_offset(cursor, clock);
	clock->zone = span_of(from, (size_t)(cursor->at - from));
	return true;
}

static bool take_half_of_day(struct cursor *cursor, struct time_parts *parts)
{
	if (cursor->end - cursor->at < 2 || (cursor->at[1] | 32) != 'm' ||
	    ((cursor->at[0] | 32) != 'a' && (cursor->at[0] | 32) != 'p'))
		return false;
	parts->afternoon = (cursor->at[0] | 32) == 'p';
	cursor->at += 2;
	return true;
}

static bool take_epoch(struct cursor *cursor, int kind, struct time_parts *parts)
{
	uint64_t number;

	/* 18 digits of anything are no overflow below. */
	if (!take_number(cursor, kind == EPOCH_NS ? 19 : 16, &number))
		return false;
	if ((kind == EPOCH_S && number > INT64_MAX / SECOND_US) ||
	    (kind == EPOCH_MS && number > INT64_MAX / 1000))
		return false;
	parts->epoch_us = (int64_t)(kind == EPOCH_S    ? number * SECOND_US
				    : kind == EPOCH_MS ? number * 1000
				    : kind == EPOCH_US ? number
						       : number / 1000);
	parts->has_epoch = true;
	return true;
}

static bool take_spaces(struct cursor *cursor)
{
	const char *from = cursor->at;

	while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t'))
		cursor->at++;
	return cursor->at > from;
}

static bool take_year(struct cursor *cursor, int kind, struct clock_parts *clock)
{
	uint64_t year;

	if (!take_number(cursor, kind == YEAR ? 4 : 2, &year))
		return false;
	/* POSIX: 69 to 99 are of the last century. */
	clock->civil.year = (int32_t)(kind == YEAR ? year : year + (year < 69 ? 2000 : 1900));
	clock->has_year = true;
	return true;
}

static bool take(struct cursor *cursor, struct time_op op, struct time_parts *parts)
{
	struct civil *civil = &parts->clock.civil;
	uint64_t number = 0;
	bool ok;

	switch ((enum kind)op.kind) {
	case BYTE:
		return cursor->at < cursor->end && *cursor->at++ == op.byte;
	case SPACES:
		return take_spaces(cursor);
	case YEAR:
	case YEAR_SHORT:
		return take_year(cursor, op.kind, &parts->clock);
	case MONTH:
		ok = take_number(cursor, 2, &number);
		civil->month = (uint8_t)number;
		return ok;
	case MONTH_NAME:
		ok = take_name(cursor, "janfebmaraprmayjunjulaugsepoctnovdec", &number);
		civil->month = (uint8_t)number;
		return ok;
	case DAY:
		ok = take_padded(cursor, &number);
		civil->day = (uint8_t)number;
		return ok;
	case DAY_OF_YEAR:
		ok = take_number(cursor, 3, &number) && number >= 1 && number <= 366;
		parts->day_of_year = (uint16_t)number;
		return ok;
	case HOUR:
	case HOUR_TWELVE:
		ok = take_padded(cursor, &number);
		civil->hour = (uint8_t)number;
		parts->has_twelve = op.kind == HOUR_TWELVE;
		return ok && (op.kind == HOUR || (number >= 1 && number <= 12));
	case HALF_OF_DAY:
		return take_half_of_day(cursor, parts);
	case MINUTE:
		ok = take_number(cursor, 2, &number);
		civil->minute = (uint8_t)number;
		return ok;
	case SECOND:
		ok = take_number(cursor, 2, &number);
		civil->second = (uint8_t)number;
		return ok;
	case WEEKDAY_NAME:
		return take_name(cursor, "montuewedthufrisatsun", &number);
	case WEEKDAY:
		return take_number(cursor, 1, &number);
	case OFFSET:
		return take_offset(cursor, &parts->clock);
	case ZONE_NAME:
		return take_zone_name(cursor, &parts->clock);
	case FRACTION:
		return take_fraction(cursor, &parts->fraction_us);
	case EPOCH_S:
	case EPOCH_MS:
	case EPOCH_US:
	case EPOCH_NS:
		return take_epoch(cursor, op.kind, parts);
	}
	return false;
}

size_t time_pattern_take(const struct time_pattern *pattern, struct span text,
			 struct time_parts *parts)
{
	struct cursor cursor = { text.at, text.at + text.size };

	for (uint32_t i = 0; i < pattern->ops; i++)
		if (!take(&cursor, pattern->op[i], parts))
			return 0;
	return (size_t)(cursor.at - text.at);
}

bool time_parts_resolve(const struct time_parts *parts, const struct clock_context *context,
			int64_t *time_us, uint32_t *assumed)
{
	struct clock_parts clock = parts->clock;
	int64_t days_us = 0, found_us;
	uint32_t found = 0;

	if (parts->has_epoch) {
		found_us = parts->epoch_us + parts->fraction_us;
		if (found_us > CLOCK_LAST_S * SECOND_US)
			return false;
		*time_us = found_us;
		return true;
	}
	if (parts->day_of_year) {
		/* By days from 1 January, which needs the year. */
		if (!clock.has_year)
			return false;
		clock.civil.month = clock.civil.day = 1;
		days_us = (parts->day_of_year - 1) * DAY_US;
	}
	if (parts->has_twelve)
		clock.civil.hour = (uint8_t)(clock.civil.hour % 12 + (parts->afternoon ? 12 : 0));
	clock.civil.micro = parts->fraction_us;
	if (days_us) {
		struct civil moved;

		clock_to_civil(clock_from_civil(&clock.civil) + days_us, &moved);
		if (moved.year != clock.civil.year)
			return false;
		clock.civil = moved;
	}
	if (!clock_resolve(&clock, context, &found_us, &found))
		return false;
	*time_us = found_us;
	if (assumed)
		*assumed |= found;
	return true;
}
