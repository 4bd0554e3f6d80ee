/*
 * options.c - the table of options, and GNU-style parsing by it.
 *
 * Not getopt_long: it accepts abbreviations, which break scripts on the day a
 * second option begins alike.
 */
#include "cmd/options.h"

#include "core/span.h"

#include <string.h>

enum option_id {
	OPTION_OUTPUT,
	OPTION_FORMAT,
	OPTION_OUTAGES,
	OPTION_MARKS,
	OPTION_SINCE,
	OPTION_UNTIL,
	OPTION_TZ,
	OPTION_BUCKET,
	OPTION_INPUT_FORMAT,
	OPTION_HOST,
	OPTION_JOBS,
	OPTION_NOW,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_NO_PROGRESS,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
};

struct option {
	enum option_id id;
	char letter;          /* 0: none */
	const char *name;     /* without the dashes */
	const char *argument; /* what to call it; NULL: takes none */
	uint32_t commands;
	const char *summary;
};

static const struct option table[] = {
	{ OPTION_OUTPUT, 'o', "output", "FILE", FOR_FINDINGS,
	  "write to FILE; its ending picks the format; may be repeated; - is stdout" },
	{ OPTION_FORMAT, 'f', "format", "NAME", FOR_FINDINGS,
	  "format on stdout: text md html json jsonl csv" },
	{ OPTION_OUTAGES, 0, "outages", "[SERVICE=]FILE", FOR_FINDINGS,
	  "declared outages: Statuspage JSON, CSV or JSON lines; may be repeated" },
	{ OPTION_MARKS, 0, "marks", "FILE", FOR_FINDINGS,
	  "annotations: CSV or JSON lines of time and text; may be repeated" },
	{ OPTION_SINCE, 0, "since", "TIME", FOR_FINDINGS,
	  "only from TIME on: RFC 3339, YYYY-MM-DD[ HH:MM[:SS]], @EPOCH, yesterday, -2h" },
	{ OPTION_UNTIL, 0, "until", "TIME", FOR_FINDINGS, "only before TIME" },
	{ OPTION_TZ, 0, "tz", "ZONE", FOR_READING,
	  "zone of stamps without one, and of times in text; default UTC" },
	{ OPTION_BUCKET, 0, "bucket", "WIDTH", FOR_FINDINGS,
	  "width of a bucket: 1s 10s 1m 5m 1h 1d; default: chosen from the data" },
	{ OPTION_INPUT_FORMAT, 0, "input-format", "NAME", FOR_FINDINGS,
	  "read every source as NAME (see `seiche formats list`)" },
	{ OPTION_HOST, 0, "host", "NAME", FOR_FINDINGS, "the host of the sources that follow" },
	{ OPTION_JOBS, 'j', "jobs", "N", FOR_FINDINGS, "worker threads; default: all cores" },
	{ OPTION_NOW, 0, "now", "TIME", FOR_READING,
	  "what now is, for relative times and repeatable runs" },
	{ OPTION_QUIET, 'q', "quiet", NULL, FOR_READING, "no warnings; twice: no errors either" },
	{ OPTION_VERBOSE, 'v', "verbose", NULL, FOR_READING, "say what each source was taken for" },
	{ OPTION_NO_PROGRESS, 0, "no-progress", NULL, FOR_FINDINGS, "draw no progress line" },
	{ OPTION_COLOR, 0, "color", "WHEN", FOR_READING,
	  "auto, always or never; NO_COLOR is obeyed" },
	{ OPTION_HELP, 'h', "help", NULL, FOR_ALL, "show this help" },
	{ OPTION_VERSION, 'V', "version", NULL, FOR_ALL, "show the version" },
};

static const struct option *by_letter(char letter)
{
	for (size_t i = 0; i < LENGTH(table); i++)
		if (letter && table[i].letter == letter)
			return &table[i];
	return NULL;
}

static const struct option *by_name(struct span name)
{
	for (size_t i = 0; i < LENGTH(table); i++)
		if (span_is(span_text(table[i].name), name))
			return &table[i];
	return NULL;
}

