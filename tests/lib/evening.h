/*
 * A small station at ten to eight in the evening, for tests that need records
 * around them: incidents open, closed and of yesterday, a neighbour with the
 * same callsigns, units with one and with two orders.
 */
#ifndef TESTS_LIB_EVENING_H
#define TESTS_LIB_EVENING_H

#include "model/record.h"

#define EVENING_NOW 1795261920000 /* 2026-11-21T11:52Z, 19:52 in Shanghai */

/* As line_world's next: one record of the kind a call, NULL at the end. */
const struct record *evening_next(void *user, enum kind kind, size_t *at);
/* The record of an id, or NULL. */
const struct record *evening_record(enum kind kind, const char *id);

#endif
