/*
 * See send.h.
 */
#include "tui/send.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "net/link/sender.h"
#include "tui/board.h"
#include "tui/call-copy.h"
#include "tui/conflict.h"
#include "tui/words.h"

struct sent *
send_find(const struct console *c, const char *key)
{
	for (struct sent *s = c->sent; s; s = s->next)
		if (strcmp(s->key, key) == 0)
			return s;
	return NULL;
}

static void
show(struct console *c, const struct outbox_entry *e)
{
	char text[sizeof(c->result.text)];
	enum style style = send_say(c, e, text, sizeof(text));

	console_say(c, style, "%s", text);
	text_copy_cut(c->result.key, sizeof(c->result.key), e->key);
}

static void
free_sent(struct sent *s)
{
	call_free(s->call);
	free(s->conflict);
	free(s);
}

/* What the outbox itself no longer shows needs no name. */
static void
forget_dropped(struct console *c)
{
	for (struct sent **at = &c->sent; *at;) {
		struct sent *s = *at;

		if (outbox_find(link_outbox(c->link), s->key)) {
			at = &s->next;
			continue;
		}
		*at = s->next;
		free_sent(s);
	}
}

/* What a person is asked about is kept until it is decided. */
static void
note_refusal(
    const struct console *c, struct sent *s, const struct outbox_answer *a)
{
	char text[CONFLICT_SIZE];

	conflict_say(c, s->call, a, text, sizeof(text));
	free(s->conflict);
	s->conflict = *text ? strdup(text) : NULL;
}

struct taking {
	const struct console *c;
	const struct outbox_entry *e;
	struct sent *s;
};

static void
take_call(void *ctx, const struct call *call, const struct outbox_answer *a)
{
	struct taking *t = ctx;

	call_free(t->s->call);
	t->s->call = call_copy(call);
	if (t->s->call && t->e->asking)
		note_refusal(t->c, t->s, a);
}

/* Its body, once that is open; and of a refused one what it said then. */
static void
take_body(const struct console *c, struct sent *s, const struct outbox_entry *e)
{
	struct taking t = {c, e, s};

	if (!e->sealed && (!outbox_is_settled(e) || e->asking))
		outbox_with_refusal(
		    link_outbox(c->link), e->key, take_call, &t);
}

/* Of one that this console did not give itself. */
static void
take_restored(struct console *c, const struct outbox_entry *e)
{
	struct sent *s = send_find(c, e->key);

	if (!s) {
		s = calloc(1, sizeof(*s));
		if (!s)
			return;
		text_copy_cut(s->key, sizeof(s->key), e->key);
		s->restored = true;
		s->next = c->sent;
		c->sent = s;
	}
	if (!*s->subject)
		send_name_touched(c, s, e);
	take_body(c, s, e);
}

void
send_restore(struct console *c)
{
	const struct outbox *o = link_outbox(c->link);

	forget_dropped(c);
	for (size_t i = 0; i < outbox_count(o); i++)
		take_restored(c, outbox_at(o, i));
	board_unsent(c->board);
}

/*
 * Records of one that was restored come one by one, and with them its name;
 * what it is refused for names them too.
 */
static void
name_late(struct console *c)
{
	char before[SUBJECT_SIZE];

	for (struct sent *s = c->sent; s; s = s->next) {
		const struct outbox_entry *e =
		    outbox_find(link_outbox(c->link), s->key);

		if (!s->restored || !e || e->command->id == COMMAND_NEW)
			continue;
		text_copy_cut(before, sizeof(before), s->subject);
		s->subject[0] = s->caller[0] = '\0';
		send_name_touched(c, s, e);
		if (e->asking && strcmp(before, s->subject) != 0)
			take_body(c, s, e);
	}
}

/* Whether a dispatch is there, or may still be, that makes this order. */
static bool
may_be_made(const struct outbox *o, const char *order)
{
	const struct outbox_entry *e;

	for (size_t i = 0; (e = outbox_at(o, i)); i++)
		if (e->state != OUTBOX_REFUSED &&
		    e->state != OUTBOX_WITHDRAWN &&
		    send_which_order(e, order) != SIZE_MAX)
			return true;
	return false;
}

