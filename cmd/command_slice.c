/* command_slice.c - slice: the original lines of a range or an episode, merged by time. */
#include "cmd/analyse.h"
#include "cmd/command.h"
#include "core/clock.h"
#include "ingest/slice.h"
#include "report/escape.h"
#include "report/out.h"

#include <string.h>
#include <unistd.h>

struct range {
	int64_t from_us, until_us; /* TIME_UNKNOWN: open */
};

struct printing {
	struct out out;
	const struct source_list *sources;
	bool names;                      /* path and line number in front */
	bool visible;                    /* at a terminal: what it could act on is made visible */
	const struct redactor *redactor; /* NULL */
	struct text redacted;            /* of one line */
};

/* What is printed of a line or a path: valid until the next. */
static struct span shown(struct printing *printing, struct span text)
{
	if (!printing->redactor)
		return text;
	text_clear(&printing->redacted);
	printing->redacted.cap = (text.size + 1) * REDACT_GROWTH;
	redact_text(printing->redactor, text, &printing->redacted);
	return text_span(&printing->redacted);
}

static bool print_record(void *context, const struct slice_record *record)
{
	struct printing *printing = context;
	struct out *out = &printing->out;
	struct span rest = record->lines;

	for (uint64_t number = record->line; rest.size; number++) {
		struct span line = span_cut(&rest, '\n');

		if (printing->names) {
			escape_terminal(
				out,
				shown(printing,
				      span_text(printing->sources->item[record->source].path)));
			out_print(out, ":%llu:", (unsigned long long)number);
		}
		line = shown(printing, line);
		if (printing->visible)
			escape_terminal(out, line);
		else
			out_span(out, line);
		out_bytes(out, "\n", 1);
	}
	return !out->broken_pipe && !out->error_number;
}

static bool find_episode(const char *id, const struct findings *findings, struct range *range,
			 struct error *error)
{
	const struct spike *spike = findings_spike(findings, id);
	const struct outage *outage = findings_outage(findings, id);

	if (spike) {
		*range = (struct range){ spike->from_us, spike->to_us };
		return true;
	}
	if (outage) {
		*range = (struct range){ outage->from_us, outage->to_us };
		return true;
	}
	return fail(error, FAULT_USAGE,
		    "--episode %s: no such spike or outage; there are %u spikes (s1 …) and %u "
		    "outages (o1 …)",
		    id, findings->spikes, findings->outages);
}

/* The range of an episode, found by the analysis; then its lines by jumping to them. */
static bool take_episode(struct input *input, const struct request *request,
			 const struct options *options, int64_t margin_us, struct arena *arena,
			 struct slice **slice, struct error *error)
{
	const struct findings *findings;
	struct range range = { TIME_UNKNOWN, TIME_UNKNOWN };
	struct stretch stretch = { 0 };

	if (!analyse(input, request, arena, &findings, error) ||
	    !find_episode(options->episode, findings, &range, error))
		return false;
	stretch.from_us = range.from_us - margin_us;
	stretch.to_us = range.until_us + margin_us;
	*slice = slice_new(stretch.from_us, stretch.to_us, input->reading.where, 0);
	/* One worker, and nothing filtered: see slice.h. */
	input->reading.jobs = 1;
	input->reading.since_us = input->reading.until_us = TIME_UNKNOWN;
	input->reading.where = NULL;
	return ingest_inspect(&input->sources, &input->reading, &stretch, 1, slice_sink(*slice),
			      arena, error);
}

static bool take_range(struct input *input, struct range range, const struct where *where,
		       struct arena *arena, struct slice **slice, struct error *error)
{
	*slice = slice_new(range.from_us, range.until_us, where, 0);
	return input_read(input, slice_sink(*slice), arena, error);
}

