/* error.c - filling in a struct error, and the end of a broken promise. */
#include "core/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(char *text, size_t room, const char *format, va_list values)
{
	int length = vsnprintf(text, room, format, values);

	if (length >= 0 && (size_t)length >= room && room > 4)
		memcpy(text + room - 4, "...", 4);
}

bool fail(struct error *error, enum fault fault, const char *format, ...)
{
	va_list values;

	error->fault = fault;
	va_start(values, format);
	print(error->text, sizeof(error->text), format, values);
	va_end(values);
	return false;
}

bool fail_errno(struct error *error, const char *format, ...)
{
	int number = errno; /* vsnprintf may change it */
	va_list values;
	size_t length;

	error->fault = FAULT_SYSTEM;
	va_start(values, format);
	print(error->text, sizeof(error->text), format, values);
	va_end(values);
	length = strlen(error->text);
	snprintf(error->text + length, sizeof(error->text) - length, ": %s", strerror(number));
	return false;
}

bool error_within(struct error *error, const char *format, ...)
{
	char inner[sizeof(error->text)];
	va_list values;
	size_t length;

	memcpy(inner, error->text, sizeof(inner));
	va_start(values, format);
	print(error->text, sizeof(error->text), format, values);
	va_end(values);
	length = strlen(error->text);
	snprintf(error->text + length, sizeof(error->text) - length, ": %s", inner);
	return false;
}

void invariant_broken(const char *condition, const char *file, int line)
{
	fprintf(stderr, "seiche: %s:%d: this must hold and does not: %s\n", file, line, condition);
	abort();
}
