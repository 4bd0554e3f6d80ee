/*
 * scratch.h - a folder of files for a test, gone after it.
 */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include <stddef.h>

/* A new empty folder; its path is valid until scratch_remove. Never NULL. */
const char *scratch_make(void);
void scratch_remove(void);

/* The path of a file in it; valid until the eighth call after this. */
const char *scratch_path(const char *name);

/* Write a file, making the folders on the way. */
const char *scratch_file(const char *name, const char *bytes, size_t size);

#endif
