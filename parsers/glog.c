/* glog.c - glog of C++ and Go, klog of Kubernetes: a letter, month and day, time, thread, place. */
#include "parsers/line.h"

static bool is_digit(char byte)
{
	return (unsigned char)(byte - '0') < 10;
}

static const char *glog(struct line *line)
{
	uint8_t level = level_of_letter(line->text.at[0]);
	const char *bracket;

	/* Messages go on, and checks that failed write traces. */
	if (level == SEICHE_LEVEL_NONE || line->text.size < 2 || !is_digit(line->text.at[1]))
		return line_continues;
	line_byte(line, line->text.at[0]);
	if (!line_time(line, CLOCK_GLOG) || !line_byte(line, ' '))
		return "no MMDD hh:mm:ss behind the level";
	line_word(line); /* the thread */
	bracket = memchr(line->text.at, ']', line->text.size);
	if (!bracket)
		return "no file and line in front of a bracket";
	line_level(line, level);
	line_set(line, SEICHE_PROGRAM, span_cut(&line->text, ':'));
	line->text = span_of(bracket + 1, (size_t)(line->text.at + line->text.size - bracket) - 1);
	line_byte(line, ' ');
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(glog)

static int glog_open(void *state, const struct seiche_source *source,
		     const struct seiche_host *host, const char **why)
{
	(void)host;
	return line_open(glog, state, source, why);
}

const struct seiche_parser parser_glog = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "glog",
	.summary = "glog and klog: Google's C++ and Go programs, Kubernetes",
	.example = "E0222 19:02:00.619632    7123 controller.go:253] node not ready",
	.follows = "github.com/google/glog, «Log line prefix»; k8s.io/klog",
	.rank = 45,
	.open = glog_open,
	.parse = glog_lines,
};
