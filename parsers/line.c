/* line.c - see line.h. */
#include "parsers/line.h"

/* No request lasts longer: what says so is something else. */
#define DURATION_MAX_US (366.0 * (double)DAY_US)

const char line_continues[] = "belongs to the event before it";

_Static_assert(SEICHE_TEXT == SEICHE_HOST << 9 &&
		       offsetof(struct seiche_event, text) ==
			       offsetof(struct seiche_event, host) + 9 * sizeof(struct seiche_span),
	       "the texts of a row stand in the order of their bits");

static void drop(struct line *line, size_t size)
{
	line->text = span_of(line->text.at + size, line->text.size - size);
}

bool line_time(struct line *line, enum clock_form form)
{
	size_t used = clock_memo_read(line->memo, form, line->text, line->context,
				      &line->row->time_us, line->assumed);

	if (!used)
		return false;
	drop(line, used);
	return true;
}

bool line_byte(struct line *line, char byte)
{
	if (!line->text.size || line->text.at[0] != byte)
		return false;
	drop(line, 1);
	return true;
}

bool line_literal(struct line *line, struct span text)
{
	if (!span_starts(line->text, text))
		return false;
	drop(line, text.size);
	return true;
}

void line_spaces(struct line *line)
{
	while (line->text.size && (line->text.at[0] == ' ' || line->text.at[0] == '\t'))
		drop(line, 1);
}

struct span line_word(struct line *line)
{
	while (line_byte(line, ' '))
		;
	return span_cut(&line->text, ' ');
}

bool line_quoted(struct line *line, struct span *inside)
{
	struct span text = line->text;

	if (!text.size || text.at[0] != '"')
		return false;
	for (size_t at = 1; at < text.size; at++) {
		if (text.at[at] == '\\')
			at++;
		else if (text.at[at] == '"') {
			*inside = span_of(text.at + 1, at - 1);
			drop(line, at + 1);
			line_byte(line, ' ');
			return true;
		}
	}
	return false;
}

bool line_bracketed(struct line *line, char open, char close, struct span *inside)
{
	struct span text = line->text;
	const char *end;

	if (!text.size || text.at[0] != open)
		return false;
	end = memchr(text.at, close, text.size);
	if (!end)
		return false;
	*inside = span_of(text.at + 1, (size_t)(end - text.at) - 1);
	drop(line, inside->size + 2);
	line_byte(line, ' ');
	return true;
}

bool line_field(struct line *line, struct span *field)
{
	while (line_byte(line, ' '))
		;
	if (line->text.size && line->text.at[0] == '"')
		return line_quoted(line, field);
	*field = span_cut(&line->text, ' ');
	return true;
}

static bool is_key(char byte)
{
	return byte > ' ' && byte != '=' && byte != '"' && byte != 0x7f;
}

bool line_pair(struct line *line, struct span *key, struct span *value)
{
	struct span text = line->text;
	size_t size = 0;

	while (size < text.size && is_key(text.at[size]))
		size++;
	if (!size)
		return false;
	*key = span_of(text.at, size);
	*value = span_of(text.at + size, 0);
	drop(line, size);
	if (line_byte(line, '=') && line->text.size) {
		if (line->text.at[0] != '"')
			*value = span_cut(&line->text, ' ');
		else if (!line_quoted(line, value))
			return false;
	}
	line_spaces(line);
	return true;
}

uint32_t line_count_events(line_reader *read, void *state, const struct seiche_source *source,
			   uint32_t *lines)
{
	struct clock_context context = clock_context_of(source);
	struct span rest = span_of(source->head, source->head_size);
	uint32_t events = 0;

	*lines = 0;
	while (rest.size) {
		struct seiche_event row = { 0 };
		uint32_t assumed = 0;
		struct clock_memo memo = { 0 };
		struct line line = {
			.bytes = source->head,
			.text = span_cut(&rest, '\n'),
			.row = &row,
			.context = &context,
			.memo = &memo,
			.wanted = ~0u,
			.assumed = &assumed,
			.state = state,
		};

		if (line.text.size && line.text.at[line.text.size - 1] == '\r')
			line.text.size--;
		if (!line.text.size || line.text.at[0] == ' ' || line.text.at[0] == '\t')
			continue;
		++*lines;
		events += read(&line) == NULL;
	}
	return events;
}

int line_open(line_reader *read, void *state, const struct seiche_source *source, const char **why)
{
	uint32_t lines, events = line_count_events(read, state, source, &lines);

	if (events && (uint64_t)events * LINE_EVENT_SHARE >= lines)
		return 0;
	*why = "too few lines are records of their own";
	return -1;
}

void line_set(struct line *line, uint32_t bit, struct span text)
{
	struct seiche_span *field = &line->row->host + __builtin_ctz(bit / SEICHE_HOST);

	if (!text.size || (text.size == 1 && text.at[0] == '-') || (line->row->has & bit))
		return;
	*field = (struct seiche_span){ (uint32_t)(text.at - line->bytes), (uint32_t)text.size };
	line->row->has |= bit;
}

void line_level(struct line *line, uint8_t level)
{
	if (level == SEICHE_LEVEL_NONE)
		return;
	line->row->level = level;
	line->row->has |= SEICHE_LEVEL;
}

bool line_level_name(struct line *line, struct span name)
{
	uint8_t level = level_of(name.at, name.size);

	line_level(line, level);
	return level != SEICHE_LEVEL_NONE;
}

void line_status(struct line *line, struct span text)
{
	uint64_t number;

	if (text.size != 3 || !span_number(text, &number) || number < 100)
		return;
	line->row->status = (uint16_t)number;
	line->row->has |= SEICHE_STATUS;
}

void line_bytes(struct line *line, struct span text)
{
	uint64_t number;

	if (!span_number(text, &number))
		return;
	line->row->bytes = number;
	line->row->has |= SEICHE_BYTES;
}

void line_duration(struct line *line, struct span text, double unit_us)
{
	double number;

	if (span_decimal(text, &number))
		line_lasting(line, number, unit_us);
}

void line_lasting(struct line *line, double number, double unit_us)
{
	if (number < 0 || number * unit_us > DURATION_MAX_US)
		return;
	line->row->duration_us = (int64_t)(number * unit_us + 0.5);
	line->row->has |= SEICHE_DURATION;
}

void line_request(struct line *line, struct span text)
{
	struct span rest = text, method = span_cut(&rest, ' ');
	const char *space;

	if (rest.size == 0) {
		line_set(line, SEICHE_TARGET, method);
		return;
	}
	space = memrchr(rest.at, ' ', rest.size);
	if (space && span_starts(span_of(space + 1, (size_t)(rest.at + rest.size - space) - 1),
				 SPAN("HTTP")))
		rest.size = (size_t)(space - rest.at);
	line_set(line, SEICHE_METHOD, method);
	line_set(line, SEICHE_TARGET, rest);
}

void line_client(struct line *line, struct span text)
{
	const char *colon = memrchr(text.at, ':', text.size);

	if (text.size > 1 && text.at[0] == '[') {
		const char *close = memchr(text.at, ']', text.size);

		if (close)
			text = span_of(text.at + 1, (size_t)(close - text.at) - 1);
	} else if (colon && memchr(text.at, ':', text.size) == colon) {
		text.size = (size_t)(colon - text.at);
	}
	line_set(line, SEICHE_CLIENT, text);
}
