/*
 * feed_document.h - feeds that are JSON: where the incidents lie in the document and
 * what their members mean is a table; only what is peculiar to a feed is code.
 */
#ifndef PARSERS_FEED_DOCUMENT_H
#define PARSERS_FEED_DOCUMENT_H

#include "core/json.h"
#include "parsers/feed_window.h"

/* Names joined by dots, from an object inwards: "service.summary". Of several paths for one
 * field the first that leads to a text or number counts; of parts and regions also an array. */
struct feed_path {
	enum feed_field field;
	const char *path;
};

struct feed_shape {
	/* Paths to arrays of incidents, NULL-terminated; "" is the document itself. null is empty.
	 */
	const char *const *lists;
	/* Up to FEED_NONE. */
	const struct feed_path *path;
	/* What the table can't say; may set row->skip. NULL: nothing. False with the error filled.
	 */
	bool (*finish)(struct feed_reading *reading, const struct json_value *item,
		       struct feed_row *row);
};

/* Read a document of that shape. */
MUST_CHECK
bool feed_document_read(struct feed_reading *reading, const struct feed_shape *shape);

/* The same of a document that is parsed already, of one of its lists, of one item. */
MUST_CHECK
bool feed_document_take(struct feed_reading *reading, const struct json_value *root,
			const struct feed_shape *shape);
MUST_CHECK
bool feed_list_take(struct feed_reading *reading, const struct json_value *list,
		    const struct feed_shape *shape);
MUST_CHECK
bool feed_item_take(struct feed_reading *reading, const struct json_value *item,
		    const struct feed_shape *shape);

/* The whole text as one JSON value, lines known to feed_stand_at(). */
MUST_CHECK
bool feed_document_parse(struct feed_reading *reading, struct json_value **root);

/* Where a path leads; NULL where it leads nowhere. */
const struct json_value *feed_member(const struct json_value *value, const char *path);

/* Its text if it is a string or a number; else size 0. */
struct span feed_text(const struct json_value *value, const char *path);

/* A member as a time: TIME_UNKNOWN where there is none or it is null; false where it is no time. */
MUST_CHECK
bool feed_member_time(struct feed_reading *reading, const struct json_value *value,
		      const char *path, int64_t *time_us);

/* The members' names, strings as they stand or the name or title of objects, as a list. */
void feed_names(struct feed_reading *reading, const struct json_value *array,
		const char *const **item, uint32_t *count);

/* The objects of an array by one of their members, for lists that name each other by number. */
struct feed_index {
	const struct json_value **item;
	size_t count;
	const char *key;
};

struct feed_index feed_index_of(struct feed_reading *reading, const struct json_value *array,
				const char *key);

/* The object whose member is that text; NULL where there is none. */
const struct json_value *feed_index_find(const struct feed_index *index, struct span text);

/* Fill the updates of a window from an incident's list of them, whatever it is called; sets
 * announced_us to the first. */
MUST_CHECK
bool feed_updates(struct feed_reading *reading, const struct json_value *item,
		  struct window *window);

/* Whether the front of the text is JSON that begins with `first` ('{', '[' or 0 for either) and
 * has members of all these names, NULL-terminated. */
bool feed_has_members(struct span text, char first, const char *const *names);

#endif
