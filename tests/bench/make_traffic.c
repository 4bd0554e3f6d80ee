/*
 * make_traffic.c - writes big access logs whose truth is known, for tests and timing.
 *
 *     make_traffic --bytes 1200M --days 30 --spike 20d+600m/300x8 >access.log
 *
 * Requests are spread over the days by an hourly rhythm, in order of time, to the
 * microsecond; spikes multiply the rate, outages silence it or fail its requests.
 * Texts of paths, clients and agents are made once and copied, so it writes about
 * as fast as memory allows. What was planted goes to --truth as JSON.
 */
#include "tests/bench/rng.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLANTS_MAX 64
#define FIRST_DAY_S 1772323200 /* 2026-03-01 00:00:00 UTC, a Sunday */
#define DAYS_MAX 31            /* the archive stays in March: no calendar is needed */

enum format { COMBINED, JSONL, SYSLOG };

struct plant {
	enum { SPIKE, SILENCE, ERRORS } kind;
	uint64_t from_s, to_s; /* since FIRST_DAY_S */
	uint32_t times;        /* of a spike */
	uint64_t lines;        /* written inside, counted for the truth */
};

struct options {
	uint64_t bytes, lines; /* whichever is reached; lines 0: from the bytes */
	uint64_t seed;
	uint32_t days, paths, clients;
	enum format format;
	const char *truth;
	struct plant plant[PLANTS_MAX];
	uint32_t plants;
};

/* A table of texts, padded so that copying one is copying a fixed number of bytes. */
#define TEXT_BYTES 160
struct texts {
	char (*text)[TEXT_BYTES];
	uint8_t *size;
	uint32_t count;
};

struct output {
	char *at, *start, *stop;
	uint64_t written;
};

_Noreturn static void usage(void)
{
	fputs("usage: make_traffic [OPTION…] >FILE\n"
	      "  --bytes N[K|M|G]   about that many bytes (default 100M), or\n"
	      "  --lines N          about that many lines (at most 1000M)\n"
	      "  --days N           spread over N days from 2026-03-01 (1 to 31, default 7)\n"
	      "  --seed N           (default 1)\n"
	      "  --paths N          different paths (default 2000)\n"
	      "  --clients N        different clients (default 50000)\n"
	      "  --format F         combined, jsonl or syslog\n"
	      "  --spike START/LENGTHxTIMES   the rate TIMES as high; START is DAYd+MINUTESm\n"
	      "  --silence START/LENGTH       no line; LENGTH in minutes\n"
	      "  --errors START/LENGTH        two of five requests end with 503\n"
	      "  --truth FILE       what was planted, as JSON\n",
	      stderr);
	exit(2);
}

_Noreturn static void give_up(const char *what)
{
	fprintf(stderr, "make_traffic: %s: %s\n", what, strerror(errno));
	exit(2);
}

static uint64_t read_size(const char *text)
{
	char *end;
	uint64_t size = strtoull(text, &end, 10);

	switch (*end) {
	case 'G':
		return size << 30;
	case 'M':
		return size << 20;
	case 'K':
		return size << 10;
	default:
		return size;
	}
}

static void read_plant(struct options *options, int kind, const char *text)
{
	unsigned day, minute, length, times = 0;
	int fields = sscanf(text, "%ud+%um/%ux%u", &day, &minute, &length, &times);
	struct plant *plant = &options->plant[options->plants];

	if (fields != (kind == SPIKE ? 4 : 3) || options->plants == PLANTS_MAX || minute >= 1440)
		usage();
	options->plants++;
	plant->kind = kind;
	plant->from_s = day * UINT64_C(86400) + minute * 60;
	plant->to_s = plant->from_s + length * 60;
	plant->times = times;
}

static struct options read_options(int count, char **argument)
{
	static const struct option names[] = {
		{ "bytes", 1, 0, 'b' },     { "lines", 1, 0, 'l' },   { "days", 1, 0, 'd' },
		{ "seed", 1, 0, 's' },      { "paths", 1, 0, 'p' },   { "clients", 1, 0, 'c' },
		{ "format", 1, 0, 'f' },    { "spike", 1, 0, SPIKE }, { "silence", 1, 0, SILENCE },
		{ "errors", 1, 0, ERRORS }, { "truth", 1, 0, 't' },   { 0, 0, 0, 0 },
	};
	struct options options = {
		.bytes = 100 << 20,
		.seed = 1,
		.days = 7,
		.paths = 2000,
		.clients = 50000,
	};
	int name;

