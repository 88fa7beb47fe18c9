/*
 * One request at a time about the account itself.
 */
#include "net/link/session.h"

#include "model/buf.h"
#include "model/text.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEARER "Bearer "

struct session {
	struct http_client *http;
	struct http_request *request; /* under way, or NULL */
	session_done *done;
	void *ctx;
	enum { ASKED_LOGIN, ASKED_INFO, ASKED_PASSWORD, ASKED_LOGOUT } asked;
	struct session_info info;
	bool known; /* there is an `auth` */
	char auth[sizeof(BEARER) + SESSION_TOKEN_MAX];
};

struct session *
session_new(struct http_client *http)
{
	struct session *s = calloc(1, sizeof(*s));

	if (s)
		s->http = http;
	return s;
}

void
session_forget(struct session *s)
{
	s->known = false;
	explicit_bzero(s->auth, sizeof(s->auth));
	s->info = (struct session_info){0};
}

void
session_free(struct session *s)
{
	if (!s)
		return;
	http_request_cancel(s->request);
	session_forget(s);
	free(s);
}

/* What may stand in a header, and nothing that could end it. */
static bool
is_token(const char *token, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (token[i] <= ' ' || token[i] > '~')
			return false;
	return len > 0 && len <= SESSION_TOKEN_MAX;
}

enum problem_code
session_set_token(
    struct session *s, const char *token, size_t len, struct problem *p)
{
	if (!is_token(token, len))
		return problem_set(p, PROBLEM_USAGE, "why", why_no_token, NULL);
	session_forget(s);
	snprintf(s->auth, sizeof(s->auth), BEARER "%.*s", (int)len, token);
	s->known = true;
	return PROBLEM_NONE;
}

void
session_set_owner(struct session *s)
{
	session_forget(s);
	snprintf(s->auth, sizeof(s->auth), "Owner");
	s->known = true;
}

static enum problem_code
bad_file(const char *name, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", name, "why", why, NULL);
}

enum problem_code
session_read_token(
    struct session *s, int fd, const char *name, struct problem *p)
{
	char text[SESSION_TOKEN_MAX + 2];
	size_t len = 0;
	ssize_t n = 1;
	enum problem_code code = PROBLEM_NONE;

	while (len < sizeof(text) && n > 0 && !memchr(text, '\n', len)) {
		n = read(fd, text + len, sizeof(text) - len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			len += (size_t)n;
	}
	if (n < 0)
		code = bad_file(name, reason_of_errno(errno), p);
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n' || text[i] == '\r')
			len = i;
	if (code == PROBLEM_NONE && !is_token(text, len))
		code = bad_file(name, why_holds_no_token, p);
	if (code == PROBLEM_NONE)
		code = session_set_token(s, text, len, p);
	explicit_bzero(text, sizeof(text));
	return code;
}

enum problem_code
session_read_token_file(struct session *s, const char *path, struct problem *p)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum problem_code code;
	struct stat st;

	if (fd < 0)
		return bad_file(path, reason_of_errno(errno), p);
	if (fstat(fd, &st) < 0)
		code = bad_file(path, reason_of_errno(errno), p);
	else if (!S_ISREG(st.st_mode))
		code = bad_file(path, why_no_regular_file, p);
	else if (st.st_mode & SESSION_FILE_MODE)
		code = bad_file(path, why_others_read, p);
	else
		code = session_read_token(s, fd, path, p);
	close(fd);
	return code;
}

const char *
session_auth(const struct session *s)
{
	return s->known ? s->auth : NULL;
}

const struct session_info *
session_info(const struct session *s)
{
	return &s->info;
}

bool
session_is_busy(const struct session *s)
{
	return s->request != NULL;
}

void
session_note_must_change(struct session *s)
{
	s->info.must_change = true;
}

bool
session_may(const struct session *s, enum permission permission)
{
	return s->info.permissions >> permission & 1;
}

/* A text that may be missing; cut where it is too long. */
static void
copy_text(const cJSON *json, const char *key, char *to, size_t size)
{
	const cJSON *item = json_find(json, key);

	if (cJSON_IsString(item))
		text_copy_cut(to, size, item->valuestring);
}

static uint64_t
read_permissions(const cJSON *json)
{
	const cJSON *one, *all = json_find(json, "permissions");
	uint64_t bits = 0;
	int n;

	cJSON_ArrayForEach (one, all) {
		if (!cJSON_IsString(one))
			continue;
		n = enum_find(&enum_permission, one->valuestring,
		    strlen(one->valuestring));
		if (n >= 0 && n < 64)
			bits |= UINT64_C(1) << n;
	}
	return bits;
}

