/*
 * field_take.h - the takes of which field_run.c and field_short.h are made: a line on
 * its way, literals, and fields of each kind. For these two alone: all is inlined.
 */
#ifndef PARSERS_FIELD_TAKE_H
#define PARSERS_FIELD_TAKE_H

#include "core/clock_memo.h"
#include "core/digits.h"
#include "core/mask.h"
#include "parsers/field_program.h"
#include "parsers/line.h"

struct field_state {
	const struct field_program *program; /* setup: the host puts it here */
	struct clock_memo memo;
};

/* A line on its way through the steps. */
struct run {
	const struct field_program *program;
	struct clock_memo *memo;
	const struct clock_context *context;
	struct line line; /* bytes and row; its text is not used */
	const char *at, *end;
	struct time_parts parts;
	uint32_t wanted, assumed;
	struct seiche_event unused; /* takes what is passed over */
};

static inline bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

/* Whether the literal stands at `at`. Reads up to eight bytes past the line: the chunk has them. */
static inline bool stands(const struct field_stop *stop, const char *at, const char *end)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word ^ stop->word) & stop->mask) == 0 && stop->size <= (size_t)(end - at) &&
	       (stop->size <= 8 || memcmp(at + 8, stop->bytes + 8, stop->size - 8) == 0);
}

static bool is_escaped(const char *quote, const char *start)
{
	const char *at = quote;

	while (at > start && at[-1] == '\\')
		at--;
	return (quote - at) & 1;
}

/* In a list "a, b : c" the space behind a comma or around a colon ends nothing. */
static inline bool is_inside_list(const char *space, const char *from, const char *end)
{
	if (*space != ' ' || space == from)
		return false;
	if (space[-1] == ',' || (end - space > 2 && space[1] == ':' && space[2] == ' '))
		return true;
	return space - from > 1 && space[-1] == ':' && space[-2] == ' ';
}

/*
 * Where what follows the field stands: first, unescaped, and with a number behind it
 * where one must be. Old servers wrote quotes inside of a request as they came, and a
 * request that ends in a backslash must not swallow the line: an escaped quote that
 * fits otherwise is the second choice. NULL where there is none.
 */
static inline const char *find_stop(const struct field_step *step, const char *from,
				    const char *end)
{
	const struct field_stop *stop = &step->stop;
	const char *second = NULL;

	for (const char *at = from; (at = mask_find(at, end, stop->bytes[0])); at++) {
		if (stop->size > 1 && !stands(stop, at, end))
			continue;
		if (step->before_number && at + stop->size < end && !is_digit(at[stop->size]) &&
		    at[stop->size] != '-')
			continue;
		if (step->kind == FIELD_LIST && is_inside_list(at, from, end))
			continue;
		if (!step->quoted || at == from || at[-1] != '\\' || !is_escaped(at, from))
			return at;
		if (!second)
			second = at;
	}
	return second;
}

/* The last field ends where the line does, before what closes it. */
static inline const char *find_last_stop(const struct field_step *step, const char *from,
					 const char *end)
{
	size_t size = step->stop.size;

	if ((size_t)(end - from) >= size && memcmp(end - size, step->stop.bytes, size) == 0)
		return end - size;
	return NULL;
}

/* --- Fields that end by themselves: behind them, or NULL where there is none --- */

static inline const char *take_status(const char *at, const char *end, struct seiche_event *row)
{
	uint64_t status;
	uint32_t digits = digits_read(at, &status);

	if (digits > (size_t)(end - at) || !digits)
		return at < end && *at == '-' ? at + 1 : NULL;
	if (digits == 3 && status >= 100) {
		row->status = (uint16_t)status;
		row->has |= SEICHE_STATUS;
	}
	return at + digits;
}

static inline const char *take_bytes(const char *at, const char *end, struct seiche_event *row)
{
	uint64_t bytes;
	uint32_t digits = digits_read(at, &bytes);

	if (digits > (size_t)(end - at) || !digits)
		return at < end && *at == '-' ? at + 1 : NULL;
	if (digits > 18)
		return NULL;
	row->bytes = bytes;
	row->has |= SEICHE_BYTES;
	return at + digits;
}

/* Decimal, "-" and "-1" for none. Nothing below a microsecond is kept. */
static const char *take_duration(const char *at, const char *end, uint32_t per_s,
				 struct seiche_event *row)
{
	uint64_t whole = 0, part = 0, unit = 1;
	bool negative = at < end && *at == '-';
	const char *digit = at + negative, *first = digit;

