/*
 * The CSV reader at every split of its bytes, its faults and their lines, its
 * bounds, the writer, and two whole files of public data.
 */
#include "model/csv.h"
#include "model/time.h"
#include "tests/lib/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Fields as "a|b" and rows as lines; what follows a fault as "line: what". */
static void
note_row(struct buf *b, const struct csv *c)
{
	buf_printf(b, "%lu", c->line);
	for (size_t i = 0; i < c->fields; i++) {
		assert_int_equal(strlen(c->field[i].s), c->field[i].len);
		buf_printf(b, "|%s", c->field[i].s);
	}
	buf_puts(b, "\n");
}

static bool
note_fault(struct buf *b, enum problem_code code, const struct problem *p)
{
	if (code)
		buf_printf(b, "fault %s: %s\n", problem_get(p, "line"),
		    reason_words(problem_get(p, "why")));
	return code != PROBLEM_NONE;
}

/* Feeds s in pieces that end at each of the two cuts. */
static void
read_cut(struct buf *b, const char *s, size_t len, size_t cut, size_t cut2)
{
	const size_t ends[] = {cut, cut2, len};
	struct problem p = {0};
	struct csv c;
	bool row;

	csv_init(&c, "f.csv");
	for (size_t i = 0, from = 0; i < COUNT_OF(ends); i++) {
		/* A copy of its own: reading past a piece is an error. */
		size_t left = ends[i] - from, n = left;
		char *piece = malloc(n + !n);
		const char *at = piece;
		bool stop = false;

		assert_non_null(piece);
		memcpy(piece, s + from, n);
		while (left > 0 && !stop) {
			stop = note_fault(
			    b, csv_read(&c, &at, &left, &row, &p), &p);
			assert_true(!stop || !row);
			if (row)
				note_row(b, &c);
		}
		free(piece);
		from = ends[i];
		if (stop)
			goto out;
	}
	if (!note_fault(b, csv_end(&c, &row, &p), &p) && row)
		note_row(b, &c);
out:
	csv_free(&c);
}

static void
reads_len(const char *s, size_t len, const char *want)
{
	for (size_t cut = 0; cut <= len; cut++)
		for (size_t cut2 = cut; cut2 <= len; cut2++) {
			struct buf b = {0};

			read_cut(&b, s, len, cut, cut2);
			assert_string_equal(buf_str(&b), want);
			buf_free(&b);
		}
}

#define READS(s, want) reads_len(s, sizeof(s) - 1, want)

static void
rows_come_out_at_every_split(void **state)
{
	(void)state;
	READS("a,b\r\n1,2\r\n", "1|a|b\n2|1|2\n");
	READS("a,b\n1,2", "1|a|b\n2|1|2\n");
	READS("a\r", "1|a\n");
	READS(",\n,,\n", "1||\n2|||\n");
	READS("", "");
	READS("\n\r\n\na\n\n", "4|a\n");
	READS("\"\"\n", "1|\n");
	READS(" a , b \n", "1| a | b \n");
	READS("娄桥,é\n", "1|娄桥|é\n");
}

static void
quoted_fields_hold_anything(void **state)
{
	(void)state;
	READS("\"a,\"\"b\"\"\r\nc\",d\r\ne,f\n", "1|a,\"b\"\r\nc|d\n3|e|f\n");
	READS("\"\"\"\"", "1|\"\n");
	READS("a,\"\"\n", "1|a|\n");
	READS("\"x\"\r\n\"y\"", "1|x\n2|y\n");
}

static void
a_byte_order_mark_is_skipped_once(void **state)
{
	(void)state;
	READS("\xEF\xBB\xBF"
	      "a\n",
	    "1|a\n");
	READS("\xEF\xBB\xBF\"a,b\"\n", "1|a,b\n");
	READS("\xEF\xBB\xBF", "");
	READS("\xEF\xBB\xBF\xEF\xBB\xBF"
	      "a\n",
	    "1|\xEF\xBB\xBF"
	    "a\n");
	READS("a\n\xEF\xBB\xBF"
	      "b",
	    "1|a\n2|\xEF\xBB\xBF"
	    "b\n");
	READS("\xEF\xBB", "1|\xEF\xBB\n");
	READS("\xEF\xBB,x", "1|\xEF\xBB|x\n");
}

static void
faults_name_their_line(void **state)
{
	(void)state;
	READS("a\nb\"c\n", "1|a\nfault 2: a quote inside a bare field\n");
	READS("a\n\"b\"c\n", "1|a\nfault 2: text after a closing quote\n");
	READS("\"b\" ,c", "fault 1: text after a closing quote\n");
	READS("a\n\n\"b\nc\n", "1|a\nfault 3: a quote that is never closed\n");
	READS("a\rb\n", "fault 1: a CR without LF\n");
	READS("a\r\r\n", "fault 1: a CR without LF\n");
	READS("\"x\ny\"\nb\0\n", "1|x\ny\nfault 3: a NUL byte\n");
	READS("\"\n\0\"", "fault 2: a NUL byte\n");
}

