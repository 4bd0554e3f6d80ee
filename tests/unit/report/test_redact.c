/*
 * test_redact.c - what is replaced and what is not, by table; findings that hold it in every
 * text, in every format and view; keys and their files.
 */
#include "report/format.h"
#include "report/redact.h"
#include "tests/support/sample_findings.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct redactor under(const char *secret)
{
	return redactor_of(span_text(secret));
}

/* Names made all alike, so that a table can say where they stand: "ip-XXXXXXXX". */
static char *redacted(const struct redactor *redactor, const char *text)
{
	static const char *const prefix[] = { "ip-", "mail-", "token-" };
	struct text out;
	char *made;

	text_init(&out, 1 << 20);
	redact_text(redactor, span_text(text), &out);
	made = strdup(out.at ? out.at : "");
	assert_non_null(made);
	text_release(&out);
	for (size_t i = 0; i < LENGTH(prefix); i++)
		for (char *at = made; (at = strstr(at, prefix[i])) != NULL;) {
			at += strlen(prefix[i]);
			if (strspn(at, "abcdefghijklmnopqrstuvwxyz234567") >= 8)
				memset(at, 'X', 8);
		}
	return made;
}

#define IP "ip-XXXXXXXX"
#define MAIL "mail-XXXXXXXX"
#define TOKEN "token-XXXXXXXX"

static const struct {
	const char *text, *is;
} cases[] = {
	/* Addresses. */
	{ "192.0.2.1 - - [22/Feb/2014:20:00:05 +0100]", IP " - - [22/Feb/2014:20:00:05 +0100]" },
	{ "from 192.0.2.1:5060, 198.51.100.7.", "from " IP ":5060, " IP "." },
	{ "x=192.0.2.1;y=host/192.0.2.1", "x=" IP ";y=host/" IP },
	{ "ip-192-0-2-1.example.net", "ip-" IP ".example.net" },
	{ "2001:db8::1", IP },
	{ "[2001:db8::1]:443 and fe80::1%eth0", "[" IP "]:443 and " IP "%eth0" },
	{ "addr 2001:db8::1: refused", "addr " IP ": refused" },
	{ "client:2001:DB8:0:0:0:0:0:1,", "client:" IP "," },
	{ "::ffff:192.0.2.1 ::1", IP " " IP },
	{ "0.0.0.0/0", IP "/0" },
	{ "q=%20192.0.2.1%3a443", "q=%20" IP "%3a443" },
	/* What only looks like one. */
	{ "Chrome/32.0.1700.99 Safari/537.36 Firefox/133.0", "Chrome/32.0.1700.99 Safari/537.36 "
							     "Firefox/133.0" },
	{ "AppleWebKit/537.51.1 OS 7_0_4", "AppleWebKit/537.51.1 OS 7_0_4" },
	{ "12:34:56.789 std::string a::b, 00:1a:2b:3c:4d:5e",
	  "12:34:56.789 std::string " IP ", 00:1a:2b:3c:4d:5e" },
	{ "256.1.1.1 1.2.3 1111.2.3.4", "256.1.1.1 1.2.3 1111.2.3.4" },
	{ "2014-02-22T19:02:00Z 2014-02-22", "2014-02-22T19:02:00Z 2014-02-22" },
	{ ":: : . ::: .. 1: 1:2", ":: : . ::: .. 1: 1:2" },
	/* Mail. */
	{ "to=<Ann.Lee+x@mail.example.org>, ok", "to=<" MAIL ">, ok" },
	{ "u=ann%40example.org&x=1", "u=" MAIL "&x=1" },
	{ "ann@example.org.", MAIL "." },
	{ "a@b@example.org", "a@" MAIL },
	{ "b\xc3\xb6rn@b\xc3\xbc"
	  "cher.example",
	  MAIL },
	{ "root@localhost @Override x@ @", "root@localhost @Override x@ @" },
	/* Values of keys. */
	{ "/a?token=abc&x=1", "/a?token=" TOKEN "&x=1" },
	{ "/a?access_token=a.b-c_d&refresh_token=q",
	  "/a?access_token=" TOKEN "&refresh_token=" TOKEN },
	{ "API_KEY=xyz; Password='hunter 2'", "API_KEY=" TOKEN "; Password='" TOKEN "'" },
	{ "{\"password\":\"hunter2\",\"sid\":\"no\"}",
	  "{\"password\":\"" TOKEN "\",\"sid\":\"no\"}" },
	{ "{\\\"token\\\": \\\"abc\\\"}", "{\\\"token\\\": \\\"" TOKEN "\\\"}" },
	{ "x-api-key: 12345", "x-api-key: " TOKEN },
	{ "pwd=1 passwd=2 secret=3 session=4 sid=5 sig=6 signature=7 auth=8 key=9",
	  "pwd=" TOKEN " passwd=" TOKEN " secret=" TOKEN " session=" TOKEN " sid=" TOKEN
	  " sig=" TOKEN " signature=" TOKEN " auth=" TOKEN " key=" TOKEN },
	{ "next=%2Fa%3Ftoken%3Dabc", "next=%2Fa%3Ftoken%3D" TOKEN },
	{ "?code=4/0AfJohX", "?code=" TOKEN },
	{ "exit code=137 monkey=5 key token=", "exit code=137 monkey=5 key token=" },
	{ "token=192.0.2.1", "token=" TOKEN },
	/* Credentials and what looks like them. */
	{ "Authorization: Bearer abc.DEF-123", "Authorization: Bearer " TOKEN },
	{ "authorization: basic YW5uOmh1bnRlcjI=", "authorization: basic " TOKEN },
	{ "Basic authentication failed", "Basic authentication failed" },
	{ "t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1 x", "t " TOKEN " x" },
	{ "id 123e4567-e89b-12d3-a456-426614174000.", "id " TOKEN "." },
	{ "d41d8cd98f00b204e9800998ecf8427e", TOKEN },
	{ "AKIA0123456789abcdefGHIJ", TOKEN },
	{ "s3cr3t-abcd-efgh-1234-zyxw-12", TOKEN },
	{ "/2014/02/top-10-messengers-compared-in-2014-again",
	  "/2014/02/top-10-messengers-compared-"
	  "in-2014-again" },
	{ "internationalizationandlocalization", "internationalizationandlocalization" },
	{ "1393095720123456789012345", "1393095720123456789012345" },
	{ "", "" },
	{ "nothing to see", "nothing to see" },
};

