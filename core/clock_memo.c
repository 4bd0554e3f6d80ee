/* clock_memo.c - what of a stamp is kept for the next one. */
#include "core/clock_memo.h"

#define STAMP_BYTES_MAX 48

/* Where the seconds stand: behind the last colon of hh:mm:ss; 0 where there is none. */
static size_t second_of(enum clock_form form, struct span text)
{
	int colons = form == CLOCK_CLF ? 3 : 2; /* CLF has one before the hour */

	for (size_t i = 0; i < text.size; i++)
		if (text.at[i] == ':' && --colons == 0)
			return i + 1;
	return 0;
}

/* The time of the stamp with other seconds; -1 where that is none. */
static int64_t with_second(enum clock_form form, struct span text, size_t second,
			   const char *digits, const struct clock_context *context)
{
	char copy[STAMP_BYTES_MAX];
	int64_t time_us;

	memcpy(copy, text.at, text.size);
	memcpy(copy + second, digits, 2);
	return clock_read(form, span_of(copy, text.size), context, &time_us, NULL) == text.size
		       ? time_us
		       : -1;
}

/*
 * Stamps that were completed are kept only where the whole minute is completed alike:
 * a clock may jump inside of it, or the year change.
 */
static bool is_even(enum clock_form form, struct span text, size_t second,
		    const struct clock_context *context)
{
	int64_t first_us = with_second(form, text, second, "00", context);
	int64_t last_us = with_second(form, text, second, "59", context);

	return first_us >= 0 && last_us - first_us == 59 * SECOND_US;
}

static void keep(struct clock_memo *memo, enum clock_form form, struct span text,
		 const struct clock_context *context, int64_t time_us, uint32_t assumed)
{
	size_t second = second_of(form, text);
	const char *end = text.at + text.size, *behind;
	uint32_t micro = 0;

	if (second < 12 || second > sizeof(memo->text) || text.size > STAMP_BYTES_MAX ||
	    text.at[second] == '6' || (form == CLOCK_CLF && second != CLOCK_MEMO_CLF_SECOND) ||
	    (assumed && !is_even(form, text, second, context)))
		return;
	behind = text.at + second + 2;
	if (form != CLOCK_SYSLOG)
		behind = clock_memo_fraction(behind, end, form == CLOCK_ISO, &micro);
	if (!behind || end - behind > 8)
		return;
	*memo = (struct clock_memo){
		.minute_us =
			time_us - micro -
			((text.at[second] - '0') * 10 + (text.at[second + 1] - '0')) * SECOND_US,
		.assumed = assumed,
		.form = (uint8_t)form,
		.second = (uint8_t)second,
		.middle = (uint8_t)MIN(second - 8, 8),
		.tail_bytes = (uint8_t)(end - behind),
	};
	memcpy(memo->text, text.at, second);
	if (end > behind)
		memo->tail = clock_memo_word(end - 8) >> (64 - 8 * (end - behind));
}

size_t clock_memo_read(struct clock_memo *memo, enum clock_form form, struct span text,
		       const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	uint32_t found = 0;
	size_t used = text.size ? clock_memo_hit(memo, form, text.at, text.at + text.size, time_us,
						 assumed)
				: 0;

	if (used)
		return used;
	used = clock_read(form, text, context, time_us, &found);
	*assumed |= found;
	if (used && (form == CLOCK_CLF || form == CLOCK_ISO || form == CLOCK_SYSLOG ||
		     form == CLOCK_CTIME || form == CLOCK_SLASHED))
		keep(memo, form, span_of(text.at, used), context, *time_us, found);
	return used;
}

bool clock_memo_read_any(struct clock_memo *memo, uint8_t *last, struct span text,
			 const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	uint32_t found = 0;
	int64_t found_us;

	/* No text is wholly in two forms, so the last one may be asked first. */
	if (*last && text.size &&
	    clock_memo_read(memo, (enum clock_form) * last, text, context, &found_us, &found) ==
		    text.size) {
		*time_us = found_us;
		*assumed |= found;
		return true;
	}
	for (int form = CLOCK_CLF; form <= CLOCK_DATE; form++) {
		found = 0;
		if (!text.size || clock_memo_read(memo, (enum clock_form)form, text, context,
						  &found_us, &found) != text.size)
			continue;
		*last = (uint8_t)form;
		*time_us = found_us;
		*assumed |= found;
		return true;
	}
	return false;
}
