/* hierarchy.c - folders and networks. */
#include "analysis/hierarchy.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS_BYTES 46 /* INET6_ADDRSTRLEN */

struct span path_folder(struct span path, uint32_t level)
{
	if (!path.size || path.at[0] != '/')
		return SPAN("");
	for (size_t i = 1; i < path.size; i++)
		if (path.at[i] == '/' && !--level)
			return i + 1 < path.size ? span_of(path.at, i + 1) : SPAN("");
	return SPAN("");
}

bool client_network(struct span client, char text[HIERARCHY_BYTES])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	char address[ADDRESS_BYTES];
	unsigned char bits[16];

	if (!client.size || client.size >= sizeof(address))
		return false;
	memcpy(address, client.at, client.size);
	address[client.size] = '\0';
	if (inet_pton(AF_INET, address, bits) == 1) {
		snprintf(text, HIERARCHY_BYTES, "%u.%u.%u.0/24", bits[0], bits[1], bits[2]);
		return true;
	}
	if (inet_pton(AF_INET6, address, bits) != 1)
		return false;
	if (!memcmp(bits, mapped, sizeof(mapped))) {
		snprintf(text, HIERARCHY_BYTES, "%u.%u.%u.0/24", bits[12], bits[13], bits[14]);
		return true;
	}
	memset(bits + 6, 0, sizeof(bits) - 6);
	inet_ntop(AF_INET6, bits, address, sizeof(address));
	snprintf(text, HIERARCHY_BYTES, "%s/48", address);
	return true;
}
