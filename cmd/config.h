/*
 * config.h - settings that need not be said each time: files and environment.
 *
 * In rising order: $XDG_CONFIG_DIRS/seiche/config (default /etc/xdg; the first
 * folder of the list counts most), $XDG_CONFIG_HOME/seiche/config (default
 * ~/.config), environment variables SEICHE_NAME, the command line. Only options
 * that the table calls settings may stand there: what a run reads and writes is
 * for its command line alone to say.
 *
 * A file holds lines `name = value`; a flag stands alone or has `yes` or `no`;
 * # begins a comment line.
 */
#ifndef CMD_CONFIG_H
#define CMD_CONFIG_H

#include "cmd/option_table.h"

/*
 * Fill `options` with what files (unless `files` is false) and environment say. A
 * missing file is none; FAULT_USAGE with file and line where one can't be
 * understood. Texts and `origin`s live in `arena`.
 */
MUST_CHECK
bool config_load(bool files, struct arena *arena, struct options *options, struct error *error);

/* Every setting with its value and where that comes from, as a file that could be read again. */
void config_describe(const struct options *options, FILE *to);

#endif
