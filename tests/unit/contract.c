/*
 * net/wire/openapi.yaml against the tables, both ways: what a table has must
 * stand there exactly so, and nothing must stand there that no table has.
 * Each schema is printed to one line (tests/lib/yaml-tree.h) and compared
 * with the line that its row asks for.
 */
#include "model/command.h"
#include "net/wire/codec.h"
#include "net/wire/json.h"
#include "tests/lib/yaml-tree.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCHEMAS "#/components/schemas/"
#define NEAR "components\nschemas\n"

static struct tree tree;

static yaml_node_t *
schema(const char *family, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), NEAR "%s%s", family, name);
	return tree_need(&tree, path);
}

/* A node says exactly `want`. */
static void
says(yaml_node_t *node, const char *where, const char *want)
{
	struct buf b = {0};

	if (!node)
		fail_msg("%s is not there; want %s", where, want);
	tree_print(&tree, node, &b);
	if (strcmp(buf_str(&b), want) != 0)
		fail_msg("%s, line %zu:\n is   %s\n want %s", where,
		    node->start_mark.line + 1, buf_str(&b), want);
	buf_free(&b);
}

static void
member_says(yaml_node_t *node, const char *name, const char *want)
{
	says(tree_get(&tree, node, name), name, want);
}

static void
number_is(yaml_node_t *node, const char *name, long long want)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", want);
	member_says(node, name, text);
}

static bool
can_put(const struct kind_info *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & FIELD_PUT)
			return true;
	return false;
}

static bool
of_central(int command)
{
	return command_get((enum command_id)command)->owner == OWNER_CENTRAL;
}

/*
 * The line of a value of that type, its members in the order of bytes:
 * $ref, description, items, maxItems, maxLength, minItems, minLength, type,
 * x-indexed, x-kind.
 */
struct row {
	enum field_type type;
	size_t max;
	const struct enum_table *words;
	enum kind to;
	const char *text;
	bool indexed, needed;
};

static void
row_ref(struct buf *b, const struct row *r)
{
	switch (r->type) {
	case TYPE_STRING:
		buf_puts(b, "$ref:" SCHEMAS "Line,");
		break;
	case TYPE_TEXT:
		buf_puts(b, "$ref:" SCHEMAS "Text,");
		break;
	case TYPE_INTEGER:
		buf_puts(b, "$ref:" SCHEMAS "Integer,");
		break;
	case TYPE_TIME:
		buf_puts(b, "$ref:" SCHEMAS "Time,");
		break;
	case TYPE_ENUM:
		buf_printf(b, "$ref:" SCHEMAS "enum.%s,", r->words->tag);
		break;
	case TYPE_POINT:
		buf_puts(b, "$ref:" SCHEMAS "Point,");
		break;
	case TYPE_REF:
		buf_puts(b, "$ref:" SCHEMAS "Id,");
		break;
	default:
		break;
	}
}

static void
row_line(struct buf *b, const struct row *r)
{
	buf_clear(b);
	buf_putc(b, '{');
	row_ref(b, r);
	buf_printf(b, "description:%s", r->text);
	if (r->type == TYPE_REFS)
		buf_puts(b, ",items:{$ref:" SCHEMAS "Id},maxItems:64");
	if (r->type == TYPE_STRING)
		buf_printf(b, ",maxLength:%zu", r->max);
	if (r->needed && r->type == TYPE_REFS)
		buf_puts(b, ",minItems:1");
	if (r->needed && (r->type == TYPE_STRING || r->type == TYPE_TEXT))
		buf_puts(b, ",minLength:1");
	if (r->type == TYPE_BOOL)
		buf_puts(b, ",type:boolean");
	if (r->type == TYPE_REFS)
		buf_puts(b, ",type:array");
	if (r->indexed)
		buf_puts(b, ",x-indexed:true");
	if (r->type == TYPE_REF || r->type == TYPE_REFS)
		buf_printf(b, ",x-kind:%s", kind_info(r->to)->name);
	buf_putc(b, '}');
}

