/* judge.c - see judge.h. */
#include "parsers/judge.h"

#include "core/scan.h"
#include "parsers/log_path.h"
#include "parsers/mixture.h"
#include "parsers/record.h"

#include <stdlib.h>

/* A format counts as one of several from this many lines and this share of them on. */
#define MEMBER_LINES_MIN 3
#define MEMBER_SHARE_MIN 5

/* Of the lines of a member that is not the first, so much is its head. */
#define MEMBER_HEAD_BYTES 8192

/* The sample as parsers want it: padded, with the starts of its lines. Blank ones don't count. */
struct lines {
	char *bytes;
	uint32_t *line;
	uint32_t *number; /* of the line in the front, from 1; 0 past it */
	bool *blank;
	bool *claimed;    /* by a specific parser: an event, or a part of one */
	uint8_t *outcome; /* enum outcome, by the parser that was tried last */
	uint32_t size, count, room;
	uint32_t filled; /* of `count`, those that are not blank */
};

enum outcome { REJECTED, CONTINUES, EVENT, BLANK };

static void *take(size_t size)
{
	void *memory = calloc(1, size);

	invariant(memory != NULL);
	return memory;
}

static bool is_blank(struct span line)
{
	return !span_trim(line).size;
}

static uint32_t newlines_of(struct span text)
{
	uint32_t newlines = 0;

	for (size_t i = 0; i < text.size; i++)
		newlines += text.at[i] == '\n';
	return newlines;
}

static void lines_init(struct lines *lines, uint32_t size, uint32_t count)
{
	*lines = (struct lines){
		.bytes = take(size + 1 + SEICHE_PADDING),
		.line = take((count + 1) * sizeof(uint32_t)),
		.number = take((count + 1) * sizeof(uint32_t)),
		.blank = take(count + 1),
		.claimed = take(count + 1),
		.outcome = take(count + 1),
		.room = count,
	};
}

static void lines_release(struct lines *lines)
{
	free(lines->bytes);
	free(lines->line);
	free(lines->number);
	free(lines->blank);
	free(lines->claimed);
	free(lines->outcome);
}

static void lines_put(struct lines *lines, struct span line, uint32_t number)
{
	invariant(lines->count < lines->room);
	lines->number[lines->count] = number;
	memcpy(lines->bytes + lines->size, line.at, line.size);
	lines->size += (uint32_t)line.size;
	lines->blank[lines->count] = is_blank(line);
	lines->filled += !lines->blank[lines->count];
	lines->line[++lines->count] = lines->size;
}

/* All lines of `text`, each with its newline, numbered from `number` on, or not at all where it is
 * 0. */
static void lines_add(struct lines *lines, struct span text, uint32_t number)
{
	while (text.size) {
		const char *newline = memchr(text.at, '\n', text.size);
		size_t size = newline ? (size_t)(newline - text.at) + 1 : text.size;
		struct span line = span_of(text.at, size);

		text = span_of(text.at + size, text.size - size);
		lines_put(lines, line, number);
		number += number != 0;
	}
}

static struct lines lines_of(struct sample sample)
{
	struct lines lines;

	lines_init(&lines, (uint32_t)(sample.front.size + sample.more.size),
		   newlines_of(sample.front) + newlines_of(sample.more) + 2);
	lines_add(&lines, sample.front, 1);
	lines_add(&lines, sample.more, 0);
	return lines;
}

static struct span line_at(const struct lines *lines, uint32_t i)
{
	return span_of(lines->bytes + lines->line[i], lines->line[i + 1] - lines->line[i]);
}

/* --- One parser --- */

static void count_event(struct verdict *verdict, int64_t time_us)
{
	verdict->events++;
	if (verdict->from_us == TIME_UNKNOWN || time_us < verdict->from_us)
		verdict->from_us = time_us;
	if (verdict->to_us == TIME_UNKNOWN || time_us > verdict->to_us)
		verdict->to_us = time_us;
}

/* What became of the lines from `at` on, of one record; a row stands for its first alone. */
static void count_record(struct verdict *verdict, const struct seiche_batch *batch,
			 struct lines *lines, uint32_t at)
{
	uint32_t rejected = batch->rejected;

