/*
 * load.h - parsers from shared objects.
 */
#ifndef PARSERS_LOAD_H
#define PARSERS_LOAD_H

#include "parsers/registry.h"

/*
 * Load the shared object at `path` and add the parsers that it exports, all of
 * them or, with FAULT_PLUGIN, none. Only this very file is looked at, never a
 * search path. Version and sizes are checked before a function of it is called;
 * code that runs by being loaded (constructors) can't be helped. Never unloaded.
 */
MUST_CHECK
bool plugin_load(struct registry *registry, const char *path, struct error *error);

#endif