static void
every_enum_has_its_words(void **state)
{
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; enum_tables[i]; i++) {
		const struct enum_table *t = enum_tables[i];

		buf_clear(&b);
		buf_printf(&b, "{description:%s,enum:[", t->text);
		for (size_t w = 0; w < t->count; w++)
			buf_printf(&b, "%s%s", w ? "," : "", t->words[w]);
		buf_puts(&b, "],type:string}");
		says(schema("enum.", t->tag), t->tag, buf_str(&b));
	}
	buf_free(&b);
}

static void
check_record(const struct kind_info *k)
{
	yaml_node_t *node = schema("record.", k->name);
	yaml_node_t *members = tree_get(&tree, node, "properties");
	struct buf b = {0}, needed = {0};

	buf_puts(&needed, "[kind");
	for (size_t i = 0; i < k->count; i++) {
		const struct field *f = &k->fields[i];
		struct row r = {f->type, f->max, f->words, f->to, f->text,
		    (f->flags & FIELD_INDEXED) != 0, false};

		row_line(&b, &r);
		member_says(members, f->name, buf_str(&b));
		if (f->type == TYPE_ENUM)
			buf_printf(&needed, ",%s", f->name);
	}
	buf_puts(&needed, "]");
	buf_clear(&b);
	buf_printf(&b, "{const:%s}", k->name);
	member_says(members, "kind", buf_str(&b));
	assert_int_equal(tree_count(members), k->count + 1);
	member_says(node, "required", buf_str(&needed));
	member_says(node, "description", k->text);
	member_says(node, "allOf", "[{$ref:" SCHEMAS "Head}]");
	assert_int_equal(tree_count(node), 5);
	buf_free(&b);
	buf_free(&needed);
}

static void
every_kind_has_its_fields(void **state)
{
	struct buf kinds = {0}, choice = {0};

	(void)state;
	buf_puts(&kinds, "{enum:[");
	buf_puts(&choice, "{oneOf:[");
	for (int k = 1; k < KIND_COUNT; k++) {
		const struct kind_info *info = kind_info((enum kind)k);
		const char *comma = k > 1 ? "," : "";

		check_record(info);
		buf_printf(&kinds, "%s%s", comma, info->name);
		buf_printf(&choice, "%s{$ref:" SCHEMAS "record.%s}", comma,
		    info->name);
	}
	buf_puts(&kinds, "],type:string}");
	buf_puts(&choice, "]}");
	says(schema("", "Kind"), "Kind", buf_str(&kinds));
	says(schema("", "Record"), "Record", buf_str(&choice));
	buf_free(&kinds);
	buf_free(&choice);
}

static void
check_put_field(
    yaml_node_t *members, const struct kind_info *k, const struct field *f)
{
	struct buf b = {0};
	bool said = (f->flags & FIELD_NEEDED) &&
	            (f->type == TYPE_STRING || f->type == TYPE_TEXT);

	buf_printf(&b, "{$ref:" SCHEMAS "record.%s/properties/%s%s}", k->name,
	    f->name, said ? ",minLength:1" : "");
	member_says(members, f->name, buf_str(&b));
	buf_free(&b);
}

static void
check_put(const struct kind_info *k)
{
	yaml_node_t *node = schema("put.", k->name);
	yaml_node_t *members = tree_get(&tree, node, "properties");
	struct buf needed = {0}, b = {0};
	size_t count = 3; /* kind, id, station */

	buf_puts(&needed, "[kind,id");
	for (size_t i = 0; i < k->count; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FIELD_PUT))
			continue;
		check_put_field(members, k, f);
		count++;
		if (f->flags & FIELD_NEEDED)
			buf_printf(&needed, ",%s", f->name);
	}
	buf_puts(&needed, "]");
	buf_printf(&b, "{const:%s}", k->name);
	member_says(members, "kind", buf_str(&b));
	member_says(members, "id", "{$ref:" SCHEMAS "Id}");
	member_says(members, "station", "{$ref:" SCHEMAS "Id,x-kind:station}");
	assert_int_equal(tree_count(members), count);
	member_says(node, "required", buf_str(&needed));
	member_says(node, "additionalProperties", "false");
	assert_int_equal(tree_count(node), 4);
	buf_free(&needed);
	buf_free(&b);
}

