/* input.c - from paths to a sink, once. */
#include "cmd/input.h"

#include "cmd/progress.h"
#include "cmd/request_registry.h"
#include "ingest/spool.h"

#include <string.h>
#include <unistd.h>

static bool open_redactor(struct input *input, const char *path, struct arena *arena,
			  struct error *error)
{
	struct redactor *redactor = arena_take(arena, sizeof(*redactor));
	bool made;

	if (!redactor_load(path, redactor, &made, error))
		return false;
	input->redactor = redactor;
	input->key_made = made ? path : NULL;
	return true;
}

bool input_open(struct input *input, const struct options *options,
		const struct ingest_options *reading, struct arena *arena, struct error *error)
{
	*input = (struct input){
		.reading = *reading,
		.draws = isatty(STDERR_FILENO) && !options->no_progress && !options->quiet,
	};
	input->reading.progress = &input->progress;
	if (options->redact && !open_redactor(input, options->redact, arena, error))
		return false;
	return sources_find(options->source, options->sources, arena, &input->sources, error) &&
	       ingest_recognise(&input->sources, &input->reading, arena, error);
}

bool input_read(struct input *input, struct event_sink *sink, struct arena *arena,
		struct error *error)
{
	bool ok;

	progress_start(&input->progress, input->draws);
	ok = ingest_survey(&input->sources, &input->reading, sink, arena, error);
	progress_stop();
	return ok;
}

/* A format that was asked for and fits nothing: a slip in it, most likely. */
static void tell_unused(const struct registry *registry, const struct source_list *sources,
			struct diag *diag)
{
	for (size_t i = 0; i < registry->count; i++) {
		const struct registered *format = &registry->item[i];
		bool used = !format->preferred;

		for (uint32_t k = 0; k < sources->count && !used; k++)
			used = sources->item[k].parser &&
			       strstr(sources->item[k].parser->name, format->parser->name);
		if (!used)
			diag_warn(diag,
				  "no source is of the format '%s' (%s); "
				  "'seiche formats detect -v FILE' says where lines differ",
				  format->parser->name, format->origin);
	}
}

/* A problem quotes its line. */
static const char *shown(const struct input *input, const char *text, struct arena *scratch)
{
	return input->redactor ? redact_copy(input->redactor, text, scratch) : text;
}

void input_tell(const struct input *input, struct diag *diag)
{
	const struct source_list *sources = &input->sources;
	struct arena scratch = { 0 };

	if (input->reading.registry) {
		request_tell_registry(input->reading.registry, diag);
		if (sources->count)
			tell_unused(input->reading.registry, sources, diag);
	}
	for (uint32_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->item[i];
		const char *path = shown(input, source->path, &scratch);
		const char *host = shown(input, source->host, &scratch);

		if (source->parser)
			diag_info(diag, "%s: %s, service %s%s%s, %llu events in %llu lines", path,
				  source->parser->name, shown(input, source->service, &scratch),
				  host ? ", host " : "", host ? host : "",
				  (unsigned long long)source->ledger.events,
				  (unsigned long long)source->ledger.lines);
		if (source->spool)
			diag_info(diag, "%s: kept in a temporary file to be read twice, %llu bytes",
				  path, (unsigned long long)source->spool->copied);
		for (uint32_t k = 0; k < source->problems; k++)
			diag_file(diag, DIAG_WARN, path,
				  shown(input, source->problem[k], &scratch));
	}
	if (input->key_made)
		diag_warn(diag,
			  "--redact: there was no %s, so a key was made; keep it as you keep the "
			  "logs",
			  input->key_made);
	arena_release(&scratch);
}

struct reading_outcome input_judge(const struct input *input)
{
	struct reading_outcome outcome = { .nothing_read = true };

	for (uint32_t i = 0; i < input->sources.count; i++) {
		const struct source *source = &input->sources.item[i];

		outcome.nothing_read &= source->ledger.events == 0 && source->ledger.filtered == 0;
		outcome.lost |= source->lost;
	}
	return outcome;
}

void input_close(struct input *input)
{
	ingest_close(&input->sources);
}
