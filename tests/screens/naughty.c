/*
 * Naughty strings on the screen: whatever stands in a record, is typed or is
 * pasted, not one forbidden code point reaches the terminal. Looked for in the
 * raw bytes that were written and, beside that, in the cells of libvterm.
 *
 * Views are drawn from a table that holds even what no central would send;
 * what is around them is a real console's beside a central that sends it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/naughty.h"
#include "tests/lib/seat.h"
#include "tests/lib/show.h"

/* Read before anything is forked; the child has a copy, and its own place. */
static struct naughty all;
static size_t next_text;

static int
setup(void **state)
{
	(void)state;
	if (naughty_is_here()) {
		naughty_read(&all);
		return 0;
	}
	/* A group's setup that skips would count as a failure. */
	print_message("without text/blns.json and text/UTF-8-test.txt (set "
	              "WATCHROOM_DATA): what is made here only\n");
	naughty_make(&all);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	naughty_free(&all);
	return 0;
}

/* Fails with the text that did it. */
static void
assert_clean(struct vt *vt, size_t text)
{
	const struct buf *out = vt_output(vt);
	struct naughty_scan scan;
	size_t len;

	if (!naughty_scan(buf_str(out), out->len, &scan))
		fail_msg("text %zu \"%s\": %s\n%s", text,
		    text < all.count ? naughty_text(&all, text, &len) : "",
		    scan.why, vt_text(vt));
}

static void
assert_cells(struct vt *vt, int rows, int cols)
{
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++) {
			VTermScreenCell cell = vt_cell(vt, row, col);

			for (int i = 0;
			     i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] &&
			     cell.chars[i] != (uint32_t)-1;
			     i++)
				assert_false(naughty_is_forbidden(
				    (int32_t)cell.chars[i]));
		}
}

/* Short and harmless: it must be seen, or nothing is proved of the others. */
static bool
is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	return len > 2 && len <= 12;
}

/* ---- views ---- */

/* The text into all that a screen may show of records. */
static void
put_everywhere(struct desk *d, const char *s)
{
	struct console *c = &d->console;
	struct incident i = *console_incident(c, "0131");
	struct unit u = *console_unit(c, "P1");
	struct setting label = {.head = {.kind = KIND_SETTING, .id = "missing"},
	    .topic = TOPIC_CATEGORY,
	    .name = s,
	    .en = s,
	    .zh = s};
	struct officer o = {
	    .head = {.kind = KIND_OFFICER, .id = "seat2"}, .name = s};
	struct grid g = {.head = {.kind = KIND_GRID, .id = "G07"},
	    .name = s,
	    .outline = "120.64,27.98 120.66,27.98 120.66,28.01 120.64,28.01"};
	struct place p = {.head = {.kind = KIND_PLACE, .id = "p"},
	    .name = s,
	    .spot = {28.0, 120.641}};
	struct station t = {.head = {.kind = KIND_STATION, .id = "t"},
	    .name = s,
	    .spot = {28.005, 120.642}};
	struct message m = {.head = {.kind = KIND_MESSAGE, .id = "m", .by = s},
	    .room = "0131",
	    .class = MESSAGE_TALK,
	    .text = s};

	i.number = i.place = i.narrative = i.reason = i.outcome = s;
	i.report = i.external = s;
	i.head.by = u.head.by = s;
	u.callsign = u.crew = u.limits = u.note = u.radio = u.phone = s;
	u.capabilities = s;
	desk_put(d, &label.head);
	desk_put(d, &o.head);
	desk_put(d, &g.head);
	desk_put(d, &p.head);
	desk_put(d, &t.head);
	desk_put(d, &m.head);
	desk_put(d, &i.head);
	desk_put(d, &u.head);
}

/* N: the next text. U+0000 ends it here, as it does in every record. */
static void
meanwhile(struct desk *d, char what)
{
	size_t len;

	if (what == 'N' && next_text < all.count)
		put_everywhere(d, naughty_text(&all, next_text++, &len));
	desk_wait(d, 0);
}

/* The keys lead to a screen, which has that sign; all texts pass by on it. */
static void
walk(const char *keys, const char *sign, int rows, int cols)
{
	struct show s = {.language = "en", .meanwhile = meanwhile};

	show_start(&s, rows, cols);
	show_type(&s, keys);
	vt_assert_shows(s.vt, sign);
	for (size_t i = 0; i < all.count; i++) {
		size_t len;
		const char *text = naughty_text(&all, i, &len);

		show_press(&s, 'N');
		assert_clean(s.vt, i);
		assert_cells(s.vt, rows, cols);
		if (is_plain(text, len))
			vt_assert_shows(s.vt, text);
	}
	show_finish(&s);
}