static void
every_kind_that_can_be_put_says_how(void **state)
{
	struct buf choice = {0};

	(void)state;
	buf_puts(&choice, "{oneOf:[");
	for (int k = 1; k < KIND_COUNT; k++) {
		const struct kind_info *info = kind_info((enum kind)k);

		if (!can_put(info))
			continue;
		check_put(info);
		buf_printf(&choice, "%s{$ref:" SCHEMAS "put.%s}",
		    choice.data[choice.len - 1] == '[' ? "" : ",", info->name);
	}
	buf_puts(&choice, "]}");
	says(schema("", "Put"), "Put", buf_str(&choice));
	buf_free(&choice);
}

static void
check_arg(yaml_node_t *members, const struct command *c, size_t i)
{
	const struct arg *a = &c->args[i];
	struct row r = {
	    a->type, a->max, a->words, a->to, a->help, false, a->needed};
	struct buf b = {0};

	row_line(&b, &r);
	if (command_takes_record(c)) {
		buf_clear(&b);
		buf_printf(&b, "{$ref:" SCHEMAS "%s,description:%s}",
		    c->id == COMMAND_PUT ? "Put" : "Record", a->help);
	}
	member_says(members, a->name, buf_str(&b));
	buf_free(&b);
}

static void
check_command(const struct command *c)
{
	yaml_node_t *node = schema("command.", c->name);
	yaml_node_t *members = tree_get(&tree, node, "properties");
	bool expects = (c->flags & COMMAND_EXPECTS) != 0;
	struct buf needed = {0};

	for (size_t i = 0; i < c->count; i++) {
		check_arg(members, c, i);
		if (c->args[i].needed)
			buf_printf(&needed, "%s%s", needed.len ? "," : "[",
			    c->args[i].name);
	}
	if (expects) {
		buf_printf(&needed, "%sexpect", needed.len ? "," : "[");
		member_says(members, "expect", "{$ref:" SCHEMAS "Expect}");
	}
	assert_int_equal(tree_count(members), c->count + expects);
	member_says(node, "type", "object");
	member_says(node, "description", c->help);
	member_says(node, "additionalProperties", "false");
	if (needed.len > 0) {
		buf_puts(&needed, "]");
		member_says(node, "required", buf_str(&needed));
	}
	assert_int_equal(tree_count(node), needed.len > 0 ? 5 : 4);
	buf_free(&needed);
}

#define REF_PARAMETER "{$ref:#/components/parameters/"

static void
check_command_path(const struct command *c)
{
	struct buf b = {0}, path = {0};

	buf_printf(&path, "paths\n/v1/commands/%s", c->name);
	buf_printf(&b,
	    "{post:{operationId:%s,parameters:[" REF_PARAMETER
	    "IdempotencyKey}%s],requestBody:{content:{application/json:{schema:"
	    "{$ref:" SCHEMAS "command.%s}}},required:true},responses:{200:"
	    "{$ref:#/components/responses/%s},default:"
	    "{$ref:#/components/responses/Problem}},summary:%s,"
	    "tags:[commands],x-permission:%s}}",
	    c->name,
	    c->flags & COMMAND_EDITS ? "," REF_PARAMETER "IfMatch}" : "",
	    c->name, c->id == COMMAND_REVEAL ? "Revealed" : "Done", c->help,
	    enum_word(&enum_permission, c->permission));
	says(tree_need(&tree, buf_str(&path)), c->name, buf_str(&b));
	buf_free(&b);
	buf_free(&path);
}

static void
every_command_of_the_central_has_its_body_and_its_path(void **state)
{
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		if (!of_central(i))
			continue;
		check_command(command_get((enum command_id)i));
		check_command_path(command_get((enum command_id)i));
	}
}

static void
every_problem_that_goes_over_http_is_there_with_its_status(void **state)
{
	yaml_node_t *node = schema("", "ProblemCode");
	struct buf want = {0};

	(void)state;
	buf_puts(&want, "{oneOf:[");
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		enum problem_code code = (enum problem_code)i;

		if (problem_http_status(code) == 0)
			continue;
		buf_printf(&want, "%s{const:%s,description:%s,x-status:%d}",
		    want.data[want.len - 1] == '[' ? "" : ",",
		    problem_code_name(code), problem_sentence(code),
		    problem_http_status(code));
	}
	buf_puts(&want, "],type:string}");
	says(node, "ProblemCode", buf_str(&want));
	buf_free(&want);
}

