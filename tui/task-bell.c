/*
 * See task-bell.h. The central says what is near, late and told to whom; here
 * only whether that is this seat. A word of it stands in the result row, unless
 * something else was just said there.
 */
#include "tui/task-bell.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/say.h"
#include "tui/words.h"

#define SAID_LASTS 10000 /* ms: what the result row says is not covered */

static const struct session_info *
me(const struct console *c)
{
	return session_info(link_session(c->link));
}

static bool
is_mine(const struct console *c, const struct task *t)
{
	return *me(c)->officer && text_is(t->officer, me(c)->officer);
}

static bool
is_of_my_station(const struct console *c, const struct task *t)
{
	return text_is(t->head.station, me(c)->station);
}

static bool
is_for_me(const struct console *c, const struct task *old,
    const struct task *now, const char **reason)
{
	bool here = is_of_my_station(c, now) && !*me(c)->unit;

	if (now->raised > old->raised) {
		*reason = "raised";
		return now->raised == 1
		           ? here &&
		                 session_may(link_session(c->link), MAY_CLOSE)
		           : !here && !is_mine(c, now);
	}
	if (now->late && !old->late) {
		*reason = "late";
		return here || is_mine(c, now);
	}
	*reason = "warned";
	return now->warned && !old->warned && is_mine(c, now);
}

char *
task_bell_words(
    const struct console *c, const struct task *t, char *out, size_t size)
{
	snprintf(out, size,
	    t->late ? _("OVERDUE: %s (%s)") : _("due soon: %s (%s)"),
	    text_or(t->title, "?"), say_officer(c, t->officer));
	return out;
}

void
task_bell(struct console *c, const struct task *old, const struct task *now)
{
	const char *why;
	char reason[64], words[300];

	if (!old || !now || !is_for_me(c, old, now, &why))
		return;
	snprintf(reason, sizeof(reason), "task/%s/%" PRId64, why, now->due);
	console_ring(c, reason, now->head.id);
	if (!*c->result.text || c->boot - c->result.at > SAID_LASTS)
		console_say(c, now->late ? STYLE_LATE : STYLE_UNSENT, "%s",
		    task_bell_words(c, now, words, sizeof(words)));
}
