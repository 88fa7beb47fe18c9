/*
 * Where requests go: a table of method, path and permission. Nothing is open
 * that does not say so: a route that names neither a permission nor that it
 * needs none does not start, and what no route takes is refused.
 *
 * To add a route is to add its row here and a function in a route-*.c.
 */
#ifndef CENTRAL_ROUTE_H
#define CENTRAL_ROUTE_H

#include "central/ask.h"

enum route_flag {
	ROUTE_OPEN = 1 << 0,  /* without logging in */
	ROUTE_READS = 1 << 1, /* runs in the pool, with a store to read */
	ROUTE_FIRST = 1 << 2, /* also while the password must be changed */
};

/* A permission as it stands in a route; 0 is none and does not start. */
#define ROUTE_MAY(permission) (1u << (permission))

struct endpoint {
	const char *method; /* GET answers HEAD, too */
	const char *path;   /* "/v1/records/{kind}/{id}" */
	uint32_t may;       /* ROUTE_MAY(...) */
	unsigned flags;     /* of enum route_flag */
	ask_fn *run;
};

extern const struct endpoint routes[];
extern const size_t routes_count;

/* INTERNAL, naming it, when a route stands there without a permission. */
MUST_USE enum problem_code routes_check(
    const struct endpoint *table, size_t count, struct problem *p);

/* One server of the central's. */
struct door {
	struct central *central;
	struct http *http;
	pthread_mutex_t opening; /* held until http is set */
};
/* Takes a request that came to the door. */
void route_request(struct door *door, struct http_request *r);

#endif
