/*
 * A central of one's own: made, started, joined and ended with the console.
 * The real programs, as one starts them.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/vt.h"

struct home {
	char dir[64];
	char store[80];
	char program[1100];
	pid_t before; /* who served it */
};

static int
set_up(void **state)
{
	struct home *h = calloc(1, sizeof(*h));
	char path[1024];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_non_null(h);
	assert_true(len > 0);
	path[len] = '\0';
	/* BUILD/tests/screens/embedded */
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
	snprintf(h->program, sizeof(h->program), "%s/watchroom", path);
	snprintf(h->dir, sizeof(h->dir), "/tmp/watchroom-home-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->store, sizeof(h->store), "%s/store", h->dir);
	*state = h;
	return 0;
}

static int
tear_down(void **state)
{
	struct home *h = *state;
	char line[128];

	snprintf(line, sizeof(line), "rm -rf '%s'", h->dir);
	assert_int_equal(system(line), 0);
	free(h);
	return 0;
}

static struct vt *
start(const struct home *h)
{
	const char *const argv[] = {
	    h->program, "--embedded", h->store, "--language", "en", NULL};
	const struct vt_program program = {.argv = argv};
	struct vt *vt = vt_new(24, 80);

	vt_spawn(vt, &program);
	return vt;
}

static void
leave(struct vt *vt)
{
	vt_keys(vt, ":quit\r");
	assert_int_equal(WEXITSTATUS(vt_wait_end(vt)), 0);
}

static bool
is_served(const struct home *h)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool there;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/watchroom.sock", h->store);
	there = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return there;
}

static bool
nobody_serves(struct vt *vt, void *arg)
{
	(void)vt;
	return !is_served(arg);
}

static void
test_a_store_is_made_served_and_left_with_the_console(void **state)
{
	struct home *h = *state;
	struct vt *vt = start(h);

	vt_wait_text(vt, "link ");
	vt_wait_text(vt, "picture ");
	vt_wait_text(vt, "no open incidents");
	assert_true(is_served(h));
	leave(vt);
	/* The password of its administrator stands on the ordinary screen. */
	vt_assert_shows(vt, "one-time password");
	assert_false(is_served(h));
	vt_free(vt);
}

static void
test_a_second_console_joins_and_the_first_one_ends_it(void **state)
{
	struct home *h = *state;
	struct vt *first = start(h), *second;

	vt_wait_text(first, "no open incidents");
	second = start(h);
	vt_wait_text(second, "no open incidents");
	leave(second);
	assert_true(is_served(h));
	leave(first);
	assert_false(is_served(h));
	vt_free(second);
	vt_free(first);
}

static void
test_a_central_does_not_outlive_a_console_that_is_killed(void **state)
{
	struct home *h = *state;
	struct vt *vt = start(h);

	vt_wait_text(vt, "no open incidents");
	vt_signal(vt, SIGKILL);
	vt_wait_end(vt);
	vt_wait(vt, nobody_serves, h, "the central's end");
	vt_free(vt);
}

static pid_t
server_of(const struct home *h)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct ucred who;
	socklen_t size = sizeof(who);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/watchroom.sock", h->store);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size), 0);
	close(fd);
	return who.pid;
}

static bool
another_serves(struct vt *vt, void *arg)
{
	struct home *h = arg;

	(void)vt;
	return is_served(h) && server_of(h) != h->before;
}

static void
test_a_central_that_died_is_started_again(void **state)
{
	struct home *h = *state;
	struct vt *vt = start(h);

	vt_wait_text(vt, "no open incidents");
	h->before = server_of(h);
	assert_int_equal(kill(h->before, SIGKILL), 0);
	vt_wait_text(vt, "the central had ended; it is being started again");
	vt_wait(vt, another_serves, h, "another central");
	vt_wait_text(vt, "link ");
	vt_wait_text(vt, "the central runs again");
	vt_wait_text(vt, "no open incidents");
	leave(vt);
	assert_false(is_served(h));
	vt_free(vt);
}

/* The console that brought it has left: who joined takes its place. */
static void
test_who_joined_a_central_that_ended_starts_its_own(void **state)
{
	struct home *h = *state;
	struct vt *first = start(h), *second;

	vt_wait_text(first, "no open incidents");
	second = start(h);
	vt_wait_text(second, "no open incidents");
	h->before = server_of(h);
	leave(first);
	vt_wait(second, another_serves, h, "a central of the second");
	vt_wait_text(second, "link ");
	leave(second);
	assert_false(is_served(h));
	vt_free(second);
	vt_free(first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        test_a_store_is_made_served_and_left_with_the_console, set_up,
	        tear_down),
	    cmocka_unit_test_setup_teardown(
	        test_a_second_console_joins_and_the_first_one_ends_it, set_up,
	        tear_down),
	    cmocka_unit_test_setup_teardown(
	        test_a_central_that_died_is_started_again, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
	        test_who_joined_a_central_that_ended_starts_its_own, set_up,
	        tear_down),
	    cmocka_unit_test_setup_teardown(
	        test_a_central_does_not_outlive_a_console_that_is_killed,
	        set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
