/*
 * guard.h - bytes that end where memory ends: one read too far is a crash.
 */
#ifndef SUPPORT_GUARD_H
#define SUPPORT_GUARD_H

#include <stddef.h>

/*
 * A copy of `size` bytes followed by `padding` zero bytes and then by a page that
 * can't be read. Freed by guard_release. Never NULL.
 */
char *guard_copy(const char *bytes, size_t size, size_t padding);
void guard_release(char *copy, size_t size, size_t padding);

#endif