	if (batch->rows)
		verdict->assumed |= batch->assumed;
	for (uint32_t i = 0; i < batch->rows; i++) {
		uint32_t line = batch->row[i].line;

		/* What a plug-in finds in blank lines doesn't count. */
		if (line < at || line >= batch->line || lines->blank[line])
			continue;
		count_event(verdict, batch->row[i].time_us);
		lines->outcome[line] = EVENT;
	}
	for (; at < batch->line; at++) {
		if (lines->outcome[at] == EVENT || lines->blank[at]) {
			continue;
		} else if (!rejected || at < batch->first_rejected) {
			lines->outcome[at] = CONTINUES;
			verdict->continued++;
		} else {
			rejected--;
			if (!verdict->rejected++) {
				verdict->first_rejected = lines->number[at];
				verdict->why = batch->why_rejected;
			}
		}
	}
}

/*
 * To a parser that is not specific: the lines with that outcome that a specific one claims.
 */
static uint32_t disputed(const struct verdict *verdict, const struct lines *lines,
			 enum outcome outcome)
{
	uint32_t count = 0;

	if (verdict->parser->rank >= RANK_SPECIFIC)
		return 0;
	for (uint32_t i = 0; i < lines->count; i++)
		count += lines->claimed[i] && lines->outcome[i] == outcome;
	return count;
}

static uint32_t score_of(const struct verdict *verdict, const struct lines *lines)
{
	uint64_t read = (uint64_t)verdict->events + verdict->continued -
			disputed(verdict, lines, CONTINUES);

	return verdict->events ? (uint32_t)(read * 100 / verdict->lines) : 0;
}

/* Of one record: a parser may find as many events in it as it has lines. */
#define ROWS 64

/*
 * Read all lines by one parser; what became of each is in lines->outcome afterwards. Line
 * by line, or record by record, as nothing else tells what became of each.
 */
static struct verdict judge(const struct seiche_parser *parser, const struct seiche_source *source,
			    struct lines *lines)
{
	struct verdict verdict = {
		.parser = parser,
		.lines = lines->filled,
		.from_us = TIME_UNKNOWN,
		.to_us = TIME_UNKNOWN,
	};
	struct seiche_event rows[ROWS];
	struct seiche_chunk chunk = {
		.bytes = lines->bytes,
		.size = lines->size,
		.line = lines->line,
		.lines = lines->count,
	};
	void *state = take(parser->state_size + 1);

	for (uint32_t i = 0; i < lines->count; i++)
		lines->outcome[i] = lines->blank[i] ? BLANK : REJECTED;
	if (!parser_open(parser, state, source, &verdict.why))
		goto done;
	for (uint32_t line = 0, end; line < lines->count; line = end) {
		struct seiche_batch batch = {
			.row = rows,
			.stride = sizeof(rows[0]),
			.room = ROWS,
			.line = line,
		};

		chunk.lines = lines->count;
		chunk.lines = end = record_end(parser->cut, &chunk, line);
		if (!parser->cut && lines->outcome[line] == BLANK)
			continue;
		parser->parse(state, source, &chunk, &batch, &parser_host);
		/* A plug-in that stands still or runs past the end reads nothing. */
		if (batch.line <= line || batch.line > end || batch.rows > batch.line - line ||
		    batch.rows > ROWS)
			break;
		end = batch.line;
		count_record(&verdict, &batch, lines, line);
	}
	verdict.score = score_of(&verdict, lines);
	verdict.claimed = verdict.events ? (uint32_t)((uint64_t)disputed(&verdict, lines, EVENT) *
						      100 / lines->filled)
					 : 0;
done:
	free(state);
	return verdict;
}

/* --- The order of verdicts --- */

/* The format of the log that the path names: of several, of the one that agrees furthest. */
static const struct seiche_parser *parser_of_path(const struct registry *registry, const char *path)
{
	const struct seiche_parser *parser = NULL;
	uint32_t best = 0;

	for (size_t i = 0; registry && i < registry->logs; i++) {
		uint32_t agrees = log_path_agrees(registry->log[i].path, path);

		if (agrees == best && best && registry->log[i].parser != parser)
			parser = NULL; /* two logs are called so: the content must tell */
		if (agrees > best) {
			best = agrees;
			parser = registry->log[i].parser;
		}
	}
	return parser;
}

