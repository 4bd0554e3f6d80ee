/* span.c - comparing, trimming and reading numbers from borrowed bytes. */
#include "core/span.h"

#include <math.h>

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool span_is_caseless(struct span a, struct span b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

struct span span_trim(struct span text)
{
	while (text.size && is_space(text.at[0])) {
		text.at++;
		text.size--;
	}
	while (text.size && is_space(text.at[text.size - 1]))
		text.size--;
	return text;
}

bool span_number(struct span text, uint64_t *out)
{
	size_t safe = MIN(text.size, 19), i = 0; /* what can't overflow */
	uint64_t number = 0;

	if (!text.size)
		return false;
	for (; i < safe; i++) {
		if (!is_digit(text.at[i]))
			return false;
		number = number * 10 + (uint64_t)(text.at[i] - '0');
	}
	for (; i < text.size; i++) {
		if (!is_digit(text.at[i]) || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(text.at[i] - '0'), &number))
			return false;
	}
	*out = number;
	return true;
}

bool span_decimal(struct span text, double *out)
{
	static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
					 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
					 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *at = text.at, *end;
	bool negative = false, digits = false;
	double number = 0;
	int exponent = 0;

	if (!text.size)
		return false;
	end = text.at + text.size;

	if (*at == '-' || *at == '+')
		negative = *at++ == '-';
	for (; at < end && is_digit(*at); at++, digits = true)
		number = number * 10 + (*at - '0');
	if (at < end && *at == '.')
		for (at++; at < end && is_digit(*at); at++, digits = true, exponent--)
			number = number * 10 + (*at - '0');
	if (!digits)
		return false;
	if (at < end && (*at == 'e' || *at == 'E')) {
		bool down = false;
		int power = 0;

		at++;
		if (at < end && (*at == '-' || *at == '+'))
			down = *at++ == '-';
		if (at == end)
			return false;
		for (; at < end && is_digit(*at) && power < 10000; at++)
			power = power * 10 + (*at - '0');
		exponent += down ? -power : power;
	}
	if (at != end)
		return false;
	/* Dividing by an exact power keeps 0.1, 2.5 … correctly rounded. */
	if (exponent < 0 && exponent >= -22)
		number /= powers[-exponent];
	else if (exponent)
		number *= pow(10, exponent);
	*out = negative ? -number : number;
	return isfinite(number);
}

struct span span_cut(struct span *rest, char separator)
{
	const char *end = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
	struct span head = *rest;

	if (!end) {
		if (rest->size)
			*rest = span_of(rest->at + rest->size, 0);
		return head;
	}
	head.size = (size_t)(end - head.at);
	rest->size -= head.size + 1;
	rest->at = end + 1;
	return head;
}
