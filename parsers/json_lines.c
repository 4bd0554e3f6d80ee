/*
 * json_lines.c - one JSON object a line, with the names that loggers and servers use.
 *
 * Keys stand in any order; a name of nested objects counts where the object is
 * one that servers use for the request or the time (Caddy, MongoDB, log libraries).
 * Most lines are one flat object: read_flat takes those in one walk and leaves what
 * is nested, broken or without a time to read_object, which would say the same. Before it
 * read_shaped tries whether the line is like one before in all but its values.
 */
#include "core/digits.h"
#include "core/json.h"
#include "core/mask.h"
#include "parsers/json_shape.h"
#include "parsers/keyed.h"
#include "parsers/trace.h"

struct json_state {
	struct keyed_names names;
	struct json_shape shape;
};

/* "web_1  | {" and the like before the object. */
#define PREFIX_MAX 64

/*
 * A line that ends inside of its object, cut by a full disk or a limit on its length, is
 * what precedes the cut, where that holds a time. A number at the cut may lack digits.
 */
static const char *read_cut_off(struct line *line, const struct json *json,
				const struct keyed_time *time)
{
	if (!time->timed || !json_is_cut_off(json))
		return "broken JSON";
	*line->assumed |= SEICHE_CUT_OFF;
	return NULL;
}

/*
 * The headers of a request, a text each (pino) or a list of them (Caddy). Two of them count;
 * any other name in there is the client's choice and must not pass for a logger's. False
 * where the object is broken.
 */
static bool take_headers(struct line *line, struct json *json)
{
	uint32_t outside = json->depth - 1u, field = 0;

	while (json->depth > outside) {
		enum json_kind kind = json_next(json);

		if (kind == JSON_BROKEN || kind == JSON_END)
			return false;
		if (json->key.at)
			field = span_is_caseless(json->key, SPAN("user-agent")) ? SEICHE_AGENT
				: span_is_caseless(json->key, SPAN("referer"))  ? SEICHE_REFERRER
										: 0;
		if (kind == JSON_STRING && field && !(line->row->has & field))
			line_set(line, field, json->text);
	}
	return true;
}

/* All of the object; NULL, or why it is none. */
static const char *read_object(struct line *line)
{
	struct keyed_time time = { 0 };
	struct json_state *state = line->state;
	struct json json;
	uint32_t requests = 0; /* depth of a request object: its host is the service */
	uint32_t fields;

	json_init(&json, line->text);
	if (json_next(&json) != JSON_OBJECT)
		return "not a JSON object";
	for (;;) {
		enum json_kind kind = json_next(&json);
		enum key key;

		if (kind == JSON_END)
			return time.timed ? NULL : "no key with a time";
		if (kind == JSON_BROKEN)
			return read_cut_off(line, &json, &time);
		if (kind == JSON_CLOSE) {
			requests = json.depth < requests ? 0 : requests;
			continue;
		}
		key = keyed_names_key(&state->names, KEYED_PLACES, json.key, &fields);
		if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			bool inside = key == KEY_REQUEST || key == KEY_INSIDE || key == KEY_TIME;

			if (kind == JSON_OBJECT && inside) {
				/* pino's and bunyan's; as a text it is an id. */
				bool request = key == KEY_REQUEST || span_is(json.key, SPAN("req"));

				requests = request ? json.depth : requests;
				continue;
			}
			if (kind == JSON_OBJECT && requests &&
					    span_is_caseless(json.key, SPAN("headers")) &&
					    (line->wanted & (SEICHE_AGENT | SEICHE_REFERRER))
				    ? !take_headers(line, &json)
				    : !json_skip(&json))
				return read_cut_off(line, &json, &time);
		} else if (kind == JSON_STRING || (kind == JSON_NUMBER && json.at < json.end)) {
			keyed_take(line, &time, requests && key == KEY_HOST ? KEY_SERVICE : key,
				   kind == JSON_NUMBER, json.text);
		}
	}
}

/* The quote that ends the string whose inside begins at `at`; NULL where none does. */
static inline const char *string_end(const char *at, const char *end)
{
	while (at < end) {
		uint32_t marks = mask_of(at, '"') | mask_of(at, '\\');

		if (!marks) {
			at += MASK_BYTES;
			continue;
		}
		at += __builtin_ctz(marks);
		if (at >= end)
			return NULL;
		if (*at == '"')
			return at;
		at += 2;
	}
	return NULL;
}

static inline bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

/* What stands behind the number at `at`; NULL where none is (RFC 8259, 6). */
static inline const char *number_end(const char *at)
{
	at += *at == '-';
	if (!is_digit(*at) || (*at == '0' && is_digit(at[1])))
		return NULL;
	while (is_digit(*at))
		at++;
	if (*at == '.') {
		if (!is_digit(*++at))
			return NULL;
		while (is_digit(*at))
			at++;
	}
	if (*at == 'e' || *at == 'E') {
		at++;
		at += *at == '+' || *at == '-';
		if (!is_digit(*at))
			return NULL;
		while (is_digit(*at))
			at++;
	}
	return at;
}

