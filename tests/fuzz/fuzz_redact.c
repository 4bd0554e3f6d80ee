/*
 * fuzz_redact.c - any bytes: no dotted IPv4 address of them is left, the output is bounded,
 * and the same again.
 */
#include "report/redact.h"
#include "tests/fuzz/fuzz.h"

#include <ctype.h>
#include <stdio.h>

/* Does a dotted quad stand at `at`, as sscanf reads one? Behind a letter it may be a name's end. */
static bool has_quad(const char *text, size_t at)
{
	unsigned part[4];
	int size = 0;

	if (at && isalnum((unsigned char)text[at - 1]))
		return false;
	if (sscanf(text + at, "%3u.%3u.%3u.%3u%n", &part[0], &part[1], &part[2], &part[3], &size) !=
	    4)
		return false;
	for (int i = 0; i < 4; i++)
		if (part[i] > 255)
			return false;
	/* It reads signs and blanks as well. */
	return (int)strspn(text + at, "0123456789.") >= size &&
	       !isdigit((unsigned char)text[at + (size_t)size]);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static const char secret[] = "sixteen bytes...";
	const struct redactor redactor = redactor_of(span_of(secret, sizeof(secret) - 1));
	struct span bytes = span_of((const char *)input, size);
	struct text first, second;

	text_init(&first, 16 * size + 16);
	text_init(&second, 16 * size + 16);
	redact_text(&redactor, bytes, &first);
	redact_text(&redactor, bytes, &second);
	invariant(!first.cut && first.size <= 14 * size + 14);
	invariant(span_is(text_span(&first), text_span(&second)));
	for (size_t i = 0; i < first.size; i++)
		invariant(!has_quad(first.at, i));
	text_release(&first);
	text_release(&second);
	return 0;
}
