/*
 * recognise.c - what each source is: packed or not, its format, its first time
 * stamp; and the order in which the sources of a service follow each other.
 */
#include "core/clock.h"
#include "core/crew.h"
#include "core/metric.h"
#include "ingest/colour.h"
#include "ingest/dates.h"
#include "ingest/intake.h"
#include "ingest/measure.h"
#include "ingest/name.h"
#include "ingest/rows.h"
#include "ingest/tabulate.h"
#include "parsers/builtin.h"
#include "parsers/judge.h"

#include <stdlib.h>
#include <string.h>

/* Of a packed file no more is unpacked than a sample and the mark that may stand before it. */
#define SAMPLE_BLOCK_BYTES (SAMPLE_BYTES + 64)

/* What a worker tries sources with. */
struct trial {
	const struct ingest_options *options;
	struct arena *arena; /* its own: what it finds out stays there until all are tried */
	struct points_budget *budget;
	pthread_mutex_t *alone; /* of all: tabulate */
	struct cut_room room;
	struct rows rows;
	struct verdict verdict[VERDICTS_MAX];
	char further[2 * FURTHER_BYTES];
};

static const struct zone *zone_of(const struct source *source, const struct ingest_options *options)
{
	for (uint32_t i = options->zone_rules; i-- > 0;) {
		const struct zone_rule *rule = &options->zone_rule[i];

		if (source_is_like(source, rule->glob))
			return rule->zone;
	}
	return options->zone;
}

/* The front of the sample, whole lines, that parsers may look at until the end. */
static struct span head_of(const struct seiche_chunk *sample, struct arena *arena)
{
	uint32_t lines = 1;

	while (lines < sample->lines && sample->line[lines + 1] <= HEAD_BYTES)
		lines++;

	uint32_t size = MIN(sample->line[lines], SAMPLE_BYTES);
	char *head = arena_take(arena, size + SEICHE_PADDING);

	memcpy(head, sample->bytes, size);
	return span_of(head, size);
}

static bool is_binary(const struct seiche_chunk *sample)
{
	uint32_t control = 0;

	for (uint32_t i = 0; i < sample->size; i++) {
		unsigned char byte = (unsigned char)sample->bytes[i];

		control += byte < 0x20 && !(byte >= '\t' && byte <= '\r') && byte != 0x1b;
	}
	return control > sample->size / 32;
}

static void set_useless(struct source *source, bool lost)
{
	source->useless = true;
	source->lost |= lost;
}

static void note_unknown(struct trial *trial, struct source *source, uint32_t verdicts,
			 const struct seiche_chunk *sample)
{
	const struct verdict *nearest = &trial->verdict[0];
	const char *path = source->path;
	struct span head = span_of(source->view.head, source->view.head_size);
	struct objection objection =
		registry_objection(trial->options->registry, &source->view, NULL, trial->arena);

	set_useless(source, !objection.harmless);
	if (span_starts(span_of(sample->bytes, sample->size), SPAN("LPKSHHRH")))
		source_problem(source, trial->arena,
			       "systemd's journal in its binary form; `journalctl --file=%s -o "
			       "export` prints it in one that is read",
			       path);
	else if (is_binary(sample))
		source_problem(source, trial->arena, "binary file, not a log");
	else if (objection.text)
		source_problem(source, trial->arena, "%s", objection.text);
	else if (verdicts && nearest->events && nearest->first_rejected)
		source_problem(source, trial->arena,
			       "of no known log format (nearest: %s, failed at line %u: %s); see "
			       "'seiche formats detect %s'",
			       nearest->parser->name, nearest->first_rejected, nearest->why, path);
	else if (verdicts && nearest->events && nearest->why)
		source_problem(source, trial->arena,
			       "of no known log format (nearest: %s: %s); see 'seiche formats "
			       "detect %s'",
			       nearest->parser->name, nearest->why, path);
	else
		source_problem(source, trial->arena,
			       "of no known log format%s; see 'seiche formats detect %s'",
			       clock_stands_in(head) ? "" : ": no time stamp in what was looked at",
			       path);
}

/* What is known of a source's events once its format is. */
struct first_look {
	int64_t from_us; /* the earliest; TIME_UNKNOWN */
	uint32_t assumed;
};

/* The events of a sample, for a parser that was not chosen by judging. */
static bool look(struct trial *trial, struct source *source, const struct seiche_chunk *sample,
		 struct first_look *first, struct error *error)
{
	const char *why;
	struct seiche_batch batch = { 0 };