/*
 * Steps of orders that are never made now mean nothing: they go with the
 * dispatch that was refused or taken back. It gives them anew when it is
 * given again by voice.
 */
static void
drop_orphans(struct console *c, const struct outbox_entry *gone)
{
	struct outbox *o = link_outbox(c->link);
	const struct outbox_entry *e;

	for (size_t i = 0; (e = outbox_at(o, i)); i++) {
		const char *order = send_nth_touch(e, KIND_ASSIGNMENT, 0);

		if (e == gone || outbox_is_settled(e) || e->may_be_done ||
		    !order || e->command->id == COMMAND_DISPATCH ||
		    send_which_order(gone, order) == SIZE_MAX ||
		    table_get(c->table, KIND_ASSIGNMENT, order) ||
		    may_be_made(o, order))
			continue;
		(void)!outbox_withdraw(o, e->key, NULL);
	}
}

/* A refusal is always told; else only what the row is about already. */
void
send_changed(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	struct sent *s = send_find(c, e->key);

	if (s && s->restored && !a && (!s->call || e->asking))
		take_restored(c, e); /* its key came, and with it its body */
	if (s && s->call && a && e->asking)
		note_refusal(c, s, a);
	if (s && a && e->state == OUTBOX_ACCEPTED &&
	    e->command->id == COMMAND_NEW)
		send_name_new(s, a);
	if (s && a)
		send_note(c, e, a, s->note, sizeof(s->note));
	if (e->state == OUTBOX_REFUSED || e->state == OUTBOX_WITHDRAWN)
		drop_orphans(c, e);
	if (strcmp(c->result.key, e->key) == 0 || e->state == OUTBOX_REFUSED ||
	    e->state == OUTBOX_UNKNOWN)
		show(c, e);
	console_touch(c);
	if (!outbox_is_settled(e))
		return;
	if (s && !e->asking) {
		call_free(s->call);
		s->call = NULL;
	}
	forget_dropped(c);
}

bool
send_is_open(const struct console *c, const struct outbox_entry *e)
{
	(void)c;
	return !outbox_is_settled(e) || e->asking;
}

const char *
send_conflict(const struct console *c, const struct outbox_entry *e)
{
	const struct sent *s = send_find(c, e->key);

	return s && s->conflict ? s->conflict : "";
}

void
send_refresh(struct console *c)
{
	const struct outbox_entry *e =
	    outbox_find(link_outbox(c->link), c->result.key);

	name_late(c);
	/* One that is out without an answer is unsent after a second. */
	if (outbox_open_own(link_outbox(c->link)) > 0)
		board_unsent(c->board);
	if (*c->result.key && e)
		show(c, e);
}

void
send_free(struct console *c)
{
	while (c->sent) {
		struct sent *s = c->sent;

		c->sent = s->next;
		free_sent(s);
	}
	call_free(c->question.call);
	c->question.call = NULL;
}

/* Giving */

static bool
may(struct console *c, const struct command *command, struct problem *p)
{
	const struct session *s = link_session(c->link);

	/* A token that nobody asked about yet says nothing of its rights. */
	if (!*session_info(s)->account || session_may(s, command->permission))
		return true;
	problem_set(p, PROBLEM_FORBIDDEN, "may",
	    words_in("command", command->name), NULL);
	return false;
}

/* Ids that a sender makes, and when it was said, are others each time. */
static bool
is_same_value(const struct call *a, const struct call *b, size_t n)
{
	enum field_type type = a->command->args[n].type;

	if (sender_makes(a->command, n) || type == TYPE_TIME)
		return true;
	return call_has(a, n) == call_has(b, n) &&
	       (!call_has(a, n) || value_equal(&a->value[n], &b->value[n]));
}

static bool
is_same_call(const struct call *a, const struct call *b)
{
	if (a->command != b->command)
		return false;
	for (size_t n = 0; n < a->command->count; n++)
		if (!is_same_value(a, b, n))
			return false;
	return true;
}

/* What may well be said twice on purpose. */
static bool
may_repeat(const struct command *command)
{
	return command->id == COMMAND_MESSAGE ||
	       command->id == COMMAND_MUSTREAD || command->id == COMMAND_NEW;
}

