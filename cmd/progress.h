/*
 * progress.h - one line on stderr that says how far reading has come.
 *
 * Drawn ten times a second from a timer's signal while the workers only add to
 * counters; only at a terminal and only after a second. One at a time.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "core/diag.h"

/* Begin to draw `progress`, which must outlive progress_stop(). */
void progress_start(struct progress *progress);

/* Stop, and clear the line. */
void progress_stop(void);

#endif
