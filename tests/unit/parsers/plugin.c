/*
 * plugin.c - a plug-in, compiled once for each way in which a plug-in can be wrong
 * (PLUGIN_… says which) and once for none. Includes nothing but what is installed.
 */
#include "seiche/parser.h"

#include <stddef.h>

#ifndef PLUGIN_ABI
#define PLUGIN_ABI SEICHE_PARSER_ABI
#endif
#ifndef PLUGIN_SIZE
#define PLUGIN_SIZE sizeof(struct seiche_parser)
#endif
#ifndef PLUGIN_NAME
#define PLUGIN_NAME "uptime-probe"
#endif
#ifndef PLUGIN_STATE
#define PLUGIN_STATE 0
#endif
#ifndef PLUGIN_PARSE
#define PLUGIN_PARSE probe_parse
#endif

void probe_parse(void *state, const struct seiche_source *source, const struct seiche_chunk *chunk,
		 struct seiche_batch *batch, const struct seiche_host *host);

/* "2026-03-01T10:00:05Z cart up" */
void probe_parse(void *state, const struct seiche_source *source, const struct seiche_chunk *chunk,
		 struct seiche_batch *batch, const struct seiche_host *host)
{
	struct seiche_walk line;

	(void)state;
	while (seiche_next_line(chunk, batch, &line)) {
		struct seiche_event *row = seiche_row(batch);
		struct seiche_span time = seiche_take(&line, ' ');

		row->service = seiche_take(&line, ' ');
		row->has = SEICHE_SERVICE;
		row->kind = SEICHE_REQUEST;
		if (host->read_time(source, SEICHE_TIME_ISO, line.bytes + time.at, time.size,
				    &row->time_us, &batch->assumed))
			seiche_accept(batch);
		else
			seiche_reject(batch, "no time stamp in front");
	}
}

uint32_t probe_cut(const char *bytes, uint32_t size, uint64_t *resume);

/* Records end with the first newline. */
uint32_t probe_cut(const char *bytes, uint32_t size, uint64_t *resume)
{
	const char *newline = (const char *)memchr(bytes, '\n', size);

	*resume = size;
	return newline ? (uint32_t)(newline - bytes) + 1 : 0;
}

static const struct seiche_parser first = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "probe-before",
	.parse = probe_parse,
};

static const struct seiche_parser second = {
	.abi = PLUGIN_ABI,
	.size = PLUGIN_SIZE,
	.name = PLUGIN_NAME,
	.summary = "probes",
	.state_size = PLUGIN_STATE,
	.rank = 9999,
	.parse = PLUGIN_PARSE,
	.cut = probe_cut,
};

#if defined(PLUGIN_EMPTY)
SEICHE_EXPORT_PARSERS(0, &first, &second);
#elif defined(PLUGIN_NO_TABLE)
SEICHE_EXPORT const struct seiche_parser *seiche_parsers_v0[] = { &first, &second, 0 };
#else
SEICHE_EXPORT_PARSERS(&first, &second);
#endif
