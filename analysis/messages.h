/*
 * messages.h - the second pass over messages: which sentences are new inside an
 * episode, and what stood before it.
 *
 * Shapes (template.h) are counted per episode, inside and in its references, in a
 * census of their own, bounded as inspect.h says by MESSAGES_SHAPES_MAX. Once a round is read they
 * are grouped into templates, per service and program. A template is new in an episode where the
 * references don't have it, or where it comes at least 10 times as often as they let expect with p
 * <= 1e-6: the tail of the negative-binomial count that their own count predicts (Jeffreys' prior),
 * by time and by share of all messages, whichever expects more.
 */
#ifndef ANALYSIS_MESSAGES_H
#define ANALYSIS_MESSAGES_H

#include "analysis/allowance.h"
#include "analysis/census.h"
#include "analysis/inspect.h"
#include "analysis/message_memo.h"
#include "analysis/trigger.h"
#include "core/text.h"

#define MESSAGES_BEFORE_US (15 * MINUTE_US) /* how long before an episode is looked at */
#define MESSAGES_SHAPES_MAX 32768 /* pairs of episode and shape; grouping takes some KB of each */
#define MESSAGES_NEW_MAX 50       /* of an episode; the least surprising are left out */
#define MESSAGES_NEW_RATIO 10
#define MESSAGES_NEW_LOG_P (-13.815510557964274) /* ln 1e-6 */

/* What was told of around the beginning of an episode, of one kind. */
struct precursor {
	uint64_t usual;                      /* before its references */
	uint64_t count;                      /* before it */
	const char *service, *service_after; /* of the two spots */
	struct spot last;                    /* before it */
	struct spot first_after;             /* in the minute after: the beginning is an estimate */
	bool is_before, is_after;
};

/* What one worker counted, or all of them. */
struct messages {
	struct census shapes; /* of the round; values: a program, a line end and a shape */
	uint32_t shapes_max;
	struct precursor *precursor;  /* [episodes][TRIGGERS]; of all rounds so far */
	uint64_t *inside, *reference; /* [episodes]: messages */
	uint32_t episodes;
	struct text decoded, value; /* of the row at hand */
	struct span program, message;
	struct memo_entry *entry; /* of the row at hand, where is_sought; NULL: it has none */
	struct message_memo memo;
	bool is_message, is_sought;
	struct trigger_index triggers;
};

void messages_init(struct messages *messages, uint32_t episodes, const struct allowance *allowance);
void messages_release(struct messages *messages);

/* Take up a row; its bytes must stay until the next. What is no message counts nothing. */
void messages_row(struct messages *messages, const struct seiche_chunk *chunk,
		  const struct seiche_event *event);

/* Count it for a look of any kind. */
void messages_count(struct messages *messages, const struct look *look, const struct spot *spot,
		    struct span record);

/* Add what `from` counted for these looks, of which it knows nothing afterwards. */
void messages_join(struct messages *into, struct messages *from, const struct look *look,
		   size_t looks);

/* Forget shapes: those of the next round follow. */
void messages_begin(struct messages *messages);

/* What there is to say of every episode; nothing at first. `messages` must outlive it. */
struct message_findings *message_findings_new(const struct messages *messages,
					      const struct source_facts *source, uint32_t sources,
					      struct arena *arena);

/*
 * Find what is new in the episodes of a round: the looks, which say how long was looked where,
 * are all that look into the services of these episodes. In the arena of the findings.
 */
void messages_conclude(const struct messages *messages, const struct look *look, size_t looks,
		       struct message_findings *findings);

/* Most surprising first. */
const struct template_new *messages_new(const struct message_findings *findings, uint32_t episode,
					uint32_t *count);

/*
 * After the last round: what was told of before `until_us`, the latest first but what is routine
 * last, with the user's marks of the same quarter of an hour.
 */
const struct precedent *messages_before(const struct message_findings *findings, uint32_t episode,
					int64_t until_us, const struct mark_list *marks,
					struct arena *arena, uint32_t *count);

#endif
