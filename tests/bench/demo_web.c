/*
 * demo_web.c - the blog's access logs, turned over at local midnight, and the
 * quiet competitor's: NCSA combined.
 */
#include "tests/bench/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line before it is written. */
struct hit {
	int32_t at;     /* when it is written */
	int32_t late;   /* the stamp is that much older: a slow request */
	uint32_t order; /* of hits in one second */
	uint16_t status;
	uint32_t bytes;
	const char *agent;
	char client[DEMO_CLIENT_BYTES], path[160], referrer[160];
};

struct hits {
	struct hit *item;
	size_t count, room;
};

static struct hit *hits_add(struct hits *hits, int32_t at)
{
	if (hits->count == hits->room) {
		hits->room = hits->room ? 2 * hits->room : 4096;
		hits->item = realloc(hits->item, hits->room * sizeof(*hits->item));
		if (!hits->item)
			abort();
	}
	struct hit *hit = &hits->item[hits->count];

	*hit = (struct hit){ .at = at, .order = (uint32_t)hits->count++, .status = 200 };
	strcpy(hit->referrer, "-");
	return hit;
}

static int hits_order(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static const char *const browsers[] = {
	"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) "
	"Chrome/32.0.1700.107 Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like "
	"Gecko) Version/7.0 Mobile/11B554a Safari/9537.53",
	"Mozilla/5.0 (Linux; Android 4.3; GT-I9300 Build/JSS15J) AppleWebKit/537.36 (KHTML, like "
	"Gecko) Chrome/32.0.1700.99 Mobile Safari/537.36",
	"Mozilla/5.0 (Windows NT 6.1; WOW64; rv:27.0) Gecko/20100101 Firefox/27.0",
	"Mozilla/5.0 (BlackBerry; U; BlackBerry 9900; en) AppleWebKit/534.11+ (KHTML, like Gecko) "
	"Version/7.1.0.346 Mobile Safari/534.11+",
	"Opera/9.80 (J2ME/MIDP; Opera Mini/4.2/28.3590; U; en) Presto/2.8.119 Version/11.10",
};
static const uint16_t browser_weight[] = { 30, 24, 22, 14, 6, 4, 0 };

static const char *const bots[] = {
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
	"Tiny Tiny RSS/1.11 (http://tt-rss.org/)",
	"UptimeProbe/2.0 (+http://probe.example/)",
};
static const uint16_t bot_weight[] = { 34, 22, 30, 14, 0 };

static const char *const titles[] = {
	"a-backup-that-restores",
	"bread-with-little-yeast",
	"cheap-flights-are-not",
	"dual-boot-without-tears",
	"exporting-your-contacts",
	"five-fonts-for-reading",
	"garden-in-february",
	"how-i-lost-my-sim-card",
	"ink-for-the-old-printer",
	"jars-and-labels",
	"keyboard-shortcuts-i-use",
	"leaving-a-social-network",
	"mail-on-your-own-server",
	"night-train-to-vienna",
	"one-year-with-a-dumb-phone",
	"photos-where-they-went",
	"quiet-fans",
	"router-that-forgets",
	"sms-is-not-dead",
	"three-messengers-compared",
};

/* One of four hundred old pages. */
static void old_page(struct rng *rng, char *path, size_t size)
{
	uint32_t page = rng_below(rng, 400), title = page % 20;

	snprintf(path, size, "/20%02u/%02u/%s/", 9 + page / 20 % 5, 1 + page / 7 % 12,
		 titles[title]);
}

static void asset(struct rng *rng, struct hit *hit, const struct hit *page)
{
	static const char *const files[] = { "/theme/style.css", "/theme/site.js",
					     "/media/2013/05/two-phones.jpg", "/favicon.ico" };
	static const uint32_t sizes[] = { 5120, 18734, 48211, 1406 };
	uint32_t pick = rng_below(rng, 4);

	strcpy(hit->client, page->client);
	strcpy(hit->path, files[pick]);
	snprintf(hit->referrer, sizeof(hit->referrer), "http://blog.example%.100s", page->path);
	hit->agent = page->agent;
	hit->bytes = sizes[pick];
	if (rng_chance(rng, 150000)) {
		hit->status = 304;
		hit->bytes = 0;
	}
}

/* What a page loads, a second or so after it; returns how many hits that was. */
static uint32_t follow(struct rng *rng, struct hits *hits, size_t page, uint32_t share)
{
	uint32_t count = rng_chance(rng, share) ? 1 + rng_below(rng, 2) : 0;

	for (uint32_t i = 0; i < count; i++) {
		struct hit *hit =
			hits_add(hits, hits->item[page].at + 1 + (int32_t)rng_below(rng, 2));

		asset(rng, hit, &hits->item[page]);
	}
	return count;
}

/* Readers and robots of an ordinary minute. */
static void ordinary(struct rng *rng, struct hits *hits, int32_t minute, struct demo_truth *truth)
{
	uint32_t views = rng_count(rng, demo_rhythm(370, minute, 1));

	for (uint32_t i = 0; i < views; i++) {
		size_t at = hits->count;
		struct hit *hit = hits_add(hits, minute + (int32_t)rng_below(rng, 60));

		demo_client(rng, hit->client);
		hit->agent = browsers[rng_pick(rng, browser_weight)];
		hit->bytes = 6000 + rng_below(rng, 24000);
		if (rng_chance(rng, 12000))
			hit->late = 5 + (int32_t)rng_below(rng, 40);
		if (rng_chance(rng, 180000)) {
			strcpy(hit->path, "/");
		} else if (rng_chance(rng, 80000)) {
			strcpy(hit->path, ARTICLE_PATH);
			strcpy(hit->referrer, "http://www.google.com/search?q=whatsapp+down");
			truth->article_views_before += hit->at < ARTICLE_FROM;
		} else if (rng_chance(rng, 30000)) {
			snprintf(hit->path, sizeof(hit->path), "/wp-login.php?try=%u",
				 rng_below(rng, 1000));
			hit->status = 404;
			hit->bytes = 512;
		} else {
			old_page(rng, hit->path, sizeof(hit->path));
		}
		if (hit->referrer[0] == '-' && hit->status == 200 && rng_chance(rng, 420000)) {
			const char *country = rng_chance(rng, 500000) ? "de" : "com";

			snprintf(hit->referrer, sizeof(hit->referrer),
				 "http://www.google.%s/search?q=%s", country,
				 titles[rng_below(rng, 20)]);
		}
		if (hit->status == 200)
			follow(rng, hits, at, 250000);
	}

	uint32_t robots = rng_count(rng, 110);

	for (uint32_t i = 0; i < robots; i++) {
		struct hit *hit = hits_add(hits, minute + (int32_t)rng_below(rng, 60));
		uint32_t bot = rng_pick(rng, bot_weight);

		snprintf(hit->client, sizeof(hit->client), "203.0.113.%u",
			 10 * bot + 10 + rng_below(rng, 4));
		hit->agent = bots[bot];
		hit->bytes = 4000 + rng_below(rng, 9000);
		if (bot < 2)
			old_page(rng, hit->path, sizeof(hit->path));
		else
			strcpy(hit->path, bot == 2 ? "/feed/" : "/");
		if (bot < 2 && rng_chance(rng, 60000)) {
			strcpy(hit->path, "/2008/11/moved-long-ago/");
			hit->status = 404;
			hit->bytes = 512;
		}
	}
}

/* One who looks for help and finds the old article. */
static void searched(struct rng *rng, struct hit *hit, struct demo_truth *truth)
{
	static const char *const engines[] = {
		"http://www.google.com/search?q=%s",
		"http://www.google.co.in/search?q=%s",
		"http://www.google.de/search?q=%s",
		"http://www.google.es/search?q=%s",
		"http://www.google.com.br/search?q=%s",
		"http://www.bing.com/search?q=%s",
		"https://duckduckgo.com/?q=%s",
		"https://t.co/wHd0wn%.1s",
		"-%.0s",
	};
	static const uint16_t engine_weight[] = { 62, 6, 5, 4, 3, 4, 2, 4, 10, 0 };
	static const char *const words[] = { "whatsapp+down",
					     "whatsapp+not+working",
					     "is+whatsapp+down",
					     "whatsapp+server+down",
					     "what+to+do+when+whatsapp+is+down",
					     "whatsapp+connecting" };
	static const uint16_t word_weight[] = { 46, 22, 14, 9, 5, 4, 0 };
	uint32_t engine = rng_pick(rng, engine_weight);

	demo_client(rng, hit->client);
	hit->agent = browsers[rng_pick(rng, browser_weight)];
	strcpy(hit->path, ARTICLE_PATH);
	hit->bytes = 14211 + rng_below(rng, 3);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(hit->referrer, sizeof(hit->referrer), engines[engine],
		 words[rng_pick(rng, word_weight)]);
#pragma GCC diagnostic pop
	truth->article_google += engine == 0;
}

static void article(struct rng *rng, struct hits *hits, int32_t minute, struct demo_truth *truth)
{
	static const struct demo_knot curve[] = {
		{ ARTICLE_FROM, 17000 },   { AT(22, 19, 50), 44000 }, { AT(22, 21, 30), 46000 },
		{ AT(22, 22, 32), 31000 }, { AT(22, 22, 50), 14000 }, { ARTICLE_TO, 5000 },
	};
	uint32_t views =
		rng_count(rng, demo_curve(curve, sizeof(curve) / sizeof(curve[0]), minute));

	for (uint32_t i = 0; i < views; i++) {
		size_t at = hits->count;

		searched(rng, hits_add(hits, minute + (int32_t)rng_below(rng, 58)), truth);
		truth->article_views++;
		truth->article_hits += 1 + follow(rng, hits, at, 170000);
	}
}

/* Two machines walk through everything that was ever written. */
static void crawler(struct rng *rng, struct hits *hits, int32_t minute, struct demo_truth *truth)
{
	if (minute < CRAWLER_FROM || minute >= CRAWLER_TO)
		return;
	uint32_t pages = 20 + rng_below(rng, 11);

	for (uint32_t i = 0; i < pages; i++) {
		struct hit *hit = hits_add(hits, minute + (int32_t)rng_below(rng, 60));

		snprintf(hit->client, sizeof(hit->client), "192.0.2.%u", 71 + rng_below(rng, 2));
		hit->agent = CRAWLER_AGENT;
		hit->bytes = 6000 + rng_below(rng, 24000);
		if (rng_chance(rng, 250000)) {
			uint32_t tag = rng_below(rng, 90), page = 1 + rng_below(rng, 12);

			snprintf(hit->path, sizeof(hit->path), "/tag/%u/page/%u/", tag, page);
		} else {
			old_page(rng, hit->path, sizeof(hit->path));
		}
		if (rng_chance(rng, 30000)) {
			hit->status = 404;
			hit->bytes = 512;
		}
		truth->crawler_hits++;
	}
}

static void hit_write(struct demo_file *file, const struct hit *hit)
{
	char time[DEMO_TIME_BYTES];

	demo_print(file, "%s - - [%s] \"GET %s HTTP/1.1\" %u %u \"%s\" \"%s\"\n", hit->client,
		   demo_clf(hit->at - hit->late, time), hit->path, hit->status, hit->bytes,
		   hit->referrer, hit->agent);
}

/* What two writers to one file leave behind now and then: no line of the format. */
static const struct {
	int32_t at;
	const char *text;
} broken[] = {
	{ AT(15, 3, 40), "198.18.77.9 - - [15/Feb/20" },
	{ AT(17, 11, 2), "/1.1\" 200 5120 \"-\" \"Mozilla/5.0\"" },
	{ AT(17, 11, 3), "child 2211 still did not exit, sending a SIGTERM" },
	{ AT(19, 22, 15), "198.19.4.250 - - [] \"GET / HTTP/1.1\" 200 -" },
	{ AT(21, 6, 1), "@@@@@@@@@@@@@@@@" },
};

/* The file that is written to at that time: one per local day, the last still open. */
static struct demo_file *blog_file(const char *folder, int32_t at)
{
	int32_t day = (at + 3600) / 86400;
	char name[64];

	if (day == DEMO_DAYS)
		return demo_open(folder, "blog/access.log");
	snprintf(name, sizeof(name), "blog/access.log-201402%02d.gz", 15 + day);
	return demo_open(folder, name);
}

void demo_write_blog(const char *folder, struct demo_truth *truth)
{
	struct rng rng = { DEMO_SEED + 1 };
	struct hits hits = { 0 };
	struct demo_file *file = NULL;
	int32_t day = -1;
	size_t next_broken = 0;

	for (int32_t minute = 0; minute < DEMO_MINUTES * 60; minute += 60) {
		ordinary(&rng, &hits, minute, truth);
		article(&rng, &hits, minute, truth);
		crawler(&rng, &hits, minute, truth);
	}
	qsort(hits.item, hits.count, sizeof(*hits.item), hits_order);

	for (size_t i = 0; i < hits.count; i++) {
		const struct hit *hit = &hits.item[i];

		if ((hit->at + 3600) / 86400 != day) {
			day = (hit->at + 3600) / 86400;
			if (file)
				demo_close(file);
			file = blog_file(folder, hit->at);
		}
		for (; next_broken < sizeof(broken) / sizeof(broken[0]) &&
		       broken[next_broken].at <= hit->at;
		     next_broken++) {
			demo_print(file, "%s\n", broken[next_broken].text);
			truth->blog_rejected++;
		}
		hit_write(file, hit);
	}
	demo_close(file);
	truth->blog_lines = (uint32_t)hits.count + truth->blog_rejected;
	free(hits.item);
}

/* The competitor that nobody thought of: the same all days. */
void demo_write_quiet(const char *folder, struct demo_truth *truth)
{
	static const char *const pages[] = { "/", "/download", "/faq", "/privacy", "/v1/ping" };
	static const uint16_t page_weight[] = { 20, 8, 6, 3, 63, 0 };
	struct rng rng = { DEMO_SEED + 2 };
	struct hits hits = { 0 };
	struct demo_file *file = demo_open(folder, "quietchat/access.log.gz");

	for (int32_t minute = 0; minute < DEMO_MINUTES * 60; minute += 60) {
		uint32_t count = rng_count(&rng, demo_rhythm(700, minute, 1));

		for (uint32_t i = 0; i < count; i++) {
			struct hit *hit = hits_add(&hits, minute + (int32_t)rng_below(&rng, 60));
			uint32_t page = rng_pick(&rng, page_weight);

			demo_client(&rng, hit->client);
			strcpy(hit->path, pages[page]);
			hit->agent = page == 4 ? "QuietChat/1.2 (Android)"
					       : browsers[rng_pick(&rng, browser_weight)];
			hit->bytes = page == 4 ? 19 : 2200 + 311 * page;
		}
	}
	qsort(hits.item, hits.count, sizeof(*hits.item), hits_order);
	for (size_t i = 0; i < hits.count; i++)
		hit_write(file, &hits.item[i]);
	demo_close(file);
	truth->quiet_lines = (uint32_t)hits.count;
	free(hits.item);
}
