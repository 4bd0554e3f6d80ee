/*
 * progress.c - telling progress from a signal handler.
 *
 * The main thread is one of the workers, so nobody waits who could draw. A timer
 * interrupts instead; the handler reads atomic counters, formats by hand and
 * calls write() and clock_gettime(), all of which signal-safety(7) allows.
 */
#include "cmd/progress.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define DELAY_TICKS 10 /* of a tenth of a second each */
#define LINE_MAX_BYTES 256

/* A handler has no argument: the one place where it finds its counters. */
static struct progress *_Atomic told;
static volatile sig_atomic_t ticks;
static struct timespec began; /* written before `told` is, read after */

struct line {
	char text[LINE_MAX_BYTES];
	size_t size;
};

static void put(struct line *line, const char *text)
{
	size_t size = strlen(text);

	if (size > sizeof(line->text) - line->size)
		size = sizeof(line->text) - line->size;
	memcpy(line->text + line->size, text, size);
	line->size += size;
}

static void put_number(struct line *line, unsigned long long number)
{
	char digits[24];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	put(line, digits + at);
}

static void put_length(struct line *line, unsigned long long seconds)
{
	if (seconds >= 60) {
		put_number(line, seconds / 60);
		put(line, " min ");
	}
	put_number(line, seconds % 60);
	put(line, " s");
}

static unsigned long long since_began_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long long)((now.tv_sec - began.tv_sec) * 1000 +
				    (now.tv_nsec - began.tv_nsec) / 1000000);
}

/* "43 %, 520 MB, 2100000 lines, 410 MB/s, 3 s left"; megabytes are of unpacked text. */
static void put_progress(struct line *line, const struct progress *progress)
{
	unsigned long long total = atomic_load(&progress->total_bytes);
	unsigned long long read = atomic_load(&progress->read_bytes);
	unsigned long long bytes = atomic_load(&progress->bytes), ms = since_began_ms();

	if (total) {
		put_number(line, read < total ? read * 100 / total : 100);
		put(line, " %, ");
	}
	put_number(line, bytes / 1000000);
	put(line, " MB, ");
	put_number(line, atomic_load(&progress->lines));
	put(line, " lines");
	if (ms) {
		put(line, ", ");
		put_number(line, bytes / 1000 / ms);
		put(line, " MB/s");
	}
	if (total && read && read < total) {
		put(line, ", ");
		put_length(line, (total - read) / (read / ms + 1) / 1000 + 1);
		put(line, " left");
	}
}

static void draw(int signal_number)
{
	const struct progress *progress = told;
	struct line line = { .size = 0 };
	int kept = errno;

	(void)signal_number;
	if (!progress || ++ticks < DELAY_TICKS)
		return;
	put(&line, "\r\033[Kreading: ");
	put_progress(&line, progress);
	if (write(STDERR_FILENO, line.text, line.size) < 0)
		ticks = 0; /* nobody to draw for; try again in a while */
	errno = kept;
}

static void answer(int signal_number)
{
	const struct progress *progress = told;
	struct line line = { .size = 0 };
	int kept = errno;

	(void)signal_number;
	put(&line, ticks >= DELAY_TICKS ? "\r\033[Kseiche: " : "seiche: ");
	if (progress) {
		put(&line, "reading: ");
		put_progress(&line, progress);
	} else {
		put(&line, "not reading");
	}
	put(&line, "\n");
	if (write(STDERR_FILENO, line.text, line.size) < 0)
		ticks = 0;
	errno = kept;
}

static void set_timer(long every_us)
{
	struct itimerval timer = { .it_interval.tv_usec = every_us, .it_value.tv_usec = every_us };

	setitimer(ITIMER_REAL, &timer, NULL);
}

void progress_start(struct progress *progress, bool draws)
{
	struct sigaction action = { .sa_handler = draw, .sa_flags = SA_RESTART };

	ticks = 0;
	clock_gettime(CLOCK_MONOTONIC, &began);
	told = progress;
	if (!draws)
		return;
	sigaction(SIGALRM, &action, NULL);
	set_timer(100000);
}

void progress_stop(void)
{
	bool shown = ticks >= DELAY_TICKS;

	if (!told)
		return;
	set_timer(0);
	told = NULL;
	ticks = 0;
	if (shown && write(STDERR_FILENO, "\r\033[K", 4) < 0)
		return;
}

void progress_answer_signals(void)
{
	struct sigaction action = { .sa_handler = answer, .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &action, NULL);
}