	while ((name = getopt_long(count, argument, "", names, NULL)) >= 0) {
		switch (name) {
		case 'b':
			options.bytes = read_size(optarg);
			break;
		case 'l':
			options.lines = read_size(optarg);
			break;
		case 'd':
			options.days = (uint32_t)atoi(optarg);
			break;
		case 's':
			options.seed = read_size(optarg);
			break;
		case 'p':
			options.paths = (uint32_t)read_size(optarg);
			break;
		case 'c':
			options.clients = (uint32_t)read_size(optarg);
			break;
		case 't':
			options.truth = optarg;
			break;
		case 'f':
			options.format = !strcmp(optarg, "jsonl")    ? JSONL
					 : !strcmp(optarg, "syslog") ? SYSLOG
								     : COMBINED;
			break;
		case SPIKE:
		case SILENCE:
		case ERRORS:
			read_plant(&options, name, optarg);
			break;
		default:
			usage();
		}
	}
	if (optind != count || options.lines > 1000 << 20 || options.days < 1 ||
	    options.days > DAYS_MAX || !options.paths || !options.clients)
		usage();
	return options;
}

static void texts_new(struct texts *texts, uint32_t count)
{
	texts->text = calloc(count, sizeof(*texts->text));
	texts->size = calloc(count, 1);
	texts->count = count;
	if (!texts->text || !texts->size)
		give_up("memory");
}

static void texts_seal(struct texts *texts)
{
	for (uint32_t i = 0; i < texts->count; i++)
		texts->size[i] = (uint8_t)strlen(texts->text[i]);
}

static void texts_release(struct texts *texts)
{
	free(texts->text);
	free(texts->size);
}

static void make_paths(struct texts *paths, uint32_t count, struct rng *rng)
{
	static const char *const words[] = {
		"news", "shop", "item", "help", "blog", "user", "api"
	};

	texts_new(paths, count);
	for (uint32_t i = 0; i < count; i++) {
		const char *first = words[rng_below(rng, 7)], *second = words[rng_below(rng, 7)];

		snprintf(paths->text[i], TEXT_BYTES, "/%s/%s/%u%s", first, second, i,
			 i % 3 ? ".html" : "?page=2&sort=date");
	}
	texts_seal(paths);
}

static void make_clients(struct texts *clients, uint32_t count)
{
	texts_new(clients, count);
	for (uint32_t i = 0; i < count; i++)
		snprintf(clients->text[i], TEXT_BYTES, "10.%u.%u.%u", i >> 16 & 255, i >> 8 & 255,
			 i & 255);
	texts_seal(clients);
}

static void make_agents(struct texts *agents)
{
	static const char *const names[] = {
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
		"Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
		"(KHTML, "
		"like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
		"curl/8.8.0",
	};

	texts_new(agents, 4);
	for (uint32_t i = 0; i < 4; i++)
		strcpy(agents->text[i], names[i]);
	texts_seal(agents);
}

static void output_flush(struct output *output)
{
	for (char *at = output->start; at < output->at;) {
		ssize_t wrote = write(STDOUT_FILENO, at, (size_t)(output->at - at));

		if (wrote < 0)
			give_up("write");
		at += wrote;
	}
	output->written += (uint64_t)(output->at - output->start);
	output->at = output->start;
}

static void put(struct output *output, const char *text, size_t size)
{
	memcpy(output->at, text, size);
	output->at += size;
}

#define PUT(output, literal) put(output, literal, sizeof(literal) - 1)

static void put_text(struct output *output, const struct texts *texts, uint32_t index)
{
	memcpy(output->at, texts->text[index], TEXT_BYTES); /* what is too much is written over */
	output->at += texts->size[index];
}

static void put_number(struct output *output, uint64_t number, uint32_t least_digits)
{
	char digits[20];
	uint32_t size = 0;

	while (number || size < least_digits) {
		digits[size++] = (char)('0' + number % 10);
		number /= 10;
	}
	while (size)
		*output->at++ = digits[--size];
}