/* Damerau-Levenshtein distance of short words; past 31 letters they count as far apart. */
static uint32_t distance(const char *a, const char *b)
{
	uint32_t row[3][32];
	size_t length_a = strlen(a), length_b = strlen(b);

	if (length_a > 31 || length_b > 31)
		return UINT32_MAX;
	for (size_t k = 0; k <= length_b; k++)
		row[0][k] = (uint32_t)k;
	for (size_t i = 1; i <= length_a; i++) {
		uint32_t *now = row[i % 3], *before = row[(i + 2) % 3],
			 *two_before = row[(i + 1) % 3];

		now[0] = (uint32_t)i;
		for (size_t k = 1; k <= length_b; k++) {
			uint32_t change = before[k - 1] + (a[i - 1] != b[k - 1]);

			now[k] = MIN(change, MIN(before[k], now[k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				now[k] = MIN(now[k], two_before[k - 2] + 1);
		}
	}
	return row[length_a % 3][length_b];
}

const char *options_nearest(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	uint32_t best = UINT32_MAX;

	for (size_t i = 0; i < count; i++) {
		uint32_t d = distance(word, words[i]);

		if (d < best) {
			best = d;
			nearest = words[i];
		}
	}
	/* Two slips in a long word, one in a short; or the beginning of a longer one. */
	if (best <= (strlen(word) > 4 ? 2u : 1u) ||
	    (nearest && strlen(word) > 2 && strncmp(word, nearest, strlen(word)) == 0))
		return nearest;
	return NULL;
}

static bool unknown_option(struct span name, struct error *error)
{
	const char *names[LENGTH(table)];
	const char *nearest;
	char word[32];

	for (size_t i = 0; i < LENGTH(table); i++)
		names[i] = table[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)MIN(name.size, sizeof(word)), name.at);
	nearest = options_nearest(word, names, LENGTH(table));
	if (nearest)
		return fail(error, FAULT_USAGE, "unknown option --%s; did you mean --%s?", word,
			    nearest);
	return fail(error, FAULT_USAGE, "unknown option --%s; see `seiche help`", word);
}

static bool list(const char **items, uint32_t *count, const char *item, const char *name,
		 struct error *error)
{
	if (*count == LISTED_MAX)
		return fail(error, FAULT_LIMIT, "more than %d times --%s", LISTED_MAX, name);
	items[(*count)++] = item;
	return true;
}

/* "SERVICE=REST": a service has no slash, so a path with = in a folder's name is left whole. */
static const char *cut_service(const char *text, const char **rest, struct arena *arena)
{
	size_t size = strcspn(text, "=/");

	*rest = text;
	if (text[size] != '=' || size == 0)
		return NULL;
	*rest = text + size + 1;
	return arena_copy(arena, text, size);
}

struct parse {
	struct options *options;
	struct arena *arena;
	const char *host;
	size_t room;
};

static void add_source(struct parse *parse, const char *text)
{
	struct options *options = parse->options;
	struct source_request *source;

	options->source = arena_grow(parse->arena, options->source, options->sources, &parse->room,
				     sizeof(*source));
	source = &options->source[options->sources++];
	source->service = cut_service(text, &source->path, parse->arena);
	source->host = parse->host;
}

static bool apply(struct parse *parse, const struct option *option, const char *value,
		  struct error *error)
{
	struct options *options = parse->options;

	switch (option->id) {
	case OPTION_OUTPUT:
		return list(options->output, &options->outputs, value, option->name, error);
	case OPTION_MARKS:
		return list(options->marks, &options->mark_files, value, option->name, error);
	case OPTION_OUTAGES: {
		struct named_file *file = &options->outage[options->outages];

		if (options->outages == LISTED_MAX)
			return fail(error, FAULT_LIMIT, "more than %d times --outages", LISTED_MAX);
		file->service = cut_service(value, &file->path, parse->arena);
		options->outages++;
		return true;
	}
	case OPTION_FORMAT:
		options->format = value;
		return true;
	case OPTION_SINCE:
		options->since = value;
		return true;
	case OPTION_UNTIL:
		options->until = value;
		return true;
	case OPTION_TZ:
		options->zone = value;
		return true;
	case OPTION_BUCKET:
		options->bucket = value;
		return true;
	case OPTION_INPUT_FORMAT:
		options->input_format = value;
		return true;
	case OPTION_HOST:
		parse->host = value;
		return true;
	case OPTION_JOBS:
		options->jobs = value;
		return true;
	case OPTION_NOW:
		options->now = value;
		return true;
	case OPTION_COLOR:
		options->colour = value;
		return true;
	case OPTION_QUIET:
		options->quiet++;
		return true;
	case OPTION_VERBOSE:
		options->verbose++;
		return true;
	case OPTION_NO_PROGRESS:
		options->no_progress = true;
		return true;
	case OPTION_HELP:
		options->help = true;
		return true;
	case OPTION_VERSION:
		options->version = true;
		return true;
	}
	return false;
}

static bool refuse_foreign(const struct option *option, uint32_t command, struct error *error)
{
	if (option->commands & command)
		return true;
	return fail(error, FAULT_USAGE, "--%s is not an option of this command", option->name);
}

/* "--name", "--name=value" or "--name value"; *at moves on past a value. */
static bool parse_long(struct parse *parse, int argc, char **argv, int *at, uint32_t command,
		       struct error *error)
{
	const char *value = strchr(argv[*at], '=');
	struct span name = span_text(argv[*at] + 2);
	const struct option *option;

	if (value)
		name.size = (size_t)(value - name.at);
	option = by_name(name);
	if (!option)
		return unknown_option(name, error);
	if (!refuse_foreign(option, command, error))
		return false;
	if (!option->argument && value)
		return fail(error, FAULT_USAGE, "--%s takes no value", option->name);
	if (option->argument && value)
		value++;
	else if (option->argument) {
		if (*at + 1 >= argc)
			return fail(error, FAULT_USAGE, "--%s needs a value: --%s %s", option->name,
				    option->name, option->argument);
		value = argv[++*at];
	}
	return apply(parse, option, value, error);
}

/* "-q", "-qv", "-j4", "-j 4". */
static bool parse_letters(struct parse *parse, int argc, char **argv, int *at, uint32_t command,
			  struct error *error)
{
	for (const char *letter = argv[*at] + 1; *letter; letter++) {
		const struct option *option = by_letter(*letter);
		const char *value = NULL;

		if (!option)
			return fail(error, FAULT_USAGE, "unknown option -%c; see `seiche help`",
				    *letter > ' ' && *letter < 127 ? *letter : '?');
		if (!refuse_foreign(option, command, error))
			return false;
		if (option->argument) {
			value = letter[1] ? letter + 1 : *at + 1 < argc ? argv[++*at] : NULL;
			if (!value)
				return fail(error, FAULT_USAGE, "-%c needs a value: -%c %s",
					    *letter, *letter, option->argument);
		}
		if (!apply(parse, option, value, error))
			return false;
		if (value)
			break;
	}
	return true;
}

bool options_parse(int argc, char **argv, uint32_t command, struct arena *arena,
		   struct options *out, struct error *error)
{
	struct options options = { 0 };
	struct parse parse = { .options = &options, .arena = arena };
	bool words_only = false;

	for (int at = 0; at < argc; at++) {
		const char *word = argv[at];
		bool ok = true;

		if (words_only || word[0] != '-' || word[1] == '\0')
			add_source(&parse, word);
		else if (strcmp(word, "--") == 0)
			words_only = true;
		else if (word[1] == '-')
			ok = parse_long(&parse, argc, argv, &at, command, error);
		else
			ok = parse_letters(&parse, argc, argv, &at, command, error);
		if (!ok)
			return false;
	}
	*out = options;
	return true;
}

void options_describe(uint32_t command, FILE *to)
{
	for (size_t i = 0; i < LENGTH(table); i++) {
		const struct option *option = &table[i];
		char left[64];

		if (!(option->commands & command))
			continue;
		snprintf(left, sizeof(left), "%c%c%c --%s%s%s", option->letter ? '-' : ' ',
			 option->letter ? option->letter : ' ', option->letter ? ',' : ' ',
			 option->name, option->argument ? " " : "",
			 option->argument ? option->argument : "");
		fprintf(to, "  %-29s %s%s\n", left,
			strlen(left) > 29 ? "\n                                " : "",
			option->summary);
	}
}
