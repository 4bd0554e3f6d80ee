/*
 * accuracy_tales.c - how often the report is right about an archive: made-up logs, read
 * and analysed as `seiche report` does, compared with what was planted.
 *
 * accuracy_tales [--tuning] [--short] [--archives N] [--only TALE] [--keep FOLDER]
 *   --tuning  the seeds that thresholds may be fitted to; without it those that are
 *             reported, which are others
 *   --short   few archives, and status 1 where a share is below its bar
 *   --keep    leave the archives there, to be looked at by hand
 *
 * A planted episode counts as found where one of its service lies on it: the two have
 * at least 0.3 of their union in common. What is not found is not right either.
 */
#include "cmd/analyse.h"
#include "core/file.h"
#include "tests/bench/archive.h"
#include "tests/bench/share.h"
#include "tests/support/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEED_TUNING UINT64_C(1000)
#define SEED_REPORTING UINT64_C(7000000)
#define IOU_MIN 0.3
#define ARCHIVES 100
#define ARCHIVES_SHORT 1

enum figure {
	SPIKE_FOUND,
	CLASS_RIGHT,
	CAUSE_RIGHT, /* the first explanation is one of the planted values */
	SETS_RIGHT,  /* each planted cause is a set, all of its values and no other */
	OUTAGE_FOUND,
	KIND_RIGHT,
	LINK_FOUND,
	LINK_FALSE, /* of spikes planted without an outage, and outages that fit them */
	FIGURES
};

static const struct {
	const char *name;
	double bar; /* of --short: at least, or at most where the figure counts what is wrong */
	bool wrong;
} figures[FIGURES] = {
	[SPIKE_FOUND] = { "spike found", 0.95 },  [CLASS_RIGHT] = { "class", 0.95 },
	[CAUSE_RIGHT] = { "1st explan.", 0.95 },  [SETS_RIGHT] = { "sets", 0.9 },
	[OUTAGE_FOUND] = { "outage found", 0.95 }, [KIND_RIGHT] = { "kind", 0.95 },
	[LINK_FOUND] = { "link", 0.9 },           [LINK_FALSE] = { "false link", 0.05, true },
};

struct score {
	struct share figure[FIGURES];
	uint32_t false_spikes, false_outages;
	double service_days;
};

static void score_join(struct score *into, const struct score *from)
{
	for (int i = 0; i < FIGURES; i++)
		share_join(&into->figure[i], from->figure[i]);
	into->false_spikes += from->false_spikes;
	into->false_outages += from->false_outages;
	into->service_days += from->service_days;
}

static double overlap(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to)
{
	int64_t both = MIN(a_to, b_to) - MAX(a_from, b_from);
	int64_t all = MAX(a_to, b_to) - MIN(a_from, b_from);

	return both > 0 ? (double)both / (double)all : 0;
}

