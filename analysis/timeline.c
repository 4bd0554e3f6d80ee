/* timeline.c - what happened when. */
#include "analysis/timeline.h"
#include "core/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TIMELINE_TEMPLATES 3 /* of one episode */

struct timeline {
	struct arena *arena;
	struct entry *item;
	uint32_t count;
	size_t room;
};

static void add(struct timeline *timeline, struct entry entry)
{
	if (entry.at_us == TIME_UNKNOWN)
		return;
	timeline->item = arena_grow(timeline->arena, timeline->item, timeline->count,
				    &timeline->room, sizeof(entry));
	timeline->item[timeline->count++] = entry;
}

/* "98.3 a second", "12 a minute", "3 an hour": the unit that gives a number to grasp. */
static const char *rate_text(double per_s, struct arena *arena)
{
	if (per_s >= 1)
		return arena_print(arena, per_s < 10 ? "%.1f a second" : "%.0f a second", per_s);
	if (per_s * 60 >= 1)
		return arena_print(arena, per_s * 60 < 10 ? "%.1f a minute" : "%.0f a minute",
				   per_s * 60);
	return arena_print(arena, "%.1f an hour", per_s * 3600);
}

static const char *outage_begins(const struct outage *outage, struct arena *arena)
{
	const char *title = outage->title ? outage->title : "outage";
	char late[CLOCK_TEXT_BYTES];

	switch (outage->kind) {
	case OUTAGE_SILENCE:
		return arena_print(arena,
				   "silence begins: no %s where some %.0f were to be expected",
				   metric_singular(outage->metric), outage->lost_events);
	case OUTAGE_DROP:
		return arena_print(arena, "traffic falls: some %.0f %s fewer than expected",
				   outage->lost_events, metric_name(outage->metric));
	case OUTAGE_ERRORS:
		return arena_print(arena, "errors begin: %.0f %s fail until they end",
				   outage->failed_events, metric_name(outage->metric));
	case OUTAGE_LATENCY:
		return "answers get slow";
	case OUTAGE_DECLARED:
		break;
	}
	if (outage->acknowledged_us == TIME_UNKNOWN || outage->acknowledged_us <= outage->from_us)
		return arena_print(arena, "declared: %s", title);
	return arena_print(arena, "declared: %s (published %s later)", title,
			   clock_write_length(outage->acknowledged_us - outage->from_us, late));
}

static const char *outage_ends(const struct outage *outage, struct arena *arena)
{
	static const char *const what[] = {
		[OUTAGE_SILENCE] = "events come again", [OUTAGE_DROP] = "traffic is back",
		[OUTAGE_ERRORS] = "errors end",         [OUTAGE_LATENCY] = "answers are fast again",
		[OUTAGE_DECLARED] = "declared over",
	};
	char length[CLOCK_TEXT_BYTES];

	return arena_print(arena, "%s after %s", what[outage->kind],
			   clock_write_length(outage->to_us - outage->from_us, length));
}

static void add_notices(struct timeline *timeline, const struct outage *outage, const char *ref)
{
	const struct window *window = outage->declared;
	struct evidence evidence;

	if (!window)
		return;
	evidence = (struct evidence){ .path = window->path, .line = window->line };
	for (uint32_t i = 0; i < window->updates; i++) {
		const struct window_update *update = &window->update[i];
		const char *text = update->text ? update->text : "no text";

		add(timeline,
		    (struct entry){
			    .at_us = update->at_us,
			    .kind = ENTRY_NOTICE,
			    .service = outage->service,
			    .text = update->status ? arena_print(timeline->arena, "%s: %s",
								 update->status, text)
						   : text,
			    .ref = ref,
			    .evidence = evidence,
		    });
	}
	if (!window->updates)
		add(timeline, (struct entry){ .at_us = outage->acknowledged_us,
					      .kind = ENTRY_NOTICE,
					      .service = outage->service,
					      .text = "first public notice",
					      .ref = ref,
					      .evidence = evidence });
}

/* The most surprising of the sentences that are new in an episode. */
static void add_templates(struct timeline *timeline, struct entry entry,
			  const struct template_new *template, uint32_t templates)
{
	struct arena *arena = timeline->arena;

	entry.kind = ENTRY_NEW_TEMPLATE;
	for (uint32_t i = 0; i < MIN(templates, TIMELINE_TEMPLATES); i++) {
		entry.at_us = template[i].first_us;
		entry.text = arena_print(
			arena, "%s%s: %s",
			template[i].before > 0 ? "far more often than usual" : "new message",
			template[i].count > 1
				? arena_print(arena, ", %.0f times", template[i].count)
				: "",
			template[i].text);
		entry.evidence = template[i].first;
		add(timeline, entry);
	}
}

