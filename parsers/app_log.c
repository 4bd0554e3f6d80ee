/*
 * app_log.c - "time level message": what applications write.
 *
 * The stamp may be of any form and stand in brackets or behind some words; numbers,
 * threads in brackets and a level may follow. A line without a stamp belongs to the
 * event before it, a stack trace mostly, also where that event is in another chunk.
 * So every text would be of this format: open() finds out by the head which form
 * stands where, and wants it in a good share of the lines.
 */
#include "parsers/lead.h"

/* Of the head's lines that begin at the margin, one in so many must bear a stamp … */
#define STAMPED_SHARE 4
/* … and so many at least where the form or the place is less telling … */
#define STAMPED_MIN 2
/* … and so many of a hundred where it might be any number. */
#define NUMBERS_PERCENT 90

#define SKIP_MAX 8
#define WORD_MAX 128
#define HEAD_LINES_MAX 200

/* Where stamps stand, and in which form. */
struct style {
	uint8_t skip; /* words before it */
	uint8_t form;
};

enum telling { ANY_NUMBER, SHORT, FULL };

/* Times of day are looked for where no date was found, behind so many words. */
#define UNDATED_SKIP_MAX 2
#define PROCESS_DIGITS_MIN 3
#define PROCESS_DIGITS_MAX 7

/* From the most telling on; a later one counts only where no earlier reads as many lines. */
static const struct {
	uint8_t form;
	uint8_t telling;
	bool first_only; /* behind other words it is of another format */
} forms[] = {
	{ CLOCK_ISO_NAMED, FULL, false }, { CLOCK_SLASHED, FULL, false },
	{ CLOCK_CTIME, FULL, false },     { CLOCK_DAY_FIRST, FULL, false },
	{ CLOCK_JAVA, FULL, true },       { CLOCK_RFC822, FULL, true },
	{ CLOCK_ORDINAL, FULL, true },    { CLOCK_TAI64N, FULL, true },
	{ CLOCK_SHORT, SHORT, true },     { CLOCK_PACKED, SHORT, true },
	{ CLOCK_SYSLOG, SHORT, true },    { CLOCK_NO_YEAR, SHORT, true },
	{ CLOCK_CLF, ANY_NUMBER, true },  { CLOCK_EPOCH, ANY_NUMBER, false },
};

/* A word in front of the stamp, which may name the level: up to a space, a tab or "::". */
static bool skip_word(struct line *line)
{
	struct span text = line->text;
	size_t size = 0, most = MIN(text.size, WORD_MAX);

	while (size < most && text.at[size] != ' ' && text.at[size] != '\t' &&
	       !(text.at[size] == ':' && size + 1 < text.size && text.at[size + 1] == ':'))
		size++;
	if (size == most)
		return false;
	line_level_name(line, span_of(text.at, size));
	line_literal(line, span_of(text.at, size));
	line_literal(line, SPAN("::"));
	line_spaces(line);
	return true;
}

/*
 * What may stand in front of a time of day: a level or the number of a process, as in
 * "4711 12:21:46" and "[pid 4711] 12:21:46". Anything else may be a date in a form that is
 * not known, and the file's must not take its place.
 */
static bool is_process_or_level(struct span word)
{
	size_t digits = word.size;

	if (span_is(word, SPAN("[pid")) || level_of(word.at, word.size) != SEICHE_LEVEL_NONE)
		return true;
	if (digits && word.at[digits - 1] == ']')
		digits--;
	for (size_t i = 0; i < digits; i++)
		if ((unsigned char)(word.at[i] - '0') > 9)
			return false;
	return digits >= PROCESS_DIGITS_MIN && digits <= PROCESS_DIGITS_MAX;
}

/* The stamp in front, in brackets or not, and the brackets with it. */
static bool take_stamp(struct line *line, enum clock_form form)
{
	char close = line->text.size ? lead_closing(line->text.at[0]) : 0;

	if (close)
		line_byte(line, line->text.at[0]);
	if (!line_time(line, form))
		return false;
	if (close && !line_byte(line, close))
		return false;
	return !line->text.size || lead_is_separator(line->text.at[0]) || line->text.at[0] == '[' ||
	       line->text.at[0] == ']';
}

static bool skip_front(struct line *line, const struct style *style)
{
	for (uint8_t i = 0; i < style->skip; i++) {
		struct span word = line->text;

		if (!skip_word(line) ||
		    (style->form == CLOCK_DAYTIME && !is_process_or_level(span_cut(&word, ' '))))
			return false;
	}
	return true;
}

static bool take_front(struct line *line, const struct style *style)
{
	return skip_front(line, style) && take_stamp(line, (enum clock_form)style->form);
}

static const char *app_log(struct line *line)
{
	if (!take_front(line, line->state))
		return line_continues;
	lead_separators(line);
	if (!(line->row->has & SEICHE_LEVEL))
		lead_level(line);
	line_set(line, SEICHE_TEXT, line->text);
	return NULL;
}

LINE_PARSE(app_log)

