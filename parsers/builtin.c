/* builtin.c - the one table of built-in parsers. */
#include "parsers/builtin.h"

#include "parsers/registry.h"

const struct seiche_parser *const parsers_builtin[] = {
	&parser_combined,
	&parser_vhost_combined,
	&parser_common,
	&parser_syslog,
	&parser_syslog_5424,
	&parser_json_lines,
	&parser_csv_stats,
	&parser_app_log,
	NULL,
};
