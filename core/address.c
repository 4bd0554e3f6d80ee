/* address.c - see address.h. */
#include "core/address.h"

#include <arpa/inet.h>

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

size_t address_quad(struct span text, char separator, struct address *out)
{
	struct address address;
	size_t at = 0;

	memcpy(address.byte, mapped, sizeof(mapped));
	for (uint32_t part = 0; part < 4; part++) {
		uint32_t number = 0, digits = 0;

		if (part && (at == text.size || text.at[at++] != separator))
			return 0;
		for (; at < text.size && text.at[at] >= '0' && text.at[at] <= '9'; at++, digits++) {
			if (digits == 3)
				return 0;
			number = number * 10 + (uint32_t)(text.at[at] - '0');
		}
		if (!digits || number > 255)
			return 0;
		address.byte[12 + part] = (uint8_t)number;
	}
	*out = address;
	return at;
}

bool address_read(struct span text, struct address *out)
{
	char copy[ADDRESS_TEXT_MAX + 1];

	if (text.size > 2 && text.at[0] == '[' && text.at[text.size - 1] == ']')
		text = span_of(text.at + 1, text.size - 2);
	if (!text.size || text.size > ADDRESS_TEXT_MAX)
		return false;
	if (!memchr(text.at, ':', text.size))
		return address_quad(text, '.', out) == text.size;
	if (memchr(text.at, '\0', text.size))
		return false;
	memcpy(copy, text.at, text.size);
	copy[text.size] = '\0';
	return inet_pton(AF_INET6, copy, out->byte) == 1;
}

bool network_read(struct span text, struct network *out)
{
	struct span front = text, address;
	struct network network;
	uint64_t bits, before;

	address = span_cut(&front, '/');
	if (!address_read(address, &network.first))
		return false;
	before = memchr(address.at, ':', address.size) ? 0 : 96;
	bits = 128 - before;
	if (address.size < text.size && (!span_number(front, &bits) || bits > 128 - before))
		return false;
	network.bits = (uint32_t)(bits + before);
	*out = network;
	return true;
}

bool network_has(const struct network *network, const struct address *address)
{
	uint32_t bytes = network->bits / 8, rest = network->bits % 8;

	return memcmp(network->first.byte, address->byte, bytes) == 0 &&
	       (!rest || ((network->first.byte[bytes] ^ address->byte[bytes]) >> (8 - rest)) == 0);
}

struct span address_without_port(struct span text)
{
	size_t digits = 0, front;

	while (digits < text.size && text.at[text.size - 1 - digits] >= '0' &&
	       text.at[text.size - 1 - digits] <= '9')
		digits++;
	if (!digits || text.size <= digits + 1 || text.at[text.size - digits - 1] != ':')
		return text;
	front = text.size - digits - 1;
	if (text.at[front - 1] == ']' || !memchr(text.at, ':', front))
		text.size = front;
	return text;
}
