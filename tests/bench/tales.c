/* tales.c - the scenarios: what is planted in a made-up archive, and what is to be found of it. */
#include "tests/bench/archive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_OF_OUTAGE "/2019/05/what-to-do-when-chatter-is-down/"
#define SEARCH_OF_OUTAGE "https://www.google.com/search?q=chatter+down"
#define TITLE_OF_OUTAGE "Chatter is down for everybody"
#define CRAWLER "HarvestBot/2.1 (+http://harvest.example/bot.html)"
#define FIRST_DAY 8 /* nothing happens before: there is some past to compare with */

struct stretch_s {
	int32_t from, to;
};

static struct stretch_s stretch(struct archive *archive, double least_min, double most_min)
{
	int32_t from = archive_moment(archive, FIRST_DAY);
	int32_t length = (int32_t)random_log(&archive->rng, least_min, most_min) * MINUTE_S;

	return (struct stretch_s){ from, from + length };
}

static double rate(struct archive *archive)
{
	return random_log(&archive->rng, 0.8, 10);
}

/* Requests a minute that a cause adds: so many times the usual, and enough of them to be seen. */
static double crowd(struct archive *archive, const struct site *site, struct stretch_s when)
{
	double minutes = (when.to - when.from) / (double)MINUTE_S;

	return fmax(random_log(&archive->rng, 2.5, 15) * site->per_minute, 100 / minutes);
}

static void says(struct truth_spike *spike, enum dimension dimension, const char *value)
{
	spike->value[spike->values++] = (struct truth_value){ dimension, value };
}

/* All that each of its requests has in common. */
static void says_all(struct truth_spike *spike, enum dimension dimension, const char *value)
{
	says(spike, dimension, value);
	spike->together = true;
}

static void tell_dead_host(struct archive *archive)
{
	static const char *const hosts[] = { "web1", "web2", "web3" };
	struct site *site = archive_site(archive, "shop", random_log(&archive->rng, 3, 12), 3);
	struct stretch_s when = stretch(archive, 40, 300);
	struct trouble *trouble = archive_trouble(archive, site, when.from, when.to);
	struct truth_outage *outage =
		archive_expect_outage(archive, site, when.from, when.to, OUTAGE_SILENCE);

	trouble->kept = 0;
	trouble->host = (int)rng_below(&archive->rng, 3);
	outage->host = hosts[trouble->host];
}

static void tell_silence(struct archive *archive)
{
	struct site *site = archive_site(archive, "shop", rate(archive), 1);
	struct stretch_s when = stretch(archive, 45, 600);

	archive_trouble(archive, site, when.from, when.to)->kept = 0;
	archive_expect_outage(archive, site, when.from, when.to, OUTAGE_SILENCE);
}

static void tell_errors(struct archive *archive)
{
	struct site *site = archive_site(archive, "shop", random_log(&archive->rng, 3, 12), 1);
	struct stretch_s when = stretch(archive, 30, 240);
	struct trouble *trouble = archive_trouble(archive, site, when.from, when.to);
	struct truth_outage *outage =
		archive_expect_outage(archive, site, when.from, when.to, OUTAGE_ERRORS);

	outage->value[outage->values++] = (struct truth_value){ DIMENSION_STATUS, "503" };
	trouble->failing = random_between(&archive->rng, 0.25, 0.9);
	if (rng_chance(&archive->rng, 500000)) {
		/* One page fails, and it is the one that most ask for. */
		trouble->path = "/checkout/pay";
		trouble->failing = random_between(&archive->rng, 0.6, 1);
		outage->value[outage->values++] =
			(struct truth_value){ DIMENSION_PATH, trouble->path };
		archive_cause(archive, site,
			      &(struct cause){ .from = 0,
					       .to = archive->days * DAY_S,
					       .per_minute = 0.5 * site->per_minute,
					       .path = trouble->path,
					       .regulars = true });
	}
}

static void tell_drop(struct archive *archive)
{
	struct site *site = archive_site(archive, "shop", random_log(&archive->rng, 3, 12), 1);
	struct stretch_s when = stretch(archive, 60, 360);

	archive_trouble(archive, site, when.from, when.to)->kept =
		random_between(&archive->rng, 0.1, 0.35);
	archive_expect_outage(archive, site, when.from, when.to, OUTAGE_DROP);
}

