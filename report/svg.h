/*
 * svg.h - charts as inline SVG: curve, expected band, outages shaded, spikes marked.
 */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "report/document.h"
#include "report/out.h"

/* `number` makes the ids in it unique on the page. Colours come from the page's style. */
void svg_chart(struct out *out, const struct chart *chart, const struct zone *zone,
	       uint32_t number);

#endif
