/*
 * The machine's boot clock, or a test's.
 */
#include "net/link/boot.h"

#include <time.h>

msec_t
boot_now(const struct boot_clock *c)
{
	struct timespec t;

	if (c->now)
		return c->now(c->ctx);
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (msec_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