/* The head's lines at the margin, how many bear a stamp, and whether the first does. */
struct count {
	uint32_t lines, stamped;
	bool first;
	struct span front; /* what precedes the first stamp in its line … */
	bool other;        /* … and not each of the others */
};

static void count_line(struct count *count, struct line *line, const struct style *style)
{
	struct span front = line->text;

	if (skip_front(line, style)) {
		front.size = (size_t)(line->text.at - front.at);
		if (take_stamp(line, (enum clock_form)style->form)) {
			count->first |= !count->lines;
			if (!count->stamped++)
				count->front = front;
			count->other |= !span_is(front, count->front);
		}
	}
	count->lines++;
}

/* Can what was counted so far still come to be enough? Mostly the first lines tell. */
static bool is_hopeless(const struct count *count, enum telling telling, uint8_t skip)
{
	if (telling == ANY_NUMBER)
		return (count->lines - count->stamped) * 100 >
		       HEAD_LINES_MAX * (100 - NUMBERS_PERCENT);
	return skip && !count->first; /* see is_enough() */
}

static struct count count_stamped(const struct style *style, enum telling telling,
				  const struct seiche_source *source)
{
	struct clock_context context = clock_context_of(source);
	struct span rest = span_of(source->head, source->head_size);
	struct count count = { 0 };

	while (rest.size && count.lines < HEAD_LINES_MAX) {
		struct clock_memo memo = { 0 };
		struct seiche_event row = { 0 };
		uint32_t assumed = 0;
		struct line line = {
			.bytes = source->head,
			.text = span_cut(&rest, '\n'),
			.row = &row,
			.context = &context,
			.memo = &memo,
			.assumed = &assumed,
		};

		if (!span_trim(line.text).size || line.text.at[0] == ' ' || line.text.at[0] == '\t')
			continue;
		count_line(&count, &line, style);
		if (is_hopeless(&count, telling, style->skip))
			break;
	}
	return count;
}

/* Long traces leave few lines with a stamp: where the first has a full one, some are enough. */
static bool is_enough(struct count count, enum telling telling, uint8_t skip)
{
	bool share = count.stamped * STAMPED_SHARE >= count.lines;
	bool begins = count.first && count.stamped >= STAMPED_MIN;

	if (!count.stamped)
		return false;
	if (telling == ANY_NUMBER)
		return count.stamped >= STAMPED_MIN &&
		       count.stamped * 100 >= count.lines * NUMBERS_PERCENT;
	if (telling == FULL && !skip)
		return share || begins;
	/* "===== Start of dump at Sat Feb 22 …": the same words over each of long blocks. */
	if (telling == FULL && begins && !count.other)
		return true;
	return (share && begins) || (!skip && count.stamped == count.lines);
}

/* Take this form at this place where it reads more lines than `most`, and enough. */
static void try_style(struct style style, enum telling telling, const struct seiche_source *source,
		      uint32_t *most, struct style *out)
{
	struct count count = count_stamped(&style, telling, source);

	if (count.stamped <= *most || is_hopeless(&count, telling, style.skip) ||
	    !is_enough(count, telling, style.skip))
		return;
	*most = count.stamped;
	*out = style;
}

/* The style that most lines are of; false where none is of enough. */
static bool find_style(struct style *out, const struct seiche_source *source)
{
	uint32_t most = 0;

	/* Words in front of the stamp are tried only where none stands in front. */
	for (uint8_t skip = 0; skip <= SKIP_MAX && !most; skip++)
		for (size_t i = 0; i < LENGTH(forms); i++)
			if (!skip || !forms[i].first_only)
				try_style((struct style){ .skip = skip, .form = forms[i].form },
					  (enum telling)forms[i].telling, source, &most, out);
	for (uint8_t skip = 0; skip <= UNDATED_SKIP_MAX && !most; skip++)
		try_style((struct style){ .skip = skip, .form = CLOCK_DAYTIME }, SHORT, source,
			  &most, out);
	return most;
}

/* "[ 5454.908405] …": the kernel's ring buffer counts from the boot. */
static bool is_since_boot(struct span head)
{
	size_t at = 1;

	if (!head.size || head.at[0] != '[')
		return false;
	while (at < head.size && (head.at[at] == ' ' || head.at[at] == '.' ||
				  (unsigned char)(head.at[at] - '0') < 10))
		at++;
	return at > 8 && at < head.size && head.at[at] == ']';
}

static int app_log_open(void *state, const struct seiche_source *source,
			const struct seiche_host *host, const char **why)
{
	(void)host;
	if (find_style(state, source))
		return 0;
	*why = is_since_boot(span_of(source->head, source->head_size))
		       ? "seconds since boot and no date; `dmesg --time-format iso` writes one"
		       : "too few lines begin with a time stamp";
	return -1;
}

const struct seiche_parser parser_app_log = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "timed-text",
	.summary = "application logs: time, level, message; stack traces stay with their event",
	.example = "[2016-12-19 18:14:43,452] INFO Shutting down (kafka.server.KafkaServer)",
	.follows = "log4j and logback PatternLayout, Python logging; no single specification",
	.state_size = sizeof(struct style),
	.rank = 10,
	.open = app_log_open,
	.parse = app_log_lines,
};
