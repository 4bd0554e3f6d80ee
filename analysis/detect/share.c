/* share.c - see share.h. */
#include "analysis/detect/share.h"

#include <math.h>

static void add(struct subject *subject, const struct share *share,
		const struct scan_window *window, struct catch *into)
{
	double part = 0, whole = 0, usual = 0;
	int64_t from_us = subject_bin_us(subject, window->from),
		to_us = subject_bin_us(subject, window->to);
	struct episode *episode;

	for (uint32_t i = window->from; i < window->to; i++) {
		part += share->part[i];
		whole += share->whole[i];
		usual += share->usual[i];
	}
	if (part < share->share_min * whole || part < share->ratio_min * usual ||
	    part < share->part_min || whole < share->whole_min)
		return;
	if (share->cell_part)
		subject_refine(subject, share->cell_part, share->cell_usual, window, &from_us,
			       &to_us);
	episode = catch_add(into, subject->arena);
	episode->kind = share->kind;
	episode->from_us = from_us;
	episode->to_us = to_us;
	episode->score = window->z * window->z / (2 * M_LN10);
	episode->p_value = fmin(exp(window->p_log), 1);
	episode->events = part;
	episode->expected = usual;
	episode->excess_low = episode->excess_high = NAN;
}

void detect_share(struct subject *subject, const struct share *share, struct catch *into)
{
	const struct scan_options scan = { .sign = 1,
					   .score_min = subject->options->score_min,
					   .p_max = subject->options->p_max,
					   .ratio = share->ratio_min,
					   .share = share->share_min,
					   .excess_min = share->part_min,
					   .join_bins = 2 };
	struct scan_input input = { .count = share->part,
				    .mean = share->usual,
				    .whole = share->whole,
				    .bins = subject->bins };
	struct dispersion dispersion;
	struct scan_window *window;
	uint32_t windows;

	dispersion_fit(input.count, input.mean, input.bins, &dispersion, subject->scratch);
	input.phi = dispersion.upper;
	windows = scan_find(&input, &scan, subject->arena, subject->scratch, &window);
	for (uint32_t i = 0; i < windows; i++)
		add(subject, share, &window[i], into);
}
