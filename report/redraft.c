/* redraft.c - reading marks, and merging an old draft with a fresh one. */
#include "report/redraft.h"

#include "core/intern.h"

#define OPENING "<!-- seiche:"
#define CLOSING "<!-- /seiche:"
#define PARTS_MAX ((uint32_t)1 << 20)

enum piece_kind { PIECE_TEXT, PIECE_AUTO, PIECE_HUMAN, PIECE_NEW };

/* A part with its marks, or what lies between two parts. */
struct piece {
	enum piece_kind kind;
	struct span raw, id, sum, body;
	bool used; /* of a fresh draft: it has its place already */
};

struct pieces {
	struct arena *arena;
	struct piece *item;
	size_t count, room;
	struct intern ids; /* of the parts */
	size_t *of_id;     /* [ids] the first part that is called so */
	size_t id_room;
};

static const struct {
	const char *name;
	enum piece_kind kind;
} kinds[] = {
	{ DRAFT_AUTO, PIECE_AUTO },
	{ DRAFT_HUMAN, PIECE_HUMAN },
	{ DRAFT_NEW, PIECE_NEW },
};

static const char *find(struct span text, const char *what)
{
	return text.size ? memmem(text.at, text.size, what, strlen(what)) : NULL;
}

static struct span behind(struct span text, const char *at)
{
	return span_of(at, (size_t)(text.at + text.size - at));
}

static uint32_t line_of(struct span text, const char *at)
{
	uint32_t line = 1;

	for (const char *c = text.at; c < at; c++)
		line += *c == '\n';
	return line;
}

/* The value of `key` among "id=… sum=…"; empty where it is not there. */
static struct span attribute(struct span attributes, const char *key)
{
	while (attributes.size) {
		struct span word = span_cut(&attributes, ' ');
		struct span name = span_cut(&word, '=');

		if (span_is(name, span_text(key)))
			return word;
	}
	return span_of(attributes.at, 0);
}

static void pieces_init(struct pieces *pieces, struct arena *arena)
{
	*pieces = (struct pieces){ .arena = arena };
	intern_init(&pieces->ids, arena, PARTS_MAX);
}

/* By their names, for a file of very many parts must not cost their square. */
static void note_name(struct pieces *pieces, struct span id)
{
	uint32_t known = pieces->ids.count;

	if (intern_id(&pieces->ids, id) != known)
		return; /* a second one of that name, or past PARTS_MAX */
	pieces->of_id = arena_grow(pieces->arena, pieces->of_id, known, &pieces->id_room,
				   sizeof(*pieces->of_id));
	pieces->of_id[known] = pieces->count;
}

static void add(struct pieces *pieces, struct piece piece)
{
	if (!piece.raw.size)
		return;
	if (piece.kind != PIECE_TEXT)
		note_name(pieces, piece.id);
	pieces->item = arena_grow(pieces->arena, pieces->item, pieces->count, &pieces->room,
				  sizeof(*pieces->item));
	pieces->item[pieces->count++] = piece;
}

/*
 * The part whose opening mark is at `rest`, which is moved behind it. A mark ends
 * with its line; white space around it is people's editors'.
 */
static bool take_part(struct span text, struct span *rest, struct piece *piece, struct error *error)
{
	const char *start = rest->at, *close, *end;
	struct span head = *rest, line = span_cut(&head, '\n'), name;
	struct span mark = span_trim(
		span_of(line.at + sizeof(OPENING) - 1, line.size - (sizeof(OPENING) - 1)));

	if (!span_ends(mark, SPAN("-->")))
		return fail(error, FAULT_INPUT, "line %u: this mark does not end with -->",
			    line_of(text, start));
	mark.size -= 3;
	mark = span_trim(mark);
	name = span_cut(&mark, ' ');
	*piece = (struct piece){ .kind = PIECE_TEXT,
				 .id = attribute(mark, "id"),
				 .sum = attribute(mark, "sum") };
	for (size_t i = 0; i < LENGTH(kinds); i++)
		if (span_is(name, span_text(kinds[i].name)))
			piece->kind = kinds[i].kind;
	if (piece->kind == PIECE_TEXT || !piece->id.size)
		return fail(error, FAULT_INPUT,
			    "line %u: a mark needs auto, human or new, and an id",
			    line_of(text, start));
	close = find(head, CLOSING);
	end = find(head, OPENING);
	if (!close || (end && end < close))
		return fail(error, FAULT_INPUT, "line %u: the part '%.*s' is not closed",
			    line_of(text, start), (int)MIN(piece->id.size, 80u), piece->id.at);
	piece->body = span_of(head.at, (size_t)(close - head.at));
	*rest = behind(text, close);
	span_cut(rest, '\n');
	piece->raw = span_of(start, (size_t)(rest->at - start));
	return true;
}

