/*
 * From libyaml's events to the tree. Depth is judged event by event: libyaml
 * itself takes time that grows with the square of the nesting, and a file of
 * nothing but brackets must be refused before it can cost any.
 */
#include "config/conf.h"

#include "model/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A list or map that is still open. */
struct level {
	struct conf_node *node;
	struct conf_node **tail; /* where its next child goes */
	char *key;               /* of the value that must come next; owned */
	size_t key_line;
};

struct build {
	const char *file;
	const char *text; /* all of it, to find the line of a byte */
	struct conf_node *root;
	struct level open[CONF_DEPTH_MAX];
	size_t depth; /* how many are open */
	size_t documents;
	struct problem *p;
};

static enum problem_code
refuse(struct build *b, size_t line, const char *why)
{
	problem_set(b->p, PROBLEM_FILE_LINE, "file", b->file, "why", why, NULL);
	if (b->p)
		problem_param(b->p, "line", "%zu", line);
	return PROBLEM_FILE_LINE;
}

static enum problem_code
memory_ended(struct build *b)
{
	return problem_set(b->p, PROBLEM_NO_MEMORY, NULL);
}

/* What people get wrong, by libyaml's words for it. */
static const struct {
	const char *words, *why;
} yaml_faults[] = {
    {"did not find expected key", why_yaml_key},
    {"did not find expected '", why_json_no_comma},
    {"could not find expected ':'", why_json_no_colon},
    {"cannot start any token", why_yaml_token},
    {"found a tab character", why_yaml_tab},
    {"unexpected end of stream", why_yaml_cut},
    {"mapping values are not allowed", why_yaml_colon},
    {"control characters are not allowed", why_yaml_control},
    {"UTF-8", why_not_utf8},
    {"invalid Unicode character", why_not_utf8},
};

static const char *
yaml_why(const char *words)
{
	for (size_t i = 0; i < COUNT_OF(yaml_faults); i++)
		if (strstr(words, yaml_faults[i].words))
			return yaml_faults[i].why;
	return why_not_yaml;
}

/* With libyaml's own words too; an encoding error comes with an offset only. */
static enum problem_code
refuse_syntax(struct build *b, const yaml_parser_t *parser)
{
	size_t line = parser->problem_mark.line + 1;

	if (parser->error == YAML_MEMORY_ERROR)
		return memory_ended(b);
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < parser->problem_offset; i++)
			line += b->text[i] == '\n';
	}
	refuse(b, line, yaml_why(parser->problem ? parser->problem : ""));
	if (parser->problem)
		problem_param(b->p, "detail", "%s", parser->problem);
	return PROBLEM_FILE_LINE;
}

static struct level *
innermost(struct build *b)
{
	return b->depth > 0 ? &b->open[b->depth - 1] : NULL;
}

static enum problem_code
take_key(struct build *b, struct level *l, const yaml_event_t *event)
{
	const char *key = (const char *)event->data.scalar.value;
	size_t line = event->start_mark.line + 1;
	char what[128];

	if (l->node->count == CONF_KEYS_MAX)
		return refuse(b, line, why_too_many_keys);
	if (conf_find(l->node, key)) {
		snprintf(what, sizeof(what), "%.64s stands here twice", key);
		return refuse(b, line, what);
	}
	l->key = strdup(key);
	l->key_line = line;
	return l->key ? PROBLEM_NONE : memory_ended(b);
}

/* A new node at the place that is next; a map's takes over the key. */
static struct conf_node *
add_node(struct build *b, enum conf_kind kind, const yaml_event_t *event)
{
	struct conf_node *node = calloc(1, sizeof(*node));
	struct level *l = innermost(b);

	if (!node)
		return NULL;
	node->kind = kind;
	node->file = b->file;
	node->line = event->start_mark.line + 1;
	if (!l) {
		b->root = node;
		return node;
	}
	if (l->key) {
		node->key = l->key;
		node->line = l->key_line;
		l->key = NULL;
	}
	*l->tail = node;
	l->tail = &node->next;
	l->node->count++;
	return node;
}

static bool
wants_key(struct build *b)
{
	const struct level *l = innermost(b);

	return l && l->node->kind == CONF_MAP && !l->key;
}

static enum problem_code
take_scalar(struct build *b, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	struct conf_node *node;

	if (strlen(text) != event->data.scalar.length)
		return refuse(b, event->start_mark.line + 1, why_json_nul);
	if (wants_key(b))
		return take_key(b, innermost(b), event);
	node = add_node(b, CONF_TEXT, event);
	if (!node)
		return memory_ended(b);
	node->text = strdup(text);
	return node->text ? PROBLEM_NONE : memory_ended(b);
}

