/* review.c - see review.h. */
#include "analysis/review.h"

#include "analysis/aftermath.h"
#include "analysis/capacity.h"
#include "analysis/figures.h"
#include "core/crew.h"

/* The services, shared out. */
struct reviewing {
	struct crew_items items;
	const struct detection *detection;
	const struct survey *survey;
	const struct incident *incident;
	uint32_t incidents;
	int64_t bucket_us;
	struct service *service;
	struct arena *arena; /* by worker: of what is made */
};

static void review_service(const struct reviewing *work, uint32_t item, struct arena *arena)
{
	const struct detection *detection = work->detection;
	struct arena laid_out = { 0 };
	const struct watched watched = watched_recall(&detection->watched[item], &laid_out);

	work->service[item] = figures_of(detection, work->survey, &watched, work->bucket_us, arena);
	for (uint32_t i = 0; i < detection->spikes; i++)
		if (detection->spike_origin[i].watched == &detection->watched[item])
			detection->spike[i].capacity =
				capacity_of(detection, &watched, &detection->spike[i]);
	for (uint32_t i = 0; i < work->incidents; i++)
		aftermath_fill(&work->incident[i], &watched);
	arena_release(&laid_out);
}

static void review_some(void *context, uint32_t worker)
{
	struct reviewing *work = context;
	uint32_t item;

	while (crew_take(&work->items, &item))
		review_service(work, item, &work->arena[worker]);
}

struct service *review(const struct detection *detection, const struct survey *survey,
		       const struct incident *incident, uint32_t incidents, int64_t bucket_us,
		       uint32_t jobs, struct arena *arena)
{
	uint32_t workers = MIN(MAX(jobs, 1), detection->watcheds);
	struct arena scratch = { 0 };
	struct reviewing work = {
		.items = { .count = detection->watcheds },
		.detection = detection,
		.survey = survey,
		.incident = incident,
		.incidents = incidents,
		.bucket_us = bucket_us,
		.service = arena_array(arena, detection->watcheds, sizeof(*work.service)),
		.arena = arena_array(&scratch, workers, sizeof(*work.arena)),
	};

	crew_run(workers, review_some, &work);
	for (uint32_t i = 0; i < workers; i++)
		arena_adopt(arena, &work.arena[i]);
	arena_release(&scratch);
	return work.service;
}
