/* sample_findings.c - see sample_findings.h. */
#include "tests/support/sample_findings.h"

#include <math.h>
#include <string.h>

#define BEGIN_US (INT64_C(1393070400) * SECOND_US) /* 2014-02-22T12:00:00Z */
#define BUCKETS 144
#define WIDTH_US (5 * MINUTE_US)
#define END_US (BEGIN_US + BUCKETS * WIDTH_US)

struct sample {
	struct arena *arena;
	const char *hostile; /* NULL: the story as it is */
	struct findings *findings;
};

/* Times by the evening's clock: hours from 12 to 24. */
static int64_t clock_at(int hour, int minute)
{
	return BEGIN_US + (hour - 12) * HOUR_US + minute * MINUTE_US;
}

static const char *say(const struct sample *sample, const char *text)
{
	return sample->hostile && text ? sample->hostile : text;
}

/* 300 events a bucket, give or take 10, and `extra` more in [from, to). */
static struct curve make_curve(struct arena *arena, double usual, int64_t from_us, int64_t to_us,
			       double factor)
{
	double *events = arena_array(arena, BUCKETS, sizeof(double));
	double *failed = arena_array(arena, BUCKETS, sizeof(double));
	double *bytes = arena_array(arena, BUCKETS, sizeof(double));
	double *expected = arena_array(arena, BUCKETS, sizeof(double));
	double *low = arena_array(arena, BUCKETS, sizeof(double));
	double *high = arena_array(arena, BUCKETS, sizeof(double));
	uint8_t *known = arena_array(arena, BUCKETS, 1);

	for (int i = 0; i < BUCKETS; i++) {
		int64_t at = BEGIN_US + i * WIDTH_US;
		bool inside = at >= from_us && at < to_us;

		expected[i] = usual;
		low[i] = usual * 0.875;
		high[i] = usual * 1.125;
		events[i] = floor(usual * (1 + (i * 37 % 21 - 10) / 160.0) * (inside ? factor : 1));
		bytes[i] = events[i] * 1000;
		known[i] = i >= 2;
	}
	return (struct curve){ .begin_us = BEGIN_US,
			       .width_us = WIDTH_US,
			       .buckets = BUCKETS,
			       .events = events,
			       .failed = failed,
			       .bytes = bytes,
			       .expected = expected,
			       .low = low,
			       .high = high,
			       .known = known };
}

/* The same with `failed` failures in each bucket that begins in [from, to). */
static struct curve with_failed(struct arena *arena, struct curve curve, int64_t from_us,
				int64_t to_us, double failed)
{
	double *item = arena_array(arena, BUCKETS, sizeof(double));

	for (int i = 0; i < BUCKETS; i++) {
		int64_t at = BEGIN_US + i * WIDTH_US;

		item[i] = at >= from_us && at < to_us ? failed : 0;
	}
	curve.failed = item;
	return curve;
}

