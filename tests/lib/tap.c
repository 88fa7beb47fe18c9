/*
 * See tap.h.
 */
#include "tests/lib/tap.h"

#include "model/time.h"
#include "net/link/address.h"
#include "net/link/link.h"
#include "tests/lib/fault-proxy.h"
#include "tests/lib/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

struct link *
tap_open(const char *to)
{
	msec_t end = time_boot() + PATIENCE_MS;
	struct address address;
	struct link_options o = {.address = &address};
	struct problem p = {0};
	struct link *l;

	assert_int_equal(address_read(&address, to, &p), 0);
	l = link_new(&o, &p);
	assert_non_null(l);
	session_set_owner(link_session(l));
	while (link_state(l) != LINK_LIVE) {
		link_wait(l, NULL, 0, 50);
		assert_true(time_boot() < end);
	}
	return l;
}

void
tap_close(struct link *l)
{
	link_free(l);
}

const struct record *
tap_get(struct link *l, enum kind kind, const char *id)
{
	return table_get(link_table(l), kind, id);
}

const struct record *
tap_wait(struct link *l, enum kind kind, const char *id)
{
	msec_t end = time_boot() + PATIENCE_MS;
	const struct record *r;

	while (!(r = tap_get(l, kind, id))) {
		link_wait(l, NULL, 0, 50);
		assert_true(time_boot() < end);
	}
	return r;
}

struct tap_line {
	struct link *link;
	size_t lives; /* how often it came up */
};

static void
on_line_state(void *ctx, enum link_state state)
{
	struct tap_line *l = ctx;

	l->lives += state == LINK_LIVE;
}

struct tap_line *
tap_line_open(const char *to, bool thin)
{
	struct tap_line *l = calloc(1, sizeof(*l));
	struct address address;
	struct link_options o = {.address = &address,
	    .profile = thin ? LINK_THIN : LINK_LAN,
	    .hooks = {.state = on_line_state, .ctx = l}};

	assert_non_null(l);
	assert_int_equal(address_read(&address, to, NULL), 0);
	l->link = link_new(&o, NULL);
	assert_non_null(l->link);
	session_set_owner(link_session(l->link));
	while (link_state(l->link) != LINK_LIVE)
		link_wait(l->link, NULL, 0, 50);
	return l;
}

void
tap_line_close(struct tap_line *l)
{
	link_free(l->link);
	free(l);
}

const struct record *
tap_line_get(struct tap_line *l, enum kind kind, const char *id)
{
	return tap_get(l->link, kind, id);
}

/* What was cut may have been another connection: then once more. */
void
tap_line_cut(struct tap_line *l, struct fault_proxy *proxy)
{
	const struct fault_order cut = {.what = FAULT_CUT};
	msec_t end = time_boot() + PATIENCE_MS, noticed = 0;
	uint64_t cuts = proxy->counts->cuts;

	fault_proxy_order(proxy, &cut);
	while (link_state(l->link) == LINK_LIVE) {
		link_wait(l->link, NULL, 0, 50);
		assert_true(time_boot() < end);
		if (proxy->counts->cuts == cuts)
			noticed = time_boot() + 1000;
		if (time_boot() < noticed)
			continue;
		cuts = proxy->counts->cuts;
		fault_proxy_order(proxy, &cut);
	}
}

void
tap_line_until(struct tap_line *l, int ms, bool again)
{
	msec_t end = time_boot() + ms;
	size_t lives = l->lives;

	while (time_boot() < end && (!again || l->lives == lives))
		link_wait(l->link, NULL, 0, (int)(end - time_boot()) / 2 + 1);
	if (again)
		assert_true(link_state(l->link) == LINK_LIVE);
}
