/* command_help.c - help: all commands, or one of them. */
#include "cmd/command.h"
#include "cmd/config.h"
#include "cmd/manual.h"
#include "ingest/archive.h"
#include "ingest/codec.h"
#include "seiche/version.h"

#include <string.h>

void command_describe(const struct command *command, FILE *to)
{
	fprintf(to, "seiche %s - %s\n\n", command->name, command->summary);
	if (command->examples)
		fprintf(to, "Examples\n%s\n", command->examples);
	fprintf(to, "Usage\n  seiche %s %s\n\nOptions\n", command->name, command->usage);
	options_describe(command->bit, to);
}

void commands_describe(FILE *to)
{
	fputs("seiche - finds traffic spikes and outages in archives of logs, and pairs them\n\n"
	      "Examples\n"
	      "  seiche report blog=/var/log/nginx                     what happened here?\n"
	      "  seiche report --outages their-status.json blog=logs/  was it somebody's outage?\n"
	      "  seiche report -o postmortem.md -o postmortem.html web=logs/\n"
	      "  seiche formats detect strange.log                     what is this file?\n\n"
	      "Usage\n"
	      "  seiche COMMAND [OPTIONS] [[SERVICE=]SOURCE ...]\n\n"
	      "  A source is a file, a directory (read with all below it) or - for stdin; plain "
	      "or\n"
	      "  packed (see --version). Formats are recognised by content.\n\n"
	      "Commands\n",
	      to);
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\nExit status\n"
	      "  0 done   1 done, nothing found   2 usage, or nothing could be read\n"
	      "  3 done, but some input could not be read whole\n\n"
	      "`seiche help COMMAND` shows a command's options.\n",
	      to);
}

static enum status generate(const char *what, struct diag *diag)
{
	for (size_t i = 0; generators[i].what; i++)
		if (strcmp(generators[i].what, what) == 0) {
			generators[i].write(stdout);
			return STATUS_DONE;
		}
	diag_error(diag, "--generate %s: expected one of man bash zsh fish", what);
	return STATUS_USAGE;
}

void version_describe(FILE *to)
{
	const char *before = "";

	fprintf(to, "seiche %s\nunpacks", SEICHE_VERSION);
	for (size_t i = 0; codecs[i]; i++) {
		const char *name = codecs[i]->name, *version = codecs[i]->version();

		/* Those of one format stand together; libbz2 appends a date. */
		if (strcmp(name, before) == 0)
			fputs(", ", to);
		else
			fprintf(to, "%s %s (", i ? ")," : "", name);
		fprintf(to, "%s %.*s", codecs[i]->provider, (int)strcspn(version, ","), version);
		before = name;
	}
	fputs(")\n", to);
	if (archive_version())
		fprintf(to, "reads archives: tar, zip (%s)\n", archive_version());
}

static enum status run(const struct command *command, const struct options *options,
		       struct diag *diag, struct arena *arena)
{
	(void)command;
	(void)arena;
	if (options->show_config) {
		config_describe(options, stdout);
		return STATUS_DONE;
	}
	if (options->generate)
		return generate(options->generate, diag);
	if (!options->sources) {
		commands_describe(stdout);
		return STATUS_DONE;
	}
	for (size_t i = 0; commands[i]; i++) {
		if (strcmp(commands[i]->name, options->source[0].path) == 0) {
			command_describe(commands[i], stdout);
			return STATUS_DONE;
		}
	}
	diag_error(diag, "there is no command '%s'; see `seiche help`", options->source[0].path);
	return STATUS_USAGE;
}

const struct command command_help = {
	.name = "help",
	.usage = "[OPTIONS] [COMMAND]",
	.summary = "show this, or a command's help",
	.bit = FOR_HELP,
	.run = run,
};
