/*
 * address.h - internet addresses in text: IPv4, IPv6, and networks of them.
 *
 * An address is 16 bytes; one of IPv4 stands as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), so that
 * the two ways of writing it are the same.
 */
#ifndef CORE_ADDRESS_H
#define CORE_ADDRESS_H

#include "core/span.h"

#define ADDRESS_TEXT_MAX 45 /* bytes of the longest one, without a terminator */

struct address {
	uint8_t byte[16];
};

struct network {
	struct address first;
	uint32_t bits; /* 0..128 that count, 96 of them in front of IPv4 */
};

/* The whole of `text` is an address; one in brackets too. */
bool address_read(struct span text, struct address *out);

/* "10.0.0.0/8", "2001:db8::/32", or one address. Bits behind the prefix are passed over. */
bool network_read(struct span text, struct network *out);

bool network_has(const struct network *network, const struct address *address);

/*
 * Four numbers up to 255 with the same `separator` between them at the front of `text`,
 * leading zeros allowed, and no digit behind: the bytes read, 0 where there is none.
 */
size_t address_quad(struct span text, char separator, struct address *out);

/* «name:443» without its port; a bare IPv6 address keeps its colons. */
struct span address_without_port(struct span text);

#endif
