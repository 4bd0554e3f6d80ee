/* review.c - see review.h. */
#include "analysis/review.h"

#include "analysis/aftermath.h"
#include "analysis/capacity.h"
#include "analysis/figures.h"
#include "core/crew.h"

/* A service; what is made of it lives in an arena of its own. */
struct reviewing {
	const struct detection *detection;
	const struct survey *survey;
	const struct incident *incident;
	uint32_t incidents;
	int64_t bucket_us;
	struct service *service;
	struct arena arena;
};

static void review_service(void *context, uint32_t item)
{
	struct reviewing *work = (struct reviewing *)context + item;
	const struct detection *detection = work->detection;
	struct arena laid_out = { 0 };
	const struct watched watched =
		watched_recall(&detection->watched[item], work->survey, &laid_out);

	*work->service =
		figures_of(detection, work->survey, &watched, work->bucket_us, &work->arena);
	for (uint32_t i = 0; i < detection->spikes; i++)
		if (detection->spike_origin[i].watched == &detection->watched[item])
			detection->spike[i].capacity =
				capacity_of(detection, &watched, &detection->spike[i]);
	for (uint32_t i = 0; i < work->incidents; i++)
		aftermath_fill(&work->incident[i], &watched);
	arena_release(&laid_out);
}

struct service *review(const struct detection *detection, const struct survey *survey,
		       const struct incident *incident, uint32_t incidents, int64_t bucket_us,
		       uint32_t jobs, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct service *service = arena_array(arena, detection->watcheds, sizeof(*service));
	struct reviewing *work = arena_array(&scratch, detection->watcheds, sizeof(*work));

	for (uint32_t i = 0; i < detection->watcheds; i++)
		work[i] = (struct reviewing){ .detection = detection,
					      .survey = survey,
					      .incident = incident,
					      .incidents = incidents,
					      .bucket_us = bucket_us,
					      .service = &service[i] };
	crew_each(jobs, detection->watcheds, review_service, work);
	for (uint32_t i = 0; i < detection->watcheds; i++)
		arena_adopt(arena, &work[i].arena);
	arena_release(&scratch);
	return service;
}
