/* declared_names.c - what names of groups and members mean in declared formats. */
#include "parsers/declared.h"

static const struct declared_alias own_names[] = {
	{ "time", KEY_TIME },          { "date", KEY_LATE_TIME },    { "level", KEY_LEVEL },
	{ "text", KEY_MESSAGE },       { "host", KEY_HOST },         { "service", KEY_SERVICE },
	{ "program", KEY_PROGRAM },    { "client", KEY_CLIENT },     { "user", KEY_USER },
	{ "method", KEY_METHOD },      { "target", KEY_TARGET },     { "request", KEY_REQUEST },
	{ "status", KEY_STATUS },      { "bytes", KEY_BYTES },       { "referrer", KEY_REFERRER },
	{ "agent", KEY_AGENT },        { "duration_s", KEY_LASTS },  { "duration_ms", KEY_MILLIS },
	{ "duration_us", KEY_MICROS }, { "duration_ns", KEY_NANOS },
};

/* What lnav's files and grok's patterns call them. */
static const struct declared_alias foreign_names[] = {
	{ "c_ip", KEY_CLIENT },
	{ "clientip", KEY_CLIENT },
	{ "remote_ip", KEY_CLIENT },
	{ "source_address", KEY_CLIENT },
	{ "source_ip", KEY_CLIENT },
	{ "cs_username", KEY_USER },
	{ "auth", KEY_USER },
	{ "user_name", KEY_USER },
	{ "cs_method", KEY_METHOD },
	{ "verb", KEY_METHOD },
	{ "http_request_method", KEY_METHOD },
	{ "cs_uri_stem", KEY_TARGET },
	{ "url_original", KEY_TARGET },
	{ "rawrequest", KEY_REQUEST },
	{ "sc_status", KEY_STATUS },
	{ "response", KEY_STATUS },
	{ "http_response_status_code", KEY_STATUS },
	{ "sc_bytes", KEY_BYTES },
	{ "http_response_body_bytes", KEY_BYTES },
	{ "cs_referer", KEY_REFERRER },
	{ "http_request_referrer", KEY_REFERRER },
	{ "cs_user_agent", KEY_AGENT },
	{ "user_agent_original", KEY_AGENT },
	{ "cs_host", KEY_SERVICE },
	{ "s_computername", KEY_HOST },
	{ "log_hostname", KEY_HOST },
	{ "host_hostname", KEY_HOST },
	{ "logsource", KEY_HOST },
	{ "log_procname", KEY_PROGRAM },
	{ "process_name", KEY_PROGRAM },
	{ "module", KEY_PROGRAM },
	{ "log_level", KEY_LEVEL },
	{ "body", KEY_MESSAGE },
};

enum key declared_alias_key(struct span name, const struct declared_alias *alias, size_t aliases)
{
	for (size_t i = 0; i < aliases; i++)
		if (span_is(name, span_text(alias[i].name)))
			return alias[i].key;
	return KEY_NONE;
}

enum key declared_key(struct span name, const struct declared_naming *naming)
{
	enum key key = declared_alias_key(name, naming->alias, naming->aliases);

	/* lnav takes levels from the status, 404 as an error: here failing is for status to say. */
	if (key == KEY_LEVEL &&
	    declared_alias_key(name, foreign_names, LENGTH(foreign_names)) == KEY_STATUS)
		return KEY_STATUS;
	if (key == KEY_NONE)
		key = declared_alias_key(name, own_names, LENGTH(own_names));
	if (key == KEY_NONE && !naming->strict)
		key = declared_alias_key(name, foreign_names, LENGTH(foreign_names));
	if (key == KEY_NONE && !naming->strict)
		key = keyed_key(name);
	return key;
}

bool declared_unknown_group(const char *name, struct error *error)
{
	char known[512] = "";

	for (size_t i = 0; i < LENGTH(own_names); i++) {
		strcat(known, " ");
		strcat(known, own_names[i].name);
	}
	return fail(error, FAULT_INPUT,
		    "the group '%.60s' means nothing; there are%s; names that begin with '_' are "
		    "passed over",
		    name, known);
}
