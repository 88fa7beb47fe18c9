/*
 * What a thin line costs: a real central and a console's link, through a proxy
 * that passes 1,200 bytes a second where it says 9,600 bit/s.
 *
 *	an hour's outage of a station with 200 open incidents, 60 of them
 *	changed: made good within 10 s at 9,600 bit/s
 *
 * and, with no budget, bytes and seconds for an ordinary hour: 1,000 changes
 * and the signs of life (on a LAN the pings for the round trip too). Bytes are
 * those that come to the console, compressed, without TCP/IP's own: 40 bytes a
 * packet, which stand in brackets (a change or a sign of life is one, and one
 * that says it came). What positions cost beside that stands by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/fault-proxy.h"
#include "tests/lib/tap.h"

#define POSITIONS_S 15 /* what a console on a thin line asks for */
#define OPEN 200
#define CHANGED 60
#define HOUR_CHANGES 1000
#define RATE_THIN 1200 /* bytes a second: 9,600 bit/s */
#define SAMPLE 60      /* changes that are measured for the hour */
#define PACKET 40
#define UNITS 20 /* that move */

struct bench {
	struct api api;
	struct fault_proxy *proxy;
};

static void
line(struct bench *b, unsigned rate)
{
	fault_proxy_order(
	    b->proxy, &(struct fault_order){.what = FAULT_LINE, .rate = rate});
}

static void
change(struct bench *b, int n, int priority)
{
	char body[96];

	snprintf(body, sizeof(body), "{\"incident\":\"i%d\",\"priority\":%d}",
	    n, priority);
	assert_int_equal(
	    api_command(&b->api, API_OWNER, "priority", body), 200);
}

static void
fill(struct bench *b)
{
	api_make(&b->api, false);
	for (int n = 0; n < OPEN; n++) {
		char id[16];

		snprintf(id, sizeof(id), "i%d", n);
		api_incident(&b->api, "S1", id);
	}
	for (int n = 0; n < UNITS; n++) {
		char body[192];

		snprintf(body, sizeof(body),
		    "{\"record\":{\"kind\":\"unit\",\"id\":\"P%d\","
		    "\"station\":\"S1\",\"callsign\":\"P%d\",\"class\":"
		    "\"sworn\",\"duty\":\"patrol\"}}",
		    n, n + 10);
		if (api_command(&b->api, API_OWNER, "put", body) != 200)
			fail_msg("%s", b->api.body);
	}
	b->proxy = fault_proxy_new(b->api.socket);
}

/* Seconds and bytes until the picture is whole again. */
static void
measure_outage(struct bench *b)
{
	struct tap_line *l = tap_line_open(b->proxy->url, true);
	uint64_t before;
	msec_t began;
	double took;

	tap_line_cut(l, b->proxy);
	for (int n = 0; n < CHANGED; n++)
		change(b, n, 4);
	line(b, RATE_THIN);
	before = b->proxy->counts->down;
	began = time_boot();
	tap_line_until(l, 60000, true);
	took = (double)(time_boot() - began) / 1000;
	printf("an outage with %d of %d incidents changed, made good at 9,600 "
	       "bit/s: %.1f s, %llu bytes (budget 10 s) %s\n",
	    CHANGED, OPEN, took,
	    (unsigned long long)(b->proxy->counts->down - before),
	    took <= 10 ? "ok" : "MISSED");
	line(b, 0);
	tap_line_close(l);
}

struct cost {
	double fresh, change, alive, moved; /* bytes; moved: of all units */
	double keepalive;                   /* s */
};

/* Every unit has moved. */
static void
move_all(struct bench *b, int step)
{
	struct buf body = {0};

	buf_puts(&body, "{\"positions\":[");
	for (int n = 0; n < UNITS; n++)
		buf_printf(&body,
		    "%s{\"unit\":\"P%d\",\"lat\":%.6f,\"lon\":%.6f,\"at\":"
		    "%lld}",
		    n ? "," : "", n, 27.95 + n * 0.0031 + step * 0.00037,
		    120.61 + n * 0.0017 + step * 0.00041,
		    (long long)time_wall());
	buf_puts(&body, "]}");
	if (api_post(&b->api, API_OWNER, "/v1/positions", buf_str(&body)) !=
	    204)
		fail_msg("%s", b->api.body);
	buf_free(&body);
}

/* Two of their events; they are the same on any line. */
static double
measure_moves(struct bench *b, struct tap_line *l)
{
	uint64_t before;

	move_all(b, 0);
	tap_line_until(l, 1500, false);
	before = b->proxy->counts->down;
	for (int step = 1; step <= 2; step++) {
		move_all(b, step);
		tap_line_until(l, 1500, false);
	}
	return (double)(b->proxy->counts->down - before) / 2;
}

static struct cost
measure(struct bench *b, bool thin)
{
	struct cost c = {.keepalive = thin ? 7 : 5};
	uint64_t before = b->proxy->counts->down;
	struct tap_line *l = tap_line_open(b->proxy->url, thin);

	c.fresh = (double)(b->proxy->counts->down - before);
	tap_line_until(l, 500, false);
	before = b->proxy->counts->down;
	for (int n = 0; n < SAMPLE; n++) {
		change(b, n, 1 + (n + thin) % 3);
		tap_line_until(l, thin ? 20 : 5, false);
	}
	tap_line_until(l, thin ? 4500 : 500, false);
	c.change = (double)(b->proxy->counts->down - before) / SAMPLE;
	before = b->proxy->counts->down;
	tap_line_until(l, (int)(3 * 1000 * c.keepalive), false);
	c.alive = (double)(b->proxy->counts->down - before) / 3;
	c.moved = thin ? 0 : measure_moves(b, l);
	tap_line_close(l);
	return c;
}

static void
print_hour(const char *name, const struct cost *c, double rate)
{
	double lives = 3600 / c->keepalive;
	double bytes = HOUR_CHANGES * c->change + lives * c->alive;
	double packets = 2 * PACKET * (HOUR_CHANGES + lives);

	printf("an ordinary hour, %s: %.0f KB (+ %.0f of packets), %.0f s of "
	       "the line; first picture %.1f KB, %.1f s; a change %.0f bytes; "
	       "signs of life every %.0f s %.1f KB\n",
	    name, bytes / 1000, packets / 1000, (bytes + packets) / rate,
	    c->fresh / 1000, c->fresh / rate, c->change, c->keepalive,
	    lives * c->alive / 1000);
}

int
main(void)
{
	struct bench b = {0};
	struct cost thin, lan;

	setvbuf(stdout, NULL, _IOLBF, 0);
	fill(&b);
	measure_outage(&b);
	thin = measure(&b, true);
	lan = measure(&b, false);
	print_hour("9,600 bit/s", &thin, 1200);
	print_hour("64 kbit/s", &thin, 8000);
	print_hour("LAN", &lan, 12.5e6);
	printf("positions of %d units that all moved: %.0f bytes an event; "
	       "every %d s, as on a thin line, %.0f KB an hour\n",
	    UNITS, lan.moved, POSITIONS_S,
	    lan.moved * 3600 / POSITIONS_S / 1000);
	fault_proxy_free(b.proxy);
	api_remove(&b.api);
	return 0;
}
