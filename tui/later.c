/*
 * What other screens will bring, so that the rest can be linked: forms
 * and the queue, all empty. Whoever writes one takes it out of here.
 */
#include "tui/commands.h"
#include "tui/console.h"
#include "tui/words.h"

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

void
command_recommend(struct console *c, const struct call *call)
{
	(void)call;
	console_say(c, STYLE_DIM, "%s", _("that comes with a later version"));
}

void
command_filter(struct console *c, const struct call *call)
{
	command_recommend(c, call);
}
