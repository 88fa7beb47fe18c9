/*
 * Three small forms over the same fields. What is asked of the central is
 * answered later, so the keyboard goes on meanwhile; a second Enter is not
 * heard.
 */
#include "tui/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/edit.h"
#include "tui/keep.h"
#include "tui/words.h"

#define NAME_MAX_BYTES 96
#define SECRET_MAX 1024
#define LABEL_COLS 22
#define LEFT 4
#define RETRY_MS 10000

enum login_field {
	LOGIN_NAME,
	LOGIN_SEAT,
	LOGIN_PASSWORD,
	LOGIN_NEW,
	LOGIN_AGAIN,
	LOGIN_FIELDS
};

enum login_mode { MODE_ASK, MODE_CHANGE, MODE_LOCKED, MODE_CHOOSE };

#define WORD_LEAST 4 /* bytes of a word that locks a seat */

struct login {
	struct edit field[LOGIN_FIELDS];
	enum login_field at;
	bool busy;        /* asked, not answered */
	msec_t retry_at;  /* boot clock; of a login without a link */
	bool choosing;    /* who has no password says a word to lock with */
	struct edit word; /* that word; empty: the account's password opens */
	enum style style;
	char text[512]; /* what came of it */
};

static const enum login_field asked[][4] = {
    [MODE_ASK] = {LOGIN_NAME, LOGIN_SEAT, LOGIN_PASSWORD, LOGIN_FIELDS},
    [MODE_CHANGE] = {LOGIN_PASSWORD, LOGIN_NEW, LOGIN_AGAIN, LOGIN_FIELDS},
    [MODE_LOCKED] = {LOGIN_PASSWORD, LOGIN_FIELDS},
    [MODE_CHOOSE] = {LOGIN_NEW, LOGIN_AGAIN, LOGIN_FIELDS},
};

static const char *const labels[] = {
    [LOGIN_NAME] = N_("Name"),
    [LOGIN_SEAT] = N_("Seat"),
    [LOGIN_PASSWORD] = N_("Password"),
    [LOGIN_NEW] = N_("New password"),
    [LOGIN_AGAIN] = N_("Once more"),
};

struct login *
login_new(void)
{
	struct login *l = calloc(1, sizeof(*l));

	if (l)
		l->word = (struct edit){.secret = true, .max = SECRET_MAX};
	for (size_t i = 0; l && i < LOGIN_FIELDS; i++) {
		l->field[i].secret = i >= LOGIN_PASSWORD;
		l->field[i].max =
		    l->field[i].secret ? SECRET_MAX : NAME_MAX_BYTES;
	}
	return l;
}

static void
wipe_secrets(struct login *l)
{
	for (size_t i = LOGIN_PASSWORD; i < LOGIN_FIELDS; i++)
		edit_free(&l->field[i]);
}

void
login_free(struct login *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < LOGIN_FIELDS; i++)
		edit_free(&l->field[i]);
	edit_free(&l->word);
	free(l);
}

static enum login_mode
mode_of(const struct console *c)
{
	if (link_state(c->link) == LINK_MUST_CHANGE)
		return MODE_CHANGE;
	if (c->locked)
		return MODE_LOCKED;
	return c->login->choosing ? MODE_CHOOSE : MODE_ASK;
}

bool
login_is_open(const struct console *c)
{
	enum link_state state = link_state(c->link);

	return c->locked || (c->login && c->login->choosing) ||
	       state == LINK_LOGIN || state == LINK_MUST_CHANGE;
}

static void
say(struct login *l, enum style style, const char *text)
{
	l->style = style;
	snprintf(l->text, sizeof(l->text), "%s", text);
}

static void
say_problem(struct login *l, const struct problem *p)
{
	char text[sizeof(l->text)];

	say(l, STYLE_ERROR, words_problem(p, text, sizeof(text)));
}

static const char *
typed(const struct login *l, enum login_field field)
{
	return buf_str(&l->field[field].text);
}

/* The first field that is empty has the cursor. */
static void
begin(struct console *c)
{
	struct login *l = c->login;
	const enum login_field *fields = asked[mode_of(c)];

	for (; *fields != LOGIN_FIELDS; fields++) {
		l->at = *fields;
		if (l->field[*fields].text.len == 0)
			break;
	}
	console_touch(c);
}

void
login_state(struct console *c, enum link_state state)
{
	struct login *l = c->login;

	if (state == LINK_LOGIN) {
		form_hide(c);
		wipe_secrets(l);
		begin(c);
	} else if (state == LINK_MUST_CHANGE) {
		say(l, STYLE_BOLD,
		    _("this password was for one time: set one of your own"));
		begin(c);
	} else if (link_is_up(c->link) && !c->locked) {
		wipe_secrets(l);
		l->text[0] = '\0';
	}
}

/* Answers */

/*
 * Nobody can be asked. What was kept here is shown if the password opens it;
 * it is not forgotten then, and tried again by itself (login_tick()).
 */
