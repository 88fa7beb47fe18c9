/*
 * Columns line up whatever stands in them: every column begins at the same
 * cell on every row of the queue and of the units, with Chinese, combining
 * marks, emoji, right-to-left letters and characters that wcwidth does not
 * know. libvterm is the judge: it has widths of its own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/show.h"

/* One of them stands on each row, cut by its column or not. */
static const char *const hard[] = {
    "娄桥大道112号烧烤店对面的停车场入口处", /* wide, cut in the middle */
    "a娄桥大道112号烧烤店对面的停车场入口处",
    "e\xcc\x81\xcc\x82\xcc\x83 caf\xc3\xa9 e\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
    "\xcc\x81\xcc\x81", /* marks, more than are shown */
    "\xcc\x81nothing under the mark",
    "\xf0\x9f\x9a\x94\xf0\x9f\x9a\x94 police \xf0\x9f\x9a\x94", /* emoji */
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
    " joined", /* family, zero width joiner */
    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd skin \xe2\x9d\xa4\xef\xb8\x8f heart",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae"
    "desrever",
    "\xe0\xb8\x81\xe0\xb8\xb3\xe0\xb8\x99\xe0\xb8\xb1\xe0\xb8\x99 thai",
    "\xef\xbd\xb6\xef\xbe\x9e\xef\xbd\xb7 half \xef\xbc\xa1 full",
    "\xf0\xb1\x8d\x8f\xf0\xb3\x80\x80 new han",   /* unassigned, extension */
    "\xf0\x9f\xab\xa9\xf0\x9f\xab\x9f new emoji", /* newer than wcwidth */
    "\xf3\xa0\x81\x81\xee\x80\x80\xef\xbf\xbe tags, private, none",
    "bytes \xff\xfe \xc3( \xed\xa0\x80 not UTF-8",
    "tab\there\rback\nline\b\b",
    "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8 jamo \xea\xb0\x81",
    "\xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7\xe0\xa4\xbf devanagari",
    "\xe2\x94\x80\xe2\x97\x8f\xe2\x86\x92 ambiguous \xc2\xb1\xc3\x97",
    "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3 flag \xf0\x9f\x87\xa8",
};

static void
put_incident(struct desk *d, size_t n)
{
	struct incident i = *console_incident(&d->console, "0130");
	char id[16], number[32], label[16];
	struct setting s = {.head = {.kind = KIND_SETTING, .id = label},
	    .topic = TOPIC_CATEGORY,
	    .name = "x",
	    .en = hard[n],
	    .zh = hard[n]};
	struct grid g = {
	    .head = {.kind = KIND_GRID, .id = label}, .name = hard[n]};
	struct officer o = {
	    .head = {.kind = KIND_OFFICER, .id = label}, .name = hard[n]};

	snprintf(id, sizeof(id), "h%zu", n);
	snprintf(label, sizeof(label), "l%zu", n);
	snprintf(number, sizeof(number), "20261121-02%02zu", n);
	i.head.id = id;
	i.number = number;
	i.place = hard[n];
	i.category = i.grid = i.owner = label;
	i.repeats = (int64_t)n % 3;
	desk_put(d, &s.head);
	desk_put(d, &g.head);
	desk_put(d, &o.head);
	desk_put(d, &i.head);
}

static void
put_unit(struct desk *d, size_t n)
{
	struct unit u = *console_unit(&d->console, "P1");
	struct assignment a = {.head = {.kind = KIND_ASSIGNMENT},
	    .state = ASSIGNMENT_ACCEPTED,
	    .issued = DESK_NOW};
	char id[16], order[16], incident[16], grid[16];

	snprintf(id, sizeof(id), "v%zu", n);
	snprintf(order, sizeof(order), "o%zu", n);
	snprintf(incident, sizeof(incident), "h%zu", n);
	snprintf(grid, sizeof(grid), "l%zu", n);
	u.head.id = id;
	u.callsign = u.crew = u.limits = hard[n];
	u.grid = grid;
	u.state = UNIT_COMMITTED;
	u.live = 1;
	a.head.id = order;
	a.incident = incident;
	a.unit = id;
	desk_put(d, &u.head);
	desk_put(d, &a.head);
}

static void
prepare(struct desk *d)
{
	for (size_t n = 0; n < COUNT_OF(hard); n++) {
		put_incident(d, n);
		put_unit(d, n);
	}
}