static bool cut_pieces(struct span text, struct pieces *pieces, struct error *error)
{
	struct span rest = text;

	while (rest.size) {
		const char *open = find(rest, OPENING);
		struct piece piece;

		if (!open) {
			add(pieces, (struct piece){ .raw = rest });
			return true;
		}
		add(pieces, (struct piece){ .raw = span_of(rest.at, (size_t)(open - rest.at)) });
		rest = behind(text, open);
		if (!take_part(text, &rest, &piece, error))
			return false;
		add(pieces, piece);
	}
	return true;
}

static struct piece *piece_called(const struct pieces *pieces, struct span id)
{
	uint32_t known = intern_look(&pieces->ids, id);

	return known == INTERN_OTHER ? NULL : &pieces->item[pieces->of_id[known]];
}

static bool is_edited(const struct piece *piece)
{
	char sum[DRAFT_SUM_BYTES];

	draft_sum(piece->body, sum);
	return !span_is(piece->sum, span_text(sum));
}

/* What becomes of an old part of seiche's. */
static void renew(const struct piece *old, const struct piece *fresh, struct out *out,
		  struct redraft_counts *counts)
{
	if (!is_edited(old)) {
		if (fresh)
			out_span(out, fresh->raw);
		counts->renewed += fresh && !span_is(fresh->body, old->body);
		counts->dropped += !fresh;
		return;
	}
	out_span(out, old->raw);
	/* What seiche would write is news only where it is not what was there before the edit. */
	if (!fresh || span_is(fresh->sum, old->sum))
		return;
	draft_put(out, DRAFT_NEW, fresh->id, fresh->body);
	counts->edited++;
}

/* Parts that follow `from` in the fresh draft and are in no old one: they belong behind it. */
static void add_followers(struct pieces *fresh, size_t from, const struct pieces *old,
			  struct out *out, struct redraft_counts *counts)
{
	for (size_t i = from; i < fresh->count; i++) {
		struct piece *piece = &fresh->item[i];

		if (piece->kind == PIECE_TEXT)
			continue;
		if (piece_called(old, piece->id))
			return;
		if (piece->used)
			continue;
		piece->used = true;
		out_text(out, "\n");
		out_span(out, piece->raw);
		counts->added++;
	}
}

bool redraft_is_draft(struct span text)
{
	return find(text, OPENING) != NULL;
}

bool redraft_merge(struct span old, struct span fresh, struct arena *arena, struct out *out,
		   struct redraft_counts *counts, struct error *error)
{
	struct pieces before, now;

	pieces_init(&before, arena);
	pieces_init(&now, arena);
	*counts = (struct redraft_counts){ 0 };
	if (!cut_pieces(old, &before, error) || !cut_pieces(fresh, &now, error))
		return false;
	if (before.ids.overflowed || now.ids.overflowed)
		return fail(error, FAULT_LIMIT, "more than %u parts", PARTS_MAX);
	for (size_t i = 0; i < before.count; i++) {
		const struct piece *piece = &before.item[i];
		struct piece *same =
			piece->kind == PIECE_TEXT ? NULL : piece_called(&now, piece->id);

		switch (piece->kind) {
		case PIECE_TEXT:
		case PIECE_HUMAN:
			out_span(out, piece->raw);
			break;
		case PIECE_AUTO:
			renew(piece, same, out, counts);
			break;
		case PIECE_NEW:
			/* Made anew behind its part, if still needed; but not over people's words.
			 */
			if (is_edited(piece))
				out_span(out, piece->raw);
			continue;
		}
		if (same)
			add_followers(&now, (size_t)(same - now.item) + 1, &before, out, counts);
	}
	/* What precedes all that is known. */
	add_followers(&now, 0, &before, out, counts);
	return true;
}

