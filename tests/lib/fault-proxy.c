/*
 * One poll loop. A connection is two flows; a flow is bytes with the moment
 * from which each run of them may go on.
 */
#include "tests/lib/fault-proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/buf.h"
#include "model/time.h"

#define CONNS 64
#define RUNS 64        /* of one flow; more are joined to the last */
#define PIECE 32       /* bytes at once on a slow line */
#define HELD_MS 300    /* at most, when no other comes */
#define REPEAT_MS 50   /* later than the first */
#define FLOW_MAX 65536 /* read ahead at most */
#define CUTS 64        /* that wait for their turn */

struct run {
	size_t len;
	msec_t due;
};

struct flow {
	struct buf bytes;
	struct run run[RUNS];
	size_t runs;
	bool ended; /* nothing more comes */
};

struct conn {
	int client, central; /* -1: none */
	struct flow up, down;
	bool open, half, repeating;
	struct buf kept; /* what is to be repeated */
	msec_t repeat_at;
	msec_t held; /* until then; 0: not */
};

struct proxy {
	int listener, orders;
	char target[108];
	struct conn conn[CONNS];
	struct fault_counts *counts;
	unsigned delay_ms, rate;
	msec_t free_at[2]; /* when the line is free, up and down */
	bool half, repeat, hold;
	size_t cut[CUTS]; /* after so many more bytes, each after the last */
	size_t cuts;
};

static int
unix_socket(const char *path, bool listens)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (listens ? bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	                  listen(fd, 64) != 0
	            : connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		return -1;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
close_conn(struct conn *c)
{
	shut(&c->client);
	shut(&c->central);
	buf_free(&c->up.bytes);
	buf_free(&c->down.bytes);
	buf_free(&c->kept);
	*c = (struct conn){.client = -1, .central = -1};
}

static struct conn *
free_conn(struct proxy *p)
{
	for (size_t i = 0; i < CONNS; i++)
		if (!p->conn[i].open)
			return &p->conn[i];
	return NULL;
}

static void
take_conn(struct proxy *p)
{
	int fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct conn *c = free_conn(p);

	if (fd < 0 || !c) {
		shut(&fd);
		return;
	}
	c->client = fd;
	c->central = unix_socket(p->target, false);
	c->open = c->central >= 0;
	p->counts->connections++;
	if (!c->open) {
		close_conn(c);
		return;
	}
	c->held = p->hold ? time_boot() + HELD_MS : 0;
	p->counts->holds += p->hold;
	p->hold = false;
}

/* Notes what came, and when it may go on. */
static void
note(struct proxy *p, struct flow *f, size_t n)
{
	struct run *last = f->runs ? &f->run[f->runs - 1] : NULL;

	if (f->runs == RUNS) {
		last->len += n;
		return;
	}
	f->run[f->runs++] = (struct run){n, time_boot() + p->delay_ms};
}

/* False when the connection is over. */
static bool
pull(struct proxy *p, int fd, struct flow *f)
{
	ssize_t n;

	if (!buf_reserve(&f->bytes, 4096))
		return false;
	n = read(fd, f->bytes.data + f->bytes.len, 4096);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0) {
		f->ended = true;
		return true;
	}
	f->bytes.len += (size_t)n;
	note(p, f, (size_t)n);
	return true;
}

/* A request begins: faults that wait for one strike. */
static void
strike(struct proxy *p, struct conn *c, size_t from)
{
	if (p->half) {
		p->half = false;
		p->counts->halves++;
		c->half = true;
	}
	if (p->repeat && c->up.bytes.len > from &&
	    strncmp(c->up.bytes.data + from, "POST", 4) == 0) {
		p->repeat = false;
		c->repeating = true;
	}
	if (c->repeating && !c->repeat_at) {
		buf_add(
		    &c->kept, c->up.bytes.data + from, c->up.bytes.len - from);
	}
}

