/*
 * Two who start at once must not both think that the old socket is stale: the
 * directory is locked from the look at it until the new one answers.
 */
#include "central/http-listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static enum problem_code
bad_form(const char *address, struct problem *p)
{
	return problem_set(
	    p, PROBLEM_USAGE, "why", why_address_form, "addr", address, NULL);
}

static enum problem_code
link_failed(const char *address, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_LINK, "addr", address, "why", why, NULL);
}

static enum problem_code
file_failed(const char *path, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", path, "why", why, NULL);
}

/* Whether somebody answers on the socket that lies at path. */
static bool
answers(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool yes;

	if (fd < 0)
		return true;
	/* EAGAIN: its backlog is full, so it lives. */
	yes = connect(fd, (const struct sockaddr *)at, sizeof(*at)) == 0 ||
	      (errno != ECONNREFUSED && errno != ENOENT);
	close(fd);
	return yes;
}

static enum problem_code
clear_stale(const struct sockaddr_un *at, struct problem *p)
{
	struct stat st;

	if (lstat(at->sun_path, &st) != 0)
		return errno == ENOENT ? PROBLEM_NONE
		                       : file_failed(at->sun_path,
		                             reason_of_errno(errno), p);
	if (!S_ISSOCK(st.st_mode))
		return file_failed(at->sun_path, why_not_socket, p);
	if (answers(at))
		return link_failed(at->sun_path, why_served_already, p);
	if (unlink(at->sun_path) != 0)
		return file_failed(at->sun_path, reason_of_errno(errno), p);
	return PROBLEM_NONE;
}

/*
 * The mode of the socket itself, set before it is bound, is the mode of its
 * file (less the umask): it is never open to others, not for a moment.
 */
static enum problem_code
bind_unix(
    struct http_listener *l, const struct sockaddr_un *at, struct problem *p)
{
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0 || fchmod(l->fd, 0600) != 0 ||
	    bind(l->fd, (const struct sockaddr *)at, sizeof(*at)) != 0 ||
	    listen(l->fd, BACKLOG) != 0 || lstat(at->sun_path, &l->made) != 0)
		return file_failed(at->sun_path, reason_of_errno(errno), p);
	return PROBLEM_NONE;
}

/* A lock on the directory of path; -1 when it cannot be opened. */
static int
lock_directory(const char *path)
{
	char dir[sizeof(((struct sockaddr_un *)0)->sun_path)];
	const char *slash = strrchr(path, '/');
	int n = slash ? (int)(slash - path) + 1 : 0;
	int fd;

	snprintf(dir, sizeof(dir), "%.*s", n, path);
	fd = open(n ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	return fd;
}

static enum problem_code
listen_unix(struct http_listener *l, const char *path, struct problem *p)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	enum problem_code code;
	int lock;

	if (path[0] == '\0' || strlen(path) >= sizeof(at.sun_path))
		return file_failed(path, why_socket_path, p);
	memcpy(at.sun_path, path, strlen(path));
	lock = lock_directory(path);
	if (lock < 0)
		return file_failed(path, reason_of_errno(errno), p);
	code = clear_stale(&at, p);
	if (!code)
		code = bind_unix(l, &at, p);
	close(lock);
	l->local = true;
	return code;
}

/* Splits HOST:PORT or [HOST]:PORT; false when it is neither. */
static bool
split(const char *address, char *host, size_t size, const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t n = colon ? (size_t)(colon - address) : 0;

	if (n >= 2 && address[0] == '[' && address[n - 1] == ']') {
		address++;
		n -= 2;
	} else if (memchr(address, ':', n)) {
		return false;
	}
	if (n == 0 || n >= size || colon[1] == '\0' ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
	    strlen(colon + 1) > 5 || strtoul(colon + 1, NULL, 10) > 65535)
		return false;
	memcpy(host, address, n);
	host[n] = '\0';
	*port = colon + 1;
	return true;
}

static bool
is_loopback(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)sa;

		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)sa;

		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	}
	return false;
}

/* The port that the system chose goes into the address. */
static void
name_port(struct http_listener *l, const char *address)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	char port[8] = "?";

	if (getsockname(l->fd, (struct sockaddr *)&sa, &len) == 0)
		getnameinfo((struct sockaddr *)&sa, len, NULL, 0, port,
		    sizeof(port), NI_NUMERICSERV);
	snprintf(l->address, sizeof(l->address), "%.*s:%s",
	    (int)(strrchr(address, ':') - address), address, port);
}

static enum problem_code
bind_tcp(struct http_listener *l, const char *address,
    const struct addrinfo *ai, struct problem *p)
{
	int on = 1;

	l->fd = socket(
	    ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0)
		return link_failed(address, reason_of_errno(errno), p);
	setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (ai->ai_family == AF_INET6)
		setsockopt(l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(l->fd, ai->ai_addr, ai->ai_addrlen) != 0 ||
	    listen(l->fd, BACKLOG) != 0)
		return link_failed(address, reason_of_errno(errno), p);
	name_port(l, address);
	return PROBLEM_NONE;
}

static enum problem_code
listen_tcp(
    struct http_listener *l, const char *address, bool tls, struct problem *p)
{
	struct addrinfo want = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char host[128];
	const char *port;
	enum problem_code code;
	int rc;

	if (!split(address, host, sizeof(host), &port))
		return bad_form(address, p);
	rc = getaddrinfo(host, port, &want, &found);
	if (rc != 0)
		return link_failed(address, why_name_not_found, p);
	if (!tls && !is_loopback(found->ai_addr))
		code = problem_set(p, PROBLEM_NOT_SAFE, "addr", address, NULL);
	else
		code = bind_tcp(l, address, found, p);
	freeaddrinfo(found);
	return code;
}

enum problem_code
http_listen(
    struct http_listener *l, const char *address, bool tls, struct problem *p)
{
	enum problem_code code;

	*l = (struct http_listener){.fd = -1};
	if (!address || strlen(address) >= sizeof(l->address) - 8)
		return bad_form(address ? "..." : "-", p);
	snprintf(l->address, sizeof(l->address), "%s", address);
	if (strncmp(address, "unix:", 5) == 0)
		code = listen_unix(l, address + 5, p);
	else
		code = listen_tcp(l, address, tls, p);
	if (code && l->fd >= 0) {
		close(l->fd);
		l->fd = -1;
	}
	return code;
}

void
http_unlisten(struct http_listener *l)
{
	const char *path = l->address + strlen("unix:");
	struct stat now;

	if (l->fd < 0)
		return;
	if (l->local && lstat(path, &now) == 0 &&
	    now.st_dev == l->made.st_dev && now.st_ino == l->made.st_ino)
		unlink(path);
	close(l->fd);
	l->fd = -1;
}
