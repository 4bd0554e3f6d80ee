/* nearest.c - the distance of two words as a typist would have it. */
#include "core/nearest.h"

#include <string.h>

/* Damerau-Levenshtein distance of short words; past 31 letters they count as far apart. */
static uint32_t distance(const char *a, const char *b)
{
	uint32_t row[3][32];
	size_t length_a = strlen(a), length_b = strlen(b);

	if (length_a > 31 || length_b > 31)
		return UINT32_MAX;
	for (size_t k = 0; k <= length_b; k++)
		row[0][k] = (uint32_t)k;
	for (size_t i = 1; i <= length_a; i++) {
		uint32_t *now = row[i % 3], *before = row[(i + 2) % 3],
			 *two_before = row[(i + 1) % 3];

		now[0] = (uint32_t)i;
		for (size_t k = 1; k <= length_b; k++) {
			uint32_t change = before[k - 1] + (a[i - 1] != b[k - 1]);

			now[k] = MIN(change, MIN(before[k], now[k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				now[k] = MIN(now[k], two_before[k - 2] + 1);
		}
	}
	return row[length_a % 3][length_b];
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	uint32_t best = UINT32_MAX;

	for (size_t i = 0; i < count; i++) {
		uint32_t d = distance(word, words[i]);

		if (d < best) {
			best = d;
			nearest = words[i];
		}
	}
	/* Two slips in a long word, one in a short; or the beginning of a longer one. */
	if (best <= (strlen(word) > 4 ? 2u : 1u) ||
	    (nearest && strlen(word) > 2 && strncmp(word, nearest, strlen(word)) == 0))
		return nearest;
	return NULL;
}
