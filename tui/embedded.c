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
#define START_MS 30000 /* a store that was not closed well is looked over */

struct embedded {
	char dir[PATH_MAX];
	char address[PATH_MAX + 32];
	char program[PATH_MAX]; /* or the bare name, for PATH */
	pid_t child;            /* 0: another runs it */
	int token;              /* what the child says first; -1: none */
};

static enum problem_code
fail(const struct embedded *e, const char *what, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", e->dir, "what", what, NULL);
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

static bool
is_running(const struct embedded *e)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int n = snprintf(
	    a.sun_path, sizeof(a.sun_path), "%s/watchroom.sock", e->dir);
	int fd;
	bool there;

	if (n < 0 || (size_t)n >= sizeof(a.sun_path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	there = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	if (fd >= 0)
		close(fd);
	return there;
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
		return fail(e, PROGRAM " is neither beside us nor on PATH", p);
	return fail(e, "no store could be made", p);
}

/* In the child: becomes the central; the token goes out on `token`. */
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
	fcntl(token, F_SETFD, 0);
	snprintf(number, sizeof(number), "%d", token);
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

static enum problem_code
start(struct embedded *e, struct problem *p)
{
	pid_t us = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(e, strerror(errno), p);
	e->token = ends[0];
	e->child = fork();
	if (e->child == 0)
		become_central(e, ends[1], us);
	close(ends[1]);
	if (e->child < 0)
		return fail(e, strerror(errno), p);
	if (wait_for_token(e))
		return PROBLEM_NONE;
	end_child(e);
	/* Two started at once: the other one has it. */
	if (is_running(e))
		return PROBLEM_NONE;
	return fail(e, "no central started: watchroomd.log there says why", p);
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
