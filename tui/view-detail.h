/*
 * The detail strip: what is known of the selected incident, under the queue.
 * From the top: where, grid, when told, repeats, caller; what is told; who can
 * go; what is near; the newest of its story; and at the end what was not sent,
 * and what is planned for such a case.
 *
 * Its room is watched (link_watch) once the mark has rested DETAIL_SETTLE_MS,
 * so that going through the queue asks the central for nothing.
 */
#ifndef TUI_VIEW_DETAIL_H
#define TUI_VIEW_DETAIL_H

#include "tui/console.h"

#define DETAIL_SETTLE_MS 300

/* What is worked out when an incident is selected, and anew as time passes. */
struct detail {
	char id[ID_SIZE]; /* the incident it is of */
	char nearby[256]; /* who can go */
	char places[256]; /* what is near */
	char watched[ID_SIZE];
	msec_t moved; /* boot clock: when it was selected */
};

void detail_draw(
    const struct console *c, const struct detail *d, struct area a);
/* Brings it in line with what is selected, and with the time. */
void detail_update(struct console *c, struct detail *d);

#endif
