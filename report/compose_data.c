/* compose_data.c - the last sections: services, the ledger of what was read, the method. */
#include "report/compose.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

#define SOURCES_SHOWN 40
#define PROBLEMS_SHOWN 5 /* of one source */

void compose_services(struct document *document, const struct findings *findings)
{
	static const struct column columns[] = {
		{ .title = "Service" },
		{ .title = "Events", .right = true },
		{ .title = "Errors", .right = true },
		{ .title = "Availability", .right = true },
		{ .title = "Budget used", .right = true },
		{ .title = "Down", .right = true },
		{ .title = "Clients", .right = true },
		{ .title = "Bytes", .right = true },
	};
	struct arena *arena = document->arena;
	struct table_filler table =
		table_begin(arena, "Services", columns, LENGTH(columns), findings->services);

	if (findings->services) {
		document_part(document, "services");
		document_heading(document, 2, TONE_PLAIN, "Services");
	}
	for (uint32_t i = 0; i < findings->services; i++) {
		const struct service *service = &findings->service[i];
		const char *share = words_availability(arena, service->availability);
		const char *budget = words_share(arena, service->failed / service->budget);
		const char *down = words_seconds(arena, service->downtime_s);
		const char *clients = words_number(arena, service->clients);

		table_add(&table, service->name);
		table_add(&table, service->metric == SEICHE_COUNTS_EVENTS
					  ? words_number(arena, service->events)
					  : words_counted(arena, service->events, service->metric));
		table_add(&table,
			  service->has_failures ? words_number(arena, service->errors) : "-");
		table_add(&table, share ? share : "-");
		table_add(&table, budget ? budget : "-");
		table_add(&table, service->downtime_s > 0 && down ? down : "-");
		table_add(&table, clients ? clients : "-");
		table_add(&table, service->bytes > 0 ? words_bytes(arena, service->bytes) : "-");
	}
	document_table(document, &table);
	for (uint32_t i = 0; i < findings->services; i++)
		if (findings->service[i].note)
			document_note(document, TONE_PLAIN,
				      arena_print(arena, "%s: %s", findings->service[i].name,
						  findings->service[i].note));
}

static bool source_is_sound(const struct source_facts *source)
{
	return !source->rejected && !source->problems;
}

static void add_counts(struct table_filler *table, const struct source_facts *source)
{
	struct arena *arena = table->arena;

	table_add(table, words_number(arena, (double)source->lines));
	table_add(table, words_number(arena, (double)source->events));
	table_add(table, words_number(arena, (double)source->continuation));
	table_add(table, words_number(arena, (double)source->filtered));
	table_add(table, words_number(arena, (double)source->rejected));
}

static void add_source(struct table_filler *table, const struct source_facts *source)
{
	struct arena *arena = table->arena;
	const char *format = source->format ? source->format : "-";
	bool packed = source->compression && strcmp(source->compression, "none") != 0;

	table_tone(table, source_is_sound(source) ? TONE_PLAIN : TONE_PROBLEM);
	table_add(table, source->path);
	table_add(table, source->service);
	table_add(table,
		  packed ? arena_print(arena, "%s, %s", format, source->compression) : format);
	add_counts(table, source);
}

static void sum_source(struct source_facts *sum, const struct source_facts *source)
{
	sum->lines += source->lines;
	sum->events += source->events;
	sum->continuation += source->continuation;
	sum->filtered += source->filtered;
	sum->rejected += source->rejected;
}

/* Each names its source already. */
static void compose_problems(struct document *document, const struct source_facts *source)
{
	for (uint32_t i = 0; i < MIN(source->problems, PROBLEMS_SHOWN); i++)
		document_note(document, TONE_PROBLEM, source->problem[i]);
	if (source->problems > PROBLEMS_SHOWN)
		document_note(document, TONE_PROBLEM,
			      arena_print(document->arena, "%s: and %u more", source->path,
					  source->problems - PROBLEMS_SHOWN));
}