static enum problem_code
open_level(struct build *b, enum conf_kind kind, const yaml_event_t *event)
{
	size_t line = event->start_mark.line + 1;
	struct conf_node *node;

	if (b->depth == CONF_DEPTH_MAX)
		return refuse(b, line, why_too_deep);
	if (wants_key(b))
		return refuse(b, line, why_key_not_word);
	node = add_node(b, kind, event);
	if (!node)
		return memory_ended(b);
	b->open[b->depth++] =
	    (struct level){.node = node, .tail = &node->first};
	return PROBLEM_NONE;
}

/* Anchors and tags stand on a node of any kind. */
static bool
is_adorned(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return true;
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor ||
		       event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor ||
		       event->data.mapping_start.tag;
	default:
		return false;
	}
}

static enum problem_code
take_event(struct build *b, const yaml_event_t *event)
{
	size_t line = event->start_mark.line + 1;

	if (is_adorned(event))
		return refuse(b, line, why_no_aliases);
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->documents++ > 0)
			return refuse(b, line, why_second_document);
		return PROBLEM_NONE;
	case YAML_SCALAR_EVENT:
		return take_scalar(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(b, CONF_LIST, event);
	case YAML_MAPPING_START_EVENT:
		return open_level(b, CONF_MAP, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return PROBLEM_NONE;
	default:
		return PROBLEM_NONE;
	}
}

static enum problem_code
build_tree(struct build *b, yaml_parser_t *parser)
{
	enum problem_code code = PROBLEM_NONE;
	yaml_event_t event;
	bool last = false;

	while (!last && code == PROBLEM_NONE) {
		if (!yaml_parser_parse(parser, &event))
			return refuse_syntax(b, parser);
		last = event.type == YAML_STREAM_END_EVENT;
		code = take_event(b, &event);
		if (last && !b->root && !add_node(b, CONF_MAP, &event))
			code = memory_ended(b);
		yaml_event_delete(&event);
	}
	return code;
}

static enum problem_code
parse(struct build *b, size_t len)
{
	enum problem_code code;
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser))
		return memory_ended(b);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &parser, (const unsigned char *)b->text, len);
	code = build_tree(b, &parser);
	yaml_parser_delete(&parser);
	for (size_t i = 0; i < b->depth; i++)
		free(b->open[i].key);
	return code;
}

enum problem_code
conf_parse(const char *file, const char *text, size_t len,
    struct conf_node **root, struct problem *p)
{
	struct build b = {.file = file, .text = text, .p = p};
	enum problem_code code;

	*root = NULL;
	if (len > CONF_FILE_MAX)
		return refuse(&b, 1, why_file_over_64k);
	/* libyaml only skips the mark where it may guess the encoding. */
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		b.text += 3;
		len -= 3;
	}
	code = parse(&b, len);
	if (code == PROBLEM_NONE)
		*root = b.root;
	else
		conf_free(b.root);
	return code;
}

static enum problem_code
file_problem(const char *path, struct problem *p)
{
	return problem_set(
	    p, PROBLEM_FILE, "file", path, "why", reason_of_errno(errno), NULL);
}

enum problem_code
conf_read(const char *path, struct conf_node **root, struct problem *p)
{
	enum problem_code code;
	struct buf b = {0};
	FILE *f;

	*root = NULL;
	f = fopen(path, "rbe");
	if (!f)
		return file_problem(path, p);
	/* One byte more than may be, to see that it is more. */
	if (buf_reserve(&b, CONF_FILE_MAX + 1))
		b.len = fread(b.data, 1, CONF_FILE_MAX + 1, f);
	if (!buf_ok(&b))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	else if (ferror(f))
		code = file_problem(path, p);
	else
		code = conf_parse(path, b.data, b.len, root, p);
	fclose(f);
	buf_free(&b);
	return code;
}

/* Recurses no deeper than a tree is: CONF_DEPTH_MAX. */
void
conf_free(struct conf_node *root)
{
	struct conf_node *next;

	for (struct conf_node *node = root; node; node = next) {
		next = node->next;
		conf_free(node->first);
		free((char *)node->key);
		free((char *)node->text);
		free(node);
	}
}

const struct conf_node *
conf_find(const struct conf_node *map, const char *key)
{
	if (map->kind != CONF_MAP)
		return NULL;
	for (const struct conf_node *node = map->first; node; node = node->next)
		if (strcmp(node->key, key) == 0)
			return node;
	return NULL;
}

enum problem_code
conf_refuse(const struct conf_node *node, const char *why, struct problem *p)
{
	problem_set(p, PROBLEM_FILE_LINE, "file", node->file, "why", why, NULL);
	if (p)
		problem_param(p, "line", "%zu", node->line);
	return PROBLEM_FILE_LINE;
}

enum problem_code
conf_not_wanted(const struct conf_node *node, const char *key, const char *want,
    struct problem *p)
{
	problem_set(p, PROBLEM_FILE_VALUE, "file", node->file, "key", key,
	    "value", node->text ? node->text : "", "want", want, NULL);
	if (p)
		problem_param(p, "line", "%zu", node->line);
	return PROBLEM_FILE_VALUE;
}
