/*
 * parser.h - the interface between seiche and its parsers, built-in or loaded.
 *
 * A parser turns a chunk of log into rows. The host reads and unpacks files, cuts
 * them into chunks of whole lines, finds the lines, owns all memory and runs the
 * threads; the parser walks the lines and says of each whether it is an event
 * (seiche_accept), belongs to the event before it (seiche_continue) or is
 * neither (seiche_reject). Each line is one of the three: the host checks the sum.
 * A parser that must see several lines at once to make a row of them says in `cut`
 * where records end; chunks end there then.
 *
 * Rules: no allocation, no thread, no global, nothing kept but `state`. A parser
 * copies nothing: text in a row is a place in the chunk. It may read SEICHE_PADDING
 * bytes past the chunk's end (they are zero) and must not use them.
 *
 * Growth: rows are `stride` bytes apart, structs carry their `size` and only grow
 * at the end. Until seiche 1.0 the interface may be redrawn; `abi` says when.
 */
#ifndef SEICHE_PARSER_H
#define SEICHE_PARSER_H

#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SEICHE_PARSER_ABI 1
#define SEICHE_PADDING 64

/* Bytes of the chunk: bytes[at] … bytes[at + size - 1]. Size 0 is «not there». */
struct seiche_span {
	uint32_t at, size;
};

enum seiche_kind {
	SEICHE_REQUEST = 1, /* a line of an access log */
	SEICHE_MESSAGE = 2, /* a line of any other log */
	SEICHE_SAMPLE = 3,  /* a row of counted statistics: `weight` events in `length_us` */
};

/* What the weight of samples counts, what is nearest to a log's lines first. */
enum seiche_metric {
	SEICHE_COUNTS_EVENTS = 0, /* lines, or nobody says what */
	SEICHE_COUNTS_REQUESTS = 1,
	SEICHE_COUNTS_HITS = 2, /* requests, as statistics of web sites call them */
	SEICHE_COUNTS_PAGEVIEWS = 3,
	SEICHE_COUNTS_VISITS = 4,
	SEICHE_COUNTS_VISITORS = 5,
};

/* How the text of a row stands in the log; the host decodes it where it is kept. */
enum seiche_coding {
	SEICHE_RAW = 0,
	SEICHE_BACKSLASH = 1, /* \xHH \" \\ \n \t \r \b \f \v, as nginx and Apache write */
	SEICHE_JSON = 2,      /* the inside of JSON strings */
	SEICHE_DOUBLED = 3,   /* the inside of quoted columns of CSV: "" is a quote */
};

/* Severities of RFC 5424, plus one; SEICHE_ERROR and what is worse count as failed. */
enum seiche_level {
	SEICHE_EMERGENCY = 0,
	SEICHE_ALERT = 1,
	SEICHE_CRITICAL = 2,
	SEICHE_ERROR = 3,
	SEICHE_WARNING = 4,
	SEICHE_NOTICE = 5,
	SEICHE_INFO = 6,
	SEICHE_DEBUG = 7,
	SEICHE_LEVEL_NONE = 255,
};

/* Fields: what a row has (`has`) and what the host will look at (`wanted`). */
enum seiche_field {
	SEICHE_STATUS = 1u << 0,
	SEICHE_BYTES = 1u << 1,
	SEICHE_DURATION = 1u << 2,
	SEICHE_LEVEL = 1u << 3,
	SEICHE_HOST = 1u << 4,
	SEICHE_SERVICE = 1u << 5,
	SEICHE_CLIENT = 1u << 6,
	SEICHE_USER = 1u << 7,
	SEICHE_METHOD = 1u << 8,
	SEICHE_TARGET = 1u << 9,
	SEICHE_REFERRER = 1u << 10,
	SEICHE_AGENT = 1u << 11,
	SEICHE_PROGRAM = 1u << 12,
	SEICHE_TEXT = 1u << 13,
};

/* Time and weight are always wanted; the rest as the bits above say. */
struct seiche_event {
	int64_t time_us;     /* since 1970, UTC */
	int64_t length_us;   /* of the row's period; 0 but for samples */
	uint64_t weight;     /* 1 but for samples */
	uint64_t bytes;      /* sent to the client */
	int64_t duration_us; /* of the request */
	uint32_t has;        /* SEICHE_… fields that are set */
	uint16_t status;     /* HTTP status */
	uint8_t kind;        /* enum seiche_kind */
	uint8_t level;       /* enum seiche_level */
	uint8_t coding;      /* enum seiche_coding of all text below */
	uint8_t reserved[3];
	uint32_t line;       /* index in the chunk of the record's first line */
	struct seiche_span record;   /* the line without its end; of several, what is to be quoted */
	struct seiche_span host;     /* the machine that wrote it */
	struct seiche_span service;  /* virtual host, application */
	struct seiche_span client;   /* address or name of who asked */
	struct seiche_span user;
	struct seiche_span method;
	struct seiche_span target;   /* path with its query */
	struct seiche_span referrer;
	struct seiche_span agent;
	struct seiche_span program;  /* syslog tag, logger name */
	struct seiche_span text;     /* the message */
};

