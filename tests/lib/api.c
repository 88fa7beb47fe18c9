/*
 * The central under test of api.h.
 */
#include "tests/lib/api.h"

#include "config/agency.h"
#include "config/shipped.h"
#include "net/wire/codec.h"
#include "tests/lib/stores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

static void
sound(enum problem_code code, const struct problem *p)
{
	char text[512];

	if (code)
		fail_msg("%s", problem_text(p, text, sizeof(text)));
}

static void
put_settings(struct api *a)
{
	char path[512];
	struct agency agency;
	struct problem p = {0};

	assert_true(shipped_path("central.yaml", path, sizeof(path)));
	sound(agency_read(path, &agency, &p), &p);
	for (size_t i = 0; i < agency.count; i++) {
		struct buf body = {0};
		struct json_out o = {.buf = &body};

		buf_puts(&body, "{\"record\":");
		codec_write_put(&o, agency.setting[i]);
		buf_puts(&body, "}");
		assert_int_equal(
		    api_command(a, API_OWNER, "put", buf_str(&body)), 200);
		buf_free(&body);
	}
	agency_free(&agency);
}

static void
put_people(struct api *a)
{
	static const char *const bodies[] = {
	    "{\"record\":{\"kind\":\"station\",\"id\":\"S1\","
	    "\"name\":\"One\"}}",
	    "{\"record\":{\"kind\":\"station\",\"id\":\"S2\","
	    "\"name\":\"Two\"}}",
	    "{\"record\":{\"kind\":\"unit\",\"id\":\"U1\",\"station\":\"S1\","
	    "\"callsign\":\"P1\",\"class\":\"sworn\",\"duty\":\"patrol\","
	    "\"alone\":true}}",
	    "{\"record\":{\"kind\":\"unit\",\"id\":\"U2\",\"station\":\"S2\","
	    "\"callsign\":\"P1\",\"class\":\"sworn\",\"duty\":\"patrol\","
	    "\"alone\":true}}",
	};

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		if (api_command(a, API_OWNER, "put", bodies[i]) != 200)
			fail_msg("%s", a->body);
}

void
api_make(struct api *a, bool drill)
{
	const struct store_birth birth = {
	    .drill = drill, .zone = "Asia/Shanghai"};
	struct problem p = {0};

	*a = (struct api){.fd = -1};
	snprintf(a->top, sizeof(a->top), "/tmp/watchroom-api.XXXXXX");
	assert_non_null(mkdtemp(a->top));
	snprintf(a->dir, sizeof(a->dir), "%s/store", a->top);
	snprintf(
	    a->socket, sizeof(a->socket), "unix:%s/watchroom.sock", a->dir);
	sound(store_create(a->dir, &birth, &p), &p);
	api_open(a);
	put_settings(a);
	put_people(a);
}

void
api_open(struct api *a)
{
	const struct central_config config = {
	    .dir = a->dir, .threads = 2, .quiet = true};
	struct problem p = {0};

	sound(central_open(&config, &a->central, &p), &p);
}

static void
forget(struct api *a)
{
	free(a->head);
	free(a->body);
	cJSON_Delete(a->json);
	a->head = NULL;
	a->body = NULL;
	a->json = NULL;
	a->status = 0;
}

void
api_close(struct api *a)
{
	if (a->fd >= 0)
		close(a->fd);
	a->fd = -1;
	if (a->central)
		central_close(a->central);
	a->central = NULL;
}

void
api_remove(struct api *a)
{
	api_close(a);
	forget(a);
	dir_remove(a->dir);
	rmdir(a->top);
}

int
api_setup(void **state)
{
	struct api *a = calloc(1, sizeof(*a));

	assert_non_null(a);
	api_make(a, false);
	*state = a;
	return 0;
}

int
api_teardown(void **state)
{
	api_remove(*state);
	free(*state);
	return 0;
}

static void
header(struct buf *out, const char *name, const char *value)
{
	if (value)
		buf_printf(out, "%s: %s\r\n", name, value);
}

int
api_ask(struct api *a, const struct api_ask *ask, const char *method,
    const char *target, const char *body)
{
	struct buf out = {0};
	struct reply r = {0};
	size_t len = body ? strlen(body) : 0;

	if (a->fd < 0)
		a->fd = raw_connect(a->socket);
	buf_printf(&out, "%s %s HTTP/1.1\r\nHost: x\r\n", method, target);
	header(&out, "Authorization", ask->who);
	header(&out, "Idempotency-Key", ask->key);
	header(&out, "If-Match", ask->match);
	header(&out, "If-None-Match", ask->tag);
	buf_printf(&out, "Content-Length: %zu\r\n\r\n", len);
	buf_add(&out, body ? body : "", len);
	assert_true(buf_ok(&out));
	raw_try(a->fd, out.data, out.len);
	buf_free(&out);
	raw_reply(a->fd, &r, strcmp(method, "HEAD") == 0);
	forget(a);
	a->status = r.status;
	a->head = strdup(buf_str(&r.head));
	a->body = strdup(buf_str(&r.body));
	a->json = cJSON_Parse(a->body);
	if (!r.whole || r.status == 0 ||
	    strcasecmp(api_header(a, "Connection"), "close") == 0) {
		close(a->fd);
		a->fd = -1;
	}
	raw_reply_free(&r);
	return a->status;
}

