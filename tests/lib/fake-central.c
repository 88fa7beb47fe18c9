/*
 * Sockets that never block, a table of connections that only grows (a test is
 * short), and as much of HTTP/1.1 as curl needs.
 */
#include "tests/lib/fake-central.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNS 256

struct fake_conn {
	int fd; /* -1: closed */
	struct buf in, out;
	size_t request; /* bytes of the request at the front of in; 0: none */
	char line[1024];
	char header[4096];
	char *body;
	bool taken; /* the test has it */
	bool streams;
};

struct fake_central {
	int fd;
	char dir[64];
	char path[96];
	char url[128];
	uint16_t port;
	struct fake_conn *conn[CONNS];
	size_t conns;
	size_t requests;
};

static void
must(bool what, const char *why)
{
	if (what)
		return;
	perror(why);
	abort();
}

static int
listen_unix(struct fake_central *f)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", f->path);
	unlink(f->path);
	must(bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0, "bind");
	must(listen(fd, 64) == 0, "listen");
	snprintf(f->url, sizeof(f->url), "unix:%s", f->path);
	return fd;
}

static int
listen_tcp(struct fake_central *f)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_port = htons(f->port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(a);
	int on = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	must(bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0, "bind");
	must(listen(fd, 64) == 0, "listen");
	must(getsockname(fd, (struct sockaddr *)&a, &len) == 0, "getsockname");
	f->port = ntohs(a.sin_port);
	snprintf(
	    f->url, sizeof(f->url), "http://127.0.0.1:%u", (unsigned)f->port);
	return fd;
}

void
fake_central_start(struct fake_central *f)
{
	if (f->fd >= 0)
		return;
	f->fd = f->dir[0] ? listen_unix(f) : listen_tcp(f);
}

struct fake_central *
fake_central_new(bool unix_socket)
{
	struct fake_central *f = calloc(1, sizeof(*f));

	must(f != NULL, "calloc");
	f->fd = -1;
	if (unix_socket) {
		snprintf(f->dir, sizeof(f->dir), "/tmp/watchroom-test-XXXXXX");
		must(mkdtemp(f->dir) != NULL, "mkdtemp");
		snprintf(f->path, sizeof(f->path), "%s/s", f->dir);
	}
	fake_central_start(f);
	return f;
}

