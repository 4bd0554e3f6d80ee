/* command_formats.c - formats: which there are, and which one a file is of. */
#include "cmd/command.h"
#include "cmd/document_formats.h"
#include "cmd/request.h"
#include "cmd/request_registry.h"
#include "core/clock.h"
#include "core/sink.h"
#include "ingest/run.h"
#include "parsers/declared.h"
#include "parsers/judge.h"
#include "report/escape.h"

#include <string.h>
#include <unistd.h>

#define QUOTE_BYTES 60

/* Whether it came with an option or a file of the user's: then where from is worth a word. */
static bool is_added(const struct registered *format)
{
	return strcmp(format->origin, "built-in") != 0;
}

static void list_formats(const struct registry *registry, struct out *out)
{
	for (size_t i = 0; i < registry->count; i++) {
		const struct registered *format = &registry->item[i];

		format_line(out, format->parser->name,
			    format->parser->metric ? "statistics" : "log", format->parser->summary,
			    is_added(format) ? format->origin : format->parser->follows,
			    is_added(format)                       ? NULL
			    : declared_has_samples(format->parser) ? "data/formats/%s.json"
								   : "tests/formats/%s");
	}
	document_formats_list(out);
}

/* Text of several lines, each made harmless. */
static void show_lines(const char *text, struct out *out)
{
	struct span rest = span_text(text);

	while (rest.size) {
		struct span line = span_cut(&rest, '\n');

		while (memchr(line.at, '\t', line.size)) {
			escape_terminal(out, span_cut(&line, '\t'));
			out_text(out, "    ");
		}
		escape_terminal(out, line);
		out_text(out, "\n");
	}
}

static void show_format(const struct registered *format, struct out *out)
{
	const struct seiche_parser *parser = format->parser;

	out_print(out, "%s: ", parser->name);
	escape_terminal(out, span_text(parser->summary));
	out_text(out, "\n");
	if (parser->follows[0]) {
		out_text(out, "as in: ");
		escape_terminal(out, span_text(parser->follows));
		out_text(out, "\n");
	}
	if (is_added(format)) {
		out_text(out, "from: ");
		escape_terminal(out, span_text(format->origin));
		out_text(out, "\n");
	}
	if (format->detail) {
		out_text(out, "\n");
		show_lines(format->detail, out);
	}
	if (parser->example[0]) {
		out_text(out, "\n");
		show_lines(parser->example, out);
	}
}

/* Why a parser does not read a line: its reason and the line, cut and made harmless. */
static void say_reject(const struct verdict *verdict, struct out *out)
{
	struct span line = verdict->first_text;

	if (!verdict->first_rejected) {
		if (verdict->why)
			out_print(out, ": %s", verdict->why);
		return;
	}
	line.size = MIN(line.size, QUOTE_BYTES);
	out_print(out, ": line %u: %s: \"", verdict->first_rejected,
		  verdict->why ? verdict->why : "not of the format");
	escape_terminal(out, line);
	out_text(out, "\"");
}

static void say_times(const struct verdict *verdict, struct out *out)
{
	char from[CLOCK_TEXT_BYTES], to[CLOCK_TEXT_BYTES];

	if (verdict->from_us != TIME_UNKNOWN)
		out_print(out, ", %s to %s", clock_write(verdict->from_us, from),
			  clock_write(verdict->to_us, to));
}

/* The winner, and who came next: one, or `all` of them. */
static void say_known(const struct seiche_parser *parser, const struct verdict *verdict,
		      uint32_t verdicts, bool all, struct out *out)
{
	const struct verdict *best = &verdict[0];

	/* Of several formats, or by what lies further on: then the front alone tells something
	 * else. */
	if (strcmp(parser->name, best->parser->name) != 0)
		out_print(out, best->score ? "%s; its front: " : "%s\n", parser->name);
	if (!best->score)
		return;
	out_print(out, "%s, %u %% of %u lines read", best->parser->name, best->score, best->lines);
	say_times(best, out);
	out_print(out, "\n  %u events, %u continuation, %u rejected", best->events, best->continued,
		  best->rejected);
	if (best->rejected)
		say_reject(best, out);
	out_text(out, "\n");
	for (uint32_t i = 1; i < (all ? verdicts : MIN(verdicts, 2u)); i++) {
		out_print(out, "  %s %s, %u %%", i == 1 ? "runner-up" : "then     ",
			  verdict[i].parser->name, verdict[i].score);
		if (verdict[i].score == best->score && !verdict[i].first_rejected)
			out_text(out, ": reads it too, but is less specific");
		else
			say_reject(&verdict[i], out);
		out_text(out, "\n");
	}
}

