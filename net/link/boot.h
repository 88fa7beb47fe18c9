/*
 * The boot clock: milliseconds that only count up, a laptop's sleep included,
 * and that nobody sets. All waiting of the link is measured with it. A test
 * brings its own.
 */
#ifndef NET_LINK_BOOT_H
#define NET_LINK_BOOT_H

#include "model/base.h"

/* A clock; NULL in its place is the machine's too. */
struct boot_clock {
	msec_t (*now)(void *ctx); /* NULL: the machine's */
	void *ctx;
};

msec_t boot_now(const struct boot_clock *c);

#endif
