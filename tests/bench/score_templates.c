/*
 * score_templates.c - the miner of message templates against loghub-2k.
 *
 *   score_templates FOLDER            a table, one line a system, and the mean
 *   score_templates --least GA F1 FOLDER   the same; fails where the mean is below
 *   score_templates --lines FOLDER    for checks by other means: system, label and
 *                                     template of each line, parted by tabs
 *
 * FOLDER holds a folder for each system, with SYSTEM_2k.log_structured.csv.gz in it
 * (logpai/loghub, Zhu et al. 2023). Messages are the column Content, labels EventId.
 */
#include "analysis/template.h"
#include "core/intern.h"
#include "tests/bench/grouping_score.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define LINES_MAX 100000
#define CELLS_MAX 32
#define TEXT_MAX (64u << 20)

struct sample {
	struct span *message;
	uint32_t *label;
	uint32_t count;
	struct intern labels;
};

static _Noreturn void die(const char *what, const char *path)
{
	fprintf(stderr, "score_templates: %s: %s\n", path, what);
	exit(2);
}

static struct span read_packed(const char *path, struct arena *arena)
{
	gzFile file = gzopen(path, "rb");
	char *text = arena_take(arena, TEXT_MAX);
	int size;

	if (!file)
		die("cannot open", path);
	size = gzread(file, text, TEXT_MAX);
	gzclose(file);
	if (size < 0)
		die("cannot unpack", path);
	return span_of(text, (size_t)size);
}

/* One cell of RFC 4180, unquoted in place; true where more follow in its row. */
static bool take_cell(struct span *rest, struct span *cell)
{
	char *to = (char *)(uintptr_t)rest->at;
	char *start = to;
	const char *at = rest->at;
	const char *end = at + rest->size;
	bool quoted = false;
	bool more;

	for (; at < end && (quoted || (*at != ',' && *at != '\n')); at++) {
		if (*at != '"')
			*to++ = *at;
		else if (quoted && at + 1 < end && at[1] == '"')
			*to++ = *at++;
		else
			quoted = !quoted;
	}
	more = at < end && *at == ',';
	if (to > start && to[-1] == '\r')
		to--;
	*cell = span_of(start, (size_t)(to - start));
	at += at < end;
	*rest = span_of(at, (size_t)(end - at));
	return more;
}

static uint32_t take_row(struct span *rest, struct span *cell)
{
	uint32_t cells = 0;

	while (cells < CELLS_MAX && take_cell(rest, &cell[cells++]))
		;
	return cells;
}

static uint32_t column(const struct span *cell, uint32_t cells, const char *name, const char *path)
{
	for (uint32_t i = 0; i < cells; i++)
		if (span_is(cell[i], span_text(name)))
			return i;
	die("a column is missing", path);
}

static struct sample read_sample(const char *path, struct arena *arena)
{
	struct span rest = read_packed(path, arena);
	struct sample sample = { .message = arena_array(arena, LINES_MAX, sizeof(struct span)),
				 .label = arena_array(arena, LINES_MAX, sizeof(uint32_t)) };
	struct span cell[CELLS_MAX];
	uint32_t cells = take_row(&rest, cell);
	uint32_t message = column(cell, cells, "Content", path);
	uint32_t label = column(cell, cells, "EventId", path);

	intern_init(&sample.labels, arena, LINES_MAX);
	while (rest.size && sample.count < LINES_MAX) {
		if (take_row(&rest, cell) != cells)
			die("a row has too few cells", path);
		sample.message[sample.count] = cell[message];
		sample.label[sample.count++] = intern_id(&sample.labels, cell[label]);
	}
	return sample;
}

static int shapes_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The template of each line, as the inspection would find it. */
static struct templates group(const struct sample *sample, uint32_t *of, struct arena *arena)
{
	struct intern shapes;
	uint32_t *shape = arena_array(arena, sample->count, sizeof(*shape));
	uint64_t *times = arena_array(arena, sample->count, sizeof(*times));
	struct template_seen *seen;
	const char **sorted;
	struct templates templates;

	intern_init(&shapes, arena, LINES_MAX);
	for (uint32_t i = 0; i < sample->count; i++) {
		struct template_shape masked;

		template_mask(sample->message[i], &masked);
		shape[i] = intern_id(&shapes, span_of(masked.at, masked.size));
		times[shape[i]]++;
	}
	sorted = arena_array(arena, shapes.count, sizeof(*sorted));
	seen = arena_array(arena, shapes.count, sizeof(*seen));
	for (uint32_t i = 0; i < shapes.count; i++)
		sorted[i] = intern_text(&shapes, i);
	qsort(sorted, shapes.count, sizeof(*sorted), shapes_compare);
	for (uint32_t i = 0; i < shapes.count; i++) {
		uint32_t id = intern_look(&shapes, span_text(sorted[i]));

		seen[i] =
			(struct template_seen){ .shape = span_text(sorted[i]), .count = times[id] };
		times[id] = i; /* from here on: its place in the order */
	}
	templates = template_group(seen, shapes.count, arena);
	for (uint32_t i = 0; i < sample->count; i++)
		of[i] = templates.of[times[shape[i]]];
	return templates;
}

static int is_system(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type == DT_DIR;
}

static struct grouping_score score_system(const char *folder, const char *name, bool lines)
{
	struct arena arena = { 0 };
	const char *path =
		arena_print(&arena, "%s/%s/%s_2k.log_structured.csv.gz", folder, name, name);
	struct sample sample = read_sample(path, &arena);
	uint32_t *of = arena_array(&arena, sample.count, sizeof(*of));
	struct templates templates = group(&sample, of, &arena);
	struct grouping_score score = grouping_score(of, sample.label, sample.count);

	for (uint32_t i = 0; lines && i < sample.count; i++)
		printf("%s\t%s\t%s\n", name, intern_text(&sample.labels, sample.label[i]),
		       templates.text[of[i]]);
	arena_release(&arena);
	return score;
}

int main(int argc, char **argv)
{
	bool lines = argc == 3 && strcmp(argv[1], "--lines") == 0;
	bool least = argc == 5 && strcmp(argv[1], "--least") == 0;
	double accuracy = 0, groups_f1 = 0, pairs_f1 = 0;
	struct dirent **entry;
	int systems;

	if (argc != 2 && !lines && !least) {
		fputs("usage: score_templates [--lines | --least GA F1] FOLDER\n", stderr);
		return 2;
	}
	systems = scandir(argv[argc - 1], &entry, is_system, alphasort);
	if (systems <= 0)
		die("no systems in it", argv[argc - 1]);
	if (!lines)
		printf("%-12s %9s %9s %9s %7s %7s\n", "system", "accuracy", "groups-F1", "pairs-F1",
		       "found", "labels");
	for (int i = 0; i < systems; i++) {
		struct grouping_score score = score_system(argv[argc - 1], entry[i]->d_name, lines);

		if (!lines)
			printf("%-12s %9.3f %9.3f %9.3f %7u %7u\n", entry[i]->d_name,
			       score.accuracy, score.groups_f1, score.pairs_f1, score.found,
			       score.labelled);
		accuracy += score.accuracy / systems;
		groups_f1 += score.groups_f1 / systems;
		pairs_f1 += score.pairs_f1 / systems;
		free(entry[i]);
	}
	free(entry);
	if (!lines)
		printf("%-12s %9.3f %9.3f %9.3f\n", "mean", accuracy, groups_f1, pairs_f1);
	return least && (accuracy < atof(argv[2]) || groups_f1 < atof(argv[3]));
}
