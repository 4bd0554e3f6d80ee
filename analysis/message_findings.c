/* message_findings.c - from counted shapes to what is new in an episode, and what came before. */
#include "analysis/distribution.h"
#include "analysis/messages.h"
#include "analysis/template.h"
#include "core/intern.h"

#include <math.h>
#include <stdlib.h>

/* A template in an episode, while its shapes are added up. */
struct summed {
	uint32_t episode, template;
	uint64_t inside, reference;
	struct spot first; /* where inside > 0 */
	double expected, log_p;
};

struct episode_findings {
	const char *service;
	int64_t inside_us, reference_us;
	const struct template_new *item;
	uint32_t count;
	const struct precursor *precursor; /* [TRIGGERS] */
	uint32_t usual_days; /* of its references that were looked at for precursors */
};

struct message_findings {
	struct arena *arena;
	struct episode_findings *episode;
	const struct source_facts *source;
	uint32_t sources;
};

struct concluding {
	const struct messages *messages;
	struct message_findings *findings;
	struct arena *arena, *scratch;
	const struct count **count; /* in an order that depends on nothing but their values */
	uint32_t *shape;            /* [count] its place among the shapes */
	struct template_seen *seen;
	uint32_t shapes;
	const char **program; /* [shapes] "sshd: ", or "" */
	struct templates templates;
	struct summed *summed;
	uint32_t sums;
};

