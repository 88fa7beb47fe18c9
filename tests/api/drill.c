/*
 * What belongs to the whole central: a drill's clock that goes on where it
 * was, the owner's socket that is nobody else's, systemd's word.
 */
#include "central/notify.h"
#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/patience.h"

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
#include <unistd.h>

#include <cmocka.h>

#define YEAR_2000 INT64_C(946684800000)
#define EVENING INT64_C(1586286000000) /* 2020-04-07T19:00:00Z */

static int
setup_drill(void **state)
{
	struct api *a = calloc(1, sizeof(*a));

	assert_non_null(a);
	api_make(a, true);
	*state = a;
	return 0;
}

static void
set_clock(struct api *a, int64_t speed, msec_t time)
{
	char body[128];

	snprintf(body, sizeof(body), "{\"speed\":%lld,\"time\":%lld}",
	    (long long)speed, (long long)time);
	if (api_command(a, API_OWNER, "clock", body) != 200)
		fail_msg("%s", a->body);
}

static msec_t
now_of(struct api *a)
{
	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	return api_number(a, "now");
}

static void
a_new_drill_stands_still_until_somebody_sets_it_going(void **state)
{
	struct api *a = *state;

	assert_int_equal(now_of(a), YEAR_2000);
	assert_int_equal(api_number(a, "speed"), 0);
	assert_int_equal(api_number(a, "drill"), 1);
	set_clock(a, 0, EVENING);
	assert_int_equal(now_of(a), EVENING);
}

static void
a_drills_clock_goes_on_where_it_was(void **state)
{
	struct api *a = *state;

	set_clock(a, 0, EVENING);
	api_close(a);
	api_open(a);
	assert_int_equal(now_of(a), EVENING);
	set_clock(a, 60, 0);
	api_close(a);
	api_open(a);
	assert_true(now_of(a) >= EVENING);
	assert_int_equal(api_number(a, "speed"), 60);
}

/* A central in a process of its own, which can be killed. */
static pid_t
central_begin(struct api *a)
{
	int ready[2];
	pid_t pid;
	char c;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		unlink(a->socket + strlen("unix:"));
		api_open(a);
		(void)!write(ready[1], "", 1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	return pid;
}

/* What a console saw of it is past, whatever became of the central. */
static void
a_drills_clock_does_not_go_back_with_a_kill(void **state)
{
	struct api *a = *state;
	msec_t seen = 0, from, deadline;

	api_close(a);
	for (int life = 0; life < 3; life++) {
		pid_t pid = central_begin(a);

		from = now_of(a);
		assert_true(from >= seen);
		/* In real seconds: more than one pulse, and no commit's. */
		if (life == 0)
			set_clock(a, 60, EVENING);
		from = now_of(a);
		deadline = time_boot() + PATIENCE_MS;
		while ((seen = now_of(a)) < from + 90 * 1000)
			assert_true(time_boot() < deadline);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(a->fd);
		a->fd = -1;
	}
	api_open(a);
	from = now_of(a);
	assert_true(from >= seen);
	/* Nor does it run ahead of what a person remembers. */
	assert_true(from <= seen + 60 * (msec_t)PATIENCE_MS);
	/* After an end in order it stands where it stood. */
	set_clock(a, 0, 0);
	seen = now_of(a);
	api_close(a);
	api_open(a);
	assert_int_equal(now_of(a), seen);
}

static void
a_drill_that_stands_goes_on_with_what_its_master_says(void **state)
{
	struct api *a = *state;
	char who[API_WHO], body[256];

	api_account(a, "chen", "dispatcher", "S1", NULL, who);
	set_clock(a, 0, EVENING);
	snprintf(body, sizeof(body),
	    "{\"station\":\"S1\",\"place\":\"Park\",\"reported\":%lld}",
	    (long long)EVENING + 60000);
	assert_int_equal(api_command(a, who, "new", body), 200);
	assert_int_equal(now_of(a), EVENING);
	assert_int_equal(api_command(a, API_OWNER, "new", body), 200);
	assert_int_equal(now_of(a), EVENING + 60000);
}

static void
the_owners_word_counts_on_the_socket_only(void **state)
{
	struct api *a = *state;
	const struct central_config config = {
	    .dir = a->dir, .listen = "127.0.0.1:0", .threads = 2};
	struct problem p = {0};

	api_close(a);
	assert_int_equal(central_open(&config, &a->central, &p), 0);
	assert_int_equal(api_get(a, API_OWNER, "/v1/session"), 200);
	close(a->fd);
	a->fd = raw_connect(central_address(a->central));
	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	assert_int_equal(api_get(a, API_OWNER, "/v1/session"), 401);
}

static void
a_second_central_is_refused_and_the_first_goes_on(void **state)
{
	struct api *a = *state;
	const struct central_config config = {.dir = a->dir, .threads = 1};
	struct central *other = NULL;
	struct problem p = {0};

	assert_int_equal(central_open(&config, &other, &p), PROBLEM_STORE_BUSY);
	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	close(a->fd);
	a->fd = -1;
	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
}

static void
the_owners_token_lives_as_long_as_the_central(void **state)
{
	struct api *a = *state;
	char token[TOKEN_SIZE], who[API_WHO];
	struct problem p = {0};

	assert_int_equal(central_owner_token(a->central, token, &p), 0);
	snprintf(who, sizeof(who), "Bearer %s", token);
	assert_int_equal(api_get(a, who, "/v1/accounts"), 200);
	api_close(a);
	api_open(a);
	assert_int_equal(api_get(a, who, "/v1/accounts"), 401);
}

static void
systemd_is_told_where_it_wants_to_know(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char dir[] = "/tmp/watchroom-notify.XXXXXX", told[32] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	notify("READY=1");
	assert_non_null(mkdtemp(dir));
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/n", dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	setenv("NOTIFY_SOCKET", at.sun_path, 1);
	notify("READY=1");
	assert_int_equal(recv(fd, told, sizeof(told) - 1, MSG_DONTWAIT), 7);
	assert_string_equal(told, "READY=1");
	unsetenv("NOTIFY_SOCKET");
	unlink(at.sun_path);
	rmdir(dir);
	close(fd);
}

#define LIVE(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)
#define DRILL(f) cmocka_unit_test_setup_teardown(f, setup_drill, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    DRILL(a_new_drill_stands_still_until_somebody_sets_it_going),
	    DRILL(a_drills_clock_goes_on_where_it_was),
	    DRILL(a_drills_clock_does_not_go_back_with_a_kill),
	    DRILL(a_drill_that_stands_goes_on_with_what_its_master_says),
	    LIVE(the_owners_word_counts_on_the_socket_only),
	    LIVE(a_second_central_is_refused_and_the_first_goes_on),
	    LIVE(the_owners_token_lives_as_long_as_the_central),
	    cmocka_unit_test(systemd_is_told_where_it_wants_to_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
