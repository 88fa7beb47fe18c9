/*
 * Answers and requests against the schemas of net/wire/openapi.yaml: the part
 * of JSON Schema 2020-12 that stands in that file. A keyword that is not known
 * here fails the test, so that nothing is passed over in silence.
 *
 * Stricter than JSON Schema in one thing: an object whose schema names
 * properties may hold no others. What is not written down is not answered.
 * Lengths are counted in bytes, as the file says.
 */
#ifndef TESTS_LIB_SCHEMA_H
#define TESTS_LIB_SCHEMA_H

#include "tests/lib/yaml-tree.h"

#include <cjson/cJSON.h>

/* Whether value fits; else why gets "records/0/at: want integer". */
bool schema_fits(
    struct tree *t, yaml_node_t *schema, const cJSON *value, struct buf *why);
/* The node itself, or where its $ref leads ("#/a/b"). */
yaml_node_t *schema_follow(struct tree *t, yaml_node_t *node);

#endif