static void say_unknown(const struct verdict *verdict, uint32_t verdicts, bool all, struct out *out)
{
	out_text(out, "unknown\n");
	for (uint32_t i = 0; i < (all ? verdicts : MIN(verdicts, 1u)); i++) {
		out_print(out, "  %s %s, %u %%", i == 0 ? "nearest" : "then   ",
			  verdict[i].parser->name, verdict[i].score);
		say_reject(&verdict[i], out);
		out_text(out, "\n");
	}
}

/* A table that was printed from a document is of one format, whatever else would read it. */
static void say_document(const struct source *source, const struct verdict *verdict,
			 uint32_t verdicts, struct out *out)
{
	uint32_t i = 0;

	out_print(out, "statistics: %s", source->document);
	while (source->parser && i < verdicts &&
	       strcmp(verdict[i].parser->name, source->parser->name) != 0)
		i++;
	if (!source->parser) {
		out_text(out, ", which can't be read\n");
		return;
	}
	out_text(out, ", as a table: ");
	say_known(source->parser, &verdict[i], 1, false, out);
}

static bool detect_one(const struct registry *registry, const struct source *source, bool all,
		       struct out *out)
{
	struct verdict verdict[VERDICTS_MAX];
	struct span head = span_of(source->view.head, source->view.head_size);
	uint32_t verdicts = head.size ? registry_judge(registry, &source->view,
						       (struct sample){ .front = head }, verdict)
				      : 0;

	escape_terminal(out, span_text(source->path));
	out_text(out, ": ");
	if (source->document)
		say_document(source, verdict, verdicts, out);
	else if (source->parser)
		say_known(source->parser, verdict, verdicts, all, out);
	else
		say_unknown(verdict, verdicts, all, out);
	return source->parser != NULL;
}

static bool detect_formats(const struct options *options, const struct ingest_options *reading,
			   struct diag *diag, struct arena *arena, struct out *out, bool *all_known,
			   struct error *error)
{
	struct source_list sources;

	if (!sources_find(options->source + 1, options->sources - 1, arena, &sources, error) ||
	    !ingest_recognise(&sources, reading, arena, error))
		return false;
	*all_known = true;
	for (uint32_t i = 0; i < sources.count; i++) {
		const struct source *source = &sources.item[i];

		if (!source->parser && document_formats_detect(source, reading, out))
			continue;
		*all_known &= detect_one(reading->registry, source, options->verbose, out);
		if (source->parser)
			document_formats_detect(source, reading, out);
		for (uint32_t k = 0; k < source->problems; k++)
			diag_file(diag, DIAG_WARN, source->path, source->problem[k]);
	}
	ingest_close(&sources);
	return true;
}

/* --- test: one format over whole files --- */

/* Counting is the reader's; nobody here looks at events. */
static void *fork_nothing(struct event_sink *sink)
{
	return sink;
}

static bool take_nothing(void *part, const struct event_origin *origin,
			 const struct seiche_chunk *chunk, const struct seiche_batch *batch,
			 struct error *error)
{
	(void)part;
	(void)origin;
	(void)chunk;
	(void)batch;
	(void)error;
	return true;
}

static bool join_nothing(struct event_sink *sink, void *part, struct error *error)
{
	(void)sink;
	(void)part;
	(void)error;
	return true;
}

static void say_ledger(const struct source *source, struct out *out)
{
	const struct ledger *ledger = &source->ledger;

	escape_terminal(out, span_text(source->path));
	out_print(out, ": %llu lines: %llu events, %llu continuation, %llu rejected\n",
		  (unsigned long long)ledger->lines, (unsigned long long)ledger->events,
		  (unsigned long long)ledger->continuation, (unsigned long long)ledger->rejected);
	for (uint32_t i = 0; i < source->problems; i++) {
		out_text(out, "  ");
		escape_terminal(out, span_text(source->problem[i]));
		out_text(out, "\n");
	}
}