static void add_outage(struct timeline *timeline, const struct outage *outage)
{
	struct arena *arena = timeline->arena;
	struct entry entry = { .service = outage->service, .host = outage->host };

	entry.ref = arena_print(arena, "o%u", outage->id);
	entry.kind = ENTRY_OUTAGE_START;
	entry.at_us = outage->from_us;
	entry.text = outage_begins(outage, arena);
	entry.evidence = outage->first;
	if (outage->declared)
		entry.evidence = (struct evidence){ .path = outage->declared->path,
						    .line = outage->declared->line };
	add(timeline, entry);
	if (!outage->ongoing) {
		struct entry end = entry;

		end.kind = ENTRY_OUTAGE_END;
		end.at_us = outage->to_us;
		end.text = outage_ends(outage, arena);
		if (!outage->declared)
			end.evidence = (struct evidence){ 0 };
		add(timeline, end);
	}
	if (outage->kind == OUTAGE_ERRORS && outage->first.path) {
		entry.kind = ENTRY_FIRST_ERROR;
		entry.at_us = outage->first_us;
		entry.text = "first error of the window";
		add(timeline, entry);
	}
	add_notices(timeline, outage, entry.ref);
	add_templates(timeline, entry, outage->template_item, outage->templates);
}

static void add_spike(struct timeline *timeline, const struct spike *spike)
{
	struct arena *arena = timeline->arena;
	struct entry entry = { .service = spike->service };
	char length[CLOCK_TEXT_BYTES];

	clock_write_length(spike->to_us - spike->from_us, length);
	entry.ref = arena_print(arena, "s%u", spike->id);
	entry.kind = ENTRY_SPIKE_START;
	entry.at_us = spike->from_us;
	entry.text = arena_print(arena, "traffic rises: %.0f events in %s, %.0f expected",
				 spike->events, length, spike->expected);
	if (spike->explained_by.count)
		entry.evidence = spike->explained_by.item[0].first;
	add(timeline, entry);
	entry.evidence = (struct evidence){ 0 };
	entry.kind = ENTRY_SPIKE_PEAK;
	entry.at_us = spike->peak_us;
	entry.text =
		isnan(spike->peak_ratio)
			? arena_print(arena, "%s at the peak", rate_text(spike->peak_per_s, arena))
			: arena_print(arena, "%s at the peak, %.*f x the expected",
				      rate_text(spike->peak_per_s, arena),
				      spike->peak_ratio < 10 ? 1 : 0, spike->peak_ratio);
	add(timeline, entry);
	entry.kind = ENTRY_SPIKE_END;
	entry.at_us = spike->to_us;
	entry.text = arena_print(arena, "traffic is as usual again after %s", length);
	add(timeline, entry);
	add_templates(timeline, entry, spike->template_item, spike->templates);
}

static int text_compare(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int entries_compare(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;
	int order;

	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = text_compare(a->service, b->service);
	if (!order)
		order = text_compare(a->text, b->text);
	return order ? order : text_compare(a->ref, b->ref);
}

static void add_marks(struct timeline *timeline, const struct mark_list *marks, int64_t from_us,
		      int64_t to_us)
{
	for (size_t i = 0; marks && i < marks->count; i++) {
		const struct mark *mark = &marks->item[i];

		if (mark->at_us >= from_us && mark->at_us <= to_us)
			add(timeline, (struct entry){ .at_us = mark->at_us,
						      .kind = ENTRY_MARK,
						      .service = mark->service,
						      .text = mark->text,
						      .evidence = { .path = mark->path,
								    .line = mark->line } });
	}
}

static const struct entry *finish(struct timeline *timeline, uint32_t *count)
{
	if (timeline->count)
		qsort(timeline->item, timeline->count, sizeof(*timeline->item), entries_compare);
	*count = timeline->count;
	return timeline->item;
}

void timeline_build(struct findings *findings, const struct mark_list *marks, struct arena *arena)
{
	struct timeline whole = { .arena = arena };

	for (uint32_t i = 0; i < findings->outages; i++)
		add_outage(&whole, &findings->outage[i]);
	for (uint32_t i = 0; i < findings->spikes; i++)
		add_spike(&whole, &findings->spike[i]);
	add_marks(&whole, marks, findings->from_us - DAY_US, findings->to_us + DAY_US);
	finish(&whole, &findings->entries);
	findings->entry = whole.item;
	for (uint32_t i = 0; i < findings->incidents; i++) {
		struct incident *incident = &findings->incident[i];
		struct timeline own = { .arena = arena };

		for (uint32_t o = 0; o < incident->outages; o++)
			add_outage(&own, incident->outage[o]);
		for (uint32_t s = 0; s < incident->spikes; s++)
			add_spike(&own, incident->spike[s]);
		add_marks(&own, marks, incident->from_us - TIMELINE_MARGIN_US,
			  incident->to_us + TIMELINE_MARGIN_US);
		incident->entry = finish(&own, &incident->entries);
	}
}
