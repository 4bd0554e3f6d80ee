/*
 * command_check.c - check: one line and a status for cron and monitoring.
 *
 * Line, performance data and statuses are what Nagios and its kin expect of a
 * plug-in (Monitoring Plugins Development Guidelines).
 */
#include "cmd/analyse.h"
#include "cmd/command.h"
#include "core/clock.h"
#include "core/text.h"
#include "report/escape.h"
#include "report/out.h"
#include "report/words.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define NAMED_MAX 3 /* episodes that the line spells out */

enum verdict { VERDICT_OK, VERDICT_WARNING, VERDICT_CRITICAL, VERDICT_UNKNOWN };

/* What may be warned of: groups, kinds of outages, classes of spikes. */
static const char *const subjects[] = {
	"outages",  "silence",     "drop",    "errors", "latency",     "declared",     "spikes",
	"referral", "flash-crowd", "crawler", "attack", "retry-storm", "unclassified", "none",
};

struct judging {
	const struct findings *findings;
	struct span warning, critical; /* lists of subjects */
	int64_t from_us;               /* only what ended after it counts; TIME_UNKNOWN: all */
	int64_t now_us, newest_us;     /* of all events; TIME_UNKNOWN where none */
	bool lost;
	const struct zone *zone;
	struct arena *arena;

	enum verdict verdict;
	uint32_t outages, spikes, named, more;
	struct text text; /* of the episodes */
};

static bool lists(struct span list, const char *group, const char *kind)
{
	while (list.size) {
		struct span word = span_trim(span_cut(&list, ','));

		if (span_is(word, span_text(group)) || span_is(word, span_text(kind)))
			return true;
	}
	return false;
}

static bool check_list(const char *option, struct span list, struct error *error)
{
	while (list.size) {
		struct span word = span_trim(span_cut(&list, ','));
		bool known = false;

		for (size_t i = 0; i < LENGTH(subjects) && !known; i++)
			known = span_is(word, span_text(subjects[i]));
		if (!known)
			return fail(error, FAULT_USAGE,
				    "--%s: '%.*s' is none of outages (silence drop errors latency "
				    "declared), spikes (referral flash-crowd crawler attack "
				    "retry-storm unclassified), none",
				    option, (int)word.size, word.at);
	}
	return true;
}

/* A bar begins performance data: none may come from a name. */
static void put_visible(struct out *out, const char *text)
{
	for (struct span rest = span_text(text); rest.size;) {
		bool cut = memchr(rest.at, '|', rest.size) != NULL;

		escape_terminal(out, span_cut(&rest, '|'));
		if (cut)
			out_text(out, "/");
	}
}

static void add_name(struct text *text, const char *name)
{
	struct out out;

	out_open_text(&out, text);
	put_visible(&out, name);
}

/* A label of performance data: what is no plain letter becomes an underscore. */
static void put_label(struct out *out, const char *name)
{
	for (; *name; name++) {
		bool plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			     (*name >= '0' && *name <= '9') || *name == '.' || *name == '-';

		out_bytes(out, plain ? name : "_", 1);
	}
}

static enum verdict severity(const struct judging *judging, const char *group, const char *kind)
{
	if (lists(judging->critical, group, kind))
		return VERDICT_CRITICAL;
	return lists(judging->warning, group, kind) ? VERDICT_WARNING : VERDICT_OK;
}

struct subject {
	const char *group, *kind, *service, *host;
	char letter;
	uint32_t id;
	int64_t from_us, to_us;
	bool ongoing;
};

/* Count an episode and, while there is room, spell it out: "web: errors for 12 min since … (o2)".
 */
static void judge_episode(struct judging *judging, const struct subject *subject, bool spelt)
{
	enum verdict verdict = severity(judging, subject->group, subject->kind);
	struct text *text = &judging->text;

	if (judging->from_us != TIME_UNKNOWN && subject->to_us <= judging->from_us &&
	    !subject->ongoing)
		return;
	if (!spelt) {
		judging->outages += subject->letter == 'o';
		judging->spikes += subject->letter == 's';
		judging->verdict = MAX(judging->verdict, verdict);
		return;
	}
	/* What made the verdict is named, lesser things only counted. */
	if (verdict != judging->verdict || verdict == VERDICT_OK)
		return;
	if (judging->named == NAMED_MAX) {
		judging->more++;
		return;
	}
	text_print(text, "%s", judging->named++ ? ", " : "");
	add_name(text, subject->service);
	if (subject->host) {
		text_byte(text, '@');
		add_name(text, subject->host);
	}
	text_print(text, ": %s for %s%s since %s (%c%u)", subject->kind,
		   words_length(judging->arena, subject->to_us - subject->from_us),
		   subject->ongoing ? " so far" : "",
		   words_stamp(judging->arena, judging->zone, subject->from_us), subject->letter,
		   subject->id);
}

static void judge_all(struct judging *judging, bool spelt)
{
	const struct findings *findings = judging->findings;

	for (uint32_t i = 0; i < findings->outages; i++) {
		const struct outage *outage = &findings->outage[i];
		const struct subject subject = {
			"outages",
			outage_kind_name(outage->kind),
			outage->service,
			outage->host,
			'o',
			outage->id,
			outage->from_us,
			outage->to_us,
			outage->ongoing,
		};

		judge_episode(judging, &subject, spelt);
	}
	for (uint32_t i = 0; i < findings->spikes; i++) {
		const struct spike *spike = &findings->spike[i];
		const struct subject subject = {
			"spikes",
			spike_class_name(spike->class),
			spike->service,
			NULL,
			's',
			spike->id,
			spike->from_us,
			spike->to_us,
			false,
		};

		judge_episode(judging, &subject, spelt);
	}
}

