/*
 * builtin.h - the built-in parsers, each in a file of its own.
 */
#ifndef PARSERS_BUILTIN_H
#define PARSERS_BUILTIN_H

#include "core/clock_memo.h"
#include "seiche/parser.h"

extern const struct seiche_parser parser_combined;
extern const struct seiche_parser parser_vhost_combined;
extern const struct seiche_parser parser_common;
extern const struct seiche_parser parser_syslog;
extern const struct seiche_parser parser_syslog_5424;
extern const struct seiche_parser parser_app_log;
extern const struct seiche_parser parser_json_lines;
extern const struct seiche_parser parser_csv_stats;
extern const struct seiche_parser parser_awstats;
extern const struct seiche_parser parser_webalizer;
extern const struct seiche_parser parser_wikimedia;
extern const struct seiche_parser parser_nginx_error;
extern const struct seiche_parser parser_apache_error;
extern const struct seiche_parser parser_haproxy;
extern const struct seiche_parser parser_w3c;
extern const struct seiche_parser parser_aws_alb;
extern const struct seiche_parser parser_aws_elb;
extern const struct seiche_parser parser_aws_s3;
extern const struct seiche_parser parser_squid;
extern const struct seiche_parser parser_envoy;
extern const struct seiche_parser parser_traefik;
extern const struct seiche_parser parser_uwsgi;
extern const struct seiche_parser parser_logfmt;
extern const struct seiche_parser parser_heroku;
extern const struct seiche_parser parser_journal_export;
extern const struct seiche_parser parser_cri;
extern const struct seiche_parser parser_docker;
extern const struct seiche_parser parser_java_logging;
extern const struct seiche_parser parser_glog;
extern const struct seiche_parser parser_redis;
extern const struct seiche_parser parser_postgres;
extern const struct seiche_parser parser_postgres_csv;
extern const struct seiche_parser parser_mysql_error;
extern const struct seiche_parser parser_mysql_slow;
extern const struct seiche_parser parser_logcat;

/* The level that a word names, in any case: INFO, warning, err …; SEICHE_LEVEL_NONE. (level.c) */
uint8_t level_of(const char *at, size_t size);

/* The same by the letter that glog, Android and MongoDB write. (level.c) */
uint8_t level_of_letter(char letter);

/* What a built-in parser completes stamps with: it calls core/clock directly. */
static inline struct clock_context clock_context_of(const struct seiche_source *source)
{
	return (struct clock_context){
		.zone = source->zone ? source->zone : zone_utc,
		.newest_us = source->newest_us,
		.base_us = source->base_us,
	};
}

#endif