/* Whole lines of one source, whole records where the parser has a `cut`. */
struct seiche_chunk {
	const char *bytes;
	uint32_t size;
	const uint32_t *line; /* line[i] is where line i starts; line[lines] is `size` */
	uint32_t lines;
	uint64_t offset;      /* of the chunk in the unpacked source */
	/* The last line before the chunk that names columns ("#Fields: …"), or NULL. */
	const char *directive;
	uint32_t directive_size;
};

/* In `assumed`: a line that ends inside of its record was taken for what precedes the cut. */
#define SEICHE_CUT_OFF (1u << 16)

/* What a parser fills. The host hands it over with `rows` and the counts at 0. */
struct seiche_batch {
	struct seiche_event *row; /* `room` of them, `stride` bytes apart, zeroed by seiche_row */
	uint32_t stride, room, rows;
	uint32_t wanted;          /* SEICHE_… fields; others may be left out to save time */
	uint32_t line;            /* the next line to look at: where to resume */
	uint32_t continued, rejected;
	uint32_t first_rejected;  /* its line, if `rejected` */
	const char *why_rejected; /* static text: "no time stamp at the start" */
	/* enum clock_assumed bits of stamps that were completed, and SEICHE_CUT_OFF */
	uint32_t assumed;
};

/* What is known of a source before it is read. Valid until the source is closed. */
struct seiche_source {
	uint32_t size;
	const char *path;
	const char *head; /* the first bytes of the unpacked source, whole lines; padded as a chunk */
	uint32_t head_size;
	int64_t newest_us; /* no stamp of it is later than this: completes missing years */
	const struct zone *zone; /* for stamps without an offset; opaque to plug-ins */
	/* Completes stamps without a date; another one for each day of the source. */
	int64_t base_us;
};

/* What the host offers; forms are CLOCK_… of the list below. */
enum seiche_time_form {
	SEICHE_TIME_CLF = 1,
	SEICHE_TIME_ISO = 2,
	SEICHE_TIME_EPOCH = 3,
	SEICHE_TIME_SYSLOG = 4,
	SEICHE_TIME_RFC822 = 5,
	SEICHE_TIME_CTIME = 6,
	SEICHE_TIME_SLASHED = 7,
	SEICHE_TIME_DATE = 8,
	SEICHE_TIME_ISO_NAMED = 9,
	SEICHE_TIME_GLOG = 10,
	SEICHE_TIME_PACKED = 11,
	SEICHE_TIME_SHORT = 12,
	SEICHE_TIME_DAY_FIRST = 13,
	SEICHE_TIME_NO_YEAR = 14,
	SEICHE_TIME_JAVA = 15,
	SEICHE_TIME_ORDINAL = 16,
	SEICHE_TIME_TAI64N = 17,
	SEICHE_TIME_DAYTIME = 18, /* of no date: base_us of the source completes it */
	SEICHE_TIME_MINUTES = 19, /* of no hour, as well */
};

struct seiche_host {
	uint32_t size;
	/* Bytes read of a time stamp at the front of `at`, 0 where there is none. */
	uint32_t (*read_time)(const struct seiche_source *source, enum seiche_time_form form,
			      const char *at, uint32_t size, int64_t *time_us, uint32_t *assumed);
};

/*
 * How far the record at the front of `bytes` reaches, which is the end of a line; or 0
 * where its end is not among them. `resume` (0 before) is then from where to look on when
 * there are more, by a call whose bytes begin there; it may lie past `size`, where what
 * lies between is of the record for certain. More bytes never change an answer that is
 * not 0. Size is at least 1; nothing may be read past it. Called without a state, on any
 * thread. Of a record of over 1 MiB only the first lines are handed out, and at the end of a
 * source the last record may be incomplete.
 */
typedef uint32_t seiche_cut(const char *bytes, uint32_t size, uint64_t *resume);