static bool is_host(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The spike of that service that lies best on a planted one; NULL: none lies well enough. */
static const struct spike *spike_for(const struct findings *findings,
				     const struct truth_spike *truth)
{
	const struct spike *best = NULL;
	double most = IOU_MIN;

	for (uint32_t i = 0; i < findings->spikes; i++) {
		const struct spike *spike = &findings->spike[i];
		double iou = overlap(spike->from_us, spike->to_us, truth->from_us, truth->to_us);

		if (!strcmp(spike->service, truth->service) && iou >= most) {
			most = iou;
			best = spike;
		}
	}
	return best;
}

static const struct outage *outage_for(const struct findings *findings,
				       const struct truth_outage *truth)
{
	const struct outage *best = NULL;
	double most = IOU_MIN;

	for (uint32_t i = 0; i < findings->outages; i++) {
		const struct outage *outage = &findings->outage[i];
		double iou = overlap(outage->from_us, outage->to_us, truth->from_us, truth->to_us);

		if (!strcmp(outage->service, truth->service) &&
		    (outage->kind == OUTAGE_DECLARED) == (truth->kind == OUTAGE_DECLARED) &&
		    is_host(outage->host, truth->host) && iou >= most) {
			most = iou;
			best = outage;
		}
	}
	return best;
}

/* Whether the first explanation is a planted value. */
static bool is_cause(const struct explanations *by, const struct truth_value *value,
		     uint32_t values)
{
	for (uint32_t i = 0; i < values && by->count; i++)
		if (by->item[0].dimension == value[i].dimension &&
		    !strcmp(by->item[0].value, value[i].value))
			return true;
	return false;
}

static bool holds(const struct explanation_set *set, const struct truth_value *value)
{
	for (uint32_t i = 0; i < set->values; i++)
		if (set->value[i].dimension == value->dimension &&
		    !strcmp(set->value[i].value, value->value))
			return true;
	return false;
}

/* What follows from planted values is no mistake: their clients and networks, folders, statuses. */
static bool follows(const struct set_value *value)
{
	return value->dimension == DIMENSION_CLIENT || value->dimension == DIMENSION_STATUS ||
	       strchr(value->value, '*');
}

/* Whether one of the sets has these values and no other that does not follow from them. */
static bool has_set(const struct explanation_sets *sets, const struct truth_value *value,
		    uint32_t values)
{
	for (uint32_t i = 0; i < sets->count; i++) {
		uint32_t held = 0, others = 0;

		for (uint32_t k = 0; k < values; k++)
			held += holds(&sets->item[i], &value[k]);
		for (uint32_t k = 0; k < sets->item[i].values; k++)
			others += !follows(&sets->item[i].value[k]);
		if (held == values && others <= values)
			return true;
	}
	return false;
}

static bool is_linked(const struct findings *findings, const struct spike *spike,
		      const struct outage *outage)
{
	for (uint32_t i = 0; i < findings->links; i++)
		if (findings->link[i].spike == spike && findings->link[i].outage == outage)
			return findings->link[i].verdict == LINK_LINKED;
	return false;
}

static void score_spikes(const struct archive *archive, const struct findings *findings,
			 struct score *score)
{
	for (uint32_t i = 0; i < archive->spikes; i++) {
		const struct truth_spike *truth = &archive->spike[i];
		const struct spike *spike = spike_for(findings, truth);

		share_add(&score->figure[SPIKE_FOUND], spike != NULL);
		share_add(&score->figure[CLASS_RIGHT], spike && spike->class == truth->class);
		if (truth->values)
			share_add(&score->figure[CAUSE_RIGHT],
				  spike && (is_cause(&spike->explained_by, truth->value,
						     truth->values) ||
					    is_cause(&spike->explained_by, truth->other,
						     truth->others)));
		if (truth->together)
			share_add(&score->figure[SETS_RIGHT],
				  spike &&
					  has_set(&spike->explained_by_sets, truth->value,
						  truth->values) &&
					  (!truth->others || has_set(&spike->explained_by_sets,
								     truth->other, truth->others)));
		if (truth->outage >= 0) {
			const struct outage *outage =
				outage_for(findings, &archive->outage[truth->outage]);

			share_add(&score->figure[LINK_FOUND],
				  spike && outage && is_linked(findings, spike, outage));
		}
	}
}

static void score_outages(const struct archive *archive, const struct findings *findings,
			  struct score *score)
{
	for (uint32_t i = 0; i < archive->outages; i++) {
		const struct truth_outage *truth = &archive->outage[i];
		const struct outage *outage = outage_for(findings, truth);

		if (truth->kind == OUTAGE_DECLARED)
			continue;
		share_add(&score->figure[OUTAGE_FOUND], outage != NULL);
		share_add(&score->figure[KIND_RIGHT], outage && outage->kind == truth->kind);
		if (truth->values)
			share_add(&score->figure[CAUSE_RIGHT],
				  outage && is_cause(&outage->explained_by, truth->value,
						     truth->values));
	}
}

/* What touches nothing that was planted at that service. */
static bool is_false(const struct archive *archive, const char *service, int64_t from_us,
		     int64_t to_us)
{
	for (uint32_t i = 0; i < archive->spikes; i++)
		if (!strcmp(service, archive->spike[i].service) &&
		    from_us < archive->spike[i].to_us && to_us > archive->spike[i].from_us)
			return false;
	for (uint32_t i = 0; i < archive->outages; i++)
		if (!strcmp(service, archive->outage[i].service) &&
		    from_us < archive->outage[i].to_us && to_us > archive->outage[i].from_us)
			return false;
	return true;
}

/* Pairs of a spike and an outage that nobody planted together, where their times fit. */
static void score_false_links(const struct archive *archive, const struct findings *findings,
			      struct score *score)
{
	for (uint32_t s = 0; s < archive->spikes; s++) {
		const struct spike *spike = spike_for(findings, &archive->spike[s]);

		if (!spike || archive->spike[s].outage >= 0)
			continue;
		for (uint32_t o = 0; o < archive->outages; o++) {
			const struct outage *outage = outage_for(findings, &archive->outage[o]);

			if (outage && strcmp(outage->service, spike->service) != 0)
				share_add(&score->figure[LINK_FALSE],
					  is_linked(findings, spike, outage));
		}
	}
}

static void score_archive(const struct archive *archive, const struct findings *findings,
			  struct score *score)
{
	score_spikes(archive, findings, score);
	score_outages(archive, findings, score);
	score_false_links(archive, findings, score);
	for (uint32_t i = 0; i < findings->spikes; i++)
		score->false_spikes +=
			is_false(archive, findings->spike[i].service, findings->spike[i].from_us,
				 findings->spike[i].to_us);
	for (uint32_t i = 0; i < findings->outages; i++)
		if (findings->outage[i].kind != OUTAGE_DECLARED)
			score->false_outages +=
				is_false(archive, findings->outage[i].service,
					 findings->outage[i].from_us, findings->outage[i].to_us);
	score->service_days += archive->sites * (double)archive->days;
}

struct settings {
	uint64_t seed;
	uint32_t archives;
	const char *only, *keep;
	bool tuning, brief;
};

static void write_scratch(void *context, const char *name, const char *bytes, size_t size)
{
	(void)context;
	scratch_file(name, bytes, size);
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

static void write_kept(void *context, const char *name, const char *bytes, size_t size)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", (const char *)context, name);
	make_folders(path);
	file = fopen(path, "we");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		fprintf(stderr, "accuracy_tales: cannot write %s\n", path);
		exit(2);
	}
}

