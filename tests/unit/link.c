/*
 * The whole link against a central by hand: up, cut, silent, stopped, locked
 * out, and what row 1 of a console says meanwhile.
 */
#include "net/link/link.h"

#include "net/link/link-inside.h"

#include "model/buf.h"
#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define START 5000000

struct bench {
	struct fake_central *fake;
	struct link *link;
	struct boot_clock clock;
	msec_t now;
	struct fake_conn *feed;
	struct buf states;
	size_t changes;
	bool auto_ping; /* answer pings, and who it is, as they come */
};

static msec_t
tell_time(void *ctx)
{
	return ((struct bench *)ctx)->now;
}

static void
on_state(void *ctx, enum link_state state)
{
	buf_printf(
	    &((struct bench *)ctx)->states, "%s ", link_state_word(state));
}

static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	(void)old, (void)now;
	((struct bench *)ctx)->changes++;
}

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct link_options o = {0};
	struct address to;

	assert_non_null(b);
	b->now = START;
	b->clock = (struct boot_clock){tell_time, b};
	b->auto_ping = true;
	b->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(b->fake), NULL), 0);
	o.address = &to;
	o.clock = &b->clock;
	o.hooks = (struct link_hooks){
	    .state = on_state, .change = on_change, .ctx = b};
	b->link = link_new(&o, NULL);
	assert_non_null(b->link);
	assert_int_equal(
	    session_set_token(link_session(b->link), "tok", 3, NULL), 0);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	link_free(b->link);
	fake_central_free(b->fake);
	buf_free(&b->states);
	free(b);
	return 0;
}

static void
answer_small_talk(struct bench *b)
{
	struct fake_conn *c;

	if (!b->auto_ping)
		return;
	while ((c = fake_central_find(b->fake, "GET /v1/health")))
		fake_conn_answer(c, 200, "{}");
	while ((c = fake_central_find(b->fake, "GET /v1/session")))
		fake_conn_answer(c, 200,
		    "{\"account\":\"desk\",\"station\":\"LQ\","
		    "\"permissions\":[\"read\",\"dispatch\",\"new-one\"]}");
}

static void
step(struct bench *b)
{
	link_wait(b->link, NULL, 0, 1);
	fake_central_step(b->fake, 1);
	answer_small_talk(b);
}