static void tell_retry_storm(struct archive *archive)
{
	struct site *site = archive_site(archive, "shop", random_log(&archive->rng, 3, 12), 1);
	struct stretch_s when = stretch(archive, 30, 180);
	struct stretch_s back = { when.to,
				  when.to + (int32_t)random_log(&archive->rng, 20, 90) * MINUTE_S };

	archive_trouble(archive, site, when.from, when.to)->kept = 0;
	archive_expect_outage(archive, site, when.from, when.to, OUTAGE_SILENCE);
	archive_cause(archive, site,
		      &(struct cause){ .from = back.from,
				       .to = back.to,
				       .per_minute = random_between(&archive->rng, 2, 6) *
						     site->per_minute,
				       .regulars = true });
	archive_expect_spike(archive, site, back.from, back.to, CLASS_RETRY_STORM)->outage = 0;
}

/* The users of somebody else who is down come and sign up. */
static void tell_displacement(struct archive *archive)
{
	static const char *const paths[] = { "/auth/signUp", "/auth/sendCode", "/contacts/import" };
	struct site *site = archive_site(archive, "rival", rate(archive), 1);
	struct stretch_s down = stretch(archive, 60, 300);
	int32_t late = (int32_t)rng_below(&archive->rng, 10) * MINUTE_S;
	struct stretch_s when = { down.from + late,
				  down.to + (int32_t)rng_below(&archive->rng, 60) * MINUTE_S };
	double per_minute = crowd(archive, site, when);
	struct truth_spike *spike;

	for (size_t i = 0; i < LENGTH(paths); i++)
		archive_cause(archive, site,
			      &(struct cause){ .from = when.from,
					       .to = when.to,
					       .per_minute = per_minute * (i ? 0.3 : 0.4),
					       .path = paths[i],
					       .referrer = "-",
					       .method = "POST" });
	spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_FLASH_CROWD);
	says(spike, DIMENSION_METHOD, "POST");
	says(spike, DIMENSION_PATH, paths[0]);
	spike->outage = archive_declare(archive, "chatter", "Connections fail", down.from, down.to);
}

/* An old page tells what to do when somebody is down, and everybody searches for it. */
static void tell_referral(struct archive *archive)
{
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	struct stretch_s down = stretch(archive, 40, 300);
	int32_t late = (int32_t)rng_below(&archive->rng, 20) * MINUTE_S;
	struct stretch_s when = { down.from + late, MAX(down.to, down.from + late + HOUR_S) };
	struct truth_spike *spike;

	archive_cause(archive, site,
		      &(struct cause){ .from = when.from,
				       .to = when.to,
				       .per_minute = crowd(archive, site, when),
				       .path = PAGE_OF_OUTAGE,
				       .referrer = SEARCH_OF_OUTAGE });
	spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_REFERRAL);
	says_all(spike, DIMENSION_PATH, PAGE_OF_OUTAGE);
	says_all(spike, DIMENSION_REFERRER, "google.com");
	says_all(spike, DIMENSION_QUERY, "chatter down");
	spike->outage = archive_declare(archive, "chatter", TITLE_OF_OUTAGE, down.from, down.to);
}

/* Everybody comes at once, for everything there is, and no outage has to do with it. */
static void tell_flash_crowd(struct archive *archive)
{
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	struct stretch_s when = stretch(archive, 25, 240);

	archive_cause(archive, site,
		      &(struct cause){ .from = when.from,
				       .to = when.to,
				       .per_minute = crowd(archive, site, when) });
	archive_expect_spike(archive, site, when.from, when.to, CLASS_FLASH_CROWD);
}

static void tell_crawler(struct archive *archive)
{
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	struct stretch_s when = stretch(archive, 25, 240);
	bool named = rng_chance(&archive->rng, 700000);
	struct cause cause = { .from = when.from,
			       .to = when.to,
			       .per_minute = crowd(archive, site, when),
			       .referrer = "-",
			       .agent = named ? CRAWLER : "Mozilla/5.0 (X11; Linux x86_64)",
			       .method = "GET",
			       .clients = named ? 1 + rng_below(&archive->rng, 300)
						: 1 + rng_below(&archive->rng, 8) };
	struct truth_spike *spike;

	archive_cause(archive, site, &cause);
	spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_CRAWLER);
	says_all(spike, DIMENSION_AGENT, cause.agent);
	if (cause.clients == 1)
		says_all(spike, DIMENSION_CLIENT, "198.51.100.1");
}

