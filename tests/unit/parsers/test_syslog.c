/* test_syslog.c - RFC 3164, rsyslog's file format, RFC 5424. */
#include "parsers/builtin.h"
#include "tests/unit/parsers/reading.h"

static const struct reading_case legacy[] = {
	{ "tag with a process id", "Feb 22 19:02:00 web1 sshd[1291]: Server listening\n",
	  "2015-02-22T19:02:00Z host=web1 program=sshd text=Server listening\n", 1, 0, 0 },
	{ "a padded day, a priority", "<11>Feb  2 19:02:00 web1 su: failed\n",
	  "2015-02-02T19:02:00Z level=3 host=web1 program=su text=failed\n", 1, 0, 0 },
	{ "later than now: of the year before", "Dec 31 23:59:59 web1 a: b\n",
	  "2014-12-31T23:59:59Z host=web1 program=a text=b\n", 1, 0, 0 },
	{ "no tag", "Feb 22 19:02:00 web1 last message repeated 2 times\n",
	  "2015-02-22T19:02:00Z host=web1 text=last message repeated 2 times\n", 1, 0, 0 },
	{ "an ISO stamp", "2014-02-22T19:02:00.5+01:00 web1 cron[1]: x\n",
	  "2014-02-22T18:02:00.500Z host=web1 program=cron text=x\n", 1, 0, 0 },
	{ "an indented line", "Feb 22 19:02:00 web1 a: b\n\tc\n",
	  "2015-02-22T19:02:00Z host=web1 program=a text=b\n", 1, 1, 0 },
	{ "not of the format",
	  "hello\nFeb 30 19:02:00 web1 a: b\nFeb 22 19:02:00\n<192>Feb 22 19:02:00 web1 a: b\n"
	  "2014-02-22T19:02:00Z INFO main: x\n",
	  "", 0, 0, 5 },
};

static const struct reading_case rfc5424[] = {
	{ "the standard's own example",
	  "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed\n",
	  "2003-10-11T22:14:15.003Z level=2 host=mymachine.example.com program=su "
	  "text='su root' failed\n", 1, 0, 0 },
	{ "structured data with a guarded bracket",
	  "<165>1 2003-10-11T22:14:15Z h a 1 m [x y=\"a\\\"] b\"][z] \xef\xbb\xbf" "text\n",
	  "2003-10-11T22:14:15Z level=5 host=h program=a text=text\n", 1, 0, 0 },
	{ "no message, nothing known", "<0>1 2003-10-11T22:14:15Z - - - - -\n",
	  "2003-10-11T22:14:15Z level=0\n", 1, 0, 0 },
	{ "not of the format",
	  "<34>2 2003-10-11T22:14:15Z h a - - - x\n<34>1 - h a - - - x\n<34>1 2003-10-11T22:14:15Z\n"
	  "<34>1 2003-10-11T22:14:15Z h a 1 m [x y=\"a] b\n",
	  "", 0, 0, 4 },
};

static void reads_legacy(void **state)
{
	(void)state;
	reading_check(&parser_syslog, legacy, LENGTH(legacy));
}

static void reads_5424(void **state)
{
	(void)state;
	reading_check(&parser_syslog_5424, rfc5424, LENGTH(rfc5424));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_legacy),
		cmocka_unit_test(reads_5424),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
