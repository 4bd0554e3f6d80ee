/* scan.c - which kernel does the work. */
#include "core/scan.h"

#include "core/scan_kernels.h"

#include <stdatomic.h>
#include <string.h>

const struct scan_kernel *const scan_kernels[] = {
#ifdef __x86_64__
	&scan_avx2,
#endif
#ifdef __SSE2__
	&scan_sse2,
#endif
#ifdef __aarch64__
	&scan_neon,
#endif
	&scan_plain, NULL,
};

/* Settled before it is first used, and the same ever after. */
static _Atomic(const struct scan_kernel *) chosen;

static const struct scan_kernel *fastest(void)
{
	const struct scan_kernel *const *kernel = scan_kernels;

	while (!(*kernel)->usable())
		kernel++;
	return *kernel;
}

static bool unknown(const char *name, struct error *error)
{
	char names[64] = "";

	for (const struct scan_kernel *const *kernel = scan_kernels; *kernel; kernel++) {
		if (!(*kernel)->usable())
			continue;
		if (names[0])
			strcat(names, ", ");
		strcat(names, (*kernel)->name);
	}
	return fail(error, FAULT_USAGE, "there is no scanner '%s'; this machine has: %s", name,
		    names);
}

bool scan_choose(const char *name, struct error *error)
{
	if (!name || !name[0]) {
		atomic_store(&chosen, fastest());
		return true;
	}
	for (const struct scan_kernel *const *kernel = scan_kernels; *kernel; kernel++) {
		if (strcmp((*kernel)->name, name) != 0)
			continue;
		if (!(*kernel)->usable())
			return fail(error, FAULT_USAGE, "this processor can't run the scanner '%s'",
				    name);
		atomic_store(&chosen, *kernel);
		return true;
	}
	return unknown(name, error);
}

uint32_t scan_lines(const char *bytes, uint32_t size, uint32_t *line)
{
	const struct scan_kernel *kernel = atomic_load_explicit(&chosen, memory_order_relaxed);

	if (!kernel) {
		kernel = fastest();
		atomic_store(&chosen, kernel);
	}
	return kernel->lines(bytes, size, line);
}