/* The declared outages too, so that the program can be run on what was kept. */
static void keep(struct archive *archive, const char *folder, const char *tale, uint32_t number)
{
	char place[768], *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	invariant(to);
	snprintf(place, sizeof(place), "%s/%s-%u", folder, tale, number);
	archive_write(archive, write_kept, place);
	fprintf(to, "service,title,begin,end\n");
	for (uint32_t i = 0; i < archive->windows; i++)
		fprintf(to, "%s,%s,%lld,%lld\n", archive->window[i].service,
			archive->window[i].title,
			(long long)(archive->window[i].from_us / SECOND_US),
			(long long)(archive->window[i].to_us / SECOND_US));
	fclose(to);
	write_kept(place, "outages.csv", text, size);
	free(text);
}

static void run(struct archive *archive, struct score *score)
{
	struct arena arena = { 0 };
	struct source_request source[SITES_MAX];
	struct options options = { .source = source,
				   .sources = archive->sites,
				   .no_progress = true };
	struct request request = {
		.reading = { .jobs = 1,
			     .since_us = TIME_UNKNOWN,
			     .until_us = TIME_UNKNOWN,
			     .zone = zone_utc,
			     .now_us = (ARCHIVE_BEGIN + (int64_t)archive->days * DAY_S) * SECOND_US,
			     .ops = &file_system },
		.windows = { .item = archive->window, .count = archive->windows },
	};
	struct input input = { 0 };
	const struct findings *findings;
	struct error error;

	for (uint32_t i = 0; i < archive->sites; i++)
		source[i] = (struct source_request){ .service = archive->site[i].name,
						     .path = scratch_path(archive->site[i].name) };
	if (!input_open(&input, &options, &request.reading, &arena, &error) ||
	    !analyse(&input, &request, &arena, &findings, &error) || input_judge(&input).lost) {
		fprintf(stderr, "accuracy_tales: an archive could not be read whole\n");
		exit(2);
	}
	score_archive(archive, findings, score);
	input_close(&input);
	arena_release(&arena);
}