static void add_services(struct sample *sample)
{
	struct arena *arena = sample->arena;
	struct service service[] = {
		{ .name = "blog",
		  .events = 62114,
		  .bytes = 62114e3,
		  .errors = 21,
		  .availability = 0.99966,
		  .failed = 21,
		  .budget = 62.114,
		  .clients = 9120,
		  .has_failures = true,
		  .curve = make_curve(arena, 300, clock_at(19, 7), clock_at(23, 2), 4) },
		{ .name = "mail",
		  .events = 8123,
		  .bytes = 0,
		  .errors = 0,
		  .availability = NAN,
		  .failed = NAN,
		  .budget = NAN,
		  .downtime_s = 1500,
		  .clients = NAN,
		  .curve = make_curve(arena, 60, clock_at(14, 10), clock_at(14, 35), 0) },
		{ .name = "quiet",
		  .events = 4310,
		  .bytes = 4310e3,
		  .errors = 1,
		  .availability = 0.999768,
		  .failed = 1,
		  .budget = 4.31,
		  .clients = 310,
		  .has_failures = true,
		  .note = "under two days of past: one level, no daily profile",
		  .curve = make_curve(arena, 30, 0, 0, 1) },
		{ .name = "rival",
		  .events = 412345,
		  .bytes = 1.7e9,
		  .errors = 5121,
		  .availability = 0.98758,
		  .failed = 5121,
		  .budget = 412.345,
		  .downtime_s = 720,
		  .clients = NAN,
		  .has_failures = true,
		  .curve = with_failed(
			  arena, make_curve(arena, 1500, clock_at(19, 12), clock_at(23, 12), 20),
			  clock_at(20, 15), clock_at(20, 27), 1707) },
		{ .name = "shop",
		  .events = 44000,
		  .bytes = 9e8,
		  .errors = 3,
		  .availability = 0.99993,
		  .failed = 3,
		  .budget = 44,
		  .clients = 2001,
		  .has_failures = true,
		  .curve = make_curve(arena, 270, clock_at(15, 40), clock_at(16, 10), 9) },
	};
	struct service *item = arena_array(arena, LENGTH(service), sizeof(*item));

	for (size_t i = 0; i < LENGTH(service); i++) {
		item[i] = service[i];
		item[i].name = say(sample, service[i].name);
		item[i].note = say(sample, service[i].note);
		item[i].latency_p50_ms = item[i].latency_p90_ms = item[i].latency_p99_ms = NAN;
	}
	item[3].latency_p50_ms = 81.5;
	item[3].latency_p90_ms = 210;
	item[3].latency_p99_ms = 1234.5678;
	sample->findings->service = item;
	sample->findings->services = LENGTH(service);
}

static struct explanations explain(struct sample *sample, const struct explanation *from,
				   uint32_t count)
{
	struct explanation *item = arena_array(sample->arena, count, sizeof(*item));

	for (uint32_t i = 0; i < count; i++) {
		item[i] = from[i];
		item[i].value = say(sample, from[i].value);
	}
	return (struct explanations){ .item = item, .count = count };
}

static const struct outage blank = {
	.detected_us = TIME_UNKNOWN,
	.acknowledged_us = TIME_UNKNOWN,
	.resolved_us = TIME_UNKNOWN,
	.lost_events = NAN,
	.failed_events = NAN,
	.p_value = NAN,
};

/* A maintenance that somebody declared: no outage. */
static void add_aside(struct sample *sample)
{
	struct arena *arena = sample->arena;
	struct outage *aside = arena_take(arena, sizeof(*aside));
	struct window *window = arena_take(arena, sizeof(*window));
	struct window_update *update = arena_take(arena, sizeof(*update));
	const char **part = arena_array(arena, 1, sizeof(*part));

	part[0] = say(sample, "database");
	*update = (struct window_update){ .at_us = clock_at(9, 0),
					  .status = say(sample, "scheduled"),
					  .text = say(sample, "we move house") };
	*window = (struct window){ .service = say(sample, "rival"),
				   .title = say(sample, "database is moved"),
				   .kind = WINDOW_MAINTENANCE,
				   .precision = WINDOW_DAY,
				   .impact = say(sample, "maintenance"),
				   .component = part,
				   .components = 1,
				   .feed = say(sample, "statuspage"),
				   .id = say(sample, "m-17"),
				   .url = say(sample, "https://status.example.org/m-17"),
				   .update = update,
				   .updates = 1,
				   .path = say(sample, "rival.json"),
				   .line = 7 };
	*aside = blank;
	aside->id = 1;
	aside->service = window->service;
	aside->kind = OUTAGE_DECLARED;
	aside->title = window->title;
	aside->from_us = clock_at(16, 0);
	aside->to_us = clock_at(17, 0);
	aside->declared = window;
	sample->findings->aside = aside;
	sample->findings->asides = 1;
}

