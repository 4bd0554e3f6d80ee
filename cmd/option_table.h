/*
 * option_table.h - every option of every command, once.
 *
 * What is said here makes the parser, each command's help, the manual page, the
 * completions of the shells, and what a configuration file may set.
 */
#ifndef CMD_OPTION_TABLE_H
#define CMD_OPTION_TABLE_H

#include "cmd/options.h"

/* What a value does to struct options; `field` is where. */
enum option_kind {
	OPTION_TEXT,  /* const char *: the last one counts */
	OPTION_COUNT, /* uint32_t: how often it was said */
	OPTION_FLAG,  /* bool */
	OPTION_LIST,  /* struct value_list: each one counts */
	OPTION_NAMED, /* struct named_list: each one counts, [NAME=]VALUE */
	OPTION_HOST,  /* the host of the sources that follow */
};

/* What a value is: for completion. */
enum option_value {
	VALUE_NONE,
	VALUE_FREE, /* nothing to propose */
	VALUE_FILE,
	VALUE_FOLDER,
	VALUE_WORD, /* one of `words` */
};

struct option {
	const char *name;     /* without the dashes */
	char letter;          /* 0: none */
	const char *argument; /* what to call the value; NULL: takes none */
	uint32_t commands;    /* enum command_set */
	enum option_kind kind;
	size_t field; /* offset in struct options */
	enum option_value value;
	const char *words; /* of VALUE_WORD, with spaces between */
	bool setting;      /* a configuration file or the environment may set it */
	const char *summary;
};

extern const struct option option_table[];
extern const size_t option_count;

/* NULL where there is none of that name or letter. */
const struct option *option_named(struct span name);
const struct option *option_lettered(char letter);

/* Where a value of this option is kept. */
void *option_field(struct options *options, const struct option *option);

#endif
