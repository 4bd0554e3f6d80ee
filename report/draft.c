/* draft.c - see draft.h. */
#include "report/draft.h"

#include "core/hash.h"

#include <inttypes.h>
#include <stdio.h>

#define BODY_CAP ((size_t)64 << 20)

void draft_sum(struct span body, char sum[DRAFT_SUM_BYTES])
{
	/* A fixed key: it tells edits, it is no seal. */
	snprintf(sum, DRAFT_SUM_BYTES, "%016" PRIx64, hash_bytes_keyed(span_trim(body), 0, 0));
}

void draft_put(struct out *out, const char *kind, struct span id, struct span body)
{
	char sum[DRAFT_SUM_BYTES];

	out_print(out, "<!-- seiche:%s id=%.*s", kind, (int)id.size, id.at);
	if (strcmp(kind, DRAFT_HUMAN) != 0) {
		draft_sum(body, sum);
		out_print(out, " sum=%s", sum);
	}
	out_text(out, " -->\n");
	out_span(out, body);
	out_print(out, "<!-- /seiche:%s -->\n", kind);
}

void draft_open(struct draft *draft, struct out *to, bool bare)
{
	*draft = (struct draft){ .to = to, .bare = bare };
	text_init(&draft->body, BODY_CAP);
	out_open_text(&draft->into, &draft->body);
}

void draft_begin(struct draft *draft, const char *kind, const char *id)
{
	draft_end(draft);
	draft->kind = kind;
	draft->id = id;
}

void draft_end(struct draft *draft)
{
	if (draft->kind && draft->bare)
		out_span(draft->to, text_span(&draft->body));
	else if (draft->kind)
		draft_put(draft->to, draft->kind, span_text(draft->id), text_span(&draft->body));
	text_clear(&draft->body);
	draft->kind = NULL;
}

void draft_close(struct draft *draft)
{
	draft_end(draft);
	text_release(&draft->body);
}
