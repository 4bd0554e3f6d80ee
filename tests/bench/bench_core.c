/*
 * bench_core.c - nanoseconds of what runs once a line: time stamps and line starts.
 *
 * usage: bench_core. The best of seven rounds each, which is the least disturbed.
 */
#include "core/clock_memo.h"
#include "core/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STAMPS = 100000, STAMP_BYTES = 27, LINE_BYTES = 200, ROUNDS = 7 };

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Stamps of `a_second` requests a second, one behind the other. */
static char *make_stamps(int64_t a_second)
{
	char *text = malloc((size_t)STAMPS * STAMP_BYTES + 1);

	for (int64_t i = 0; text && i < STAMPS; i++) {
		time_t time = 1393095720 + i / a_second;
		struct tm tm;

		gmtime_r(&time, &tm);
		strftime(text + i * STAMP_BYTES, STAMP_BYTES + 1, "%d/%b/%Y:%H:%M:%S +0000\n", &tm);
	}
	return text;
}

static double bench_stamps(const char *text, bool memo, int64_t *sum)
{
	const struct clock_context context = { .zone = zone_utc };
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		struct clock_memo kept = { 0 };
		double start = now_ns();

		for (size_t i = 0; i < STAMPS; i++) {
			const char *at = text + i * STAMP_BYTES;
			int64_t time_us = 0;
			uint32_t assumed = 0;

			if (memo)
				clock_memo_read(&kept, CLOCK_CLF, span_of(at, STAMP_BYTES),
						&context, &time_us, &assumed);
			else
				clock_read(CLOCK_CLF, span_of(at, STAMP_BYTES), &context, &time_us,
					   NULL);
			*sum += time_us;
		}
		best = MIN(best, (now_ns() - start) / STAMPS);
	}
	return best;
}

static double bench_lines(uint32_t (*scan)(const char *, uint32_t, uint32_t *), int64_t *sum)
{
	enum { SIZE = 1 << 20 };
	char *bytes = calloc(1, SIZE + SCAN_PADDING);
	uint32_t *line = malloc((SIZE + 2) * sizeof(*line));
	double best = 1e18;

	if (!bytes || !line)
		abort();
	memset(bytes, 'x', SIZE);
	for (size_t i = LINE_BYTES - 1; i < SIZE; i += LINE_BYTES)
		bytes[i] = '\n';
	for (int round = 0; round < ROUNDS; round++) {
		double start = now_ns();

		for (int times = 0; times < 20; times++)
			*sum += scan(bytes, SIZE, line);
		best = MIN(best, (now_ns() - start) / 20 / (SIZE / LINE_BYTES));
	}
	free(bytes);
	free(line);
	return best;
}

int main(void)
{
	static const int64_t rates[] = { 1, 10, 1000 };
	int64_t sum = 0;

	for (size_t i = 0; i < LENGTH(rates); i++) {
		char *text = make_stamps(rates[i]);

		if (!text)
			return 1;
		printf("clock_memo_read, %4lld a second: %5.1f ns a stamp\n", (long long)rates[i],
		       bench_stamps(text, true, &sum));
		printf("clock_read(CLF), the same:       %5.1f ns a stamp\n",
		       bench_stamps(text, false, &sum));
		free(text);
	}
	for (size_t i = 0; scan_kernels[i]; i++)
		if (scan_kernels[i]->usable())
			printf("lines of %d bytes by %-5s        %5.1f ns a line\n", LINE_BYTES,
			       scan_kernels[i]->name, bench_lines(scan_kernels[i]->lines, &sum));
	fprintf(stderr, "(%lld)\n", (long long)sum);
	return 0;
}
