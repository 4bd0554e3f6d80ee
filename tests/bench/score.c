/* score.c - see score.h. */
#include "tests/bench/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define IOU_MIN 0.3
#define FINDS_MAX 4096

struct find {
	bool spike;
	const char *host;
	int64_t from_us, to_us;
	enum outage_kind kind; /* of an outage */
	bool taken;
};

static double iou(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to)
{
	int64_t both = MIN(a_to, b_to) - MAX(a_from, b_from);
	int64_t either = MAX(a_to, b_to) - MIN(a_from, b_from);

	return both <= 0 ? 0 : (double)both / (double)either;
}

static bool is_right(enum planted_kind kind, enum outage_kind found)
{
	return (kind == PLANTED_DROP && found == OUTAGE_DROP) ||
	       (kind == PLANTED_SILENCE && found == OUTAGE_SILENCE) ||
	       (kind == PLANTED_ERRORS && found == OUTAGE_ERRORS) ||
	       (kind == PLANTED_LATENCY && found == OUTAGE_LATENCY);
}

static bool fits(const struct planted *event, const struct find *find)
{
	if (event->kind == PLANTED_HOST)
		return find->host && find->host[3] == '1' + event->host;
	return !find->host && find->spike == (event->kind == PLANTED_SPIKE);
}

static uint32_t finds_of(const struct detection *detection, struct find *find)
{
	uint32_t finds = 0;

	for (uint32_t i = 0; i < detection->spikes && finds < FINDS_MAX; i++)
		find[finds++] = (struct find){ .spike = true,
					       .from_us = detection->spike[i].from_us,
					       .to_us = detection->spike[i].to_us };
	for (uint32_t i = 0; i < detection->outages && finds < FINDS_MAX; i++) {
		const struct outage *outage = &detection->outage[i];

		/* One host as the sole reason of a drop of the whole counts as the host. */
		find[finds++] = (struct find){
			.host = outage->host    ? outage->host
				: outage->hosts ? outage->host_item[0].host
						: NULL,
			.from_us = outage->from_us,
			.to_us = outage->to_us,
			.kind = outage->kind,
		};
	}
	return finds;
}

static void match(struct score *score, const struct planted *event, const struct find *find,
		  struct arena *arena)
{
	double apart_s = fabs((double)(find->from_us - event->from_us)) / SECOND_US;

	score->onset_s = arena_grow(arena, score->onset_s, score->matched, &score->room,
				    sizeof(*score->onset_s));
	score->onset_s[score->matched++] = (float)apart_s;
	if (event->kind == PLANTED_SPIKE || event->kind == PLANTED_HOST)
		return;
	score->outages++;
	score->outages_right += is_right(event->kind, find->kind);
}

void score_add(struct score *score, const struct series *series, const struct detection *detection,
	       const enum planted_kind *only, struct arena *arena)
{
	struct find find[FINDS_MAX];
	uint32_t finds = finds_of(detection, find);
	bool done[SERIES_EVENTS_MAX] = { 0 };

	score->days += SERIES_DAYS;
	for (;;) {
		double best = IOU_MIN;
		uint32_t best_event = 0, best_find = 0;
		bool any = false;

		for (uint32_t e = 0; e < series->events; e++)
			for (uint32_t f = 0; f < finds && !done[e]; f++) {
				const struct planted *event = &series->event[e];
				double share = iou(event->from_us, event->to_us, find[f].from_us,
						   find[f].to_us);

				if (find[f].taken || !fits(event, &find[f]) || share < best)
					continue;
				best = share;
				best_event = e;
				best_find = f;
				any = true;
			}
		if (!any)
			break;
		done[best_event] = find[best_find].taken = true;
		if (!only || series->event[best_event].kind == *only) {
			score->found++;
			match(score, &series->event[best_event], &find[best_find], arena);
		}
	}
	for (uint32_t e = 0; e < series->events; e++)
		score->planted += !only || series->event[e].kind == *only;
	/* What was found in vain is nobody's in particular: counted where all is scored. */
	for (uint32_t f = 0; f < finds && !only; f++)
		score->found += !find[f].taken;
}

void score_join(struct score *into, const struct score *from, struct arena *arena)
{
	for (uint32_t i = 0; i < from->matched; i++) {
		into->onset_s = arena_grow(arena, into->onset_s, into->matched, &into->room,
					   sizeof(*into->onset_s));
		into->onset_s[into->matched++] = from->onset_s[i];
	}
	into->days += from->days;
	into->planted += from->planted;
	into->found += from->found;
	into->outages += from->outages;
	into->outages_right += from->outages_right;
}

struct interval score_byar(double count)
{
	const double z = 1.959964;
	double up = count + 1, low = 0;

	if (count > 0) {
		double root = 1 - 1 / (9 * count) - z / (3 * sqrt(count));

		low = count * root * root * root;
	}
	{
		double root = 1 - 1 / (9 * up) + z / (3 * sqrt(up));

		up = up * root * root * root;
	}
	return (struct interval){ fmax(low, 0), up };
}

double score_f1(const struct score *score)
{
	double all = (double)score->found + score->planted;

	return all > 0 ? 2.0 * score->matched / all : NAN;
}

static int by_value(const void *a, const void *b)
{
	float left = *(const float *)a, right = *(const float *)b;

	return (left > right) - (left < right);
}

double score_onset_s(const struct score *score)
{
	if (!score->matched)
		return NAN;
	qsort(score->onset_s, score->matched, sizeof(*score->onset_s), by_value);
	return score->onset_s[score->matched / 2];
}
