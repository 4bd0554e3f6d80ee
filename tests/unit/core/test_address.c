/* test_address.c - addresses and networks, held against libc. */
#include "core/address.h"
#include "tests/support/test.h"

#include <arpa/inet.h>
#include <stdio.h>

static const struct {
	const char *text, *same; /* NULL: no address; "" : one of its own */
} addresses[] = {
	{ "192.0.2.1", "::ffff:192.0.2.1" },
	{ "192.000.002.001", "192.0.2.1" },
	{ "[2001:db8::1]", "2001:DB8:0:0::0001" },
	{ "::", "0:0:0:0:0:0:0:0" },
	{ "::ffff:c000:201", "192.0.2.1" },
	{ "192.0.2.256", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.1.", NULL },
	{ "0192.0.2.1", NULL },
	{ "", NULL },
	{ "[]", NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL },
	{ "2001:db8::1%eth0", NULL },
	{ "12:34:56", NULL },
	{ "example.org", NULL },
};

static void reads_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(addresses); i++) {
		struct address address, same;
		char mapped[64];

		print_message("%s\n", addresses[i].text);
		assert_int_equal(address_read(span_text(addresses[i].text), &address),
				 addresses[i].same != NULL);
		if (!addresses[i].same)
			continue;
		snprintf(mapped, sizeof(mapped), "%s%s",
			 strchr(addresses[i].same, ':') ? "" : "::ffff:", addresses[i].same);
		assert_int_equal(inet_pton(AF_INET6, mapped, same.byte), 1);
		assert_memory_equal(address.byte, same.byte, 16);
	}
}

static const struct {
	const char *network, *address;
	bool has;
} networks[] = {
	{ "10.0.0.0/8", "10.255.255.255", true },
	{ "10.0.0.0/8", "11.0.0.0", false },
	{ "10.0.0.0/8", "::ffff:10.1.1.1", true },
	{ "192.0.2.128/25", "192.0.2.127", false },
	{ "192.0.2.128/25", "192.0.2.255", true },
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.0", false },
	{ "0.0.0.0/0", "255.255.255.255", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "::/0", "1.2.3.4", true },
	{ "2001:db8::/33", "2001:db8:7fff::1", true },
	{ "2001:db8::/33", "2001:db8:8000::1", false },
	{ "2001:db8::1/128", "2001:db8::1", true },
};

static void knows_networks(void **state)
{
	static const char *const bad[] = { "10.0.0.0/33",  "10.0.0.0/", "::/129", "10/8",
					   "10.0.0.0/8/8", "/8",        "",       "10.0.0.0/-1" };
	struct network network;
	struct address address;

	(void)state;
	for (size_t i = 0; i < LENGTH(networks); i++) {
		print_message("%s in %s\n", networks[i].address, networks[i].network);
		assert_true(network_read(span_text(networks[i].network), &network));
		assert_true(address_read(span_text(networks[i].address), &address));
		assert_int_equal(network_has(&network, &address), networks[i].has);
	}
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_false(network_read(span_text(bad[i]), &network));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses),
		cmocka_unit_test(knows_networks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