static struct score score_tale(const struct tale *tale, const struct settings *settings)
{
	struct score score = { 0 };

	for (uint32_t i = 0; i < settings->archives; i++) {
		struct archive *archive = malloc(sizeof(*archive));

		invariant(archive);
		archive_init(archive, settings->seed + i, tale->days);
		tale->tell(archive);
		if (settings->keep) {
			keep(archive, settings->keep, tale->name, i);
		} else {
			scratch_make();
			archive_write(archive, write_scratch, NULL);
			run(archive, &score);
			scratch_remove();
		}
		archive_release(archive);
		free(archive);
	}
	return score;
}

static void print_score(const char *name, const struct score *score)
{
	printf("%-13s", name);
	for (int i = 0; i < FIGURES; i++)
		share_print(score->figure[i]);
	printf(" %7.2f %7.2f\n", 30 * score->false_spikes / score->service_days,
	       30 * score->false_outages / score->service_days);
}

/* Whether no figure misses its bar by more than chance (2.5 %) explains; says which does. */
static bool judge(const struct score *score)
{
	bool good = true;

	for (int i = 0; i < FIGURES; i++) {
		double low, high;

		share_interval(score->figure[i], &low, &high);
		if (figures[i].wrong ? low <= figures[i].bar : high >= figures[i].bar)
			continue;
		printf("%s: %.3f to %.3f, the bar is %.2f\n", figures[i].name, low, high,
		       figures[i].bar);
		good = false;
	}
	return good;
}

static struct settings settings_of(int argc, char **argv)
{
	struct settings settings = { .seed = SEED_REPORTING, .archives = ARCHIVES };

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--tuning")) {
			settings.tuning = true;
			settings.seed = SEED_TUNING;
		} else if (!strcmp(argv[i], "--short")) {
			settings.brief = true;
			settings.archives = ARCHIVES_SHORT;
		} else if (!strcmp(argv[i], "--archives") && i + 1 < argc) {
			settings.archives = (uint32_t)strtoul(argv[++i], NULL, 10);
		} else if (!strcmp(argv[i], "--only") && i + 1 < argc) {
			settings.only = argv[++i];
		} else if (!strcmp(argv[i], "--keep") && i + 1 < argc) {
			settings.keep = argv[++i];
		} else {
			fprintf(stderr, "usage: accuracy_tales [--tuning] [--short] [--archives N] "
					"[--only TALE] "
					"[--keep FOLDER]\n");
			exit(2);
		}
	}
	return settings;
}

int main(int argc, char **argv)
{
	struct settings settings = settings_of(argc, argv);
	struct score all = { 0 };

	printf("%u archives of each tale, %s seeds (from %llu); shares with their 95 %% "
	       "intervals\n",
	       settings.archives, settings.tuning ? "tuning" : "reporting",
	       (unsigned long long)settings.seed);
	printf("%-13s", "");
	for (int i = 0; i < FIGURES; i++)
		printf(" %17s", figures[i].name);
	printf(" %7s %7s\n", "f.sp/30", "f.ou/30");
	for (uint32_t i = 0; i < tales_count; i++) {
		struct score score;

		if (settings.only && strcmp(settings.only, tales[i].name) != 0)
			continue;
		score = score_tale(&tales[i], &settings);
		if (settings.keep)
			continue;
		print_score(tales[i].name, &score);
		fflush(stdout);
		score_join(&all, &score);
	}
	if (settings.keep)
		return 0;
	print_score("all", &all);
	return settings.brief && !judge(&all) ? 1 : 0;
}