static void put_clock(struct output *output, uint64_t at_s)
{
	put_number(output, at_s / 3600 % 24, 2);
	*output->at++ = ':';
	put_number(output, at_s / 60 % 60, 2);
	*output->at++ = ':';
	put_number(output, at_s % 60, 2);
}

/* One request, with indexes into the tables. */
struct request {
	uint64_t at_us; /* since the first day */
	uint32_t path, client, agent, status, bytes, duration_us;
};

struct tables {
	struct texts paths, clients, agents;
};

static void put_combined(struct output *output, const struct tables *tables,
			 const struct request *request)
{
	uint64_t at_s = request->at_us / 1000000;

	put_text(output, &tables->clients, request->client);
	PUT(output, " - - [");
	put_number(output, 1 + at_s / 86400, 2);
	PUT(output, "/Mar/2026:");
	put_clock(output, at_s);
	PUT(output, " +0000] \"GET ");
	put_text(output, &tables->paths, request->path);
	PUT(output, " HTTP/1.1\" ");
	put_number(output, request->status, 3);
	*output->at++ = ' ';
	put_number(output, request->bytes, 1);
	PUT(output, " \"https://www.example.com/\" \"");
	put_text(output, &tables->agents, request->agent);
	PUT(output, "\"\n");
}

static void put_jsonl(struct output *output, const struct tables *tables,
		      const struct request *request)
{
	uint64_t at_s = request->at_us / 1000000;

	PUT(output, "{\"time\":\"2026-03-");
	put_number(output, 1 + at_s / 86400, 2);
	*output->at++ = 'T';
	put_clock(output, at_s);
	*output->at++ = '.';
	put_number(output, request->at_us % 1000000, 6);
	PUT(output, "Z\",\"remote_addr\":\"");
	put_text(output, &tables->clients, request->client);
	PUT(output, "\",\"method\":\"GET\",\"path\":\"");
	put_text(output, &tables->paths, request->path);
	PUT(output, "\",\"status\":");
	put_number(output, request->status, 3);
	PUT(output, ",\"bytes\":");
	put_number(output, request->bytes, 1);
	PUT(output, ",\"duration_ms\":");
	put_number(output, request->duration_us / 1000, 1);
	PUT(output, ",\"user_agent\":\"");
	put_text(output, &tables->agents, request->agent);
	PUT(output, "\"}\n");
}

static void put_syslog(struct output *output, const struct tables *tables,
		       const struct request *request)
{
	uint64_t at_s = request->at_us / 1000000, day = 1 + at_s / 86400;

	PUT(output, "Mar ");
	if (day < 10)
		*output->at++ = ' ';
	put_number(output, day, 1);
	*output->at++ = ' ';
	put_clock(output, at_s);
	PUT(output, " web");
	put_number(output, request->client % 4, 1);
	PUT(output, " app[812]: ");
	if (request->status >= 500)
		PUT(output, "error: ");
	PUT(output, "request ");
	put_text(output, &tables->paths, request->path);
	PUT(output, " from ");
	put_text(output, &tables->clients, request->client);
	PUT(output, " took ");
	put_number(output, request->duration_us, 1);
	PUT(output, " us\n");
}

/* Lines a second at that time, in relative units; 0 while silent. */
static uint64_t rate_at(const struct options *options, uint64_t at_s)
{
	static const uint16_t hour[24] = { 32, 22, 15, 12, 12, 16, 27, 44, 62,  74, 80, 82,
					   82, 80, 82, 84, 83, 82, 86, 94, 100, 94, 74, 49 };
	uint64_t now = hour[at_s / 3600 % 24], next = hour[(at_s / 3600 + 1) % 24];
	uint64_t rate = now * (3600 - at_s % 3600) + next * (at_s % 3600);

	for (uint32_t i = 0; i < options->plants; i++) {
		const struct plant *plant = &options->plant[i];

		if (at_s < plant->from_s || at_s >= plant->to_s)
			continue;
		if (plant->kind == SILENCE)
			return 0;
		if (plant->kind == SPIKE)
			rate *= plant->times;
	}
	return rate;
}

static struct request draw(const struct options *options, struct rng *rng, uint64_t at_us)
{
	struct request request = { .at_us = at_us, .status = 200 };
	uint64_t bits = rng_next(rng);

	/* The lower of two draws: few paths and clients make up most of the traffic. */
	uint32_t one = rng_below(rng, options->paths), two = rng_below(rng, options->paths);

