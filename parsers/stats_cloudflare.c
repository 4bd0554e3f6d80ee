/*
 * stats_cloudflare.c - Cloudflare's GraphQL groups of requests, by minute, hour or day,
 * with their statuses where they were asked for.
 */
#include "parsers/feed_document.h"
#include "parsers/stats.h"
#include "parsers/stats_document.h"

static const struct {
	const char *name, *time;
	int64_t width_us;
} groups[] = {
	{ "httpRequests1mGroups", "dimensions.datetime", MINUTE_US },
	{ "httpRequests1hGroups", "dimensions.datetime", HOUR_US },
	{ "httpRequests1dGroups", "dimensions.date", DAY_US },
};

static bool recognise(struct span front)
{
	static const char *const members[] = { "viewer", "zones", "dimensions", NULL };

	return feed_has_members(front, '{', members) && feed_holds(front, "\"httpRequests1");
}

/* A row for each status, and one for what the map leaves out; bytes are not told by status. */
static bool print_statuses(struct stats_printing *printing, const struct json_value *map,
			   struct stats_row *row)
{
	uint64_t left = row->count;

	for (const struct json_value *entry = map ? map->first : NULL; entry; entry = entry->next) {
		uint64_t status;

		if (!stats_number(printing, entry, "requests", &row->count) ||
		    !stats_number(printing, entry, "edgeResponseStatus", &status))
			return false;
		if (row->count > left)
			return fail(printing->error, FAULT_INPUT,
				    "%s: its statuses are more than its requests", printing->path);
		left -= row->count;
		row->status = status >= 100 && status <= 999 ? (uint32_t)status : 0;
		stats_row(printing, row);
		row->bytes = -1;
	}
	row->status = 0;
	row->count = left;
	if (left || !map || !map->first)
		stats_row(printing, row);
	return true;
}

static bool print_group(struct stats_printing *printing, const struct json_value *group,
			size_t kind, struct span zone)
{
	const struct clock_context context = { .zone = zone_utc };
	struct span time = feed_text(group, groups[kind].time);
	struct stats_row row = { .width_us = groups[kind].width_us, .bytes = -1, .service = zone };
	uint64_t bytes;

	if (!stats_time(time, &context, &row.time_us, NULL))
		return fail(printing->error, FAULT_INPUT,
			    "%s: expected a time in '%s', found \"%.*s\"", printing->path,
			    groups[kind].time, (int)MIN(time.size, 40), time.size ? time.at : "");
	if (!stats_number(printing, group, "sum.requests", &row.count))
		return false;
	if (feed_member(group, "sum.bytes")) {
		if (!stats_number(printing, group, "sum.bytes", &bytes))
			return false;
		row.bytes = (int64_t)bytes;
	}
	return print_statuses(printing, feed_member(group, "sum.responseStatusMap"), &row);
}

static bool print(struct stats_printing *printing, const struct json_value *root)
{
	const struct json_value *zones = feed_member(root, "data.viewer.zones");

	stats_header(printing, "requests");
	for (const struct json_value *zone = zones ? zones->first : NULL; zone; zone = zone->next)
		for (size_t kind = 0; kind < LENGTH(groups); kind++) {
			const struct json_value *list = feed_member(zone, groups[kind].name);

			for (const struct json_value *group = list ? list->first : NULL; group;
			     group = group->next)
				if (!print_group(printing, group, kind, feed_text(zone, "zoneTag")))
					return false;
		}
	return true;
}

const struct stats_document stats_cloudflare = {
	.name = "cloudflare",
	.summary = "Cloudflare's GraphQL analytics: requests by minute, hour or day",
	.follows = "developers.cloudflare.com/analytics/graphql-api",
	.recognise = recognise,
	.print = print,
};