static void
read_info(struct session_info *i, const cJSON *json)
{
	copy_text(json, "account", i->account, sizeof(i->account));
	copy_text(json, "name", i->name, sizeof(i->name));
	copy_text(json, "officer", i->officer, sizeof(i->officer));
	copy_text(json, "station", i->station, sizeof(i->station));
	copy_text(json, "unit", i->unit, sizeof(i->unit));
	copy_text(json, "seat", i->seat, sizeof(i->seat));
	copy_text(json, "store", i->store, sizeof(i->store));
	copy_text(json, "zone", i->zone, sizeof(i->zone));
	i->permissions = read_permissions(json);
	i->must_change = cJSON_IsTrue(json_find(json, "must_change"));
	i->drill = cJSON_IsTrue(json_find(json, "drill"));
	/* What cannot be read stays 0: not said. */
	(void)!json_int(json, "expires", 0, JSON_INT_MAX, &i->expires, NULL);
	(void)!json_int(json, "now", 0, JSON_INT_MAX, &i->now, NULL);
}

static void
wipe_text(const cJSON *item)
{
	if (cJSON_IsString(item))
		explicit_bzero(item->valuestring, strlen(item->valuestring));
}

static enum problem_code
take_info(struct session *s, const struct http_answer *a, struct problem *p)
{
	enum problem_code code;
	const char *token;
	cJSON *json;

	code = json_parse(a->body, a->len, NULL, &json, p);
	if (code != PROBLEM_NONE)
		return code;
	if (s->asked == ASKED_LOGIN) {
		code = json_string(json, "token", SESSION_TOKEN_MAX, &token, p);
		if (code == PROBLEM_NONE)
			code = session_set_token(s, token, strlen(token), p);
	}
	if (code == PROBLEM_NONE) {
		s->info = (struct session_info){0};
		read_info(&s->info, json);
	}
	wipe_text(json_find(json, "token"));
	cJSON_Delete(json);
	return code;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct session *s = ctx;
	struct problem p = a->problem;
	bool good = a->status >= 200 && a->status < 300;

	s->request = NULL;
	if (!good && p.code == PROBLEM_NONE)
		problem_set(
		    &p, PROBLEM_BAD_REQUEST, "why", why_bad_answer, NULL);
	if (good && (s->asked == ASKED_LOGIN || s->asked == ASKED_INFO))
		(void)!take_info(s, a, &p);
	if (good && s->asked == ASKED_PASSWORD)
		s->info.must_change = false;
	if (s->done)
		s->done(s->ctx, &p);
}

static enum problem_code
ask(struct session *s, struct http_ask *a, session_done *done, void *ctx,
    struct problem *p)
{
	http_request_cancel(s->request);
	a->auth = s->asked == ASKED_LOGIN ? NULL : session_auth(s);
	a->timeout_ms = SESSION_ASK_MS;
	a->limit = JSON_BODY_MAX;
	a->done = on_answer;
	a->ctx = s;
	s->done = done;
	s->ctx = ctx;
	s->request = http_client_ask(s->http, a, p);
	return s->request ? PROBLEM_NONE : PROBLEM_NO_MEMORY;
}

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	if (!text)
		return;
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

/* Posts an object of texts that are secrets, some of them. */
static enum problem_code
post(struct session *s, const char *path, const char *const (*pairs)[2],
    size_t count, session_done *done, void *ctx, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code;

	/* In one piece: growing would leave copies behind. */
	buf_reserve(&body, 8192);
	json_open_object(&o);
	for (size_t i = 0; i < count; i++)
		put_text(&o, pairs[i][0], pairs[i][1]);
	json_close_object(&o);
	if (buf_ok(&body))
		code = ask(s,
		    &(struct http_ask){.method = "POST",
		        .path = path,
		        .body = body.data,
		        .len = body.len},
		    done, ctx, p);
	else
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (body.data)
		explicit_bzero(body.data, body.room);
	buf_free(&body);
	return code;
}

enum problem_code
session_log_in(struct session *s, const struct session_login *l,
    session_done *done, void *ctx, struct problem *p)
{
	const char *const pairs[][2] = {
	    {"name", l->name},
	    {"password", l->password},
	    {"seat", l->seat},
	    {"otp", l->otp},
	};

	s->asked = ASKED_LOGIN;
	return post(s, "/v1/session", pairs, COUNT_OF(pairs), done, ctx, p);
}

enum problem_code
session_check(
    struct session *s, session_done *done, void *ctx, struct problem *p)
{
	s->asked = ASKED_INFO;
	return ask(s,
	    &(struct http_ask){.method = "GET", .path = "/v1/session"}, done,
	    ctx, p);
}

enum problem_code
session_change_password(struct session *s, const char *old, const char *new,
    session_done *done, void *ctx, struct problem *p)
{
	const char *const pairs[][2] = {{"old", old}, {"new", new}};

	s->asked = ASKED_PASSWORD;
	return post(s, "/v1/password", pairs, COUNT_OF(pairs), done, ctx, p);
}

enum problem_code
session_log_out(
    struct session *s, session_done *done, void *ctx, struct problem *p)
{
	enum problem_code code;

	s->asked = ASKED_LOGOUT;
	code = ask(s,
	    &(struct http_ask){.method = "DELETE", .path = "/v1/session"}, done,
	    ctx, p);
	session_forget(s);
	return code;
}
