/* document.c - see document.h. */
#include "ingest/document.h"

#include "core/text.h"
#include "ingest/limits.h"
#include "ingest/unpack.h"

/* Into `text`, whose cap is one more than what is allowed. */
static bool unpack(const char *path, struct span packed, size_t cap, struct unpacker *unpacker,
		   char *piece, struct text *text, struct error *error)
{
	while (packed.size || unpacker->pending) {
		uint32_t used, made;

		made = unpacker_run(unpacker, packed.at,
				    (uint32_t)MIN(packed.size, (size_t)PACKED_BYTES), &used, piece,
				    PACKED_BYTES);
		packed = span_of(packed.at + used, packed.size - used);
		text_add(text, span_of(piece, made));
		if (text->size > cap)
			return fail(error, FAULT_LIMIT, "%s is larger than %zu bytes, unpacked",
				    path, cap);
		if (unpacker->state == UNPACK_DAMAGED)
			return fail(error, FAULT_DAMAGED, "%s: %s", path, unpacker->why);
	}
	if (unpacker->state == UNPACK_INSIDE)
		return fail(error, FAULT_DAMAGED, "%s: the file ends too early", path);
	return true;
}

bool document_load(const struct file_ops *ops, const char *path, size_t cap, struct arena *arena,
		   struct span *out, struct error *error)
{
	const struct codec *codec;
	struct arena scratch = { 0 };
	struct span loaded;
	struct text text;
	bool ok = true;

	if (!file_load(ops, path, cap, &scratch, &loaded, error)) {
		arena_release(&scratch);
		return false;
	}
	text_init(&text, cap + 1);
	codec = codec_recognise(loaded.at, loaded.size);
	if (codec) {
		struct unpacker unpacker;

		unpacker_open(&unpacker, codec, 0, 0);
		ok = unpack(path, loaded, cap, &unpacker, arena_take(&scratch, PACKED_BYTES), &text,
			    error);
		unpacker_close(&unpacker);
		loaded = text_span(&text);
	}
	if (ok)
		*out = span_of(arena_copy(arena, loaded.at, loaded.size), loaded.size);
	text_release(&text);
	arena_release(&scratch);
	return ok;
}