static void add_outages(struct sample *sample)
{
	struct arena *arena = sample->arena;
	struct outage *item = arena_array(arena, 3, sizeof(*item));
	struct window *declared = arena_take(arena, sizeof(*declared));
	struct template_new *template = arena_take(arena, sizeof(*template));
	struct precedent *precedent = arena_take(arena, sizeof(*precedent));
	struct outage_host *host = arena_take(arena, sizeof(*host));

	declared->path = say(sample, "incidents.json");
	declared->line = 120;
	*template = (struct template_new){ .text = say(sample, "sms gateway <*> refused"),
					   .example = say(sample, "sms gateway eu-2 refused"),
					   .count = 412,
					   .before = 0,
					   .expected = 0,
					   .first_us = clock_at(20, 15),
					   .first = { .path = say(sample, "rival/app.log"),
						      .line = 77,
						      .text = say(sample,
								  "sms gateway eu-2 refused") } };
	*precedent = (struct precedent){
		.what = "out of memory",
		.service = say(sample, "mail"),
		.count = 2,
		.usual = 0.5,
		.at_us = clock_at(20, 13),
		.evidence = { .path = say(sample, "mail/kern.log"),
			      .line = 9,
			      .text = say(sample, "Out of memory: Killed process 31") }
	};
	*host = (struct outage_host){ .host = say(sample, "mx1"),
				      .from_us = clock_at(14, 10),
				      .to_us = clock_at(14, 35),
				      .share = 1 };
	for (int i = 0; i < 3; i++)
		item[i] = blank;
	item[0].id = 1;
	item[0].service = say(sample, "mail");
	item[0].kind = OUTAGE_SILENCE;
	item[0].from_us = clock_at(14, 10);
	item[0].to_us = clock_at(14, 35);
	item[0].lost_events = 297.25;
	item[0].p_value = 3.2e-7;
	item[0].host_item = host;
	item[0].hosts = 1;
	item[0].first = (struct evidence){ .path = say(sample, "mail/mx1.log"),
					   .line = 1840,
					   .text = say(sample, "delivered in 12 ms") };
	item[1].id = 2;
	item[1].service = say(sample, "messenger");
	item[1].kind = OUTAGE_DECLARED;
	item[1].title = say(sample, "WhatsApp is down for all users");
	item[1].from_us = clock_at(19, 2);
	item[1].to_us = clock_at(22, 30);
	item[1].acknowledged_us = clock_at(19, 51);
	item[1].resolved_us = clock_at(22, 47);
	item[1].declared = declared;
	item[2].id = 3;
	item[2].service = say(sample, "rival");
	item[2].kind = OUTAGE_ERRORS;
	item[2].from_us = clock_at(20, 15);
	item[2].to_us = clock_at(20, 27);
	item[2].failed_events = 5100;
	item[2].p_value = 1e-12;
	item[2].explained_by = explain(sample,
				       (struct explanation[]){ { .dimension = DIMENSION_STATUS,
								 .value = "503",
								 .count = 5100,
								 .expected = 2,
								 .excess_share = 0.998,
								 .distinct_clients = NAN } },
				       1);
	item[2].precedent_item = precedent;
	item[2].precedents = 1;
	item[2].template_item = template;
	item[2].templates = 1;
	item[2].first = (struct evidence){ .path = say(sample, "rival/api.log"),
					   .line = 88123,
					   .text = say(sample, "POST /signup 503") };
	sample->findings->outage = item;
	sample->findings->outages = 3;
}

