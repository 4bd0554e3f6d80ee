/*
 * json_shape.h - what stands between the values of a flat object, as a line before had it.
 *
 * A program writes most of its lines with the same members in the same order: then all
 * that is not a value (a quote, a comma, the next name, a colon, a quote) is compared
 * at once. A line that has something else there is read member by member, with the
 * same result, and after some of those the shape is learnt anew. All zero is ready to use.
 */
#ifndef PARSERS_JSON_SHAPE_H
#define PARSERS_JSON_SHAPE_H

#include "core/mask.h"
#include "core/span.h"

#define SHAPE_STEPS 32
#define SHAPE_WAIT 8 /* lines of another shape, before it is learnt anew */

/* A value, and what stands in front of it. */
struct json_step {
	char front[MASK_BYTES];
	uint32_t beyond; /* bits of the bytes of `front` that don't count */
	uint32_t fields; /* as in keyed.h */
	uint8_t size;    /* of `front`; the quote of a text belongs to it */
	uint8_t key;
	bool is_text; /* in quotes */
	bool is_end;  /* there is no value: the line ends behind `front` */
};

struct json_shape {
	struct json_step step[SHAPE_STEPS];
	uint32_t steps; /* 0: none is known */
	uint32_t wait;  /* lines of another shape until it is learnt */
	uint32_t noted; /* steps of the line at hand, while it is learnt; past SHAPE_STEPS: too many
			 */
};

/* Whether the front of a step stands at `at`. Reads MASK_BYTES from there. */
static inline bool json_step_is(const struct json_step *step, const char *at)
{
	return (mask_same(at, step->front) | step->beyond) == UINT32_MAX;
}

/* Whether a line of another shape is to be learnt. */
static inline bool json_shape_learns(struct json_shape *shape)
{
	if (shape->wait) {
		shape->wait--;
		return false;
	}
	shape->steps = shape->noted = 0;
	return true;
}

/* Note the next step of the line that is learnt. */
static inline void json_shape_note(struct json_shape *shape, struct span front,
				   struct json_step step)
{
	if (shape->noted >= SHAPE_STEPS || front.size > sizeof(step.front)) {
		shape->noted = SHAPE_STEPS + 1;
		return;
	}
	memcpy(step.front, front.at, front.size);
	step.size = (uint8_t)front.size;
	step.beyond = front.size == MASK_BYTES ? 0 : UINT32_MAX << front.size;
	shape->step[shape->noted++] = step;
}

/* The line that was learnt is whole. */
static inline void json_shape_learnt(struct json_shape *shape)
{
	shape->steps = shape->noted <= SHAPE_STEPS ? shape->noted : 0;
	shape->wait = SHAPE_WAIT;
}

#endif