/* How much it was asked for: by the path of the source 2, by name 1. */
static uint32_t favour_of(const struct registry *registry, const struct verdict *verdict, size_t i,
			  const struct seiche_parser *of_path)
{
	if (verdict->score < SCORE_MIN)
		return 0;
	if (verdict->parser == of_path)
		return 2;
	return registry && registry->item[i].preferred ? 1 : 0;
}

/* What speaks for a parser. */
static uint32_t weight(const struct verdict *verdict)
{
	return verdict->score - MIN(verdict->score, verdict->claimed);
}

static bool is_better(const struct verdict *a, const struct verdict *b)
{
	if (a->favour != b->favour)
		return a->favour > b->favour;
	if (weight(a) != weight(b))
		return weight(a) > weight(b);
	if (a->score != b->score)
		return a->score > b->score;
	return a->parser->rank > b->parser->rank;
}

/* Insertion keeps the order of the table where nothing is better. */
static void put_in_order(struct verdict *verdict, uint32_t count, struct verdict found)
{
	for (; count && is_better(&found, &verdict[count - 1]); count--)
		verdict[count] = verdict[count - 1];
	verdict[count] = found;
}

/* Of those that are as good as the best, put the most specific to the front. */
static void prefer_specific(struct verdict *verdict, uint32_t count)
{
	uint32_t best = 0;
	struct verdict first;

	for (uint32_t i = 1; i < count; i++)
		if (verdict[i].favour == verdict[0].favour && weight(&verdict[i]) &&
		    weight(&verdict[i]) + SCORE_NEAR >= weight(&verdict[0]) &&
		    verdict[i].parser->rank > verdict[best].parser->rank)
			best = i;
	first = verdict[best];
	memmove(verdict + 1, verdict, best * sizeof(*verdict));
	verdict[0] = first;
}

static uint32_t judge_all(const struct registry *registry, const struct seiche_source *source,
			  struct lines *lines, struct verdict verdict[VERDICTS_MAX])
{
	const struct seiche_parser *of_path = parser_of_path(registry, source->path);
	uint32_t parsers = (uint32_t)MIN(registry_count(registry), VERDICTS_MAX);

	struct verdict *found = take(parsers * sizeof(*found) + 1);

	memset(lines->claimed, 0, lines->count);
	for (uint32_t i = 0; i < parsers; i++) {
		found[i] = judge(registry_at(registry, i), source, lines);
		for (uint32_t k = 0; k < lines->count; k++)
			lines->claimed[k] |=
				(lines->outcome[k] == EVENT || lines->outcome[k] == CONTINUES) &&
				found[i].events && found[i].parser->rank >= RANK_SPECIFIC;
	}
	for (uint32_t i = 0; i < parsers; i++) {
		/* Only now is it known what others take for events. */
		if (found[i].events && found[i].parser->rank < RANK_SPECIFIC)
			found[i] = judge(found[i].parser, source, lines);
		found[i].favour = favour_of(registry, &found[i], i, of_path);
		put_in_order(verdict, i, found[i]);
	}
	free(found);
	prefer_specific(verdict, parsers);
	return parsers;
}

static struct span numbered_line(struct span text, uint32_t number)
{
	struct span line = span_of(NULL, 0);

	while (number--)
		line = span_cut(&text, '\n');
	return line;
}

uint32_t registry_judge(const struct registry *registry, const struct seiche_source *source,
			struct sample sample, struct verdict verdict[VERDICTS_MAX])
{
	struct lines lines = lines_of(sample);
	uint32_t count = judge_all(registry, source, &lines, verdict);

	for (uint32_t i = 0; i < count; i++)
		verdict[i].first_text = numbered_line(sample.front, verdict[i].first_rejected);
	lines_release(&lines);
	return count;
}

/* --- Several formats in one source --- */

/* The lines that the parser which was tried last leaves to others. */
static struct lines lines_left(const struct seiche_parser *parser, const struct lines *lines)
{
	struct lines left;

