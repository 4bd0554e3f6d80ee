/* compose_messages.c - what messages tell of an episode: new sentences, and what came before. */
#include "report/compose.h"

#include "analysis/messages.h"
#include "report/words.h"

#include <math.h>

#define TEMPLATES_SHOWN 5
#define PRECEDENTS_SHOWN 4

void compose_templates(struct document *document, const struct template_new *template,
		       uint32_t templates)
{
	static const struct column columns[] = { { .title = "First" },
						 { .title = "Count", .right = true },
						 { .title = "Usual", .right = true },
						 { .title = "Message" } };
	struct arena *arena = document->arena;
	uint32_t shown = MIN(templates, TEMPLATES_SHOWN);
	struct table_filler table =
		table_begin(arena, "Messages that are new in it", columns, LENGTH(columns), shown);

	for (uint32_t i = 0; i < shown; i++) {
		const struct template_new *item = &template[i];

		table_add(&table, words_time(arena, document->zone, item->first_us));
		table_add(&table, words_number(arena, item->count));
		table_add(&table,
			  isfinite(item->expected) ? words_number(arena, item->expected) : NULL);
		table_add(&table, item->text);
		table_evidence(&table, &item->first);
	}
	document_table(document, &table);
	if (templates > shown)
		document_note(
			document, TONE_PLAIN,
			arena_print(arena, "%s in the JSON report.",
				    words_plural(arena, templates - shown, "more new message is",
						 "more new messages are")));
}

static const char *precedent_words(struct arena *arena, const struct precedent *item,
				   int64_t from_us)
{
	const char *when = item->at_us < from_us
				   ? arena_print(arena, "%s before it began",
						 words_length(arena, from_us - item->at_us))
				   : "as it began";

	const char *often = "";

	if (item->count > 1 || item->usual > 0)
		often = arena_print(arena, " (%s in %s%s)", words_number(arena, item->count),
				    words_length(arena, MESSAGES_BEFORE_US),
				    item->usual > 0 ? arena_print(arena, ", usually %s",
								  words_number(arena, item->usual))
						    : "");
	return arena_print(arena, "%s%s%s, %s%s%s%s", item->what, item->service ? " at " : "",
			   item->service ? item->service : "", when, often,
			   item->evidence.text ? ": " : "",
			   item->evidence.text ? item->evidence.text : "");
}

void compose_precedents(struct fact_list *facts, const struct precedent *precedent,
			uint32_t precedents, int64_t from_us)
{
	for (uint32_t i = 0; i < MIN(precedents, PRECEDENTS_SHOWN); i++) {
		const char *words = precedent_words(facts->arena, &precedent[i], from_us);

		fact_add_as(facts, ORIGIN_PROPOSED, "Preceded by", words);
		fact_evidence(facts, words, &precedent[i].evidence);
	}
}