static inline const char *pass_space(const char *at)
{
	/* Mostly there is none. */
	while ((unsigned char)*at <= ' ' && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

/* The value at `at`: what stands behind it, NULL where it is none or nested. */
static inline const char *flat_value(struct line *line, struct keyed_time *time, enum key key,
				     bool wanted, const char *at, const char *end)
{
	const char *behind;

	if (*at == '"') {
		behind = string_end(at + 1, end);
		if (!behind)
			return NULL;
		if (wanted)
			keyed_take(line, time, key, false,
				   span_of(at + 1, (size_t)(behind - at - 1)));
		return behind + 1;
	}
	if (*at == '-' || is_digit(*at)) {
		behind = number_end(at);
		if (behind && wanted)
			keyed_take(line, time, key, true, span_of(at, (size_t)(behind - at)));
		return behind;
	}
	if (memcmp(at, "true", 4) == 0 || memcmp(at, "null", 4) == 0)
		return at + 4;
	return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

/*
 * One flat object; false where it isn't one that was read whole. The line ends with
 * it, so what stands behind its end can't be taken for a part of it. `shape`: it is to be
 * learnt; may be NULL.
 */
static bool read_flat(struct line *line, struct keyed_names *names, struct json_shape *shape)
{
	const char *front = line->text.at, *end = front + line->text.size, *at = front + 1;
	uint32_t wanted = line->wanted | KEYED_ALWAYS;
	struct keyed_time time = { 0 };

	for (uint32_t place = 0;; place++) {
		const struct keyed_name *known = &names->name[names->place[place % KEYED_PLACES]];
		uint32_t fields = known->fields;
		enum key key;
		bool is_text;

		at = pass_space(at);
		if (*at++ != '"')
			return false;
		if (keyed_name_is(known, at)) {
			key = (enum key)known->key;
			at += known->size + 1;
		} else {
			const char *stop = string_end(at, end);

			if (!stop)
				return false;
			key = keyed_names_key(names, place, span_of(at, (size_t)(stop - at)),
					      &fields);
			at = stop + 1;
		}
		at = pass_space(at);
		if (*at != ':')
			return false;
		at = pass_space(at + 1);
		is_text = *at == '"';
		if (shape)
			json_shape_note(shape, span_of(front, (size_t)(at + is_text - front)),
					(struct json_step){ .fields = fields,
							    .key = (uint8_t)key,
							    .is_text = is_text });
		at = flat_value(line, &time, key, fields & wanted, at, end);
		if (!at)
			return false;
		front = at - is_text;
		at = pass_space(at);
		if (*at++ != ',')
			break;
	}
	if (at != end || at[-1] != '}' || !time.timed)
		return false;
	if (shape) {
		json_shape_note(shape, span_of(front, (size_t)(end - front)),
				(struct json_step){ .is_end = true });
		json_shape_learnt(shape);
	}
	return true;
}

/* A number without fraction and exponent that any of its readers reads exactly. */
static inline bool is_whole(const char *at, uint32_t digits)
{
	return digits - 1 < 15 && (*at != '0' || digits == 1) && at[digits] != '.' &&
	       (at[digits] | 0x20) != 'e';
}

/* A flat object of the shape that was learnt; false where it is of another. */
static bool read_shaped(struct line *line, const struct json_shape *shape)
{
	const char *at = line->text.at, *end = at + line->text.size, *behind;
	uint32_t wanted = line->wanted | KEYED_ALWAYS;
	struct keyed_time time = { 0 };

	for (const struct json_step *step = shape->step; json_step_is(step, at); step++) {
		enum key key = (enum key)step->key;
		uint64_t number;
		uint32_t digits;

		at += step->size;
		if (step->is_end)
			return at == end && time.timed;
		if (step->is_text) {
			behind = string_end(at, end);
			if (!behind)
				return false;
			if (step->fields & wanted)
				keyed_take(line, &time, key, false,
					   span_of(at, (size_t)(behind - at)));
			at = behind;
			continue;
		}
		digits = digits_read(at, &number);
		if (is_whole(at, digits) &&
		    (!(step->fields & wanted) || keyed_take_whole(line, key, number))) {
			at += digits;
			continue;
		}
		at = flat_value(line, &time, key, step->fields & wanted, at, end);
		if (!at)
			return false;
	}
	return false;
}

/* Empty again, as line_parse gave it. */
static void row_clear(struct seiche_event *row)
{
	*row = (struct seiche_event){
		.weight = 1,
		.kind = row->kind,
		.level = SEICHE_LEVEL_NONE,
		.line = row->line,
		.record = row->record,
	};
}

static const char *read_line(struct line *line)
{
	struct json_state *state = line->state;
	struct json_shape *shape = &state->shape;

	if (shape->steps) {
		if (read_shaped(line, shape)) {
			shape->wait = SHAPE_WAIT;
			return NULL;
		}
		row_clear(line->row);
	}
	if (read_flat(line, &state->names, json_shape_learns(shape) ? shape : NULL))
		return NULL;
	row_clear(line->row);
	return read_object(line);
}

static const char *json_lines(struct line *line)
{
	const char *at = line->text.at, *end = at + line->text.size;
	const char *brace = memchr(at, '{', MIN(line->text.size, PREFIX_MAX));
	const char *why;

	if (!brace)
		return trace_is_part(line->text) ? line_continues : "no JSON object at the start";
	line->text = span_trim(span_of(brace, (size_t)(end - brace)));
	why = read_line(line);
	keyed_settle(line);
	line->row->coding = SEICHE_JSON;
	return why;
}

LINE_PARSE(json_lines)

const struct seiche_parser parser_json_lines = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "json-lines",
	.summary = "one JSON object a line: Caddy, Traefik, nginx, pino, journald and others",
	.example = "{\"time\":\"2014-02-22T19:02:00Z\",\"level\":\"info\",\"msg\":\"started\"}",
	.follows = "jsonlines.org; keys as the servers' own documentation names them",
	.state_size = sizeof(struct json_state),
	.rank = 50,
	.parse = json_lines_lines,
};