static bool test_files(const struct options *options, struct ingest_options *reading,
		       struct arena *arena, struct out *out, bool *found, struct error *error)
{
	struct event_sink sink = {
		.wanted = UINT32_MAX,
		.fork = fork_nothing,
		.take = take_nothing,
		.join = join_nothing,
	};
	struct source_list sources;

	if (!sources_find(options->source + 2, options->sources - 2, arena, &sources, error) ||
	    !ingest_recognise(&sources, reading, arena, error))
		return false;
	if (!ingest_survey(&sources, reading, &sink, arena, error)) {
		ingest_close(&sources);
		return false;
	}
	for (uint32_t i = 0; i < sources.count; i++) {
		say_ledger(&sources.item[i], out);
		*found &= sources.item[i].ledger.events && !sources.item[i].ledger.rejected;
	}
	ingest_close(&sources);
	return true;
}

/* The samples of a declared format, and files where some are named. */
static bool test_format(const struct options *options, struct ingest_options *reading,
			struct arena *arena, struct out *out, bool *found, struct error *error)
{
	const struct seiche_parser *parser = reading->parser;
	const struct registered *format = registry_about(reading->registry, parser);
	bool declared = declared_has_samples(parser);

	if (declared) {
		if (!declared_check(parser, error))
			return error_within(error, "%s", format->origin);
		out_print(out, "%s: its samples come out as they should\n", parser->name);
	} else if (options->sources == 2) {
		return fail(error, FAULT_USAGE, "'%s' has no samples of its own: name a file",
			    parser->name);
	}
	return options->sources == 2 || test_files(options, reading, arena, out, found, error);
}

static bool run_word(const struct options *options, struct diag *diag, struct arena *arena,
		     struct out *out, bool *found, struct error *error)
{
	const char *word = options->sources ? options->source[0].path : "list";
	struct ingest_options reading;

	*found = true;
	if (!request_reading(options, arena, &reading, error))
		return false;
	request_tell_registry(reading.registry, diag);
	if (strcmp(word, "list") == 0 && options->sources <= 1) {
		list_formats(reading.registry, out);
		return true;
	}
	if ((strcmp(word, "show") == 0 && options->sources == 2) ||
	    (strcmp(word, "test") == 0 && options->sources >= 2)) {
		const char *name = options->source[1].path;

		reading.parser = registry_find(reading.registry, name);
		if (word[0] == 't' && reading.parser)
			return test_format(options, &reading, arena, out, found, error);
		if (reading.parser)
			show_format(registry_about(reading.registry, reading.parser), out);
		if (word[0] == 's' && (document_formats_show(name, out) || reading.parser))
			return true;
		return fail(error, FAULT_USAGE, "no format '%s'%s; see `seiche formats list`", name,
			    word[0] == 't' ? " of lines" : "");
	}
	if (strcmp(word, "detect") == 0 && options->sources > 1)
		return detect_formats(options, &reading, diag, arena, out, found, error);
	return fail(error, FAULT_USAGE,
		    "expected list, show NAME, test NAME [FILE...] or detect FILE...");
}

static enum status run(const struct command *command, const struct options *options,
		       struct diag *diag, struct arena *arena)
{
	struct out out;
	struct error error;
	bool found;

	if (!out_open(&out, &file_system, "-", &error)) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	if (!run_word(options, diag, arena, &out, &found, &error)) {
		out_abandon(&out);
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	if (!out_close(&out, &error)) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	return found ? STATUS_DONE : STATUS_NOTHING;
}

const struct command command_formats = {
	.name = "formats",
	.usage = "list | show NAME | test NAME [FILE...] | detect FILE...",
	.summary = "the formats: which there are, which one a file is of",
	.examples =
		"  seiche formats list\n"
		"  seiche formats detect /var/log/*        which parser, and why\n"
		"  seiche formats test shop shop.log       its samples, and every line of a file\n"
		"  seiche formats detect -v strange.log    how far each parser came\n",
	.bit = FOR_FORMATS,
	.run = run,
};
