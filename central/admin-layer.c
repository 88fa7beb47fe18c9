/*
 * watchroomd layer: map files into the store, what is there, and out again.
 * The records that a layer is the outline of go with it in one request: all of
 * it is taken, or nothing.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/admin.h"
#include "central/layer-records.h"
#include "model/text.h"
#include "net/wire/geojson.h"
#include "net/wire/json.h"
#include "net/wire/layer-json.h"

static enum problem_code
send_layer(struct client *client, const struct layer *l,
    const struct layer_records *records, struct problem *p)
{
	struct buf body = {0}, target = {0}, answer = {0};
	struct client_request r = {.method = "PUT"};
	enum problem_code code = PROBLEM_NONE;

	layer_put_write_json(&body, l, records->put, records->count);
	buf_printf(&target, "/v1/layers/%s", l->name);
	r.target = buf_str(&target);
	r.body = buf_str(&body);
	r.len = body.len;
	if (!buf_ok(&body))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!code)
		code = client_call(client, &r, &answer, p);
	buf_free(&body);
	buf_free(&target);
	buf_free(&answer);
	return code;
}

/* What was passed over, clean, on stderr. */
static void
say_passed(const struct layer_loaded *l)
{
	struct buf shown = {0};

	text_clean(&shown, buf_str(&l->passed), l->passed.len, TEXT_LINES);
	fputs(buf_str(&shown), stderr);
	buf_free(&shown);
}

static void
say_done(const struct layer_loaded *l, const struct layer_records *r)
{
	const struct layer *layer = l->layer;
	enum kind kind = layer_kind(layer->role);

	printf("%s: %zu of %zu features, %s", layer->name, layer->features,
	    l->features, enum_word(&enum_layer_role, layer->role));
	if (l->closed)
		printf(", %zu open borders closed", l->closed);
	if (l->named)
		printf(", %zu named", l->named);
	if (l->coded)
		printf(", %zu with a code", l->coded);
	if (kind != KIND_ANY)
		printf("; %s: %zu new, %zu known", kind_info(kind)->name,
		    r->made, r->known);
	printf("\n");
}

static enum problem_code
put_layer(struct admin_link *link, const struct layer_order *order,
    const char *station, struct layer_loaded *l, struct layer_records *r,
    struct problem *p)
{
	enum problem_code code =
	    layer_records_make(link->client, order, station, l, r, p);

	say_passed(l);
	if (!code && l->layer->features == 0)
		return problem_set(p, PROBLEM_FILE, "file", order->file, "why",
		    why_no_feature_used, NULL);
	if (!code && r->count > LAYER_PUT_RECORDS) {
		code = problem_set(p, PROBLEM_TOO_LONG, "key", "records", NULL);
		problem_param(p, "limit", "%d", LAYER_PUT_RECORDS);
	}
	return code ? code : send_layer(link->client, l->layer, r, p);
}

