/*
 * clock_memo.h - time stamps of one stream by comparison with the one before.
 *
 * Logs are written in order of time, so most stamps share all but their seconds
 * with the last one. A memo keeps the text of its last stamp up to the minute and
 * what follows the seconds (the offset, ctime's year), and reads a stamp that
 * agrees in both from its seconds and fraction alone. All zero is ready to use;
 * one per stream, context and thread.
 */
#ifndef CORE_CLOCK_MEMO_H
#define CORE_CLOCK_MEMO_H

#include "core/clock.h"

#include <endian.h>

#define CLOCK_MEMO_CLF_SECOND 18 /* where the seconds of a CLF stamp stand */

struct clock_memo {
	char text[24];      /* of the stamp up to its seconds, their colon included */
	uint64_t tail;      /* what follows seconds and fraction, the last byte uppermost */
	int64_t minute_us;  /* the time at second 0 */
	uint32_t assumed;   /* what clock_read added to it */
	uint8_t form;       /* enum clock_form; 0: nothing is kept */
	uint8_t second;     /* where the seconds stand: 12 to 24 */
	uint8_t middle;     /* the second of three words that cover `text` begins here */
	uint8_t tail_bytes; /* at most 8 */
};

/* Exactly what clock_read says of that stamp, `assumed` (never NULL) included. */
size_t clock_memo_read(struct clock_memo *memo, enum clock_form form, struct span text,
		       const struct clock_context *context, int64_t *time_us, uint32_t *assumed);

/* The same as clock_read_any; `last` (0 at first) remembers the form that fitted. */
bool clock_memo_read_any(struct clock_memo *memo, uint8_t *last, struct span text,
			 const struct clock_context *context, int64_t *time_us, uint32_t *assumed);

static inline uint64_t clock_memo_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* A fraction at `at` in millionths, at most nine digits; what stands behind it, NULL if longer. */
static inline const char *clock_memo_fraction(const char *at, const char *end, bool or_comma,
					      uint32_t *micro)
{
	static const uint32_t unit[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };
	uint32_t digits = 0, value = 0;

	*micro = 0;
	if (end - at < 2 || (*at != '.' && !(or_comma && *at == ',')) ||
	    (unsigned char)(at[1] - '0') > 9)
		return at;
	for (at++; at < end && (unsigned char)(*at - '0') <= 9; at++) {
		if (++digits <= 6)
			value = value * 10 + (uint32_t)(*at - '0');
		if (digits > 9)
			return NULL;
	}
	*micro = value * unit[MIN(digits, 6)];
	return at;
}

/* The length of a stamp that differs from the memo's in seconds and fraction only; else 0. */
static inline size_t clock_memo_hit(const struct clock_memo *memo, enum clock_form form,
				    const char *at, const char *end, int64_t *time_us,
				    uint32_t *assumed)
{
	size_t second = form == CLOCK_CLF ? CLOCK_MEMO_CLF_SECOND : memo->second;
	size_t tail = memo->tail_bytes;
	const char *behind = at + second + 2;
	uint32_t tens, ones, micro = 0;

	if (memo->form != form || (size_t)(end - at) < second + 2 + tail)
		return 0;
	if ((clock_memo_word(memo->text) ^ clock_memo_word(at)) |
	    (clock_memo_word(memo->text + memo->middle) ^ clock_memo_word(at + memo->middle)) |
	    (clock_memo_word(memo->text + second - 8) ^ clock_memo_word(at + second - 8)))
		return 0;
	tens = (uint32_t)(unsigned char)at[second] - '0';
	ones = (uint32_t)(unsigned char)at[second + 1] - '0';
	if (tens > 5 || ones > 9)
		return 0;
	if (form != CLOCK_SYSLOG) {
		behind = clock_memo_fraction(behind, end, form == CLOCK_ISO, &micro);
		if (!behind || (size_t)(end - behind) < tail)
			return 0;
	}
	/* The word ends with the tail; what is before it belongs to the stamp all the same. */
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
	*time_us = memo->minute_us + (int64_t)(tens * 10 + ones) * SECOND_US + micro;
	*assumed |= memo->assumed;
	return (size_t)(behind - at);
}

#endif