/* What the routes are beside those of commands, and who may. */
static const struct {
	const char *path, *method, *permission; /* NULL: everybody */
} routes[] = {{"/v1/health", "get", NULL}, {"/metrics", "get", "accounts"},
    {"/v1/session", "post", NULL}, {"/v1/session", "get", "login"},
    {"/v1/session", "delete", "login"}, {"/v1/password", "post", "login"},
    {"/v1/commands/{key}", "get", "login"},
    {"/v1/commands/{key}", "delete", "login"},
    {"/v1/records/{kind}", "get", "read"},
    {"/v1/records/{kind}/{id}", "get", "read"},
    {"/v1/rooms/{id}/messages", "get", "read"},
    {"/v1/rooms/{id}/marks", "get", "read"}, {"/v1/marks", "post", "read"},
    {"/v1/messages", "get", "read"}, {"/v1/talk", "get", "read"},
    {"/v1/duties", "get", "read"}, {"/v1/duties/{figure}", "get", "read"},
    {"/v1/positions", "post", "position"}, {"/v1/positions", "get", "read"},
    {"/v1/places", "get", "read"}, {"/v1/heat", "get", "read"},
    {"/v1/layers", "get", "read"}, {"/v1/layers/{name}", "get", "read"},
    {"/v1/layers/{name}", "put", "import"},
    {"/v1/layers/{name}", "delete", "import"}, {"/v1/feed", "get", "read"},
    {"/v1/feed/{feed}/watch", "post", "read"},
    {"/v1/accounts", "get", "accounts"}, {"/v1/accounts", "post", "accounts"},
    {"/v1/accounts/{name}", "post", "accounts"},
    {"/v1/audit", "get", "accounts"}};

static void
every_other_route_says_who_may(void **state)
{
	yaml_node_t *paths = tree_need(&tree, "paths");
	size_t operations = 0, want = COUNT_OF(routes);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(routes); i++) {
		yaml_node_t *path = tree_get(&tree, paths, routes[i].path);
		yaml_node_t *node = tree_get(&tree, path, routes[i].method);

		if (!routes[i].permission)
			member_says(node, "security", "[]");
		else
			member_says(node, "x-permission", routes[i].permission);
		if (routes[i].permission)
			assert_null(tree_get(&tree, node, "security"));
		says(tree_get(
		         &tree, tree_get(&tree, node, "responses"), "default"),
		    routes[i].path, "{$ref:#/components/responses/Problem}");
	}
	for (size_t i = 0; i < tree_count(paths); i++)
		operations += tree_count(
		    tree_node(&tree, paths->data.mapping.pairs.start[i].value));
	for (int i = 0; i < COMMAND_COUNT; i++)
		want += of_central(i);
	assert_int_equal(operations, want);
}

static void
number_limits_are_those_of_the_codec(void **state)
{
	yaml_node_t *node = schema("", "Integer");

	(void)state;
	number_is(node, "minimum", JSON_INT_MIN);
	number_is(node, "maximum", JSON_INT_MAX);
	number_is(schema("", "Seq"), "maximum", JSON_INT_MAX);
	number_is(schema("", "Time"), "minimum", 0);
	number_is(schema("", "Time"), "maximum", CODEC_TIME_MAX);
	says(tree_get(&tree, schema("", "Point"), "properties"), "Point",
	    "{lat:{maximum:90,minimum:-90,type:number},"
	    "lon:{maximum:180,minimum:-180,type:number}}");
}

static void
text_limits_are_those_of_the_tables(void **state)
{
	yaml_node_t *head = tree_get(&tree, schema("", "Head"), "properties");

	(void)state;
	number_is(schema("", "Text"), "maxLength", TEXT_MAX);
	number_is(schema("", "Id"), "maxLength", ID_MAX);
	number_is(tree_get(&tree, head, "by"), "maxLength", BY_MAX);
	assert_int_equal(tree_count(head), 7);
	member_says(schema("", "Head"), "required", "[kind,id,rev,seq]");
	number_is(schema("", "Expect"), "maxProperties", EXPECT_MAX);
	number_is(
	    tree_get(&tree,
	        tree_get(&tree, schema("", "Problem"), "properties"), "params"),
	    "maxProperties", PROBLEM_PARAMS);
	assert_int_equal(REFS_MAX, 64); /* as row_line() has it */
}

