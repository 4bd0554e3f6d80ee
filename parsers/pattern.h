/*
 * pattern.h - regular expressions by PCRE2, compiled once, matched with bounds.
 *
 * Patterns are what users write, and lines what attackers write: the work that a line
 * may cost grows with its length and nothing else; past it the line does not match.
 * Bytes are matched, not characters: logs hold invalid UTF-8.
 */
#ifndef PARSERS_PATTERN_H
#define PARSERS_PATTERN_H

#include "core/arena.h"
#include "core/error.h"
#include "core/span.h"

#define PATTERN_BYTES_MAX ((size_t)64 << 10)
#define PATTERN_GROUPS_MAX 128

struct pattern;

/*
 * Compile to machine code where the machine allows. FAULT_INPUT with the place of
 * what is wrong. Lives in `arena`, but for the machine code: pattern_release gives that
 * back, before the arena goes.
 */
MUST_CHECK
bool pattern_compile(struct span text, struct arena *arena, struct pattern **out,
		     struct error *error);
void pattern_release(struct pattern *pattern);

/* Groups are numbered from 1 to this. */
uint32_t pattern_groups(const struct pattern *pattern);

/* The name of a group, or NULL. Several may have the same one. */
const char *pattern_group_name(const struct pattern *pattern, uint32_t group);

/* What a thread needs for matching any of a number of patterns: one block of memory. */
struct matcher;

/* Its size, where the pattern with the most groups has that many. */
size_t matcher_bytes(uint32_t groups);

/* Made in zeroed memory of that size, once; nothing to give back. */
struct matcher *matcher_init(void *memory, uint32_t groups);

enum match { MATCH_NONE, MATCH_FOUND, MATCH_TOO_HARD };

enum match pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span text);

/* What a group matched in the last match; of size 0 and at NULL where it took no part. */
struct span matcher_group(const struct matcher *matcher, uint32_t group);

#endif
