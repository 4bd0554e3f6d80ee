/*
 * document.h - a page without a format: what compose writes and text, Markdown and
 * HTML render.
 *
 * A list of blocks in order. Every text in it may quote a log and is hostile until
 * its renderer has escaped it. All of it lives in the arena that it was made with.
 */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "analysis/findings.h"
#include "core/zone.h"

/* What a text is about, for renderers that have colour. */
enum tone { TONE_PLAIN, TONE_OUTAGE, TONE_SPIKE, TONE_PROBLEM, TONES };

/* How a statement came about. People's own stand in blanks. */
enum origin {
	ORIGIN_MEASURED, /* counted or read; the rule, so it is not marked */
	ORIGIN_DERIVED,  /* by a model of what was to be expected */
	ORIGIN_PROPOSED, /* a rule's guess, for people to judge */
};

/* "measured", "derived", "proposed" */
const char *origin_name(enum origin origin);

/* "Began: 2014-02-22 19:02:00 UTC" */
struct fact {
	const char *label, *value;
	enum origin origin;
	const struct evidence *evidence; /* where it was read; NULL */
	uint32_t cite;                   /* its number in the register; 0: none */
};

struct column {
	const char *title;
	bool right; /* numbers */
	bool bar;   /* a share, drawn beside its number */
};

struct cell {
	const char *text;
	double share;                    /* of a bar column, 0..1; else unused */
	const struct evidence *evidence; /* as of a fact */
	uint32_t cite;
};

struct table {
	const char *caption; /* never NULL; for readers who can't see the page around it */
	const struct column *column;
	uint32_t columns;
	struct cell *cell;     /* [rows * columns] */
	const enum tone *tone; /* [rows], or NULL */
	uint32_t rows;
};

/* An episode marked on a chart. */
struct chart_mark {
	int64_t from_us, to_us;
	const char *label;   /* "o1" */
	enum tone tone;      /* TONE_OUTAGE or TONE_SPIKE */
	const char *lag;     /* of a spike that coincides with an outage: "4 min after o1"; NULL */
	int64_t lag_from_us; /* when that outage began */
	const struct outage_host *host; /* of an outage: who was down */
	uint32_t hosts;
};

/* Curves of some services, one above the other on a common time axis. */
struct chart {
	const char *title;
	int64_t from_us, to_us;
	const struct service *const *service;
	const struct chart_mark *const *mark; /* [services], each ended by a NULL label */
	uint32_t services;
};

enum block_kind {
	BLOCK_PART,  /* what follows, up to the next part or blank, is one piece called `id` */
	BLOCK_BLANK, /* what only people can write: `id`, `heading`, `text` asks for it; may have a
			table to fill in */
	BLOCK_EVIDENCE,  /* the register of what was cited, for formats that link to it */
	BLOCK_HEADING,   /* text, level 2 or 3, tone */
	BLOCK_PARAGRAPH, /* text */
	BLOCK_NOTE,      /* text: small print, or a problem by its tone */
	BLOCK_FACTS,
	BLOCK_TABLE,
	BLOCK_CHART,
};

struct block {
	enum block_kind kind;
	struct block *next;
	const char *id; /* lower-case letters, digits and '-' */
	const char *heading;
	const char *text;
	uint32_t level;
	enum tone tone;
	const struct fact *fact;
	uint32_t facts;
	struct table table;
	struct chart chart;
};

struct document {
	struct arena *arena;
	const struct zone *zone; /* of the times in it */
	const char *title;
	struct block *first, *last;
	const struct evidence **cited; /* the register: number i + 1 is cited[i] */
	size_t cites, cite_room;
};

struct table_filler;

/*
 * Begin a part. A draft that people have worked on is rewritten part by part, so an
 * id must stay the same for the same thing: document_id makes one of words that may
 * be hostile. Words that no id has room or letters for are told apart by a hash.
 */
void document_part(struct document *document, const char *id);
void document_blank(struct document *document, const char *id, const char *heading,
		    const char *text);
void document_blank_table(struct document *document, const char *id, const char *heading,
			  const char *text, struct table_filler *filler);
void document_evidence(struct document *document);
const char *document_id(struct arena *arena, const char *words);

/* "access.log:123"; NULL where there is none. */
const char *document_place(struct arena *arena, const struct evidence *evidence);

/*
 * The number of a piece of evidence in the register; the same place has the same
 * number. 0: none, or the register (CITES_MAX) is full.
 */
#define CITES_MAX 1000
uint32_t document_cite(struct document *document, const struct evidence *evidence);

void document_heading(struct document *document, uint32_t level, enum tone tone, const char *text);
void document_paragraph(struct document *document, const char *text);
void document_note(struct document *document, enum tone tone, const char *text);
void document_chart(struct document *document, struct chart chart);

/* Facts are collected and then added as one block; a NULL value leaves its fact out. */
struct fact_list {
	struct arena *arena;
	struct fact *item;
	size_t count, room;
};

void fact_add(struct fact_list *facts, const char *label, const char *value);
void fact_add_as(struct fact_list *facts, enum origin origin, const char *label, const char *value);
/* `evidence` of the fact that was added last and has this value; NULL value: of none. */
void fact_evidence(struct fact_list *facts, const char *value, const struct evidence *evidence);
void document_facts(struct document *document, const struct fact_list *facts);

/*
 * A table with room for `rows`, filled cell by cell with table_add, row by row;
 * a table that got no rows is not added to the page.
 */
struct table_filler {
	struct arena *arena;
	struct table table;
	enum tone *tone;
	size_t filled, room;
};

struct table_filler table_begin(struct arena *arena, const char *caption,
				const struct column *column, uint32_t columns, size_t rows);
void table_add(struct table_filler *filler, const char *text); /* NULL: an empty cell */
void table_share(struct table_filler *filler, const char *text, double share);
void table_evidence(struct table_filler *filler,
		    const struct evidence *evidence);         /* of the last cell */
void table_tone(struct table_filler *filler, enum tone tone); /* of the row that is next */
void document_table(struct document *document, struct table_filler *filler);

/*
 * Mean rate of a curve's known buckets that touch [from, to), per second; NAN
 * where none is known. `values` is one of the curve's arrays and may be NULL.
 */
double curve_rate(const struct curve *curve, const double *values, int64_t from_us, int64_t to_us);

/*
 * The share of a service's events that failed in the known buckets that touch
 * [from, to); NAN where that is not known, or where a bucket has on average fewer
 * events than SHARE_LEAST_EVENTS: one failure of one event is no share to show.
 */
#define SHARE_LEAST_EVENTS 5
double service_failed_share(const struct service *service, int64_t from_us, int64_t to_us);

/* The bucket that touches [from, to) with the greatest such share; 0 where nothing failed. */
struct failed_peak {
	double share;
	int64_t at_us; /* when the bucket begins */
};

struct failed_peak service_failed_peak(const struct service *service, int64_t from_us,
				       int64_t to_us);

#endif
