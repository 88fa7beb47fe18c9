/*
 * Where a central is: what a person writes to name one.
 *
 *	unix:PATH		its socket on this machine
 *	https://HOST[:PORT]	anywhere, its certificate always verified
 *	http://HOST[:PORT]	loopback only: a token would go out in clear
 */
#ifndef NET_LINK_ADDRESS_H
#define NET_LINK_ADDRESS_H

#include "model/base.h"
#include "model/problem.h"

#define ADDRESS_MAX 256

struct address {
	char text[ADDRESS_MAX];   /* as it was written, for people */
	char base[ADDRESS_MAX];   /* what a path is appended to */
	char socket[ADDRESS_MAX]; /* of unix:, else "" */
};

/*
 * Reads an address. Fails with USAGE (no such form; a user, password, path or
 * query in it; too long) or NOT_SAFE (plain HTTP beyond loopback).
 */
MUST_USE enum problem_code address_read(
    struct address *a, const char *text, struct problem *p);
/* Whether it is a socket that belongs to the user who asks. */
bool address_is_own_socket(const struct address *a);

#endif