	for (; digit < end && is_digit(*digit); digit++) {
		if (digit - first > 15)
			return NULL;
		whole = whole * 10 + (uint64_t)(*digit - '0');
	}
	if (digit == first)
		return negative ? digit : NULL;
	if (digit + 1 < end && *digit == '.' && is_digit(digit[1]))
		for (digit++; digit < end && is_digit(*digit); digit++)
			if (unit < 1000000000) {
				part = part * 10 + (uint64_t)(*digit - '0');
				unit *= 10;
			}
	/* A year is longer than any request. */
	if (!negative && whole / per_s < 31536000) {
		row->duration_us =
			(int64_t)(per_s > 1000000 ? whole / (per_s / 1000000)
						  : whole * (1000000 / per_s) +
							    part * (1000000 / per_s) / unit);
		row->has |= SEICHE_DURATION;
	}
	return digit;
}

static inline const char *take_number(const struct field_step *step, struct run *run)
{
	struct seiche_event *row = step->bits ? run->line.row : &run->unused;
	const char *behind;

	switch (step->kind) {
	case FIELD_STATUS:
		behind = take_status(run->at, run->end, row);
		break;
	case FIELD_BYTES:
		behind = take_bytes(run->at, run->end, row);
		break;
	default:
		behind = take_duration(run->at, run->end, step->per_s, row);
		break;
	}
	/* nginx's escape=json writes nothing for what it does not know. */
	if (!behind && run->program->coding == SEICHE_JSON && step->stop.size &&
	    stands(&step->stop, run->at, run->end))
		return run->at;
	return behind;
}

static inline const char *take_stamp(const struct field_step *step, struct run *run)
{
	struct span text = span_of(run->at, (size_t)(run->end - run->at));
	enum clock_form form = (enum clock_form)step->form;
	size_t used;

	if (step->discards) {
		int64_t time_us;

		used = clock_read(form, text, run->context, &time_us, NULL);
		return used ? run->at + used : NULL;
	}
	used = clock_memo_read(run->memo, form, text, run->context, &run->line.row->time_us,
			       &run->assumed);
	return used ? run->at + used : NULL;
}

static const char *take_pattern(const struct field_step *step, struct run *run)
{
	struct time_parts unused = { 0 };
	size_t used =
		time_pattern_take(step->pattern, span_of(run->at, (size_t)(run->end - run->at)),
				  step->discards ? &unused : &run->parts);

	return used ? run->at + used : NULL;
}

/* An offset where one stands, with what follows it behind; else nothing is taken. */
static const char *take_offset(const struct field_step *step, struct run *run)
{
	int32_t offset_s;
	size_t used = zone_read_offset(span_of(run->at, (size_t)(run->end - run->at)), &offset_s);
	const char *behind = run->at + used;

	if (used &&
	    (!step->stop.size || behind == run->end || stands(&step->stop, behind, run->end))) {
		if (!step->discards) {
			run->parts.clock.offset_s = offset_s;
			run->parts.clock.has_offset = true;
		}
		return behind;
	}
	return step->stop.size ? find_stop(step, run->at, run->end) : run->end;
}

/* A host without its port: "example.org:443", "[::1]:80". */
static struct span without_port(struct span host)
{
	const char *colon = memrchr(host.at, ':', host.size);
	uint64_t port;

	if (!colon ||
	    !span_number(span_of(colon + 1, (size_t)(host.at + host.size - colon) - 1), &port))
		return host;
	/* An address of version 6 without brackets has colons of its own. */
	if (colon == host.at || (colon[-1] != ']' && memchr(host.at, ':', host.size) != colon))
		return host;
	return span_of(host.at, (size_t)(colon - host.at));
}

static void set_text(const struct field_step *step, struct run *run, const char *to)
{
	struct span text = span_of(run->at, (size_t)(to - run->at));

	if (step->kind == FIELD_REQUEST) {
		line_request(&run->line, text);
		return;
	}
	if (step->strip_port)
		text = without_port(text);
	if (step->first_item)
		for (size_t i = 0; i < text.size; i++)
			if (text.at[i] == ',' || text.at[i] == ' ')
				text.size = i;
	line_set(&run->line, step->bits, text);
}

#endif
