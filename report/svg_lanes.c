/*
 * svg_lanes.c - the episodes of a panel: shaded windows, lanes under the curves with
 * their names, how long after an outage a spike began, and the hosts that were down.
 */
#include "report/svg_frame.h"

#include "report/escape.h"

#include <string.h>

#define LETTER_WIDTH 10 /* of names, at their largest; only an estimate */
#define ARROW_WIDTH 5
#define HOST_MIDDLE (SVG_LEFT + SVG_PLOT / 2)

static bool is_in_chart(const struct frame *frame, int64_t from_us, int64_t to_us)
{
	return to_us > frame->chart->from_us && from_us < frame->chart->to_us;
}

static const char *mark_class(const struct chart_mark *mark)
{
	return mark->tone == TONE_OUTAGE ? "outage" : "spike";
}

static void put_rect(const struct frame *frame, const char *class, const char *what,
		     int64_t from_us, int64_t to_us, double y, double height)
{
	double x = frame_x(frame, from_us);
	double width = MAX(frame_x(frame, to_us) - x, 2);

	out_print(frame->out,
		  "<rect class=\"%s-%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\"/>\n",
		  class, what, x, y, width, height);
}

void panel_put_windows(const struct frame *frame, const struct panel *panel)
{
	double top = panel->top + SVG_TITLE_HEIGHT;

	for (const struct chart_mark *mark = panel->mark; mark->label; mark++)
		if (is_in_chart(frame, mark->from_us, mark->to_us))
			put_rect(frame, mark_class(mark), "window", mark->from_us, mark->to_us, top,
				 panel_lanes(panel) - top);
}

/* From the outage's start, down into the lane of spikes, to the spike's. */
static void put_lag(const struct frame *frame, const struct chart_mark *mark, double lane)
{
	double from = frame_x(frame, mark->lag_from_us), to = frame_x(frame, mark->from_us);
	double way = to > from ? ARROW_WIDTH : -ARROW_WIDTH, y = lane + 2.5;

	out_print(frame->out, "<path class=\"lag\" d=\"M%.1f %.1fV%.1fH%.1f", from,
		  lane - SVG_LANE_HEIGHT + 4, y, to);
	out_print(frame->out, "M%.1f %.1fL%.1f %.1fL%.1f %.1f\"/>\n", to - way, y - 3, to, y,
		  to - way, y + 3);
}

/* A name that would cover the one before is left to the text and the tables. */
static void put_name(const struct frame *frame, const struct chart_mark *mark, double lane,
		     double *room)
{
	bool lag = frame_shows_lag(frame, mark);
	double width = LETTER_WIDTH * (strlen(mark->label) + (lag ? strlen(mark->lag) + 1 : 0));
	double x = MIN(frame_x(frame, mark->from_us) + 4, SVG_WIDTH - width);

	if (x < *room)
		return;
	*room = x + width;
	out_print(frame->out, "<text class=\"%s-name\" x=\"%.1f\" y=\"%.1f\">", mark_class(mark), x,
		  lane + SVG_LANE_HEIGHT - 1);
	escape_markup(frame->out, span_text(mark->label));
	if (lag) {
		out_text(frame->out, "<tspan class=\"unit\"> ");
		escape_markup(frame->out, span_text(mark->lag));
		out_text(frame->out, "</tspan>");
	}
	out_text(frame->out, "</text>\n");
}

/* A host's lane; its name stands on the side that has room for it. */
static void put_host(const struct frame *frame, const struct outage_host *host, double lane)
{
	double x = frame_x(frame, host->from_us);
	bool left = x < HOST_MIDDLE;

	put_rect(frame, "host", "strip", host->from_us, host->to_us, lane + 1, 3);
	out_print(frame->out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">",
		  left ? "host" : "host from-right", left ? x : frame_x(frame, host->to_us),
		  lane + SVG_LANE_HEIGHT - 1);
	escape_markup(frame->out, span_text(host->host));
	out_text(frame->out, "</text>\n");
}

static void put_hosts(const struct frame *frame, const struct panel *panel, double lane)
{
	uint32_t shown = 0;

	for (const struct chart_mark *mark = panel->mark; mark->label; mark++)
		for (uint32_t i = 0; i < mark->hosts && shown < SVG_HOSTS_MAX; i++)
			put_host(frame, &mark->host[i], lane + SVG_LANE_HEIGHT * shown++);
	if (panel->hosts > shown)
		out_print(frame->out,
			  "<text class=\"host\" x=\"%d\" y=\"%.1f\">and %u more hosts</text>\n",
			  SVG_LEFT, lane + SVG_LANE_HEIGHT * (shown + 1) - 4, panel->hosts - shown);
}

void panel_put_lanes(const struct frame *frame, const struct panel *panel)
{
	double outages = panel_lanes(panel), spikes = outages + SVG_LANE_HEIGHT;
	double outage_room = 0, spike_room = 0;

	for (const struct chart_mark *mark = panel->mark; mark->label; mark++) {
		bool outage = mark->tone == TONE_OUTAGE;
		double lane = outage ? outages : spikes;

		if (!is_in_chart(frame, mark->from_us, mark->to_us))
			continue;
		put_rect(frame, mark_class(mark), "strip", mark->from_us, mark->to_us, lane + 1, 3);
		if (frame_shows_lag(frame, mark))
			put_lag(frame, mark, lane);
		put_name(frame, mark, lane, outage ? &outage_room : &spike_room);
	}
	put_hosts(frame, panel, spikes + SVG_LANE_HEIGHT);
}
