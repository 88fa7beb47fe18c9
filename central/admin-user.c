/*
 * watchroomd user: accounts, from the command line of who owns the store.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/admin.h"
#include "model/id.h"
#include "model/text.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

struct user {
	const char *verb, *dir, *name;
	const char *roles, *station, *officer, *unit;
	bool off;
};

static int
read_options(int argc, char **argv, struct user *u)
{
	static const struct option options[] = {
	    {"role", required_argument, NULL, 'r'},
	    {"station", required_argument, NULL, 's'},
	    {"officer", required_argument, NULL, 'o'},
	    {"unit", required_argument, NULL, 'u'},
	    {"off", no_argument, NULL, 'x'}, {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'r')
			u->roles = optarg;
		else if (o == 's')
			u->station = optarg;
		else if (o == 'o')
			u->officer = optarg;
		else if (o == 'u')
			u->unit = optarg;
		else if (o == 'x')
			u->off = true;
		else
			return admin_usage("user", "no such option");
	}
	if (argc - optind < 2)
		return admin_usage("user",
		    "add, role, reset, lock, unlock, totp or list, "
		    "then a directory");
	u->verb = argv[optind];
	u->dir = argv[optind + 1];
	if (argc - optind > 2)
		u->name = argv[optind + 2];
	if (argc - optind == 4 && strcmp(u->verb, "role") == 0)
		u->roles = argv[optind + 3];
	else if (argc - optind > 3)
		return admin_usage("user", "too many words");
	return ADMIN_DONE;
}

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	if (!text)
		return;
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

/* "dispatcher,duty" as an array. */
static void
put_roles(struct json_out *o, const char *roles)
{
	if (!roles)
		return;
	json_put_key(o, "roles");
	json_open_array(o);
	while (*roles) {
		size_t len = strcspn(roles, ", ");

		if (len > 0)
			json_put_string(o, roles, len);
		roles += len;
		roles += strspn(roles, ", ");
	}
	json_close_array(o);
}

static void
put_yes(struct json_out *o, const char *key, bool yes)
{
	json_put_key(o, key);
	json_put_bool(o, yes);
}

static const char *const verbs[] = {
    "add", "role", "reset", "lock", "unlock", "totp", "list"};

/* The body of the change; false when there is no such verb. */
static bool
write_change(const struct user *u, struct buf *body)
{
	struct json_out o = {.buf = body};
	bool known = true;

	json_open_object(&o);
	if (strcmp(u->verb, "add") == 0) {
		put_text(&o, "name", u->name);
		put_roles(&o, u->roles ? u->roles : "");
	} else if (strcmp(u->verb, "role") == 0) {
		put_roles(&o, u->roles);
	} else if (strcmp(u->verb, "reset") == 0) {
		put_yes(&o, "reset", true);
	} else if (strcmp(u->verb, "lock") == 0) {
		put_yes(&o, "locked", true);
	} else if (strcmp(u->verb, "unlock") == 0) {
		put_yes(&o, "locked", false);
	} else if (strcmp(u->verb, "totp") == 0) {
		put_yes(&o, "totp", !u->off);
	} else {
		known = false;
	}
	put_text(&o, "station", u->station);
	put_text(&o, "officer", u->officer);
	put_text(&o, "unit", u->unit);
	json_close_object(&o);
	return known;
}

static void
say(const char *name, const char *what, const cJSON *text)
{
	if (text && cJSON_IsString(text))
		printf("%s %s: %s\n", name, what, text->valuestring);
}

static int
change(const struct user *u, struct admin_link *link, const struct buf *body)
{
	struct client_request r = {
	    .method = "POST", .body = buf_str(body), .len = body->len};
	struct buf target = {0}, answer = {0};
	struct problem p = {0};
	cJSON *json = NULL;
	enum problem_code code;

	buf_puts(&target, "/v1/accounts");
	if (strcmp(u->verb, "add") != 0) {
		buf_putc(&target, '/');
		client_escape(&target, u->name);
	}
	r.target = buf_str(&target);
	code = client_call(link->client, &r, &answer, &p);
	if (!code)
		code =
		    json_parse(buf_str(&answer), answer.len, NULL, &json, &p);
	if (!code) {
		say(u->name, "one-time password", json_find(json, "password"));
		say(u->name, "secret for codes", json_find(json, "secret"));
	}
	cJSON_Delete(json);
	buf_free(&target);
	buf_free(&answer);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

static const char *
text_of(const cJSON *account, const char *key)
{
	const cJSON *item = json_find(account, key);

	return item && cJSON_IsString(item) ? item->valuestring : "-";
}

static void
list_one(const cJSON *account)
{
	struct buf roles = {0};
	const cJSON *role;

	cJSON_ArrayForEach (role, json_find(account, "roles")) {
		if (roles.len > 0)
			buf_putc(&roles, ',');
		buf_puts(&roles, role->valuestring);
	}
	printf("%s\t%s\tstation %s\tunit %s%s%s\n", text_of(account, "name"),
	    roles.len ? buf_str(&roles) : "-", text_of(account, "station"),
	    text_of(account, "unit"),
	    cJSON_IsTrue(json_find(account, "locked")) ? "\tlocked" : "",
	    cJSON_IsTrue(json_find(account, "must_change"))
	        ? "\tone-time password"
	        : "");
	buf_free(&roles);
}

static int
list(struct admin_link *link)
{
	static const struct json_limits limits = {
	    CLIENT_ANSWER_MAX, JSON_DEPTH_MAX};
	const struct client_request r = {
	    .method = "GET", .target = "/v1/accounts"};
	struct buf answer = {0};
	struct problem p = {0};
	cJSON *json = NULL;
	const cJSON *account;
	enum problem_code code = client_call(link->client, &r, &answer, &p);

	if (!code)
		code = json_parse(
		    buf_str(&answer), answer.len, &limits, &json, &p);
	if (!code)
		cJSON_ArrayForEach (account, json_find(json, "accounts")) {
			list_one(account);
		}
	cJSON_Delete(json);
	buf_free(&answer);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

int
admin_user(int argc, char **argv)
{
	struct user u = {0};
	struct admin_link link;
	struct problem p = {0};
	struct buf body = {0};
	int status = read_options(argc, argv, &u);
	bool lists;

	if (status)
		return status;
	lists = strcmp(u.verb, "list") == 0;
	if (!lists && !write_change(&u, &body))
		status = admin_unknown(
		    "user", "verb", u.verb, verbs, COUNT_OF(verbs));
	else if (!lists && !u.name)
		status = admin_usage("user", "whose account?");
	else if (admin_link_open(u.dir, &link, &p))
		status = admin_fail(&p);
	else {
		status = lists ? list(&link) : change(&u, &link, &body);
		admin_link_close(&link);
	}
	buf_free(&body);
	return status;
}