static void tell_attack(struct archive *archive)
{
	static const struct {
		const char *path;
		uint16_t status;
		const char *text;
	} kinds[] = {
		{ "/wp-login.php", 401, "401" },
		{ "/.env", 404, "404" },
		{ "/admin/setup-%", 403, "403" },
		{ "/xmlrpc.php", 429, "429" },
	};
	uint32_t kind = rng_below(&archive->rng, LENGTH(kinds));
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	struct stretch_s when = stretch(archive, 25, 240);
	struct cause cause = { .from = when.from,
			       .to = when.to,
			       .per_minute = crowd(archive, site, when),
			       .path = kinds[kind].path,
			       .referrer = "-",
			       .agent = "Mozilla/5.0 zgrab/0.x",
			       .method = "POST",
			       .clients = 1 + rng_below(&archive->rng, 12),
			       .status = kinds[kind].status,
			       .refused = random_between(&archive->rng, 0.5, 1) };
	struct truth_spike *spike;

	archive_cause(archive, site, &cause);
	spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_ATTACK);
	says_all(spike, DIMENSION_AGENT, cause.agent);
	says_all(spike, DIMENSION_METHOD, cause.method);
	if (!strchr(cause.path, '%'))
		says_all(spike, DIMENSION_PATH, cause.path);
	if (cause.clients == 1)
		says_all(spike, DIMENSION_CLIENT, "198.51.100.1");
}

/* Nothing happens here; others are down now and then. */
static void tell_quiet_months(struct archive *archive)
{
	archive_site(archive, "blog", random_log(&archive->rng, 0.2, 2), 1);
	for (int i = 0; i < 3; i++) {
		struct stretch_s down = stretch(archive, 30, 300);

		archive_declare(archive, "chatter", TITLE_OF_OUTAGE, down.from, down.to);
	}
}

/* Much happens here, and others are down now and then, and the two have nothing in common but the
 * evening. */
static void tell_unrelated(struct archive *archive)
{
	static const char *const pages[] = {
		"/2020/01/soup-of-the-week/", "/2020/02/seven-bridges/", "/2020/03/on-chess/",
		"/2020/04/a-cat-that-swims/", "/2020/05/tea-or-coffee/", "/2020/06/moss/"
	};
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	int32_t taken[LENGTH(pages)];

	for (size_t i = 0; i < LENGTH(pages); i++) {
		struct stretch_s when;
		bool again = true;
		struct truth_spike *spike;

		while (again) {
			when = stretch(archive, 25, 180);
			again = false;
			for (size_t k = 0; k < i; k++)
				again |= abs(taken[k] - when.from) < 10 * HOUR_S;
		}
		taken[i] = when.from;
		archive_cause(archive, site,
			      &(struct cause){ .from = when.from,
					       .to = when.to,
					       .per_minute = crowd(archive, site, when),
					       .path = pages[i],
					       .referrer = "https://news.example/top" });
		spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_REFERRAL);
		says_all(spike, DIMENSION_PATH, pages[i]);
		says_all(spike, DIMENSION_REFERRER, "news.example");
	}
	for (int i = 0; i < 4; i++) {
		struct stretch_s down = stretch(archive, 30, 300);

		archive_declare(archive, "chatter", TITLE_OF_OUTAGE, down.from, down.to);
	}
}

static void tell_sparse(struct archive *archive)
{
	struct site *site =
		archive_site(archive, "blog", random_log(&archive->rng, 15, 70) / (24 * 60), 1);
	struct stretch_s down = stretch(archive, 90, 300);
	int32_t late = (int32_t)rng_below(&archive->rng, 20) * MINUTE_S;
	struct stretch_s when = { down.from + late, down.to };
	struct truth_spike *spike;

	archive_cause(archive, site,
		      &(struct cause){ .from = when.from,
				       .to = when.to,
				       .per_minute = random_between(&archive->rng, 40, 150) *
						     MINUTE_S / (when.to - when.from),
				       .path = PAGE_OF_OUTAGE,
				       .referrer = SEARCH_OF_OUTAGE });
	spike = archive_expect_spike(archive, site, when.from, when.to, CLASS_REFERRAL);
	says_all(spike, DIMENSION_PATH, PAGE_OF_OUTAGE);
	says_all(spike, DIMENSION_REFERRER, "google.com");
	says_all(spike, DIMENSION_QUERY, "chatter down");
	spike->outage = archive_declare(archive, "chatter", TITLE_OF_OUTAGE, down.from, down.to);
}

