/*
 * watchroom list KIND: the records of a kind that one may see, all of them,
 * page by page: a table of their main fields, or with --json one record a
 * line, as the central gave it.
 */
#include "tui/cli.h"

#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "tui/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 500
#define CELL_MAX 40 /* cells of one column */
#define COLUMNS 16

/* A page that is under way. */
struct page {
	bool done;
	struct http_answer answer; /* without its body */
	struct buf body;
};

struct listing {
	enum kind kind;
	bool json;
	bool terminal; /* what is printed is seen by a person's terminal */
	char after[ID_SIZE];
	const struct field *column[COLUMNS];
	size_t columns;
	size_t width[COLUMNS];
	struct buf cells; /* of the table: clean texts, each ended by a NUL */
	size_t rows;
};

static void
on_page(void *ctx, const struct http_answer *a)
{
	struct page *page = ctx;

	page->done = true;
	page->answer = *a;
	buf_clear(&page->body);
	buf_add(&page->body, a->body, a->len);
}

static void
put_value(struct buf *to, const struct field *f, const struct value *v)
{
	char text[TIME_SIZE];

	if (value_absent(v) && f->type != TYPE_ENUM)
		buf_puts(to, "-");
	else if (f->type == TYPE_ENUM)
		buf_puts(to, enum_word(f->words, (unsigned)v->number));
	else if (f->type == TYPE_TIME)
		buf_puts(to, time_format(v->number, text));
	else if (f->type == TYPE_INTEGER || f->type == TYPE_BOOL)
		buf_printf(to, "%lld", (long long)v->number);
	else if (f->type == TYPE_POINT)
		buf_printf(to, "%.6f,%.6f", v->point.lat, v->point.lon);
	else if (f->type == TYPE_REFS)
		buf_printf(to, "%zu", v->refs.count);
	else
		text_clean(to, v->text, strlen(v->text), 0);
}

/* Ends the cell that begins at `from`, cut to what a column may take. */
static void
end_cell(struct listing *l, size_t column, size_t from)
{
	size_t width;
	size_t n = text_cut(
	    buf_str(&l->cells) + from, l->cells.len - from, CELL_MAX, &width);

	if (!buf_ok(&l->cells))
		return;
	l->cells.len = from + n;
	buf_putc(&l->cells, '\0');
	if (width > l->width[column])
		l->width[column] = width;
}

static void
add_row(struct listing *l, const struct record *r)
{
	for (size_t i = 0; i < l->columns; i++) {
		size_t from = l->cells.len;

		if (!l->column[i]) {
			buf_puts(&l->cells, r->id);
		} else {
			struct value v = field_get(r, l->column[i]);

			put_value(&l->cells, l->column[i], &v);
		}
		end_cell(l, i, from);
	}
	l->rows++;
}

static void
add_heads(struct listing *l)
{
	for (size_t i = 0; i < l->columns; i++) {
		size_t from = l->cells.len;

		buf_puts(&l->cells, l->column[i] ? l->column[i]->name : "id");
		end_cell(l, i, from);
	}
	l->rows++;
}

static void
print_table(const struct listing *l)
{
	const char *cell = buf_str(&l->cells);

	for (size_t row = 0; row < l->rows; row++) {
		for (size_t i = 0; i < l->columns; i++) {
			size_t len = strlen(cell);
			size_t pad = l->width[i] - text_width(cell, len);

			if (i + 1 == l->columns)
				printf("%s\n", cell);
			else
				printf("%s%*s", cell, (int)pad + 2, "");
			cell += len + 1;
		}
	}
}

static enum problem_code
print_json(struct listing *l, const cJSON *json, struct problem *p)
{
	char *text = cJSON_PrintUnformatted(json);
	struct buf clean = {0};

	if (!text)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (l->terminal)
		text_clean(&clean, text, strlen(text), 0);
	puts(l->terminal ? buf_str(&clean) : text);
	buf_free(&clean);
	free(text);
	return PROBLEM_NONE;
}

static enum problem_code
take_one(struct listing *l, const cJSON *json, struct problem *p)
{
	struct record *r;
	enum problem_code code;

	if (l->json)
		return print_json(l, json, p);
	code = codec_record_read(json, CODEC_LENIENT, &r, p);
	if (code == PROBLEM_NONE && r && r->kind == l->kind)
		add_row(l, r);
	record_free(r);
	return code;
}

