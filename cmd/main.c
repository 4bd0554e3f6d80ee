/* main.c - the table of commands and the way into them. */
#include "cmd/command.h"
#include "cmd/config.h"
#include "core/nearest.h"
#include "cmd/progress.h"
#include "core/scan.h"
#include "report/out.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command *const commands[] = {
	&command_report,
	&command_timeline,
	&command_spikes,
	&command_outages,
	&command_links,
	&command_buckets,
	&command_explain,
	&command_slice,
	&command_check,
	&command_formats,
	&command_help,
	NULL,
};

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static enum status unknown_command(const char *name, struct diag *diag)
{
	const char *names[LENGTH(commands)];
	const char *nearest;
	size_t count = 0;

	for (; commands[count]; count++)
		names[count] = commands[count]->name;
	nearest = nearest_word(name, names, count);
	if (nearest)
		diag_error(diag, "unknown command '%s'; did you mean '%s'?", name, nearest);
	else
		diag_error(diag, "unknown command '%s'; see `seiche help`", name);
	return STATUS_USAGE;
}

/* Files being written are removed, then the signal does what it always does. */
static void end_cleanly(int signal_number)
{
	out_abandon_all();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void catch_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = end_cleanly };

	for (size_t i = 0; i < LENGTH(caught); i++)
		sigaction(caught[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN); /* the writer sees EPIPE and ends quietly */
	progress_answer_signals();
}

/*
 * What must be known before the command line is parsed: files are read first, for
 * it is parsed on top of them, and mistakes in either are told in this way.
 */
static bool wants_early(int argc, char **argv, const char *option, const char *value)
{
	size_t size = strlen(option);

	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], option, size) != 0)
			continue;
		if (!value && argv[i][size] == '\0')
			return true;
		if (value && argv[i][size] == '=' && strcmp(argv[i] + size + 1, value) == 0)
			return true;
		if (value && argv[i][size] == '\0' && i + 1 < argc &&
		    strcmp(argv[i + 1], value) == 0)
			return true;
	}
	return false;
}

static bool read_settings(int argc, char **argv, const struct command *command,
			  struct options *options, struct diag *diag, struct arena *arena)
{
	bool files = !wants_early(argc, argv, "--no-config", NULL);
	struct error error;

	diag->json = wants_early(argc, argv, "--errors", "json");
	if (!config_load(files, arena, options, &error)) {
		diag_fault(diag, NULL, &error);
		return false;
	}
	diag->json |= options->errors && strcmp(options->errors, "json") == 0;
	if (!options_parse(argc, argv, command->bit, arena, options, &error)) {
		diag_fault(diag, command->name, &error);
		return false;
	}
	diag->json = options->errors && strcmp(options->errors, "json") == 0;
	if (options->errors && !diag->json && strcmp(options->errors, "text") != 0) {
		diag_error(diag, "--errors %s: expected text or json", options->errors);
		return false;
	}
	return true;
}

static enum status run(int argc, char **argv, struct diag *diag, struct arena *arena)
{
	const struct command *command;
	struct options options = { 0 };
	struct error error;

	if (argc < 2) {
		commands_describe(stderr);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		version_describe(stdout);
		return STATUS_DONE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return command_help.run(&command_help, &(struct options){ 0 }, diag, arena);
	if (argv[1][0] == '-') {
		diag_error(diag,
			   "a command comes first: seiche COMMAND [OPTIONS]; see `seiche help`");
		return STATUS_USAGE;
	}
	command = command_find(argv[1]);
	if (!command)
		return unknown_command(argv[1], diag);
	if (!read_settings(argc - 2, argv + 2, command, &options, diag, arena))
		return STATUS_USAGE;
	if (!scan_choose(getenv("SEICHE_SCAN"), &error)) {
		diag_error(diag, "SEICHE_SCAN: %s", error.text);
		return STATUS_USAGE;
	}
	if (options.help) {
		command_describe(command, stdout);
		return STATUS_DONE;
	}
	if (options.version) {
		version_describe(stdout);
		return STATUS_DONE;
	}
	if (options.quiet)
		diag->level = DIAG_ERROR;
	if (options.quiet > 1)
		diag->to = NULL;
	if (options.verbose)
		diag->level = options.verbose > 1 ? DIAG_DEBUG : DIAG_INFO;
	return command->run(command, &options, diag, arena);
}

int main(int argc, char **argv)
{
	struct diag diag = { .to = stderr, .level = DIAG_WARN };
	struct arena arena = { 0 };
	enum status status;

	catch_signals();
	status = run(argc, argv, &diag, &arena);
	arena_release(&arena);
	return (int)status;
}