static void
stay_offline(struct console *c, const struct problem *p)
{
	struct login *l = c->login;

	l->retry_at = c->boot + RETRY_MS;
	if (link_is_offline(c->link))
		return;
	keep_try(c, typed(l, LOGIN_NAME), typed(l, LOGIN_PASSWORD));
	say_problem(l, p);
	begin(c);
}

static void
on_log_in(void *ctx, const struct problem *p)
{
	struct console *c = ctx;
	struct login *l = c->login;

	l->busy = false;
	console_touch(c);
	if (p->code == PROBLEM_LINK && !c->locked) {
		stay_offline(c, p);
		return;
	}
	if (p->code != PROBLEM_NONE) {
		if (link_is_offline(c->link))
			link_log_out(c->link);
		edit_free(&l->field[LOGIN_PASSWORD]);
		say_problem(l, p);
		begin(c);
		return;
	}
	l->text[0] = '\0';
	if (!session_info(link_session(c->link))->must_change) {
		keep_login(c, typed(l, LOGIN_PASSWORD));
		wipe_secrets(l);
	}
	c->locked = false;
}

static void
on_change(void *ctx, const struct problem *p)
{
	struct console *c = ctx;
	struct login *l = c->login;

	l->busy = false;
	console_touch(c);
	if (p->code == PROBLEM_NONE) {
		keep_login(c, typed(l, LOGIN_NEW));
		wipe_secrets(l);
		l->text[0] = '\0';
		return;
	}
	say_problem(l, p);
	wipe_secrets(l);
	begin(c);
}

/* Asking */

static enum problem_code
ask_log_in(struct console *c, struct problem *p)
{
	struct session *s = link_session(c->link);
	struct login *l = c->login;
	const struct session_info *i = session_info(s);
	struct session_login who = {
	    .name = c->locked ? i->name : typed(l, LOGIN_NAME),
	    .password = typed(l, LOGIN_PASSWORD),
	    .seat = c->locked ? i->seat : typed(l, LOGIN_SEAT),
	};

	if (!*who.seat)
		who.seat = NULL;
	return session_log_in(s, &who, on_log_in, c, p);
}

static enum problem_code
ask_change(struct console *c, struct problem *p)
{
	struct login *l = c->login;

	if (strcmp(typed(l, LOGIN_NEW), typed(l, LOGIN_AGAIN)) != 0) {
		edit_free(&l->field[LOGIN_NEW]);
		edit_free(&l->field[LOGIN_AGAIN]);
		return problem_set(
		    p, PROBLEM_USAGE, "why", why_passwords_differ, NULL);
	}
	return session_change_password(link_session(c->link),
	    typed(l, LOGIN_PASSWORD), typed(l, LOGIN_NEW), on_change, c, p);
}

/* ---- a word of one's own, for who has no password ---- */

static void
choose_word(struct console *c)
{
	struct login *l = c->login;

	if (strcmp(typed(l, LOGIN_NEW), typed(l, LOGIN_AGAIN)) != 0)
		say(l, STYLE_ERROR,
		    _("the two are not the same: type it twice"));
	else if (strlen(typed(l, LOGIN_NEW)) < WORD_LEAST)
		say(l, STYLE_ERROR, _("too short: four letters at least"));
	else
		c->locked = true;
	if (c->locked) {
		edit_set(&l->word, typed(l, LOGIN_NEW));
		l->choosing = false;
		l->text[0] = '\0';
	}
	wipe_secrets(l);
	begin(c);
}

static void
open_with_word(struct console *c)
{
	struct login *l = c->login;

	c->locked = strcmp(typed(l, LOGIN_PASSWORD), buf_str(&l->word.text));
	say(l, STYLE_ERROR, c->locked ? _("that is not the word") : "");
	if (!c->locked)
		edit_free(&l->word);
	wipe_secrets(l);
	begin(c);
}

/* True when nobody but this console has to be asked. */
static bool
is_own_affair(struct console *c)
{
	if (mode_of(c) == MODE_CHOOSE)
		choose_word(c);
	else if (mode_of(c) == MODE_LOCKED && c->login->word.text.len > 0)
		open_with_word(c);
	else
		return false;
	return true;
}

static void
ask(struct console *c)
{
	struct login *l = c->login;
	struct problem p;
	enum problem_code code;

	if (is_own_affair(c))
		return;
	code =
	    mode_of(c) == MODE_CHANGE ? ask_change(c, &p) : ask_log_in(c, &p);
	l->busy = code == PROBLEM_NONE;
	if (l->busy)
		say(l, STYLE_NORMAL, _("asking the central..."));
	else
		say_problem(l, &p);
	if (!l->busy)
		begin(c);
}

void
login_tick(struct console *c)
{
	struct login *l = c->login;

	if (!link_is_offline(c->link) || l->busy || c->boot < l->retry_at ||
	    l->field[LOGIN_PASSWORD].text.len == 0)
		return;
	l->busy = ask_log_in(c, NULL) == PROBLEM_NONE;
}

/* Keys */

