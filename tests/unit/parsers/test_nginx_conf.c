/* test_nginx_conf.c - formats and logs out of nginx configurations. */
#include "parsers/nginx_conf.h"

#include "parsers/words.h"
#include "tests/support/scratch.h"
#include "tests/unit/parsers/reading.h"

static void splits_words(void **state)
{
	static const struct {
		const char *what, *text, *words;
		enum words_style style;
	} cases[] = {
		{ "words and ends", "a b;c {d}", "a b <;> c <{> d <}> ", WORDS_NGINX },
		{ "quotes, of both kinds, over lines", "'a b'\t\"c\nd\";", "'a b' 'c\nd' <;> ", WORDS_NGINX },
		{ "escapes", "'it\\'s \\\\ \\n' \\;x", "'it's \\ \\n' \\;x ", WORDS_NGINX },
		{ "comments", "# a; b\nc # d\n;", "c <;> ", WORDS_NGINX },
		{ "a variable in braces", "${a}b;", "${a}b <;> ", WORDS_NGINX },
		{ "nothing in quotes", "'' x", "'' x ", WORDS_NGINX },
		{ "Apache: lines end", "A \"b c\" d\n E", "A 'b c' d <> E ", WORDS_APACHE },
		{ "Apache: and go on", "A \\\nb", "A b ", WORDS_APACHE },
		{ "a quote left open", "a 'b", "a !a quote is not closed", WORDS_NGINX },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct words words;
		struct word word;
		struct text told;

		text_init(&told, 1000);
		words_init(&words, span_text(cases[i].text), cases[i].style, &arena);
		while (words_next(&words, &word))
			text_print(&told, word.ends ? "<%.*s> " : word.quoted ? "'%.*s' " : "%.*s ",
				   (int)word.text.size, word.text.at);
		if (words.why)
			text_print(&told, "!%s", words.why);
		print_message("%s\n", cases[i].what);
		assert_string_equal(told.at, cases[i].words);
		text_release(&told);
		arena_release(&arena);
	}
}

static const char conf[] =
	"user www-data;\n"
	"http {\n"
	"	log_format shop '$remote_addr [$time_local] \"$request\" '\n"
	"	                '$status $body_bytes_sent $request_time'; # ours\n"
	"	log_format timeless '$status';\n"
	"	access_log /var/log/nginx/access.log;\n"
	"	access_log off;\n"
	"	access_log syslog:server=10.0.0.1 shop;\n"
	"	server {\n"
	"		access_log /var/log/nginx/shop.log shop buffer=32k flush=5s;\n"
	"		access_log logs/$host.log shop;\n"
	"		access_log /var/log/nginx/old.log combined if=$loud;\n"
	"		access_log /var/log/nginx/lost.log lost;\n"
	"	}\n"
	"}\n";

static void reads_formats_and_logs(void **state)
{
	struct arena arena = { 0 };
	struct registry registry;
	struct error error;

	(void)state;
	registry_init(&registry, &arena);
	if (!nginx_conf_read(&registry, span_text(conf), "nginx.conf", &error))
		fail_msg("%s", error.text);
	assert_non_null(registry_find(&registry, "shop"));
	assert_null(registry_find(&registry, "timeless"));
	assert_int_equal(registry.logs, 3);
	assert_string_equal(registry.log[0].path, "/var/log/nginx/access.log");
	assert_string_equal(registry.log[0].parser->name, "combined");
	assert_string_equal(registry.log[1].path, "/var/log/nginx/shop.log");
	assert_string_equal(registry.log[1].parser->name, "shop");
	assert_string_equal(registry.log[2].parser->name, "combined");
	assert_int_equal(registry.warnings, 2);
	print_message("%s\n%s\n", registry.warning[0], registry.warning[1]);
	assert_non_null(strstr(registry.warning[0], "log_format timeless is of no use here: nginx "
						    "log_format: the format has no time"));
	assert_non_null(strstr(registry.warning[1], "lost.log is of the format 'lost', which is not"));
	registry_release(&registry);
	arena_release(&arena);
}

static void follows_includes(void **state)
{
	static const struct {
		const char *what, *name, *text, *says; /* says: NULL where it is read */
	} cases[] = {
		{ "a pattern and a name", "nginx.conf", "include sites/*; include one.conf;", NULL },
		{ "a pattern that matches nothing", "nginx.conf", "include none/*.conf; include one.conf;", NULL },
		{ "a name that is not there", "nginx.conf", "include none.conf;", "which is included, is not" },
		{ "itself", "nginx.conf", "include nginx.conf;", "included more than" },
		{ "a quote left open", "nginx.conf", "a\n'b", "nginx.conf:2: a quote is not closed" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct arena arena = { 0 };
		struct registry registry;
		struct error error;
		bool ok;

		print_message("%s\n", cases[i].what);
		scratch_make();
		scratch_file("sites/a", "access_log a.log mine;", 22);
		scratch_file("one.conf", "log_format mine '$time_local';", 30);
		registry_init(&registry, &arena);
		ok = nginx_conf_load(&registry,
				     scratch_file(cases[i].name, cases[i].text, strlen(cases[i].text)),
				     &error);
		if (!ok)
			print_message("  %s\n", error.text);
		assert_int_equal(ok, cases[i].says == NULL);
		if (ok)
			assert_non_null(registry_find(&registry, "mine"));
		else
			assert_non_null(strstr(error.text, cases[i].says));
		registry_release(&registry);
		arena_release(&arena);
		scratch_remove();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_words),
		cmocka_unit_test(reads_formats_and_logs),
		cmocka_unit_test(follows_includes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
