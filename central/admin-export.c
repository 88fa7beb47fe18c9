/*
 * watchroomd export: all records of a kind to stdout, page by page, by id.
 *
 * Callers are not read but opened, one by one and for a reason, and each
 * leaves its trace in the audit log.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/admin.h"
#include "central/bulk.h"
#include "net/wire/codec.h"

#define FLUSH_AT ((size_t)64 * 1024)

struct export
{
	const char *dir, *reason;
	enum kind kind; /* what is read; incidents for callers */
	bool callers;
	struct admin_link link;
	struct bulk_writer writer;
	struct buf out;
	char next[ID_SIZE]; /* the page goes on after; "": from the first */
};

static enum problem_code
flush(struct export *e, size_t least, struct problem *p)
{
	bool fine;

	if (!buf_ok(&e->out))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (e->out.len < least)
		return PROBLEM_NONE;
	fine = fwrite(buf_str(&e->out), 1, e->out.len, stdout) == e->out.len;
	buf_clear(&e->out);
	if (least == 0)
		fine = fflush(stdout) == 0 && fine;
	if (fine)
		return PROBLEM_NONE;
	return problem_set(
	    p, PROBLEM_FILE, "file", "stdout", "why", why_stdout_full, NULL);
}

static enum problem_code
write_json(struct export *e, const cJSON *json, struct problem *p)
{
	struct record *r = NULL;
	enum problem_code code = codec_record_read(json, CODEC_LENIENT, &r, p);

	if (code)
		return code;
	if (r)
		bulk_write(&e->writer, r);
	record_free(r);
	return flush(e, FLUSH_AT, p);
}

static void
write_reveal(struct buf *body, const char *incident, const char *reason)
{
	struct json_out o = {.buf = body};

	json_open_object(&o);
	json_put_key(&o, "incident");
	json_put_string(&o, incident, strlen(incident));
	json_put_key(&o, "reason");
	json_put_string(&o, reason, strlen(reason));
	json_close_object(&o);
}

/* Opens the caller of an incident, if it has one. */
static enum problem_code
write_caller(struct export *e, const cJSON *incident, struct problem *p)
{
	const cJSON *id = json_find(incident, "id");
	struct client_request r = {
	    .method = "POST", .target = "/v1/commands/reveal"};
	struct buf body = {0}, answer = {0};
	char key[ID_SIZE];
	cJSON *json = NULL;
	enum problem_code code;

	if (!json_find(incident, "caller"))
		return PROBLEM_NONE;
	id_new(key);
	write_reveal(&body, id->valuestring, e->reason);
	r.key = key;
	r.body = buf_str(&body);
	r.len = body.len;
	code = client_call(e->link.client, &r, &answer, p);
	if (!code)
		code = json_parse(buf_str(&answer), answer.len, NULL, &json, p);
	if (!code)
		code = write_json(e, json_find(json, "caller"), p);
	cJSON_Delete(json);
	buf_free(&body);
	buf_free(&answer);
	return code;
}

static enum problem_code
write_page(struct export *e, const cJSON *page, struct problem *p)
{
	const cJSON *record, *next = json_find(page, "next");
	enum problem_code code = PROBLEM_NONE;

	cJSON_ArrayForEach (record, json_find(page, "records")) {
		if (!code)
			code = e->callers ? write_caller(e, record, p)
			                  : write_json(e, record, p);
	}
	snprintf(e->next, sizeof(e->next), "%s",
	    next && cJSON_IsString(next) ? next->valuestring : "");
	return code;
}

static enum problem_code
read_page(struct export *e, struct problem *p)
{
	static const struct json_limits limits = {
	    CLIENT_ANSWER_MAX, JSON_DEPTH_MAX};
	struct client_request r = {.method = "GET"};
	struct buf target = {0}, answer = {0};
	cJSON *page = NULL;
	enum problem_code code;

	buf_printf(&target, "/v1/records/%s?limit=500%s%s",
	    kind_info(e->kind)->name, *e->next ? "&after=" : "", e->next);
	r.target = buf_str(&target);
	code = client_call(e->link.client, &r, &answer, p);
	if (!code)
		code =
		    json_parse(buf_str(&answer), answer.len, &limits, &page, p);
	if (!code)
		code = write_page(e, page, p);
	cJSON_Delete(page);
	buf_free(&target);
	buf_free(&answer);
	return code;
}

static enum problem_code export(struct export *e, struct problem *p) {
	enum problem_code code = admin_link_open(e->dir, &e->link, p);

	if (code) return code;
	e->writer.out = &e->out;
	bulk_begin(&e->writer);
	do code = read_page(e, p);
	while (!code && *e->next);
	bulk_end(&e->writer);
	if (!code) code = flush(e, 0, p);
	admin_link_close(&e->link);
	buf_free(&e->out);
	return code;
}

static int
read_options(int argc, char **argv, struct export *e)
{
	static const struct option options[] = {
	    {"format", required_argument, NULL, 'f'},
	    {"reason", required_argument, NULL, 'r'}, {0}};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'r')
			e->reason = optarg;
		else if (o != 'f')
			return admin_usage("export", "no such option");
		else if (strchr(optarg, '.') ||
		         !bulk_form_find(optarg, &e->writer.form))
			return admin_usage(
			    "export", "--format takes csv, json or geojson");
	}
	if (argc - optind != 2)
		return admin_usage(
		    "export", "a directory and a kind are wanted");
	e->dir = argv[optind];
	e->kind = admin_kind("export", argv[optind + 1]);
	if (e->kind == KIND_ANY)
		return ADMIN_USAGE;
	e->writer.kind = e->kind;
	e->callers = e->kind == KIND_CALLER;
	if (e->callers && (!e->reason || !*e->reason))
		return admin_usage("export",
		    "callers are opened for a reason only: --reason WHY");
	if (e->callers)
		e->kind = KIND_INCIDENT;
	if (e->writer.form == BULK_GEOJSON && !bulk_geometry(e->writer.kind))
		return admin_usage(
		    "export", "records of this kind have no place on a map");
	return ADMIN_DONE;
}

int
admin_export(int argc, char **argv)
{
	struct export e = {.writer.form = BULK_CSV};
	struct problem p = {0};
	int status = read_options(argc, argv, &e);

	if (status)
		return status;
	return export(&e, &p) ? admin_fail(&p) : ADMIN_DONE;
}
