/*
 * `watchroom do` and `list` in a process of their own, against a central by
 * hand: what they send, what they print, and their exit codes. And asking on
 * a terminal.
 */
#include "tui/cli.h"

#include "model/buf.h"
#include "net/link/sender.h"
#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"
#include "tui/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
	struct fake_central *fake;
	pid_t child;
	int out; /* what it prints, stderr too */
	struct buf said;
	int code; /* its exit code; -1 while it runs */
	char address[128];
};

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	b->fake = fake_central_new(true);
	b->code = -1;
	snprintf(
	    b->address, sizeof(b->address), "%s", fake_central_url(b->fake));
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	if (b->child > 0 && b->code < 0) {
		kill(b->child, SIGKILL);
		waitpid(b->child, NULL, 0);
	}
	if (b->out > 0)
		close(b->out);
	fake_central_free(b->fake);
	buf_free(&b->said);
	free(b);
	return 0;
}

/* Runs one with these words in a child. */
static void
start(struct bench *b, cli_fn *run, struct cli_options o, const char *word)
{
	char *words[] = {(char *)(uintptr_t)word, NULL};
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	b->child = fork();
	assert_true(b->child >= 0);
	if (b->child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setsid(); /* no terminal to ask on */
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		o.words = words;
		o.count = 1;
		if (!o.address)
			o.address = b->address;
		o.zone = "UTC";
		fflush(stdout);
		_exit(run(&o));
	}
	close(pipes[1]);
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	b->out = pipes[0];
}

static void
step(struct bench *b)
{
	char bytes[4096];
	ssize_t n;
	int status;

	fake_central_step(b->fake, 2);
	while ((n = read(b->out, bytes, sizeof(bytes))) > 0)
		buf_add(&b->said, bytes, (size_t)n);
	if (b->code < 0 && waitpid(b->child, &status, WNOHANG) == b->child) {
		assert_true(WIFEXITED(status));
		b->code = WEXITSTATUS(status);
		while ((n = read(b->out, bytes, sizeof(bytes))) > 0)
			buf_add(&b->said, bytes, (size_t)n);
	}
}

