/* sets.c - which values come together. */
#include "analysis/sets.h"
#include "analysis/sample.h"

#include <math.h>
#include <stdlib.h>

#define CANDIDATES_MAX 320 /* FIELDS, each with at most 1 / EXPLAIN_SHARE_MIN of them */
#define NO_CANDIDATE UINT16_MAX
#define ROWS_MIN 8        /* fewer tell no set */
#define SCORES_ALIKE 1.02 /* of scores so near the more telling field wins */

struct candidate {
	uint32_t field, hash;
	double inside, usual; /* rows with it, of all */
	double in, out;       /* of the rows left that are in the set so far */
};

/* Rows of one side, each with its values as numbers of candidates. */
struct table {
	const struct sample_side *side;
	uint16_t *candidate; /* [rows * FIELDS] */
	bool *gone;          /* [rows]: explained already */
	double weight;       /* events a row stands for */
};

struct walk {
	const struct excess *excess;
	struct arena *scratch;
	struct table inside, usual;
	struct candidate *candidate;
	uint32_t candidates;
	uint16_t set[SET_VALUES_MAX];
	uint32_t values;
};

/* The more telling a field is, the earlier: what was asked for, then how, then what it lies in. */
static uint32_t rank_of(uint32_t field)
{
	static const uint8_t rank[FIELDS] = {
		[DIMENSION_PATH] = 0,   [DIMENSION_QUERY] = 1,   [DIMENSION_REFERRER] = 2,
		[DIMENSION_CLIENT] = 3, [DIMENSION_AGENT] = 4,   [DIMENSION_PROGRAM] = 5,
		[DIMENSION_METHOD] = 6, [DIMENSION_STATUS] = 7,  [DIMENSION_LEVEL] = 8,
		[DIMENSION_HOST] = 9,   [FIELD_FOLDER + 2] = 10, [FIELD_FOLDER + 1] = 11,
		[FIELD_FOLDER] = 12,    [FIELD_NETWORK] = 13,
	};

	return rank[field];
}

static enum dimension dimension_of(uint32_t field)
{
	if (field == FIELD_NETWORK)
		return DIMENSION_CLIENT;
	return field >= FIELD_FOLDER ? DIMENSION_PATH : (enum dimension)field;
}

static int candidates_compare(const void *left, const void *right)
{
	const struct candidate *a = left;
	const struct candidate *b = right;

	if (a->field != b->field)
		return rank_of(a->field) < rank_of(b->field) ? -1 : 1;
	if (a->inside != b->inside)
		return a->inside > b->inside ? -1 : 1;
	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

/* Sort hashes by radix, a byte at a time; `room` is for as many. */
static void hashes_sort(uint32_t *hash, uint32_t *room, uint32_t count)
{
	for (unsigned shift = 0; shift < 32; shift += 8) {
		uint32_t next[256] = { 0 }, before = 0, *sorted = room;

		for (uint32_t i = 0; i < count; i++)
			next[hash[i] >> shift & 255]++;
		for (uint32_t byte = 0; byte < 256; byte++) {
			uint32_t own = next[byte];

			next[byte] = before;
			before += own;
		}
		for (uint32_t i = 0; i < count; i++)
			sorted[next[hash[i] >> shift & 255]++] = hash[i];
		/* Four times: in the end they are where they were. */
		room = hash;
		hash = sorted;
	}
}

/*
 * Values that many rows inside have: those that can hold 5 % of the excess. How many have one
 * is the length of a run of sorted hashes; `hash` has room for all twice.
 */
static void candidates_of_field(struct walk *walk, uint32_t field, uint32_t *hash)
{
	const struct sample_side *side = walk->inside.side;
	double least = EXPLAIN_SHARE_MIN * walk->excess->total / walk->inside.weight;
	uint32_t count = 0;

	for (uint32_t i = 0; i < side->rows; i++)
		if (side->row[i].value[field])
			hash[count++] = side->row[i].value[field];
	hashes_sort(hash, hash + side->rows, count);
	for (uint32_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && hash[end] == hash[i];)
			end++;
		if (end - i >= MAX(least, 1) && walk->candidates < CANDIDATES_MAX)
			walk->candidate[walk->candidates++] = (struct candidate){
				.field = field, .hash = hash[i], .inside = end - i
			};
	}
}

static void table_fill(struct walk *walk, struct table *table)
{
	uint32_t first[FIELDS + 1] = { 0 };

	table->candidate =
		arena_array(walk->scratch, (size_t)table->side->rows * FIELDS, sizeof(uint16_t));
	table->gone = arena_array(walk->scratch, table->side->rows, sizeof(bool));
	/* Candidates are in order of their fields' ranks: each field's stand together. */
	for (uint32_t field = 0; field < FIELDS; field++) {
		for (first[field] = 0; first[field] < walk->candidates &&
				       walk->candidate[first[field]].field != field;)
			first[field]++;
	}
	for (uint32_t i = 0; i < table->side->rows; i++)
		for (uint32_t field = 0; field < FIELDS; field++) {
			uint32_t hash = table->side->row[i].value[field];
			uint16_t *to = &table->candidate[(size_t)i * FIELDS + field];

			*to = NO_CANDIDATE;
			for (uint32_t c = first[field];
			     hash && c < walk->candidates && walk->candidate[c].field == field; c++)
				if (walk->candidate[c].hash == hash)
					*to = (uint16_t)c;
			if (*to != NO_CANDIDATE && table == &walk->usual)
				walk->candidate[*to].usual++;
		}
}

