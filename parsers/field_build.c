/* field_build.c - from the parts of a format string to a program of steps. */
#include "parsers/field_program.h"

#include "core/text.h"

#define QUOTE_MAX 24 /* of literals in messages */

struct build {
	struct arena *arena;
	const struct format_parts *parts;
	struct format_part *item; /* a copy that is worked on */
	size_t count;
	struct field_step *step;
	uint32_t steps;
};

static bool is_time(const struct format_part *part)
{
	return part->means.kind == FIELD_STAMP || part->means.kind == FIELD_PATTERN ||
	       part->means.kind == FIELD_OFFSET;
}

static bool is_number(const struct format_part *part)
{
	return part->means.kind == FIELD_STATUS || part->means.kind == FIELD_BYTES ||
	       part->means.kind == FIELD_DURATION;
}

static bool is_literal(const struct format_part *part)
{
	return part->literal.size > 0;
}

/* Whether where it ends can be told without knowing what stands behind it. */
static bool ends_by_itself(const struct format_part *part)
{
	return is_number(part) || part->means.kind == FIELD_STAMP ||
	       part->means.kind == FIELD_PATTERN || part->means.kind == FIELD_SPACES;
}

/* --- Time stamps --- */

/* `bytes` as they stand in a pattern. */
static void add_literal(struct text *pattern, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (bytes.at[i] == '%')
			text_byte(pattern, '%');
		text_byte(pattern, bytes.at[i]);
	}
}

/* Whether a space and an offset follow, and with them this is the stamp of common logs. */
static bool closes_with_offset(struct build *build, size_t i, struct text *pattern)
{
	const struct format_part *gap = &build->item[i + 1];
	struct time_pattern whole;
	struct error error;
	size_t size = pattern->size;
	bool closes;

	if (i + 2 >= build->count || !span_is(gap->literal, SPAN(" ")) || is_literal(gap + 1) ||
	    gap[1].means.kind != FIELD_OFFSET)
		return false;
	text_add(pattern, SPAN(" %z"));
	closes = time_pattern_compile(text_span(pattern), TIME_STRFTIME, &whole, &error) &&
		 whole.form == CLOCK_CLF;
	pattern->size = size;
	return closes;
}

/*
 * Patterns with nothing but literals between them are one pattern: "%d" ":" "%t"
 * becomes what Apache writes, which has a reader of its own. An offset that was to be
 * passed over is read where it closes such a stamp.
 */
static void fuse_patterns(struct build *build)
{
	size_t to = 0;

	for (size_t i = 0; i < build->count; i++) {
		struct format_part part = build->item[i];
		struct text pattern;

		if (is_literal(&part) || part.means.kind != FIELD_PATTERN) {
			build->item[to++] = part;
			continue;
		}
		text_init(&pattern, 1024);
		text_add(&pattern, span_text(part.means.pattern));
		for (;;) {
			const struct format_part *gap = &build->item[i + 1], *next = gap + 1;

			if (i + 1 < build->count && !is_literal(gap) &&
			    gap->means.kind == FIELD_PATTERN &&
			    gap->means.dialect == part.means.dialect) {
				text_add(&pattern, span_text(gap->means.pattern));
				i++;
				continue;
			}
			if (i + 2 >= build->count || !is_literal(gap) || is_literal(next) ||
			    next->means.kind != FIELD_PATTERN ||
			    next->means.dialect != part.means.dialect || gap->literal.size > 8)
				break;
			add_literal(&pattern, gap->literal);
			text_add(&pattern, span_text(next->means.pattern));
			i += 2;
		}
		if (closes_with_offset(build, i, &pattern)) {
			part.means.kind = FIELD_STAMP;
			part.means.form = CLOCK_CLF;
			i += 2;
		}
		part.means.pattern = arena_copy(build->arena, pattern.at, pattern.size);
		text_release(&pattern);
		build->item[to++] = part;
	}
	build->count = to;
}

