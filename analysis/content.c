/* content.c - words that an outage shares with what a spike's visitors asked for. */
#include "analysis/content.h"

#define WORD_MIN 4
#define WORD_MAX 40
#define WORDS_OF_VALUE 16
#define WORDS_MAX 65536 /* of all outages; later ones are not looked at */
#define SHARE_MIN 0.05

struct word {
	char at[WORD_MAX];
	size_t size;
};

static bool is_stop_word(struct span word)
{
	static const char *const words[] = {
		"about",       "after",       "again",         "been",     "before",    "being",
		"cannot",      "could",       "degraded",      "does",     "during",    "error",
		"errors",      "example",     "fail",          "failed",   "fails",     "failure",
		"from",        "have",        "html",          "http",     "https",     "incident",
		"index",       "into",        "investigating", "issue",    "issues",    "limit",
		"maintenance", "major",       "minor",         "more",     "outage",    "over",
		"partial",     "performance", "problem",       "problems", "resolved",  "search",
		"server",      "servers",     "service",       "services", "site",      "some",
		"status",      "system",      "that",          "their",    "there",     "this",
		"unavailable", "users",       "were",          "what",     "when",      "where",
		"which",       "will",        "with",          "your",     "localhost",
	};

	for (size_t i = 0; i < LENGTH(words); i++)
		if (words[i][0] == word.at[0] && span_is(word, span_text(words[i])))
			return true;
	return false;
}

static bool is_word_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte & 0x80);
}

static bool has_letter(const struct word *word)
{
	for (size_t i = 0; i < word->size; i++)
		if (word->at[i] < '0' || word->at[i] > '9')
			return true;
	return false;
}

/* The next word worth looking at; false at the end. */
static bool word_next(struct span *rest, struct word *word)
{
	while (rest->size) {
		size_t size = 0;

		while (size < rest->size && is_word_byte(rest->at[size]))
			size++;
		word->size = MIN(size, (size_t)WORD_MAX);
		for (size_t i = 0; i < word->size; i++) {
			char byte = rest->at[i];

			word->at[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
		}
		size = MIN(size + 1, rest->size);
		*rest = span_of(rest->at + size, rest->size - size);
		if (word->size >= WORD_MIN && has_letter(word) &&
		    !is_stop_word(span_of(word->at, word->size)))
			return true;
	}
	return false;
}

static bool is_among(const struct word *word, struct span text)
{
	struct word other;

	while (word_next(&text, &other))
		if (span_is(span_of(word->at, word->size), span_of(other.at, other.size)))
			return true;
	return false;
}

static void words_add(struct intern *words, const char *text)
{
	struct span rest = span_text(text);
	struct word word;

	while (word_next(&rest, &word))
		intern_id(words, span_of(word.at, word.size));
}

void content_ask(struct intern *words, const struct outage *outage, uint32_t outages,
		 struct arena *arena)
{
	intern_init(words, arena, WORDS_MAX);
	for (uint32_t i = 0; i < outages; i++) {
		words_add(words, outage[i].service);
		if (outage[i].title)
			words_add(words, outage[i].title);
	}
}

static void value_add(struct content *content, const struct counted *item, double share,
		      const struct intern *asked, struct arena *arena)
{
	struct span rest = span_text(item->value);
	uint32_t seen[WORDS_OF_VALUE], seens = 0;
	struct word word;

	for (uint32_t words = 0; words < WORDS_OF_VALUE && word_next(&rest, &word); words++) {
		struct span text = span_of(word.at, word.size);
		uint32_t before = content->words.count, id;
		bool twice = false;

		if (intern_look(asked, text) == INTERN_OTHER)
			continue;
		id = intern_id(&content->words, text);
		if (id == before) {
			content->share = arena_grow(arena, content->share, id, &content->room,
						    sizeof(*content->share));
			memset(content->share[id], 0, sizeof(*content->share));
		}
		for (uint32_t i = 0; i < seens; i++)
			twice |= seen[i] == id;
		if (!twice)
			content->share[id][item->dimension] += share;
		seen[seens++] = id;
	}
}

void content_build(struct content *content, const struct excess *excess, const struct intern *asked,
		   struct arena *arena)
{
	static const enum dimension telling[] = { DIMENSION_PATH, DIMENSION_REFERRER,
						  DIMENSION_QUERY };

	*content = (struct content){ 0 };
	intern_init(&content->words, arena, WORDS_MAX);
	for (size_t i = 0; i < LENGTH(telling) && excess->total > 0; i++) {
		struct counted item;

		for (struct value_walk walk = excess_walk(excess, telling[i]);
		     value_walk_next(&walk, &item);) {
			double share = excess_item(excess, &item) / excess->total;

			if (share > 0)
				value_add(content, &item, share, asked, arena);
		}
	}
}

double content_shared(const struct content *content, const char *own_service,
		      const char *outage_service, const char *title, struct arena *arena,
		      const char **words)
{
	char *both = arena_print(arena, "%s %s", outage_service, title ? title : "");
	struct span rest = span_text(both);
	const char *found = NULL;
	double best = 0;
	struct word word;

	while (word_next(&rest, &word)) {
		uint32_t id = intern_look(&content->words, span_of(word.at, word.size));
		/* A title may say a word of the name again: each is named once. */
		struct span earlier = span_of(both, (size_t)(rest.at - both) - word.size);
		double share = 0;

		if (id == INTERN_OTHER || is_among(&word, span_text(own_service)))
			continue;
		for (int d = 0; d < DIMENSIONS; d++)
			share = MAX(share, content->share[id][d]);
		best = MAX(best, share);
		if (share < SHARE_MIN ||
		    (earlier.size && is_among(&word, span_of(both, earlier.size - 1))))
			continue;
		found = found ? arena_print(arena, "%s, %.*s", found, (int)word.size, word.at)
			      : arena_print(arena, "%.*s", (int)word.size, word.at);
	}
	*words = found;
	return MIN(best, 1);
}
