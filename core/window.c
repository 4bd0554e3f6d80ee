/* window.c - see window.h. */
#include "core/window.h"

const char *window_kind_name(enum window_kind kind)
{
	static const char *const names[] = {
		[WINDOW_OUTAGE] = "outage",
		[WINDOW_DEGRADED] = "degraded",
		[WINDOW_MAINTENANCE] = "maintenance",
		[WINDOW_INFO] = "info",
	};

	return names[kind];
}

const char *window_precision_name(enum window_precision precision)
{
	static const char *const names[] = {
		[WINDOW_STAMPED] = "stamped",
		[WINDOW_POLLED] = "polled",
		[WINDOW_DAY] = "day",
		[WINDOW_PUBLISHED] = "published",
	};

	return names[precision];
}
