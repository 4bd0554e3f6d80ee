/* diag.c - one message, one line, one write; nothing in it can move a terminal's cursor. */
#include "core/diag.h"

#include "core/text.h"

#include <stdarg.h>

#define MESSAGE_MAX_BYTES 8192

static const struct {
	const char *word, *colour;
} looks[] = {
	[DIAG_ERROR] = { "error: ", "\x1b[1;31m" },
	[DIAG_WARN] = { "warning: ", "\x1b[1;33m" },
	[DIAG_INFO] = { "", "" },
	[DIAG_DEBUG] = { "debug: ", "\x1b[2m" },
};

/* Controls of ASCII and Latin-1, and the marks that turn the direction of writing. */
static bool acts_on_terminal(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
	       (character >= 0x200e && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

static void add_visible(struct text *line, struct span bytes)
{
	while (bytes.size) {
		uint32_t character = 0;
		size_t size = text_read_character(bytes, &character);

		if (size && !acts_on_terminal(character)) {
			text_add(line, span_of(bytes.at, size));
		} else {
			size = MAX(size, (size_t)1);
			for (size_t i = 0; i < size; i++)
				text_print(line, "\\x%02x", (unsigned char)bytes.at[i]);
		}
		bytes = span_of(bytes.at + size, bytes.size - size);
	}
}

void diag_print(struct diag *diag, enum diag_level level, const char *format, ...)
{
	char message[MESSAGE_MAX_BYTES];
	struct text line;
	va_list values;

	if (level == DIAG_ERROR)
		atomic_fetch_add(&diag->errors, 1);
	else if (level == DIAG_WARN)
		atomic_fetch_add(&diag->warnings, 1);
	if (!diag->to || level > diag->level)
		return;
	va_start(values, format);
	if (vsnprintf(message, sizeof(message), format, values) < 0)
		message[0] = '\0';
	va_end(values);
	text_init(&line, 5 * MESSAGE_MAX_BYTES); /* four bytes for one, and the frame around it */
	text_print(&line, "%sseiche: %s%s", diag->colour ? looks[level].colour : "",
		   looks[level].word, diag->colour && *looks[level].colour ? "\x1b[0m" : "");
	add_visible(&line, span_text(message));
	text_byte(&line, '\n');
	fwrite(line.at, 1, line.size, diag->to);
	fflush(diag->to);
	text_release(&line);
}