/* How many bytes may go now, and the cut among them. */
static size_t
allowance(struct proxy *p, struct flow *f, size_t way, msec_t now)
{
	size_t n = f->runs && f->run[0].due <= now ? f->run[0].len : 0;

	if (p->rate && p->free_at[way] > now)
		return 0;
	if (p->rate && n > PIECE)
		n = PIECE;
	if (p->cuts > 0 && n > p->cut[0])
		n = p->cut[0];
	return n;
}

static void
went(struct proxy *p, struct flow *f, size_t way, size_t n, msec_t now)
{
	msec_t from = p->free_at[way] > now - 100 ? p->free_at[way] : now;

	buf_consume(&f->bytes, n);
	f->run[0].len -= n;
	if (f->run[0].len == 0)
		memmove(f->run, f->run + 1, --f->runs * sizeof(f->run[0]));
	if (p->rate)
		p->free_at[way] = from + (msec_t)(n * 1000 / p->rate);
	if (way == 0)
		p->counts->up += n;
	else
		p->counts->down += n;
	if (p->cuts > 0)
		p->cut[0] -= n;
}

/* False when the connection is over, or has just been cut. */
static bool
push(struct proxy *p, int fd, struct flow *f, size_t way)
{
	msec_t now = time_boot();
	size_t n = allowance(p, f, way, now);
	ssize_t put;

	if (n > 0) {
		put = send(fd, f->bytes.data, n, MSG_NOSIGNAL);
		if (put < 0)
			return errno == EAGAIN || errno == EINTR;
		went(p, f, way, (size_t)put, now);
	}
	if (p->cuts > 0 && p->cut[0] == 0 && f->runs) {
		memmove(p->cut, p->cut + 1, --p->cuts * sizeof(p->cut[0]));
		p->counts->cuts++;
		return false;
	}
	return !(f->ended && f->runs == 0);
}

/* The same bytes once more; whoever answers is not listened to. */
static void
repeat(struct proxy *p, struct conn *c)
{
	int fd = unix_socket(p->target, false);

	if (fd >= 0) {
		p->counts->repeats++;
		(void)!send(fd, c->kept.data, c->kept.len, MSG_NOSIGNAL);
		/* Left open a moment: a hang-up is a fault of its own. */
		shutdown(fd, SHUT_WR);
		for (char drop[512];
		     poll(&(struct pollfd){fd, POLLIN, 0}, 1, 200) > 0 &&
		     read(fd, drop, sizeof(drop)) > 0;)
			;
		close(fd);
	}
	buf_free(&c->kept);
	c->repeating = false;
	c->repeat_at = 0;
}

static bool
others_passed(const struct proxy *p, const struct conn *held)
{
	for (size_t i = 0; i < CONNS; i++)
		if (p->conn[i].open && &p->conn[i] != held &&
		    p->conn[i].down.runs)
			return true;
	return false;
}

static void
serve(struct proxy *p, struct conn *c, short client, short central)
{
	size_t before = c->up.bytes.len;
	msec_t now = time_boot();
	bool ok = true;

	if (client & (POLLIN | POLLHUP | POLLERR))
		ok = pull(p, c->client, &c->up);
	if (ok && c->up.bytes.len > before)
		strike(p, c, before);
	if (c->half) {
		/* Heard no more; gone when the client hangs up. */
		if (!ok || c->up.ended)
			close_conn(c);
		return;
	}
	if (ok && (central & (POLLIN | POLLHUP | POLLERR)))
		ok = pull(p, c->central, &c->down);
	if (c->held && (c->held <= now || others_passed(p, c)))
		c->held = 0;
	if (ok && !c->held)
		ok = push(p, c->central, &c->up, 0);
	if (ok && c->down.runs && c->repeating && !c->repeat_at)
		c->repeat_at = now + REPEAT_MS;
	if (ok)
		ok = push(p, c->client, &c->down, 1);
	if (c->repeating && c->kept.len > 0 &&
	    ((c->repeat_at && c->repeat_at <= now) || !ok))
		repeat(p, c);
	if (!ok)
		close_conn(c);
}