/* The same thing that is under way: a key that was pressed twice. */
static const struct outbox_entry *
find_twin(const struct console *c, const struct call *call)
{
	if (!call || may_repeat(call->command))
		return NULL;
	for (const struct sent *s = c->sent; s; s = s->next) {
		const struct outbox_entry *e =
		    outbox_find(link_outbox(c->link), s->key);

		if (e && s->call && !outbox_is_settled(e) && !e->held &&
		    e->state != OUTBOX_WITHDRAWING &&
		    is_same_call(s->call, call))
			return e;
	}
	return NULL;
}

/*
 * Takes the call over, whatever becomes of it; NULL when it was not taken. In
 * the place of another entry, or (NULL) of none.
 */
static struct sent *
give(struct console *c, struct call *call, const char *instead)
{
	const struct outbox_entry *e = find_twin(c, call);
	struct sent *s;
	struct problem p;

	if (e) {
		call_free(call);
		show(c, e);
		return NULL;
	}
	s = calloc(1, sizeof(*s));
	if (!s || !call) {
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	} else if (may(c, call->command, &p) &&
	           (instead ? link_send_instead(c->link, call, instead, &e, &p)
	                    : link_send(c->link, call, &e, &p)) ==
	               PROBLEM_NONE) {
		s->call = call;
		send_name_call(c, s);
		text_copy_cut(s->key, sizeof(s->key), e->key);
		s->next = c->sent;
		c->sent = s;
		show(c, e);
		return s;
	}
	free(s);
	call_free(call);
	console_say_problem(c, &p);
	return NULL;
}

static void
give_held(struct console *c)
{
	struct call *call = c->question.call;

	c->question.call = NULL;
	give(c, call, NULL);
}

static void
ask_give(struct console *c, const struct call *call, const char *words)
{
	struct call *copy = call_copy(call);

	console_ask(c, give_held, "%s", words);
	call_free(c->question.call);
	c->question.call = copy;
}

void
console_ask_send(
    struct console *c, const struct call *call, const char *fmt, ...)
{
	char words[sizeof(c->question.text)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	ask_give(c, call, words);
}

void
console_send(struct console *c, const struct call *call, bool sure)
{
	struct sent s = {0};
	struct call *copy = call_copy(call);

	if (sure || !(call->command->flags & COMMAND_CONFIRMS) || !copy) {
		give(c, copy, NULL);
		return;
	}
	s.call = copy;
	send_name_call(c, &s);
	console_ask_send(c, call, "%s %s?", s.subject,
	    words_in("command", call->command->name));
	call_free(copy);
}

/* What a person does about one without an answer */

const struct outbox_entry *
send_unsettled(const struct console *c, const char *id)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t i = outbox_count(o); i-- > 0;) {
		const struct outbox_entry *e = outbox_at(o, i);

		for (size_t n = 0; n < e->touches && !outbox_is_settled(e); n++)
			if (strcmp(e->touch[n].id, id) == 0)
				return e;
	}
	return NULL;
}

/* Keeps in the question which entry it is about. */
static void
ask_about(struct console *c, const struct outbox_entry *e,
    void (*yes)(struct console *), const char *fmt)
{
	char name[2 * SUBJECT_SIZE];

	send_name(c, e, name, sizeof(name));
	console_ask(c, yes, "%s: %s", name, fmt);
	text_copy_cut(c->question.key, sizeof(c->question.key), e->key);
}

static bool
withdraw(struct console *c, const char *key)
{
	struct problem p;

	if (outbox_withdraw(link_outbox(c->link), key, &p) == PROBLEM_NONE)
		return true;
	console_say_problem(c, &p);
	return false;
}

/* A refused one that was kept: what is given up is one's own words. */
static bool
drop_refused(struct console *c, const char *key)
{
	const struct outbox_entry *e = outbox_find(link_outbox(c->link), key);
	struct sent *s = send_find(c, key);

	if (!e || e->state != OUTBOX_REFUSED)
		return false;
	if (s) {
		call_free(s->call);
		free(s->conflict);
		s->call = NULL;
		s->conflict = NULL;
	}
	outbox_forget(link_outbox(c->link), key);
	return true;
}

