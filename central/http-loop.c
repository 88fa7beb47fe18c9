/*
 * The server's thread: accepts, runs libmicrohttpd, lets go on what others
 * answered or woke, hangs up on whoever is over time, and stops.
 *
 * Times are ours alone (libmicrohttpd's timeout begins anew with each byte):
 * a connection has one deadline for what it is about, and on it the socket is
 * shut down, which libmicrohttpd sees as a hang-up.
 *
 * Commands and streams share this thread and one daemon. libmicrohttpd walks
 * all suspended connections when one is resumed, so a batch of answers costs
 * something for each stream that waits: measured on two cores over a Unix
 * socket, 0.02 ms for the round trip of one command with no stream, 0.05 to
 * 0.2 ms beside 9,000 suspended ones, once for a batch however large (256 in
 * flight: 160,000 commands/s alone, 100,000/s beside them). A disk takes some
 * thousand batches a second at best, so the walk is never what limits. Waking
 * all 9,000 takes 35 ms of this thread, a wake-up of 0.3 ms for the one who
 * calls; they are let go 256 a turn, and commands between two turns wait for
 * 1 to 5 ms (52,000/s while the streams are sent to without a pause; with
 * 1,024 a turn 29,000/s). A stream is 10 KiB. A daemon of their own for
 * streams would save the walk, but a connection cannot change daemons: its
 * first bytes would have to be peeked at, which neither TLS nor connections
 * that a proxy keeps alive allow.
 */
#include "central/http-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Streams let go in one turn: commands wait for no more than that many. */
#define STREAMS_A_TURN 256
#define ACCEPTS_A_TURN 64
#define SWEEP_MS 100  /* between two looks at the deadlines */
#define ACCEPT_MS 100 /* to wait when files ran out */
#define CUT_TURNS 1000

static msec_t
boot_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (msec_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static msec_t
earlier(msec_t a, msec_t b)
{
	return a != 0 && (b == 0 || a < b) ? a : b;
}

void
http_conn_limit(struct http *h, struct http_conn *c, unsigned ms)
{
	if (c->deadline)
		TAILQ_REMOVE(&h->timed, c, late);
	c->deadline = ms ? h->now + ms : 0;
	if (!c->deadline)
		return;
	TAILQ_INSERT_TAIL(&h->timed, c, late);
	h->sweep_at = earlier(c->deadline, h->sweep_at);
}

static void
sweep(struct http *h)
{
	struct http_conn *c;
	msec_t next = 0;

	if (h->sweep_at == 0 || h->now < h->sweep_at)
		return;
	TAILQ_FOREACH(c, &h->timed, late)
	{
		if (c->deadline <= h->now) {
			shutdown(c->fd, SHUT_RDWR);
			c->deadline = h->now + 1000; /* should it linger */
		}
		next = earlier(c->deadline, next);
	}
	if (next && next < h->now + SWEEP_MS)
		next = h->now + SWEEP_MS;
	h->sweep_at = next;
}

bool
http_conn_watch(struct http *h, struct http_conn *c)
{
	struct epoll_event e = {.events = EPOLLRDHUP | EPOLLET, .data.ptr = c};

	return epoll_ctl(h->epoll, EPOLL_CTL_ADD, c->fd, &e) == 0;
}

/* A dead line is noticed though nothing arrives from it. */
static void
set_tcp(const struct http *h, int fd)
{
	int on = 1, idle = 30;
	unsigned lost = h->config.answer_ms;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &lost, sizeof(lost));
}

static void
name_peer(struct http_conn *c, const struct sockaddr_storage *sa)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	c->uid = -1;
	if (sa->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)sa;

		inet_ntop(AF_INET, &in->sin_addr, c->peer, sizeof(c->peer));
	} else if (sa->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)sa;

		inet_ntop(AF_INET6, &in6->sin6_addr, c->peer, sizeof(c->peer));
	} else {
		memcpy(c->peer, "unix", sizeof("unix"));
		if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0)
			c->uid = who.uid;
	}
}

static void
add_conn(struct http *h, int fd, struct sockaddr_storage *sa, socklen_t len)
{
	struct http_conn *c = calloc(1, sizeof(*c));

	if (!c) {
		close(fd);
		return;
	}
	c->fd = fd;
	name_peer(c, sa);
	if (!h->listener.local)
		set_tcp(h, fd);
	/* It takes the file and, once it has called back, c. */
	h->adding = c;
	if (MHD_add_connection(h->mhd, fd, (struct sockaddr *)sa, len) !=
	        MHD_YES &&
	    h->adding)
		free(c);
	h->adding = NULL;
}