struct seiche_parser {
	uint32_t abi, size;   /* SEICHE_PARSER_ABI, sizeof(struct seiche_parser) */
	const char *name;     /* lower case, digits and '-' */
	const char *summary;  /* one line for `formats list` */
	const char *example;  /* one line of such a log, for people */
	const char *follows;  /* the documentation or source that says how it is written */
	uint32_t state_size;  /* zeroed bytes for each worker and source */
	uint32_t rank;        /* 0..100: between parsers that read a sample equally well, the more
			         specific wins */
	/*
	 * Prepare `state` for a source: what the head says of columns and the like.
	 * 0, or -1 where the head can't be of this format, with a static reason in
	 * `why`. May be NULL where every line stands alone.
	 */
	int (*open)(void *state, const struct seiche_source *source,
		    const struct seiche_host *host, const char **why);
	/*
	 * Read lines from `batch->line` on until the chunk ends or the batch is full.
	 * Chunks of one source come in any order, on any thread.
	 */
	void (*parse)(void *state, const struct seiche_source *source,
		      const struct seiche_chunk *chunk, struct seiche_batch *batch,
		      const struct seiche_host *host);
	/*
	 * NULL, or what one function reads many formats by. The host writes it, as a
	 * pointer, to the front of each state, before open() and parse() see it;
	 * state_size has room for it.
	 */
	const void *setup;
	/*
	 * Of statistics: what the samples of the source that `state` was opened for count,
	 * an enum seiche_metric. `*word` may be set to what the source itself calls that
	 * ("nb_visits"), static or of the setup: the same metric by another word is counted
	 * in another way. NULL: the parser reads no samples, or it does not know.
	 */
	uint32_t (*metric)(void *state, const char **word);
	seiche_cut *cut; /* NULL where each line stands alone */
};

/* --- Helpers: a simple parser is a loop over these --- */

/* A line, or what is left of it, without its line end (LF or CR LF). */
struct seiche_walk {
	const char *bytes;
	uint32_t at, end;
};

/* The next line of the chunk, or 0 where the chunk ends or the batch is full. */
static inline int seiche_next_line(const struct seiche_chunk *chunk, const struct seiche_batch *batch,
				   struct seiche_walk *walk)
{
	uint32_t end;

	if (batch->line == chunk->lines || batch->rows == batch->room)
		return 0;
	walk->bytes = chunk->bytes;
	walk->at = chunk->line[batch->line];
	end = chunk->line[batch->line + 1];
	if (end > walk->at && chunk->bytes[end - 1] == '\n')
		end--;
	if (end > walk->at && chunk->bytes[end - 1] == '\r')
		end--;
	walk->end = end;
	return 1;
}

/* The row to fill, empty. */
static inline struct seiche_event *seiche_row(struct seiche_batch *batch)
{
	struct seiche_event *row =
		(struct seiche_event *)(void *)((char *)batch->row + (size_t)batch->rows * batch->stride);

	memset(row, 0, sizeof(*row));
	row->weight = 1;
	row->level = SEICHE_LEVEL_NONE;
	row->line = batch->line;
	return row;
}

/* The row is an event; its record is this line. */
static inline void seiche_accept(struct seiche_batch *batch)
{
	batch->rows++;
	batch->line++;
}

/* This line belongs to the event before it (or is blank). */
static inline void seiche_continue(struct seiche_batch *batch)
{
	batch->continued++;
	batch->line++;
}

/* This line is not of the format. `why` is a static text. */
static inline void seiche_reject(struct seiche_batch *batch, const char *why)
{
	if (!batch->rejected) {
		batch->first_rejected = batch->line;
		batch->why_rejected = why;
	}
	batch->rejected++;
	batch->line++;
}

/* What stands before the next `stop`, which is passed over; all of the rest where there is none. */
static inline struct seiche_span seiche_take(struct seiche_walk *walk, char stop)
{
	struct seiche_span span = { walk->at, walk->end - walk->at };
	const char *found = span.size ? (const char *)memchr(walk->bytes + walk->at, stop, span.size)
				      : (const char *)0;

	if (found) {
		span.size = (uint32_t)(found - (walk->bytes + walk->at));
		walk->at += span.size + 1;
	} else {
		walk->at = walk->end;
	}
	return span;
}

/* A parser's own table, for a shared object. */
#if defined(__cplusplus) && defined(__GNUC__)
#define SEICHE_EXPORT extern "C" __attribute__((visibility("default")))
#elif defined(__GNUC__)
#define SEICHE_EXPORT __attribute__((visibility("default")))
#else
#define SEICHE_EXPORT
#endif
#define SEICHE_EXPORT_PARSERS(...) \
	SEICHE_EXPORT const struct seiche_parser *const seiche_parsers_v1[] = { __VA_ARGS__, 0 }

#ifdef __cplusplus
}
#endif

#endif