/* What a part tells of the time: the whole of it, or some. */
static bool gives(const struct format_part *part, uint32_t *out, struct error *error)
{
	struct time_pattern pattern;

	*out = 0;
	if (is_literal(part))
		return true;
	if (part->means.kind == FIELD_STAMP)
		*out = TIME_GIVES_EPOCH;
	if (part->means.kind != FIELD_PATTERN)
		return true;
	if (!time_pattern_compile(span_text(part->means.pattern), part->means.dialect, &pattern,
				  error))
		return error_within(error, "%.*s", (int)MIN(part->name.size, 60), part->name.at);
	*out = pattern.gives;
	return true;
}

static bool is_whole(uint32_t given)
{
	return (given & TIME_GIVES_EPOCH) ||
	       (given & (TIME_GIVES_DATE | TIME_GIVES_HOUR)) == (TIME_GIVES_DATE | TIME_GIVES_HOUR);
}

/*
 * Which part is the event's time: a whole stamp where there is one and no pieces that
 * belong to it (a fraction, an offset); else all parts together, where they make one.
 * `chosen` is `count` for all together.
 */
static bool choose_time(struct build *build, size_t *chosen, struct error *error)
{
	uint32_t together = 0, pieces = 0;

	*chosen = build->count;
	for (size_t i = 0; i < build->count; i++) {
		uint32_t given;

		if (!gives(&build->item[i], &given, error))
			return false;
		together |= given;
		pieces += !is_literal(&build->item[i]) && is_time(&build->item[i]) &&
			  !is_whole(given);
		if (is_whole(given) &&
		    (*chosen == build->count ||
		     build->item[i].means.worth > build->item[*chosen].means.worth))
			*chosen = i;
	}
	if (*chosen < build->count && pieces && build->item[*chosen].means.kind == FIELD_PATTERN)
		*chosen = build->count;
	if (*chosen < build->count || is_whole(together))
		return true;
	if (together & TIME_GIVES_HOUR)
		return fail(error, FAULT_INPUT, "the format has a time of day, but no date");
	if (together & TIME_GIVES_DATE)
		return fail(error, FAULT_INPUT, "the format has a date, but no time of day");
	return fail(error, FAULT_INPUT,
		    "the format has no time: add $time_local or $time_iso8601 (nginx), %%t "
		    "(Apache), %%d and %%t or %%x (goaccess)");
}

/* --- Which column is taken for what --- */

/* Of several columns that fill the same field, keep the one of most worth, the first of equals. */
static void drop_lesser(struct build *build)
{
	for (size_t i = 0; i < build->count; i++) {
		struct field_meaning *mine = &build->item[i].means;

		for (size_t k = 0; k < build->count && !is_literal(&build->item[i]); k++) {
			const struct field_meaning *other = &build->item[k].means;

			if (k == i || is_literal(&build->item[k]) || !(other->bits & mine->bits))
				continue;
			if (other->worth > mine->worth || (other->worth == mine->worth && k < i))
				mine->bits = 0;
		}
	}
}

/* What ends a line stands in none: so a literal that agrees lies inside of the line. */
static bool check_literals(const struct build *build, struct error *error)
{
	for (size_t i = 0; i < build->count; i++) {
		struct span literal = build->item[i].literal;

		for (size_t k = 0; k < literal.size; k++)
			if (literal.at[k] == '\n' || literal.at[k] == '\r' || !literal.at[k])
				return fail(error, FAULT_INPUT,
					    "the format holds a line break: one line is one event");
	}
	return true;
}

/* --- Steps --- */

static struct field_stop make_stop(struct span bytes, uint32_t keep)
{
	struct field_stop stop = {
		.bytes = bytes.at,
		.size = (uint32_t)bytes.size,
		.keep = keep,
	};

	memcpy(&stop.word, bytes.at, MIN(bytes.size, 8));
	memset(&stop.mask, 0xff, MIN(bytes.size, 8));
	return stop;
}

