/*
 * A central at work that is killed at any moment, as a user runs it: the
 * program `watchroomd serve`, its socket, many who ask at once. Whatever it
 * said was done is there afterwards, once and where it said; what it had not
 * answered yet is there whole or not at all, and asked again with its key it
 * is done, once. After each death the whole store is looked through.
 *
 * A store lives 50 times in `make test`; WATCHROOM_ROUNDS as many stores in
 * `make soak`, twice (100: 10,000 kills), or as many as there is time for. The
 * seed is printed.
 * tests/store/kill.c does the same to what writes, without a server.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/soak.h"
#include "tests/lib/stores.h"

#define LIVES 50  /* of one store */
#define DESKS 16  /* connections that ask */
#define ASKED 400 /* commands of one life at most */
#define MOST (LIVES * ASKED)

/* Command n is `new` of an incident, or a message into the first room. */
struct asked {
	bool done;    /* the central said so */
	int64_t seq;  /* that it said */
	size_t times; /* that the store has it */
	int64_t at;   /* its seq there */
};

struct desk {
	int fd;
	uint32_t n; /* what it waits for */
};

struct siege {
	struct api api;
	char program[BUILD_SIZE + 16];
	char fresh[96]; /* a store that nothing was done in yet */
	pid_t central;
	struct desk desk[DESKS];
	struct asked *asked;
	uint32_t given;
	size_t kills, answers, unanswered;
	struct dice dice;
};

/* ---- the program ---- */

static void
central_start(struct siege *r)
{
	int null;

	r->central = fork();
	assert_true(r->central >= 0);
	if (r->central > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	null = open("/dev/null", O_RDWR);
	dup2(null, 1);
	dup2(null, 2);
	execl(r->program, "watchroomd", "serve", r->api.dir, (char *)NULL);
	_exit(126);
}

static void
central_kill(struct siege *r)
{
	int status;

	assert_int_equal(kill(r->central, SIGKILL), 0);
	assert_int_equal(waitpid(r->central, &status, 0), r->central);
	/* It lived until then. */
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	r->kills++;
}

/* -1: nobody listens. The socket of one that was killed is still there. */
static int
try_connect(const struct siege *r)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s",
	    r->api.socket + strlen("unix:"));
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
wait_connect(struct siege *r)
{
	const struct timespec nap = {.tv_nsec = 1000000};
	msec_t end = time_boot() + PATIENCE_MS;
	int fd;

	while ((fd = try_connect(r)) < 0) {
		assert_int_equal(waitpid(r->central, NULL, WNOHANG), 0);
		assert_true(time_boot() < end);
		nanosleep(&nap, NULL);
	}
	return fd;
}

/* ---- who asks ---- */

static bool
is_new(uint32_t n)
{
	return n % 4 == 0;
}

static void
ask(struct desk *d, uint32_t n)
{
	struct buf out = {0}, body = {0};

	if (is_new(n))
		buf_printf(&body,
		    "{\"incident\":\"k%u\",\"station\":\"S1\",\"place\":"
		    "\"Park\",\"category\":\"category.theft\"}",
		    n);
	else
		buf_printf(
		    &body, "{\"room\":\"room\",\"text\":\"kill %u\"}", n);
	buf_printf(&out,
	    "POST /v1/commands/%s HTTP/1.1\r\nHost: x\r\nAuthorization: "
	    "Owner\r\nIdempotency-Key: key-%u\r\nContent-Length: %zu\r\n\r\n",
	    is_new(n) ? "new" : "message", n, body.len);
	buf_add(&out, buf_str(&body), body.len);
	assert_true(buf_ok(&out));
	d->n = n;
	raw_try(d->fd, out.data, out.len);
	buf_free(&out);
	buf_free(&body);
}

/* False when the central died before its answer was whole. */
static bool
take_answer(struct siege *r, struct desk *d)
{
	struct asked *a = &r->asked[d->n];
	struct reply reply;
	const char *seq;

	raw_reply(d->fd, &reply, false);
	if (reply.status != 0 && reply.whole) {
		if (reply.status != 200)
			fail_msg("%u: %d %s", d->n, reply.status,
			    buf_str(&reply.body));
		seq = strstr(buf_str(&reply.body), "\"seq\":");
		assert_non_null(seq);
		a->done = true;
		a->seq = strtoll(seq + strlen("\"seq\":"), NULL, 10);
		r->answers++;
	}
	raw_reply_free(&reply);
	return a->done;
}

/* What no central before answered, and then what is new. */
static uint32_t
next_to_ask(struct siege *r, uint32_t *from)
{
	while (*from < r->given && r->asked[*from].done)
		++*from;
	if (*from == r->given)
		r->given++;
	assert_true(r->given < MOST);
	return (*from)++;
}

/* A moment of up to 4 ms, most of them short. */
static void
moment(struct dice *d)
{
	struct timespec t = {.tv_nsec = (long)dice_below(d, 4000) * 1000};

	t.tv_nsec >>= dice_below(d, 8);
	nanosleep(&t, NULL);
}

