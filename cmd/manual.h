/*
 * manual.h - the manual page and the completions of shells, made from the tables
 * of commands and options, so that they can't say anything else than the program.
 */
#ifndef CMD_MANUAL_H
#define CMD_MANUAL_H

#include <stdio.h>

/* What `seiche help --generate WHAT` writes. */
struct generator {
	const char *what;
	void (*write)(FILE *to);
};

/* Ends with a row of NULLs. */
extern const struct generator generators[];

/* seiche(1) in man(7). */
void manual_write(FILE *to);

void completion_write_bash(FILE *to);
void completion_write_zsh(FILE *to);
void completion_write_fish(FILE *to);

#endif
