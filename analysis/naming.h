/*
 * naming.h - which service and host an event speaks for.
 *
 * What the user gave (SERVICE=, --host) beats what the line says, which beats what
 * the file's place says. A virtual host is a service in lower case without port.
 * Both passes must answer alike, so both ask here.
 */
#ifndef ANALYSIS_NAMING_H
#define ANALYSIS_NAMING_H

#include "core/sink.h"
#include "core/span.h"

#include <endian.h>
#include <string.h>

#define NAME_BYTES_MAX 255

struct name {
	char at[NAME_BYTES_MAX + 1]; /* terminated; longer names are cut */
	uint32_t size;               /* 0: none */
};

/* The last answer, so that a run of lines that say the same is answered by comparing bytes. */
struct naming {
	struct name service, host;
	bool set;
	const char *origin_service, *origin_host;
	struct name service_raw, host_raw; /* as they stood in the line */
};

/* Forget the last answer where the batch is of another origin. Call once a batch. */
void naming_begin(struct naming *naming, const struct event_origin *origin);

/* Fill `naming` for a row. */
void naming_find(struct naming *naming, const struct event_origin *origin,
		 const struct seiche_chunk *chunk, const struct seiche_event *event);

/* The first `size`, at most 8, of the bytes at `at`, of which 8 can be read; lowest first. */
static inline uint64_t naming_word(const char *at, uint32_t size)
{
	uint64_t word;

	memcpy(&word, at, 8);
	return size < 8 ? le64toh(word) & ~(UINT64_MAX << 8 * size) : le64toh(word);
}

/* Names are short: a call to memcmp takes longer than the comparison. */
static inline bool naming_bytes_same(const char *a, const char *b, uint32_t size)
{
	if (size <= 8)
		return naming_word(a, size) == naming_word(b, size);
	if (size <= 16)
		return naming_word(a, 8) == naming_word(b, 8) &&
		       naming_word(a + size - 8, 8) == naming_word(b + size - 8, 8);
	return memcmp(a, b, size) == 0;
}

static inline bool naming_stands(const struct name *raw, bool given, uint32_t has,
				 struct seiche_span span, const char *bytes)
{
	if (given || !has)
		return raw->size == 0;
	return raw->size == span.size && naming_bytes_same(raw->at, bytes + span.at, span.size);
}

/* Whether the last answer holds for this row too. */
static inline bool naming_same(const struct naming *naming, const struct event_origin *origin,
			       const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	return naming->set &&
	       naming_stands(&naming->service_raw, origin->service_given,
			     event->has & SEICHE_SERVICE, event->service, chunk->bytes) &&
	       naming_stands(&naming->host_raw, origin->host_given, event->has & SEICHE_HOST,
			     event->host, chunk->bytes);
}

/*
 * Several last answers, for lines of several hosts or services that take turns. All
 * zero is ready to use.
 */
#define NAMING_LANES 64

struct naming_lanes {
	struct naming lane[NAMING_LANES];
};

/* Forget answers for other origins. Call once a batch. */
void naming_lanes_begin(struct naming_lanes *lanes, const struct event_origin *origin);

/* Forget all answers. */
void naming_lanes_forget(struct naming_lanes *lanes);

/* Length, first and last eight bytes of a name, or its only ones. */
static inline uint64_t naming_mix(const char *at, uint32_t size)
{
	uint64_t first = naming_word(at, size);
	uint64_t last = size > 8 ? naming_word(at + size - 8, 8) : first;

	return (first ^ size) * UINT64_C(0x9e3779b97f4a7c15) ^ last * UINT64_C(0xbf58476d1ce4e5b9);
}

/*
 * The lane that answers for this row. `fresh`: it was asked anew, and what the
 * caller keeps for that lane is of other names. Whether the row before had the same names
 * is not asked first: where hosts take turns nobody can guess the answer.
 */
static inline uint32_t naming_lane(struct naming_lanes *lanes, const struct event_origin *origin,
				   const struct seiche_chunk *chunk,
				   const struct seiche_event *event, bool *fresh)
{
	uint64_t mixed = 0;
	uint32_t lane;

	if (event->has & SEICHE_HOST)
		mixed = naming_mix(chunk->bytes + event->host.at, event->host.size);
	if (event->has & SEICHE_SERVICE)
		mixed += 3 * naming_mix(chunk->bytes + event->service.at, event->service.size);
	lane = (uint32_t)((mixed ^ mixed >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 58);
	*fresh = !naming_same(&lanes->lane[lane], origin, chunk, event);
	if (*fresh)
		naming_find(&lanes->lane[lane], origin, chunk, event);
	return lane;
}

#endif
