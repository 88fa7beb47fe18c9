/*
 * A central that does what a test tells it: raw sockets, so that it can do
 * what a sound server never would. The test steps it from its own thread,
 * takes each request when it is whole, and answers by hand, in pieces, late or
 * never.
 */
#ifndef TESTS_LIB_FAKE_CENTRAL_H
#define TESTS_LIB_FAKE_CENTRAL_H

#include "model/base.h"
#include "model/buf.h"

struct fake_central;
struct fake_conn;

/* Listens on a Unix socket of its own directory, or on loopback. */
struct fake_central *fake_central_new(bool unix_socket);
void fake_central_free(struct fake_central *f);
/* "unix:/..." or "http://127.0.0.1:PORT". */
const char *fake_central_url(const struct fake_central *f);
/* Nobody can connect from here on, and all connections are cut; and again. */
void fake_central_stop(struct fake_central *f);
void fake_central_start(struct fake_central *f);
/* Takes, reads and writes what can be, waiting at most `ms` for it. */
void fake_central_step(struct fake_central *f, int ms);

/* The oldest connection with a whole request that nobody answered; or NULL. */
struct fake_conn *fake_central_request(struct fake_central *f);
/* The same whose "METHOD /path" begins so; NULL if there is none yet. */
struct fake_conn *fake_central_find(
    struct fake_central *f, const char *method_path);

/* "POST /v1/commands/note?x=1" */
const char *fake_conn_line(const struct fake_conn *c);
/* Its value, or NULL; valid until the next header is asked for. */
const char *fake_conn_header(struct fake_conn *c, const char *name);
const char *fake_conn_body(const struct fake_conn *c);

/* A whole answer; the connection stays for the next request. */
void fake_conn_answer(struct fake_conn *c, int status, const char *json);
/* Begins an answer of that type that has no end yet, and goes on with it. */
void fake_conn_stream(struct fake_conn *c, const char *type);
void fake_conn_send(struct fake_conn *c, const char *bytes, size_t len);
void fake_conn_puts(struct fake_conn *c, const char *text);
/* The same on all streams that are open. */
void fake_central_say(struct fake_central *f, const char *text);
/* Bytes as they are, where an answer should be. */
void fake_conn_raw(struct fake_conn *c, const char *bytes, size_t len);
/* Whether all that was sent has left, and the other end still listens. */
bool fake_conn_flushed(const struct fake_conn *c);
bool fake_conn_open(const struct fake_conn *c);
/* Hangs up, now, whatever is still to be written. */
void fake_conn_cut(struct fake_conn *c);

/* How many connections were ever made, and requests ever read. */
size_t fake_central_connections(const struct fake_central *f);
size_t fake_central_requests(const struct fake_central *f);

#endif
