/* codecs.c - the table of codecs. */
#include "ingest/codec.h"

/* clang-format off */
const struct codec *const codecs[] = {
#ifdef SEICHE_HAVE_ISAL
	&codec_isal,
#endif
	&codec_zlib,
#ifdef SEICHE_HAVE_ZSTD
	&codec_zstd,
#endif
#ifdef SEICHE_HAVE_XZ
	&codec_xz,
#endif
#ifdef SEICHE_HAVE_BZIP2
	&codec_bzip2,
#endif
	NULL,
};
/* clang-format on */

const struct codec *codec_recognise(const char *bytes, size_t size)
{
	for (size_t i = 0; codecs[i]; i++)
		if (size >= codecs[i]->magic_bytes && codecs[i]->begins(bytes, size))
			return codecs[i];
	return NULL;
}
