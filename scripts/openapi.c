/*
 * Writes what follows from the tables into net/wire/openapi.yaml: between
 * "# from the tables: NAME" and "# end of the tables" the paths of commands
 * and the schemas of enums, records, commands and problems. What stands
 * outside those marks is written by hand.
 *
 *	openapi FILE		writes the file anew (`make contract`)
 *	openapi --check FILE	ends with 1 if that would change it
 *
 * tests/unit/contract.c reads the file on its own and holds it against the
 * same tables, so a fault in here does not pass unseen.
 */
#include "model/command.h"
#include "net/wire/codec.h"
#include "net/wire/json-out.h"
#include "scripts/lib/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMAS "#/components/schemas/"

/* Text in double quotes: what JSON writes, YAML reads. */
static void
quoted(struct buf *b, const char *text)
{
	struct json_out o = {.buf = b};

	json_put_string(&o, text, strlen(text));
}

static void
print_ref(struct buf *b, const char *family, const char *name)
{
	buf_printf(b, "$ref: \"" SCHEMAS "%s%s\"", family, name);
}

/* A property's name; YAML 1.1 takes some words for true and false. */
static void
print_name(struct buf *b, const char *name)
{
	static const char *const booleans[] = {
	    "on", "off", "yes", "no", "y", "n", "true", "false"};
	const char *quote = "";

	for (size_t i = 0; i < COUNT_OF(booleans); i++)
		if (strcmp(name, booleans[i]) == 0)
			quote = "\"";
	buf_printf(b, "        %s%s%s: ", quote, name, quote);
}

/* A flow mapping's beginning for a value of that type, still open. */
static void
print_type(struct buf *b, enum field_type type, size_t max,
    const struct enum_table *words, enum kind to)
{
	static const char *const named[] = {[TYPE_STRING] = "Line",
	    [TYPE_TEXT] = "Text",
	    [TYPE_INTEGER] = "Integer",
	    [TYPE_TIME] = "Time",
	    [TYPE_POINT] = "Point",
	    [TYPE_REF] = "Id"};

	buf_putc(b, '{');
	if (type == TYPE_BOOL)
		buf_puts(b, "type: boolean");
	else if (type == TYPE_REFS)
		buf_printf(b,
		    "type: array, maxItems: %d, items: {$ref: \"" SCHEMAS
		    "Id\"}",
		    REFS_MAX);
	else if (type == TYPE_ENUM)
		print_ref(b, "enum.", words->tag);
	else
		print_ref(b, "", named[type]);
	if (type == TYPE_STRING)
		buf_printf(b, ", maxLength: %zu", max);
	if (type == TYPE_REF || type == TYPE_REFS)
		buf_printf(b, ", x-kind: %s", kind_info(to)->name);
}

/* What is needed must say something. */
static const char *
needed_text(enum field_type type)
{
	if (type == TYPE_STRING || type == TYPE_TEXT)
		return ", minLength: 1";
	return type == TYPE_REFS ? ", minItems: 1" : "";
}

static void
print_text(struct buf *b, const char *text)
{
	buf_puts(b, ", description: ");
	quoted(b, text);
	buf_puts(b, "}\n");
}

static void
print_enums(struct buf *b)
{
	for (size_t i = 0; enum_tables[i]; i++) {
		const struct enum_table *t = enum_tables[i];

		buf_printf(b, "    enum.%s:\n      description: ", t->tag);
		quoted(b, t->text);
		buf_puts(b, "\n      type: string\n      enum:\n");
		for (size_t w = 0; w < t->count; w++) {
			buf_puts(b, "        - ");
			quoted(b, t->words[w]);
			buf_putc(b, '\n');
		}
	}
}

static void
print_field(struct buf *b, const struct field *f)
{
	print_name(b, f->name);
	print_type(b, f->type, f->max, f->words, f->to);
	if (f->flags & FIELD_INDEXED)
		buf_puts(b, ", x-indexed: true");
	print_text(b, f->text);
}

static void
print_record(struct buf *b, const struct kind_info *k)
{
	buf_printf(b, "    record.%s:\n      description: ", k->name);
	quoted(b, k->text);
	buf_puts(b, "\n      type: object\n      allOf: [{$ref: \"" SCHEMAS
	            "Head\"}]\n      required: [kind");
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].type == TYPE_ENUM)
			buf_printf(b, ", %s", k->fields[i].name);
	buf_printf(
	    b, "]\n      properties:\n        kind: {const: %s}\n", k->name);
	for (size_t i = 0; i < k->count; i++)
		print_field(b, &k->fields[i]);
}

static bool
can_put(const struct kind_info *k)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & FIELD_PUT)
			return true;
	return false;
}

static void
print_put(struct buf *b, const struct kind_info *k)
{
	buf_printf(b,
	    "    put.%s:\n      type: object\n"
	    "      additionalProperties: false\n      required: [kind, id",
	    k->name);
	for (size_t i = 0; i < k->count; i++)
		if (k->fields[i].flags & FIELD_NEEDED)
			buf_printf(b, ", %s", k->fields[i].name);
	buf_printf(b,
	    "]\n      properties:\n        kind: {const: %s}\n"
	    "        id: {$ref: \"" SCHEMAS "Id\"}\n"
	    "        station: {$ref: \"" SCHEMAS "Id\", x-kind: station}\n",
	    k->name);
	for (size_t i = 0; i < k->count; i++) {
		const struct field *f = &k->fields[i];
		bool need = (f->flags & FIELD_NEEDED) != 0;

		if (!(f->flags & FIELD_PUT))
			continue;
		print_name(b, f->name);
		buf_printf(b,
		    "{$ref: \"" SCHEMAS "record.%s/properties/%s\"%s}\n",
		    k->name, f->name, need ? needed_text(f->type) : "");
	}
}