	if (!rows_open(&trial->rows, source->parser, &source->view, NULL, &why)) {
		struct objection objection = registry_objection(trial->options->registry,
								&source->view, NULL, trial->arena);

		source_problem(source, trial->arena, "is not of the format '%s': %s",
			       source->parser->name, objection.text ? objection.text : why);
		set_useless(source, true);
		return true;
	}
	while (batch.line < sample->lines) {
		if (!rows_read(&trial->rows, sample, batch.line, 0, &batch, error))
			return false;
		first->assumed |= batch.assumed;
		for (uint32_t i = 0; i < batch.rows; i++)
			if (first->from_us == TIME_UNKNOWN || batch.row[i].time_us < first->from_us)
				first->from_us = batch.row[i].time_us;
	}
	return true;
}

/* What the samples of a source count, that its parser can read. */
static void learn_metric(struct trial *trial, struct source *source)
{
	const char *why;

	if (source->parser && source->parser->metric &&
	    rows_open(&trial->rows, source->parser, &source->view, NULL, &why))
		source->metric = (uint8_t)metric_known(
			source->parser->metric(trial->rows.state, &source->word));
}

/* Several formats in one source are worth a word: who reads only one of them sees half of it. */
static void note_mixture(struct trial *trial, struct source *source, const struct choice *choice)
{
	const char *list = "";

	if (choice->members < 2)
		return;
	for (uint32_t i = 0; i < choice->members; i++)
		list = arena_print(trial->arena, "%s%s%s (%u of %u lines)", list, i ? ", " : "",
				   choice->member[i].parser->name, choice->member[i].events,
				   choice->lines);
	source_problem(source, trial->arena, "lines of several formats; of a sample: %s", list);
}

/* Whole lines of `text`, whose first may be half of one. */
static struct span whole_lines(struct span text)
{
	const char *first = memchr(text.at, '\n', text.size);
	const char *last = memrchr(text.at, '\n', text.size);

	return first ? span_of(first + 1, (size_t)(last - first)) : span_of(text.at, 0);
}

/* What lies further on in a file that can be read anywhere: its middle and its end. */
static struct span further_lines(struct trial *trial, const struct source *source, uint64_t read)
{
	const struct intake *intake = source->intake;
	const struct stream *stream = &intake->cutter.stream;
	uint64_t size = (uint64_t)intake->about.st_size - intake->base;
	uint64_t at[] = { size / 2, size - FURTHER_BYTES };
	char *bytes = trial->further, *start = bytes;

	if (source->spool || stream->packed || intake->cutter.decoder.utf16 ||
	    size < intake->base + read + 3 * FURTHER_BYTES)
		return span_of(start, 0);
	for (size_t i = 0; i < LENGTH(at); i++) {
		int64_t got = file_pread(intake->ops, intake->fd, bytes, FURTHER_BYTES,
					 intake->base + at[i]);
		struct span lines = whole_lines(span_of(bytes, got > 0 ? (size_t)got : 0));

		memmove(bytes, lines.at, lines.size);
		if (intake->coloured)
			colour_strip(bytes, (uint32_t)lines.size);
		bytes += lines.size;
	}
	return span_of(start, (size_t)(bytes - start));
}

/* The lines that tell the format: some of the front, some of what follows. */
static struct sample sample_of(struct trial *trial, const struct source *source,
			       const struct seiche_chunk *chunk)
{
	struct sample sample = { .front = span_of(chunk->bytes, chunk->size) };
	uint32_t lines = 1;

	sample.more = further_lines(trial, source, chunk->size);
	/* Where nothing further can be looked at, all that was read is. */
	if (!sample.more.size && chunk->size <= SAMPLE_BYTES / 2)
		return sample;
	while (lines < chunk->lines && chunk->line[lines + 1] <= FRONT_BYTES)
		lines++;
	sample.front.size = chunk->line[lines];
	if (sample.more.size)
		return sample;
	while (lines < chunk->lines && chunk->line[lines] < chunk->size - FURTHER_BYTES)
		lines++;
	sample.more = span_of(chunk->bytes + chunk->line[lines], chunk->size - chunk->line[lines]);
	return sample;
}

/* Of a hundred lines of the sample those that belong to an event before them. */
static uint32_t continued_percent(const struct choice *choice)
{
	uint32_t events = 0;

	for (uint32_t i = 0; i < choice->members; i++)
		events += choice->member[i].events;
	return (uint32_t)((uint64_t)(choice->read - MIN(choice->read, events)) * 100 /
			  MAX(choice->lines, 1));
}

