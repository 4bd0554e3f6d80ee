/* trace.c - see trace.h. */
#include "parsers/trace.h"

/* How lines at the margin begin, by what prints them. */
static const char *const beginnings[] = {
	/* Go: runtime/panic.go, runtime/traceback.go */
	"panic: ",
	"fatal error: ",
	"goroutine ",
	"created by ",
	"[signal ",
	"exit status ",
	/* Python: traceback.py */
	"Traceback (most recent call last):",
	"During handling of the above exception, another exception occurred:",
	"The above exception was the direct cause of the following exception:",
	/* Java: Throwable.printStackTrace(), Thread.dispatchUncaughtException() */
	"Caused by: ",
	"Suppressed: ",
	"Exception in thread ",
	/* Rust: std::panicking, std::backtrace */
	"thread '",
	"stack backtrace:",
	"note: run with `RUST_BACKTRACE",
	/* PHP: Exception::getTraceAsString() */
	"Stack trace:",
	"#0 ",
	"#1 ",
	"#2 ",
};

static bool is_of_name(char byte)
{
	return (unsigned char)((byte | 32) - 'a') < 26 || (unsigned char)(byte - '0') < 10 ||
	       byte == '_' || byte == '.' || byte == '$';
}

/* "java.net.ConnectException: refused", "KeyError: 'x'", "TypeError": the name alone or before a
 * colon. */
static bool is_exception(struct span line)
{
	struct span name = line;
	size_t size = 0;

	while (size < line.size && is_of_name(line.at[size]))
		size++;
	name.size = size;
	if (size < line.size && line.at[size] != ':')
		return false;
	return span_ends(name, SPAN("Error")) || span_ends(name, SPAN("Exception"));
}

/* "main.main()", "net/http.(*conn).serve(0xc0000b2000)": Go's frames stand at the margin. */
static bool is_frame(struct span line)
{
	const char *open = memchr(line.at, '(', line.size);
	const char *space = memchr(line.at, ' ', line.size);
	const char *dot = memchr(line.at, '.', line.size);

	return open && dot && dot < open && line.at[line.size - 1] == ')' &&
	       (!space || space > open);
}

bool trace_is_part(struct span line)
{
	if (!line.size)
		return false;
	if (line.at[0] == ' ' || line.at[0] == '\t')
		return true;
	for (size_t i = 0; i < LENGTH(beginnings); i++)
		if (span_starts(line, span_text(beginnings[i])))
			return true;
	return is_exception(line) || is_frame(line);
}
