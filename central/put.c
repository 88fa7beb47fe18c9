/*
 * Putting records (put.h).
 */
#include "central/put.h"

#include <stdlib.h>
#include <string.h>

#include "central/restore.h"
#include "net/wire/codec.h"

#define LINES 16 /* connections at once */

static enum problem_code
send_record(struct client *client, const struct record *r, bool whole,
    struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct client_request request = {.method = "POST",
	    .target = whole ? "/v1/commands/restore" : "/v1/commands/put"};
	char key[ID_SIZE];
	enum problem_code code;

	id_new(key);
	json_open_object(&o);
	json_put_key(&o, "record");
	if (whole)
		codec_write_record(&o, r);
	else
		codec_write_put(&o, r);
	json_close_object(&o);
	request.key = key;
	request.body = buf_str(&body);
	request.len = body.len;
	code = buf_ok(&body) ? client_send(client, &request, p)
	                     : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&body);
	return code;
}

/* What the central said to one; the answer itself is of no interest. */
static enum problem_code
take_answer(struct client *client, struct problem *said, struct problem *p)
{
	struct buf body = {0};
	int status = 0;
	enum problem_code code = client_receive(client, &status, &body, p);

	*said = (struct problem){0};
	if (!code)
		client_problem(status, &body, said);
	buf_free(&body);
	return code;
}

enum problem_code
put_record(struct client *client, const struct record *r, struct problem *p)
{
	struct problem said = {0};
	enum problem_code code = send_record(client, r, false, p);

	if (!code)
		code = take_answer(client, &said, p);
	if (!code && said.code) {
		*p = said;
		code = said.code;
	}
	return code;
}

/* What is still to be put. */
struct putting {
	struct client *line[LINES];
	size_t lines;
	struct record *const *list;
	size_t *left; /* indices into list */
	size_t count;
	struct problem said; /* the first refusal of this round */
	size_t said_of;
};

/* The answer to one of the list; what is there otherwise is put instead. */
static enum problem_code
settle_one(struct client *line, const struct record *r, struct problem *said,
    struct problem *p)
{
	enum problem_code code = take_answer(line, said, p);

	if (code || r->rev == 0 || said->code != PROBLEM_EXISTS ||
	    restore_only(r->kind))
		return code;
	code = send_record(line, r, false, p);
	return code ? code : take_answer(line, said, p);
}

/* Those of left[from..to), one a line; who must wait is kept in left[]. */
static enum problem_code
put_some(
    struct putting *u, size_t from, size_t to, size_t *kept, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	size_t sent = from;

	for (; !code && sent < to; sent++) {
		const struct record *r = u->list[u->left[sent]];

		code = send_record(u->line[sent - from], r, r->rev > 0, p);
	}
	for (size_t i = from; !code && i < to; i++) {
		struct problem said;
		size_t index = u->left[i];

		code = settle_one(u->line[i - from], u->list[index], &said, p);
		if (!said.code)
			continue;
		if (!u->said.code) {
			u->said = said;
			u->said_of = index;
		}
		if (!code && said.code != PROBLEM_NOT_FOUND) {
			*p = said;
			u->said = said;
			u->said_of = index;
			code = said.code;
		}
		u->left[(*kept)++] = index;
	}
	return code;
}

/* Whether that one must wait for one of left[from..i): it is of its room. */
static bool
must_follow(const struct putting *u, size_t from, size_t i)
{
	const struct record *r = u->list[u->left[i]];

	for (size_t k = from; r->kind == KIND_MESSAGE && k < i; k++)
		if (text_is(((const struct message *)r)->room,
		        ((const struct message *)u->list[u->left[k]])->room))
			return true;
	return false;
}

/* As many as there are lines, and as may go at once. */
static size_t
end_of_group(const struct putting *u, size_t from)
{
	size_t to = from + 1;

	while (
	    to < u->count && to - from < u->lines && !must_follow(u, from, to))
		to++;
	return to;
}

static enum problem_code
put_round(struct putting *u, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	size_t kept = 0;

	u->said = (struct problem){0};
	for (size_t i = 0, to; !code && i < u->count; i = to) {
		to = end_of_group(u, i);
		code = put_some(u, i, to, &kept, p);
	}
	if (!code && kept == u->count) {
		*p = u->said;
		code = u->said.code;
	}
	u->count = kept;
	return code;
}

enum problem_code
put_all(const struct admin_link *link, struct record *const *list, size_t count,
    size_t *at, struct problem *p)
{
	struct putting u = {.list = list, .count = count};
	enum problem_code code = PROBLEM_NONE;

	u.left = calloc(count + 1, sizeof(*u.left));
	if (!u.left)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < count; i++)
		u.left[i] = i;
	while (!code && u.lines < LINES) {
		code = admin_link_more(link, &u.line[u.lines], p);
		u.lines += !code;
	}
	while (!code && u.count > 0)
		code = put_round(&u, p);
	*at = u.said_of;
	for (size_t i = 0; i < u.lines; i++)
		client_close(u.line[i]);
	free(u.left);
	return code;
}
