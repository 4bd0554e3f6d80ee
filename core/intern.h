/*
 * intern.h - strings -> dense ids, with a cap.
 *
 * Ids count up from 0 in order of first sight. Past the cap every new string
 * gets INTERN_OTHER and `overflowed` is set; nothing is stored for it, so memory
 * is bounded by the cap. The hash is keyed: chains can't be built from outside.
 */
#ifndef CORE_INTERN_H
#define CORE_INTERN_H

#include "core/arena.h"
#include "core/span.h"

#define INTERN_OTHER UINT32_MAX

struct intern_slot;

struct intern {
	struct arena *arena; /* where slots and copies of the strings live */
	struct intern_slot *slot;
	struct span *string; /* [id], terminated copies */
	uint32_t count, room, slots, cap;
	bool overflowed;
};

void intern_init(struct intern *intern, struct arena *arena, uint32_t cap);

/* The id of `string`, added where it is new. */
uint32_t intern_id(struct intern *intern, struct span string);

/* The id of `string`, or INTERN_OTHER where it was never added. */
uint32_t intern_look(const struct intern *intern, struct span string);

/* The terminated string of an id; "(other)" for INTERN_OTHER. */
const char *intern_text(const struct intern *intern, uint32_t id);

#endif
