/*
 * What other screens will bring, so that the rest can be linked: lists, forms,
 * the board and the queue, all empty. Whoever writes one takes it out of here.
 */
#include "tui/board.h"
#include "tui/console.h"
#include "tui/words.h"

struct board *
board_new(struct console *c)
{
	(void)c;
	return NULL;
}

void
board_free(struct board *b)
{
	(void)b;
}

void
board_changed(
    struct board *b, const struct record *old, const struct record *now)
{
	(void)b, (void)old, (void)now;
}

void
board_tick(struct board *b)
{
	(void)b;
}

struct board_counts
board_counts(const struct board *b)
{
	(void)b;
	return (struct board_counts){0};
}

bool
list_key(struct console *c, const struct key *key)
{
	bool digit =
	    key->code == K_CHAR && key->ascii >= '0' && key->ascii <= '9';

	if (digit)
		console_say(
		    c, STYLE_NORMAL, "%s", _("no list is open: d lists units"));
	return digit;
}

void
list_changed(struct console *c, const struct record *now)
{
	(void)c, (void)now;
}

void
list_tick(struct console *c)
{
	(void)c;
}

void
list_close(struct console *c)
{
	c->list.open = false;
}

int
list_rows(const struct console *c)
{
	(void)c;
	return 0;
}

void
list_draw(const struct console *c, struct area a)
{
	(void)c, (void)a;
}

bool
form_key(struct console *c, const struct key *key)
{
	(void)c, (void)key;
	return false;
}

int
form_rows(const struct console *c)
{
	(void)c;
	return 0;
}

void
form_draw(const struct console *c, struct area a)
{
	(void)c, (void)a;
}

static void
draw_empty(const struct console *c, struct area a)
{
	(void)c;
	draw_cursor(a, 0, 0);
}

const struct view view_queue = {
    .screen = SCREEN_QUEUE,
    .tab = "Queue",
    .draw = draw_empty,
};
