/* manual.c - seiche(1), from the tables. */
#include "cmd/manual.h"

#include "cmd/command.h"
#include "cmd/option_table.h"
#include "seiche/version.h"

#include <string.h>

const struct generator generators[] = {
	{ "man", manual_write },
	{ "bash", completion_write_bash },
	{ "zsh", completion_write_zsh },
	{ "fish", completion_write_fish },
	{ NULL, NULL },
};

/* Text for man(7): backslashes, hyphens that must stay hyphens, lines that begin like requests. */
static void put(FILE *to, const char *text)
{
	bool fresh = true;

	for (; *text; text++) {
		if (fresh && (*text == '.' || *text == '\''))
			fputs("\\&", to);
		if (*text == '\\')
			fputs("\\e", to);
		else if (*text == '-')
			fputs("\\-", to);
		else
			fputc(*text, to);
		fresh = *text == '\n';
	}
}

static void put_commands(FILE *to)
{
	fputs(".SH COMMANDS\n", to);
	for (size_t i = 0; commands[i]; i++) {
		fputs(".TP\n.B ", to);
		put(to, commands[i]->name);
		fprintf(to, " \\fR");
		put(to, commands[i]->usage);
		fputs("\n", to);
		put(to, commands[i]->summary);
		fputs("\n", to);
	}
}

/* "report, timeline"; nothing where all commands that read take it. */
static void put_takers(FILE *to, uint32_t set)
{
	const char *between = " (";

	if ((set & FOR_FINDINGS) == FOR_FINDINGS)
		return;
	for (size_t i = 0; commands[i]; i++) {
		if (!(commands[i]->bit & set))
			continue;
		fputs(between, to);
		put(to, commands[i]->name);
		between = ", ";
	}
	fputs(")", to);
}

static void put_options(FILE *to)
{
	fputs(".SH OPTIONS\n", to);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		fputs(".TP\n", to);
		if (option->letter)
			fprintf(to, "\\fB\\-%c\\fR, ", option->letter);
		fputs("\\fB\\-\\-", to);
		put(to, option->name);
		fputs("\\fR", to);
		if (option->argument) {
			fputs(" \\fI", to);
			put(to, option->argument);
			fputs("\\fR", to);
		}
		fputs("\n", to);
		put(to, option->summary);
		put_takers(to, option->commands);
		fputs("\n", to);
	}
}

static void put_settings(FILE *to)
{
	const char *between = "";

	fputs(".SH CONFIGURATION\n"
	      "Some options may stand in a file, one\n.I name\n=\n.I value\na line, "
	      "# before comments, or in the environment as\n"
	      ".BR SEICHE_NAME .\nThese are: ",
	      to);
	for (size_t i = 0; i < option_count; i++) {
		if (!option_table[i].setting)
			continue;
		fputs(between, to);
		put(to, option_table[i].name);
		between = ", ";
	}
	fputs(".\nThe command line counts more than the environment, that more than files.\n"
	      ".B seiche help \\-\\-show\\-config\n"
	      "shows what is in force and where it comes from;\n"
	      ".B \\-\\-no\\-config\nleaves the files out.\n"
	      ".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/seiche/config\n"
	      "the user's settings; by default in\n.I ~/.config\n"
	      ".TP\n.I $XDG_CONFIG_DIRS/seiche/config\n"
	      "the machine's; by default in\n.I /etc/xdg\n",
	      to);
}

static void put_examples(FILE *to)
{
	fputs(".SH EXAMPLES\n", to);
	for (size_t i = 0; commands[i]; i++) {
		if (!commands[i]->examples)
			continue;
		fputs(".TP\n", to);
		put(to, commands[i]->summary);
		fputs("\n.nf\n", to);
		put(to, commands[i]->examples);
		fputs(".fi\n", to);
	}
}

void manual_write(FILE *to)
{
	fprintf(to, ".TH SEICHE 1 \"\" \"seiche %s\" \"User Commands\"\n", SEICHE_VERSION);
	fputs(".SH NAME\nseiche \\- finds traffic spikes and outages in archives of logs, and "
	      "pairs "
	      "them\n"
	      ".SH SYNOPSIS\n.B seiche\n.I COMMAND\n[\\fIOPTIONS\\fR] "
	      "[[\\fISERVICE\\fR=]\\fISOURCE\\fR ...]\n"
	      ".SH DESCRIPTION\n"
	      "A source is a file, a directory (read with all below it), a glob or \\- for "
	      "stdin.\nPacked files are unpacked, formats are recognised by content.\n"
	      "Sources of one service are read as one stream, ordered by time.\n",
	      to);
	put_commands(to);
	put_options(to);
	put_settings(to);
	fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nset and not empty: no colour.\n"
	      ".TP\n.B TZDIR\nwhere time zones are, if not in\n.IR /usr/share/zoneinfo .\n"
	      ".SH SIGNALS\n"
	      ".TP\n.B SIGUSR1\nprints on stderr how far reading has come.\n"
	      ".SH EXIT STATUS\n"
	      ".TP\n0\ndone\n.TP\n1\ndone, but nothing was found\n"
	      ".TP\n2\nwrong usage, or nothing could be read\n"
	      ".TP\n3\ndone, but some input could not be read whole\n",
	      to);
	put_examples(to);
}
