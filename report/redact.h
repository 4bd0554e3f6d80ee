/*
 * redact.h - addresses, mail addresses and secrets replaced by names that tell nothing.
 *
 * What is replaced, and what is not, says docs/FILTERS.md. A name is a keyed hash: equal
 * things get equal names under one key, so that a report can still be followed, and
 * without the key nobody learns what stood there, not even by trying all addresses.
 * Where it is not clear whether something is an address or a version, it is replaced.
 */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "analysis/findings.h"
#include "core/error.h"
#include "core/file.h"
#include "core/siphash.h"
#include "core/text.h"

#define REDACT_KEY_MIN 16 /* bytes */
#define REDACT_KEY_MAX 4096

/* A name takes more room than what it stands for: at most so many times a text's bytes. */
#define REDACT_GROWTH 14

enum redact_kind { REDACT_ADDRESS, REDACT_MAIL, REDACT_TOKEN, REDACT_KINDS };

struct redactor {
	struct siphash_key key[REDACT_KINDS];
};

/* Keys of their own for each kind, from the bytes of a key file. */
struct redactor redactor_of(struct span secret);

/*
 * Read a key file; where there is none, make one of random bytes that only its owner may
 * read, and set `*made`. FAULT_USAGE where it holds too little or too much.
 */
MUST_CHECK
bool redactor_load(const char *path, struct redactor *out, bool *made, struct error *error);

/*
 * Append `bytes` to `out`, redacted, in one pass; what is cut off at the cap of `out` is
 * lost, so its owner gives it (size + 1) * REDACT_GROWTH.
 */
void redact_text(const struct redactor *redactor, struct span bytes, struct text *out);

/* The same into `arena`; NULL for NULL. */
const char *redact_copy(const struct redactor *redactor, const char *text, struct arena *arena);

/* A copy of all that was found with every text redacted. In `arena`. (redact_findings.c) */
const struct findings *redact_findings(const struct redactor *redactor,
				       const struct findings *findings, struct arena *arena);

#endif
