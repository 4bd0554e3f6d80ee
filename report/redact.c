/*
 * redact.c - the things in a text that tell of somebody.
 *
 * One walk from left to right. At each place where a word may begin the rules are tried
 * in turn, the most telling first; an at-sign looks back over what was copied.
 */
#include "report/redact.h"

#include "core/address.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

#define LOCAL_MAX 256 /* bytes in front of an at-sign */
#define HEX_MIN 32
#define MIXED_MIN 24
#define MIXED_EACH 4 /* digits, and letters, at least */
#define CREDENTIAL_MIN 8

/* --- Keys --- */

struct redactor redactor_of(struct span secret)
{
	struct redactor redactor;

	for (uint64_t kind = 0; kind < REDACT_KINDS; kind++)
		for (uint64_t half = 0; half < 2; half++) {
			const struct siphash_key label = { { kind, half } };

			redactor.key[kind].word[half] = siphash(label, secret);
		}
	return redactor;
}

static bool make_key(const char *path, char *secret, size_t *size, struct error *error)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (file < 0)
		return fail_errno(error, "--redact: cannot make %s", path);
	*size = 2 * REDACT_KEY_MIN;
	ok = getrandom(secret, *size, 0) == (ssize_t)*size &&
	     file_write(&file_system, file, secret, *size);
	if (!ok)
		fail_errno(error, "--redact: cannot write %s", path);
	if (close(file) && ok)
		ok = fail_errno(error, "--redact: cannot write %s", path);
	if (!ok)
		unlink(path);
	return ok;
}

bool redactor_load(const char *path, struct redactor *out, bool *made, struct error *error)
{
	char secret[REDACT_KEY_MAX + 1];
	size_t size = 0;
	ssize_t got = 0;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	*made = false;
	if (file < 0) {
		if (errno != ENOENT)
			return fail_errno(error, "--redact: cannot open %s", path);
		if (!make_key(path, secret, &size, error))
			return false;
		*made = true;
	} else {
		while (size < sizeof(secret) &&
		       (got = read(file, secret + size, sizeof(secret) - size)) > 0)
			size += (size_t)got;
		close(file);
		if (got < 0)
			return fail_errno(error, "--redact: cannot read %s", path);
	}
	if (size < REDACT_KEY_MIN || size > REDACT_KEY_MAX)
		return fail(error, FAULT_USAGE,
			    "--redact %s: a key has %d to %d bytes; name a file that is not there "
			    "yet, and one is made",
			    path, REDACT_KEY_MIN, REDACT_KEY_MAX);
	*out = redactor_of(span_of(secret, size));
	explicit_bzero(secret, sizeof(secret));
	return true;
}

/* --- Names --- */

/* RFC 4648's alphabet in lower case: 8 letters are 40 bits of the hash. */
static void put_name(const struct redactor *redactor, enum redact_kind kind, struct span what,
		     struct text *out)
{
	static const char *const prefix[REDACT_KINDS] = { "ip-", "mail-", "token-" };
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint64_t hash = siphash(redactor->key[kind], what);

	text_add(out, span_text(prefix[kind]));
	for (int i = 0; i < 8; i++, hash >>= 5)
		text_byte(out, letters[hash & 31]);
}

static void put_address(const struct redactor *redactor, const struct address *address,
			struct text *out)
{
	put_name(redactor, REDACT_ADDRESS,
		 span_of((const char *)address->byte, sizeof(address->byte)), out);
}

/* --- Letters --- */

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_plain(char byte)
{
	return is_digit(byte) || is_letter(byte);
}

