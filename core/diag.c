/* diag.c - one message, one line, one write; nothing in it can move a terminal's cursor. */
#include "core/diag.h"

#include "core/json.h"
#include "core/text.h"

#include <stdarg.h>
#include <string.h>

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

static void put_json(void *to, const char *bytes, size_t size)
{
	text_add(to, span_of(bytes, size));
}

/* What a message is about besides its words. NULL: nothing. */
struct facts {
	const char *code, *at, *file;
};

static void write_json(struct text *line, enum diag_level level, const struct facts *facts,
		       const char *message)
{
	static const char *const words[] = {
		[DIAG_ERROR] = "error",
		[DIAG_WARN] = "warning",
		[DIAG_INFO] = "info",
		[DIAG_DEBUG] = "debug",
	};
	const struct {
		const char *key, *value;
	} members[] = {
		{ "level", words[level] }, { "code", facts->code }, { "at", facts->at },
		{ "file", facts->file },   { "message", message },
	};
	struct json_writer json;

	json_write_init(&json, false, put_json, line);
	json_object(&json);
	for (size_t i = 0; i < LENGTH(members); i++) {
		if (!members[i].value)
			continue;
		json_key(&json, members[i].key);
		json_text(&json, members[i].value);
	}
	json_close_object(&json);
}

static void write_line(struct diag *diag, enum diag_level level, const struct facts *facts,
		       const char *message)
{
	struct text line;

	if (level == DIAG_ERROR)
		atomic_fetch_add(&diag->errors, 1);
	else if (level == DIAG_WARN)
		atomic_fetch_add(&diag->warnings, 1);
	if (!diag->to || level > diag->level)
		return;
	text_init(&line, 8 * MESSAGE_MAX_BYTES); /* six bytes for one, and the frame around it */
	if (diag->json) {
		write_json(&line, level, facts, message);
	} else {
		text_print(&line, "%sseiche: %s%s", diag->colour ? looks[level].colour : "",
			   looks[level].word,
			   diag->colour && *looks[level].colour ? "\x1b[0m" : "");
		if (facts->at)
			text_print(&line, "%s: ", facts->at);
		add_visible(&line, span_text(message));
	}
	text_byte(&line, '\n');
	fwrite(line.at, 1, line.size, diag->to);
	fflush(diag->to);
	text_release(&line);
}

void diag_print(struct diag *diag, enum diag_level level, const char *format, ...)
{
	char message[MESSAGE_MAX_BYTES];
	va_list values;

	va_start(values, format);
	if (vsnprintf(message, sizeof(message), format, values) < 0)
		message[0] = '\0';
	va_end(values);
	write_line(diag, level, &(struct facts){ 0 }, message);
}

void diag_fault(struct diag *diag, const char *at, const struct error *error)
{
	static const char *const codes[] = {
		[FAULT_NONE] = "none",       [FAULT_USAGE] = "usage",   [FAULT_INPUT] = "input",
		[FAULT_DAMAGED] = "damaged", [FAULT_SYSTEM] = "system", [FAULT_LIMIT] = "limit",
		[FAULT_PLUGIN] = "plugin",
	};

	write_line(diag, DIAG_ERROR, &(struct facts){ .code = codes[error->fault], .at = at },
		   error->text);
}

void diag_file(struct diag *diag, enum diag_level level, const char *path, const char *text)
{
	size_t size = strlen(path);
	bool prefixed =
		strncmp(text, path, size) == 0 && text[size] == ':' && text[size + 1] == ' ';

	write_line(diag, level, &(struct facts){ .file = path },
		   diag->json && prefixed ? text + size + 2 : text);
}
