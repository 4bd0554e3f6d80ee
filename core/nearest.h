/* nearest.h - for «did you mean». */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

#include "core/core.h"

/* The entry of `words` nearest to `word`, if it is near enough to have been meant; else NULL. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

#endif
