/*
 * declared_lnav.c - lnav's files of formats, read as they are.
 *
 * What lnav needs for showing (line-format, highlights, tables) is passed over. Of its
 * formats of JSON lines the names of members count that hold time, level and text. Those
 * of CSV are left out with a warning.
 */
#include "parsers/declared.h"

struct loading {
	const struct json_value *format;
	struct arena *arena;
	struct declared *declared;
	struct declared_alias alias[3]; /* what this file calls time, level and text */
	size_t aliases;
};

static void add_alias(struct loading *loading, const char *member, const char *otherwise,
		      enum key key)
{
	const char *name = json_member_text(loading->format, member);

	loading->alias[loading->aliases++] =
		(struct declared_alias){ name ? name : otherwise, key };
}

static bool load_patterns(struct loading *loading, struct error *error)
{
	const struct json_value *regex = json_member(loading->format, "regex");
	const struct declared_naming naming = { loading->alias, loading->aliases, false };

	if (!regex || regex->kind != JSON_OBJECT || !regex->first)
		return fail(error, FAULT_INPUT, "no \"regex\"");
	for (const struct json_value *entry = regex->first; entry; entry = entry->next) {
		const struct json_value *pattern = json_member(entry, "pattern");

		if (!pattern || pattern->kind != JSON_STRING)
			return fail(error, FAULT_INPUT, "regex '%.60s' has no pattern", entry->key);
		if (!declared_add_pattern(loading->declared, pattern->text, &naming, loading->arena,
					  error))
			return error_within(error, "regex '%.60s'", entry->key);
	}
	return true;
}

/* Levels of lnav that have another name here. */
static uint8_t lnav_level(const char *name)
{
	if (strncmp(name, "trace", 5) == 0 || strncmp(name, "debug", 5) == 0)
		return SEICHE_DEBUG;
	if (strcmp(name, "stats") == 0)
		return SEICHE_INFO;
	return level_of(name, strlen(name));
}

static bool load_levels(struct loading *loading, struct error *error)
{
	const struct json_value *levels = json_member(loading->format, "level");

	for (const struct json_value *member = levels ? levels->first : NULL; member;
	     member = member->next) {
		uint8_t level = lnav_level(member->key);
		struct span text = member->text;

		if (level == SEICHE_LEVEL_NONE)
			return fail(error, FAULT_INPUT, "the level '%.40s' is not known",
				    member->key);
		/* A number stands for itself. */
		if (member->kind == JSON_NUMBER) {
			const char *exact =
				arena_print(loading->arena, "^%.*s$", (int)text.size, text.at);

			text = span_text(exact);
		} else if (member->kind != JSON_STRING) {
			return fail(error, FAULT_INPUT, "level '%.40s' has no pattern",
				    member->key);
		}
		if (!declared_add_level(loading->declared, text, level, loading->arena, error))
			return error_within(error, "level '%.40s'", member->key);
	}
	return true;
}

static bool load_time(struct loading *loading, struct error *error)
{
	const struct json_value *formats = json_member(loading->format, "timestamp-format");
	const struct json_value *divisor = json_member(loading->format, "timestamp-divisor");
	struct declared_time *time = &loading->declared->time;

	if (divisor && (divisor->kind != JSON_NUMBER ||
			!span_decimal(divisor->text, &time->per_s) || time->per_s <= 0))
		return fail(error, FAULT_INPUT, "\"timestamp-divisor\" is no number");
	if (!formats || divisor)
		return true;
	if (formats->kind != JSON_ARRAY || formats->count > DECLARED_TIMES_MAX)
		return fail(error, FAULT_INPUT, "\"timestamp-format\" is no list of up to %d",
			    DECLARED_TIMES_MAX);
	time->pattern = arena_array(loading->arena, formats->count, sizeof(*time->pattern));
	for (const struct json_value *item = formats->first; item; item = item->next)
		if (item->kind != JSON_STRING ||
		    !time_pattern_compile(item->text, TIME_LNAV, &time->pattern[time->patterns++],
					  error))
			return error_within(error, "timestamp-format");
	return true;
}

static void load_samples(struct loading *loading)
{
	const struct json_value *list = json_member(loading->format, "sample");
	struct declared_sample *sample;

	if (!list || list->kind != JSON_ARRAY)
		return;
	sample = arena_array(loading->arena, list->count, sizeof(*sample));
	loading->declared->sample = sample;
	for (const struct json_value *item = list->first; item; item = item->next) {
		const struct json_value *line = json_member(item, "line");
		struct span rest;

		if (!line || line->kind != JSON_STRING)
			continue;
		/* Of several lines the first is the event's. */
		rest = line->text;
		sample->line = span_cut(&rest, '\n');
		sample->any = true;
		sample++;
		loading->declared->samples++;
	}
}

