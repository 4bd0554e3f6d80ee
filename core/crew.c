/* crew.c - starting threads, sharing out items, waiting for all. */
#include "core/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

struct member {
	pthread_t thread;
	uint32_t number;
	void (*work)(void *context, uint32_t worker);
	void *context;
};

uint32_t crew_default(void)
{
	cpu_set_t set[8]; /* 8192 processors: the kernel refuses a set that is too small */
	long online;

	if (sched_getaffinity(0, sizeof(set), set) == 0)
		return (uint32_t)MAX(CPU_COUNT_S(sizeof(set), set), 1);
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return (uint32_t)MAX(online, 1);
}

static void *member_run(void *context)
{
	struct member *member = context;

	member->work(member->context, member->number);
	return NULL;
}

void crew_run(uint32_t workers, void (*work)(void *context, uint32_t worker), void *context)
{
	struct member *member = workers > 1 ? calloc(workers - 1, sizeof(*member)) : NULL;
	uint32_t started = 0;

	while (member && started < workers - 1) {
		member[started] =
			(struct member){ .number = started + 1, .work = work, .context = context };
		if (pthread_create(&member[started].thread, NULL, member_run, &member[started]))
			break;
		started++;
	}
	work(context, 0);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(member[i].thread, NULL);
	free(member);
}

bool crew_take(struct crew_items *items, uint32_t *item)
{
	uint64_t next = atomic_fetch_add(&items->next, 1);

	*item = (uint32_t)next;
	return next < items->count;
}

struct each {
	struct crew_items items;
	void (*work)(void *context, uint32_t item);
	void *context;
};

static void each_work(void *context, uint32_t worker)
{
	struct each *each = context;
	uint32_t item;

	(void)worker;
	while (crew_take(&each->items, &item))
		each->work(each->context, item);
}

void crew_each(uint32_t workers, uint32_t items, void (*work)(void *context, uint32_t item),
	       void *context)
{
	struct each each = { .items = { .count = items }, .work = work, .context = context };

	crew_run(MIN(workers, items), each_work, &each);
}
