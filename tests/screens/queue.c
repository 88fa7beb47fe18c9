/*
 * The queue as CONSOLE.md shows it, drawn from a table that stands still: its
 * text, what stands out, where the cursor rests, and what each change costs on
 * the line.
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tests/lib/vt.h"
#include "tui/keyboard.h"
#include "tui/words.h"

#define HEAD 2 /* rows over the view */

/* What the child tells. */
struct told {
	volatile unsigned frames; /* painted; one a key */
	volatile size_t last;     /* bytes of the last one */
};

struct scene {
	const char *language;
	struct told *told;
};

/* The view as frame.c places it, without the rows around it. */
static void
draw(struct desk *d)
{
	struct console *c = &d->console;
	struct area all = draw_screen(c->draw);
	struct area a = area_part(all, HEAD, 0, all.rows - 5, all.cols);
	int cover = list_rows(c);

	if (cover > a.rows - a.rows / 2)
		cover = a.rows - a.rows / 2;
	views[c->screen]->draw(c, area_part(a, 0, 0, a.rows - cover, a.cols));
	if (cover)
		list_draw(c, area_part(a, a.rows - cover, 0, cover, a.cols));
	draw_text(all, all.rows - 1, 0, all.cols, STYLE_NORMAL, desk_said(d));
}

/* Capitals are what happens meanwhile. */
static void
press(struct desk *d, const struct key *key)
{
	struct incident i = *console_incident(&d->console, "0131");
	char more[16];

	switch (key->ascii) {
	case 'S':
		desk_wait(d, 1000);
		break;
	case 'E':
		i.state = INCIDENT_CANCELLED;
		desk_put(d, &i.head);
		break;
	case 'M': /* one more, at the end of the queue */
		snprintf(
		    more, sizeof(more), "m%zu", board_count(d->console.board));
		i = *console_incident(&d->console, "0117");
		i.head.id = more;
		desk_put(d, &i.head);
		break;
	case 'N': /* nothing */
		break;
	default:
		keyboard_press(&d->console, key);
		break;
	}
}

/* Draws until nothing is to be drawn, and counts what that took. */
static void
paint(struct desk *d, struct told *told)
{
	struct term *term = d->console.term;

	while (!term_frame_begin(term))
		term_flush(term);
	draw(d);
	term_frame_end(term);
	told->last = term_stats(term).last;
	told->frames++;
}

static bool
turn(struct desk *d, struct told *told)
{
	struct console *c = &d->console;
	struct pollfd fd = {.fd = term_fd(c->term), .events = POLLIN};
	struct key key;

	while (poll(&fd, 1, -1) != 1)
		;
	term_read(c->term, d->boot);
	while (term_next_key(c->term, d->boot, &key)) {
		if (key.code == K_HANGUP || key.ascii == 'Q')
			return false;
		press(d, &key);
		paint(d, told);
	}
	return true;
}

static int
run(void *arg)
{
	const struct scene *s = arg;
	const struct term_options options = {.fd = 0};
	struct desk *d;

	words_open(s->language);
	d = desk_new();
	desk_fill_queue(d);
	desk_wait(d, 0);
	if (term_open(&d->console.term, &options, NULL))
		return 3;
	d->console.draw = draw_new(NULL);
	paint(d, s->told);
	while (turn(d, s->told))
		;
	draw_free(d->console.draw);
	term_close(d->console.term);
	desk_free(d);
	return 0;
}

struct show {
	struct vt *vt;
	struct scene scene;
	unsigned frames; /* waited for */
};

static struct show
show(const char *language, int rows, int cols)
{
	struct show s = {.vt = vt_new(rows, cols), .scene.language = language};
	struct vt_program program = {.run = run};

	s.scene.told = vt_share(sizeof(*s.scene.told));
	program.arg = &s.scene;
	vt_spawn(s.vt, &program);
	vt_wait_text(s.vt, "0117");
	return s;
}

static bool
has_frames(struct vt *vt, void *arg)
{
	const struct show *s = arg;

	vt_pump(vt);
	return s->scene.told->frames >= s->frames &&
	       vt_bytes(vt) >= s->scene.told->last;
}

/* One key, until its frame has come; returns the bytes that it took. */
static size_t
press_key(struct show *s, char key)
{
	vt_count_reset(s->vt);
	s->frames = s->scene.told->frames + 1;
	vt_send(s->vt, &key, 1);
	vt_wait(s->vt, has_frames, s, "a frame");
	return s->scene.told->last;
}

