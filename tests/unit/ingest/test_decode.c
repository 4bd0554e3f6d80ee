/* test_decode.c - UTF-16, byte order marks and colours, in any steps and both passes. */
#include "core/text.h"
#include "core/zone.h"
#include "ingest/colour.h"
#include "ingest/decode.h"
#include "parsers/builtin.h"
#include "tests/support/pass.h"
#include "tests/support/scratch.h"
#include "tests/support/test.h"

#include <iconv.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What iconv(3) makes of UTF-8, behind a mark. */
static struct text converted(struct span text, const char *to, struct span mark)
{
	iconv_t how = iconv_open(to, "UTF-8");
	size_t room = text.size * 4 + 4, left = room, size = text.size;
	char *bytes = calloc(1, room), *at = bytes, *from = (char *)(uintptr_t)text.at;
	struct text out;

	assert_true(how != (iconv_t)-1);
	assert_int_equal(iconv(how, &from, &size, &at, &left), 0);
	iconv_close(how);
	text_init(&out, (size_t)1 << 22);
	text_add(&out, mark);
	text_add(&out, span_of(bytes, room - left));
	free(bytes);
	return out;
}

static int file_of(struct span bytes)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	assert_true(fd >= 0 && file_write(&file_system, fd, bytes.at, bytes.size));
	return fd;
}

/* Read all in steps, from `offset` on, and compare. */
static void check(int fd, struct span expected, uint32_t step, size_t offset, struct encoded is)
{
	struct stream stream;
	struct decoder decoder;
	char *got = calloc(1, expected.size + step + 1);
	char scratch[64];
	size_t size = offset;

	stream_open(&stream, &file_system, fd, 0, NULL, NULL);
	decoder_begin(&decoder, &stream, is);
	decoder_forward(&decoder, offset, scratch, sizeof(scratch));
	for (uint32_t n = step; n == step;) {
		n = decoder_read(&decoder, got + size, step);
		size += n;
		assert_true(size <= expected.size);
	}
	assert_int_equal(size, expected.size);
	assert_memory_equal(got + offset, expected.at + offset, size - offset);
	assert_true(decoder.at == size);
	stream_close(&stream);
	free(got);
}

static void decodes_as_iconv_encodes(void **state)
{
	static const struct {
		const char *to;
		struct span mark;
		struct encoded is;
	} cases[] = {
		{ "UTF-16LE", { "\xff\xfe", 2 }, { ENCODING_UTF16_LE, 2 } },
		{ "UTF-16BE", { "\xfe\xff", 2 }, { ENCODING_UTF16_BE, 2 } },
		{ "UTF-16LE", { "", 0 }, { ENCODING_UTF16_LE, 0 } },
		{ "UTF-16BE", { "", 0 }, { ENCODING_UTF16_BE, 0 } },
		{ "UTF-8", { "\xef\xbb\xbf", 3 }, { ENCODING_BYTES, 3 } },
		{ "UTF-8", { "", 0 }, { ENCODING_BYTES, 0 } },
	};
	struct text text;

	(void)state;
	text_init(&text, (size_t)1 << 20);
	for (int i = 0; i < 700; i++)
		text_print(&text, "ab\xc3\xa4 %d \xe2\x82\xac \xf0\x9f\x98\x80\n", i);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct text bytes = converted(text_span(&text), cases[i].to, cases[i].mark);
		int fd = file_of(text_span(&bytes));

		print_message("%s, mark of %zu\n", cases[i].to, cases[i].mark.size);
		for (uint32_t step = 1; step < 20000; step = step * 3 + 1)
			check(fd, text_span(&text), step, 0, (struct encoded){ 0 });
		for (size_t offset = 0; offset < text.size; offset += 997) {
			check(fd, text_span(&text), 5000, offset, (struct encoded){ 0 });
			check(fd, text_span(&text), 5000, offset, cases[i].is);
		}
		close(fd);
		text_release(&bytes);
	}
	text_release(&text);
}