static bool walk_begin(struct walk *walk)
{
	const struct excess *excess = walk->excess;
	const struct inspection *inspection = excess->inspection;
	double usual = excess->inside - excess->total;
	uint32_t *hash;

	walk->inside.side = inspection_rows(inspection, excess->episode, SAMPLE_INSIDE);
	walk->usual.side = inspection_rows(inspection, excess->episode, SAMPLE_REFERENCE);
	if (excess->total <= 0 || walk->inside.side->rows < ROWS_MIN)
		return false;
	walk->inside.weight = excess->inside / walk->inside.side->rows;
	if (walk->usual.side->rows)
		walk->usual.weight = usual / walk->usual.side->rows;
	walk->candidate = arena_array(walk->scratch, CANDIDATES_MAX, sizeof(*walk->candidate));
	hash = arena_array(walk->scratch, 2 * (size_t)walk->inside.side->rows, sizeof(*hash));
	for (uint32_t field = 0; field < FIELDS; field++)
		candidates_of_field(walk, field, hash);
	if (walk->candidates)
		qsort(walk->candidate, walk->candidates, sizeof(*walk->candidate),
		      candidates_compare);
	table_fill(walk, &walk->inside);
	table_fill(walk, &walk->usual);
	return true;
}

static bool is_member(const struct walk *walk, const struct table *table, uint32_t row)
{
	const uint16_t *has = &table->candidate[(size_t)row * FIELDS];

	if (table->gone[row])
		return false;
	for (uint32_t i = 0; i < walk->values; i++)
		if (has[walk->candidate[walk->set[i]].field] != walk->set[i])
			return false;
	return true;
}

/* Rows of the set in a table; counts each candidate's among them. */
static double members(struct walk *walk, const struct table *table, bool inside)
{
	double count = 0;

	for (uint32_t row = 0; row < table->side->rows; row++) {
		const uint16_t *has = &table->candidate[(size_t)row * FIELDS];

		if (!is_member(walk, table, row))
			continue;
		count++;
		for (uint32_t field = 0; field < FIELDS; field++)
			if (has[field] != NO_CANDIDATE) {
				if (inside)
					walk->candidate[has[field]].in++;
				else
					walk->candidate[has[field]].out++;
			}
	}
	return count;
}

/* What the set holds, in rows inside and usual; its candidates' counts are in `in` and `out`. */
static void measure(struct walk *walk, double *in, double *out)
{
	for (uint32_t i = 0; i < walk->candidates; i++)
		walk->candidate[i].in = walk->candidate[i].out = 0;
	*in = members(walk, &walk->inside, true);
	*out = members(walk, &walk->usual, false);
}

static double excess_rows(const struct walk *walk, double in, double out)
{
	return in * walk->inside.weight - out * walk->usual.weight;
}

/* Excess x purity. */
static double score_of(const struct walk *walk, double in, double out)
{
	double more = excess_rows(walk, in, out);

	return more > 0 ? more * more / (in * walk->inside.weight) : 0;
}

/* Share inside over share of the usual traffic. */
static double lift_of(const struct walk *walk, const struct candidate *candidate, double in)
{
	double usual = walk->usual.side->rows ? candidate->usual / walk->usual.side->rows
					      : candidate->inside / walk->inside.side->rows;

	return usual > 0 ? candidate->in / in / usual : INFINITY;
}

/* Where a value lies below one that is in the set (a page in its folder), its place; else `values`.
 */
static uint32_t place_below(const struct walk *walk, const struct candidate *candidate)
{
	for (uint32_t i = 0; i < walk->values; i++) {
		const struct candidate *other = &walk->candidate[walk->set[i]];

		if (dimension_of(other->field) == dimension_of(candidate->field))
			return rank_of(candidate->field) < rank_of(other->field) ? i
										 : SET_VALUES_MAX;
	}
	return walk->values;
}

static uint16_t best_first(const struct walk *walk, double in)
{
	uint16_t best = NO_CANDIDATE;
	double most = 0;

	for (uint32_t i = 0; i < walk->candidates; i++) {
		const struct candidate *candidate = &walk->candidate[i];
		double score = score_of(walk, candidate->in, candidate->out);

		if (score <= most * SCORES_ALIKE || lift_of(walk, candidate, in) < EXPLAIN_LIFT_MIN)
			continue;
		most = score;
		best = (uint16_t)i;
	}
	return best;
}

