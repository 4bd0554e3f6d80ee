/*
 * field_run.c - running a compiled format string over lines: see field_program.h.
 *
 * The walk is one switch in one loop; what it calls is inlined or rare.
 */
#include "parsers/field_program.h"

#include "core/clock_memo.h"
#include "core/digits.h"
#include "core/mask.h"
#include "parsers/line.h"

/* Of the head's lines, one in so many must be wholly of the format. */
#define WHOLE_SHARE 4

#define TEXTS \
	(SEICHE_CLIENT | SEICHE_USER | SEICHE_METHOD | SEICHE_TARGET | SEICHE_REFERRER | \
	 SEICHE_AGENT)

struct field_state {
	const struct field_program *program; /* setup: the host puts it here */
	struct clock_memo memo;
};

/* A line on its way through the steps. */
struct run {
	const struct field_program *program;
	struct clock_memo *memo;
	const struct clock_context *context;
	struct line line; /* bytes and row; its text is not used */
	const char *at, *end;
	struct time_parts parts;
	uint32_t wanted, assumed;
	struct seiche_event unused; /* takes what is passed over */
};

static inline bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

/* Whether the literal stands at `at`. Reads up to eight bytes past the line: the chunk has them. */
static inline bool stands(const struct field_stop *stop, const char *at, const char *end)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word ^ stop->word) & stop->mask) == 0 && stop->size <= (size_t)(end - at) &&
	       (stop->size <= 8 || memcmp(at + 8, stop->bytes + 8, stop->size - 8) == 0);
}

static bool is_escaped(const char *quote, const char *start)
{
	const char *at = quote;

	while (at > start && at[-1] == '\\')
		at--;
	return (quote - at) & 1;
}

/* In a list "a, b : c" the space behind a comma or around a colon ends nothing. */
static inline bool is_inside_list(const char *space, const char *from, const char *end)
{
	if (*space != ' ' || space == from)
		return false;
	if (space[-1] == ',' || (end - space > 2 && space[1] == ':' && space[2] == ' '))
		return true;
	return space - from > 1 && space[-1] == ':' && space[-2] == ' ';
}

/*
 * Where what follows the field stands: first, unescaped, and with a number behind it
 * where one must be. Old servers wrote quotes inside of a request as they came, and a
 * request that ends in a backslash must not swallow the line: an escaped quote that
 * fits otherwise is the second choice. NULL where there is none.
 */
static inline const char *find_stop(const struct field_step *step, const char *from,
				    const char *end)
{
	const struct field_stop *stop = &step->stop;
	const char *second = NULL;

	for (const char *at = from; (at = mask_find(at, end, stop->bytes[0])); at++) {
		if (stop->size > 1 && !stands(stop, at, end))
			continue;
		if (step->before_number && at + stop->size < end && !is_digit(at[stop->size]) &&
		    at[stop->size] != '-')
			continue;
		if (step->kind == FIELD_LIST && is_inside_list(at, from, end))
			continue;
		if (!step->quoted || at == from || at[-1] != '\\' || !is_escaped(at, from))
			return at;
		if (!second)
			second = at;
	}
	return second;
}

/* The last field ends where the line does, before what closes it. */
static inline const char *find_last_stop(const struct field_step *step, const char *from,
					 const char *end)
{
	size_t size = step->stop.size;

	if ((size_t)(end - from) >= size && memcmp(end - size, step->stop.bytes, size) == 0)
		return end - size;
	return NULL;
}

/* --- Fields that end by themselves: behind them, or NULL where there is none --- */

static inline const char *take_status(const char *at, const char *end, struct seiche_event *row)
{
	uint64_t status;
	uint32_t digits = digits_read(at, &status);

	if (digits > (size_t)(end - at) || !digits)
		return at < end && *at == '-' ? at + 1 : NULL;
	if (digits == 3 && status >= 100) {
		row->status = (uint16_t)status;
		row->has |= SEICHE_STATUS;
	}
	return at + digits;
}

