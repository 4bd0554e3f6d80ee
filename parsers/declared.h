/*
 * declared.h - formats that are declared in a file instead of written in C: patterns
 * with named groups, what the groups mean, how the time is written.
 *
 * Two shapes of file come to the same thing: seiche's own (declared_json.c, see
 * docs/FORMATS.md) and lnav's (declared_lnav.c).
 */
#ifndef PARSERS_DECLARED_H
#define PARSERS_DECLARED_H

#include "parsers/keyed.h"
#include "parsers/pattern.h"
#include "parsers/registry.h"
#include "parsers/time_pattern.h"

#include "core/json.h"

#define DECLARED_PATTERNS_MAX 16
#define DECLARED_TIMES_MAX 16
#define DECLARED_LEVELS_MAX 16
#define DECLARED_BYTES_MAX ((size_t)1 << 20)

/* What a group of a pattern fills. KEY_LATE_TIME stands for a date apart from its time. */
struct declared_field {
	uint32_t group;
	enum key key;
};

struct declared_pattern {
	struct pattern *pattern;
	struct declared_field *field;
	uint32_t fields;
};

/* How the time is written; with nothing listed, in whatever form core/clock knows. */
struct declared_time {
	enum clock_form form; /* 0: not by a form */
	struct time_pattern *pattern;
	uint32_t patterns;
	struct time_pattern *date; /* of the group `date`; NULL */
	double per_s;              /* a number that counts so many in a second; 0: no number */
};

/* A text that stands for a level where it matches. */
struct declared_level {
	struct pattern *pattern;
	uint8_t level;
};

/* A line and what it must come to: the members of `is`; NULL for a line that is no event. */
struct declared_sample {
	struct span line;
	const struct json_value *is;
	bool any; /* an event, whatever it says */
};

struct declared_alias {
	const char *name;
	enum key key;
};

struct declared {
	const char *name, *summary, *follows;
	enum seiche_kind kind;
	struct declared_pattern pattern[DECLARED_PATTERNS_MAX];
	uint32_t patterns, groups;
	struct declared_time time;
	/*
	 * Lines are JSON objects: what these members hold, by the path of their names
	 * ("t/$date"). Other members of the object count by the names that JSON lines know.
	 */
	const struct declared_alias *member;
	uint32_t members; /* 0: lines are matched by patterns */
	struct declared_level level[DECLARED_LEVELS_MAX];
	uint32_t levels;
	bool continues; /* a line that does not match belongs to the event before it */
	const struct declared_sample *sample;
	uint32_t samples;
};

/* What the groups of a file's patterns are called. */
struct declared_naming {
	const struct declared_alias *alias; /* names of this file alone: they come first */
	size_t aliases;
	bool strict; /* else names that other programs use are known too, and the rest passed over */
};

/* What a name stands for, KEY_NONE where it means nothing: of a list, and of a group. */
enum key declared_alias_key(struct span name, const struct declared_alias *alias, size_t aliases);
enum key declared_key(struct span name, const struct declared_naming *naming);

/* FAULT_INPUT with the names that there are. */
bool declared_unknown_group(const char *name, struct error *error);

/*
 * Compile a pattern and add it. Groups whose names mean nothing are an error where
 * the naming is strict. On failure what was added before stays.
 */
MUST_CHECK
bool declared_add_pattern(struct declared *declared, struct span text,
			  const struct declared_naming *naming, struct arena *arena,
			  struct error *error);
MUST_CHECK
bool declared_add_level(struct declared *declared, struct span text, uint8_t level,
			struct arena *arena, struct error *error);

/* Machine code of its patterns. */
void declared_release(struct declared *declared);

/* A parser of it, in the registry, which gives it back. On failure it is given back too. */
MUST_CHECK
bool declared_register(struct declared *declared, const char *origin, const char *detail,
		       struct registry *registry, struct error *error);

/* Read the samples and compare. FAULT_INPUT names the first that comes out otherwise. */
MUST_CHECK
bool declared_check(const struct seiche_parser *parser, struct error *error);

/* Whether a parser is of this kind and has samples: declared_check() is for no other. */
bool declared_has_samples(const struct seiche_parser *parser);

/*
 * The formats of a file, of either shape, whichever it is. All or, with an error, none
 * of it; formats of lnav's that can't be read here are noted in the registry's
 * warnings. `text` is not needed afterwards.
 */
MUST_CHECK
bool declared_load(struct span text, const char *origin, struct registry *registry,
		   struct error *error);

/*
 * All files *.json of a folder, in the order of their names. Where a folder need not
 * be there and a file of it is wrong, that is a warning; else it is an error.
 */
MUST_CHECK
bool declared_load_folder(const char *path, bool must, struct registry *registry,
			  struct error *error);

/* The formats that come with the program (data/formats). */
MUST_CHECK
bool declared_load_builtin(struct registry *registry, struct error *error);

/* A format by one grok pattern, with names that others use: grok_is() of the text holds. */
MUST_CHECK
bool declared_add_grok(struct span text, const char *origin, bool preferred,
		       struct registry *registry, struct error *error);

/* Whether its patterns have the status of a request and something of its line. */
bool declared_is_request(const struct declared *declared);

/* Their files, embedded; ends with an entry of NULLs. */
struct declared_file {
	const char *name, *text;
};
extern const struct declared_file declared_builtin[];

/* The two shapes, for declared_load. `root` lives as long as the registry's arena. */
MUST_CHECK
bool declared_load_own(const struct json_value *root, const char *origin,
		       struct registry *registry, struct error *error);
MUST_CHECK
bool declared_load_lnav(const struct json_value *root, const char *origin,
			struct registry *registry, struct error *error);

#endif
