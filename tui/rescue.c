/*
 * Two copies of the restoring bytes take turns, so that a signal in the middle
 * of rescue_prepare() finds one that is whole.
 */
#include "tui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK 65536
#define CANCEL "\030" /* CAN: whatever sequence was half sent is void */
#define TRIES 10
#define TRY_MS 100

enum { ON_RESIZE, ON_STOP, ON_CONTINUE, ON_END };

static void on_signal(int sig);
static void on_crash(int sig);

static const struct {
	int sig;
	void (*handler)(int);
} handled[] = {
    {SIGWINCH, on_signal},
    {SIGTSTP, on_signal},
    {SIGCONT, on_signal},
    {SIGHUP, on_signal},
    {SIGTERM, on_signal},
    {SIGINT, on_signal},
    {SIGSEGV, on_crash},
    {SIGBUS, on_crash},
    {SIGFPE, on_crash},
    {SIGILL, on_crash},
    {SIGABRT, on_crash},
    {SIGSYS, on_crash},
    {SIGTRAP, on_crash},
    {SIGQUIT, on_crash},
};

/* The one mutable static of the console; see rescue.h. */
static struct {
	bool armed;
	int fd;
	int wake[2]; /* a pipe: handlers write, the loop polls */
	struct termios saved;
	struct {
		char bytes[RESCUE_BYTES];
		size_t len;
	} copy[2];
	volatile sig_atomic_t which; /* of the copies is whole */
	volatile sig_atomic_t held;
	volatile sig_atomic_t torn;
	volatile sig_atomic_t seen[4]; /* ON_RESIZE.. */
	volatile sig_atomic_t ended;   /* the first signal that said so */
	struct sigaction before[COUNT_OF(handled)];
	char stack[STACK]; /* handlers run here: ours may have overflowed */
} rescue;

/* Writes all of it, waiting a little when the line is full. */
static void
write_all(const char *s, size_t len)
{
	struct pollfd room = {.fd = rescue.fd, .events = POLLOUT};

	for (int tries = 0; len > 0 && tries < TRIES;) {
		ssize_t n = write(rescue.fd, s, len);

		if (n > 0) {
			s += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			tries++;
			poll(&room, 1, TRY_MS);
		} else if (n == 0 || errno != EINTR) {
			return;
		}
	}
}

void
rescue_give_back(void)
{
	pid_t front = tcgetpgrp(rescue.fd);
	int which = rescue.which;

	if (!rescue.held)
		return;
	if (front == -1 || front == getpgrp()) {
		if (rescue.torn)
			write_all(CANCEL, sizeof(CANCEL) - 1);
		write_all(rescue.copy[which].bytes, rescue.copy[which].len);
		/* Not TCSADRAIN: that would wait for a line that stalls. */
		tcsetattr(rescue.fd, TCSANOW, &rescue.saved);
	}
	rescue.torn = 0;
	rescue.held = 0;
}

/* Dies of sig as if there were no handler, without a core. */
static void
die(int sig)
{
	const struct rlimit none = {0, 0};

	rescue_give_back();
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0); /* a core that goes to a pipe */
	signal(sig, SIG_DFL);
	raise(sig);
}

static void
on_crash(int sig)
{
	die(sig);
}

static void
on_signal(int sig)
{
	int kept = errno;
	bool insists = sig == SIGTERM || sig == SIGINT;
	ssize_t ignored;

	switch (sig) {
	case SIGWINCH:
		rescue.seen[ON_RESIZE] = 1;
		break;
	case SIGTSTP:
		rescue.seen[ON_STOP] = 1;
		break;
	case SIGCONT:
		rescue.seen[ON_CONTINUE] = 1;
		break;
	default:
		/* A shell passes SIGHUP on, so two of those are usual. */
		if (insists && rescue.ended && rescue.ended != SIGHUP)
			die(sig);
		rescue.ended = sig;
		rescue.seen[ON_END] = 1;
	}
	ignored = write(rescue.wake[1], "", 1);
	(void)ignored; /* full: it is readable all the same */
	errno = kept;
}

static void
take_signals(void)
{
	const stack_t stack = {
	    .ss_sp = rescue.stack, .ss_size = sizeof(rescue.stack)};

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < COUNT_OF(handled); i++) {
		struct sigaction sa = {.sa_handler = handled[i].handler};

		sigemptyset(&sa.sa_mask);
		sa.sa_flags = SA_ONSTACK | SA_RESTART;
		if (handled[i].handler == on_crash)
			sa.sa_flags |= SA_NODEFER;
		sigaction(handled[i].sig, &sa, &rescue.before[i]);
	}
}

enum problem_code
rescue_arm(int fd, const struct termios *saved, struct problem *p)
{
	if (rescue.armed)
		return problem_set(p, PROBLEM_TERMINAL, "term", "terminal",
		    "why", why_terminal_open, NULL);
	if (pipe2(rescue.wake, O_CLOEXEC | O_NONBLOCK) != 0)
		return problem_set(p, PROBLEM_TERMINAL, "term", "terminal",
		    "why", reason_of_errno(errno), NULL);
	rescue.armed = true;
	rescue.fd = fd;
	rescue.saved = *saved;
	rescue.copy[rescue.which].len = 0;
	rescue.held = rescue.torn = rescue.ended = 0;
	for (size_t i = 0; i < COUNT_OF(rescue.seen); i++)
		rescue.seen[i] = 0;
	take_signals();
	return PROBLEM_NONE;
}

void
rescue_disarm(void)
{
	const stack_t none = {.ss_flags = SS_DISABLE};

	if (!rescue.armed)
		return;
	for (size_t i = 0; i < COUNT_OF(handled); i++)
		sigaction(handled[i].sig, &rescue.before[i], NULL);
	sigaltstack(&none, NULL);
	close(rescue.wake[0]);
	close(rescue.wake[1]);
	rescue.armed = false;
}

bool
rescue_prepare(const char *bytes, size_t len)
{
	int next = !rescue.which;

	if (len > RESCUE_BYTES)
		return false;
	memcpy(rescue.copy[next].bytes, bytes, len);
	rescue.copy[next].len = len;
	rescue.which = next;
	return true;
}

void
rescue_hold(bool held)
{
	rescue.held = held;
}

void
rescue_torn(bool torn)
{
	rescue.torn = torn;
}

int
rescue_fd(void)
{
	return rescue.wake[0];
}

unsigned
rescue_take(int *ended)
{
	static const unsigned flags[] = {
	    [ON_RESIZE] = RESCUE_RESIZED,
	    [ON_STOP] = RESCUE_STOP,
	    [ON_CONTINUE] = RESCUE_CONTINUED,
	    [ON_END] = RESCUE_ENDED,
	};
	unsigned taken = 0;
	char drain[256];

	/* The pipe first: a signal after that makes it readable again. */
	while (read(rescue.wake[0], drain, sizeof(drain)) > 0)
		;
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		if (rescue.seen[i]) {
			rescue.seen[i] = 0;
			taken |= flags[i];
		}
	*ended = rescue.ended;
	return taken;
}

void
rescue_stop(void)
{
	struct sigaction ours, plain = {.sa_handler = SIG_DFL};

	sigemptyset(&plain.sa_mask);
	sigaction(SIGTSTP, &plain, &ours);
	/* The whole group, as the terminal does it: a script that started us
	 * stops too. */
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	rescue.seen[ON_CONTINUE] = 0;
}