static const struct explanation blog_by[] = {
	{ .dimension = DIMENSION_PATH,
	  .value = "/2013/messengers-compared",
	  .count = 35110,
	  .expected = 41,
	  .excess_share = 0.834,
	  .distinct_clients = 7120 },
	{ .dimension = DIMENSION_REFERRER,
	  .value = "google.com",
	  .count = 30233,
	  .expected = 1510,
	  .excess_share = 0.683,
	  .distinct_clients = 6890 },
	{ .dimension = DIMENSION_QUERY,
	  .value = "whatsapp down alternative",
	  .count = 17210,
	  .expected = 0,
	  .excess_share = 0.409,
	  .distinct_clients = NAN },
	{ .dimension = DIMENSION_AGENT,
	  .value = "Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1",
	  .count = 9980,
	  .expected = 800,
	  .excess_share = 0.218,
	  .distinct_clients = NAN },
};
static const struct explanation_set blog_sets[] = {
	{ .value = { { DIMENSION_PATH, "/2013/messengers-compared" },
		     { DIMENSION_QUERY, "whatsapp down alternative" },
		     { DIMENSION_REFERRER, "google.com" } },
	  .values = 3,
	  .count = 17190,
	  .expected = 0,
	  .excess_share = 0.408,
	  .estimated = true },
	{ .value = { { DIMENSION_PATH, "/2013/*" } },
	  .values = 1,
	  .count = 19100,
	  .expected = 612,
	  .excess_share = 0.44,
	  .estimated = true },
};
static const struct explanation shop_by[] = {
	{ .dimension = DIMENSION_CLIENT,
	  .value = "192.0.2.77",
	  .count = 12800,
	  .expected = 0,
	  .excess_share = 0.97,
	  .distinct_clients = 1 },
	{ .dimension = DIMENSION_AGENT,
	  .value = "ExampleBot/2.1",
	  .count = 12800,
	  .expected = 12,
	  .excess_share = 0.969,
	  .distinct_clients = 1 },
};
static const struct explanation rival_by[] = {
	{ .dimension = DIMENSION_PATH,
	  .value = "/signup",
	  .count = 1360000,
	  .expected = 3000,
	  .excess_share = 0.995,
	  .distinct_clients = NAN, .estimated = true },
};

static void add_spikes(struct sample *sample)
{
	struct spike spike[] = {
		{ .service = "shop",
		  .from_us = clock_at(15, 40),
		  .to_us = clock_at(16, 10),
		  .peak_us = clock_at(15, 50),
		  .peak_per_s = 8.42,
		  .peak_expected_per_s = 0.9,
		  .peak_ratio = 9.3556,
		  .events = 14830,
		  .expected = 1620,
		  .excess = 13210,
		  .excess_low = 12910,
		  .excess_high = 13480,
		  .p_value = 1e-30,
		  .class = CLASS_CRAWLER,
		  .class_why = "one client holds 97 % of the excess",
		  .explained_by = explain(sample, shop_by, LENGTH(shop_by)),
		  .clients = { 402, 48, 0, 36.9, 1, 0.21, 0.98 } },
		{ .service = "blog",
		  .from_us = clock_at(19, 7),
		  .to_us = clock_at(23, 2),
		  .peak_us = clock_at(19, 55),
		  .peak_per_s = 4.31,
		  .peak_expected_per_s = 1,
		  .peak_ratio = 4.31,
		  .events = 56140,
		  .expected = 14100,
		  .excess = 42040,
		  .excess_low = 40123.4,
		  .excess_high = 43761.8,
		  .p_value = 0.00021,
		  .class = CLASS_REFERRAL,
		  .class_why = "one page holds 83 % of the excess",
		  .explained_by = explain(sample, blog_by, LENGTH(blog_by)),
		  .explained_by_sets = { blog_sets, LENGTH(blog_sets) },
		  .clients = { 8200, 7900, 0.004, 6.8, 3, 12.4, 0.021 } },
		{ .service = "rival",
		  .from_us = clock_at(19, 12),
		  .to_us = clock_at(23, 12),
		  .peak_us = clock_at(20, 10),
		  .peak_per_s = 100.25,
		  .peak_expected_per_s = 5,
		  .peak_ratio = 20.05,
		  .events = 1440000,
		  .expected = 72000,
		  .excess = 1368000,
		  .excess_low = 1366000,
		  .excess_high = 1370000,
		  .p_value = NAN,
		  .class = CLASS_FLASH_CROWD,
		  .explained_by = explain(sample, rival_by, LENGTH(rival_by)),
		  .clients = { NAN, NAN, NAN, NAN, NAN, NAN, NAN } },
	};
	struct spike *item = arena_array(sample->arena, LENGTH(spike), sizeof(*item));

	for (uint32_t i = 0; i < LENGTH(spike); i++) {
		item[i] = spike[i];
		item[i].id = i + 1;
		item[i].metric = SEICHE_COUNTS_EVENTS;
		item[i].service = say(sample, spike[i].service);
		item[i].class_why = say(sample, spike[i].class_why);
	}
	sample->findings->spike = item;
	sample->findings->spikes = LENGTH(spike);
}

