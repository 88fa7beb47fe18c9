/*
 * The whole way of heat (issue "The sand table"): GET /v1/heat over the
 * central's socket with 10,000 incidents of a month in the store, the first
 * byte of the question to the last of the answer: in CPU of the central and
 * the client together, and as the clock on the wall has it, which a machine
 * that does other things stretches. Budget: 50 ms of CPU.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/random.h"
#include "tests/lib/stores.h"

#define INCIDENTS 10000
#define ROUNDS 20
#define BUDGET 50000 /* microseconds */

static int64_t
us_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
put_incident(struct store *s, struct rng *g, int64_t n, msec_t now)
{
	static const char *const grids[] = {"g01", "g02", "g03", "g04"};
	char id[24], number[24];
	const struct incident i = {.head = {.kind = KIND_INCIDENT,
	                               .id = id,
	                               .station = n % 2 ? "S1" : "S2",
	                               .rev = 1,
	                               .seq = n,
	                               .at = now},
	    .number = number,
	    .category = "theft",
	    .state = INCIDENT_CLOSED,
	    .priority = 3,
	    .place = "88 Xingfu Road, the yard behind the market",
	    .narrative = "A bicycle was taken; the owner waits at the gate and "
	                 "says that two men in grey coats went east.",
	    .grid = grids[n % 4],
	    .reported = now - (msec_t)rng_below(g, 30u * 86400u) * 1000,
	    .spot = {27.8 + (double)rng_below(g, 3000) / 1e4,
	        120.5 + (double)rng_below(g, 3000) / 1e4},
	    .ended = 1};

	struct problem problem = {0};

	snprintf(id, sizeof(id), "incident-%lld", (long long)n);
	snprintf(number, sizeof(number), "20261121-%04lld", (long long)n);
	DONE(store_put(s, &i.head, &problem));
}

/* Behind the central's back, while it is closed. */
static void
put_incidents(const char *dir)
{
	struct rng g = {.state = 8};
	struct problem problem = {0};
	struct store *s = NULL;

	DONE(store_open(dir, STORE_WRITE, &s, &problem));
	DONE(store_begin(s, &problem));
	for (int64_t n = 1; n <= INCIDENTS; n++)
		put_incident(s, &g, n, time_wall());
	DONE(store_commit(s, &problem));
	store_close(s);
}

static int
compare(const void *p, const void *q)
{
	int64_t a = *(const int64_t *)p, b = *(const int64_t *)q;

	return (a > b) - (a < b);
}

static void
measure(struct api *a, const char *who, const char *what, const char *target)
{
	int64_t wall[ROUNDS], cpu[ROUNDS];

	for (int n = 0; n < ROUNDS; n++) {
		wall[n] = us_of(CLOCK_MONOTONIC);
		cpu[n] = us_of(CLOCK_PROCESS_CPUTIME_ID);
		if (api_get(a, who, target) != 200)
			fail_msg("%s", a->body);
		wall[n] = us_of(CLOCK_MONOTONIC) - wall[n];
		cpu[n] = us_of(CLOCK_PROCESS_CPUTIME_ID) - cpu[n];
	}
	qsort(wall, ROUNDS, sizeof(wall[0]), compare);
	qsort(cpu, ROUNDS, sizeof(cpu[0]), compare);
	printf("heat of %lld incidents over HTTP, %s: %lld us of CPU, %lld on "
	       "the clock (budget <= %d us of CPU) %s\n",
	    (long long)api_number(a, "total"), what, (long long)cpu[ROUNDS / 2],
	    (long long)wall[ROUNDS / 2], BUDGET,
	    cpu[ROUNDS / 2] <= BUDGET ? "ok" : "MISSED");
}

static void
the_way_of_heat(void **state)
{
	char desk[API_WHO];
	struct api a;

	(void)state;
	api_make(&a, false);
	api_account(&a, "desk", "dispatcher", "S1", NULL, desk);
	api_close(&a);
	put_incidents(a.dir);
	api_open(&a);
	measure(&a, API_OWNER, "hexagons", "/v1/heat?from=0");
	measure(&a, API_OWNER, "grids", "/v1/heat?from=0&by=grid");
	measure(&a, API_OWNER, "of one hour", "/v1/heat?from=0&hour=20");
	measure(&a, desk, "of one's own station", "/v1/heat?from=0");
	api_close(&a);
	api_remove(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_way_of_heat)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