/* A page is searched for and a robot fetches, at the same time. */
static void tell_two_causes(struct archive *archive)
{
	struct site *site = archive_site(archive, "blog", rate(archive), 1);
	struct stretch_s when = stretch(archive, 40, 240);
	double per_minute = crowd(archive, site, when) + 200.0 * MINUTE_S / (when.to - when.from);
	double less = random_between(&archive->rng, 0.25, 0.42);
	double share = rng_chance(&archive->rng, 500000) ? less : 1 - less;
	struct truth_spike *spike;

	archive_cause(archive, site,
		      &(struct cause){ .from = when.from,
				       .to = when.to,
				       .per_minute = share * per_minute,
				       .path = PAGE_OF_OUTAGE,
				       .referrer = SEARCH_OF_OUTAGE });
	archive_cause(archive, site,
		      &(struct cause){ .from = when.from,
				       .to = when.to,
				       .per_minute = (1 - share) * per_minute,
				       .referrer = "-",
				       .agent = CRAWLER,
				       .clients = 90 });
	spike = archive_expect_spike(archive, site, when.from, when.to,
				     share < 0.5 ? CLASS_CRAWLER : CLASS_REFERRAL);
	says_all(spike, DIMENSION_PATH, PAGE_OF_OUTAGE);
	says_all(spike, DIMENSION_REFERRER, "google.com");
	says_all(spike, DIMENSION_QUERY, "chatter down");
	spike->other[spike->others++] = (struct truth_value){ DIMENSION_AGENT, CRAWLER };
}

/* A row a day is all there is: the day of the outage stands out, and nothing says why. */
static void tell_statistics(struct archive *archive)
{
	struct site *site = archive_site(archive, "wiki", random_log(&archive->rng, 0.1, 3), 1);
	int32_t day = 70 + (int32_t)rng_below(&archive->rng, (uint32_t)archive->days - 80);
	int32_t from = day * DAY_S + 3 * HOUR_S + (int32_t)rng_below(&archive->rng, 10) * HOUR_S;
	struct stretch_s down = { from,
				  from + (int32_t)random_log(&archive->rng, 60, 420) * MINUTE_S };

	site->statistics = true;
	archive_cause(archive, site,
		      &(struct cause){ .from = down.from,
				       .to = day * DAY_S + DAY_S,
				       .per_minute = random_between(&archive->rng, 3, 10) *
						     site->per_minute });
	archive_expect_spike(archive, site, day * DAY_S, day * DAY_S + DAY_S, CLASS_UNCLASSIFIED)
		->outage = archive_declare(archive, "chatter", TITLE_OF_OUTAGE, down.from, down.to);
}

const struct tale tales[] = {
	{ "dead-host", "one of three hosts is silent for 40 min to 5 h", tell_dead_host, 15 },
	{ "silence", "a service is silent for 45 min to 10 h", tell_silence, 15 },
	{ "errors", "a quarter or more of all requests, or of one page's, fail", tell_errors, 15 },
	{ "drop", "10 to 35 % of the traffic arrives", tell_drop, 15 },
	{ "retry-storm", "silence, then the service's own users at 2 to 6 times the usual",
	  tell_retry_storm, 15 },
	{ "displacement", "sign-ups while somebody else is down", tell_displacement, 15 },
	{ "referral", "one page is searched for while somebody else is down", tell_referral, 15 },
	{ "flash-crowd", "more of everything by everybody", tell_flash_crowd, 15 },
	{ "crawler", "a robot, or few addresses, fetch", tell_crawler, 15 },
	{ "attack", "few addresses are refused half of the time or more", tell_attack, 15 },
	{ "quiet-months", "nothing, while somebody else is down three times", tell_quiet_months,
	  45 },
	{ "unrelated", "six stories and four outages of somebody else, in the same hours",
	  tell_unrelated, 28 },
	{ "sparse", "20 to 70 requests a day, then 40 to 150 for one page", tell_sparse, 45 },
	{ "two-causes", "a page that is searched for, and a robot at the same time",
	  tell_two_causes, 15 },
	{ "statistics", "a row a day", tell_statistics, 120 },
};
const uint32_t tales_count = LENGTH(tales);
