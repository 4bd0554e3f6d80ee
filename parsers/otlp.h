/*
 * otlp.h - logs as OpenTelemetry's collector writes them to files: a request of many
 * records in each line, printed as a line of JSON for each record.
 *
 * Follows opentelemetry-proto, logs/v1/logs.proto, in its JSON encoding, and the file
 * exporter of the collector.
 */
#ifndef PARSERS_OTLP_H
#define PARSERS_OTLP_H

#include "core/arena.h"
#include "core/text.h"

/* Of a line; the collector's batches are some megabytes at most. */
#define OTLP_LINE_BYTES_MAX ((size_t)16 << 20)

/* Do lines begin here that are requests of logs? Looks at OTLP_GLANCE_BYTES at most. */
#define OTLP_GLANCE_BYTES 16
bool otlp_begins(struct span front);

/*
 * Append a line for each record of the request to `out`, with the names that JSON lines are
 * read by; how many there are. A text that is no request is appended as it stands, as one
 * line, to be rejected by who reads it. `scratch` is used and rewound.
 */
uint64_t otlp_print(struct span line, struct arena *scratch, struct text *out);

#endif
