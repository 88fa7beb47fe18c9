/*
 * Text to values. Every refusal names the key, what was given, and what is
 * wanted.
 */
#include "model/line-value.h"

#include "model/line-find.h"
#include "model/text.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#define SAFE_INTEGER ((int64_t)1 << 53)

const char *
pool_text(struct line_call *out, const char *s, size_t len)
{
	char *put = out->pool + out->used;

	if (len >= sizeof(out->pool) - out->used)
		return NULL;
	memcpy(put, s, len);
	put[len] = '\0';
	out->used += len + 1;
	return put;
}

static enum problem_code
bad_value(const struct value_wanted *w, const char *text, const char *want,
    struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_VALUE, "key", w->key, "value", text,
	    "want", want, NULL);
}

static enum problem_code
too_long(const char *key, size_t limit, struct problem *p)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", limit);
	return problem_set(
	    p, PROBLEM_TOO_LONG, "key", key, "limit", text, NULL);
}

static enum problem_code
read_text(struct line_call *out, const struct value_wanted *wanted,
    const char *text, struct value *v, struct problem *p)
{
	if (strlen(text) > wanted->max)
		return too_long(wanted->key, wanted->max, p);
	v->text = pool_text(out, text, strlen(text));
	return v->text ? PROBLEM_NONE : too_long("line", LINE_POOL, p);
}

static bool
parse_integer(const char *s, int64_t *out)
{
	bool negative = *s == '-';
	int64_t n = 0;

	s += negative;
	if (!*s || s[strspn(s, "0123456789")])
		return false;
	for (; *s; s++) {
		n = n * 10 + (*s - '0');
		if (n > SAFE_INTEGER)
			return false;
	}
	*out = negative ? -n : n;
	return true;
}

/* Whether a time by this name is one that lies ahead. */
static bool
lies_ahead(const char *key)
{
	static const char *const ahead[] = {
	    "scheduled", "time", "due", "until", "starts", "ends"};

	for (size_t i = 0; i < COUNT_OF(ahead); i++)
		if (strcmp(ahead[i], key) == 0)
			return true;
	return false;
}

static bool
parse_time(
    const struct line_world *w, const char *key, const char *s, int64_t *out)
{
	size_t len = strlen(s);

	if (time_parse(s, len, out))
		return true;
	if (!time_said(s, len, w->now, w->zone, out))
		return false;
	if (lies_ahead(key) && *s != '-' && *out <= w->now)
		*out += TIME_DAY;
	return true;
}

static bool
parse_bool(const char *s, int64_t *out)
{
	static const char *const yes[] = {"yes", "true", "on", "1"};
	static const char *const no[] = {"no", "false", "off", "0"};

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		*out = strcmp(s, yes[i]) == 0;
		if (*out || strcmp(s, no[i]) == 0)
			return true;
	}
	return false;
}

static bool
parse_point(const char *s, struct point *out)
{
	const char *comma = strchr(s, ',');

	return comma && number_parse(s, (size_t)(comma - s), &out->lat) &&
	       number_parse(comma + 1, strlen(comma + 1), &out->lon) &&
	       point_valid(*out);
}

static enum problem_code
read_enum(const struct value_wanted *wanted, const char *text, struct value *v,
    struct problem *p)
{
	const char *near;

	v->number = enum_find(wanted->words, text, strlen(text));
	if (v->number >= 0)
		return PROBLEM_NONE;
	near = text_nearest(text, wanted->words->words, wanted->words->count);
	return bad_value(wanted, text, near ? near : wanted->words->tag, p);
}

/* Settings are told apart by the argument: a template is no category. */
static bool
is_template(const struct value_wanted *wanted)
{
	return wanted->to == KIND_SETTING &&
	       strcmp(wanted->key, "template") == 0;
}

/* The record that a name means, by the kind's own way of naming. */
static struct found
find_any_way(const struct line_world *w, const struct value_wanted *wanted,
    const char *text)
{
	enum kind to = wanted->to;
	struct line_word word = {.mark = WORD_INCIDENT, .text = text};

	if (*text == '#' || *text == '@')
		word.text++;
	if (to == KIND_INCIDENT)
		return find_incident(w, &word);
	if (to == KIND_UNIT)
		return find_unit(w, w->station, &word);
	return is_template(wanted) ? find_template(w, text)
	                           : find_named(w, to, text);
}

static enum problem_code
read_ref(const struct line_world *w, struct line_call *out,
    const struct value_wanted *wanted, const char *text, struct value *v,
    struct problem *p)
{
	struct found f = find_any_way(w, wanted, text);
	const char *id = f.count ? f.record->id : text;

	if (f.count != 1 && f.candidates[0])
		return problem_set(p, PROBLEM_AMBIGUOUS, "word", text,
		    "candidates", f.candidates, NULL);
	if (f.count == 0 &&
	    (is_template(wanted) || !id_valid(text, strlen(text))))
		return problem_set(p, PROBLEM_NOT_FOUND, "what", text, NULL);
	v->text = pool_text(out, id, strlen(id));
	return v->text ? PROBLEM_NONE : too_long("line", LINE_POOL, p);
}

/* Several, parted by blanks or commas. One list a line: it takes out->refs. */
static enum problem_code
read_refs(const struct line_world *w, struct line_call *out,
    const struct value_wanted *wanted, const char *text, struct value *v,
    struct problem *p)
{
	enum problem_code bad;
	struct value one;
	char name[128];
	size_t n;

