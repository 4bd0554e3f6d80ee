/*
 * combined.c - NCSA common, combined and vhost-combined: one walk, three parsers.
 *
 * The survey of an archive spends its time here. Nearly all lines are as servers write
 * them: read_plain takes those in a few steps and leaves every other line to take_record,
 * which would say the same of them.
 */
#include "core/digits.h"
#include "core/mask.h"
#include "parsers/builtin.h"

#define TEXTS \
	(SEICHE_CLIENT | SEICHE_USER | SEICHE_METHOD | SEICHE_TARGET | SEICHE_REFERRER | \
	 SEICHE_AGENT)

enum shape { COMMON, COMBINED, VHOST };

/* Places in one line: the walk fills it, fields are cut from it where they are wanted. */
struct walk {
	const char *start, *end; /* the line */
	const char *names_end;   /* the space before the bracket of the stamp */
	const char *request, *request_end;
	const char *rest; /* behind the bytes field */
};

static bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

static struct seiche_span span_between(const struct seiche_chunk *chunk, const char *at,
				       const char *end)
{
	return (struct seiche_span){ (uint32_t)(at - chunk->bytes), (uint32_t)(end - at) };
}

static const char *find(const char *at, const char *end, char byte)
{
	return at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
}

/* The stamp in brackets: `at` is behind it afterwards. A user name may hold a bracket too. */
static bool take_stamp(struct walk *walk, const char **at, struct clock_memo *memo,
		       const struct clock_context *context, int64_t *time_us, uint32_t *assumed)
{
	const char *bracket = walk->start;

	while ((bracket = find(bracket, walk->end, '['))) {
		size_t size = clock_memo_read(
			memo, CLOCK_CLF, span_of(bracket + 1, (size_t)(walk->end - bracket - 1)),
			context, time_us, assumed);

		if (size && walk->end - bracket > (ptrdiff_t)size + 1 && bracket[size + 1] == ']') {
			walk->names_end = bracket > walk->start ? bracket - 1 : bracket;
			*at = bracket + size + 2;
			return true;
		}
		bracket++;
	}
	return false;
}

/*
 * Behind a closing quote: a space and a status of three digits, or '-'; or 0, as Squid writes
 * where the client left before there was one.
 */
static bool is_status(const char *at, const char *end)
{
	if (at == end || *at != ' ')
		return false;
	if (end - at >= 2 && (at[1] == '-' || (at[1] == '0' && (end - at == 2 || at[2] == ' '))))
		return end - at == 2 || at[2] == ' ';
	return end - at >= 4 && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) &&
	       (end - at == 4 || at[4] == ' ' || at[4] == '"');
}

static bool is_escaped(const char *quote, const char *start)
{
	const char *at = quote;

	while (at > start && at[-1] == '\\')
		at--;
	return (quote - at) & 1;
}

/*
 * The quote that ends the request is the first one that a status follows: old
 * servers wrote quotes inside of a request as they came. Newer ones escape them,
 * but a request that ends in a backslash must not swallow the line, so an escaped
 * quote with a status behind it is the second choice. A line may also end here.
 */
static const char *find_request_end(const char *at, const char *end)
{
	const char *second = NULL;

	for (const char *quote = at; (quote = find(quote, end, '"')); quote++) {
		if (quote + 1 == end && !find(at, quote, '"'))
			return quote;
		if (!is_status(quote + 1, end))
			continue;
		if (quote[-1] != '\\' || !is_escaped(quote, at))
			return quote;
		if (!second)
			second = quote;
	}
	return second;
}

static const char *take_status(const char *at, const char *end, struct seiche_event *row)
{
	if (end - at >= 4 && is_digit(at[1]) && is_digit(at[2])) {
		uint32_t status = (uint32_t)(at[1] - '0') * 100 + (uint32_t)(at[2] - '0') * 10 +
				  (uint32_t)(at[3] - '0');

		if (status >= 100) {
			row->status = (uint16_t)status;
			row->has |= SEICHE_STATUS;
		}
		return at + 4;
	}
	return end - at >= 2 ? at + 2 : end;
}

static const char *take_bytes(const char *at, const char *end, struct seiche_event *row)
{
	uint64_t bytes = 0;
	const char *digit;

	if (end - at < 2 || *at != ' ')
		return at;
	if (at[1] == '-')
		return at + 2;
	for (digit = at + 1; digit < end && is_digit(*digit); digit++)
		bytes = bytes * 10 + (uint64_t)(*digit - '0');
	if (digit == at + 1 || digit - at > 19)
		return at;
	row->bytes = bytes;
	row->has |= SEICHE_BYTES;
	return digit;
}

