/* completion.c - completions for bash, zsh and fish, from the tables. */
#include "cmd/command.h"
#include "cmd/manual.h"
#include "cmd/option_table.h"

#include <string.h>

static void put_command_names(FILE *to)
{
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "%s%s", i ? " " : "", commands[i]->name);
}

static void put_option_names(FILE *to, uint32_t bit)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		if (!(option->commands & bit))
			continue;
		if (option->letter)
			fprintf(to, "-%c ", option->letter);
		fprintf(to, "--%s ", option->name);
	}
}

/* --- bash --- */

/* "--name|-n", the pattern of a case. */
static void put_pattern(FILE *to, const struct option *option)
{
	fprintf(to, "\t--%s", option->name);
	if (option->letter)
		fprintf(to, "|-%c", option->letter);
	fputs(") ", to);
}

static void put_bash_values(FILE *to)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		if (option->value == VALUE_NONE)
			continue;
		put_pattern(to, option);
		if (option->value == VALUE_WORD)
			fprintf(to, "COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
				option->words);
		else if (option->value == VALUE_FILE)
			fputs("_seiche_files; return ;;\n", to);
		else if (option->value == VALUE_FOLDER)
			fputs("COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n", to);
		else
			fputs("return ;;\n", to);
	}
}

void completion_write_bash(FILE *to)
{
	fputs("# bash completion for seiche, made by `seiche help --generate bash`\n"
	      "_seiche_files()\n{\n"
	      "\tlocal prefix= path=$word\n"
	      "\t# SERVICE=FILE: bash may have cut the word at the sign already.\n"
	      "\tif [[ $word == *=* ]]; then prefix=${word%%=*}=; path=${word#*=}; fi\n"
	      "\tcompopt -o filenames 2>/dev/null\n"
	      "\tmapfile -t COMPREPLY < <(compgen -f -P \"$prefix\" -- \"$path\")\n"
	      "}\n\n"
	      "_seiche()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [[ $COMP_CWORD == 1 ]]; then\n\t\tCOMPREPLY=($(compgen -W '",
	      to);
	put_command_names(to);
	fputs("' -- \"$word\")); return\n\tfi\n\tcase $before in\n", to);
	put_bash_values(to);
	fputs("\tesac\n\tif [[ $word == -* ]]; then\n\t\tcase ${COMP_WORDS[1]} in\n", to);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "\t\t%s) COMPREPLY=($(compgen -W '", commands[i]->name);
		put_option_names(to, commands[i]->bit);
		fputs("' -- \"$word\")) ;;\n", to);
	}
	fputs("\t\tesac\n\t\treturn\n\tfi\n"
	      "\tif [[ ${COMP_WORDS[1]} == help ]]; then\n\t\tCOMPREPLY=($(compgen -W '",
	      to);
	put_command_names(to);
	fputs("' -- \"$word\")); return\n\tfi\n\t_seiche_files\n}\n\n"
	      "complete -F _seiche seiche\n",
	      to);
}

/* --- zsh --- */

/* Inside '…[…]': brackets, colons and quotes have a meaning. */
static void put_zsh(FILE *to, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", to);
		else if (strchr("[]:\\", *text))
			fprintf(to, "\\%c", *text);
		else
			fputc(*text, to);
	}
}

static void put_zsh_option(FILE *to, const struct option *option)
{
	const char *many = option->kind == OPTION_TEXT || option->kind == OPTION_FLAG ? "" : "*";

	for (int letter = option->letter != 0; letter >= 0; letter--) {
		fprintf(to, " \\\n\t\t\t'%s", many);
		if (letter)
			fprintf(to, "-%c%s", option->letter, option->argument ? "+" : "");
		else
			fprintf(to, "--%s%s", option->name, option->argument ? "=" : "");
		fputc('[', to);
		put_zsh(to, option->summary);
		fputc(']', to);
		if (option->argument) {
			fputc(':', to);
			put_zsh(to, option->argument);
			fputc(':', to);
			if (option->value == VALUE_WORD)
				fprintf(to, "(%s)", option->words);
			else if (option->value == VALUE_FILE)
				fputs("_files", to);
			else if (option->value == VALUE_FOLDER)
				fputs("_files -/", to);
		}
		fputc('\'', to);
	}
}

void completion_write_zsh(FILE *to)
{
	fputs("#compdef seiche\n# made by `seiche help --generate zsh`\n\n"
	      "_seiche_source() {\n\tcompset -P '*='\n\t_files\n}\n\n"
	      "_seiche() {\n\tlocal -a commands\n\tcommands=(\n",
	      to);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "\t\t'%s:", commands[i]->name);
		put_zsh(to, commands[i]->summary);
		fputs("'\n", to);
	}
	fputs("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe command "
	      "commands\n\t\treturn\n\tfi\n"
	      "\tlocal command=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $command in\n",
	      to);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "\t%s)\n\t\t_arguments -s -S", commands[i]->name);
		for (size_t k = 0; k < option_count; k++)
			if (option_table[k].commands & commands[i]->bit)
				put_zsh_option(to, &option_table[k]);
		if (commands[i]->bit == FOR_HELP) {
			fputs(" \\\n\t\t\t'1:command:(", to);
			put_command_names(to);
			fputs(")'\n\t\t;;\n", to);
		} else {
			fputs(" \\\n\t\t\t'*:source:_seiche_source'\n\t\t;;\n", to);
		}
	}
	fputs("\tesac\n}\n\n_seiche \"$@\"\n", to);
}

/* --- fish --- */

static void put_fish(FILE *to, const char *text)
{
	fputc('\'', to);
	for (; *text; text++)
		fprintf(to, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
	fputc('\'', to);
}

/* The commands that take an option, as fish asks for them. */
static void put_fish_takers(FILE *to, uint32_t set)
{
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->bit & set)
			fprintf(to, " %s", commands[i]->name);
}

void completion_write_fish(FILE *to)
{
	fputs("# fish completion for seiche, made by `seiche help --generate fish`\n", to);
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, "complete -c seiche -n __fish_use_subcommand -f -a %s -d ",
			commands[i]->name);
		put_fish(to, commands[i]->summary);
		fputc('\n', to);
	}
	fputs("complete -c seiche -n '__fish_seen_subcommand_from help' -f -a '", to);
	put_command_names(to);
	fputs("'\n", to);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		fputs("complete -c seiche -n '__fish_seen_subcommand_from", to);
		put_fish_takers(to, option->commands);
		fprintf(to, "' -l %s", option->name);
		if (option->letter)
			fprintf(to, " -s %c", option->letter);
		if (option->value == VALUE_WORD)
			fprintf(to, " -x -a '%s'", option->words);
		else if (option->value == VALUE_FILE || option->value == VALUE_FOLDER)
			fputs(" -r -F", to);
		else if (option->value == VALUE_FREE)
			fputs(" -x", to);
		fputs(" -d ", to);
		put_fish(to, option->summary);
		fputc('\n', to);
	}
}
