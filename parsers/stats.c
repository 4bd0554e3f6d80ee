/* stats.c - see stats.h. */
#include "parsers/stats.h"

#include <string.h>

/* Bytes of what parts groups of digits at the front; 0 where nothing does. */
static size_t group_mark(struct span text, char mark)
{
	if (text.at[0] == mark || text.at[0] == '\'' || text.at[0] == ' ')
		return 1;
	if (span_starts(text, SPAN("\xc2\xa0")))
		return 2;
	return span_starts(text, SPAN("\xe2\x80\xaf")) ? 3 : 0;
}

static bool is_zero(struct span digits)
{
	for (size_t i = 0; i < digits.size; i++)
		if (digits.at[i] != '0')
			return false;
	return digits.size != 0;
}

bool stats_count(struct span text, bool decimal_comma, uint64_t *out)
{
	char digits[20], decimal = decimal_comma ? ',' : '.', group = decimal_comma ? '.' : ',';
	size_t size = 0, since = 0;
	bool grouped = false;

	while (text.size && text.at[0] != decimal) {
		size_t mark = group_mark(text, group);

		if (mark) {
			if (!since || since > 3 || (grouped && since != 3))
				return false;
			grouped = true;
			since = 0;
			text = span_of(text.at + mark, text.size - mark);
			continue;
		}
		if (text.at[0] < '0' || text.at[0] > '9' || size == sizeof(digits) ||
		    (grouped && since == 3))
			return false;
		digits[size++] = text.at[0];
		since++;
		text = span_of(text.at + 1, text.size - 1);
	}
	if (grouped && since != 3)
		return false;
	if (text.size && !is_zero(span_of(text.at + 1, text.size - 1)))
		return false;
	return span_number(span_of(digits, size), out) && *out <= INT64_MAX;
}

bool stats_time(struct span text, const struct clock_context *context, int64_t *time_us,
		uint32_t *assumed)
{
	char day[10];
	uint64_t number;

	if (text.size != 8 || !span_number(text, &number))
		return clock_read_any(text, context, time_us, assumed) ||
		       clock_read_minutes(text, context, time_us);
	memcpy(day, text.at, 4);
	memcpy(day + 5, text.at + 4, 2);
	memcpy(day + 8, text.at + 6, 2);
	day[4] = day[7] = '-';
	return clock_read(CLOCK_DATE, span_of(day, sizeof(day)), context, time_us, assumed) ==
	       sizeof(day);
}

bool stats_is_serial(struct span text)
{
	double number;

	/* 1954 to 2064 */
	return text.size >= 5 && span_decimal(text, &number) && number >= 20000 && number < 60000;
}

uint32_t stats_hits(void *state, const char **word)
{
	(void)state;
	(void)word;
	return SEICHE_COUNTS_HITS;
}

uint32_t stats_pageviews(void *state, const char **word)
{
	(void)state;
	(void)word;
	return SEICHE_COUNTS_PAGEVIEWS;
}

int64_t stats_month_us(const struct zone *zone, int64_t time_us)
{
	struct civil civil;

	clock_to_civil(time_us + zone_offset_s(zone, time_us) * SECOND_US, &civil);
	civil.year += civil.month == 12;
	civil.month = (uint8_t)(civil.month % 12 + 1);
	civil.day = (uint8_t)(civil.day > 28 ? 28 : civil.day);
	return zone_to_utc(zone, clock_from_civil(&civil)) - time_us;
}