/* The value that the set is best narrowed by; its place in the set goes to `place`. */
static uint16_t best_next(const struct walk *walk, double in, double keep, uint32_t *place)
{
	uint16_t best = NO_CANDIDATE;
	double most = 0;

	for (uint32_t i = 0; i < walk->candidates; i++) {
		const struct candidate *candidate = &walk->candidate[i];
		double score = score_of(walk, candidate->in, candidate->out);
		uint32_t at = place_below(walk, candidate);

		if (at >= SET_VALUES_MAX || score <= most * SCORES_ALIKE ||
		    excess_rows(walk, candidate->in, candidate->out) < keep ||
		    lift_of(walk, candidate, in) < SETS_LIFT_MIN)
			continue;
		most = score;
		best = (uint16_t)i;
		*place = at;
	}
	return best;
}

static void forget(const struct walk *walk, struct table *table)
{
	for (uint32_t row = 0; row < table->side->rows; row++)
		if (is_member(walk, table, row))
			table->gone[row] = true;
}

/* The text of a field's value that a counted value is or lies in; `room` is for networks. */
static struct span field_value(uint32_t field, const char *counted, char room[HIERARCHY_BYTES])
{
	if (field == FIELD_NETWORK)
		return client_network(span_text(counted), room) ? span_text(room) : SPAN("");
	if (field >= FIELD_FOLDER)
		return path_folder(span_text(counted), field - FIELD_FOLDER + 1);
	return span_text(counted);
}

/*
 * A value's text; NULL: it was not kept. Clients come in any order, and hashes of 32 bits
 * meet now and then: of those that do the one that counts more is meant.
 */
static const char *text_of(const struct walk *walk, const struct candidate *candidate,
			   struct arena *arena)
{
	const struct excess *excess = walk->excess;
	uint32_t field = candidate->field;
	struct counted item, best = { .value = NULL };
	char network[HIERARCHY_BYTES];
	struct span value;

	for (struct value_walk values = excess_walk(excess, dimension_of(field));
	     value_walk_next(&values, &item);) {
		value = field_value(field, item.value, network);
		if (value.size && sample_hash(field, value) == candidate->hash &&
		    (!best.value || item.inside > best.inside ||
		     (item.inside == best.inside && strcmp(item.value, best.value) < 0)))
			best = item;
	}
	if (!best.value)
		return NULL;
	value = field_value(field, best.value, network);
	return arena_print(arena, "%.*s%s", (int)value.size, value.at,
			   field >= FIELD_FOLDER && field != FIELD_NETWORK ? "*" : "");
}

static int ranks_compare(const void *left, const void *right, void *context)
{
	const struct walk *walk = context;
	uint32_t a = rank_of(walk->candidate[*(const uint16_t *)left].field);
	uint32_t b = rank_of(walk->candidate[*(const uint16_t *)right].field);

	return a < b ? -1 : a > b;
}

static struct explanation_set set_told(struct walk *walk, double in, double out,
				       struct arena *arena)
{
	struct explanation_set set = {
		.count = in * walk->inside.weight,
		.expected = out * walk->usual.weight,
		.excess_share = excess_rows(walk, in, out) / walk->excess->total,
		.estimated = walk->inside.side->shift || walk->usual.side->shift,
	};

	qsort_r(walk->set, walk->values, sizeof(*walk->set), ranks_compare, walk);
	for (uint32_t i = 0; i < walk->values; i++) {
		const struct candidate *candidate = &walk->candidate[walk->set[i]];
		const char *text = text_of(walk, candidate, arena);

		if (text)
			set.value[set.values++] =
				(struct set_value){ dimension_of(candidate->field), text };
	}
	return set;
}

/* Grow one set from what is left. False where nothing left stands out. */
static bool set_grow(struct walk *walk, double *in, double *out)
{
	double keep, usual;
	uint16_t next;
	uint32_t place = 0;

	walk->values = 0;
	measure(walk, in, out);
	next = best_first(walk, *in);
	for (keep = 0; next != NO_CANDIDATE; next = best_next(walk, *in, keep, &place)) {
		walk->set[place] = next;
		walk->values = MAX(walk->values, place + 1);
		measure(walk, in, out);
		if (keep == 0)
			keep = SETS_KEPT * excess_rows(walk, *in, *out);
	}
	usual = *out * walk->usual.weight;
	return walk->values && *in >= ROWS_MIN &&
	       excess_rows(walk, *in, *out) >= EXPLAIN_SHARE_MIN * walk->excess->total &&
	       excess_rows(walk, *in, *out) / sqrt(usual + 0.02 * usual * usual + 1) >
		       EXPLAIN_SCORE_MIN;
}

struct explanation_sets sets_of(const struct excess *excess, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct walk walk = { .excess = excess, .scratch = &scratch };
	struct explanation_set *item = arena_array(arena, SETS_MAX, sizeof(*item));
	uint32_t count = 0;
	double explained = 0, in, out;

	if (walk_begin(&walk))
		for (uint32_t turn = 0;
		     turn < SETS_MAX && explained < SETS_EXPLAINED && set_grow(&walk, &in, &out);
		     turn++) {
			item[count] = set_told(&walk, in, out, arena);
			explained += item[count].excess_share;
			forget(&walk, &walk.inside);
			forget(&walk, &walk.usual);
			count += item[count].values > 0;
		}
	arena_release(&scratch);
	return (struct explanation_sets){ .item = item, .count = count };
}
