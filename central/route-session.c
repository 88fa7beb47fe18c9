/*
 * Logging in and out, and one's own password.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/accounts.h"
#include "central/log.h"
#include "central/routes.h"
#include "model/time.h"

/* {"account":..,"permissions":[..],..}, with the token of a new one. */
static void
put_session(struct buf *body, struct ask *a, const char *roles, msec_t expires,
    const char *token)
{
	struct json_out o = {.buf = body};
	const struct actor *who = a->actor;

	json_open_object(&o);
	ask_put_text(&o, "token", token);
	ask_put_text(&o, "account", who->account);
	ask_put_text(&o, "name", who->name);
	ask_put_text(&o, "officer", who->officer);
	ask_put_text(&o, "station", who->station);
	ask_put_text(&o, "unit", who->unit);
	ask_put_text(&o, "seat", who->seat);
	json_put_key(&o, "permissions");
	json_open_array(&o);
	for (unsigned i = 0; i < enum_permission.count; i++)
		if (who->permissions & ROUTE_MAY(i)) {
			const char *word = enum_word(&enum_permission, i);

			json_put_string(&o, word, strlen(word));
		}
	json_close_array(&o);
	json_put_key(&o, "roles");
	ask_put_words(&o, roles);
	ask_put_bool(&o, "must_change", who->must_change);
	ask_put_number(&o, "expires", expires);
	ask_put_bool(&o, "drill", a->central->drill);
	ask_put_text(&o, "store", a->central->id);
	ask_put_text(&o, "zone", a->central->zone);
	ask_put_number(&o, "now", now_get(&a->central->now));
	json_close_object(&o);
}

static enum problem_code
too_many(msec_t wait, struct problem *p)
{
	problem_set(p, PROBLEM_TOO_MANY, NULL);
	problem_param(p, "seconds", "%lld", (long long)((wait + 999) / 1000));
	return PROBLEM_TOO_MANY;
}

/* POST /v1/session */

struct logging_in {
	struct login login;
	char token[TOKEN_SIZE];
};

static void
logging_in_free(void *ctx)
{
	sodium_memzero(ctx, sizeof(struct logging_in));
	free(ctx);
}

static enum problem_code
read_login(struct ask *a, struct login *l, struct problem *p)
{
	static const char *const known[] = {"name", "password", "seat", "otp"};
	cJSON *body;
	enum problem_code code = ask_body(a, known, COUNT_OF(known), &body, p);

	if (!code)
		code =
		    ask_text(body, "name", true, l->name, sizeof(l->name), p);
	if (!code)
		code = ask_secret(
		    body, "password", l->password, sizeof(l->password), p);
	if (!code)
		code =
		    ask_text(body, "seat", false, l->seat, sizeof(l->seat), p);
	if (!code)
		code = ask_text(body, "otp", false, l->otp, sizeof(l->otp), p);
	cJSON_Delete(body);
	return code;
}

/* An address of its own is charged, too; behind a proxy all share one. */
static msec_t
charge(struct ask *a, const struct login *l)
{
	struct tries *tries = a->central->tries;
	const char *peer = http_peer(a->request);
	char who[NAME_MAX_BYTES + 8];
	msec_t now = time_boot(), wait;

	snprintf(who, sizeof(who), "name/%s", l->name);
	wait = tries_charge(tries, who, 0, now);
	if (wait || strcmp(peer, "unix") == 0 || strcmp(peer, "::1") == 0 ||
	    strncmp(peer, "127.", 4) == 0)
		return wait;
	snprintf(who, sizeof(who), "peer/%s", peer);
	return tries_charge(tries, who, TRIES_ADDRESS, now);
}

static void
forgive(struct ask *a, const struct login *l)
{
	char who[NAME_MAX_BYTES + 8];

	snprintf(who, sizeof(who), "name/%s", l->name);
	tries_forgive(a->central->tries, who);
	snprintf(who, sizeof(who), "peer/%s", http_peer(a->request));
	tries_forgive(a->central->tries, who);
}

/* A failure is answered at once and noted after: its time tells nothing. */
struct failure {
	struct write_job job;
	struct login login;
};

static enum problem_code
run_failure(struct tx *tx, struct write_job *job)
{
	struct failure *f = job->ctx;

	return login_note(tx, &f->login);
}

static void
failure_noted(struct write_job *job)
{
	struct failure *f = job->ctx;

	actor_drop(job->actor);
	buf_free(&job->body);
	free(f);
}

static void
note_failure(struct ask *a, const struct login *l)
{
	struct settings *settings;
	struct failure *f;

	if (!*l->account.id)
		return;
	f = calloc(1, sizeof(*f));
	if (!f)
		return;
	settings = ask_settings(a);
	f->login = *l;
	f->job = (struct write_job){.run = run_failure,
	    .done = failure_noted,
	    .command = "login-failed",
	    .actor = account_actor(settings, &l->account, NULL),
	    .ctx = f};
	settings_drop(settings);
	if (f->job.actor)
		writer_put(a->central->writer, &f->job);
	else
		free(f);
}

static enum problem_code
run_login(struct tx *tx, struct ask *a)
{
	struct logging_in *in = a->ctx;

	return login_note(tx, &in->login);
}