/* The quoted field behind a space; `at` is behind it afterwards. False where there is none. */
static bool take_quoted(const char **at, const char *end, const char **from, const char **to)
{
	const char *quote;

	if (end - *at < 2 || (*at)[0] != ' ' || (*at)[1] != '"')
		return false;
	*from = *at + 2;
	for (quote = *from; (quote = mask_find(quote, end, '"')); quote++)
		if (quote[-1] != '\\' || !is_escaped(quote, *from))
			break;
	*to = quote ? quote : end;
	*at = quote ? quote + 1 : end;
	return true;
}

static void set_field(struct seiche_event *row, struct seiche_span *field, uint32_t bit,
		      struct seiche_span span, const char *bytes)
{
	if (!span.size || (span.size == 1 && bytes[span.at] == '-'))
		return;
	*field = span;
	row->has |= bit;
}

static bool is_method(const char *at, const char *end)
{
	if (at == end || end - at > 20)
		return false;
	for (; at < end; at++)
		if ((*at < 'A' || *at > 'Z') && *at != '-' && *at != '_')
			return false;
	return true;
}

/* Mostly that before "HTTP/1.1". */
static const char *last_space(const char *at, const char *end)
{
	const char *usual = end - sizeof(" HTTP/1.1") + 1;

	if (usual >= at && memcmp(usual, " HTTP/1.", 8) == 0 && end[-1] != ' ')
		return usual;
	return memrchr(at, ' ', (size_t)(end - at));
}

/* "METHOD target[ PROTOCOL]"; what is no such thing is a target as a whole. */
static void split_request(const struct seiche_chunk *chunk, const struct walk *walk,
			  struct seiche_event *row)
{
	const char *at = walk->request, *end = walk->request_end;
	const char *space = mask_find(at, end, ' ');
	const char *protocol;

	if (space && is_method(at, space)) {
		set_field(row, &row->method, SEICHE_METHOD, span_between(chunk, at, space),
			  chunk->bytes);
		at = space + 1;
		protocol = last_space(at, end);
		if (protocol && end - protocol > 5 && memcmp(protocol + 1, "HTTP", 4) == 0)
			end = protocol;
	}
	set_field(row, &row->target, SEICHE_TARGET, span_between(chunk, at, end), chunk->bytes);
}

/* client ident user: names may hold spaces in the user only. */
static void split_names(const struct seiche_chunk *chunk, const struct walk *walk, const char *at,
			struct seiche_event *row)
{
	const char *space = mask_find(at, walk->names_end, ' ');
	const char *ident;

	set_field(row, &row->client, SEICHE_CLIENT,
		  span_between(chunk, at, space ? space : walk->names_end), chunk->bytes);
	ident = space ? mask_find(space + 1, walk->names_end, ' ') : NULL;
	if (ident)
		set_field(row, &row->user, SEICHE_USER,
			  span_between(chunk, ident + 1, walk->names_end), chunk->bytes);
}

/*
 * "host[:port] client ident user": four names, where the second looks like an
 * address or a name with dots and the third is no ident. `client` becomes the
 * place where the second begins.
 */
static bool has_vhost(const struct walk *walk, const char **client)
{
	const char *second = find(walk->start, walk->names_end, ' ');
	const char *third = second ? find(second + 1, walk->names_end, ' ') : NULL;

	if (!third || third == second + 1 || second[1] == '-' ||
	    !find(third + 1, walk->names_end, ' '))
		return false;
	if ((third[1] != '-' || third[2] != ' ') && !find(second + 1, third, '.') &&
	    !find(second + 1, third, ':'))
		return false;
	*client = second + 1;
	return true;
}

static void take_service(const struct seiche_chunk *chunk, const char *at, const char *end,
			 struct seiche_event *row)
{
	const char *colon = memrchr(at, ':', (size_t)(end - at));

	if (colon && colon > at && colon + 1 < end && is_digit(colon[1]) && colon[-1] != ':')
		end = colon;
	set_field(row, &row->service, SEICHE_SERVICE, span_between(chunk, at, end), chunk->bytes);
}

/* Not for the survey, whose loop is to stay small. */
static __attribute__((noinline)) void take_texts(const struct seiche_chunk *chunk,
						 const struct walk *walk, const char *client,
						 uint32_t wanted, struct seiche_event *row)
{
	const char *at = walk->rest, *from, *to;

	split_names(chunk, walk, client, row);
	split_request(chunk, walk, row);
	if (take_quoted(&at, walk->end, &from, &to)) {
		set_field(row, &row->referrer, SEICHE_REFERRER, span_between(chunk, from, to),
			  chunk->bytes);
		if ((wanted & SEICHE_AGENT) && take_quoted(&at, walk->end, &from, &to))
			set_field(row, &row->agent, SEICHE_AGENT, span_between(chunk, from, to),
				  chunk->bytes);
	}
	if (find(walk->start, walk->end, '\\'))
		row->coding = SEICHE_BACKSLASH;
}

