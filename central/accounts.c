/*
 * Accounts in the store, logging in, changing them (accounts.h).
 */
#include "central/accounts.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/totp.h"
#include "central/tries.h"
#include "model/text.h"
#include "model/time.h"

static void
set(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

#define SET(to, from) set((to), sizeof(to), (from))

struct account_copy
account_of_row(const struct account *row)
{
	struct account_copy c = {.one_time = row->one_time,
	    .locked = row->locked,
	    .failures = row->failures,
	    .failed = row->failed};

	SET(c.id, row->id);
	SET(c.name, row->name);
	SET(c.officer, row->officer);
	SET(c.station, row->station);
	SET(c.unit, row->unit);
	SET(c.roles, row->roles);
	SET(c.password, row->password);
	SET(c.totp, row->totp);
	return c;
}

static bool
copy_account(void *ctx, const struct account *row)
{
	struct account_copy *c = ctx;

	*c = account_of_row(row);
	return true;
}

enum problem_code
account_load(struct store *store, const char *id, const char *name,
    struct account_copy *out, struct problem *p)
{
	*out = (struct account_copy){0};
	return store_account_get(store, id, name, copy_account, out, p);
}

static const char *
or_null(const char *text)
{
	return *text ? text : NULL;
}

enum problem_code
account_save(
    struct store *store, const struct account_copy *a, struct problem *p)
{
	const struct account row = {.id = a->id,
	    .name = a->name,
	    .officer = or_null(a->officer),
	    .station = or_null(a->station),
	    .unit = or_null(a->unit),
	    .roles = a->roles,
	    .password = a->password,
	    .totp = or_null(a->totp),
	    .one_time = a->one_time,
	    .locked = a->locked,
	    .failures = a->failures,
	    .failed = a->failed};

	return store_account_put(store, &row, p);
}

struct actor *
account_actor(const struct settings *settings, const struct account_copy *a,
    const char *seat)
{
	const struct actor_birth birth = {.account = a->id,
	    .name = a->name,
	    .officer = or_null(a->officer),
	    .station = or_null(a->station),
	    .unit = or_null(a->unit),
	    .seat = seat && *seat ? seat : NULL,
	    .roles = or_null(a->roles),
	    .permissions = settings_permissions(settings, a->roles),
	    .must_change = a->one_time};

	return actor_new(&birth);
}

struct token_copy {
	char account[ID_SIZE];
	char seat[SEAT_MAX_BYTES + 1];
	msec_t expires;
};

static bool
copy_token(void *ctx, const struct store_token *t)
{
	struct token_copy *c = ctx;

	SET(c->account, t->account);
	SET(c->seat, t->seat);
	c->expires = t->expires;
	return true;
}

enum problem_code
account_of_token(struct store *store, const struct settings *settings,
    const unsigned char hash[DIGEST_SIZE], msec_t now, struct actor **out,
    msec_t *expires, struct problem *p)
{
	struct token_copy t = {0};
	struct account_copy a;
	enum problem_code code =
	    store_token_get(store, hash, copy_token, &t, p);

	if (!code && t.expires > now)
		code = account_load(store, t.account, NULL, &a, p);
	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	if (code || t.expires <= now || a.locked)
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	*out = account_actor(settings, &a, t.seat);
	*expires = t.expires;
	return *out ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

/* Logging in */

/* Whether the code is right; the step it used is noted in the account. */
static bool
second_factor(struct login *l)
{
	struct account_copy *a = &l->account;
	char secret[TOTP_SECRET] = "";
	int64_t used = 0, step;

	if (!*a->totp)
		return true;
	if (sscanf(a->totp, "%39s %" SCNd64, secret, &used) < 1 ||
	    !totp_right(secret, l->otp, l->now, used, &step))
		return false;
	snprintf(a->totp, sizeof(a->totp), "%s %" PRId64, secret, step);
	return true;
}

static void
say_wait(struct problem *p, msec_t wait)
{
	problem_set(p, PROBLEM_TOO_MANY, NULL);
	problem_param(p, "seconds", "%lld", (long long)((wait + 999) / 1000));
}

void
login_check(struct login *l, struct store *store)
{
	struct account_copy *a = &l->account;
	struct problem *p = &l->problem;
	enum problem_code code = account_load(store, NULL, l->name, a, p);
	msec_t wait = tries_wait(a->failures, a->failed, l->now);
	bool right;

	if (code && code != PROBLEM_NOT_FOUND)
		return;
	*p = (struct problem){0};
	if (wait > 0) {
		say_wait(p, wait);
		return;
	}
	right = password_right(a->password, l->password) && second_factor(l);
	sodium_memzero(l->password, sizeof(l->password));
	if (!right)
		problem_set(p, PROBLEM_BAD_LOGIN, NULL);
	else if (a->locked)
		problem_set(p, PROBLEM_LOCKED, NULL);
}

static enum problem_code
note_session(struct tx *tx, struct login *l, const struct account_copy *a)
{
	const struct store_token token = {
	    l->hash, a->id, l->seat, l->now, l->expires};

	tx_note(tx, "account/%s seat %s", a->id, *l->seat ? l->seat : "-");
	return store_token_put(tx->store, &token, tx->problem);
}

/*
 * The account may have changed since the pool looked: what it was checked
 * against must still stand.
 */
enum problem_code
login_note(struct tx *tx, struct login *l)
{
	struct account_copy a;
	enum problem_code code;

	if (!*l->account.id)
		return PROBLEM_NONE;
	code = account_load(tx->store, l->account.id, NULL, &a, tx->problem);
	if (code)
		return code == PROBLEM_NOT_FOUND
		           ? tx_refuse(tx, PROBLEM_BAD_LOGIN, NULL)
		           : code;
	if (l->problem.code) {
		a.failures++;
		a.failed = l->now;
		tx_note(tx, "account/%s", a.id);
		return account_save(tx->store, &a, tx->problem);
	}
	if (a.locked || strcmp(a.password, l->account.password) != 0)
		return tx_refuse(tx, PROBLEM_BAD_LOGIN, NULL);
	a.failures = 0;
	SET(a.totp, l->account.totp);
	code = account_save(tx->store, &a, tx->problem);
	return code ? code : note_session(tx, l, &a);
}

/* One's own password */

enum problem_code
new_password_check(
    struct new_password *n, struct store *store, struct problem *p)
{
	struct account_copy a;
	enum problem_code code = account_load(store, n->account, NULL, &a, p);

	if (!code)
		code = password_fit(n->new, p);
	if (!code && strcmp(n->old, n->new) == 0)
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "new", "want",
		    why_new_password, NULL);
	if (!code && !password_right(a.password, n->old))
		code = problem_set(p, PROBLEM_BAD_LOGIN, NULL);
	if (!code)
		code = password_hash(n->new, n->hash, p);
	SET(n->was, a.password);
	sodium_memzero(n->old, sizeof(n->old));
	sodium_memzero(n->new, sizeof(n->new));
	if (code == PROBLEM_NOT_FOUND)
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	return code;
}

/* All sessions of the account end but one, if it is still there. */
static enum problem_code
end_other_sessions(struct tx *tx, const struct new_password *n)
{
	struct token_copy kept = {0};
	struct store_token token = {.hash = n->session, .account = n->account};
	enum problem_code found = store_token_get(
	    tx->store, n->session, copy_token, &kept, tx->problem);
	enum problem_code code;

	if (found && found != PROBLEM_NOT_FOUND)
		return found;
	code = store_token_drop(tx->store, NULL, n->account, tx->problem);
	if (code || found)
		return code;
	token.seat = kept.seat;
	token.made = time_wall();
	token.expires = kept.expires;
	return store_token_put(tx->store, &token, tx->problem);
}

enum problem_code
new_password_note(struct tx *tx, const struct new_password *n)
{
	struct account_copy a;
	enum problem_code code =
	    account_load(tx->store, n->account, NULL, &a, tx->problem);

	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	if (code || strcmp(a.password, n->was) != 0)
		return tx_refuse(tx, PROBLEM_BAD_LOGIN, NULL);
	SET(a.password, n->hash);
	a.one_time = false;
	a.failures = 0;
	tx_note(tx, "account/%s", a.id);
	code = account_save(tx->store, &a, tx->problem);
	return code ? code : end_other_sessions(tx, n);
}

/* What an administrator does */

enum problem_code
account_change_prepare(struct account_change *c, struct problem *p)
{
	if (c->set_totp && c->totp)
		totp_secret(c->secret);
	if (!c->fresh && !c->reset)
		return PROBLEM_NONE;
	password_one_time(c->password);
	return password_hash(c->password, c->hash, p);
}

/* A name is one word that shows as it is; two are the central's own. */
static bool
name_fit(const char *name)
{
	struct buf shown = {0};
	size_t len = strlen(name);
	bool fit;

	text_clean(&shown, name, len, 0);
	fit = len > 0 && buf_ok(&shown) && strcmp(buf_str(&shown), name) == 0 &&
	      !strpbrk(name, " /") && strcmp(name, "owner") != 0 &&
	      strcmp(name, "system") != 0;
	buf_free(&shown);
	return fit;
}

static enum problem_code
find_account(struct tx *tx, struct account_change *c, struct account_copy *a)
{
	enum problem_code code =
	    account_load(tx->store, NULL, c->name, a, tx->problem);

	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	if (!c->fresh)
		return code ? tx_refuse(tx, PROBLEM_NOT_FOUND, "what",
		                  "account", "id", c->name, NULL)
		            : PROBLEM_NONE;
	if (!code)
		return tx_refuse(
		    tx, PROBLEM_EXISTS, "what", "account", "id", c->name, NULL);
	if (!name_fit(c->name))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "name", "value",
		    c->name, "want", why_one_word, NULL);
	id_new(a->id);
	SET(a->name, c->name);
	return PROBLEM_NONE;
}

