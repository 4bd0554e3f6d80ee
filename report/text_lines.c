/*
 * text_lines.c - the views with one line an entry, for grep, awk and sort.
 *
 * Columns are parted by spaces and none of them but the last holds any; what is
 * not known is "-". The first is a time, RFC 3339 in the zone asked for.
 */
#include "report/escape.h"
#include "report/layout.h"
#include "report/text.h"
#include "report/words.h"

#include <math.h>

/* One column, filled up to `width` and followed by a space; the last one of a line has width 0. */
static void put_padded(struct page *page, struct span word, uint32_t width)
{
	uint32_t used = layout_width(word);

	out_span(page->out, word);
	page_repeat(page, " ", used < width ? width - used : 0);
	if (width)
		out_text(page->out, " ");
}

static void put_word(struct page *page, const char *text, uint32_t width)
{
	struct out word;

	text_clear(&page->line);
	out_open_text(&word, &page->line);
	escape_word(&word, span_text(text));
	put_padded(page, text_span(&page->line), width);
}

static void put_time(struct page *page, struct arena *arena, int64_t time_us)
{
	put_word(page,
		 time_us == TIME_UNKNOWN ? NULL : words_stamp(arena, page->options->zone, time_us),
		 20);
}

/* Whole numbers in full, others with six significant digits. */
static void put_number(struct page *page, double number, uint32_t width)
{
	text_clear(&page->line);
	if (!isfinite(number))
		text_print(&page->line, "-");
	else if (number == nearbyint(number) && fabs(number) < 1e15)
		text_print(&page->line, "%.0f", number);
	else
		text_print(&page->line, "%.6g", number);
	put_padded(page, text_span(&page->line), width);
}

static void put_id(struct page *page, char letter, uint32_t id)
{
	text_clear(&page->line);
	text_print(&page->line, "%c%u", letter, id);
	put_padded(page, text_span(&page->line), 4);
}

static void put_last(struct page *page, const char *text)
{
	out_span(page->out, page_escape(page, text && *text ? text : "-"));
	out_text(page->out, "\n");
	page_plain(page);
}

static void put_entries(struct page *page, const struct findings *findings, struct arena *arena)
{
	for (uint32_t i = 0; i < findings->entries; i++) {
		const struct entry *entry = &findings->entry[i];

		put_time(page, arena, entry->at_us);
		put_word(page, entry_kind_name(entry->kind), 13);
		put_word(page, entry->ref, 4);
		put_word(page, entry->service, 12);
		put_word(page, entry->host, 8);
		put_last(page, entry->text);
	}
}

static void put_spikes(struct page *page, const struct findings *findings, struct arena *arena)
{
	for (uint32_t i = 0; i < findings->spikes; i++) {
		const struct spike *spike = &findings->spike[i];
		const struct explanations *by = &spike->explained_by;

		page_tone(page, TONE_SPIKE, false);
		put_time(page, arena, spike->from_us);
		put_time(page, arena, spike->to_us);
		put_id(page, 's', spike->id);
		put_word(page, spike->service, 12);
		put_word(page, spike_class_name(spike->class), 12);
		put_number(page, spike->events, 8);
		put_number(page, spike->expected, 8);
		put_number(page, spike->excess, 8);
		put_number(page, spike->peak_ratio, 8);
		put_number(page, spike->p_value, 11);
		put_last(page, by->count ? arena_print(arena, "%s=%s",
						       dimension_name(by->item[0].dimension),
						       by->item[0].value)
					 : NULL);
	}
}

static void put_outage(struct page *page, const struct outage *outage, struct arena *arena)
{
	const struct window *window = outage->declared;
	bool aside = window && !window_is_outage(window->kind);

	page_tone(page, aside ? TONE_PLAIN : TONE_OUTAGE, false);
	put_time(page, arena, outage->from_us);
	put_time(page, arena, outage->to_us);
	put_id(page, outage_letter(outage), outage->id);
	put_word(page, outage->service, 12);
	put_word(page, outage->host, 8);
	put_word(page, aside ? window_kind_name(window->kind) : outage_kind_name(outage->kind), 8);
	put_word(page, outage->ongoing ? "ongoing" : "over", 7);
	put_number(page, outage->lost_events, 8);
	put_number(page, outage->failed_events, 8);
	put_number(page, outage->p_value, 11);
	put_last(page, outage->title);
}

/* Declared maintenance and notices stand among the outages, but are told from them. */
static void put_outages(struct page *page, const struct findings *findings, struct arena *arena)
{
	struct outage_walk walk = { 0 };
	const struct outage *outage;

	while ((outage = outage_next(findings, &walk)))
		put_outage(page, outage, arena);
}

static void put_links(struct page *page, const struct findings *findings, struct arena *arena)
{
	for (uint32_t i = 0; i < findings->links; i++) {
		const struct link *link = &findings->link[i];

		put_time(page, arena, link->spike->from_us);
		put_id(page, 's', link->spike->id);
		put_id(page, 'o', link->outage->id);
		put_word(page, link->spike->service, 12);
		put_word(page, link->outage->service, 12);
		put_word(page, link_verdict_name(link->verdict), 9);
		put_word(page, link_relation_name(link->relation), 13);
		put_number(page, (double)link->lag_us / SECOND_US, 7);
		put_number(page, link->overlap, 8);
		put_number(page, link->p_value, 11);
		put_number(page, link->q_value, 11);
		put_last(page, link->content_words);
	}
}

static double value_at(const double *values, uint32_t bucket)
{
	return values ? values[bucket] : (double)NAN;
}

static void put_bucket(struct page *page, const struct service *service, uint32_t bucket,
		       struct arena *arena)
{
	const struct curve *curve = &service->curve;
	bool known = !curve->known || curve->known[bucket];

	put_time(page, arena, curve->begin_us + bucket * curve->width_us);
	put_word(page, service->name, 12);
	put_number(page, known ? value_at(curve->events, bucket) : (double)NAN, 8);
	put_number(page,
		   known && service->has_failures ? value_at(curve->failed, bucket) : (double)NAN,
		   8);
	put_number(page, known ? value_at(curve->bytes, bucket) : (double)NAN, 12);
	put_number(page, value_at(curve->expected, bucket), 8);
	put_number(page, value_at(curve->low, bucket), 8);
	put_number(page, value_at(curve->high, bucket), 0);
	out_text(page->out, "\n");
}

static void put_buckets(struct page *page, const struct findings *findings, struct arena *arena)
{
	for (uint32_t i = 0; i < findings->services; i++) {
		for (uint32_t b = 0; b < findings->service[i].curve.buckets; b++) {
			struct arena_mark before = arena_mark(arena);

			put_bucket(page, &findings->service[i], b, arena);
			arena_rewind(arena, before);
		}
	}
}

void text_lines(struct page *page, const struct findings *findings)
{
	static void (*const put[])(struct page * page, const struct findings *findings,
				   struct arena *arena) = {
		[VIEW_TIMELINE] = put_entries, [VIEW_SPIKES] = put_spikes,
		[VIEW_OUTAGES] = put_outages,  [VIEW_LINKS] = put_links,
		[VIEW_BUCKETS] = put_buckets,
	};
	struct arena arena = { 0 };

	put[page->options->view](page, findings, &arena);
	arena_release(&arena);
}
