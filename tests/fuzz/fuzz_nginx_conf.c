/* fuzz_nginx_conf.c - any bytes as an nginx configuration; includes are not followed. */
#include "parsers/nginx_conf.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct arena arena = { 0 };
	struct registry registry;
	struct error error = { 0 };

	registry_init(&registry, &arena);
	if (!nginx_conf_read(&registry, span_of((const char *)input, size), "fuzz", &error))
		invariant(error.text[0]);
	for (size_t i = 0; i < registry.logs; i++)
		invariant(registry.log[i].parser && registry.log[i].path[0]);
	registry_release(&registry);
	arena_release(&arena);
	return 0;
}