static void replaces_what_tells(void **state)
{
	const struct redactor redactor = under("a key of the test");

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char *got = redacted(&redactor, cases[i].text);

		print_message("%s\n", cases[i].text);
		assert_string_equal(got, cases[i].is);
		free(got);
	}
}

/* One word before and the other behind, or two texts, must have the same name or not. */
static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "::ffff:192.0.2.1", true },
	{ "192.0.2.1", "192.000.002.001", true },
	{ "2001:db8::1", "2001:DB8:0:0::0001", true },
	{ "192.0.2.1", "192.0.2.2", false },
	{ "Ann@Example.org", "ann@example.ORG", true },
	{ "ann@example.org", "ann%40example.org", true },
	{ "ann@example.org", "bob@example.org", false },
	{ "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427f", false },
};

static void keeps_equal_things_equal(void **state)
{
	const struct redactor redactor = under("a key of the test"), again = redactor,
			      other = under("a key of the tesu");

	(void)state;
	for (size_t i = 0; i < LENGTH(pairs); i++) {
		struct arena arena = { 0 };
		const char *a = redact_copy(&redactor, pairs[i].a, &arena);
		const char *b = redact_copy(&again, pairs[i].b, &arena);

		print_message("%s, %s\n", pairs[i].a, pairs[i].b);
		assert_int_equal(strcmp(a, b) == 0, pairs[i].same);
		assert_string_not_equal(a, redact_copy(&other, pairs[i].a, &arena));
		arena_release(&arena);
	}
}

/* --- Findings --- */

static const char *const telling[] = {
	"192.0.2.77",
	"2001:db8::77",
	"ann.lee@mail.example.org",
	"hunter2secret",
	"d41d8cd98f00b204e9800998ecf8427e",
};

#define TELLING \
	"192.0.2.77 2001:db8::77 ann.lee@mail.example.org token=hunter2secret " \
	"d41d8cd98f00b204e9800998ecf8427e"

