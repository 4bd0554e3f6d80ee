/* clock_find.c - is there any time stamp in a text? For messages: it tries all forms everywhere. */
#include "core/clock.h"

/* Where a stamp may begin: behind nothing that is a part of a word or a number. */
static bool is_of_word(char byte)
{
	return (unsigned char)((byte | 32) - 'a') < 26 || (unsigned char)(byte - '0') < 10;
}

bool clock_stands_in(struct span text)
{
	const struct clock_context context = { .zone = zone_utc, .newest_us = CLOCK_PAST_LAST_US };

	for (size_t at = 0; at < text.size; at++) {
		struct span rest = span_of(text.at + at, text.size - at);
		int64_t time_us;

		if (at && is_of_word(text.at[at - 1]))
			continue;
		for (int form = CLOCK_CLF; form <= CLOCK_LAST_FORM; form++)
			if (clock_read((enum clock_form)form, rest, &context, &time_us, NULL))
				return true;
	}
	return false;
}
