/*
 * Problem documents, out and in.
 */
#include "net/wire/problem-json.h"

#include "model/text.h"
#include "net/wire/json.h"

#include <stdio.h>
#include <string.h>

/* HTTP's phrase for each status of problems.def. */
static const char *
title(int status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 409:
		return "Conflict";
	case 412:
		return "Precondition Failed";
	case 413:
		return "Content Too Large";
	case 422:
		return "Unprocessable Content";
	case 428:
		return "Precondition Required";
	case 429:
		return "Too Many Requests";
	case 503:
		return "Service Unavailable";
	case 507:
		return "Insufficient Storage";
	default:
		return "Internal Server Error";
	}
}

/* A value may quote what came in: bytes that are no UTF-8 become marks. */
static void
put_text(struct json_out *o, const char *key, const char *text)
{
	size_t len = strlen(text);
	struct buf clean = {0};

	json_put_key(o, key);
	if (text_valid(text, len, NULL)) {
		json_put_string(o, text, len);
		return;
	}
	text_clean(&clean, text, len, TEXT_LINES);
	json_put_string(o, buf_str(&clean), clean.len);
	buf_free(&clean);
}

void
problem_write_json(struct json_out *o, const struct problem *p)
{
	int status = problem_http_status(p->code);
	char detail[1024];

	if (status == 0)
		status = 500;
	json_open_object(o);
	put_text(o, "type", "about:blank");
	put_text(o, "title", title(status));
	json_put_key(o, "status");
	json_put_int(o, status);
	put_text(o, "detail", problem_text(p, detail, sizeof(detail)));
	put_text(o, "code", problem_code_name(p->code));
	json_put_key(o, "params");
	json_open_object(o);
	for (size_t i = 0; i < p->params; i++)
		put_text(o, p->param[i].name, p->param[i].value);
	json_close_object(o);
	json_close_object(o);
}

/*
 * What an answer without a code of ours can only mean. A refusal whose code
 * is newer than this program is told in the central's own words.
 */
static enum problem_code
from_status(int status, const cJSON *doc, struct problem *p)
{
	const cJSON *detail = json_find(doc, "detail");

	if (status == 507)
		return problem_set(p, PROBLEM_NO_SPACE, NULL);
	if (status >= 500)
		return problem_set(p, PROBLEM_UNKNOWN, NULL);
	if (cJSON_IsString(detail))
		return problem_set(p, PROBLEM_BAD_REQUEST, "why", why_said,
		    "said", detail->valuestring, NULL);
	if (status == 401)
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	if (status == 404)
		return problem_set(p, PROBLEM_NO_ROUTE, NULL);
	problem_set(p, PROBLEM_BAD_REQUEST, "why", why_http_status, NULL);
	problem_param(p, "status", "%d", status);
	return PROBLEM_BAD_REQUEST;
}

/* PROBLEM_NONE when the document has no code that is known here. */
static enum problem_code
from_document(const cJSON *doc, struct problem *p)
{
	const cJSON *item = json_find(doc, "code");
	enum problem_code code;

	if (!cJSON_IsString(item))
		return PROBLEM_NONE;
	code = problem_code_find(item->valuestring);
	if (strcmp(problem_code_name(code), item->valuestring) != 0)
		return PROBLEM_NONE;
	problem_set(p, code, NULL);
	cJSON_ArrayForEach (item, json_find(doc, "params"))
		if (item->string && cJSON_IsString(item) && p)
			problem_param(p, item->string, "%s", item->valuestring);
	return code;
}

enum problem_code
problem_read_json(const char *body, size_t len, int status, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	cJSON *doc;

	if (json_parse(body, len, NULL, &doc, NULL) == PROBLEM_NONE)
		code = from_document(doc, p);
	if (code == PROBLEM_NONE)
		code = from_status(status, doc, p);
	cJSON_Delete(doc);
	return code;
}
