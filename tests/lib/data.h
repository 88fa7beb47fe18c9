/*
 * Real data for tests, which is not in the repository: in the directory of the
 * environment variable WATCHROOM_DATA, else shared/data beside the checkout
 * (or one further up, for a worktree). Where it is missing a test skips.
 */
#ifndef TESTS_LIB_DATA_H
#define TESTS_LIB_DATA_H

#include "model/base.h"
#include "model/buf.h"

/* The path of `name` ("text/blns.json"), or false when it is not there. */
bool data_path(const char *name, char *path, size_t size);
/* Reads it whole into *b (buf_free it); false when it is not there. */
bool data_read(const char *name, struct buf *b);
/* The same, or the test is skipped with a word on stderr. */
void data_need(const char *name, struct buf *b);

#endif