	lines_init(&left, lines->size, lines->count + 1);
	for (uint32_t i = 0; i < lines->count; i++) {
		struct span line = line_at(lines, i);
		/* To a parser that is not specific any line at the margin may continue an event. */
		bool vague = lines->outcome[i] == CONTINUES && parser->rank < RANK_SPECIFIC &&
			     line.at[0] != ' ' && line.at[0] != '\t';

		if (lines->outcome[i] == REJECTED || vague)
			lines_put(&left, line, 0);
	}
	return left;
}

/* What a member is told of the source: the front of its own lines, whole ones. */
static struct seiche_source view_of(const struct seiche_source *source, const struct lines *lines,
				    struct arena *arena)
{
	struct seiche_source view = *source;
	uint32_t count = 0;

	while (count < lines->count && lines->line[count + 1] <= MEMBER_HEAD_BYTES)
		count++;
	view.head_size = lines->line[count];
	view.head = arena_copy(arena, lines->bytes, view.head_size + SEICHE_PADDING);
	return view;
}

/* Few lines may be read by chance, but not by what is specific. */
static bool is_worth(uint32_t lines, uint32_t of, bool specific)
{
	return lines >= (specific ? 1 : MEMBER_LINES_MIN) &&
	       (uint64_t)lines * 100 >= (uint64_t)of * MEMBER_SHARE_MIN;
}

/* The best of the verdicts; of two formats of records neither knows where the other's end. */
static const struct verdict *best_beside(const struct choice *choice, const struct verdict *verdict,
					 uint32_t verdicts)
{
	bool records = false;

	for (uint32_t i = 0; i < choice->members; i++)
		records |= choice->member[i].parser->cut != NULL;
	for (uint32_t i = 0; records && i < verdicts; i++)
		if (!verdict[i].parser->cut)
			return &verdict[i];
	return verdict;
}

/* Add formats for what the members so far leave over, until there are none. */
static void choose_more(const struct registry *registry, struct lines *lines, struct arena *arena,
			struct choice *choice)
{
	struct verdict *verdict = take(VERDICTS_MAX * sizeof(*verdict));
	struct lines left = lines_left(choice->member[0].parser, lines);

	while (choice->members < MEMBERS_MAX && is_worth(left.filled, choice->lines, true)) {
		struct seiche_source view = view_of(&choice->member[0].view, &left, arena);
		uint32_t verdicts = judge_all(registry, &view, &left, verdict);
		const struct verdict *best = best_beside(choice, verdict, verdicts);
		const struct seiche_parser *parser = best->parser;
		struct lines rest;

		if (!is_worth(best->events, choice->lines, parser->rank >= RANK_SPECIFIC) ||
		    !best->score)
			break;
		choice->member[choice->members++] = (struct member){
			.parser = parser,
			.view = view,
			.events = best->events,
			.later = true,
		};
		choice->read += best->events + best->continued;
		choice->assumed |= best->assumed;
		if (choice->from_us == TIME_UNKNOWN || best->from_us < choice->from_us)
			choice->from_us = best->from_us;
		judge(parser, &view, &left);
		rest = lines_left(parser, &left);
		lines_release(&left);
		left = rest;
	}
	lines_release(&left);
	free(verdict);
}

uint32_t registry_choose_lines(const struct registry *registry, const struct seiche_source *source,
			       struct sample sample, uint32_t score_min, struct arena *arena,
			       struct choice *out, struct verdict verdict[VERDICTS_MAX])
{
	uint32_t count = registry_judge(registry, source, sample, verdict);
	struct lines lines = lines_of(sample);

	*out = (struct choice){ .lines = lines.filled, .from_us = TIME_UNKNOWN };
	if (count && verdict[0].score) {
		const struct verdict *best = &verdict[0];

		out->member[out->members++] = (struct member){ .parser = best->parser,
							       .view = *source,
							       .events = best->events };
		out->read = best->events + best->continued;
		out->from_us = best->from_us;
		out->assumed = best->assumed;
		judge(best->parser, source, &lines);
		/* What was asked for by name is not argued with. */
		if (!best->favour)
			choose_more(registry, &lines, arena, out);
		/* What more members read of what the first continues was counted twice. */
		out->read = MIN(out->read, out->lines);
		if ((uint64_t)out->read * 100 >= (uint64_t)out->lines * score_min)
			out->parser = out->members == 1
					      ? best->parser
					      : mixture_make(out->member, out->members, arena);
	}
	lines_release(&lines);
	return count;
}