/* One life: so many answers and a moment, then it is killed. */
static void
live(struct siege *r, size_t answers)
{
	struct pollfd p[DESKS];
	uint32_t from = 0;

	central_start(r);
	for (size_t i = 0; i < DESKS; i++)
		r->desk[i] = (struct desk){-1, UINT32_MAX};
	for (size_t i = 0; i < DESKS; i++) {
		r->desk[i].fd = wait_connect(r);
		ask(&r->desk[i], next_to_ask(r, &from));
	}
	while (answers > 0) {
		for (size_t i = 0; i < DESKS; i++)
			p[i] = (struct pollfd){r->desk[i].fd, POLLIN, 0};
		assert_true(poll(p, DESKS, PATIENCE_MS) > 0);
		for (size_t i = 0; i < DESKS && answers > 0; i++) {
			if (!p[i].revents)
				continue;
			assert_true(take_answer(r, &r->desk[i]));
			answers--;
			ask(&r->desk[i], next_to_ask(r, &from));
		}
	}
	moment(&r->dice);
	central_kill(r);
}

/* What it still said before it died counts. */
static void
hear_the_rest(struct siege *r)
{
	for (size_t i = 0; i < DESKS; i++) {
		struct desk *d = &r->desk[i];

		if (!take_answer(r, d))
			r->unanswered++;
		close(d->fd);
		d->fd = -1;
	}
}

/* ---- what the store has ---- */

static bool
count_one(void *ctx, const struct record *record)
{
	struct siege *r = ctx;
	const char *text = record->kind == KIND_MESSAGE
	                       ? ((const struct message *)record)->text
	                       : record->id;
	const char *form = record->kind == KIND_MESSAGE ? "kill %u" : "k%u";
	uint32_t n;

	if (text && sscanf(text, form, &n) == 1) {
		assert_true(n < r->given);
		r->asked[n].times++;
		r->asked[n].at = record->seq;
	}
	return true;
}

static void
look(struct siege *r, bool all_done)
{
	struct problem problem = {0};
	struct store *store;

	for (uint32_t n = 0; n < r->given; n++)
		r->asked[n].times = 0;
	DONE(store_open(r->api.dir, STORE_READ, &store, &problem));
	test_sound(store);
	DONE(store_page(
	    store, KIND_MESSAGE, NULL, SIZE_MAX, count_one, r, &problem));
	DONE(store_page(
	    store, KIND_INCIDENT, NULL, SIZE_MAX, count_one, r, &problem));
	store_close(store);
	for (uint32_t n = 0; n < r->given; n++) {
		const struct asked *a = &r->asked[n];

		if (a->times > 1)
			fail_msg("%u was done %zu times", n, a->times);
		if ((a->done || all_done) && a->times == 0)
			fail_msg("%u is lost", n);
		if (a->done && a->at != a->seq)
			fail_msg("%u: seq %lld, the store has %lld", n,
			    (long long)a->seq, (long long)a->at);
	}
}

/* ---- a store ---- */

static void
begin_store(struct siege *r)
{
	if (*r->fresh) {
		dir_copy(r->fresh, r->api.dir);
		return;
	}
	api_make(&r->api, false);
	api_incident(&r->api, "S1", "room");
	api_close(&r->api);
	snprintf(r->fresh, sizeof(r->fresh), "%s/fresh", r->api.top);
	dir_copy(r->api.dir, r->fresh);
}

/* All that no central answered is asked of the last one. */
static void
settle_all(struct siege *r)
{
	struct desk d;

	central_start(r);
	d.fd = wait_connect(r);
	for (uint32_t n = 0; n < r->given; n++) {
		if (r->asked[n].done)
			continue;
		ask(&d, n);
		assert_true(take_answer(r, &d));
	}
	close(d.fd);
	central_kill(r);
	look(r, true);
}

static void
one_store(struct siege *r)
{
	begin_store(r);
	r->given = 0;
	memset(r->asked, 0, MOST * sizeof(*r->asked));
	for (size_t life = 0; life + 1 < LIVES; life++) {
		live(r, 1 + dice_below(&r->dice, 40));
		hear_the_rest(r);
		/* Now and then the next central is the first to look. */
		if (dice_below(&r->dice, 3) > 0)
			look(r, false);
	}
	settle_all(r);
	dir_remove(r->api.dir);
}

static void
killed_at_work_it_has_done_what_it_answered_and_nothing_twice(void **state)
{
	size_t i, stores = test_rounds(1);
	time_t end = time(NULL) + soak_seconds();
	struct siege r = {.dice = {test_seed("kill")}};
	char build[BUILD_SIZE];

	(void)state;
	if (stores > 1)
		stores *= 2;
	dir_of_build(build);
	snprintf(r.program, sizeof(r.program), "%s/watchroomd", build);
	r.asked = calloc(MOST, sizeof(*r.asked));
	assert_non_null(r.asked);
	for (i = 0; i < stores || time(NULL) < end; i++)
		one_store(&r);
	print_message(SOAK_MARK
	    "%zu kills of watchroomd at work, %zu stores: %zu "
	    "answers kept, %zu without one whole or not there\n",
	    r.kills, i, r.answers, r.unanswered);
	dir_remove(r.fresh);
	api_remove(&r.api);
	free(r.asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        killed_at_work_it_has_done_what_it_answered_and_nothing_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