static void
nothing_forbidden_is_written_by_the_queue(void **state)
{
	(void)state;
	walk("j", "Clock", 24, 80);
}

static void
nothing_forbidden_is_written_by_the_queue_of_a_wall(void **state)
{
	(void)state;
	walk("j", "Owner", 50, 200);
}

static void
nothing_forbidden_is_written_by_the_units(void **state)
{
	(void)state;
	walk("gu", "-- can go", 24, 80);
	walk("gu", "Class, note", 50, 200);
}

static void
nothing_forbidden_is_written_by_the_map(void **state)
{
	(void)state;
	walk("gm", "-- map", 24, 80);
	walk("gmf", "-- map", 50, 200);
}

static void
nothing_forbidden_is_written_by_the_timeline(void **state)
{
	(void)state;
	walk("jt", "k goes back further", 24, 80);
}

/* A list that is opened anew for each text. */
static void
nothing_forbidden_is_written_by_a_numbered_list(void **state)
{
	struct show s = {.language = "en", .meanwhile = meanwhile};

	(void)state;
	show_start(&s, 24, 80);
	show_type(&s, "j");
	for (size_t i = 0; i < all.count; i++) {
		show_press(&s, 'N');
		show_press(&s, 'd');
		assert_clean(s.vt, i);
		assert_cells(s.vt, 24, 80);
		show_press(&s, 'd');
	}
	show_finish(&s);
}

/* ---- a real console ---- */

static void
put_named(struct seat *s, const char *kind, const char *id, const char *more,
    const char *field, const char *text, size_t len)
{
	struct buf b = {0};

	s->seq++;
	buf_printf(&b,
	    "{\"kind\":\"%s\",\"id\":\"%s\",\"station\":\"" SEAT_STATION
	    "\",\"rev\":%lld,\"seq\":%lld,\"at\":1,\"by\":\"x\"%s,\"%s\":",
	    kind, id, (long long)s->seq, (long long)s->seq, more, field);
	naughty_quote(&b, text, len);
	buf_puts(&b, "}");
	seat_put(s, buf_str(&b));
	buf_free(&b);
}

/* Short of the limits of names, so that none is too long to be taken. */
static bool
is_name(const char *s, size_t len)
{
	return len > 0 && len <= 64 && naughty_is_sound(s, len);
}

static void
nothing_forbidden_is_written_by_row_1(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	for (size_t i = 0; i < all.count; i++) {
		size_t len;
		const char *text = naughty_text(&all, i, &len);

		if (!is_name(text, len))
			continue;
		put_named(s, "station", SEAT_STATION, ",\"mode\":\"m-day\"",
		    "name", text, len);
		put_named(s, "setting", "m-day", ",\"topic\":\"mode\"", "en",
		    text, len);
		seat_wait_painted(s, s->seq);
		if (is_plain(text, len))
			vt_assert_shows(s->vt, text);
	}
	assert_clean(s->vt, all.count);
	assert_true(s->seq > 500);
	seat_free(s);
}

/* The prompt shows what is typed, whatever comes over the line. */
static void
nothing_forbidden_is_written_by_the_prompt(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, ":");
	for (size_t i = 0; i < all.count; i++) {
		uint64_t keys;
		size_t len;
		const char *text = naughty_text(&all, i, &len);

		if (len == 0 || memchr(text, '\0', len) || strchr(text, '\x1b'))
			continue;
		keys = s->told->keys;
		vt_paste(s->vt, text);
		seat_type(s, "x");
		assert_true(s->told->keys > keys);
		assert_clean(s->vt, i);
		assert_cells(s->vt, 24, 80);
		if (is_plain(text, len))
			seat_wait_text(s, text);
		seat_type(s, "\x15"); /* the line is empty again */
	}
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_forbidden_is_written_by_the_queue),
	    cmocka_unit_test(
	        nothing_forbidden_is_written_by_the_queue_of_a_wall),
	    cmocka_unit_test(nothing_forbidden_is_written_by_the_units),
	    cmocka_unit_test(nothing_forbidden_is_written_by_the_map),
	    cmocka_unit_test(nothing_forbidden_is_written_by_the_timeline),
	    cmocka_unit_test(nothing_forbidden_is_written_by_a_numbered_list),
	    cmocka_unit_test(nothing_forbidden_is_written_by_row_1),
	    cmocka_unit_test(nothing_forbidden_is_written_by_the_prompt),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
