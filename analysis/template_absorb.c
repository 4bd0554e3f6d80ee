/* template_absorb.c - templates that are cases of a more frequent one. */
#include "analysis/template_parts.h"

#include <stdlib.h>

#define RUN_MAX 12         /* tokens that one wildcard may stand for */
#define WORDS_MIN 2        /* plain words of a template that may absorb */
#define STEPS_MAX 20000000 /* comparisons of tokens: bounds the time on hostile shapes */

struct absorbing {
	struct draft *draft;
	uint32_t *big; /* those that may absorb, most frequent first */
	uint32_t bigs;
	uint64_t steps;
};

/*
 * Whether a wildcard may stand for draft->token[from..to): one token, or some with a
 * wildcard among them and at most one plain word; none at the end of a sentence,
 * where a further word is a further statement.
 */
static bool is_value(const struct draft *draft, uint32_t from, uint32_t to, bool last)
{
	uint32_t plain = 0;
	bool wild = false;

	for (uint32_t i = from; i < to; i++) {
		plain += token_is_plain(draft->token[i].text);
		wild |= memchr(draft->token[i].text.at, TEMPLATE_WILDCARD,
			       draft->token[i].text.size) != NULL;
	}
	return to - from == 1 || (wild && plain <= (last ? 0u : 1u));
}

/*
 * Whether `of` holds `case_of`. reach[k]: the tokens of `of` so far hold the first k
 * of the case; each token of `of` moves it on.
 */
static bool holds(struct absorbing *absorbing, const struct draft *of, const struct draft *one)
{
	bool reach[TEMPLATE_TOKENS + 1] = { true };

	for (uint32_t i = 0; i < of->tokens; i++) {
		bool next[TEMPLATE_TOKENS + 1] = { false };
		bool any = false;
		bool wild = token_is_wildcard(&of->token[i]);

		for (uint32_t k = 0; k < one->tokens; k++) {
			absorbing->steps++;
			if (!reach[k])
				continue;
			if (!wild) {
				next[k + 1] |= of->token[i].word == one->token[k].word;
				any |= next[k + 1];
				continue;
			}
			for (uint32_t to = k + 1; to <= MIN(one->tokens, k + RUN_MAX); to++) {
				absorbing->steps++;
				next[to] |= is_value(one, k, to, i + 1 == of->tokens);
				any |= next[to];
			}
		}
		if (!any)
			return false;
		memcpy(reach, next, sizeof(reach));
	}
	return reach[one->tokens];
}

static bool may_hold(const struct draft *of, const struct draft *one)
{
	const struct token *end = &of->token[of->tokens - 1];

	if (of->scope != one->scope || of->tokens > one->tokens)
		return false;
	if (!token_is_wildcard(of->token) && of->token[0].word != one->token[0].word)
		return false;
	return token_is_wildcard(end) || end->word == one->token[one->tokens - 1].word;
}

static bool may_absorb(const struct draft *draft)
{
	uint32_t plain = 0;
	bool wild = false;

	for (uint32_t i = 0; i < draft->tokens; i++) {
		plain += token_is_plain(draft->token[i].text);
		wild |= token_is_wildcard(&draft->token[i]);
	}
	return wild && plain >= WORDS_MIN;
}

static int most_first(const void *left, const void *right, void *context)
{
	const struct draft *draft = context;
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;

	if (draft[a].count != draft[b].count)
		return draft[a].count > draft[b].count ? -1 : 1;
	return a < b ? -1 : a > b;
}

void drafts_absorb(struct draft *draft, uint32_t count, struct arena *scratch)
{
	struct absorbing absorbing = { .draft = draft };
	uint32_t *order = arena_array(scratch, count, sizeof(*order));

	absorbing.big = arena_array(scratch, count, sizeof(*absorbing.big));
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	if (count)
		qsort_r(order, count, sizeof(*order), most_first, draft);
	for (uint32_t i = 0; i < count; i++) {
		struct draft *one = &draft[order[i]];

		for (uint32_t b = 0; b < absorbing.bigs && one->tokens; b++) {
			if (absorbing.steps++ > STEPS_MAX)
				return;
			if (!may_hold(&draft[absorbing.big[b]], one) ||
			    !holds(&absorbing, &draft[absorbing.big[b]], one))
				continue;
			one->into = absorbing.big[b];
			break;
		}
		if (one->into == order[i] && may_absorb(one))
			absorbing.big[absorbing.bigs++] = order[i];
	}
}
