/*
 * JSON Schema's few keywords of ours, each a function in one table. A check
 * carries where it stands in the document, for the words when it fails.
 */
#include "tests/lib/schema.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLACE_SIZE 256

/* A schema beside the value that it is about. */
struct check {
	struct tree *tree;
	struct buf *why; /* NULL: nobody asks */
	const char *place;
	bool part; /* of an allOf: others may name more properties */
	yaml_node_t *schema;
	const cJSON *value;
};

static bool fits(const struct check *c);

static PRINTF(2, 3) bool miss(const struct check *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!c->why)
		return false;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(c->why, "%s: %s (line %zu)\n", *c->place ? c->place : "/",
	    text, c->schema->start_mark.line + 1);
	return false;
}

/* The same value against another schema, or a member against its own. */
static bool
fits_with(const struct check *c, yaml_node_t *schema, bool part)
{
	struct check inner = *c;

	inner.schema = schema;
	inner.part = part;
	return fits(&inner);
}

static bool
fits_member(const struct check *c, yaml_node_t *schema, const cJSON *value,
    const char *name)
{
	char place[PLACE_SIZE];
	struct check inner = *c;

	snprintf(place, sizeof(place), "%s/%s", c->place, name);
	inner.place = place;
	inner.schema = schema;
	inner.value = value;
	inner.part = false;
	return fits(&inner);
}

yaml_node_t *
schema_follow(struct tree *t, yaml_node_t *node)
{
	yaml_node_t *ref = tree_get(t, node, "$ref");
	char path[256];

	if (!ref)
		return node;
	assert_int_equal(strncmp(tree_text(ref), "#/", 2), 0);
	snprintf(path, sizeof(path), "%s", tree_text(ref) + 2);
	for (char *s = path; *s; s++)
		if (*s == '/')
			*s = '\n';
	return tree_need(t, path);
}

static yaml_node_t *
item(const struct check *c, yaml_node_t *list, size_t i)
{
	return tree_node(c->tree, list->data.sequence.items.start[i]);
}

static const char *
key(const struct check *c, yaml_node_t *mapping, size_t i)
{
	return tree_text(
	    tree_node(c->tree, mapping->data.mapping.pairs.start[i].key));
}

static yaml_node_t *
value(const struct check *c, yaml_node_t *mapping, size_t i)
{
	return tree_node(c->tree, mapping->data.mapping.pairs.start[i].value);
}

/* Of scalars */

static bool
has_type(const cJSON *v, const char *type)
{
	if (strcmp(type, "object") == 0)
		return cJSON_IsObject(v);
	if (strcmp(type, "array") == 0)
		return cJSON_IsArray(v);
	if (strcmp(type, "string") == 0)
		return cJSON_IsString(v);
	if (strcmp(type, "boolean") == 0)
		return cJSON_IsBool(v);
	if (strcmp(type, "number") == 0)
		return cJSON_IsNumber(v);
	if (strcmp(type, "integer") == 0)
		return cJSON_IsNumber(v) &&
		       v->valuedouble == (double)(int64_t)v->valuedouble;
	fail_msg("%s is no type known here", type);
	return false;
}

static bool
check_type(const struct check *c, yaml_node_t *arg)
{
	return has_type(c->value, tree_text(arg)) ||
	       miss(c, "want %s", tree_text(arg));
}

static bool
is_scalar(const cJSON *v, const char *text)
{
	if (cJSON_IsBool(v))
		return strcmp(text, cJSON_IsTrue(v) ? "true" : "false") == 0;
	return cJSON_IsString(v) && strcmp(v->valuestring, text) == 0;
}

static bool
check_const(const struct check *c, yaml_node_t *arg)
{
	return is_scalar(c->value, tree_text(arg)) ||
	       miss(c, "want %s", tree_text(arg));
}

static bool
check_enum(const struct check *c, yaml_node_t *arg)
{
	for (size_t i = 0; i < tree_count(arg); i++)
		if (is_scalar(c->value, tree_text(item(c, arg, i))))
			return true;
	return miss(c, "%s is none of its words",
	    cJSON_IsString(c->value) ? c->value->valuestring : "that");
}

static double
number(const yaml_node_t *arg)
{
	return strtod(tree_text(arg), NULL);
}

static bool
check_minimum(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsNumber(c->value) ||
	       c->value->valuedouble >= number(arg) ||
	       miss(c, "less than %s", tree_text(arg));
}

static bool
check_maximum(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsNumber(c->value) ||
	       c->value->valuedouble <= number(arg) ||
	       miss(c, "more than %s", tree_text(arg));
}

