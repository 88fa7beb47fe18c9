/*
 * See list.h. Digits are decided here and nowhere else, so that a digit can
 * never do what was not on view.
 */
#include "tui/list.h"

#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/console.h"
#include "tui/frame.h"
#include "tui/keys.h"
#include "tui/words.h"

#define NO_ITEM SIZE_MAX
#define FRAME_OF_LIST 2 /* rows: its title, its keys */

/* ---- what is on it ---- */

struct list *
list_open(struct console *c, const struct record *r, enum action opens,
    const char *title)
{
	struct list *l = &c->list;

	*l = (struct list){.serial = l->serial + 1,
	    .open = true,
	    .about = r ? r->kind : KIND_ANY,
	    .state = r ? (unsigned)record_state(r) : 0,
	    .opens = opens,
	    .opened = c->boot,
	    .lasts = LIST_MS,
	    .at = c->now};
	text_copy_cut(l->id, sizeof(l->id), r ? r->id : "");
	text_copy_cut(l->title, sizeof(l->title), title);
	console_touch(c);
	return l;
}

struct list_item *
list_add(struct console *c)
{
	struct list *l = &c->list;

	if (l->count == LIST_ITEMS)
		return NULL;
	l->item[l->count] = (struct list_item){0};
	return &l->item[l->count++];
}

void
list_close(struct console *c)
{
	if (c->list.open)
		console_touch(c);
	c->list.open = false;
}

void
list_die(struct console *c)
{
	if (c->list.open && !c->list.dead)
		console_touch(c);
	c->list.dead = true;
}

/* The digit of an item, 0 for one without. */
static int
item_digit(const struct list *l, size_t n)
{
	int digit = 0;

	if (!l->item[n].offered)
		return 0;
	for (size_t k = 0; k <= n; k++)
		digit += l->item[k].offered;
	return digit <= 9 ? digit : 0;
}

static size_t
item_of_digit(const struct list *l, int digit)
{
	for (size_t n = 0; digit > 0 && n < l->count; n++)
		if (item_digit(l, n) == digit)
			return n;
	return NO_ITEM;
}

/* ---- what is on view ---- */

static size_t
room_in(int rows)
{
	return rows > FRAME_OF_LIST ? (size_t)(rows - FRAME_OF_LIST) : 0;
}

/* Of a console without a screen (a test's) every line is on view. */
static size_t
room_of(const struct console *c)
{
	return c->draw ? room_in(frame_list_rows(c)) : LIST_ITEMS;
}

/* The first on view: the row always is, and no room is left empty. */
static size_t
first_on_view(const struct list *l, size_t room)
{
	size_t top = l->top;

	if (top + room > l->count)
		top = l->count > room ? l->count - room : 0;
	if (l->row < top)
		return l->row;
	return l->row - top < room ? top : l->row - room + 1;
}

static bool
is_on_view(const struct console *c, size_t n)
{
	size_t room = room_of(c), top = first_on_view(&c->list, room);

	return n >= top && n - top < room;
}

/* ---- keys ---- */

static void
say_dead(struct console *c)
{
	char key[16];

	snprintf(key, sizeof(key), "%.*s",
	    (int)strcspn(keys_of(c->keys, c->list.opens), " "),
	    keys_of(c->keys, c->list.opens));
	console_say(c, STYLE_ERROR,
	    _("the list is no longer valid: press %s again"), key);
}

static void
take(struct console *c, const size_t *chosen, size_t count)
{
	list_close(c);
	c->list.swallow = true;
	c->list.take(c, &c->list, chosen, count);
}

/*
 * The key before may have said why it opened no list: that is what whoever
 * types `d1` blindly must be able to read.
 */
static void
say_no_list(struct console *c)
{
	const struct result *r = &c->result;

	if (c->list.swallow)
		return;
	c->list.swallow = true;
	if (!*r->text || r->stroke + 1 != c->strokes)
		console_say(c, STYLE_NORMAL, "%s", _("no list: d lists units"));
}

static void
take_marked(struct console *c)
{
	struct list *l = &c->list;
	size_t chosen[LIST_ITEMS], count = 0;

	for (size_t n = 0; n < l->count; n++)
		if (l->item[n].marked && !l->item[n].struck)
			chosen[count++] = n;
	list_tick(c);
	if (l->dead)
		say_dead(c);
	else if (count == 0)
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing is marked: Space marks a line"));
	else
		take(c, chosen, count);
}