static inline const char *take_bytes(const char *at, const char *end, struct seiche_event *row)
{
	uint64_t bytes;
	uint32_t digits = digits_read(at, &bytes);

	if (digits > (size_t)(end - at) || !digits)
		return at < end && *at == '-' ? at + 1 : NULL;
	if (digits > 18)
		return NULL;
	row->bytes = bytes;
	row->has |= SEICHE_BYTES;
	return at + digits;
}

/* Decimal, "-" and "-1" for none. Nothing below a microsecond is kept. */
static const char *take_duration(const char *at, const char *end, uint32_t per_s,
				 struct seiche_event *row)
{
	uint64_t whole = 0, part = 0, unit = 1;
	bool negative = at < end && *at == '-';
	const char *digit = at + negative, *first = digit;

	for (; digit < end && is_digit(*digit); digit++) {
		if (digit - first > 15)
			return NULL;
		whole = whole * 10 + (uint64_t)(*digit - '0');
	}
	if (digit == first)
		return negative ? digit : NULL;
	if (digit + 1 < end && *digit == '.' && is_digit(digit[1]))
		for (digit++; digit < end && is_digit(*digit); digit++)
			if (unit < 1000000000) {
				part = part * 10 + (uint64_t)(*digit - '0');
				unit *= 10;
			}
	/* A year is longer than any request. */
	if (!negative && whole / per_s < 31536000) {
		row->duration_us =
			(int64_t)(per_s > 1000000 ? whole / (per_s / 1000000)
						  : whole * (1000000 / per_s) +
							    part * (1000000 / per_s) / unit);
		row->has |= SEICHE_DURATION;
	}
	return digit;
}

static inline const char *take_number(const struct field_step *step, struct run *run)
{
	struct seiche_event *row = step->bits ? run->line.row : &run->unused;
	const char *behind;

	switch (step->kind) {
	case FIELD_STATUS:
		behind = take_status(run->at, run->end, row);
		break;
	case FIELD_BYTES:
		behind = take_bytes(run->at, run->end, row);
		break;
	default:
		behind = take_duration(run->at, run->end, step->per_s, row);
		break;
	}
	/* nginx's escape=json writes nothing for what it does not know. */
	if (!behind && run->program->coding == SEICHE_JSON && step->stop.size &&
	    stands(&step->stop, run->at, run->end))
		return run->at;
	return behind;
}

static inline const char *take_stamp(const struct field_step *step, struct run *run)
{
	struct span text = span_of(run->at, (size_t)(run->end - run->at));
	enum clock_form form = (enum clock_form)step->form;
	size_t used;

	if (step->discards) {
		int64_t time_us;

		used = clock_read(form, text, run->context, &time_us, NULL);
		return used ? run->at + used : NULL;
	}
	used = clock_memo_hit(run->memo, form, run->at, run->end, &run->line.row->time_us,
			      &run->assumed);
	if (!used)
		used = clock_memo_read(run->memo, form, text, run->context, &run->line.row->time_us,
				       &run->assumed);
	return used ? run->at + used : NULL;
}

static const char *take_pattern(const struct field_step *step, struct run *run)
{
	struct time_parts unused = { 0 };
	size_t used =
		time_pattern_take(step->pattern, span_of(run->at, (size_t)(run->end - run->at)),
				  step->discards ? &unused : &run->parts);

	return used ? run->at + used : NULL;
}

/* An offset where one stands, with what follows it behind; else nothing is taken. */
static const char *take_offset(const struct field_step *step, struct run *run)
{
	int32_t offset_s;
	size_t used = zone_read_offset(span_of(run->at, (size_t)(run->end - run->at)), &offset_s);
	const char *behind = run->at + used;

	if (used &&
	    (!step->stop.size || behind == run->end || stands(&step->stop, behind, run->end))) {
		if (!step->discards) {
			run->parts.clock.offset_s = offset_s;
			run->parts.clock.has_offset = true;
		}
		return behind;
	}
	return step->stop.size ? find_stop(step, run->at, run->end) : run->end;
}

