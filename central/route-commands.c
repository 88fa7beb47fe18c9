/*
 * Commands over HTTP: read strictly, given to the writer, answered when they
 * are on disk. The key makes sending twice the same as sending once; taking a
 * key back makes a command that is still on its way arrive in vain.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "model/time.h"
#include "net/wire/codec.h"

struct commanding {
	cJSON *body; /* the call's texts are its */
	struct codec_arena arena;
	struct call call;
	char key[ID_SIZE];
};

static void
commanding_free(void *ctx)
{
	struct commanding *c = ctx;

	codec_arena_free(&c->arena);
	cJSON_Delete(c->body);
	free(c);
}

/* The header's value into key; it must have an id's form. */
static enum problem_code
read_key(struct ask *a, char key[ID_SIZE], struct problem *p)
{
	const char *said = http_header(a->request, "Idempotency-Key");

	if (!said)
		return problem_set(p, PROBLEM_NEEDS_KEY, NULL);
	if (!id_valid(said, strlen(said)))
		return problem_set(p, PROBLEM_BAD_VALUE, "key",
		    "Idempotency-Key", "value", said, "want", why_an_id, NULL);
	memcpy(key, said, strlen(said) + 1);
	return PROBLEM_NONE;
}

/*
 * "REV" in quotes. Revisions begin at 1: "0" is of a record that is not there
 * yet, and kept as -1, which no revision is equal to.
 */
static enum problem_code
read_match(struct ask *a, int64_t *rev, struct problem *p)
{
	const char *said = http_header(a->request, "If-Match");
	size_t digits =
	    said && *said == '"' ? strspn(said + 1, "0123456789") : 0;

	*rev = 0;
	if (!said)
		return PROBLEM_NONE;
	if (digits < 1 || digits > 16 || strcmp(said + 1 + digits, "\"") != 0)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "If-Match",
		    "value", said, "want", why_a_revision, NULL);
	*rev = strtoll(said + 1, NULL, 10);
	if (*rev == 0)
		*rev = -1;
	return PROBLEM_NONE;
}

/* Of what was sent: another command, If-Match or body is another digest. */
static void
digest(struct ask *a, const char *command, unsigned char out[DIGEST_SIZE])
{
	const char *match = http_header(a->request, "If-Match");
	crypto_generichash_state h;
	size_t len;
	const char *body = http_body(a->request, &len);

	if (!match)
		match = "";
	crypto_generichash_init(&h, NULL, 0, DIGEST_SIZE);
	crypto_generichash_update(
	    &h, (const unsigned char *)command, strlen(command) + 1);
	crypto_generichash_update(
	    &h, (const unsigned char *)match, strlen(match) + 1);
	crypto_generichash_update(&h, (const unsigned char *)body, len);
	crypto_generichash_final(&h, out, DIGEST_SIZE);
}

/*
 * When it happened, for a drill that stands still to go on to: of who may set
 * its clock only, or anybody could.
 */
static msec_t
happened(const struct ask *a, const struct call *call)
{
	static const char *const names[] = {"happened", "entered", "reported"};
	msec_t t = 0;

	if (!a->central->drill || !actor_may(a->actor, MAY_DRILL))
		return 0;
	for (size_t i = 0; t == 0 && i < COUNT_OF(names); i++) {
		int arg =
		    command_arg(call->command, names[i], strlen(names[i]));

		if (arg >= 0)
			t = call_number(call, (size_t)arg);
	}
	return t;
}

static enum problem_code
run_command(struct tx *tx, struct ask *a)
{
	const struct commanding *c = a->ctx;

	return command_run(tx, &c->call);
}

/*
 * Whoever leaves the states out that he saw would act on a picture that is
 * past: a step needs them. An empty `expect` says that nothing was seen, for
 * replays and imports: of who may import, or in a drill.
 */
static enum problem_code
check_expects(const struct ask *a, const struct call *call, struct problem *p)
{
	if (!(call->command->flags & COMMAND_EXPECTS) || call->expects > 0)
		return PROBLEM_NONE;
	if (!call->unseen)
		return problem_set(p, PROBLEM_NEEDS_EXPECT, NULL);
	if (a->central->drill || actor_may(a->actor, MAY_IMPORT))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_FORBIDDEN, "may", why_act_unseen, NULL);
}

static enum problem_code
read_command(struct ask *a, const struct command *command, struct commanding *c,
    struct problem *p)
{
	size_t len;
	const char *body = http_body(a->request, &len);
	int64_t match = 0;
	enum problem_code code = read_key(a, c->key, p);

