/*
 * A recursive-descent reader that only says yes or no.
 *
 * The keys of the objects that are still open stand on one stack, the
 * innermost object's on top; when an object closes, its part of the stack is
 * sorted, equal neighbours are what we refuse, and the part is dropped. So a
 * body full of keys costs n log n, and one that is all depth costs nothing.
 */
#include "net/wire/json-scan.h"

#include "model/reason.h"

#include "model/geo.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* An object with fewer keys than this is compared pair by pair. */
#define FEW_KEYS 16

struct key {
	const char *name; /* in the text, or in `names` if it had escapes */
	size_t len;
	size_t at; /* offset of its opening quote in the text */
};

struct scan {
	const char *text, *end;
	const char *s;     /* the next byte */
	size_t depth_left; /* how many more may be opened */
	struct key *keys;  /* of all open objects, outermost first */
	size_t key_count, key_room;
	char *names;     /* keys with their escapes undone; at most len bytes */
	char *names_end; /* where the next goes */
	char *copy;      /* the text with shorter numbers, once one is long */
	struct json_fault *fault;
};

static bool value(struct scan *c);

static bool
refuse_at(struct scan *c, const char *at, const char *why)
{
	c->fault->why = why;
	c->fault->at = (size_t)(at - c->text);
	return false;
}

static bool
ends_early(struct scan *c)
{
	return refuse_at(c, c->end, why_json_cut);
}

/* Refuses the byte that is next. */
static bool
refuse(struct scan *c, const char *why)
{
	return c->s == c->end ? ends_early(c) : refuse_at(c, c->s, why);
}

static bool
memory_ended(struct scan *c)
{
	return refuse_at(c, c->s, NULL);
}

/* The next byte, -1 at the end. */
static int
peek(const struct scan *c)
{
	return c->s < c->end ? (unsigned char)*c->s : -1;
}

static bool
take(struct scan *c, char want)
{
	if (peek(c) != want)
		return false;
	c->s++;
	return true;
}

static void
skip_space(struct scan *c)
{
	while (c->s < c->end && (*c->s == ' ' || *c->s == '\n' ||
	                            *c->s == '\t' || *c->s == '\r'))
		c->s++;
}

static bool
literal(struct scan *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->s) < n || memcmp(c->s, word, n) != 0)
		return refuse(c, why_json_no_value);
	c->s += n;
	return true;
}

/* At least one digit, and all that follow. */
static bool
digits(struct scan *c)
{
	const char *from = c->s;

	while (c->s < c->end && *c->s >= '0' && *c->s <= '9')
		c->s++;
	return c->s > from || refuse(c, why_json_no_digit);
}

static bool
copy_text(struct scan *c)
{
	size_t len = (size_t)(c->end - c->text);

	if (!c->copy) {
		c->copy = malloc(len);
		if (c->copy)
			memcpy(c->copy, c->text, len);
	}
	return c->copy || memory_ended(c);
}

/* The number from..s must fit a double, and cJSON's buffer. */
static bool
settle_number(struct scan *c, const char *from)
{
	size_t n = (size_t)(c->s - from);
	char few[NUMBER_SIZE];
	char *to;
	double v;

	if (!number_parse(from, n, &v))
		return refuse_at(c, from, why_json_number);
	if (n <= JSON_NUMBER_MAX)
		return true;
	if (!copy_text(c))
		return false;
	to = c->copy + (from - c->text);
	memset(to, ' ', n);
	memcpy(to, few, number_format(v, few));
	return true;
}

static bool
number(struct scan *c)
{
	const char *from = c->s;
	bool exponent;

	take(c, '-');
	if (!take(c, '0') && !digits(c))
		return false;
	if (take(c, '.') && !digits(c))
		return false;
	exponent = take(c, 'e') || take(c, 'E');
	if (exponent) {
		if (!take(c, '+'))
			take(c, '-');
		if (!digits(c))
			return false;
	}
	if (!exponent && c->s - from <= JSON_NUMBER_MAX)
		return true;
	return settle_number(c, from);
}

/* The four hexadecimal digits of a \u, or -1. */
static int
hex4(const struct scan *c, const char *s)
{
	int unit = 0;

	if (c->end - s < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		int d = s[i];

		if (d >= '0' && d <= '9')
			d -= '0';
		else if ((d | 0x20) >= 'a' && (d | 0x20) <= 'f')
			d = (d | 0x20) - 'a' + 10;
		else
			return -1;
		unit = unit * 16 + d;
	}
	return unit;
}