/* For who looks a cited line up later. */
static void compose_digests(struct document *document, const struct findings *findings)
{
	static const struct column columns[] = { { .title = "Source" }, { .title = "SHA-256" } };
	struct table_filler table = table_begin(document->arena, "Digests of the files", columns,
						LENGTH(columns), findings->sources);

	for (uint32_t i = 0, shown = 0; i < findings->sources && shown < SOURCES_SHOWN; i++) {
		if (!findings->source[i].sha256)
			continue;
		table_add(&table, findings->source[i].path);
		table_add(&table, findings->source[i].sha256);
		shown++;
	}
	document_table(document, &table);
}

void compose_sources(struct document *document, const struct findings *findings)
{
	static const struct column columns[] = {
		{ .title = "Source" },
		{ .title = "Service" },
		{ .title = "Format" },
		{ .title = "Lines", .right = true },
		{ .title = "Events", .right = true },
		{ .title = "Cont.", .right = true },
		{ .title = "Filt.", .right = true },
		{ .title = "Rej.", .right = true },
	};
	struct arena *arena = document->arena;
	struct table_filler table = table_begin(arena, "What was read", columns, LENGTH(columns),
						findings->sources + 1);
	bool many = findings->sources > SOURCES_SHOWN;
	struct source_facts sum = { 0 };
	uint32_t shown = 0;

	if (findings->sources) {
		document_part(document, "sources");
		document_heading(document, 2, TONE_PLAIN, "What was read");
	}
	for (uint32_t i = 0; i < findings->sources; i++) {
		const struct source_facts *source = &findings->source[i];

		sum_source(&sum, source);
		/* Of very many sources only those with something to tell. */
		if ((many && source_is_sound(source)) || shown == SOURCES_SHOWN)
			continue;
		add_source(&table, source);
		shown++;
	}
	if (findings->sources > 1) {
		table_add(&table, arena_print(arena, "all %u sources", findings->sources));
		table_add(&table, "");
		table_add(&table, "");
		add_counts(&table, &sum);
	}
	document_table(document, &table);
	compose_digests(document, findings);
	for (uint32_t i = 0, told = 0; i < findings->sources && told < SOURCES_SHOWN; i++) {
		if (findings->source[i].problems)
			told++;
		compose_problems(document, &findings->source[i]);
	}
	if (shown < findings->sources)
		document_note(document, TONE_PLAIN,
			      arena_print(arena, "%s counted in the last row only.",
					  words_plural(arena, findings->sources - shown,
						       "source is", "sources are")));
}

void compose_method(struct document *document, const struct findings *findings)
{
	struct arena *arena = document->arena;

	if (!findings->services)
		return;
	document_part(document, "method");
	document_heading(document, 2, TONE_PLAIN, "How to read this");
	if (findings->bucket_us > 0)
		document_paragraph(
			document,
			arena_print(arena,
				    "Times are %s. Charts count in buckets of %s. Expected "
				    "traffic comes from the service's own other days and "
				    "hours; a spike or a drop is a stretch that strays from "
				    "it farther than chance allows (p about 1e-6 or less).",
				    zone_name(document->zone),
				    words_length(arena, findings->bucket_us)));
	document_paragraph(
		document,
		"A spike coincides with an outage where it begins between 15 min before the "
		"outage and 60 min after its end, and so close a hit is rare (q at most 0.05) "
		"or the excess shares words with the outage. That is a fact about time and "
		"words, not about causes.");
	document_paragraph(
		document,
		"Availability is 1 - failed / (all + expected in silences). Failed are "
		"requests answered with 5xx and messages of level error or worse. The budget is "
		"what may fail at an objective of 99.9 %: one in 1,000 of all and those expected "
		"in silences. An incident's times run from the earliest start that anybody claims "
		"of its outage: noticed by an alert or the first notice, announced by the first "
		"public notice, resolved when the last who declares it says so, or the logs do "
		"where "
		"nobody does. Every line "
		"read is counted once: lines = events + continuation (cont.) + filtered (filt.) + "
		"rejected (rej.).");
}
