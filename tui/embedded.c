/*
 * See embedded.h. The child gets SIGTERM when we die, however we die.
 */
#include "tui/embedded.h"

#include "config/shipped.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "watchroomd"
#define TOKEN_FD 3     /* where the central finds what it writes that to */
#define START_MS 30000 /* a store that was not closed well is looked over */

struct embedded {
	char dir[PATH_MAX];
	char address[PATH_MAX + 32];
	char program[PATH_MAX]; /* or the bare name, for PATH */
	pid_t child;            /* 0: another runs it */
	int token;              /* what the child says first; -1: none */
	bool starting;          /* begun anew, and not listening yet */
	msec_t started;         /* boot clock: when it last was; 0: at first */
};

static enum problem_code
fail(const struct embedded *e, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", e->dir, "why", why, NULL);
}

/* Beside our own executable, or wherever PATH finds it. */
static void
find_program(struct embedded *e)
{
	char dir[PATH_MAX - sizeof(PROGRAM)];

	if (shipped_program_dir(dir, sizeof(dir))) {
		snprintf(e->program, sizeof(e->program), "%s/%s", dir, PROGRAM);
		if (access(e->program, X_OK) == 0)
			return;
	}
	snprintf(e->program, sizeof(e->program), "%s", PROGRAM);
}

/*
 * 0, or why nobody can be reached there: EAGAIN of one that is there and does
 * not take connections (it is stopped) is no reason to start another.
 */
static int
knock(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int n = snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	int fd, why = 0;

	if (n < 0 || (size_t)n >= sizeof(a.sun_path))
		return ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return errno;
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		why = errno;
	close(fd);
	return why;
}

bool
embedded_is_gone(const char *socket)
{
	int why = knock(socket);

	return why == ECONNREFUSED || why == ENOENT;
}

static const char *
socket_of(const struct embedded *e)
{
	return e->address + strlen("unix:");
}

static bool
is_running(const struct embedded *e)
{
	int why = knock(socket_of(e));

	return why == 0 || why == EAGAIN;
}

static bool
has_store(const struct embedded *e)
{
	char path[PATH_MAX + 16];
	struct stat s;

	snprintf(path, sizeof(path), "%s/store.db", e->dir);
	return stat(path, &s) == 0;
}

/* Runs `watchroomd init DIR` on our own terminal. */
static enum problem_code
make_store(const struct embedded *e, struct problem *p)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		execlp(e->program, PROGRAM, "init", e->dir, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return PROBLEM_NONE;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(e, why_program_missing, p);
	return fail(e, why_store_not_made, p);
}

/*
 * In the child: what is the console's stays the console's, its descriptors and
 * the signals that it may hold back. The token goes out on TOKEN_FD.
 */
