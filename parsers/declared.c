/* declared.c - see declared.h: the parser that runs a declared format. */
#include "parsers/declared.h"

#include "core/clock_memo.h"
#include "parsers/trace.h"

/* Of the head's lines that are not blank the first must match, or one in so many. */
#define MATCHED_SHARE 16
/* Of a match block, and of the state around it. */
#define BLOCK_ALIGN 16

struct declared_state {
	const struct declared *declared; /* setup: the host puts it here */
	struct matcher *matcher;
	_Alignas(BLOCK_ALIGN) char block[]; /* of matcher_bytes() */
};

/* --- Making --- */

bool declared_add_pattern(struct declared *declared, struct span text,
			  const struct declared_naming *naming, struct arena *arena,
			  struct error *error)
{
	struct declared_pattern *added = &declared->pattern[declared->patterns];
	bool timed = false;

	if (declared->patterns == DECLARED_PATTERNS_MAX)
		return fail(error, FAULT_LIMIT, "more than %d patterns", DECLARED_PATTERNS_MAX);
	*added = (struct declared_pattern){ 0 };
	if (!pattern_compile(text, arena, &added->pattern, error))
		return false;
	declared->patterns++;
	added->field = arena_array(arena, pattern_groups(added->pattern), sizeof(*added->field));
	for (uint32_t group = 1; group <= pattern_groups(added->pattern); group++) {
		const char *name = pattern_group_name(added->pattern, group);
		enum key key = name ? declared_key(span_text(name), naming) : KEY_NONE;

		if (name && key == KEY_NONE && name[0] != '_' && naming->strict)
			return declared_unknown_group(name, error);
		timed |= key == KEY_TIME;
		if (key != KEY_NONE)
			added->field[added->fields++] = (struct declared_field){ group, key };
	}
	declared->groups = MAX(declared->groups, pattern_groups(added->pattern));
	return timed || fail(error, FAULT_INPUT, "no group is named 'time'");
}

bool declared_add_level(struct declared *declared, struct span text, uint8_t level,
			struct arena *arena, struct error *error)
{
	struct declared_level *added = &declared->level[declared->levels];

	if (declared->levels == DECLARED_LEVELS_MAX)
		return fail(error, FAULT_LIMIT, "more than %d levels", DECLARED_LEVELS_MAX);
	if (!pattern_compile(text, arena, &added->pattern, error))
		return false;
	added->level = level;
	declared->levels++;
	declared->groups = MAX(declared->groups, pattern_groups(added->pattern));
	return true;
}

static bool has_key(const struct declared *declared, enum key key)
{
	for (uint32_t i = 0; i < declared->patterns; i++)
		for (uint32_t k = 0; k < declared->pattern[i].fields; k++)
			if (declared->pattern[i].field[k].key == key)
				return true;
	return false;
}

bool declared_is_request(const struct declared *declared)
{
	return has_key(declared, KEY_STATUS) &&
	       (has_key(declared, KEY_METHOD) || has_key(declared, KEY_TARGET) ||
		has_key(declared, KEY_REQUEST));
}

void declared_release(struct declared *declared)
{
	for (uint32_t i = 0; i < declared->patterns; i++)
		pattern_release(declared->pattern[i].pattern);
	for (uint32_t i = 0; i < declared->levels; i++)
		pattern_release(declared->level[i].pattern);
	declared->patterns = declared->levels = 0;
}

/* --- Time --- */

/* Forms that clock_memo_read_any() leaves out, for fields that are a stamp and nothing else. */
static bool read_rare(struct line *line, struct span text)
{
	for (int form = CLOCK_DATE + 1; form <= CLOCK_LAST_FORM; form++) {
		uint32_t assumed = 0;
		int64_t time_us;

		if (clock_read((enum clock_form)form, text, line->context, &time_us, &assumed) !=
		    text.size)
			continue;
		line->row->time_us = time_us;
		*line->assumed |= assumed;
		return true;
	}
	return false;
}

static bool read_number(const struct declared_time *time, struct line *line, struct span text)
{
	double number;

	if (!span_decimal(text, &number))
		return false;
	number /= time->per_s;
	if (number < 0 || number > (double)CLOCK_LAST_S)
		return false;
	line->row->time_us = (int64_t)(number * (double)SECOND_US + 0.5);
	return true;
}

static bool read_patterns(const struct declared_time *time, struct line *line, struct span text,
			  struct span date)
{
	for (uint32_t i = 0; i < time->patterns; i++) {
		struct time_parts parts = { 0 };

		if (time->date &&
		    (!date.size || time_pattern_take(time->date, date, &parts) != date.size))
			return false;
		if (time_pattern_take(&time->pattern[i], text, &parts) == text.size &&
		    time_parts_resolve(&parts, line->context, &line->row->time_us, line->assumed))
			return true;
	}
	return false;
}

