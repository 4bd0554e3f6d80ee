/*
 * journal_export.c - systemd's journal as `journalctl -o export` writes it.
 *
 * An entry is fields up to an empty line. A field is NAME=value on a line of its own, or,
 * where its value holds anything but text of one line, NAME, a newline, the size as 64
 * bits with the least first, the value and a newline. So an empty line in a value ends
 * nothing, and what a program logs can't pass for an entry.
 */
#include "parsers/inner.h"
#include "parsers/record.h"

#include <endian.h>

/* The journal takes no larger field; a size past it is something else. */
#define VALUE_BYTES_MAX (UINT64_C(768) << 20)
#define NAME_BYTES_MAX 64
#define SIZE_BYTES 8

struct field {
	struct span name, value;
};

static bool is_name(struct span text)
{
	if (!text.size || text.size > NAME_BYTES_MAX)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char byte = text.at[i];

		if ((byte < 'A' || byte > 'Z') && (byte < '0' || byte > '9') && byte != '_')
			return false;
	}
	return true;
}

/*
 * Where the field at the front ends, past the bytes where its value does; 0 where that does
 * not show yet. A line that is no field is one without a name. `field` holds what of it is
 * among the bytes.
 */
static uint64_t take_field(struct span bytes, struct field *field)
{
	const char *newline = memchr(bytes.at, '\n', bytes.size);
	size_t size = newline ? (size_t)(newline - bytes.at) : bytes.size;
	const char *equals = memchr(bytes.at, '=', MIN(size, (size_t)NAME_BYTES_MAX + 1));
	uint64_t length;

	*field = (struct field){ 0 };
	if (equals) {
		field->name = span_of(bytes.at, (size_t)(equals - bytes.at));
		field->value = span_of(equals + 1, size - field->name.size - 1);
	}
	if (!newline)
		return 0;
	if (equals || !is_name(span_of(bytes.at, size)))
		return size + 1;
	bytes = span_of(newline + 1, bytes.size - size - 1);
	if (bytes.size < SIZE_BYTES)
		return 0;
	memcpy(&length, bytes.at, SIZE_BYTES);
	length = le64toh(length);
	if (length > VALUE_BYTES_MAX)
		return size + 1;
	field->name = span_of(newline - size, size);
	field->value = span_of(bytes.at + SIZE_BYTES,
			       (size_t)MIN(length, (uint64_t)bytes.size - SIZE_BYTES));
	return size + 1 + SIZE_BYTES + length + 1;
}

static uint32_t journal_export_cut(const char *bytes, uint32_t size, uint64_t *resume)
{
	uint64_t at = 0, taken = 1;
	struct field field;

	for (; at < size && taken; at += taken) {
		if (bytes[at] == '\n')
			return (uint32_t)at + 1;
		taken = take_field(span_of(bytes + at, size - at), &field);
	}
	*resume = at;
	return 0;
}

/* The fields that are looked at. */
enum { REALTIME, SOURCE_TIME, PRIORITY, HOST, UNIT, IDENTIFIER, COMMAND, MESSAGE, FIELDS };

#define NAME(text) \
	{ \
		text, sizeof(text) - 1 \
	}

static const struct span names[FIELDS] = {
	[REALTIME] = NAME("__REALTIME_TIMESTAMP"),
	[SOURCE_TIME] = NAME("_SOURCE_REALTIME_TIMESTAMP"),
	[PRIORITY] = NAME("PRIORITY"),
	[HOST] = NAME("_HOSTNAME"),
	[UNIT] = NAME("_SYSTEMD_UNIT"),
	[IDENTIFIER] = NAME("SYSLOG_IDENTIFIER"),
	[COMMAND] = NAME("_COMM"),
	[MESSAGE] = NAME("MESSAGE"),
};

/* Of a name that is there twice the first counts. */
static void find_fields(struct span entry, struct span found[FIELDS])
{
	uint64_t taken;

	for (; entry.size; entry = span_of(entry.at + taken, entry.size - taken)) {
		struct field field;

		taken = take_field(entry, &field);
		/* A value that is not whole is none, but for a last line without its end. */
		if (taken > entry.size)
			return;
		for (int i = 0; i < FIELDS; i++)
			if (!found[i].at && span_is(field.name, names[i]))
				found[i] = field.value;
		if (!taken)
			return;
	}
}

static bool take_time(struct line *line, struct span text)
{
	line->text = text;
	return text.at && line_time(line, CLOCK_EPOCH) && !line->text.size;
}

/*
 * What a service writes to its output the journal takes for information: of its priority
 * and the level in the message the worse one counts.
 */
static void take_level(struct line *line, struct span priority)
{
	uint64_t number;

	if (span_number(priority, &number) && number <= SEICHE_DEBUG && number < line->row->level)
		line_level(line, (uint8_t)number);
}

static const char *journal_export(struct line *line)
{
	struct span found[FIELDS] = { 0 }, entry = line->text, quoted;

	if (!span_trim(entry).size)
		return line_continues;
	find_fields(entry, found);
	if (!take_time(line, found[REALTIME]) && !take_time(line, found[SOURCE_TIME]))
		return "no time stamp among the fields of the entry";
	if (inner_goes_on(found[MESSAGE], false))
		return line_continues;
	line_set(line, SEICHE_HOST, found[HOST]);
	line_set(line, SEICHE_PROGRAM, found[IDENTIFIER]);
	line_set(line, SEICHE_PROGRAM, found[COMMAND]);
	if (found[MESSAGE].size)
		inner_take(line, found[MESSAGE], false, true);
	line_set(line, SEICHE_SERVICE, found[UNIT]);
	take_level(line, found[PRIORITY]);
	quoted = found[MESSAGE].size ? found[MESSAGE] : entry;
	line_quote(line, span_trim(span_cut(&quoted, '\n')));
	return NULL;
}

RECORD_PARSE(journal_export)

static int journal_export_open(void *state, const struct seiche_source *source,
			       const struct seiche_host *host, const char **why)
{
	struct span head = span_of(source->head, source->head_size);

	(void)state;
	(void)host;
	if (span_starts(head, SPAN("__CURSOR=")) ||
	    span_starts(head, SPAN("__REALTIME_TIMESTAMP=")) ||
	    memmem(head.at, head.size, "\n__REALTIME_TIMESTAMP=", 22))
		return 0;
	*why = "no entry with a __REALTIME_TIMESTAMP";
	return -1;
}

const struct seiche_parser parser_journal_export = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "journal-export",
	.summary = "systemd's journal as `journalctl -o export` writes it",
	.example = "__REALTIME_TIMESTAMP=1393095720250000\nPRIORITY=3\n_HOSTNAME=web1\n"
		   "SYSLOG_IDENTIFIER=nginx\nMESSAGE=connect() failed\n",
	.follows = "systemd, Journal Export Formats; journal-importer.c",
	.rank = 75,
	.open = journal_export_open,
	.parse = journal_export_records,
	.cut = journal_export_cut,
};