static bool is_hex(char byte)
{
	return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* Of base64 for addresses, and of most made-up names. */
static bool is_token(char byte)
{
	return is_plain(byte) || byte == '_' || byte == '-';
}

static bool is_local(char byte)
{
	return is_token(byte) || byte == '.' || byte == '+' || byte == '%' || byte == '\'' ||
	       (unsigned char)byte >= 0x80;
}

static bool is_domain(char byte)
{
	return is_plain(byte) || byte == '-' || byte == '.' || (unsigned char)byte >= 0x80;
}

static size_t run_of(struct span text, bool (*is)(char))
{
	size_t size = 0;

	while (size < text.size && is(text.at[size]))
		size++;
	return size;
}

static struct span from(struct span text, size_t at)
{
	return span_of(text.at + at, text.size - at);
}

/* --- Addresses: each returns how many bytes it takes, 0 for none --- */

static size_t find_ipv4(struct span rest, struct address *address)
{
	size_t size = address_quad(rest, '.', address);

	/* As in ip-192-0-2-1.example.net */
	return size ? size : address_quad(rest, '-', address);
}

static bool is_ipv6(char byte)
{
	return is_hex(byte) || byte == ':' || byte == '.';
}

/* The longest one that ends where a group does. "::" alone is of C++. */
static size_t find_ipv6(struct span rest, struct address *address)
{
	size_t size = run_of(span_of(rest.at, MIN(rest.size, ADDRESS_TEXT_MAX + 1)), is_ipv6);
	size_t colons = 0;

	for (size_t i = 0; i < size; i++)
		colons += rest.at[i] == ':';
	if (colons < 2)
		return 0;
	for (; size > 2; size--) {
		bool ends = size == rest.size || !is_plain(rest.at[size]);

		if (ends && address_read(span_of(rest.at, size), address))
			return size;
	}
	return 0;
}

/* --- Mail --- */

/* "@" or "%40" at the front. */
static size_t at_sign(struct span rest)
{
	if (rest.size && rest.at[0] == '@')
		return 1;
	return span_starts(rest, SPAN("%40")) ? 3 : 0;
}

/* A name with a dot in it, without dots and dashes at its end. */
static size_t find_domain(struct span rest)
{
	size_t size = run_of(rest, is_domain);

	while (size && (rest.at[size - 1] == '.' || rest.at[size - 1] == '-'))
		size--;
	if (!size || !memchr(rest.at, '.', size) || rest.at[0] == '.')
		return 0;
	return size;
}

/*
 * At an at-sign: how much of what was copied since `since` is in front of it, and what
 * of the text belongs to the address behind it. Taken out of `out`, named, put back.
 */
static size_t take_mail(const struct redactor *redactor, struct span rest, size_t since,
			struct text *out)
{
	size_t sign = at_sign(rest), domain, local = 0;
	struct text mail;

	if (!sign)
		return 0;
	domain = find_domain(from(rest, sign));
	while (local < LOCAL_MAX && local < out->size - since &&
	       is_local(out->at[out->size - local - 1]))
		local++;
	if (!domain || !local)
		return 0;
	text_init(&mail, local + 1 + domain);
	text_add(&mail, span_of(out->at + out->size - local, local));
	text_byte(&mail, '@');
	text_add(&mail, span_of(rest.at + sign, domain));
	for (size_t i = 0; i < mail.size; i++)
		if (mail.at[i] >= 'A' && mail.at[i] <= 'Z')
			mail.at[i] = (char)(mail.at[i] | 0x20);
	out->size -= local;
	put_name(redactor, REDACT_MAIL, text_span(&mail), out);
	text_release(&mail);
	return sign + domain;
}

/* --- Secrets --- */

/* Alone or behind another word: "x-api-key", "refresh_token". */
static const struct {
	const char *name;
	bool colon; /* "name: value" as well as "name=value" */
} keys[] = {
	{ "api-key", true },    { "api_key", true },   { "apikey", true },
	{ "auth", false },      { "authtoken", true }, { "code", false },
	{ "csrftoken", true },  { "key", false },      { "jsessionid", false },
	{ "passwd", true },     { "password", true },  { "phpsessid", false },
	{ "pwd", true },        { "secret", true },    { "session", false },
	{ "sessionid", false }, { "sid", false },      { "sig", false },
	{ "signature", false }, { "token", true },
};

static bool ends_value(char byte)
{
	return byte == '&' || byte == ';' || byte == ',' || byte == '"' || byte == '\'' ||
	       byte == '<' || byte == '>' || byte == ')' || byte == ']' || byte == '}' ||
	       byte == '\\' || byte == '#' || (unsigned char)byte <= ' ';
}

static bool is_in_value(char byte)
{
	return !ends_value(byte);
}

/* `name="…", "name": "…", name=… and name%3D…: what is in front of the value, and the value. */
static size_t find_assigned(struct span rest, bool colon, struct span *value)
{
	size_t at = 0, size;
	bool quoted = false;

	if (at < rest.size && rest.at[at] == '\\')
		at++;
	if (at < rest.size && (rest.at[at] == '"' || rest.at[at] == '\''))
		at++;
	while (colon && at < rest.size && rest.at[at] == ' ')
		at++;
	if (span_starts(from(rest, at), SPAN("%3D")) || span_starts(from(rest, at), SPAN("%3d")))
		at += 3;
	else if (at < rest.size && (rest.at[at] == '=' || (rest.at[at] == ':' && colon)))
		at++;
	else
		return 0;
	while (colon && at < rest.size && rest.at[at] == ' ')
		at++;
	if (at < rest.size && rest.at[at] == '\\')
		at++;
	if (at < rest.size && (rest.at[at] == '"' || rest.at[at] == '\'')) {
		quoted = true;
		at++;
	}
	if (quoted) {
		char quote = rest.at[at - 1];

		for (size = 0; at + size < rest.size && rest.at[at + size] != quote; size++)
			;
		if (size && at + size < rest.size && rest.at[at + size - 1] == '\\')
			size--;
	} else {
		size = run_of(from(rest, at), is_in_value);
	}
	*value = span_of(rest.at + at, size);
	return size ? at : 0;
}

/* Exit codes and their like are no secrets. */
static bool is_small_number(struct span value)
{
	return value.size <= 4 && run_of(value, is_digit) == value.size;
}

/* A key at the front, with what follows it up to its value. */
static size_t find_key(struct span rest, struct span *value)
{
	for (size_t i = 0; i < LENGTH(keys); i++) {
		size_t size = strlen(keys[i].name), more;

		if (rest.size <= size || (rest.at[0] | 0x20) != keys[i].name[0] ||
		    strncasecmp(rest.at, keys[i].name, size) != 0)
			continue;
		more = find_assigned(from(rest, size), keys[i].colon, value);
		if (more && !(strcmp(keys[i].name, "code") == 0 && is_small_number(*value)))
			return size + more;
	}
	return 0;
}

static bool is_credential(char byte)
{
	return is_token(byte) || byte == '.' || byte == '~' || byte == '+' || byte == '/' ||
	       byte == '=';
}

/* "Bearer …" and "Basic …", where what follows is no word. */
static size_t find_credential(struct span rest, struct span *value)
{
	size_t at = 0;
	bool telling = false;

	if (rest.size > 7 && strncasecmp(rest.at, "bearer ", 7) == 0)
		at = 7;
	else if (rest.size > 6 && strncasecmp(rest.at, "basic ", 6) == 0)
		at = 6;
	if (!at)
		return 0;
	while (at < rest.size && rest.at[at] == ' ')
		at++;
	*value = span_of(rest.at + at, run_of(from(rest, at), is_credential));
	for (size_t i = 0; i < value->size; i++)
		telling |= is_digit(value->at[i]) || value->at[i] == '=' ||
			   (i && value->at[i] >= 'A' && value->at[i] <= 'Z');
	return telling && value->size >= CREDENTIAL_MIN ? at : 0;
}

/* eyJ….….…: a JSON object in base64, and what is signed with it. */
static size_t find_jwt(struct span rest)
{
	size_t size, part;

	if (!span_starts(rest, SPAN("eyJ")))
		return 0;
	size = run_of(rest, is_token);
	if (size == rest.size || rest.at[size] != '.')
		return 0;
	part = run_of(from(rest, size + 1), is_token);
	if (!part)
		return 0;
	size += 1 + part;
	if (size < rest.size && rest.at[size] == '.')
		size += 1 + run_of(from(rest, size + 1), is_token);
	return size;
}

static bool is_uuid(struct span text)
{
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text.at[i] != '-' : !is_hex(text.at[i]))
			return false;
	}
	return true;
}

