/*
 * svg_frame.h - what the files that draw a chart share: where things lie on it.
 *
 * A chart is a column of panels, one of each service, on one axis of time. In a panel,
 * from above: its title, the curve of events, the curve of the share that failed,
 * lanes of outages, of spikes and of the hosts that were down.
 */
#ifndef REPORT_SVG_FRAME_H
#define REPORT_SVG_FRAME_H

#include "report/document.h"
#include "report/out.h"

#define SVG_WIDTH 960
#define SVG_LEFT 64
#define SVG_RIGHT 12
#define SVG_PLOT (SVG_WIDTH - SVG_LEFT - SVG_RIGHT)
#define SVG_TITLE_HEIGHT 24 /* above the curve of events */
#define SVG_CURVE_HEIGHT 110
#define SVG_ERRORS_GAP 22 /* between the curves: room for the lower one's name */
#define SVG_ERRORS_HEIGHT 36
#define SVG_LANE_HEIGHT 18
#define SVG_POINTS 440  /* of a curve: one for every two units of width */
#define SVG_HOSTS_MAX 8 /* lanes of hosts in a panel */

struct frame {
	struct out *out;
	const struct chart *chart;
	const struct zone *zone;
	struct arena *arena;
};

/* One service's panel: what it holds, measured before it is drawn. */
struct panel {
	const struct service *service;
	const struct chart_mark *mark; /* ended by a NULL label */
	double top;
	double rate[SVG_POINTS];   /* events a second; NAN: not known */
	double failed[SVG_POINTS]; /* service_failed_share */
	double failed_peak;        /* 0: nothing failed, and no such curve */
	uint32_t hosts;            /* that were down */
};

/* Where a time lies; times outside the chart at its edges. */
double frame_x(const struct frame *frame, int64_t at_us);

/* When a point of a curve begins. */
int64_t frame_point_us(const struct frame *frame, uint32_t point);

/* Whether the way from an outage's start to the spike's is long enough to be seen. */
bool frame_shows_lag(const struct frame *frame, const struct chart_mark *mark);

/* Where the panel's curves end and its lanes begin, and where it ends. */
double panel_lanes(const struct panel *panel);
double panel_bottom(const struct panel *panel);

/* The panel's curves, scales and title. (svg_curve.c) */
void panel_measure(const struct frame *frame, struct panel *panel);
void panel_put_curves(const struct frame *frame, const struct panel *panel);

/* Its windows, which lie under the curves, and its lanes. (svg_lanes.c) */
void panel_put_windows(const struct frame *frame, const struct panel *panel);
void panel_put_lanes(const struct frame *frame, const struct panel *panel);

#endif
