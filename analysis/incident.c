/* incident.c - which outages and spikes are one story. */
#include "analysis/incident.h"
#include "analysis/claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A forest over outages, then spikes: node -> parent. */
static uint32_t root_of(uint32_t *parent, uint32_t node)
{
	while (parent[node] != node)
		node = parent[node] = parent[parent[node]];
	return node;
}

/* The lesser root stays, so the result does not depend on the order of joins. */
static void unite(uint32_t *parent, uint32_t a, uint32_t b)
{
	a = root_of(parent, a);
	b = root_of(parent, b);
	parent[MAX(a, b)] = MIN(a, b);
}

static void unite_outages(uint32_t *parent, const struct outage *outage, uint32_t outages)
{
	for (uint32_t a = 0; a < outages; a++)
		for (uint32_t b = a + 1; b < outages && outage[b].from_us < outage[a].to_us; b++)
			if (!strcmp(outage[a].service, outage[b].service))
				unite(parent, a, b);
}

/* Whether windows that the logs show of two services are likely one trouble. */
static bool are_together(const struct outage *a, const struct outage *b)
{
	int64_t shorter_us = MIN(a->to_us - a->from_us, b->to_us - b->from_us);
	int64_t both_us = MIN(a->to_us, b->to_us) - MAX(a->from_us, b->from_us);

	return a->kind != OUTAGE_DECLARED && b->kind != OUTAGE_DECLARED &&
	       b->from_us - a->from_us <= INCIDENT_TOGETHER_US && 2 * both_us >= shorter_us;
}

static void unite_services(uint32_t *parent, const struct outage *outage, uint32_t outages)
{
	for (uint32_t a = 0; a < outages; a++)
		for (uint32_t b = a + 1; b < outages && outage[b].from_us < outage[a].to_us; b++)
			if (are_together(&outage[a], &outage[b]))
				unite(parent, a, b);
}

static void unite_errors(uint32_t *parent, const struct outage *outage, uint32_t outages,
			 const struct spike *spike, uint32_t spikes)
{
	for (uint32_t o = 0; o < outages; o++)
		for (uint32_t s = 0; s < spikes && outage[o].kind == OUTAGE_ERRORS &&
				     spike[s].from_us < outage[o].to_us;
		     s++)
			if (spike[s].to_us > outage[o].from_us &&
			    !strcmp(spike[s].service, outage[o].service))
				unite(parent, o, outages + s);
}

static const char *title_of(const struct outage *outage, struct arena *arena)
{
	static const char *const what[] = {
		[OUTAGE_SILENCE] = "Silence of", [OUTAGE_DROP] = "Traffic lost at",
		[OUTAGE_ERRORS] = "Errors at",   [OUTAGE_LATENCY] = "Slow answers at",
		[OUTAGE_DECLARED] = "Outage of",
	};

	if (outage->title)
		return outage->title;
	return arena_print(arena, "%s %s", what[outage->kind], outage->service);
}

static double seconds_between(int64_t from_us, int64_t to_us)
{
	return to_us == TIME_UNKNOWN ? NAN : (double)(to_us - from_us) / SECOND_US;
}

static int64_t earlier(int64_t a, int64_t b)
{
	if (a == TIME_UNKNOWN || b == TIME_UNKNOWN)
		return a == TIME_UNKNOWN ? b : a;
	return MIN(a, b);
}

/* When a window was over; TIME_UNKNOWN: it is not, as far as is known. */
static int64_t over_us(const struct outage *outage)
{
	if (outage->resolved_us != TIME_UNKNOWN)
		return outage->resolved_us;
	return outage->ongoing ? TIME_UNKNOWN : outage->to_us;
}

/* The times of the outage that the incident is named after, over all who tell of it. */
static void times_fill(struct incident *incident, const struct outage *named)
{
	int64_t from_us = named->from_us, to_us = named->to_us;
	int64_t detected_us = TIME_UNKNOWN, acknowledged_us = TIME_UNKNOWN;
	int64_t resolved_us = over_us(named);

	/* Both ways: an earlier claim may overlap a later one that the named one doesn't. */
	for (uint32_t i = 0; i < 2 * incident->outages; i++) {
		const struct outage *outage = incident->outage[i % incident->outages];

		if (strcmp(outage->service, named->service) != 0 || outage->from_us >= to_us ||
		    outage->to_us <= from_us)
			continue;
		from_us = MIN(from_us, outage->from_us);
		to_us = MAX(to_us, outage->to_us);
		acknowledged_us = earlier(acknowledged_us, outage->acknowledged_us);
		detected_us = earlier(detected_us, outage->detected_us);
		/* The logs say that it is over only where nobody declares it. */
		if (outage->kind != OUTAGE_DECLARED && named->kind == OUTAGE_DECLARED)
			continue;
		if (over_us(outage) == TIME_UNKNOWN || resolved_us == TIME_UNKNOWN)
			resolved_us = TIME_UNKNOWN;
		else
			resolved_us = MAX(resolved_us, over_us(outage));
	}
	incident->time_to_detect_s =
		seconds_between(from_us, earlier(detected_us, acknowledged_us));
	incident->time_to_acknowledge_s = seconds_between(from_us, acknowledged_us);
	incident->time_to_resolve_s = seconds_between(from_us, resolved_us);
}

