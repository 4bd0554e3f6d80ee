/* template_group.c - shapes whose words share their frequencies are one sentence. */
#include "analysis/template_parts.h"
#include "core/intern.h"

#include <stdlib.h>

/* A place holds a variable where it holds so many different words … */
#define VARIABLE_NAMES 4   /* … of any kind */
#define VARIABLE_WORDS 6   /* … that are all words of a language */
#define VARIABLE_STATES 12 /* … in capitals: names of states and events */
#define VARIABLE_FIRST 16  /* … at the beginning, where most sentences say what they are about */

#define NONE UINT32_MAX

/* What words are like, found once for each. */
enum word_flag {
	FLAG_WILD = 1u << 0,   /* the wildcard itself */
	FLAG_PART = 1u << 1,   /* holds one */
	FLAG_LETTER = 1u << 2, /* holds a letter */
	FLAG_PLAIN = 1u << 3,
	FLAG_CAPITAL = 1u << 4, /* capitals and '_' only */
};

/* Interned as bytes: no padding. */
struct place_key {
	uint32_t bucket, place, word;
};

struct row {
	struct token *token; /* [tokens] */
	uint32_t tokens, bucket;
	uint32_t node, next; /* rows of one root */
	uint32_t draft;
};

struct grouping {
	struct arena *arena; /* scratch */
	const struct template_seen *seen;
	struct row *row;
	uint32_t rows;
	struct intern words, buckets, places, roots, sentences;
	uint8_t *flag;          /* of words */
	uint64_t *times;        /* of places */
	uint32_t *first, *last; /* row of each root */
	size_t flag_room, times_room, first_room, last_room;
	uint32_t *mark; /* of words: the place at which it was last met */
	struct draft *draft;
	size_t draft_room;
};

static uint8_t flags_of(struct span word)
{
	uint8_t flags = token_is_plain(word) ? FLAG_PLAIN : 0;
	bool capital = true;

	for (size_t i = 0; i < word.size; i++) {
		bool letter = (word.at[i] | 0x20) >= 'a' && (word.at[i] | 0x20) <= 'z';

		if (word.at[i] == TEMPLATE_WILDCARD)
			flags |= FLAG_PART;
		if (letter)
			flags |= FLAG_LETTER;
		capital &= word.at[i] == '_' || (letter && !(word.at[i] & 0x20));
	}
	if (word.size == 1 && (flags & FLAG_PART))
		flags |= FLAG_WILD;
	return flags | (capital ? FLAG_CAPITAL : 0);
}

static uint32_t word_of(struct grouping *grouping, struct span text)
{
	uint32_t before = grouping->words.count;
	uint32_t id = intern_id(&grouping->words, text);

	if (id == before) {
		grouping->flag = arena_grow(grouping->arena, grouping->flag, id,
					    &grouping->flag_room, sizeof(uint8_t));
		grouping->flag[id] = flags_of(text);
	}
	return id;
}

static struct span key_of(const void *key, size_t size)
{
	return span_of(key, size);
}

static void read_row(struct grouping *grouping, uint32_t index)
{
	struct row *row = &grouping->row[index];
	struct span rest = grouping->seen[index].shape;
	struct token token[TEMPLATE_TOKENS];
	uint32_t bucket[2];

	while (row->tokens < TEMPLATE_TOKENS && token_next(&rest, &token[row->tokens])) {
		token[row->tokens].word = word_of(grouping, token[row->tokens].text);
		row->tokens++;
	}
	row->token = arena_array(grouping->arena, row->tokens, sizeof(*row->token));
	if (row->tokens)
		memcpy(row->token, token, row->tokens * sizeof(*token));
	bucket[0] = grouping->seen[index].scope;
	bucket[1] = row->tokens;
	row->bucket = intern_id(&grouping->buckets, key_of(bucket, sizeof(bucket)));
}

/* Id of a word at a place of a bucket; added where it is new. */
static uint32_t place_of(struct grouping *grouping, const struct row *row, uint32_t at)
{
	struct place_key key = { row->bucket, at, row->token[at].word };
	uint32_t before = grouping->places.count;
	uint32_t id = intern_id(&grouping->places, key_of(&key, sizeof(key)));

	if (id == before)
		grouping->times = arena_grow(grouping->arena, grouping->times, id,
					     &grouping->times_room, sizeof(uint64_t));
	if (id == before)
		grouping->times[id] = 0;
	return id;
}

