/*
 * RFC 4180 as five states and a byte at a time. The fields of a row lie one
 * after another in one buffer, so that a file of any length is read in the
 * room of its longest row.
 */
#include "model/csv.h"

#include "model/geo.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

static enum problem_code
fault_at(
    const struct csv *c, unsigned long line, const char *why, struct problem *p)
{
	enum problem_code code = problem_set(
	    p, PROBLEM_FILE_LINE, "file", c->file, "why", why, NULL);

	if (p)
		problem_param(p, "line", "%lu", line);
	return code;
}

enum problem_code
csv_fault(const struct csv *c, const char *why, struct problem *p)
{
	return fault_at(c, c->line, why, p);
}

void
csv_init(struct csv *c, const char *file)
{
	*c = (struct csv){.file = file, .line = 1, .at = 1};
}

void
csv_free(struct csv *c)
{
	buf_free(&c->text);
	buf_free(&c->header);
}

/* A new row begins with the next byte. */
static void
row_begin(struct csv *c)
{
	buf_clear(&c->text);
	c->fields = 0;
	c->begun = 0;
	c->any = false;
	c->line = c->at;
	c->state = CSV_START;
}

/* Says what the last row's fields are, now that the buffer rests. */
static enum problem_code
row_end(struct csv *c, struct problem *p)
{
	char what[96];

	buf_putc(&c->text, '\0');
	if (!buf_ok(&c->text))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < c->begun; i++) {
		size_t end = i + 1 < c->begun ? c->start[i + 1] : c->text.len;

		c->field[i].s = c->text.data + c->start[i];
		c->field[i].len = end - c->start[i] - 1;
	}
	c->fields = c->begun;
	if (c->columns == 0 || c->fields == c->columns)
		return PROBLEM_NONE;
	snprintf(what, sizeof(what), "%zu fields, but %zu columns", c->fields,
	    c->columns);
	return csv_fault(c, what, p);
}

static enum problem_code
field_begin(struct csv *c, struct problem *p)
{
	if (c->begun == CSV_COLUMNS)
		return fault_at(c, c->at, why_columns_over, p);
	if (c->begun > 0)
		buf_putc(&c->text, '\0');
	c->start[c->begun++] = c->text.len;
	c->state = CSV_START;
	return PROBLEM_NONE;
}

static enum problem_code
field_add(struct csv *c, char byte, struct problem *p)
{
	if (byte == '\0')
		return fault_at(c, c->at, why_nul_byte, p);
	if (c->text.len - c->start[c->begun - 1] >= CSV_FIELD_MAX)
		return fault_at(c, c->at, why_field_over, p);
	if (c->text.len >= CSV_ROW_MAX)
		return fault_at(c, c->at, why_row_over, p);
	buf_putc(&c->text, byte);
	return PROBLEM_NONE;
}

/* A byte where a field may end: *done when the row does. */
static enum problem_code
separator(struct csv *c, char byte, bool *done, struct problem *p)
{
	if (byte == ',') {
		c->any = true;
		return field_begin(c, p);
	}
	if (byte == '\r')
		c->state = CSV_CR;
	else
		*done = true;
	return PROBLEM_NONE;
}

static bool
is_separator(char byte)
{
	return byte == ',' || byte == '\r' || byte == '\n';
}

static enum problem_code
outside(struct csv *c, char byte, bool *done, struct problem *p)
{
	if (is_separator(byte))
		return separator(c, byte, done, p);
	c->any = true;
	if (byte != '"') {
		c->state = CSV_BARE;
		return field_add(c, byte, p);
	}
	if (c->state == CSV_BARE)
		return fault_at(c, c->at, why_quote_inside, p);
	c->state = CSV_QUOTED;
	c->opened = c->at;
	return PROBLEM_NONE;
}

static enum problem_code
quoted(struct csv *c, char byte, struct problem *p)
{
	if (byte == '"') {
		c->state = CSV_QUOTE;
		return PROBLEM_NONE;
	}
	return field_add(c, byte, p);
}

static enum problem_code
after_quote(struct csv *c, char byte, bool *done, struct problem *p)
{
	if (is_separator(byte))
		return separator(c, byte, done, p);
	if (byte != '"')
		return fault_at(c, c->at, why_text_after_quote, p);
	c->state = CSV_QUOTED;
	return field_add(c, byte, p);
}

static enum problem_code
one_byte(struct csv *c, char byte, bool *done, struct problem *p)
{
	enum problem_code code;

	if (c->begun == 0 && (code = field_begin(c, p)) != PROBLEM_NONE)
		return code;
	switch (c->state) {
	case CSV_QUOTED:
		return quoted(c, byte, p);
	case CSV_QUOTE:
		return after_quote(c, byte, done, p);
	case CSV_CR:
		*done = byte == '\n';
		return *done ? PROBLEM_NONE
		             : fault_at(c, c->at, why_cr_alone, p);
	default:
		return outside(c, byte, done, p);
	}
}

