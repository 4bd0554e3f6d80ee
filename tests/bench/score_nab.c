/*
 * score_nab.c - windows of the Numenta Anomaly Benchmark hit, and episodes outside of
 * all windows, file by file.
 *
 *   score_nab FOLDER    windows.json and the CSV files that it names
 *
 * No threshold is fitted to it, and it is no target: its labels are not complete, and
 * most of its files are gauges (percent, bytes), for which counting statistics are not
 * made. Values are taken for counts of five minutes as they stand.
 */
#include "analysis/episode.h"
#include "core/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WIDTH_US (5 * MINUTE_US)
#define CELLS_MAX 40000

static char *read_all(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *text = malloc(1 << 22);

	if (!file || !text) {
		perror(path);
		exit(2);
	}
	*size = fread(text, 1, (1 << 22) - 1, file);
	text[*size] = 0;
	fclose(file);
	return text;
}

static int64_t time_of(const char *text)
{
	struct tm tm = { 0 };

	if (sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec) != 6)
		return TIME_UNKNOWN;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int64_t)timegm(&tm) * SECOND_US;
}

/* Rows to the cell whose start is nearest; cells without one are not known. */
static struct activity activity_of(char *text, struct arena *arena)
{
	double *events = arena_array(arena, CELLS_MAX, sizeof(double));
	double *none = arena_array(arena, CELLS_MAX, sizeof(double));
	uint8_t *known = arena_array(arena, CELLS_MAX, 1);
	struct activity activity = { .service = "nab",
				     .width_us = WIDTH_US,
				     .counted = true,
				     .events = events,
				     .failed = none,
				     .bytes = none,
				     .known = known };

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		int64_t at_us = time_of(line);
		const char *value = strchr(line, ',');
		int64_t cell;

		if (at_us == TIME_UNKNOWN || !value)
			continue;
		at_us = floor_to(at_us + WIDTH_US / 2, WIDTH_US);
		if (!activity.cells)
			activity.begin_us = at_us;
		cell = (at_us - activity.begin_us) / WIDTH_US;
		if (cell < 0 || cell >= CELLS_MAX)
			continue;
		events[cell] += fmax(strtod(value + 1, NULL), 0);
		known[cell] = 1;
		activity.cells = MAX(activity.cells, (uint32_t)cell + 1);
	}
	return activity;
}

static bool overlaps(const struct json_value *window, const struct episode *episode)
{
	int64_t from_us = time_of(window->first->text.at);
	int64_t to_us = time_of(window->first->next->text.at);

	return episode->from_us < to_us && from_us < episode->to_us;
}

struct tally {
	uint32_t windows, hit, episodes, outside;
};

static struct tally score(const struct json_value *file, const char *folder)
{
	struct arena arena = { 0 };
	struct arena scratch = { 0 };
	struct tally tally = { .windows = file->count };
	size_t size;
	char *text = read_all(arena_print(&arena, "%s/%s", folder, file->key), &size);
	struct activity activity = activity_of(text, &arena);
	struct episodes found =
		episodes_find(&activity, zone_utc, &episode_defaults, 1, &arena, &scratch);

	tally.episodes = found.count;
	for (const struct json_value *window = file->first; window; window = window->next) {
		bool hit = false;

		for (uint32_t i = 0; i < found.count; i++)
			hit |= overlaps(window, &found.item[i]);
		tally.hit += hit;
	}
	for (uint32_t i = 0; i < found.count; i++) {
		bool inside = false;

		for (const struct json_value *window = file->first; window; window = window->next)
			inside |= overlaps(window, &found.item[i]);
		tally.outside += !inside;
	}
	printf("| %-36s | %u of %u | %u | %u |\n", file->key, tally.hit, tally.windows,
	       tally.episodes, tally.outside);
	free(text);
	arena_release(&scratch);
	arena_release(&arena);
	return tally;
}

int main(int count, char **argument)
{
	struct arena arena = { 0 };
	struct tally all = { 0 };
	struct json_value *document;
	struct error error;
	size_t size;
	char *text;

	if (count != 2) {
		fprintf(stderr, "usage: score_nab FOLDER\n");
		return 2;
	}
	text = read_all(arena_print(&arena, "%s/windows.json", argument[1]), &size);
	if (!json_read(span_of(text, size), &arena, &document, &error)) {
		fprintf(stderr, "score_nab: %s\n", error.text);
		return 2;
	}
	printf("| file | windows hit | episodes | outside of windows |\n"
	       "| --- | --- | --- | --- |\n");
	for (const struct json_value *file = document->first; file; file = file->next) {
		struct tally one = score(file, argument[1]);

		all.windows += one.windows;
		all.hit += one.hit;
		all.episodes += one.episodes;
		all.outside += one.outside;
	}
	printf("| all | %u of %u | %u | %u |\n", all.hit, all.windows, all.episodes, all.outside);
	free(text);
	arena_release(&arena);
	return all.windows ? 0 : 1;
}
