/*
 * What the central says of itself: one line of JSON on stderr for each event,
 * written whole.
 *
 *	{"at":"2026-11-21T19:52:07Z","level":"info","event":"serving",...}
 *
 * Words, ids and codes only: no text that people wrote, no details of callers,
 * no header, token, password or body ever comes here.
 */
#ifndef CENTRAL_LOG_H
#define CENTRAL_LOG_H

#include "model/problem.h"

/* name, value pairs of strings up to a NULL name; a NULL value is left out. */
void log_event(const char *event, ...) __attribute__((sentinel));
/* The same at level "error", with the problem's code and parameters. */
void log_problem(const char *event, const struct problem *p, ...)
    __attribute__((sentinel));

#endif
