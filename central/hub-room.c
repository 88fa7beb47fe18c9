/*
 * Rooms that somebody watches, and who does.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/wire/sse.h"

struct watch *
hub_room_watch(const struct feed *f, const char *room)
{
	struct watch *w = f->watches;

	while (w && strcmp(w->room->id, room) != 0)
		w = w->next;
	return w;
}

static struct hub_room *
room_of(struct hub *hub, const char *id)
{
	struct hub_room *room = names_get(&hub->rooms, id);

	if (room)
		return room;
	room = calloc(1, sizeof(*room));
	if (!room)
		return NULL;
	snprintf(room->id, sizeof(room->id), "%s", id);
	chain_init(&room->watches);
	if (names_put(&hub->rooms, room->id, room))
		return room;
	free(room);
	return NULL;
}

static void
room_close_if_empty(struct hub *hub, struct hub_room *room)
{
	if (!chain_empty(&room->watches))
		return;
	names_remove(&hub->rooms, room->id);
	lane_free(&room->lane);
	free(room);
}

bool
hub_room_enter(struct hub *hub, struct feed *f, const char *id)
{
	struct watch *w = calloc(1, sizeof(*w));
	struct hub_room *room = w ? room_of(hub, id) : NULL;
	struct watch **last = &f->watches;

	if (!room) {
		free(w);
		return false;
	}
	w->feed = f;
	w->room = room;
	chain_add(&room->watches, &w->in_room);
	while (*last)
		last = &(*last)->next;
	*last = w;
	return true;
}

void
hub_room_leave(struct hub *hub, struct watch *w)
{
	struct watch **at = &w->feed->watches;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	chain_remove(&w->in_room);
	room_close_if_empty(hub, w->room);
	free(w);
}

bool
hub_room_tell(struct hub *hub, const struct commit *c, const struct news *n)
{
	const struct message *m = (const struct message *)n->change.record;
	struct hub_room *room = names_get(&hub->rooms, text_or(m->room, ""));
	struct buf frame = {0};

	if (!room)
		return true;
	if (!buf_ok(&n->json))
		return false;
	sse_event(&frame, NULL, NULL, n->json.data, n->json.len);
	if (!event_log_add(&hub->log, c->seq, cursor_tag(c->tag), &frame)) {
		buf_free(&frame);
		return false;
	}
	for (struct chain *r = room->watches.next; r != &room->watches;
	     r = r->next)
		hub_ring(hub, CHAIN_OF(struct watch, in_room, r)->feed);
	return lane_add(&room->lane, &hub->log);
}

static bool
still_reads(struct hub *hub, const struct feed *f, const struct change *c)
{
	if (f->actor->everything)
		return true;
	for (size_t i = 0; f->channel && i < c->scopes; i++) {
		const struct scope *s =
		    names_get(&hub->scopes, c->scope[i].scope);

		if (s && c->scope[i].state != SEEN_LEFT &&
		    hub_channel_reads(f->channel, s))
			return true;
	}
	return false;
}

void
hub_room_left(struct hub *hub, const struct change *c)
{
	struct hub_room *room = names_get(&hub->rooms, c->id);
	struct chain *r = room ? room->watches.next : NULL;

	while (room && r != &room->watches) {
		struct watch *w = CHAIN_OF(struct watch, in_room, r);
		bool last = r->next == &room->watches;

		r = r->next;
		if (!still_reads(hub, w->feed, c))
			hub_room_leave(hub, w);
		if (last)
			return;
	}
}