/*
 * Bytes of EF BB BF at the very beginning; a file that only starts like it is
 * no UTF-8, which its first field then shows.
 */
static bool
in_mark(struct csv *c, char byte)
{
	static const char mark[] = "\xEF\xBB\xBF";

	if (c->bom < 3 && byte == mark[c->bom]) {
		c->bom++;
		return true;
	}
	return false;
}

/* What looked like a mark was the beginning of the text. */
static enum problem_code
not_mark(struct csv *c, struct problem *p)
{
	static const char mark[] = "\xEF\xBB\xBF";
	enum problem_code code = PROBLEM_NONE;
	unsigned seen = c->bom;
	bool done = false;

	c->bom = 4;
	for (unsigned i = 0; i < seen && seen < 3 && !code; i++)
		code = one_byte(c, mark[i], &done, p);
	return code;
}

enum problem_code
csv_read(
    struct csv *c, const char **s, size_t *len, bool *row, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	bool done = false;
	char byte;

	*row = false;
	if (c->fields > 0)
		row_begin(c);
	while (*len > 0 && !done && !code) {
		byte = *(*s)++;
		--*len;
		if (c->bom < 4) {
			if (in_mark(c, byte))
				continue;
			code = not_mark(c, p);
			if (code)
				break;
		}
		code = one_byte(c, byte, &done, p);
		c->at += byte == '\n';
		if (done && !c->any) {
			row_begin(c);
			done = false;
		}
	}
	if (code || !done)
		return code;
	code = row_end(c, p);
	*row = code == PROBLEM_NONE;
	return code;
}

enum problem_code
csv_end(struct csv *c, bool *row, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	*row = false;
	if (c->fields > 0)
		row_begin(c);
	if (c->bom < 4)
		code = not_mark(c, p);
	if (code)
		return code;
	if (c->state == CSV_QUOTED)
		return fault_at(c, c->opened, why_quote_never_closed, p);
	if (!c->any)
		return PROBLEM_NONE;
	code = row_end(c, p);
	*row = code == PROBLEM_NONE;
	return code;
}

/* A name without the spaces around it, into to[CSV_NAME]. */
#define CSV_NAME 128

static void
name_trim(char *to, const char *name)
{
	size_t n = text_copy_cut(to, CSV_NAME, name + strspn(name, " \t"));

	while (n > 0 && (to[n - 1] == ' ' || to[n - 1] == '\t'))
		to[--n] = '\0';
}

int
csv_column(const struct csv *c, const char *name)
{
	const char *s = buf_str(&c->header);
	char want[CSV_NAME];

	name_trim(want, name);
	for (size_t i = 0; i < c->columns; i++, s += strlen(s) + 1)
		if (text_casecmp(s, want) == 0)
			return (int)i;
	return -1;
}

enum problem_code
csv_header(struct csv *c, struct problem *p)
{
	char name[CSV_NAME], what[CSV_NAME + 32];

	buf_clear(&c->header);
	c->columns = 0;
	for (size_t i = 0; i < c->fields; i++) {
		name_trim(name, c->field[i].s);
		if (*name && csv_column(c, name) >= 0) {
			snprintf(what, sizeof(what), "two columns %s", name);
			return csv_fault(c, what, p);
		}
		buf_add(&c->header, name, strlen(name) + 1);
		if (!buf_ok(&c->header))
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
		c->columns++;
	}
	return PROBLEM_NONE;
}

static bool
is_formula(const char *s, size_t len)
{
	double x;

	return len > 0 && memchr("=+-@\t\r", s[0], 6) &&
	       !number_parse(s, len, &x);
}

/* An empty field alone on its line would read as an empty line. */
static bool
needs_quotes(const char *s, size_t len, bool first)
{
	if (len == 0)
		return first;
	if (s[0] == ' ' || s[len - 1] == ' ')
		return true;
	for (size_t i = 0; i < len; i++)
		if (is_separator(s[i]) || s[i] == '"')
			return true;
	/* A mark at the beginning of a file would be taken off. */
	return first && s[0] == '\xEF';
}

void
csv_put(struct csv_writer *w, const char *s, size_t len)
{
	bool mark = (w->flags & CSV_SAFE) && is_formula(s, len);
	bool quote = needs_quotes(s, len, w->fields == 0);

	if (w->fields++ > 0)
		buf_putc(w->out, ',');
	if (quote)
		buf_putc(w->out, '"');
	if (mark)
		buf_putc(w->out, '\'');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			buf_putc(w->out, '"');
		buf_putc(w->out, s[i]);
	}
	if (quote)
		buf_putc(w->out, '"');
}

void
csv_puts(struct csv_writer *w, const char *s)
{
	csv_put(w, s, strlen(s));
}

void
csv_end_row(struct csv_writer *w)
{
	buf_puts(w->out, "\r\n");
	w->fields = 0;
}
