/*
 * What the index must say, kept beside it in the plainest way: a small world
 * of records and scopes, changed at random in step with a store.
 */
#ifndef TESTS_LIB_FEED_MODEL_H
#define TESTS_LIB_FEED_MODEL_H

#include "tests/lib/stores.h"

#define MODEL_RECORDS 24
#define MODEL_SCOPES 8

struct model_row {
	bool there; /* false: the scope never saw it, or it is forgotten */
	enum seen_state state;
	int64_t seq;
};

struct model_record {
	enum kind kind;
	char id[16];
	int64_t rev; /* 0: not made yet */
	int64_t seq; /* of the last change of content */
	struct model_row row[MODEL_SCOPES];
};

struct model {
	struct model_record record[MODEL_RECORDS];
	int64_t last;  /* seq of the newest command */
	int64_t floor; /* exits up to it are forgotten */
};

extern const char *const model_scopes[MODEL_SCOPES];

void model_begin(struct model *m);
/*
 * A group of random commands on the store and the model: some undone, the
 * whole sometimes rolled back, now and then with pruning.
 */
void model_group(struct model *m, struct store *s, struct dice *d);

/* The record of an id, or NULL. Scopes are a set of bits. */
const struct model_record *model_find(const struct model *m, const char *id);
bool model_live(const struct model_record *r, unsigned scopes);
/* The newest seq of its rows in the scopes. */
int64_t model_seq(const struct model_record *r, unsigned scopes);
/* Fails unless store_seen() says the same of every record and scope. */
void model_compare(const struct model *m, struct store *s);

#endif