static int spans_compare(struct span a, struct span b)
{
	int order = memcmp(a.at, b.at, MIN(a.size, b.size));

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

static const char *service_of(const struct concluding *concluding, const struct count *count)
{
	const char *service = concluding->findings->episode[count->episode].service;

	return service ? service : "";
}

/* By service, program and shape, then by episode. */
static int counts_compare(const void *left, const void *right, void *context)
{
	const struct concluding *concluding = context;
	const struct count *a = *(const struct count *const *)left;
	const struct count *b = *(const struct count *const *)right;
	int order = strcmp(service_of(concluding, a), service_of(concluding, b));

	if (!order)
		order = spans_compare(count_value(a), count_value(b));
	return order ? order : (a->episode > b->episode) - (a->episode < b->episode);
}

/* Each service's shapes once, with all their counts: episodes of a service share templates. */
static void gather_shapes(struct concluding *concluding)
{
	const struct count_table *shapes = &concluding->messages->shapes.counts;
	uint32_t counts = shapes->total;
	struct intern scopes;
	const struct count *before = NULL;

	intern_init(&scopes, concluding->scratch, INTERN_OTHER - 1);
	concluding->count = arena_array(concluding->scratch, counts, sizeof(*concluding->count));
	concluding->shape = arena_array(concluding->scratch, counts, sizeof(uint32_t));
	concluding->seen = arena_array(concluding->scratch, counts, sizeof(*concluding->seen));
	concluding->program = arena_array(concluding->scratch, counts, sizeof(char *));
	for (uint32_t i = 0; i < counts; i++)
		concluding->count[i] = count_table_at(shapes, i);
	if (counts)
		qsort_r(concluding->count, counts, sizeof(*concluding->count), counts_compare,
			concluding);
	for (uint32_t i = 0; i < counts; i++) {
		const struct count *count = concluding->count[i];
		struct span shape = count_value(count);
		struct span program = span_cut(&shape, '\n');
		const char *service = service_of(concluding, count);

		if (!before || strcmp(service_of(concluding, before), service) != 0 ||
		    !span_is(count_value(before), count_value(count))) {
			const char *scope = arena_print(concluding->scratch, "%s\n%.*s", service,
							(int)program.size, program.at);

			concluding->seen[concluding->shapes] = (struct template_seen){
				.shape = shape,
				.scope = intern_id(&scopes, span_text(scope)),
			};
			concluding->program[concluding->shapes++] =
				program.size ? arena_print(concluding->scratch,
							   "%.*s: ", (int)program.size, program.at)
					     : "";
		}
		concluding->seen[concluding->shapes - 1].count += count->inside + count->reference;
		concluding->shape[i] = concluding->shapes - 1;
		before = count;
	}
}

static int sums_compare(const void *left, const void *right)
{
	const struct summed *a = left;
	const struct summed *b = right;

	if (a->episode != b->episode)
		return a->episode < b->episode ? -1 : 1;
	return (a->template > b->template) - (a->template <b->template);
}

static void sum_templates(struct concluding *concluding)
{
	const struct count_table *shapes = &concluding->messages->shapes.counts;
	uint32_t counts = shapes->total;
	struct summed *all = arena_array(concluding->scratch, counts, sizeof(*all));
	uint32_t kept = 0;

	for (uint32_t i = 0; i < counts; i++) {
		const struct count *count = concluding->count[i];

		all[i] = (struct summed){
			.episode = count->episode,
			.template = concluding->templates.of[concluding->shape[i]],
			.inside = count->inside,
			.reference = count->reference,
			.first = count_table_first(shapes, count_table_number(shapes, count)),
		};
	}
	if (counts)
		qsort(all, counts, sizeof(*all), sums_compare);
	for (uint32_t i = 0; i < counts; i++) {
		struct summed *into = &all[kept ? kept - 1 : 0];

		if (!kept || sums_compare(into, &all[i])) {
			all[kept++] = all[i];
			continue;
		}
		if (all[i].inside && (!into->inside || spot_before(&all[i].first, &into->first)))
			into->first = all[i].first;
		into->inside += all[i].inside;
		into->reference += all[i].reference;
	}
	concluding->summed = all;
	concluding->sums = kept;
}

/* Whether a template is new in its episode; fills in what was expected and how rare it is. */
static bool is_new(const struct concluding *concluding, struct summed *sum)
{
	const struct episode_findings *episode = &concluding->findings->episode[sum->episode];
	double inside = (double)concluding->messages->inside[sum->episode];
	double reference = (double)concluding->messages->reference[sum->episode];
	double scale;

	if (!sum->inside || !episode->reference_us)
		return false;
	scale = (double)episode->inside_us / (double)episode->reference_us;
	if (reference > 0)
		scale = MAX(scale, inside / reference);
	sum->expected = (double)sum->reference * scale;
	sum->log_p =
		distribution_upper_log((double)sum->inside, ((double)sum->reference + 0.5) * scale,
				       1 / ((double)sum->reference + 0.5));
	return !sum->reference || ((double)sum->inside >= MESSAGES_NEW_RATIO * sum->expected &&
				   sum->log_p <= MESSAGES_NEW_LOG_P);
}

static int surprise_compare(const void *left, const void *right)
{
	const struct summed *a = left;
	const struct summed *b = right;

	if (a->episode != b->episode)
		return a->episode < b->episode ? -1 : 1;
	if (a->log_p != b->log_p)
		return a->log_p < b->log_p ? -1 : 1;
	if (spot_before(&a->first, &b->first) || spot_before(&b->first, &a->first))
		return spot_before(&a->first, &b->first) ? -1 : 1;
	return (a->template > b->template) - (a->template <b->template);
}

static struct template_new new_of(const struct concluding *concluding, const struct summed *sum,
				  const char *const *program)
{
	struct evidence first = spot_evidence(&sum->first, concluding->findings->source,
					      concluding->findings->sources, concluding->arena);

	return (struct template_new){
		.text = arena_print(concluding->arena, "%s%s", program[sum->template],
				    concluding->templates.text[sum->template]),
		.example = first.text,
		.count = (double)sum->inside,
		.before = (double)sum->reference,
		.expected = sum->expected,
		.first_us = sum->first.at_us,
		.first = first,
	};
}

static void keep_new(struct concluding *concluding)
{
	const char **program =
		arena_array(concluding->scratch, concluding->templates.count, sizeof(*program));
	struct summed *sum = concluding->summed;
	uint32_t count = 0;

	for (uint32_t i = 0; i < concluding->shapes; i++)
		program[concluding->templates.of[i]] = concluding->program[i];
	for (uint32_t i = 0; i < concluding->sums; i++)
		if (is_new(concluding, &sum[i]))
			sum[count++] = sum[i];
	if (count)
		qsort(sum, count, sizeof(*sum), surprise_compare);
	for (uint32_t i = 0, end; i < count; i = end) {
		struct episode_findings *episode = &concluding->findings->episode[sum[i].episode];
		struct template_new *item;

		for (end = i + 1; end < count && sum[end].episode == sum[i].episode;)
			end++;
		episode->count = MIN(end - i, (uint32_t)MESSAGES_NEW_MAX);
		item = arena_array(concluding->arena, episode->count, sizeof(*item));
		for (uint32_t k = 0; k < episode->count; k++)
			item[k] = new_of(concluding, &sum[i + k], program);
		episode->item = item;
	}
}

struct message_findings *message_findings_new(const struct messages *messages,
					      const struct source_facts *source, uint32_t sources,
					      struct arena *arena)
{
	struct message_findings *findings = arena_take(arena, sizeof(*findings));

	findings->arena = arena;
	findings->source = source;
	findings->sources = sources;
	findings->episode = arena_array(arena, messages->episodes, sizeof(*findings->episode));
	for (uint32_t i = 0; i < messages->episodes; i++)
		findings->episode[i].precursor = &messages->precursor[(size_t)i * TRIGGERS];
	return findings;
}

void messages_conclude(const struct messages *messages, const struct look *look, size_t looks,
		       struct message_findings *findings)
{
	struct arena scratch = { 0 };
	struct concluding concluding = { .messages = messages,
					 .findings = findings,
					 .arena = findings->arena,
					 .scratch = &scratch };

	for (size_t i = 0; i < looks; i++) {
		struct episode_findings *episode = &findings->episode[look[i].episode];
		int64_t length_us = look[i].to_us - look[i].from_us;

		/* They come in all services: one of them tells the days. */
		if (look[i].kind == LOOK_USUAL && episode->service &&
		    !strcmp(look[i].service, episode->service))
			episode->usual_days++;
		if (look[i].kind != LOOK_INSIDE && look[i].kind != LOOK_REFERENCE)
			continue;
		episode->service = look[i].service;
		episode->inside_us += look[i].kind == LOOK_INSIDE ? length_us : 0;
		episode->reference_us += look[i].kind == LOOK_REFERENCE ? length_us : 0;
	}
	gather_shapes(&concluding);
	concluding.templates = template_group(concluding.seen, concluding.shapes, &scratch);
	sum_templates(&concluding);
	keep_new(&concluding);
	arena_release(&scratch);
}

const struct template_new *messages_new(const struct message_findings *findings, uint32_t episode,
					uint32_t *count)
{
	*count = findings->episode[episode].count;
	return findings->episode[episode].item;
}

/* As much of it comes before other days' same time: it tells nothing of this one. */
static bool is_routine(const struct precedent *precedent)
{
	return precedent->usual >= precedent->count;
}

static int latest_first(const void *left, const void *right)
{
	const struct precedent *a = left;
	const struct precedent *b = right;

	if (is_routine(a) != is_routine(b))
		return is_routine(a) ? 1 : -1;
	if (a->at_us != b->at_us)
		return a->at_us > b->at_us ? -1 : 1;
	if (strcmp(a->what, b->what) != 0)
		return strcmp(a->what, b->what);
	return a->evidence.line < b->evidence.line ? -1 : a->evidence.line > b->evidence.line;
}

static void add_marks(struct precedent *item, uint32_t *count, const struct mark_list *marks,
		      int64_t from_us, int64_t until_us)
{
	for (size_t i = 0; marks && i < marks->count; i++) {
		const struct mark *mark = &marks->item[i];

		if (mark->at_us < from_us || mark->at_us >= until_us)
			continue;
		item[(*count)++] = (struct precedent){
			.what = "mark",
			.service = mark->service,
			.count = 1,
			.usual = NAN,
			.at_us = mark->at_us,
			.evidence = { .path = mark->path, .line = mark->line, .text = mark->text },
		};
	}
}

const struct precedent *messages_before(const struct message_findings *findings, uint32_t episode,
					int64_t until_us, const struct mark_list *marks,
					struct arena *arena, uint32_t *count)
{
	struct precedent *item =
		arena_array(arena, TRIGGERS + (marks ? marks->count : 0), sizeof(*item));

	*count = 0;
	for (uint32_t kind = 0; kind < TRIGGERS; kind++) {
		const struct episode_findings *of = &findings->episode[episode];
		const struct precursor *precursor = &of->precursor[kind];
		bool after = precursor->is_after && precursor->first_after.at_us < until_us;
		const struct spot *spot = after ? &precursor->first_after : &precursor->last;

		if (!after && (!precursor->is_before || precursor->last.at_us >= until_us))
			continue;
		item[(*count)++] = (struct precedent){
			.what = trigger_name((enum trigger_kind)kind),
			.service = after ? precursor->service_after : precursor->service,
			.count = (double)(precursor->count + after),
			.usual = of->usual_days ? (double)precursor->usual / of->usual_days : NAN,
			.at_us = spot->at_us,
			.evidence = spot_evidence(spot, findings->source, findings->sources, arena),
		};
	}
	add_marks(item, count, marks, until_us - MESSAGES_BEFORE_US, until_us);
	if (*count)
		qsort(item, *count, sizeof(*item), latest_first);
	return item;
}