/* Its outages and spikes are in; what follows from them. */
static void incident_fill(struct incident *incident, struct arena *arena)
{
	const struct outage *named = incident->outage[0];

	incident->from_us = INT64_MAX;
	incident->to_us = INT64_MIN;
	for (uint32_t i = 0; i < incident->outages; i++) {
		const struct outage *outage = incident->outage[i];

		if (outage->kind == OUTAGE_DECLARED && named->kind != OUTAGE_DECLARED)
			named = outage;
		incident->from_us = MIN(incident->from_us, outage->from_us);
		incident->to_us = MAX(incident->to_us, outage->to_us);
	}
	for (uint32_t i = 0; i < incident->spikes; i++) {
		incident->from_us = MIN(incident->from_us, incident->spike[i]->from_us);
		incident->to_us = MAX(incident->to_us, incident->spike[i]->to_us);
	}
	incident->title = title_of(named, arena);
	times_fill(incident, named);
	claims_of(incident, arena);
}

/* Give each group its members; `slot` says which incident a root has become. */
static void members_add(struct incident *incident, const uint32_t *slot, uint32_t *parent,
			const struct spike *spike, uint32_t spikes, const struct outage *outage,
			uint32_t outages, struct arena *arena)
{
	size_t *room = arena_array(arena, 2 * (size_t)outages, sizeof(*room));

	for (uint32_t i = 0; i < outages; i++) {
		uint32_t at = slot[root_of(parent, i)];
		struct incident *of = &incident[at];
		const struct outage **grown =
			arena_grow(arena, (void *)(uintptr_t)of->outage, of->outages, &room[2 * at],
				   sizeof(*grown));

		grown[of->outages++] = &outage[i];
		of->outage = grown;
	}
	for (uint32_t i = 0; i < spikes; i++) {
		uint32_t root = root_of(parent, outages + i);
		struct incident *of;
		const struct spike **grown;

		if (root >= outages)
			continue; /* a lone spike: no outage is in its group */
		of = &incident[slot[root]];
		grown = arena_grow(arena, (void *)(uintptr_t)of->spike, of->spikes,
				   &room[2 * slot[root] + 1], sizeof(*grown));
		grown[of->spikes++] = &spike[i];
		of->spike = grown;
	}
}

static int incidents_compare(const void *left, const void *right)
{
	const struct incident *a = left;
	const struct incident *b = right;

	if (a->from_us != b->from_us)
		return a->from_us < b->from_us ? -1 : 1;
	return a->outage[0]->id < b->outage[0]->id ? -1 : 1;
}

struct incident *incidents_of(const struct spike *spike, uint32_t spikes,
			      const struct outage *outage, uint32_t outages,
			      const struct link *link, uint32_t links, struct arena *arena,
			      uint32_t *incidents)
{
	uint32_t *parent = arena_array(arena, (size_t)outages + spikes, sizeof(*parent));
	uint32_t *slot = arena_array(arena, outages, sizeof(*slot));
	struct incident *incident = arena_array(arena, outages, sizeof(*incident));
	uint32_t count = 0;

	for (uint32_t i = 0; i < outages + spikes; i++)
		parent[i] = i;
	for (uint32_t i = 0; i < links; i++)
		if (link[i].verdict == LINK_LINKED)
			unite(parent, (uint32_t)(link[i].outage - outage),
			      outages + (uint32_t)(link[i].spike - spike));
	unite_outages(parent, outage, outages);
	unite_services(parent, outage, outages);
	unite_errors(parent, outage, outages, spike, spikes);
	for (uint32_t i = 0; i < outages; i++)
		if (root_of(parent, i) == i)
			slot[i] = count++;
	members_add(incident, slot, parent, spike, spikes, outage, outages, arena);
	for (uint32_t i = 0; i < count; i++)
		incident_fill(&incident[i], arena);
	if (count)
		qsort(incident, count, sizeof(*incident), incidents_compare);
	for (uint32_t i = 0; i < count; i++)
		incident[i].id = i + 1;
	*incidents = count;
	return incident;
}
