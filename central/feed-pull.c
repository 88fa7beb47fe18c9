/*
 * What a feed sends next, copied out as its socket takes it: on the HTTP
 * thread, under the hub's lock, but compression without it.
 *
 * Whole events from the page first. Between events there is room for what has
 * no place in the order: the clock, positions, a sign of life. Then the
 * channel's lane and those of the watched rooms, merged by number, which is
 * the order of the commits.
 *
 * Of a record that has a newer version further on in the lane only that goes
 * out: who asked for batches, or cannot keep up, gets the newest state.
 *
 * The cursor goes with the last event of a commit that the channel has, and
 * does not wait for lines of rooms: those are sent anew after a cut, and the
 * room may be let go at any moment. A commit of which the channel has nothing
 * but lines moves no cursor: there is nothing of it to resume from, and a
 * cursor is a third of what a short line costs. It never goes back: a room that
 * was joined late may bring lines of commits whose records are out already.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <string.h>

#include "model/time.h"
#include "net/wire/json-out.h"
#include "net/wire/sse.h"

/* The next event of a lane and where the feed stands in it. */
struct ahead {
	uint64_t *at;
	uint64_t number;
	const struct event *event; /* NULL: there is none */
};

/* Whether the line that event n tells of went out just before it. */
static bool
has_line(const struct feed *f, uint64_t n, const struct event *e)
{
	uint64_t line;

	for (const struct watch *w = f->watches; w; w = w->next)
		if (w->live && e->seq > w->joined && w->at > 0 &&
		    lane_get(&w->room->lane, w->at - 1, &line) && line + 1 == n)
			return true;
	return false;
}

/* What the feed need not be told, or does not want to be. */
static bool
is_for_others(const struct feed *f, uint64_t n, const struct event *e)
{
	return e->said && ((f->quiet && !e->must) || has_line(f, n, e));
}

/* Looks for the lane's next; false when that fell out of the log. */
static bool
look(const struct feed *f, struct lane *lane, uint64_t *at, int64_t joined,
    struct ahead *best)
{
	const struct hub *hub = f->hub;
	const struct event *e;
	uint64_t n;

	for (; *at < lane->next; (*at)++) {
		if (!lane_get(lane, *at, &n) || !event_log_get(&hub->log, n))
			return false;
		*at = lane_newest(lane, &hub->log, *at);
		if (!lane_get(lane, *at, &n))
			return true;
		e = event_log_get(&hub->log, n);
		if (e->seq <= joined || is_for_others(f, n, e))
			continue;
		if (!best->event || n < best->number)
			*best = (struct ahead){at, n, e};
		return true;
	}
	return true;
}

static bool
look_ahead(struct feed *f, struct ahead *best)
{
	bool ok = look(f, &f->channel->lane, &f->at, f->joined, best);

	for (struct watch *w = f->watches; ok && w; w = w->next)
		if (w->live)
			ok = look(f, &w->room->lane, &w->at, w->joined, best);
	return ok;
}

/* It cannot keep up: it will go on from the store. */
static bool
fell_out(struct feed *f)
{
	f->hub->cut++;
	f->over = true;
	return false;
}

static void
put_id(struct feed *f, const struct event *e)
{
	struct cursor c = {
	    .seq = e->seq, .known = e->seq, .tag = e->tag, .scopes = f->scopes};
	char text[CURSOR_SIZE];

	cursor_format(&c, text);
	f->id_len =
	    (size_t)snprintf(f->id_line, sizeof(f->id_line), "id:%s\n", text);
	f->told = e->seq;
}

/* Begins the next event of the lanes. */
static bool
begin_event(struct feed *f)
{
	struct ahead now = {0}, then = {0};

	if (f->phase != FEED_JOINED)
		return false;
	if (!look_ahead(f, &now))
		return fell_out(f);
	if (!now.event)
		return false;
	f->in_event = true;
	f->event = now.number;
	f->event_sent = 0;
	f->id_len = 0;
	if (now.at == &f->at)
		f->open = now.event->seq;
	++*now.at;
	if (!look(f, &f->channel->lane, &f->at, f->joined, &then))
		return fell_out(f);
	if (f->open > f->told && f->open == now.event->seq &&
	    (!then.event || then.event->seq != f->open))
		put_id(f, now.event);
	return true;
}