/* "access_log" is "access-log"; where a parser has the name already, "lnav-access-log". */
static const char *make_name(const char *key, const struct registry *registry, struct arena *arena)
{
	char *name = arena_copy(arena, key, strlen(key));

	for (char *at = name; *at; at++)
		*at = *at >= 'A' && *at <= 'Z'                                   ? (char)(*at | 32)
		      : (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ? *at
										 : '-';
	return registry_find(registry, name) ? arena_print(arena, "lnav-%s", name) : name;
}

static bool is_json(const struct json_value *format)
{
	const char *type = json_member_text(format, "file-type");
	const struct json_value *json = json_member(format, "json");

	return type ? strcmp(type, "json") == 0 : json && json->kind == JSON_TRUE;
}

static const char *first_pattern(const struct json_value *format)
{
	if (is_json(format))
		return "JSON lines";
	return json_member_text(json_member(format, "regex")->first, "pattern");
}

/* Lines of JSON: what is called how, and no patterns. */
static bool load_json(struct loading *loading, struct error *error)
{
	struct declared *declared = loading->declared;
	struct declared_alias *member;

	if (!load_levels(loading, error) || !load_time(loading, error))
		return false;
	load_samples(loading);
	member = arena_array(loading->arena, loading->aliases, sizeof(*member));
	memcpy(member, loading->alias, loading->aliases * sizeof(*member));
	declared->member = member;
	declared->members = (uint32_t)loading->aliases;
	declared->kind = SEICHE_MESSAGE;
	return true;
}

static bool load_one(struct loading *loading, struct error *error)
{
	const struct json_value *multiline = json_member(loading->format, "multiline");
	struct declared *declared = loading->declared;

	add_alias(loading, "timestamp-field", "timestamp", KEY_TIME);
	add_alias(loading, "level-field", "level", KEY_LEVEL);
	add_alias(loading, "body-field", "body", KEY_MESSAGE);
	if (is_json(loading->format))
		return load_json(loading, error);
	if (!load_patterns(loading, error) || !load_levels(loading, error) ||
	    !load_time(loading, error))
		return false;
	load_samples(loading);
	declared->continues = !multiline || multiline->kind != JSON_FALSE;
	declared->kind = declared_is_request(declared) ? SEICHE_REQUEST : SEICHE_MESSAGE;
	return true;
}

/* NULL where it can be read here. */
static const char *why_left_out(const struct json_value *format)
{
	const char *type = json_member_text(format, "file-type");

	if (is_json(format))
		return NULL;
	if (type && strcmp(type, "text") != 0)
		return type;
	return json_member(format, "regex") ? NULL : "no patterns of its own";
}

bool declared_load_lnav(const struct json_value *root, const char *origin,
			struct registry *registry, struct error *error)
{
	uint32_t formats = 0;

	if (root->kind != JSON_OBJECT)
		return fail(error, FAULT_INPUT, "a file of formats is a JSON object");
	for (const struct json_value *format = root->first; format; format = format->next) {
		struct loading loading = { .format = format, .arena = registry->arena };
		const char *why;
		const char *about;

		if (format->key[0] == '$')
			continue;
		if (format->kind != JSON_OBJECT)
			return fail(error, FAULT_INPUT,
				    "neither a format of seiche (\"format\": 1) nor one of lnav");
		formats++;
		why = why_left_out(format);
		if (why) {
			registry_warn(registry, "%s: the format '%.60s' is left out (%.60s)",
				      origin, format->key, why);
			continue;
		}
		loading.declared = arena_take(registry->arena, sizeof(*loading.declared));
		if (!load_one(&loading, error)) {
			declared_release(loading.declared);
			return error_within(error, "format '%.60s'", format->key);
		}
		about = json_member_text(format, "title");
		loading.declared->name = make_name(format->key, registry, registry->arena);
		loading.declared->summary = about ? about : "a format of lnav's";
		loading.declared->follows = json_member_text(format, "url");
		if (!declared_register(loading.declared, origin, first_pattern(format), registry,
				       error))
			return false;
	}
	return formats || fail(error, FAULT_INPUT, "no format in it");
}