/* What a run of letters, digits, '-' and '_' looks like; only as a whole is it a secret. */
static bool is_secret_run(struct span run)
{
	size_t digits = 0, letters = 0, turns = 0, hex = 0, hex_most = 0, plain = 0, plain_most = 0;

	if (run.size == 36 && is_uuid(run))
		return true;
	for (size_t i = 0; i < run.size; i++) {
		bool digit = is_digit(run.at[i]), letter = is_letter(run.at[i]);

		digits += digit;
		letters += letter;
		turns += i && ((digit && is_letter(run.at[i - 1])) ||
			       (letter && is_digit(run.at[i - 1])));
		hex = is_hex(run.at[i]) ? hex + 1 : 0;
		hex_most = MAX(hex_most, hex);
		plain = digit || letter ? plain + 1 : 0;
		plain_most = MAX(plain_most, plain);
	}
	if (hex_most >= HEX_MIN)
		return true;
	if (run.size < MIXED_MIN || digits < MIXED_EACH || letters < MIXED_EACH)
		return false;
	/* Words and years in a row, as in the address of an article, are none. */
	return plain_most >= MIXED_MIN || turns >= 2;
}

/* --- The walk --- */

struct walk {
	const struct redactor *redactor;
	struct span text;
	struct text *out;
	size_t at;
	size_t since;   /* in `out`: what was copied as it was begins here */
	size_t run_end; /* the run of token letters up to here was judged */
};

