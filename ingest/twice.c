/* twice.c - see twice.h. */
#include "ingest/twice.h"

#include "core/hash.h"
#include "ingest/limits.h"
#include "ingest/stream.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sources that begin alike are compared with so many of those before them. */
#define COMPARED_MAX 16

/* Two machines do not write this much by chance. */
#define OTHER_HOST_BYTES ((uint64_t)64 << 10)

#define STEP_BYTES ((uint32_t)64 << 10)

struct source_head head_of_bytes(const char *bytes, uint32_t size)
{
	struct span head = span_of(bytes, MIN(size, TWICE_HEAD_BYTES)), rest = head;

	return (struct source_head){
		.bytes = (uint32_t)head.size,
		.hash = hash_bytes(head),
		.line = hash_bytes(span_cut(&rest, '\n')),
	};
}

/* One of two streams that are compared. */
struct side {
	struct stream stream;
	int fd;
	char *bytes; /* STEP_BYTES */
};

static bool side_open(struct side *side, const struct source *source, struct arena *scratch)
{
	side->fd = -1;
	if (!source->spool) {
		side->fd = file_system.open(source->path, O_RDONLY | O_CLOEXEC, 0);
		if (side->fd < 0)
			return false;
	}
	side->bytes = arena_take(scratch, STEP_BYTES);
	stream_open(&side->stream, &file_system, side->fd, 0, source->spool, NULL);
	return true;
}

static void side_close(struct side *side)
{
	stream_close(&side->stream);
	if (side->stream.spool)
		spool_rest(side->stream.spool);
	if (side->fd >= 0)
		file_system.close(side->fd);
}

/* What the system refuses to give may be anything. */
static bool is_unreadable(const struct stream *stream)
{
	return stream->broken == STREAM_UNREADABLE || stream->broken == STREAM_NO_SPOOL;
}

enum likeness { DIFFERENT, SAME, FIRST_IS_BEGINNING, SECOND_IS_BEGINNING };

static enum likeness compare_streams(struct side *first, struct side *second, uint64_t *bytes)
{
	for (*bytes = 0;;) {
		uint32_t a = stream_read(&first->stream, first->bytes, STEP_BYTES);
		uint32_t b = stream_read(&second->stream, second->bytes, STEP_BYTES);

		if (memcmp(first->bytes, second->bytes, MIN(a, b)) != 0 ||
		    is_unreadable(&first->stream) || is_unreadable(&second->stream))
			return DIFFERENT;
		*bytes += MIN(a, b);
		if (a == STEP_BYTES && b == STEP_BYTES)
			continue;
		if (!*bytes)
			return DIFFERENT;
		return a == b ? SAME : a < b ? FIRST_IS_BEGINNING : SECOND_IS_BEGINNING;
	}
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* How two sources are alike, of one stream of events or not. */
static enum likeness compare(const struct source *first, const struct source *second)
{
	bool same_host = same_text(first->host, second->host);
	struct arena scratch = { 0 };
	enum likeness likeness = DIFFERENT;
	struct side a, b;
	uint64_t bytes;

	if (!same_host && (first->host_given || second->host_given))
		return DIFFERENT;
	if (side_open(&a, first, &scratch)) {
		if (side_open(&b, second, &scratch)) {
			likeness = compare_streams(&a, &b, &bytes);
			if (!same_host && bytes < OTHER_HOST_BYTES)
				likeness = DIFFERENT;
			side_close(&b);
		}
		side_close(&a);
	}
	arena_release(&scratch);
	return likeness;
}

struct entry {
	uint32_t source;
	const char *service;
	const struct source_head *head;
};

static int by_beginning(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->service, right->service);

	if (!order)
		order = (left->head->line > right->head->line) -
			(left->head->line < right->head->line);
	return order ? order : (left->source > right->source) - (left->source < right->source);
}

/* Can they be alike? Where both heads are whole, they must be the same. */
static bool may_be_alike(const struct source_head *a, const struct source_head *b)
{
	return a->bytes < TWICE_HEAD_BYTES || b->bytes < TWICE_HEAD_BYTES || a->hash == b->hash;
}

static void leave_out(struct source *source, const char *how, const struct source *counted,
		      struct arena *arena)
{
	source->useless = true;
	source_problem(source, arena, "%s %s, which is counted; left out", how, counted->path);
}

/* Of two, leave one out where they are alike; whether it was the second. */
static bool settle(struct source *first, struct source *second, struct arena *arena)
{
	switch (compare(first, second)) {
	case SAME:
		if (source_is_packed(first) && !source_is_packed(second)) {
			leave_out(first, "holds the same as", second, arena);
			return false;
		}
		leave_out(second, "holds the same as", first, arena);
		return true;
	case FIRST_IS_BEGINNING:
		leave_out(first, "is the beginning of", second, arena);
		return false;
	case SECOND_IS_BEGINNING:
		leave_out(second, "is the beginning of", first, arena);
		return true;
	case DIFFERENT:
		break;
	}
	return false;
}

/* Those of one service whose first lines are the same. */
static void settle_group(struct source_list *sources, const struct entry *entry, uint32_t count,
			 struct arena *arena)
{
	for (uint32_t i = 1; i < count; i++) {
		struct source *second = &sources->item[entry[i].source];
		uint32_t compared = 0;

		for (uint32_t k = i; k-- > 0 && compared < COMPARED_MAX;) {
			struct source *first = &sources->item[entry[k].source];

			if (first->useless || !may_be_alike(entry[k].head, entry[i].head))
				continue;
			compared++;
			if (settle(first, second, arena))
				break;
		}
	}
}

void twice_leave_out(struct source_list *sources, const struct source_head *head,
		     struct arena *arena)
{
	struct arena scratch = { 0 };
	struct entry *entry = arena_array(&scratch, sources->count, sizeof(*entry));
	uint32_t count = 0;

	for (uint32_t i = 0; i < sources->count; i++)
		if (head[i].bytes && !sources->item[i].useless)
			entry[count++] = (struct entry){
				.source = i,
				.service = sources->item[i].service,
				.head = &head[i],
			};
	if (count)
		qsort(entry, count, sizeof(*entry), by_beginning);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count; to++)
			if (entry[to].head->line != entry[from].head->line ||
			    strcmp(entry[to].service, entry[from].service) != 0)
				break;
		settle_group(sources, entry + from, to - from, arena);
	}
	arena_release(&scratch);
}
