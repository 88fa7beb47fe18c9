/*
 * What other screens will bring, so that the rest can be linked: the
 * queue, empty. Whoever writes one takes it out of here.
 */
#include "tui/commands.h"
#include "tui/console.h"
#include "tui/words.h"

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