/* The first fault of s, or "" when there is none. */
static void
fault_of(const char *s, size_t len, bool header, char *what, size_t size)
{
	struct problem p = {0};
	struct csv c;
	bool row, named = false;

	csv_init(&c, "f.csv");
	while (len > 0 && !csv_read(&c, &s, &len, &row, &p))
		if (row && header && !named) {
			named = true;
			if (csv_header(&c, &p))
				break;
		}
	if (!p.code && csv_end(&c, &row, &p) == PROBLEM_NONE)
		assert_int_equal(p.code, 0);
	problem_text(&p, what, size);
	csv_free(&c);
}

static void
fields_columns_and_rows_are_bounded(void **state)
{
	struct buf b = {0};
	char what[128];

	(void)state;
	for (size_t i = 0; i < CSV_FIELD_MAX; i++)
		buf_putc(&b, 'x');
	fault_of(b.data, b.len, false, what, sizeof(what));
	assert_string_equal(what, "");
	buf_putc(&b, 'x');
	fault_of(b.data, b.len, false, what, sizeof(what));
	assert_string_equal(what, "f.csv:1: a field longer than 64 KiB");
	buf_clear(&b);
	for (size_t i = 1; i < CSV_COLUMNS; i++)
		buf_puts(&b, "x,");
	fault_of(b.data, b.len, false, what, sizeof(what));
	assert_string_equal(what, "");
	buf_putc(&b, ',');
	fault_of(b.data, b.len, false, what, sizeof(what));
	assert_string_equal(what, "f.csv:1: more than 256 columns");
	buf_clear(&b);
	for (size_t i = 0; i < CSV_ROW_MAX + 1; i++)
		buf_putc(&b, i % 60000 ? 'x' : ',');
	fault_of(b.data, b.len, false, what, sizeof(what));
	assert_string_equal(what, "f.csv:1: a row longer than 1 MiB");
	buf_free(&b);
}

static void
columns_are_found_by_name(void **state)
{
	const char *s = "\xEF\xBB\xBF"
	                "Call Number, Unit ID ,警情,,\n1,2,3,4,5\n";
	size_t len = strlen(s);
	struct csv c;
	bool row;

	(void)state;
	csv_init(&c, "f.csv");
	assert_int_equal(csv_column(&c, "Call Number"), -1);
	assert_int_equal(csv_read(&c, &s, &len, &row, NULL), 0);
	assert_int_equal(csv_header(&c, NULL), 0);
	assert_int_equal(csv_column(&c, "call number"), 0);
	assert_int_equal(csv_column(&c, "Unit ID"), 1);
	assert_int_equal(csv_column(&c, "警情"), 2);
	assert_int_equal(csv_column(&c, "Unit"), -1);
	assert_int_equal(csv_read(&c, &s, &len, &row, NULL), 0);
	assert_true(row);
	assert_string_equal(c.field[csv_column(&c, "unit id")].s, "2");
	csv_free(&c);
}

static void
a_row_that_does_not_fit_the_header_is_a_fault(void **state)
{
	char what[128];

	(void)state;
	fault_of("a,b\n1,2\n\n3\n", 11, true, what, sizeof(what));
	assert_string_equal(what, "f.csv:4: 1 fields, but 2 columns");
	fault_of("a,b\n1,2,3", 9, true, what, sizeof(what));
	assert_string_equal(what, "f.csv:2: 3 fields, but 2 columns");
	fault_of("a,b, A\n", 7, true, what, sizeof(what));
	assert_string_equal(what, "f.csv:1: two columns A");
	fault_of("a,,\n1,2,3\n", 10, true, what, sizeof(what));
	assert_string_equal(what, "");
}

static void
what_is_written_is_quoted_when_it_must_be(void **state)
{
	struct buf b = {0};
	struct csv_writer w = {.out = &b};

	(void)state;
	csv_puts(&w, "plain");
	csv_puts(&w, "");
	csv_puts(&w, "a,b");
	csv_puts(&w, "say \"x\"");
	csv_puts(&w, "two\nlines");
	csv_puts(&w, " edge");
	csv_puts(&w, "=1+1");
	csv_end_row(&w);
	csv_puts(&w, "");
	csv_end_row(&w);
	assert_string_equal(buf_str(&b),
	    "plain,,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\" edge\",=1+1"
	    "\r\n\"\"\r\n");
	buf_free(&b);
}

static void
formulas_are_defused_when_asked(void **state)
{
	struct buf b = {0};
	struct csv_writer w = {.out = &b, .flags = CSV_SAFE};

	(void)state;
	csv_puts(&w, "=HYPERLINK(\"x\")");
	csv_puts(&w, "+86 577");
	csv_puts(&w, "-5");
	csv_puts(&w, "-120.25");
	csv_puts(&w, "-cmd");
	csv_puts(&w, "@x");
	csv_puts(&w, "a=b");
	csv_end_row(&w);
	assert_string_equal(buf_str(&b),
	    "\"'=HYPERLINK(\"\"x\"\")\",'+86 577,-5,-120.25,'-cmd,'@x,a=b\r\n");
	buf_free(&b);
}

