/*
 * bench_marks.c - an index of marks (spaces, quotes, brackets, line ends) made in one
 * vector pass, beside the parser's own walk, on lines of a combined log.
 *
 *     bench_marks FILE      (a few MB of a combined log; the first MiB is used)
 *
 * Says nanoseconds a line, the best of nine rounds: for the index alone, the index
 * with the fields of all lines taken from it, and the parser for the survey's fields
 * and for all. See docs/decisions/0003.
 */
#include "core/arena.h"
#include "core/clock_memo.h"
#include "core/file.h"
#include "core/scan.h"
#include "core/zone.h"
#include "parsers/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { ROUNDS = 9, ROWS = 256, BYTES_MAX = 1 << 20 };

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

struct work {
	struct seiche_chunk chunk;
	uint32_t *mark; /* places of all marks */
	struct seiche_event row[ROWS];
	struct clock_memo *memo;
	uint64_t sum; /* so that nothing is left out as unused */
};

#ifdef __x86_64__
__attribute__((target("avx2,bmi"))) static uint64_t marks_of(const char *at)
{
	static const char wanted[] = { ' ', '"', '[', '\n' };
	uint64_t mask = 0;

	for (int half = 0; half < 2; half++) {
		__m256i block = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32 * half));
		__m256i any = _mm256_setzero_si256();

		for (size_t i = 0; i < sizeof(wanted); i++)
			any = _mm256_or_si256(
				any, _mm256_cmpeq_epi8(block, _mm256_set1_epi8(wanted[i])));
		mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(any) << 32 * half;
	}
	return mask;
}

__attribute__((target("avx2,bmi"))) static void index_only(struct work *work)
{
	uint32_t *next = work->mark;

	for (uint32_t at = 0; at < work->chunk.size; at += 64)
		for (uint64_t mask = marks_of(work->chunk.bytes + at); mask; mask &= mask - 1)
			*next++ = at + (uint32_t)__builtin_ctzll(mask);
	*next = work->chunk.size;
	work->sum += (uint64_t)(next - work->mark);
}

/* Between which marks each field of a plain line lies: the least that a parser would do. */
static void index_and_fields(struct work *work)
{
	const char *bytes = work->chunk.bytes;
	const uint32_t *mark = work->mark;

	index_only(work);
	for (uint32_t i = 0; i < work->chunk.lines; i++) {
		struct seiche_event *row = &work->row[i % ROWS];
		uint32_t at = work->chunk.line[i], end = work->chunk.line[i + 1] - 1, quote[6];
		uint32_t quotes = 0;

		memset(row, 0, sizeof(*row));
		row->client = (struct seiche_span){ at, *mark - at };
		while (bytes[*mark] != '[')
			mark++;
		row->text = (struct seiche_span){ *mark + 1, 26 };
		for (; *mark < end; mark++)
			if (bytes[*mark] == '"' && quotes < 6)
				quote[quotes++] = *mark;
		if (quotes == 6) {
			row->target = (struct seiche_span){ quote[0] + 1, quote[1] - quote[0] - 1 };
			row->referrer =
				(struct seiche_span){ quote[2] + 1, quote[3] - quote[2] - 1 };
			row->agent = (struct seiche_span){ quote[4] + 1, quote[5] - quote[4] - 1 };
		}
		mark++;
		work->sum += row->agent.size + row->target.size;
	}
}
#endif

static void parse(struct work *work, uint32_t wanted)
{
	static const struct seiche_source source = { .size = sizeof(source), .path = "x" };

	for (uint32_t line = 0; line < work->chunk.lines;) {
		struct seiche_batch batch = {
			.row = work->row,
			.stride = sizeof(work->row[0]),
			.room = ROWS,
			.wanted = wanted,
			.line = line,
		};

		parsers_builtin[0]->parse(work->memo, &source, &work->chunk, &batch, &parser_host);
		line = batch.line;
		work->sum += batch.rows;
	}
}

static void parse_survey(struct work *work)
{
	parse(work, SEICHE_STATUS | SEICHE_BYTES | SEICHE_DURATION | SEICHE_LEVEL | SEICHE_HOST |
			    SEICHE_SERVICE);
}

static void parse_all(struct work *work)
{
	parse(work, UINT32_MAX);
}

static void scan(struct work *work)
{
	work->sum += scan_lines(work->chunk.bytes, work->chunk.size, work->mark);
}

static void measure(const char *what, void (*run)(struct work *), struct work *work)
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now_ns();

		for (int i = 0; i < 10; i++)
			run(work);
		best = MIN(best, (now_ns() - start) / 10 / work->chunk.lines);
	}
	printf("%-34s %6.1f ns a line\n", what, best);
}

int main(int count, char **argument)
{
	struct arena arena = { 0 };
	struct work *work = arena_take(&arena, sizeof(*work));
	struct error error;
	struct span text;
	char *bytes;

	if (count != 2 || strcmp(parsers_builtin[0]->name, "combined") != 0 ||
	    !file_load(&file_system, argument[1], (size_t)64 << 20, &arena, &text, &error)) {
		fputs("usage: bench_marks FILE\n", stderr);
		return 2;
	}
	text.size = MIN(text.size, (size_t)BYTES_MAX);
	text.size = (size_t)((const char *)memrchr(text.at, '\n', text.size) - text.at) + 1;
	bytes = arena_take(&arena, text.size + SEICHE_PADDING);
	memcpy(bytes, text.at, text.size);
	uint32_t *line = arena_array(&arena, text.size + 2, sizeof(*line));

	work->mark = arena_array(&arena, text.size + 64, sizeof(uint32_t));
	work->memo = arena_take(&arena, parsers_builtin[0]->state_size);
	work->chunk = (struct seiche_chunk){
		.bytes = bytes,
		.size = (uint32_t)text.size,
		.line = line,
		.lines = scan_lines(bytes, (uint32_t)text.size, line),
	};
	measure("lines alone", scan, work);
#ifdef __x86_64__
	measure("index of marks alone", index_only, work);
	measure("index, and fields from it", index_and_fields, work);
#endif
	measure("the parser, fields of the survey", parse_survey, work);
	measure("the parser, all fields", parse_all, work);
	fprintf(stderr, "(%llu)\n", (unsigned long long)work->sum);
	arena_release(&arena);
	return 0;
}