static void add_links(struct sample *sample)
{
	const struct findings *findings = sample->findings;
	struct link *item = arena_array(sample->arena, 3, sizeof(*item));

	item[0] = (struct link){ .spike = &findings->spike[1],
				 .outage = &findings->outage[1],
				 .relation = LINK_OTHER_SERVICE,
				 .lag_us = 5 * MINUTE_US,
				 .overlap = 0.8638297872,
				 .p_value = 0.0025,
				 .q_value = 0.0075,
				 .verdict = LINK_LINKED,
				 .content_share = 0.41,
				 .content_words = say(sample, "whatsapp, down") };
	item[1] = (struct link){ .spike = &findings->spike[2],
				 .outage = &findings->outage[1],
				 .relation = LINK_OTHER_SERVICE,
				 .lag_us = 10 * MINUTE_US,
				 .overlap = 0.825,
				 .p_value = NAN,
				 .q_value = NAN,
				 .verdict = LINK_POSSIBLE };
	item[2] = (struct link){ .spike = &findings->spike[0],
				 .outage = &findings->outage[0],
				 .relation = LINK_OTHER_SERVICE,
				 .lag_us = 90 * MINUTE_US,
				 .overlap = 0,
				 .p_value = 0.6,
				 .q_value = 0.6,
				 .verdict = LINK_UNRELATED };
	sample->findings->link = item;
	sample->findings->links = 3;
}

static void add_timeline(struct sample *sample)
{
	static const struct {
		int hour, minute;
		enum entry_kind kind;
		const char *service, *text, *ref, *path;
	} told[] = {
		{ 14, 10, ENTRY_OUTAGE_START, "mail", "silence begins", "o1", NULL },
		{ 14, 35, ENTRY_OUTAGE_END, "mail", "silence ends after 25 min", "o1", NULL },
		{ 15, 40, ENTRY_SPIKE_START, "shop", "traffic begins to rise", "s1", NULL },
		{ 16, 10, ENTRY_SPIKE_END, "shop", "traffic is as usual", "s1", NULL },
		{ 19, 2, ENTRY_OUTAGE_START, "messenger", "declared outage begins", "o2",
		  "incidents.json" },
		{ 19, 7, ENTRY_SPIKE_START, "blog", "traffic begins to rise", "s2", NULL },
		{ 19, 12, ENTRY_SPIKE_START, "rival", "traffic begins to rise", "s3", NULL },
		{ 19, 31, ENTRY_MARK, NULL, "first tweet about it", NULL, "marks.csv" },
		{ 19, 51, ENTRY_NOTICE, "messenger", "We are experiencing server issues", "o2",
		  "incidents.json" },
		{ 20, 15, ENTRY_FIRST_ERROR, "rival", "POST /signup 503", "o3", "rival/api.log" },
		{ 22, 30, ENTRY_OUTAGE_END, "messenger", "declared outage ends after 3 h 28 min",
		  "o2", NULL },
		{ 23, 2, ENTRY_SPIKE_END, "blog", "traffic is as usual", "s2", NULL },
	};
	struct entry *item = arena_array(sample->arena, LENGTH(told), sizeof(*item));

	for (size_t i = 0; i < LENGTH(told); i++)
		item[i] = (struct entry){
			.at_us = clock_at(told[i].hour, told[i].minute),
			.kind = told[i].kind,
			.service = say(sample, told[i].service),
			.text = say(sample, told[i].text),
			.host = i == 0 ? say(sample, "mx1") : NULL,
			.ref = told[i].ref,
			.evidence = { .path = say(sample, told[i].path), .line = 7 },
		};
	sample->findings->entry = item;
	sample->findings->entries = LENGTH(told);
}

