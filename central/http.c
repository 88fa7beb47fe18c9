/*
 * Opening and closing of the server of http.h.
 */
#include "central/http-server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define POOL 8192          /* bytes for head and answer of a connection */
#define FILES_ELSEWHERE 64 /* the store, logs, imports */
#define CONNECTIONS_MIN 8  /* with fewer there is no use in starting */
#define CONNECTIONS_MAX 65536
#define PEM_MAX ((size_t)256 * 1024)

static enum problem_code
failed(struct problem *p, const char *why)
{
	return problem_set(p, PROBLEM_INTERNAL, "why", why, NULL);
}

static void
fill_defaults(struct http_config *c)
{
	if (!c->body_limit)
		c->body_limit = (size_t)64 * 1024;
	if (!c->owner_limit)
		c->owner_limit = c->body_limit;
	if (!c->bodies_limit)
		c->bodies_limit = (size_t)64 * 1024 * 1024;
	if (!c->request_ms)
		c->request_ms = 10 * 1000;
	if (!c->answer_ms)
		c->answer_ms = 30 * 1000;
	if (!c->idle_ms)
		c->idle_ms = 60 * 1000;
	if (!c->stop_ms)
		c->stop_ms = 5 * 1000;
}

/* A connection is an open file: as many as the hard limit lets us have. */
static enum problem_code
raise_files(unsigned *connections, struct problem *p)
{
	struct rlimit lim;
	rlim_t room;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return failed(p, reason_of_errno(errno));
	if (lim.rlim_cur < lim.rlim_max) {
		lim.rlim_cur = lim.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &lim) != 0)
			getrlimit(RLIMIT_NOFILE, &lim);
	}
	room =
	    lim.rlim_cur > FILES_ELSEWHERE ? lim.rlim_cur - FILES_ELSEWHERE : 0;
	if (room < CONNECTIONS_MIN || room < *connections) {
		problem_set(
		    p, PROBLEM_USAGE, "why", why_connections_over, NULL);
		problem_param(p, "connections", "%u", *connections);
		problem_param(p, "files", "%u", *connections + FILES_ELSEWHERE);
		problem_param(
		    p, "limit", "%llu", (unsigned long long)lim.rlim_cur);
		return PROBLEM_USAGE;
	}
	if (!*connections)
		*connections =
		    room < CONNECTIONS_MAX ? (unsigned)room : CONNECTIONS_MAX;
	return PROBLEM_NONE;
}

static enum problem_code
read_pem(struct buf *to, const char *path, struct problem *p)
{
	FILE *f = fopen(path, "re");
	const char *why = NULL;

	if (!f)
		return problem_set(p, PROBLEM_FILE, "file", path, "why",
		    reason_of_errno(errno), NULL);
	if (buf_reserve(to, PEM_MAX)) {
		to->len = fread(to->data, 1, PEM_MAX, f);
		to->data[to->len] = '\0';
	}
	if (ferror(f) || !buf_ok(to))
		why = why_unreadable;
	else if (to->len == 0 || to->len == PEM_MAX || !strstr(to->data, "---"))
		why = why_not_pem;
	fclose(f);
	if (why)
		return problem_set(
		    p, PROBLEM_FILE, "file", path, "why", why, NULL);
	return PROBLEM_NONE;
}

static enum problem_code
read_tls(struct http *h, const struct http_config *c, struct problem *p)
{
	enum problem_code code;

	if (!c->tls_cert && !c->tls_key)
		return PROBLEM_NONE;
	if (!c->tls_cert || !c->tls_key)
		return problem_set(p, PROBLEM_USAGE, "why", why_tls_pair, NULL);
	code = read_pem(&h->tls_cert, c->tls_cert, p);
	if (!code)
		code = read_pem(&h->tls_key, c->tls_key, p);
	return code;
}

/* Decoding is ours (http-query.c): libmicrohttpd's lets errors pass. */
static size_t
unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