/* Whether a line may be taken by its digit; says why not. */
static bool
may_take(struct console *c, int digit, size_t n)
{
	struct list *l = &c->list;

	if (l->dead)
		say_dead(c);
	else if (n == NO_ITEM)
		console_say(
		    c, STYLE_NORMAL, _("no line %d in this list"), digit);
	else if (!is_on_view(c, n))
		console_say(c, STYLE_ERROR,
		    _("line %d is not on view: , . show others"), digit);
	else if (l->item[n].struck)
		console_say(c, STYLE_ERROR,
		    _("line %d changed: nothing was done"), digit);
	else
		return true;
	return false;
}

static void
take_digit(struct console *c, int digit)
{
	size_t n;

	if (!c->list.open) {
		say_no_list(c);
		return;
	}
	list_tick(c);
	n = item_of_digit(&c->list, digit);
	if (may_take(c, digit, n))
		take(c, &n, 1);
}

void
list_take_lines(struct console *c, const int *digit, size_t count)
{
	struct list *l = &c->list;
	size_t chosen[LIST_ITEMS];

	if (count > 1 && !l->several) {
		console_say(c, STYLE_ERROR, "%s", _("one line at a time"));
		return;
	}
	list_tick(c);
	for (size_t k = 0; k < count && k < LIST_ITEMS; k++) {
		chosen[k] = item_of_digit(l, digit[k]);
		if (!may_take(c, digit[k], chosen[k]))
			return;
		for (size_t j = 0; j < k; j++)
			if (chosen[j] == chosen[k])
				return;
	}
	take(c, chosen, count);
}

/* One line at a time, unless several may be taken together. */
static void
mark(struct list *l, size_t n)
{
	bool marked = !l->item[n].marked;

	for (size_t k = 0; k < l->count && !l->several; k++)
		l->item[k].marked = false;
	l->item[n].marked = marked;
}

static void
mark_row(struct console *c)
{
	struct list_item *item = &c->list.item[c->list.row];

	if (c->list.count > 0 && item->offered && !item->struck)
		mark(&c->list, c->list.row);
	else
		console_say(
		    c, STYLE_NORMAL, "%s", _("this line is not offered"));
}

/* The row, or the next after it, that is taken only on purpose. */
static void
mark_on_purpose(struct console *c)
{
	struct list *l = &c->list;

	for (size_t k = 0; k < l->count; k++) {
		size_t n = (l->row + k) % l->count;

		if (!l->item[n].selectable || l->item[n].struck ||
		    (k == 0 && l->item[n].marked))
			continue;
		l->row = n;
		mark(l, n);
		return;
	}
	console_say(c, STYLE_NORMAL, "%s", _("no line is taken on purpose"));
}

static void
move(struct list *l, int by)
{
	if (by > 0 && l->row + 1 < l->count)
		l->row++;
	else if (by < 0 && l->row > 0)
		l->row--;
}

/* A page on or back, the row at its head. */
static void
turn(struct list *l, size_t room, bool back)
{
	size_t top = first_on_view(l, room);

	if (room == 0 || l->count <= room)
		return;
	if (back)
		l->top = top > room ? top - room : 0;
	else if (top + 2 * room > l->count)
		l->top = l->count - room;
	else
		l->top = top + room;
	l->row = l->top;
}

static int
digit_of(const struct key *key)
{
	if (key->code != K_CHAR || key->ascii < '0' || key->ascii > '9')
		return -1;
	return (int)(key->ascii - '0');
}

/* The keys of an open list; false for any other. */
static bool
press(struct console *c, const struct key *key)
{
	uint32_t letter = key->code == K_CHAR ? key->ascii : 0;

	if (key->code == K_DOWN || letter == 'j')
		move(&c->list, 1);
	else if (key->code == K_UP || letter == 'k')
		move(&c->list, -1);
	else if (letter == '.' || letter == ',')
		turn(&c->list, room_of(c), letter == ',');
	else if (letter == ' ')
		mark_row(c);
	else if (key->code == K_ENTER)
		take_marked(c);
	else if (key->code == K_TAB)
		mark_on_purpose(c);
	else
		return false;
	c->list.top = first_on_view(&c->list, room_of(c));
	return true;
}

