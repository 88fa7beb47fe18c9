/*
 * What watchroomd's subcommands share (admin.h).
 */
#include "central/admin.h"

#include <stdio.h>
#include <string.h>

#include "central/central.h"
#include "model/text.h"

static enum problem_code
serve_here(const char *dir, struct admin_link *link, struct problem *p)
{
	const struct central_config config = {
	    .dir = dir, .threads = 2, .quiet = true};
	enum problem_code code = central_open(&config, &link->own, p);

	if (!code)
		code = client_open(link->path, &link->client, p);
	if (code && link->own)
		admin_link_close(link);
	return code;
}

enum problem_code
admin_link_open(const char *dir, struct admin_link *link, struct problem *p)
{
	enum problem_code code;
	int n;

	*link = (struct admin_link){0};
	n = snprintf(link->path, sizeof(link->path), "%s/watchroom.sock", dir);
	if (n < 0 || (size_t)n >= sizeof(link->path))
		return problem_set(
		    p, PROBLEM_USAGE, "why", why_directory_long, NULL);
	code = client_open(link->path, &link->client, p);
	if (code != PROBLEM_NOT_FOUND)
		return code;
	*p = (struct problem){0};
	return serve_here(dir, link, p);
}

void
admin_link_close(struct admin_link *link)
{
	client_close(link->client);
	if (link->own)
		central_close(link->own);
	*link = (struct admin_link){0};
}

enum problem_code
admin_link_more(
    const struct admin_link *link, struct client **out, struct problem *p)
{
	return client_open(link->path, out, p);
}

int
admin_fail(const struct problem *p)
{
	const char *id = problem_get(p, "id");
	char text[1024];
	struct buf shown = {0};

	problem_text(p, text, sizeof(text));
	text_clean(&shown, text, strlen(text), 0);
	if (*id) {
		buf_puts(&shown, ": ");
		text_clean(&shown, id, strlen(id), 0);
	}
	fprintf(stderr, "watchroomd: %s\n", buf_str(&shown));
	buf_free(&shown);
	return ADMIN_FAILED;
}

int
admin_usage(const char *name, const char *what)
{
	struct buf shown = {0};

	text_clean(&shown, what, strlen(what), 0);
	fprintf(stderr,
	    "watchroomd%s%s: %s\n'watchroomd --help' says how it is meant\n",
	    *name ? " " : "", name, buf_str(&shown));
	buf_free(&shown);
	return ADMIN_USAGE;
}

int
admin_unknown(const char *name, const char *what, const char *word,
    const char *const *known, size_t count)
{
	const char *meant = text_nearest(word, known, count);
	struct buf said = {0};
	int status;

	buf_printf(&said, "no such %s: %s", what, word);
	if (meant)
		buf_printf(&said, "; did you mean %s?", meant);
	status = admin_usage(name, buf_str(&said));
	buf_free(&said);
	return status;
}

enum kind
admin_kind(const char *name, const char *word)
{
	enum kind kind = kind_find(word, strlen(word));
	const char *known[KIND_COUNT];
	size_t n = 0;

	if (kind != KIND_ANY)
		return kind;
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		known[n++] = kind_info(k)->name;
	admin_unknown(name, "kind of record", word, known, n);
	return KIND_ANY;
}