static bool
check_below(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsNumber(c->value) ||
	       c->value->valuedouble < number(arg) ||
	       miss(c, "not below %s", tree_text(arg));
}

static bool
check_min_length(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsString(c->value) ||
	       (double)strlen(c->value->valuestring) >= number(arg) ||
	       miss(c, "shorter than %s", tree_text(arg));
}

static bool
check_max_length(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsString(c->value) ||
	       (double)strlen(c->value->valuestring) <= number(arg) ||
	       miss(c, "longer than %s", tree_text(arg));
}

/* C0, DEL and C1 in valid UTF-8: what POSIX expressions cannot say. */
static bool
has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f ||
		    (*s == '\xc2' && (unsigned char)s[1] < 0xa0))
			return true;
	return false;
}

static bool
matches(const char *text, const char *pattern)
{
	regex_t re;
	bool yes;

	if (strcmp(pattern, "^[^\\u0000-\\u001F\\u007F-\\u009F]*$") == 0)
		return !has_control(text);
	assert_null(strchr(pattern, '\\')); /* no other means the same */
	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	yes = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return yes;
}

static bool
check_pattern(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsString(c->value) ||
	       matches(c->value->valuestring, tree_text(arg)) ||
	       miss(c, "does not match %s", tree_text(arg));
}

/* Of arrays */

static bool
check_items(const struct check *c, yaml_node_t *arg)
{
	char name[24];
	bool well = true;

	for (int i = 0;
	     cJSON_IsArray(c->value) && i < cJSON_GetArraySize(c->value); i++) {
		snprintf(name, sizeof(name), "%d", i);
		well = fits_member(
		           c, arg, cJSON_GetArrayItem(c->value, i), name) &&
		       well;
	}
	return well;
}

static bool
check_min_items(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsArray(c->value) ||
	       cJSON_GetArraySize(c->value) >= number(arg) ||
	       miss(c, "fewer than %s", tree_text(arg));
}

static bool
check_max_items(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsArray(c->value) ||
	       cJSON_GetArraySize(c->value) <= number(arg) ||
	       miss(c, "more than %s", tree_text(arg));
}

/* Of objects */

static bool
check_required(const struct check *c, yaml_node_t *arg)
{
	bool well = true;

	for (size_t i = 0; cJSON_IsObject(c->value) && i < tree_count(arg);
	     i++) {
		const char *name = tree_text(item(c, arg, i));

		if (!cJSON_GetObjectItemCaseSensitive(c->value, name))
			well = miss(c, "%s is missing", name);
	}
	return well;
}

/* Whether the schema, or what it is made of, names the member. */
static bool
names(const struct check *c, yaml_node_t *schema, const char *name)
{
	yaml_node_t *all = tree_get(c->tree, schema, "allOf");
	yaml_node_t *patterns = tree_get(c->tree, schema, "patternProperties");

	if (tree_get(c->tree, tree_get(c->tree, schema, "properties"), name))
		return true;
	for (size_t i = 0; patterns && i < tree_count(patterns); i++)
		if (matches(name, key(c, patterns, i)))
			return true;
	for (size_t i = 0; all && i < tree_count(all); i++)
		if (names(c, schema_follow(c->tree, item(c, all, i)), name))
			return true;
	return false;
}

static bool
check_closed(const struct check *c)
{
	bool well = true;
	const cJSON *m;

	cJSON_ArrayForEach (m, c->value) {
		if (!names(c, c->schema, m->string))
			well = miss(c, "%s is not written down", m->string);
	}
	return well;
}

static bool
check_properties(const struct check *c, yaml_node_t *arg)
{
	bool well = true;
	const cJSON *m;

	if (!cJSON_IsObject(c->value))
		return true;
	cJSON_ArrayForEach (m, c->value) {
		yaml_node_t *schema = tree_get(c->tree, arg, m->string);

		if (schema)
			well = fits_member(c, schema, m, m->string) && well;
	}
	return (c->part || check_closed(c)) && well;
}

static bool
check_patterns(const struct check *c, yaml_node_t *arg)
{
	bool well = true;
	const cJSON *m;

	cJSON_ArrayForEach (m, c->value) {
		for (size_t i = 0; i < tree_count(arg); i++)
			if (matches(m->string, key(c, arg, i)))
				well = fits_member(
				           c, value(c, arg, i), m, m->string) &&
				       well;
	}
	return well;
}

static bool
check_names(const struct check *c, yaml_node_t *arg)
{
	yaml_node_t *pattern = tree_get(c->tree, arg, "pattern");
	const cJSON *m;

	cJSON_ArrayForEach (m, c->value) {
		if (!matches(m->string, tree_text(pattern)))
			return miss(c, "%s is no name for it", m->string);
	}
	return true;
}

