/*
 * webalizer.c - Webalizer's history: hits and kilobytes a month.
 *
 * "month year hits files sites kbytes first-day last-day pages visits …". A month that
 * there is nothing of is written as zeros: it is passed over, for it says nothing of
 * the traffic. The first and last day bound what was seen of the month.
 */
#include "parsers/builtin.h"
#include "parsers/stats.h"

enum { MONTH, YEAR, HITS, FILES, SITES, KBYTES, FIRST_DAY, LAST_DAY, PAGES, VISITS, FIELDS };

static int webalizer_open(void *state, const struct seiche_source *source,
			  const struct seiche_host *host, const char **why)
{
	struct span head = span_of(source->head, source->head_size);

	(void)state;
	(void)host;
	if (span_starts(span_cut(&head, '\n'), SPAN("# Webalizer V")))
		return 0;
	*why = "no \"# Webalizer V\" in the first line";
	return -1;
}

static int64_t day_us(const struct clock_context *context, const uint64_t number[FIELDS],
		      uint64_t day)
{
	const struct civil civil = { .year = (int32_t)number[YEAR],
				     .month = (uint8_t)number[MONTH],
				     .day = (uint8_t)day };

	return zone_to_utc(context->zone, clock_from_civil(&civil));
}

static const char *read_month(struct span line, const struct clock_context *context,
			      struct seiche_event *row, bool *nothing)
{
	uint64_t number[FIELDS];

	*nothing = false;
	for (size_t i = 0; i < FIELDS; i++)
		if (!span_number(span_cut(&line, ' '), &number[i]))
			return "not ten numbers";
	if (number[MONTH] < 1 || number[MONTH] > 12 || number[YEAR] < CLOCK_FIRST_YEAR ||
	    number[YEAR] > CLOCK_LAST_YEAR || number[FIRST_DAY] > 31 || number[LAST_DAY] > 31 ||
	    number[FIRST_DAY] > number[LAST_DAY])
		return "no such month";
	*nothing = !number[HITS] && !number[LAST_DAY];
	if (*nothing)
		return NULL;
	if (!number[FIRST_DAY])
		return "no such month";
	if (number[HITS] > INT64_MAX || number[KBYTES] > UINT64_MAX / 1024)
		return "more than there can be";
	row->kind = SEICHE_SAMPLE;
	row->time_us = day_us(context, number, number[FIRST_DAY]);
	row->length_us = day_us(context, number, number[LAST_DAY]) + DAY_US - row->time_us;
	row->weight = number[HITS];
	row->bytes = number[KBYTES] * 1024;
	row->has |= SEICHE_BYTES;
	return NULL;
}

static void webalizer_parse(void *state, const struct seiche_source *source,
			    const struct seiche_chunk *chunk, struct seiche_batch *batch,
			    const struct seiche_host *host)
{
	struct clock_context context = clock_context_of(source);
	struct seiche_walk walk;

	(void)state;
	(void)host;
	while (seiche_next_line(chunk, batch, &walk)) {
		struct span line = span_of(walk.bytes + walk.at, walk.end - walk.at);
		struct seiche_event *row = seiche_row(batch);
		bool nothing = !line.size || line.at[0] == '#';
		const char *why = nothing ? NULL : read_month(line, &context, row, &nothing);

		row->record = (struct seiche_span){ walk.at, walk.end - walk.at };
		if (why)
			seiche_reject(batch, why);
		else if (nothing)
			seiche_continue(batch);
		else
			seiche_accept(batch);
	}
}

const struct seiche_parser parser_webalizer = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "webalizer",
	.summary = "Webalizer's webalizer.hist: hits and kilobytes a month",
	.example = "2 2014 400 237 337 1730 22 22 296 283 0 0",
	.follows = "webalizer 2.23, preserve.c: put_history",
	.rank = 75,
	.open = webalizer_open,
	.parse = webalizer_parse,
	.metric = stats_hits,
};
