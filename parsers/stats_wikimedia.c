/*
 * stats_wikimedia.c - page views of Wikimedia's interface: of one article or project a
 * document, by hour, day or month.
 *
 * All agents together hold the users once more: rows of different access or agent are
 * refused rather than counted twice.
 */
#include "parsers/feed_document.h"
#include "parsers/stats.h"
#include "parsers/stats_document.h"

static bool recognise(struct span front)
{
	static const char *const members[] = { "items", "granularity", "timestamp", "views", NULL };

	return feed_has_members(front, '{', members);
}

static bool print_item(struct stats_printing *printing, const struct json_value *item)
{
	struct span granularity = feed_text(item, "granularity");
	struct span stamp = feed_text(item, "timestamp"), article = feed_text(item, "article");
	struct stats_row row = { .bytes = -1,
				 .service = article.size ? article : feed_text(item, "project") };
	struct stats_printing utc = *printing;

	utc.zone = zone_utc;
	if (!stats_compact_time(&utc, stamp, &row.time_us, &row.width_us) ||
	    !stats_number(printing, item, "views", &row.count))
		return false;
	if (span_is(granularity, SPAN("monthly")))
		row.width_us = stats_month_us(zone_utc, row.time_us);
	else
		row.width_us = span_is(granularity, SPAN("hourly")) ? HOUR_US : DAY_US;
	stats_row(printing, &row);
	return true;
}

static bool print(struct stats_printing *printing, const struct json_value *root)
{
	const struct json_value *items = feed_member(root, "items"), *first;

	first = items ? items->first : NULL;
	stats_header(printing, "views");
	for (const struct json_value *item = first; item; item = item->next) {
		if (!span_is(feed_text(item, "access"), feed_text(first, "access")) ||
		    !span_is(feed_text(item, "agent"), feed_text(first, "agent")))
			return fail(printing->error, FAULT_INPUT,
				    "%s: expected one access and one agent in all items, found "
				    "several, which hold each other",
				    printing->path);
		if (!print_item(printing, item))
			return false;
	}
	return true;
}

const struct stats_document stats_wikimedia = {
	.name = "wikimedia-views",
	.summary = "page views of Wikimedia's interface",
	.follows = "wikimedia.org/api/rest_v1, metrics/pageviews",
	.recognise = recognise,
	.print = print,
};
