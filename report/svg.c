/* svg.c - see svg.h. */
#include "report/svg.h"

#include "report/axis.h"
#include "report/escape.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

#define WIDTH 960
#define LEFT 64
#define RIGHT 12
#define PLOT (WIDTH - LEFT - RIGHT)
#define TITLE_HEIGHT 24 /* above each curve */
#define CURVE_HEIGHT 110
#define LANE_HEIGHT 18 /* under the curve: a lane of outages, one of spikes */
#define LABEL_WIDTH 26
#define PANEL_HEIGHT (TITLE_HEIGHT + CURVE_HEIGHT + 2 * LANE_HEIGHT)
#define AXIS_HEIGHT 26
#define POINTS 440 /* of a curve: one for every two units of width */

struct frame {
	struct out *out;
	const struct chart *chart;
	const struct zone *zone;
	struct arena *arena;
	double top, peak;   /* of the panel that is drawn */
	double free[TONES]; /* where in each lane there is room for a name */
};

static double frame_x(const struct frame *frame, int64_t at_us)
{
	const struct chart *chart = frame->chart;
	double share = (double)(at_us - chart->from_us) / (double)(chart->to_us - chart->from_us);

	return LEFT + MIN(MAX(share, 0), 1) * PLOT;
}

static double frame_y(const struct frame *frame, double rate)
{
	double share = frame->peak > 0 ? MIN(MAX(rate / frame->peak, 0), 1) : 0;

	return frame->top + TITLE_HEIGHT + CURVE_HEIGHT * (1 - share);
}

static int64_t point_begin(const struct chart *chart, uint32_t point)
{
	return chart->from_us + (int64_t)((double)(chart->to_us - chart->from_us) / POINTS * point);
}

/* The rates of one of the curve's arrays at all points. */
static void sample(const struct chart *chart, const struct curve *curve, const double *values,
		   double rate[POINTS])
{
	for (uint32_t i = 0; i < POINTS; i++)
		rate[i] =
			curve_rate(curve, values, point_begin(chart, i), point_begin(chart, i + 1));
}

static void path_point(const struct frame *frame, char letter, uint32_t point, double rate)
{
	double x = LEFT + (point + 0.5) * PLOT / POINTS;

	out_print(frame->out, "%c%.1f %.1f", letter, x, frame_y(frame, rate));
}

/* A point between equals adds nothing to a line: leaving it out halves many pages. */
static bool is_between_equals(const double rate[POINTS], uint32_t i)
{
	return i && i + 1 < POINTS && rate[i - 1] == rate[i] && rate[i + 1] == rate[i];
}

/* A line through all known points, broken where there is none. */
static void put_line(const struct frame *frame, const char *class, const double rate[POINTS])
{
	bool pen = false;

	out_print(frame->out, "<path class=\"%s\" d=\"", class);
	for (uint32_t i = 0; i < POINTS; i++) {
		if (isfinite(rate[i]) && !is_between_equals(rate, i))
			path_point(frame, pen ? 'L' : 'M', i, rate[i]);
		pen = isfinite(rate[i]);
	}
	out_text(frame->out, "\"/>\n");
}

/* The surface between two curves, in pieces of known points. */
static void put_surface(const struct frame *frame, const char *class, const double high[POINTS],
			const double low[POINTS])
{
	out_print(frame->out, "<path class=\"%s\" d=\"", class);
	for (uint32_t i = 0; i < POINTS;) {
		uint32_t end = i;

		while (end < POINTS && isfinite(high[end]) && (!low || isfinite(low[end])))
			end++;
		for (uint32_t p = i; p < end; p++)
			if (p == i || p + 1 == end || !is_between_equals(high, p))
				path_point(frame, p == i ? 'M' : 'L', p, high[p]);
		for (uint32_t p = end; p-- > i;)
			if (p == i || p + 1 == end || (low && !is_between_equals(low, p)))
				path_point(frame, 'L', p, low ? low[p] : 0);
		if (end > i)
			out_text(frame->out, "Z");
		i = end + 1;
	}
	out_text(frame->out, "\"/>\n");
}

static void put_mark(struct frame *frame, const struct chart_mark *mark)
{
	const struct chart *chart = frame->chart;
	const char *class = mark->tone == TONE_OUTAGE ? "outage" : "spike";
	double lane = frame->top + TITLE_HEIGHT + CURVE_HEIGHT +
		      (mark->tone == TONE_OUTAGE ? 0 : LANE_HEIGHT);
	double x, width;

	if (mark->to_us <= chart->from_us || mark->from_us >= chart->to_us)
		return;
	x = frame_x(frame, mark->from_us);
	width = MAX(frame_x(frame, mark->to_us) - x, 2);
	out_print(
		frame->out,
		"<rect class=\"%s-window\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\"/>\n",
		class, x, frame->top + TITLE_HEIGHT, width, CURVE_HEIGHT);
	out_print(frame->out,
		  "<rect class=\"%s-strip\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"3\"/>\n",
		  class, x, lane + 1, width);
	/* A name that would cover the one before is left to the text and the tables. */
	if (x < frame->free[mark->tone])
		return;
	frame->free[mark->tone] = x + LABEL_WIDTH;
	out_print(frame->out, "<text class=\"%s-name\" x=\"%.1f\" y=\"%.1f\">", class,
		  MIN(x, WIDTH - LABEL_WIDTH), lane + LANE_HEIGHT - 1);
	escape_markup(frame->out, span_text(mark->label));
	out_text(frame->out, "</text>\n");
}