static uint32_t render(const struct findings *findings, const struct report_format *format,
		       enum view view)
{
	const struct report_options options = {
		.view = view, .zone = zone_utc, .columns = 400, .unicode = true
	};
	struct text text;
	struct error error;
	struct out out;
	uint32_t found = 0;

	text_init(&text, (size_t)1 << 26);
	out_open_text(&out, &text);
	assert_true(format->write(findings, &options, &out, &error));
	assert_true(out_close(&out, &error));
	for (size_t i = 0; i < LENGTH(telling); i++)
		found += memmem(text.at, text.size, telling[i], strlen(telling[i])) != NULL;
	text_release(&text);
	return found;
}

static void hides_in_every_format(void **state)
{
	const struct redactor redactor = under("a key of the test");
	struct arena arena = { 0 };
	const struct findings *findings = sample_hostile(&arena, TELLING);
	const struct findings *hidden = redact_findings(&redactor, findings, &arena);
	uint32_t shown = 0;

	(void)state;
	for (size_t i = 0; report_formats[i]; i++)
		for (enum view view = VIEW_REPORT; view <= VIEW_EXPLAIN; view++) {
			if (!(report_formats[i]->views & 1u << view))
				continue;
			print_message("%s, view %d\n", report_formats[i]->name, view);
			shown += render(findings, report_formats[i], view);
			assert_int_equal(render(hidden, report_formats[i], view), 0);
		}
	assert_true(shown > 40); /* else it was not there to be hidden */
	arena_release(&arena);
}

/* Nothing to hide: the same report, word for word; what points into it points into the copy. */
static void leaves_the_rest(void **state)
{
	const struct redactor redactor = under("a key of the test");
	struct arena arena = { 0 };
	const struct findings *findings = sample_hostile(&arena, "a plain word");
	const struct findings *copy = redact_findings(&redactor, findings, &arena);

	(void)state;
	for (size_t i = 0; report_formats[i]; i++) {
		const struct report_options options = { .view = VIEW_REPORT,
							.zone = zone_utc,
							.columns = 80 };
		struct text text[2];

		if (!(report_formats[i]->views & 1u << VIEW_REPORT))
			continue;
		for (int k = 0; k < 2; k++) {
			struct error error;
			struct out out;

			text_init(&text[k], (size_t)1 << 26);
			out_open_text(&out, &text[k]);
			assert_true(report_formats[i]->write(k ? copy : findings, &options, &out,
							     &error));
			assert_true(out_close(&out, &error));
		}
		print_message("%s\n", report_formats[i]->name);
		assert_string_equal(text[0].at, text[1].at);
		text_release(&text[0]);
		text_release(&text[1]);
	}
	for (uint32_t i = 0; i < copy->links; i++) {
		assert_true(copy->link[i].spike >= copy->spike &&
			    copy->link[i].spike < copy->spike + copy->spikes);
		assert_ptr_not_equal(copy->link[i].outage, findings->link[i].outage);
	}
	arena_release(&arena);
}

/* --- Key files --- */

static void makes_and_reads_keys(void **state)
{
	char folder[] = "/tmp/seiche-redact-XXXXXX", path[64];
	struct redactor first, second, third;
	struct error error;
	struct stat about;
	bool made;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/key", folder);
	assert_true(redactor_load(path, &first, &made, &error));
	assert_true(made);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_true(about.st_size >= REDACT_KEY_MIN);
	assert_true(redactor_load(path, &second, &made, &error));
	assert_false(made);
	assert_memory_equal(&first, &second, sizeof(first));
	assert_memory_not_equal(&first.key[0], &first.key[1], sizeof(first.key[0]));
	unlink(path);
	assert_true(redactor_load(path, &third, &made, &error));
	assert_memory_not_equal(&first, &third, sizeof(first));
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("only fifteen by", file);
	fclose(file);
	assert_false(redactor_load(path, &third, &made, &error));
	assert_int_equal(error.fault, FAULT_USAGE);
	unlink(path);
	assert_false(redactor_load(folder, &third, &made, &error));
	snprintf(path, sizeof(path), "%s/none/key", folder);
	assert_false(redactor_load(path, &third, &made, &error));
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_what_tells),   cmocka_unit_test(keeps_equal_things_equal),
		cmocka_unit_test(hides_in_every_format), cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(makes_and_reads_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
