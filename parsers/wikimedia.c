/*
 * wikimedia.c - Wikimedia's hourly counts: pagecounts-20140222-190000 and pageviews-….
 *
 * "project title count bytes": the hour is in the file's name alone. Whether the name
 * tells the start or the end of the hour is disputed; the file was written then, some
 * seconds late (…-190001), so each row is taken for the hour before. Each article is a
 * service of its own.
 */
#include "parsers/builtin.h"
#include "parsers/stats.h"

struct state {
	int64_t from_us;
};

/* "pagecounts-20140222-190001": the hour, minutes and seconds left off. */
static bool read_name(const char *path, int64_t *end_us)
{
	const struct clock_context context = { .zone = zone_utc };
	const char *name = path + strlen(path);
	struct span rest, kind, day;
	uint64_t hour, number;

	/* A member of an archive stands behind a colon. */
	while (name > path && name[-1] != '/' && name[-1] != ':')
		name--;
	rest = span_text(name);
	kind = span_cut(&rest, '-');
	day = span_cut(&rest, '-');
	if (!span_is(kind, SPAN("pagecounts")) && !span_is(kind, SPAN("pageviews")))
		return false;
	if (day.size != 8 || rest.size < 6 || !span_number(span_of(rest.at, 6), &number) ||
	    !span_number(span_of(rest.at, 2), &hour) || hour > 23 ||
	    !stats_time(day, &context, end_us, NULL))
		return false;
	*end_us += (int64_t)hour * HOUR_US;
	return *end_us >= HOUR_US;
}

static int wikimedia_open(void *memory, const struct seiche_source *source,
			  const struct seiche_host *host, const char **why)
{
	struct state *state = memory;
	int64_t end_us;

	(void)host;
	if (!read_name(source->path, &end_us)) {
		*why = "the file's name is not that of Wikimedia's hourly counts";
		return -1;
	}
	state->from_us = end_us - HOUR_US;
	return 0;
}

static const char *read_line(const struct state *state, struct seiche_walk walk,
			     struct seiche_event *row)
{
	struct seiche_span project, title, count, bytes;

	row->record = (struct seiche_span){ walk.at, walk.end - walk.at };
	project = seiche_take(&walk, ' ');
	title = seiche_take(&walk, ' ');
	count = seiche_take(&walk, ' ');
	bytes = seiche_take(&walk, ' ');
	if (!project.size || !title.size ||
	    !span_number(span_of(walk.bytes + count.at, count.size), &row->weight) ||
	    row->weight > INT64_MAX ||
	    !span_number(span_of(walk.bytes + bytes.at, bytes.size), &row->bytes))
		return "not project, title, count and bytes";
	row->kind = SEICHE_SAMPLE;
	row->time_us = state->from_us;
	row->length_us = HOUR_US;
	row->service = title;
	row->program = project;
	row->has = SEICHE_SERVICE | SEICHE_PROGRAM | SEICHE_BYTES;
	return NULL;
}

static void wikimedia_parse(void *state, const struct seiche_source *source,
			    const struct seiche_chunk *chunk, struct seiche_batch *batch,
			    const struct seiche_host *host)
{
	struct seiche_walk walk;

	(void)source;
	(void)host;
	while (seiche_next_line(chunk, batch, &walk)) {
		const char *why;

		if (walk.at == walk.end) {
			seiche_continue(batch);
			continue;
		}
		why = read_line(state, walk, seiche_row(batch));
		if (why)
			seiche_reject(batch, why);
		else
			seiche_accept(batch);
	}
}

const struct seiche_parser parser_wikimedia = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "wikimedia",
	.summary = "Wikimedia's hourly pagecounts and pageviews: the hour is in the file's name",
	.example = "en WhatsApp 5123 98765432",
	.follows = "dumps.wikimedia.org/other/pagecounts-raw and other/pageviews, readme",
	.state_size = sizeof(struct state),
	.rank = 75,
	.open = wikimedia_open,
	.parse = wikimedia_parse,
	.metric = stats_pageviews,
};
