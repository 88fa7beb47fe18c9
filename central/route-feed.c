/*
 * The way into the feed (feed.h), which answers for itself.
 */
#include "central/feed.h"

#include <string.h>

#include "central/routes.h"

enum problem_code
route_feed(struct ask *a, struct store *store, struct problem *p)
{
	struct hub *hub = a->central->hub;
	struct http_request *r = a->request;
	struct http *http = a->away ? a->http : NULL;
	struct actor *actor = actor_hold(a->actor);

	(void)store;
	(void)p;
	ask_release(a);
	feed_open(hub, r, actor);
	if (http)
		http_wake(http);
	return PROBLEM_NONE;
}

struct watching {
	size_t count;
	const char *rooms[FEED_WATCHES];
};

static enum problem_code
read_rooms(const cJSON *body, struct watching *w, struct problem *p)
{
	const cJSON *list = NULL, *item;
	enum problem_code code = json_array(body, "rooms", &list, p);

	if (!code && cJSON_GetArraySize(list) > FEED_WATCHES) {
		problem_set(p, PROBLEM_CROWDED, "key", "rooms", NULL);
		problem_param(p, "limit", "%d", FEED_WATCHES);
		code = p->code;
	}
	list = code ? NULL : list;
	cJSON_ArrayForEach (item, list) {
		const char *id = "";

		if (!code)
			code = json_as_string(item, "rooms", ID_MAX, &id, p);
		if (!code && !id_valid(id, strlen(id)))
			code = problem_set(p, PROBLEM_BAD_VALUE, "key", "rooms",
			    "value", id, "want", why_ids, NULL);
		if (!code)
			w->rooms[w->count++] = id;
	}
	return code;
}

enum problem_code
route_watch(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {"rooms"};
	struct watching w = {0};
	cJSON *body;
	enum problem_code code = ask_body(a, known, 1, &body, p);

	if (!code)
		code = read_rooms(body, &w, p);
	if (!code)
		code = feed_watch(a->central->hub, store, a->actor, a->part[0],
		    w.rooms, w.count, p);
	cJSON_Delete(body);
	if (!code)
		ask_none(a);
	return code;
}
