/* classify.c - what kind of spike. */
#include "analysis/classify.h"
#include "core/clock.h"

#include <math.h>
#include <string.h>

#define CLIENTS_SHARE 0.5
#define VISITS_MIN 4   /* mean excess of the few: a crowd of thirty is few clients, too */
#define VISITS_RATIO 3 /* … and so many times what a client usually asks for */
#define REFUSED_SHARE 0.25
#define PAGE_SHARE 0.5
#define REFERRED_SHARE 0.2

/* What the rules look at. */
struct facts {
	double refused, robots, referred; /* shares of the excess */
	bool has_referrers;
	struct counted robot, page; /* with the greatest excess; value NULL: none */
};

bool agent_is_robot(const char *agent)
{
	static const char *const signs[] = { "bot",           "crawl",   "spider", "slurp",
					     "scrapy",        "curl/",   "wget/",  "python-",
					     "archiver",      "scraper", "java/",  "libwww",
					     "go-http-client" };

	for (size_t i = 0; i < LENGTH(signs); i++)
		if (strcasestr(agent, signs[i]))
			return true;
	return false;
}

/* Whether few clients hold the excess, each with far more than people ask for. */
static bool is_by_few(const struct excess *excess, const struct clientele *clients)
{
	double few = MIN(clients->distinct, TOP_CLIENTS);
	double usual = isnan(clients->usual_per_client) ? 1 : clients->usual_per_client;

	return clients->top_share >= CLIENTS_SHARE &&
	       clients->top_share * excess->total >= few * MAX(VISITS_MIN, VISITS_RATIO * usual);
}

/* Statuses with which servers refuse or break under somebody who means no good. */
static bool is_refusal(const char *status)
{
	return status[0] == '5' || !strcmp(status, "401") || !strcmp(status, "403") ||
	       !strcmp(status, "404") || !strcmp(status, "429");
}

static void keep_greater(const struct excess *excess, struct counted *kept,
			 const struct counted *item)
{
	if (!kept->value || excess_item(excess, item) > excess_item(excess, kept))
		*kept = *item;
}

static void take_fact(struct facts *facts, const struct excess *excess, const struct counted *item)
{
	double share = excess_item(excess, item) / excess->total;

	if (item->dimension == DIMENSION_STATUS && is_refusal(item->value)) {
		facts->refused += share;
	} else if (item->dimension == DIMENSION_AGENT && agent_is_robot(item->value)) {
		facts->robots += share;
		keep_greater(excess, &facts->robot, item);
	} else if (item->dimension == DIMENSION_REFERRER) {
		facts->has_referrers = true;
		facts->referred += MAX(share, 0);
	}
}

/* The page with the greatest excess; value NULL: none. */
static struct counted page_of(const struct excess *excess)
{
	struct counted page = { .value = NULL }, item;

	/* Pages come by what is inside, of which excess is a part: the first few decide. */
	for (struct value_walk walk = excess_walk(excess, DIMENSION_PATH);
	     value_walk_next(&walk, &item) &&
	     (!page.value || item.inside > excess_item(excess, &page));)
		keep_greater(excess, &page, &item);
	return page;
}

static struct facts facts_of(const struct excess *excess)
{
	static const enum dimension telling[] = { DIMENSION_STATUS, DIMENSION_AGENT,
						  DIMENSION_REFERRER };
	struct facts facts = { .page = page_of(excess) };
	struct counted item;

	for (size_t i = 0; i < LENGTH(telling); i++)
		for (struct value_walk walk = excess_walk(excess, telling[i]);
		     value_walk_next(&walk, &item);)
			take_fact(&facts, excess, &item);
	return facts;
}

static int percent(double share)
{
	return (int)lround(100 * MIN(MAX(share, 0), 1));
}

static struct class_found by_source(const struct facts *facts, const struct clientele *clients,
				    struct arena *arena)
{
	const char *robot = facts->robots >= CLIENTS_SHARE ? facts->robot.value : NULL;

	if (facts->refused >= REFUSED_SHARE)
		return (struct class_found){
			.class = CLASS_ATTACK,
			.why = arena_print(
				arena,
				"%d clients at most hold %d %% of the excess, %d %% of it was "
				"refused or failed",
				TOP_CLIENTS, percent(clients->top_share), percent(facts->refused)),
		};
	return (struct class_found){
		.class = CLASS_CRAWLER,
		.why = robot ? arena_print(arena,
					   "agents that name themselves robots hold %d %% of the "
					   "excess, above all \"%.60s\"",
					   percent(facts->robots), robot)
			     : arena_print(arena, "%d clients at most hold %d %% of the excess",
					   TOP_CLIENTS, percent(clients->top_share)),
	};
}

static struct class_found by_page(const struct excess *excess, const struct facts *facts,
				  struct arena *arena)
{
	double page = facts->page.value ? excess_item(excess, &facts->page) / excess->total : 0;

	if (page >= PAGE_SHARE && facts->has_referrers && facts->referred < REFERRED_SHARE)
		return (struct class_found){
			.class = CLASS_FLASH_CROWD,
			.why = arena_print(
				arena,
				"one page holds %d %% of the excess, but only %d %% came "
				"from elsewhere",
				percent(page), percent(facts->referred)),
		};
	if (page >= PAGE_SHARE)
		return (struct class_found){
			.class = CLASS_REFERRAL,
			.why = arena_print(arena, "one page holds %d %% of the excess",
					   percent(page)),
		};
	return (struct class_found){
		.class = CLASS_FLASH_CROWD,
		.why = facts->page.value
			       ? arena_print(
					 arena,
					 "many clients and pages: no page holds more than %d %% of "
					 "the excess",
					 percent(page))
			       : "many clients, and no pages are known",
	};
}

struct class_found classify(const struct excess *excess, const struct clientele *clients,
			    int64_t after_outage_us, uint32_t outage_id, struct arena *arena)
{
	struct facts facts = excess->total > 0 ? facts_of(excess) : (struct facts){ 0 };
	char length[CLOCK_TEXT_BYTES];

	if (excess->total > 0 && (is_by_few(excess, clients) || facts.robots >= CLIENTS_SHARE))
		return by_source(&facts, clients, arena);
	if (after_outage_us != TIME_UNKNOWN)
		return (struct class_found){
			.class = CLASS_RETRY_STORM,
			.why = arena_print(arena,
					   "it began %s after outage o%u of the same service ended",
					   clock_write_length(after_outage_us, length), outage_id),
		};
	if (excess->total <= 0 || (isnan(clients->distinct) && !facts.page.value))
		return (struct class_found){
			.class = CLASS_UNCLASSIFIED,
			.why = "its sources say neither who came nor for what",
		};
	return by_page(excess, &facts, arena);
}
