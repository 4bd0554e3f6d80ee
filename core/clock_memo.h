/*
 * clock_memo.h - time stamps of one stream by comparison with the one before.
 *
 * Logs are written in order of time, so most stamps are of the same day as the last
 * one. A memo keeps that day's text, the time it begins at and what follows the
 * seconds (the offset, ctime's year), and reads a stamp that agrees in both from its
 * time of day alone. All zero is ready to use; one per stream, context and thread.
 */
#ifndef CORE_CLOCK_MEMO_H
#define CORE_CLOCK_MEMO_H

#include "core/clock.h"
#include "core/digits.h"

#define CLOCK_MEMO_CLF_HOUR 12 /* where hh:mm:ss of a CLF stamp stands */

struct clock_memo {
	uint64_t day[2];    /* two words that cover what precedes the hour … */
	uint64_t mask;      /* … and the bytes of them that count */
	uint64_t tail;      /* what follows seconds and fraction, the last byte uppermost */
	int64_t day_us;     /* the time at 00:00:00 */
	uint32_t assumed;   /* what clock_read added to it */
	uint32_t minute;    /* of the day: a completed stamp may stand for that minute only */
	bool whole_day;     /* or for all of its day */
	uint8_t form;       /* enum clock_form; 0: nothing is kept */
	uint8_t hour;       /* where hh:mm:ss stands: 6 to 16 */
	uint8_t second_day; /* where the second word of `day` stands */
	uint8_t tail_bytes; /* at most 8 */
};

/* Exactly what clock_read says of that stamp, `assumed` (never NULL) included. */
size_t clock_memo_read(struct clock_memo *memo, enum clock_form form, struct span text,
		       const struct clock_context *context, int64_t *time_us, uint32_t *assumed);

/* The same as clock_read_any, the memo's form being tried first. */
bool clock_memo_read_any(struct clock_memo *memo, struct span text,
			 const struct clock_context *context, int64_t *time_us, uint32_t *assumed);

static inline uint64_t clock_memo_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/*
 * A fraction at `at` in millionths, at most nine digits: what stands behind it, NULL
 * where it is longer. What precedes it is at least 8 bytes long.
 */
static inline const char *clock_memo_fraction(const char *at, const char *end, bool or_comma,
					      uint32_t *micro)
{
	static const uint32_t unit[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
	size_t left = (size_t)(end - at) - 1;
	uint64_t word, value;
	uint32_t digits;

	*micro = 0;
	if (end - at < 2 || (*at != '.' && !(or_comma && *at == ',')) ||
	    (unsigned char)(at[1] - '0') > 9)
		return at;
	at++;
	/* The eight bytes from here on, or zeros behind the end. */
	word = left >= 8 ? clock_memo_word(at) : clock_memo_word(end - 8) >> 8 * (8 - left);
	digits = digits_front(word, &value);
	if (digits <= 6) {
		*micro = (uint32_t)value * unit[digits];
		return at + digits;
	}
	*micro = (uint32_t)(value / (digits == 7 ? 10 : 100));
	while (digits < 10 && digits < left && (unsigned char)(at[digits] - '0') <= 9)
		digits++;
	return digits > 9 ? NULL : at + digits;
}

/* hh:mm:ss as a word -> minute of the day and second; false where it is none, or 60 s. */
static inline bool clock_memo_time(uint64_t word, uint32_t *minute, uint32_t *second)
{
	uint64_t digits = word - UINT64_C(0x30303a30303a3030), values;
	uint32_t hour;

	/* Bytes above 9, or above 0 for the colons, set their upper bit. */
	if ((digits | (digits + UINT64_C(0x76767f76767f7676))) & UINT64_C(0x8080808080808080))
		return false;
	values = digits * 10 + (digits >> 8);
	hour = values & 0xff;
	*minute = values >> 24 & 0xff;
	*second = values >> 48 & 0xff;
	if (hour > 23 || *minute > 59 || *second > 59)
		return false;
	*minute += hour * 60;
	return true;
}

/*
 * The length of a stamp that agrees with the memo in all but the time of day; else 0. Inlined
 * wherever it is called, also from two loops of one parser: a call takes a tenth of a line.
 */
static inline __attribute__((always_inline)) size_t clock_memo_hit(const struct clock_memo *memo,
								   enum clock_form form,
								   const char *at, const char *end,
								   int64_t *time_us,
								   uint32_t *assumed)
{
	size_t hour = form == CLOCK_CLF ? CLOCK_MEMO_CLF_HOUR : memo->hour;
	size_t tail = memo->tail_bytes;
	const char *behind = at + hour + 8;
	uint32_t minute, second, micro = 0;

	if (memo->form != form || (size_t)(end - at) < hour + 8 + tail)
		return 0;
	if (((memo->day[0] ^ clock_memo_word(at)) |
	     (memo->day[1] ^ clock_memo_word(at + memo->second_day))) &
	    memo->mask)
		return 0;
	if (!clock_memo_time(clock_memo_word(at + hour), &minute, &second) ||
	    (!memo->whole_day && minute != memo->minute))
		return 0;
	behind = clock_memo_fraction(behind, end, form == CLOCK_ISO, &micro);
	if (!behind || (size_t)(end - behind) < tail)
		return 0;
	/* The word ends with the tail; what precedes it belongs to the stamp all the same. */
	if (tail && clock_memo_word(behind + tail - 8) >> (64 - 8 * tail) != memo->tail)
		return 0;
	behind += tail;
	/* An offset must not begin or go on where the memo's stamp had none or ended. */
	if (behind < end && form == CLOCK_CLF && !tail && *behind == ' ')
		return 0;
	if (behind < end && form == CLOCK_ISO && (!tail || (behind[-1] | 0x20) != 'z') &&
	    ((unsigned char)(*behind - '0') <= 10 || *behind == '+' || *behind == '-' ||
	     (*behind | 0x20) == 'z'))
		return 0;
	*time_us = memo->day_us + (int64_t)(minute * 60 + second) * SECOND_US + micro;
	*assumed |= memo->assumed;
	return (size_t)(behind - at);
}

#endif
