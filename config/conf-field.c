/*
 * Rows and values. A default goes through the same reading as what a file
 * says, so a table whose default is out of its own range fails its test.
 */
#include "config/conf-field.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	msec_t ms;
} units[] = {
    {"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}, {"ms", 1}};

/* The digits at *s, and where they end; at most 18 of them. */
static bool
read_digits(const char **s, int64_t *n)
{
	size_t len = strspn(*s, "0123456789");

	*n = 0;
	if (len == 0 || len > 18)
		return false;
	for (; len > 0; len--)
		*n = *n * 10 + *(*s)++ - '0';
	return true;
}

bool
conf_duration_parse(const char *text, msec_t *ms)
{
	int64_t n;

	if (!read_digits(&text, &n) || n > INT32_MAX)
		return false;
	text += strspn(text, " ");
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		if (strcmp(text, units[i].name) == 0) {
			*ms = n * units[i].ms;
			return true;
		}
	}
	return false;
}

void
conf_duration_format(msec_t ms, char out[CONF_DURATION_SIZE])
{
	size_t i = 0;

	if (ms == 0)
		i = 3; /* "0 s" */
	while (ms % units[i].ms != 0)
		i++;
	snprintf(out, CONF_DURATION_SIZE, "%lld %s",
	    (long long)(ms / units[i].ms), units[i].name);
}

static bool
is_ranged(const struct conf_field *f)
{
	return f->min != 0 || f->max != 0;
}

static bool
in_range(const struct conf_field *f, int64_t n)
{
	return !is_ranged(f) || (n >= f->min && n <= f->max);
}

static void *
member(const struct conf_field *f, void *base)
{
	return (char *)base + f->offset;
}

static enum problem_code
out_of_range(const struct conf_node *node, const struct conf_field *f,
    const char *want, struct problem *p)
{
	enum problem_code code = conf_not_wanted(node, f->name, want, p);

	problem_param(p, "min", "%lld", (long long)f->min);
	problem_param(p, "max", "%lld", (long long)f->max);
	return code;
}

static enum problem_code
take_integer(const struct conf_field *f, const struct conf_node *node,
    int64_t *to, struct problem *p)
{
	const char *s = node->text ? node->text : "";
	bool minus = *s == '-';
	int64_t n;

	s += minus;
	if (read_digits(&s, &n) && *s == '\0') {
		n = minus ? -n : n;
		if (in_range(f, n)) {
			*to = n;
			return PROBLEM_NONE;
		}
	}
	if (!is_ranged(f))
		return conf_not_wanted(node, f->name, why_whole_number, p);
	return out_of_range(node, f, why_whole_between, p);
}

static enum problem_code
take_duration(const struct conf_field *f, const struct conf_node *node,
    msec_t *to, struct problem *p)
{
	char min[CONF_DURATION_SIZE], max[CONF_DURATION_SIZE];
	enum problem_code code;
	msec_t ms;

	if (node->text && conf_duration_parse(node->text, &ms) &&
	    in_range(f, ms)) {
		*to = ms;
		return PROBLEM_NONE;
	}
	if (!is_ranged(f))
		return conf_not_wanted(node, f->name, why_duration, p);
	conf_duration_format(f->min, min);
	conf_duration_format(f->max, max);
	code = conf_not_wanted(node, f->name, why_duration_between, p);
	problem_param(p, "min", "%s", min);
	problem_param(p, "max", "%s", max);
	return code;
}

/* The index of text in list[0..n), n when it is not there. */
static size_t
index_of(const char *const *list, size_t n, const char *text)
{
	size_t i = 0;

	while (i < n && strcmp(list[i], text) != 0)
		i++;
	return i;
}

static enum problem_code
take_bool(const struct conf_field *f, const struct conf_node *node, bool *to,
    struct problem *p)
{
	static const char *const words[] = {
	    "no", "yes", "false", "true", "off", "on"};
	size_t i = node->text ? index_of(words, COUNT_OF(words), node->text)
	                      : COUNT_OF(words);

	if (i == COUNT_OF(words))
		return conf_not_wanted(node, f->name, why_yes_or_no, p);
	*to = i % 2 == 1;
	return PROBLEM_NONE;
}

static size_t
count_words(const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

/* "a, b, c"; what is too much for a problem is cut there. */
static void
join(struct buf *b, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(b, ", ");
		buf_puts(b, words[i]);
	}
}

static enum problem_code
take_word(const struct conf_field *f, const struct conf_node *node, int *to,
    struct problem *p)
{
	size_t n = count_words(f->words);
	size_t i = node->text ? index_of(f->words, n, node->text) : n;
	struct buf words = {0};

	if (i < n) {
		*to = (int)i;
		return PROBLEM_NONE;
	}
	join(&words, f->words, n);
	conf_not_wanted(node, f->name, why_one_of, p);
	problem_param(p, "words", "%s", buf_str(&words));
	buf_free(&words);
	return PROBLEM_FILE_VALUE;
}

static enum problem_code
take_string(const struct conf_field *f, const struct conf_node *node, char **to,
    struct problem *p)
{
	if (!node->text)
		return conf_not_wanted(node, f->name, why_a_text, p);
	if (!in_range(f, (int64_t)strlen(node->text)))
		return out_of_range(node, f, why_text_between, p);
	*to = strdup(node->text);
	return *to ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
take_strings(const struct conf_field *f, const struct conf_node *node,
    struct conf_strings *to, struct problem *p)
{
	enum problem_code code;

	if (node->kind != CONF_LIST)
		return conf_not_wanted(node, f->name, why_list_of_texts, p);
	if (node->count == 0)
		return PROBLEM_NONE;
	to->item = calloc(node->count, sizeof(*to->item));
	if (!to->item)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (const struct conf_node *n = node->first; n; n = n->next) {
		code = take_string(f, n, &to->item[to->count], p);
		if (code != PROBLEM_NONE)
			return code;
		to->count++;
	}
	return PROBLEM_NONE;
}

static enum problem_code fill(const struct conf_node *map,
    const struct conf_field *fields, void *to, struct problem *p);

static enum problem_code
take(const struct conf_field *f, const struct conf_node *node, void *to,
    struct problem *p)
{
	switch (f->type) {
	case CONF_STRING:
		return take_string(f, node, to, p);
	case CONF_STRINGS:
		return take_strings(f, node, to, p);
	case CONF_INTEGER:
		return take_integer(f, node, to, p);
	case CONF_BOOL:
		return take_bool(f, node, to, p);
	case CONF_WORD:
		return take_word(f, node, to, p);
	case CONF_DURATION:
		return take_duration(f, node, to, p);
	case CONF_NODE:
		*(const struct conf_node **)to = node;
		return PROBLEM_NONE;
	case CONF_TABLE:
		break;
	}
	if (node->kind != CONF_MAP)
		return conf_not_wanted(node, f->name, why_a_map, p);
	return fill(node, f->fields, to, p);
}

/* What a row holds when its file says nothing. */
static enum problem_code
take_fallback(const struct conf_node *map, const struct conf_field *f, void *to,
    struct problem *p)
{
	struct conf_node none = {
	    .kind = CONF_TEXT, .file = map->file, .line = map->line};

	if (f->required) {
		conf_refuse(map, why_key_missing, p);
		problem_param(p, "key", "%s", f->name);
		return PROBLEM_FILE_LINE;
	}
	none.text = f->fallback;
	none.kind = f->type == CONF_TABLE ? CONF_MAP : CONF_TEXT;
	if (!f->fallback && f->type != CONF_TABLE)
		return PROBLEM_NONE;
	return take(f, &none, to, p);
}

static enum problem_code
unknown_key(const struct conf_node *node, const char *const *names, size_t n,
    struct problem *p)
{
	const char *nearest = text_nearest(node->key, names, n);
	struct buf words = {0};

	if (nearest) {
		problem_set(p, PROBLEM_FILE_KEY, "file", node->file, "key",
		    node->key, "nearest", nearest, NULL);
		if (p)
			problem_param(p, "line", "%zu", node->line);
		return PROBLEM_FILE_KEY;
	}
	join(&words, names, n);
	conf_refuse(node, why_key_not_of, p);
	problem_param(p, "key", "%.64s", node->key);
	problem_param(p, "words", "%s", buf_str(&words));
	buf_free(&words);
	return PROBLEM_FILE_LINE;
}

static enum problem_code
check_keys(const struct conf_node *map, const struct conf_field *fields,
    struct problem *p)
{
	const char *names[CONF_FIELDS_MAX];
	size_t n = 0;

	while (n < CONF_FIELDS_MAX && fields[n].name) {
		names[n] = fields[n].name;
		n++;
	}
	for (const struct conf_node *node = map->first; node; node = node->next)
		if (index_of(names, n, node->key) == n)
			return unknown_key(node, names, n, p);
	return PROBLEM_NONE;
}

static enum problem_code
fill(const struct conf_node *map, const struct conf_field *fields, void *to,
    struct problem *p)
{
	enum problem_code code = check_keys(map, fields, p);

	for (const struct conf_field *f = fields;
	     f->name && code == PROBLEM_NONE; f++) {
		const struct conf_node *node = conf_find(map, f->name);

		code = node ? take(f, node, member(f, to), p)
		            : take_fallback(map, f, member(f, to), p);
	}
	return code;
}

static void
zero(const struct conf_field *f, void *to)
{
	switch (f->type) {
	case CONF_STRING:
		*(char **)to = NULL;
		break;
	case CONF_STRINGS:
		*(struct conf_strings *)to = (struct conf_strings){0};
		break;
	case CONF_INTEGER:
		*(int64_t *)to = 0;
		break;
	case CONF_DURATION:
		*(msec_t *)to = 0;
		break;
	case CONF_BOOL:
		*(bool *)to = false;
		break;
	case CONF_WORD:
		*(int *)to = 0;
		break;
	case CONF_TABLE:
		for (const struct conf_field *g = f->fields; g->name; g++)
			zero(g, member(g, to));
		break;
	case CONF_NODE:
		*(const struct conf_node **)to = NULL;
		break;
	}
}

static void
free_member(const struct conf_field *f, void *from)
{
	struct conf_strings *list = from;

	if (f->type == CONF_STRING)
		free(*(char **)from);
	if (f->type == CONF_TABLE)
		conf_drop(f->fields, from);
	if (f->type != CONF_STRINGS)
		return;
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i]);
	free(list->item);
}

void
conf_drop(const struct conf_field *fields, void *from)
{
	for (const struct conf_field *f = fields; f->name; f++) {
		free_member(f, member(f, from));
		zero(f, member(f, from));
	}
}

enum problem_code
conf_fill(const struct conf_node *map, const struct conf_field *fields,
    void *to, struct problem *p)
{
	enum problem_code code;

	for (const struct conf_field *f = fields; f->name; f++)
		zero(f, member(f, to));
	if (map->kind != CONF_MAP)
		return conf_refuse(map, why_keys_wanted, p);
	code = fill(map, fields, to, p);
	if (code != PROBLEM_NONE)
		conf_drop(fields, to);
	return code;
}

enum problem_code
conf_fill_defaults(const struct conf_field *fields, void *to, struct problem *p)
{
	const struct conf_node empty = {
	    .kind = CONF_MAP, .file = "the defaults", .line = 1};

	return conf_fill(&empty, fields, to, p);
}
