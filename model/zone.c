/*
 * Time zones from TZif files (RFC 9636) and fixed offsets. A file holds the
 * moments at which the offset changed and, for all that comes after them, a
 * rule in the language of POSIX's TZ ("CET-1CEST,M3.5.0,M10.5.0/3"). Zones
 * that count leap seconds (right/...) are refused: POSIX time has none.
 */
#include "model/zone.h"

#include "model/buf.h"
#include "model/text.h"
#include "model/zone-rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 64
#define FILE_MAX ((size_t)256 * 1024) /* the largest of tzdata is 4 KiB */
#define OFFSET_MAX (26 * 3600)        /* RFC 9636: less than 26 hours */
#define T_MAX ((int64_t)260000 * 1000 * 1000) /* seconds; past year 9999 */

struct zone {
	char name[NAME_SIZE];
	size_t count;        /* changes */
	int64_t *at;         /* owned; when each came, rising */
	uint8_t *type;       /* owned; index into offset[] from then on */
	int32_t offset[256]; /* [0] before the first change */
	struct zone_rule rule;
};

/* Bytes being read; `bad` once something was not there. */
struct reader {
	const unsigned char *s;
	size_t len;
	bool bad;
};

/* The next n bytes, or NULL (and bad) when there are fewer. */
static const unsigned char *
take(struct reader *r, size_t n)
{
	const unsigned char *s = r->s;

	if (r->bad || n > r->len) {
		r->bad = true;
		return NULL;
	}
	r->s += n;
	r->len -= n;
	return s;
}

/* A big-endian two's complement number of 4 or 8 bytes at s. */
static int64_t
big_endian(const unsigned char *s, size_t n)
{
	uint64_t x = s[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < n; i++)
		x = x << 8 | s[i];
	return (int64_t)x;
}

/* The counts of a TZif header. */
struct header {
	int version;
	size_t isut, isstd, leap, times, types, chars;
};

static void
read_header(struct reader *r, struct header *h)
{
	const unsigned char *s = take(r, 44);
	size_t *counts[] = {
	    &h->isut, &h->isstd, &h->leap, &h->times, &h->types, &h->chars};

	if (!s || memcmp(s, "TZif", 4) != 0) {
		r->bad = true;
		return;
	}
	h->version = s[4];
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		*counts[i] = (size_t)(uint32_t)big_endian(s + 20 + 4 * i, 4);
		if (*counts[i] > FILE_MAX)
			r->bad = true;
	}
}

static void
skip_block(struct reader *r, const struct header *h)
{
	if (!r->bad)
		take(r, h->times * 5 + h->types * 6 + h->chars + h->leap * 8 +
		            h->isstd + h->isut);
}

static void
read_changes(
    struct reader *r, const struct header *h, size_t width, struct zone *z)
{
	const unsigned char *at = take(r, h->times * width);
	const unsigned char *type = take(r, h->times);

	for (size_t i = 0; type && i < h->times; i++) {
		z->at[i] = big_endian(at + i * width, width);
		z->type[i] = type[i];
		if (type[i] >= h->types || (i && z->at[i] <= z->at[i - 1]))
			r->bad = true;
	}
	z->count = h->times;
}

static void
read_types(struct reader *r, const struct header *h, struct zone *z)
{
	const unsigned char *s = take(r, h->types * 6);
	int64_t offset;

	for (size_t i = 0; s && i < h->types; i++) {
		offset = big_endian(s + i * 6, 4);
		if (offset <= -OFFSET_MAX || offset >= OFFSET_MAX)
			r->bad = true;
		else
			z->offset[i] = (int32_t)offset;
	}
}

static void
read_footer(struct reader *r, struct zone *z)
{
	const char *s = (const char *)r->s;
	const char *end;
	char text[128];
	size_t n;

	if (r->bad || r->len < 2 || s[0] != '\n' ||
	    !(end = memchr(s + 1, '\n', r->len - 1))) {
		r->bad = true;
		return;
	}
	n = (size_t)(end - s) - 1;
	if (n >= sizeof(text) || memchr(s + 1, '\0', n)) {
		r->bad = true;
		return;
	}
	memcpy(text, s + 1, n);
	text[n] = '\0';
	r->bad = !zone_rule_parse(&z->rule, text);
}

static enum problem_code
bad_zone(struct problem *p, const char *name, const char *want)
{
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "zone", "value", name,
	    "want", want, NULL);
}

static struct zone *
zone_new(const char *name)
{
	struct zone *z = calloc(1, sizeof(*z));

	if (z)
		text_copy_cut(z->name, sizeof(z->name), name);
	return z;
}

static enum problem_code
read_body(
    struct reader *r, const struct header *h, struct zone *z, struct problem *p)
{
	size_t width = h->version ? 8 : 4;

	z->at = calloc(h->times + 1, sizeof(*z->at));
	z->type = calloc(h->times + 1, sizeof(*z->type));
	if (!z->at || !z->type)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	read_changes(r, h, width, z);
	read_types(r, h, z);
	take(r, h->chars + h->isstd + h->isut);
	if (h->version)
		read_footer(r, z);
	return r->bad ? bad_zone(p, z->name, why_sound_zone) : PROBLEM_NONE;
}

