/*
 * sink.h - where the two arms touch: who reads hands events to who thinks.
 *
 * The reader forks one part per worker, hands each batch to the part of the worker
 * that read it, and joins the parts one after the other when all is read. What a
 * part keeps must not depend on which batches it was given: joined in any order
 * the result is the same.
 */
#ifndef CORE_SINK_H
#define CORE_SINK_H

#include "core/error.h"
#include "seiche/parser.h"

/* Whose events a batch holds; the same for all batches of a source. */
struct event_origin {
	uint32_t source;      /* index in the run's list of sources */
	const char *service;  /* what the user or the file's place calls it */
	const char *host;     /* likewise; NULL where nothing is known */
	bool service_given;   /* SERVICE=… on the command line: beats what lines say */
	bool host_given;      /* --host: beats what lines say */
	uint32_t measure;     /* samples are of one series where it is the same: who counted what;
				 0: a log */
	uint8_t metric;       /* enum seiche_metric: what its samples count */
	uint64_t first_line;  /* number in the source, from 1, of the chunk's first line */
};

struct event_sink {
	uint32_t wanted; /* SEICHE_… fields that it looks at */
	bool rowless;    /* it wants batches without any row as well: for their lines */
	/* A new part, on the thread that will use it. */
	void *(*fork)(struct event_sink *sink);
	/* Take a batch; chunk and batch are valid until it returns. False ends the run (error set). */
	bool (*take)(void *part, const struct event_origin *origin, const struct seiche_chunk *chunk,
		     const struct seiche_batch *batch, struct error *error);
	/* Add a part to the sink and free it; called on one thread, in order of the workers. */
	bool (*join)(struct event_sink *sink, void *part, struct error *error);
};

#endif