/* Words of one frequency in a row. */
struct class
{
	uint64_t times;
	uint32_t lettered, words;
};

static bool class_beats(const struct class *a, const struct class *b)
{
	if (a->lettered != b->lettered)
		return a->lettered > b->lettered;
	if (a->words != b->words)
		return a->words > b->words;
	return a->times > b->times;
}

/* The frequency that most words of the row share: most with letters, then most, then the higher. */
static uint64_t root_times(const struct grouping *grouping, const struct row *row,
			   const uint64_t *times)
{
	struct class class[TEMPLATE_TOKENS];
	struct class best = { 0 };
	uint32_t classes = 0;

	for (uint32_t i = 0; i < row->tokens; i++) {
		uint8_t flags = grouping->flag[row->token[i].word];
		uint32_t c = 0;

		if (flags & FLAG_WILD)
			continue;
		while (c < classes && class[c].times != times[i])
			c++;
		if (c == classes)
			class[classes++] = (struct class){ .times = times[i] };
		class[c].lettered += (flags & FLAG_LETTER) != 0;
		class[c].words++;
	}
	for (uint32_t c = 0; c < classes; c++)
		if (class_beats(&class[c], &best))
			best = class[c];
	return best.times;
}

/* Put a row to those with the same root: words of its root's frequency at the same places. */
static void find_root(struct grouping *grouping, uint32_t index)
{
	struct row *row = &grouping->row[index];
	uint64_t times[TEMPLATE_TOKENS];
	uint32_t key[2 * TEMPLATE_TOKENS + 1];
	uint32_t size = 1;
	uint32_t before = grouping->roots.count;
	uint64_t best;

	key[0] = row->bucket;
	for (uint32_t i = 0; i < row->tokens; i++)
		times[i] = grouping->times[place_of(grouping, row, i)];
	best = root_times(grouping, row, times);
	for (uint32_t i = 0; i < row->tokens; i++) {
		if (times[i] != best || (grouping->flag[row->token[i].word] & FLAG_WILD))
			continue;
		key[size++] = i;
		key[size++] = row->token[i].word;
	}
	row->node = intern_id(&grouping->roots, key_of(key, size * sizeof(*key)));
	row->next = NONE;
	if (row->node == before) {
		grouping->first = arena_grow(grouping->arena, grouping->first, before,
					     &grouping->first_room, sizeof(uint32_t));
		grouping->last = arena_grow(grouping->arena, grouping->last, before,
					    &grouping->last_room, sizeof(uint32_t));
		grouping->first[before] = index;
	} else {
		grouping->row[grouping->last[row->node]].next = index;
	}
	grouping->last[row->node] = index;
}

/* Whether a place of a root's rows is a variable; `stamp` is new for each place. */
static bool is_variable(struct grouping *grouping, uint32_t node, uint32_t at, uint32_t stamp)
{
	uint8_t all = UINT8_MAX;
	uint8_t any = 0;
	uint32_t words = 0;
	uint32_t bound = VARIABLE_NAMES;

	for (uint32_t r = grouping->first[node]; r != NONE; r = grouping->row[r].next) {
		uint32_t word = grouping->row[r].token[at].word;

		if (grouping->mark[word] == stamp)
			continue;
		grouping->mark[word] = stamp;
		all &= grouping->flag[word];
		any |= grouping->flag[word];
		words++;
	}
	if (at == 0 && !(any & FLAG_PART))
		bound = VARIABLE_FIRST;
	else if (all & FLAG_CAPITAL)
		bound = VARIABLE_STATES;
	else if (all & FLAG_PLAIN)
		bound = VARIABLE_WORDS;
	return words > 1 && (words >= bound || (any & FLAG_WILD));
}

