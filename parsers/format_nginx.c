/*
 * format_nginx.c - nginx's log_format.
 *
 * A variable that is not known here may well be one of a module or of the
 * configuration itself (map, set), so it is a column to pass over, not an error.
 */
#include "parsers/field_parts.h"

#include "core/text.h"
#include "parsers/words.h"

struct variable {
	const char *name;
	struct field_meaning means;
};

static const struct variable variables[] = {
	{ "time_local", { .kind = FIELD_STAMP, .worth = 2, .form = CLOCK_CLF } },
	{ "time_iso8601", { .kind = FIELD_STAMP, .worth = 2, .form = CLOCK_ISO } },
	{ "time_iso8601_ms", { .kind = FIELD_STAMP, .worth = 2, .form = CLOCK_ISO } },
	{ "msec", { .kind = FIELD_STAMP, .worth = 1, .form = CLOCK_EPOCH } },
	{ "status", { .kind = FIELD_STATUS, .bits = SEICHE_STATUS, .worth = 1 } },
	{ "body_bytes_sent", { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 2 } },
	{ "bytes_sent", { .kind = FIELD_BYTES, .bits = SEICHE_BYTES, .worth = 1 } },
	{ "request_time",
	  { .kind = FIELD_DURATION, .bits = SEICHE_DURATION, .worth = 1, .per_s = 1 } },
	{ "request", { .kind = FIELD_REQUEST, .bits = SEICHE_METHOD | SEICHE_TARGET, .worth = 4 } },
	{ "request_method", { .bits = SEICHE_METHOD, .worth = 2 } },
	{ "request_uri", { .bits = SEICHE_TARGET, .worth = 3, .slash = true } },
	{ "uri", { .bits = SEICHE_TARGET, .worth = 2, .slash = true } },
	{ "document_uri", { .bits = SEICHE_TARGET, .worth = 1, .slash = true } },
	{ "remote_addr", { .bits = SEICHE_CLIENT, .worth = 2 } },
	{ "realip_remote_addr", { .bits = SEICHE_CLIENT, .worth = 1 } },
	{ "proxy_protocol_addr", { .bits = SEICHE_CLIENT, .worth = 1 } },
	{ "remote_user", { .bits = SEICHE_USER, .worth = 1 } },
	{ "http_referer", { .bits = SEICHE_REFERRER, .worth = 1 } },
	{ "http_user_agent", { .bits = SEICHE_AGENT, .worth = 1 } },
	{ "server_name", { .bits = SEICHE_SERVICE, .worth = 3 } },
	{ "host", { .bits = SEICHE_SERVICE, .worth = 2 } },
	{ "http_host", { .bits = SEICHE_SERVICE, .worth = 1 } },
	{ "hostname", { .bits = SEICHE_HOST, .worth = 1 } },
};