static const char *name_of(struct build *build, const struct format_part *part)
{
	return arena_copy(build->arena, part->name.at, MIN(part->name.size, 60));
}

/* What stands behind part `i`: the next literal, or what a self-evident field begins with. */
static bool find_stop(struct build *build, size_t i, struct field_step *step, struct error *error)
{
	const struct format_part *part = &build->item[i], *next = part + 1;

	if (i + 1 == build->count)
		return true;
	if (is_literal(next)) {
		step->stop = make_stop(next->literal, 0);
		return true;
	}
	if (ends_by_itself(part))
		return true;
	if (next->means.slash)
		step->stop = make_stop(SPAN("/"), 1);
	else if (next->means.kind == FIELD_SPACES)
		step->stop = make_stop(SPAN(" "), 1);
	else
		return fail(error, FAULT_INPUT,
			    "nothing stands between %s and %s, so where one ends can't be told",
			    name_of(build, part), name_of(build, next));
	return true;
}

/* A reader of core/clock may read on past the pattern: not where that would matter. */
static bool is_form_safe(const struct field_stop *stop)
{
	return !stop->size || !strchr(".,+-:Zz0123456789", stop->bytes[0]);
}

static bool set_time(struct build *build, const struct format_part *part, bool chosen, bool all,
		     struct field_step *step, struct error *error)
{
	struct time_pattern *pattern;

	step->discards = !chosen && (!all || part->means.kind == FIELD_STAMP);
	step->form = (uint16_t)part->means.form;
	if (part->means.kind != FIELD_PATTERN)
		return true;
	pattern = arena_take(build->arena, sizeof(*pattern));
	if (!time_pattern_compile(span_text(part->means.pattern), part->means.dialect, pattern,
				  error))
		return false;
	step->pattern = pattern;
	if (pattern->form && chosen && is_form_safe(&step->stop)) {
		step->kind = FIELD_STAMP;
		step->form = (uint16_t)pattern->form;
	}
	return true;
}

static void set_reasons(struct build *build, const struct format_part *part,
			struct field_step *step)
{
	const char *name = name_of(build, part);
	struct field_stop *stop = &step->stop;

	step->no_value = arena_print(build->arena,
				     is_time(part)     ? "no time stamp where the format has %s"
				     : is_number(part) ? "no number where the format has %s"
						       : "the line ends before %s",
				     name);
	step->no_stop = stop->size ? arena_print(build->arena, "no '%.*s' behind %s",
						 (int)MIN(stop->size, QUOTE_MAX), stop->bytes, name)
				   : arena_print(build->arena, "more stands behind %s", name);
}

static bool add_step(struct build *build, size_t i, size_t chosen, struct error *error)
{
	const struct format_part *part = &build->item[i];
	size_t behind = i + 1 < build->count && is_literal(part + 1) ? i + 2 : i + 1;
	struct field_step *step = &build->step[build->steps++];

	*step = (struct field_step){
		.kind = (uint8_t)part->means.kind,
		.bits = part->means.bits,
		.per_s = part->means.per_s,
		.first_item = part->means.first_item,
		.strip_port = part->means.bits == SEICHE_SERVICE,
		.last = behind >= build->count,
	};
	if (!find_stop(build, i, step, error))
		return false;
	step->quoted =
		step->stop.size && step->stop.bytes[0] == '"' && build->parts->coding != SEICHE_RAW;
	step->before_number = behind < build->count && is_number(&build->item[behind]) &&
			      !step->stop.keep && build->parts->coding != SEICHE_JSON;
	if (is_time(part) &&
	    !set_time(build, part, i == chosen, chosen == build->count, step, error))
		return false;
	set_reasons(build, part, step);
	return true;
}

