/* stats_goaccess.c - GoAccess' JSON report: the hits of its days, hours or minutes. */
#include "parsers/feed_document.h"
#include "parsers/stats_document.h"

static bool recognise(struct span front)
{
	static const char *const members[] = { "general", "valid_requests", "visitors", NULL };

	return feed_has_members(front, '{', members);
}

static bool print_item(struct stats_printing *printing, const struct json_value *item)
{
	struct stats_row row = { 0 };
	uint64_t bytes;

	if (!stats_compact_time(printing, feed_text(item, "data"), &row.time_us, &row.width_us) ||
	    !stats_number(printing, item, "hits.count", &row.count) ||
	    !stats_number(printing, item, "bytes.count", &bytes))
		return false;
	row.bytes = (int64_t)bytes;
	stats_row(printing, &row);
	return true;
}

static bool print(struct stats_printing *printing, const struct json_value *root)
{
	const struct json_value *data = feed_member(root, "visitors.data");

	stats_header(printing, "hits");
	for (const struct json_value *item = data ? data->first : NULL; item; item = item->next)
		if (!print_item(printing, item))
			return false;
	return true;
}

const struct stats_document stats_goaccess = {
	.name = "goaccess",
	.summary = "GoAccess' JSON report: hits and bytes by its --date-spec",
	.follows = "goaccess 1.7, src/json.c",
	.recognise = recognise,
	.print = print,
};
