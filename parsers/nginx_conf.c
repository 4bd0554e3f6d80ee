/* nginx_conf.c - see nginx_conf.h. */
#include "parsers/nginx_conf.h"

#include "core/file.h"
#include "parsers/format_string.h"
#include "parsers/words.h"

#include <glob.h>

#define WORDS_MAX 16 /* of a directive, as many are looked at */

struct named_format {
	struct span name;
	const struct seiche_parser *parser; /* NULL: it can't be used, as was said */
};

struct access_log {
	struct span path, format;
	const char *origin;
};

struct conf {
	struct registry *registry;
	struct arena *arena;
	const char *folder; /* of the main file, for includes; NULL: they are not followed */
	struct named_format *format;
	size_t formats, format_room;
	struct access_log *log;
	size_t logs, log_room;
	uint32_t files;
};

struct directive {
	struct word word[WORDS_MAX];
	uint32_t words;
	struct span whole; /* as it stands, without its end */
};

/* Words up to the end of a directive; false at the end of the file. */
static bool next_directive(struct words *words, struct directive *out)
{
	struct word word;

	*out = (struct directive){ 0 };
	while (words_next(words, &word)) {
		if (word.ends)
			return true;
		if (!out->words)
			out->whole = span_of(word.from, 0);
		out->whole.size = (size_t)(words->at - out->whole.at);
		if (out->words < WORDS_MAX)
			out->word[out->words++] = word;
	}
	return out->words > 0 && !words->why;
}

static bool is(const struct directive *directive, const char *name, uint32_t words)
{
	return directive->words >= words && !directive->word[0].quoted &&
	       span_is(directive->word[0].text, span_text(name));
}

static void add_format(struct conf *conf, const struct directive *directive, const char *origin)
{
	const struct format_string format = { .text = directive->whole, .origin = origin };
	struct named_format *named;
	struct error error;

	conf->format = arena_grow(conf->arena, conf->format, conf->formats, &conf->format_room,
				  sizeof(*conf->format));
	named = &conf->format[conf->formats++];
	*named = (struct named_format){ .name = directive->word[1].text };
	if (!format_string_add(conf->registry, &format, &named->parser, &error)) {
		named->parser = NULL;
		registry_warn(conf->registry, "%s: log_format %.*s is of no use here: %s", origin,
			      (int)MIN(named->name.size, 60), named->name.at, error.text);
	}
}

static void add_log(struct conf *conf, const struct directive *directive, const char *origin)
{
	struct access_log log = { .path = directive->word[1].text, .origin = origin };

	/* off, and what does not go to a file of one name. */
	if (!log.path.size || memchr(log.path.at, '\0', log.path.size) ||
	    span_is(log.path, SPAN("off")) || span_starts(log.path, SPAN("syslog:")) ||
	    span_starts(log.path, SPAN("/dev/")) || memchr(log.path.at, '$', log.path.size))
		return;
	log.format = SPAN("combined");
	if (directive->words > 2 &&
	    !memchr(directive->word[2].text.at, '=', directive->word[2].text.size))
		log.format = directive->word[2].text;
	conf->log =
		arena_grow(conf->arena, conf->log, conf->logs, &conf->log_room, sizeof(*conf->log));
	conf->log[conf->logs++] = log;
}

static bool read_file(struct conf *conf, const char *path, int depth, struct error *error);

static bool include(struct conf *conf, struct span pattern, int depth, struct error *error)
{
	const char *path =
		arena_print(conf->arena, "%s%s%.*s", pattern.at[0] == '/' ? "" : conf->folder,
			    pattern.at[0] == '/' ? "" : "/", (int)pattern.size, pattern.at);
	glob_t found = { 0 };
	bool ok = true;
	int status;

	if (depth == NGINX_CONF_DEPTH_MAX)
		return fail(error, FAULT_LIMIT, "%s: included more than %d deep", path,
			    NGINX_CONF_DEPTH_MAX);
	status = glob(path, 0, NULL, &found);
	if (status && status != GLOB_NOMATCH)
		return fail(error, FAULT_SYSTEM, "cannot look for %s", path);
	/* As in nginx: a pattern may match nothing, a plain name must be there. */
	if (status == GLOB_NOMATCH && !strpbrk(path, "*?["))
		return fail(error, FAULT_INPUT, "%s, which is included, is not there", path);
	for (size_t i = 0; ok && i < found.gl_pathc; i++)
		ok = read_file(
			conf, arena_copy(conf->arena, found.gl_pathv[i], strlen(found.gl_pathv[i])),
			depth + 1, error);
	globfree(&found);
	return ok;
}

static bool read_text(struct conf *conf, struct span text, const char *origin, int depth,
		      struct error *error)
{
	struct words words;
	struct directive directive;

	words_init(&words, text, WORDS_NGINX, conf->arena);
	while (next_directive(&words, &directive)) {
		if (is(&directive, "log_format", 3))
			add_format(conf, &directive, origin);
		else if (is(&directive, "access_log", 2))
			add_log(conf, &directive, origin);
		else if (is(&directive, "include", 2) && conf->folder &&
			 directive.word[1].text.size &&
			 !include(conf, directive.word[1].text, depth, error))
			return false;
	}
	return !words.why || fail(error, FAULT_INPUT, "%s:%u: %s", origin, words.line, words.why);
}

static bool read_file(struct conf *conf, const char *path, int depth, struct error *error)
{
	struct span text;

	if (++conf->files > NGINX_CONF_FILES_MAX)
		return fail(error, FAULT_LIMIT, "%s: more than %d files are included", path,
			    NGINX_CONF_FILES_MAX);
	return file_load(&file_system, path, NGINX_CONF_BYTES_MAX, conf->arena, &text, error) &&
	       read_text(conf, text, path, depth, error);
}

static const struct seiche_parser *parser_named(const struct conf *conf, struct span name,
						bool *known)
{
	*known = true;
	for (size_t i = 0; i < conf->formats; i++)
		if (span_is(conf->format[i].name, name))
			return conf->format[i].parser;
	/* nginx brings this one with it. */
	*known = span_is(name, SPAN("combined"));
	return *known ? registry_find(conf->registry, "combined") : NULL;
}

/* Formats may be defined in any file, so logs wait until all are read. */
static bool add_logs(struct conf *conf, struct error *error)
{
	for (size_t i = 0; i < conf->logs; i++) {
		const struct access_log *log = &conf->log[i];
		bool known;
		const struct seiche_parser *parser = parser_named(conf, log->format, &known);

		if (!known)
			registry_warn(conf->registry,
				      "%s: access_log %.*s is of the format '%.*s', which is not "
				      "defined",
				      log->origin, (int)MIN(log->path.size, 80), log->path.at,
				      (int)MIN(log->format.size, 60), log->format.at);
		if (parser &&
		    !registry_add_log(conf->registry,
				      arena_copy(conf->arena, log->path.at, log->path.size), parser,
				      error))
			return false;
	}
	return true;
}

bool nginx_conf_read(struct registry *registry, struct span text, const char *origin,
		     struct error *error)
{
	struct conf conf = { .registry = registry, .arena = registry->arena };

	return read_text(&conf, text, origin, 0, error) && add_logs(&conf, error);
}

bool nginx_conf_load(struct registry *registry, const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct conf conf = {
		.registry = registry,
		.arena = registry->arena,
		.folder = slash ? arena_copy(registry->arena, path, MAX((size_t)(slash - path), 1))
				: ".",
	};

	return read_file(&conf, arena_copy(registry->arena, path, strlen(path)), 0, error) &&
	       add_logs(&conf, error);
}
