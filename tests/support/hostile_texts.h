/*
 * hostile_texts.h - what logs and feeds may hold and no format of the report may let
 * through: markup, handlers, formulas, terminal sequences, marks of drafts, bad UTF-8.
 */
#ifndef SUPPORT_HOSTILE_TEXTS_H
#define SUPPORT_HOSTILE_TEXTS_H

#include <stddef.h>

extern const char *const hostile_texts[];
extern const size_t hostile_texts_count;

#endif
