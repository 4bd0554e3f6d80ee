/* trigger.c - messages that often stand before trouble. */
#include "analysis/trigger.h"

#define MESSAGE_BYTES_MAX 512 /* what is told stands at the front */

static const struct {
	enum trigger_kind kind;
	const char *words; /* in lower case */
} wording[] = {
	{ TRIGGER_MEMORY, "out of memory" },
	{ TRIGGER_MEMORY, "oom-killer" },
	{ TRIGGER_MEMORY, "oom-kill" },
	{ TRIGGER_MEMORY, "oomkilled" },
	{ TRIGGER_MEMORY, "oom_reaper" },
	{ TRIGGER_MEMORY, "outofmemoryerror" },
	{ TRIGGER_MEMORY, "cannot allocate memory" },
	{ TRIGGER_CRASH, "segfault" },
	{ TRIGGER_CRASH, "segmentation fault" },
	{ TRIGGER_CRASH, "core dumped" },
	{ TRIGGER_CRASH, "kernel panic" },
	{ TRIGGER_CRASH, "general protection fault" },
	{ TRIGGER_CRASH, "exited on signal" },
	{ TRIGGER_CRASH, "terminated by signal" },
	{ TRIGGER_UNIT, "failed with result" },
	{ TRIGGER_UNIT, "entered failed state" },
	{ TRIGGER_UNIT, "start request repeated too quickly" },
	{ TRIGGER_UNIT, "main process exited" },
	{ TRIGGER_UPSTREAM, "no live upstreams" },
	{ TRIGGER_UPSTREAM, "has no server available" },
	{ TRIGGER_UPSTREAM, "no healthy upstream" },
	{ TRIGGER_CONNECTIONS, "too many connections" },
	{ TRIGGER_CONNECTIONS, "too many clients" },
	{ TRIGGER_CONNECTIONS, "remaining connection slots" },
	{ TRIGGER_CONNECTIONS, "max number of clients reached" },
	{ TRIGGER_CONNECTIONS, "worker_connections are not enough" },
	{ TRIGGER_CONNECTIONS, "maxrequestworkers" },
	{ TRIGGER_CONNECTIONS, "reached pm.max_children" },
	{ TRIGGER_CONNECTIONS, "connection pool exhausted" },
	{ TRIGGER_CONNECTIONS, "connection is not available, request timed out" },
	{ TRIGGER_CONNECTIONS, "table full, dropping packet" },
	{ TRIGGER_FILES, "too many open files" },
	{ TRIGGER_DISK, "no space left on device" },
	{ TRIGGER_DISK, "disk full" },
	{ TRIGGER_DISK, "disk quota exceeded" },
	{ TRIGGER_DISK, "read-only file system" },
	{ TRIGGER_DISK, "remounting filesystem read-only" },
	{ TRIGGER_DISK, "i/o error" },
	{ TRIGGER_NETWORK, "link is down" },
	{ TRIGGER_NETWORK, "network is unreachable" },
	{ TRIGGER_NETWORK, "no route to host" },
	{ TRIGGER_CERTIFICATE, "certificate has expired" },
	{ TRIGGER_CERTIFICATE, "certificate expired" },
	{ TRIGGER_REBOOT, "linux version " },
	{ TRIGGER_REBOOT, "system is rebooting" },
	{ TRIGGER_REBOOT, "system is going down" },
	{ TRIGGER_RESTART, "restart" },
	{ TRIGGER_RESTART, "shutting down" },
	{ TRIGGER_RESTART, "shutdown" },
	{ TRIGGER_RESTART, "sigterm" },
	{ TRIGGER_RESTART, "resuming normal operations" },
	{ TRIGGER_RESTART, "exiting on signal" },
	{ TRIGGER_DEPLOY, "deploy" },
	{ TRIGGER_DEPLOY, "rolling update" },
	{ TRIGGER_DEPLOY, "rolling back" },
	{ TRIGGER_DEPLOY, "migration" },
};

const char *trigger_name(enum trigger_kind kind)
{
	static const char *const names[TRIGGERS] = {
		[TRIGGER_MEMORY] = "out of memory",
		[TRIGGER_CRASH] = "crash",
		[TRIGGER_UNIT] = "failed unit",
		[TRIGGER_UPSTREAM] = "no upstream left",
		[TRIGGER_CONNECTIONS] = "too many connections",
		[TRIGGER_FILES] = "too many open files",
		[TRIGGER_DISK] = "disk trouble",
		[TRIGGER_NETWORK] = "network trouble",
		[TRIGGER_CERTIFICATE] = "expired certificate",
		[TRIGGER_REBOOT] = "reboot",
		[TRIGGER_RESTART] = "restart",
		[TRIGGER_DEPLOY] = "deploy",
	};

	return names[kind];
}

static uint32_t pair_of(const char *at)
{
	return ((uint32_t)at[0] & 31) << 5 | ((uint32_t)at[1] & 31);
}

void trigger_index_init(struct trigger_index *index)
{
	_Static_assert(LENGTH(wording) < UINT8_MAX, "numbers of wordings are bytes");
	*index = (struct trigger_index){ .first = { 0 } };
	/* Backwards: the first of those that begin alike is asked for first. */
	for (size_t i = LENGTH(wording); i-- > 0;) {
		uint8_t *first = &index->first[pair_of(wording[i].words)];

		index->next[i] = *first;
		*first = (uint8_t)(i + 1);
	}
}

static bool stands_at(const char *words, const char *at, size_t size)
{
	size_t length = strlen(words);

	return length <= size && memcmp(words, at, length) == 0;
}

enum trigger_kind trigger_of(const struct trigger_index *index, struct span message)
{
	char lower[MESSAGE_BYTES_MAX];
	size_t size = MIN(message.size, sizeof(lower)), best = LENGTH(wording);

	for (size_t i = 0; i < size; i++) {
		char byte = message.at[i];

		lower[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
	}
	for (size_t i = 0; i + 1 < size; i++)
		for (size_t number = index->first[pair_of(lower + i)]; number && number <= best;
		     number = index->next[number - 1])
			if (stands_at(wording[number - 1].words, lower + i, size - i))
				best = number - 1;
	return best < LENGTH(wording) ? wording[best].kind : TRIGGERS;
}