/* --- Shapes --- */

static bool is_named(const struct piece *piece, struct span name)
{
	return piece->kind != PIECE_TEXT &&
	       (span_is(piece->id, name) ||
		(span_starts(piece->id, name) && piece->id.at[name.size] == '-'));
}

/* The next {{name}} of `rest`, which is moved behind it; *start is where it begins. */
static bool next_name(struct span *rest, const char **start, struct span *name)
{
	const char *open = find(*rest, "{{");
	const char *close = open ? find(behind(*rest, open), "}}") : NULL;

	if (!close)
		return false;
	*start = open;
	*name = span_trim(span_of(open + 2, (size_t)(close - open) - 2));
	*rest = behind(*rest, close + 2);
	return true;
}

static bool unknown_name(struct span shape, const char *start, struct span name,
			 const struct pieces *fresh, struct error *error)
{
	struct text names;

	text_init(&names, 256);
	for (size_t i = 0; i < fresh->count; i++)
		if (fresh->item[i].kind != PIECE_TEXT)
			text_print(&names, " %.*s", (int)fresh->item[i].id.size,
				   fresh->item[i].id.at);
	fail(error, FAULT_INPUT, "line %u: {{%.*s}} names no part; there are:%s and rest",
	     line_of(shape, start), (int)MIN(name.size, 60u), name.at, names.at ? names.at : "");
	text_release(&names);
	return false;
}

bool redraft_shape(struct span shape, struct span fresh, struct arena *arena, struct out *out,
		   struct error *error)
{
	struct pieces parts;
	struct span rest = shape, name;
	const char *start;

	pieces_init(&parts, arena);
	if (!cut_pieces(fresh, &parts, error))
		return false;
	/* First what is named, so that {{rest}} knows what is left wherever it stands. */
	while (next_name(&rest, &start, &name)) {
		bool found = span_is(name, SPAN("rest"));

		for (size_t i = 0; i < parts.count; i++)
			if (is_named(&parts.item[i], name))
				parts.item[i].used = found = true;
		if (!found)
			return unknown_name(shape, start, name, &parts, error);
	}
	for (struct span from = rest = shape; next_name(&rest, &start, &name); from = rest) {
		bool others = span_is(name, SPAN("rest"));

		out_span(out, span_of(from.at, (size_t)(start - from.at)));
		for (size_t i = 0; i < parts.count; i++) {
			const struct piece *piece = &parts.item[i];

			if (piece->kind != PIECE_TEXT &&
			    (others ? !piece->used : is_named(piece, name))) {
				out_span(out, piece->raw);
				out_text(out, "\n");
			}
		}
	}
	out_span(out, rest);
	return true;
}

/* --- Blanks --- */

bool redraft_next_blank(struct span text, size_t *at, struct redraft_blank *blank)
{
	struct span rest = span_of(text.at + *at, text.size - *at);
	const char *open;

	while ((open = find(rest, OPENING DRAFT_HUMAN))) {
		struct error ignored;
		struct piece piece;
		const char *todo;

		rest = behind(text, open);
		if (!take_part(text, &rest, &piece, &ignored))
			rest = behind(text, open + 1);
		*at = (size_t)(rest.at - text.at);
		if (rest.at == open + 1 || !(todo = find(piece.body, DRAFT_TODO)))
			continue;
		struct span asks = behind(piece.body, todo + sizeof(DRAFT_TODO) - 1);

		asks = span_cut(&asks, '\n');
		while (asks.size && (asks.at[0] == ':' || asks.at[0] == ' '))
			asks = span_of(asks.at + 1, asks.size - 1);
		/* The prompt ends where its markup does. */
		asks = span_cut(&asks, '<');
		while (asks.size && asks.at[asks.size - 1] == '_')
			asks.size--;
		*blank = (struct redraft_blank){ .line = line_of(text, todo),
						 .id = piece.id,
						 .asks = asks };
		return true;
	}
	*at = text.size;
	return false;
}
