/* scratch.c - see scratch.h. One test at a time, so its place may be a variable of the file. */
#include "tests/support/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

const char *scratch_make(void)
{
	strcpy(folder, "/tmp/seiche-test-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	return folder;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
	(void)about;
	(void)type;
	(void)walk;
	return remove(path);
}

void scratch_remove(void)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *scratch_path(const char *name)
{
	static char path[8][512];
	static unsigned next;
	char *at = path[next++ % 8];

	snprintf(at, sizeof(path[0]), "%s/%s", folder, name);
	return at;
}

const char *scratch_file(const char *name, const char *bytes, size_t size)
{
	char parent[512];
	const char *path = scratch_path(name);
	FILE *file;

	snprintf(parent, sizeof(parent), "%s", path);
	for (char *slash = strchr(parent + strlen(folder) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(parent, 0755);
		*slash = '/';
	}
	file = fopen(path, "we");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		abort();
	return path;
}
