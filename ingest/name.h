/*
 * name.h - what the names of log files and of their folders say.
 *
 * Pure: looks at names only, never at the disk.
 */
#ifndef INGEST_NAME_H
#define INGEST_NAME_H

#include "core/span.h"

/* What stands behind the last '/'. */
struct span name_base(struct span path);

/*
 * A file's name without what rotation, packing and habit append to it:
 * access.log.2.gz, access.log-20140222 and access-2014-02-22.log are all
 * "access". Never empty: a name of nothing else is its own stem.
 */
struct span name_stem(struct span name);

/* The last date in a name (20140222, 2014-02-22, 2014_02_22): its midnight, UTC. */
bool name_date(struct span name, int64_t *midnight_us);

/* Does the folder stand for a date (2014, 02, 2014-02-22) rather than for a machine? */
bool name_is_date(struct span folder);

#endif