static enum problem_code
start_mhd(struct http *h, struct problem *p)
{
	unsigned flags =
	    MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, h->tls_cert.data},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, h->tls_key.data},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0,
	        (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:"
	                            "+VERS-TLS1.2"},
	    {MHD_OPTION_END, 0, NULL},
	};

	if (h->tls_cert.len)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	h->mhd = MHD_start_daemon(flags, 0, NULL, NULL, http_on_access, h,
	    MHD_OPTION_CONNECTION_LIMIT, h->config.connections + 1,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL,
	    MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_URI_LOG_CALLBACK,
	    http_on_target, h, MHD_OPTION_UNESCAPE_CALLBACK, unescape, h,
	    MHD_OPTION_NOTIFY_COMPLETED, http_on_completed, h,
	    MHD_OPTION_NOTIFY_CONNECTION, http_on_connection, h,
	    MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
	if (h->mhd)
		return PROBLEM_NONE;
	return failed(p, h->tls_cert.len ? why_no_tls : why_no_httpd);
}

static bool
watch(struct http *h, int fd, void *tag)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = tag};

	return epoll_ctl(h->epoll, EPOLL_CTL_ADD, fd, &e) == 0;
}

/* No signal is ever handled on the server's thread. */
static int
start_thread(struct http *h)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&h->thread, NULL, http_loop, h);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static enum problem_code
start_loop(struct http *h, struct problem *p)
{
	const union MHD_DaemonInfo *i =
	    MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);
	int rc;

	h->epoll = epoll_create1(EPOLL_CLOEXEC);
	h->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (h->epoll < 0 || h->bell < 0 || !i ||
	    !watch(h, i->epoll_fd, h->mhd) || !watch(h, h->bell, &h->bell) ||
	    !watch(h, h->listener.fd, &h->listener))
		return failed(p, reason_of_errno(errno));
	rc = start_thread(h);
	if (rc != 0)
		return failed(p, reason_of_errno(rc));
	h->started = true;
	return PROBLEM_NONE;
}

static bool
make_busy(struct http *h)
{
	struct buf doc = {0};
	int status = http_problem_document(
	    &doc, &(struct problem){.code = PROBLEM_BUSY});

	buf_printf(&h->busy,
	    "HTTP/1.1 %d Service Unavailable\r\n"
	    "Content-Type: application/problem+json\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
	    status, doc.len, buf_str(&doc));
	buf_free(&doc);
	return buf_ok(&h->busy);
}

static struct http *
http_new(const struct http_config *c)
{
	struct http *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->config = *c;
	h->epoll = h->bell = h->listener.fd = -1;
	TAILQ_INIT(&h->conns);
	TAILQ_INIT(&h->timed);
	TAILQ_INIT(&h->answered);
	TAILQ_INIT(&h->orphans);
	TAILQ_INIT(&h->woken);
	pthread_mutex_init(&h->lock, NULL);
	fill_defaults(&h->config);
	return h;
}

struct http *
http_open(const struct http_config *c, struct problem *p)
{
	struct http *h = http_new(c);

	if (!h || !make_busy(h)) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	} else if (raise_files(&h->config.connections, p) ||
	           read_tls(h, c, p) ||
	           http_listen(
	               &h->listener, c->listen, h->tls_cert.len > 0, p) ||
	           start_mhd(h, p) || start_loop(h, p)) {
		;
	} else {
		return h;
	}
	http_free(h);
	return NULL;
}

const char *
http_address(const struct http *h)
{
	return h->listener.address;
}

void
http_wake(struct http *h)
{
	uint64_t one = 1;

	(void)!write(h->bell, &one, sizeof(one));
}

void
http_close(struct http *h)
{
	if (!h->started)
		return;
	pthread_mutex_lock(&h->lock);
	h->close = true;
	pthread_mutex_unlock(&h->lock);
	http_wake(h);
	pthread_join(h->thread, NULL);
	h->started = false;
}

void
http_free(struct http *h)
{
	struct http_request *r;

	if (!h)
		return;
	http_close(h);
	while ((r = TAILQ_FIRST(&h->orphans)) != NULL) {
		TAILQ_REMOVE(&h->orphans, r, next);
		http_request_free(r);
	}
	if (h->mhd)
		MHD_stop_daemon(h->mhd);
	http_unlisten(&h->listener);
	if (h->epoll >= 0)
		close(h->epoll);
	if (h->bell >= 0)
		close(h->bell);
	buf_free(&h->tls_cert);
	if (h->tls_key.data)
		explicit_bzero(h->tls_key.data, h->tls_key.len);
	buf_free(&h->tls_key);
	buf_free(&h->busy);
	pthread_mutex_destroy(&h->lock);
	free(h);
}
