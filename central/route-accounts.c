/*
 * Accounts, for who may manage them. A one-time password stands in the answer
 * that made it and nowhere else.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/accounts.h"
#include "central/routes.h"

static void
put_account(struct json_out *o, const struct account_copy *a,
    const struct account_change *change)
{
	json_open_object(o);
	ask_put_text(o, "account", a->id);
	ask_put_text(o, "name", a->name);
	ask_put_text(o, "officer", a->officer);
	ask_put_text(o, "station", a->station);
	ask_put_text(o, "unit", a->unit);
	json_put_key(o, "roles");
	ask_put_words(o, a->roles);
	ask_put_bool(o, "locked", a->locked);
	ask_put_bool(o, "must_change", a->one_time);
	ask_put_bool(o, "totp", *a->totp != '\0');
	if (change) {
		ask_put_text(o, "password", change->password);
		ask_put_text(o, "secret", change->secret);
	}
	json_close_object(o);
}

/* GET /v1/accounts */

static bool
list_account(void *ctx, const struct account *row)
{
	const struct account_copy a = account_of_row(row);

	put_account(ctx, &a, NULL);
	return true;
}

enum problem_code
route_accounts(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (code)
		return code;
	json_open_object(&o);
	json_put_key(&o, "accounts");
	json_open_array(&o);
	code = store_accounts(store, list_account, &o, p);
	json_close_array(&o);
	json_close_object(&o);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}

/* POST /v1/accounts and /v1/accounts/{name} */

static void
change_free(void *ctx)
{
	sodium_memzero(ctx, sizeof(struct account_change));
	free(ctx);
}

static enum problem_code
run_change(struct tx *tx, struct ask *a)
{
	return account_change_note(tx, a->ctx);
}

static void
changed(struct ask *a)
{
	struct account_change *c = a->ctx;
	struct buf body = {0};
	struct json_out o = {.buf = &body};

	tokens_revoke_account(a->central->tokens, c->after.id);
	hub_recheck(a->central->hub);
	put_account(&o, &c->after, c);
	ask_json(a, c->fresh ? 201 : 200, &body);
}

static enum problem_code
prepare(struct ask *a, struct store *store, struct problem *p)
{
	struct account_change *c = a->ctx;
	enum problem_code code = account_change_prepare(c, p);

	(void)store;
	if (!code)
		ask_write(a, c->fresh ? "account-add" : "account-change",
		    run_change, changed);
	return code;
}

/* An id, or "" to take it away; `set` when it was said at all. */
static enum problem_code
read_id(const cJSON *body, const char *key, bool *set, char to[ID_SIZE],
    struct problem *p)
{
	enum problem_code code = ask_text(body, key, false, to, ID_SIZE, p);

	*set = json_find(body, key) != NULL;
	if (code || !*to || id_valid(to, strlen(to)))
		return code;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value", to,
	    "want", why_an_id, NULL);
}

static enum problem_code
add_role(const cJSON *item, struct account_change *c, struct problem *p)
{
	size_t used = strlen(c->roles);
	const char *role;
	enum problem_code code =
	    json_as_string(item, "roles", NAME_MAX_BYTES, &role, p);

	if (code)
		return code;
	if (!*role || strchr(role, ' '))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "roles",
		    "value", role, "want", why_names_of_roles, NULL);
	snprintf(c->roles + used, sizeof(c->roles) - used, "%s%s",
	    used ? " " : "", role);
	return PROBLEM_NONE;
}

static enum problem_code
read_roles(const cJSON *body, struct account_change *c, struct problem *p)
{
	const cJSON *list = json_find(body, "roles"), *item;
	enum problem_code code = PROBLEM_NONE;

	c->set_roles = list != NULL;
	if (!list && c->fresh)
		return problem_set(
		    p, PROBLEM_MISSING_KEY, "key", "roles", NULL);
	if (list)
		code = json_as_array(list, "roles", &list, p);
	if (!code && cJSON_GetArraySize(list) > ROLES_MAX)
		code = problem_set(
		    p, PROBLEM_CROWDED, "key", "roles", "limit", "16", NULL);
	if (code)
		return code;
	cJSON_ArrayForEach (item, list) {
		code = code ? code : add_role(item, c, p);
	}
	return code;
}

static enum problem_code
read_flag(
    const cJSON *body, const char *key, bool *set, bool *yes, struct problem *p)
{
	const cJSON *item = json_find(body, key);

	*set = item != NULL;
	return item ? json_as_bool(item, key, yes, p) : PROBLEM_NONE;
}

static enum problem_code
read_change(const cJSON *body, struct account_change *c, struct problem *p)
{
	bool said;
	enum problem_code code =
	    read_id(body, "officer", &c->set_officer, c->officer, p);

	if (!code)
		code = read_id(body, "station", &c->set_station, c->station, p);
	if (!code)
		code = read_id(body, "unit", &c->set_unit, c->unit, p);
	if (!code)
		code = read_roles(body, c, p);
	if (!code)
		code = read_flag(body, "locked", &c->set_locked, &c->locked, p);
	if (!code)
		code = read_flag(body, "totp", &c->set_totp, &c->totp, p);
	if (!code)
		code = read_flag(body, "reset", &said, &c->reset, p);
	return code;
}

enum problem_code
route_account_add(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {
	    "name", "officer", "station", "unit", "roles", "totp"};
	struct account_change *c = ask_ctx(a, sizeof(*c), p);
	cJSON *body;
	enum problem_code code;

	(void)store;
	if (!c)
		return p->code;
	a->ctx_free = change_free;
	c->fresh = true;
	code = ask_body(a, known, COUNT_OF(known), &body, p);
	if (!code)
		code =
		    ask_text(body, "name", true, c->name, sizeof(c->name), p);
	if (!code)
		code = read_change(body, c, p);
	cJSON_Delete(body);
	return code ? code : ask_pool(a, POOL_HASH, prepare, p);
}

enum problem_code
route_account_change(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {
	    "officer", "station", "unit", "roles", "locked", "totp", "reset"};
	struct account_change *c = ask_ctx(a, sizeof(*c), p);
	cJSON *body;
	enum problem_code code;

	(void)store;
	if (!c)
		return p->code;
	a->ctx_free = change_free;
	if (strlen(a->part[0]) > NAME_MAX_BYTES)
		return ask_not_found(p, "account", "that name");
	snprintf(c->name, sizeof(c->name), "%s", a->part[0]);
	code = ask_body(a, known, COUNT_OF(known), &body, p);
	if (!code)
		code = read_change(body, c, p);
	cJSON_Delete(body);
	return code ? code : ask_pool(a, POOL_HASH, prepare, p);
}