static void add_incident(struct sample *sample)
{
	struct findings *findings = sample->findings;
	struct incident *item = arena_take(sample->arena, sizeof(*item));
	const struct outage **outage = arena_array(sample->arena, 2, sizeof(*outage));
	const struct spike **spike = arena_array(sample->arena, 2, sizeof(*spike));
	struct aftermath *after = arena_array(sample->arena, 2, sizeof(*after));
	struct claim *claim = arena_array(sample->arena, 2, sizeof(*claim));

	outage[0] = &findings->outage[1];
	outage[1] = &findings->outage[2];
	spike[0] = &findings->spike[1];
	spike[1] = &findings->spike[2];
	after[0] = (struct aftermath){ .service = say(sample, "blog"),
				       .glow_s = 1920,
				       .glow_low_s = 1020,
				       .glow_high_s = 3600,
				       .glow_events = 2410.3,
				       .level = 1.021,
				       .level_low = 0.96,
				       .level_high = 1.086,
				       .level_days = 14,
				       .returning = { 7900, 0.013, 0.0107, 0.0157, 212, 0.24, 0.187,
						      0.302, 3 } };
	after[1] = (struct aftermath){ .service = say(sample, "rival"),
				       .glow_s = NAN,
				       .glow_low_s = NAN,
				       .glow_high_s = NAN,
				       .glow_events = NAN,
				       .level = NAN,
				       .level_low = NAN,
				       .level_high = NAN,
				       .returning = RETURNING_UNKNOWN,
				       .glow_note = "too little data: the log ends",
				       .level_note = "too little data: under a week on one side",
				       .return_note = "no clients are known of a spike" };
	claim[0] = (struct claim){ &findings->outage[1], NULL, NAN, NAN };
	claim[1] = (struct claim){ &findings->outage[2], &findings->outage[1], 4380, -7380 };
	*item = (struct incident){
		.id = 1,
		.title = say(sample, "messenger: outage, with spikes of blog and rival"),
		.from_us = clock_at(19, 2),
		.to_us = clock_at(23, 12),
		.outage = outage,
		.outages = 2,
		.spike = spike,
		.spikes = 2,
		.time_to_detect_s = NAN,
		.time_to_acknowledge_s = 2940,
		.time_to_resolve_s = 13500,
		.claim = claim,
		.claims = 2,
		.aftermath = after,
		.aftermaths = 2,
		.entry = findings->entry + 4,
		.entries = findings->entries - 4,
	};
	findings->incident = item;
	findings->incidents = 1;
}

static void add_sources(struct sample *sample)
{
	struct source_facts source[] = {
		{ .service = "blog",
		  .path = "blog/access.log.gz",
		  .format = "combined",
		  .compression = "gzip",
		  .bytes = 1234567,
		  .lines = 62120,
		  .events = 62114,
		  .rejected = 6 },
		{ .service = "mail",
		  .host = "mx1",
		  .path = "mail/mx1.log",
		  .format = "syslog",
		  .compression = "none",
		  .bytes = 912345,
		  .lines = 8200,
		  .events = 8123,
		  .continuation = 70,
		  .filtered = 7 },
		{ .service = "rival",
		  .path = "rival/signups.csv",
		  .sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		  .format = "csv-stats",
		  .compression = "none",
		  .bytes = 2048,
		  .lines = 144,
		  .events = 144 },
	};
	const char **problem = arena_array(sample->arena, 1, sizeof(*problem));
	struct source_facts *item = arena_array(sample->arena, LENGTH(source), sizeof(*item));

	problem[0] =
		say(sample, "blog/access.log.gz: line 812: no time stamp in \"GET /favicon.ico\"");
	for (size_t i = 0; i < LENGTH(source); i++) {
		item[i] = source[i];
		item[i].service = say(sample, source[i].service);
		item[i].host = say(sample, source[i].host);
		item[i].path = say(sample, source[i].path);
		item[i].format = say(sample, source[i].format);
		item[i].from_us = BEGIN_US + 1500;
		item[i].to_us = END_US;
	}
	item[0].problem = problem;
	item[0].problems = 1;
	sample->findings->source = item;
	sample->findings->sources = LENGTH(source);
}

