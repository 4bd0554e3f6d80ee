/*
 * accuracy_links.c - how often spikes and outages are linked that have nothing to do
 * with each other, and how often those that have are: onsets made up, judged by
 * correlate as in the report.
 *
 * accuracy_links [--tuning] [--short] [--archives N]
 *
 * Both kinds of event prefer the busy hours and working days, which is what fools a
 * test that knows no clock. A link counts where a service's spikes are linked to the
 * outages of the other by coincidence alone: no words are shared here.
 */
#include "analysis/correlate.h"
#include "tests/bench/archive.h"
#include "tests/bench/share.h"

#include <stdlib.h>
#include <string.h>

#define SEED_TUNING UINT64_C(2000)
#define SEED_REPORTING UINT64_C(8000000)
#define PAIRS_SIDE 3 /* services of each kind where many pairs are judged at once */
#define FALSE_BAR 0.05
#define POWER_BAR 0.9
#define TRUE_FOR_POWER 8

struct plan {
	int32_t days;
	uint32_t spikes, outages, related; /* outages that are followed by a spike */
};

static const struct plan plans[] = {
	{ 42, 12, 8, 8 }, { 90, 40, 10, 8 }, { 180, 120, 20, 8 }, { 28, 6, 1, 1 }, { 9, 1, 1, 1 },
};

/* Seconds of a day and a week in which people are awake; as in archive.c, sharper. */
static double busy(double at_s)
{
	double hour = fmod(at_s, DAY_S) / HOUR_S;
	double weekend = fmod(at_s / DAY_S, 7) >= 5 ? 0.6 : 1;

	return weekend * (0.08 + exp(-(hour - 20) * (hour - 20) / 18));
}

static int64_t moment(struct rng *rng, int32_t days)
{
	for (;;) {
		double at_s = random_share(rng) * days * DAY_S;

		if (random_share(rng) * 1.1 < busy(at_s))
			return ARCHIVE_BEGIN * SECOND_US + (int64_t)(at_s / 60) * MINUTE_US;
	}
}

static int by_start(const void *left, const void *right)
{
	const struct spike *a = left, *b = right;

	return (a->from_us > b->from_us) - (a->from_us < b->from_us);
}

struct scene {
	struct spike spike[PAIRS_SIDE * 200];
	struct outage outage[PAIRS_SIDE * 40];
	struct observed observed[PAIRS_SIDE];
	struct content *content;
	uint32_t spikes, outages, services;
	struct arena arena;
};

static void add_spike(struct scene *scene, const char *service, int64_t from_us)
{
	scene->spike[scene->spikes++] = (struct spike){ .service = service,
							.from_us = from_us,
							.to_us = from_us + HOUR_US,
							.class = CLASS_FLASH_CROWD };
}

/* One service with spikes and one with outages; `related` of these are answered within the half
 * hour. */
static void add_pair(struct scene *scene, struct rng *rng, const struct plan *plan, uint32_t number,
		     uint32_t related)
{
	static const char *const spiking[] = { "a", "b", "c" }, *const failing[] = { "x", "y",
										     "z" };
	uint32_t first = scene->outages;

	scene->observed[scene->services++] =
		(struct observed){ .service = spiking[number],
				   .from_us = ARCHIVE_BEGIN * SECOND_US,
				   .to_us = ARCHIVE_BEGIN * SECOND_US + plan->days * DAY_US };
	for (uint32_t i = 0; i < plan->outages; i++) {
		int64_t from_us = moment(rng, plan->days);
		int64_t length_us = (int64_t)random_log(rng, 20, 240) * MINUTE_US;

		scene->outage[scene->outages++] = (struct outage){ .id = scene->outages + 1,
								   .service = failing[number],
								   .kind = OUTAGE_DECLARED,
								   .from_us = from_us,
								   .to_us = from_us + length_us };
	}
	for (uint32_t i = 0; i < plan->spikes; i++)
		add_spike(scene, spiking[number],
			  i < related ? scene->outage[first + i].from_us +
						(int64_t)rng_below(rng, 30) * MINUTE_US
				      : moment(rng, plan->days));
}

static const struct link *judge(struct scene *scene, uint32_t *links)
{
	qsort(scene->spike, scene->spikes, sizeof(*scene->spike), by_start);
	scene->content = arena_array(&scene->arena, scene->spikes, sizeof(*scene->content));
	for (uint32_t i = 0; i < scene->spikes; i++) {
		scene->spike[i].id = i + 1;
		intern_init(&scene->content[i].words, &scene->arena, 1);
	}
	return correlate(&(struct correlate_input){ .spike = scene->spike,
						    .spikes = scene->spikes,
						    .content = scene->content,
						    .outage = scene->outage,
						    .outages = scene->outages,
						    .observed = scene->observed,
						    .services = scene->services,
						    .zone = zone_utc },
			 &scene->arena, links);
}