/* A choice among the schemas of a family, told apart by `kind`. */
static void
print_choice(struct buf *b, const char *name, const char *family, bool put)
{
	buf_printf(b, "    %s:\n      oneOf:\n", name);
	for (int k = 1; k < KIND_COUNT; k++) {
		const struct kind_info *info = kind_info((enum kind)k);

		if (put && !can_put(info))
			continue;
		buf_puts(b, "        - {");
		print_ref(b, family, info->name);
		buf_puts(b, "}\n");
	}
}

static void
print_kinds(struct buf *b)
{
	buf_puts(b, "    Kind:\n      type: string\n      enum:\n");
	for (int k = 1; k < KIND_COUNT; k++)
		buf_printf(b, "        - %s\n", kind_info((enum kind)k)->name);
}

static void
print_records(struct buf *b)
{
	print_kinds(b);
	print_choice(b, "Record", "record.", false);
	for (int k = 1; k < KIND_COUNT; k++)
		print_record(b, kind_info((enum kind)k));
	print_choice(b, "Put", "put.", true);
	for (int k = 1; k < KIND_COUNT; k++)
		if (can_put(kind_info((enum kind)k)))
			print_put(b, kind_info((enum kind)k));
}

static void
print_required(struct buf *b, const struct command *c)
{
	const char *before = "      required: [";

	for (size_t i = 0; i < c->count; i++) {
		if (!c->args[i].needed)
			continue;
		buf_printf(b, "%s%s", before, c->args[i].name);
		before = ", ";
	}
	if (c->flags & COMMAND_EXPECTS) {
		buf_printf(b, "%sexpect", before);
		before = ", ";
	}
	if (*before == ',')
		buf_puts(b, "]\n");
}

static void
print_arg(struct buf *b, const struct command *c, size_t i)
{
	const struct arg *a = &c->args[i];

	print_name(b, a->name);
	if (command_takes_record(c))
		buf_printf(b, "{$ref: \"" SCHEMAS "%s\"",
		    c->id == COMMAND_PUT ? "Put" : "Record");
	else
		print_type(b, a->type, a->max, a->words, a->to);
	if (a->needed)
		buf_puts(b, needed_text(a->type));
	print_text(b, a->help);
}

static void
print_command(struct buf *b, const struct command *c)
{
	bool expects = (c->flags & COMMAND_EXPECTS) != 0;

	buf_printf(b, "    command.%s:\n      description: ", c->name);
	quoted(b, c->help);
	buf_puts(
	    b, "\n      type: object\n      additionalProperties: false\n");
	print_required(b, c);
	buf_puts(b, "      properties:\n");
	for (size_t i = 0; i < c->count; i++)
		print_arg(b, c, i);
	if (expects)
		buf_puts(b, "        expect: {$ref: \"" SCHEMAS "Expect\"}\n");
}

static void
print_commands(struct buf *b)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (c->owner == OWNER_CENTRAL)
			print_command(b, c);
	}
}

static void
print_problems(struct buf *b)
{
	buf_puts(b, "    ProblemCode:\n      type: string\n      oneOf:\n");
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		enum problem_code code = (enum problem_code)i;
		int status = problem_http_status(code);

		if (status == 0)
			continue;
		buf_printf(b, "        - {const: %s, x-status: %d",
		    problem_code_name(code), status);
		print_text(b, problem_sentence(code));
	}
}

static void
print_path(struct buf *b, const struct command *c)
{
	const char *answer = c->id == COMMAND_REVEAL ? "Revealed" : "Done";

	buf_printf(b,
	    "  /v1/commands/%s:\n    post:\n      operationId: %s\n"
	    "      tags: [commands]\n      summary: ",
	    c->name, c->name);
	quoted(b, c->help);
	buf_printf(b, "\n      x-permission: %s\n      parameters:\n",
	    enum_word(&enum_permission, c->permission));
	buf_puts(b,
	    "        - {$ref: \"#/components/parameters/IdempotencyKey\"}\n");
	if (c->flags & COMMAND_EDITS)
		buf_puts(b,
		    "        - {$ref: \"#/components/parameters/IfMatch\"}\n");
	buf_printf(b,
	    "      requestBody:\n        required: true\n"
	    "        content: {application/json: {schema: {$ref: \"" SCHEMAS
	    "command.%s\"}}}\n      responses:\n"
	    "        \"200\": {$ref: \"#/components/responses/%s\"}\n"
	    "        default: {$ref: \"#/components/responses/Problem\"}\n",
	    c->name, answer);
}

static void
print_paths(struct buf *b)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (c->owner == OWNER_CENTRAL)
			print_path(b, c);
	}
}

static const struct block blocks[] = {{"paths", print_paths},
    {"enums", print_enums}, {"records", print_records},
    {"commands", print_commands}, {"problems", print_problems}};

int
main(int argc, char **argv)
{
	return blocks_main(argc, argv, "#", blocks, COUNT_OF(blocks));
}