static bool print(struct slice *slice, const struct input *input, const struct options *options,
		  struct error *error)
{
	const char *path = options->output.count ? options->output.item[0] : "-";
	bool to_stdout = strcmp(path, "-") == 0;
	struct printing printing = {
		.sources = &input->sources,
		.names = options->names,
		.visible = to_stdout && isatty(STDOUT_FILENO),
		.redactor = input->redactor,
	};
	bool ok;

	if (!out_open(&printing.out, input->reading.ops, path, error))
		return false;
	text_init(&printing.redacted, 0);
	ok = slice_each(slice, print_record, &printing, error);
	text_release(&printing.redacted);
	if (!ok) {
		out_abandon(&printing.out);
		return false;
	}
	return out_close(&printing.out, error);
}

static bool resolve_margin(const struct options *options, int64_t *margin_us, struct error *error)
{
	*margin_us = 0;
	if (!options->margin)
		return true;
	if (!options->episode)
		return fail(error, FAULT_USAGE, "--margin goes with --episode");
	if (!clock_read_length(span_text(options->margin), margin_us))
		return fail(error, FAULT_USAGE, "--margin %s: expected a length such as 90s or 5m",
			    options->margin);
	return true;
}

static bool run_slice(const struct options *options, struct input *input, struct arena *arena,
		      struct slice **slice, struct error *error)
{
	struct request request;
	struct ingest_options reading;
	const struct where *where;
	struct range range = { TIME_UNKNOWN, TIME_UNKNOWN };
	int64_t margin_us;

	if (options->output.count > 1)
		return fail(error, FAULT_USAGE, "-o %s: lines go to one file only",
			    options->output.item[1]);
	if (!resolve_margin(options, &margin_us, error))
		return false;
	if (options->episode) {
		return request_resolve(options, VIEW_BUCKETS, arena, &request, error) &&
		       input_open(input, options, &request.reading, arena, error) &&
		       take_episode(input, &request, options, margin_us, arena, slice, error);
	}
	if (!options->sources)
		return fail(error, FAULT_USAGE,
			    "no source given: name files or directories of logs, or - for stdin");
	if (!request_reading(options, arena, &reading, error))
		return false;
	range = (struct range){ reading.since_us, reading.until_us };
	reading.jobs = 1;
	reading.since_us = reading.until_us = TIME_UNKNOWN;
	where = reading.where;
	reading.where = NULL;
	return input_open(input, options, &reading, arena, error) &&
	       take_range(input, range, where, arena, slice, error);
}

static enum status run(const struct command *command, const struct options *options,
		       struct diag *diag, struct arena *arena)
{
	struct input input = { 0 };
	struct slice *slice = NULL;
	struct reading_outcome outcome;
	struct error error;
	bool found = false, ok;

	diag->colour = request_colour(options, STDERR_FILENO);
	ok = run_slice(options, &input, arena, &slice, &error);
	outcome = input_judge(&input);
	input_tell(&input, diag);
	if (ok && outcome.nothing_read)
		ok = fail(&error, FAULT_INPUT, "nothing could be read: no source holds an event");
	if (ok) {
		found = slice_count(slice) > 0;
		ok = print(slice, &input, options, &error);
	}
	input_close(&input);
	if (slice)
		slice_release(slice);
	if (!ok) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	if (outcome.lost)
		return STATUS_LOST;
	return found ? STATUS_DONE : STATUS_NOTHING;
}

const struct command command_slice = {
	.name = "slice",
	.usage = "[OPTIONS] [[SERVICE=]SOURCE ...]",
	.summary = "the original lines of a range or an episode, merged by time",
	.examples = "  seiche slice --since '2014-02-22 20:10' --until '2014-02-22 20:20' logs/\n"
		    "  seiche slice -H --episode o1 --margin 5m web=logs/ | less\n"
		    "  seiche slice --where 'status>=500 and path~^/api' web=logs/\n"
		    "  seiche slice --redact incident.key --episode o1 web=logs/ > to-share.log\n"
		    "  seiche slice web=access.log web=error.log > merged.log\n",
	.bit = FOR_SLICE,
	.run = run,
};
