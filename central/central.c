/*
 * Opening and closing the central's parts in their order (central.h).
 */
#include "central/central.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/accounts.h"
#include "central/keeper.h"
#include "central/layer-cache.h"
#include "central/log.h"
#include "central/route.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/layer-json.h"

static void
handle(void *ctx, struct http_request *r)
{
	struct door *door = ctx;

	/* The first may come before http_open() has returned. */
	pthread_mutex_lock(&door->opening);
	pthread_mutex_unlock(&door->opening);
	route_request(door, r);
}

void
central_wake(struct central *c)
{
	for (size_t i = 0; i < c->doors; i++)
		if (c->door[i].http)
			http_wake(c->door[i].http);
}

static void
wake(void *ctx)
{
	central_wake(ctx);
}

/* The writer's ears: the hub's, and ours beside them. */

static void
ear_committed(void *ctx, const struct commit *list, size_t count)
{
	struct central *c = ctx;

	c->ears.committed(c->ears.ctx, list, count);
}

static void
ear_answered(void *ctx)
{
	struct central *c = ctx;

	central_wake(c); /* which is all that the hub would do */
}

/* Where roles or the tree of stations moved, sessions are looked up anew. */
static void
ear_settings(void *ctx, struct settings *settings)
{
	struct central *c = ctx;
	uint64_t mark = settings_digest(settings);

	if (mark != c->settings_mark) {
		c->settings_mark = mark;
		tokens_revoke_all(c->tokens);
		hub_recheck(c->hub);
	}
	if (c->ears.settings)
		c->ears.settings(c->ears.ctx, settings);
}

static void
ear_clock(void *ctx)
{
	struct central *c = ctx;

	if (c->ears.clock)
		c->ears.clock(c->ears.ctx);
	if (c->keeper)
		keeper_clock(c->keeper);
}

/*
 * What the store was born with, and where its clock stands. Opened for writing:
 * that brings a store of an older version up to date before anybody reads it.
 */
static enum problem_code
read_facts(struct central *c, struct problem *p)
{
	struct store *s;
	struct buf text = {0};
	msec_t base = 0;
	int64_t speed = 1;
	enum problem_code code = store_open(c->config.dir, STORE_WRITE, &s, p);

	if (code)
		return code;
	code = store_fact_get(s, "id", &text, p);
	text_copy_cut(c->id, sizeof(c->id), buf_str(&text));
	if (!code)
		code = store_fact_get(s, "zone", &text, p);
	text_copy_cut(c->zone, sizeof(c->zone), buf_str(&text));
	if (!code)
		code = store_fact_get(s, "drill", &text, p);
	c->drill = strcmp(buf_str(&text), "1") == 0;
	if (!code && c->drill)
		code = keeper_clock_read(s, c->config.dir, &base, &speed, p);
	if (code == PROBLEM_NOT_FOUND)
		code = problem_set(p, PROBLEM_UNSOUND, "file", c->config.dir,
		    "why", why_facts_missing, NULL);
	buf_free(&text);
	store_close(s);
	if (!code)
		now_init(&c->now, c->drill, base, speed);
	return code;
}

