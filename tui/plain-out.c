/*
 * Lines out, never waiting: a terminal of 300 baud takes thirty characters a
 * second, and the link must be heard meanwhile.
 */
#include "tui/plain-inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/text.h"
#include "tui/sayable.h"
#include "tui/words.h"

#define AT_ONCE 256 /* bytes into a descriptor that may block */

/*
 * A terminal is opened anew, for the flags of the shell's must stay as they
 * are. A pipe that polls as writable takes AT_ONCE bytes without blocking.
 */
void
plain_out_open(struct plain *p)
{
	const char *name = ttyname(STDOUT_FILENO);

	p->out = STDOUT_FILENO;
	p->shows = name != NULL;
	if (!name)
		return;
	p->out = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	p->own_out = p->out >= 0;
	if (!p->own_out)
		p->out = STDOUT_FILENO;
}

void
plain_out_close(struct plain *p)
{
	if (p->own_out)
		close(p->out);
	buf_free(&p->waiting);
}

static void
queue(struct plain *p, const char *bytes, size_t len)
{
	buf_add(&p->waiting, bytes, len);
	p->reach += len;
	if (!buf_ok(&p->waiting))
		console_end(p->c, PROBLEM_NO_MEMORY);
}

/* What is typed meanwhile stays where it is: a line of its own. */
void
plain_break(struct plain *p)
{
	if (p->prompted)
		queue(p, "\n", 1);
	p->prompted = false;
}

/* In the coding of the locale. */
static void
queue_sayable(struct plain *p, const struct buf *clean)
{
	struct buf coded = {0};

	p->lost |= sayable_add(&coded, clean->data, clean->len);
	if (buf_ok(&coded))
		queue(p, buf_str(&coded), coded.len);
	else
		console_end(p->c, PROBLEM_NO_MEMORY);
	buf_free(&coded);
}

static void
queue_clean(struct plain *p, const char *text)
{
	struct buf clean = {0};

	text_clean(&clean, text, strlen(text), 0);
	if (!buf_ok(&clean))
		console_end(p->c, PROBLEM_NO_MEMORY);
	else if (sayable_all())
		queue(p, buf_str(&clean), clean.len);
	else
		queue_sayable(p, &clean);
	buf_free(&clean);
}

static void
put_clean(struct plain *p, const char *text)
{
	plain_break(p);
	queue_clean(p, text);
	queue(p, "\n", 1);
}

static void
say_left_out(struct plain *p)
{
	char text[128];

	if (p->left_out == 0)
		return;
	snprintf(text, sizeof(text),
	    _("(%zu lines of news left out: this terminal is slow)"),
	    p->left_out);
	p->left_out = 0;
	put_clean(p, text);
}

void
plain_put(struct plain *p, bool news, const char *fmt, ...)
{
	char text[2048];
	va_list args;

	if (news && p->waiting.len > PLAIN_WAITING_MAX) {
		p->left_out++;
		return;
	}
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	say_left_out(p);
	put_clean(p, text);
}

void
plain_put_lines(struct plain *p, const struct buf *lines)
{
	plain_break(p);
	say_left_out(p);
	queue(p, buf_str(lines), lines->len);
}

void
plain_bell(struct plain *p)
{
	if (p->shows)
		queue(p, "\a", 1);
}

void
plain_prompt(struct plain *p, const char *subject)
{
	if (!p->shows || !p->typed || p->prompted)
		return;
	queue_clean(p, subject);
	queue(p, "> ", 2);
	if (p->input.len > 0 && !memchr(p->input.data, '\n', p->input.len))
		queue_clean(p, p->input.data);
	p->prompted = true;
}

static bool
is_writable(int fd)
{
	struct pollfd at = {.fd = fd, .events = POLLOUT};

	return poll(&at, 1, 0) == 1;
}

void
plain_flush(struct plain *p)
{
	while (p->waiting.len > 0 && !p->gone) {
		size_t len = p->waiting.len;
		ssize_t n;

		if (!p->own_out && !is_writable(p->out))
			return;
		if (!p->own_out && len > AT_ONCE)
			len = AT_ONCE;
		n = write(p->out, p->waiting.data, len);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		p->gone = n < 0;
		if (n > 0) {
			buf_consume(&p->waiting, (size_t)n);
			p->taken += (uint64_t)n;
		}
	}
}
