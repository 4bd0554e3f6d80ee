/* plain_parser.c - see plain_parser.h. */
#include "tests/support/plain_parser.h"

static int read_line(struct seiche_walk *walk, struct seiche_event *row)
{
	int64_t seconds = 0;
	uint32_t at = walk->at;

	while (at < walk->end && at - walk->at < 12 && walk->bytes[at] >= '0' &&
	       walk->bytes[at] <= '9')
		seconds = seconds * 10 + walk->bytes[at++] - '0';
	if (at == walk->at || at == walk->end || walk->bytes[at] != ' ')
		return 0;
	row->kind = SEICHE_MESSAGE;
	row->time_us = seconds * 1000000;
	row->record.at = walk->at;
	row->record.size = walk->end - walk->at;
	return 1;
}

static void parse(void *state, const struct seiche_source *source, const struct seiche_chunk *chunk,
		  struct seiche_batch *batch, const struct seiche_host *host)
{
	struct seiche_walk walk;

	(void)state;
	(void)source;
	(void)host;
	while (seiche_next_line(chunk, batch, &walk)) {
		if (walk.at == walk.end || walk.bytes[walk.at] == ' ') {
			seiche_continue(batch);
		} else if (read_line(&walk, seiche_row(batch))) {
			batch->rows++;
			batch->line++;
		} else {
			seiche_reject(batch, "no time stamp at the start");
		}
	}
}

static void parse_assuming(void *state, const struct seiche_source *source,
			   const struct seiche_chunk *chunk, struct seiche_batch *batch,
			   const struct seiche_host *host)
{
	parse(state, source, chunk, batch, host);
	batch->assumed = 3;
}

static int refuse(void *state, const struct seiche_source *source, const struct seiche_host *host,
		  const char **why)
{
	(void)state;
	(void)source;
	(void)host;
	*why = "no likes";
	return -1;
}

static void parse_nothing(void *state, const struct seiche_source *source,
			  const struct seiche_chunk *chunk, struct seiche_batch *batch,
			  const struct seiche_host *host)
{
	(void)state;
	(void)source;
	(void)chunk;
	(void)batch;
	(void)host;
}

static void lose_lines(void *state, const struct seiche_source *source,
		       const struct seiche_chunk *chunk, struct seiche_batch *batch,
		       const struct seiche_host *host)
{
	(void)state;
	(void)source;
	(void)host;
	batch->line = chunk->lines;
}

const struct seiche_parser plain_parser = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "plain",
	.summary = "seconds since 1970 and a text",
	.example = "1393095720 all is well",
	.parse = parse,
};

const struct seiche_parser idle_parser = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "idle",
	.parse = parse_nothing,
};

const struct seiche_parser losing_parser = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "losing",
	.parse = lose_lines,
};

const struct seiche_parser assuming_parser = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "assuming",
	.parse = parse_assuming,
};

const struct seiche_parser picky_parser = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "picky",
	.open = refuse,
	.parse = parse,
};