	if (!code)
		code = read_match(a, &match, p);
	if (!code)
		code = json_parse(body, len, NULL, &c->body, p);
	if (!code)
		code =
		    codec_call_read(command, c->body, &c->arena, &c->call, p);
	if (!code)
		code = check_expects(a, &c->call, p);
	c->call.if_match = match;
	return code;
}

enum problem_code
route_command(struct ask *a, struct store *store, struct problem *p)
{
	const char *name = a->part[0];
	const struct command *command = command_find(name, strlen(name));
	struct commanding *c;
	enum problem_code code;

	(void)store;
	if (!command || command->owner != OWNER_CENTRAL)
		return ask_not_found(p, "command", name);
	c = ask_ctx(a, sizeof(*c), p);
	if (!c)
		return p->code;
	a->ctx_free = commanding_free;
	code = read_command(a, command, c, p);
	if (code)
		return code;
	atomic_fetch_add(&a->central->meters.commands, 1);
	a->write.key = c->key;
	a->write.keep_answer = !(command->flags & COMMAND_KEYLESS);
	a->write.happened = happened(a, &c->call);
	digest(a, command->name, a->write.digest);
	ask_write(a, command->name, run_command, NULL);
	return PROBLEM_NONE;
}

/* GET and DELETE /v1/commands/{key} */

/* What became of a command. */
struct fate {
	bool found; /* it arrived before */
	int status; /* what was answered then; 0: withdrawn already */
	struct buf answer;
};

static void
fate_free(void *ctx)
{
	struct fate *f = ctx;

	buf_free(&f->answer);
	free(f);
}

static bool
take_answer(void *ctx, const struct store_key *k)
{
	struct fate *f = ctx;

	f->found = true;
	f->status = k->status;
	buf_puts(&f->answer, k->body ? k->body : "{}");
	return true;
}

static void
tell_fate(struct ask *a)
{
	struct fate *f = a->ctx;
	struct buf body = {0};
	struct json_out o = {.buf = &body};

	json_open_object(&o);
	if (f->found && f->status != 0) {
		ask_put_number(&o, "status", f->status);
		json_put_key(&o, "answer");
		json_put_raw(&o, buf_str(&f->answer), f->answer.len);
	} else {
		ask_put_bool(&o, f->found ? "withdrawn" : "unseen", true);
	}
	json_close_object(&o);
	ask_json(a, 200, &body);
}

/* Whose fate is asked for; the key in the path must have an id's form. */
static struct fate *
new_fate(struct ask *a, struct problem *p)
{
	struct fate *f;

	if (!id_valid(a->part[0], strlen(a->part[0]))) {
		problem_set(p, PROBLEM_BAD_VALUE, "key", "key", "value",
		    a->part[0], "want", why_an_id, NULL);
		return NULL;
	}
	f = ask_ctx(a, sizeof(*f), p);
	if (f)
		a->ctx_free = fate_free;
	return f;
}

/* Asking changes nothing: what never came may come yet. */
enum problem_code
route_fate(struct ask *a, struct store *store, struct problem *p)
{
	struct fate *f;
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (code)
		return code;
	f = new_fate(a, p);
	if (!f)
		return p->code;
	code = store_key_get(
	    store, a->actor->account, a->part[0], take_answer, f, p);
	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	tell_fate(a);
	return PROBLEM_NONE;
}

static enum problem_code
run_withdraw(struct tx *tx, struct ask *a)
{
	const struct store_key tombstone = {
	    .account = a->actor->account, .key = a->part[0], .at = time_wall()};
	enum problem_code code = store_key_get(tx->store, a->actor->account,
	    a->part[0], take_answer, a->ctx, tx->problem);

	tx_note(tx, "key/%s", a->part[0]);
	if (code != PROBLEM_NOT_FOUND)
		return code;
	return store_key_put(tx->store, &tombstone, tx->problem);
}

static void
withdrawn(struct ask *a)
{
	struct fate *f = a->ctx;

	f->found = true; /* if not before, then by this */
	tell_fate(a);
}

enum problem_code
route_withdraw(struct ask *a, struct store *store, struct problem *p)
{
	(void)store;
	if (!new_fate(a, p))
		return p->code;
	ask_write(a, "withdraw", run_withdraw, withdrawn);
	return PROBLEM_NONE;
}
