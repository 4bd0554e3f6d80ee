/* test_spool.c - copies of pipes and of archives' members: the same bytes again, within bounds. */
#include "ingest/limits.h"
#include "ingest/spool.h"
#include "tests/support/failing_ops.h"
#include "tests/support/test.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_BYTES (5 * SPOOL_BLOCK_BYTES + 12345)

/* Half of it packs well, half of it not at all. */
static char *make_log(void)
{
	char *text = malloc(LOG_BYTES);
	uint64_t random = 3;

	assert_non_null(text);
	for (size_t i = 0; i < LOG_BYTES; i++) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		text[i] = i < LOG_BYTES / 2 ? (char)('a' + i % 23) : (char)(random >> 56);
	}
	return text;
}

struct feeder {
	int fd;
	const char *text;
};

static void *feed(void *context)
{
	struct feeder *feeder = context;

	assert_true(file_write(&file_system, feeder->fd, feeder->text, LOG_BYTES));
	close(feeder->fd);
	return NULL;
}

/* A spool over a pipe that `text` comes through. */
static void open_fed(struct spool *spool, struct feeder *feeder, pthread_t *thread)
{
	struct error error;
	int end[2];

	assert_int_equal(pipe(end), 0);
	feeder->fd = end[1];
	assert_int_equal(pthread_create(thread, NULL, feed, feeder), 0);
	assert_true(spool_open(spool, end[0], &error));
}

static void check_again(struct spool *spool, const char *text)
{
	static char got[SPOOL_BLOCK_BYTES * 3];
	uint64_t random = 9;

	for (int i = 0; i < 200; i++) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);

		uint64_t at = (random >> 20) % (LOG_BYTES + 1);
		size_t size = i % 3 ? (random >> 40) % 5000 : (random >> 40) % sizeof(got);
		size_t want = MIN(size, (size_t)(LOG_BYTES - at));

		assert_int_equal(spool_pread(spool, &file_system, got, size, at), want);
		assert_memory_equal(got, text + at, want);
		if (i % 50 == 0)
			spool_rest(spool);
	}
}

static void reads_a_pipe_again(void **state)
{
	static const size_t steps[] = { 1000, SPOOL_BLOCK_BYTES, 300000, LOG_BYTES + 1 };
	char *text = make_log(), *got = malloc(LOG_BYTES + 1);

	(void)state;
	assert_non_null(got);
	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct feeder feeder = { .text = text };
		struct spool spool;
		pthread_t thread;
		size_t at = 0;
		int64_t more;

		open_fed(&spool, &feeder, &thread);
		do {
			more = spool_pread(&spool, &file_system, got + at,
					   MIN(steps[i], LOG_BYTES + 1 - at), at);
			assert_true(more >= 0);
			at += (size_t)more;
		} while (more && at < LOG_BYTES + 1);
		pthread_join(thread, NULL);
		assert_int_equal(at, LOG_BYTES);
		assert_memory_equal(got, text, LOG_BYTES);
		check_again(&spool, text);
		/* What packs is packed, what does not takes no more than it is. */
		assert_true(spool.file->size <= (spool.codec ? LOG_BYTES * 6 / 10 : LOG_BYTES));
		spool_close(&spool, &file_system);
	}
	free(got);
	free(text);
}

static void shares_a_file(void **state)
{
	char *text = make_log();
	struct spool_file *file;
	struct spool spool[3];
	struct error error;

	(void)state;
	assert_true(spool_file_open(&file, &error));
	for (size_t i = 0; i < LENGTH(spool); i++) {
		spool_begin(&spool[i], file);
		for (size_t at = 0; at < LOG_BYTES; at += 100000)
			assert_true(spool_add(&spool[i], &file_system, text + at,
					      MIN(100000, LOG_BYTES - at)));
		assert_true(spool_finish(&spool[i], &file_system));
	}
	spool_file_leave(file, &file_system);
	assert_int_equal(file->users, 3);
	for (size_t i = 0; i < LENGTH(spool); i++) {
		check_again(&spool[i], text);
		spool_close(&spool[i], &file_system);
	}
	free(text);
}