static void put_scale(const struct frame *frame)
{
	double base = frame_y(frame, 0), top = frame_y(frame, frame->peak);

	out_print(frame->out, "<path class=\"grid\" d=\"M%d %.1fH%dM%d %.1fH%d\"/>\n", LEFT, top,
		  WIDTH - RIGHT, LEFT, base, WIDTH - RIGHT);
	out_print(frame->out, "<text class=\"scale\" x=\"%d\" y=\"%.1f\">0</text>\n", LEFT - 6,
		  base + 4);
	out_print(frame->out, "<text class=\"scale\" x=\"%d\" y=\"%.1f\">", LEFT - 6, top + 4);
	escape_markup(frame->out, span_text(words_number(frame->arena, frame->peak * 60)));
	out_text(frame->out, "</text>\n");
}

static double highest(double peak, const double rate[POINTS])
{
	for (uint32_t i = 0; i < POINTS; i++)
		if (isfinite(rate[i]) && rate[i] > peak)
			peak = rate[i];
	return peak;
}

static void put_panel(struct frame *frame, const struct service *service,
		      const struct chart_mark *mark)
{
	const struct curve *curve = &service->curve;
	double events[POINTS], expected[POINTS], low[POINTS], high[POINTS];

	sample(frame->chart, curve, curve->events, events);
	sample(frame->chart, curve, curve->expected, expected);
	sample(frame->chart, curve, curve->low, low);
	sample(frame->chart, curve, curve->high, high);
	frame->peak = highest(highest(0, events), expected);
	out_print(frame->out, "<text class=\"service\" x=\"%d\" y=\"%.1f\">", LEFT,
		  frame->top + 16);
	escape_markup(frame->out, span_text(service->name));
	out_text(frame->out, "<tspan class=\"unit\"> events a minute</tspan></text>\n");
	memset(frame->free, 0, sizeof(frame->free));
	for (const struct chart_mark *each = mark; each->label; each++)
		put_mark(frame, each);
	put_surface(frame, "band", high, low);
	put_surface(frame, "area", events, NULL);
	put_line(frame, "expected", expected);
	put_line(frame, "line", events);
	put_scale(frame);
}

static void put_axis(const struct frame *frame)
{
	const struct chart *chart = frame->chart;
	int64_t step = axis_step(chart->to_us - chart->from_us, 9);
	double bottom = frame->top;

	for (int64_t tick = axis_first_tick(frame->zone, chart->from_us, step); tick < chart->to_us;
	     tick += step) {
		double x = frame_x(frame, tick);
		char label[16];

		axis_label(frame->zone, tick, step, label, sizeof(label));
		out_print(frame->out, "<path class=\"tick\" d=\"M%.1f %dV%.1f\"/>\n", x,
			  TITLE_HEIGHT, bottom + 4);
		if (x < WIDTH - RIGHT - 40)
			out_print(frame->out,
				  "<text class=\"time\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", x + 3,
				  bottom + 16, label);
	}
}

/* What the picture shows, for who can't see it. */
static void put_description(const struct frame *frame, uint32_t number)
{
	const struct chart *chart = frame->chart;

	out_print(frame->out, "<title id=\"chart%u-title\">", number);
	escape_markup(frame->out, span_text(chart->title));
	out_print(frame->out, "</title>\n<desc id=\"chart%u-desc\">", number);
	escape_markup(frame->out,
		      span_text(arena_print(frame->arena, "Events over time, %s. ",
					    words_range(frame->arena, frame->zone, chart->from_us,
							chart->to_us))));
	for (uint32_t i = 0; i < chart->services; i++) {
		escape_markup(frame->out, span_text(chart->service[i]->name));
		out_text(frame->out, ":");
		for (const struct chart_mark *mark = chart->mark[i]; mark->label; mark++)
			escape_markup(
				frame->out,
				span_text(arena_print(
					frame->arena, " %s %s %s.",
					mark->tone == TONE_OUTAGE ? "outage" : "spike", mark->label,
					words_range(frame->arena, frame->zone, mark->from_us,
						    mark->to_us))));
		out_text(frame->out, " ");
	}
	out_text(frame->out, "</desc>\n");
}

void svg_chart(struct out *out, const struct chart *chart, const struct zone *zone, uint32_t number)
{
	struct arena arena = { 0 };
	struct frame frame = { .out = out, .chart = chart, .zone = zone, .arena = &arena };

	out_text(out, "<figure><div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
	escape_markup(out, span_text(chart->title));
	out_print(out,
		  "\"><svg viewBox=\"0 0 %d %u\" role=\"img\" "
		  "aria-labelledby=\"chart%u-title chart%u-desc\">\n",
		  WIDTH, chart->services * PANEL_HEIGHT + AXIS_HEIGHT, number, number);
	put_description(&frame, number);
	/* The axis first, so that its lines lie under the curves. */
	frame.top = chart->services * PANEL_HEIGHT;
	put_axis(&frame);
	for (uint32_t i = 0; i < chart->services; i++) {
		frame.top = i * PANEL_HEIGHT;
		put_panel(&frame, chart->service[i], chart->mark[i]);
	}
	out_text(out, "</svg></div>\n<figcaption>Filled: events. Dashed: expected, with its 95 % "
		      "band. Red: outages. Yellow: traffic spikes. Times: ");
	escape_markup(out, span_text(zone_name(zone)));
	out_text(out, ".</figcaption></figure>\n");
	arena_release(&arena);
}
