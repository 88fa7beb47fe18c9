/*
 * Asking the central, by its key, what became of an entry: when it is to be
 * taken back (DELETE, and if it never came it comes in vain), and when nobody
 * knows and nobody has decided (GET, which changes nothing).
 *
 *	{"status":S,"answer":{...}}	the answer that the command had
 *	{"withdrawn":true}		it was taken back, or is by this
 *	{"unseen":true}			it never came: by GET only
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/link/outbox-inside.h"
#include "net/wire/json.h"

/* The answer that the command had, as far as it settles anything. */
static bool
take_answer(struct entry *i, const cJSON *json)
{
	struct outbox_answer came;
	enum verdict verdict;
	int64_t status = 0;
	char *text;

	if (json_int(json, "status", 200, 599, &status, NULL) != PROBLEM_NONE)
		return false;
	text = cJSON_PrintUnformatted(json_find(json, "answer"));
	verdict = outbox_answer_read((int)status, text ? text : "",
	    text ? strlen(text) : 0, &came, &i->e.problem);
	/* The answer of some commands is not kept; that they were done is. */
	if (status < 300)
		verdict = VERDICT_ACCEPTED;
	if (verdict <= VERDICT_WITHDRAWN)
		entry_act_on(i, verdict, &came);
	outbox_answer_free(&came);
	cJSON_free(text);
	return verdict <= VERDICT_WITHDRAWN;
}

/* It may come yet: it is asked about again, and a person decides. */
static void
note_unseen(struct entry *i)
{
	msec_t now = outbox_now(i->box);

	i->e.unseen = now;
	i->failures = 0;
	i->retry_at = now + OUTBOX_FATE_MS;
	entry_tell(i, NULL);
}

/* False when it says nothing that is certain. */
static bool
take_fate(struct entry *i, const struct http_answer *a, bool asked_back)
{
	cJSON *json;
	bool ok = true;

	if (json_parse(a->body, a->len, NULL, &json, NULL) != PROBLEM_NONE)
		return false;
	if (cJSON_IsTrue(json_find(json, "withdrawn")))
		entry_settle(i, OUTBOX_WITHDRAWN, NULL);
	else if (!asked_back && cJSON_IsTrue(json_find(json, "unseen")))
		note_unseen(i);
	else
		ok = take_answer(i, json);
	cJSON_Delete(json);
	return ok;
}

static void
on_withdrawal(void *ctx, const struct http_answer *a)
{
	struct entry *i = ctx;

	entry_arrive(i, a);
	if (a->status == 401)
		entry_lock_out(i);
	else if (a->status != 200 || !take_fate(i, a, true))
		entry_leave_open(i);
}

static void
on_fate(void *ctx, const struct http_answer *a)
{
	struct entry *i = ctx;

	entry_arrive(i, a);
	if (a->status == 401)
		entry_lock_out(i);
	else if (a->status != 200 || !take_fate(i, a, false))
		entry_leave_open(i);
}

static void
ask(struct entry *i, const char *method,
    void (*done)(void *ctx, const struct http_answer *a))
{
	char path[sizeof("/v1/commands/") + ID_SIZE];

	snprintf(path, sizeof(path), "/v1/commands/%s", i->e.key);
	(void)!entry_start(i,
	    &(struct http_ask){.method = method, .path = path, .done = done});
}

void
entry_ask_back(struct entry *i)
{
	ask(i, "DELETE", on_withdrawal);
}

void
entry_ask_fate(struct entry *i)
{
	ask(i, "GET", on_fate);
}
