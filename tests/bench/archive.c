/* archive.c - a log archive that is made up. */
#include "tests/bench/archive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE_BYTES 640
#define PATHS 300
#define TAKEN_BY_TEN 10

/* A request before it is written: its line lies in the archive's text. */
struct hit {
	int32_t at;
	uint32_t order, size;
	size_t text;
	uint8_t site, host;
};

double random_share(struct rng *rng)
{
	return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

double random_between(struct rng *rng, double low, double high)
{
	return low + (high - low) * random_share(rng);
}

double random_log(struct rng *rng, double low, double high)
{
	return exp(random_between(rng, log(low), log(high)));
}

static double random_normal(struct rng *rng)
{
	return sqrt(-2 * log(1 - random_share(rng))) * cos(2 * M_PI * random_share(rng));
}

uint32_t random_poisson(struct rng *rng, double mean)
{
	double left = exp(-mean);
	uint32_t count = 0;

	if (mean > 60)
		return (uint32_t)fmax(0, lround(mean + sqrt(mean) * random_normal(rng)));
	for (double product = random_share(rng); product > left; product *= random_share(rng))
		count++;
	return count;
}

void archive_init(struct archive *archive, uint64_t seed, int32_t days)
{
	/* Mixed once: seeds that lie close would else give streams that run behind each other. */
	struct rng first = { seed };

	*archive = (struct archive){ .rng = { rng_next(&first) }, .days = days };
}

void archive_release(struct archive *archive)
{
	free(archive->hit);
	free(archive->text);
}

struct site *archive_site(struct archive *archive, const char *name, double per_minute,
			  uint32_t hosts)
{
	struct site *site = &archive->site[archive->sites++];

	*site = (struct site){ .name = name, .per_minute = per_minute, .hosts = hosts };
	site->wobble = random_between(&archive->rng, 0.03, 0.15);
	site->clients = (uint32_t)(200 + per_minute * random_between(&archive->rng, 100, 400));
	for (size_t i = 0; i < sizeof(site->hour_level) / sizeof(*site->hour_level); i++)
		site->hour_level[i] = exp(site->wobble * random_normal(&archive->rng));
	return site;
}

static uint32_t site_index(const struct archive *archive, const struct site *site)
{
	return (uint32_t)(site - archive->site);
}

struct trouble *archive_trouble(struct archive *archive, const struct site *site, int32_t from,
				int32_t to)
{
	uint32_t at = site_index(archive, site);
	struct trouble *trouble = &archive->trouble[at][archive->troubles[at]++];

	*trouble = (struct trouble){ .from = from, .to = to, .kept = 1, .host = -1 };
	return trouble;
}

/* People sleep at four, are up at nine in the evening, and come less on Saturdays and Sundays. */
static double rhythm(int32_t at)
{
	double hour = at % DAY_S / (double)HOUR_S;
	double weekday = at / DAY_S % 7 >= 5 ? 0.75 : 1.1;

	return weekday * (1 + 0.6 * cos(2 * M_PI * (hour - 20) / 24) +
			  0.15 * cos(4 * M_PI * (hour - 13) / 24));
}

static double level_at(const struct site *site, int32_t at)
{
	size_t hours = sizeof(site->hour_level) / sizeof(*site->hour_level);

	return site->per_minute * rhythm(at) * site->hour_level[(size_t)(at / HOUR_S) % hours];
}

static const char *const agents[] = {
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 "
	"Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) Version/17.2 Mobile/15E148 "
	"Safari/604.1",
	"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.2 Safari/605.1.15",
	"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0",
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
};
static const uint16_t agent_weight[] = { 34, 22, 20, 10, 6, 5, 3, 0 };

static const char *const topics[] = { "bread",   "garden", "night-train", "printer",  "router",
				      "phone",   "jars",   "fonts",       "contacts", "backup",
				      "flights", "mail",   "keyboard",    "winter",   "ink" };

/* Few pages are read often, most seldom. */
static void usual_path(struct rng *rng, char *path, size_t size)
{
	double u = random_share(rng);
	uint32_t page = (uint32_t)(PATHS * u * u * u);

	if (rng_chance(rng, 60000))
		snprintf(path, size, "/");
	else
		snprintf(path, size, "/20%02u/%02u/%s-%u/", 15 + page % 9, 1 + page % 12,
			 topics[page % 15], page);
}

static void usual_referrer(struct rng *rng, char *referrer, size_t size)
{
	uint32_t kind = rng_below(rng, 100);

	if (kind < 45)
		snprintf(referrer, size, "-");
	else if (kind < 75)
		snprintf(referrer, size, "https://www.google.com/search?q=%s+%u",
			 topics[rng_below(rng, 15)], rng_below(rng, 40));
	else if (kind < 90)
		snprintf(referrer, size, "https://links%u.example/list", rng_below(rng, 60));
	else
		snprintf(referrer, size, "https://t.co/%06x", rng_below(rng, 1 << 24));
}

static void stranger(struct rng *rng, char *client, size_t size)
{
	uint32_t bits = (uint32_t)(rng_next(rng) >> 32);

	if (rng_chance(rng, 120000))
		snprintf(client, size, "2001:db8:%x:%x::%x", bits & 0xffff, bits >> 20,
			 1 + (bits >> 16 & 15));
	else
		snprintf(client, size, "%u.%u.%u.%u", 11 + bits % 150, bits >> 8 & 255,
			 bits >> 16 & 255, 1 + (bits >> 24) % 254);
}

static void regular(struct rng *rng, const struct site *site, char *client, size_t size)
{
	double u = random_share(rng);
	struct rng of = { (uint64_t)(site->clients * u * u) * UINT64_C(0x9e3779b97f4a7c15) };

	stranger(&of, client, size);
}

/* Set a line aside. */
static void hit_add(struct archive *archive, const struct site *site, int32_t at, uint32_t host,
		    const char *line, int size)
{
	if (archive->hits == archive->room) {
		archive->room = archive->room ? 2 * archive->room : 1 << 16;
		archive->hit = realloc(archive->hit, archive->room * sizeof(*archive->hit));
		invariant(archive->hit);
	}
	while (archive->text_size + (size_t)size > archive->text_room) {
		archive->text_room = archive->text_room ? 2 * archive->text_room : 1 << 22;
		archive->text = realloc(archive->text, archive->text_room);
		invariant(archive->text);
	}
	memcpy(archive->text + archive->text_size, line, (size_t)size);
	archive->hit[archive->hits] = (struct hit){ .at = at,
						    .order = (uint32_t)archive->hits,
						    .text = archive->text_size,
						    .size = (uint32_t)size,
						    .site = (uint8_t)site_index(archive, site),
						    .host = (uint8_t)host };
	archive->hits++;
	archive->text_size += (size_t)size;
}

/* What troubles make of a request; false where it never arrives. */
static bool arrives(struct archive *archive, const struct site *site, int32_t at, uint32_t host,
		    const char *path, uint32_t *status)
{
	uint32_t index = site_index(archive, site);

	for (uint32_t i = 0; i < archive->troubles[index]; i++) {
		const struct trouble *trouble = &archive->trouble[index][i];

		if (at < trouble->from || at >= trouble->to ||
		    (trouble->host >= 0 && (uint32_t)trouble->host != host))
			continue;
		if (random_share(&archive->rng) >= trouble->kept)
			return false;
		if ((!trouble->path || !strcmp(trouble->path, path)) &&
		    random_share(&archive->rng) < trouble->failing)
			*status = 503;
	}
	return true;
}

static const char *stamp(int32_t at, char *text, size_t size)
{
	time_t when = (time_t)(ARCHIVE_BEGIN + at);
	struct tm civil;

	gmtime_r(&when, &civil);
	strftime(text, size, "%d/%b/%Y:%H:%M:%S +0000", &civil);
	return text;
}

static void request(struct archive *archive, const struct site *site, int32_t at,
		    const struct cause *cause)
{
	static const struct cause usual;
	struct rng *rng = &archive->rng;
	uint32_t host = rng_below(rng, site->hosts);
	uint32_t status = rng_chance(rng, 4000) ? 500 : rng_chance(rng, 30000) ? 404 : 200;
	char path[160], referrer[160], client[48], time[40], line[LINE_BYTES];
	int size;

	if (!cause)
		cause = &usual;
	usual_path(rng, path, sizeof(path));
	usual_referrer(rng, referrer, sizeof(referrer));
	if (cause == &usual || cause->regulars) {
		regular(rng, site, client, sizeof(client));
	} else if (!cause->clients) {
		stranger(rng, client, sizeof(client));
	} else {
		uint32_t number = rng_below(rng, cause->clients);

		snprintf(client, sizeof(client), "198.51.%u.%u", 100 + number / 200,
			 1 + number % 200);
	}
	if (cause->path)
		snprintf(path, sizeof(path), strchr(cause->path, '%') ? "%.*s%u" : "%.*s",
			 (int)strcspn(cause->path, "%"), cause->path, rng_below(rng, 100000));
	if (cause->referrer)
		snprintf(referrer, sizeof(referrer), "%s", cause->referrer);
	if (cause->status && (!cause->refused || random_share(rng) < cause->refused))
		status = cause->status;
	if (!arrives(archive, site, at, host, path, &status))
		return;
	size = snprintf(line, sizeof(line), "%s - - [%s] \"%s %s HTTP/1.1\" %u %u \"%s\" \"%s\"\n",
			client, stamp(at, time, sizeof(time)),
			cause->method            ? cause->method
			: rng_chance(rng, 30000) ? "POST"
						 : "GET",
			path, status, 500 + rng_below(rng, 20000), referrer,
			cause->agent ? cause->agent : agents[rng_pick(rng, agent_weight)]);
	hit_add(archive, site, at, host, line, size);
}

void archive_cause(struct archive *archive, const struct site *site, const struct cause *cause)
{
	int32_t ramp = (cause->to - cause->from) / TAKEN_BY_TEN;

	for (int32_t at = cause->from; at < cause->to; at += MINUTE_S) {
		int32_t edge = MIN(at - cause->from, cause->to - MINUTE_S - at);
		double level = edge < ramp ? 0.6 + 0.4 * edge / ramp : 1;
		uint32_t count = random_poisson(&archive->rng, level * cause->per_minute);

		for (uint32_t i = 0; i < count; i++)
			request(archive, site, at + (int32_t)rng_below(&archive->rng, 60), cause);
	}
}

static int64_t absolute(int32_t at)
{
	return (ARCHIVE_BEGIN + at) * SECOND_US;
}

int archive_declare(struct archive *archive, const char *service, const char *title, int32_t from,
		    int32_t to)
{
	archive->window[archive->windows++] = (struct window){
		.service = service,
		.title = title,
		.kind = WINDOW_OUTAGE,
		.from_us = absolute(from),
		.to_us = absolute(to),
		.detected_us = TIME_UNKNOWN,
		.announced_us = TIME_UNKNOWN,
		.resolved_us = TIME_UNKNOWN,
		.path = "status.json",
	};
	archive->outage[archive->outages] = (struct truth_outage){ .service = service,
								   .from_us = absolute(from),
								   .to_us = absolute(to),
								   .kind = OUTAGE_DECLARED };
	return (int)archive->outages++;
}

struct truth_spike *archive_expect_spike(struct archive *archive, const struct site *site,
					 int32_t from, int32_t to, enum spike_class class)
{
	struct truth_spike *spike = &archive->spike[archive->spikes++];

	invariant(archive->spikes <= TRUTHS_MAX);
	*spike = (struct truth_spike){ .service = site->name,
				       .from_us = absolute(from),
				       .to_us = absolute(to),
				       .class = class,
				       .outage = -1 };
	return spike;
}

struct truth_outage *archive_expect_outage(struct archive *archive, const struct site *site,
					   int32_t from, int32_t to, enum outage_kind kind)
{
	struct truth_outage *outage = &archive->outage[archive->outages++];

	invariant(archive->outages <= TRUTHS_MAX);
	*outage = (struct truth_outage){ .service = site->name,
					 .from_us = absolute(from),
					 .to_us = absolute(to),
					 .kind = kind };
	return outage;
}

int32_t archive_moment(struct archive *archive, int32_t first_day)
{
	struct rng *rng = &archive->rng;

	for (;;) {
		int32_t at = first_day * DAY_S +
			     (int32_t)(random_share(rng) * (archive->days - 1 - first_day) * DAY_S);

		if (random_share(rng) * 2 < rhythm(at) - 0.2)
			return at / MINUTE_S * MINUTE_S;
	}
}

static int hits_order(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->site != b->site)
		return a->site < b->site ? -1 : 1;
	if (a->host != b->host)
		return a->host < b->host ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void usual_days(struct archive *archive, const struct site *site)
{
	for (int32_t at = 0; at < archive->days * DAY_S; at += MINUTE_S) {
		uint32_t count = random_poisson(&archive->rng, level_at(site, at));

		for (uint32_t i = 0; i < count; i++)
			request(archive, site, at + (int32_t)rng_below(&archive->rng, 60), NULL);
	}
}

/* One file a host: the hits from `at` on that are of one site and host. Returns where they end. */
static size_t file_write(struct archive *archive, size_t at,
			 void (*write)(void *context, const char *name, const char *bytes,
				       size_t size),
			 void *context)
{
	const struct hit *first = &archive->hit[at];
	const struct site *site = &archive->site[first->site];
	char name[160], *bytes = NULL;
	size_t size, end = at;
	FILE *to = open_memstream(&bytes, &size);

	invariant(to);
	for (; end < archive->hits && archive->hit[end].site == first->site &&
	       archive->hit[end].host == first->host;
	     end++)
		fwrite(archive->text + archive->hit[end].text, 1, archive->hit[end].size, to);
	fclose(to);
	if (site->hosts > 1)
		snprintf(name, sizeof(name), "%s/web%u/access.log", site->name, first->host + 1);
	else
		snprintf(name, sizeof(name), "%s/access.log", site->name);
	write(context, name, bytes, size);
	free(bytes);
	return end;
}

/* Days of a site that keeps statistics alone: its causes are hits already, the rest is counted. */
static void statistics_write(struct archive *archive, const struct site *site,
			     void (*write)(void *context, const char *name, const char *bytes,
					   size_t size),
			     void *context)
{
	uint32_t index = site_index(archive, site);
	char name[160], *bytes = NULL;
	size_t size;
	FILE *to = open_memstream(&bytes, &size);

	invariant(to);
	fprintf(to, "date,visits\n");
	for (int32_t day = 0; day < archive->days; day++) {
		double mean = 0;
		uint64_t count;
		time_t when = (time_t)(ARCHIVE_BEGIN + (int64_t)day * DAY_S);
		struct tm civil;

		for (int32_t hour = 0; hour < 24; hour++)
			mean += 60 * level_at(site, day * DAY_S + hour * HOUR_S);
		count = random_poisson(&archive->rng,
				       mean * exp(0.05 * random_normal(&archive->rng)));
		for (size_t i = 0; i < archive->hits; i++)
			count += archive->hit[i].site == index && archive->hit[i].at / DAY_S == day;
		gmtime_r(&when, &civil);
		fprintf(to, "%04d-%02d-%02d,%llu\n", civil.tm_year + 1900, civil.tm_mon + 1,
			civil.tm_mday, (unsigned long long)count);
	}
	fclose(to);
	snprintf(name, sizeof(name), "%s/visits.csv", site->name);
	write(context, name, bytes, size);
	free(bytes);
}

void archive_write(struct archive *archive,
		   void (*write)(void *context, const char *name, const char *bytes, size_t size),
		   void *context)
{
	for (uint32_t i = 0; i < archive->sites; i++) {
		if (archive->site[i].statistics)
			statistics_write(archive, &archive->site[i], write, context);
		else
			usual_days(archive, &archive->site[i]);
	}
	if (archive->hits)
		qsort(archive->hit, archive->hits, sizeof(*archive->hit), hits_order);
	for (size_t at = 0; at < archive->hits;)
		if (archive->site[archive->hit[at].site].statistics)
			at++;
		else
			at = file_write(archive, at, write, context);
}
