/* level.c - the names and letters of severities in logs. */
#include "parsers/builtin.h"

#define LEVEL_NAME_MAX 11

static const struct {
	const char *name;
	uint8_t size, level;
} level_names[] = {
	{ "INFO", 4, SEICHE_INFO },       { "WARN", 4, SEICHE_WARNING },
	{ "ERROR", 5, SEICHE_ERROR },     { "DEBUG", 5, SEICHE_DEBUG },
	{ "TRACE", 5, SEICHE_DEBUG },     { "WARNING", 7, SEICHE_WARNING },
	{ "FATAL", 5, SEICHE_CRITICAL },  { "SEVERE", 6, SEICHE_ERROR },
	{ "NOTICE", 6, SEICHE_NOTICE },   { "CRITICAL", 8, SEICHE_CRITICAL },
	{ "PANIC", 5, SEICHE_EMERGENCY }, { "ERR", 3, SEICHE_ERROR },
	{ "CRIT", 4, SEICHE_CRITICAL },   { "ALERT", 5, SEICHE_ALERT },
	{ "EMERG", 5, SEICHE_EMERGENCY }, { "EMERGENCY", 9, SEICHE_EMERGENCY },
	{ "INF", 3, SEICHE_INFO },        { "WRN", 3, SEICHE_WARNING },
	{ "DBG", 3, SEICHE_DEBUG },       { "TRC", 3, SEICHE_DEBUG },
	{ "FTL", 3, SEICHE_CRITICAL },    { "NOTE", 4, SEICHE_NOTICE },
	{ "FINE", 4, SEICHE_DEBUG },      { "INFORMATION", 11, SEICHE_INFO },
	{ "FINER", 5, SEICHE_DEBUG },     { "FINEST", 6, SEICHE_DEBUG },
	{ "VERBOSE", 7, SEICHE_DEBUG },   { "CONFIG", 6, SEICHE_DEBUG },
	{ "DPANIC", 6, SEICHE_CRITICAL }, { "LOG", 3, SEICHE_INFO },
	{ "DEBUG1", 6, SEICHE_DEBUG },    { "DEBUG2", 6, SEICHE_DEBUG },
	{ "DEBUG3", 6, SEICHE_DEBUG },    { "DEBUG4", 6, SEICHE_DEBUG },
	{ "DEBUG5", 6, SEICHE_DEBUG },
};

uint8_t level_of(const char *at, size_t size)
{
	if (size < 3 || size > LEVEL_NAME_MAX)
		return SEICHE_LEVEL_NONE;
	for (size_t i = 0; i < LENGTH(level_names); i++)
		if (level_names[i].size == size &&
		    span_is_caseless(span_of(at, size), span_of(level_names[i].name, size)))
			return level_names[i].level;
	return SEICHE_LEVEL_NONE;
}

uint8_t level_of_letter(char letter)
{
	switch (letter) {
	case 'F':
		return SEICHE_CRITICAL;
	case 'E':
		return SEICHE_ERROR;
	case 'W':
		return SEICHE_WARNING;
	case 'I':
		return SEICHE_INFO;
	case 'D':
	case 'V':
	case 'T':
		return SEICHE_DEBUG;
	default:
		return SEICHE_LEVEL_NONE;
	}
}
