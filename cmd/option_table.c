/* option_table.c - the one table of options. */
#include "cmd/option_table.h"

#include <stddef.h>

#define AT(member) offsetof(struct options, member)

const struct option option_table[] = {
	{ "output", 'o', "FILE", FOR_FINDINGS | FOR_SLICE, OPTION_LIST, AT(output), VALUE_FILE,
	  .summary = "write to FILE; its ending picks the format; may be repeated; - is stdout" },
	{ "format", 'f', "NAME", FOR_FINDINGS, OPTION_TEXT, AT(format), VALUE_WORD,
	  "text md html json jsonl csv ics",
	  .summary = "format on stdout: text md html json jsonl csv ics" },
	{ "outages", 0, "[SERVICE=]FILE", FOR_ANALYSING, OPTION_NAMED, AT(outages), VALUE_FILE,
	  .summary = "declared outages: a status page's or monitor's file; may be repeated" },
	{ "window", 0, "[SERVICE=]FROM/TO TITLE", FOR_ANALYSING, OPTION_NAMED, AT(windows),
	  VALUE_FREE,
	  .summary = "one declared outage; TO may be a length (PT2H, 2h); may be repeated" },
	{ "marks", 0, "FILE", FOR_FINDINGS, OPTION_LIST, AT(marks), VALUE_FILE,
	  .summary = "annotations: CSV or JSON lines of time and text; may be repeated" },
	{ "since", 0, "TIME", FOR_ANALYSING, OPTION_TEXT, AT(since), VALUE_FREE,
	  .summary =
		  "only from TIME on: RFC 3339, YYYY-MM-DD[ HH:MM[:SS]], @EPOCH, yesterday, -2h" },
	{ "until", 0, "TIME", FOR_ANALYSING, OPTION_TEXT, AT(until), VALUE_FREE,
	  .summary = "only before TIME" },
	{ "where", 0, "EXPRESSION", FOR_ANALYSING, OPTION_TEXT, AT(where), VALUE_FREE,
	  .summary = "only what it holds for: 'status>=500 and path~^/api'; see docs/FILTERS.md" },
	{ "redact", 0, "KEYFILE", FOR_ANALYSING, OPTION_TEXT, AT(redact), VALUE_FILE,
	  .summary = "names by a key for addresses, mail addresses and secrets; made if missing" },
	{ "template", 0, "FILE", FOR_REPORT, OPTION_TEXT, AT(shape), VALUE_FILE,
	  .summary = "shape of an md or html report: a text with {{summary}}, {{timeline}}, "
		     "{{rest}}" },
	{ "check", 0, "FILE", FOR_REPORT, OPTION_TEXT, AT(check), VALUE_FILE,
	  .summary =
		  "list the blanks that people have not filled in; status 1 while there are any" },
	{ "episode", 0, "ID", FOR_SLICE, OPTION_TEXT, AT(episode), VALUE_FREE,
	  .summary = "the range of a spike or an outage, as `seiche spikes` names it: s1, o2" },
	{ "margin", 0, "LENGTH", FOR_SLICE, OPTION_TEXT, AT(margin), VALUE_FREE,
	  .summary = "so much before and after an episode as well: 90s, 5m" },
	{ "with-filename", 'H', NULL, FOR_SLICE, OPTION_FLAG, AT(names),
	  .summary = "file and line number in front of each line" },
	{ "last", 0, "LENGTH", FOR_CHECK, OPTION_TEXT, AT(last), VALUE_FREE,
	  .summary = "only what reaches into the last LENGTH before now counts: 15m, 1d" },
	{ "critical", 0, "LIST", FOR_CHECK, OPTION_TEXT, AT(critical), VALUE_FREE,
	  .summary = "what is critical: outages, spikes, or kinds of them; default outages" },
	{ "warning", 0, "LIST", FOR_CHECK, OPTION_TEXT, AT(warning), VALUE_FREE,
	  .summary = "what is worth a warning; default spikes" },
	{ "tz", 0, "ZONE[=GLOB]", FOR_READING, OPTION_LIST, AT(zones), VALUE_FREE, .setting = true,
	  .summary = "zone of stamps without one, and of times in text; default UTC; with GLOB of "
		     "the sources whose name or path is like it; may be repeated" },
	{ "log-date", 0, "DATE[=GLOB]", FOR_READING, OPTION_LIST, AT(log_dates), VALUE_FREE,
	  .summary = "day of the last line of logs whose stamps lack the date or the year; with GLOB "
		     "as --tz; default: by the file's name or last change" },
	{ "bucket", 0, "WIDTH", FOR_ANALYSING, OPTION_TEXT, AT(bucket), VALUE_WORD,
	  "1s 10s 1m 5m 1h 1d",
	  .summary = "width of a bucket: 1s 10s 1m 5m 1h 1d; default: chosen from the data" },
	{ "input-format", 0, "NAME", FOR_ANALYSING, OPTION_TEXT, AT(input_format), VALUE_FREE,
	  .summary = "read every source as NAME (see `seiche formats list`)" },
	{ "log-format", 0, "STRING", FOR_READING, OPTION_LIST, AT(log_formats), VALUE_FREE,
	  .summary = "a log_format of nginx, LogFormat of Apache, goaccess's, or grok; may be repeated" },
	{ "date-format", 0, "STRING", FOR_READING, OPTION_TEXT, AT(date_format), VALUE_FREE,
	  .summary = "what %d and %x stand for in a goaccess format" },
	{ "time-format", 0, "STRING", FOR_READING, OPTION_TEXT, AT(time_format), VALUE_FREE,
	  .summary = "what %t stands for in a goaccess format" },
	{ "time-col", 0, "NAME|N", FOR_READING, OPTION_TEXT, AT(time_column), VALUE_FREE,
	  .summary = "the column with the time, of tables of counts: its name or its number" },
	{ "count-col", 0, "NAME|N", FOR_READING, OPTION_TEXT, AT(count_column), VALUE_FREE,
	  .summary = "the column with the count; where a table has none so called, the columns "
		     "that it has are named" },
	{ "nginx-conf", 0, "FILE", FOR_READING, OPTION_LIST, AT(nginx_confs), VALUE_FILE,
	  .summary = "log formats, and which log is in which, from nginx's configuration" },
	{ "formats-dir", 0, "DIR", FOR_READING, OPTION_LIST, AT(formats_dirs), VALUE_FOLDER,
	  .summary = "declared formats, seiche's or lnav's: DIR/*.json; may be repeated" },
	{ "plugin", 0, "FILE.so", FOR_READING, OPTION_LIST, AT(plugins), VALUE_FILE,
	  .summary = "parsers from a shared object, which runs as you do; may be repeated" },
	{ "host", 0, "NAME", FOR_ANALYSING, OPTION_HOST, 0, VALUE_FREE,
	  .summary = "the host of the sources that follow" },
	{ "jobs", 'j', "N", FOR_ANALYSING, OPTION_TEXT, AT(jobs), VALUE_FREE, .setting = true,
	  .summary = "worker threads; default: all cores" },
	{ "max-memory", 0, "SIZE", FOR_FINDINGS, OPTION_TEXT, AT(memory), VALUE_FREE,
	  .setting = true,
	  .summary = "what counting may take, as 512M; past it figures are estimates, and it "
		     "is said which" },
	{ "now", 0, "TIME", FOR_READING, OPTION_TEXT, AT(now), VALUE_FREE,
	  .summary = "what now is, for relative times and repeatable runs" },
	{ "quiet", 'q', NULL, FOR_READING, OPTION_COUNT, AT(quiet),
	  .summary = "no warnings; twice: no errors either" },
	{ "verbose", 'v', NULL, FOR_READING, OPTION_COUNT, AT(verbose),
	  .summary = "say what each source was taken for" },
	{ "no-progress", 0, NULL, FOR_ANALYSING, OPTION_FLAG, AT(no_progress), .setting = true,
	  .summary = "draw no progress line" },
	{ "color", 0, "WHEN", FOR_READING, OPTION_TEXT, AT(colour), VALUE_WORD, "auto always never",
	  .setting = true, .summary = "auto, always or never; NO_COLOR is obeyed" },
	{ "errors", 0, "HOW", FOR_ALL, OPTION_TEXT, AT(errors), VALUE_WORD, "text json",
	  .setting = true, .summary = "messages on stderr as text, or json: one object a line" },
	{ "no-config", 0, NULL, FOR_ALL, OPTION_FLAG, AT(no_config),
	  .summary = "read no configuration files" },
	{ "show-config", 0, NULL, FOR_HELP, OPTION_FLAG, AT(show_config),
	  .summary = "show the settings in force and where they come from" },
	{ "generate", 0, "WHAT", FOR_HELP, OPTION_TEXT, AT(generate), VALUE_WORD,
	  "man bash zsh fish",
	  .summary = "write the manual page or a shell's completions: man bash zsh fish" },
	{ "help", 'h', NULL, FOR_ALL, OPTION_FLAG, AT(help), .summary = "show this help" },
	{ "version", 'V', NULL, FOR_ALL, OPTION_FLAG, AT(version), .summary = "show the version" },
};

const size_t option_count = LENGTH(option_table);

const struct option *option_lettered(char letter)
{
	for (size_t i = 0; i < option_count; i++)
		if (letter && option_table[i].letter == letter)
			return &option_table[i];
	return NULL;
}

const struct option *option_named(struct span name)
{
	for (size_t i = 0; i < option_count; i++)
		if (span_is(span_text(option_table[i].name), name))
			return &option_table[i];
	return NULL;
}

void *option_field(struct options *options, const struct option *option)
{
	return (char *)options + option->field;
}
