/* svg.c - see svg.h. */
#include "report/svg.h"

#include "report/axis.h"
#include "report/escape.h"
#include "report/svg_frame.h"
#include "report/words.h"

#define AXIS_HEIGHT 26
#define TICKS 9
#define LEAST_LAG_WIDTH 3

double frame_x(const struct frame *frame, int64_t at_us)
{
	const struct chart *chart = frame->chart;
	double share = (double)(at_us - chart->from_us) / (double)(chart->to_us - chart->from_us);

	return SVG_LEFT + MIN(MAX(share, 0), 1) * SVG_PLOT;
}

int64_t frame_point_us(const struct frame *frame, uint32_t point)
{
	const struct chart *chart = frame->chart;

	return chart->from_us +
	       (int64_t)((double)(chart->to_us - chart->from_us) / SVG_POINTS * point);
}

bool frame_shows_lag(const struct frame *frame, const struct chart_mark *mark)
{
	double width = frame_x(frame, mark->from_us) - frame_x(frame, mark->lag_from_us);

	return mark->lag && mark->lag_from_us >= frame->chart->from_us &&
	       mark->from_us >= frame->chart->from_us && MAX(width, -width) >= LEAST_LAG_WIDTH;
}

double panel_lanes(const struct panel *panel)
{
	double failed = panel->failed_peak > 0 ? SVG_ERRORS_GAP + SVG_ERRORS_HEIGHT : 0;

	return panel->top + SVG_TITLE_HEIGHT + SVG_CURVE_HEIGHT + failed;
}

double panel_bottom(const struct panel *panel)
{
	uint32_t lanes = 2 + MIN(panel->hosts, (uint32_t)SVG_HOSTS_MAX + 1);

	return panel_lanes(panel) + lanes * SVG_LANE_HEIGHT;
}

static void put_axis(const struct frame *frame, double bottom)
{
	const struct chart *chart = frame->chart;
	int64_t step = axis_step(chart->to_us - chart->from_us, TICKS);

	for (int64_t tick = axis_first_tick(frame->zone, chart->from_us, step); tick < chart->to_us;
	     tick += step) {
		double x = frame_x(frame, tick);
		char label[16];

		axis_label(frame->zone, tick, step, label, sizeof(label));
		out_print(frame->out, "<path class=\"tick\" d=\"M%.1f %dV%.1f\"/>\n", x,
			  SVG_TITLE_HEIGHT, bottom + 4);
		if (x < SVG_WIDTH - SVG_RIGHT - 40)
			out_print(frame->out,
				  "<text class=\"time\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", x + 3,
				  bottom + 18, label);
	}
}

static void put(const struct frame *frame, const char *text)
{
	escape_markup(frame->out, span_text(text));
}

static void describe_mark(const struct frame *frame, const struct chart_mark *mark)
{
	struct arena *arena = frame->arena;

	put(frame,
	    arena_print(arena, " %s %s %s%s%s.", mark->tone == TONE_OUTAGE ? "outage" : "spike",
			mark->label, words_range(arena, frame->zone, mark->from_us, mark->to_us),
			mark->lag ? ", " : "", mark->lag ? mark->lag : ""));
	for (uint32_t i = 0; i < MIN(mark->hosts, (uint32_t)SVG_HOSTS_MAX); i++)
		put(frame, arena_print(arena, " Host %s down %s.", mark->host[i].host,
				       words_range(arena, frame->zone, mark->host[i].from_us,
						   mark->host[i].to_us)));
	if (mark->hosts > SVG_HOSTS_MAX)
		put(frame, arena_print(arena, " And %u more hosts.", mark->hosts - SVG_HOSTS_MAX));
}

/* What the picture shows, for who can't see it. */
static void put_description(const struct frame *frame, const struct panel *panel, uint32_t number)
{
	const struct chart *chart = frame->chart;
	struct arena *arena = frame->arena;

	out_print(frame->out, "<title id=\"chart%u-title\">", number);
	put(frame, chart->title);
	out_print(frame->out, "</title>\n<desc id=\"chart%u-desc\">", number);
	put(frame, arena_print(arena, "Events over time, %s. ",
			       words_range(arena, frame->zone, chart->from_us, chart->to_us)));
	for (uint32_t i = 0; i < chart->services; i++) {
		struct failed_peak peak =
			service_failed_peak(panel[i].service, chart->from_us, chart->to_us);

		put(frame, panel[i].service->name);
		out_text(frame->out, ":");
		if (peak.share > 0)
			put(frame, arena_print(arena, " at most %s failed, at %s.",
					       words_share(arena, peak.share),
					       words_time_zone(arena, frame->zone, peak.at_us)));
		for (const struct chart_mark *mark = panel[i].mark; mark->label; mark++)
			describe_mark(frame, mark);
		out_text(frame->out, " ");
	}
	out_text(frame->out, "</desc>\n");
}

/* The legend names what is there, and only that. */
static void put_caption(const struct frame *frame, const struct panel *panel)
{
	bool failed = false, hosts = false, lag = false;

	for (uint32_t i = 0; i < frame->chart->services; i++) {
		failed = failed || panel[i].failed_peak > 0;
		hosts = hosts || panel[i].hosts;
		for (const struct chart_mark *mark = panel[i].mark; mark->label; mark++)
			lag = lag || frame_shows_lag(frame, mark);
	}
	out_text(frame->out, "<figcaption>Filled: events. Dashed: expected, with its 95 % band. "
			     "Red: outages. Yellow: traffic spikes.");
	out_text(frame->out, failed ? " Lower curve: share of the events that failed." : "");
	out_text(frame->out, lag ? " Arrows: from an outage's start to its spike's." : "");
	out_text(frame->out, hosts ? " Lowest lanes: hosts that were down." : "");
	out_text(frame->out, " Times: ");
	put(frame, zone_name(frame->zone));
	out_text(frame->out, ".</figcaption>");
}

void svg_chart(struct out *out, const struct chart *chart, const struct zone *zone, uint32_t number)
{
	struct arena arena = { 0 };
	struct frame frame = { .out = out, .chart = chart, .zone = zone, .arena = &arena };
	struct panel *panel = arena_array(&arena, chart->services, sizeof(*panel));
	double bottom = 0;

	for (uint32_t i = 0; i < chart->services; i++) {
		panel[i].service = chart->service[i];
		panel[i].mark = chart->mark[i];
		panel[i].top = bottom;
		for (const struct chart_mark *mark = panel[i].mark; mark->label; mark++)
			panel[i].hosts += mark->hosts;
		panel_measure(&frame, &panel[i]);
		bottom = panel_bottom(&panel[i]);
	}
	out_text(out, "<figure><div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
	put(&frame, chart->title);
	out_print(out,
		  "\"><svg viewBox=\"0 0 %d %.0f\" role=\"img\" "
		  "aria-labelledby=\"chart%u-title chart%u-desc\">\n",
		  SVG_WIDTH, bottom + AXIS_HEIGHT, number, number);
	put_description(&frame, panel, number);
	/* The axis first, so that its lines lie under the curves. */
	put_axis(&frame, bottom);
	for (uint32_t i = 0; i < chart->services; i++) {
		panel_put_windows(&frame, &panel[i]);
		panel_put_curves(&frame, &panel[i]);
		panel_put_lanes(&frame, &panel[i]);
	}
	out_text(out, "</svg></div>\n");
	put_caption(&frame, panel);
	out_text(out, "</figure>\n");
	arena_release(&arena);
}
