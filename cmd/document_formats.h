/*
 * document_formats.h - the formats that are no log: outage feeds, and statistics that are
 * one document. What `formats` says of them.
 */
#ifndef CMD_DOCUMENT_FORMATS_H
#define CMD_DOCUMENT_FORMATS_H

#include "ingest/run.h"
#include "report/out.h"

/*
 * A line of `formats list`: name, kind, what it is, whom it follows, and where in the source
 * its fixtures are, "tests/feeds/%s" for the name; NULL: nowhere.
 */
void format_line(struct out *out, const char *name, const char *kind, const char *summary,
		 const char *follows, const char *fixtures);
void document_formats_list(struct out *out);

/* What there is to say of those that are called so; false where none is. */
bool document_formats_show(const char *name, struct out *out);

/*
 * Say what a source is to --outages: of one that is read as a log, in a line that follows
 * what was said of the log. False where it holds no windows, with nothing said.
 */
bool document_formats_detect(const struct source *source, const struct ingest_options *reading,
			     struct out *out);

#endif
