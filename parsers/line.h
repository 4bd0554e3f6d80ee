/*
 * line.h - what parsers that read line by line share: the loop, cutting fields off the
 * front of a line, and setting a row's fields from them.
 *
 * A reader gets one line and fills its row. It returns NULL where the line is an
 * event, line_continues where it belongs to the event before it, else a static
 * reason why it is neither. Nothing is copied; "-" and nothing are «not there».
 */
#ifndef PARSERS_LINE_H
#define PARSERS_LINE_H

#include "parsers/builtin.h"

struct line {
	const char *bytes;        /* of the chunk: spans of the row count from here */
	struct span text;         /* what is left of the line: takes shorten it from the front */
	struct seiche_event *row; /* kind SEICHE_MESSAGE, record the whole line, the rest empty */
	const struct clock_context *context;
	struct clock_memo *memo; /* of the last stamps; kept for a batch */
	uint32_t *assumed;
	uint32_t wanted; /* SEICHE_… fields; others may be left out */
	void *state;
};

typedef const char *line_reader(struct line *line);

extern const char line_continues[];

/* The time stamp of that form at the front; what of it is assumed is noted only where it is there.
 */
bool line_time(struct line *line, enum clock_form form);

/* This byte, or this text, at the front. */
bool line_byte(struct line *line, char byte);
bool line_literal(struct line *line, struct span text);

/* Spaces and tabs at the front. */
void line_spaces(struct line *line);

/* What precedes the next space (spaces before it are passed over); it is taken with one space. */
struct span line_word(struct line *line);

/*
 * The inside of the quotes, or of the brackets, at the front, taken with one space
 * behind them. False where none begin or end there; in quotes a backslash guards
 * the byte behind it.
 */
bool line_quoted(struct line *line, struct span *inside);
bool line_bracketed(struct line *line, char open, char close, struct span *inside);

/* A quoted field where a quote is in front, else a word. False where a quote isn't closed. */
bool line_field(struct line *line, struct span *field);

/*
 * key=value at the front, or key="value", or a key alone: taken with the spaces behind.
 * False at the end, and where no key is in front or a quote isn't closed.
 */
bool line_pair(struct line *line, struct span *key, struct span *value);

/* Set the field whose bit (SEICHE_HOST … SEICHE_TEXT) that is, unless it is set or not there. */
void line_set(struct line *line, uint32_t bit, struct span text);

void line_level(struct line *line, uint8_t level);
/* By its name. False where it names none. */
bool line_level_name(struct line *line, struct span name);
/* A status of HTTP: three digits from 100 on; others are «not there». */
void line_status(struct line *line, struct span text);
void line_bytes(struct line *line, struct span text);
/* A decimal number of `unit_us`; negative ones and what lasts over a year are «not there». */
void line_duration(struct line *line, struct span text, double unit_us);
void line_lasting(struct line *line, double number, double unit_us);
/* "GET /path HTTP/1.1", "GET /path", "/path" */
void line_request(struct line *line, struct span text);
/* "192.0.2.7:2817" and "[2001:db8::7]:2817": the client, without the port. */
void line_client(struct line *line, struct span text);

static inline void line_parse(line_reader *read, void *state, const struct seiche_source *source,
			      const struct seiche_chunk *chunk, struct seiche_batch *batch)
{
	struct clock_context context = clock_context_of(source);
	struct clock_memo memo = { 0 };
	struct seiche_walk walk;

	while (seiche_next_line(chunk, batch, &walk)) {
		struct line line = {
			.bytes = chunk->bytes,
			.text = span_of(chunk->bytes + walk.at, walk.end - walk.at),
			.context = &context,
			.memo = &memo,
			.assumed = &batch->assumed,
			.wanted = batch->wanted,
			.state = state,
		};
		const char *why;

		/* Left by colours that were taken out, and by some programs. */
		while (line.text.size && line.text.at[line.text.size - 1] == ' ')
			line.text.size--;
		if (!line.text.size) {
			seiche_continue(batch);
			continue;
		}
		line.row = seiche_row(batch);
		line.row->kind = SEICHE_MESSAGE;
		line.row->record = (struct seiche_span){ walk.at, walk.end - walk.at };
		why = read(&line);
		if (!why)
			seiche_accept(batch);
		else if (why == line_continues)
			seiche_continue(batch);
		else
			seiche_reject(batch, why);
	}
}

/* How many of the head's lines that begin at the margin are events, and how many there are. */
uint32_t line_count_events(line_reader *read, void *state, const struct seiche_source *source,
			   uint32_t *lines);

/*
 * For formats whose lines may go on without a mark: whether one in LINE_EVENT_SHARE of
 * the head's lines that begin at the margin is an event. As a parser's open() returns.
 */
#define LINE_EVENT_SHARE 4
int line_open(line_reader *read, void *state, const struct seiche_source *source, const char **why);

/* The parse function of a parser whose lines `read` reads: read##_lines. The call is direct. */
#define LINE_PARSE(read) \
	static void read##_lines(void *state, const struct seiche_source *source, \
				 const struct seiche_chunk *chunk, struct seiche_batch *batch, \
				 const struct seiche_host *host) \
	{ \
		(void)host; \
		line_parse(read, state, source, chunk, batch); \
	}

#endif
