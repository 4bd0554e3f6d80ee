/* field_parts.c - see field_parts.h. */
#include "parsers/field_parts.h"

static struct format_part *append(struct format_parts *parts)
{
	parts->item = arena_grow(parts->arena, parts->item, parts->count, &parts->room,
				 sizeof(*parts->item));
	parts->item[parts->count] = (struct format_part){ 0 };
	return &parts->item[parts->count++];
}

void parts_literal(struct format_parts *parts, struct span bytes)
{
	struct format_part *last = parts->count ? &parts->item[parts->count - 1] : NULL;
	char *joined;

	if (!bytes.size)
		return;
	if (!last || !last->literal.size) {
		last = append(parts);
	}
	joined = arena_take(parts->arena, last->literal.size + bytes.size);
	if (last->literal.size)
		memcpy(joined, last->literal.at, last->literal.size);
	memcpy(joined + last->literal.size, bytes.at, bytes.size);
	last->literal = span_of(joined, last->literal.size + bytes.size);
}

bool parts_field(struct format_parts *parts, struct span name, struct field_meaning means,
		 struct error *error)
{
	struct format_part *part;

	if (parts->count >= FORMAT_PARTS_MAX)
		return fail(error, FAULT_LIMIT, "a format of more than %d columns",
			    FORMAT_PARTS_MAX / 2);
	part = append(parts);
	part->name = name;
	part->means = means;
	return true;
}
