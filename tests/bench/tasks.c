/*
 * What the tasks' screen costs: 500 tasks of 60 officers, with their steps, by
 * the whole console on a terminal. A key is painted within one frame, on the
 * list, on the officers' bars, and on a wall of 200 columns.
 *
 * Budget: that of any key (DESIGN 10), p99 5 ms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define TASKS 500
#define OFFICERS 60
#define STEPS 3 /* of each task */
#define KEYS 400
#define BUDGET 5000 /* microseconds */

#define HEAD(kind)                                                           \
	"{\"kind\":\"" kind "\",\"id\":\"%s%d\",\"station\":\"" SEAT_STATION \
	"\",\"rev\":1,\"seq\":%lld,\"at\":1795261887000,\"by\":\"x\","

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
put_task(struct seat *s, int n)
{
	static const char *const states[] = {
	    "open", "doing", "done", "returned", "checked"};
	char json[512];

	snprintf(json, sizeof(json),
	    HEAD("task") "\"title\":\"独居老人走访 %d\",\"officer\":\"o%d\","
	                 "\"state\":\"%s\",\"due\":%lld,\"steps\":%d,"
	                 "\"ticked\":%d,\"source\":\"所\"}",
	    "k", n, (long long)++s->seq, n, n % OFFICERS, states[n % 5],
	    1795261887000LL + (n - 250) * 60000LL, STEPS, n % (STEPS + 1));
	seat_put(s, json);
	for (int i = 0; i < STEPS; i++) {
		snprintf(json, sizeof(json),
		    HEAD("item") "\"about\":\"k%d\",\"line\":%d,\"class\":"
		                 "\"check\",\"text\":\"门锁 %d\"}",
		    "n", n * STEPS + i, (long long)++s->seq, n, i, i);
		seat_put(s, json);
	}
}

static void
fill(struct seat *s)
{
	char json[256];

	for (int n = 0; n < OFFICERS; n++) {
		snprintf(json, sizeof(json),
		    HEAD("officer") "\"name\":\"民警%d\"}", "o", n,
		    (long long)++s->seq, n);
		seat_put(s, json);
	}
	for (int n = 0; n < TASKS; n++) {
		put_task(s, n);
		if (n % 25 == 0)
			seat_wait_painted(s, s->seq);
	}
	seat_wait_painted(s, s->seq);
}

static int64_t
press(struct seat *s, char key)
{
	uint64_t keys = s->told->keys + 1, frames = s->told->frames;
	int64_t begin = now_us();

	vt_send(s->vt, &key, 1);
	while (s->told->keys < keys || s->told->frames == frames)
		vt_pump(s->vt);
	return now_us() - begin;
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
measure(struct seat *s, const char *what)
{
	static int64_t took[KEYS];

	for (int n = 0; n < KEYS; n++) {
		took[n] = press(s, n / 20 % 2 ? 'k' : 'j');
		seat_step(s);
	}
	qsort(took, KEYS, sizeof(took[0]), compare);
	printf("500 tasks of 60 officers, %s, key to painted: p50 %lld us, "
	       "p99 %lld us (budget <= %d us) %s\n",
	    what, (long long)took[KEYS / 2], (long long)took[KEYS * 99 / 100],
	    BUDGET, took[KEYS * 99 / 100] <= BUDGET ? "ok" : "MISSED");
	fflush(stdout);
}

static void
bench(int rows, int cols, const char *list, const char *bars)
{
	const struct seat_options o = {
	    .rows = rows, .cols = cols, .language = "zh"};
	struct seat *s = seat_open(&o);

	fill(s);
	seat_type(s, "gt");
	measure(s, list);
	seat_type(s, "l");
	measure(s, bars);
	seat_free(s);
}

int
main(void)
{
	bench(24, 80, "list 80x24", "officers 80x24");
	bench(50, 200, "list 200x50", "officers 200x50");
	return 0;
}
