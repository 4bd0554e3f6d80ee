/*
 * request_registry.h - which parsers a run has: the built-in ones, and what the
 * options add to them.
 */
#ifndef CMD_REQUEST_REGISTRY_H
#define CMD_REQUEST_REGISTRY_H

#include "cmd/options.h"
#include "core/diag.h"
#include "parsers/registry.h"

/*
 * Lives in `arena`, and as long as the program: what lies outside of the arena the
 * system takes back. Errors name the option at fault.
 */
MUST_CHECK
bool request_registry(const struct options *options, struct arena *arena, struct registry **out,
		      struct error *error);

/* Say what was left out while it was filled. */
void request_tell_registry(const struct registry *registry, struct diag *diag);

#endif