static void
an_id_by_its_pattern_is_an_id(void **state)
{
	yaml_node_t *node = tree_get(&tree, schema("", "Id"), "pattern");
	char id[3] = "";
	regex_t re;

	(void)state;
	assert_int_equal(
	    regcomp(&re, tree_text(node), REG_EXTENDED | REG_NOSUB), 0);
	for (int a = 1; a < 128; a++)
		for (int b = 0; b < 128; b++) {
			id[0] = (char)a;
			id[1] = (char)b;
			assert_int_equal(regexec(&re, id, 0, NULL, 0) == 0,
			    id_valid(id, strlen(id)));
		}
	assert_int_not_equal(regexec(&re, "", 0, NULL, 0), 0);
	regfree(&re);
}

static void
expectations_are_of_kinds_that_have_states(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_puts(&b, "{");
	/* In the order of bytes, as the line has them. */
	for (const char *const *k = (const char *const[]){"assignment",
	         "incident", "sector", "task", "unit", NULL};
	     *k; k++)
		buf_printf(&b, "%s^%s/:{$ref:" SCHEMAS "enum.%s}",
		    b.len > 1 ? "," : "", *k,
		    expect_words(kind_find(*k, strlen(*k)))->tag);
	buf_puts(&b, "}");
	member_says(schema("", "Expect"), "patternProperties", buf_str(&b));
	buf_free(&b);
}

static void
mark_used(yaml_node_t *schemas, const yaml_node_t *node, bool *used)
{
	for (size_t i = 0; i < tree_count(schemas); i++)
		if (node == tree_node(&tree,
		                schemas->data.mapping.pairs.start[i].value))
			used[i] = true;
}

/* Goes where "#/a/b" leads and marks the schema that it comes by. */
static void
follow_ref(yaml_node_t *schemas, yaml_node_t *ref, bool *used)
{
	yaml_node_t *at = tree_root(&tree);
	char path[200], *rest = path + 2;
	const char *name;

	snprintf(path, sizeof(path), "%s", tree_text(ref));
	assert_memory_equal(path, "#/", 2);
	while ((name = strsep(&rest, "/"))) {
		at = tree_get(&tree, at, name);
		if (!at)
			fail_msg("line %zu: %s leads nowhere",
			    ref->start_mark.line + 1, tree_text(ref));
		mark_used(schemas, at, used);
	}
}

static void
every_reference_leads_somewhere_and_every_schema_is_used(void **state)
{
	yaml_node_t *schemas = tree_need(&tree, "components\nschemas");
	bool *used = calloc(tree_count(schemas), sizeof(*used));

	(void)state;
	assert_non_null(used);
	for (yaml_node_t *n = tree.doc.nodes.start; n < tree.doc.nodes.top;
	     n++) {
		yaml_node_t *ref = tree_get(&tree, n, "$ref");

		if (ref)
			follow_ref(schemas, ref, used);
	}
	for (size_t s = 0; s < tree_count(schemas); s++)
		if (!used[s])
			fail_msg("%s is used nowhere",
			    tree_text(tree_node(&tree,
			        schemas->data.mapping.pairs.start[s].key)));
	free(used);
}

static int
open_contract(void **state)
{
	(void)state;
	tree_open(&tree, "net/wire/openapi.yaml");
	return 0;
}

static int
close_contract(void **state)
{
	(void)state;
	tree_close(&tree);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_enum_has_its_words),
	    cmocka_unit_test(every_kind_has_its_fields),
	    cmocka_unit_test(every_kind_that_can_be_put_says_how),
	    cmocka_unit_test(
	        every_command_of_the_central_has_its_body_and_its_path),
	    cmocka_unit_test(
	        every_problem_that_goes_over_http_is_there_with_its_status),
	    cmocka_unit_test(every_other_route_says_who_may),
	    cmocka_unit_test(number_limits_are_those_of_the_codec),
	    cmocka_unit_test(text_limits_are_those_of_the_tables),
	    cmocka_unit_test(an_id_by_its_pattern_is_an_id),
	    cmocka_unit_test(expectations_are_of_kinds_that_have_states),
	    cmocka_unit_test(
	        every_reference_leads_somewhere_and_every_schema_is_used),
	};

	return cmocka_run_group_tests(tests, open_contract, close_contract);
}
