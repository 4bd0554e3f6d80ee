/*
 * hierarchy.h - what values have in common: the folders of a path, the network of a client.
 */
#ifndef ANALYSIS_HIERARCHY_H
#define ANALYSIS_HIERARCHY_H

#include "core/span.h"

#define HIERARCHY_FOLDERS 3 /* levels that are looked at */
#define HIERARCHY_BYTES 64  /* of a network's text, terminated */

/* The first `level` (from 1) folders, "/a/b/" of "/a/b/c"; empty where nothing lies below them. */
struct span path_folder(struct span path, uint32_t level);

/*
 * The network of an address: "192.0.2.0/24", "2001:db8:7::/48"; a v4 address inside a
 * v6 one is taken for itself. False where the client is no address.
 */
bool client_network(struct span client, char text[HIERARCHY_BYTES]);

#endif
