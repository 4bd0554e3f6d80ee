/*
 * find.c - from requests to files: walks directories, expands globs, names services and hosts.
 */
#include "ingest/archive.h"
#include "ingest/limits.h"
#include "ingest/name.h"
#include "ingest/stream.h"
#include "ingest/twice.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file's first bytes are unpacked in as little as ISA-L does at once. */
#define LOOK_BLOCK_BYTES ((uint32_t)32 << 10)

struct folder_id {
	dev_t device;
	ino_t inode;
};

struct finder {
	struct arena *arena;
	struct source *item;
	struct source_head *head; /* of each */
	size_t count, room, head_room;
	struct spool_file *copies; /* of archives' members; NULL: none yet */
	struct folder_id *seen;    /* folders of the walk that is under way */
	size_t seen_count, seen_room;
	struct error *error;
};

static struct source *source_add(struct finder *finder, const struct source_request *request,
				 const char *service, const char *path)
{
	struct source *source;

	finder->item = arena_grow(finder->arena, finder->item, finder->count, &finder->room,
				  sizeof(*finder->item));
	finder->head = arena_grow(finder->arena, finder->head, finder->count, &finder->head_room,
				  sizeof(*finder->head));
	finder->head[finder->count] = (struct source_head){ 0 };
	source = &finder->item[finder->count++];
	*source = (struct source){
		.service = service,
		.host = request->host,
		.path = path,
		.place = path,
		.modified_us = TIME_UNKNOWN,
		.service_given = request->service != NULL,
		.host_given = request->host != NULL,
		.ledger = { .from_us = TIME_UNKNOWN, .to_us = TIME_UNKNOWN },
	};
	return source;
}

/* The beginning of a file or of its spooled copy, unpacked; less where that can't be read. */
static uint32_t look_into(struct source *source, char *bytes, uint32_t size)
{
	int fd = source->spool ? -1 : open(source->path, O_RDONLY | O_CLOEXEC);
	struct stream stream;
	uint32_t got;

	if (fd < 0 && !source->spool)
		return 0;
	stream_open(&stream, &file_system, fd, 0, source->spool, NULL);
	stream.block_bytes = LOOK_BLOCK_BYTES; /* the rest is not asked for */
	got = stream_read(&stream, bytes, size);
	if (!source->compression || stream.packed)
		source->compression = stream_compression(&stream);
	stream_close(&stream);
	if (source->spool)
		spool_rest(source->spool);
	else
		close(fd);
	return got;
}

/* The members of an archive in place of the archive, which was added last. */
static bool add_members(struct finder *finder, const struct source_request *request,
			const char *service, const char *path)
{
	struct span base = name_base(span_text(path)), stem = name_stem(base);
	int folder = (int)(strlen(path) - base.size);
	struct archive_contents contents;
	char head[TWICE_HEAD_BYTES];
	struct source *source = &finder->item[finder->count - 1];

	if (!finder->copies && !spool_file_open(&finder->copies, finder->error))
		return false;
	if (!archive_unpack(path, finder->copies, finder->arena, &contents, finder->error))
		return error_within(finder->error, "%s", path);
	source->compression = contents.compression;
	source->useless = true;
	source->lost = contents.problem != NULL;
	if (contents.problem)
		source_problem(source, finder->arena, "%s", contents.problem);
	else if (contents.members)
		finder->count--; /* all that it holds is there in its stead */
	else
		source_problem(source, finder->arena, "no files in this archive");
	for (size_t i = 0; i < contents.members; i++) {
		const struct archive_member *member = &contents.member[i];

		source = source_add(finder, request, service,
				    arena_print(finder->arena, "%s:%s", path, member->name));
		source->place = arena_print(finder->arena, "%.*s%.*s/%s", folder, path,
					    (int)stem.size, stem.at, member->name);
		source->modified_us = member->modified_us;
		source->spool = member->spool;
		source->compression = contents.compression;
		finder->head[finder->count - 1] =
			head_of_bytes(head, look_into(source, head, sizeof(head)));
	}
	return true;
}

/* Add a regular file, or what an archive holds. */
static bool file_add(struct finder *finder, const struct source_request *request,
		     const char *service, const char *path)
{
	struct source *source = source_add(finder, request, service, path);
	char head[TWICE_HEAD_BYTES];
	uint32_t size = look_into(source, head, sizeof(head));

	if (archive_begins(head, size))
		return add_members(finder, request, service, path);
	finder->head[finder->count - 1] = head_of_bytes(head, size);
	return true;
}

static const char *copy(struct finder *finder, struct span text)
{
	return arena_copy(finder->arena, text.at, text.size);
}

static struct span stem(const char *path)
{
	return name_stem(name_base(span_text(path)));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder but for hidden ones, in order; false with errno. */
static bool folder_names(struct finder *finder, const char *path, char ***out, size_t *count)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	char **name = NULL;
	size_t room = 0, found = 0;

