/*
 * awstats.c - AWStats' data files: the days of a month, with hits and bytes.
 *
 * Of all sections only DAY is a series: "20140222 pages hits bandwidth visits". TIME sums
 * an hour over all days of the month, so it is none; what the others hold has no time.
 * Their lines are passed over. A line of a day has a form that no other has, so it is
 * known wherever a chunk begins.
 */
#include "parsers/builtin.h"
#include "parsers/stats.h"

#define FIRST_LINE "AWSTATS DATA FILE "

static int awstats_open(void *state, const struct seiche_source *source,
			const struct seiche_host *host, const char **why)
{
	(void)state;
	(void)host;
	if (span_starts(span_of(source->head, source->head_size), SPAN(FIRST_LINE)))
		return 0;
	*why = "no AWSTATS DATA FILE in the first line";
	return -1;
}

/* Whether it begins as a day's line does: eight digits and two more words, for one more has a
 * number that was searched for. */
static bool is_day(struct span line)
{
	uint64_t number;

	return line.size > 10 && line.at[8] == ' ' && span_number(span_of(line.at, 8), &number) &&
	       memchr(line.at + 9, ' ', line.size - 9);
}

static const char *read_day(struct span line, const struct clock_context *context,
			    struct seiche_event *row, uint32_t *assumed)
{
	struct span rest = line, day = span_cut(&rest, ' ');
	struct civil civil;
	int64_t next_us;
	uint64_t number[4];

	if (!stats_time(day, context, &row->time_us, assumed))
		return "no such day";
	for (size_t i = 0; i < LENGTH(number); i++)
		if (!span_number(span_cut(&rest, ' '), &number[i]))
			return "not four numbers behind a day";
	if (number[1] > INT64_MAX)
		return "more hits than there can be";
	/* From midnight to midnight, which is 23 or 25 hours twice a year. */
	clock_to_civil(row->time_us + zone_offset_s(context->zone, row->time_us) * SECOND_US,
		       &civil);
	next_us = zone_to_utc(context->zone, clock_from_civil(&civil) + DAY_US);
	row->kind = SEICHE_SAMPLE;
	row->length_us = next_us - row->time_us;
	row->weight = number[1];
	row->bytes = number[2];
	row->has |= SEICHE_BYTES;
	return NULL;
}

static void awstats_parse(void *state, const struct seiche_source *source,
			  const struct seiche_chunk *chunk, struct seiche_batch *batch,
			  const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk walk;

	(void)state;
	(void)host;
	while (seiche_next_line(chunk, batch, &walk)) {
		struct span line = span_of(walk.bytes + walk.at, walk.end - walk.at);
		struct seiche_event *row;
		const char *why;

		if (!is_day(line)) {
			seiche_continue(batch);
			continue;
		}
		row = seiche_row(batch);
		row->record = (struct seiche_span){ walk.at, walk.end - walk.at };
		why = read_day(line, &context, row, &batch->assumed);
		if (why)
			seiche_reject(batch, why);
		else
			seiche_accept(batch);
	}
}

const struct seiche_parser parser_awstats = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "awstats",
	.summary = "AWStats' data files: hits and bytes a day",
	.example = "20140222 96 400 1771203 119",
	.follows = "awstats.sourceforge.io/docs, wwwroot/cgi-bin/awstats.pl",
	.rank = 75,
	.open = awstats_open,
	.parse = awstats_parse,
	.metric = stats_hits,
};
