/*
 * progress.h - how far reading has come: a line on stderr that is drawn over and
 * over at a terminal, and a line that SIGUSR1 asks for, anywhere.
 *
 * Drawn ten times a second, from the second second on, by a timer's signal while
 * the workers only add to counters. One at a time.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "core/diag.h"

/* Begin to tell of `progress`, which must outlive progress_stop(); `draw` it, too. */
void progress_start(struct progress *progress, bool draw);

/* Stop, and clear the line. */
void progress_stop(void);

/* Let SIGUSR1 print where the run stands; call once, at the start. */
void progress_answer_signals(void);

#endif
