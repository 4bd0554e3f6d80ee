/*
 * declared_json.c - seiche's own files of formats: see docs/FORMATS.md.
 *
 * Strict: a member that is not known is a slip, and would be missed in silence.
 */
#include "parsers/declared.h"

#include "parsers/grok.h"

#define SAMPLES_MAX 256

struct loading {
	const struct json_value *root;
	struct arena *arena;
	struct declared *declared;
};

static bool check_members(const struct json_value *object, const char *const *known, size_t count,
			  const char *where, struct error *error)
{
	for (const struct json_value *member = object->first; member; member = member->next) {
		bool found = false;
		char names[256] = "";

		for (size_t i = 0; i < count; i++) {
			found |= strcmp(member->key, known[i]) == 0;
			strcat(strcat(names, " "), known[i]);
		}
		if (!found)
			return fail(error, FAULT_INPUT, "'%.60s' is no member%s; there are%s",
				    member->key, where, names);
	}
	return true;
}

/* A text that must be there. */
static bool need_text(const struct json_value *object, const char *name, const char **out,
		      struct error *error)
{
	*out = json_member_text(object, name);
	return *out && **out ? true
			     : fail(error, FAULT_INPUT, "\"%s\" must be given, as a text", name);
}

static bool load_kind(struct loading *loading, struct error *error)
{
	const char *kind = json_member_text(loading->root, "kind");

	if (!kind || strcmp(kind, "message") == 0)
		loading->declared->kind = SEICHE_MESSAGE;
	else if (strcmp(kind, "request") == 0)
		loading->declared->kind = SEICHE_REQUEST;
	else
		return fail(error, FAULT_INPUT, "\"kind\" is \"request\" or \"message\"");
	return true;
}

static bool add_one(struct loading *loading, const struct json_value *value, bool grok,
		    struct error *error)
{
	const struct declared_naming naming = { .strict = !grok };
	struct span text = value->text;

	if (value->kind != JSON_STRING)
		return fail(error, FAULT_INPUT, "a pattern must be a text");
	if (grok && !grok_expand(text, json_member(loading->root, "patterns"), loading->arena,
				 &text, error))
		return false;
	return declared_add_pattern(loading->declared, text, &naming, loading->arena, error);
}

/* "pattern" or "grok": one text, or a list that is tried in order. */
static bool load_patterns(struct loading *loading, struct error *error)
{
	const struct json_value *pattern = json_member(loading->root, "pattern");
	const struct json_value *grok = json_member(loading->root, "grok");
	const struct json_value *value = pattern ? pattern : grok;

	if (!value || (pattern && grok))
		return fail(error, FAULT_INPUT, "either \"pattern\" or \"grok\" must be given");
	if (value->kind != JSON_ARRAY)
		return add_one(loading, value, grok != NULL, error);
	if (!value->first)
		return fail(error, FAULT_INPUT, "the list of patterns is empty");
	for (value = value->first; value; value = value->next)
		if (!add_one(loading, value, grok != NULL, error))
			return false;
	return true;
}

static bool set_form(struct declared_time *time, const char *name, struct error *error)
{
	static const struct {
		const char *name;
		enum clock_form form;
	} forms[] = {
		{ "any", 0 },
		{ "rfc3339", CLOCK_ISO },
		{ "iso", CLOCK_ISO },
		{ "clf", CLOCK_CLF },
		{ "epoch", CLOCK_EPOCH },
		{ "syslog", CLOCK_SYSLOG },
		{ "rfc822", CLOCK_RFC822 },
		{ "ctime", CLOCK_CTIME },
		{ "slashed", CLOCK_SLASHED },
		{ "daytime", CLOCK_DAYTIME },
		{ "minutes", CLOCK_MINUTES },
	};
	char known[128] = "";

	for (size_t i = 0; i < LENGTH(forms); i++) {
		if (strcmp(name, forms[i].name) == 0) {
			time->form = forms[i].form;
			return true;
		}
		strcat(strcat(known, " "), forms[i].name);
	}
	return fail(error, FAULT_INPUT, "\"time\": the form '%.40s' is not known; there are%s",
		    name, known);
}

static bool compile_time(const char *text, struct time_pattern *out, struct error *error)
{
	return time_pattern_compile(span_text(text), TIME_STRFTIME, out, error) ||
	       error_within(error, "\"time\"");
}