	if (!folder)
		return false;
	while (errno = 0, (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		name = arena_grow(finder->arena, name, found, &room, sizeof(*name));
		name[found++] = arena_copy(finder->arena, entry->d_name, strlen(entry->d_name));
	}

	int number = errno;

	closedir(folder);
	errno = number;
	if (number)
		return false;
	if (found)
		qsort(name, found, sizeof(*name), by_name);
	*out = name;
	*count = found;
	return true;
}

/* Is it new in this walk? Links may lead back to where the walk came from. */
static bool folder_enter(struct finder *finder, const struct stat *about)
{
	for (size_t i = 0; i < finder->seen_count; i++)
		if (finder->seen[i].device == about->st_dev &&
		    finder->seen[i].inode == about->st_ino)
			return false;
	finder->seen = arena_grow(finder->arena, finder->seen, finder->seen_count,
				  &finder->seen_room, sizeof(*finder->seen));
	finder->seen[finder->seen_count++] =
		(struct folder_id){ .device = about->st_dev, .inode = about->st_ino };
	return true;
}

/* A part of a tree that can't be read is a problem of the tree, not the end of the run. */
static void note_unreadable(struct finder *finder, const struct source_request *request,
			    const char *service, const char *path, int number)
{
	struct source *source = source_add(finder, request, service, path);

	source->lost = source->useless = true;
	source_problem(source, finder->arena, "cannot be read: %s", strerror(number));
}

static bool folder_walk(struct finder *finder, const struct source_request *request,
			const char *service, const char *path, unsigned depth)
{
	char **name;
	size_t names;

	if (!folder_names(finder, path, &name, &names)) {
		if (!depth)
			return fail_errno(finder->error, "cannot read the directory %s", path);
		note_unreadable(finder, request, service, path, errno);
		return true;
	}
	for (size_t i = 0; i < names; i++) {
		const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
		const char *inside = arena_print(finder->arena, "%s%s%s", path, slash, name[i]);
		struct stat about;

		if (stat(inside, &about)) {
			note_unreadable(finder, request, service, inside, errno);
		} else if (S_ISREG(about.st_mode)) {
			if (!file_add(finder, request, service, inside))
				return false;
		} else if (S_ISDIR(about.st_mode)) {
			if (depth == FOLDER_DEPTH_MAX)
				return fail(finder->error, FAULT_LIMIT,
					    "%s: more than %d folders deep", inside,
					    FOLDER_DEPTH_MAX);
			if (folder_enter(finder, &about) &&
			    !folder_walk(finder, request, service, inside, depth + 1))
				return false;
		}
		if (finder->count > SOURCES_MAX)
			return fail(finder->error, FAULT_LIMIT, "%s: more than %d files", path,
				    SOURCES_MAX);
	}
	return true;
}

/* The base name of a directory; of "." and the like that of the place it stands for. */
static const char *folder_service(struct finder *finder, const char *path)
{
	struct span name = span_text(path);
	char *real;

	while (name.size > 1 && name.at[name.size - 1] == '/')
		name.size--;
	name = name_base(name);
	if (name.size && !span_is(name, SPAN(".")) && !span_is(name, SPAN("..")))
		return copy(finder, name);
	real = realpath(path, NULL);
	name = name_base(span_text(real ? real : path));

	const char *service = copy(finder, name.size ? name : SPAN("root"));

	free(real);
	return service;
}

static bool add_folder(struct finder *finder, const struct source_request *request,
		       const char *path, const struct stat *about)
{
	const char *service = request->service ? request->service : folder_service(finder, path);
	size_t before = finder->count;

	finder->seen_count = 0;
	folder_enter(finder, about);
	if (!folder_walk(finder, request, service, path, 0))
		return false;
	if (finder->count == before)
		return fail(finder->error, FAULT_INPUT, "%s: no files in this directory", path);
	return true;
}

/* Add the file, pipe or directory at `path`. */
static bool add_path(struct finder *finder, const struct source_request *request, const char *path)
{
	struct stat about;

	if (stat(path, &about)) {
		fail_errno(finder->error, "cannot open %s", path);
		finder->error->fault =
			errno == ENOENT || errno == ENOTDIR ? FAULT_USAGE : FAULT_SYSTEM;
		return false;
	}
	path = copy(finder, span_text(path));
	if (S_ISDIR(about.st_mode))
		return add_folder(finder, request, path, &about);
	if (S_ISREG(about.st_mode) || S_ISFIFO(about.st_mode)) {
		const char *service =
			request->service ? request->service : copy(finder, stem(path));

		if (S_ISREG(about.st_mode))
			return file_add(finder, request, service, path);
		source_add(finder, request, service, path);
		return true;
	}
	return fail(finder->error, FAULT_USAGE, "%s is a %s, not a log", path,
		    S_ISSOCK(about.st_mode) ? "socket" : "device");
}

static bool add_matches(struct finder *finder, const struct source_request *request)
{
	glob_t found = { 0 };
	int result = glob(request->path, GLOB_NOSORT | GLOB_ERR, NULL, &found);
	bool ok = false;

	if (result == GLOB_NOMATCH) {
		fail(finder->error, FAULT_USAGE, "no file matches %s", request->path);
		goto done;
	}
	if (result) {
		fail(finder->error, FAULT_SYSTEM, "cannot expand %s", request->path);
		goto done;
	}
	qsort(found.gl_pathv, found.gl_pathc, sizeof(*found.gl_pathv), by_name);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!add_path(finder, request, found.gl_pathv[i]))
			goto done;
	ok = true;
done:
	globfree(&found);
	return ok;
}

