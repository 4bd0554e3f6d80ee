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

/* "A.B.C.0/24" of the first three of four bytes. */
static void write_network(const unsigned char *bits, char *to)
{
	for (int i = 0; i < 3; i++) {
		if (bits[i] >= 100)
			*to++ = (char)('0' + bits[i] / 100);
		if (bits[i] >= 10)
			*to++ = (char)('0' + bits[i] / 10 % 10);
		*to++ = (char)('0' + bits[i] % 10);
		*to++ = '.';
	}
	memcpy(to, "0/24", sizeof("0/24"));
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
		write_network(bits, text);
		return true;
	}
	if (inet_pton(AF_INET6, address, bits) != 1)
		return false;
	if (!memcmp(bits, mapped, sizeof(mapped))) {
		write_network(bits + sizeof(mapped), text);
		return true;
	}
	memset(bits + 6, 0, sizeof(bits) - 6);
	inet_ntop(AF_INET6, bits, address, sizeof(address));
	snprintf(text, HIERARCHY_BYTES, "%s/48", address);
	return true;
}