static void draft_of(struct grouping *grouping, struct row *row, const bool *variable)
{
	static const char wildcard[] = { TEMPLATE_WILDCARD, '\0' };
	struct token token[TEMPLATE_TOKENS];
	uint32_t key[TEMPLATE_TOKENS + 1];
	uint32_t before = grouping->sentences.count;
	uint32_t count = row->tokens;

	for (uint32_t i = 0; i < count; i++) {
		token[i] = row->token[i];
		if (variable[i])
			token[i].text = span_of(wildcard, 1);
	}
	count = tokens_collapse(token, count);
	key[0] = grouping->seen[row - grouping->row].scope;
	for (uint32_t i = 0; i < count; i++) {
		token[i].word = word_of(grouping, token[i].text);
		key[i + 1] = token[i].word;
	}
	row->draft = intern_id(&grouping->sentences, key_of(key, (count + 1) * sizeof(*key)));
	if (row->draft == before) {
		struct draft draft = { .tokens = count, .scope = key[0], .into = before };

		draft.token = arena_array(grouping->arena, count, sizeof(*token));
		if (count)
			memcpy(draft.token, token, count * sizeof(*token));
		grouping->draft = arena_grow(grouping->arena, grouping->draft, before,
					     &grouping->draft_room, sizeof(draft));
		grouping->draft[before] = draft;
	}
	grouping->draft[row->draft].count += grouping->seen[row - grouping->row].count;
}

static void split_roots(struct grouping *grouping)
{
	uint32_t stamp = 0;

	/* One more word may come up here: the wildcard. It is never met before its stamp. */
	grouping->mark =
		arena_array(grouping->arena, grouping->words.count + 1, sizeof(*grouping->mark));
	for (uint32_t node = 0; node < grouping->roots.count; node++) {
		const struct row *row = &grouping->row[grouping->first[node]];
		bool variable[TEMPLATE_TOKENS];

		for (uint32_t i = 0; i < row->tokens; i++)
			variable[i] = is_variable(grouping, node, i, ++stamp);
		for (uint32_t r = grouping->first[node]; r != NONE; r = grouping->row[r].next)
			draft_of(grouping, &grouping->row[r], variable);
	}
}

static const char *text_of(const struct draft *draft, struct arena *arena)
{
	char text[2 * TEMPLATE_SHAPE_BYTES]; /* spaces may come to what the shape had */
	uint32_t size = tokens_write(draft->token, draft->tokens, text, sizeof(text));
	char *whole = arena_take(arena, 3 * (size_t)size + 1);
	uint32_t at = 0;

	for (uint32_t i = 0; i < size; i++) {
		if (text[i] != TEMPLATE_WILDCARD) {
			whole[at++] = text[i];
			continue;
		}
		memcpy(whole + at, "<*>", 3);
		at += 3;
	}
	return whole;
}

static struct templates finish(struct grouping *grouping, struct arena *arena)
{
	uint32_t drafts = grouping->sentences.count;
	struct templates templates = {
		.text = arena_array(arena, drafts, sizeof(char *)),
		.of = arena_array(arena, grouping->rows, sizeof(uint32_t)),
	};
	uint32_t *number = arena_array(grouping->arena, drafts, sizeof(uint32_t));

	for (uint32_t d = 0; d < drafts; d++) {
		if (grouping->draft[d].into != d)
			continue;
		number[d] = templates.count;
		templates.text[templates.count++] = text_of(&grouping->draft[d], arena);
	}
	for (uint32_t r = 0; r < grouping->rows; r++)
		templates.of[r] = number[grouping->draft[grouping->row[r].draft].into];
	return templates;
}

struct templates template_group(const struct template_seen *seen, uint32_t count,
				struct arena *arena)
{
	struct arena scratch = { 0 };
	struct grouping grouping = { .arena = &scratch, .seen = seen, .rows = count };
	struct templates templates;

	intern_init(&grouping.words, &scratch, INTERN_OTHER - 1);
	intern_init(&grouping.buckets, &scratch, INTERN_OTHER - 1);
	intern_init(&grouping.places, &scratch, INTERN_OTHER - 1);
	intern_init(&grouping.roots, &scratch, INTERN_OTHER - 1);
	intern_init(&grouping.sentences, &scratch, INTERN_OTHER - 1);
	grouping.row = arena_array(&scratch, count, sizeof(*grouping.row));
	for (uint32_t i = 0; i < count; i++)
		read_row(&grouping, i);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < grouping.row[i].tokens; k++) {
			uint32_t place = place_of(&grouping, &grouping.row[i], k);

			grouping.times[place] += seen[i].count;
		}
	for (uint32_t i = 0; i < count; i++)
		find_root(&grouping, i);
	split_roots(&grouping);
	drafts_absorb(grouping.draft, grouping.sentences.count, &scratch);
	templates = finish(&grouping, arena);
	arena_release(&scratch);
	return templates;
}
