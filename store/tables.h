/*
 * tables.h - the data bases of monitors: SQLite files of Uptime Kuma and Gatus, their
 * tables printed as the JSON that the feeds read.
 *
 * Somebody else's file is never written to, nor is anything beside it, and it may be
 * hostile: it is opened read-only and immutable, only what is asked for may be read,
 * and what that may cost is bounded.
 */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "core/arena.h"
#include "core/file.h"
#include "core/span.h"

#define TABLES_MAX_BYTES ((size_t)64 << 20)

/* Whether the file begins as an SQLite file does; false too where it can't be read. */
bool tables_recognise(const struct file_ops *ops, const char *path);

/*
 * The tables as one JSON object: {"monitor":[{"id":1,"name":"web"}],"heartbeat":[…]}.
 * Lives in `arena`. FAULT_INPUT where it is no data base that is known, is damaged, or
 * has a write-ahead log beside it, whose rows would be lost in silence; FAULT_LIMIT
 * past TABLES_MAX_BYTES of JSON or where reading takes too long.
 */
MUST_CHECK
bool tables_load(const char *path, struct arena *arena, struct span *out, struct error *error);

#endif