/* One connection too many is told so, unless it expects TLS. */
static void
turn_away(struct http *h, int fd)
{
	if (!h->tls_cert.len)
		(void)!send(
		    fd, h->busy.data, h->busy.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

static void
listen_again(struct http *h, bool yes)
{
	struct epoll_event e = {
	    .events = yes ? EPOLLIN : 0, .data.ptr = &h->listener};

	h->accept_at = yes ? 0 : h->now + ACCEPT_MS;
	epoll_ctl(h->epoll, EPOLL_CTL_MOD, h->listener.fd, &e);
}

static void
accept_some(struct http *h)
{
	for (int i = 0; i < ACCEPTS_A_TURN && h->listener.fd >= 0; i++) {
		struct sockaddr_storage sa = {0};
		socklen_t len = sizeof(sa);
		int fd = accept4(h->listener.fd, (struct sockaddr *)&sa, &len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE ||
		                  errno == ENOBUFS || errno == ENOMEM))
			listen_again(h, false);
		if (fd < 0)
			return;
		if (h->count < h->config.connections)
			add_conn(h, fd, &sa, len);
		else
			turn_away(h, fd);
	}
}

/* All answers, and so many streams; true when more of them wait. */
static bool
drain(struct http *h)
{
	struct http_requests done = TAILQ_HEAD_INITIALIZER(done);
	struct http_stream *s, *woken[STREAMS_A_TURN];
	struct http_request *r;
	size_t n = 0;
	bool more;

	pthread_mutex_lock(&h->lock);
	TAILQ_CONCAT(&done, &h->answered, next);
	TAILQ_FOREACH(r, &done, next)
	r->phase = HTTP_SENDING;
	while (n < STREAMS_A_TURN && (s = TAILQ_FIRST(&h->woken)) != NULL) {
		TAILQ_REMOVE(&h->woken, s, next);
		s->woken = false;
		woken[n++] = s;
	}
	more = !TAILQ_EMPTY(&h->woken);
	pthread_mutex_unlock(&h->lock);
	TAILQ_FOREACH(r, &done, next)
	{
		if (r->suspended)
			MHD_resume_connection(r->mhd);
		r->suspended = false;
	}
	for (size_t i = 0; i < n; i++)
		http_stream_resume(woken[i]);
	return more;
}

/* Ends what waits for the next request, and the streams. */
static void
begin_stop(struct http *h)
{
	struct http_conn *c;

	h->stopping = true;
	h->accept_at = 0;
	http_unlisten(&h->listener);
	TAILQ_FOREACH(c, &h->conns, all)
	{
		if (!c->r || c->r->phase == HTTP_BEGUN)
			shutdown(c->fd, SHUT_RDWR);
		if (c->stream)
			http_stream_resume(c->stream);
	}
}

/* Hangs up on all that is left; what is resumed now is told so. */
static void
cut(struct http *h)
{
	struct http_conn *c;

	h->cut = true;
	TAILQ_FOREACH(c, &h->conns, all)
	{
		shutdown(c->fd, SHUT_RDWR);
		if (c->r && c->r->suspended) {
			c->r->suspended = false;
			MHD_resume_connection(c->r->mhd);
		}
		if (c->stream)
			http_stream_resume(c->stream);
	}
}

static bool
was_closed(struct http *h)
{
	bool yes;

	pthread_mutex_lock(&h->lock);
	yes = h->close;
	pthread_mutex_unlock(&h->lock);
	return yes;
}

static int
wait_time(struct http *h, bool more, msec_t stop_at)
{
	MHD_UNSIGNED_LONG_LONG mhd;
	msec_t due = earlier(h->sweep_at, earlier(h->accept_at, stop_at));

	if (more || (MHD_get_timeout(h->mhd, &mhd) == MHD_YES && mhd == 0))
		return 0;
	if (h->cut)
		return 1;
	if (due == 0)
		return -1;
	return due > h->now ? (int)(due - h->now) : 0;
}

static void
take_event(struct http *h, const struct epoll_event *e)
{
	void *at = e->data.ptr;
	struct http_conn *c = at;
	uint64_t rings;

	if (at == &h->listener) {
		accept_some(h);
	} else if (at == &h->bell) {
		(void)!read(h->bell, &rings, sizeof(rings));
	} else if (at != h->mhd && c->stream) {
		c->stream->gone = true;
		http_stream_resume(c->stream);
	}
}

/* Waits for what comes; nothing is freed in here. */
static void
wait_events(struct http *h, bool more, msec_t stop_at)
{
	struct epoll_event e[128];
	int n =
	    epoll_wait(h->epoll, e, COUNT_OF(e), wait_time(h, more, stop_at));

	h->now = boot_clock();
	for (int i = 0; i < n; i++)
		take_event(h, &e[i]);
	if (h->accept_at && h->accept_at <= h->now)
		listen_again(h, true);
}

void *
http_loop(void *arg)
{
	struct http *h = arg;
	msec_t stop_at = 0;
	int turns = 0;
	bool more = false;

	h->now = boot_clock();
	while (!h->stopping || (!TAILQ_EMPTY(&h->conns) && turns < CUT_TURNS)) {
		wait_events(h, more, stop_at);
		if (!h->stopping && was_closed(h)) {
			begin_stop(h);
			stop_at = h->now + h->config.stop_ms;
		}
		if (h->stopping && h->now >= stop_at)
			cut(h);
		turns += h->cut;
		more = drain(h);
		MHD_run(h->mhd);
		sweep(h);
	}
	cut(h);
	MHD_stop_daemon(h->mhd);
	h->mhd = NULL;
	return NULL;
}
