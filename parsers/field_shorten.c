/* field_shorten.c - the short way of a program, for lines as servers write them. */
#include "parsers/field_program.h"

/* The short form of a step; false where it has none. */
static bool shorten(const struct field_step *step, struct field_short *out)
{
	*out = (struct field_short){
		.word = step->stop.word,
		.mask = step->stop.mask,
		.first = step->stop.size ? step->stop.bytes[0] : 0,
		.size = (uint8_t)step->stop.size,
		.advance = (uint8_t)(step->stop.size - step->stop.keep),
		.form = step->form,
		.bits = step->bits,
		.step = step,
	};
	if (step->stop.size > 8 || (!step->stop.size && !step->last))
		return false;
	switch ((enum field_kind)step->kind) {
	case FIELD_LIST:
		out->kind = SHORT_LIST;
		return step->stop.size && !step->last && !step->quoted && !step->before_number;
	case FIELD_TEXT:
	case FIELD_REQUEST:
		out->kind = step->before_number ? SHORT_REQUEST
			    : step->quoted      ? SHORT_QUOTED
						: SHORT_TEXT;
		return step->stop.size && !step->last;
	case FIELD_STATUS:
		out->kind = SHORT_STATUS;
		return step->bits != 0;
	case FIELD_BYTES:
		out->kind = SHORT_BYTES;
		return step->bits != 0;
	case FIELD_DURATION:
		out->kind = SHORT_DURATION;
		return step->bits != 0;
	case FIELD_STAMP:
		out->kind = step->form == CLOCK_CLF ? SHORT_CLF : SHORT_STAMP;
		return !step->discards;
	case FIELD_PATTERN:
	case FIELD_OFFSET:
	case FIELD_SPACES:
		break;
	}
	return false;
}

void field_shorten(struct field_program *program, struct arena *arena)
{
	struct field_short *steps = arena_array(arena, program->needed + 2, sizeof(*steps));
	uint32_t count = 0;

	if (program->lead.size > 8)
		return;
	if (program->lead.size)
		steps[count++] = (struct field_short){ .word = program->lead.word,
						       .mask = program->lead.mask,
						       .kind = SHORT_LEAD,
						       .advance = (uint8_t)program->lead.size };
	for (uint32_t i = 0; i < program->needed; i++) {
		struct field_short *step = &steps[count];

		if (!shorten(&program->step[i], step) ||
		    (!count && (step->kind == SHORT_QUOTED || step->kind == SHORT_REQUEST)))
			return;
		if (count && step->kind == SHORT_TEXT && step[-1].kind == SHORT_TEXT &&
		    step->first == step[-1].first && step[-1].advance == step[-1].size) {
			step[-1] = *step;
			step[-1].kind = SHORT_TWO_TEXTS;
			step[-1].step--; /* the first of the two */
			step[-1].bits |= step[-1].step->bits;
		} else if (count && step->kind == SHORT_BYTES && step[-1].kind == SHORT_STATUS &&
			   step[-1].size == 1 && step[-1].advance == 1 &&
			   !(step[-1].first >= '0' && step[-1].first <= '9')) {
			char between = step[-1].first;

			step[-1] = *step;
			step[-1].kind = SHORT_STATUS_BYTES;
			step[-1].first = between;
		} else {
			count++;
		}
	}
	steps[count].kind = SHORT_END;
	program->short_step = steps;
}
