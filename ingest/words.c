/* words.c - see words.h. */
#include "ingest/words.h"

#include <stdio.h>

const char *number_write(uint64_t number, char text[NUMBER_TEXT_BYTES])
{
	char digits[24];
	int count = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	char *to = text;

	for (int i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return text;
}

const char *quote_write(struct span line, char text[QUOTE_TEXT_BYTES])
{
	static const char hexadecimal[] = "0123456789abcdef";
	char *to = text;

	if (line.size && line.at[line.size - 1] == '\n')
		line.size--;
	if (line.size && line.at[line.size - 1] == '\r')
		line.size--;
	for (size_t i = 0; i < MIN(line.size, (size_t)QUOTE_BYTES); i++) {
		unsigned char byte = (unsigned char)line.at[i];

		if (byte >= 0x20 && byte < 0x7f) {
			*to++ = (char)byte;
		} else {
			*to++ = '\\';
			*to++ = 'x';
			*to++ = hexadecimal[byte >> 4];
			*to++ = hexadecimal[byte & 15];
		}
	}
	memcpy(to, line.size > QUOTE_BYTES ? "..." : "", line.size > QUOTE_BYTES ? 4 : 1);
	return text;
}
