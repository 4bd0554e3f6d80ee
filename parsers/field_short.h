/*
 * field_short.h - the short way through a program: see take_plain. For field_run.c alone.
 */
#ifndef PARSERS_FIELD_SHORT_H
#define PARSERS_FIELD_SHORT_H

#include "parsers/field_take.h"

static inline uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* Three digits as a number; 0 where one is none. */
static inline uint32_t three_digits(const char *at)
{
	uint32_t word = (uint32_t)(le64toh(word_at(at)) & 0xffffff) ^ UINT32_C(0x303030);

	if (((word + UINT32_C(0x767676)) | word) & UINT32_C(0x808080))
		return 0;
	return (word & 0xff) * 100 + (word >> 8 & 0xff) * 10 + (word >> 16 & 0xff);
}

/* With its form a constant the memo's question is half as long; so inlined it must be. */
static inline __attribute__((flatten)) size_t hit_clf(const struct clock_memo *memo, const char *at,
						      const char *end, int64_t *time_us,
						      uint32_t *assumed)
{
	return clock_memo_hit(memo, CLOCK_CLF, at, end, time_us, assumed);
}

/* Two texts, the first in the next 32 bytes: behind them, or NULL where it is not so plain. */
static inline const char *take_two_texts(const struct field_short *two, struct run *run,
					 const char *at, const char *end)
{
	const struct field_stop *between = &two->step->stop;
	uint32_t mask = mask_of(at, two->first), behind;
	const char *first, *second;

	if (!mask)
		return NULL;
	behind = (uint32_t)__builtin_ctz(mask) + between->size;
	first = at + behind - between->size;
	if ((word_at(first) ^ between->word) & between->mask)
		return NULL;
	mask = behind < MASK_BYTES ? mask & UINT32_MAX << behind : 0;
	second = mask ? at + __builtin_ctz(mask) : mask_find(at + behind, end, two->first);
	if (!second || second >= end)
		return NULL;
	if (two->bits & run->wanted) {
		run->at = at;
		if (two->step[0].bits & run->wanted)
			set_text(&two->step[0], run, first);
		run->at = at + behind;
		if (two->step[1].bits & run->wanted)
			set_text(&two->step[1], run, second);
	}
	return second;
}

/*
 * What take_needed does, for lines as servers write them and formats without rare
 * columns: nothing is tried twice, and no literal holds the end of a line, so whatever
 * agrees lies inside of the line. False where a line is not so plain: then the row is
 * to be emptied and the long way says the same or better.
 */
static inline bool take_plain(struct run *run)
{
	const struct field_short *step = run->program->short_step;
	struct seiche_event *row = run->line.row;
	const char *at = run->at, *end = run->end, *found;
	uint32_t has = 0;

	for (;; step++) {
		uint64_t number;
		uint32_t digits;
		size_t size;

		switch ((enum short_kind)step->kind) {
		case SHORT_LEAD:
			break;
		case SHORT_TWO_TEXTS:
			at = take_two_texts(step, run, at, end);
			if (!at)
				return false;
			break;
		case SHORT_TEXT:
		case SHORT_QUOTED:
		case SHORT_REQUEST:
		case SHORT_LIST:
			found = mask_find(at, end, step->first);
			if (!found)
				return false;
			if (step->kind == SHORT_QUOTED && found[-1] == '\\')
				return false;
			if (step->kind == SHORT_REQUEST &&
			    (found[-1] == '\\' || !is_digit(found[step->size])))
				return false;
			if (step->kind == SHORT_LIST && is_inside_list(found, at, end))
				return false;
			if (step->bits & run->wanted) {
				run->at = at;
				set_text(step->step, run, found);
			}
			at = found;
			break;
		case SHORT_CLF:
			size = hit_clf(run->memo, at, end, &row->time_us, &run->assumed);
			if (!size)
				return false;
			at += size;
			break;
		case SHORT_STAMP:
			size = clock_memo_hit(run->memo, (enum clock_form)step->form, at, end,
					      &row->time_us, &run->assumed);
			if (!size)
				return false;
			at += size;
			break;
		case SHORT_STATUS:
			digits = three_digits(at);
			if (digits < 100 || is_digit(at[3]))
				return false;
			row->status = (uint16_t)digits;
			has |= SEICHE_STATUS;
			at += 3;
			break;
		case SHORT_STATUS_BYTES:
			digits = three_digits(at);
			if (digits < 100 || at[3] != step->first)
				return false;
			row->status = (uint16_t)digits;
			has |= SEICHE_STATUS;
			at += 4;
			/* fall through */
		case SHORT_BYTES:
			digits = digits_read(at, &number);
			if (digits - 1 > 17)
				return false;
			row->bytes = number;
			has |= SEICHE_BYTES;
			at += digits;
			break;
		case SHORT_DURATION:
			at = take_duration(at, end, step->step->per_s, row);
			if (!at)
				return false;
			break;
		case SHORT_END:
			run->at = at;
			row->has |= has;
			return true;
		default:
			__builtin_unreachable();
		}
		if ((word_at(at) ^ step->word) & step->mask)
			return false;
		at += step->advance;
	}
}

#endif
