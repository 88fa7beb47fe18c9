/*
 * See seat.h. The central is stepped while the terminal is waited for, so
 * neither has a thread of its own.
 */
#include "tests/lib/seat.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/catalogues.h"
#include "tests/lib/dirs.h"
#include "tui/input.h"

#define ALIVE_MS 4000

#define SESSION                                                               \
	"{\"account\":\"chen\",\"name\":\"Chen Min\",\"officer\":\"o-chen\"," \
	"\"station\":\"" SEAT_STATION "\",\"seat\":\"2\",\"permissions\":["   \
	"\"read\",\"take\",\"dispatch\",\"step\",\"step-own\",\"report\","    \
	"\"close\",\"talk\",\"reveal\",\"transfer\",\"login\"],"              \
	"\"roles\":[\"dispatcher\"],\"must_change\":false,"                   \
	"\"expires\":1895261927000,\"drill\":false,\"now\":1795261927000}"

/* What the child needs; it is forked, so it sees the parent's memory. */
static int
run_console(void *arg)
{
	struct seat *s = arg;
	int code;
	char token[96];
	struct console_options o = {
	    .address = fake_central_url(s->central),
	    .token_file = s->options.login ? NULL : token,
	    .config_dir = s->dir,
	    .state_dir = s->state,
	    .language = s->options.language,
	    .zone = "+08:00",
	    .thin = s->options.thin,
	    .measure = s->options.measure,
	    .told = s->told,
	};

	catalogues_use();
	setenv("XDG_CACHE_HOME", "/dev/null", 1); /* nothing is kept */
	snprintf(token, sizeof(token), "%s/token", s->dir);
	if (s->options.before)
		s->options.before();
	code = console_run(&o);
	if (s->options.after)
		s->options.after();
	return code;
}

