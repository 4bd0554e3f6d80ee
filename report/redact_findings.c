/*
 * redact_findings.c - a copy of what was found, redacted, before anything renders it: so no
 * format, view or template can forget to.
 *
 * Numbers, times and the program's own words stay; whatever points from one finding to
 * another points into the copy.
 */
#include "report/redact.h"

struct copy {
	const struct redactor *redactor;
	const struct findings *from;
	struct findings *to;
	struct arena *arena;
};

static void text(const struct copy *copy, const char **at)
{
	*at = redact_copy(copy->redactor, *at, copy->arena);
}

static const char *const *texts(const struct copy *copy, const char *const *item, uint32_t count)
{
	const char **made = arena_array(copy->arena, count, sizeof(*made));

	for (uint32_t i = 0; i < count; i++)
		made[i] = redact_copy(copy->redactor, item[i], copy->arena);
	return made;
}

/* A copy of `count` items, their bytes as they are. */
static void *items(const struct copy *copy, const void *item, uint32_t count, size_t bytes)
{
	void *made = arena_array(copy->arena, count, bytes);

	if (count)
		memcpy(made, item, count * bytes);
	return made;
}

#define ITEMS(copy, item, count) items(copy, item, count, sizeof(*(item)))

static void evidence(const struct copy *copy, struct evidence *evidence)
{
	text(copy, &evidence->path);
	text(copy, &evidence->text);
}

static void explanations(const struct copy *copy, struct explanations *explanations)
{
	struct explanation *item = ITEMS(copy, explanations->item, explanations->count);

	for (uint32_t i = 0; i < explanations->count; i++) {
		text(copy, &item[i].value);
		evidence(copy, &item[i].first);
	}
	explanations->item = item;
}

static void sets(const struct copy *copy, struct explanation_sets *sets)
{
	struct explanation_set *item = ITEMS(copy, sets->item, sets->count);

	for (uint32_t i = 0; i < sets->count; i++)
		for (uint32_t k = 0; k < item[i].values; k++)
			text(copy, &item[i].value[k].value);
	sets->item = item;
}

static const struct template_new *templates(const struct copy *copy,
					    const struct template_new *from, uint32_t count)
{
	struct template_new *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		text(copy, &item[i].text);
		text(copy, &item[i].example);
		evidence(copy, &item[i].first);
	}
	return item;
}

static const struct precedent *precedents(const struct copy *copy, const struct precedent *from,
					  uint32_t count)
{
	struct precedent *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		text(copy, &item[i].what);
		text(copy, &item[i].service);
		evidence(copy, &item[i].evidence);
	}
	return item;
}

static const struct outage *outage_of(const struct copy *copy, const struct outage *outage);

/* After the outages: a spike's capacity points to one. */
static struct spike *spikes(const struct copy *copy, const struct spike *from, uint32_t count)
{
	struct spike *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		struct spike *spike = &item[i];

		text(copy, &spike->service);
		text(copy, &spike->class_why);
		spike->capacity.outage = outage_of(copy, spike->capacity.outage);
		explanations(copy, &spike->explained_by);
		sets(copy, &spike->explained_by_sets);
		spike->template_item = templates(copy, spike->template_item, spike->templates);
		spike->precedent_item = precedents(copy, spike->precedent_item, spike->precedents);
	}
	return item;
}

static const struct window *window(const struct copy *copy, const struct window *from)
{
	struct window *made = ITEMS(copy, from, 1);
	struct window_update *update = ITEMS(copy, from->update, from->updates);

	text(copy, &made->service);
	text(copy, &made->id);
	text(copy, &made->title);
	text(copy, &made->impact);
	text(copy, &made->url);
	text(copy, &made->feed);
	text(copy, &made->path);
	made->component = texts(copy, from->component, from->components);
	made->region = texts(copy, from->region, from->regions);
	for (uint32_t i = 0; i < from->updates; i++) {
		text(copy, &update[i].status);
		text(copy, &update[i].text);
	}
	made->update = update;
	return made;
}

static struct outage *outages(const struct copy *copy, const struct outage *from, uint32_t count)
{
	struct outage *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		struct outage *outage = &item[i];

		text(copy, &outage->service);
		text(copy, &outage->host);
		text(copy, &outage->title);
		outage->host_item = ITEMS(copy, outage->host_item, outage->hosts);
		for (uint32_t k = 0; k < outage->hosts; k++)
			text(copy, &outage->host_item[k].host);
		explanations(copy, &outage->explained_by);
		sets(copy, &outage->explained_by_sets);
		outage->template_item = templates(copy, outage->template_item, outage->templates);
		outage->precedent_item =
			precedents(copy, outage->precedent_item, outage->precedents);
		if (outage->declared)
			outage->declared = window(copy, outage->declared);
		evidence(copy, &outage->first);
	}
	return item;
}

/* --- What points to episodes --- */

static const struct spike *spike_of(const struct copy *copy, const struct spike *spike)
{
	if (!spike)
		return NULL;
	invariant(spike >= copy->from->spike && spike < copy->from->spike + copy->from->spikes);
	return copy->to->spike + (spike - copy->from->spike);
}