/* false is what check_closed() does already; else a schema. */
static bool
check_additional(const struct check *c, yaml_node_t *arg)
{
	bool well = true;
	const cJSON *m;

	if (arg->type == YAML_SCALAR_NODE)
		return c->part || !cJSON_IsObject(c->value) || check_closed(c);
	cJSON_ArrayForEach (m, c->value) {
		if (!names(c, c->schema, m->string))
			well = fits_member(c, arg, m, m->string) && well;
	}
	return well;
}

static bool
check_max_properties(const struct check *c, yaml_node_t *arg)
{
	return !cJSON_IsObject(c->value) ||
	       cJSON_GetArraySize(c->value) <= number(arg) ||
	       miss(c, "more than %s members", tree_text(arg));
}

/* Of schemas */

static bool
check_ref(const struct check *c, yaml_node_t *arg)
{
	(void)arg;
	return fits_with(c, schema_follow(c->tree, c->schema), c->part);
}

static bool
check_all(const struct check *c, yaml_node_t *arg)
{
	bool part = c->part || tree_get(c->tree, c->schema, "properties");
	bool well = true;

	for (size_t i = 0; i < tree_count(arg); i++)
		well = fits_with(c, item(c, arg, i), part) && well;
	return well;
}

/* Whether the branch is of another kind than the value says it is of. */
static bool
is_other_kind(const struct check *c, yaml_node_t *branch)
{
	yaml_node_t *members =
	    tree_get(c->tree, schema_follow(c->tree, branch), "properties");
	yaml_node_t *kind =
	    tree_get(c->tree, tree_get(c->tree, members, "kind"), "const");
	const cJSON *said = cJSON_GetObjectItemCaseSensitive(c->value, "kind");

	return kind && said && !is_scalar(said, tree_text(kind));
}

static bool
check_one(const struct check *c, yaml_node_t *arg)
{
	struct check quiet = *c;
	yaml_node_t *last = NULL;
	size_t hits = 0, possible = 0;

	quiet.why = NULL;
	for (size_t i = 0; i < tree_count(arg); i++) {
		if (is_other_kind(c, item(c, arg, i)))
			continue;
		last = item(c, arg, i);
		possible++;
		hits += fits_with(&quiet, last, c->part);
	}
	if (hits == 1)
		return true;
	return possible == 1 ? fits_with(c, last, c->part)
	                     : miss(c, "%zu of its choices fit", hits);
}

/* A word for readers, not for us. */
static bool
check_nothing(const struct check *c, yaml_node_t *arg)
{
	(void)c;
	(void)arg;
	return true;
}

static const struct {
	const char *name;
	bool (*check)(const struct check *c, yaml_node_t *arg);
} keywords[] = {
    {"$ref", check_ref},
    {"additionalProperties", check_additional},
    {"allOf", check_all},
    {"const", check_const},
    {"default", check_nothing},
    {"description", check_nothing},
    {"enum", check_enum},
    {"exclusiveMaximum", check_below},
    {"items", check_items},
    {"maxItems", check_max_items},
    {"maxLength", check_max_length},
    {"maxProperties", check_max_properties},
    {"maximum", check_maximum},
    {"minItems", check_min_items},
    {"minLength", check_min_length},
    {"minimum", check_minimum},
    {"oneOf", check_one},
    {"pattern", check_pattern},
    {"patternProperties", check_patterns},
    {"properties", check_properties},
    {"propertyNames", check_names},
    {"required", check_required},
    {"type", check_type},
};

static bool
check_keyword(const struct check *c, const char *name, yaml_node_t *arg)
{
	if (strncmp(name, "x-", 2) == 0)
		return true;
	for (size_t i = 0; i < COUNT_OF(keywords); i++)
		if (strcmp(keywords[i].name, name) == 0)
			return keywords[i].check(c, arg);
	fail_msg("line %zu: %s is not known to tests/lib/schema.c",
	    c->schema->start_mark.line + 1, name);
	return false;
}

static bool
fits(const struct check *c)
{
	bool well = true;

	assert_int_equal(c->schema->type, YAML_MAPPING_NODE);
	for (size_t i = 0; i < tree_count(c->schema); i++)
		well = check_keyword(
		           c, key(c, c->schema, i), value(c, c->schema, i)) &&
		       well;
	return well;
}

bool
schema_fits(
    struct tree *t, yaml_node_t *schema, const cJSON *value, struct buf *why)
{
	const struct check c = {.tree = t,
	    .why = why,
	    .place = "",
	    .schema = schema,
	    .value = value};

	assert_non_null(schema);
	if (!value)
		return miss(&c, "no JSON");
	return fits(&c);
}
