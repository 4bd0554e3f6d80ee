/*
 * syslog.c - RFC 3164 as daemons and rsyslog write it, and RFC 5424.
 */
#include "core/mask.h"
#include "parsers/builtin.h"

#define HOST_MAX 255
#define TAG_MAX 128

static const char *find(const char *at, const char *end, char byte)
{
	return at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
}

/* "<34>": the last three bits are the level. `at` moves behind it; false where it is broken. */
static bool take_priority(const char **at, const char *end, struct seiche_event *row)
{
	const char *digit = *at + 1;
	uint32_t priority = 0;

	if (*at == end || **at != '<')
		return true;
	while (digit < end && digit - *at <= 3 && *digit >= '0' && *digit <= '9')
		priority = priority * 10 + (uint32_t)(*digit++ - '0');
	if (digit == *at + 1 || digit == end || *digit != '>' || priority > 191)
		return false;
	row->level = (uint8_t)(priority & 7);
	row->has |= SEICHE_LEVEL;
	*at = digit + 1;
	return true;
}

static void set(struct seiche_event *row, struct seiche_span *field, uint32_t bit,
		const struct seiche_walk *line, const char *from, const char *to)
{
	if (from == to || (to - from == 1 && *from == '-'))
		return;
	*field = (struct seiche_span){ (uint32_t)(from - line->bytes), (uint32_t)(to - from) };
	row->has |= bit;
}

/* A word up to a space, of at most `most` bytes; NULL where there is none. `at` moves behind. */
static const char *take_word(const char **at, const char *end, ptrdiff_t most)
{
	const char *stop = find(*at, *at + MIN(end - *at, most + 1), ' ');

	if (!stop || stop == *at)
		return NULL;
	*at = stop + 1;
	return stop;
}

/* The tag ends at a bracket, a colon or a space; false where there is none. */
static bool take_tag(const struct seiche_walk *line, const char **at, const char *end,
		     struct seiche_event *row)
{
	const char *stop = *at, *limit = *at + MIN(end - *at, TAG_MAX);
	const char *behind;

	while (stop < limit && *stop != '[' && *stop != ':' && *stop != ' ')
		stop++;
	if (stop == limit || stop == *at)
		return false;
	behind = stop;
	if (*stop == '[') {
		behind = find(stop, end, ']');
		if (!behind)
			return false;
		behind++;
	}
	if (behind == end || *behind != ':')
		return false;
	set(row, &row->program, SEICHE_PROGRAM, line, *at, stop);
	behind++;
	*at = behind < end && *behind == ' ' ? behind + 1 : behind;
	return true;
}

/*
 * Where no priority says it, the message may: Postfix and sshd begin with "warning: ",
 * "error: ", "fatal: ". Milder words there are mostly no level: "config: ", "note: ".
 */
#define OWN_WORD_MAX 10

static inline void take_own_word(const char *at, const char *end, struct seiche_event *row)
{
	const char *colon;
	uint8_t level;

	/* Letters alone have this bit; capitals and digits and "(root) CMD" end here, mostly. */
	if (end - at < 4 || (row->has & SEICHE_LEVEL) || !(*at & 64))
		return;
	colon = find(at, at + MIN(end - at, OWN_WORD_MAX), ':');
	if (!colon)
		return;
	level = level_of(at, (size_t)(colon - at));
	if (level > SEICHE_WARNING)
		return;
	row->level = level;
	row->has |= SEICHE_LEVEL;
}

static bool is_upper_word(const char *at, const char *end)
{
	return level_of(at, (size_t)(end - at)) != SEICHE_LEVEL_NONE;
}

