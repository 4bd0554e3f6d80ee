/*
 * format.h - the seam between findings and files: one const struct per format.
 */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "analysis/findings.h"
#include "core/zone.h"
#include "report/out.h"

/* What of the findings is asked for: the command. */
enum view {
	VIEW_REPORT,
	VIEW_TIMELINE,
	VIEW_SPIKES,
	VIEW_OUTAGES,
	VIEW_LINKS,
	VIEW_BUCKETS,
	VIEW_EXPLAIN, /* findings->account, which is there */
};

struct report_options {
	enum view view;
	const struct zone *zone; /* of times in text meant for people; machine formats are UTC */
	uint32_t columns;        /* of text; 80 unless a terminal says otherwise */
	bool colour;             /* text only */
	bool unicode;            /* text only: block characters for charts; else ASCII */
};

struct report_format {
	const char *name;    /* as in -f */
	const char *suffix;  /* as in -o FILE; with the dot */
	const char *summary;
	bool draft;          /* its report is a draft (draft.h): written again, people's text stays */
	uint32_t views;      /* bits 1u << VIEW_…: what it can write */
	bool (*write)(const struct findings *findings, const struct report_options *options,
		      struct out *out, struct error *error);
};

/* NULL-terminated; text first. (formats.c) */
extern const struct report_format *const report_formats[];

/* By name, or by a file name's ending; NULL where there is none. */
const struct report_format *report_format_named(const char *name);
const struct report_format *report_format_for(const char *path);

#endif