/* --- The walk --- */

/* A host without its port: "example.org:443", "[::1]:80". */
static struct span without_port(struct span host)
{
	const char *colon = memrchr(host.at, ':', host.size);
	uint64_t port;

	if (!colon ||
	    !span_number(span_of(colon + 1, (size_t)(host.at + host.size - colon) - 1), &port))
		return host;
	/* An address of version 6 without brackets has colons of its own. */
	if (colon == host.at || (colon[-1] != ']' && memchr(host.at, ':', host.size) != colon))
		return host;
	return span_of(host.at, (size_t)(colon - host.at));
}

static void set_text(const struct field_step *step, struct run *run, const char *to)
{
	struct span text = span_of(run->at, (size_t)(to - run->at));

	if (step->kind == FIELD_REQUEST) {
		line_request(&run->line, text);
		return;
	}
	if (step->strip_port)
		text = without_port(text);
	if (step->first_item)
		for (size_t i = 0; i < text.size; i++)
			if (text.at[i] == ',' || text.at[i] == ' ')
				text.size = i;
	line_set(&run->line, step->bits, text);
}

/* Behind the field, where its stop must stand; NULL where there is no such field. */
static inline const char *take_field(const struct field_step *step, struct run *run)
{
	const char *to;

	switch ((enum field_kind)step->kind) {
	case FIELD_TEXT:
	case FIELD_LIST:
	case FIELD_REQUEST:
		to = !step->stop.size ? run->end
		     : step->last     ? find_last_stop(step, run->at, run->end)
				      : find_stop(step, run->at, run->end);
		if (to && (step->bits & run->wanted))
			set_text(step, run, to);
		return to;
	case FIELD_STATUS:
	case FIELD_BYTES:
	case FIELD_DURATION:
		return take_number(step, run);
	case FIELD_STAMP:
		return take_stamp(step, run);
	case FIELD_PATTERN:
		return take_pattern(step, run);
	case FIELD_OFFSET:
		return take_offset(step, run);
	case FIELD_SPACES:
		for (to = run->at; to < run->end && *to == ' ';)
			to++;
		return to;
	}
	return NULL;
}

/* Steps [from, to); NULL, or why the line is not of the format. */
static inline const char *take_steps(struct run *run, uint32_t from, uint32_t to)
{
	const struct field_program *program = run->program;

	for (uint32_t i = from; i < to; i++) {
		const struct field_step *step = &program->step[i];
		const char *behind = take_field(step, run);

		if (!behind)
			return step->kind == FIELD_TEXT || step->kind == FIELD_LIST ||
					       step->kind == FIELD_REQUEST
				       ? step->no_stop
				       : step->no_value;
		if (step->stop.size) {
			if (!stands(&step->stop, behind, run->end)) {
				/* Cut off behind the last field that every line must have. */
				if (behind != run->end || i + 1 != program->needed)
					return step->no_stop;
				run->at = run->end;
				return NULL;
			}
			behind += step->stop.size - step->stop.keep;
		}
		run->at = behind;
	}
	return NULL;
}

/* What every line must have, and its time. */
static inline const char *take_needed(struct run *run)
{
	const struct field_program *program = run->program;
	const char *why;

	if (program->lead.size) {
		if (!stands(&program->lead, run->at, run->end))
			return program->no_lead;
		run->at += program->lead.size;
	}
	why = take_steps(run, 0, program->needed);
	if (why || !program->resolves)
		return why;
	return time_parts_resolve(&run->parts, run->context, &run->line.row->time_us, &run->assumed)
		       ? NULL
		       : "the parts of the time stamp make no time";
}

