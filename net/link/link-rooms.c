/*
 * Which rooms the feed is to bring the talk of.
 */
#include <stdio.h>
#include <string.h>

#include "net/link/link-inside.h"
#include "net/wire/json-out.h"

#define WATCH_RETRY_MS 2000

static void
on_watched(void *ctx, const struct http_answer *a)
{
	struct link *l = ctx;

	l->watch.request = NULL;
	/* A refusal stays one: a room that is not for these eyes. */
	if (a->status >= 200 && a->status < 500 && a->status != 429)
		return;
	l->watch.due = true;
	l->watch.retry_at = link_boot(l) + WATCH_RETRY_MS;
}

static void
ask_to_watch(struct link *l)
{
	char path[sizeof("/v1/feed//watch") + ID_SIZE];
	struct buf body = {0};
	struct json_out o = {.buf = &body};

	json_open_object(&o);
	json_put_key(&o, "rooms");
	json_open_array(&o);
	for (size_t i = 0; i < l->watch.count; i++)
		json_put_string(&o, l->watch.room[i], strlen(l->watch.room[i]));
	json_close_array(&o);
	json_close_object(&o);
	snprintf(path, sizeof(path), "/v1/feed/%s/watch", l->feed_id);
	if (buf_ok(&body))
		l->watch.request = link_ask(l,
		    &(struct http_ask){.method = "POST",
		        .path = path,
		        .body = body.data,
		        .len = body.len,
		        .done = on_watched,
		        .ctx = l},
		    NULL);
	buf_free(&body);
	l->watch.due = l->watch.request == NULL;
	l->watch.retry_at = link_boot(l) + WATCH_RETRY_MS;
}

msec_t
link_step_rooms(struct link *l, msec_t now)
{
	struct watch *w = &l->watch;

	if (!w->due || w->request || !l->feed_id[0])
		return INT64_MAX;
	if (now >= w->retry_at)
		ask_to_watch(l);
	return w->due ? w->retry_at : INT64_MAX;
}

static bool
is_among(const char *room, const char *const *rooms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(room, rooms[i]) == 0)
			return true;
	return false;
}

void
link_watch(struct link *l, const char *const *rooms, size_t count)
{
	struct watch *w = &l->watch;

	if (count > LINK_WATCH_MAX)
		count = LINK_WATCH_MAX;
	for (size_t i = 0; i < w->count; i++)
		if (!is_among(w->room[i], rooms, count))
			feed_drop_room(l->feed, w->room[i]);
	for (size_t i = 0; i < count; i++)
		snprintf(w->room[i], sizeof(w->room[i]), "%s", rooms[i]);
	w->count = count;
	http_request_cancel(w->request);
	w->request = NULL;
	w->due = true;
	w->retry_at = 0;
}
