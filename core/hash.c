/* hash.c - see hash.h. */
#include "core/hash.h"

#include <pthread.h>
#include <sys/random.h>
#include <time.h>

/* The one thing of the process that is drawn at random: written once, before its first use. */
static uint64_t hash_key[2];
static pthread_once_t hash_key_once = PTHREAD_ONCE_INIT;

static void hash_key_draw(void)
{
	struct timespec now;

	if (getrandom(hash_key, sizeof(hash_key), GRND_NONBLOCK) == (ssize_t)sizeof(hash_key))
		return;
	/* Early in boot or forbidden: what an attacker of a log file can't see will do. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	hash_key[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)now.tv_sec;
	hash_key[1] = (uint64_t)(uintptr_t)&now * UINT64_C(0xbf58476d1ce4e5b9);
}

struct hash_key hash_key_take(void)
{
	pthread_once(&hash_key_once, hash_key_draw);
	return (struct hash_key){ hash_key[0], hash_key[1] };
}

uint64_t hash_bytes_keyed(struct span bytes, uint64_t key_0, uint64_t key_1)
{
	uint64_t hash = key_0 ^ bytes.size, a = 0, b = 0;
	const char *at = bytes.at;
	size_t left = bytes.size;

	for (; left > 16; at += 16, left -= 16)
		hash = hash_fold(span_word(at) ^ key_1, span_word(at + 8) ^ hash);
	/* The rest in two words, which overlap unless it is 8 or 16 bytes. */
	if (left >= 8) {
		a = span_word(at);
		b = span_word(at + left - 8);
	} else if (left >= 4) {
		a = span_half(at);
		b = span_half(at + left - 4);
	} else if (left) {
		a = (uint64_t)(unsigned char)at[0] << 16 |
		    (uint64_t)(unsigned char)at[left / 2] << 8 | (unsigned char)at[left - 1];
	}
	hash = hash_fold(a ^ key_1, b ^ hash);
	return hash_fold(hash ^ key_0, key_1 ^ UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t hash_bytes(struct span bytes)
{
	pthread_once(&hash_key_once, hash_key_draw);
	return hash_bytes_keyed(bytes, hash_key[0], hash_key[1]);
}
