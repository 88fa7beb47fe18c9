/*
 * YAML files as a small tree that is only read: maps, lists and texts, each
 * node with its file and line, so that whatever is wrong with it can be told.
 *
 * Of YAML we take what people write by hand: no anchors, aliases, tags or
 * second document, no key twice, strict UTF-8, bounded size, depth and width.
 * Every scalar stays the text it is; "no" is no bool until a table
 * (config/conf-field.h) wants one.
 *
 * Names begin with conf_, not yaml_: libyaml exports a yaml_free() and others
 * that its header does not tell of, and ours would take their place.
 */
#ifndef CONFIG_CONF_H
#define CONFIG_CONF_H

#include "model/base.h"
#include "model/problem.h"

#define CONF_FILE_MAX ((size_t)64 * 1024) /* bytes */
#define CONF_DEPTH_MAX 16                 /* lists and maps in each other */
#define CONF_KEYS_MAX 1000                /* keys of one map */

enum conf_kind { CONF_TEXT, CONF_LIST, CONF_MAP };

struct conf_node {
	enum conf_kind kind;
	const char *file; /* as the caller named it; borrowed */
	size_t line;     /* from 1: of its key in a map, else where it begins */
	const char *key; /* its key in a map; NULL elsewhere */
	const char *text;        /* of a CONF_TEXT; NULL otherwise */
	struct conf_node *first; /* of a list's items or a map's values */
	struct conf_node *next;  /* of the same list or map */
	size_t count;            /* how many first leads to */
};

/*
 * Reads text[0..len), which problems call `file`, into *root, which the
 * caller gives to conf_free() while `file` is still there. A text without any
 * value is an empty map.
 * Fails with FILE_LINE or NO_MEMORY; *root is NULL then.
 */
MUST_USE enum problem_code conf_parse(const char *file, const char *text,
    size_t len, struct conf_node **root, struct problem *p);
/* The same for a file on disk; fails with FILE, too, when it cannot be read. */
MUST_USE enum problem_code conf_read(
    const char *path, struct conf_node **root, struct problem *p);
void conf_free(struct conf_node *root);

/* The value of a key; NULL when it is not there or this is no map. */
const struct conf_node *conf_find(const struct conf_node *map, const char *key);

/* FILE_LINE at this node: what is wrong with it (a why_x). */
enum problem_code conf_refuse(
    const struct conf_node *node, const char *why, struct problem *p);
/* FILE_VALUE: what stands at this node, as the value of `key`, is not `want`
 * (a why_x, too). */
enum problem_code conf_not_wanted(const struct conf_node *node, const char *key,
    const char *want, struct problem *p);

#endif