static enum problem_code
make_parts(struct central *c, struct problem *p)
{
	const struct actor_birth owner = {.account = "owner",
	    .name = "owner",
	    .permissions = UINT32_MAX,
	    .everything = true};
	const struct hub_config hub = {.now = &c->now, .store = c->id};

	c->tokens = tokens_new();
	c->tries = tries_new();
	c->positions = positions_new();
	c->owner = actor_new(&owner);
	c->hub = hub_new(&hub);
	c->layers = layer_cache_new();
	if (c->layers && c->tokens && c->tries && c->positions && c->owner &&
	    c->hub)
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
open_writer(struct central *c, struct problem *p)
{
	const struct writer_config config = {.dir = c->config.dir,
	    .now = &c->now,
	    .ears = {c, ear_committed, ear_answered, ear_settings, ear_clock}};
	struct settings *settings;
	enum problem_code code;

	c->ears = hub_ears(c->hub);
	code = writer_open(&config, &c->writer, p);
	if (code)
		return code;
	settings = writer_settings(c->writer);
	c->settings_mark = settings_digest(settings);
	settings_drop(settings);
	return PROBLEM_NONE;
}

static enum problem_code
open_door(struct central *c, const char *listen, struct problem *p)
{
	struct door *door = &c->door[c->doors++];
	struct http_config config = {.listen = listen,
	    .tls_cert = c->doors > 1 ? c->config.tls_cert : NULL,
	    .tls_key = c->doors > 1 ? c->config.tls_key : NULL,
	    .owner_limit = LAYER_JSON_MAX,
	    .handle = handle,
	    .ctx = door};

	door->central = c;
	pthread_mutex_init(&door->opening, NULL);
	pthread_mutex_lock(&door->opening);
	door->http = http_open(&config, p);
	pthread_mutex_unlock(&door->opening);
	return door->http ? PROBLEM_NONE : p->code;
}

static enum problem_code
open_doors(struct central *c, struct problem *p)
{
	char socket[4096];
	enum problem_code code;

	snprintf(
	    socket, sizeof(socket), "unix:%s/watchroom.sock", c->config.dir);
	code = open_door(c, socket, p);
	if (!code && c->config.listen && strcmp(c->config.listen, socket) != 0)
		code = open_door(c, c->config.listen, p);
	return code;
}

static enum problem_code
open_all(struct central *c, struct problem *p)
{
	enum problem_code code = routes_check(routes, routes_count, p);

	if (!code)
		code = read_facts(c, p);
	if (!code)
		code = make_parts(c, p);
	if (!code)
		code = open_writer(c, p);
	if (!code)
		code = pool_open(c->config.dir, c->config.threads, &c->pool, p);
	if (!code)
		code = keeper_open(c, &c->keeper, p);
	if (!code)
		code = open_doors(c, p);
	return code;
}

enum problem_code
central_open(const struct central_config *config, struct central **out,
    struct problem *p)
{
	struct central *c;
	enum problem_code code;

	if (sodium_init() < 0)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_no_sodium, NULL);
	c = calloc(1, sizeof(*c));
	if (c)
		c->door = calloc(DOORS, sizeof(*c->door));
	if (!c || !c->door) {
		free(c);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	c->config = *config;
	c->started = time_boot();
	code = open_all(c, p);
	if (code) {
		central_close(c);
		return code;
	}
	hub_start(c->hub, c->writer, c->pool, wake, c);
	*out = c;
	return PROBLEM_NONE;
}

void
central_close(struct central *c)
{
	if (c->hub)
		hub_stop(c->hub);
	for (size_t i = 0; i < c->doors; i++)
		if (c->door[i].http)
			http_close(c->door[i].http);
	pool_close(c->pool);
	keeper_close(c->keeper);
	if (c->writer)
		writer_close(c->writer);
	hub_free(c->hub);
	for (size_t i = 0; i < c->doors; i++) {
		http_free(c->door[i].http);
		pthread_mutex_destroy(&c->door[i].opening);
	}
	tokens_free(c->tokens);
	tries_free(c->tries);
	positions_free(c->positions);
	layer_cache_free(c->layers);
	actor_drop(c->owner);
	now_free(&c->now);
	free(c->door);
	free(c);
}

const char *
central_address(const struct central *c)
{
	return http_address(c->door[c->doors - 1].http);
}

enum problem_code
central_owner_token(
    struct central *c, char token[TOKEN_SIZE], struct problem *p)
{
	unsigned char hash[DIGEST_SIZE];

	token_make(token, hash);
	while (!tokens_put(c->tokens, tokens_age(c->tokens), hash, c->owner, 0))
		if (tokens_count(c->tokens) >= TOKENS_MOST)
			return problem_set(p, PROBLEM_BUSY, NULL);
	return PROBLEM_NONE;
}
