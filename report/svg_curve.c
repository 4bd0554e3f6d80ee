/* svg_curve.c - the curves of a panel: events with what was expected, and the share that failed. */
#include "report/svg_frame.h"

#include "report/escape.h"
#include "report/words.h"

#include <math.h>

/* The surface that a curve is drawn on. */
struct plot {
	double top, height;
	double peak; /* the value at its top */
};

static double plot_y(const struct plot *plot, double value)
{
	double share = plot->peak > 0 ? MIN(MAX(value / plot->peak, 0), 1) : 0;

	return plot->top + plot->height * (1 - share);
}

/* The rates of one of the curve's arrays at all points. */
static void sample(const struct frame *frame, const struct curve *curve, const double *values,
		   double rate[SVG_POINTS])
{
	for (uint32_t i = 0; i < SVG_POINTS; i++)
		rate[i] = curve_rate(curve, values, frame_point_us(frame, i),
				     frame_point_us(frame, i + 1));
}

static double highest(double peak, const double value[SVG_POINTS])
{
	for (uint32_t i = 0; i < SVG_POINTS; i++)
		if (isfinite(value[i]) && value[i] > peak)
			peak = value[i];
	return peak;
}

void panel_measure(const struct frame *frame, struct panel *panel)
{
	const struct curve *curve = &panel->service->curve;

	sample(frame, curve, curve->events, panel->rate);
	for (uint32_t i = 0; i < SVG_POINTS; i++)
		panel->failed[i] = service_failed_share(panel->service, frame_point_us(frame, i),
							frame_point_us(frame, i + 1));
	panel->failed_peak = highest(0, panel->failed);
}

static void path_point(const struct frame *frame, const struct plot *plot, char letter,
		       uint32_t point, double value)
{
	double x = SVG_LEFT + (point + 0.5) * SVG_PLOT / SVG_POINTS;

	out_print(frame->out, "%c%.1f %.1f", letter, x, plot_y(plot, value));
}

/* A point between equals adds nothing to a line: leaving it out halves many pages. */
static bool is_between_equals(const double value[SVG_POINTS], uint32_t i)
{
	return i && i + 1 < SVG_POINTS && value[i - 1] == value[i] && value[i + 1] == value[i];
}

/* A line through all known points, broken where there is none. */
static void put_line(const struct frame *frame, const struct plot *plot, const char *class,
		     const double value[SVG_POINTS])
{
	bool pen = false;

	out_print(frame->out, "<path class=\"%s\" d=\"", class);
	for (uint32_t i = 0; i < SVG_POINTS; i++) {
		if (isfinite(value[i]) && !is_between_equals(value, i))
			path_point(frame, plot, pen ? 'L' : 'M', i, value[i]);
		pen = isfinite(value[i]);
	}
	out_text(frame->out, "\"/>\n");
}

/* The surface between two curves, in pieces of known points. */
static void put_surface(const struct frame *frame, const struct plot *plot, const char *class,
			const double high[SVG_POINTS], const double low[SVG_POINTS])
{
	out_print(frame->out, "<path class=\"%s\" d=\"", class);
	for (uint32_t i = 0; i < SVG_POINTS;) {
		uint32_t end = i;

		while (end < SVG_POINTS && isfinite(high[end]) && (!low || isfinite(low[end])))
			end++;
		for (uint32_t p = i; p < end; p++)
			if (p == i || p + 1 == end || !is_between_equals(high, p))
				path_point(frame, plot, p == i ? 'M' : 'L', p, high[p]);
		for (uint32_t p = end; p-- > i;)
			if (p == i || p + 1 == end || (low && !is_between_equals(low, p)))
				path_point(frame, plot, 'L', p, low ? low[p] : 0);
		if (end > i)
			out_text(frame->out, "Z");
		i = end + 1;
	}
	out_text(frame->out, "\"/>\n");
}

static void put_scale(const struct frame *frame, const struct plot *plot, const char *peak)
{
	double base = plot->top + plot->height;

	out_print(frame->out, "<path class=\"grid\" d=\"M%d %.1fH%dM%d %.1fH%d\"/>\n", SVG_LEFT,
		  plot->top, SVG_WIDTH - SVG_RIGHT, SVG_LEFT, base, SVG_WIDTH - SVG_RIGHT);
	out_print(frame->out, "<text class=\"scale\" x=\"%d\" y=\"%.1f\">0</text>\n", SVG_LEFT - 6,
		  base + 4);
	out_print(frame->out, "<text class=\"scale\" x=\"%d\" y=\"%.1f\">", SVG_LEFT - 6,
		  plot->top + 4);
	escape_markup(frame->out, span_text(peak));
	out_text(frame->out, "</text>\n");
}

static void put_failed(const struct frame *frame, const struct panel *panel)
{
	struct plot plot = {
		.top = panel_lanes(panel) - SVG_ERRORS_HEIGHT,
		.height = SVG_ERRORS_HEIGHT,
		.peak = panel->failed_peak,
	};

	out_print(frame->out, "<text class=\"unit\" x=\"%d\" y=\"%.1f\">share that failed</text>\n",
		  SVG_LEFT, plot.top - 5);
	put_surface(frame, &plot, "failed-area", panel->failed, NULL);
	put_line(frame, &plot, "failed-line", panel->failed);
	put_scale(frame, &plot, words_share(frame->arena, plot.peak));
}

void panel_put_curves(const struct frame *frame, const struct panel *panel)
{
	const struct curve *curve = &panel->service->curve;
	double expected[SVG_POINTS], low[SVG_POINTS], high[SVG_POINTS];

	sample(frame, curve, curve->expected, expected);
	sample(frame, curve, curve->low, low);
	sample(frame, curve, curve->high, high);
	struct plot plot = {
		.top = panel->top + SVG_TITLE_HEIGHT,
		.height = SVG_CURVE_HEIGHT,
		.peak = highest(highest(0, panel->rate), expected),
	};

	out_print(frame->out, "<text class=\"service\" x=\"%d\" y=\"%.1f\">", SVG_LEFT,
		  panel->top + 17);
	escape_markup(frame->out, span_text(panel->service->name));
	out_text(frame->out, "<tspan class=\"unit\"> events a minute</tspan></text>\n");
	put_surface(frame, &plot, "band", high, low);
	put_surface(frame, &plot, "area", panel->rate, NULL);
	put_line(frame, &plot, "expected", expected);
	put_line(frame, &plot, "line", panel->rate);
	put_scale(frame, &plot, words_number(frame->arena, plot.peak * 60));
	if (panel->failed_peak > 0)
		put_failed(frame, panel);
}
