/* test_out.c - files whole or not at all, errors kept, broken pipes quiet. */
#include "report/out.h"

#include "core/text.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/seiche-out-XXXXXX";
static char path[64], moved[64];
static int write_errno, rename_errno; /* what the failing operations answer; 0: they work */

static ssize_t failing_write(int fd, const void *bytes, size_t size)
{
	errno = write_errno;
	return write_errno ? -1 : write(fd, bytes, size);
}

static int failing_rename(const char *from, const char *to)
{
	errno = rename_errno;
	return rename_errno ? -1 : rename(from, to);
}

static struct file_ops failing(int for_write, int for_rename)
{
	struct file_ops ops = file_system;

	write_errno = for_write;
	rename_errno = for_rename;
	ops.write = failing_write;
	ops.rename = failing_rename;
	return ops;
}

static void store(const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void file_is(const char *expected)
{
	char text[256] = "";
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

static int files_in_folder(void)
{
	DIR *all = opendir(folder);
	int count = -2; /* . and .. */

	while (readdir(all))
		count++;
	closedir(all);
	return count;
}

static void replaces_at_the_end(void **state)
{
	struct stat facts;
	struct error error;
	struct out out;

	(void)state;
	store("old");
	chmod(path, 0640);
	assert_true(out_open(&out, &file_system, path, &error));
	out_text(&out, "new ");
	out_print(&out, "%d %s", 1, "text");
	file_is("old");
	assert_true(out_close(&out, &error));
	file_is("new 1 text");
	stat(path, &facts);
	assert_int_equal(facts.st_mode & 0777, 0640);
	assert_int_equal(files_in_folder(), 1);
}

static void keeps_the_old_one_when_abandoned(void **state)
{
	struct error error;
	struct out out;

	(void)state;
	store("old");
	assert_true(out_open(&out, &file_system, path, &error));
	out_text(&out, "half");
	out_abandon(&out);
	file_is("old");
	assert_int_equal(files_in_folder(), 1);
	assert_true(out_open(&out, &file_system, path, &error));
	assert_int_equal(files_in_folder(), 2);
	out_abandon_all(); /* as a signal handler would */
	assert_int_equal(files_in_folder(), 1);
	out_abandon(&out);
	file_is("old");
}

static void remembers_the_first_error(void **state)
{
	struct file_ops ops = failing(ENOSPC, EACCES);
	struct error error;
	struct out out;

	(void)state;
	store("old");
	assert_true(out_open(&out, &ops, path, &error));
	for (int i = 0; i < 10000; i++)
		out_text(&out, "more than a buffer of it ");
	assert_int_equal(out.error_number, ENOSPC);
	assert_false(out_close(&out, &error));
	assert_non_null(strstr(error.text, "cannot write"));
	assert_non_null(strstr(error.text, "No space left"));
	file_is("old");
	write_errno = 0;
	assert_true(out_open(&out, &ops, path, &error));
	out_text(&out, "new");
	assert_false(out_close(&out, &error));
	assert_non_null(strstr(error.text, "Permission denied"));
	file_is("old");
	assert_int_equal(files_in_folder(), 1);
}

static void is_quiet_about_a_broken_pipe(void **state)
{
	struct file_ops ops = failing(EPIPE, 0);
	struct error error;
	struct out out;

	(void)state;
	assert_true(out_open(&out, &ops, "-", &error));
	out_text(&out, "to nobody");
	assert_true(out_close(&out, &error));
	assert_true(out.broken_pipe);
}

static void follows_links_and_writes_devices(void **state)
{
	struct stat facts;
	struct error error;
	struct out out;

	(void)state;
	store("old");
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(symlink(moved, path), 0);
	assert_true(out_open(&out, &file_system, path, &error));
	out_text(&out, "through");
	assert_true(out_close(&out, &error));
	file_is("through");
	assert_int_equal(lstat(path, &facts), 0);
	assert_true(S_ISLNK(facts.st_mode));
	unlink(path);
	unlink(moved);

	assert_true(out_open(&out, &file_system, "/dev/null", &error));
	out_text(&out, "away");
	assert_true(out_close(&out, &error));
	stat("/dev/null", &facts);
	assert_true(S_ISCHR(facts.st_mode));
	assert_false(out_open(&out, &file_system, folder, &error));
	assert_non_null(strstr(error.text, "is a directory"));
	assert_false(out_open(&out, &file_system, "/nowhere/at/all", &error));
	assert_non_null(strstr(error.text, "No such file"));
}

static void writes_into_text(void **state)
{
	struct error error;
	struct text text;
	struct out out;

	(void)state;
	text_init(&text, 10);
	out_open_text(&out, &text);
	out_text(&out, "0123456789abc");
	assert_string_equal(text.at, "0123456789");
	assert_true(out_close(&out, &error));
	text_release(&text);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/report", folder);
	snprintf(moved, sizeof(moved), "%s/moved", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_at_the_end),
		cmocka_unit_test(keeps_the_old_one_when_abandoned),
		cmocka_unit_test(remembers_the_first_error),
		cmocka_unit_test(is_quiet_about_a_broken_pipe),
		cmocka_unit_test(follows_links_and_writes_devices),
		cmocka_unit_test(writes_into_text),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