static void
move(struct console *c, int by)
{
	const enum login_field *fields = asked[mode_of(c)];
	struct login *l = c->login;
	int count = 0, at = 0;

	for (; fields[count] != LOGIN_FIELDS; count++)
		if (fields[count] == l->at)
			at = count;
	l->at = fields[(at + by + count) % count];
}

static bool
is_last(const struct console *c)
{
	const enum login_field *fields = asked[mode_of(c)];

	while (*fields != c->login->at && fields[1] != LOGIN_FIELDS)
		fields++;
	return fields[1] == LOGIN_FIELDS;
}

static void
leave(struct console *c)
{
	c->ending = true;
}

/* Whose orders are not settled logs in again and settles them. */
static void
ask_leave(struct console *c)
{
	const struct outbox *o = link_outbox(c->link);
	char text[sizeof(c->login->text)];

	if (!*outbox_account(o) || outbox_open_own(o) == 0) {
		console_ask(c, leave, "%s", _("leave watchroom?"));
		return;
	}
	snprintf(text, sizeof(text),
	    _("%zu of your commands are not settled: log in, then gx"),
	    outbox_open_own(o));
	say(c->login, STYLE_ERROR, text);
}

static void
stop_choosing(struct console *c)
{
	c->login->choosing = false;
	c->login->text[0] = '\0';
	wipe_secrets(c->login);
	console_say(c, STYLE_NORMAL, "%s", _("not locked"));
}

void
login_key(struct console *c, const struct key *key)
{
	struct login *l = c->login;

	switch (key->code) {
	case K_ENTER:
		if (l->busy)
			break;
		if (is_last(c))
			ask(c);
		else
			move(c, 1);
		break;
	case K_TAB:
	case K_DOWN:
		move(c, 1);
		break;
	case K_BACKTAB:
	case K_UP:
		move(c, -1);
		break;
	case K_ESC:
		if (l->choosing && !c->locked)
			stop_choosing(c);
		else if (!c->locked)
			ask_leave(c);
		break;
	default:
		if (!l->busy)
			edit_key(&l->field[l->at], key);
		break;
	}
}

void
login_lock(struct console *c)
{
	const char *auth = session_auth(link_session(c->link));
	const char *account = session_info(link_session(c->link))->account;

	/* The socket's owner has no password: a word for this time. */
	c->login->choosing = !auth || strcmp(auth, "Owner") == 0 || !*account ||
	                     strcmp(account, "owner") == 0;
	c->locked = !c->login->choosing;
	c->question.open = false;
	list_close(c);
	form_hide(c);
	wipe_secrets(c->login);
	c->login->text[0] = '\0';
	begin(c);
}

/* Drawing */

static void
draw_title(const struct console *c, struct area a)
{
	char title[256];

	switch (mode_of(c)) {
	case MODE_LOCKED:
		snprintf(title, sizeof(title), _("Locked by %s"),
		    session_info(link_session(c->link))->name);
		break;
	case MODE_CHANGE:
		snprintf(title, sizeof(title), "%s", _("A new password"));
		break;
	case MODE_CHOOSE:
		snprintf(title, sizeof(title), "%s",
		    _("You logged in without a password: a word that opens "
		      "this seat again"));
		break;
	case MODE_ASK:
		snprintf(title, sizeof(title), "%s", _("Log in"));
		break;
	}
	draw_text(a, 1, LEFT, a.cols - LEFT, STYLE_TITLE, title);
}

static const char *
label_of(const struct console *c, enum login_field field)
{
	bool word = mode_of(c) == MODE_CHOOSE ||
	            (mode_of(c) == MODE_LOCKED && c->login->word.text.len > 0);

	if (word && (field == LOGIN_NEW || field == LOGIN_PASSWORD))
		return _("Word");
	return _(labels[field]);
}

static const char *
hint_of(const struct console *c)
{
	switch (mode_of(c)) {
	case MODE_LOCKED:
		return _("Enter opens the seat again");
	case MODE_CHOOSE:
		return _("Enter locks the seat, Esc does not; a forgotten word "
		         "is no way back");
	default:
		return _("Enter goes on, Tab goes round, Esc leaves");
	}
}

void
login_draw(const struct console *c, struct area a)
{
	const struct login *l = c->login;
	const enum login_field *fields = asked[mode_of(c)];
	int width = a.cols - LEFT - LABEL_COLS - 1, row = 3;

	draw_title(c, a);
	for (; *fields != LOGIN_FIELDS; fields++, row++) {
		draw_text(a, row, LEFT, LABEL_COLS, STYLE_NORMAL,
		    label_of(c, *fields));
		edit_draw(&l->field[*fields], a, row, LEFT + LABEL_COLS,
		    width < 32 ? width : 32, *fields == l->at);
	}
	draw_text(a, row + 1, LEFT, a.cols - LEFT, l->style, l->text);
	draw_text(a, row + 3, LEFT, a.cols - LEFT, STYLE_DIM, hint_of(c));
}
