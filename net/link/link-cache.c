/*
 * The last picture: kept by the minute while the link is live, and shown by a
 * console that starts without one.
 */
#include <stdio.h>
#include <string.h>

#include "model/time.h"
#include "net/link/cache.h"
#include "net/link/link-inside.h"

void
link_keep_picture(struct link *l)
{
	struct cache_head head = {
	    .at = link_now(l), .wall = time_wall(), .drill = l->drill};
	struct buf out = {0};

	l->kept_at = link_boot(l);
	if (!l->journal || l->state != LINK_LIVE || !l->changed)
		return;
	l->changed = false;
	snprintf(head.account, sizeof(head.account), "%s", l->account);
	snprintf(head.station, sizeof(head.station), "%s",
	    session_info(l->session)->station);
	snprintf(head.zone, sizeof(head.zone), "%s", link_zone(l));
	snprintf(head.cursor, sizeof(head.cursor), "%s", feed_cursor(l->feed));
	if (!*head.cursor || !*head.account ||
	    !cache_write(&out, &head, l->table) ||
	    !journal_save(
	        l->journal, JOURNAL_PICTURE, journal_account(l->journal), &out))
		buf_free(&out);
}

msec_t
link_step_cache(struct link *l, msec_t now)
{
	if (!l->journal || l->state != LINK_LIVE)
		return INT64_MAX;
	if (l->kept_at == 0) /* the first soon: a console may die young */
		l->kept_at = now - LINK_CACHE_MS + LINK_CACHE_FIRST_MS;
	if (now >= l->kept_at + LINK_CACHE_MS)
		link_keep_picture(l);
	return l->kept_at + LINK_CACHE_MS;
}

static bool
take(void *ctx, struct record *r)
{
	struct link *l = ctx;

	if (feed_take_kept(l->feed, r))
		return true;
	record_free(r);
	return false;
}

/* How old it is by this machine's clock, which may have been set back. */
static void
set_age(struct link *l, const struct cache_head *head)
{
	msec_t age = time_wall() - head->wall;

	if (age < 0)
		age = 0;
	l->last_byte = link_boot(l) - age;
	if (l->last_byte == 0)
		l->last_byte = -1;
	l->drill = head->drill;
	link_set_clock(l, &(struct feed_clock){head->at + age, 1});
}

bool
link_is_from_cache(const struct link *l)
{
	return l->from_cache;
}

bool
link_is_offline(const struct link *l)
{
	return l->offline;
}

bool
link_take_cache(struct link *l, const char *bytes, size_t len)
{
	struct cache_head head;

	if (l->last_byte != 0 || link_seq(l) != 0 || len == 0)
		return false;
	if (cache_read(bytes, len, &head, take, l, NULL) != PROBLEM_NONE ||
	    !feed_go_on(l->feed, head.cursor)) {
		feed_forget(l->feed);
		return false;
	}
	set_age(l, &head);
	l->from_cache = true;
	snprintf(l->account, sizeof(l->account), "%s", head.account);
	snprintf(l->zone, sizeof(l->zone), "%s", head.zone);
	link_begin_anew(l);
	return true;
}

bool
link_go_offline(struct link *l, const char *account)
{
	if (!*account || l->offline || l->state != LINK_LOGIN ||
	    session_auth(l->session))
		return false;
	snprintf(l->account, sizeof(l->account), "%s", account);
	link_begin_anew(l);
	return true;
}
