/*
 * haproxy.c - HAProxy's HTTP and TCP logs, behind a syslog header or not, and the notices
 * it sends beside them.
 *
 * The stamp in brackets is when the request came, the header's when it was over; it
 * bears no zone. The service is the backend, the program the server in it. A TCP
 * session has no status: where the termination state says that the server, the
 * proxy or a lack of resources ended it, its level is error.
 */
#include "parsers/line.h"

/* What its stamp lacks is noted in `assumed`: it counts only where no other stamp follows. */
static bool skip_header(struct line *line, uint32_t *assumed)
{
	struct line rest = *line;
	struct span host, tag;

	rest.assumed = assumed;
	if (rest.text.size && rest.text.at[0] == '<')
		span_cut(&rest.text, '>');
	if (!line_time(&rest, CLOCK_SYSLOG) && !line_time(&rest, CLOCK_ISO))
		return false;
	if (!line_byte(&rest, ' '))
		return false;
	host = line_word(&rest);
	tag = line_word(&rest);
	/* Some receivers leave the host out. */
	if (span_starts(host, SPAN("haproxy[")))
		rest.text = span_of(tag.at, (size_t)(line->text.at + line->text.size - tag.at));
	else if (span_starts(tag, SPAN("haproxy[")) || span_is(tag, SPAN("haproxy:")))
		line_set(&rest, SEICHE_HOST, host);
	else
		return false;
	line->text = rest.text;
	return true;
}

/* "1/1/1/1/0": how many numbers, where all are; the last is handed out. */
static uint32_t count_numbers(struct span text, struct span *last)
{
	uint32_t count = 0;

	while (text.size) {
		double number;

		*last = span_cut(&text, '/');
		if (last->size && last->at[0] == '+')
			*last = span_of(last->at + 1, last->size - 1);
		if (!span_decimal(*last, &number))
			return 0;
		count++;
	}
	return count;
}

static struct span without_plus(struct span text)
{
	return text.size && text.at[0] == '+' ? span_of(text.at + 1, text.size - 1) : text;
}

static void take_backend(struct line *line, struct span text)
{
	struct span backend = span_cut(&text, '/');

	line_set(line, SEICHE_SERVICE, backend);
	if (!span_is(text, SPAN("<NOSRV>")))
		line_set(line, SEICHE_PROGRAM, text);
}

/* Behind the bytes of HTTP: cookies, state, counts, queues, captured headers, request. */
static const char *take_http(struct line *line, struct span status)
{
	struct span captured, request;

	line_status(line, status);
	line_bytes(line, without_plus(line_word(line)));
	line_word(line);
	line_word(line);
	if (line_word(line).size != 4)
		return "no termination state of four letters";
	line_word(line);
	line_word(line);
	while (line_bracketed(line, '{', '}', &captured))
		;
	if (!line->text.size || line->text.at[0] != '"')
		return "no quoted request at the end";
	/* A request that was too long for the line has no closing quote. */
	if (!line_quoted(line, &request))
		request = span_of(line->text.at + 1, line->text.size - 1);
	if (!span_is(request, SPAN("<BADREQ>")))
		line_request(line, request);
	return NULL;
}

static const char *take_tcp(struct line *line, struct span bytes)
{
	struct span state;

	line_bytes(line, without_plus(bytes));
	state = line_word(line);
	if (state.size != 2)
		return "no termination state of two letters";
	if (memchr("SPRIDs", state.at[0], 6))
		line_level(line, SEICHE_ERROR);
	return NULL;
}

/*
 * `option httplog clf`, the address without its port: "192.0.2.7 - - [stamp] "GET / HTTP/1.1"
 * 200 512 "" "" port ms "frontend" "backend" "server" …", five times, the state and counts.
 * False where it is none, with nothing taken.
 */
