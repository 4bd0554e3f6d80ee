/*
 * input.h - the sources of a command line: found, recognised, read, told about.
 */
#ifndef CMD_INPUT_H
#define CMD_INPUT_H

#include "cmd/request.h"
#include "core/sink.h"
#include "report/redact.h"

struct input {
	struct source_list sources;
	struct ingest_options reading;
	struct progress progress;
	bool draws;
	const struct redactor *redactor; /* of all that is printed of what was read; NULL */
	const char *key_made;            /* path of a key file that was not there; NULL */
};

/* What became of reading, for the exit status. */
struct reading_outcome {
	bool nothing_read; /* no source gave a single event */
	bool lost;         /* some input could not be read whole */
};

/* Find and recognise. Close it also where this fails. */
MUST_CHECK
bool input_open(struct input *input, const struct options *options,
		const struct ingest_options *reading, struct arena *arena, struct error *error);

/* Read all of it into `sink`, with progress where somebody may look at it. */
MUST_CHECK
bool input_read(struct input *input, struct event_sink *sink, struct arena *arena,
		struct error *error);

/* Say on `diag` what each source was taken for, and what was wrong with any. */
void input_tell(const struct input *input, struct diag *diag);

struct reading_outcome input_judge(const struct input *input);

void input_close(struct input *input);

#endif
