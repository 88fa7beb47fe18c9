/*
 * Lines in: from a person, one as soon as it is typed; from a script, one
 * after what came of the one before.
 */
#include "tui/plain-inside.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tui/board.h"
#include "tui/complete.h"
#include "tui/words.h"

#define READ_AT_ONCE 4096

void
plain_read(struct plain *p)
{
	char bytes[READ_AT_ONCE];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		p->ended = true;
		if (p->input.len > 0 && p->input.data[p->input.len - 1] != '\n')
			buf_putc(&p->input, '\n');
		return;
	}
	buf_add(&p->input, bytes, (size_t)n);
	if (!buf_ok(&p->input))
		console_end(p->c, PROBLEM_NO_MEMORY);
}

/*
 * Whether the line after this command may be taken: it has its answer, and the
 * feed has brought what it made. Some commands make nothing that is shown
 * here: that is waited for PLAIN_SOON_MS at most.
 */
static bool
is_done(const struct console *c, const struct outbox_entry *e)
{
	if (e->state == OUTBOX_ACCEPTED && e->seq > link_seq(c->link))
		return c->boot - e->since >= PLAIN_SOON_MS;
	return outbox_is_settled(e) || e->held;
}

/* A script's next line waits for what came of the one before. */
static bool
is_ready(const struct plain *p)
{
	const struct console *c = p->c;
	const struct outbox *o = link_outbox(c->link);

	if (c->ending || p->asking)
		return false;
	if (p->typed)
		return true;
	if (p->waiting.len > PLAIN_WAITING_MAX)
		return false; /* who reads it is slower than the script */
	if (!board_is_live(c->board) || !link_is_up(c->link) ||
	    !*session_info(link_session(c->link))->zone)
		return false;
	for (size_t k = 0; k < outbox_count(o); k++)
		if (!is_done(c, outbox_at(o, k)))
			return false;
	return true;
}

/* Too long a line is refused as soon as it is, and dropped to its end. */
static void
refuse_overlong(struct plain *p)
{
	if (!p->overlong)
		console_say(p->c, STYLE_ERROR,
		    _("a line is at most %d bytes: nothing was done"),
		    PLAIN_LINE_MAX);
	p->overlong = true;
	buf_clear(&p->input);
}

/*
 * Tab. A terminal gives a line when it is ended, and while it is told so at a
 * Tab as well; what it gave cannot be put back into it, so it is kept here,
 * completed, and shown with the prompt. ^C drops it.
 */

void
plain_hear_tabs(struct plain *p, bool on)
{
	struct termios t;

	if (!p->typed || p->tabs == on || tcgetattr(STDIN_FILENO, &t) != 0)
		return;
	p->tabs = on;
	if (on)
		p->end_of_line = t.c_cc[VEOL];
	t.c_cc[VEOL] = on ? '\t' : p->end_of_line;
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

static void
complete_line(struct plain *p)
{
	struct buf *in = &p->input;
	char common[256] = "", all[512] = "";
	size_t len = in->len - 1, from = len, n;

	in->data[len] = '\0'; /* the Tab */
	n = p->c->question.open ? 0
	                        : complete(p->c, in->data, len, &from, common,
	                              sizeof(common), all, sizeof(all));
	plain_break(p);
	if (n > 1)
		plain_put(p, false, "%s", all);
	in->len = n > 0 ? from : len;
	if (n > 0)
		buf_puts(in, common);
	if (n == 1)
		buf_putc(in, ' ');
	if (n == 0)
		plain_put(p, false, "%s", _("nothing begins so"));
}

/* A Tab within a line that came whole parts words as a blank does. */
static void
take_whole(struct plain *p, char *line)
{
	for (char *s = line; (s = strchr(s, '\t'));)
		*s = ' ';
	plain_take_line(p, line);
}

void
plain_take(struct plain *p)
{
	while (p->input.len > 0 && is_ready(p)) {
		char *end = memchr(p->input.data, '\n', p->input.len);
		size_t len = end ? (size_t)(end - p->input.data) : 0;

		if (!end && p->input.len <= PLAIN_LINE_MAX) {
			if (p->tabs && p->input.data[p->input.len - 1] == '\t')
				complete_line(p);
			return;
		}
		if (!end || len > PLAIN_LINE_MAX) {
			refuse_overlong(p);
			return;
		}
		*end = '\0';
		if (len > 0 && end[-1] == '\r')
			end[-1] = '\0';
		if (!p->overlong)
			take_whole(p, p->input.data);
		p->overlong = false;
		explicit_bzero(p->input.data, len);
		buf_consume(&p->input, len + 1);
		plain_tell(p);
	}
}
