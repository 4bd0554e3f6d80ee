/* builtin.c - the one table of built-in parsers. */
#include "parsers/builtin.h"

#include "parsers/registry.h"

const struct seiche_parser *const parsers_builtin[] = {
	&parser_combined,
	&parser_vhost_combined,
	&parser_common,
	&parser_traefik,
	&parser_nginx_error,
	&parser_apache_error,
	&parser_haproxy,
	&parser_envoy,
	&parser_squid,
	&parser_w3c,
	&parser_aws_alb,
	&parser_aws_elb,
	&parser_aws_s3,
	&parser_uwsgi,
	&parser_heroku,
	&parser_syslog,
	&parser_syslog_5424,
	&parser_cri,
	&parser_json_lines,
	&parser_logfmt,
	&parser_glog,
	&parser_logcat,
	&parser_postgres,
	&parser_mysql_error,
	&parser_mysql_slow,
	&parser_redis,
	&parser_csv_stats,
	&parser_awstats,
	&parser_webalizer,
	&parser_wikimedia,
	&parser_app_log,
	NULL,
};
