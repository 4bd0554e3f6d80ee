/* strand.c - see strand.h. */
#include "ingest/strand.h"

/*
 * Of a file that is not packed: some 30 chunks, so that a worker rarely needs another strand,
 * whose lock it might have to wait for. Of a long file they are longer, and so many at most.
 */
#define STRAND_BYTES ((uint64_t)8 << 20)
#define STRANDS_MAX 256

struct growing {
	struct strands strands;
	size_t room;
	struct arena *arena;
};

static struct strand *add(struct growing *growing, uint32_t source, struct intake *intake)
{
	struct strands *strands = &growing->strands;

	strands->item = arena_grow(growing->arena, strands->item, strands->count, &growing->room,
				   sizeof(*strands->item));
	strands->item[strands->count] = (struct strand){ .source = source, .intake = intake };
	return &strands->item[strands->count++];
}

struct strands strands_of_sources(const struct source_list *sources, bool late, struct arena *arena)
{
	struct growing growing = { .arena = arena };

	for (uint32_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->item[i];

		if (source->parser && !source->useless && (!late || source->intake->rest))
			add(&growing, i, source->intake);
	}
	return growing.strands;
}

/* Where the next strand can begin, of one that begins at `offset`, before the place `next`. */
static uint64_t next_beginning(const struct source *source, uint64_t offset, uint64_t next)
{
	/* A spool is for one at a time; what is decoded has no places to begin at. */
	if (source->spool || source->intake->is.encoding != ENCODING_BYTES)
		return UINT64_MAX;
	return source_is_packed(source)
		       ? next
		       : offset + MAX(STRAND_BYTES, index_end(&source->index) / STRANDS_MAX);
}

static void add_wanted(struct growing *growing, const struct source_list *sources, uint32_t number,
		       const struct times *times, bool rowless)
{
	struct source *source = &sources->item[number];
	struct intake *intake = source->intake;
	struct strand *strand = NULL;
	uint64_t next = 0, place = UINT64_MAX;
	bool wanted = false;

	for (uint32_t i = 0; i < source->index.entries; i++) {
		struct index_entry *entry = index_at(&source->index, i);
		bool before = wanted;

		/* Lines without a row go on with what stands before them. */
		wanted = times_touch(times, entry->from_us, entry->to_us) ||
			 (before && rowless && entry->from_us == TIME_UNKNOWN);
		entry->wanted = wanted;
		if (!wanted)
			continue;
		if (!before || entry->offset >= next)
			place = points_want(&intake->points, entry->offset + intake->is.mark);
		if (entry->offset >= next) {
			strand = add(growing, number,
				     strand ? intake_more(source, growing->arena) : intake);
			strand->next = i;
			next = next_beginning(source, entry->offset, place);
		}
		strand->end = i + 1;
	}
}

struct strands strands_of_times(const struct source_list *sources, const struct times *const *times,
				bool rowless, bool again, struct arena *arena)
{
	struct growing growing = { .arena = arena };

	for (uint32_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];

		/* What another pass found changed is not what was surveyed. */
		if (!times[i] || !source->parser || source->intake->changed)
			continue;
		if (times[i]->count)
			add_wanted(&growing, sources, i, times[i], rowless);
		points_settle(&source->intake->points, again);
	}
	return growing.strands;
}

void strands_end(struct strands *strands, const struct source_list *sources)
{
	for (uint32_t i = 0; i < strands->count; i++) {
		struct source *source = &sources->item[strands->item[i].source];
		struct intake *intake = strands->item[i].intake;

		intake_end(source, intake);
		if (intake != source->intake)
			intake_less(source, intake);
	}
}
