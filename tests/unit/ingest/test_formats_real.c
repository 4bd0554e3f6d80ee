/*
 * test_formats_real.c - what real logs are taken for, and how much of each is read.
 *
 * Prints a line for each file: format, lines, events, continuation, rejected. Needs the
 * data set beside the source; ends with 77, skipped, where it isn't.
 */
#include "core/zone.h"
#include "parsers/declared.h"
#include "tests/support/pass.h"
#include "tests/support/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A log is read where so many of a hundred of its records are; so many logs must be. */
#define SHARE 95

/* What is no log at all: not counted. */
static const char *const no_logs[] = {
	"DETECTED.csv", /* what another program said of these files */
	"LICENSE",
	"CITATION",
	"README.md",
	"SOURCE.md",
	"_structured.csv", /* the labels of a log */
	"_templates.csv",
	"logfile_empty.0",
	"kafka-request.log", /* empty, as the next */
	"kafka-authorizer.log",
};

/* Lines that are no records, where the ledger must call them rejected; by hand. */
static const struct {
	const char *name;
	uint32_t lines;
} others[] = {
	{ "logfile_syslog_with_header.0", 2 },        /* two lines of a header */
	{ "logfile_docker_compose_with_noise.0", 2 }, /* "out of frame", on purpose */
};

static bool is_log(const char *path)
{
	for (size_t i = 0; i < LENGTH(no_logs); i++)
		if (strstr(path, no_logs[i]))
			return false;
	return true;
}

static uint32_t no_records(const char *path)
{
	for (size_t i = 0; i < LENGTH(others); i++)
		if (strstr(path, others[i].name))
			return others[i].lines;
	return 0;
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

/* All formats that come along, as the program has them. */
static void survey(struct pass *pass, struct registry *registry, const char *folder)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", REAL_DATA, folder);
	pass_init(pass);
	registry_init(registry, &pass->arena);
	if (!declared_load_builtin(registry, &pass->error))
		fail_msg("%s", pass->error.text);
	pass->options.registry = registry;
	pass->options.parser = NULL;
	pass->options.zone = zone_utc;
	pass->options.now_us = INT64_C(1798761600) * SECOND_US; /* 2027-01-01 */
	if (!pass_survey(pass, path))
		fail_msg("%s", pass->error.text);
}

static struct sums judge_folder(const char *folder)
{
	struct sums sums = { 0 };
	struct registry registry;
	struct pass pass;

	survey(&pass, &registry, folder);
	for (uint32_t i = 0; i < pass.sources.count; i++) {
		const struct source *source = &pass.sources.item[i];
		const struct ledger *ledger = &source->ledger;

		print_source(source);
		assert_int_equal(ledger->lines, ledger->events + ledger->continuation +
							ledger->filtered + ledger->rejected);
		if (!is_log(source->path))
			continue;
		sums.files++;
		if (source->parser && ledger->events &&
		    (ledger->events + ledger->continuation) * 100 >=
			    (ledger->lines - no_records(source->path)) * SHARE)
			sums.read++;
		else
			printf("  not read: %s\n", source->problems ? source->problem[0] : "?");
	}
	printf("%s: %u of %u logs read\n", folder, sums.read, sums.files);
	registry_release(&registry);
	pass_release(&pass);
	return sums;
}

static void reads_what_others_collected(void **state)
{
	static const struct {
		const char *folder;
		uint32_t read, of;
	} cases[] = {
		{ "lnav-logs", 89, 92 }, { "loghub", 12, 12 },         { "nasa-1995-08-01", 2, 2 },
		{ "attack-logs", 2, 2 }, { "elastic-examples", 3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct sums sums = judge_folder(cases[i].folder);

		assert_int_equal(sums.files, cases[i].of);
		assert_true(sums.read >= cases[i].read);
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
	struct registry registry;
	struct pass pass;

	(void)state;
	assert_int_equal(sums.read, sums.files);
	survey(&pass, &registry, "kafka-2016-12-19");
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
	registry_release(&registry);
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
