/* clock_memo.c - what of a stamp is kept for the next one. */
#include "core/clock_memo.h"

#define STAMP_BYTES_MAX 48

/* Where hh:mm:ss stands: two bytes before its first colon; 0 where there is none. */
static size_t hour_of(enum clock_form form, struct span text)
{
	int colons = form == CLOCK_CLF ? 2 : 1; /* CLF has one before the hour */

	for (size_t i = 0; i < text.size; i++)
		if (text.at[i] == ':' && --colons == 0)
			return i - 2;
	return 0;
}

/* The time of the stamp with another end of hh:mm:ss; -1 where that is none. */
static int64_t with_time(enum clock_form form, struct span text, size_t hour, struct span end,
			 const struct clock_context *context, uint32_t *assumed)
{
	char copy[STAMP_BYTES_MAX];
	int64_t time_us;

	memcpy(copy, text.at, text.size);
	memcpy(copy + hour + 8 - end.size, end.at, end.size);
	return clock_read(form, span_of(copy, text.size), context, &time_us, assumed) == text.size
		       ? time_us
		       : -1;
}

/*
 * Whether all between these two ends is completed alike: a clock may be moved inside
 * of it, or the year change.
 */
static bool is_even(enum clock_form form, struct span text, size_t hour, const char *first,
		    const char *last, int64_t length_us, const struct clock_context *context)
{
	uint32_t before = 0, after = 0;
	int64_t first_us = with_time(form, text, hour, span_text(first), context, &before);
	int64_t last_us = with_time(form, text, hour, span_text(last), context, &after);

	return first_us >= 0 && last_us - first_us == length_us && before == after;
}

static void keep(struct clock_memo *memo, enum clock_form form, struct span text,
		 const struct clock_context *context, int64_t time_us, uint32_t assumed)
{
	size_t hour = hour_of(form, text);
	const char *end = text.at + text.size, *behind;
	uint32_t minute, second, micro = 0;
	int64_t day_us;
	bool whole_day;

	if (hour < 6 || hour > 16 || text.size > STAMP_BYTES_MAX ||
	    (form == CLOCK_CLF && hour != CLOCK_MEMO_CLF_HOUR) ||
	    !clock_memo_time(clock_memo_word(text.at + hour), &minute, &second))
		return;
	behind = clock_memo_fraction(text.at + hour + 8, end, form == CLOCK_ISO, &micro);
	day_us = time_us - micro - (minute * 60 + second) * SECOND_US;
	/* At the ends of the years that are read, an offset decides for each minute. */
	if (!behind || end - behind > 8 || day_us < DAY_US ||
	    day_us > CLOCK_PAST_LAST_US - 2 * DAY_US)
		return;
	whole_day = !assumed ||
		    is_even(form, text, hour, "00:00:00", "23:59:59", DAY_US - SECOND_US, context);
	if (!whole_day && !is_even(form, text, hour, "00", "59", MINUTE_US - SECOND_US, context))
		return;
	*memo = (struct clock_memo){
		.day_us = day_us,
		.mask = hour >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * hour) - 1,
		.assumed = assumed,
		.minute = minute,
		.whole_day = whole_day,
		.form = (uint8_t)form,
		.hour = (uint8_t)hour,
		.second_day = (uint8_t)(hour >= 8 ? hour - 8 : 0),
		.tail_bytes = (uint8_t)(end - behind),
	};
	memo->day[0] = clock_memo_word(text.at);
	memo->day[1] = clock_memo_word(text.at + memo->second_day);
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

bool clock_memo_read_any(struct clock_memo *memo, struct span text,
			 const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	uint8_t first = memo->form;

	if (!text.size)
		return false;
	/* No text is wholly in two forms, so the order of asking does not matter. */
	for (int form = first ? 0 : CLOCK_CLF; form <= CLOCK_ISO_NAMED; form++) {
		uint32_t found = 0;
		int64_t found_us;

		if (clock_memo_read(memo, (enum clock_form)(form ? form : first), text, context,
				    &found_us, &found) != text.size)
			continue;
		*time_us = found_us;
		*assumed |= found;
		return true;
	}
	return false;
}