static void replaced(struct walk *walk, size_t size)
{
	walk->at += size;
	walk->since = walk->out->size;
}

static bool take_address(struct walk *walk, char before)
{
	struct span rest = from(walk->text, walk->at);
	struct address address;
	size_t size = 0;

	if (is_digit(rest.at[0]) && !is_digit(before))
		size = find_ipv4(rest, &address);
	if (!size && (is_hex(rest.at[0]) || rest.at[0] == ':') && !is_plain(before))
		size = find_ipv6(rest, &address);
	if (!size)
		return false;
	put_address(walk->redactor, &address, walk->out);
	replaced(walk, size);
	return true;
}

static bool take_secret(struct walk *walk, char before)
{
	struct span rest = from(walk->text, walk->at), value;
	size_t front, size;

	if (is_letter(before) || !is_plain(rest.at[0]))
		return false;
	front = find_key(rest, &value);
	if (!front)
		front = find_credential(rest, &value);
	if (front) {
		text_add(walk->out, span_of(rest.at, front));
		put_name(walk->redactor, REDACT_TOKEN, value, walk->out);
		replaced(walk, front + value.size);
		return true;
	}
	size = walk->at < walk->run_end ? 0 : find_jwt(rest); /* a run is looked at once */
	if (!size)
		return false;
	put_name(walk->redactor, REDACT_TOKEN, span_of(rest.at, size), walk->out);
	replaced(walk, size);
	return true;
}

/* A run is judged where it begins, once. */
static bool take_run(struct walk *walk)
{
	struct span rest = from(walk->text, walk->at);
	size_t size;

	if (walk->at < walk->run_end || !is_token(rest.at[0]))
		return false;
	size = run_of(rest, is_token);
	walk->run_end = walk->at + size;
	if (!is_secret_run(span_of(rest.at, size)))
		return false;
	put_name(walk->redactor, REDACT_TOKEN, span_of(rest.at, size), walk->out);
	replaced(walk, size);
	return true;
}

/* What stands in front of the place, a percent-encoded byte as a blank. */
static char byte_before(const struct walk *walk)
{
	const char *at = walk->text.at + walk->at;

	if (!walk->at || (walk->at >= 3 && at[-3] == '%' && is_hex(at[-2]) && is_hex(at[-1])))
		return ' ';
	return at[-1];
}

void redact_text(const struct redactor *redactor, struct span bytes, struct text *out)
{
	struct walk walk = { .redactor = redactor, .text = bytes, .out = out, .since = out->size };

	while (walk.at < bytes.size) {
		char before = byte_before(&walk);
		size_t mail = take_mail(redactor, from(bytes, walk.at), walk.since, out);

		if (mail) {
			replaced(&walk, mail);
			continue;
		}
		if (take_secret(&walk, before) || take_run(&walk) || take_address(&walk, before))
			continue;
		text_byte(out, bytes.at[walk.at++]);
	}
}

const char *redact_copy(const struct redactor *redactor, const char *text, struct arena *arena)
{
	struct text out;
	const char *copy;

	if (!text)
		return NULL;
	text_init(&out, (strlen(text) + 1) * REDACT_GROWTH);
	redact_text(redactor, span_text(text), &out);
	copy = arena_copy(arena, text_span(&out).at, out.size);
	text_release(&out);
	return copy;
}
