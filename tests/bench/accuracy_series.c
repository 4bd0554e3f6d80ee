/*
 * accuracy_series.c - how often detection is right: the real stages from survey to spikes
 * and outages, run over made series, and the table of docs/ALGORITHMS.md.
 *
 *   accuracy_series [--tuning] [--seeds N] [--short] [--list]
 *
 * What is published comes from reporting seeds, the default; they are not looked at one
 * by one while anything is changed, that is what tuning seeds are for. --list prints
 * each series with a miss or a false alarm. --short runs a part of the grid and fails
 * below the bars that it prints. Both take tuning seeds.
 */
#include "tests/bench/score.h"
#include "tests/bench/share.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TUNING_SEED 1
#define REPORTING_SEED 1000001

struct options {
	bool reporting, brief, list;
	uint32_t seeds;
};

struct bench {
	struct arena arena;
	const struct zone *dst;
	struct options options;
	struct score kind[SERIES_KINDS], rate[SERIES_RATES], sort[PLANTED_KINDS], all;
	struct score null, null_kind[SERIES_KINDS], host;
};

static void list(const struct series *series, const struct detection *detection)
{
	printf("-- %s %g seed %llu\n", series_kind_name(series->kind), series->rate,
	       (unsigned long long)series->seed);
	for (uint32_t i = 0; i < series->events; i++)
		printf("   planted %-8s %8.0f to %8.0f min, factor %.2f%s host %d\n",
		       planted_kind_name(series->event[i].kind),
		       (double)(series->event[i].from_us - series->begin_us) / MINUTE_US,
		       (double)(series->event[i].to_us - series->begin_us) / MINUTE_US,
		       series->event[i].factor, series->event[i].decays ? " fading" : "",
		       series->event[i].host + 1);
	for (uint32_t i = 0; i < detection->spikes; i++)
		printf("   found   spike    %8.0f to %8.0f min, %.0f of %.0f p %.2g\n",
		       (double)(detection->spike[i].from_us - series->begin_us) / MINUTE_US,
		       (double)(detection->spike[i].to_us - series->begin_us) / MINUTE_US,
		       detection->spike[i].events, detection->spike[i].expected,
		       detection->spike[i].p_value);
	for (uint32_t i = 0; i < detection->outages; i++)
		printf("   found   %-8s %8.0f to %8.0f min, lost %.0f failed %.0f p %.2g %s\n",
		       outage_kind_name(detection->outage[i].kind),
		       (double)(detection->outage[i].from_us - series->begin_us) / MINUTE_US,
		       (double)(detection->outage[i].to_us - series->begin_us) / MINUTE_US,
		       detection->outage[i].lost_events, detection->outage[i].failed_events,
		       detection->outage[i].p_value,
		       detection->outage[i].host ? detection->outage[i].host : "");
}

static void run(struct bench *bench, enum series_kind kind, uint32_t rate, enum series_plan plan,
		uint64_t seed)
{
	struct arena arena = { 0 };
	struct series series = series_make(kind, series_rate[rate], plan, seed, bench->dst, &arena);
	struct engine_options options = { .since_us = TIME_UNKNOWN,
					  .until_us = TIME_UNKNOWN,
					  .zone = series.zone };
	struct survey *survey = survey_new(&arena, MINUTE_US);
	struct detection detection;
	struct score one = { 0 };
	struct error error;

	if (!series_feed(&series, survey_sink(survey), &error)) {
		fprintf(stderr, "accuracy_series: %s\n", error.text);
		exit(2);
	}
	detection = detect(survey, &options, &arena);
	score_add(&one, &series, &detection, NULL, &arena);
	if (bench->options.list && (one.found != one.matched || one.planted != one.matched ||
				    one.outages != one.outages_right))
		list(&series, &detection);
	if (plan == SERIES_NULL) {
		score_join(&bench->null, &one, &bench->arena);
		score_join(&bench->null_kind[kind], &one, &bench->arena);
	} else if (plan == SERIES_HOST_DIES) {
		score_join(&bench->host, &one, &bench->arena);
	} else {
		score_join(&bench->all, &one, &bench->arena);
		score_join(&bench->kind[kind], &one, &bench->arena);
		score_join(&bench->rate[rate], &one, &bench->arena);
		for (enum planted_kind sort = 0; sort < PLANTED_HOST; sort++)
			score_add(&bench->sort[sort], &series, &detection, &sort, &bench->arena);
	}
	survey_release(survey);
	arena_release(&arena);
}

static void run_all(struct bench *bench)
{
	const struct options *options = &bench->options;
	uint64_t first = options->reporting ? REPORTING_SEED : TUNING_SEED;

	for (uint64_t seed = first; seed < first + options->seeds; seed++)
		for (enum series_kind kind = 0; kind < SERIES_KINDS; kind++)
			for (uint32_t rate = 0; rate < SERIES_RATES; rate++) {
				/* The short form takes a Latin square's diagonal. */
				if (options->brief && (kind + rate) % 6)
					continue;
				run(bench, kind, rate, SERIES_PLANTED, seed);
				run(bench, kind, rate, SERIES_NULL, seed);
				if (kind != SERIES_GAPS) /* rows of counts name no host */
					run(bench, kind, rate, SERIES_HOST_DIES, seed);
			}
}