/* A \uXXXX, or two of them that are one character; s is at the backslash. */
static bool
unicode_escape(struct scan *c, int *code)
{
	int unit = hex4(c, c->s + 2), low = -1;

	if (unit < 0)
		return refuse(c, why_json_hex);
	if (unit == 0)
		return refuse(c, why_json_nul);
	if (unit < 0xD800 || unit > 0xDFFF) {
		c->s += 6;
		*code = unit;
		return true;
	}
	if (c->end - c->s >= 12 && c->s[6] == '\\' && c->s[7] == 'u')
		low = hex4(c, c->s + 8);
	if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return refuse(c, why_json_surrogate);
	c->s += 12;
	*code = 0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00);
	return true;
}

/* What stands behind a backslash; s is at the backslash. */
static bool
escape(struct scan *c, int *code)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (c->end - c->s < 2)
		return ends_early(c);
	if (c->s[1] == 'u')
		return unicode_escape(c, code);
	letter = c->s[1] ? strchr(letters, c->s[1]) : NULL;
	if (!letter)
		return refuse(c, why_json_escape);
	*code = meant[letter - letters];
	c->s += 2;
	return true;
}

static char *
put_utf8(char *to, int code)
{
	if (code < 0x80) {
		*to++ = (char)code;
		return to;
	}
	if (code < 0x800) {
		*to++ = (char)(0xC0 | code >> 6);
	} else {
		if (code < 0x10000) {
			*to++ = (char)(0xE0 | code >> 12);
		} else {
			*to++ = (char)(0xF0 | code >> 18);
			*to++ = (char)(0x80 | (code >> 12 & 0x3F));
		}
		*to++ = (char)(0x80 | (code >> 6 & 0x3F));
	}
	*to++ = (char)(0x80 | (code & 0x3F));
	return to;
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 &&
	       c != '"' && c != '\\';
}

/* A run of bytes above ASCII; whatever is UTF-8 in it is so by itself. */
static bool
beyond_ascii(struct scan *c, char **out)
{
	const char *from = c->s;
	size_t bad;

	while (c->s < c->end && (unsigned char)*c->s >= 0x80)
		c->s++;
	if (!text_valid(from, (size_t)(c->s - from), &bad))
		return refuse_at(c, from + bad, why_not_utf8);
	if (out) {
		memcpy(*out, from, (size_t)(c->s - from));
		*out += c->s - from;
	}
	return true;
}

/* What in a string is no plain ASCII and not its end. */
static bool
string_special(struct scan *c, char **out)
{
	int code;

	if ((unsigned char)*c->s >= 0x80)
		return beyond_ascii(c, out);
	if (*c->s != '\\')
		return refuse(c, why_json_control);
	if (!escape(c, &code))
		return false;
	if (out)
		*out = put_utf8(*out, code);
	return true;
}

/* A string with its quotes; with `out`, its characters go to *out. */
static bool
string(struct scan *c, char **out)
{
	c->s++;
	for (;;) {
		const char *from = c->s;

		while (c->s < c->end && is_plain(*c->s))
			c->s++;
		if (out) {
			memcpy(*out, from, (size_t)(c->s - from));
			*out += c->s - from;
		}
		if (c->s == c->end)
			return ends_early(c);
		if (take(c, '"'))
			return true;
		if (!string_special(c, out))
			return false;
	}
}

static struct key *
push_key(struct scan *c)
{
	if (c->key_count == c->key_room) {
		size_t room = c->key_room ? c->key_room * 2 : 64;
		struct key *keys = realloc(c->keys, room * sizeof(*keys));

		if (!keys)
			return NULL;
		c->keys = keys;
		c->key_room = room;
	}
	return &c->keys[c->key_count++];
}

/* Puts the key that was scanned from `from` into k, its escapes undone. */
static bool
undo_escapes(struct scan *c, const char *from, struct key *k)
{
	if (!c->names) {
		c->names = malloc((size_t)(c->end - c->text));
		if (!c->names)
			return memory_ended(c);
		c->names_end = c->names;
	}
	k->name = c->names_end;
	c->s = from;
	if (!string(c, &c->names_end))
		return false;
	k->len = (size_t)(c->names_end - k->name);
	return true;
}

