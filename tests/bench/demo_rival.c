/*
 * demo_rival.c - the rival's evening: sign-ups counted by the minute, and the log
 * of the gateway in front of them, which gives way for three quarters of an hour.
 */
#include "tests/bench/demo.h"

#include <stdio.h>
#include <stdlib.h>

static void write_signups(const char *folder, struct demo_truth *truth)
{
	static const struct demo_knot curve[] = {
		{ RIVAL_FROM, 80000 },       { AT(22, 19, 30), 700000 }, { AT(22, 20, 0), 3200000 },
		{ AT(22, 20, 30), 5500000 }, { AT(22, 21, 0), 5700000 }, { AT(22, 22, 0), 4800000 },
		{ AT(22, 22, 32), 3900000 }, { AT(22, 23, 0), 900000 },  { AT(22, 23, 30), 180000 },
		{ RIVAL_TO, 40000 },
	};
	struct rng rng = { DEMO_SEED + 3 };
	struct demo_file *file = demo_open(folder, "telegram-signups/per-minute.csv.gz");

	demo_print(file, "time,count\n");
	for (int32_t minute = 0; minute < DEMO_MINUTES * 60; minute += 60) {
		uint64_t extra = demo_curve(curve, sizeof(curve) / sizeof(curve[0]), minute);
		uint32_t count = rng_count(&rng, demo_rhythm(12000, minute, 2) + extra);
		char time[DEMO_TIME_BYTES];

		if (minute == RIVAL_PEAK)
			count = RIVAL_PEAK_COUNT;
		else if (count >= RIVAL_PEAK_COUNT)
			count = RIVAL_PEAK_COUNT - 1;
		if (count > truth->signups_peak)
			truth->signups_peak = count;
		truth->signups += count;
		if (extra)
			truth->signups_in_spike += count;
		demo_print(file, "%s,%u\n", demo_iso(minute, time), count);
	}
	demo_close(file);
}

/* A request to the gateway. */
struct call {
	uint32_t at_ms; /* in its minute */
	uint32_t action, client, duration_ms;
	uint16_t status;
};

static int call_order(const void *left, const void *right)
{
	const struct call *a = left, *b = right;

	return a->at_ms < b->at_ms ? -1 : a->at_ms > b->at_ms;
}

static const char *const actions[] = { "/auth/sendCode", "/auth/signUp", "/messages/send",
				       "/contacts/import", "/updates/get" };
static const uint16_t ordinary_weight[] = { 4, 3, 38, 5, 50, 0 };
static const uint16_t rush_weight[] = { 34, 40, 8, 12, 6, 0 };

static struct call call_make(struct rng *rng, bool rush, bool strain)
{
	struct call call = { .status = 200 };

	call.at_ms = 10 * rng_below(rng, 6000);
	call.action = rng_pick(rng, rush ? rush_weight : ordinary_weight);
	call.client = rng_below(rng, 65536);
	call.duration_ms = 12 + rng_below(rng, 60);
	if (strain && rng_chance(rng, 360000)) {
		call.status = 503;
		call.duration_ms = 5000;
	} else if (rng_chance(rng, 1500)) {
		call.status = 500;
	} else if (rng_chance(rng, 20000)) {
		call.status = 400;
	}
	return call;
}

static void write_gateway(const char *folder, struct demo_truth *truth)
{
	static const struct demo_knot curve[] = {
		{ RIVAL_FROM, 12000 },    { AT(22, 19, 40), 45000 }, { AT(22, 20, 10), 98000 },
		{ AT(22, 21, 0), 98000 }, { AT(22, 22, 32), 50000 }, { AT(22, 23, 0), 14000 },
		{ RIVAL_TO, 5000 },
	};
	struct rng rng = { DEMO_SEED + 4 };
	struct demo_file *file = demo_open(folder, "telegram/gateway.jsonl.gz");

	for (int32_t minute = 0; minute < DEMO_MINUTES * 60; minute += 60) {
		uint64_t extra = demo_curve(curve, sizeof(curve) / sizeof(curve[0]), minute);
		bool strain = minute >= STRAIN_FROM && minute < STRAIN_TO;
		uint32_t usual = rng_count(&rng, demo_rhythm(1200, minute, 2));
		uint32_t count = usual + rng_count(&rng, extra);
		struct call call[512];

		if (count > sizeof(call) / sizeof(call[0]))
			abort(); /* five times what the curve allows */
		for (uint32_t i = 0; i < count; i++)
			call[i] = call_make(&rng, i >= usual, strain);
		qsort(call, count, sizeof(call[0]), call_order);
		for (uint32_t i = 0; i < count; i++) {
			char time[DEMO_TIME_BYTES];

			demo_iso(minute, time);
			demo_print(file,
				   "{\"time\":\"%.17s%02u.%03uZ\",\"remote_addr\":\"198.18.%u.%u\","
				   "\"method\":\"POST\",\"path\":\"%s\",\"status\":%u,"
				   "\"duration_ms\":%u}\n",
				   time, call[i].at_ms / 1000, call[i].at_ms % 1000,
				   call[i].client >> 8, call[i].client & 255,
				   actions[call[i].action], call[i].status, call[i].duration_ms);
			truth->strain_failed += strain && call[i].status >= 500;
		}
		truth->gateway_lines += count;
		truth->strain_lines += strain ? count : 0;
	}
	demo_close(file);
}

void demo_write_rival(const char *folder, struct demo_truth *truth)
{
	write_signups(folder, truth);
	write_gateway(folder, truth);
}
