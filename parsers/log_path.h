/*
 * log_path.h - is this file what a server calls its log, or a rotated one of it?
 */
#ifndef PARSERS_LOG_PATH_H
#define PARSERS_LOG_PATH_H

#include <stdint.h>

/*
 * How many parts of the two paths agree, counted from their ends. 0 where the
 * names of the files don't: `path` must be named as `log` is, or as rotation names
 * it (shop.log.1, shop.log-20140222.gz, shop-2014-02-22.log). A path shorter than the
 * log's agrees as far as it goes: archives are copied out of /var/log.
 */
uint32_t log_path_agrees(const char *log, const char *path);

#endif
