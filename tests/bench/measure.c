/*
 * measure.c - runs a command and says what it took: wall time, processor time, peak memory.
 *
 *     measure NAME COMMAND [ARGUMENT…]
 *
 * The command's output is dropped; its status is passed on. One line on stdout:
 * "NAME: 1.240 s wall, 2.310 s cpu, 38.2 MiB peak".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **argument)
{
	double begin = now_s();
	struct rusage usage;
	int status;
	pid_t child;

	if (count < 3) {
		fputs("usage: measure NAME COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	child = fork();
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (nowhere >= 0)
			dup2(nowhere, STDOUT_FILENO);
		execvp(argument[2], argument + 2);
		perror(argument[2]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
		perror("measure");
		return 2;
	}
	printf("%s: %.3f s wall, %.3f s cpu, %.1f MiB peak\n", argument[1], now_s() - begin,
	       seconds(usage.ru_utime) + seconds(usage.ru_stime), (double)usage.ru_maxrss / 1024);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
