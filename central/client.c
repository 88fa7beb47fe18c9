/*
 * HTTP/1.1 over a Unix socket, as much as our own server speaks (client.h):
 * answers have a Content-Length, and no other form is taken.
 */
#include "central/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/wire/problem-json.h"

#define HEAD_MAX ((size_t)16 * 1024)

struct client {
	int fd;
	struct buf in; /* read and not taken yet */
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

static enum problem_code
broken(const struct client *c, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_LINK, "addr", c->path, "why", why, NULL);
}

static enum problem_code
connect_to(struct client *c, struct problem *p)
{
	const struct timeval wait = {.tv_sec = CLIENT_WAIT_S};
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	memcpy(to.sun_path, c->path, sizeof(to.sun_path));
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return broken(c, reason_of_errno(errno), p);
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(c->fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return PROBLEM_NONE;
	if (errno == ENOENT || errno == ECONNREFUSED)
		return problem_set(p, PROBLEM_NOT_FOUND, "what", c->path, NULL);
	return broken(c, reason_of_errno(errno), p);
}

enum problem_code
client_open(const char *path, struct client **out, struct problem *p)
{
	struct client *c;
	enum problem_code code;

	if (strlen(path) >= sizeof(c->path))
		return problem_set(p, PROBLEM_LINK, "addr", path, "why",
		    why_name_too_long, NULL);
	c = calloc(1, sizeof(*c));
	if (!c)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	snprintf(c->path, sizeof(c->path), "%s", path);
	code = connect_to(c, p);
	if (code)
		client_close(c);
	else
		*out = c;
	return code;
}

void
client_close(struct client *c)
{
	if (!c)
		return;
	if (c->fd >= 0)
		close(c->fd);
	buf_free(&c->in);
	free(c);
}

enum problem_code
client_send(struct client *c, const struct client_request *r, struct problem *p)
{
	struct buf out = {0};
	size_t sent = 0;
	ssize_t n = 0;

	buf_printf(&out,
	    "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Owner\r\n",
	    r->method, r->target);
	if (r->key)
		buf_printf(&out, "Idempotency-Key: %s\r\n", r->key);
	buf_printf(&out,
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
	    r->len);
	buf_add(&out, r->body ? r->body : "", r->len);
	while (buf_ok(&out) && sent < out.len) {
		n = send(c->fd, out.data + sent, out.len - sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		sent += (size_t)n;
	}
	n = sent == out.len && buf_ok(&out);
	buf_free(&out);
	return n ? PROBLEM_NONE : broken(c, why_takes_no_more, p);
}

/* Reads some more into c->in. */
static enum problem_code
read_more(struct client *c, struct problem *p)
{
	ssize_t n;

	if (!buf_reserve(&c->in, 65536))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	do
		n = recv(c->fd, c->in.data + c->in.len, 65536, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return broken(c, why_hung_up, p);
	c->in.len += (size_t)n;
	c->in.data[c->in.len] = '\0';
	return PROBLEM_NONE;
}

/* Bytes of the head with its blank line; 0 while it is not whole. */
static size_t
head_length(const struct client *c)
{
	const char *end =
	    c->in.len ? memmem(c->in.data, c->in.len, "\r\n\r\n", 4) : NULL;

	return end ? (size_t)(end - c->in.data) + 4 : 0;
}

/* Status and Content-Length of a head of that many bytes. */
static bool
read_head(const struct client *c, size_t head, int *status, size_t *length)
{
	const char *line = c->in.data, *end = c->in.data + head;
	unsigned long long n = 0;

	*length = 0;
	if (sscanf(line, "HTTP/1.1 %3d ", status) != 1)
		return false;
	while ((line = memmem(line, (size_t)(end - line), "\r\n", 2)) &&
	       (line += 2) < end) {
		if (strncasecmp(line, "Transfer-Encoding:", 18) == 0)
			return false;
		if (strncasecmp(line, "Content-Length:", 15) == 0 &&
		    sscanf(line + 15, "%llu", &n) != 1)
			return false;
	}
	*length = (size_t)n;
	return n <= CLIENT_ANSWER_MAX;
}

enum problem_code
client_receive(
    struct client *c, int *status, struct buf *body, struct problem *p)
{
	size_t head, length = 0;

	buf_clear(body);
	while ((head = head_length(c)) == 0) {
		if (c->in.len > HEAD_MAX)
			return broken(c, why_no_http_answer, p);
		if (read_more(c, p))
			return p->code;
	}
	if (!read_head(c, head, status, &length))
		return broken(c, why_odd_answer, p);
	while (c->in.len < head + length)
		if (read_more(c, p))
			return p->code;
	buf_add(body, c->in.data + head, length);
	buf_consume(&c->in, head + length);
	return buf_ok(body) ? PROBLEM_NONE
	                    : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

enum problem_code
client_problem(int status, const struct buf *body, struct problem *p)
{
	if (status >= 200 && status < 300)
		return PROBLEM_NONE;
	return problem_read_json(buf_str(body), body->len, status, p);
}

enum problem_code
client_call(struct client *c, const struct client_request *r, struct buf *body,
    struct problem *p)
{
	int status = 0;
	enum problem_code code = client_send(c, r, p);

	if (!code)
		code = client_receive(c, &status, body, p);
	return code ? code : client_problem(status, body, p);
}

void
client_escape(struct buf *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "abcdefghijklmnopqrstuvwxyz"
	                            "0123456789-_.~";

	for (; *text; text++)
		if (strchr(plain, *text))
			buf_putc(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned char)*text);
}
