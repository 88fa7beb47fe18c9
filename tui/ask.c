/*
 * Signals are held back while the echo is off, and watched for beside the
 * terminal, so that none of them leaves it that way.
 */
#include "tui/ask.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static bool
put(int fd, const char *text)
{
	size_t len = strlen(text);

	return write(fd, text, len) == (ssize_t)len;
}

/* The terminal has a line; false: a signal came first, and is not taken. */
static bool
wait_for_line(int fd, int signals)
{
	struct pollfd p[] = {
	    {.fd = fd, .events = POLLIN},
	    {.fd = signals, .events = POLLIN},
	};

	return poll(p, COUNT_OF(p), -1) > 0 && p[1].revents == 0;
}

static bool
read_line(int fd, int signals, char *answer, size_t size)
{
	ssize_t n;

	if (!wait_for_line(fd, signals))
		return false;
	n = read(fd, answer, size);
	if (n <= 1 || answer[n - 1] != '\n')
		return false;
	answer[n - 1] = '\0';
	return strlen(answer) == (size_t)n - 1;
}

static bool
read_secret(int fd, int signals, char *answer, size_t size)
{
	struct termios was, silent;
	bool ok;

	if (tcgetattr(fd, &was) < 0)
		return false;
	silent = was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	if (tcsetattr(fd, TCSAFLUSH, &silent) < 0)
		return false;
	ok = read_line(fd, signals, answer, size);
	tcsetattr(fd, TCSAFLUSH, &was);
	return put(fd, "\n") && ok;
}

static void
hold_signals(sigset_t *held, sigset_t *before)
{
	static const int which[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

	sigemptyset(held);
	for (size_t i = 0; i < COUNT_OF(which); i++)
		sigaddset(held, which[i]);
	sigprocmask(SIG_BLOCK, held, before);
}

bool
ask_line(const char *question, bool secret, char *answer, size_t size)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC), signals;
	sigset_t held, before;
	bool ok;

	if (fd < 0)
		return false;
	hold_signals(&held, &before);
	signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
	ok = signals >= 0 && put(fd, question) &&
	     (secret ? read_secret(fd, signals, answer, size)
	             : read_line(fd, signals, answer, size));
	if (signals >= 0)
		close(signals);
	close(fd);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}
