/* draft.c - see draft.h. */
#include "cmd/draft.h"

#include "report/escape.h"
#include "report/redraft.h"

#include <string.h>

#define DRAFT_MAX_BYTES ((size_t)256 << 20)

static bool render(const struct output *output, const struct findings *findings,
		   const struct report_options *writing, struct text *text, struct error *error)
{
	struct out out;

	out_open_text(&out, text);
	if (!output->format->write(findings, writing, &out, error))
		return false;
	return !text->cut || fail(error, FAULT_LIMIT, "%s: the report is larger than %zu bytes",
				  output->path, DRAFT_MAX_BYTES);
}

static bool apply_shape(const char *shape, struct text *fresh, struct arena *arena,
			struct error *error)
{
	struct span form;
	struct text shaped;
	struct out out;
	bool ok;

	if (!shape)
		return true;
	if (!file_load(&file_system, shape, DRAFT_MAX_BYTES, arena, &form, error))
		return false;
	text_init(&shaped, DRAFT_MAX_BYTES);
	out_open_text(&out, &shaped);
	ok = redraft_shape(form, text_span(fresh), arena, &out, error) ||
	     error_within(error, "%s", shape);
	if (ok) {
		text_clear(fresh);
		text_add(fresh, text_span(&shaped));
	}
	text_release(&shaped);
	return ok;
}

/* What stands there already; nothing where there is no file, or one that is not read again. */
static bool load_old(const char *path, struct arena *arena, struct span *old, struct error *error)
{
	struct stat about;

	*old = SPAN("");
	if (strcmp(path, "-") == 0 || stat(path, &about) || !S_ISREG(about.st_mode))
		return true;
	return file_load(&file_system, path, DRAFT_MAX_BYTES, arena, old, error);
}

static bool write_text(const struct output *output, const struct request *request, struct span old,
		       struct span fresh, struct diag *diag, struct arena *arena,
		       struct error *error)
{
	struct redraft_counts counts = { 0 };
	struct out out;

	if (!out_open(&out, request->reading.ops, output->path, error))
		return false;
	if (!redraft_is_draft(old)) {
		out_span(&out, fresh);
	} else if (!redraft_merge(old, fresh, arena, &out, &counts, error)) {
		out_abandon(&out);
		return error_within(error, "%s", output->path);
	}
	if (counts.edited)
		diag_warn(diag,
			  "%s: %u part%s that people edited %s kept; what seiche would write now "
			  "stands behind, between marks that say new",
			  output->path, counts.edited, counts.edited == 1 ? "" : "s",
			  counts.edited == 1 ? "is" : "are");
	return out_close(&out, error);
}

bool draft_write(const struct output *output, const struct findings *findings,
		 const struct request *request, struct diag *diag, struct arena *arena,
		 struct error *error)
{
	struct text fresh;
	struct span old;
	bool ok;

	text_init(&fresh, DRAFT_MAX_BYTES);
	ok = render(output, findings, &request->writing, &fresh, error) &&
	     apply_shape(request->shape, &fresh, arena, error) &&
	     load_old(output->path, arena, &old, error) &&
	     write_text(output, request, old, text_span(&fresh), diag, arena, error);
	text_release(&fresh);
	return ok;
}

bool draft_check(const char *path, struct arena *arena, uint32_t *blanks, struct error *error)
{
	struct redraft_blank blank;
	struct span text;
	struct out out;
	size_t at = 0;

	*blanks = 0;
	if (!file_load(&file_system, path, DRAFT_MAX_BYTES, arena, &text, error))
		return false;
	if (!redraft_is_draft(text))
		return fail(error, FAULT_INPUT,
			    "%s is no draft of a report: it has no marks of seiche's", path);
	if (!out_open(&out, &file_system, "-", error))
		return false;
	while (redraft_next_blank(text, &at, &blank)) {
		++*blanks;
		escape_terminal(&out, span_text(path));
		out_print(&out, ":%u: ", blank.line);
		escape_terminal(&out, blank.id);
		out_text(&out, ": ");
		escape_terminal(&out, blank.asks);
		out_text(&out, "\n");
	}
	return out_close(&out, error);
}