static bool take_clf(struct line *line)
{
	struct line rest = *line;
	struct span client = line_word(&rest), request, status, bytes, quoted[5], last = SPAN("");
	struct seiche_event *row = line->row;
	int64_t time_us = row->time_us;
	bool whole;

	line_word(&rest);
	line_word(&rest);
	whole = line_byte(&rest, '[') && line_time(&rest, CLOCK_CLF) &&
		line_literal(&rest, SPAN("] ")) && line_quoted(&rest, &request);
	status = line_word(&rest);
	bytes = line_word(&rest);
	/* Cookies; then port and fraction, and the names of frontend, backend, server. */
	for (size_t i = 0; i < LENGTH(quoted) && whole; i++) {
		if (i == 2) {
			line_word(&rest);
			line_word(&rest);
		}
		whole = line_quoted(&rest, &quoted[i]);
	}
	for (int i = 0; i < 5; i++)
		last = line_word(&rest);
	if (!whole) {
		row->time_us = time_us;
		return false;
	}
	row->kind = SEICHE_REQUEST;
	line_set(line, SEICHE_CLIENT, client);
	if (!span_is(request, SPAN("<BADREQ>")))
		line_request(line, request);
	line_status(line, status);
	line_bytes(line, without_plus(bytes));
	line_set(line, SEICHE_SERVICE, quoted[3]);
	if (!span_is(quoted[4], SPAN("<NOSRV>")))
		line_set(line, SEICHE_PROGRAM, quoted[4]);
	line_duration(line, without_plus(last), 1e3);
	return true;
}

/* From "192.0.2.7:33317 [" on. */
static const char *take_session(struct line *line, bool header)
{
	struct span client = line_word(line), frontend, times, last = SPAN(""), field;
	const char *colon;
	uint32_t numbers;

	if (!line_byte(line, '[') || !line_time(line, CLOCK_CLF) || !line_literal(line, SPAN("] ")))
		return "no time stamp in brackets behind the client";
	colon = memrchr(client.at, ':', client.size);
	/* The port is always there, so IPv6 needs no brackets. */
	if (colon)
		client.size = (size_t)(colon - client.at);
	line_set(line, SEICHE_CLIENT, client);
	frontend = line_word(line);
	/* "frt/f1: Connection error during SSL handshake" */
	if (header && span_ends(frontend, SPAN(":"))) {
		line_set(line, SEICHE_TEXT, line->text);
		return NULL;
	}
	take_backend(line, line_word(line));
	times = line_word(line);
	numbers = count_numbers(times, &last);
	if (numbers != 3 && numbers != 5)
		return "neither three nor five times behind the backend";
	line_duration(line, last, 1e3);
	line->row->kind = SEICHE_REQUEST;
	field = line_word(line);
	return numbers == 5 ? take_http(line, field) : take_tcp(line, field);
}

static const char *haproxy(struct line *line)
{
	uint32_t assumed = 0;
	bool header = skip_header(line, &assumed);
	const char *bracket = memchr(line->text.at, '[', MIN(line->text.size, 80));
	const char *space = memchr(line->text.at, ' ', MIN(line->text.size, 80));

	if (bracket && space && bracket == space + 1 && line->text.at[0] != '[')
		return take_session(line, header);
	if (header && bracket && take_clf(line))
		return NULL;
	if (!header)
		return "neither haproxy behind a syslog header nor a client and a time stamp";
	*line->assumed |= assumed;
	/* "Server bck/srv1 is DOWN, reason: …", "backend bck has no server available!" */
	if (memmem(line->text.at, line->text.size, " is DOWN", 8) ||
	    memmem(line->text.at, line->text.size, "no server available", 19))
		line_level(line, SEICHE_ERROR);
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(haproxy)

const struct seiche_parser parser_haproxy = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "haproxy",
	.summary = "HAProxy's HTTP and TCP logs, with a syslog header or without",
	.example = "Feb 22 19:02:00 lb1 haproxy[14389]: 192.0.2.7:33317 [22/Feb/2014:19:01:59.655] "
		   "http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 \"GET "
		   "/index.html HTTP/1.1\"",
	.follows = "HAProxy configuration manual, chapter 8",
	.rank = 75,
	.parse = haproxy_lines,
};
