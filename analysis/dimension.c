/* dimension.c - the values of an event in the ten dimensions. */
#include "analysis/dimension.h"

#define DECODED_MAX \
	4096 /* of a target or referrer: longer ones are cut before they are taken apart */

void dimension_values_init(struct dimension_values *values)
{
	*values = (struct dimension_values){ 0 };
	for (int i = 0; i < DIMENSIONS; i++)
		text_init(&values->text[i], DECODED_MAX);
}

void dimension_values_release(struct dimension_values *values)
{
	for (int i = 0; i < DIMENSIONS; i++)
		text_release(&values->text[i]);
}

static struct span clipped(struct span value)
{
	return span_of(value.at, MIN(value.size, (size_t)VALUE_BYTES_MAX));
}

/* The text of a field, decoded where it holds an escape. */
static struct span field(struct text *text, const struct seiche_chunk *chunk,
			 const struct seiche_event *event, uint32_t bit, struct seiche_span span)
{
	struct span raw = span_of(chunk->bytes + span.at, span.size);

	if (!(event->has & bit))
		return SPAN("");
	raw.size = MIN(raw.size, (size_t)DECODED_MAX);
	if (!text_is_coded((enum text_coding)event->coding, raw))
		return raw;
	text_clear(text);
	text_decode(text, (enum text_coding)event->coding, raw);
	return text_span(text);
}

/* What stands before the first of these bytes; two may be the same. */
static struct span until(struct span text, char a, char b, char c)
{
	size_t size = 0;

	while (size < text.size && text.at[size] != a && text.at[size] != b && text.at[size] != c)
		size++;
	return span_of(text.at, size);
}

static bool is_capital(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

/* How many bytes of a URL stand before its host: "://" and what precedes it. */
static size_t scheme_size(struct span url)
{
	for (size_t i = 0; i + 3 <= url.size; i++)
		if (url.at[i] == ':' && url.at[i + 1] == '/' && url.at[i + 2] == '/')
			return i + 3;
	return 0;
}

/* "https://www.Google.com:443/search?q=x" -> "google.com" */
static struct span referrer_host(struct text *text, struct span referrer)
{
	size_t skipped = scheme_size(referrer);
	struct span host =
		until(span_of(referrer.at + skipped, referrer.size - skipped), '/', '?', '#');
	const char *colon;

	if (host.size && host.at[0] != '[') {
		colon = memrchr(host.at, ':', host.size);
		if (colon)
			host.size = (size_t)(colon - host.at);
	}
	if (host.size > 4 && strncasecmp(host.at, "www.", 4) == 0)
		host = span_of(host.at + 4, host.size - 4);
	host = clipped(host);
	for (size_t i = 0; i < host.size; i++) {
		if (!is_capital(host.at[i]))
			continue;
		text_clear(text);
		for (size_t k = 0; k < host.size; k++)
			text_byte(text,
				  is_capital(host.at[k]) ? (char)(host.at[k] | 0x20) : host.at[k]);
		return text_span(text);
	}
	return host;
}

static int hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit = (char)(digit | 0x20);
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Search words as typed: + and %XX decoded, in lower case, spaces run together. */
static struct span words_decode(struct text *text, struct span words)
{
	text_clear(text);
	for (size_t i = 0; i < words.size && text->size < VALUE_BYTES_MAX; i++) {
		char byte = words.at[i];

		if (byte == '%' && i + 2 < words.size && hex(words.at[i + 1]) >= 0 &&
		    hex(words.at[i + 2]) >= 0) {
			byte = (char)(hex(words.at[i + 1]) << 4 | hex(words.at[i + 2]));
			i += 2;
		}
		if (byte == '+' && words.at[i] == '+')
			byte = ' ';
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte | 0x20);
		if (byte == ' ' && (!text->size || text->at[text->size - 1] == ' '))
			continue;
		text_byte(text, byte);
	}
	return span_trim(text_span(text));
}

/* What somebody searched for, by the usual names of the parameter. */
static struct span search_words(struct text *text, struct span referrer)
{
	static const char *const names[] = { "q", "query", "p", "text", "wd" };
	const char *mark = referrer.size ? memchr(referrer.at, '?', referrer.size) : NULL;
	struct span rest;

	if (!mark)
		return SPAN("");
	rest = until(span_of(mark + 1, referrer.size - (size_t)(mark + 1 - referrer.at)), '#', '#',
		     '#');
	while (rest.size) {
		struct span value = span_cut(&rest, '&');
		struct span name = span_cut(&value, '=');

		for (size_t i = 0; i < LENGTH(names); i++)
			if (span_is(name, span_text(names[i])))
				return words_decode(text, value);
	}
	return SPAN("");
}

static struct span level_text(const struct seiche_event *event)
{
	static const char *const names[] = { "emergency", "alert",  "critical", "error",
					     "warning",   "notice", "info",     "debug" };

	if (!(event->has & SEICHE_LEVEL) || event->level >= LENGTH(names))
		return SPAN("");
	return span_text(names[event->level]);
}

static struct span without_dash(struct span value)
{
	return span_is(value, SPAN("-")) ? SPAN("") : value;
}

struct span dimension_client_of(struct dimension_values *values, const struct seiche_chunk *chunk,
				const struct seiche_event *event)
{
	return clipped(without_dash(field(&values->text[DIMENSION_CLIENT], chunk, event,
					  SEICHE_CLIENT, event->client)));
}

void dimension_values_of(struct dimension_values *values, const struct seiche_chunk *chunk,
			 const struct seiche_event *event, struct span host)
{
	struct text *text = values->text;
	struct span *value = values->value;
	struct span target =
		field(&text[DIMENSION_PATH], chunk, event, SEICHE_TARGET, event->target);
	/* Decoded in the place of a dimension that needs none; its host and words have their own.
	 */
	struct span referrer = without_dash(
		field(&text[DIMENSION_LEVEL], chunk, event, SEICHE_REFERRER, event->referrer));

	value[DIMENSION_PATH] = clipped(until(target, '?', '#', '#'));
	value[DIMENSION_REFERRER] = referrer_host(&text[DIMENSION_REFERRER], referrer);
	value[DIMENSION_QUERY] = search_words(&text[DIMENSION_QUERY], referrer);
	value[DIMENSION_CLIENT] = dimension_client_of(values, chunk, event);
	value[DIMENSION_AGENT] = clipped(without_dash(
		field(&text[DIMENSION_AGENT], chunk, event, SEICHE_AGENT, event->agent)));
	value[DIMENSION_METHOD] =
		clipped(field(&text[DIMENSION_METHOD], chunk, event, SEICHE_METHOD, event->method));
	value[DIMENSION_PROGRAM] = clipped(
		field(&text[DIMENSION_PROGRAM], chunk, event, SEICHE_PROGRAM, event->program));
	value[DIMENSION_HOST] = host;
	value[DIMENSION_LEVEL] = level_text(event);
	value[DIMENSION_STATUS] = SPAN("");
	if (event->has & SEICHE_STATUS) {
		uint32_t status = event->status, size = 0;
		char *digit = values->status + sizeof(values->status);

		for (; status || !size; status /= 10, size++)
			*--digit = (char)('0' + status % 10);
		value[DIMENSION_STATUS] = span_of(digit, size);
	}
}
