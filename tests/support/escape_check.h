/*
 * escape_check.h - is what came out of an escape inert in its tongue? Shared by
 * the unit test and the fuzz target; written without the code it checks.
 */
#ifndef SUPPORT_ESCAPE_CHECK_H
#define SUPPORT_ESCAPE_CHECK_H

#include "core/span.h"

/* NULL where all is well, else what is wrong. */
const char *escape_check_visible(struct span text);  /* valid UTF-8, nothing that is not seen */
const char *escape_check_word(struct span text);     /* also one word */
const char *escape_check_markup(struct span text);   /* also no markup, only known references */
const char *escape_check_markdown(struct span text); /* also every mark behind a backslash */
const char *escape_check_calendar(struct span text); /* also a TEXT value of RFC 5545 */
const char *escape_check_csv(struct span text);      /* one RFC 4180 cell, no formula */

/* All escapes of these bytes through their checks. */
const char *escape_check_all(struct span bytes);

#endif