/* Sets *to to an id that must lead to a record; "" takes it away. */
static enum problem_code
set_reference(struct tx *tx, enum kind kind, const char *id, char to[ID_SIZE])
{
	set(to, ID_SIZE, id);
	if (!*id || tx_peek(tx, kind, id))
		return PROBLEM_NONE;
	if (tx->problem->code)
		return tx->problem->code;
	return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", kind_info(kind)->name,
	    "id", id, NULL);
}

static enum problem_code
set_roles(struct tx *tx, const char *roles, struct account_copy *a)
{
	const char *at = roles;
	char name[NAME_MAX_BYTES + 1];

	while (*at) {
		size_t len = strcspn(at, " ");

		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		if (!settings_named(tx->settings, TOPIC_ROLE, name))
			return tx_refuse(tx, PROBLEM_NOT_FOUND, "what", "role",
			    "id", name, NULL);
		at += len;
		at += strspn(at, " ");
	}
	SET(a->roles, roles);
	return PROBLEM_NONE;
}

static enum problem_code
apply(struct tx *tx, const struct account_change *c, struct account_copy *a)
{
	enum problem_code code = PROBLEM_NONE;

	if (c->set_officer)
		code = set_reference(tx, KIND_OFFICER, c->officer, a->officer);
	if (!code && c->set_station)
		code = set_reference(tx, KIND_STATION, c->station, a->station);
	if (!code && c->set_unit)
		code = set_reference(tx, KIND_UNIT, c->unit, a->unit);
	if (!code && c->set_roles)
		code = set_roles(tx, c->roles, a);
	if (c->set_locked)
		a->locked = c->locked;
	if (c->set_totp)
		SET(a->totp, c->totp ? c->secret : "");
	if (*c->hash) {
		SET(a->password, c->hash);
		a->one_time = true;
		a->failures = 0;
	}
	return code;
}

