/* logcat.c - Android's logcat in its threadtime form: stamp, process, thread, letter, tag: message.
 */
#include "parsers/line.h"

static const char *logcat(struct line *line)
{
	struct span process, thread, letter, tag;
	uint64_t number;
	const char *colon;

	/* "--------- beginning of main" */
	if (span_starts(line->text, SPAN("--------- ")))
		return line_continues;
	if (!line_time(line, CLOCK_NO_YEAR) && !line_time(line, CLOCK_ISO))
		return "no time stamp MM-DD hh:mm:ss at the start";
	process = line_word(line);
	thread = line_word(line);
	letter = line_word(line);
	if (!span_number(process, &number) || !span_number(thread, &number) || letter.size != 1 ||
	    level_of_letter(letter.at[0]) == SEICHE_LEVEL_NONE)
		return "no process, thread and letter of a level behind the time stamp";
	line_level(line, level_of_letter(letter.at[0]));
	colon = memmem(line->text.at, line->text.size, ": ", 2);
	if (colon) {
		tag = span_of(line->text.at, (size_t)(colon - line->text.at));
		line_set(line, SEICHE_PROGRAM, span_trim(tag));
		line->text = span_of(colon + 2, line->text.size - tag.size - 2);
	}
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(logcat)

const struct seiche_parser parser_logcat = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "logcat",
	.summary = "Android's logcat, threadtime",
	.example = "02-22 19:02:00.811  1702  2395 W WindowManager: no window",
	.follows = "Android developers, logcat: output formats",
	.rank = 75,
	.parse = logcat_lines,
};