static void print_line(const char *name, const struct score *score)
{
	struct share precision = { score->matched, score->found };
	struct share recall = { score->matched, score->planted };
	double alarms = (double)score->found - score->matched;
	struct interval rate = score_byar(alarms);

	printf("| %-10s | %6u |", name, score->planted);
	share_print(precision);
	printf(" |");
	share_print(recall);
	printf(" | %.3f | %7.0f | %.2f (%.2f-%.2f) |\n", score_f1(score), score_onset_s(score),
	       alarms * 30 / score->days, rate.low * 30 / score->days,
	       rate.high * 30 / score->days);
}

static void print_head(const char *what)
{
	printf("\n| %-10s | events |    precision 95 %% |       recall 95 %% | F1    | onset s "
	       "| false / 30 days |\n"
	       "| --- | --- | --- | --- | --- | --- | --- |\n",
	       what);
}

static void print_share(const char *name, uint32_t hits, uint32_t trials)
{
	printf("| %-24s |", name);
	share_print((struct share){ hits, trials });
	printf(" of %u |\n", trials);
}

static void print_table(struct bench *bench)
{
	static const char *const rate[SERIES_RATES] = { "0.1/min", "1/min",    "10/min",
							"100/min", "1000/min", "10000/min" };
	double alarms = (double)bench->null.found;
	struct interval interval = score_byar(alarms);

	printf("%s seeds, %u of each; %.0f days of series with planted events, %.0f without\n",
	       bench->options.reporting ? "Reporting" : "TUNING (not for publication)",
	       bench->options.seeds, bench->all.days, bench->null.days);
	print_head("all");
	print_line("all", &bench->all);
	print_head("kind");
	for (int i = 0; i < SERIES_KINDS; i++)
		if (bench->kind[i].days > 0)
			print_line(series_kind_name(i), &bench->kind[i]);
	print_head("rate");
	for (int i = 0; i < SERIES_RATES; i++)
		if (bench->rate[i].days > 0)
			print_line(rate[i], &bench->rate[i]);
	printf("\n| planted  | recall 95 %% | onset s | kind right 95 %% |\n| --- | --- | --- | "
	       "--- "
	       "|\n");
	for (enum planted_kind i = 0; i < PLANTED_HOST; i++) {
		const struct score *score = &bench->sort[i];

		printf("| %-8s |", planted_kind_name(i));
		share_print((struct share){ score->matched, score->planted });
		printf(" of %u | %.0f |", score->planted, score_onset_s(score));
		share_print((struct share){ score->outages_right, score->outages });
		printf(" |\n");
	}
	printf("\n| | |\n| --- | --- |\n");
	print_share("kinds of outages right", bench->all.outages_right, bench->all.outages);
	print_share("dead host of three found", bench->host.matched, bench->host.planted);
	printf("| false alarms beside the dead host, in 30 days | %.2f |\n",
	       ((double)bench->host.found - bench->host.matched) * 30 / bench->host.days);
	printf("| false alarms of null series, in 30 days | %.3f (%.3f-%.3f); %.0f in all |\n",
	       alarms * 30 / bench->null.days, interval.low * 30 / bench->null.days,
	       interval.high * 30 / bench->null.days, alarms);
}

static bool is_at_least(const char *what, double value, double bar)
{
	bool ok = value >= bar;

	printf("%s: %s %.3f, bar %.3f\n", ok ? "ok" : "BELOW THE BAR", what, value, bar);
	return ok;
}

/* Bars of the short form: the reference less what so few series may stray. */
static bool holds(struct bench *bench)
{
	double false_30 = (bench->all.found - bench->all.matched) * 30 / bench->all.days;
	bool ok = is_at_least("F1", score_f1(&bench->all), 0.93);

	ok &= is_at_least("kinds of outages right",
			  (double)bench->all.outages_right / bench->all.outages, 0.95);
	ok &= is_at_least("dead host found", (double)bench->host.matched / bench->host.planted,
			  0.85);
	ok &= is_at_least("minus false alarms in 30 days", -false_30, -0.35);
	ok &= is_at_least("minus false alarms on null series", -(double)bench->null.found, -0.0);
	ok &= is_at_least("minus median onset error, s", -score_onset_s(&bench->all), -60);
	return ok;
}

static struct options options_of(int count, char **argument)
{
	struct options options = { .reporting = true };

	for (int i = 1; i < count; i++) {
		if (!strcmp(argument[i], "--short"))
			options.brief = true;
		else if (!strcmp(argument[i], "--list"))
			options.list = true;
		else if (!strcmp(argument[i], "--seeds") && i + 1 < count)
			options.seeds = (uint32_t)strtoul(argument[++i], NULL, 10);
		else if (!strcmp(argument[i], "--tuning"))
			options.reporting = false;
		else {
			fprintf(stderr, "usage: accuracy_series [--tuning] [--seeds N] "
					"[--short] [--list]\n");
			exit(2);
		}
	}
	if (!options.seeds)
		options.seeds = options.brief ? 1 : 5;
	options.reporting &= !options.list && !options.brief;
	return options;
}

int main(int count, char **argument)
{
	struct bench bench = { .options = options_of(count, argument) };
	struct error error;
	bool ok;

	if (!zone_find("Europe/Berlin", &bench.arena, &bench.dst, &error)) {
		fprintf(stderr, "accuracy_series: %s\n", error.text);
		return 2;
	}
	run_all(&bench);
	print_table(&bench);
	ok = !bench.options.brief || holds(&bench);
	arena_release(&bench.arena);
	return ok ? 0 : 1;
}
