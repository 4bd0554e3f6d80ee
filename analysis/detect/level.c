/* level.c - spikes and drops: windows in which there are more or fewer events than expected. */
#include "analysis/detect/detect.h"

#include <math.h>

#define DROP_MIN_US (5 * MINUTE_US)

void detect_level(struct subject *subject, int sign, struct catch *into)
{
	const struct episode_options *options = subject->options;
	const struct scan_options scan = {
		.sign = sign,
		.score_min = options->score_min,
		.p_max = options->p_max,
		.ratio = sign > 0 ? options->spike_ratio_min : options->drop_ratio_max,
		.excess_min = options->excess_min,
		.join_bins = 2,
	};
	struct scan_input input = { .count = subject->count,
				    .mean = subject->mean,
				    .bins = subject->bins };
	struct scan_window *window;
	uint32_t windows;

	input.phi = sign > 0 ? subject->dispersion.upper : subject->dispersion.phi;
	windows = scan_find(&input, &scan, subject->arena, subject->scratch, &window);
	for (uint32_t i = 0; i < windows; i++) {
		struct episode episode = { .kind = sign > 0 ? EPISODE_SPIKE : EPISODE_DROP,
					   .latency_ms = NAN,
					   .usual_latency_ms = NAN };

		subject_refine(subject, subject->activity->events, subject->cell_mean, &window[i],
			       &episode.from_us, &episode.to_us);
		subject_measure(subject, &episode);
		episode.score = window[i].z * window[i].z / (2 * M_LN10);
		episode.p_value = fmin(exp(window[i].p_log), 1);
		if (sign < 0 &&
		    (episode.events > options->drop_outage_ratio_max * episode.expected ||
		     episode.to_us - episode.from_us < DROP_MIN_US))
			continue;
		/* Ends that were moved out may have made little of it. */
		if (sign > 0 && (episode.events - episode.expected < options->excess_min ||
				 episode.events < options->spike_ratio_min * episode.expected))
			continue;
		*catch_add(into, subject->arena) = episode;
	}
}
