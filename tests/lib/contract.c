/*
 * Asking by the contract (contract.h).
 */
#include "tests/lib/contract.h"

#include "model/id.h"
#include "tests/lib/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *
method_name(const char *word)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcasecmp(methods[i], word) == 0)
			return methods[i];
	fail_msg("%s is no method of ours", word);
	return NULL;
}

static void
add_path(struct contract *c, const char *path, yaml_node_t *ops)
{
	for (size_t i = 0; i < tree_count(ops); i++) {
		const yaml_node_pair_t *p = &ops->data.mapping.pairs.start[i];

		assert_in_range(c->count, 0, CONTRACT_OPS - 1);
		c->op[c->count++] = (struct contract_op){.path = path,
		    .method =
		        method_name(tree_text(tree_node(&c->tree, p->key))),
		    .node = tree_node(&c->tree, p->value)};
	}
}

void
contract_open(struct contract *c)
{
	yaml_node_t *paths;

	memset(c, 0, sizeof(*c));
	tree_open(&c->tree, "net/wire/openapi.yaml");
	paths = tree_need(&c->tree, "paths");
	for (size_t i = 0; i < tree_count(paths); i++) {
		const yaml_node_pair_t *p = &paths->data.mapping.pairs.start[i];

		add_path(c, tree_text(tree_node(&c->tree, p->key)),
		    tree_node(&c->tree, p->value));
	}
	api_make(&c->api, true);
}

void
contract_close(struct contract *c)
{
	api_remove(&c->api);
	tree_close(&c->tree);
}

int
contract_setup(void **state)
{
	struct contract *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	contract_open(c);
	*state = c;
	return 0;
}

int
contract_teardown(void **state)
{
	contract_close(*state);
	free(*state);
	return 0;
}

/* Whether a target, without its query, has the form of the path. */
static bool
has_form(const char *path, const char *target)
{
	while (*path && *target && *target != '?') {
		size_t p = strcspn(path + 1, "/") + 1;
		size_t t = strcspn(target + 1, "/?") + 1;

		if (path[1] != '{' && (p != t || memcmp(path, target, p) != 0))
			return false;
		path += p;
		target += t;
	}
	return !*path && (!*target || *target == '?');
}

/* A path without {parts} is meant before one with them. */
static struct contract_op *
find(struct contract *c, const char *method, const char *target)
{
	struct contract_op *hit = NULL;

	for (size_t i = 0; i < c->count; i++) {
		struct contract_op *o = &c->op[i];

		if (strcmp(o->method, method) == 0 &&
		    has_form(o->path, target) &&
		    (!hit || !strchr(o->path, '{')))
			hit = o;
	}
	return hit;
}

unsigned
contract_methods(const struct contract *c, const char *target)
{
	unsigned methods = 0;

	for (size_t i = 0; i < c->count; i++)
		if (has_form(c->op[i].path, target))
			methods |= c->op[i].method[0] == 'G'   ? TAKES_GET
			           : c->op[i].method[1] == 'U' ? TAKES_PUT
			           : c->op[i].method[0] == 'P' ? TAKES_POST
			                                       : TAKES_DELETE;
	return methods;
}

const char *
contract_permission(struct contract *c, const struct contract_op *o)
{
	yaml_node_t *node = tree_get(&c->tree, o->node, "x-permission");

	return node ? tree_text(node) : "";
}

static yaml_node_t *
body_schema(struct contract *c, const struct contract_op *o)
{
	yaml_node_t *body = tree_get(&c->tree, o->node, "requestBody");
	yaml_node_t *content = tree_get(&c->tree, body, "content");

	return tree_get(&c->tree,
	    tree_get(&c->tree, content, "application/json"), "schema");
}

bool
contract_takes_body(struct contract *c, const struct contract_op *o)
{
	return body_schema(c, o) != NULL;
}

void
contract_target(const struct contract_op *o, char *target, size_t size)
{
	static const struct {
		const char *part, *value;
	} parts[] = {{"{kind}", "unit"}, {"{id}", "U1"}, {"{key}", "some-key"},
	    {"{feed}", "some-feed"}, {"{figure}", "given"},
	    {"{name}", "nobody"}};
	const char *s = o->path;
	struct buf b = {0};

	while (*s) {
		size_t i = 0;

		for (; i < COUNT_OF(parts); i++)
			if (strncmp(s, parts[i].part, strlen(parts[i].part)) ==
			    0)
				break;
		assert_true(*s != '{' || i < COUNT_OF(parts));
		if (i < COUNT_OF(parts))
			buf_puts(&b, parts[i].value);
		else
			buf_putc(&b, *s);
		s += i < COUNT_OF(parts) ? strlen(parts[i].part) : 1;
	}
	snprintf(target, size, "%s", buf_str(&b));
	buf_free(&b);
}

/* What was asked, for the words of a failure. */
struct asked {
	const char *method, *target, *body;
};

static void
wrong(const struct contract *c, const struct asked *q, const char *why)
{
	fail_msg("%s %s\n%.2000s\n-> %d %s\n%.2000s\n%s", q->method, q->target,
	    q->body ? q->body : "", c->api.status,
	    api_header(&c->api, "Content-Type"), c->api.body, why);
}

