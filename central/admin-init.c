/*
 * watchroomd init: a store, what an agency begins with, and an administrator
 * with a one-time password. There is no default account.
 */
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "central/admin.h"
#include "central/keeper.h"
#include "central/put.h"
#include "central/store/store.h"
#include "config/agency.h"
#include "config/shipped.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

struct init {
	const char *dir, *zone, *config, *name;
	bool drill;
	msec_t start; /* of a drill's clock; 0: the usual */
};

static int
read_options(int argc, char **argv, struct init *i)
{
	static const struct option options[] = {
	    {"drill", no_argument, NULL, 'd'},
	    {"start", required_argument, NULL, 's'},
	    {"zone", required_argument, NULL, 'z'},
	    {"config", required_argument, NULL, 'c'},
	    {"admin", required_argument, NULL, 'a'}, {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'd')
			i->drill = true;
		else if (o == 'z')
			i->zone = optarg;
		else if (o == 'c')
			i->config = optarg;
		else if (o == 'a')
			i->name = optarg;
		else if (o != 's')
			return admin_usage("init", "no such option");
		else if (!time_parse(optarg, strlen(optarg), &i->start))
			return admin_usage("init",
			    "--start takes a time as 2026-11-21T19:00:00Z");
	}
	if (argc - optind != 1)
		return admin_usage("init", "one directory is wanted");
	if (i->start && !i->drill)
		return admin_usage("init", "--start is for a --drill");
	i->dir = argv[optind];
	return ADMIN_DONE;
}

/* The machine's zone by the link that most systems keep; else UTC. */
static void
machine_zone(char zone[PATH_MAX])
{
	char target[PATH_MAX];
	ssize_t n = readlink("/etc/localtime", target, sizeof(target) - 1);
	char *name = NULL;

	if (n > 0) {
		target[n] = '\0';
		name = strstr(target, "zoneinfo/");
	}
	text_copy_cut(zone, PATH_MAX, name ? name + 9 : "UTC");
}

static enum problem_code
check_zone(const char *name, struct problem *p)
{
	struct zone *zone = NULL;
	enum problem_code code = zone_load(name, &zone, p);

	zone_free(zone);
	return code;
}

/* A drill's clock stands where it is told to until somebody sets it going. */
static enum problem_code
set_start(const struct init *i, struct problem *p)
{
	struct store *s;
	enum problem_code code;

	if (!i->start)
		return PROBLEM_NONE;
	code = store_open(i->dir, STORE_WRITE, &s, p);
	if (code)
		return code;
	code = store_begin(s, p);
	if (!code)
		code = keeper_clock_write(s, i->start, 0, p);
	if (!code)
		code = store_commit(s, p);
	store_close(s);
	return code;
}

static enum problem_code
put_agency(
    struct admin_link *link, const struct agency *agency, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < agency->count; i++)
		code = put_record(link->client, agency->setting[i], p);
	return code;
}

static enum problem_code
add_admin(struct admin_link *link, const char *name, struct problem *p)
{
	struct buf body = {0}, answer = {0};
	struct json_out o = {.buf = &body};
	struct client_request r = {.method = "POST", .target = "/v1/accounts"};
	cJSON *json = NULL;
	const char *password;
	enum problem_code code;

	json_open_object(&o);
	json_put_key(&o, "name");
	json_put_string(&o, name, strlen(name));
	json_put_key(&o, "roles");
	json_open_array(&o);
	json_put_string(&o, "admin", 5);
	json_close_array(&o);
	json_close_object(&o);
	r.body = buf_str(&body);
	r.len = body.len;
	code = client_call(link->client, &r, &answer, p);
	if (!code)
		code = json_parse(buf_str(&answer), answer.len, NULL, &json, p);
	if (!code)
		code = json_string(json, "password", 64, &password, p);
	if (!code)
		printf("%s one-time password: %s\n", name, password);
	cJSON_Delete(json);
	buf_free(&body);
	buf_free(&answer);
	return code;
}

static enum problem_code
make(const struct init *i, const struct agency *agency, struct problem *p)
{
	const struct store_birth birth = {.drill = i->drill, .zone = i->zone};
	struct admin_link link;
	enum problem_code code = store_create(i->dir, &birth, p);

	if (!code)
		code = set_start(i, p);
	if (!code)
		code = admin_link_open(i->dir, &link, p);
	if (code)
		return code;
	code = put_agency(&link, agency, p);
	if (!code)
		code = add_admin(&link, i->name, p);
	admin_link_close(&link);
	return code;
}

int
admin_init(int argc, char **argv)
{
	struct init i = {.name = "admin"};
	char zone[PATH_MAX], shipped[PATH_MAX];
	struct agency agency = {0};
	struct problem p = {0};
	int status = read_options(argc, argv, &i);
	enum problem_code code = PROBLEM_NONE;

	if (status)
		return status;
	if (!i.zone) {
		machine_zone(zone);
		i.zone = zone;
	}
	if (!i.config && shipped_path("central.yaml", shipped, sizeof(shipped)))
		i.config = shipped;
	code = check_zone(i.zone, &p);
	if (!code)
		code = agency_read(i.config, &agency, &p);
	if (!code)
		code = make(&i, &agency, &p);
	agency_free(&agency);
	return code ? admin_fail(&p) : ADMIN_DONE;
}
