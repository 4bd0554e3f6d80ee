/*
 * make_demo.c - writes data/demo: the evening of 22 February 2014, made up.
 *
 *     make_demo FOLDER
 *
 * Every byte follows from the seed. Each file draws from its own stream of random
 * numbers, so a change to one leaves the others as they are.
 */
#include "tests/bench/demo.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

struct demo_file {
	gzFile packed;
	FILE *plain;
};

_Noreturn static void give_up(const char *path)
{
	fprintf(stderr, "make_demo: %s: %s\n", path, strerror(errno));
	exit(2);
}

struct demo_file *demo_open(const char *folder, const char *name)
{
	struct demo_file *file = calloc(1, sizeof(*file));
	char path[4096];
	size_t size = strlen(name);

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!file)
		give_up(path);
	/* zlib's own gzip writer leaves the header's time and name empty. */
	if (size > 3 && !strcmp(name + size - 3, ".gz"))
		file->packed = gzopen(path, "wb9");
	else
		file->plain = fopen(path, "we");
	if (!file->packed && !file->plain)
		give_up(path);
	return file;
}

void demo_print(struct demo_file *file, const char *format, ...)
{
	char line[4096];
	va_list values;
	int size;

	va_start(values, format);
	size = vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	if (file->packed ? gzwrite(file->packed, line, (unsigned)size) != size
			 : fwrite(line, 1, (size_t)size, file->plain) != (size_t)size)
		give_up("write");
}

void demo_close(struct demo_file *file)
{
	if (file->packed ? gzclose(file->packed) != Z_OK : fclose(file->plain) != 0)
		give_up("close");
	free(file);
}

const char *demo_iso(int32_t at, char text[DEMO_TIME_BYTES])
{
	snprintf(text, DEMO_TIME_BYTES, "2014-02-%02dT%02d:%02d:%02dZ", 14 + at / 86400,
		 at / 3600 % 24, at / 60 % 60, at % 60);
	return text;
}

const char *demo_clf(int32_t at, char text[DEMO_TIME_BYTES])
{
	int32_t local = at + 3600;

	snprintf(text, DEMO_TIME_BYTES, "%02d/Feb/2014:%02d:%02d:%02d +0100", 14 + local / 86400,
		 local / 3600 % 24, local / 60 % 60, local % 60);
	return text;
}

uint64_t demo_curve(const struct demo_knot *knot, size_t knots, int32_t at)
{
	for (size_t i = 0; i + 1 < knots; i++) {
		const struct demo_knot *from = &knot[i], *to = &knot[i + 1];

		if (at < from->at || at >= to->at)
			continue;
		int64_t rise = (int64_t)to->rate - from->rate;

		return (uint64_t)(from->rate + rise * (at - from->at) / (to->at - from->at));
	}
	return 0;
}

uint64_t demo_rhythm(uint64_t rate, int32_t at, int32_t ahead)
{
	/* Weights of a day's hours, 62 on average. */
	static const uint8_t hour_share[24] = { 28, 18, 13, 10, 11, 16, 28, 46, 65,  75,  80, 82,
						80, 81, 84, 85, 82, 80, 84, 96, 106, 102, 80, 48 };
	/* From Friday, the 14th, on; of 100. */
	static const uint8_t day_share[7] = { 102, 86, 90, 108, 106, 104, 104 };
	int32_t local = at + ahead * 3600;
	uint32_t hour = (uint32_t)(local / 3600 % 24), next = (hour + 1) % 24;
	uint32_t minute = (uint32_t)(local / 60 % 60);
	uint64_t share = hour_share[hour] * (60 - minute) + hour_share[next] * minute;

	return rate * share / (60 * 62) * day_share[local / 86400 % 7] / 100;
}

const char *demo_client(struct rng *rng, char text[DEMO_CLIENT_BYTES])
{
	/* Drawn one by one: C leaves open in which order a call's arguments are evaluated. */
	bool modern = rng_chance(rng, 40000);
	uint32_t first = rng_below(rng, modern ? 64 : 2);
	uint32_t second = rng_below(rng, 256), third = rng_below(rng, modern ? 9 : 254);

	if (modern)
		snprintf(text, DEMO_CLIENT_BYTES, "2001:db8:%x:%x::%x", first, second, 1 + third);
	else
		snprintf(text, DEMO_CLIENT_BYTES, "198.%u.%u.%u", 18 + first, second, 1 + third);
	return text;
}

/* `"from": …, "to": …`, as every stretch of time begins in the truth file. */
static const char *span(int32_t from, int32_t to, char text[3 * DEMO_TIME_BYTES])
{
	char begin[DEMO_TIME_BYTES], end[DEMO_TIME_BYTES];

	snprintf(text, 3 * DEMO_TIME_BYTES, "\"from\": \"%s\", \"to\": \"%s\"",
		 demo_iso(from, begin), demo_iso(to, end));
	return text;
}

