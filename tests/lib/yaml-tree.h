/*
 * A YAML file as a tree, for tests that hold a file of ours against tables.
 * Any size and depth that libyaml takes: never for files from outside.
 */
#ifndef TESTS_LIB_YAML_TREE_H
#define TESTS_LIB_YAML_TREE_H

#include "model/base.h"
#include "model/buf.h"

#include <yaml.h>

struct tree {
	yaml_document_t doc;
};

/* Reads the file (a path from the top of the tree) or fails the test. */
void tree_open(struct tree *t, const char *file);
void tree_close(struct tree *t);

yaml_node_t *tree_root(struct tree *t);
/* The node a pair or item stands for. */
yaml_node_t *tree_node(struct tree *t, int index);
/* The member of that name, NULL when there is none or node is no mapping. */
yaml_node_t *tree_get(struct tree *t, yaml_node_t *node, const char *name);
/* Down from the root by names parted by '\n'; fails the test if not there. */
yaml_node_t *tree_need(struct tree *t, const char *path);
/* The text of a scalar; fails the test when it is none. */
const char *tree_text(const yaml_node_t *node);
/* Members of a mapping or items of a list. */
size_t tree_count(const yaml_node_t *node);

/*
 * The node in one line, without quotes: {name:value,...} with the names in
 * the order of bytes, [item,...]. Two nodes that say the same come out alike.
 */
void tree_print(struct tree *t, const yaml_node_t *node, struct buf *out);

#endif