/* 'label'=value[unit];[warn];[crit];[min];[max] */
static void put_performance(struct out *out, const struct judging *judging)
{
	const struct findings *findings = judging->findings;
	double events = 0, errors = 0;
	bool failures = false;

	for (uint32_t i = 0; i < findings->services; i++) {
		const struct service *service = &findings->service[i];

		events += service->events;
		errors += service->has_failures ? service->errors : 0;
		failures |= service->has_failures;
	}
	out_print(out, " | outages=%u;;;0 spikes=%u;;;0 events=%.0f;;;0", judging->outages,
		  judging->spikes, events);
	if (failures)
		out_print(out, " errors=%.0f;;;0", errors);
	for (uint32_t i = 0; i < findings->services; i++) {
		double availability = findings->service[i].availability;

		if (isnan(availability))
			continue;
		out_text(out, " availability_");
		put_label(out, findings->service[i].name);
		out_print(out, "=%.4f%%;;;0;100", floor(availability * 1e6) / 1e4);
	}
}

/* Logs that ended before the time that counts say nothing about it. */
static bool is_stale(const struct judging *judging)
{
	return judging->from_us != TIME_UNKNOWN && judging->newest_us != TIME_UNKNOWN &&
	       judging->newest_us < judging->from_us;
}

static void put_line(struct out *out, struct judging *judging)
{
	static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

	judge_all(judging, false);
	judge_all(judging, true);
	if (judging->verdict == VERDICT_OK && (judging->lost || is_stale(judging)))
		judging->verdict = VERDICT_UNKNOWN;
	out_print(out, "SEICHE %s - ", words[judging->verdict]);
	out_span(out, text_span(&judging->text));
	if (judging->more)
		out_print(out, " and %u more", judging->more);
	out_text(out, judging->named ? "; " : "");
	out_print(out, "%s, %s",
		  words_plural(judging->arena, judging->outages, "outage", "outages"),
		  words_plural(judging->arena, judging->spikes, "spike", "spikes"));
	if (judging->lost)
		out_text(out, "; some input could not be read whole");
	if (is_stale(judging))
		out_print(out, "; the newest event is %s old",
			  words_length(judging->arena, judging->now_us - judging->newest_us));
	put_performance(out, judging);
	out_text(out, "\n");
}

static bool prepare(const struct options *options, struct arena *arena, struct request *request,
		    struct judging *judging, struct error *error)
{
	int64_t last_us;

	*judging = (struct judging){
		.warning = span_text(options->warning ? options->warning : "spikes"),
		.critical = span_text(options->critical ? options->critical : "outages"),
		.from_us = TIME_UNKNOWN,
		.newest_us = TIME_UNKNOWN,
		.arena = arena,
	};
	if (!request_resolve(options, VIEW_SPIKES, arena, request, error) ||
	    !check_list("warning", judging->warning, error) ||
	    !check_list("critical", judging->critical, error))
		return false;
	judging->zone = request->reading.zone;
	judging->now_us = request->reading.now_us;
	if (!options->last)
		return true;
	if (!clock_read_length(span_text(options->last), &last_us))
		return fail(error, FAULT_USAGE, "--last %s: expected a length such as 10m or 2h",
			    options->last);
	judging->from_us = judging->now_us - last_us;
	return true;
}

static bool run_check(const struct options *options, struct input *input, struct diag *diag,
		      struct arena *arena, enum verdict *verdict, struct error *error)
{
	struct request request;
	struct judging judging;
	struct out out;
	bool ok;

	if (!prepare(options, arena, &request, &judging, error))
		return false;
	ok = input_open(input, options, &request.reading, arena, error) &&
	     analyse(input, &request, arena, &judging.findings, error);
	input_tell(input, diag);
	if (!ok || !out_open(&out, request.reading.ops, "-", error))
		return false;
	judging.lost = input_judge(input).lost;
	for (uint32_t i = 0; i < input->sources.count; i++)
		judging.newest_us = MAX(judging.newest_us, input->sources.item[i].ledger.to_us);
	text_init(&judging.text, 4096);
	put_line(&out, &judging);
	text_release(&judging.text);
	*verdict = judging.verdict;
	return out_close(&out, error);
}

/* On stdout: monitoring reads that alone. */
static void say_unknown(const struct error *error, struct diag *diag)
{
	struct out out;
	struct error again;

	if (!out_open(&out, &file_system, "-", &again)) {
		diag_fault(diag, "check", error);
		return;
	}
	out_text(&out, "SEICHE UNKNOWN - ");
	put_visible(&out, error->text);
	out_text(&out, "\n");
	if (!out_close(&out, &again))
		diag_fault(diag, "check", error);
}

static enum status run(const struct command *command, const struct options *options,
		       struct diag *diag, struct arena *arena)
{
	struct input input = { 0 };
	enum verdict verdict = VERDICT_UNKNOWN;
	struct error error;

	(void)command;
	diag->colour = request_colour(options, STDERR_FILENO);
	if (!run_check(options, &input, diag, arena, &verdict, &error))
		say_unknown(&error, diag);
	input_close(&input);
	return (enum status)verdict;
}

const struct command command_check = {
	.name = "check",
	.usage = "[OPTIONS] [[SERVICE=]SOURCE ...]",
	.summary = "for cron and monitoring: one line, and 0 OK 1 warning 2 critical 3 unknown",
	.examples = "  seiche check --last 15m web=/var/log/nginx\n"
		    "  seiche check --critical silence,errors --warning drop,attack web=logs/\n"
		    "  seiche check -q --last 1d web=logs/ || mail -s 'web logs' ops@example.org\n",
	.bit = FOR_CHECK,
	.run = run,
};