static struct field_meaning meaning_of(struct span name)
{
	for (size_t i = 0; i < LENGTH(variables); i++)
		if (span_is(name, span_text(variables[i].name)))
			return variables[i].means;
	if (span_starts(name, SPAN("upstream_")) || span_is(name, SPAN("http_x_forwarded_for")) ||
	    span_is(name, SPAN("proxy_add_x_forwarded_for")))
		return (struct field_meaning){ .kind = FIELD_LIST };
	return (struct field_meaning){ .kind = FIELD_TEXT };
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

/* "$name" or "${name}" at the front: its whole length, 0 where there is none. */
static size_t variable_at(struct span text, struct span *name)
{
	bool brace = text.size > 1 && text.at[1] == '{';
	size_t from = brace ? 2 : 1, size = from;

	if (!text.size || text.at[0] != '$')
		return 0;
	while (size < text.size && is_name_byte(text.at[size]))
		size++;
	*name = span_of(text.at + from, size - from);
	if (size == from || (brace && (size == text.size || text.at[size] != '}')))
		return 0;
	return size + brace;
}

/* Behind a target, "$is_args$args" and the like are its query: no columns of their own. */
static size_t query_size(struct span rest)
{
	struct span whole = rest, name;
	size_t size;

	while ((size = variable_at(rest, &name)) &&
	       (span_is(name, SPAN("is_args")) || span_is(name, SPAN("args")) ||
		span_is(name, SPAN("query_string"))))
		rest = span_of(rest.at + size, rest.size - size);
	/* "$uri?$args" */
	if (rest.size == whole.size && rest.size > 1 && rest.at[0] == '?' &&
	    (size = variable_at(span_of(rest.at + 1, rest.size - 1), &name)) &&
	    (span_is(name, SPAN("args")) || span_is(name, SPAN("query_string"))))
		return size + 1;
	return whole.size - rest.size;
}

static bool add_columns(struct span text, struct format_parts *out, struct error *error)
{
	const char *at = text.at, *end = text.at + text.size;

	while (at < end) {
		const char *dollar = memchr(at, '$', (size_t)(end - at));
		struct span name;
		size_t size;
		struct field_meaning means;

		if (!dollar) {
			parts_literal(out, span_of(at, (size_t)(end - at)));
			break;
		}
		parts_literal(out, span_of(at, (size_t)(dollar - at)));
		size = variable_at(span_of(dollar, (size_t)(end - dollar)), &name);
		if (!size)
			return fail(error, FAULT_INPUT,
				    "a '$' without a name behind it, at byte %zu of the format",
				    (size_t)(dollar - text.at) + 1);
		means = meaning_of(name);
		at = dollar + size;
		if (means.bits == SEICHE_TARGET)
			at += query_size(span_of(at, (size_t)(end - at)));
		if (!parts_field(out, span_of(dollar, size), means, error))
			return false;
	}
	return true;
}

static bool set_escape(struct span word, struct format_parts *out, struct error *error)
{
	static const struct {
		struct span name;
		enum seiche_coding coding;
	} escapes[] = {
		{ { "default", 7 }, SEICHE_BACKSLASH },
		{ { "json", 4 }, SEICHE_JSON },
		{ { "none", 4 }, SEICHE_RAW },
	};

	for (size_t i = 0; i < LENGTH(escapes); i++)
		if (span_is(word, escapes[i].name)) {
			out->coding = escapes[i].coding;
			return true;
		}
	return fail(error, FAULT_INPUT, "escape=%.*s: there are default, json and none",
		    (int)MIN(word.size, 40), word.at);
}

/* log_format NAME [escape=…] 'part' … ; with the directive and the name left out, the parts alone.
 */
static bool read_directive(struct span text, struct format_parts *out, struct error *error)
{
	struct words words;
	struct word word;
	struct text format;
	bool ok, named = !span_starts(text, SPAN("log_format"));

	words_init(&words, text, WORDS_NGINX, out->arena);
	if (!named && (!words_next(&words, &word) || !words_next(&words, &word)))
		return fail(error, FAULT_INPUT, "log_format without a name: %s",
			    words.why ? words.why : "log_format NAME 'format';");
	if (!named)
		out->nickname = word.text;
	text_init(&format, text.size);
	ok = true;
	while (ok && words_next(&words, &word) && !word.ends) {
		if (!word.quoted && !format.size && span_starts(word.text, SPAN("escape=")))
			ok = set_escape(span_of(word.text.at + 7, word.text.size - 7), out, error);
		else
			text_add(&format, word.text);
	}
	if (ok && words.why)
		ok = fail(error, FAULT_INPUT, "%s", words.why);
	if (ok)
		ok = add_columns(span_of(arena_copy(out->arena, text_span(&format).at, format.size),
					 format.size),
				 out, error);
	text_release(&format);
	return ok;
}

bool format_nginx(struct span text, struct format_parts *out, struct error *error)
{
	text = span_trim(text);
	out->coding = SEICHE_BACKSLASH;
	if (span_starts(text, SPAN("log_format")) || (text.size && text.at[0] == '\''))
		return read_directive(text, out, error);
	return add_columns(text, out, error);
}