static void
what_is_written_reads_back(void **state)
{
	static const char letters[] = "a,\"\r\n \t\xEF\xBB\xBF=;x";
	unsigned seed = 3;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct buf b = {0}, want = {0}, got = {0};
		struct csv_writer w = {.out = &b};
		size_t fields = (size_t)rand_r(&seed) % 4 + 1, n;
		char s[8];

		buf_puts(&want, "1");
		for (size_t i = 0; i < fields; i++) {
			for (n = 0; n < sizeof(s) && rand_r(&seed) % 5; n++)
				s[n] = letters[(size_t)rand_r(&seed) %
				               (sizeof(letters) - 1)];
			csv_put(&w, s, n);
			buf_printf(&want, "|%.*s", (int)n, s);
		}
		buf_puts(&want, "\n");
		csv_end_row(&w);
		read_cut(&got, b.data, b.len, b.len / 2, b.len);
		assert_string_equal(buf_str(&got), buf_str(&want));
		buf_free(&b);
		buf_free(&want);
		buf_free(&got);
	}
}

/* Unpacks name, or skips the test. */
static FILE *
need_xz(const char *name)
{
	char path[4096], command[4200];
	FILE *f;

	if (!data_path(name, path, sizeof(path))) {
		fprintf(stderr, "skipped: %s is not here\n", name);
		skip();
	}
	snprintf(command, sizeof(command), "xz -dc '%s'", path);
	f = popen(command, "re");
	assert_non_null(f);
	return f;
}

typedef void row_fn(const struct csv *c);

static unsigned long
read_file(const char *name, row_fn *each)
{
	FILE *f = need_xz(name);
	unsigned long rows = 0;
	char bytes[4099];
	struct problem p = {0};
	struct csv c;
	size_t len;
	bool row;

	csv_init(&c, name);
	while ((len = fread(bytes, 1, sizeof(bytes), f)) > 0) {
		const char *s = bytes;

		while (len > 0) {
			if (csv_read(&c, &s, &len, &row, &p))
				fail_msg("%s: %s", problem_get(&p, "line"),
				    problem_get(&p, "why"));
			if (row && rows++ == 0)
				assert_int_equal(csv_header(&c, &p), 0);
			else if (row)
				each(&c);
		}
	}
	assert_int_equal(csv_end(&c, &row, &p), 0);
	assert_false(row);
	csv_free(&c);
	assert_int_equal(pclose(f), 0);
	return rows - 1;
}

static void
check_times(const struct csv *c)
{
	static const char *const names[] = {"Received DtTm", "Dispatch DtTm",
	    "Response DtTm", "On Scene DtTm", "Available DtTm"};
	msec_t t;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		int column = csv_column(c, names[i]);

		assert_true(column >= 0);
		if (c->field[column].len == 0)
			continue;
		assert_true(time_parse_format("%m/%d/%Y %I:%M:%S %p",
		    c->field[column].s, c->field[column].len, NULL, &t));
		assert_true(t >= 1586217600000 && t < 1587600000000);
	}
}

static void
a_citys_calls_are_read_whole_and_their_times_are_times(void **state)
{
	(void)state;
	assert_int_equal(
	    read_file("calls/sf_fire_2020-04-07_20.csv.xz", check_times),
	    10410);
}

static void
check_stamp(const struct csv *c)
{
	int column = csv_column(c, "timeStamp");
	msec_t t;

	assert_true(column >= 0);
	assert_true(time_parse_format("%Y-%m-%d %H:%M:%S", c->field[column].s,
	    c->field[column].len, NULL, &t));
}

static void
a_countys_calls_are_read_whole(void **state)
{
	(void)state;
	assert_int_equal(
	    read_file("calls/montco_911.csv.xz", check_stamp), 99492);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_come_out_at_every_split),
	    cmocka_unit_test(quoted_fields_hold_anything),
	    cmocka_unit_test(a_byte_order_mark_is_skipped_once),
	    cmocka_unit_test(faults_name_their_line),
	    cmocka_unit_test(fields_columns_and_rows_are_bounded),
	    cmocka_unit_test(columns_are_found_by_name),
	    cmocka_unit_test(a_row_that_does_not_fit_the_header_is_a_fault),
	    cmocka_unit_test(what_is_written_is_quoted_when_it_must_be),
	    cmocka_unit_test(formulas_are_defused_when_asked),
	    cmocka_unit_test(what_is_written_reads_back),
	    cmocka_unit_test(
	        a_citys_calls_are_read_whole_and_their_times_are_times),
	    cmocka_unit_test(a_countys_calls_are_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