static void
type(struct show *s, const char *keys)
{
	for (; *keys; keys++)
		press_key(s, *keys);
}

static void
assert_cursor(struct vt *vt, int row, int col)
{
	int at_row, at_col;

	vt_cursor(vt, &at_row, &at_col);
	vt_assert(vt, at_row == row && at_col == col);
}

static void
assert_rows(struct vt *vt, int row, const char *const *want)
{
	for (; *want; want++)
		vt_assert_row(vt, row++, *want);
}

static void
finish(struct show *s)
{
	vt_keys(s->vt, "Q");
	assert_int_equal(vt_wait_end(s->vt), 0);
	vt_unshare(s->scene.told, sizeof(*s->scene.told));
	vt_free(s->vt);
}

static void
test_80x24_has_the_columns_of_the_house(void **state)
{
	static const char *const want[] = {
	    "  P No   Clock     State    Type         Place                "
	    "Units          Age",
	    ">!1 0128 ac  +0:25 SENT     Knife x3     娄桥大道112号烧烤店  "
	    "P2? M7>       2:10",
	    " *1 0131 ds   0:18 PENDING  Lost child   吹台公园北门喷泉旁   "
	    "-             0:42",
	    " !2 0127 os  +4:05 ENROUTE  Theft        娄桥市场东门         "
	    "P3> M5@       9:05",
	    " =2 0132 tk   0:21 UNTAKEN  Fight        repeat 0128? 0 m     "
	    "-             0:09",
	    "  2 0130 ac     -- SENT     Dispute      幸福路88号2单元      "
	    "M6^           3:10",
	    "  2 0125 rp  11:40 ONSCENE  Fraud        景德花园3幢          "
	    "P6@          31:02",
	    "  3 0129 os   2:30 ENROUTE  Noise x2     和平巷7号            "
	    "M2>           6:20",
	    "  3 0124 rp  24:10 CLEARED  Locked out   横屿路15号           "
	    "P5%          48:00",
	    "  3 0119 rv     -- REVIEW   Car scratch  娄桥大道北口         "
	    "-             1h32",
	    "  4 0117 hd  20:00 HELD     Advice       电话                 "
	    "-             2h05",
	    "-- 0128 Knife  priority 1 ------------------------------------"
	    "------------------",
	    "娄桥大道112号烧烤店  grid G03  told 19:49:57  repeats 3",
	    "男孩6岁,红色外套,19:35喷泉旁最后见到,独自,会说名字",
	    "can go: P1 310 m PATROL | M4 430 m AVAILABLE | P5 2.6 km PATROL",
	    "", NULL};
	struct show s = show("en", 24, 80);

	(void)state;
	assert_rows(s.vt, HEAD, want);
	assert_cursor(s.vt, HEAD + 1, 0);
	finish(&s);
}

static void
test_what_is_late_or_first_stands_out_without_colour_too(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	vt_assert(s.vt, vt_cell(s.vt, HEAD + 1, 1).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, HEAD + 1, 2).attrs.reverse);
	vt_assert(s.vt, vt_cell(s.vt, HEAD + 1, 14).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, HEAD + 2, 2).attrs.reverse);
	vt_assert(s.vt, !vt_cell(s.vt, HEAD + 2, 15).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, HEAD + 3, 14).attrs.bold);
	vt_assert(s.vt, !vt_cell(s.vt, HEAD + 3, 2).attrs.reverse);
	finish(&s);
}

static void
test_200x50_shows_grid_owner_time_and_repeats(void **state)
{
	struct show s = show("en", 50, 200);
	const char *row = vt_row(s.vt, HEAD + 1);

	(void)state;
	vt_assert(s.vt, strstr(row, "G03  ") != NULL);
	row = vt_row(s.vt, HEAD + 1);
	vt_assert(s.vt, strstr(row, "19:49:57  2:10 x3") != NULL);
	row = vt_row(s.vt, HEAD + 4);
	vt_assert(s.vt, strstr(row, "大道北段 repeat 0128? 0 m") != NULL);
	finish(&s);
}

static void
test_below_24_rows_the_queue_is_alone(void **state)
{
	struct show s = show("en", 17, 80);

	(void)state;
	vt_assert(s.vt, strstr(vt_row(s.vt, HEAD + 10), "0117") != NULL);
	vt_assert(s.vt, !vt_shows(s.vt, "can go"));
	finish(&s);
}