static void
fits_or_wrong(struct contract *c, yaml_node_t *schema, const cJSON *value,
    const struct asked *q)
{
	struct buf why = {0};

	if (!schema_fits(&c->tree, schema, value, &why))
		wrong(c, q, buf_str(&why));
	buf_free(&why);
}

/* The response that is written for the status, NULL when none is. */
static yaml_node_t *
response(struct contract *c, const struct contract_op *o)
{
	yaml_node_t *all = o ? tree_get(&c->tree, o->node, "responses")
	                     : tree_need(&c->tree, "components\nresponses");
	char status[16];
	yaml_node_t *said;

	snprintf(status, sizeof(status), "%d", c->api.status);
	said = tree_get(&c->tree, all, status);
	if (!said && c->api.status >= 400)
		said = tree_get(&c->tree, all, o ? "default" : "Problem");
	return said ? schema_follow(&c->tree, said) : NULL;
}

/* The status that stands beside the code. */
static int
status_of(struct contract *c, const char *code)
{
	yaml_node_t *codes =
	    tree_need(&c->tree, "components\nschemas\nProblemCode\noneOf");

	for (size_t i = 0; i < tree_count(codes); i++) {
		yaml_node_t *one =
		    tree_node(&c->tree, codes->data.sequence.items.start[i]);

		if (strcmp(tree_text(tree_get(&c->tree, one, "const")), code) ==
		    0)
			return (int)strtol(
			    tree_text(tree_get(&c->tree, one, "x-status")),
			    NULL, 10);
	}
	return 0;
}

/* What a problem says twice it says alike, and HTTP's own headers too. */
static void
check_problem(struct contract *c, const struct asked *q)
{
	const struct api *a = &c->api;

	if (api_number(a, "status") != a->status ||
	    status_of(c, api_code(a)) != a->status)
		wrong(c, q, "not the status of its code");
	if (strcmp(api_code(a), "unauthenticated") == 0 &&
	    strcmp(api_header(a, "WWW-Authenticate"), "Bearer") != 0)
		wrong(c, q, "no WWW-Authenticate");
	if (a->status == 405 &&
	    strcmp(api_header(a, "Allow"), api_text(a, "params.allow")) != 0)
		wrong(c, q, "no Allow");
	if (a->status == 429 && !*api_header(a, "Retry-After"))
		wrong(c, q, "no Retry-After");
}

static void
check_answer(
    struct contract *c, const struct contract_op *o, const struct asked *q)
{
	yaml_node_t *said = response(c, o), *content, *form = NULL;
	const char *type = api_header(&c->api, "Content-Type");

	if (!said)
		wrong(c, q, "that status is not written down");
	content = tree_get(&c->tree, said, "content");
	for (size_t i = 0; i < tree_count(content); i++) {
		const yaml_node_pair_t *p =
		    &content->data.mapping.pairs.start[i];
		const char *name = tree_text(tree_node(&c->tree, p->key));

		if (strncmp(type, name, strlen(name)) == 0)
			form = tree_node(&c->tree, p->value);
	}
	if (!content && *c->api.body)
		wrong(c, q, "a body where none is written down");
	if (content && !form)
		wrong(c, q, "that type is not written down");
	if (form && strstr(type, "json"))
		fits_or_wrong(
		    c, tree_get(&c->tree, form, "schema"), c->api.json, q);
	if (c->api.status >= 400)
		check_problem(c, q);
}

static void
check_taken(
    struct contract *c, const struct contract_op *o, const struct asked *q)
{
	yaml_node_t *schema = body_schema(c, o);
	cJSON *sent = schema ? cJSON_Parse(q->body) : NULL;

	if (schema)
		fits_or_wrong(c, schema, sent, q);
	cJSON_Delete(sent);
}

int
contract_ask(struct contract *c, const struct api_ask *ask, const char *method,
    const char *target, const char *body)
{
	const struct asked q = {method, target, body};
	struct contract_op *o = find(c, method, target);

	api_ask(&c->api, ask, method, target, body);
	check_answer(c, o, &q);
	if (!o)
		return c->api.status;
	if (c->api.status < 300) {
		check_taken(c, o, &q);
		o->served++;
	} else if (!c->sweep) {
		o->refused++;
	}
	return c->api.status;
}

int
contract_command(struct contract *c, const char *who, const char *name,
    const char *match, const char *body)
{
	char key[ID_SIZE], target[128];
	const struct api_ask ask = {.who = who, .key = key, .match = match};
	struct buf whole = {0};
	int status;

	id_new(key);
	snprintf(target, sizeof(target), "/v1/commands/%s", name);
	status = contract_ask(
	    c, &ask, "POST", target, api_unseen(name, body, &whole));
	buf_free(&whole);
	return status;
}

void
contract_fits(struct contract *c, const char *schema, const cJSON *value)
{
	yaml_node_t *schemas = tree_need(&c->tree, "components\nschemas");
	struct buf why = {0};

	if (!schema_fits(
	        &c->tree, tree_get(&c->tree, schemas, schema), value, &why))
		fail_msg("%s: %s", schema, buf_str(&why));
	buf_free(&why);
}