/* Choose the parser by the sample. False only where a parser breaks its promises. */
static bool judge(struct trial *trial, struct source *source, const struct seiche_chunk *sample,
		  struct first_look *first, struct error *error)
{
	const struct ingest_options *options = trial->options;
	struct span head = head_of(sample, trial->arena);
	struct choice choice;
	uint32_t verdicts;
	struct objection objection = { 0 };

	source->view = (struct seiche_source){
		.size = sizeof(source->view),
		.path = source->path,
		.head = head.at,
		.head_size = (uint32_t)head.size,
		.newest_us = dates_newest(source, options),
		.zone = zone_of(source, options),
	};
	source->view.base_us = dates_last_day(source, options);
	/* A table that was printed from a document is none of the user's. */
	if (options->parser || source->document) {
		source->parser = source->document ? &parser_csv_stats : options->parser;
		return look(trial, source, sample, first, error);
	}
	verdicts =
		registry_choose(options->registry, &source->view, sample_of(trial, source, sample),
				trial->arena, &choice, trial->verdict);
	if (choice.parser && choice.member[0].parser->rank < RANK_SPECIFIC)
		objection = registry_objection(options->registry, &source->view,
					       choice.member[0].parser, trial->arena);
	if (objection.text) {
		source_problem(source, trial->arena, "%s", objection.text);
		set_useless(source, true);
	} else if (choice.parser) {
		source->parser = choice.parser;
		source->intake->asked = trial->verdict[0].favour;
		source->intake->usual = continued_percent(&choice);
		*first = (struct first_look){ choice.from_us, choice.assumed };
		note_mixture(trial, source, &choice);
	} else {
		note_unknown(trial, source, verdicts, sample);
	}
	return true;
}

static bool recognise(struct trial *trial, struct source *source, int64_t *from_us,
		      struct error *error)
{
	struct first_look first = { .from_us = TIME_UNKNOWN };
	struct cutter *cutter;
	struct seiche_chunk sample;
	struct error problem;
	uint64_t line;
	bool ok = true;

	if (!intake_begin(source, source->intake, &problem)) {
		source_problem(source, trial->arena, "%s", problem.text);
		set_useless(source, true);
		return true;
	}
	source->intake->cutter.stream.block_bytes = SAMPLE_BLOCK_BYTES;
	if (!trial->options->parser) {
		if (!tabulate(source, zone_of(source, trial->options), trial->options->progress,
			      trial->budget, trial->alone, trial->arena, error))
			return false;
		if (source->useless)
			goto done;
	}
	cutter = &source->intake->cutter;
	cutter->patience = NO_LINE_BYTES;
	if (cutter_next(cutter, SAMPLE_BYTES, &trial->room, &sample, &line)) {
		source->intake->coloured = colour_found(sample.bytes, sample.size);
		if (source->intake->coloured)
			colour_strip(trial->room.bytes, sample.size);
		ok = judge(trial, source, &sample, &first, error);
		learn_metric(trial, source);
	} else if (cutter->stream.broken == STREAM_NO_SPOOL) {
		ok = fail(error, FAULT_SYSTEM, "cannot keep a copy of %s: %s", source->path,
			  cutter->stream.why);
	} else if (cutter->skipping) {
		source_problem(source, trial->arena, "no line ends in its first 16 MiB");
		set_useless(source, true);
	} else {
		tally_losses(source, trial->arena, cutter);
		if (!source->problems)
			source_problem(source, trial->arena, "empty");
		set_useless(source, false);
	}
done:
	source->ledger.bytes = intake_bytes(source);
	intake_end(source, source->intake);
	if (ok && source->parser && !source->useless &&
	    (first.assumed & (CLOCK_ASSUMED_DATE | CLOCK_ASSUMED_HOUR)))
		ok = dates_find(source, trial->options, first.assumed, &trial->room, &trial->rows,
				trial->arena, &first.from_us, error);
	*from_us = first.from_us;
	return ok;
}

/* --- Order --- */

struct place {
	struct source source;
	int64_t from_us;
	uint32_t given;
};

static int by_time(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	const char *left_host = left->source.host ? left->source.host : "";
	const char *right_host = right->source.host ? right->source.host : "";
	int order = strcmp(left->source.service, right->source.service);

	if (!order)
		order = strcmp(left_host, right_host);
	/* Those without any time stamp come last. */
	if (!order && (left->from_us == TIME_UNKNOWN) != (right->from_us == TIME_UNKNOWN))
		order = left->from_us == TIME_UNKNOWN ? 1 : -1;
	if (!order)
		order = (left->from_us > right->from_us) - (left->from_us < right->from_us);
	return order ? order : (left->given > right->given) - (left->given < right->given);
}

