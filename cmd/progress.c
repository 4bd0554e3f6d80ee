/*
 * progress.c - drawing progress from a signal handler.
 *
 * The main thread is one of the workers, so nobody waits who could draw. A timer
 * interrupts instead; the handler reads atomic counters, formats by hand and
 * calls write(), all of which signal-safety(7) allows.
 */
#include "cmd/progress.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define DELAY_TICKS 10 /* of a tenth of a second each */

/* A handler has no argument: the one place where it finds its counters. */
static struct progress *_Atomic drawn;
static volatile sig_atomic_t ticks;

static size_t put_number(char *at, unsigned long long number)
{
	char digits[24];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	for (size_t i = 0; i < count; i++)
		at[i] = digits[count - 1 - i];
	return count;
}

static void draw(int signal_number)
{
	static const char start[] = "\r\033[Kreading: ", unit[] = " MB, ", lines[] = " lines";
	struct progress *progress = drawn;
	int kept = errno;
	char text[128];
	size_t size = 0;
	unsigned long long total;

	(void)signal_number;
	if (!progress || ++ticks < DELAY_TICKS)
		return;
	total = atomic_load(&progress->total_bytes);
	memcpy(text, start, sizeof(start) - 1);
	size = sizeof(start) - 1;
	if (total) {
		size += put_number(text + size, atomic_load(&progress->read_bytes) * 100 / total);
		memcpy(text + size, " %, ", 4);
		size += 4;
	}
	size += put_number(text + size, atomic_load(&progress->bytes) / 1000000);
	memcpy(text + size, unit, sizeof(unit) - 1);
	size += sizeof(unit) - 1;
	size += put_number(text + size, atomic_load(&progress->lines));
	memcpy(text + size, lines, sizeof(lines) - 1);
	size += sizeof(lines) - 1;
	if (write(STDERR_FILENO, text, size) < 0)
		ticks = 0; /* nobody to draw for; try again in a while */
	errno = kept;
}

static void set_timer(long every_us)
{
	struct itimerval timer = { .it_interval.tv_usec = every_us, .it_value.tv_usec = every_us };

	setitimer(ITIMER_REAL, &timer, NULL);
}

void progress_start(struct progress *progress)
{
	struct sigaction action = { .sa_handler = draw, .sa_flags = SA_RESTART };

	ticks = 0;
	drawn = progress;
	sigaction(SIGALRM, &action, NULL);
	set_timer(100000);
}

void progress_stop(void)
{
	bool shown = ticks >= DELAY_TICKS;

	if (!drawn)
		return;
	set_timer(0);
	drawn = NULL;
	if (shown && write(STDERR_FILENO, "\r\033[K", 4) < 0)
		return;
}
