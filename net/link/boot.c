/*
 * The machine's boot clock, or a test's.
 */
#include "net/link/boot.h"

#include "model/time.h"

msec_t
boot_now(const struct boot_clock *c)
{
	return c && c->now ? c->now(c->ctx) : time_boot();
}
