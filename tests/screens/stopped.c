/*
 * The keyboard waits for nobody: a real watchroomd that is stopped by SIGSTOP
 * and goes on later, and a resolver that never answers. Keys are taken and
 * painted as before, row 1 says what is wrong, and all is well again after.
 */
#include <netdb.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/vt.h"
#include "tui/console.h"

struct desk {
	char dir[64];
	char store[80];
	char program[1100]; /* watchroomd */
	pid_t central;
	struct vt *vt;
	struct console_told *told;
	struct console_options options;
};

/* In place of libc's, for libcurl too: never comes back. */
int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
    struct addrinfo **out)
{
	(void)host, (void)service, (void)hints, (void)out;
	for (;;)
		pause();
}

static int
set_up(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));
	ssize_t len;

	assert_non_null(d);
	len = readlink("/proc/self/exe", d->program, sizeof(d->program) - 32);
	assert_true(len > 0);
	/* BUILD/tests/screens/stopped -> BUILD/watchroomd */
	for (int i = 0; i < 3; i++)
		*strrchr(d->program, '/') = '\0';
	strncat(d->program, "/watchroomd", 16);
	snprintf(d->dir, sizeof(d->dir), "/tmp/watchroom-stop-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	snprintf(d->store, sizeof(d->store), "%s/store", d->dir);
	d->told = vt_share(sizeof(*d->told));
	*state = d;
	return 0;
}

/* A child with its standard output and error in a file of the directory. */
static pid_t
start(const struct desk *d, const char *verb)
{
	pid_t pid = fork();
	char log[96];

	if (pid != 0)
		return pid;
	snprintf(log, sizeof(log), "%s/log", d->dir);
	if (!freopen(log, "a", stdout) || !freopen(log, "a", stderr))
		_exit(125);
	execl(d->program, d->program, verb, d->store, (char *)NULL);
	_exit(126);
}

static int
tear_down(void **state)
{
	struct desk *d = *state;
	char line[128];

	if (d->vt)
		vt_free(d->vt);
	if (d->central > 0) {
		kill(d->central, SIGCONT);
		kill(d->central, SIGTERM);
		waitpid(d->central, NULL, 0);
	}
	vt_unshare(d->told, sizeof(*d->told));
	snprintf(line, sizeof(line), "rm -rf '%s'", d->dir);
	assert_int_equal(system(line), 0);
	free(d);
	return 0;
}

static int
run_console(void *arg)
{
	const struct desk *d = arg;

	return console_run(&d->options);
}

static void
open_console(struct desk *d)
{
	const struct vt_program program = {.run = run_console, .arg = d};

	d->options.language = "en";
	d->options.config_dir = d->dir;
	d->options.told = d->told;
	d->vt = vt_new(24, 80);
	vt_spawn(d->vt, &program);
}

static bool
is_served(struct vt *vt, void *arg)
{
	const struct desk *d = arg;
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool there;

	(void)vt;
	snprintf(a.sun_path, sizeof(a.sun_path), "%s/watchroom.sock", d->store);
	there = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return there;
}

/* A central in a process of its own, and a console that joins it. */
static void
open_desk(struct desk *d)
{
	struct vt *nobody = vt_new(24, 80);
	int status;

	assert_int_equal(waitpid(start(d, "init"), &status, 0) > 0, 1);
	assert_int_equal(WEXITSTATUS(status), 0);
	d->central = start(d, "serve");
	vt_wait(nobody, is_served, d, "watchroomd serve");
	vt_free(nobody);
	d->options.embedded = d->store;
	open_console(d);
	vt_wait_text(d->vt, "ms picture ");
}

struct typed {
	struct desk *desk;
	uint64_t keys;
};

static bool
is_painted(struct vt *vt, void *arg)
{
	const struct typed *t = arg;
	const struct console_told *told = t->desk->told;

	vt_pump(vt);
	return told->keys >= t->keys;
}

/* Each key by itself, until it was taken and a frame came after it. */
static void
type(struct desk *d, const char *keys)
{
	for (; *keys; keys++) {
		struct typed t = {d, d->told->keys + 1};

		vt_send(d->vt, keys, 1);
		vt_wait(d->vt, is_painted, &t, "a key to be painted");
	}
}

/* All that one does meanwhile; each screen is seen before the next key. */
static void
work(struct desk *d)
{
	type(d, "gx");
	vt_wait_text(d->vt, "-- Outbox --");
	type(d, "gu");
	vt_wait_text(d->vt, "-- can go ");
	type(d, "gq1");
	vt_wait_text(d->vt, "no list: d lists units");
	type(d, ":go #0131");
	vt_wait_text(d->vt, ":go #0131");
	type(d, "\x15"); /* the line is empty */
	vt_wait_no_text(d->vt, ":go #0131");
	type(d, "\x7f"); /* and closed */
}

static void
keys_are_painted_while_the_central_is_stopped(void **state)
{
	struct desk *d = *state;

	open_desk(d);
	assert_int_equal(kill(d->central, SIGSTOP), 0);
	work(d);
	vt_wait_text(d->vt, "LINK DOWN since ");
	vt_wait_text(d->vt, "use radio");
	work(d);
	assert_int_equal(kill(d->central, SIGCONT), 0);
	vt_wait_no_text(d->vt, "LINK DOWN");
	vt_wait_text(d->vt, "ms picture ");
	work(d);
}

/* Gone for good: said at once, and not only after two keep-alives. */
static void
keys_are_painted_when_the_central_is_gone(void **state)
{
	struct desk *d = *state;

	open_desk(d);
	assert_int_equal(kill(d->central, SIGKILL), 0);
	waitpid(d->central, NULL, 0);
	d->central = 0;
	vt_wait_text(d->vt, "LINK DOWN since ");
	work(d);
}

static void
keys_are_painted_while_the_resolver_hangs(void **state)
{
	struct desk *d = *state;
	char token[96];
	FILE *f;

	snprintf(token, sizeof(token), "%s/token", d->dir);
	umask(077);
	f = fopen(token, "w");
	assert_non_null(f);
	fputs("token\n", f);
	fclose(f);
	d->options.address = "https://central.invalid";
	d->options.token_file = token;
	open_console(d);
	vt_wait_text(d->vt, "NO LINK");
	vt_wait_text(d->vt, "use radio");
	work(d);
	type(d, ":quit");
	vt_keys(d->vt, "\r");
	assert_int_equal(WEXITSTATUS(vt_wait_end(d->vt)), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(keys_are_painted_while_the_central_is_stopped),
	    TEST(keys_are_painted_when_the_central_is_gone),
	    TEST(keys_are_painted_while_the_resolver_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
