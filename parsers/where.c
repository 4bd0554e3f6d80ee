/* where.c - an expression read by descent, then laid out as comparisons and where to go on. */
#include "parsers/where.h"

#include "core/nearest.h"
#include "parsers/builtin.h"
#include "parsers/where_parts.h"

static const struct {
	const char *name;
	uint32_t wanted;
} fields[WHERE_FIELDS] = {
	[WHERE_STATUS] = { "status", SEICHE_STATUS },
	[WHERE_BYTES] = { "bytes", SEICHE_BYTES },
	[WHERE_DURATION] = { "duration", SEICHE_DURATION },
	[WHERE_LEVEL] = { "level", SEICHE_LEVEL },
	[WHERE_HOST] = { "host", SEICHE_HOST },
	[WHERE_SERVICE] = { "service", SEICHE_SERVICE },
	[WHERE_CLIENT] = { "client", SEICHE_CLIENT },
	[WHERE_USER] = { "user", SEICHE_USER },
	[WHERE_METHOD] = { "method", SEICHE_METHOD },
	[WHERE_PATH] = { "path", SEICHE_TARGET },
	[WHERE_QUERY] = { "query", SEICHE_TARGET },
	[WHERE_TARGET] = { "target", SEICHE_TARGET },
	[WHERE_REFERRER] = { "referrer", SEICHE_REFERRER },
	[WHERE_AGENT] = { "agent", SEICHE_AGENT },
	[WHERE_PROGRAM] = { "program", SEICHE_PROGRAM },
	[WHERE_TEXT] = { "text", SEICHE_TEXT },
};

/* Longer ones first: they are looked for in this order. */
static const struct {
	const char *text;
	enum where_operator operator;
} operators[] = {
	{ "!=", WHERE_UNEQUAL },     { "<=", WHERE_AT_MOST }, { ">=", WHERE_AT_LEAST },
	{ "!~", WHERE_MATCHES_NOT }, { "=", WHERE_EQUAL },    { "<", WHERE_LESS },
	{ ">", WHERE_MORE },         { "~", WHERE_MATCHES },
};

enum node_kind { NODE_COMPARISON, NODE_AND, NODE_OR, NODE_NOT };

struct node {
	enum node_kind kind;
	struct node *left, *right; /* `left` alone of a not */
	struct where_comparison *comparison;
};

struct reader {
	struct span text;
	size_t at;
	uint32_t depth, comparisons;
	struct where *where;
	struct arena *arena;
	struct error *error;
};

/* --- Words --- */