static void replaces_what_is_broken(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t size;
		const char *text;
	} cases[] = {
		{ "nothing", "", 0, "" },
		{ "a mark alone", "\xff\xfe", 2, "" },
		{ "one byte", "x", 1, "x" },
		{ "half a character at the end",
		  "\xff\xfe"
		  "a\0b",
		  5, "a\xef\xbf\xbd" },
		{ "a high surrogate alone",
		  "\xff\xfe\x3d\xd8"
		  "a\0",
		  6,
		  "\xef\xbf\xbd"
		  "a" },
		{ "a low surrogate alone",
		  "\xff\xfe\x00\xde"
		  "a\0",
		  6,
		  "\xef\xbf\xbd"
		  "a" },
		{ "a high surrogate at the end",
		  "\xff\xfe"
		  "a\0\x3d\xd8",
		  6, "a\xef\xbf\xbd" },
		{ "a mark cut off", "\xef\xbb", 2, "\xef\xbb" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		int fd = file_of(span_of(cases[i].bytes, cases[i].size));

		print_message("%s\n", cases[i].what);
		for (uint32_t step = 1; step < 12; step++)
			check(fd, span_text(cases[i].text), step, 0, (struct encoded){ 0 });
		close(fd);
	}
}

static void strips_colours(void **state)
{
	static const struct {
		const char *what, *text, *stripped;
	} cases[] = {
		{ "nothing to take out", "plain\n", "plain\n" },
		{ "a colour", "a \x1b[0;31mb\x1b[0m c\n", "a b c           \n" },
		{ "at the front, CR LF", "\x1b[2Kx\r\ny\n", "x    \r\ny\n" },
		{ "no sequence", "a\x1b]b\x1b\n", "a\x1b]b\x1b\n" },
		{ "cut off by the line's end", "a\x1b[31\nb\n", "a\x1b[31\nb\n" },
		{ "no newline at the end", "\x1b[1mx", "x    " },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char bytes[64];
		uint32_t size = (uint32_t)strlen(cases[i].text);

		print_message("%s\n", cases[i].what);
		memcpy(bytes, cases[i].text, size + 1);
		assert_int_equal(colour_found(bytes, size),
				 strcmp(cases[i].text, cases[i].stripped) != 0);
		colour_strip(bytes, size);
		assert_string_equal(bytes, cases[i].stripped);
	}
}

/* The same events, whatever the log is written in. */
static void reads_logs_in_any_encoding(void **state)
{
	enum { LINES = 3000 };
	static const struct {
		const char *to;
		struct span mark;
		bool coloured;
	} cases[] = {
		{ "UTF-8", { "", 0 }, false },
		{ "UTF-16LE", { "\xff\xfe", 2 }, false },
		{ "UTF-8", { "\xef\xbb\xbf", 3 }, false },
		{ "UTF-8", { "", 0 }, true },
		{ "UTF-16BE", { "\xfe\xff", 2 }, true },
	};
	struct stretch all = { .from_us = 0, .to_us = INT64_MAX };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct text text, bytes;
		struct pass pass;

		text_init(&text, (size_t)1 << 22);
		for (int k = 0; k < LINES; k++)
			text_print(&text, "%s2014-02-22 19:%02d:%02d%s WARN \xc3\xa4 %d\r\n",
				   cases[i].coloured ? "\x1b[36m" : "", k / 60, k % 60,
				   cases[i].coloured ? "\x1b[0m" : "", k);
		bytes = converted(text_span(&text), cases[i].to, cases[i].mark);
		scratch_make();
		pass_init(&pass);
		pass.options.parser = NULL;
		pass.options.zone = zone_utc;
		pass.options.chunk_bytes = 1000;
		assert_true(pass_survey(&pass, scratch_file("a.log", bytes.at, bytes.size)));
		assert_string_equal(pass.sources.item[0].parser->name, "timed-text");
		assert_int_equal(pass.sources.item[0].ledger.events, LINES);
		assert_true(pass.sources.item[0].ledger.from_us == 1393095600 * SECOND_US);
		assert_true(pass_inspect(&pass, &all, 1));
		assert_int_equal(pass.collect.got.rows, LINES);
		pass_release(&pass);
		scratch_remove();
		text_release(&text);
		text_release(&bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_as_iconv_encodes),
		cmocka_unit_test(replaces_what_is_broken),
		cmocka_unit_test(strips_colours),
		cmocka_unit_test(reads_logs_in_any_encoding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