static void
logged_in(struct ask *a)
{
	struct logging_in *in = a->ctx;
	struct buf body = {0};

	forgive(a, &in->login);
	put_session(
	    &body, a, in->login.account.roles, in->login.expires, in->token);
	ask_json(a, 201, &body);
}

static enum problem_code
check_login(struct ask *a, struct store *store, struct problem *p)
{
	struct logging_in *in = a->ctx;
	struct login *l = &in->login;
	struct settings *settings;

	login_check(l, store);
	if (l->problem.code) {
		atomic_fetch_add(&a->central->meters.logins_failed, 1);
		if (l->problem.code == PROBLEM_BAD_LOGIN)
			note_failure(a, l);
		*p = l->problem;
		return p->code;
	}
	settings = ask_settings(a);
	a->actor = account_actor(settings, &l->account, l->seat);
	settings_drop(settings);
	if (!a->actor)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!actor_may(a->actor, MAY_LOGIN))
		return problem_set(p, PROBLEM_FORBIDDEN, "may", "login", NULL);
	token_make(in->token, l->hash);
	ask_write(a, "login", run_login, logged_in);
	return PROBLEM_NONE;
}

enum problem_code
route_login(struct ask *a, struct store *store, struct problem *p)
{
	struct logging_in *in = ask_ctx(a, sizeof(*in), p);
	enum problem_code code;
	msec_t wait;

	(void)store;
	if (!in)
		return p->code;
	a->ctx_free = logging_in_free;
	code = read_login(a, &in->login, p);
	if (code)
		return code;
	atomic_fetch_add(&a->central->meters.logins, 1);
	wait = charge(a, &in->login);
	if (wait)
		return too_many(wait, p);
	in->login.now = time_wall();
	in->login.expires = in->login.now + TOKEN_LIFE;
	return ask_pool(a, POOL_HASH, check_login, p);
}

/* GET and DELETE /v1/session */

struct looked_up {
	msec_t expires;
};

static bool
take_expiry(void *ctx, const struct store_token *t)
{
	struct looked_up *l = ctx;

	l->expires = t->expires;
	return true;
}

enum problem_code
route_session(struct ask *a, struct store *store, struct problem *p)
{
	struct account_copy account = {0};
	struct looked_up l = {0};
	struct buf body = {0};
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (!code && a->has_session)
		code = store_token_get(store, a->session, take_expiry, &l, p);
	if (!code)
		code =
		    account_load(store, a->actor->account, NULL, &account, p);
	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	put_session(&body, a, account.roles, l.expires, NULL);
	ask_json(a, 200, &body);
	return PROBLEM_NONE;
}

static enum problem_code
run_logout(struct tx *tx, struct ask *a)
{
	tx_note(tx, "account/%s", a->actor->account);
	return store_token_drop(tx->store, a->session, NULL, tx->problem);
}

static void
logged_out(struct ask *a)
{
	tokens_revoke(a->central->tokens, a->session);
	hub_recheck(a->central->hub);
	ask_none(a);
}

enum problem_code
route_logout(struct ask *a, struct store *store, struct problem *p)
{
	(void)store;
	(void)p;
	if (a->has_session)
		ask_write(a, "logout", run_logout, logged_out);
	else
		ask_none(a);
	return PROBLEM_NONE;
}

/* POST /v1/password */

static void
new_password_free(void *ctx)
{
	sodium_memzero(ctx, sizeof(struct new_password));
	free(ctx);
}

static enum problem_code
run_password(struct tx *tx, struct ask *a)
{
	return new_password_note(tx, a->ctx);
}

static void
password_changed(struct ask *a)
{
	struct new_password *n = a->ctx;
	char who[ID_SIZE + 8];

	snprintf(who, sizeof(who), "old/%s", n->account);
	tries_forgive(a->central->tries, who);
	tokens_revoke_account(a->central->tokens, n->account);
	hub_recheck(a->central->hub);
	ask_none(a);
}

static enum problem_code
check_password(struct ask *a, struct store *store, struct problem *p)
{
	enum problem_code code = new_password_check(a->ctx, store, p);

	if (!code)
		ask_write(a, "password", run_password, password_changed);
	return code;
}

enum problem_code
route_password(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {"old", "new"};
	struct new_password *n = ask_ctx(a, sizeof(*n), p);
	char who[ID_SIZE + 8];
	cJSON *body = NULL;
	enum problem_code code;
	msec_t wait;

	(void)store;
	if (!n)
		return p->code;
	a->ctx_free = new_password_free;
	code = ask_body(a, known, COUNT_OF(known), &body, p);
	if (!code)
		code = ask_secret(body, "old", n->old, sizeof(n->old), p);
	if (!code)
		code = ask_secret(body, "new", n->new, sizeof(n->new), p);
	cJSON_Delete(body);
	if (code)
		return code;
	snprintf(n->account, sizeof(n->account), "%s", a->actor->account);
	memcpy(n->session, a->session, DIGEST_SIZE);
	snprintf(who, sizeof(who), "old/%s", n->account);
	wait = tries_charge(a->central->tries, who, 0, time_boot());
	if (wait)
		return too_many(wait, p);
	return ask_pool(a, POOL_HASH, check_password, p);
}
