/* findings.c - the names of kinds and classes, as the JSON report spells them; episodes by name. */
#include "analysis/findings.h"

#include "core/span.h"

const char *dimension_name(enum dimension dimension)
{
	static const char *const names[DIMENSIONS] = {
		[DIMENSION_PATH] = "path",         [DIMENSION_REFERRER] = "referrer",
		[DIMENSION_CLIENT] = "client",     [DIMENSION_AGENT] = "agent",
		[DIMENSION_HOST] = "host",         [DIMENSION_STATUS] = "status",
		[DIMENSION_METHOD] = "method",     [DIMENSION_QUERY] = "query",
		[DIMENSION_LEVEL] = "level",       [DIMENSION_PROGRAM] = "program",
	};

	return names[dimension];
}

const char *spike_class_name(enum spike_class class)
{
	static const char *const names[] = {
		[CLASS_UNCLASSIFIED] = "unclassified", [CLASS_REFERRAL] = "referral",
		[CLASS_FLASH_CROWD] = "flash-crowd",   [CLASS_CRAWLER] = "crawler",
		[CLASS_ATTACK] = "attack",             [CLASS_RETRY_STORM] = "retry-storm",
	};

	return names[class];
}

char outage_letter(const struct outage *outage)
{
	return outage->declared && !window_is_outage(outage->declared->kind) ? 'm' : 'o';
}

const char *outage_kind_name(enum outage_kind kind)
{
	static const char *const names[] = {
		[OUTAGE_SILENCE] = "silence",   [OUTAGE_DROP] = "drop",
		[OUTAGE_ERRORS] = "errors",     [OUTAGE_LATENCY] = "latency",
		[OUTAGE_DECLARED] = "declared",
	};

	return names[kind];
}

const char *link_relation_name(enum link_relation relation)
{
	return relation == LINK_SAME_SERVICE ? "same-service" : "other-service";
}

const char *link_verdict_name(enum link_verdict verdict)
{
	static const char *const names[] = {
		[LINK_LINKED] = "linked",
		[LINK_POSSIBLE] = "possible",
		[LINK_UNRELATED] = "unrelated",
	};

	return names[verdict];
}

const char *entry_kind_name(enum entry_kind kind)
{
	static const char *const names[] = {
		[ENTRY_OUTAGE_START] = "outage-start", [ENTRY_OUTAGE_END] = "outage-end",
		[ENTRY_SPIKE_START] = "spike-start",   [ENTRY_SPIKE_PEAK] = "spike-peak",
		[ENTRY_SPIKE_END] = "spike-end",       [ENTRY_NOTICE] = "notice",
		[ENTRY_MARK] = "mark",                 [ENTRY_FIRST_ERROR] = "first-error",
		[ENTRY_NEW_TEMPLATE] = "new-template", [ENTRY_HOST_DOWN] = "host-down",
		[ENTRY_HOST_UP] = "host-up",           [ENTRY_RECOVERY] = "recovery",
	};

	return names[kind];
}

const struct outage *outage_next(const struct findings *findings, struct outage_walk *walk)
{
	const struct outage *outage =
		walk->outage < findings->outages ? &findings->outage[walk->outage] : NULL;
	const struct outage *aside =
		walk->aside < findings->asides ? &findings->aside[walk->aside] : NULL;

	if (outage && (!aside || outage->from_us <= aside->from_us)) {
		walk->outage++;
		return outage;
	}
	if (aside)
		walk->aside++;
	return aside;
}

/* The number behind the letter; 0 where it is no such name. */
static uint64_t number_of(const char *id, char letter)
{
	uint64_t number = 0;

	return id[0] == letter && span_number(span_text(id + 1), &number) ? number : 0;
}

const struct spike *findings_spike(const struct findings *findings, const char *id)
{
	uint64_t number = number_of(id, 's');

	for (uint32_t i = 0; number && i < findings->spikes; i++)
		if (findings->spike[i].id == number)
			return &findings->spike[i];
	return NULL;
}

const struct outage *findings_outage(const struct findings *findings, const char *id)
{
	uint64_t number = number_of(id, 'o');

	for (uint32_t i = 0; number && i < findings->outages; i++)
		if (findings->outage[i].id == number)
			return &findings->outage[i];
	return NULL;
}
