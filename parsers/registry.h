/*
 * registry.h - the parsers there are, by name, and which one a sample is of.
 */
#ifndef PARSERS_REGISTRY_H
#define PARSERS_REGISTRY_H

#include "core/arena.h"
#include "core/error.h"
#include "core/span.h"
#include "seiche/parser.h"

/* The built-in parsers, NULL-terminated, in the order of `formats list`. (builtin.c) */
extern const struct seiche_parser *const parsers_builtin[];

/* What the user should hear of a source that is left unread, or read by another parser. */
struct objection {
	const char *text; /* a sentence; NULL: nothing */
	bool harmless;    /* no event is lost by leaving the source unread */
};

/* A parser, where it comes from, and what to do with what it was made of. */
struct registered {
	const struct seiche_parser *parser;
	const char *origin; /* "built-in", a file, an option: for `formats list` and messages */
	const char *detail; /* for `formats show`: the format string, the pattern; or NULL */
	/*
	 * Asked for by name: where it reads a sample at all (SCORE_MIN), no parser that
	 * was not asked for is preferred to it.
	 */
	bool preferred;
	/*
	 * NULL, or what there is to say of a source that the parser does not read, and that no
	 * other reads or just `instead`. The text lives in `arena`.
	 */
	struct objection (*objection)(const struct seiche_parser *parser,
				      const struct seiche_source *source,
				      const struct seiche_parser *instead, struct arena *arena);
	/* Gives back what is no memory of the arena; may be NULL. */
	void (*release)(const struct seiche_parser *parser);
};

/* Sources whose path ends like that of a log are of its format. */
struct log_path {
	const char *path;
	const struct seiche_parser *parser;
};

#define WARNINGS_MAX 32

/*
 * All parsers of a run. Filled before the first source is looked at, and only read
 * from then on, by all threads. Where a function takes a registry, NULL stands for
 * the built-in parsers alone.
 */
struct registry {
	struct arena *arena;
	struct registered *item;
	size_t count, room;
	struct log_path *log;
	size_t logs, log_room;
	const char *warning[WARNINGS_MAX]; /* sentences about what was left out while it was filled */
	uint32_t warnings;
};

#define PARSERS_MAX 512
#define LOG_PATHS_MAX 1024

/* With the built-in parsers in it. All that it holds lives in `arena`. */
void registry_init(struct registry *registry, struct arena *arena);
void registry_release(struct registry *registry);

/*
 * Add a parser. Its name must be free and made of a-z, 0-9 and '-'; FAULT_INPUT
 * says what is wrong with it. On failure `entry.release` was not called.
 */
MUST_CHECK
bool registry_add(struct registry *registry, struct registered entry, struct error *error);

/* The log at `path` is written in the format of `parser`. FAULT_LIMIT past LOG_PATHS_MAX. */
MUST_CHECK
bool registry_add_log(struct registry *registry, const char *path,
		      const struct seiche_parser *parser, struct error *error);

/* Note what was left out, for the commands to say. Past WARNINGS_MAX the last one says so. */
void registry_warn(struct registry *registry, const char *format, ...) PRINTF_LIKE(2, 3);

/* The parser of that name, or NULL. */
const struct seiche_parser *registry_find(const struct registry *registry, const char *name);

/* The name, or the name with a number behind it where it is taken; in the registry's arena. */
const char *registry_free_name(const struct registry *registry, const char *name);

/* Where a parser comes from; NULL where it is not of the registry. */
const struct registered *registry_about(const struct registry *registry,
					const struct seiche_parser *parser);

/* The first objection to leaving a source unread (`instead` NULL), or to reading it so. */
struct objection registry_objection(const struct registry *registry,
				    const struct seiche_source *source,
				    const struct seiche_parser *instead, struct arena *arena);

/*
 * Make `state` (parser->state_size zeroed bytes) ready to parse `source`: the
 * parser's open() is called if it has one. False with a reason in `why`.
 */
MUST_CHECK
bool parser_open(const struct seiche_parser *parser, void *state,
		 const struct seiche_source *source, const char **why);

/* How many parsers there are, and each by its place. */
size_t registry_count(const struct registry *registry);
const struct seiche_parser *registry_at(const struct registry *registry, size_t i);

/* The services that parsers may use, from core/clock. */
extern const struct seiche_host parser_host;

#endif
