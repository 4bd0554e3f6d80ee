/*
 * command_findings.c - report, timeline, spikes, outages, links, buckets: one
 * analysis, six views of what it found.
 */
#include "cmd/analyse.h"
#include "cmd/command.h"
#include "cmd/draft.h"
#include "cmd/outputs.h"

#include <string.h>
#include <unistd.h>

/* Did the view's own question find anything? */
static bool found_any(const struct findings *findings, enum view view)
{
	switch (view) {
	case VIEW_SPIKES:
		return findings->spikes > 0;
	case VIEW_OUTAGES:
		return findings->outages || findings->asides;
	case VIEW_TIMELINE:
		return findings->entries > 0;
	case VIEW_LINKS:
		for (uint32_t i = 0; i < findings->links; i++)
			if (findings->link[i].verdict != LINK_UNRELATED)
				return true;
		return false;
	case VIEW_REPORT:
	case VIEW_BUCKETS:
	case VIEW_EXPLAIN:
		return true;
	}
	return true;
}

static enum status run_view(const struct command *command, const struct options *options,
			    enum view view, struct diag *diag, struct arena *arena)
{
	struct input input = { 0 };
	struct request request;
	const struct findings *findings;
	struct error error;
	bool ok;

	diag->colour = request_colour(options, STDERR_FILENO);
	ok = request_resolve(options, view, arena, &request, &error) &&
	     input_open(&input, options, &request.reading, arena, &error) &&
	     analyse(&input, &request, arena, &findings, &error);
	input_tell(&input, diag);
	ok = ok && outputs_write(&request, findings, diag, arena, &error);
	input_close(&input);
	if (!ok) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	if (input_judge(&input).lost)
		return STATUS_LOST;
	return found_any(findings, view) ? STATUS_DONE : STATUS_NOTHING;
}

static enum status check_draft(const struct command *command, const char *path, struct diag *diag,
			       struct arena *arena)
{
	struct error error;
	uint32_t blanks;

	if (!draft_check(path, arena, &blanks, &error)) {
		diag_fault(diag, command->name, &error);
		return STATUS_USAGE;
	}
	return blanks ? STATUS_NOTHING : STATUS_DONE;
}

static enum status run_report(const struct command *command, const struct options *options,
			      struct diag *diag, struct arena *arena)
{
	if (options->check)
		return check_draft(command, options->check, diag, arena);
	return run_view(command, options, VIEW_REPORT, diag, arena);
}

static enum status run_timeline(const struct command *command, const struct options *options,
				struct diag *diag, struct arena *arena)
{
	return run_view(command, options, VIEW_TIMELINE, diag, arena);
}

static enum status run_spikes(const struct command *command, const struct options *options,
			      struct diag *diag, struct arena *arena)
{
	return run_view(command, options, VIEW_SPIKES, diag, arena);
}

static enum status run_outages(const struct command *command, const struct options *options,
			       struct diag *diag, struct arena *arena)
{
	return run_view(command, options, VIEW_OUTAGES, diag, arena);
}

static enum status run_links(const struct command *command, const struct options *options,
			     struct diag *diag, struct arena *arena)
{
	return run_view(command, options, VIEW_LINKS, diag, arena);
}

static enum status run_buckets(const struct command *command, const struct options *options,
			       struct diag *diag, struct arena *arena)
{
	return run_view(command, options, VIEW_BUCKETS, diag, arena);
}

#define SOURCES "[OPTIONS] [[SERVICE=]SOURCE ...]"

const struct command command_report = {
	.name = "report",
	.usage = SOURCES,
	.summary = "detect, correlate, explain, and write the incident report",
	.examples = "  seiche report blog=/var/log/nginx\n"
		    "  seiche report --outages whatsapp=incidents.json blog=logs/\n"
		    "  seiche report -o postmortem.md -o postmortem.html web=logs/\n"
		    "  seiche report --redact incident.key -o to-share.html web=logs/\n"
		    "  seiche report --check postmortem.md       which blanks are left?\n"
		    "  zcat access.log.*.gz | seiche report -f json web=- | jq .spikes\n",
	.bit = FOR_REPORT,
	.run = run_report,
};

const struct command command_timeline = {
	.name = "timeline",
	.usage = SOURCES,
	.summary = "the incident timeline alone, one line an entry",
	.examples = "  seiche timeline --since 2014-02-22 web=logs/\n"
		    "  seiche timeline -f csv -o timeline.csv web=logs/\n",
	.bit = FOR_TIMELINE,
	.run = run_timeline,
};

const struct command command_spikes = {
	.name = "spikes",
	.usage = SOURCES,
	.summary = "the traffic spikes alone, one line each",
	.examples = "  seiche spikes blog=access.log\n"
		    "  seiche spikes --where 'agent !~ \"(?i)bot\"' blog=access.log\n"
		    "  seiche spikes -f jsonl blog=logs/ | jq -r .class\n",
	.bit = FOR_SPIKES,
	.run = run_spikes,
};

const struct command command_outages = {
	.name = "outages",
	.usage = SOURCES,
	.summary = "the outage windows alone, declared and detected, one line each",
	.examples = "  seiche outages web=logs/\n"
		    "  seiche outages --outages github=incidents.json\n",
	.bit = FOR_OUTAGES,
	.run = run_outages,
};

const struct command command_links = {
	.name = "links",
	.usage = SOURCES,
	.summary = "spikes paired with outages, one line each",
	.examples = "  seiche links --outages whatsapp=incidents.json blog=logs/\n",
	.bit = FOR_LINKS,
	.run = run_links,
};

const struct command command_buckets = {
	.name = "buckets",
	.usage = SOURCES,
	.summary = "the counted series, one line a bucket, for plotting",
	.examples = "  seiche buckets --bucket 5m -f csv web=logs/ > series.csv\n",
	.bit = FOR_BUCKETS,
	.run = run_buckets,
};
