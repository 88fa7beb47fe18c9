/*
 * A history that a store can be held against: what command n writes follows
 * from n alone, so a store that says how far it came can be looked through
 * for what is missing, cut in half or too much.
 */
#ifndef TESTS_LIB_HISTORY_H
#define TESTS_LIB_HISTORY_H

#include "tests/lib/stores.h"

/*
 * Begins a group and runs some commands in it, *last + 1 and on, some of
 * them undone; *last moves. Not committed. The first problem ends it.
 */
enum problem_code history_group(
    struct store *s, struct dice *d, int64_t *last, struct problem *p);
/* How far a store is. */
int64_t history_last(struct store *s);
/* Fails unless the store is sound and exactly what `last` commands make. */
void history_check(struct store *s, int64_t last);

#endif