static int
add(const char *dir, const char *station, const struct layer_order *order)
{
	struct layer_loaded l;
	struct layer_records r = {0};
	struct admin_link link;
	struct problem p = {0};
	enum problem_code code = layer_load(order, &l, &p);

	if (code)
		say_passed(&l);
	else
		code = admin_link_open(dir, &link, &p);
	if (!code) {
		code = put_layer(&link, order, station, &l, &r, &p);
		admin_link_close(&link);
	}
	if (!code)
		say_done(&l, &r);
	layer_loaded_free(&l);
	layer_records_free(&r);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

static double
number_of(const cJSON *o, const char *key)
{
	const cJSON *item = json_find(o, key);

	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static const char *
text_of(const cJSON *o, const char *key)
{
	const cJSON *item = json_find(o, key);

	return cJSON_IsString(item) ? item->valuestring : "-";
}

static void
list_one(const cJSON *layer)
{
	const cJSON *zoom, *zooms = json_find(layer, "zooms");

	printf("%s\t%s\t%.0f features\t%.0f vertices\tbytes",
	    text_of(layer, "name"), text_of(layer, "role"),
	    number_of(layer, "features"), number_of(layer, "vertices"));
	cJSON_ArrayForEach (zoom, zooms)
		printf(" %.0f:%.0f", number_of(zoom, "zoom"),
		    number_of(zoom, "bytes"));
	printf("\n");
}

static int
list(const char *dir)
{
	static const struct json_limits limits = {
	    CLIENT_ANSWER_MAX, JSON_DEPTH_MAX};
	const struct client_request r = {
	    .method = "GET", .target = "/v1/layers"};
	struct buf answer = {0};
	struct problem p = {0};
	struct admin_link link;
	cJSON *json = NULL;
	const cJSON *layer;
	enum problem_code code = admin_link_open(dir, &link, &p);

	if (code)
		return admin_fail(&p);
	code = client_call(link.client, &r, &answer, &p);
	if (!code)
		code = json_parse(
		    buf_str(&answer), answer.len, &limits, &json, &p);
	cJSON_ArrayForEach (layer, json_find(json, "layers"))
		list_one(layer);
	cJSON_Delete(json);
	buf_free(&answer);
	admin_link_close(&link);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

static int
drop(const char *dir, const char *name)
{
	struct client_request r = {.method = "DELETE"};
	struct buf target = {0}, answer = {0};
	struct problem p = {0};
	struct admin_link link;
	enum problem_code code = admin_link_open(dir, &link, &p);

	if (code)
		return admin_fail(&p);
	buf_puts(&target, "/v1/layers/");
	client_escape(&target, name);
	r.target = buf_str(&target);
	code = client_call(link.client, &r, &answer, &p);
	buf_free(&target);
	buf_free(&answer);
	admin_link_close(&link);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

/* What the central has of it, whole, as GeoJSON on stdout. */
static int
export_layer(const char *dir, const char *name)
{
	struct client_request r = {.method = "GET"};
	struct buf target = {0}, answer = {0}, text = {0};
	struct layer *l = NULL;
	struct problem p = {0};
	struct admin_link link;
	enum problem_code code = admin_link_open(dir, &link, &p);

	if (code)
		return admin_fail(&p);
	buf_puts(&target, "/v1/layers/");
	client_escape(&target, name);
	r.target = buf_str(&target);
	code = client_call(link.client, &r, &answer, &p);
	admin_link_close(&link);
	if (!code)
		code = layer_read_json(buf_str(&answer), answer.len, &l, &p);
	if (!code) {
		geojson_write(&text, l);
		if (!buf_ok(&text) ||
		    fwrite(text.data, 1, text.len, stdout) != text.len ||
		    fflush(stdout) != 0)
			code = problem_set(&p, PROBLEM_FILE, "file", "stdout",
			    "why", why_stdout_full, NULL);
	}
	layer_free(l);
	buf_free(&target);
	buf_free(&answer);
	buf_free(&text);
	return code ? admin_fail(&p) : ADMIN_DONE;
}

struct said {
	struct layer_order order;
	const char *station;
	bool options; /* some were given */
};

static bool
read_options(int argc, char **argv, struct said *s)
{
	static const struct option options[] = {
	    {"role", required_argument, NULL, 'r'},
	    {"crs", required_argument, NULL, 'c'},
	    {"map", required_argument, NULL, 'm'},
	    {"names", required_argument, NULL, 'n'},
	    {"codes", required_argument, NULL, 'k'},
	    {"station", required_argument, NULL, 's'}, {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		const char **to = o == 'r'   ? &s->order.role
		                  : o == 'c' ? &s->order.crs
		                  : o == 'm' ? &s->order.map
		                  : o == 'n' ? &s->order.names
		                  : o == 'k' ? &s->order.codes
		                  : o == 's' ? &s->station
		                             : NULL;

		if (!to)
			return false;
		*to = optarg;
		s->options = true;
	}
	return true;
}

int
admin_layer(int argc, char **argv)
{
	struct said s = {0};
	const char *verb, *const *arg;
	int left;

	if (!read_options(argc, argv, &s))
		return admin_usage("layer", "no such option");
	left = argc - optind;
	verb = left > 0 ? argv[optind] : "";
	arg = (const char *const *)argv + optind + 1;
	if (strcmp(verb, "list") == 0 && left == 2 && !s.options)
		return list(arg[0]);
	if (strcmp(verb, "drop") == 0 && left == 3 && !s.options)
		return drop(arg[0], arg[1]);
	if (strcmp(verb, "export") == 0 && left == 3 && !s.options)
		return export_layer(arg[0], arg[1]);
	if (strcmp(verb, "add") != 0 || left != 4)
		return admin_usage("layer",
		    "add DIR NAME FILE, list DIR, export DIR NAME or drop DIR "
		    "NAME is wanted");
	s.order.name = arg[1];
	s.order.file = arg[2];
	return add(arg[0], s.station, &s.order);
}