/* One line; NULL where it was read, else why not. */
static inline const char *take_record(const struct seiche_chunk *chunk, struct seiche_walk *line,
				      enum shape shape, struct clock_memo *memo,
				      const struct clock_context *context,
				      struct seiche_batch *batch, struct seiche_event *row)
{
	struct walk walk = {
		.start = line->bytes + line->at,
		.end = line->bytes + line->end,
	};
	const char *at, *client;

	/* Some exports wrap each line in quotes without escaping those inside. */
	if (walk.start < walk.end && *walk.start == '"')
		walk.start++;
	client = walk.start;
	if (!take_stamp(&walk, &at, memo, context, &row->time_us, &batch->assumed))
		return "no time stamp of 1970 to 2199 in brackets";
	if (has_vhost(&walk, &client) != (shape == VHOST))
		return shape == VHOST ? "no virtual host before the client"
				      : "a virtual host stands before the client";
	if (walk.end - at < 2 || at[0] != ' ' || at[1] != '"')
		return "no quoted request behind the time stamp";
	walk.request = at + 2;
	walk.request_end = find_request_end(walk.request, walk.end);
	if (!walk.request_end)
		return "no status behind the request";
	at = take_status(walk.request_end + 1, walk.end, row);
	walk.rest = take_bytes(at, walk.end, row);
	if (shape == COMMON && walk.end - walk.rest > 1 && walk.rest[1] == '"')
		return "quoted fields behind the bytes";
	row->kind = SEICHE_REQUEST;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	if (shape == VHOST)
		take_service(chunk, walk.start, client - 1, row);
	if (batch->wanted & TEXTS)
		take_texts(chunk, &walk, client, batch->wanted, row);
	return NULL;
}

/* " 200 " as a number; 0 where a digit or a space is none. */
static inline uint32_t plain_status(const char *at)
{
	uint32_t word;

	memcpy(&word, at, 4);
	word = le32toh(word) - UINT32_C(0x30303020);
	if (((word | (word + UINT32_C(0x7676767f))) & UINT32_C(0x80808080)) || at[4] != ' ')
		return 0;
	return (word >> 8 & 0xff) * 100 + (word >> 16 & 0xff) * 10 + (word >> 24);
}

/*
 * The short way: client, two names and a stamp like the one before within 32 bytes,
 * a request whose first quote is no part of it, a status, bytes. False where a line
 * is not so plain; nothing of the row is set then. `walk` is for take_texts, or NULL.
 */
static inline __attribute__((always_inline)) bool read_plain(
	const struct seiche_walk *line, enum shape shape, struct clock_memo *memo,
	struct seiche_batch *batch, struct seiche_event *row, struct walk *walk)
{
	const char *start = line->bytes + line->at, *end = line->bytes + line->end, *at, *quote;
	uint32_t brackets = mask_of(start, '['), spaces = mask_of(start, ' ');
	uint32_t place, status, digits, assumed = 0;
	uint64_t bytes = 0;
	int64_t time_us;
	size_t size;

	if (!brackets || *start == '"' || *start == '[')
		return false;
	place = (uint32_t)__builtin_ctz(brackets);
	spaces &= (UINT32_C(1) << place) - 1;
	for (int names = 0; names < 3; names++)
		spaces &= spaces - 1;
	at = start + place + 1;
	/* With three names there is no virtual host in front of them. */
	if (spaces || at[-2] != ' ' || at >= end)
		return false;
	size = clock_memo_hit(memo, CLOCK_CLF, at, end, &time_us, &assumed);
	if (!size || memcmp(at + size, "] \"", 3) != 0)
		return false;
	quote = mask_find(at + size + 3, end, '"');
	if (!quote || quote[-1] == '\\' || end - quote < 8)
		return false;
	status = plain_status(quote + 1);
	if (status < 100)
		return false;
	at = quote + 6;
	digits = digits_read(at, &bytes);
	if (digits > 18 || (!digits && *at != '-'))
		return false;
	at += MAX(digits, 1);
	if (at > end || (shape == COMMON && end - at > 1 && at[1] == '"'))
		return false;
	if (digits) {
		row->bytes = bytes;
		row->has = SEICHE_BYTES;
	}
	row->time_us = time_us;
	row->status = (uint16_t)status;
	row->has |= SEICHE_STATUS;
	row->kind = SEICHE_REQUEST;
	row->record = (struct seiche_span){ line->at, line->end - line->at };
	batch->assumed |= assumed;
	if (walk)
		*walk = (struct walk){
			.start = start,
			.end = end,
			.names_end = start + place - 1,
			.request = start + place + 1 + size + 3,
			.request_end = quote,
			.rest = at,
		};
	return true;
}