static void truth_sources(struct demo_file *file, const struct demo_truth *truth)
{
	char text[3 * DEMO_TIME_BYTES];

	demo_print(file,
		   "{\n"
		   "  \"seed\": %d,\n"
		   "  %s,\n"
		   "  \"sources\": {\n"
		   "    \"blog\": {\"lines\": %u, \"rejected\": %u},\n"
		   "    \"telegram\": {\"lines\": %u, \"rejected\": 0},\n"
		   "    \"quietchat\": {\"lines\": %u, \"rejected\": 0},\n"
		   "    \"telegram-signups\": {\"rows\": %d, \"rejected\": 0, \"events\": %llu}\n"
		   "  },\n",
		   DEMO_SEED, span(0, DEMO_DAYS * 86400, text), truth->blog_lines,
		   truth->blog_rejected, truth->gateway_lines, truth->quiet_lines, DEMO_MINUTES,
		   (unsigned long long)truth->signups);
}

static void truth_outages(struct demo_file *file, const struct demo_truth *truth)
{
	char text[3 * DEMO_TIME_BYTES], published[DEMO_TIME_BYTES];

	demo_print(file, "  \"declared\": [\n    {\"service\": \"whatsapp\", %s},\n",
		   span(EARLIER_FROM, EARLIER_TO, text));
	demo_print(file, "    {\"service\": \"photohost\", %s},\n",
		   span(PHOTOHOST_FROM, PHOTOHOST_TO, text));
	demo_print(file,
		   "    {\"service\": \"whatsapp\", %s,\n"
		   "     \"published\": \"%s\", \"time_to_acknowledge_s\": %d}\n"
		   "  ],\n",
		   span(OUTAGE_FROM, OUTAGE_TO, text), demo_iso(OUTAGE_PUBLISHED, published),
		   OUTAGE_PUBLISHED - OUTAGE_FROM);
	demo_print(file,
		   "  \"detected\": [\n"
		   "    {\"service\": \"telegram\", \"kind\": \"errors\", %s,\n"
		   "     \"events\": %u, \"failed\": %u}\n"
		   "  ],\n",
		   span(STRAIN_FROM, STRAIN_TO, text), truth->strain_lines, truth->strain_failed);
}

static void truth_spikes(struct demo_file *file, const struct demo_truth *truth)
{
	char text[3 * DEMO_TIME_BYTES], peak[DEMO_TIME_BYTES];

	demo_print(file,
		   "  \"spikes\": [\n"
		   "    {\"service\": \"blog\", %s, \"class\": \"crawler\",\n"
		   "     \"events\": %u, \"agent\": \"%s\", \"linked\": false},\n",
		   span(CRAWLER_FROM, CRAWLER_TO, text), truth->crawler_hits, CRAWLER_AGENT);
	demo_print(file,
		   "    {\"service\": \"blog\", %s, \"class\": \"referral\",\n"
		   "     \"events\": %u, \"path\": \"%s\", \"views\": %u, \"views_before\": %u,\n"
		   "     \"referrer\": \"google.com\", \"referred\": %u, \"linked\": true, "
		   "\"lag_s\": %d},\n",
		   span(ARTICLE_FROM, ARTICLE_TO, text), truth->article_hits, ARTICLE_PATH,
		   truth->article_views, truth->article_views_before, truth->article_google,
		   ARTICLE_FROM - OUTAGE_FROM);
	demo_print(file,
		   "    {\"service\": \"telegram\", %s, \"linked\": true, \"lag_s\": %d},\n"
		   "    {\"service\": \"telegram-signups\", %s,\n",
		   span(RIVAL_FROM, RIVAL_TO, text), RIVAL_FROM - OUTAGE_FROM, text);
	demo_print(file,
		   "     \"events\": %llu, \"peak_at\": \"%s\", \"peak_per_s\": %u, "
		   "\"linked\": true, \"lag_s\": %d}\n"
		   "  ]\n"
		   "}\n",
		   (unsigned long long)truth->signups_in_spike, demo_iso(RIVAL_PEAK, peak),
		   truth->signups_peak / 60, RIVAL_FROM - OUTAGE_FROM);
}

static void write_truth(const char *folder, const struct demo_truth *truth)
{
	struct demo_file *file = demo_open(folder, "truth.json");

	truth_sources(file, truth);
	truth_outages(file, truth);
	truth_spikes(file, truth);
	demo_close(file);
}

int main(int count, char **argument)
{
	static const char *const folders[] = { "",           "/blog",
					       "/telegram",  "/telegram-signups",
					       "/quietchat", "/status" };
	struct demo_truth truth = { 0 };

	if (count != 2) {
		fputs("usage: make_demo FOLDER\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s%s", argument[1], folders[i]);
		if (mkdir(path, 0777) && errno != EEXIST)
			give_up(path);
	}
	demo_write_blog(argument[1], &truth);
	demo_write_quiet(argument[1], &truth);
	demo_write_rival(argument[1], &truth);
	demo_write_papers(argument[1]);
	write_truth(argument[1], &truth);
	return 0;
}
