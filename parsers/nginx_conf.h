/*
 * nginx_conf.h - the log formats of an nginx configuration, and which log is in which.
 */
#ifndef PARSERS_NGINX_CONF_H
#define PARSERS_NGINX_CONF_H

#include "parsers/registry.h"

#define NGINX_CONF_BYTES_MAX ((size_t)4 << 20)
#define NGINX_CONF_FILES_MAX 1024
#define NGINX_CONF_DEPTH_MAX 16

/*
 * Read the configuration at `path` with what it includes (relative to its folder, as
 * nginx does). Each log_format becomes a parser, each access_log a path whose sources
 * are of its format. What of it can't be used (a format without a time, a format that
 * is not defined) is noted in the registry's warnings; a file that can't be read or has
 * a quote left open is an error.
 */
MUST_CHECK
bool nginx_conf_load(struct registry *registry, const char *path, struct error *error);

/* The same of a text; `include` lines are not followed. */
MUST_CHECK
bool nginx_conf_read(struct registry *registry, struct span text, const char *origin,
		     struct error *error);

#endif
