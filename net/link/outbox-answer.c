/*
 * An answer of 2xx that cannot be read is no answer: a proxy's page is not the
 * central's word.
 */
#include "net/link/outbox-answer.h"

#include "net/wire/codec.h"
#include "net/wire/problem-json.h"

#include <stdlib.h>
#include <string.h>

static struct record *
read_record(const cJSON *json)
{
	struct record *r = NULL;

	if (codec_record_read(json, CODEC_LENIENT, &r, NULL) != PROBLEM_NONE)
		return NULL;
	return r;
}

static void
read_records(const cJSON *json, struct outbox_answer *a)
{
	const cJSON *one, *all = json_find(json, "records");
	int n = cJSON_IsArray(all) ? cJSON_GetArraySize(all) : 0;

	a->caller = json_find(json, "caller")
	                ? read_record(json_find(json, "caller"))
	                : NULL;
	if (n <= 0 || !(a->records = calloc((size_t)n, sizeof(*a->records))))
		return;
	cJSON_ArrayForEach (one, all) {
		struct record *r = read_record(one);

		if (r)
			a->records[a->count++] = r;
	}
}

void
outbox_answer_free(struct outbox_answer *a)
{
	for (size_t i = 0; i < a->count; i++)
		record_free(a->records[i]);
	free(a->records);
	if (a->caller)
		explicit_bzero(a->caller, record_size(a->caller));
	record_free(a->caller);
	*a = (struct outbox_answer){0};
}

static enum verdict
judge_refusal(int status, enum problem_code code)
{
	if (code == PROBLEM_WITHDRAWN)
		return VERDICT_WITHDRAWN;
	if (status == 401)
		return VERDICT_LOGIN;
	if (code == PROBLEM_BUSY || status == 429)
		return VERDICT_NOT_NOW;
	if (status >= 500 && code != PROBLEM_NO_SPACE)
		return VERDICT_UNKNOWN;
	return VERDICT_REFUSED;
}

enum verdict
outbox_answer_read(int status, const char *body, size_t len,
    struct outbox_answer *a, struct problem *p)
{
	const struct json_limits limits = {HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	bool good = status >= 200 && status < 300;
	enum verdict verdict = VERDICT_UNKNOWN;
	cJSON *json = NULL;

	*a = (struct outbox_answer){.text = body, .len = len};
	if (status >= 400)
		verdict = judge_refusal(
		    status, problem_read_json(body, len, status, p));
	if (json_parse(body, len, &limits, &json, NULL) == PROBLEM_NONE) {
		read_records(json, a);
		if (good && json_int(json, "seq", 0, JSON_INT_MAX, &a->seq,
		                NULL) == PROBLEM_NONE)
			verdict = VERDICT_ACCEPTED;
		cJSON_Delete(json);
	}
	if (verdict == VERDICT_UNKNOWN && status < 400)
		problem_set(p, PROBLEM_UNKNOWN, NULL);
	return verdict;
}
