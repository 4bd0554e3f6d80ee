/*
 * clock_month.c - abbreviated months as other languages than English have them: what
 * journalctl and date print under such a locale (%b).
 *
 * Follows the abmon of glibc's locales de, fr, es, it, pt, nl, pl, sv and da, where no
 * name stands for two months. Those that are spelt as in English are not here.
 */
#include "core/clock_take.h"

#define NAME_BYTES_MAX 6 /* "févr.", whose é is two bytes */

static const struct {
	const char *name;
	uint8_t month;
} months[] = {
	{ "janv.", 1 }, { "ene", 1 },   { "gen", 1 },  { "sty", 1 },  { "févr.", 2 },
	{ "fev", 2 },   { "lut", 2 },   { "mär", 3 },  { "mars", 3 }, { "mrt", 3 },
	{ "avril", 4 }, { "abr", 4 },   { "kwi", 4 },  { "mai", 5 },  { "mag", 5 },
	{ "mei", 5 },   { "maj", 5 },   { "juin", 6 }, { "giu", 6 },  { "cze", 6 },
	{ "juil.", 7 }, { "lug", 7 },   { "lip", 7 },  { "août", 8 }, { "ago", 8 },
	{ "sie", 8 },   { "sept.", 9 }, { "set", 9 },  { "wrz", 9 },  { "oct.", 10 },
	{ "okt", 10 },  { "ott", 10 },  { "out", 10 }, { "paź", 10 }, { "nov.", 11 },
	{ "lis", 11 },  { "déc.", 12 }, { "dez", 12 }, { "dic", 12 }, { "gru", 12 },
};

bool clock_take_local_month(struct span *rest, uint8_t *out)
{
	struct span behind = *rest, word;

	/* Most of what is asked for here is no month at all, and begins with no letter. */
	if (!rest->size || !(rest->at[0] & 64) ||
	    !memchr(rest->at, ' ', MIN(rest->size, NAME_BYTES_MAX + 1)))
		return false;
	word = span_cut(&behind, ' ');
	for (size_t i = 0; i < LENGTH(months); i++) {
		if (!span_is_caseless(word, span_text(months[i].name)))
			continue;
		*out = months[i].month;
		*rest = behind;
		return true;
	}
	return false;
}