/* The cell begins a character: not the second half of a wide one. */
static bool
is_begun(struct vt *vt, int row, int col)
{
	return vt_cell(vt, row, col).chars[0] != (uint32_t)-1;
}

static bool
is_blank(struct vt *vt, int row, int col)
{
	uint32_t c = vt_cell(vt, row, col).chars[0];

	return c == 0 || c == ' ';
}

/* Where the head's words begin: there a column begins on every row. */
static size_t
find_columns(struct vt *vt, int row, int cols, int *at)
{
	size_t n = 0;

	for (int col = 2; col < cols; col++)
		if (!is_blank(vt, row, col) && is_blank(vt, row, col - 1))
			at[n++] = col;
	return n;
}

/* One that stands against its right end is apart from the next, too. */
static void
check_row(struct vt *vt, int row, const int *at, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!is_blank(vt, row, at[i] - 1) || !is_begun(vt, row, at[i]))
			fail_msg("row %d, column at %d: \"%s\"\n%s", row, at[i],
			    vt_row(vt, row), vt_text(vt));
}

/*
 * `others` are the head's words that begin no column: those against the right
 * end of theirs, and second words.
 */
static void
check(struct show *s, int head, int cols, const char *const *others)
{
	struct vt *vt = s->vt;
	int at[32], kept[32];
	size_t count = find_columns(vt, head, cols, at), n = 0, seen = 0;

	for (size_t i = 0; i < count; i++) {
		char word[16] = "";
		bool other = false;

		for (int k = 0; k < 15 && at[i] + k < cols &&
		                !is_blank(vt, head, at[i] + k);
		     k++)
			word[k] = (char)vt_cell(vt, head, at[i] + k).chars[0];
		for (const char *const *r = others; *r; r++)
			other = other || strcmp(word, *r) == 0;
		if (!other)
			kept[n++] = at[i];
	}
	assert_true(n >= 5);
	for (int row = head + 1; row < head + 20; row++) {
		const char *text = vt_row(vt, row);

		if (strncmp(text, "--", 2) == 0)
			break;
		if (!*text)
			continue;
		check_row(vt, row, kept, n);
		seen++;
	}
	assert_true(seen >= 9);
}

static void
walk(const char *keys, int head, int rows, int cols, const char *const *others)
{
	struct show s = {.language = "en", .prepare = prepare};

	show_start(&s, rows, cols);
	show_type(&s, keys);
	for (int page = 0; page < 6; page++) {
		check(&s, head, cols, others);
		show_type(&s, ".");
	}
	show_finish(&s);
}

static const char *const queue_others[] = {"Clock", "Age", NULL};
static const char *const units_others[] = {"Since", "note", NULL};

static void
the_queues_columns_begin_at_the_same_cell_on_every_row(void **state)
{
	(void)state;
	walk("", SHOW_HEAD, 24, 80, queue_others);
	walk("", SHOW_HEAD, 30, 97, queue_others);
	walk("", SHOW_HEAD, 50, 200, queue_others);
}

static void
the_units_columns_begin_at_the_same_cell_on_every_row(void **state)
{
	(void)state;
	walk("gu", SHOW_HEAD + 1, 24, 80, units_others);
	walk("gu", SHOW_HEAD + 1, 50, 200, units_others);
}

/* The last column of the queue is against the edge of every row, whole. */
static void
age_ends_at(int cols)
{
	struct show s = {.language = "en", .prepare = prepare};

	show_start(&s, 24, cols);
	for (int page = 0; page < 6; page++) {
		for (int row = SHOW_HEAD; row <= SHOW_HEAD + 10; row++) {
			vt_assert(s.vt, !is_blank(s.vt, row, cols - 1));
			vt_assert(s.vt, is_blank(s.vt, row, cols - 6));
		}
		show_type(&s, ".");
	}
	show_finish(&s);
}

static void
the_age_ends_at_the_edge_of_every_row(void **state)
{
	(void)state;
	age_ends_at(80);
	age_ends_at(79);
	age_ends_at(70);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        the_queues_columns_begin_at_the_same_cell_on_every_row),
	    cmocka_unit_test(
	        the_units_columns_begin_at_the_same_cell_on_every_row),
	    cmocka_unit_test(the_age_ends_at_the_edge_of_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