static const char *read_legacy(const struct seiche_walk *line, struct clock_memo *memo,
			       const struct clock_context *context, struct seiche_event *row,
			       uint32_t *assumed)
{
	const char *at = line->bytes + line->at, *end = line->bytes + line->end;
	const char *host, *stop;
	bool iso;
	size_t size;

	if (!take_priority(&at, end, row))
		return "a broken priority in angle brackets";
	iso = at < end && *at >= '0' && *at <= '9';
	/* rsyslog writes the zone and no space; without them it is some application's log. */
	if (iso && (end - at < 20 || at[10] != 'T'))
		return "no syslog time stamp at the start";
	size = clock_memo_read(memo, iso ? CLOCK_ISO : CLOCK_SYSLOG,
			       span_of(at, (size_t)(end - at)), context, &row->time_us, assumed);
	if (!size || at + size == end || at[size] != ' ')
		return "no syslog time stamp at the start";
	at += size + 1;
	host = at;
	stop = take_word(&at, end, HOST_MAX);
	if (!stop)
		return "no host behind the time stamp";
	if (iso && (is_upper_word(host, stop) || *host == '['))
		return "a level where the host should be";
	set(row, &row->host, SEICHE_HOST, line, host, stop);
	if (take_tag(line, &at, end, row))
		take_own_word(at, end, row);
	else if (iso)
		return "no program behind the host";
	set(row, &row->text, SEICHE_TEXT, line, at, end);
	return NULL;
}

/* Structured data: '-' or groups in brackets, where a backslash guards quotes and brackets. */
static const char *skip_structured(const char *at, const char *end)
{
	bool quoted = false;

	if (at < end && *at == '-')
		return at + 1;
	while (at < end && *at == '[') {
		for (at++; at < end && (quoted || *at != ']'); at++) {
			if (*at == '\\' && quoted && end - at > 1)
				at++;
			else if (*at == '"')
				quoted = !quoted;
		}
		if (at == end)
			return NULL;
		at++;
	}
	return at;
}