static bool add_request(struct finder *finder, const struct source_request *request)
{
	struct stat about;

	if (strcmp(request->path, "-") == 0) {
		source_add(finder, request, request->service ? request->service : "stdin", "-");
		return true;
	}
	if (strpbrk(request->path, "*?[") && lstat(request->path, &about))
		return add_matches(finder, request);
	return add_path(finder, request, request->path);
}

/* --- Hosts --- */

/* The `index`th folder of a path that may name a machine; size 0 where there is none. */
static struct span folder_part(const char *path, uint32_t index)
{
	struct span rest = span_text(path);
	struct span base = name_base(rest);

	rest.size -= base.size;
	while (rest.size) {
		struct span part = span_cut(&rest, '/');

		if (!part.size || span_is(part, SPAN(".")) || name_is_date(part))
			continue;
		if (!index--)
			return part;
	}
	return span_of("", 0);
}

/* Name the hosts of the files [0, count) of one service that nobody named. */
static void name_hosts(struct finder *finder, struct source *const *file, size_t count)
{
	bool stems_differ = false;

	for (uint32_t index = 0; index < FOLDER_DEPTH_MAX; index++) {
		struct span first = folder_part(file[0]->place, index);
		bool differ = false, any = first.size > 0;

		for (size_t i = 1; i < count; i++) {
			struct span part = folder_part(file[i]->place, index);

			differ |= !span_is(part, first);
			any |= part.size > 0;
		}
		if (!any)
			break;
		if (!differ)
			continue;
		for (size_t i = 0; i < count; i++) {
			struct span part = folder_part(file[i]->place, index);

			file[i]->host =
				part.size ? copy(finder, part) : copy(finder, stem(file[i]->place));
		}
		return;
	}
	for (size_t i = 1; i < count; i++)
		stems_differ |= !span_is(stem(file[i]->place), stem(file[0]->place));
	for (size_t i = 0; i < count && stems_differ; i++)
		file[i]->host = copy(finder, stem(file[i]->place));
}

static int by_service(const void *a, const void *b)
{
	const struct source *left = *(struct source *const *)a, *right = *(struct source *const *)b;
	int order = strcmp(left->service, right->service);

	return order ? order : (left > right) - (left < right);
}

static void name_all_hosts(struct finder *finder)
{
	struct source **file = arena_array(finder->arena, finder->count, sizeof(struct source *));
	size_t count = 0;

	for (size_t i = 0; i < finder->count; i++)
		if (!finder->item[i].host_given && strcmp(finder->item[i].path, "-") != 0)
			file[count++] = &finder->item[i];
	if (count)
		qsort(file, count, sizeof(struct source *), by_service);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count; to++)
			if (strcmp(file[to]->service, file[from]->service) != 0)
				break;
		name_hosts(finder, file + from, to - from);
	}
}

static bool add_requests(struct finder *finder, const struct source_request *request,
			 uint32_t requests)
{
	for (uint32_t i = 0; i < requests; i++)
		if (!add_request(finder, &request[i]))
			return false;
	return true;
}

bool sources_find(const struct source_request *request, uint32_t requests, struct arena *arena,
		  struct source_list *out, struct error *error)
{
	struct finder finder = { .arena = arena, .error = error };
	bool ok = add_requests(&finder, request, requests);
	struct source_list sources;

	if (finder.copies)
		spool_file_leave(finder.copies, &file_system);
	sources = (struct source_list){ .item = finder.item, .count = (uint32_t)finder.count };
	if (!ok) {
		for (uint32_t i = 0; i < sources.count; i++)
			if (sources.item[i].spool)
				spool_close(sources.item[i].spool, &file_system);
		return false;
	}
	name_all_hosts(&finder);
	twice_leave_out(&sources, finder.head, arena);
	*out = sources;
	return true;
}