/* Past its bound the copy ends, what comes through does not. */
static void stays_within_its_bound(void **state)
{
	char *text = make_log(), got[1000];
	struct feeder feeder = { .text = text };
	struct spool spool;
	pthread_t thread;

	(void)state;
	open_fed(&spool, &feeder, &thread);
	spool.codec = NULL;
	spool.file->limit = 3 * SPOOL_BLOCK_BYTES;
	for (uint64_t at = 0; at < LOG_BYTES; at += 1000) {
		size_t size = MIN(1000, (size_t)(LOG_BYTES - at));

		assert_int_equal(spool_pread(&spool, &file_system, got, size, at), size);
		assert_memory_equal(got, text + at, size);
	}
	pthread_join(thread, NULL);
	assert_true(spool.file->size == 3 * SPOOL_BLOCK_BYTES && spool.cut && !spool.full);
	assert_int_equal(spool_pread(&spool, &file_system, got, 1000, 2 * SPOOL_BLOCK_BYTES), 1000);
	assert_memory_equal(got, text + 2 * SPOOL_BLOCK_BYTES, 1000);
	errno = 0;
	assert_int_equal(spool_pread(&spool, &file_system, got, 1000, 3 * SPOOL_BLOCK_BYTES), -1);
	assert_int_equal(errno, EFBIG);
	spool_close(&spool, &file_system);
	free(text);
}

/* Each call to the system fails once; never is another byte handed out than was written. */
static void says_so_where_it_fails(void **state)
{
	char *text = make_log(), got[3000];
	bool struck = true;

	(void)state;
	for (unsigned long n = 1; struck; n++) {
		struct spool_file *file;
		struct spool spool;
		struct error error;
		bool ok;

		assert_true(spool_file_open(&file, &error));
		spool_begin(&spool, file);
		spool_file_leave(file, &file_system);
		failing_ops_set(n, ENOSPC);
		ok = spool_add(&spool, &failing_ops, text, LOG_BYTES) &&
		     spool_finish(&spool, &failing_ops);
		assert_true(ok || (spool.full && errno == ENOSPC));
		for (size_t at = 0; ok && at + 3000 < LOG_BYTES; at += SPOOL_BLOCK_BYTES - 999) {
			ok = spool_pread(&spool, &failing_ops, got, 3000, at) == 3000;
			if (ok)
				assert_memory_equal(got, text + at, 3000);
			else
				assert_int_equal(errno, ENOSPC);
		}
		struck = failing_ops_struck();
		assert_true(ok != struck);
		failing_ops_set(0, 0);
		spool_close(&spool, &file_system);
	}
	free(text);
}

/* A byte of the copy that changed is noticed where it was packed. */
static void notices_a_copy_that_changed(void **state)
{
	char *text = make_log(), got[1000];
	struct spool_file *file;
	struct spool spool;
	struct error error;

	(void)state;
	assert_true(spool_file_open(&file, &error));
	spool_begin(&spool, file);
	spool_file_leave(file, &file_system);
	assert_true(spool_add(&spool, &file_system, text, LOG_BYTES));
	assert_true(spool_finish(&spool, &file_system));
	if (spool.codec) {
		assert_int_equal(ftruncate(file->fd, (off_t)spool.block[0].size / 2), 0);
		assert_int_equal(spool_pread(&spool, &file_system, got, 1000, 0), -1);
		assert_int_equal(errno, EIO);
	}
	spool_close(&spool, &file_system);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_pipe_again),
		cmocka_unit_test(shares_a_file),
		cmocka_unit_test(stays_within_its_bound),
		cmocka_unit_test(says_so_where_it_fails),
		cmocka_unit_test(notices_a_copy_that_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
