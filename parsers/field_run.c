/*
 * field_run.c - running a compiled format string over lines: see field_program.h.
 *
 * The walk is one switch in one loop; what it calls is inlined or rare.
 */
#include "parsers/field_short.h"

/* Of the head's lines, one in so many must be wholly of the format. */
#define WHOLE_SHARE 4

#define TEXTS \
	(SEICHE_CLIENT | SEICHE_USER | SEICHE_METHOD | SEICHE_TARGET | SEICHE_REFERRER | \
	 SEICHE_AGENT)

/* --- The walk --- */

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
static __attribute__((noinline)) const char *take_needed(struct run *run)
{
	const struct field_program *program = run->program;
	const char *why;

	if (program->lead.size) {
		if (!stands(&program->lead, run->at, run->end))
			return program->no_lead;
		run->at += program->lead.size;
	}
	if (program->resolves)
		run->parts = (struct time_parts){ 0 };
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
	const char *first = NULL;
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
		if (!first)
			first = found;
	}
	if (whole && whole >= lines / WHOLE_SHARE)
		return 0;
	*why = first ? first : "no line to tell the format by";
	return -1;
}

/* Texts behind what every line must have, as far as they go; and how all of them are written. */
static void take_tail(struct run *run)
{
	const struct field_program *program = run->program;
	struct seiche_event *row = run->line.row;
	const char *record = run->line.bytes + row->record.at;

	(void)take_steps(run, program->needed, program->steps);
	if (program->coding != SEICHE_BACKSLASH || memchr(record, '\\', row->record.size))
		row->coding = (uint8_t)program->coding;
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
	bool plain = program->short_step != NULL, texts = batch->wanted & TEXTS;
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
		if (!plain || !take_plain(&run)) {
			if (plain) {
				row = seiche_row(batch);
				begin(&run, &line, row);
			}
			why = take_needed(&run);
			if (why) {
				seiche_reject(batch, why);
				continue;
			}
		}
		row->kind = SEICHE_REQUEST;
		row->record = (struct seiche_span){ line.at, line.end - line.at };
		if (texts)
			take_tail(&run);
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