static void
take_back_now(struct console *c)
{
	const struct outbox_entry *e;

	if (drop_refused(c, c->question.key)) {
		console_say(c, STYLE_NORMAL, "%s", _("dropped"));
		return;
	}
	if (!withdraw(c, c->question.key))
		return;
	e = outbox_find(link_outbox(c->link), c->question.key);
	if (e)
		show(c, e);
}

void
send_take_back(struct console *c, const struct outbox_entry *e)
{
	ask_about(c, e, take_back_now, _("take it back?"));
}

/* Each order of a dispatch that was given by voice was accepted by voice. */
static void
accept_by_voice(struct console *c, const struct call *dispatch)
{
	struct refs orders = call_refs(dispatch, ARG_dispatch_assignments);

	for (size_t i = 0; i < orders.count; i++) {
		struct call accept = {.command = command_get(COMMAND_ACCEPT)};

		call_set_text(&accept, ARG_accept_assignment, orders.id[i]);
		call_set_number(&accept, ARG_accept_voice, true);
		call_set_number(&accept, ARG_accept_happened, c->now);
		give(c, call_copy(&accept), NULL);
	}
}

static bool
is_voiced_dispatch(const struct call *call)
{
	return call->command->id == COMMAND_DISPATCH &&
	       call_bool(call, ARG_dispatch_voice);
}

/* Over what is there now, as a command of its own. */
static bool
give_refused(struct console *c)
{
	const struct sent *s = send_find(c, c->question.key);
	const struct outbox_entry *e =
	    outbox_find(link_outbox(c->link), c->question.key);
	struct call *call, *orders;

	if (!e || e->state != OUTBOX_REFUSED)
		return false;
	if (!s || !s->call) {
		console_say(c, STYLE_ERROR, "%s",
		    _("its words are sealed: it can be dropped, not sent"));
		return true;
	}
	call = call_copy(s->call);
	drop_refused(c, c->question.key);
	orders = call && is_voiced_dispatch(call) ? call_copy(call) : NULL;
	if (give(c, call, NULL) && orders)
		accept_by_voice(c, orders);
	call_free(orders);
	return true;
}

static void
again_now(struct console *c)
{
	const struct outbox_entry *e;
	struct problem p;

	if (give_refused(c))
		return;

	if (outbox_send_again(link_outbox(c->link), c->question.key, &p) !=
	    PROBLEM_NONE) {
		console_say_problem(c, &p);
		return;
	}
	e = outbox_find(link_outbox(c->link), c->question.key);
	if (e)
		show(c, e);
}

void
send_again(struct console *c, const struct outbox_entry *e)
{
	ask_about(c, e, again_now, _("send it now?"));
}

/* By voice, and now: from here on it is a fact, which no state refuses. */
static void
say_voiced(const struct console *c, struct call *call)
{
	int voice = command_arg(call->command, "voice", strlen("voice"));
	int when = command_arg(call->command, "happened", strlen("happened"));

	call_set_number(call, (size_t)voice, true);
	if (when >= 0 && !call_has(call, (size_t)when))
		call_set_number(call, (size_t)when, c->now);
}

/*
 * Once what was not answered is settled, the same goes out as given by voice.
 * What was never sent is settled at once; of what was, the central is asked:
 * if it had it after all, nothing goes out a second time
 * (outbox_add_instead()), and that it was accepted stands on the order that the
 * unit has.
 */
static void
voice_now(struct console *c)
{
	const struct sent *s = send_find(c, c->question.key);
	struct call *said = s && s->call ? call_copy(s->call) : NULL;
	struct call *orders = said ? call_copy(said) : NULL;

	if (!orders) {
		call_free(said);
		return;
	}
	drop_refused(c, c->question.key);
	say_voiced(c, said);
	if (give(c, said, c->question.key) &&
	    orders->command->id == COMMAND_DISPATCH)
		accept_by_voice(c, orders);
	call_free(orders);
}

void
send_by_voice(struct console *c, const struct outbox_entry *e)
{
	const struct sent *s = send_find(c, e->key);

	if (!s || !s->call ||
	    command_arg(e->command, "voice", strlen("voice")) < 0)
		console_say(c, STYLE_ERROR, "%s",
		    _("that cannot be recorded as given by voice"));
	else
		ask_about(c, e, voice_now, _("given and accepted by voice?"));
}