#define UNTIL(b, condition)                                          \
	for (time_t end_ = time(NULL) + PATIENCE_S; !(condition);) { \
		step(b);                                             \
		if (time(NULL) > end_)                               \
			fail_msg("never: %s", #condition);           \
	}

static bool
stands(struct bench *b, enum link_state state)
{
	return link_state(b->link) == state;
}

static struct fake_conn *
request(struct bench *b, const char *method_path)
{
	struct fake_conn *c = NULL;

	UNTIL(b, (c = fake_central_find(b->fake, method_path)) != NULL);
	return c;
}

#define HELLO                                                            \
	"event: hello\ndata: {\"feed\":\"f1\",\"seq\":9,\"now\":100000," \
	"\"speed\":1,\"drill\":false}\n\n"
#define READY "event: ready\ndata:\n\n"
#define GRID(id, rev, cursor)                                               \
	"data: {\"kind\":\"grid\",\"id\":\"" id "\",\"rev\":" #rev          \
	",\"seq\":" #rev ",\"at\":1,\"by\":\"x\",\"name\":\"G" #rev "\"}\n" \
	"id: " cursor "\n\n"

/* Opens the feed that the link asks for, and says this in it. */
static void
open_feed(struct bench *b, const char *text)
{
	b->feed = request(b, "GET /v1/feed?");
	fake_conn_stream(b->feed, "text/event-stream");
	fake_conn_puts(b->feed, text);
}

static void
go_live(struct bench *b)
{
	open_feed(b, HELLO GRID("g1", 1, "c1") READY);
	UNTIL(b, stands(b, LINK_LIVE));
	buf_clear(&b->states);
}

/* Down, and past any pause before the next try. */
static void
wait_down(struct bench *b)
{
	UNTIL(b, stands(b, LINK_DOWN) || stands(b, LINK_CONNECTING));
	b->now += LINK_RETRY_MAX_MS;
}

static void
it_comes_up_and_shows_the_picture(void **state)
{
	struct bench *b = *state;

	open_feed(b, HELLO);
	assert_string_equal(
	    fake_conn_line(b->feed), "GET /v1/feed?keepalive=5");
	assert_string_equal(
	    fake_conn_header(b->feed, "Authorization"), "Bearer tok");
	assert_null(fake_conn_header(b->feed, "Last-Event-ID"));
	UNTIL(b, stands(b, LINK_SNAPSHOT));
	assert_true(link_is_up(b->link));
	fake_conn_puts(b->feed, GRID("g1", 3, "c3") READY);
	UNTIL(b, stands(b, LINK_LIVE));
	assert_string_equal(buf_str(&b->states), "connecting snapshot live ");
	assert_non_null(table_get(link_table(b->link), KIND_GRID, "g1"));
	assert_int_equal(b->changes, 1);
	assert_int_equal(link_seq(b->link), 9);
	assert_int_equal(link_problem(b->link)->code, PROBLEM_NONE);
}

static void
it_knows_who_it_is_by_its_token(void **state)
{
	struct bench *b = *state;

	go_live(b);
	UNTIL(b, *session_info(link_session(b->link))->account);
	assert_true(session_may(link_session(b->link), MAY_DISPATCH));
	assert_false(session_may(link_session(b->link), MAY_ACCOUNTS));
	assert_string_equal(buf_str(&b->states), "live ");
}

static void
the_age_of_the_picture_is_that_of_the_last_byte(void **state)
{
	struct bench *b = *state;

	assert_int_equal(link_age(b->link), -1);
	go_live(b);
	b->now += 3000;
	assert_int_equal(link_age(b->link), 3000);
	fake_conn_puts(b->feed, ":\n");
	UNTIL(b, link_age(b->link) == 0);
	b->now += 9999;
	step(b);
	assert_true(stands(b, LINK_LIVE));
	assert_int_equal(link_age(b->link), 9999);
}

static void
silence_beyond_one_keep_alive_marks_the_picture_old(void **state)
{
	struct bench *b = *state;

	go_live(b);
	assert_false(link_is_old(b->link));
	b->now += 1000 * LINK_KEEPALIVE_S + LINK_OLD_MS;
	step(b);
	assert_true(link_is_old(b->link));
	assert_true(stands(b, LINK_LIVE));
	/* The screen is told, when it happens and when it is over. */
	assert_string_equal(buf_str(&b->states), "live ");
	fake_conn_puts(b->feed, ":\n");
	UNTIL(b, !link_is_old(b->link));
	assert_string_equal(buf_str(&b->states), "live live ");
}

/* What a thin line is asked for; told by its rate, it goes on without a gap. */
static void
a_thin_line_is_asked_for_less(void **state)
{
	struct bench *b = *state;
	struct fake_conn *first;

	go_live(b);
	first = b->feed;
	link_note_rate(b->link, LINK_THIN_RATE - 1);
	assert_true(link_is_thin(b->link));
	b->feed = request(b, "GET /v1/feed?");
	assert_string_equal(fake_conn_line(b->feed),
	    "GET /v1/feed?keepalive=7&batch=3&positions=15"
	    "&said=mustread");
	assert_string_equal(fake_conn_header(b->feed, "Last-Event-ID"), "c1");
	assert_true(link_is_up(b->link));
	UNTIL(b, !fake_conn_open(first));
	fake_conn_stream(b->feed, "text/event-stream");
	fake_conn_puts(b->feed, HELLO READY);
	UNTIL(b, stands(b, LINK_LIVE));
}

static void
silence_beyond_two_keep_alives_is_down(void **state)
{
	struct bench *b = *state;

	go_live(b);
	b->now += 10000;
	UNTIL(b, stands(b, LINK_DOWN));
	assert_int_equal(link_since(b->link), START + 10000);
	assert_int_equal(link_since_at(b->link), 110000);
	assert_int_equal(link_age(b->link), 10000);
	assert_string_equal(
	    problem_get(link_problem(b->link), "why"), why_silent);
	/* Trying again is still down, since then. */
	b->now += LINK_RETRY_MAX_MS;
	UNTIL(b, stands(b, LINK_CONNECTING));
	assert_int_equal(link_since(b->link), START + 10000);
	assert_non_null(table_get(link_table(b->link), KIND_GRID, "g1"));
}

static void
a_central_that_takes_and_never_answers_is_down(void **state)
{
	struct bench *b = *state;

	request(b, "GET /v1/feed?");
	b->now += 10000; /* two keep-alives, as if it had spoken before */
	UNTIL(b, stands(b, LINK_DOWN));
}

/* A line that failed often is tried seldom, but for an order. */
static void
an_order_does_not_wait_for_a_long_pause(void **state)
{
	struct call c = {.command = command_get(COMMAND_PRIORITY)};
	struct bench *b = *state;

	call_set_text(&c, ARG_priority_incident, "i1");
	call_set_number(&c, ARG_priority_priority, 2);
	go_live(b);
	for (int i = 0; i < 6; i++) {
		fake_conn_cut(b->feed);
		UNTIL(b, stands(b, LINK_DOWN));
		b->now += LINK_RETRY_MAX_MS;
		open_feed(b, HELLO READY);
		UNTIL(b, stands(b, LINK_LIVE));
	}
	fake_conn_cut(b->feed);
	UNTIL(b, stands(b, LINK_DOWN));
	b->now += LINK_RETRY_OWED_MS; /* of at least 4 s */
	for (int i = 0; i < 20; i++)
		step(b);
	assert_null(fake_central_find(b->fake, "GET /v1/feed?"));
	assert_int_equal(link_send(b->link, &c, NULL, NULL), 0);
	request(b, "GET /v1/feed?");
}

static void
a_cut_feed_goes_on_from_its_cursor(void **state)
{
	struct bench *b = *state;

	go_live(b);
	fake_conn_puts(b->feed, GRID("g2", 4, "c4") "data: {\"kind\":\"gr");
	UNTIL(b, table_get(link_table(b->link), KIND_GRID, "g2"));
	fake_conn_cut(b->feed);
	wait_down(b);
	open_feed(b, HELLO);
	assert_string_equal(fake_conn_header(b->feed, "Last-Event-ID"), "c4");
	fake_conn_puts(b->feed, GRID("g3", 5, "c5") READY);
	UNTIL(b, stands(b, LINK_LIVE));
	assert_int_equal(table_count(link_table(b->link), KIND_GRID), 3);
}

static void
a_reset_on_the_wire_drops_what_is_gone(void **state)
{
	struct bench *b = *state;

	go_live(b);
	fake_conn_cut(b->feed);
	wait_down(b);
	open_feed(b, HELLO "event: reset\ndata:\n\n" GRID("g9", 2, "n2") READY);
	UNTIL(b, stands(b, LINK_LIVE));
	assert_null(table_get(link_table(b->link), KIND_GRID, "g1"));
	assert_non_null(table_get(link_table(b->link), KIND_GRID, "g9"));
}

static void
a_feed_that_cannot_be_read_is_cut_and_resumed(void **state)
{
	struct bench *b = *state;

	go_live(b);
	fake_conn_puts(b->feed, GRID("g2", 4, "c4") "data: {]\n\n");
	UNTIL(b, stands(b, LINK_DOWN));
	assert_int_equal(link_problem(b->link)->code, PROBLEM_BAD_JSON);
	b->now += LINK_RETRY_MAX_MS;
	open_feed(b, HELLO READY);
	assert_string_equal(fake_conn_header(b->feed, "Last-Event-ID"), "c4");
	UNTIL(b, stands(b, LINK_LIVE));
}

static void
a_page_in_place_of_the_feed_is_down(void **state)
{
	struct bench *b = *state;

	fake_conn_answer(request(b, "GET /v1/feed?"), 200, "<html>");
	UNTIL(b, stands(b, LINK_DOWN));
}

/* Tries within a minute, with nobody there. */
static void
tries_come_later_and_later_but_come(void **state)
{
	struct bench *b = *state;
	size_t tries;

	fake_central_stop(b->fake);
	for (int i = 0; i < 600; i++) {
		for (int j = 0; j < 3; j++)
			link_wait(b->link, NULL, 0, 0);
		b->now += 100;
	}
	tries = 0;
	for (const char *s = buf_str(&b->states); (s = strstr(s, "connecting"));
	     s++)
		tries++;
	/* 250 ms doubled to 8 s, each between half and the whole of it. */
	assert_in_range(tries, 9, 22);
	fake_central_start(b->fake);
	b->now += LINK_RETRY_MAX_MS;
	go_live(b);
}

static void
a_person_can_have_it_try_now(void **state)
{
	struct bench *b = *state;

	fake_central_stop(b->fake);
	UNTIL(b, stands(b, LINK_DOWN));
	fake_central_start(b->fake);
	link_retry(b->link);
	go_live(b);
}

static void
who_is_not_let_in_must_log_in(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	go_live(b);
	fake_conn_cut(b->feed);
	wait_down(b);
	fake_conn_answer(
	    request(b, "GET /v1/feed?"), 401, "{\"code\":\"unauthenticated\"}");
	UNTIL(b, stands(b, LINK_LOGIN));
	assert_null(session_auth(link_session(b->link)));
	assert_non_null(table_get(link_table(b->link), KIND_GRID, "g1"));
	assert_int_equal(
	    session_log_in(link_session(b->link),
	        &(struct session_login){.name = "desk", .password = "\"\n"},
	        NULL, NULL, NULL),
	    PROBLEM_NONE);
	c = request(b, "POST /v1/session");
	assert_null(fake_conn_header(c, "Authorization"));
	assert_string_equal(
	    fake_conn_body(c), "{\"name\":\"desk\",\"password\":\"\\\"\\n\"}");
	fake_conn_answer(c, 201,
	    "{\"token\":\"tok2\",\"account\":\"desk\",\"must_change\":false}");
	open_feed(b, HELLO READY);
	assert_string_equal(
	    fake_conn_header(b->feed, "Authorization"), "Bearer tok2");
	assert_string_equal(fake_conn_header(b->feed, "Last-Event-ID"), "c1");
	UNTIL(b, stands(b, LINK_LIVE));
}

static void
another_account_begins_from_nothing(void **state)
{
	struct bench *b = *state;

	go_live(b);
	UNTIL(b, *session_info(link_session(b->link))->account);
	fake_conn_cut(b->feed);
	wait_down(b);
	fake_conn_answer(
	    request(b, "GET /v1/feed?"), 401, "{\"code\":\"unauthenticated\"}");
	UNTIL(b, stands(b, LINK_LOGIN));
	assert_int_equal(
	    session_log_in(link_session(b->link),
	        &(struct session_login){.name = "other", .password = "x"}, NULL,
	        NULL, NULL),
	    PROBLEM_NONE);
	fake_conn_answer(request(b, "POST /v1/session"), 201,
	    "{\"token\":\"tok2\",\"account\":\"other\"}");
	open_feed(b, HELLO READY);
	assert_null(fake_conn_header(b->feed, "Last-Event-ID"));
	assert_null(table_get(link_table(b->link), KIND_GRID, "g1"));
}

static void
a_one_time_password_is_changed_first(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	fake_conn_answer(
	    request(b, "GET /v1/feed?"), 403, "{\"code\":\"must-change\"}");
	UNTIL(b, stands(b, LINK_MUST_CHANGE));
	for (int i = 0; i < 5; i++)
		step(b);
	assert_true(stands(b, LINK_MUST_CHANGE));
	assert_int_equal(session_change_password(link_session(b->link), "old",
	                     "new", NULL, NULL, NULL),
	    PROBLEM_NONE);
	c = request(b, "POST /v1/password");
	assert_string_equal(
	    fake_conn_body(c), "{\"old\":\"old\",\"new\":\"new\"}");
	fake_conn_answer(c, 204, "");
	go_live(b);
}

static void
watched_rooms_are_asked_for_again_after_a_cut(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	link_watch(b->link, (const char *const[]){"i1", "r2"}, 2);
	go_live(b);
	c = request(b, "POST /v1/feed/f1/watch");
	assert_string_equal(fake_conn_body(c), "{\"rooms\":[\"i1\",\"r2\"]}");
	fake_conn_answer(c, 204, "");
	fake_conn_cut(b->feed);
	wait_down(b);
	go_live(b);
	c = request(b, "POST /v1/feed/f1/watch");
	assert_string_equal(fake_conn_body(c), "{\"rooms\":[\"i1\",\"r2\"]}");
	fake_conn_answer(c, 503, "{\"code\":\"busy\"}");
	step(b);
	b->now += 4000;
	fake_conn_puts(b->feed, ":\n");
	fake_conn_answer(request(b, "POST /v1/feed/f1/watch"), 204, "");
}

static void
the_centrals_time_counts_on(void **state)
{
	struct bench *b = *state;

	go_live(b);
	b->now += 1234;
	assert_int_equal(link_now(b->link), 101234);
	fake_conn_puts(
	    b->feed, "event: clock\ndata: {\"now\":500000,\"speed\":60}\n\n");
	UNTIL(b, link_speed(b->link) > 59);
	b->now += 1000;
	assert_int_equal(link_now(b->link), 560000);
}

static void
the_round_trip_is_measured_and_a_missing_answer_shows(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	b->auto_ping = false;
	assert_int_equal(link_round_trip(b->link), -1);
	go_live(b);
	c = request(b, "GET /v1/health");
	assert_null(fake_conn_header(c, "Authorization"));
	b->now += 700;
	assert_int_equal(link_round_trip(b->link), 700);
	fake_conn_answer(c, 200, "{\"now\":200000,\"speed\":1}");
	UNTIL(b, link_now(b->link) == 200000);
	assert_in_range(link_round_trip(b->link), 0, PATIENCE_S * 1000);
}

static const struct outbox_entry *
send_put(struct bench *b, const char *id)
{
	struct grid g = {.head = {.kind = KIND_GRID, .id = id}, .name = "new"};
	struct call c = {.command = command_get(COMMAND_PUT),
	    .if_match = 1,
	    .record = &g.head};
	const struct outbox_entry *e;

	assert_int_equal(link_send(b->link, &c, &e, NULL), PROBLEM_NONE);
	return e;
}

static void
an_answer_changes_the_picture_before_the_feed_does(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;
	const struct grid *g;

	go_live(b);
	e = send_put(b, "g1");
	fake_conn_answer(request(b, "POST /v1/commands/put"), 200,
	    "{\"seq\":12,\"records\":[{\"kind\":\"grid\",\"id\":\"g1\","
	    "\"rev\":2,\"seq\":12,\"at\":1,\"by\":\"x\",\"name\":\"new\"},"
	    "{\"kind\":\"grid\",\"id\":\"g7\",\"rev\":2,\"seq\":12,\"at\":1,"
	    "\"by\":\"x\",\"name\":\"elsewhere\"}]}");
	UNTIL(b, e->state == OUTBOX_ACCEPTED);
	g = (const struct grid *)table_get(
	    link_table(b->link), KIND_GRID, "g1");
	assert_string_equal(g->name, "new");
	assert_null(table_get(link_table(b->link), KIND_GRID, "g7"));
}

static void
an_order_into_a_dead_link_is_told_at_once(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	go_live(b);
	b->now += 10000;
	UNTIL(b, stands(b, LINK_DOWN));
	e = send_put(b, "g1");
	assert_int_equal(e->state, OUTBOX_WAITING);
	assert_int_equal(e->problem.code, PROBLEM_LINK);
	assert_int_equal(outbox_unsent(link_outbox(b->link), NULL), 1);
	b->now += LINK_RETRY_MAX_MS;
	open_feed(b, HELLO);
	request(b, "POST /v1/commands/put");
}

static void
logging_out_leaves_nothing(void **state)
{
	struct bench *b = *state;

	go_live(b);
	link_log_out(b->link);
	assert_true(stands(b, LINK_LOGIN));
	assert_int_equal(table_count(link_table(b->link), KIND_GRID), 0);
	assert_null(session_auth(link_session(b->link)));
	assert_string_equal(
	    fake_conn_header(request(b, "DELETE /v1/session"), "Authorization"),
	    "Bearer tok");
	UNTIL(b, !fake_conn_open(b->feed));
}

/* A central in a process of its own, alive until it is stopped or killed. */
static void
serve(struct fake_central *f)
{
	struct fake_conn *c;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		fake_central_step(f, 50);
		while ((c = fake_central_request(f))) {
			if (strncmp(fake_conn_line(c), "GET /v1/feed", 12)) {
				fake_conn_answer(c, 200, "{}");
				continue;
			}
			fake_conn_stream(c, "text/event-stream");
			fake_conn_puts(c, HELLO READY);
		}
		fake_central_say(f, ":\n");
	}
}