static void
test_what_is_below_the_screen_is_counted(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	type(&s, "MMM");
	vt_assert_shows(s.vt, "3 more below: PRI1 0 LATE 0 --");
	type(&s, "g");
	type(&s, "e");
	vt_assert_shows(s.vt, "3 more above --");
	assert_cursor(s.vt, HEAD + 10, 0);
	finish(&s);
}

static void
test_the_mark_stays_with_its_incident_when_rows_move(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	type(&s, "jjjj");
	vt_assert(s.vt, strncmp(vt_row(s.vt, HEAD + 5), ">", 1) == 0);
	for (int n = 0; n < 22; n++)
		press_key(&s, 'S'); /* 0131 and 0132 become late */
	vt_assert_row(s.vt, HEAD + 5,
	    "> 2 0130 ac     -- SENT     Dispute      幸福路88号2单元      "
	    "M6^           3:32");
	finish(&s);
}

static void
test_a_ghost_says_who_ended_it_and_no_key_hits_the_neighbour(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	type(&s, "jE");
	vt_assert_row(s.vt, HEAD + 2,
	    ">   0131 CANCELLED by seat 2 at 19:52:07; choose another line");
	type(&s, "d");
	vt_assert_row(
	    s.vt, 23, "0131 is over: nothing was done; choose another line");
	type(&s, "1");
	vt_assert_row(s.vt, 23, "no list: d lists units");
	type(&s, "j");
	vt_assert(s.vt, !vt_shows(s.vt, "CANCELLED"));
	assert_cursor(s.vt, HEAD + 2, 0);
	finish(&s);
}

static void
test_d_lists_who_can_go_and_why_others_can_not(void **state)
{
	static const char *const want[] = {
	    "-- dispatch 0131 Lost child 吹台公园北门喷泉旁 ------ 19:52:07, "
	    "good for 15 s --",
	    ">1 P1    民警+辅1     310 m   about 1 min PATROL               "
	    "no position",
	    " 2 M4    民警         430 m   about 1 min AVAILABLE            "
	    "no position",
	    " 3 P5    民警+辅1     2.6 km  about 7 min PATROL               "
	    "no position",
	    " - Y2    义警4人      140 m   about 3 min AVAILABLE            "
	    "只可协查",
	    " - M6    民警         310 m   about 1 min COMMITTED            "
	    "on 0130: Tab",
	    NULL};
	struct show s = show("en", 24, 80);

	(void)state;
	type(&s, "jd");
	assert_rows(s.vt, HEAD + 9, want);
	assert_cursor(s.vt, HEAD + 10, 0);
	vt_assert(
	    s.vt, strncmp(vt_row(s.vt, HEAD + 2), "> 1 0131", 8) == 0 ||
	              strncmp(vt_row(s.vt, HEAD + 2), ">*1 0131", 8) == 0);
	finish(&s);
}

/* DESIGN, Speed: what a change may cost on the line. */
static void
test_frames_cost_what_the_design_allows(void **state)
{
	struct show s = show("en", 24, 80);
	size_t bytes;

	(void)state;
	assert_int_equal(press_key(&s, 'N'), 0);
	bytes = press_key(&s, 'j');
	print_message("mark with detail: %zu bytes\n", bytes);
	assert_in_range(bytes, 1, 300);
	bytes = press_key(&s, 'j');
	assert_in_range(bytes, 1, 300);
	finish(&s);
	s = show("en", 20, 80);
	press_key(&s, 'j');
	bytes = press_key(&s, 'j');
	print_message("mark alone: %zu bytes\n", bytes);
	assert_in_range(bytes, 1, 48);
	finish(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_80x24_has_the_columns_of_the_house),
	    cmocka_unit_test(
	        test_what_is_late_or_first_stands_out_without_colour_too),
	    cmocka_unit_test(test_200x50_shows_grid_owner_time_and_repeats),
	    cmocka_unit_test(test_below_24_rows_the_queue_is_alone),
	    cmocka_unit_test(test_what_is_below_the_screen_is_counted),
	    cmocka_unit_test(
	        test_the_mark_stays_with_its_incident_when_rows_move),
	    cmocka_unit_test(
	        test_a_ghost_says_who_ended_it_and_no_key_hits_the_neighbour),
	    cmocka_unit_test(test_d_lists_who_can_go_and_why_others_can_not),
	    cmocka_unit_test(test_frames_cost_what_the_design_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