static const char *read_5424(const struct seiche_walk *line, struct clock_memo *memo,
			     const struct clock_context *context, struct seiche_event *row,
			     uint32_t *assumed)
{
	const char *at = line->bytes + line->at, *end = line->bytes + line->end;
	const char *start, *stop;
	size_t size;

	if (at == end || *at != '<' || !take_priority(&at, end, row) || end - at < 2 ||
	    at[0] != '1' || at[1] != ' ')
		return "no priority and version at the start";
	at += 2;
	size = clock_memo_read(memo, CLOCK_ISO, span_of(at, (size_t)(end - at)), context,
			       &row->time_us, assumed);
	if (!size || at + size == end || at[size] != ' ')
		return "no time stamp behind the version";
	at += size + 1;
	start = at;
	stop = take_word(&at, end, HOST_MAX);
	if (!stop)
		return "no host behind the time stamp";
	set(row, &row->host, SEICHE_HOST, line, start, stop);
	start = at;
	stop = take_word(&at, end, TAG_MAX);
	if (!stop)
		return "no application behind the host";
	set(row, &row->program, SEICHE_PROGRAM, line, start, stop);
	if (!take_word(&at, end, TAG_MAX) || !take_word(&at, end, TAG_MAX))
		return "no process and message id behind the application";
	at = skip_structured(at, end);
	if (!at)
		return "structured data without an end";
	if (at < end && *at == ' ')
		at++;
	if (end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	set(row, &row->text, SEICHE_TEXT, line, at, end);
	return NULL;
}

/*
 * Whether the message certainly has no level of its own: "tag: " or "tag[1]: " within 32
 * bytes, and no colon near the message's start.
 */
static inline __attribute__((always_inline)) bool is_without_own_word(const char *at,
								      const char *end)
{
	uint32_t spaces = mask_of(at, ' '), colons = mask_of(at, ':'), closed, size;

	if (!spaces || !colons)
		return false;
	size = (uint32_t)__builtin_ctz(spaces);
	if (at + size >= end || size < 2 || (uint32_t)__builtin_ctz(colons) + 1 != size)
		return false;
	if (at[size - 2] == ']') {
		closed = mask_of(at, ']');
		if ((uint32_t)__builtin_ctz(closed) + 2 != size || *at == '[')
			return false;
	} else if (mask_of(at, '[') << (32 - size)) {
		return false;
	}
	return !(at[size + 1] & 64) || !(mask_of(at + size + 1, ':') << (32 - OWN_WORD_MAX));
}

/*
 * The short way where neither tag nor text is wanted: a stamp like the one before
 * and a host within the next 32 bytes. False where a line is not so plain.
 */
static inline __attribute__((always_inline)) bool read_plain(const struct seiche_walk *line,
							     const struct clock_memo *memo,
							     bool levels, struct seiche_event *row,
							     uint32_t *assumed)
{
	const char *at = line->bytes + line->at, *end = line->bytes + line->end;
	uint32_t spaces, size;

	at += clock_memo_hit(memo, CLOCK_SYSLOG, at, end, &row->time_us, assumed);
	if (at == line->bytes + line->at || *at++ != ' ')
		return false;
	spaces = mask_of(at, ' ');
	if (!spaces)
		return false;
	size = (uint32_t)__builtin_ctz(spaces);
	if (!size || at + size >= end)
		return false;
	if (levels && !is_without_own_word(at + size + 1, end))
		return false;
	set(row, &row->host, SEICHE_HOST, line, at, at + size);
	return true;
}

typedef const char *read_line(const struct seiche_walk *line, struct clock_memo *memo,
			      const struct clock_context *context, struct seiche_event *row,
			      uint32_t *assumed);

static inline void parse_lines(read_line *read, struct clock_memo *memo,
			       const struct seiche_source *source, const struct seiche_chunk *chunk,
			       struct seiche_batch *batch)
{
	struct clock_context context = clock_context_of(source);
	bool plain = read == read_legacy && !(batch->wanted & (SEICHE_PROGRAM | SEICHE_TEXT));
	bool levels = batch->wanted & SEICHE_LEVEL;
	struct seiche_walk line;

	while (seiche_next_line(chunk, batch, &line)) {
		struct seiche_event *row = seiche_row(batch);
		const char *why;

		if (line.at == line.end || line.bytes[line.at] == ' ' ||
		    line.bytes[line.at] == '\t') {
			seiche_continue(batch);
			continue;
		}
		row->kind = SEICHE_MESSAGE;
		row->record = (struct seiche_span){ line.at, line.end - line.at };
		if (plain && read_plain(&line, memo, levels, row, &batch->assumed)) {
			seiche_accept(batch);
			continue;
		}
		why = read(&line, memo, &context, row, &batch->assumed);
		if (why)
			seiche_reject(batch, why);
		else
			seiche_accept(batch);
	}
}

static void syslog_parse(void *state, const struct seiche_source *source,
			 const struct seiche_chunk *chunk, struct seiche_batch *batch,
			 const struct seiche_host *host)
{
	(void)host;
	parse_lines(read_legacy, state, source, chunk, batch);
}

static void syslog_5424_parse(void *state, const struct seiche_source *source,
			      const struct seiche_chunk *chunk, struct seiche_batch *batch,
			      const struct seiche_host *host)
{
	(void)host;
	parse_lines(read_5424, state, source, chunk, batch);
}

const struct seiche_parser parser_syslog = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "syslog",
	.summary = "syslog of RFC 3164, also with rsyslog's ISO stamps",
	.example = "Feb 22 19:02:00 web1 sshd[1291]: Server listening on 0.0.0.0 port 22.",
	.follows = "RFC 3164; rsyslog's RSYSLOG_FileFormat",
	.state_size = sizeof(struct clock_memo),
	.rank = 50,
	.parse = syslog_parse,
};

const struct seiche_parser parser_syslog_5424 = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "syslog-5424",
	.summary = "syslog of RFC 5424",
	.example = "<34>1 2014-02-22T19:02:00.003Z web1 su - ID47 - 'su root' failed",
	.follows = "RFC 5424",
	.state_size = sizeof(struct clock_memo),
	.rank = 60,
	.parse = syslog_5424_parse,
};