/* Each press of a key is there at once, until the link stands so. */
static void
press_keys_until(struct link *l, enum link_state state)
{
	struct pollfd key = {.events = POLLIN};
	int keys[2];

	assert_int_equal(pipe(keys), 0);
	key.fd = keys[0];
	for (time_t end = time(NULL) + PATIENCE_S; link_state(l) != state;) {
		assert_int_equal(write(keys[1], "k", 1), 1);
		assert_int_equal(link_wait(l, &key, 1, 60000), 1);
		assert_int_equal(read(keys[0], &(char){0}, 1), 1);
		link_wait(l, NULL, 0, 5);
		if (time(NULL) > end)
			fail_msg("never %s", link_state_word(state));
	}
	close(keys[0]);
	close(keys[1]);
}

static void
a_stopped_central_is_noticed_and_keys_go_on(void **state)
{
	struct fake_central *f = fake_central_new(true);
	struct link_options o = {.keepalive_s = 1};
	struct address to;
	struct link *l;
	pid_t child;

	(void)state;
	assert_int_equal(address_read(&to, fake_central_url(f), NULL), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		serve(f);
	o.address = &to;
	l = link_new(&o, NULL);
	assert_non_null(l);
	assert_int_equal(session_set_token(link_session(l), "t", 1, NULL), 0);
	press_keys_until(l, LINK_LIVE);
	kill(child, SIGSTOP);
	press_keys_until(l, LINK_DOWN);
	assert_non_null(strstr(problem_get(link_problem(l), "why"), "silent"));
	press_keys_until(l, LINK_CONNECTING); /* into the kernel's backlog */
	kill(child, SIGCONT);
	press_keys_until(l, LINK_LIVE);
	link_free(l);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	fake_central_free(f);
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
a_token_file_is_its_owners_alone(void **state)
{
	struct bench *b = *state;
	struct session *s = link_session(b->link);
	char dir[] = "/tmp/watchroom-test-XXXXXX", path[64];
	struct problem p;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/token", dir);
	write_file(path, "abc.def\n", 0600);
	assert_int_equal(session_read_token_file(s, path, &p), PROBLEM_NONE);
	assert_string_equal(session_auth(s), "Bearer abc.def");
	write_file(path, "abc", 0640);
	assert_int_equal(session_read_token_file(s, path, &p), PROBLEM_FILE);
	write_file(path, "a b\n", 0600);
	assert_int_equal(session_read_token_file(s, path, &p), PROBLEM_FILE);
	write_file(path, "", 0600);
	assert_int_equal(session_read_token_file(s, path, &p), PROBLEM_FILE);
	assert_int_equal(session_read_token_file(s, dir, &p), PROBLEM_FILE);
	unlink(path);
	assert_int_equal(session_read_token_file(s, path, &p), PROBLEM_FILE);
	assert_string_equal(session_auth(s), "Bearer abc.def");
	rmdir(dir);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(it_comes_up_and_shows_the_picture),
	    WITH(it_knows_who_it_is_by_its_token),
	    WITH(the_age_of_the_picture_is_that_of_the_last_byte),
	    WITH(silence_beyond_one_keep_alive_marks_the_picture_old),
	    WITH(a_thin_line_is_asked_for_less),
	    WITH(silence_beyond_two_keep_alives_is_down),
	    WITH(a_central_that_takes_and_never_answers_is_down),
	    WITH(an_order_does_not_wait_for_a_long_pause),
	    WITH(a_cut_feed_goes_on_from_its_cursor),
	    WITH(a_reset_on_the_wire_drops_what_is_gone),
	    WITH(a_feed_that_cannot_be_read_is_cut_and_resumed),
	    WITH(a_page_in_place_of_the_feed_is_down),
	    WITH(tries_come_later_and_later_but_come),
	    WITH(a_person_can_have_it_try_now),
	    WITH(who_is_not_let_in_must_log_in),
	    WITH(another_account_begins_from_nothing),
	    WITH(a_one_time_password_is_changed_first),
	    WITH(watched_rooms_are_asked_for_again_after_a_cut),
	    WITH(the_centrals_time_counts_on),
	    WITH(the_round_trip_is_measured_and_a_missing_answer_shows),
	    WITH(an_answer_changes_the_picture_before_the_feed_does),
	    WITH(an_order_into_a_dead_link_is_told_at_once),
	    WITH(logging_out_leaves_nothing),
	    cmocka_unit_test(a_stopped_central_is_noticed_and_keys_go_on),
	    WITH(a_token_file_is_its_owners_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
