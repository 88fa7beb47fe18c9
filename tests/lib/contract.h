/*
 * A central under net/wire/openapi.yaml: whatever is asked through here, the
 * answer's status, type and body must be written there for that address, and
 * a body that was accepted must be one that is written there too. Else the
 * test fails with what was asked and what came.
 */
#ifndef TESTS_LIB_CONTRACT_H
#define TESTS_LIB_CONTRACT_H

#include "tests/lib/api.h"
#include "tests/lib/yaml-tree.h"

#define CONTRACT_OPS 128

/* One method of one path. */
struct contract_op {
	const char *path;   /* "/v1/records/{kind}" */
	const char *method; /* "GET" */
	yaml_node_t *node;
	unsigned served;  /* 2xx answers so far */
	unsigned refused; /* the others, without those that a sweep brought */
};

struct contract {
	struct tree tree;
	struct api api;
	struct contract_op op[CONTRACT_OPS];
	size_t count;
	bool sweep; /* refusals do not count: they are the same everywhere */
};

/* A drill's store, as of api_make(). */
void contract_open(struct contract *c);
void contract_close(struct contract *c);
/* cmocka's: one opened for the test as its state, and closed again. */
int contract_setup(void **state);
int contract_teardown(void **state);

/* api_ask(), held against the contract. */
int contract_ask(struct contract *c, const struct api_ask *ask,
    const char *method, const char *target, const char *body);
/* POST of a command by who, with a fresh key and maybe an If-Match. */
int contract_command(struct contract *c, const char *who, const char *name,
    const char *match, const char *body);

/* "x-permission" of it; "" when it is open to all. */
const char *contract_permission(
    struct contract *c, const struct contract_op *o);
/* Whether it takes a body. */
bool contract_takes_body(struct contract *c, const struct contract_op *o);
/* Its path with something in place of the {parts}. */
void contract_target(const struct contract_op *o, char *target, size_t size);
/* The methods that the target takes, as bits of enum contract_method. */
enum contract_method {
	TAKES_GET = 1,
	TAKES_POST = 2,
	TAKES_DELETE = 4,
	TAKES_PUT = 8,
};
unsigned contract_methods(const struct contract *c, const char *target);
/* JSON against a schema of the file, as "FeedHello"; fails the test. */
void contract_fits(struct contract *c, const char *schema, const cJSON *value);

#endif