/* --- All of them, spread over workers --- */

struct recogniser {
	struct trial trial;
	struct arena arena;
	struct error error;
	uint32_t failed; /* the source that it failed at, or their number; none: UINT32_MAX */
};

struct recognition {
	struct source_list *sources;
	struct place *place; /* of each */
	struct recogniser *recogniser;
	pthread_mutex_t alone;   /* held by the one that reads a document */
	struct crew_items items; /* the sources */
	atomic_bool failed;
};

/* The sources that others left, until one of them fails. */
static void recognise_some(struct recognition *recognition, struct recogniser *recogniser)
{
	struct source_list *sources = recognition->sources;
	struct trial *trial = &recogniser->trial;
	uint32_t i;

	while (!atomic_load(&recognition->failed) && crew_take(&recognition->items, &i)) {
		struct source *source = &sources->item[i];

		if (source->useless)
			continue;
		source->intake = intake_new(trial->options->ops, trial->budget, trial->arena);
		if (!recognise(trial, source, &recognition->place[i].from_us, &recogniser->error)) {
			recogniser->failed = i;
			atomic_store(&recognition->failed, true);
		}
	}
}

static void recogniser_work(void *context, uint32_t worker)
{
	struct recognition *recognition = context;
	struct recogniser *recogniser = &recognition->recogniser[worker];
	struct trial *trial = &recogniser->trial;

	if (!cut_room_init(&trial->room)) {
		fail(&recogniser->error, FAULT_SYSTEM, "out of memory");
		recogniser->failed = recognition->items.count; /* what a source says goes first */
		atomic_store(&recognition->failed, true);
		return;
	}
	rows_init(&trial->rows);
	recognise_some(recognition, recogniser);
	rows_release(&trial->rows);
	cut_room_release(&trial->room);
}

/*
 * Try all; false where one failed: of several the first in the list, as sources are taken in
 * its order and each that is taken is tried.
 */
static bool recognise_all(struct source_list *sources, const struct ingest_options *options,
			  struct place *place, struct arena *arena, struct arena *scratch,
			  struct error *error)
{
	uint32_t workers = MAX(MIN(options->jobs, sources->count), 1), first = UINT32_MAX;
	struct points_budget *budget = arena_take(arena, sizeof(*budget));
	struct recognition recognition = {
		.sources = sources,
		.place = place,
		.items = { .count = sources->count },
		.recogniser = arena_array(scratch, workers, sizeof(*recognition.recogniser)),
	};

	invariant(pthread_mutex_init(&recognition.alone, NULL) == 0);
	for (uint32_t i = 0; i < workers; i++) {
		struct recogniser *recogniser = &recognition.recogniser[i];

		recogniser->failed = UINT32_MAX;
		recogniser->trial.options = options;
		recogniser->trial.arena = &recogniser->arena;
		recogniser->trial.budget = budget;
		recogniser->trial.alone = &recognition.alone;
	}
	crew_run(workers, recogniser_work, &recognition);
	pthread_mutex_destroy(&recognition.alone);
	for (uint32_t i = 0; i < workers; i++) {
		struct recogniser *recogniser = &recognition.recogniser[i];

		arena_adopt(arena, &recogniser->arena);
		if (recogniser->failed >= first)
			continue;
		first = recogniser->failed;
		*error = recogniser->error;
	}
	return first == UINT32_MAX;
}

bool ingest_recognise(struct source_list *sources, const struct ingest_options *options,
		      struct arena *arena, struct error *error)
{
	struct arena scratch = { 0 };
	struct place *place = arena_array(&scratch, sources->count, sizeof(*place));
	bool ok;

	for (uint32_t i = 0; i < sources->count; i++)
		place[i] = (struct place){ .from_us = TIME_UNKNOWN, .given = i };
	ok = recognise_all(sources, options, place, arena, &scratch, error);
	measures_settle(sources, arena);
	for (uint32_t i = 0; i < sources->count && ok; i++)
		place[i].source = sources->item[i];
	if (ok && sources->count)
		qsort(place, sources->count, sizeof(*place), by_time);
	for (uint32_t i = 0; i < sources->count && ok; i++)
		sources->item[i] = place[i].source;
	arena_release(&scratch);
	return ok;
}