/* Up to the last step that counts and measures need. */
static uint32_t needed_of(const struct build *build)
{
	const uint32_t always = SEICHE_STATUS | SEICHE_BYTES | SEICHE_DURATION | SEICHE_LEVEL |
				SEICHE_HOST | SEICHE_SERVICE;
	uint32_t needed = 0;

	for (uint32_t i = 0; i < build->steps; i++) {
		const struct field_step *step = &build->step[i];
		bool time = (step->kind == FIELD_STAMP || step->kind == FIELD_PATTERN ||
			     step->kind == FIELD_OFFSET) &&
			    !step->discards;

		if ((step->bits & always) || time)
			needed = i + 1;
	}
	return needed;
}

static const char *kind_name(const struct field_meaning *means)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
		{ SEICHE_STATUS, "status" },     { SEICHE_BYTES, "bytes" },
		{ SEICHE_DURATION, "duration" }, { SEICHE_HOST, "host" },
		{ SEICHE_SERVICE, "service" },   { SEICHE_CLIENT, "client" },
		{ SEICHE_USER, "user" },         { SEICHE_METHOD, "method" },
		{ SEICHE_TARGET, "target" },     { SEICHE_REFERRER, "referrer" },
		{ SEICHE_AGENT, "agent" },
	};

	switch (means->kind) {
	case FIELD_REQUEST:
		return means->bits ? "method and target" : "-";
	case FIELD_STAMP:
	case FIELD_PATTERN:
	case FIELD_OFFSET:
		return "time";
	case FIELD_STATUS:
	case FIELD_BYTES:
	case FIELD_DURATION:
	case FIELD_TEXT:
	case FIELD_LIST:
	case FIELD_SPACES:
		break;
	}
	for (size_t i = 0; i < LENGTH(names); i++)
		if (names[i].bit == means->bits)
			return names[i].name;
	return "-";
}

/* One line a column: what it is called, what it is taken for. */
static const char *describe(const struct build *build)
{
	struct text text;
	const char *described;

	text_init(&text, 1 << 16);
	for (size_t i = 0; i < build->count; i++) {
		const struct format_part *part = &build->item[i];

		if (!is_literal(part))
			text_print(&text, "%-28.*s %s\n", (int)MIN(part->name.size, 60),
				   part->name.at, kind_name(&part->means));
	}
	described = arena_copy(build->arena, text_span(&text).at, text.size);
	text_release(&text);
	return described;
}

bool field_build(const struct format_parts *parts, const struct field_program **out,
		 struct error *error)
{
	struct arena *arena = parts->arena;
	struct build build = {
		.arena = arena,
		.parts = parts,
		.item = arena_array(arena, parts->count, sizeof(*build.item)),
		.count = parts->count,
		.step = arena_array(arena, parts->count, sizeof(*build.step)),
	};
	struct field_program *program = arena_take(arena, sizeof(*program));
	size_t chosen;

	if (parts->count)
		memcpy(build.item, parts->item, parts->count * sizeof(*build.item));
	if (!check_literals(&build, error))
		return false;
	drop_lesser(&build);
	program->columns = describe(&build);
	fuse_patterns(&build);
	if (!choose_time(&build, &chosen, error))
		return false;
	if (build.count && is_literal(&build.item[0])) {
		program->lead = make_stop(build.item[0].literal, 0);
		program->no_lead = arena_print(arena, "does not begin with '%.*s'",
					       (int)MIN(build.item[0].literal.size, QUOTE_MAX),
					       build.item[0].literal.at);
	}
	for (size_t i = 0; i < build.count; i++)
		if (!is_literal(&build.item[i]) && !add_step(&build, i, chosen, error))
			return false;
	program->step = build.step;
	program->steps = build.steps;
	program->needed = needed_of(&build);
	program->coding = parts->coding;
	for (uint32_t i = 0; i < build.steps; i++)
		program->resolves |= build.step[i].kind == FIELD_PATTERN && !build.step[i].discards;
	field_shorten(program, arena);
	*out = program;
	return true;
}