static void
put_clock(struct feed *f)
{
	struct now *now = f->hub->config.now;
	struct buf data = {0};
	struct json_out o = {.buf = &data};

	f->clock = f->hub->clock;
	json_open_object(&o);
	json_put_key(&o, "now");
	json_put_int(&o, now_get(now));
	json_put_key(&o, "speed");
	json_put_int(&o, now_speed(now));
	json_close_object(&o);
	if (buf_ok(&data))
		sse_event(&f->page, "clock", NULL, data.data, data.len);
	buf_free(&data);
}

static void
put_positions(struct feed *f)
{
	if (!f->round) {
		f->round = f->hub->moved;
		f->moved_at = time_boot();
	}
	f->say_moved = hub_position_page(f->hub, f, &f->page);
	if (!f->say_moved)
		f->round = 0;
}

/* Puts what is due between events into the empty page. */
static bool
begin_page(struct feed *f)
{
	if (f->clock != f->hub->clock)
		put_clock(f);
	if (f->say_moved && f->phase == FEED_JOINED)
		put_positions(f);
	if (f->say_alive && f->page.len == 0)
		sse_comment(&f->page, "");
	f->say_alive = false;
	if (!buf_ok(&f->page))
		f->over = true;
	return f->page.len > 0 && !f->over;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t
copy_page(struct feed *f, char *to, size_t room)
{
	size_t n = least(room, f->page.len - f->sent);

	if (n > 0)
		memcpy(to, f->page.data + f->sent, n);
	f->sent += n;
	if (f->sent == f->page.len) {
		buf_free(&f->page);
		f->sent = 0;
	}
	return n;
}

static size_t
copy_event(struct feed *f, char *to, size_t room)
{
	const struct event *e = event_log_get(&f->hub->log, f->event);
	size_t at = f->event_sent, n;
	const char *from;

	if (!e) {
		fell_out(f);
		return 0;
	}
	if (at < f->id_len) {
		from = f->id_line + at;
		n = f->id_len - at;
	} else {
		from = e->frame + (at - f->id_len);
		n = e->len - (at - f->id_len);
	}
	n = least(n, room);
	memcpy(to, from, n);
	f->event_sent += n;
	f->in_event = f->event_sent < f->id_len + e->len;
	return n;
}

/* Copies what there is, at most `room` bytes. */
static size_t
fill(struct feed *f, char *to, size_t room)
{
	size_t n = 0;

	while (n < room && !f->over) {
		if (f->in_event)
			n += copy_event(f, to + n, room - n);
		else if (f->page.len > 0)
			n += copy_page(f, to + n, room - n);
		else if (!begin_page(f) && !begin_event(f))
			break;
	}
	return n;
}

static void
take_from_ring(struct feed *f)
{
	chain_remove(&f->idle);
	f->waits = false;
	f->late = false;
}

static ssize_t
pull_plain(void *ctx, char *to, size_t room)
{
	struct feed *f = ctx;
	ssize_t n;

	pthread_mutex_lock(&f->hub->lock);
	take_from_ring(f);
	n = (ssize_t)fill(f, to, room);
	feed_want_page(f);
	if (n > 0)
		f->said = time_boot();
	else if (f->over)
		n = -1;
	else {
		chain_add(&f->channel->idle, &f->idle);
		f->waits = true;
	}
	pthread_mutex_unlock(&f->hub->lock);
	return n;
}

ssize_t
feed_pull(void *ctx, char *to, size_t room)
{
	struct feed *f = ctx;

	if (!f->squeeze)
		return pull_plain(f, to, room);
	return squeeze_pull(f->squeeze, pull_plain, f, to, room);
}
