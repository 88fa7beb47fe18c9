/*
 * The detail strip: what is known of the selected incident, under the queue.
 * From the top: where, grid, when told, repeats, caller; what is told; who can
 * go; what is near; the newest of its story; and at the end what was not sent
 * and what is planned for such a case.
 *
 * Its room is watched (link_watch) once the mark has rested DETAIL_SETTLE_MS,
 * so that going through the queue asks the central for nothing.
 */
#ifndef TUI_VIEW_DETAIL_H
#define TUI_VIEW_DETAIL_H

#include "tui/console.h"

#define DETAIL_SETTLE_MS 300

void detail_draw(const struct console *c, struct area a);
/* Another incident is selected. */
void detail_selected(struct console *c);
void detail_changed(
    struct console *c, const struct record *old, const struct record *now);
void detail_tick(struct console *c);
/* What is kept for the detail. */
void detail_free(struct detail *d);

#endif
