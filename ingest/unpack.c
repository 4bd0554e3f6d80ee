/* unpack.c - see unpack.h. */
#include "ingest/unpack.h"

void unpacker_open(struct unpacker *unpacker, const struct codec *codec, uint64_t packed_at,
		   uint64_t at)
{
	*unpacker = (struct unpacker){
		.codec = codec,
		.state = UNPACK_BETWEEN,
		.packed_at = packed_at,
		.at = at,
	};
}

void unpacker_close(struct unpacker *unpacker)
{
	if (unpacker->inner)
		unpacker->codec->close(unpacker->inner);
	unpacker->inner = NULL;
}

static void damaged(struct unpacker *unpacker, const char *why)
{
	unpacker->state = UNPACK_DAMAGED;
	unpacker->why = why;
}

/* Between members: pass over padding, begin the next one. */
static void begin_member(struct unpacker *unpacker, struct codec_io *io)
{
	const struct codec *codec = unpacker->codec;

	while (io->used < io->packed_size && !io->packed[io->used]) {
		unpacker->padding = true;
		io->used++;
	}
	if (io->used == io->packed_size)
		return;
	/* One byte tells rubbish from a member; of a broken member the codec tells. */
	if (!codec->begins(io->packed + io->used, 1)) {
		damaged(unpacker, unpacker->padding ? "what follows the padding is not packed"
						    : "what follows the last member is not packed");
		return;
	}
	if (!unpacker->inner)
		unpacker->inner = codec->open();
	if (!unpacker->inner || !codec->begin(unpacker->inner)) {
		damaged(unpacker, "no memory to unpack it");
		return;
	}
	unpacker->state = UNPACK_INSIDE;
	unpacker->member_packed_at = unpacker->packed_at + io->used;
	unpacker->member_at = unpacker->at + io->made;
}

static void unpack_member(struct unpacker *unpacker, struct codec_io *io)
{
	uint32_t used = io->used, made = io->made;
	enum codec_step step = unpacker->codec->run(unpacker->inner, io);

	unpacker->pending = step == CODEC_MORE && io->made == io->room;
	if (step == CODEC_END)
		unpacker->state = UNPACK_BETWEEN;
	else if (step == CODEC_DAMAGED)
		damaged(unpacker, io->why);
	else if (io->used == used && io->made == made && used < io->packed_size)
		damaged(unpacker, "does not unpack"); /* rather than for ever */
	unpacker->by_codec = unpacker->state == UNPACK_DAMAGED;
}

uint32_t unpacker_run(struct unpacker *unpacker, const char *packed, uint32_t packed_size,
		      uint32_t *packed_used, char *bytes, uint32_t room)
{
	struct codec_io io = {
		.packed = packed,
		.packed_size = packed_size,
		.bytes = bytes,
		.room = room,
	};

	while (unpacker->state != UNPACK_DAMAGED && io.made < room &&
	       (io.used < packed_size || unpacker->pending)) {
		if (unpacker->state == UNPACK_BETWEEN)
			begin_member(unpacker, &io);
		else
			unpack_member(unpacker, &io);
	}
	unpacker->packed_at += io.used;
	unpacker->at += io.made;
	*packed_used = io.used;
	return io.made;
}
