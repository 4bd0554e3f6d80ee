/* intake.c - see intake.h. */
#include "ingest/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct intake *intake_new(const struct file_ops *ops, struct points_budget *budget,
			  struct arena *arena)
{
	struct intake *intake = arena_take(arena, sizeof(*intake));

	invariant(pthread_mutex_init(&intake->lock, NULL) == 0);
	atomic_init(&intake->done, false);
	intake->ops = ops;
	intake->fd = -1;
	tally_start(&intake->tally);
	points_init(&intake->points, budget);
	return intake;
}

struct intake *intake_more(const struct source *source, struct arena *arena)
{
	const struct intake *first = source->intake;
	struct intake *intake = intake_new(first->ops, NULL, arena);

	intake->known = true;
	intake->about = first->about;
	intake->is = first->is;
	intake->proven = first->proven;
	intake->coloured = first->coloured;
	return intake;
}

void intake_less(struct source *source, struct intake *intake)
{
	struct intake *first = source->intake;

	if (!first->refused.fault)
		first->refused = intake->refused;
	if (!first->changed)
		first->changed = intake->changed;
	pthread_mutex_destroy(&intake->lock);
}

static bool is_stdin(const struct source *source)
{
	return strcmp(source->path, "-") == 0;
}

/* Open the file, or the copy of what is no file. */
static bool open_fd(struct source *source, struct intake *intake, struct stat *about,
		    struct error *error)
{
	const struct file_ops *ops = intake->ops;
	/* A pipe that took the place of a file is refused below, not waited for. */
	int wait = intake->known ? O_NONBLOCK : 0;
	off_t base;

	intake->fd = is_stdin(source) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
				      : ops->open(source->path, O_RDONLY | O_CLOEXEC | wait, 0);
	if (intake->fd < 0)
		return fail_errno(error, "cannot be opened");
	if (fstat(intake->fd, about)) {
		fail_errno(error, "cannot be opened");
		ops->close(intake->fd);
		return false;
	}
	if (S_ISREG(about->st_mode)) {
		base = is_stdin(source) ? lseek(intake->fd, 0, SEEK_CUR) : 0;
		intake->base = base > 0 ? (uint64_t)base : 0;
		posix_fadvise(intake->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		return true;
	}
	if (S_ISDIR(about->st_mode)) {
		ops->close(intake->fd);
		return fail(error, FAULT_INPUT, "is a directory");
	}
	if (intake->known) {
		ops->close(intake->fd);
		return fail(error, FAULT_INPUT, "was replaced by what can't be read twice");
	}
	if (!spool_open(&intake->piped, intake->fd, error))
		return false;
	source->spool = &intake->piped;
	return true;
}

/* A file that only grew is the same as far as it was read; anything else is another one. */
static const char *difference(const struct stat *before, const struct stat *now)
{
	if (before->st_dev != now->st_dev || before->st_ino != now->st_ino)
		return "was replaced";
	if (now->st_size < before->st_size)
		return "became shorter";
	if (now->st_size == before->st_size && (before->st_mtim.tv_sec != now->st_mtim.tv_sec ||
						before->st_mtim.tv_nsec != now->st_mtim.tv_nsec))
		return "was written to";
	return NULL;
}

#define ASKED_MAX 800 /* times, at distances of half a microsecond or so */
#define PAUSES 16

static void pause_for_a_moment(void)
{
	for (int i = 0; i < PAUSES; i++) {
#if defined(__x86_64__) || defined(__i386__)
		__builtin_ia32_pause();
#elif defined(__aarch64__)
		__asm__ volatile("yield");
#endif
	}
}

void intake_lock(struct intake *intake)
{
	if (!atomic_exchange(&intake->awaited, true)) {
		for (int asked = 0; asked < ASKED_MAX; asked++) {
			if (!pthread_mutex_trylock(&intake->lock)) {
				atomic_store(&intake->awaited, false);
				return;
			}
			pause_for_a_moment();
		}
		atomic_store(&intake->awaited, false);
	}
	pthread_mutex_lock(&intake->lock);
}

bool intake_begin(struct source *source, struct intake *intake, struct error *error)
{
	struct stat about;

	if (!source->spool) {
		if (!open_fd(source, intake, &about, error))
			return false;
		/* What was found at first stays: a later pass compares with what came of it. */
		if (intake->known && !intake->changed)
			intake->changed = difference(&intake->about, &about);
		intake->grew |= intake->known && about.st_size > intake->about.st_size;
		intake->about = about;
		intake->known = true;
	}
	stream_open(&intake->cutter.stream, intake->ops, intake->fd, intake->base, source->spool,
		    &source->intake->points);
	/* Another one may be at work already, who has found the same. */
	if (intake == source->intake && (intake->cutter.stream.packed || !source->compression))
		source->compression = stream_compression(&intake->cutter.stream);
	if (intake == source->intake && intake->cutter.stream.packed && !source->spool)
		points_weigh(&intake->points, (uint64_t)about.st_size);
	if (intake->proven)
		stream_trust(&intake->cutter.stream);
	cutter_begin(&intake->cutter, intake->is, source->parser ? source->parser->cut : NULL);
	intake->begun = true;
	intake->raw_told = 0;
	return true;
}

bool intake_rewind(struct intake *intake)
{
	struct cutter *cutter = &intake->cutter;

	if (!stream_rewind(&cutter->stream))
		return false;
	decoder_begin(&cutter->decoder, &cutter->stream, cutter->decoder.is);
	return true;
}

void intake_end(struct source *source, struct intake *intake)
{
	if (!intake->begun)
		return;
	intake->begun = false;
	intake->is = intake->cutter.decoder.is;
	if (intake->cutter.stream.ended)
		intake->proven = intake->cutter.stream.broken == STREAM_WHOLE;
	cutter_close(&intake->cutter);
	if (source->spool)
		spool_rest(source->spool);
	else
		intake->ops->close(intake->fd);
}

uint64_t intake_bytes(const struct source *source)
{
	const struct intake *intake = source->intake;

	if (source->document_bytes)
		return source->document_bytes;

	uint64_t size = source->spool ? source->spool->copied : (uint64_t)intake->about.st_size;

	/* It may grow while it is read. */
	return MAX(size - MIN(size, intake->base), intake->cutter.stream.raw_at);
}

void intake_close(struct source *source)
{
	struct intake *intake = source->intake;

	if (intake)
		intake_end(source, intake);
	if (source->spool)
		spool_close(source->spool, intake ? intake->ops : &file_system);
	source->spool = NULL;
	if (!intake)
		return;
	points_release(&intake->points);
	pthread_mutex_destroy(&intake->lock);
	source->intake = NULL;
}
