/* command_explain.c - explain: all that is known of one episode. */
#include "cmd/analyse.h"
#include "cmd/command.h"
#include "cmd/outputs.h"

#include <string.h>
#include <unistd.h>

/* "s1 to s3"; "s1"; "no spikes" */
static const char *ids(struct arena *arena, char letter, uint32_t count, const char *none)
{
	if (!count)
		return none;
	return count == 1 ? arena_print(arena, "%c1", letter)
			  : arena_print(arena, "%c1 to %c%u", letter, letter, count);
}

/* The id goes before the sources; what is left are those. */
static bool take_id(const struct options *options, struct options *rest, const char **id,
		    struct error *error)
{
	if (!options->sources || options->source[0].service)
		return fail(error, FAULT_USAGE,
			    "name the episode first, as `seiche spikes` or `seiche outages` does: "
			    "seiche explain s1 [[SERVICE=]SOURCE ...]");
	*id = options->source[0].path;
	*rest = *options;
	rest->source++;
	rest->sources--;
	return true;
}

static bool run_explain(const struct options *options, struct input *input, struct diag *diag,
			struct arena *arena, struct error *error)
{
	struct options rest;
	struct request request;
	const struct findings *findings;
	const char *id = NULL;

	if (!take_id(options, &rest, &id, error) ||
	    !request_resolve(&rest, VIEW_EXPLAIN, arena, &request, error))
		return false;
	request.explain = id;
	if (!input_open(input, &rest, &request.reading, arena, error) ||
	    !analyse(input, &request, arena, &findings, error))
		return false;
	if (!findings->account)
		return fail(error, FAULT_USAGE, "there is no episode '%s'; there are: %s, %s", id,
			    ids(arena, 's', findings->spikes, "no spikes"),
			    ids(arena, 'o', findings->outages, "no outages"));
	return outputs_write(&request, findings, diag, arena, error);
}

static enum status run(const struct command *command, const struct options *options,
		       struct diag *diag, struct arena *arena)
{
	struct input input = { 0 };
	struct error error;
	bool ok;

	diag->colour = request_colour(options, STDERR_FILENO);
	ok = run_explain(options, &input, diag, arena, &error);
	input_tell(&input, diag);
	input_close(&input);
	if (!ok) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	return input_judge(&input).lost ? STATUS_LOST : STATUS_DONE;
}

const struct command command_explain = {
	.name = "explain",
	.usage = "[OPTIONS] ID [[SERVICE=]SOURCE ...]",
	.summary = "all that is known of one spike or outage, and how it was computed",
	.examples = "  seiche explain s1 blog=logs/\n"
		    "  seiche explain o2 -f json web=logs/ | jq .how.buckets\n",
	.bit = FOR_EXPLAIN,
	.run = run,
};
