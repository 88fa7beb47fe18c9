/*
 * Comma-separated values (RFC 4180), read as they come and written.
 *
 * Bytes may be fed in any split. Both line ends are taken, a byte order mark
 * is skipped, empty lines count for nothing. All else is strict: a quote
 * inside a bare field, text after a closing quote, a lone CR, a NUL or an open
 * quote at the end is a fault with its line. Text is passed on as it is; that
 * it is clean is the caller's to see to (text_valid).
 *
 *	while (len > 0) {
 *		if (csv_read(&c, &s, &len, &row, p))
 *			return p->code;
 *		if (row)
 *			use c.field[0] to c.field[c.fields - 1]
 *	}
 *
 * and csv_end() in the same way after the last bytes.
 */
#ifndef MODEL_CSV_H
#define MODEL_CSV_H

#include "model/buf.h"
#include "model/problem.h"

#define CSV_FIELD_MAX ((size_t)64 * 1024) /* bytes of a field */
#define CSV_ROW_MAX ((size_t)1024 * 1024) /* bytes of a row's fields */
#define CSV_COLUMNS 256

struct csv_field {
	const char *s; /* closed with a NUL */
	size_t len;
};

enum csv_state {
	CSV_START,  /* before the first byte of a field */
	CSV_BARE,   /* in a field without quotes */
	CSV_QUOTED, /* between quotes */
	CSV_QUOTE,  /* after a quote between quotes: the end, or one of two */
	CSV_CR,     /* after a CR that must be followed by LF */
};

struct csv {
	/* The last row read; valid until the next call. */
	struct csv_field field[CSV_COLUMNS];
	size_t fields;
	unsigned long line; /* on which it began, from 1 */

	/* The reader's own. */
	const char *file;          /* borrowed; named in faults */
	struct buf text;           /* the fields' bytes, a NUL after each */
	size_t start[CSV_COLUMNS]; /* where each begins in text */
	size_t begun;              /* fields begun of the row being read */
	enum csv_state state;
	unsigned long at, opened; /* line of the next byte, of the quote */
	unsigned bom;             /* bytes of the mark seen; 3: past it */
	bool any;                 /* the row has a byte or a quote */
	struct buf header;        /* names, a NUL after each */
	size_t columns;           /* names in it; 0: no header was taken */
};

/* Begins reading; `file` is borrowed and named in faults. */
void csv_init(struct csv *c, const char *file);
void csv_free(struct csv *c);

/*
 * Takes bytes from *s, moving *s and *len on, until a row is complete (*row)
 * or none are left. FILE_LINE tells file, line and what is wrong; there is no
 * reading on after that.
 */
MUST_USE enum problem_code csv_read(
    struct csv *c, const char **s, size_t *len, bool *row, struct problem *p);
/* There are no more bytes: the row that had no line end, if any. */
MUST_USE enum problem_code csv_end(struct csv *c, bool *row, struct problem *p);

/*
 * Takes the last row as names of columns. From then on a row of another number
 * of fields is a fault. Two columns of one name are a fault as well.
 */
MUST_USE enum problem_code csv_header(struct csv *c, struct problem *p);
/* The column of that name (case and outer spaces aside), or -1. */
int csv_column(const struct csv *c, const char *name);
/* FILE_LINE for the last row, to say what a caller found wrong: a why_x. */
enum problem_code csv_fault(
    const struct csv *c, const char *why, struct problem *p);

/*
 * Spreadsheets run text that begins with = + - @ as a formula. With this flag
 * such fields get a ' in front (numbers do not); what reads the file back must
 * take it off. For files people open, not for exports that are compared.
 */
#define CSV_SAFE 1u

struct csv_writer {
	struct buf *out;
	unsigned flags;
	size_t fields; /* of the row being written */
};

/* Appends a field, quoted when it must be; it may hold anything but NUL. */
void csv_put(struct csv_writer *w, const char *s, size_t len);
void csv_puts(struct csv_writer *w, const char *s);
/* Ends the row (CRLF). */
void csv_end_row(struct csv_writer *w);

#endif
