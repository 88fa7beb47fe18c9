/*
 * See revive.h. That nobody listens on a socket is asked of the socket: an
 * answer that does not come (a central that is stopped, or busy) is no reason
 * to start another.
 */
#include "tui/revive.h"

#include <stdio.h>
#include <string.h>

#include "tui/embedded.h"
#include "tui/words.h"

static bool
is_out(const struct console *c)
{
	enum link_state state = link_state(c->link);

	return state == LINK_DOWN || state == LINK_CONNECTING;
}

static bool
is_down(const struct console *c)
{
	return is_out(c) && c->boot - link_since(c->link) >= REVIVE_AFTER_MS;
}

/* The next look, however seldom the screen's clocks move. */
static void
look_again(struct console *c, msec_t ms)
{
	if (c->tick_at > c->boot + ms)
		c->tick_at = c->boot + ms;
}

/* What the row says of an order that has no answer is worth more. */
static bool
row_is_free(const struct console *c)
{
	const struct outbox_entry *e =
	    outbox_find(link_outbox(c->link), c->result.key);

	return (!e || outbox_is_settled(e)) &&
	       (c->revived == 0 || c->boot - c->result.at >= REVIVE_SAY_MS);
}

/* What was said of it is no longer so. */
static void
take_back_word(struct console *c)
{
	if (c->revived && c->result.at == c->revived && !*c->result.key)
		console_say(c, STYLE_OK, "%s", _("the central runs again"));
}

/* What was under way with the token of the one that died asks for a login. */
static void
stay_logged_in(struct console *c)
{
	if (link_state(c->link) == LINK_LOGIN && c->revived > 0 &&
	    c->boot - c->revived < REVIVE_SAY_MS)
		session_set_owner(link_session(c->link));
}

static void
keep_own(struct console *c)
{
	stay_logged_in(c);
	switch (embedded_keep(
	    c->embedded, link_session(c->link), c->boot, is_down(c))) {
	case EMBEDDED_STARTED:
		c->revived = c->boot;
		console_say(c, STYLE_ERROR, "%s",
		    _("the central had ended; it is being started again"));
		break;
	case EMBEDDED_UP:
		link_retry(c->link);
		break;
	case EMBEDDED_GONE:
		console_say(c, STYLE_ERROR, "%s",
		    _("the central ended and does not start: watchroomd.log in "
		      "its directory says why"));
		break;
	case EMBEDDED_SAME:
		break;
	}
	if (is_out(c))
		look_again(c, REVIVE_LOOK_MS);
	else
		take_back_word(c);
}

/* "unix:DIR/watchroom.sock" is what `watchroomd serve DIR` makes. */
static void
say_start(struct console *c, const char *socket)
{
	static const char own[] = "/watchroom.sock";
	size_t len = strlen(socket), tail = strlen(own);

	if (len > tail && strcmp(socket + len - tail, own) == 0)
		console_say(c, STYLE_ERROR,
		    _("no central runs; start it: watchroomd serve %.*s"),
		    (int)(len - tail), socket);
	else
		console_say(c, STYLE_ERROR,
		    _("no central runs; start it: watchroomd serve DIR "
		      "--listen "
		      "unix:%s"),
		    socket);
}

void
revive_tick(struct console *c)
{
	const char *address = c->address;

	if (c->embedded) {
		keep_own(c);
		return;
	}
	if (!address || strncmp(address, "unix:", strlen("unix:")) != 0)
		return;
	if (is_out(c)) {
		look_again(c, REVIVE_AFTER_MS);
	} else {
		take_back_word(c);
		c->revived = 0;
	}
	address += strlen("unix:");
	if (!is_down(c) || !row_is_free(c) || !embedded_is_gone(address))
		return;
	c->revived = c->boot;
	say_start(c, address);
}