	request.path = one < two ? one : two;
	request.client = rng_below(rng, options->clients);
	request.agent = bits & 3;
	request.bytes = 200 + (uint32_t)(bits >> 2 & 0x7fff);
	request.duration_us = 800 + (uint32_t)(bits >> 17 & 0xffff);
	if ((bits >> 33 & 0xff) == 0)
		request.status = 404;
	else if ((bits >> 33 & 0x3ff) == 1)
		request.status = 500;
	for (uint32_t i = 0; i < options->plants; i++) {
		const struct plant *plant = &options->plant[i];

		if (plant->kind == ERRORS && at_us / 1000000 >= plant->from_s &&
		    at_us / 1000000 < plant->to_s && (bits >> 43 & 0xff) < 102)
			request.status = 503;
	}
	return request;
}

static void write_all(struct options *options, struct output *output)
{
	static void (*const put_line[])(struct output *, const struct tables *,
					const struct request *) = {
		[COMBINED] = put_combined,
		[JSONL] = put_jsonl,
		[SYSLOG] = put_syslog,
	};
	static const uint32_t line_bytes[] = { [COMBINED] = 205, [JSONL] = 254, [SYSLOG] = 88 };
	struct rng rng = { options->seed };
	struct tables tables;
	uint64_t total = 0, seconds = options->days * UINT64_C(86400);
	uint64_t lines =
		options->lines ? options->lines : options->bytes / line_bytes[options->format];
	uint64_t due = 0, done = 0;

	make_paths(&tables.paths, options->paths, &rng);
	make_clients(&tables.clients, options->clients);
	make_agents(&tables.agents);
	for (uint64_t at = 0; at < seconds; at++)
		total += rate_at(options, at);

	for (uint64_t at = 0; at < seconds; at++) {
		/* Expected in this second, in thousandths; what is less is carried on. */
		due += 1000 * lines * rate_at(options, at);
		uint32_t here = rng_count(&rng, due / total);

		due %= total;
		for (uint32_t i = 0; i < here; i++) {
			struct request request =
				draw(options, &rng, at * 1000000 + (2ULL * i + 1) * 500000 / here);

			put_line[options->format](output, &tables, &request);
			if (output->at > output->stop)
				output_flush(output);
		}
		for (uint32_t i = 0; i < options->plants; i++)
			if (at >= options->plant[i].from_s && at < options->plant[i].to_s)
				options->plant[i].lines += here;
		done += here;
	}
	output_flush(output);
	options->lines = done;
	texts_release(&tables.paths);
	texts_release(&tables.clients);
	texts_release(&tables.agents);
}

static void write_truth(const struct options *options, const struct output *output)
{
	static const char *const kinds[] = { "spike", "silence", "errors" };
	FILE *file = fopen(options->truth, "we");

	if (!file)
		give_up(options->truth);
	fprintf(file,
		"{\"seed\": %llu, \"lines\": %llu, \"bytes\": %llu, \"from_s\": %d, \"to_s\": %llu,"
		" \"planted\": [",
		(unsigned long long)options->seed, (unsigned long long)options->lines,
		(unsigned long long)output->written, FIRST_DAY_S,
		FIRST_DAY_S + options->days * 86400ULL);
	for (uint32_t i = 0; i < options->plants; i++) {
		const struct plant *plant = &options->plant[i];

		fprintf(file,
			"%s\n  {\"kind\": \"%s\", \"from_s\": %llu, \"to_s\": %llu, \"times\": %u, "
			"\"lines\": %llu}",
			i ? "," : "", kinds[plant->kind],
			(unsigned long long)(FIRST_DAY_S + plant->from_s),
			(unsigned long long)(FIRST_DAY_S + plant->to_s), plant->times,
			(unsigned long long)plant->lines);
	}
	fputs("\n]}\n", file);
	if (fclose(file))
		give_up(options->truth);
}

int main(int count, char **argument)
{
	struct options options = read_options(count, argument);
	struct output output = { 0 };

	output.start = output.at = malloc((1 << 20) + 4096);
	if (!output.start)
		give_up("memory");
	output.stop = output.start + (1 << 20);
	write_all(&options, &output);
	if (options.truth)
		write_truth(&options, &output);
	free(output.start);
	return 0;
}