static bool load_time(struct loading *loading, struct error *error)
{
	static const char *const members[] = { "form", "pattern", "date" };
	const struct json_value *object = json_member(loading->root, "time");
	struct declared_time *time = &loading->declared->time;
	const char *form, *pattern, *date;

	if (!object)
		return true;
	if (object->kind != JSON_OBJECT)
		return fail(error, FAULT_INPUT, "\"time\" is an object");
	if (!check_members(object, members, LENGTH(members), " of \"time\"", error))
		return false;
	form = json_member_text(object, "form");
	pattern = json_member_text(object, "pattern");
	date = json_member_text(object, "date");
	if (!form == !pattern || (date && !pattern))
		return fail(error, FAULT_INPUT,
			    "\"time\" has either a \"form\" or a \"pattern\", with it a \"date\"");
	if (form)
		return set_form(time, form, error);
	time->pattern = arena_take(loading->arena, sizeof(*time->pattern));
	time->patterns = 1;
	if (!compile_time(pattern, time->pattern, error))
		return false;
	if (date) {
		time->date = arena_take(loading->arena, sizeof(*time->date));
		return compile_time(date, time->date, error);
	}
	return true;
}

/* "level": { "error": "^(E|ERR)$", … }: in the order of the file. */
static bool load_levels(struct loading *loading, struct error *error)
{
	const struct json_value *object = json_member(loading->root, "level");

	if (object && object->kind != JSON_OBJECT)
		return fail(error, FAULT_INPUT, "\"level\" is an object of levels and patterns");
	for (const struct json_value *member = object ? object->first : NULL; member;
	     member = member->next) {
		uint8_t level = level_of(member->key, strlen(member->key));

		if (level == SEICHE_LEVEL_NONE || member->kind != JSON_STRING)
			return fail(
				error, FAULT_INPUT,
				"\"level\": '%.40s' is no level with a pattern; levels are emerg "
				"alert crit error warning notice info debug",
				member->key);
		if (!declared_add_level(loading->declared, member->text, level, loading->arena,
					error))
			return error_within(error, "\"level\"");
	}
	return true;
}

/* "samples": [ { "line": …, "is": { … } | null } ] */
static bool load_samples(struct loading *loading, struct error *error)
{
	static const char *const members[] = { "line", "is" };
	const struct json_value *list = json_member(loading->root, "samples");
	struct declared_sample *sample;
	bool read = false;

	if (!list || list->kind != JSON_ARRAY || !list->first || list->count > SAMPLES_MAX)
		return fail(error, FAULT_INPUT,
			    "\"samples\" must be given: 1 to %d lines and what they come to",
			    SAMPLES_MAX);
	sample = arena_array(loading->arena, list->count, sizeof(*sample));
	loading->declared->sample = sample;
	for (const struct json_value *item = list->first; item; item = item->next, sample++) {
		const struct json_value *line = json_member(item, "line");
		const struct json_value *is = json_member(item, "is");

		if (item->kind != JSON_OBJECT || !line || line->kind != JSON_STRING || !is ||
		    (is->kind != JSON_OBJECT && is->kind != JSON_NULL))
			return fail(error, FAULT_INPUT,
				    "a sample is { \"line\": text, \"is\": object or null }");
		if (!check_members(item, members, LENGTH(members), " of a sample", error))
			return false;
		sample->line = line->text;
		sample->is = is->kind == JSON_OBJECT ? is : NULL;
		read |= sample->is != NULL;
		loading->declared->samples++;
	}
	return read || fail(error, FAULT_INPUT, "no sample is an event");
}

static bool load_all(struct loading *loading, struct error *error)
{
	static const char *const members[] = { "format", "name",  "about",     "follows",
					       "kind",   "grok",  "patterns",  "pattern",
					       "time",   "level", "continues", "samples" };
	const struct json_value *version = json_member(loading->root, "format");
	const struct json_value *continues = json_member(loading->root, "continues");
	struct declared *declared = loading->declared;

	if (version->kind != JSON_NUMBER || !span_is(version->text, SPAN("1")))
		return fail(error, FAULT_INPUT, "\"format\" is 1: the version of such files");
	if (!check_members(loading->root, members, LENGTH(members), "", error) ||
	    !need_text(loading->root, "name", &declared->name, error) ||
	    !need_text(loading->root, "about", &declared->summary, error) ||
	    !load_kind(loading, error))
		return false;
	declared->follows = json_member_text(loading->root, "follows");
	if (continues && continues->kind != JSON_TRUE && continues->kind != JSON_FALSE)
		return fail(error, FAULT_INPUT, "\"continues\" is true or false");
	declared->continues = continues && continues->kind == JSON_TRUE;
	return load_patterns(loading, error) && load_time(loading, error) &&
	       load_levels(loading, error) && load_samples(loading, error);
}

bool declared_load_own(const struct json_value *root, const char *origin, struct registry *registry,
		       struct error *error)
{
	struct loading loading = {
		.root = root,
		.arena = registry->arena,
		.declared = arena_take(registry->arena, sizeof(*loading.declared)),
	};
	const struct json_value *pattern;

	if (!load_all(&loading, error)) {
		declared_release(loading.declared);
		return false;
	}
	pattern = json_member(root, "pattern");
	pattern = pattern ? pattern : json_member(root, "grok");
	return declared_register(loading.declared, origin,
				 pattern->kind == JSON_STRING ? pattern->text.at
				 : pattern->first             ? pattern->first->text.at
							      : NULL,
				 registry, error);
}