	v->refs = (struct refs){0, out->refs};
	for (const char *s = text; *s; s += n) {
		s += strspn(s, " ,");
		n = strcspn(s, " ,");
		if (n == 0)
			break;
		if (n >= sizeof(name))
			return bad_value(wanted, text, "names", p);
		if (v->refs.count == REFS_MAX)
			return too_long(wanted->key, REFS_MAX, p);
		snprintf(name, sizeof(name), "%.*s", (int)n, s);
		bad = read_ref(w, out, wanted, name, &one, p);
		if (bad)
			return bad;
		out->refs[v->refs.count++] = one.text;
	}
	return PROBLEM_NONE;
}

enum problem_code
line_value(const struct line_world *w, struct line_call *out,
    const struct value_wanted *wanted, const char *text, struct value *v,
    struct problem *p)
{
	bool ok = true;
	const char *want = why_it;

	*v = (struct value){.type = wanted->type};
	switch (wanted->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
		return read_text(out, wanted, text, v, p);
	case TYPE_ENUM:
		return read_enum(wanted, text, v, p);
	case TYPE_REF:
		return read_ref(w, out, wanted, text, v, p);
	case TYPE_REFS:
		return read_refs(w, out, wanted, text, v, p);
	case TYPE_INTEGER:
		want = why_whole_number;
		ok = parse_integer(text, &v->number);
		break;
	case TYPE_TIME:
		want = why_line_time;
		ok = parse_time(w, wanted->key, text, &v->number);
		break;
	case TYPE_BOOL:
		want = why_yes_or_no;
		ok = parse_bool(text, &v->number);
		break;
	case TYPE_POINT:
		want = why_lat_lon;
		ok = parse_point(text, &v->point);
		break;
	}
	return ok ? PROBLEM_NONE : bad_value(wanted, text, want, p);
}

static enum problem_code
unknown_field(const struct kind_info *info, const char *key, struct problem *p)
{
	const char *names[64], *near;
	size_t n = 0;

	for (size_t i = 0; i < info->count && n < COUNT_OF(names); i++)
		if (info->fields[i].flags & FIELD_PUT)
			names[n++] = info->fields[i].name;
	near = text_nearest(key, names, n);
	if (!near)
		return problem_set(p, PROBLEM_BAD_LINE, "word", key, "why",
		    why_no_such_field, NULL);
	return problem_set(
	    p, PROBLEM_UNKNOWN_KEY, "key", key, "nearest", near, NULL);
}

/* id and station are the head's; whose record is changed has its fields. */
static enum problem_code
put_head(const struct line *line, const struct line_world *w,
    struct line_call *out, enum kind kind)
{
	struct record *draft = &out->put.head;
	const struct record *old = NULL;

	draft->kind = kind;
	for (size_t i = 1; i < line->words; i++)
		if (line->word[i].of && strcmp(line->word[i].of, "id") == 0)
			draft->id = line->word[i].text;
	old = find_id(w, kind, draft->id);
	if (!old)
		return PROBLEM_NONE;
	memcpy(&out->put, old, kind_info(kind)->size);
	out->call.if_match = old->rev;
	return PROBLEM_NONE;
}

static enum problem_code
put_field(const struct line_word *word, const struct line_world *w,
    struct line_call *out, struct problem *p)
{
	struct record *draft = &out->put.head;
	const struct field *f =
	    field_find(draft->kind, word->of, strlen(word->of));
	struct value_wanted wanted = {.key = word->of};
	enum problem_code bad;
	struct value v;

	if (strcmp(word->of, "id") == 0)
		return PROBLEM_NONE;
	if (strcmp(word->of, "station") == 0 && !f) {
		wanted.type = TYPE_REF;
		wanted.to = KIND_STATION;
		bad = line_value(w, out, &wanted, word->text, &v, p);
		if (!bad)
			draft->station = v.text;
		return bad;
	}
	if (!f || !(f->flags & FIELD_PUT))
		return unknown_field(kind_info(draft->kind), word->of, p);
	wanted =
	    (struct value_wanted){f->name, f->type, f->max, f->to, f->words};
	bad = line_value(w, out, &wanted, word->text, &v, p);
	if (!bad)
		field_set(draft, f, v);
	return bad;
}

enum problem_code
line_put(const struct line *line, const struct line_world *w,
    struct line_call *out, struct problem *p)
{
	const char *name = line->words ? line->word[0].text : "";
	enum kind kind = kind_find(name, strlen(name));
	enum problem_code bad;

	if (kind == KIND_ANY)
		return line->words ? problem_set(p, PROBLEM_NOT_FOUND, "what",
		                         name, NULL)
		                   : problem_set(p, PROBLEM_MISSING_KEY, "key",
		                         "kind", NULL);
	bad = put_head(line, w, out, kind);
	for (size_t i = 1; !bad && i < line->words; i++) {
		if (line->word[i].mark != WORD_PAIR)
			return problem_set(p, PROBLEM_BAD_LINE, "word",
			    line->word[i].text, "why", why_no_name_value, NULL);
		bad = put_field(&line->word[i], w, out, p);
	}
	out->call.record = &out->put.head;
	return bad;
}