void
fake_conn_cut(struct fake_conn *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void
fake_central_stop(struct fake_central *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	if (f->path[0])
		unlink(f->path);
	for (size_t i = 0; i < f->conns; i++)
		fake_conn_cut(f->conn[i]);
}

void
fake_central_free(struct fake_central *f)
{
	fake_central_stop(f);
	for (size_t i = 0; i < f->conns; i++) {
		buf_free(&f->conn[i]->in);
		buf_free(&f->conn[i]->out);
		free(f->conn[i]->body);
		free(f->conn[i]);
	}
	if (f->dir[0])
		rmdir(f->dir);
	free(f);
}

const char *
fake_central_url(const struct fake_central *f)
{
	return f->url;
}

static void
take_connection(struct fake_central *f)
{
	struct fake_conn *c;
	int on = 1;
	int fd = accept4(f->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	must(f->conns < CONNS, "too many connections");
	if (!f->dir[0])
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	c = calloc(1, sizeof(*c));
	must(c != NULL, "calloc");
	c->fd = fd;
	f->conn[f->conns++] = c;
}

/* The value of a header within the head at the front of `in`. */
static bool
find_header(struct fake_conn *c, const char *name)
{
	size_t n = strlen(name);
	const char *end = strstr(buf_str(&c->in), "\r\n\r\n");
	const char *s = strstr(buf_str(&c->in), "\r\n");

	for (; s && s < end; s = strstr(s + 2, "\r\n")) {
		if (strncasecmp(s + 2, name, n) != 0 || s[2 + n] != ':')
			continue;
		s += 2 + n + 1;
		s += strspn(s, " ");
		snprintf(c->header, sizeof(c->header), "%.*s",
		    (int)strcspn(s, "\r"), s);
		return true;
	}
	return false;
}

/* Notes a request once it is whole. */
static void
look_for_request(struct fake_central *f, struct fake_conn *c)
{
	const char *head = buf_str(&c->in);
	const char *end = strstr(head, "\r\n\r\n");
	size_t body = 0, line;

	if (c->request > 0 || !end)
		return;
	if (find_header(c, "Content-Length"))
		body = strtoul(c->header, NULL, 10);
	if (c->in.len < (size_t)(end + 4 - head) + body)
		return;
	c->request = (size_t)(end + 4 - head) + body;
	line = strcspn(head, "\r");
	line = line > 9 ? line - 9 : 0; /* " HTTP/1.1" */
	snprintf(c->line, sizeof(c->line), "%.*s", (int)line, head);
	free(c->body);
	c->body = strndup(end + 4, body);
	c->taken = false;
	f->requests++;
}

static void
read_some(struct fake_central *f, struct fake_conn *c)
{
	char bytes[16384];
	ssize_t n = recv(c->fd, bytes, sizeof(bytes), 0);

	if (n > 0)
		buf_add(&c->in, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		fake_conn_cut(c);
	if (c->fd >= 0)
		look_for_request(f, c);
}

static void
write_some(struct fake_conn *c)
{
	ssize_t n;

	if (c->out.len == 0)
		return;
	n = send(c->fd, c->out.data, c->out.len, MSG_NOSIGNAL);
	if (n > 0)
		buf_consume(&c->out, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		fake_conn_cut(c);
}

static void
serve_conn(struct fake_central *f, struct fake_conn *c, short events)
{
	if (events & (POLLIN | POLLHUP | POLLERR))
		read_some(f, c);
	if (c->fd >= 0)
		write_some(c);
}

void
fake_central_step(struct fake_central *f, int ms)
{
	struct pollfd p[CONNS + 1];
	size_t known = f->conns;

	p[0] = (struct pollfd){.fd = f->fd, .events = POLLIN};
	for (size_t i = 0; i < known; i++) {
		p[i + 1] =
		    (struct pollfd){.fd = f->conn[i]->fd, .events = POLLIN};
		if (f->conn[i]->out.len > 0)
			p[i + 1].events |= POLLOUT;
	}
	if (poll(p, (nfds_t)(known + 1), ms) <= 0)
		return;
	for (size_t i = 0; i < known; i++)
		if (p[i + 1].revents && f->conn[i]->fd >= 0)
			serve_conn(f, f->conn[i], p[i + 1].revents);
	if (p[0].revents & POLLIN)
		take_connection(f);
}

static bool
is_waiting(const struct fake_conn *c)
{
	return c->fd >= 0 && c->request > 0 && !c->taken;
}

struct fake_conn *
fake_central_find(struct fake_central *f, const char *method_path)
{
	for (size_t i = 0; i < f->conns; i++) {
		struct fake_conn *c = f->conn[i];

		if (!is_waiting(c) ||
		    strncmp(c->line, method_path, strlen(method_path)) != 0)
			continue;
		c->taken = true;
		return c;
	}
	return NULL;
}

struct fake_conn *
fake_central_request(struct fake_central *f)
{
	return fake_central_find(f, "");
}

const char *
fake_conn_line(const struct fake_conn *c)
{
	return c->line;
}

const char *
fake_conn_header(struct fake_conn *c, const char *name)
{
	return find_header(c, name) ? c->header : NULL;
}

const char *
fake_conn_body(const struct fake_conn *c)
{
	return c->body ? c->body : "";
}

void
fake_conn_raw(struct fake_conn *c, const char *bytes, size_t len)
{
	if (c->fd < 0)
		return;
	buf_add(&c->out, bytes, len);
	write_some(c);
}

/* The request is done with: the next one on this connection may be seen. */
static void
forget_request(struct fake_conn *c)
{
	buf_consume(&c->in, c->request);
	c->request = 0;
}

void
fake_conn_answer(struct fake_conn *c, int status, const char *json)
{
	struct buf b = {0};

	buf_printf(&b, "HTTP/1.1 %d X\r\nContent-Type: %s\r\n", status,
	    status >= 400 ? "application/problem+json" : "application/json");
	if (status != 204)
		buf_printf(&b, "Content-Length: %zu\r\n", strlen(json));
	buf_printf(&b, "\r\n%s", status == 204 ? "" : json);
	must(buf_ok(&b), "memory");
	forget_request(c);
	fake_conn_raw(c, b.data, b.len);
	buf_free(&b);
}

void
fake_conn_stream(struct fake_conn *c, const char *type)
{
	struct buf b = {0};

	buf_printf(&b,
	    "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n",
	    type);
	must(buf_ok(&b), "memory");
	c->streams = true;
	fake_conn_raw(c, b.data, b.len);
	buf_free(&b);
}

void
fake_conn_send(struct fake_conn *c, const char *bytes, size_t len)
{
	struct buf b = {0};

	buf_printf(&b, "%zx\r\n", len);
	buf_add(&b, bytes, len);
	buf_puts(&b, "\r\n");
	must(buf_ok(&b), "memory");
	fake_conn_raw(c, b.data, b.len);
	buf_free(&b);
}

void
fake_conn_puts(struct fake_conn *c, const char *text)
{
	fake_conn_send(c, text, strlen(text));
}

void
fake_central_say(struct fake_central *f, const char *text)
{
	for (size_t i = 0; i < f->conns; i++)
		if (f->conn[i]->streams && f->conn[i]->fd >= 0)
			fake_conn_puts(f->conn[i], text);
}

bool
fake_conn_flushed(const struct fake_conn *c)
{
	return c->out.len == 0;
}

bool
fake_conn_open(const struct fake_conn *c)
{
	return c->fd >= 0;
}

size_t
fake_central_connections(const struct fake_central *f)
{
	return f->conns;
}

size_t
fake_central_requests(const struct fake_central *f)
{
	return f->requests;
}
