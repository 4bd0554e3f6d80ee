/*
 * escape.h - the only door through which bytes of a log reach a page.
 *
 * Log bytes are hostile: whoever can send a request can write into a log. Each
 * function writes `bytes` so that the page's reader sees them and its machinery
 * does not act on them. All of them first make visible what would be unseen or
 * move the cursor: control characters and bytes that are not UTF-8 as \xHH; C1
 * controls, bidirectional controls, zero-width and other invisible characters as
 * U+XXXX. So the result is valid UTF-8 on one line, whatever came in.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include "report/out.h"

/* For a terminal or a plain-text file. */
void escape_terminal(struct out *out, struct span bytes);

/* The same as one word: spaces too become \x20; nothing at all becomes "-". */
void escape_word(struct out *out, struct span bytes);

/* For text and quoted attributes of HTML and of SVG inside it. */
void escape_markup(struct out *out, struct span bytes);

/*
 * For text and table cells of GitHub's Markdown: no emphasis, links, images, code,
 * HTML, mentions, automatic links, table cells or block starts come out of it.
 */
void escape_markdown(struct out *out, struct span bytes);

/*
 * One CSV cell, quoted where RFC 4180 asks for it. A cell that a spreadsheet would
 * take for a formula (= + - @, also full width, TAB, CR) gets an apostrophe in front.
 */
void escape_csv(struct out *out, struct span bytes);

/* For a TEXT value of an iCalendar (RFC 5545, 3.3.11); folding its line is the caller's. */
void escape_calendar(struct out *out, struct span bytes);

/* Whether a character is one that the page's reader would not see or be misled by. */
bool escape_hides(uint32_t character);

#endif