static inline void begin(struct run *run, const struct seiche_walk *line, struct seiche_event *row)
{
	run->at = line->bytes + line->at;
	run->end = line->bytes + line->end;
	run->line.row = row;
	if (run->program->resolves)
		run->parts = (struct time_parts){ 0 };
}

/* Whether a line is wholly of the format, up to its end; else why not. */
static const char *check_line(struct run *run, const struct seiche_walk *line)
{
	struct seiche_event row = { 0 };
	const char *why;

	begin(run, line, &row);
	why = take_needed(run);
	if (!why)
		why = take_steps(run, run->program->needed, run->program->steps);
	if (!why && run->at != run->end)
		why = run->program->step[run->program->steps - 1].no_stop;
	return why;
}

/*
 * Lines may be cut off behind their numbers and are events all the same, so a format
 * that begins alike would fit too: the head tells them apart.
 */
static int field_open(void *state, const struct seiche_source *source,
		      const struct seiche_host *host, const char **why)
{
	struct field_state *own = state;
	struct clock_context context = clock_context_of(source);
	struct run run = {
		.program = own->program,
		.memo = &own->memo,
		.context = &context,
		.line.bytes = source->head,
	};
	uint32_t lines = 0, whole = 0;
	struct span rest = span_of(source->head, source->head_size);

	(void)host;
	while (rest.size) {
		struct span text = span_cut(&rest, '\n');
		struct seiche_walk line = { .bytes = source->head };
		const char *found;

		if (text.size && text.at[text.size - 1] == '\r')
			text.size--;
		if (!text.size)
			continue;
		line.at = (uint32_t)(text.at - source->head);
		line.end = line.at + (uint32_t)text.size;
		found = check_line(&run, &line);
		lines++;
		whole += !found;
		if (found && !*why)
			*why = found;
	}
	if (!*why)
		*why = "no line to tell the format by";
	return whole && whole >= lines / WHOLE_SHARE ? 0 : -1;
}

static void field_parse(void *state, const struct seiche_source *source,
			const struct seiche_chunk *chunk, struct seiche_batch *batch,
			const struct seiche_host *host)
{
	struct field_state *own = state;
	struct clock_context context = clock_context_of(source);
	const struct field_program *program = own->program;
	struct run run = {
		.program = program,
		.memo = &own->memo,
		.context = &context,
		.line.bytes = chunk->bytes,
		.wanted = batch->wanted,
	};
	struct seiche_walk line;

	(void)host;
	while (seiche_next_line(chunk, batch, &line)) {
		struct seiche_event *row;
		const char *why;

		if (line.at == line.end) {
			seiche_continue(batch);
			continue;
		}
		row = seiche_row(batch);
		begin(&run, &line, row);
		why = take_needed(&run);
		if (why) {
			seiche_reject(batch, why);
			continue;
		}
		row->kind = SEICHE_REQUEST;
		row->record = (struct seiche_span){ line.at, line.end - line.at };
		if (batch->wanted & TEXTS) {
			(void)take_steps(&run, program->needed, program->steps);
			if (program->coding != SEICHE_BACKSLASH ||
			    memchr(line.bytes + line.at, '\\', line.end - line.at))
				row->coding = (uint8_t)program->coding;
		}
		seiche_accept(batch);
	}
	batch->assumed |= run.assumed;
}

const struct seiche_parser *field_parser(const struct field_program *program, const char *name,
					 const char *summary, struct arena *arena)
{
	struct seiche_parser *parser = arena_take(arena, sizeof(*parser));

	*parser = (struct seiche_parser){
		.abi = SEICHE_PARSER_ABI,
		.size = sizeof(*parser),
		.name = name,
		.summary = summary,
		.example = "",
		.follows = "",
		.state_size = sizeof(struct field_state),
		.rank = 75, /* somebody wrote it down: above the built-in ones that guess */
		.open = field_open,
		.parse = field_parse,
		.setup = program,
	};
	return parser;
}
