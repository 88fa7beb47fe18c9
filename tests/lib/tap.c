/*
 * See tap.h.
 */
#include "tests/lib/tap.h"

#include "model/time.h"
#include "net/link/address.h"
#include "net/link/link.h"
#include "tests/lib/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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