static bool read_time(const struct declared_time *time, struct line *line, struct span text,
		      struct span date)
{
	if (!text.size)
		return false;
	if (time->per_s > 0)
		return read_number(time, line, text);
	if (time->form)
		return clock_memo_read(line->memo, time->form, text, line->context,
				       &line->row->time_us, line->assumed) == text.size;
	if (time->patterns)
		return read_patterns(time, line, text, date);
	return clock_memo_read_any(line->memo, text, line->context, &line->row->time_us,
				   line->assumed) ||
	       read_rare(line, text);
}

/* --- Lines --- */

/* By the file's patterns for levels; false where none of them matches. */
static bool match_level(const struct declared *declared, struct matcher *matcher, struct line *line,
			struct span text)
{
	for (uint32_t i = 0; i < declared->levels; i++)
		if (pattern_match(declared->level[i].pattern, matcher, text) == MATCH_FOUND) {
			line_level(line, declared->level[i].level);
			return true;
		}
	return false;
}

static void take_level(const struct declared *declared, struct matcher *matcher, struct line *line,
		       struct span text)
{
	if (match_level(declared, matcher, line, text))
		return;
	if (!line_level_name(line, text) && text.size == 1)
		line_level(line, level_of_letter(text.at[0]));
}

static const char *take_fields(const struct declared *declared, struct matcher *matcher,
			       const struct declared_pattern *pattern, struct line *line)
{
	struct keyed_time unused = { 0 };
	struct span time = { 0 }, date = { 0 }, level = { 0 };

	for (uint32_t i = 0; i < pattern->fields; i++) {
		struct span text = matcher_group(matcher, pattern->field[i].group);
		enum key key = pattern->field[i].key;

		if (!text.at)
			continue;
		if (key == KEY_TIME)
			time = text;
		else if (key == KEY_LATE_TIME)
			date = text;
		else if (key == KEY_LEVEL)
			level = text;
		else
			keyed_take(line, &unused, key, false,
				   key == KEY_MESSAGE ? span_trim(text) : text);
	}
	if (!read_time(&declared->time, line, time, date))
		return "no time stamp where the pattern has its time";
	/* Last: the match of a level's pattern takes the place of the line's. */
	if (level.size)
		take_level(declared, matcher, line, level);
	return NULL;
}

/* --- Lines that are objects --- */

/* Names of nested objects and of a member, with slashes between. */
#define PATH_BYTES 128

struct path {
	char bytes[PATH_BYTES];
	uint32_t size[JSON_DEPTH_MAX + 1]; /* at each depth */
};

/* The path of a member at that depth; false where it has no room. */
static bool path_join(struct path *path, uint32_t depth, struct span name, struct span *out)
{
	uint32_t at = path->size[depth];

	if (name.size >= PATH_BYTES - at)
		return false;
	memcpy(path->bytes + at, name.at, name.size);
	*out = span_of(path->bytes, at + name.size);
	return true;
}

static bool path_enter(struct path *path, uint32_t depth, struct span name)
{
	struct span joined;

	if (!path_join(path, depth - 1, name, &joined))
		return false;
	path->bytes[joined.size] = '/';
	path->size[depth] = (uint32_t)joined.size + 1;
	return true;
}

/* What may be said once all of the object is read. */
struct told {
	struct span time, level;
	bool number; /* the level is one */
};

static void take_member(const struct declared *declared, struct line *line, struct span path,
			const struct json *json, bool number, struct told *told)
{
	struct keyed_time timed = { .timed = true }; /* only the file says where the time is */
	enum key key = declared_alias_key(path, declared->member, declared->members);

	if (key == KEY_TIME) {
		told->time = json->text;
	} else if (key == KEY_LEVEL) {
		told->level = json->text;
		told->number = number;
	} else {
		if (key == KEY_NONE && json->depth == 1)
			key = keyed_key(json->key);
		if (key != KEY_LEVEL && key != KEY_LATE_TIME)
			keyed_take(line, &timed, key, number, json->text);
	}
}

static const char *read_members(const struct declared *declared, struct line *line,
				struct told *told)
{
	struct path path = { .size = { 0 } };
	struct json json;
	struct span joined;

	json_init(&json, line->text);
	if (json_next(&json) != JSON_OBJECT)
		return trace_is_part(line->text) ? line_continues : "not a JSON object";
	for (;;) {
		enum json_kind kind = json_next(&json);

		if (kind == JSON_END)
			return NULL;
		if (kind == JSON_BROKEN)
			return "broken JSON";
		if (kind == JSON_ARRAY ||
		    (kind == JSON_OBJECT && !path_enter(&path, json.depth, json.key))) {
			if (!json_skip(&json))
				return "broken JSON";
		} else if ((kind == JSON_STRING || kind == JSON_NUMBER) &&
			   path_join(&path, json.depth, json.key, &joined)) {
			take_member(declared, line, joined, &json, kind == JSON_NUMBER, told);
		}
	}
}