static const struct outage *outage_of(const struct copy *copy, const struct outage *outage)
{
	const struct findings *from = copy->from;

	if (!outage)
		return NULL;
	if (from->outages && outage >= from->outage && outage < from->outage + from->outages)
		return copy->to->outage + (outage - from->outage);
	invariant(outage >= from->aside && outage < from->aside + from->asides);
	return copy->to->aside + (outage - from->aside);
}

static struct link *links(const struct copy *copy)
{
	struct link *item = ITEMS(copy, copy->from->link, copy->from->links);

	for (uint32_t i = 0; i < copy->from->links; i++) {
		item[i].spike = spike_of(copy, item[i].spike);
		item[i].outage = outage_of(copy, item[i].outage);
		text(copy, &item[i].content_words);
	}
	return item;
}

static struct entry *entries(const struct copy *copy, const struct entry *from, uint32_t count)
{
	struct entry *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		text(copy, &item[i].service);
		text(copy, &item[i].host);
		text(copy, &item[i].text);
		evidence(copy, &item[i].evidence);
	}
	return item;
}

static const struct aftermath *aftermaths(const struct copy *copy, const struct aftermath *from,
					  uint32_t count)
{
	struct aftermath *item = ITEMS(copy, from, count);

	for (uint32_t i = 0; i < count; i++) {
		text(copy, &item[i].service);
		text(copy, &item[i].glow_note);
		text(copy, &item[i].level_note);
		text(copy, &item[i].return_note);
	}
	return item;
}

static struct incident *incidents(const struct copy *copy)
{
	struct incident *item = ITEMS(copy, copy->from->incident, copy->from->incidents);

	for (uint32_t i = 0; i < copy->from->incidents; i++) {
		struct incident *incident = &item[i];
		const struct outage **outage = ITEMS(copy, incident->outage, incident->outages);
		const struct spike **spike = ITEMS(copy, incident->spike, incident->spikes);
		struct claim *claim = ITEMS(copy, incident->claim, incident->claims);

		text(copy, &incident->title);
		for (uint32_t k = 0; k < incident->outages; k++)
			outage[k] = outage_of(copy, outage[k]);
		for (uint32_t k = 0; k < incident->spikes; k++)
			spike[k] = spike_of(copy, spike[k]);
		for (uint32_t k = 0; k < incident->claims; k++) {
			claim[k].outage = outage_of(copy, claim[k].outage);
			claim[k].against = outage_of(copy, claim[k].against);
		}
		incident->outage = outage;
		incident->spike = spike;
		incident->claim = claim;
		incident->aftermath = aftermaths(copy, incident->aftermath, incident->aftermaths);
		incident->entry = entries(copy, incident->entry, incident->entries);
	}
	return item;
}

static const struct account *account(const struct copy *copy, const struct account *from)
{
	struct account *made = ITEMS(copy, from, 1);
	struct stretch *reference = ITEMS(copy, from->reference, from->references);

	made->spike = spike_of(copy, from->spike);
	made->outage = outage_of(copy, from->outage);
	for (uint32_t i = 0; i < from->references; i++)
		text(copy, &reference[i].service);
	made->reference = reference;
	return made;
}

/* --- What was read --- */

static struct service *services(const struct copy *copy)
{
	struct service *item = ITEMS(copy, copy->from->service, copy->from->services);

	for (uint32_t i = 0; i < copy->from->services; i++) {
		text(copy, &item[i].name);
		text(copy, &item[i].note);
	}
	return item;
}

static struct source_facts *sources(const struct copy *copy)
{
	struct source_facts *item = ITEMS(copy, copy->from->source, copy->from->sources);

	for (uint32_t i = 0; i < copy->from->sources; i++) {
		text(copy, &item[i].service);
		text(copy, &item[i].host);
		text(copy, &item[i].path);
		text(copy, &item[i].format); /* a declared one is called what its file says */
		item[i].problem = texts(copy, item[i].problem, item[i].problems);
	}
	return item;
}

const struct findings *redact_findings(const struct redactor *redactor,
				       const struct findings *findings, struct arena *arena)
{
	struct findings *made = arena_take(arena, sizeof(*made));
	struct copy copy = { .redactor = redactor, .from = findings, .to = made, .arena = arena };

	*made = *findings;
	text(&copy, &made->where);
	made->service = services(&copy);
	made->source = sources(&copy);
	made->outage = outages(&copy, findings->outage, findings->outages);
	made->aside = outages(&copy, findings->aside, findings->asides);
	made->spike = spikes(&copy, findings->spike, findings->spikes);
	made->link = links(&copy);
	made->incident = incidents(&copy);
	made->entry = entries(&copy, findings->entry, findings->entries);
	if (findings->account)
		made->account = account(&copy, findings->account);
	made->warning = (const char **)(uintptr_t)texts(
		&copy, (const char *const *)findings->warning, findings->warnings);
	return made;
}