enum problem_code
zone_read(const char *name, const void *bytes, size_t len, struct zone **zone,
    struct problem *p)
{
	struct reader r = {.s = bytes, .len = len};
	struct header h = {0};
	enum problem_code code;
	struct zone *z;

	read_header(&r, &h);
	if (!r.bad && h.version) {
		/* The numbers stand here in 32 bits, then again in 64. */
		skip_block(&r, &h);
		read_header(&r, &h);
	}
	if (r.bad || h.leap || h.types == 0 || h.types > 256 || len > FILE_MAX)
		return bad_zone(p, name, why_zone_without_leaps);
	z = zone_new(name);
	if (!z)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = read_body(&r, &h, z, p);
	if (code) {
		zone_free(z);
		return code;
	}
	*zone = z;
	return PROBLEM_NONE;
}

/* Names hold no dot, so none leads out of the directory. */
static bool
is_name(const char *s)
{
	size_t n =
	    strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	              "0123456789_+-/");

	return n > 0 && n < NAME_SIZE && s[n] == '\0' && s[0] != '/';
}

static bool
read_file(const char *dir, const char *name, struct buf *b)
{
	char path[512], bytes[4096];
	size_t n;
	FILE *f;
	int len;

	len = snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (len < 0 || (size_t)len >= sizeof(path))
		return false;
	f = fopen(path, "rbe");
	if (!f)
		return false;
	while (b->len <= FILE_MAX && (n = fread(bytes, 1, sizeof(bytes), f)))
		buf_add(b, bytes, n);
	n = (size_t)ferror(f);
	fclose(f);
	return n == 0;
}

static bool
find_file(const char *name, struct buf *b)
{
	/* Where systems keep the database; TZDIR says otherwise, as in libc. */
	const char *const dirs[] = {getenv("TZDIR"), "/usr/share/zoneinfo",
	    "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"};

	for (size_t i = 0; i < COUNT_OF(dirs); i++) {
		buf_clear(b);
		if (dirs[i] && read_file(dirs[i], name, b))
			return true;
	}
	return false;
}

static enum problem_code
fixed(const char *name, int32_t offset, struct zone **zone, struct problem *p)
{
	struct zone *z = zone_new(name);

	if (!z)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	z->offset[0] = offset;
	*zone = z;
	return PROBLEM_NONE;
}

enum problem_code
zone_load(const char *name, struct zone **zone, struct problem *p)
{
	const char *want = why_a_zone;
	struct buf b = {0};
	enum problem_code code;
	int32_t offset;
	size_t n;

	if (strcmp(name, "UTC") == 0)
		return fixed(name, 0, zone, p);
	n = zone_parse_offset(name, strlen(name), &offset);
	if (n > 0 && name[n] == '\0')
		return fixed(name, offset, zone, p);
	if (!is_name(name) || !find_file(name, &b))
		code = bad_zone(p, name, want);
	else if (!buf_ok(&b))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	else
		code = zone_read(name, buf_str(&b), b.len, zone, p);
	buf_free(&b);
	return code;
}

void
zone_free(struct zone *zone)
{
	if (!zone)
		return;
	free(zone->at);
	free(zone->type);
	free(zone);
}

const char *
zone_name(const struct zone *zone)
{
	return zone ? zone->name : "UTC";
}

int32_t
zone_offset(const struct zone *zone, int64_t t)
{
	size_t low = 0, high, mid;

	if (!zone)
		return 0;
	t = t < -T_MAX ? -T_MAX : t > T_MAX ? T_MAX : t;
	/* The last change that is not after t is at[low - 1]. */
	for (high = zone->count; low < high;) {
		mid = low + (high - low) / 2;
		if (zone->at[mid] <= t)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == zone->count && zone->rule.there)
		return zone_rule_offset(&zone->rule, t);
	return zone->offset[low ? zone->type[low - 1] : 0];
}

static bool
two_digits(const char *s, size_t len, size_t at, int *x)
{
	if (at + 2 > len || s[at] < '0' || s[at] > '9' || s[at + 1] < '0' ||
	    s[at + 1] > '9')
		return false;
	*x = (s[at] - '0') * 10 + (s[at + 1] - '0');
	return true;
}

size_t
zone_parse_offset(const char *s, size_t len, int32_t *offset)
{
	int hours, minutes = 0;
	size_t n = 3, colon;

	if (len > 0 && (s[0] == 'Z' || s[0] == 'z')) {
		*offset = 0;
		return 1;
	}
	if (len == 0 || (s[0] != '+' && s[0] != '-') ||
	    !two_digits(s, len, 1, &hours) || hours > 23)
		return 0;
	colon = len > 3 && s[3] == ':';
	if (two_digits(s, len, 3 + colon, &minutes))
		n = 5 + colon;
	if (minutes > 59)
		return 0;
	*offset = (s[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return n;
}
