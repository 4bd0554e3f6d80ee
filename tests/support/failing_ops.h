/*
 * failing_ops.h - a file system that fails at its n-th call.
 *
 * To be run for n = 1, 2, … until nothing fails any more: whatever call it is that
 * fails, the program must say so and not crash.
 */
#ifndef SUPPORT_FAILING_OPS_H
#define SUPPORT_FAILING_OPS_H

#include "core/file.h"

extern const struct file_ops failing_ops;

/* Let the n-th call from now on fail with `number`, that one only; 0: none. */
void failing_ops_set(unsigned long n, int number);

/* Has it? */
bool failing_ops_struck(void);

#endif
