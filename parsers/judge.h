/*
 * judge.h - which parsers a source is to be read by: found out on a sample of its lines.
 */
#ifndef PARSERS_JUDGE_H
#define PARSERS_JUDGE_H

#include "parsers/registry.h"

/* How well one parser reads a sample. */
struct verdict {
	const struct seiche_parser *parser;
	uint32_t lines, events, continued, rejected;
	uint32_t score;          /* 0..100: share of lines that are events or continue one,
				    rounded down; 0 where no line is an event. A line that
				    continues here and is an event of a more specific
				    parser does not count */
	uint32_t first_rejected; /* line in the sample, from 1; 0 where none was, or past the front
				  */
	struct span first_text;  /* that line, borrowed from the sample */
	const char *why;         /* static reason: of open, or of the first reject */
	int64_t from_us, to_us;  /* of the events; TIME_UNKNOWN */
	uint32_t claimed;        /* share of lines that a more specific parser has as events, too */
	uint32_t assumed;        /* of the events: seiche_batch */
	uint32_t favour;         /* 0, or how much it was asked for: registry_judge */
};

#define VERDICTS_MAX PARSERS_MAX

/* Whole lines of a source: from its start, and from further on. Blank ones don't count. */
struct sample {
	struct span front, more;
};

/*
 * Try every parser on the sample. Fills `verdict` best first and returns how many there
 * are. Best is, where it reads at least SCORE_MIN, the format of the log that the
 * source's path names, then what was asked for by name; then, of those whose score is
 * within SCORE_NEAR of the highest, the one of highest rank. The others follow by
 * score, rank, and the order of the table. Of the score of parsers below
 * RANK_SPECIFIC what others claim is left out here.
 */
uint32_t registry_judge(const struct registry *registry, const struct seiche_source *source,
			struct sample sample, struct verdict verdict[VERDICTS_MAX]);

/* Below this score a source is of no known format. */
#define SCORE_MIN 50
#define SCORE_NEAR 3

/*
 * Parsers below this rank take what they don't know for the rest of an event: lines that
 * a parser above it takes for events are not counted in their favour.
 */
#define RANK_SPECIFIC 50

/* One format of a source that is written in several. */
struct member {
	const struct seiche_parser *parser;
	struct seiche_source view; /* as this format is told it: the head is of its own lines */
	uint32_t events;           /* of the sample */
	bool later;                /* the source does not begin with it */
};

#define MEMBERS_MAX 4

struct choice {
	const struct seiche_parser *parser; /* NULL: of no known format */
	struct member member[MEMBERS_MAX];  /* the formats; one where the source is of one */
	uint32_t members;
	uint32_t lines, read; /* of the sample, and how many of them are of these formats */
	int64_t from_us;      /* the earliest event; TIME_UNKNOWN */
	uint32_t assumed;     /* of all events: seiche_batch */
};

/*
 * Choose what to read the source by; the names of containers in front of its lines are
 * passed over where there are any (prefixed.h). Where a good part of the lines is of another format
 * than the best one's, the parser is a mixture of both: each line is read by the most
 * specific of them that takes it as an event. Lives in `arena`. `verdict` is filled as
 * registry_judge() does; returns how many there are.
 */
uint32_t registry_choose(const struct registry *registry, const struct seiche_source *source,
			 struct sample sample, struct arena *arena, struct choice *out,
			 struct verdict verdict[VERDICTS_MAX]);

/*
 * The same for lines as they stand, of which at least `score_min` in a hundred must be
 * read. For choose.c and for
 * what another format left over.
 */
uint32_t registry_choose_lines(const struct registry *registry, const struct seiche_source *source,
			       struct sample sample, uint32_t score_min, struct arena *arena,
			       struct choice *out, struct verdict verdict[VERDICTS_MAX]);

#endif