/* Of the rival's errors: its curve from half an hour before to half an hour after. */
static void add_account(struct sample *sample)
{
	struct account *account = arena_take(sample->arena, sizeof(*account));
	struct stretch *reference = arena_array(sample->arena, 2, sizeof(*reference));
	const struct outage *outage = &sample->findings->outage[2];
	const struct curve *whole = NULL;
	uint32_t first;

	for (uint32_t i = 0; i < sample->findings->services; i++)
		if (strcmp(sample->findings->service[i].name, outage->service) == 0)
			whole = &sample->findings->service[i].curve;
	first = (uint32_t)((outage->from_us - 30 * MINUTE_US - whole->begin_us) / whole->width_us);
	for (int i = 0; i < 2; i++)
		reference[i] = (struct stretch){ .service = outage->service,
						 .from_us = outage->from_us - (i + 1) * DAY_US,
						 .to_us = outage->to_us - (i + 1) * DAY_US };
	*account = (struct account){
		.outage = outage,
		.curve = { .begin_us = whole->begin_us + first * whole->width_us,
			   .width_us = whole->width_us,
			   .buckets = (uint32_t)(72 * MINUTE_US / whole->width_us),
			   .events = whole->events + first,
			   .failed = whole->failed + first,
			   .bytes = whole->bytes + first,
			   .expected = whole->expected + first,
			   .low = whole->low + first,
			   .high = whole->high + first,
			   .known = whole->known + first },
		.has_failures = true,
		.score = 24.5,
		.counted = 5100,
		.expected = 12,
		.reference = reference,
		.references = 2,
		.reference_count = 20,
	};
	sample->findings->account = account;
}

static const struct findings *sample_make(struct arena *arena, const char *hostile)
{
	struct sample sample = { .arena = arena,
				 .hostile = hostile,
				 .findings = arena_take(arena, sizeof(struct findings)) };
	const char **warning = arena_array(arena, 1, sizeof(*warning));

	sample.findings->from_us = BEGIN_US;
	sample.findings->to_us = END_US;
	sample.findings->bucket_us = WIDTH_US;
	sample.findings->where = sample.hostile;
	add_services(&sample);
	add_outages(&sample);
	add_aside(&sample);
	add_spikes(&sample);
	add_links(&sample);
	add_timeline(&sample);
	add_incident(&sample);
	add_account(&sample);
	add_sources(&sample);
	warning[0] = say(&sample, "mail/mx1.log: times without a zone were taken as UTC");
	sample.findings->warning = warning;
	sample.findings->warnings = 1;
	return sample.findings;
}

const struct findings *sample_story(struct arena *arena)
{
	return sample_make(arena, NULL);
}

const struct findings *sample_hostile(struct arena *arena, const char *text)
{
	return sample_make(arena, text);
}

const struct findings *sample_empty(struct arena *arena)
{
	struct findings *findings = arena_take(arena, sizeof(*findings));

	findings->from_us = findings->to_us = TIME_UNKNOWN;
	return findings;
}

const struct findings *sample_quiet(struct arena *arena)
{
	struct sample sample = { .arena = arena,
				 .findings = arena_take(arena, sizeof(struct findings)) };

	sample.findings->from_us = BEGIN_US;
	sample.findings->to_us = END_US;
	sample.findings->bucket_us = WIDTH_US;
	add_services(&sample);
	sample.findings->service += 2; /* the quiet one */
	sample.findings->services = 1;
	add_sources(&sample);
	sample.findings->source += 2;
	sample.findings->sources = 1;
	return sample.findings;
}