static bool is_linked(const struct link *link, uint32_t links, const char *spiking,
		      const char *failing)
{
	for (uint32_t i = 0; i < links && link[i].verdict == LINK_LINKED; i++)
		if (!strcmp(link[i].spike->service, spiking) &&
		    !strcmp(link[i].outage->service, failing))
			return true;
	return false;
}

/* One pair of services, `related` or not: is it linked? */
static bool linked_once(const struct plan *plan, uint64_t seed, uint32_t related)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	struct rng rng = { seed };
	const struct link *link;
	uint32_t links;
	bool linked;

	invariant(scene);
	rng.state = rng_next(&rng);
	add_pair(scene, &rng, plan, 0, related);
	link = judge(scene, &links);
	linked = is_linked(link, links, "a", "x");
	arena_release(&scene->arena);
	free(scene);
	return linked;
}

/*
 * Nine pairs of services of which one is related: is it linked, and which share of the
 * pairs that are is false? Its mean is the false discovery rate.
 */
static double linked_among(const struct plan *plan, uint64_t seed, struct share *found)
{
	static const char *const spiking[] = { "a", "b", "c" }, *const failing[] = { "x", "y",
										     "z" };
	struct scene *scene = calloc(1, sizeof(*scene));
	struct rng rng = { seed };
	const struct link *link;
	uint32_t links, wrong = 0, all = 0;

	invariant(scene);
	rng.state = rng_next(&rng);
	for (uint32_t i = 0; i < PAIRS_SIDE; i++)
		add_pair(scene, &rng, plan, i, i ? 0 : plan->related);
	link = judge(scene, &links);
	for (uint32_t s = 0; s < PAIRS_SIDE; s++)
		for (uint32_t o = 0; o < PAIRS_SIDE; o++) {
			bool linked = is_linked(link, links, spiking[s], failing[o]);

			if (!s && !o)
				share_add(found, linked);
			all += linked;
			wrong += linked && (s || o);
		}
	arena_release(&scene->arena);
	free(scene);
	return all ? (double)wrong / all : 0;
}

static bool run(uint64_t seed, uint32_t archives)
{
	bool good = true;

	printf("%-29s %17s %17s %17s %8s\n", "", "false link", "power", "power of nine", "FDR");
	for (size_t p = 0; p < LENGTH(plans); p++) {
		const struct plan *plan = &plans[p];
		struct share chance = { 0 }, power = { 0 }, found = { 0 };
		double low, high, wrong = 0;
		char name[64];

		for (uint32_t i = 0; i < archives; i++) {
			uint64_t own = seed + p * 100000 + i;

			share_add(&chance, linked_once(plan, own, 0));
			share_add(&power, linked_once(plan, own, plan->related));
			wrong += linked_among(plan, own, &found);
		}
		snprintf(name, sizeof(name), "%d d, %u spikes, %u outages", plan->days,
			 plan->spikes, plan->outages);
		printf("%-29s", name);
		share_print(chance);
		share_print(power);
		share_print(found);
		printf(" %8.3f\n", wrong / archives);
		/* Worse than the bar beyond chance. */
		share_interval(chance, &low, &high);
		good &= low <= FALSE_BAR;
		share_interval(power, &low, &high);
		good &= plan->related < TRUE_FOR_POWER || high >= POWER_BAR;
	}
	return good;
}

int main(int argc, char **argv)
{
	uint64_t seed = SEED_REPORTING;
	uint32_t archives = 1000;
	bool brief = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--tuning")) {
			seed = SEED_TUNING;
		} else if (!strcmp(argv[i], "--short")) {
			brief = true;
			archives = 60;
		} else if (!strcmp(argv[i], "--archives") && i + 1 < argc) {
			archives = (uint32_t)strtoul(argv[++i], NULL, 10);
		} else {
			fprintf(stderr,
				"usage: accuracy_links [--tuning] [--short] [--archives N]\n");
			return 2;
		}
	}
	printf("%u archives of each kind, %s seeds (from %llu); shares with their 95 %% "
	       "intervals\n",
	       archives, seed == SEED_TUNING ? "tuning" : "reporting", (unsigned long long)seed);
	return !run(seed, archives) && brief ? 1 : 0;
}