static void
make_file(struct seat *s, const char *name, const char *text)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void
make_dir(struct seat *s)
{
	snprintf(s->dir, sizeof(s->dir), "/tmp/watchroom-seat-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	make_file(s, "token", "secret\n");
	snprintf(s->state, sizeof(s->state), "%s/state", s->dir);
	assert_int_equal(mkdir(s->state, 0700), 0);
	if (s->options.keys)
		make_file(s, "keys.yaml", s->options.keys);
}

static void
spawn(struct seat *s)
{
	const struct vt_program program = {.run = run_console,
	    .arg = s,
	    .locale = s->options.locale,
	    .env = s->options.env};

	vt_spawn(s->vt, &program);
}

struct seat *
seat_new(const struct seat_options *o)
{
	struct seat *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	if (o)
		s->options = *o;
	if (!s->options.rows) {
		s->options.rows = 24;
		s->options.cols = 80;
	}
	make_dir(s);
	s->seq = 10;
	s->central = fake_central_new(true);
	s->told = vt_share(sizeof(*s->told));
	s->vt = vt_new(s->options.rows, s->options.cols);
	spawn(s);
	return s;
}

void
seat_restart(struct seat *s)
{
	vt_free(s->vt);
	s->feed = NULL;
	s->beside = 0;
	memset((void *)s->told, 0, sizeof(*s->told));
	s->vt = vt_new(s->options.rows, s->options.cols);
	spawn(s);
}

/* The central */

static void
greet(struct seat *s, struct fake_conn *c)
{
	const char *store = s->options.store;
	char hello[256];

	fake_conn_stream(c, "text/event-stream");
	s->feed = c;
	snprintf(hello, sizeof(hello),
	    "{\"feed\":\"f1\",\"seq\":1,\"now\":%lld,\"speed\":1,"
	    "\"drill\":%s,\"account\":\"chen\"%s%s%s}",
	    (long long)SEAT_NOW, s->options.drill ? "true" : "false",
	    store ? ",\"store\":\"" : "", store ? store : "",
	    store ? "\"" : "");
	seat_event(s, "hello", hello);
	seat_put(s, "{\"kind\":\"station\",\"id\":\"" SEAT_STATION
	            "\",\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"system\","
	            "\"name\":\"Louqiao "
	            "station\",\"channel\":\"3\",\"mode\":\"m-day\"}");
	seat_put(s, "{\"kind\":\"setting\",\"id\":\"m-day\",\"rev\":1,"
	            "\"seq\":1,\"at\":1,\"by\":\"system\",\"topic\":\"mode\","
	            "\"name\":\"day\",\"en\":\"NORMAL\",\"zh\":\"平时\"}");
	seat_event(s, "ready", "1");
}

/* A map's layers: of one first, for its path begins as the list's does. */
static void
serve_layers(struct seat *s)
{
	const char *list = s->options.layers;
	struct fake_conn *c;

	if (s->options.layer &&
	    (c = fake_central_find(s->central, "GET /v1/layers/")))
		fake_conn_answer(c, 200, s->options.layer);
	else if ((c = fake_central_find(s->central, "GET /v1/layers")))
		fake_conn_answer(c, 200, list ? list : "{\"layers\":[]}");
}

static void
serve(struct seat *s)
{
	const char *session = s->options.session ? s->options.session : SESSION;
	struct fake_conn *c;

	if (s->feed && !fake_conn_open(s->feed))
		s->feed = NULL;
	if ((c = fake_central_find(s->central, "GET /v1/session")))
		fake_conn_answer(c, 200, session);
	if ((c = fake_central_find(s->central, "GET /v1/feed"))) {
		if (s->options.must_change)
			fake_conn_answer(c, 403,
			    "{\"code\":\"must-change\",\"status\":403}");
		else
			greet(s, c);
	}
	if ((c = fake_central_find(s->central, "GET /v1/talk")))
		fake_conn_answer(c, 200, "{\"rooms\":[],\"owed\":[]}");
	if ((c = fake_central_find(s->central, "POST /v1/marks")))
		fake_conn_answer(c, 204, NULL);
	if ((c = fake_central_find(s->central, "POST /v1/feed")))
		fake_conn_answer(c, 204, NULL);
	if ((c = fake_central_find(s->central, "GET /v1/health")))
		fake_conn_answer(c, 200, "{}");
	serve_layers(s);
	if ((c = fake_central_find(s->central, "DELETE /v1/session")))
		fake_conn_answer(c, 204, NULL);
}

void
seat_event(struct seat *s, const char *name, const char *data)
{
	struct buf b = {0};

	assert_non_null(s->feed);
	if (name)
		buf_printf(&b, "event: %s\n", name);
	buf_printf(&b, "data: %s\n\n", data);
	assert_true(buf_ok(&b));
	fake_conn_send(s->feed, b.data, b.len);
	buf_free(&b);
}

void
seat_put(struct seat *s, const char *json)
{
	struct buf b = {0};

	assert_non_null(s->feed);
	buf_printf(&b, "data: %s\nid: c%lld\n\n", json, (long long)s->seq);
	assert_true(buf_ok(&b));
	fake_conn_send(s->feed, b.data, b.len);
	buf_free(&b);
}

#define HEAD                                                         \
	"{\"kind\":\"%s\",\"id\":\"%s\",\"station\":\"" SEAT_STATION \
	"\",\"rev\":%lld,\"seq\":%lld,\"at\":%lld,\"by\":\"chen@2\","

static int64_t
put(struct seat *s, const char *kind, const char *id, const char *rest)
{
	char json[2048];
	long long seq = ++s->seq;

	snprintf(json, sizeof(json), HEAD "%s}", kind, id, seq, seq,
	    (long long)SEAT_NOW, rest);
	seat_put(s, json);
	return seq;
}

int64_t
seat_put_unit(struct seat *s, const char *callsign, const char *state)
{
	char id[32], rest[256];

	snprintf(id, sizeof(id), "u-%s", callsign);
	snprintf(rest, sizeof(rest),
	    "\"callsign\":\"%s\",\"class\":\"sworn\",\"duty\":\"patrol\","
	    "\"state\":\"%s\",\"mobility\":\"car\",\"channel\":\"device\"",
	    callsign, state);
	return put(s, "unit", id, rest);
}

int64_t
seat_put_incident(struct seat *s, const char *number, int priority,
    const char *state, const char *place)
{
	char id[32], rest[512];

	snprintf(id, sizeof(id), "i-%s", number);
	snprintf(rest, sizeof(rest),
	    "\"number\":\"20261121-%s\",\"priority\":%d,\"state\":\"%s\","
	    "\"place\":\"%s\",\"source\":\"phone\",\"reported\":%lld,"
	    "\"entered\":%lld,\"clock\":\"none\"",
	    number, priority, state, place, (long long)SEAT_NOW - 42000,
	    (long long)SEAT_NOW - 42000);
	return put(s, "incident", id, rest);
}

int64_t
seat_put_assignment(struct seat *s, const char *id, const char *number,
    const char *callsign, const char *state)
{
	char rest[512];

	snprintf(rest, sizeof(rest),
	    "\"incident\":\"i-%s\",\"unit\":\"u-%s\",\"state\":\"%s\","
	    "\"channel\":\"device\",\"clock\":\"none\",\"issued\":%lld",
	    number, callsign, state, (long long)SEAT_NOW - 30000);
	return put(s, "assignment", id, rest);
}

/* A central that lives says so now and then. */
static void
keep_alive(struct seat *s)
{
	msec_t now = time_boot();

	if (!s->feed || s->mute || now < s->alive + ALIVE_MS)
		return;
	s->alive = now;
	fake_conn_puts(s->feed, ":\n\n");
}

void
seat_step(struct seat *s)
{
	fake_central_step(s->central, 0);
	if (!s->mute)
		serve(s);
	keep_alive(s);
	fake_central_step(s->central, 0);
}

/* Waiting */

struct wait {
	struct seat *seat;
	bool (*cond)(struct seat *, void *);
	void *arg;
};

static bool
step_until(struct vt *vt, void *arg)
{
	struct wait *w = arg;

	(void)vt;
	seat_step(w->seat);
	return w->cond(w->seat, w->arg);
}

void
seat_wait(struct seat *s, bool (*cond)(struct seat *, void *), void *arg,
    const char *what)
{
	struct wait w = {s, cond, arg};

	vt_wait(s->vt, step_until, &w, what);
}

bool
seat_told(struct seat *s, struct console_told *told)
{
	uint64_t turn = s->told->turn;

	atomic_thread_fence(memory_order_seq_cst);
	*told = *s->told;
	atomic_thread_fence(memory_order_seq_cst);
	return turn % 2 == 0 && turn == s->told->turn &&
	       vt_bytes(s->vt) == told->bytes + s->beside;
}

#define QUIET 8 /* looks in a row at which nothing moved */

struct quiet {
	uint64_t frames, sent;
	size_t came;
	int looks;
};

static bool
is_quiet(struct seat *s, void *arg)
{
	struct quiet *q = arg, now = {s->told->frames, s->told->bytes,
	                           vt_bytes(s->vt), q->looks + 1};

	if (now.frames != q->frames || now.sent != q->sent ||
	    now.came != q->came)
		now.looks = 0;
	*q = now;
	return q->looks >= QUIET;
}

void
seat_resync(struct seat *s)
{
	struct quiet q = {0};

	seat_wait(s, is_quiet, &q, "a quiet line");
	s->beside = q.came - q.sent;
}

static bool
shows(struct seat *s, void *text)
{
	return vt_shows(s->vt, text);
}

static bool
shows_not(struct seat *s, void *text)
{
	return !vt_shows(s->vt, text);
}

void
seat_wait_text(struct seat *s, const char *text)
{
	seat_wait(s, shows, (void *)text, text);
}

void
seat_wait_no_text(struct seat *s, const char *text)
{
	seat_wait(s, shows_not, (void *)text, text);
}

struct row {
	int row;
	const char *text;
};

static bool
row_is(struct seat *s, void *arg)
{
	const struct row *r = arg;

	return strcmp(vt_row(s->vt, r->row), r->text) == 0;
}

void
seat_wait_row(struct seat *s, int row, const char *text)
{
	struct row r = {row, text};

	seat_wait(s, row_is, &r, text);
}

static bool
row_is_like(struct seat *s, void *arg)
{
	const struct row *r = arg;
	const char *is = vt_row(s->vt, r->row), *text = r->text;

	for (; *text && *is; text++, is++)
		if (*text == '#' ? *is < '0' || *is > '9' : *is != *text)
			return false;
	return *text == *is;
}

void
seat_wait_row_like(struct seat *s, int row, const char *text)
{
	struct row r = {row, text};

	seat_wait(s, row_is_like, &r, text);
}

static bool
is_known(struct seat *s, void *arg)
{
	(void)arg;
	return s->told->known;
}

static bool
is_painted(struct seat *s, void *seq)
{
	struct console_told told;

	return seat_told(s, &told) && told.painted >= *(int64_t *)seq;
}

void
seat_wait_painted(struct seat *s, int64_t seq)
{
	seat_wait(s, is_painted, &seq, "the newest picture");
}

static bool
is_typed(struct seat *s, void *keys)
{
	struct console_told told;

	return seat_told(s, &told) && told.keys >= *(uint64_t *)keys;
}

void
seat_type(struct seat *s, const char *keys)
{
	for (const char *at = keys; *at;) {
		uint64_t taken = s->told->keys + 1;
		size_t len = 1;

		while (((unsigned char)at[len] & 0xc0) == 0x80)
			len++;
		vt_send(s->vt, at, len);
		seat_wait(s, is_typed, &taken, "a key to be taken and painted");
		at += len;
	}
}

void
seat_pause(void)
{
	const struct timespec t = {.tv_nsec = (INPUT_BURST_MS + 10) * 1000000L};

	nanosleep(&t, NULL);
}

struct asked {
	const char *begins;
	struct fake_conn *conn;
};

static bool
is_asked(struct seat *s, void *arg)
{
	struct asked *a = arg;

	a->conn = fake_central_find(s->central, a->begins);
	return a->conn != NULL;
}

struct fake_conn *
seat_wait_request(struct seat *s, const char *begins)
{
	struct asked a = {begins, NULL};

	seat_wait(s, is_asked, &a, begins);
	return a.conn;
}

static bool
has_ended(struct seat *s, void *arg)
{
	(void)arg;
	return vt_ended(s->vt);
}

int
seat_wait_end(struct seat *s)
{
	int status;

	seat_wait(s, has_ended, NULL, "the console's end");
	status = vt_wait_end(s->vt);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct seat *
seat_open(const struct seat_options *o)
{
	struct seat *s = seat_new(o);

	seat_wait_painted(s, 1);
	/* Whose token it is was asked for, too. */
	seat_wait(s, is_known, NULL, "who sits here");
	seat_wait_painted(s, 1);
	return s;
}

void
seat_free(struct seat *s)
{
	vt_free(s->vt);
	fake_central_free(s->central);
	vt_unshare(s->told, sizeof(*s->told));
	dir_remove(s->dir);
	free(s);
}