/* Whatever the one before waits for, it strikes now. */
static void
add_cut(struct proxy *p, size_t bytes)
{
	if (p->cuts > 0)
		p->cut[p->cuts - 1] = 0;
	if (p->cuts < CUTS)
		p->cut[p->cuts++] = bytes;
}

static void
obey(struct proxy *p)
{
	struct fault_order o;

	if (read(p->orders, &o, sizeof(o)) != sizeof(o))
		_exit(0);
	p->half |= o.what == FAULT_HALF;
	p->repeat |= o.what == FAULT_REPEAT;
	p->hold |= o.what == FAULT_HOLD;
	if (o.what == FAULT_CUT)
		add_cut(p, o.bytes);
	if (o.what != FAULT_LINE)
		return;
	p->delay_ms = o.delay_ms;
	p->rate = o.rate;
}

/* How long nothing is due: runs that wait are looked at every millisecond. */
static int
patience(const struct proxy *p)
{
	for (size_t i = 0; i < CONNS; i++)
		if (p->conn[i].open &&
		    (p->conn[i].up.runs || p->conn[i].down.runs ||
		        p->conn[i].held || p->conn[i].repeat_at))
			return 1;
	return 1000;
}

static void
turn(struct proxy *p)
{
	struct pollfd fd[2 + 2 * CONNS];

	fd[0] = (struct pollfd){p->orders, POLLIN, 0};
	fd[1] = (struct pollfd){p->listener, POLLIN, 0};
	for (size_t i = 0; i < CONNS; i++) {
		const struct conn *c = &p->conn[i];
		bool up = c->open && !c->up.ended && c->up.bytes.len < FLOW_MAX;
		bool down = c->open && !c->half && !c->down.ended &&
		            c->down.bytes.len < FLOW_MAX;

		fd[2 + 2 * i] = (struct pollfd){up ? c->client : -1, POLLIN, 0};
		fd[3 + 2 * i] =
		    (struct pollfd){down ? c->central : -1, POLLIN, 0};
	}
	poll(fd, 2 + 2 * CONNS, patience(p));
	if (fd[0].revents)
		obey(p);
	for (size_t i = 0; i < CONNS; i++)
		if (p->conn[i].open)
			serve(p, &p->conn[i], fd[2 + 2 * i].revents,
			    fd[3 + 2 * i].revents);
	if (fd[1].revents)
		take_conn(p);
}

static void
run(struct proxy *p)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < CONNS; i++)
		p->conn[i] = (struct conn){.client = -1, .central = -1};
	for (;;)
		turn(p);
}

struct fault_proxy *
fault_proxy_new(const char *target)
{
	struct fault_proxy *f = calloc(1, sizeof(*f));
	static struct proxy p;
	int ends[2];

	assert_non_null(f);
	p = (struct proxy){0};
	f->counts = mmap(NULL, sizeof(*f->counts), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(f->counts != MAP_FAILED);
	snprintf(f->dir, sizeof(f->dir), "/tmp/watchroom-proxy-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->url, sizeof(f->url), "unix:%s/s", f->dir);
	snprintf(p.target, sizeof(p.target), "%s", target + strlen("unix:"));
	p.listener = unix_socket(f->url + strlen("unix:"), true);
	assert_true(p.listener >= 0);
	assert_int_equal(pipe(ends), 0);
	p.orders = ends[0];
	p.counts = f->counts;
	f->orders = ends[1];
	f->child = fork();
	assert_true(f->child >= 0);
	if (f->child == 0) {
		close(ends[1]);
		run(&p);
	}
	close(ends[0]);
	close(p.listener);
	return f;
}

void
fault_proxy_order(struct fault_proxy *f, const struct fault_order *o)
{
	assert_int_equal(write(f->orders, o, sizeof(*o)), sizeof(*o));
}

void
fault_proxy_free(struct fault_proxy *f)
{
	if (!f)
		return;
	close(f->orders);
	kill(f->child, SIGKILL);
	waitpid(f->child, NULL, 0);
	unlink(f->url + strlen("unix:"));
	rmdir(f->dir);
	munmap(f->counts, sizeof(*f->counts));
	free(f);
}
