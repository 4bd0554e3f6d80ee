/*
 * draft.h - a report that people go on writing: marks around each of its parts.
 *
 *     <!-- seiche:auto id=impact sum=1f0c… -->
 *     what seiche wrote
 *     <!-- /seiche:auto -->
 *     <!-- seiche:human id=cause -->
 *     what people write
 *     <!-- /seiche:human -->
 *
 * Comments in Markdown and in HTML alike. `sum` is of what seiche wrote between the
 * marks: where it no longer fits, somebody edited the part. No text of a log can
 * make a mark: escaping leaves no "<!--" of it.
 */
#ifndef REPORT_DRAFT_H
#define REPORT_DRAFT_H

#include "core/text.h"
#include "report/out.h"

/* What stands in a blank until people fill it in. */
#define DRAFT_TODO "TODO(people)"

#define DRAFT_AUTO "auto"
#define DRAFT_HUMAN "human"
#define DRAFT_NEW "new" /* beside a part that people edited: what seiche would write now */

/* Writing: between draft_begin and draft_end everything goes to `into`. */
struct draft {
	struct out *to;
	struct out into;
	struct text body;
	const char *kind, *id; /* of the open part; NULL: none is open */
	bool bare;             /* no marks: a page, but nothing to go on writing */
};

void draft_open(struct draft *draft, struct out *to, bool bare);

/* Begin a part; ends the one before. */
void draft_begin(struct draft *draft, const char *kind, const char *id);
void draft_end(struct draft *draft);

/* End the last part and give the memory back. */
void draft_close(struct draft *draft);

/* The sum of a part's body, as it stands in a mark; without white space at its ends. */
#define DRAFT_SUM_BYTES 17
void draft_sum(struct span body, char sum[DRAFT_SUM_BYTES]);

/* One part with its marks. */
void draft_put(struct out *out, const char *kind, struct span id, struct span body);

#endif
