/* document_formats.c - see document_formats.h. */
#include "cmd/document_formats.h"

#include "cmd/request.h"
#include "parsers/feed.h"
#include "parsers/stats_document.h"
#include "report/escape.h"
#include "store/tables.h"

#include <string.h>
#include <sys/stat.h>

void format_line(struct out *out, const char *name, const char *kind, const char *summary,
		 const char *follows, const char *fixtures)
{
	out_print(out, "%-18s %-10s ", name, kind);
	escape_terminal(out, span_text(summary));
	out_text(out, " [");
	escape_terminal(out, span_text(follows));
	out_text(out, "]");
	if (fixtures) {
		const char *gap = strstr(fixtures, "%s");

		out_print(out, " %.*s%s%s", (int)(gap - fixtures), fixtures, name, gap + 2);
	}
	out_text(out, "\n");
}

void document_formats_list(struct out *out)
{
	for (const struct stats_document *const *document = stats_documents; *document; document++)
		format_line(out, (*document)->name, "statistics", (*document)->summary,
			    (*document)->follows, "tests/stats/%s");
	for (const struct feed *const *feed = feeds; *feed; feed++)
		format_line(out, (*feed)->name, "outages", (*feed)->summary, (*feed)->follows,
			    "tests/feeds/%s");
}

static void show(struct out *out, const char *name, const char *summary, const char *follows,
		 const char *use, const char *fixtures)
{
	out_print(out, "%s: %s\nas in: %s\n%s\nfixtures: %s/%s\n", name, summary, follows, use,
		  fixtures, name);
}

bool document_formats_show(const char *name, struct out *out)
{
	bool found = false;

	for (const struct stats_document *const *document = stats_documents; *document; document++)
		if (strcmp((*document)->name, name) == 0) {
			found = true;
			show(out, name, (*document)->summary, (*document)->follows,
			     "statistics, recognised by content; read as a table by csv-stats",
			     "tests/stats");
		}
	for (const struct feed *const *feed = feeds; *feed; feed++)
		if (strcmp((*feed)->name, name) == 0) {
			found = true;
			show(out, name, (*feed)->summary, (*feed)->follows,
			     "outage windows, recognised by content: --outages [SERVICE=]FILE",
			     "tests/feeds");
		}
	return found;
}

/* By the front alone, for a source whose front is that of a log as well. */
static bool front_is_feed(const struct source *source, struct arena *arena)
{
	const struct feed_source front = {
		.path = source->path,
		.text = span_of(source->view.head, source->view.head_size),
	};

	return feed_recognise(&front, arena) != NULL;
}

/* What holds anything else, or is any JSON document at all, must hold windows to be a feed. */
static bool is_certain(const struct source *source, const struct feed *feed)
{
	return !source->parser && !source->document && strcmp(feed->name, "json") != 0;
}

static void say_feed(const struct source *source, const struct feed *feed, size_t windows,
		     struct out *out)
{
	if (source->parser) {
		out_print(out, "  with --outages: %s, ", feed->name);
	} else {
		escape_terminal(out, span_text(source->path));
		out_print(out, ": for --outages: %s (%s), ", feed->name, feed->summary);
	}
	out_print(out, "%zu window%s\n", windows, windows == 1 ? "" : "s");
}

/* `feed` NULL: a monitor's data base that can't be read, so nobody knows which. */
static void say_broken(const struct source *source, const struct feed *feed,
		       const struct error *error, struct out *out)
{
	escape_terminal(out, span_text(source->path));
	if (feed)
		out_print(out, ": for --outages: %s (%s), but broken\n  ", feed->name,
			  feed->summary);
	else
		out_text(out, ": an SQLite data base, which can't be read for --outages\n  ");
	escape_terminal(out, span_text(error->text));
	out_text(out, "\n");
}

bool document_formats_detect(const struct source *source, const struct ingest_options *reading,
			     struct out *out)
{
	struct window_list windows = { 0 };
	struct arena arena = { 0 };
	struct feed_source text;
	const struct feed *feed = NULL;
	struct error error;
	struct stat about;
	bool said = false;

	/* What is in an archive or a pipe can't be given to --outages. */
	if (!source->spool && stat(source->path, &about) == 0 && S_ISREG(about.st_mode) &&
	    (!source->parser || front_is_feed(source, &arena))) {
		if (request_feed(source->path, NULL, reading, &arena, &text, &error))
			feed = feed_recognise(&text, &arena);
		else
			said = tables_recognise(reading->ops, source->path);
	}
	if (said) {
		say_broken(source, NULL, &error, out);
	} else if (feed && feed_read(&text, &arena, &windows, &error)) {
		said = windows.count || is_certain(source, feed);
		if (said)
			say_feed(source, feed, windows.count, out);
	} else if (feed) {
		said = is_certain(source, feed);
		if (said)
			say_broken(source, feed, &error, out);
	}
	arena_release(&arena);
	return said;
}