int
api_get(struct api *a, const char *who, const char *target)
{
	return api_ask(a, &(struct api_ask){.who = who}, "GET", target, NULL);
}

int
api_post(struct api *a, const char *who, const char *target, const char *body)
{
	return api_ask(a, &(struct api_ask){.who = who}, "POST", target, body);
}

const char *
api_unseen(const char *name, const char *body, struct buf *out)
{
	const struct command *c = command_find(name, strlen(name));
	size_t len = strlen(body);

	if (!c || !(c->flags & COMMAND_EXPECTS) || strstr(body, "\"expect\"") ||
	    len < 2 || body[len - 1] != '}')
		return body;
	buf_printf(out, "%.*s%s\"expect\":{}}", (int)(len - 1), body,
	    len > 2 ? "," : "");
	return buf_str(out);
}

int
api_command(struct api *a, const char *who, const char *name, const char *body)
{
	char key[ID_SIZE], target[128];
	struct buf whole = {0};
	int status;

	id_new(key);
	snprintf(target, sizeof(target), "/v1/commands/%s", name);
	status = api_ask(a, &(struct api_ask){.who = who, .key = key}, "POST",
	    target, api_unseen(name, body, &whole));
	buf_free(&whole);
	return status;
}

static const cJSON *
at_path(const struct api *a, const char *path)
{
	const cJSON *at = a->json;
	char name[64];

	while (at && *path) {
		size_t len = strcspn(path, ".");

		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		at = cJSON_IsArray(at)
		         ? cJSON_GetArrayItem(at, (int)strtol(name, NULL, 10))
		         : cJSON_GetObjectItemCaseSensitive(at, name);
		path += len;
		path += *path == '.';
	}
	return at;
}

const char *
api_text(const struct api *a, const char *path)
{
	const cJSON *at = at_path(a, path);

	return at && cJSON_IsString(at) ? at->valuestring : "";
}

int64_t
api_number(const struct api *a, const char *path)
{
	const cJSON *at = at_path(a, path);

	if (at && cJSON_IsBool(at))
		return cJSON_IsTrue(at);
	return at && cJSON_IsNumber(at) ? (int64_t)at->valuedouble : 0;
}

size_t
api_count(const struct api *a, const char *path)
{
	const cJSON *at = at_path(a, path);

	return at ? (size_t)cJSON_GetArraySize(at) : 0;
}

const char *
api_header(const struct api *a, const char *name)
{
	static _Thread_local char value[256];
	const struct buf head = {.data = a->head, .len = strlen(a->head)};
	struct reply r = {.head = head};
	const char *said = raw_reply_header(&r, name);

	snprintf(value, sizeof(value), "%s", said ? said : "");
	return value;
}

const char *
api_code(const struct api *a)
{
	return a->status >= 400 ? api_text(a, "code") : "";
}

int
api_login(
    struct api *a, const char *name, const char *password, char who[API_WHO])
{
	char body[512];

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"password\":\"%s\",\"seat\":\"2\"}", name,
	    password);
	if (api_post(a, NULL, "/v1/session", body) == 201)
		snprintf(who, API_WHO, "Bearer %s", api_text(a, "token"));
	return a->status;
}

static void
member(struct buf *out, const char *key, const char *value)
{
	if (value)
		buf_printf(out, ",\"%s\":\"%s\"", key, value);
}

void
api_account(struct api *a, const char *name, const char *role,
    const char *station, const char *unit, char who[API_WHO])
{
	struct buf body = {0};
	char change[256];

	buf_printf(&body, "{\"name\":\"%s\",\"roles\":[\"%s\"]", name, role);
	member(&body, "station", station);
	member(&body, "unit", unit);
	buf_puts(&body, "}");
	api_post(a, API_OWNER, "/v1/accounts", buf_str(&body));
	buf_free(&body);
	if (a->status != 201)
		fail_msg("%s", a->body);
	snprintf(change, sizeof(change),
	    "{\"old\":\"%s\",\"new\":\"" API_PASSWORD "\"}",
	    api_text(a, "password"));
	assert_int_equal(api_login(a, name, api_text(a, "password"), who), 201);
	assert_int_equal(api_post(a, who, "/v1/password", change), 204);
}

void
api_incident(struct api *a, const char *station, const char *id)
{
	char body[256];

	snprintf(body, sizeof(body),
	    "{\"incident\":\"%s\",\"station\":\"%s\",\"place\":\"Park\","
	    "\"category\":\"category.theft\",\"caller\":\"c-%s\","
	    "\"name\":\"Zhang San\",\"phone\":\"13800001234\"}",
	    id, station, id);
	if (api_command(a, API_OWNER, "new", body) != 200)
		fail_msg("%s", a->body);
}