/* Characters, not bytes: of UTF-8 what continues one is passed over. */
static size_t column(const struct reader *reader, size_t at)
{
	size_t column = 1;

	for (size_t i = 0; i < at; i++)
		column += ((unsigned char)reader->text.at[i] & 0xc0) != 0x80;
	return column;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static struct span rest_of(const struct reader *reader)
{
	return span_of(reader->text.at + reader->at, reader->text.size - reader->at);
}

static void skip_space(struct reader *reader)
{
	while (reader->at < reader->text.size && is_space(reader->text.at[reader->at]))
		reader->at++;
}

static bool take_byte(struct reader *reader, char byte)
{
	skip_space(reader);
	if (reader->at == reader->text.size || reader->text.at[reader->at] != byte)
		return false;
	reader->at++;
	return true;
}

/* The letters at the front, which stay there. */
static struct span word_next(struct reader *reader)
{
	struct span rest;
	size_t size = 0;

	skip_space(reader);
	rest = rest_of(reader);
	while (size < rest.size && is_letter(rest.at[size]))
		size++;
	return span_of(rest.at, size);
}

static bool take_word(struct reader *reader, const char *word)
{
	struct span next = word_next(reader);

	if (!span_is_caseless(next, span_text(word)))
		return false;
	reader->at += next.size;
	return true;
}

/* "expected … but found 'x'" */
static bool fail_found(const struct reader *reader, const char *expected)
{
	struct span rest = rest_of(reader);

	if (!rest.size)
		return fail(reader->error, FAULT_USAGE, "column %zu: expected %s, but it ends here",
			    column(reader, reader->at), expected);
	if (rest.at[0] == '&' || rest.at[0] == '|' || rest.at[0] == '!')
		return fail(reader->error, FAULT_USAGE,
			    "column %zu: expected %s; comparisons are joined by and, or, not",
			    column(reader, reader->at), expected);
	return fail(reader->error, FAULT_USAGE, "column %zu: expected %s, not '%.*s'",
		    column(reader, reader->at), expected, (int)MIN(rest.size, 20), rest.at);
}

/* --- Comparisons --- */

static bool read_field(struct reader *reader, enum where_field *field)
{
	const char *names[WHERE_FIELDS], *near;
	struct span word = word_next(reader);
	char copy[32] = "";

	if (!word.size)
		return fail_found(reader, "a field such as status or path");
	for (uint32_t i = 0; i < WHERE_FIELDS; i++) {
		names[i] = fields[i].name;
		if (span_is_caseless(word, span_text(names[i]))) {
			*field = (enum where_field)i;
			reader->at += word.size;
			return true;
		}
	}
	memcpy(copy, word.at, MIN(word.size, sizeof(copy) - 1));
	near = nearest_word(copy, names, LENGTH(names));
	if (near)
		return fail(reader->error, FAULT_USAGE,
			    "column %zu: unknown field '%s'; did you mean '%s'?",
			    column(reader, reader->at), copy, near);
	return fail(reader->error, FAULT_USAGE,
		    "column %zu: unknown field '%s'; there are status bytes duration level host "
		    "service client user method path query target referrer agent program text",
		    column(reader, reader->at), copy);
}

static bool read_operator(struct reader *reader, enum where_field field,
			  enum where_operator *operator)
{
	size_t start;

	skip_space(reader);
	start = reader->at;
	for (size_t i = 0; i < LENGTH(operators); i++) {
		struct span text = span_text(operators[i].text);
		bool matching = operators[i].operator>= WHERE_MATCHES;
		bool ordering = !matching && operators[i].operator>= WHERE_LESS;

		if (!span_starts(rest_of(reader), text))
			continue;
		if (where_is_number(field) ? matching : ordering)
			return fail(reader->error, FAULT_USAGE,
				    "column %zu: '%s' goes with %s; %s takes %s",
				    column(reader, start), text.at,
				    matching ? "text" : "status, bytes, duration and level",
				    fields[field].name, matching ? "= != < <= > >=" : "= != ~ !~");
		*operator= operators[i].operator;
		reader->at += text.size;
		if (reader->at < reader->text.size &&
		    (reader->text.at[reader->at] == '=' || reader->text.at[reader->at] == '~'))
			return fail(reader->error, FAULT_USAGE,
				    "column %zu: no such operator; there are = != < <= > >= ~ !~, "
				    "and a value that begins with one is put in quotes",
				    column(reader, start));
		return true;
	}
	return fail_found(reader, "one of = != < <= > >= ~ !~");
}

/* In quotes a doubled quote stands for one; all else is as it is, backslashes too. */
static bool read_quoted(struct reader *reader, char quote, struct span *value)
{
	size_t start = reader->at - 1, size = 0;
	char *copy = arena_take(reader->arena, reader->text.size - reader->at + 1);

	while (reader->at < reader->text.size) {
		char byte = reader->text.at[reader->at++];

		if (byte == quote) {
			if (reader->at == reader->text.size ||
			    reader->text.at[reader->at] != quote) {
				*value = span_of(copy, size);
				return true;
			}
			reader->at++;
		}
		copy[size++] = byte;
	}
	return fail(reader->error, FAULT_USAGE, "column %zu: the quote is not closed",
		    column(reader, start));
}

static bool read_value(struct reader *reader, struct span *value)
{
	struct span rest;
	size_t size = 0;

	if (take_byte(reader, '\''))
		return read_quoted(reader, '\'', value);
	if (take_byte(reader, '"'))
		return read_quoted(reader, '"', value);
	rest = rest_of(reader);
	while (size < rest.size && !is_space(rest.at[size]) && rest.at[size] != '(' &&
	       rest.at[size] != ')')
		size++;
	if (!size)
		return fail_found(reader, "a value, in quotes where it has spaces or parentheses");
	if (size < rest.size && rest.at[size] == '(') {
		reader->at += size;
		return fail_found(reader, "quotes around a value with parentheses");
	}
	*value = span_of(arena_copy(reader->arena, rest.at, size), size);
	reader->at += size;
	return true;
}

/* The number at the front of "500ms", as far as digits and a point go; `unit` is the rest. */
static bool split_unit(struct span value, double *number, struct span *unit)
{
	size_t size = 0;

	while (size < value.size &&
	       ((value.at[size] >= '0' && value.at[size] <= '9') || value.at[size] == '.'))
		size++;
	*unit = span_of(value.at + size, value.size - size);
	return span_decimal(span_of(value.at, size), number);
}

static bool value_size(struct span value, uint64_t *number)
{
	static const char units[] = "KMGT";
	struct span digits = value;
	uint32_t shift = 0;

	for (uint32_t i = 0; units[i] && value.size; i++)
		if ((value.at[value.size - 1] & ~0x20) == units[i]) {
			shift = 10 * (i + 1);
			digits.size--;
		}
	if (!span_number(digits, number) || *number > UINT64_MAX >> shift)
		return false;
	*number <<= shift;
	return true;
}

static bool value_duration(struct span value, uint64_t *number)
{
	static const struct {
		const char *name;
		double us;
	} units[] = { { "us", 1 }, { "ms", 1e3 }, { "s", 1e6 }, { "m", 60e6 }, { "h", 3600e6 } };
	struct span unit;
	double amount;

	if (!split_unit(value, &amount, &unit))
		return false;
	for (size_t i = 0; i < LENGTH(units); i++)
		if (span_is(unit, span_text(units[i].name)) && amount * units[i].us < 1e15) {
			*number = (uint64_t)(amount * units[i].us + 0.5);
			return true;
		}
	return false;
}

static bool value_level(struct span value, uint64_t *number)
{
	uint8_t level = level_of(value.at, value.size);

	*number = (uint64_t)(SEICHE_DEBUG - MIN(level, SEICHE_DEBUG));
	return level <= SEICHE_DEBUG;
}

static bool settle_number(const struct reader *reader, struct where_comparison *comparison,
			  struct span value, size_t at)
{
	const char *expected = "a number such as 503";
	bool ok = false;

	switch (comparison->field) {
	case WHERE_BYTES:
		expected = "a size such as 500, 10K or 2M";
		ok = value_size(value, &comparison->number);
		break;
	case WHERE_DURATION:
		expected = "a length with its unit (us ms s m h) such as 500ms";
		ok = value_duration(value, &comparison->number);
		break;
	case WHERE_LEVEL:
		expected = "one of emergency alert critical error warning notice info debug";
		ok = value_level(value, &comparison->number);
		break;
	default:
		ok = span_number(value, &comparison->number);
		break;
	}
	return ok || fail(reader->error, FAULT_USAGE, "column %zu: %s: expected %s, not '%.*s'",
			  column(reader, at), fields[comparison->field].name, expected,
			  (int)MIN(value.size, 40), value.at);
}

static bool settle_text(const struct reader *reader, struct where_comparison *comparison,
			struct span value, size_t at)
{
	struct where *where = reader->where;

	comparison->text = value;
	if (comparison->operator>= WHERE_MATCHES) {
		if (!pattern_compile(value, reader->arena, &comparison->pattern, reader->error)) {
			reader->error->fault = FAULT_USAGE;
			return error_within(reader->error, "column %zu", column(reader, at));
		}
		where->pattern[where->patterns++] = comparison->pattern;
		where->groups = MAX(where->groups, pattern_groups(comparison->pattern));
		return true;
	}
	if (!value.size)
		return fail(reader->error, FAULT_USAGE,
			    "column %zu: nothing equals an empty value: where a row has no %s, no "
			    "comparison with it holds",
			    column(reader, at), fields[comparison->field].name);
	if (comparison->field != WHERE_CLIENT)
		return true;
	comparison->in_network = network_read(value, &comparison->network);
	return comparison->in_network || !memchr(value.at, '/', value.size) ||
	       fail(reader->error, FAULT_USAGE,
		    "column %zu: client: expected an address, a network such as 10.0.0.0/8 or a "
		    "name, not '%.*s'",
		    column(reader, at), (int)MIN(value.size, 50), value.at);
}

static struct node *node_new(struct reader *reader, enum node_kind kind, struct node *left,
			     struct node *right)
{
	struct node *node = arena_take(reader->arena, sizeof(*node));

	*node = (struct node){ .kind = kind, .left = left, .right = right };
	return node;
}

static bool read_comparison(struct reader *reader, struct node **out)
{
	struct where_comparison *comparison = arena_take(reader->arena, sizeof(*comparison));
	struct span value;
	size_t at;

	if (!read_field(reader, &comparison->field) ||
	    !read_operator(reader, comparison->field, &comparison->operator))
		return false;
	skip_space(reader);
	at = reader->at;
	if (!read_value(reader, &value))
		return false;
	if (reader->comparisons++ == WHERE_COMPARISONS_MAX)
		return fail(reader->error, FAULT_USAGE, "column %zu: more than %d comparisons",
			    column(reader, at), WHERE_COMPARISONS_MAX);
	if (!(where_is_number(comparison->field) ? settle_number(reader, comparison, value, at)
						 : settle_text(reader, comparison, value, at)))
		return false;
	reader->where->wanted |= fields[comparison->field].wanted;
	*out = node_new(reader, NODE_COMPARISON, NULL, NULL);
	(*out)->comparison = comparison;
	return true;
}

/* --- Expressions --- */

static bool read_expression(struct reader *reader, struct node **out);

static bool read_factor(struct reader *reader, struct node **out)
{
	bool ok;

	if (reader->depth == WHERE_DEPTH_MAX)
		return fail(reader->error, FAULT_USAGE, "column %zu: nested more than %d deep",
			    column(reader, reader->at), WHERE_DEPTH_MAX);
	reader->depth++;
	if (take_word(reader, "not")) {
		ok = read_factor(reader, out);
		if (ok)
			*out = node_new(reader, NODE_NOT, *out, NULL);
	} else if (take_byte(reader, '(')) {
		ok = read_expression(reader, out);
		if (ok && !take_byte(reader, ')'))
			ok = fail_found(reader, "and, or, or a closing parenthesis");
	} else {
		ok = read_comparison(reader, out);
	}
	reader->depth--;
	return ok;
}

static bool read_term(struct reader *reader, struct node **out)
{
	struct node *right;

	if (!read_factor(reader, out))
		return false;
	while (take_word(reader, "and")) {
		if (!read_factor(reader, &right))
			return false;
		*out = node_new(reader, NODE_AND, *out, right);
	}
	return true;
}

static bool read_expression(struct reader *reader, struct node **out)
{
	struct node *right;

	if (!read_term(reader, out))
		return false;
	while (take_word(reader, "or")) {
		if (!read_term(reader, &right))
			return false;
		*out = node_new(reader, NODE_OR, *out, right);
	}
	return true;
}

/* Lay a node out, last things first; returns where it begins. */
static uint32_t lay_out(struct where *where, const struct node *node, uint32_t then,
			uint32_t otherwise)
{
	uint32_t right;

	switch (node->kind) {
	case NODE_NOT:
		return lay_out(where, node->left, otherwise, then);
	case NODE_AND:
		right = lay_out(where, node->right, then, otherwise);
		return lay_out(where, node->left, right, otherwise);
	case NODE_OR:
		right = lay_out(where, node->right, then, otherwise);
		return lay_out(where, node->left, then, right);
	case NODE_COMPARISON:
		break;
	}
	where->comparison[where->comparisons] = *node->comparison;
	where->comparison[where->comparisons].then = then;
	where->comparison[where->comparisons].otherwise = otherwise;
	return where->comparisons++;
}

void where_release(struct where *where)
{
	for (uint32_t i = 0; where && i < where->patterns; i++)
		pattern_release(where->pattern[i]);
	if (where)
		where->patterns = 0;
}

bool where_compile(const char *text, struct arena *arena, struct where **out, struct error *error)
{
	struct where *where = arena_take(arena, sizeof(*where));
	struct reader reader = {
		.text = span_text(text),
		.where = where,
		.arena = arena,
		.error = error,
	};
	struct node *root;
	bool ok;

	if (reader.text.size > WHERE_BYTES_MAX)
		return fail(error, FAULT_USAGE, "an expression of more than %zu bytes",
			    WHERE_BYTES_MAX);
	where->text = arena_copy(arena, text, reader.text.size);
	ok = read_expression(&reader, &root);
	skip_space(&reader);
	if (ok && reader.at < reader.text.size)
		ok = fail_found(&reader, "and, or, or the end");
	if (!ok) {
		where_release(where);
		return false;
	}
	where->start = lay_out(where, root, WHERE_HOLDS, WHERE_FAILS);
	*out = where;
	return true;
}

const char *where_text(const struct where *where)
{
	return where->text;
}

uint32_t where_wanted(const struct where *where)
{
	return where->wanted;
}
