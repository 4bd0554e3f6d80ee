/*
 * feed_alertmanager.c - alerts of Alertmanager: of its interface, of a webhook's message,
 * and silences, which are maintenance; the alerts of Prometheus itself too.
 *
 * A firing alert's endsAt is year 1 in a webhook and a time to come in the interface:
 * it is no end.
 */
#include "parsers/feed_document.h"

static const char *const lists[] = { "alerts", "data.alerts", NULL };
static const char *const array[] = { "", NULL };

static const struct feed_path paths[] = {
	{ FEED_ID, "fingerprint" },
	{ FEED_ID, "id" },
	{ FEED_START, "startsAt" },
	{ FEED_START, "activeAt" },
	{ FEED_END, "endsAt" },
	{ FEED_TITLE, "annotations.summary" },
	{ FEED_TITLE, "labels.alertname" },
	{ FEED_TITLE, "comment" },
	{ FEED_SERVICE, "labels.service" },
	{ FEED_SERVICE, "labels.job" },
	{ FEED_COMPONENT, "labels.instance" },
	{ FEED_IMPACT, "labels.severity" },
	{ FEED_URL, "generatorURL" },
	{ FEED_NONE, NULL },
};

static bool finish(struct feed_reading *reading, const struct json_value *item,
		   struct feed_row *row)
{
	struct span status = feed_text(item, "status"), state = feed_text(item, "status.state");

	(void)reading;
	row->has_kind = true;
	if (feed_member(item, "matchers")) {
		row->window.kind = WINDOW_MAINTENANCE;
		return true;
	}
	row->window.kind =
		span_is(row->text[FEED_IMPACT], SPAN("critical")) ? WINDOW_OUTAGE : WINDOW_DEGRADED;
	if (span_is(feed_text(item, "state"), SPAN("pending"))) {
		row->skip = true; /* it has not fired yet */
		return true;
	}
	/* An active alert's end is when it would be taken for resolved if nothing more came. */
	if (span_is(status, SPAN("firing")) || span_is(state, SPAN("active")) ||
	    span_is(state, SPAN("suppressed")) || span_is(state, SPAN("unprocessed")))
		row->text[FEED_END].size = 0;
	return true;
}

static const struct feed_shape shape = { .lists = lists, .path = paths, .finish = finish };

static int recognise(struct span text)
{
	static const char *const alert[] = { "labels", "startsAt", NULL };
	static const char *const silence[] = { "matchers", "startsAt", "endsAt", NULL };
	static const char *const rule[] = { "alerts", "activeAt", "labels", NULL };

	return feed_has_members(text, 0, alert) || feed_has_members(text, '[', silence) ||
			       feed_has_members(text, '{', rule)
		       ? 95
		       : 0;
}

static bool read_alerts(struct feed_reading *reading)
{
	struct feed_shape whole = shape;
	struct json_value *root;

	if (!feed_document_parse(reading, &root))
		return false;
	if (root->kind == JSON_ARRAY)
		whole.lists = array;
	return feed_document_take(reading, root, &whole);
}

const struct feed feed_alertmanager = {
	.name = "alertmanager",
	.summary = "alerts and silences of Alertmanager, alerts of Prometheus",
	.follows = "github.com/prometheus/alertmanager, api/v2/openapi.yaml",
	.recognise = recognise,
	.read = read_alerts,
};