/* The long way, out of the way of the loops. */
static __attribute__((noinline)) void take_line(const struct seiche_chunk *chunk,
						struct seiche_walk *line, enum shape shape,
						void *state, const struct clock_context *context,
						struct seiche_batch *batch,
						struct seiche_event *row)
{
	const char *why;

	if (line->at == line->end) {
		seiche_continue(batch);
		return;
	}
	why = take_record(chunk, line, shape, state, context, batch, row);
	if (why)
		seiche_reject(batch, why);
	else
		seiche_accept(batch);
}

/* For all fields: a loop of its own, which leaves the survey's registers alone. */
static __attribute__((noinline)) void parse_texts(enum shape shape, void *state,
						  const struct seiche_source *source,
						  const struct seiche_chunk *chunk,
						  struct seiche_batch *batch)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk line;
	struct walk walk;

	while (seiche_next_line(chunk, batch, &line)) {
		struct seiche_event *row = seiche_row(batch);

		if (shape != VHOST && line.at < line.end &&
		    read_plain(&line, shape, state, batch, row, &walk)) {
			take_texts(chunk, &walk, walk.start, batch->wanted, row);
			seiche_accept(batch);
		} else {
			take_line(chunk, &line, shape, state, &context, batch, row);
		}
	}
}

static inline __attribute__((always_inline)) void parse_lines(enum shape shape, void *state,
							      const struct seiche_source *source,
							      const struct seiche_chunk *chunk,
							      struct seiche_batch *batch)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk line;

	if (batch->wanted & TEXTS) {
		parse_texts(shape, state, source, chunk, batch);
		return;
	}
	while (seiche_next_line(chunk, batch, &line)) {
		struct seiche_event *row = seiche_row(batch);

		if (shape != VHOST && line.at < line.end &&
		    read_plain(&line, shape, state, batch, row, NULL))
			seiche_accept(batch);
		else
			take_line(chunk, &line, shape, state, &context, batch, row);
	}
}

static void common_parse(void *state, const struct seiche_source *source,
			 const struct seiche_chunk *chunk, struct seiche_batch *batch,
			 const struct seiche_host *host)
{
	(void)host;
	parse_lines(COMMON, state, source, chunk, batch);
}

static void combined_parse(void *state, const struct seiche_source *source,
			   const struct seiche_chunk *chunk, struct seiche_batch *batch,
			   const struct seiche_host *host)
{
	(void)host;
	parse_lines(COMBINED, state, source, chunk, batch);
}

static void vhost_parse(void *state, const struct seiche_source *source,
			const struct seiche_chunk *chunk, struct seiche_batch *batch,
			const struct seiche_host *host)
{
	(void)host;
	parse_lines(VHOST, state, source, chunk, batch);
}

const struct seiche_parser parser_common = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "common",
	.summary = "NCSA common access log: no referrer, no agent",
	.example = "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 512",
	.follows = "NCSA HTTPd 1.x common log format, as kept by Apache mod_log_config",
	.state_size = sizeof(struct clock_memo),
	.rank = 60, /* above combined, which reads common's lines as lines cut short */
	.parse = common_parse,
};

const struct seiche_parser parser_combined = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "combined",
	.summary = "NCSA combined access log: nginx and Apache as they come",
	.example = "192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] \"GET / HTTP/1.1\" 200 512 "
		   "\"http://example.org/\" \"Mozilla/5.0\"",
	.follows = "Apache mod_log_config (%h %l %u %t \"%r\" %>s %b with referrer and agent), "
		   "nginx ngx_http_log_module 'combined'",
	.state_size = sizeof(struct clock_memo),
	.rank = 55,
	.parse = combined_parse,
};

const struct seiche_parser parser_vhost_combined = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "vhost-combined",
	.summary = "NCSA combined access log with the virtual host in front",
	.example = "www.example.org:443 192.0.2.7 - - [22/Feb/2014:19:02:00 +0000] "
		   "\"GET / HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0\"",
	.follows = "Debian's apache2.conf, LogFormat vhost_combined",
	.state_size = sizeof(struct clock_memo),
	.rank = 60,
	.parse = vhost_parse,
};