static void
leave_console(int token)
{
	sigset_t none;

	if (token != TOKEN_FD)
		dup2(token, TOKEN_FD);
	else
		fcntl(token, F_SETFD, 0);
	close_range(TOKEN_FD + 1, ~0U, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: becomes the central. */
static void
become_central(const struct embedded *e, int token, pid_t parent)
{
	char number[16], log[PATH_MAX + 32];
	int null = open("/dev/null", O_RDWR), out;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	setpgid(0, 0); /* ^C and a hang-up are the console's */
	snprintf(log, sizeof(log), "%s/watchroomd.log", e->dir);
	out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(out >= 0 ? out : null, STDERR_FILENO);
	leave_console(token);
	snprintf(number, sizeof(number), "%d", TOKEN_FD);
	execlp(e->program, PROGRAM, "serve", e->dir, "--token-fd", number,
	    (char *)NULL);
	_exit(127);
}

/* Waits until it has said its token, or is gone. */
static bool
wait_for_token(const struct embedded *e)
{
	struct pollfd fd = {.fd = e->token, .events = POLLIN};
	int n;

	do
		n = poll(&fd, 1, START_MS);
	while (n < 0 && errno == EINTR);
	return n > 0 && (fd.revents & POLLIN);
}

static void
end_child(struct embedded *e)
{
	if (e->token >= 0)
		close(e->token);
	e->token = -1;
	if (e->child <= 0)
		return;
	kill(e->child, SIGTERM);
	while (waitpid(e->child, NULL, 0) < 0 && errno == EINTR)
		continue;
	e->child = 0;
}

/* Begins one, and waits for nothing. */
static enum problem_code
spawn(struct embedded *e, struct problem *p)
{
	pid_t us = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(e, reason_of_errno(errno), p);
	e->token = ends[0];
	e->child = fork();
	if (e->child == 0)
		become_central(e, ends[1], us);
	close(ends[1]);
	if (e->child < 0)
		return fail(e, reason_of_errno(errno), p);
	return PROBLEM_NONE;
}

static enum problem_code
start(struct embedded *e, struct problem *p)
{
	enum problem_code code = spawn(e, p);

	if (code != PROBLEM_NONE)
		return code;
	if (wait_for_token(e))
		return PROBLEM_NONE;
	end_child(e);
	/* Two started at once: the other one has it. */
	if (is_running(e))
		return PROBLEM_NONE;
	return fail(e, why_central_not_begun, p);
}

static enum problem_code
open_dir(struct embedded *e, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (is_running(e))
		return PROBLEM_NONE;
	if (!has_store(e))
		code = make_store(e, p);
	return code == PROBLEM_NONE ? start(e, p) : code;
}

enum problem_code
embedded_open(struct embedded **out, const char *dir, struct problem *p)
{
	struct embedded *e = calloc(1, sizeof(*e));
	enum problem_code code;

	*out = NULL;
	if (!e)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	e->token = -1;
	snprintf(e->dir, sizeof(e->dir), "%s", dir);
	snprintf(
	    e->address, sizeof(e->address), "unix:%s/watchroom.sock", e->dir);
	find_program(e);
	code = open_dir(e, p);
	if (code == PROBLEM_NONE)
		*out = e;
	else
		embedded_close(e);
	return code;
}

void
embedded_close(struct embedded *e)
{
	if (!e)
		return;
	end_child(e);
	free(e);
}

/* ---- looking after it ---- */

static bool
has_ended(const struct embedded *e)
{
	return e->child > 0 && waitpid(e->child, NULL, WNOHANG) == e->child;
}

static void
forget_child(struct embedded *e)
{
	if (e->token >= 0)
		close(e->token);
	e->token = -1;
	e->child = 0;
	e->starting = false;
}

/* Another console may have been faster: then that one's is joined. */
static enum embedded_news
start_again(struct embedded *e, struct session *s, msec_t boot)
{
	if (e->started && boot - e->started < EMBEDDED_PAUSE_MS)
		return EMBEDDED_SAME;
	if (!embedded_is_gone(socket_of(e))) {
		if (!is_running(e))
			return EMBEDDED_SAME;
		session_set_owner(s);
		return EMBEDDED_UP;
	}
	e->started = boot;
	if (spawn(e, NULL) != PROBLEM_NONE) {
		forget_child(e);
		return EMBEDDED_GONE;
	}
	session_set_owner(s);
	e->starting = true;
	return EMBEDDED_STARTED;
}

enum embedded_news
embedded_keep(struct embedded *e, struct session *s, msec_t boot, bool down)
{
	bool failed = e->starting;

	if (has_ended(e)) {
		forget_child(e);
		if (failed)
			return EMBEDDED_GONE;
	}
	if (e->starting) {
		e->starting = !is_running(e);
		return e->starting ? EMBEDDED_SAME : EMBEDDED_UP;
	}
	if (e->child > 0 || !down)
		return EMBEDDED_SAME;
	return start_again(e, s, boot);
}

const char *
embedded_address(const struct embedded *e)
{
	return e->address;
}

enum problem_code
embedded_log_in(const struct embedded *e, struct session *s, struct problem *p)
{
	if (e->token >= 0)
		return session_read_token(s, e->token, PROGRAM, p);
	session_set_owner(s);
	return PROBLEM_NONE;
}
