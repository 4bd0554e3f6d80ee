/* index.c - see index.h. */
#include "ingest/index.h"

uint64_t index_end(const struct source *source)
{
	const struct index_entry *last;

	if (!source->entries)
		return 0;
	last = &source->index[source->entries - 1];
	return last->offset + last->size;
}