static const char *read_object(const struct declared_state *state, struct line *line)
{
	const struct declared *declared = state->declared;
	struct keyed_time timed = { .timed = true };
	struct span none = { 0 };
	struct told told = { { 0 }, { 0 }, false };
	const char *why = read_members(declared, line, &told);

	if (why)
		return why;
	if (!read_time(&declared->time, line, told.time, none))
		return "no time stamp in the member that has the time";
	if (told.level.size && !match_level(declared, state->matcher, line, told.level))
		keyed_take(line, &timed, KEY_LEVEL, told.number, told.level);
	line->row->kind = line->row->has & SEICHE_STATUS ? SEICHE_REQUEST : SEICHE_MESSAGE;
	line->row->coding = SEICHE_JSON;
	return NULL;
}

static const char *declared_read(struct line *line)
{
	struct declared_state *state = line->state;
	const struct declared *declared = state->declared;
	const char *why = "does not match the pattern";

	if (declared->members)
		return read_object(state, line);
	line->row->kind = (uint8_t)declared->kind;
	/* In the order of the file: which one is taken must not depend on the lines before. */
	for (uint32_t i = 0; i < declared->patterns; i++) {
		const struct declared_pattern *pattern = &declared->pattern[i];

		switch (pattern_match(pattern->pattern, state->matcher, line->text)) {
		case MATCH_FOUND:
			why = take_fields(declared, state->matcher, pattern, line);
			if (!why)
				return NULL;
			break;
		case MATCH_TOO_HARD:
			why = "takes more steps to match than a line may";
			break;
		case MATCH_NONE:
			break;
		}
	}
	return declared->continues ? line_continues : why;
}

LINE_PARSE(declared_read)

/*
 * Where every line may belong to the one before, any text would be of the format. A
 * stack trace fills pages, so what the head must hold is a line that begins it, or
 * some: patterns are specific.
 */
static int declared_open(void *memory, const struct seiche_source *source,
			 const struct seiche_host *host, const char **why)
{
	struct declared_state *state = memory;
	const struct declared *declared = state->declared;
	struct span rest = span_of(source->head, source->head_size);
	uint32_t lines = 0, matched = 0;
	bool begins = false;

	(void)host;
	state->matcher = matcher_init(state->block, declared->groups);
	if (!declared->continues)
		return 0;
	while (rest.size) {
		struct span line = span_trim(span_cut(&rest, '\n'));
		bool found = false;

		if (!line.size)
			continue;
		for (uint32_t i = 0; i < declared->patterns && !found; i++)
			found = pattern_match(declared->pattern[i].pattern, state->matcher, line) ==
				MATCH_FOUND;
		begins |= found && !lines;
		lines++;
		matched += found;
	}
	if (begins || (matched && matched >= lines / MATCHED_SHARE))
		return 0;
	*why = "few lines match the pattern, and not the first";
	return -1;
}

/* --- In the registry --- */

static void release(const struct seiche_parser *parser)
{
	declared_release((struct declared *)(uintptr_t)parser->setup);
}

bool declared_has_samples(const struct seiche_parser *parser)
{
	return parser->open == declared_open &&
	       ((const struct declared *)parser->setup)->samples > 0;
}

bool declared_register(struct declared *declared, const char *origin, const char *detail,
		       struct registry *registry, struct error *error)
{
	struct seiche_parser *parser = arena_take(registry->arena, sizeof(*parser));
	struct registered entry = {
		.parser = parser,
		.origin = origin,
		.detail = detail,
		.release = release,
	};
	const char *example = "";

	for (uint32_t i = declared->samples; i--;)
		if (declared->sample[i].is || declared->sample[i].any)
			example = arena_copy(registry->arena, declared->sample[i].line.at,
					     declared->sample[i].line.size);
	*parser = (struct seiche_parser){
		.abi = SEICHE_PARSER_ABI,
		.size = sizeof(*parser),
		.name = declared->name,
		.summary = declared->summary,
		.example = example,
		.follows = declared->follows ? declared->follows : "",
		.state_size =
			(uint32_t)(sizeof(struct declared_state) + matcher_bytes(declared->groups)),
		/* Below RANK_SPECIFIC where any line may be the rest of an event. */
		.rank = declared->continues ? 42 : 79,
		.open = declared_open,
		.parse = declared_read_lines,
		.setup = declared,
	};
	if (registry_add(registry, entry, error))
		return true;
	declared_release(declared);
	return false;
}
