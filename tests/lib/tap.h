/*
 * A console's link (net/link) beside a central in the same test: what the feed
 * brings, as the console's own table has it. The two know types of the same
 * names, so no file includes both; a test includes this.
 */
#ifndef TESTS_LIB_TAP_H
#define TESTS_LIB_TAP_H

#include "model/record.h"

struct link;

/* As the owner of the Unix socket "unix:PATH"; waits until it is live. */
struct link *tap_open(const char *address);
void tap_close(struct link *l);
/* The live record, or NULL; borrowed until the next call. */
const struct record *tap_get(struct link *l, enum kind kind, const char *id);
/* The same, waited for; the test fails when it never comes. */
const struct record *tap_wait(struct link *l, enum kind kind, const char *id);

/* A console's link as it is on a line of that kind; waits until it is live. */
struct fault_proxy;
struct tap_line;
struct tap_line *tap_line_open(const char *address, bool thin);
void tap_line_close(struct tap_line *l);
/* The live record, or NULL; borrowed until the next call. */
const struct record *tap_line_get(
    struct tap_line *l, enum kind kind, const char *id);
/* Has the proxy that it goes through cut it, until it knows that. */
void tap_line_cut(struct tap_line *l, struct fault_proxy *proxy);
/*
 * Steps it for so many ms; `again`: until it is live anew, and fails the test
 * when that takes longer.
 */
void tap_line_until(struct tap_line *l, int ms, bool again);

#endif