enum problem_code
account_change_note(struct tx *tx, struct account_change *c)
{
	struct account_copy *a = &c->after;
	enum problem_code code = find_account(tx, c, a);

	if (!code)
		code = apply(tx, c, a);
	if (code)
		return code;
	tx_note(tx, "account/%s%s%s%s%s", a->id, c->fresh ? " made" : "",
	    c->set_roles ? " roles" : "", c->reset ? " reset" : "",
	    c->set_locked ? (c->locked ? " locked" : " unlocked") : "");
	code = account_save(tx->store, a, tx->problem);
	if (code)
		return code;
	return store_token_drop(tx->store, NULL, a->id, tx->problem);
}

static void
digest_text(crypto_generichash_state *h, const char *text)
{
	if (!text)
		text = "";
	crypto_generichash_update(
	    h, (const unsigned char *)text, strlen(text) + 1);
}

uint64_t
settings_digest(const struct settings *s)
{
	crypto_generichash_state h;
	unsigned char out[crypto_generichash_BYTES];
	uint64_t digest;

	crypto_generichash_init(&h, NULL, 0, sizeof(out));
	for (size_t i = 0; i < s->count; i++) {
		const struct setting *r = s->setting[i];

		if (r->topic != TOPIC_ROLE || r->retired)
			continue;
		digest_text(&h, r->name);
		digest_text(&h, r->permissions);
	}
	for (size_t i = 0; i < s->stations; i++) {
		digest_text(&h, s->station[i]->head.id);
		digest_text(&h, s->station[i]->parent);
	}
	crypto_generichash_final(&h, out, sizeof(out));
	memcpy(&digest, out, sizeof(digest));
	return digest;
}