#define UNTIL(b, condition)                                                    \
	for (time_t end_ = time(NULL) + PATIENCE_S; !(condition);) {           \
		step(b);                                                       \
		if (time(NULL) > end_)                                         \
			fail_msg(                                              \
			    "never: %s; %s", #condition, buf_str(&(b)->said)); \
	}

static struct fake_conn *
request(struct bench *b, const char *method_path)
{
	struct fake_conn *c = NULL;

	UNTIL(b, (c = fake_central_find(b->fake, method_path)) != NULL);
	return c;
}

static void
ends_with(struct bench *b, int code, const char *said)
{
	UNTIL(b, b->code >= 0);
	assert_string_equal(buf_str(&b->said), said);
	assert_int_equal(b->code, code);
}

#define UNIT                                                             \
	"{\"kind\":\"unit\",\"id\":\"u1\",\"station\":\"LQ\",\"rev\":1," \
	"\"seq\":1,\"at\":1,\"by\":\"x\",\"callsign\":\"P1\",\"class\":" \
	"\"sworn\",\"mobility\":\"car\",\"duty\":\"patrol\",\"state\":"  \
	"\"patrol\",\"channel\":\"radio\"}"
#define INCIDENT                                                             \
	"{\"kind\":\"incident\",\"id\":\"i1\",\"station\":\"LQ\",\"rev\":1," \
	"\"seq\":2,\"at\":1,\"by\":\"x\",\"number\":\"20261121-0131\","      \
	"\"state\":\"pending\",\"source\":\"phone\",\"clock\":\"none\"}"

/* The picture that `do` resolves its line against. */
static struct fake_conn *
show_picture(struct bench *b)
{
	struct fake_conn *c = request(b, "GET /v1/feed?");

	fake_conn_stream(c, "text/event-stream");
	fake_conn_puts(c,
	    "event: hello\ndata: {\"feed\":\"f\",\"seq\":2,"
	    "\"now\":1795262400000,\"speed\":1,\"drill\":false}\n\n"
	    "data: " UNIT "\n\ndata: " INCIDENT "\nid: 2\n\n"
	    "event: ready\ndata:\n\n");
	fake_conn_answer(request(b, "GET /v1/session"), 200,
	    "{\"account\":\"owner\",\"station\":\"LQ\"}");
	return c;
}

static void
do_sends_what_the_line_means_and_says_ok(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c, *feed;

	start(b, cli_do, (struct cli_options){0}, "dispatch #0131 P1");
	feed = show_picture(b);
	assert_string_equal(fake_conn_header(feed, "Authorization"), "Owner");
	c = request(b, "POST /v1/commands/dispatch");
	assert_non_null(strstr(fake_conn_body(c), "\"incident\":\"i1\""));
	assert_non_null(strstr(fake_conn_body(c), "\"units\":[\"u1\"]"));
	assert_non_null(strstr(fake_conn_body(c), "\"assignments\":[\""));
	assert_non_null(
	    strstr(fake_conn_body(c), "\"incident/i1\":\"pending\""));
	fake_conn_answer(
	    c, 200, "{\"seq\":3,\"records\":[" INCIDENT "," UNIT "]}");
	ends_with(b, CLI_DONE, "ok 3 incident/i1=20261121-0131 unit/u1=P1\n");
}

static void
do_says_why_it_was_refused(void **state)
{
	struct bench *b = *state;

	start(b, cli_do, (struct cli_options){0}, "dispatch #0131 P1");
	show_picture(b);
	fake_conn_answer(request(b, "POST /v1/commands/dispatch"), 409,
	    "{\"code\":\"unit-taken\",\"params\":{\"unit\":\"P1\\u001b[2J\","
	    "\"is\":\"committed\",\"incident\":\"0128\"}}");
	ends_with(b, CLI_REFUSED, "watchroom: P1<1B>[2J is COMMITTED: 0128\n");
}

static void
do_refuses_a_line_that_it_cannot_resolve(void **state)
{
	struct bench *b = *state;

	start(b, cli_do, (struct cli_options){0}, "dispatch #0777 P1");
	show_picture(b);
	UNTIL(b, b->code >= 0);
	assert_int_equal(b->code, CLI_REFUSED);
	assert_non_null(strstr(buf_str(&b->said), "0777"));
	assert_null(fake_central_find(b->fake, "POST"));
}

static void
do_takes_no_command_of_the_console(void **state)
{
	struct bench *b = *state;

	start(b, cli_do, (struct cli_options){0}, "quit");
	show_picture(b);
	ends_with(b, CLI_REFUSED, "watchroom: quit: is for the console only\n");
}

static void
do_says_at_once_that_nobody_is_there(void **state)
{
	struct bench *b = *state;
	char path[] = "/tmp/watchroom-test-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "tok\n", 4), 4);
	close(fd);
	start(b, cli_do,
	    (struct cli_options){
	        .token_file = path, .address = "http://127.0.0.1:1"},
	    "status @P1 meal");
	UNTIL(b, b->code >= 0);
	unlink(path);
	assert_int_equal(b->code, CLI_REFUSED);
	assert_non_null(
	    strstr(buf_str(&b->said), "watchroom: http://127.0.0.1:1: "));
}

static void
do_asks_nobody_about_a_wrong_word(void **state)
{
	struct bench *b = *state;

	start(b, cli_do, (struct cli_options){0}, "dispach #0131 P1");
	UNTIL(b, b->code >= 0);
	assert_int_equal(b->code, CLI_USAGE);
	assert_non_null(strstr(buf_str(&b->said), "dispatch"));
	assert_int_equal(fake_central_requests(b->fake), 0);
}

static void
list_prints_every_page_in_columns(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	start(b, cli_list, (struct cli_options){0}, "unit");
	c = request(b, "GET /v1/records/unit");
	assert_string_equal(
	    fake_conn_line(c), "GET /v1/records/unit?limit=500");
	fake_conn_answer(c, 200, "{\"records\":[" UNIT "],\"next\":\"u1\"}");
	c = request(b, "GET /v1/records/unit");
	assert_string_equal(
	    fake_conn_line(c), "GET /v1/records/unit?limit=500&after=u1");
	fake_conn_answer(c, 200, "{\"records\":[]}");
	ends_with(b, CLI_DONE,
	    "id  callsign  class  state\n"
	    "u1  P1        sworn  patrol\n");
}

static void
list_gives_json_as_it_came(void **state)
{
	struct bench *b = *state;

	start(b, cli_list, (struct cli_options){.json = true}, "unit");
	fake_conn_answer(request(b, "GET /v1/records/unit"), 200,
	    "{\"records\":[" UNIT "]}");
	ends_with(b, CLI_DONE, UNIT "\n");
}

static void
list_knows_its_kinds(void **state)
{
	struct bench *b = *state;

	start(b, cli_list, (struct cli_options){0}, "tank");
	UNTIL(b, b->code >= 0);
	assert_int_equal(b->code, CLI_USAGE);
}

static void
list_says_that_one_may_not(void **state)
{
	struct bench *b = *state;

	start(b, cli_list, (struct cli_options){0}, "unit");
	fake_conn_answer(request(b, "GET /v1/records/unit"), 401,
	    "{\"code\":\"unauthenticated\"}");
	ends_with(b, CLI_REFUSED, "watchroom: log in first\n");
}

static void
a_sender_makes_the_ids_it_needs_once(void **state)
{
	struct call c = {.command = command_get(COMMAND_DISPATCH)};
	struct sender_ids ids;
	struct refs made;

	(void)state;
	call_set_refs(&c, ARG_dispatch_units,
	    (struct refs){2, (const char *const[]){"u1", "u2"}});
	sender_fill(&c, &ids);
	made = call_refs(&c, ARG_dispatch_assignments);
	assert_int_equal(made.count, 2);
	assert_string_not_equal(made.id[0], made.id[1]);
	c = (struct call){.command = command_get(COMMAND_NEW)};
	call_set_text(&c, ARG_new_incident, "mine");
	sender_fill(&c, &ids);
	assert_string_equal(sender_made(&c), "mine");
	assert_null(call_text(&c, ARG_new_caller));
	call_set_text(&c, ARG_new_phone, "555");
	sender_fill(&c, &ids);
	assert_non_null(call_text(&c, ARG_new_caller));
	c = (struct call){.command = command_get(COMMAND_PRIORITY)};
	sender_fill(&c, &ids);
	assert_null(sender_made(&c));
}

/* A child on a terminal of its own that asks for a secret. */
static pid_t
ask_on_terminal(int *terminal)
{
	char answer[32];
	pid_t child = forkpty(terminal, NULL, NULL, NULL);

	assert_true(child >= 0);
	if (child > 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_DFL); /* a shell's background job ignores it */
	if (!ask_line("Password: ", true, answer, sizeof(answer)))
		_exit(1);
	_exit(strcmp(answer, "opensesame") == 0 ? 0 : 2);
}

/* Reads what the terminal shows until `text` is in it. */
static void
shows(int terminal, struct buf *seen, const char *text)
{
	struct pollfd p = {.fd = terminal, .events = POLLIN};
	char bytes[256];
	ssize_t n;

	while (!strstr(buf_str(seen), text)) {
		assert_int_equal(poll(&p, 1, PATIENCE_S * 1000), 1);
		n = read(terminal, bytes, sizeof(bytes));
		assert_true(n > 0);
		buf_add(seen, bytes, (size_t)n);
	}
}

static bool
echoes(int terminal)
{
	struct termios t;

	assert_int_equal(tcgetattr(terminal, &t), 0);
	return t.c_lflag & ECHO;
}

/* The question is written first, then the echo goes; both must be so. */
static void
wait_silent(int terminal, struct buf *seen)
{
	shows(terminal, seen, "Password: ");
	for (time_t end = time(NULL) + PATIENCE_S; echoes(terminal);)
		assert_true(time(NULL) <= end);
}

static void
a_secret_is_not_shown(void **state)
{
	struct buf seen = {0};
	int terminal, status;
	pid_t child = ask_on_terminal(&terminal);

	(void)state;
	wait_silent(terminal, &seen);
	assert_int_equal(write(terminal, "opensesame\n", 11), 11);
	shows(terminal, &seen, "\n");
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_null(strstr(buf_str(&seen), "open"));
	close(terminal);
	buf_free(&seen);
}

static void
a_signal_gives_the_terminal_back_first(void **state)
{
	struct buf seen = {0};
	int terminal, status, keep;
	pid_t child = ask_on_terminal(&terminal);

	(void)state;
	keep = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	wait_silent(terminal, &seen);
	assert_int_equal(write(terminal, "\003", 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
	assert_true(echoes(keep));
	close(keep);
	close(terminal);
	buf_free(&seen);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(do_sends_what_the_line_means_and_says_ok),
	    WITH(do_says_why_it_was_refused),
	    WITH(do_refuses_a_line_that_it_cannot_resolve),
	    WITH(do_takes_no_command_of_the_console),
	    WITH(do_says_at_once_that_nobody_is_there),
	    WITH(do_asks_nobody_about_a_wrong_word),
	    WITH(list_prints_every_page_in_columns),
	    WITH(list_gives_json_as_it_came),
	    WITH(list_knows_its_kinds),
	    WITH(list_says_that_one_may_not),
	    cmocka_unit_test(a_sender_makes_the_ids_it_needs_once),
	    cmocka_unit_test(a_secret_is_not_shown),
	    cmocka_unit_test(a_signal_gives_the_terminal_back_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
