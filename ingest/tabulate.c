/* tabulate.c - see tabulate.h. */
#include "ingest/tabulate.h"

#include "ingest/document.h"
#include "ingest/limits.h"
#include "ingest/spool.h"
#include "ingest/stream.h"
#include "parsers/stats_document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* The beginning of a regular file, unpacked. */
static uint32_t front_of(struct source *source, const struct file_ops *ops, char *bytes,
			 uint32_t size)
{
	struct stream stream;
	struct stat about;
	uint32_t got = 0;
	int fd;

	if (stat(source->path, &about) != 0 || !S_ISREG(about.st_mode))
		return 0;
	fd = ops->open(source->path, O_RDONLY | O_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	stream_open(&stream, ops, fd, 0, NULL, NULL);
	/* Most sources are told to be none by a byte. */
	got = stream_read(&stream, bytes, 16);
	if (got == 16 && memchr("{[\xff\xfe \n\xef", bytes[0], 7))
		got += stream_read(&stream, bytes + got, size - got);
	else
		got = 0;
	stream_close(&stream);
	ops->close(fd);
	return got;
}

static bool keep(struct source *source, const struct file_ops *ops, struct span table,
		 struct arena *arena, struct error *error)
{
	struct spool *spool = arena_take(arena, sizeof(*spool));

	if (!spool_open(spool, -1, error))
		return false;
	if (!spool_add(spool, ops, table.at, table.size) || !spool_finish(spool, ops)) {
		fail_errno(error, "cannot keep the table of %s", source->path);
		spool_close(spool, ops);
		return false;
	}
	source->spool = spool;
	return true;
}

static void refuse(struct source *source, const struct error *problem, struct arena *arena)
{
	const char *text = problem->text;
	size_t size = strlen(source->path);

	/* A problem has the path in front anyhow. */
	if (strncmp(text, source->path, size) == 0 && text[size] == ':' && text[size + 1] == ' ')
		text += size + 2;
	source_problem(source, arena, "%s", text);
	source->useless = source->lost = true;
}

bool tabulate(struct source *source, const struct file_ops *ops, const struct zone *zone,
	      struct arena *arena, struct error *error)
{
	char front[SAMPLE_BYTES];
	const struct stats_document *document;
	struct arena scratch = { 0 };
	struct error problem;
	struct span text;
	struct text table;
	bool ok = true;

	if (source->spool)
		return true;
	document = stats_document_recognise(
		span_of(front, front_of(source, ops, front, sizeof(front))));
	if (!document)
		return true;
	text_init(&table, STATS_DOCUMENT_MAX_BYTES);
	if (!document_load(ops, source->path, STATS_DOCUMENT_MAX_BYTES, &scratch, &text,
			   &problem) ||
	    !stats_document_print(document, text,
				  &(struct stats_printing){ .path = source->path,
							    .zone = zone,
							    .arena = &scratch,
							    .table = &table,
							    .error = &problem }))
		refuse(source, &problem, arena);
	else
		ok = keep(source, ops, text_span(&table), arena, error);
	source->document = document->name;
	text_release(&table);
	arena_release(&scratch);
	return ok;
}
