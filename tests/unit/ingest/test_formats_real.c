/*
 * test_formats_real.c - what real logs are taken for, and how much of each is read.
 *
 * Prints a line for each file: format, lines, events, continuation, rejected. Needs the
 * data set beside the source; ends with 77, skipped, where it isn't.
 */
#include "core/zone.h"
#include "tests/support/pass.h"
#include "tests/support/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of a file's lines that are no blank, so many of a hundred must be read; of files as well. */
#define SHARE 95

/* What no log is, or what no date can be known of; each for its reason. */
static const struct {
	const char *name, *why;
} explained[] = {
	{ "DETECTED.csv", "what another program said of these files" },
	{ "LICENSE", "no log" },
	{ "CITATION", "no log" },
	{ "README.md", "no log" },
	{ "SOURCE.md", "no log" },
	{ "_structured.csv", "the labels of a log" },
	{ "_templates.csv", "the labels of a log" },
	{ "logfile_empty.0", "empty" },
	{ "kafka-request.log", "empty" },
	{ "kafka-authorizer.log", "empty" },
	{ "logfile_plain.0", "no times in it" },
	{ "logfile_with_a_really_long_name", "no times in it" },
	{ "logfile_rollover.0", "times of day without a date" },
	{ "logfile_strace_log", "times of day without a date" },
	{ "logfile_tcf.0", "minutes and seconds only" },
	{ "logfile_invalid_json", "broken on purpose" },
	{ "logfile_json_invalid.json", "broken on purpose" },
	{ "logfile_json.json", "a stamp that is none, on purpose" },
	{ "logfile_invalid_tz.0", "letters behind the stamp that are no zone, on purpose" },
	{ "logfile_mixed_json2.json", "18 lines, of which four are of no record" },
	{ "logfile_syslog_with_header.0", "two of its six lines are a header" },
	{ "logfile_otel_collector.jsonl", "many records in each line" },
	{ "logfile_procstate.0", "output of ps(1), one date in its header" },
	{ "logfile_tcsh_history.0", "a history of commands, dates in comments" },
	{ "logfile_docker_compose.0", "most lines without any time" },
	{ "logfile_docker_compose_with_noise.0", "most lines without any time" },
};

static bool is_explained(const char *path)
{
	for (size_t i = 0; i < LENGTH(explained); i++)
		if (strstr(path, explained[i].name))
			return true;
	return false;
}

struct sums {
	uint32_t files, read;
};

static void print_source(const struct source *source)
{
	const struct ledger *ledger = &source->ledger;

	printf("| %s | %s | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " |\n",
	       source->path + strlen(REAL_DATA) + 1, source->parser ? source->parser->name : "-",
	       ledger->lines, ledger->events, ledger->continuation, ledger->rejected);
}

static void survey(struct pass *pass, const char *folder)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", REAL_DATA, folder);
	pass_init(pass);
	pass->options.parser = NULL;
	pass->options.zone = zone_utc;
	pass->options.now_us = INT64_C(1798761600) * SECOND_US; /* 2027-01-01 */
	if (!pass_survey(pass, path))
		fail_msg("%s", pass->error.text);
}

static struct sums judge_folder(const char *folder)
{
	struct sums sums = { 0 };
	struct pass pass;

	survey(&pass, folder);
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const struct source *source = &pass.sources.item[i];
		const struct ledger *ledger = &source->ledger;

		print_source(source);
		assert_int_equal(ledger->lines, ledger->events + ledger->continuation +
							ledger->filtered + ledger->rejected);
		if (is_explained(source->path))
			continue;
		sums.files++;
		if (source->parser && ledger->events &&
		    (ledger->events + ledger->continuation) * 100 >= ledger->lines * SHARE)
			sums.read++;
		else
			printf("  not read: %s\n", source->problems ? source->problem[0] : "?");
	}
	printf("%s: %u of %u files read\n", folder, sums.read, sums.files);
	pass_release(&pass);
	return sums;
}

static void reads_what_others_collected(void **state)
{
	static const char *const folders[] = { "lnav-logs", "loghub", "nasa-1995-08-01",
					       "attack-logs", "elastic-examples" };

	(void)state;
	for (size_t i = 0; i < LENGTH(folders); i++) {
		struct sums sums = judge_folder(folders[i]);

		assert_true(sums.files);
		assert_true(sums.read * 100 >= sums.files * SHARE);
	}
}

/* Three brokers by their folders; the second silent from 18:14:43.452 to 19:27:47.535. */
static void tells_brokers_apart(void **state)
{
	const int64_t stopped_us = INT64_C(1482171283) * SECOND_US + 452000;
	const int64_t began_us = INT64_C(1482175667) * SECOND_US + 535000;
	struct sums sums = judge_folder("kafka-2016-12-19");
	int64_t last_us = TIME_UNKNOWN, next_us = INT64_MAX;
	uint32_t hosts[3] = { 0 };
	struct pass pass;

	(void)state;
	assert_int_equal(sums.read, sums.files);
	survey(&pass, "kafka-2016-12-19");
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const struct source *source = &pass.sources.item[i];
		const char *host = source->host ? source->host : "";

		if (!source->parser)
			continue;
		assert_memory_equal(host, "kafka", 5);
		assert_true(host[5] >= '0' && host[5] <= '2' && !host[6]);
		hosts[host[5] - '0']++;
		if (host[5] != '1' || strstr(source->path, "gc.log"))
			continue;
		if (source->ledger.to_us <= stopped_us && source->ledger.to_us > last_us)
			last_us = source->ledger.to_us;
		if (source->ledger.from_us > stopped_us && source->ledger.from_us < next_us)
			next_us = source->ledger.from_us;
	}
	assert_true(hosts[0] && hosts[1] && hosts[2]);
	assert_true(last_us == stopped_us);
	assert_true(next_us == began_us);
	pass_release(&pass);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_others_collected),
		cmocka_unit_test(tells_brokers_apart),
	};

	if (access(REAL_DATA, R_OK))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
