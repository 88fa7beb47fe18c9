/*
 * The queue, the main job's screen: one open incident a row, and under them
 * what is known of the selected one (view-detail.h). See CONSOLE, The queue.
 */
#ifndef TUI_VIEW_QUEUE_H
#define TUI_VIEW_QUEUE_H

#include "tui/console.h"

/*
 * The incident that acts are about. NULL when nothing is selected or it is
 * over: then the result row says so, and the act does nothing.
 */
const struct incident *queue_incident(struct console *c);
/* The rows with their head, from the first, and nothing below them. */
void queue_draw(const struct console *c, struct area a);
/* What is known of the selected one. */
void queue_draw_detail(const struct console *c, struct area a);
/* Goes to a row and remembers where one was, for gb. */
void queue_jump(struct console *c, const char *id);

#endif