bool
list_key(struct console *c, const struct key *key)
{
	int digit = digit_of(key);

	if (digit >= 0) {
		take_digit(c, digit);
		return true;
	}
	c->list.swallow = false;
	if (!c->list.open)
		return false;
	if (press(c, key)) {
		console_touch(c);
		return true;
	}
	list_close(c);
	return key->code == K_ESC;
}

/* ---- what happens meanwhile ---- */

/* Whether a record still stands as it was shown; NULL: it is gone. */
static bool
stands(const struct record *now, enum kind kind, const char *id, unsigned state)
{
	const struct expectation e = {kind, id, state};

	return now && expectation_check(&e, now, NULL) == PROBLEM_NONE;
}

void
list_changed(
    struct console *c, const struct record *old, const struct record *now)
{
	const struct record *r = now ? now : old;
	struct list *l = &c->list;

	if (!l->open || l->dead)
		return;
	if (r->kind == l->about && text_is(r->id, l->id) &&
	    !stands(now, l->about, l->id, l->state))
		list_die(c);
	for (size_t n = 0; n < l->count; n++) {
		struct list_item *item = &l->item[n];

		if (item->kind != r->kind || !text_is(item->id, r->id) ||
		    stands(now, item->kind, item->id, item->state))
			continue;
		item->struck = true;
		item->marked = false;
		console_touch(c);
	}
}

void
list_tick(struct console *c)
{
	if (c->list.open && c->boot - c->list.opened >= c->list.lasts)
		list_die(c);
}

/* ---- on the screen ---- */

int
list_rows(const struct console *c)
{
	return c->list.open ? (int)c->list.count + FRAME_OF_LIST : 0;
}

static void
say_validity(const struct console *c, char *text, size_t size)
{
	const struct list *l = &c->list;
	msec_t left = l->lasts - (c->boot - l->opened);
	char hms[TIME_SIZE];

	time_hms(l->at, c->zone, hms);
	if (l->dead)
		snprintf(text, size, "%s", _("no longer valid"));
	else if (c->thin)
		snprintf(text, size, _("list of %s"), hms);
	else
		snprintf(text, size, _("%s, good for %d s"), hms,
		    (int)((left + 999) / 1000));
}

static void
draw_item(const struct list *l, struct area a, int row, size_t n)
{
	const struct list_item *item = &l->item[n];
	int digit = item_digit(l, n);
	enum style style = STYLE_NORMAL;
	size_t len = strlen(item->text);
	char head[4] = "   ";

	while (len > 0 && item->text[len - 1] == ' ')
		len--; /* the last column's: no loss where they are cut */

	head[0] = n == l->row ? '>' : ' ';
	head[1] = digit ? (char)('0' + digit) : '-';
	head[2] = item->marked ? '*' : ' ';
	if (item->struck)
		head[1] = 'x';
	if (l->dead || item->struck || !item->offered)
		style = STYLE_GHOST;
	draw_text(a, row, 0, 3,
	    digit && style == STYLE_NORMAL ? STYLE_KEY : style, head);
	draw_text_flags(
	    a, row, 3, a.cols - 3, style, DRAW_MARK, item->text, len);
}

/* How many lines lie below, if any do, then what keys do. */
static void
draw_hint(const struct list *l, struct area a, size_t below)
{
	char text[256];

	if (below)
		snprintf(text, sizeof(text), _(". shows %d more  %s"),
		    (int)below, l->hint);
	else
		text_copy_cut(text, sizeof(text), l->hint);
	draw_text_flags(
	    a, a.rows - 1, 0, a.cols, STYLE_DIM, DRAW_MARK, text, strlen(text));
}

void
list_draw(const struct console *c, struct area a)
{
	const struct list *l = &c->list;
	size_t room = room_in(a.rows), top = first_on_view(l, room);
	size_t below = l->count > top + room ? l->count - top - room : 0;
	char right[128];

	say_validity(c, right, sizeof(right));
	draw_rule(a, 0, l->dead ? STYLE_GHOST : STYLE_TITLE, l->title, right);
	for (size_t k = 0; k < room && top + k < l->count; k++)
		draw_item(l, a, (int)k + 1, top + k);
	draw_hint(l, a, below);
	draw_cursor(a, (int)(l->row - top) + 1, 0);
}