/* A page's records, and where the next begins ("" for nowhere). */
static enum problem_code
take_page(struct listing *l, const struct buf *body, struct problem *p)
{
	const struct json_limits limits = {HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	const cJSON *all, *one;
	const char *next = "";
	enum problem_code code;
	cJSON *json;

	code = json_parse(buf_str(body), body->len, &limits, &json, p);
	if (code == PROBLEM_NONE)
		code = json_array(json, "records", &all, p);
	if (code == PROBLEM_NONE && json_find(json, "next"))
		code = json_string(json, "next", ID_MAX, &next, p);
	if (code == PROBLEM_NONE)
		cJSON_ArrayForEach (one, all) {
			if (code == PROBLEM_NONE)
				code = take_one(l, one, p);
		}
	if (*next &&
	    (!id_valid(next, strlen(next)) || strcmp(next, l->after) == 0))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "next", "value",
		    next, "want", why_another_id, NULL);
	snprintf(l->after, sizeof(l->after), "%s", next);
	cJSON_Delete(json);
	return code;
}

static enum problem_code
get_page(
    struct link *link, struct listing *l, struct page *page, struct problem *p)
{
	msec_t deadline = time_boot() + CLI_WAIT_MS;
	char path[64 + ID_SIZE];
	struct http_ask ask = {
	    .method = "GET",
	    .path = path,
	    .limit = (size_t)64 << 20,
	    .done = on_page,
	    .ctx = page,
	};

	snprintf(path, sizeof(path), "/v1/records/%s?limit=%d%s%s",
	    kind_info(l->kind)->name, PAGE, *l->after ? "&after=" : "",
	    l->after);
	page->done = false;
	if (!link_ask(link, &ask, p))
		return p->code;
	while (!page->done && cli_wait(link, deadline))
		continue;
	if (!page->done)
		return problem_set(
		    p, PROBLEM_NO_ANSWER, "why", why_timed_out, NULL);
	*p = page->answer.problem;
	if (page->answer.status == 200)
		return take_page(l, &page->body, p);
	return p->code ? p->code
	               : problem_set(
	                     p, PROBLEM_NO_ANSWER, "why", why_bad_answer, NULL);
}

/* The id, and what shows where there is room for few columns. */
static void
choose_columns(struct listing *l)
{
	const struct kind_info *k = kind_info(l->kind);

	l->column[l->columns++] = NULL;
	for (size_t i = 0; i < k->count && l->columns < COLUMNS; i++)
		if (k->fields[i].flags & FIELD_IS_MAIN)
			l->column[l->columns++] = &k->fields[i];
	add_heads(l);
}

static int
run(struct link *link, struct listing *l)
{
	struct page page = {0};
	struct problem p = {0};
	enum problem_code code;

	do
		code = get_page(link, l, &page, &p);
	while (code == PROBLEM_NONE && *l->after);
	buf_free(&page.body);
	if (code == PROBLEM_NONE && !buf_ok(&l->cells))
		code = problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	if (code == PROBLEM_NONE && !l->json)
		print_table(l);
	if (code == PROBLEM_NONE && fflush(stdout) == 0)
		return CLI_DONE;
	if (code == PROBLEM_NONE)
		problem_set(&p, PROBLEM_FILE, "file", "stdout", "why",
		    why_stdout_full, NULL);
	cli_complain(&p);
	return CLI_REFUSED;
}

/* By its name, or as one says of many: "units", "settings". */
static enum kind
find_kind(const char *word)
{
	size_t len = strlen(word);
	enum kind kind = kind_find(word, len);

	if (kind == KIND_ANY && len > 1 && word[len - 1] == 's')
		kind = kind_find(word, len - 1);
	return kind;
}

int
cli_list(const struct cli_options *o)
{
	struct listing l = {.json = o->json, .terminal = isatty(1) == 1};
	struct problem p;
	struct link *link;
	int code;

	if (o->count == 1)
		l.kind = find_kind(o->words[0]);
	if (l.kind == KIND_ANY) {
		problem_set(&p, PROBLEM_USAGE, "why", why_list_one_kind, NULL);
		cli_complain(&p);
		return CLI_USAGE;
	}
	link = cli_link(o, NULL);
	if (!link)
		return CLI_REFUSED;
	choose_columns(&l);
	code = run(link, &l);
	buf_free(&l.cells);
	link_free(link);
	return code;
}