static bool
key(struct scan *c)
{
	const char *from = c->s;
	struct key *k;

	if (peek(c) != '"')
		return refuse(c, why_json_no_key);
	if (!string(c, NULL))
		return false;
	k = push_key(c);
	if (!k)
		return memory_ended(c);
	k->at = (size_t)(from - c->text);
	k->name = from + 1;
	k->len = (size_t)(c->s - from) - 2;
	if (memchr(k->name, '\\', k->len))
		return undo_escapes(c, from, k);
	return true;
}

/* By name; the same name by place, so that the later one is the duplicate. */
static int
compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	int by_name =
	    memcmp(a->name, b->name, a->len < b->len ? a->len : b->len);

	if (by_name != 0)
		return by_name;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static bool
same_name(const struct key *a, const struct key *b)
{
	return a->len == b->len && memcmp(a->name, b->name, a->len) == 0;
}

static bool
refuse_twice(struct scan *c, const struct key *k)
{
	return refuse_at(c, c->text + k->at, why_json_key_twice);
}

/* Whether no two of the keys from `base` up are the same; drops them. */
static bool
keys_differ(struct scan *c, size_t base)
{
	size_t n = c->key_count - base;
	struct key *keys;

	c->key_count = base;
	if (n < 2)
		return true;
	keys = c->keys + base;
	if (n < FEW_KEYS) {
		for (size_t i = 1; i < n; i++)
			for (size_t j = 0; j < i; j++)
				if (same_name(&keys[i], &keys[j]))
					return refuse_twice(c, &keys[i]);
		return true;
	}
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (same_name(&keys[i], &keys[i - 1]))
			return refuse_twice(c, &keys[i]);
	return true;
}

/* Steps over the opening bracket, if one more may be open. */
static bool
open(struct scan *c)
{
	if (c->depth_left == 0)
		return refuse(c, why_too_deep);
	c->depth_left--;
	c->s++;
	skip_space(c);
	return true;
}

static bool
array(struct scan *c)
{
	if (!open(c))
		return false;
	if (peek(c) != ']') {
		do {
			if (!value(c))
				return false;
			skip_space(c);
		} while (take(c, ','));
	}
	c->depth_left++;
	return take(c, ']') || refuse(c, why_json_no_comma);
}

static bool
member(struct scan *c)
{
	skip_space(c);
	if (!key(c))
		return false;
	skip_space(c);
	if (!take(c, ':'))
		return refuse(c, why_json_no_colon);
	return value(c);
}

static bool
object(struct scan *c)
{
	size_t base = c->key_count;

	if (!open(c))
		return false;
	if (peek(c) != '}') {
		do {
			if (!member(c))
				return false;
			skip_space(c);
		} while (take(c, ','));
	}
	c->depth_left++;
	if (!take(c, '}'))
		return refuse(c, why_json_no_member);
	return keys_differ(c, base);
}

static bool
value(struct scan *c)
{
	skip_space(c);
	switch (peek(c)) {
	case '{':
		return object(c);
	case '[':
		return array(c);
	case '"':
		return string(c, NULL);
	case 't':
		return literal(c, "true");
	case 'f':
		return literal(c, "false");
	case 'n':
		return literal(c, "null");
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return number(c);
	default:
		return refuse(c, why_json_wants_value);
	}
}

static bool
whole_text(struct scan *c)
{
	if (c->end - c->s >= 3 && memcmp(c->s, "\xEF\xBB\xBF", 3) == 0)
		return refuse(c, why_json_mark);
	if (!value(c))
		return false;
	skip_space(c);
	return c->s == c->end || refuse(c, why_json_more);
}

bool
json_scan(const char *text, size_t len, size_t depth, struct json_fault *fault,
    char **copy)
{
	struct scan c = {.text = text,
	    .end = text + len,
	    .s = text,
	    .depth_left = depth,
	    .fault = fault};
	bool good;

	*fault = (struct json_fault){0};
	good = whole_text(&c);
	free(c.keys);
	free(c.names);
	if (!good) {
		free(c.copy);
		c.copy = NULL;
	}
	*copy = c.copy;
	return good;
}
