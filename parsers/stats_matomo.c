/*
 * stats_matomo.c - Matomo's visits summary as JSON, by day or by month: an object whose
 * members are dates. An empty array is a date that nothing is known of: without visits,
 * before the site was watched, or yet to come.
 */
#include "parsers/feed_document.h"
#include "parsers/stats.h"
#include "parsers/stats_document.h"

static const char *const counts[] = { "nb_hits", "nb_actions", "nb_visits", "nb_uniq_visitors" };

static bool recognise(struct span front)
{
	static const char *const members[] = { "nb_visits", NULL };
	struct span text = span_trim(front);

	return feed_has_members(text, '{', members) && text.size > 6 &&
	       memmem(text.at, MIN(text.size, (size_t)16), "\"2", 2);
}

/* "2014-02-22" or "2014-02"; years and weeks are too wide for a series. */
static bool read_key(struct stats_printing *printing, const char *key, struct stats_row *row)
{
	const struct clock_context context = { .zone = printing->zone };
	const char *day = strlen(key) == 7 ? arena_print(printing->arena, "%s-01", key) : key;

	if (!stats_time(span_text(day), &context, &row->time_us, NULL) || strlen(day) != 10)
		return fail(printing->error, FAULT_INPUT,
			    "%s: expected a day or a month as 2014-02-22, found \"%.40s\"",
			    printing->path, key);
	row->width_us = day == key ? DAY_US : stats_month_us(printing->zone, row->time_us);
	return true;
}

/* The count that all dates have, nearest to a log's lines; NULL where there is none. */
static const char *count_of(const struct json_value *root)
{
	for (size_t i = 0; i < LENGTH(counts); i++) {
		bool all = true;

		for (const struct json_value *date = root->first; date && all; date = date->next)
			all = date->kind == JSON_ARRAY || feed_text(date, counts[i]).size;
		if (all)
			return counts[i];
	}
	return NULL;
}

static bool print(struct stats_printing *printing, const struct json_value *root)
{
	const char *count = count_of(root);

	if (!count)
		return fail(printing->error, FAULT_INPUT,
			    "%s: expected nb_actions, nb_visits or nb_uniq_visitors of each date",
			    printing->path);
	stats_header(printing, count);
	for (const struct json_value *date = root->first; date; date = date->next) {
		struct stats_row row = { .bytes = -1 };

		if (date->kind == JSON_ARRAY)
			continue;
		if (!read_key(printing, date->key, &row) ||
		    !stats_number(printing, date, count, &row.count))
			return false;
		stats_row(printing, &row);
	}
	return true;
}

const struct stats_document stats_matomo = {
	.name = "matomo",
	.summary = "Matomo's visits summary as JSON, by day or month",
	.follows = "developer.matomo.org/api-reference/reporting-api",
	.recognise = recognise,
	.print = print,
};
