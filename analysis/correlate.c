/* correlate.c - which spikes go with which outages. */
#include "analysis/correlate.h"
#include "analysis/coincidence.h"

#include <math.h>
#include <stdlib.h>

#define Q_LINKED 0.05
#define CONTENT_LINKED 0.30

int64_t link_slack_us(int64_t grain_us)
{
	return grain_us > MINUTE_US ? grain_us : 0;
}

bool link_times_fit(const struct spike *spike, const struct outage *outage)
{
	return spike->from_us >=
		       outage->from_us - LINK_BEFORE_US - link_slack_us(spike->grain_us) &&
	       spike->from_us < outage->to_us + LINK_AFTER_US;
}

static int64_t distance_us(const struct spike *spike, const struct outage *outage)
{
	if (link_times_fit(spike, outage))
		return 0;
	if (spike->from_us >= outage->to_us)
		return spike->from_us - outage->to_us;
	return MAX(outage->from_us - spike->from_us, 0);
}

static double overlap_of(const struct spike *spike, const struct outage *outage)
{
	int64_t from_us = MAX(spike->from_us, outage->from_us);
	int64_t to_us = MIN(spike->to_us, outage->to_us);
	int64_t length_us = spike->to_us - spike->from_us;

	return to_us > from_us && length_us > 0 ? (double)(to_us - from_us) / (double)length_us : 0;
}

/* Crawlers and attacks come when they please: coincidence alone doesn't link them. */
static enum link_verdict verdict_of(const struct link *link)
{
	bool crowd = link->spike->class != CLASS_CRAWLER && link->spike->class != CLASS_ATTACK;

	if (!link_times_fit(link->spike, link->outage))
		return LINK_UNRELATED;
	if ((crowd && link->q_value <= Q_LINKED) || link->content_share >= CONTENT_LINKED)
		return LINK_LINKED;
	return LINK_POSSIBLE;
}

static struct link link_of(const struct correlate_input *input,
			   const struct coincidences *coincidences, uint32_t spike, uint32_t outage,
			   struct arena *arena)
{
	struct link link = { .spike = &input->spike[spike], .outage = &input->outage[outage] };
	const char *spiking = link.spike->service, *failing = link.outage->service;
	struct coincidence chance = coincidence_between(coincidences, spiking, failing);
	bool same = !strcmp(spiking, failing);
	bool fits = link_times_fit(link.spike, link.outage);

	link.relation = same ? LINK_SAME_SERVICE : LINK_OTHER_SERVICE;
	link.lag_us = link.spike->from_us - link.outage->from_us;
	link.overlap = overlap_of(link.spike, link.outage);
	link.p_value = fits || isnan(chance.p) ? chance.p : 1;
	link.q_value = fits || isnan(chance.q) ? chance.q : 1;
	if (!same && fits)
		link.content_share = content_shared(&input->content[spike], spiking, failing,
						    link.outage->title, arena, &link.content_words);
	link.verdict = verdict_of(&link);
	return link;
}

struct near {
	int64_t distance_us;
	uint32_t spike, outage;
};

static int near_compare(const void *left, const void *right)
{
	const struct near *a = left;
	const struct near *b = right;

	if (a->distance_us != b->distance_us)
		return a->distance_us < b->distance_us ? -1 : 1;
	if (a->spike != b->spike)
		return a->spike < b->spike ? -1 : 1;
	return a->outage < b->outage ? -1 : a->outage > b->outage;
}

static int links_compare(const void *left, const void *right)
{
	const struct link *a = left;
	const struct link *b = right;

	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->spike->id != b->spike->id)
		return a->spike->id < b->spike->id ? -1 : 1;
	return a->outage->id < b->outage->id ? -1 : a->outage->id > b->outage->id;
}

/* Pairs of spike and outage that are near each other. */
struct nearest {
	struct near *item; /* [2 x LINKS_MAX] */
	uint32_t count;
};

static void nearest_cut(struct nearest *nearest)
{
	if (nearest->count)
		qsort(nearest->item, nearest->count, sizeof(*nearest->item), near_compare);
	nearest->count = MIN(nearest->count, (uint32_t)LINKS_MAX);
}

/* All pairs may be very many, so those past the nearest are dropped as they come. */
static struct nearest nearest_of(const struct correlate_input *input, struct arena *scratch)
{
	struct nearest nearest = {
		.item = arena_array(scratch, (size_t)2 * LINKS_MAX, sizeof(*nearest.item)),
	};

	for (uint32_t s = 0; s < input->spikes; s++)
		for (uint32_t o = 0; o < input->outages; o++) {
			int64_t away_us = distance_us(&input->spike[s], &input->outage[o]);

			if (away_us > LINK_NEAR_US)
				continue;
			if (nearest.count == 2 * LINKS_MAX)
				nearest_cut(&nearest);
			nearest.item[nearest.count++] = (struct near){ away_us, s, o };
		}
	nearest_cut(&nearest);
	return nearest;
}

struct link *correlate(const struct correlate_input *input, struct arena *arena, uint32_t *links)
{
	struct arena scratch = { 0 };
	const struct coincidences *coincidences;
	struct nearest nearest;
	struct link *link;

	*links = 0;
	if (!input->spikes || !input->outages)
		return NULL;
	coincidences = coincidences_of(input, &scratch);
	nearest = nearest_of(input, &scratch);
	link = arena_array(arena, nearest.count, sizeof(*link));
	for (uint32_t i = 0; i < nearest.count; i++)
		link[i] = link_of(input, coincidences, nearest.item[i].spike,
				  nearest.item[i].outage, arena);
	if (nearest.count)
		qsort(link, nearest.count, sizeof(*link), links_compare);
	*links = nearest.count;
	arena_release(&scratch);
	return link;
}
