/*
 * The loop of the line mode: what came to be said is put out, then input,
 * signals and the network are waited for together.
 */
#include "tui/plain-inside.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "model/line.h"
#include "model/text.h"
#include "model/time.h"
#include "net/link/boot.h"
#include "tui/ask.h"
#include "tui/board.h"
#include "tui/form.h"
#include "tui/go-place.h"
#include "tui/keep.h"
#include "tui/say.h"
#include "tui/words.h"

#define COLS 79 /* of a page where nobody says how wide */
#define TICK_MS ((msec_t)1000)

/* ---- who asks ---- */

/* The password opens the journal too, once the central took it. */
static void
on_login(void *ctx, const struct problem *problem)
{
	struct plain *p = ctx;
	const struct session_info *who = session_info(link_session(p->c->link));

	p->asking = false;
	if (problem->code != PROBLEM_NONE)
		console_say_problem(p->c, problem);
	else if (!who->must_change)
		keep_login(p->c, p->secret);
	explicit_bzero(p->secret, sizeof(p->secret));
}

static bool
ask_secret(const char *question, char secret[PLAIN_PASSWORD_MAX])
{
	return ask_line(question, true, secret, PLAIN_PASSWORD_MAX);
}

static bool
log_in(struct plain *p, struct problem *problem)
{
	char name[SESSION_NAME_MAX];
	const struct session_login who = {.name = name, .password = p->secret};

	return ask_line(_("Name: "), false, name, sizeof(name)) &&
	       ask_secret(_("Password: "), p->secret) &&
	       session_log_in(link_session(p->c->link), &who, on_login, p,
	           problem) == PROBLEM_NONE;
}

static bool
change_password(struct plain *p, struct problem *problem)
{
	char old[PLAIN_PASSWORD_MAX], again[PLAIN_PASSWORD_MAX];
	bool ok;

	plain_put(p, false, "%s",
	    _("this password was for one time: set one of your own"));
	plain_flush(p);
	ok = ask_secret(_("Password: "), old) &&
	     ask_secret(_("New password: "), p->secret) &&
	     ask_secret(_("Once more: "), again);
	if (ok && strcmp(p->secret, again) != 0) {
		problem_set(
		    problem, PROBLEM_USAGE, "why", why_passwords_differ, NULL);
		ok = false;
	}
	ok = ok && session_change_password(link_session(p->c->link), old,
	               p->secret, on_login, p, problem) == PROBLEM_NONE;
	explicit_bzero(old, sizeof(old));
	explicit_bzero(again, sizeof(again));
	return ok;
}

/* Asks on the controlling terminal; where there is none, that is the end. */
static void
identify(struct plain *p)
{
	enum link_state state = link_state(p->c->link);
	struct problem problem;
	bool ok;

	if (p->asking || p->c->ending ||
	    (state != LINK_LOGIN && state != LINK_MUST_CHANGE))
		return;
	plain_hear_tabs(p, false);
	problem_set(&problem, PROBLEM_UNAUTHENTICATED, NULL);
	ok = state == LINK_LOGIN ? log_in(p, &problem)
	                         : change_password(p, &problem);
	p->asking = ok;
	if (ok)
		return;
	*p->problem = problem;
	p->c->ending = true;
}

/* ---- what is said ---- */

static void
tell_link(struct plain *p)
{
	struct console *c = p->c;
	bool up = link_is_up(c->link);
	char at[TIME_SIZE];

	if (p->told && p->up == up)
		return;
	if (up && !*session_info(link_session(c->link))->zone)
		return; /* whose time of day it is, is told with it */
	time_hms(link_since_at(c->link), c->zone, at);
	if (up && board_is_live(c->board)) {
		plain_put(p, false, _("%s the link is up"), at);
	} else if (!up && p->told) {
		plain_bell(p);
		plain_put(p, false,
		    _("%s LINK DOWN: use radio; what is shown grows old"), at);
	} else {
		return;
	}
	p->told = true;
	p->up = up;
}

/* What will be answered in a moment is said once, with its answer. */
static bool
is_under_way(const struct plain *p, const struct result *r)
{
	const struct outbox *o = link_outbox(p->c->link);
	const struct outbox_entry *e = *r->key ? outbox_find(o, r->key) : NULL;

	return e && !outbox_is_settled(e) && !e->held &&
	       link_is_up(p->c->link) && !p->c->ending &&
	       p->c->boot - e->made < PLAIN_SOON_MS;
}

static void
tell_result(struct plain *p)
{
	const struct result *r = &p->c->result;

	if (!*r->text || is_under_way(p, r) ||
	    (r->stroke == p->stroke && strcmp(r->text, p->said) == 0))
		return;
	if (r->style == STYLE_ERROR && p->worst < CLI_REFUSED)
		p->worst = CLI_REFUSED;
	text_copy_cut(p->said, sizeof(p->said), r->text);
	p->stroke = r->stroke;
	plain_put(p, false, "%s", r->text);
}

static void
tell_question(struct plain *p)
{
	const struct question *q = &p->c->question;

	if (q->open && !p->asked)
		plain_put(
		    p, false, _("%s  y: yes, any other line: no"), q->text);
	p->asked = q->open;
}

static void
tell_list(struct plain *p)
{
	struct list *l = &p->c->list;

	if (l->open && (!p->listed || p->serial != l->serial)) {
		l->lasts = PLAIN_LIST_MS;
		text_copy_cut(l->hint, sizeof(l->hint),
		    l->several ? _("a number takes that line, several numbers "
		                   "those; any other line: none")
		               : _("a number takes that line; any other "
		                   "line: none"));
		plain_print_list(p);
	}
	p->listed = l->open;
	p->serial = l->serial;
}

static void
draw_form(const struct console *c, struct area a)
{
	form_draw(c, a);
}

/* Nobody fills in a form here; one that shows something is printed. */
static void
tell_form(struct plain *p)
{
	struct console *c = p->c;

	if (!c->form)
		return;
	plain_print(p, form_rows(c), draw_form);
	form_hide(c);
}

/* Once: a page may have more of it than a line. */
static void
tell_lost(struct plain *p)
{
	if (p->told_lost || !(p->lost || page_lost(p->page)))
		return;
	p->told_lost = true;
	plain_put(p, false, "%s", _(words_lost));
}

void
plain_tell(struct plain *p)
{
	tell_link(p);
	plain_field_turn(p);
	tell_form(p);
	tell_result(p);
	tell_list(p);
	tell_question(p);
	tell_lost(p);
	if (p->c->bell)
		plain_bell(p);
	p->c->bell = false;
}

void
plain_command(struct console *c, const struct outbox_entry *e)
{
	struct plain *p = c->plain;

	if (e->state == OUTBOX_REFUSED && p->worst < CLI_REFUSED)
		p->worst = CLI_REFUSED;
}

/* ---- what is typed ---- */

static bool
is_callsign(const struct console *c, const char *text)
{
	const struct record *const *all = table_all(c->table, KIND_UNIT);

	for (size_t k = 0; k < table_count(c->table, KIND_UNIT); k++)
		if (text_is(((const struct unit *)all[k])->callsign, text))
			return true;
	return false;
}

/* A bare number that is a unit's too is left to be refused with both. */
static bool
names_incident(const struct console *c, const struct line_word *word)
{
	return word->mark == WORD_INCIDENT || word->mark == WORD_SELECTED ||
	       (word->mark == WORD_NUMBER && !is_callsign(c, word->text));
}

/* Of `d`, `d 0131`, `0131: d`, `d .`: which units, is asked. */
static bool
wants_list(const struct console *c, const struct line *line)
{
	return line->command->id == COMMAND_DISPATCH && line->words <= 1 &&
	       (line->words == 0 || names_incident(c, &line->word[0]));
}

/* That line as one that lists them. */
static void
list_for(struct console *c, const struct line *line, const struct record *r)
{
	const struct line_word *subject = &line->subject;
	const struct line_word *about = line->words     ? &line->word[0]
	                                : subject->text ? subject
	                                                : NULL;
	char list[LINE_HEAD];
	int len = about ? (int)(about->to - about->from) : 0;

	snprintf(list, sizeof(list), "recommend %.*s", len,
	    about ? line->source + about->from : "");
	console_line(c, list, r);
}

static const struct record *
selected(const struct console *c)
{
	const struct assignment *a = plain_order(c);
	const struct incident *i = console_incident(c, c->incident);

	if (plain_unit(c))
		return a ? &a->head : NULL;
	return i ? &i->head : NULL;
}

/* Whether a command may run here; says why not. */
static bool
is_fit(struct plain *p, const struct command *command)
{
	if (command->id == COMMAND_LOCK)
		console_say(p->c, STYLE_ERROR, "%s",
		    _("no lock in the line mode: quit leaves"));
	else if (command->id == COMMAND_MAP)
		console_say(
		    p->c, STYLE_ERROR, "%s", _("no map in the line mode"));
	else if (command->id == COMMAND_REVEAL && !p->shows)
		console_say(p->c, STYLE_ERROR, "%s",
		    _("caller details are shown on a terminal only"));
	else
		return true;
	return false;
}

/* What a command of the console's own leaves to be read. */
static void
print_for(struct plain *p, enum command_id id)
{
	switch (id) {
	case COMMAND_GO:
		if (go_place_open(p->c))
			break;
		if (p->c->screen == SCREEN_QUEUE)
			plain_print_incident(p);
		else
			plain_print_view(p);
		break;
	case COMMAND_RECOMMEND:
	case COMMAND_LEFT:
	case COMMAND_SEARCH:
	case COMMAND_LANGUAGE:
	case COMMAND_QUIT:
	case COMMAND_POSITION:
	case COMMAND_PRINT:
		break;
	default:
		plain_print_view(p);
	}
}

static void
run(struct plain *p, const char *text, const struct line *line)
{
	struct console *c = p->c;

	if (wants_list(c, line)) {
		list_for(c, line, selected(c));
		return;
	}
	if (plain_room_command(p, line, selected(c)))
		return;
	console_line(c, text, selected(c));
	if (line->command->owner == OWNER_CONSOLE && !c->ending)
		print_for(p, line->command->id);
}

static void
take_command(struct plain *p, const char *text)
{
	struct line *line = malloc(sizeof(*line));
	struct problem problem;

	if (!line)
		console_end(p->c, PROBLEM_NO_MEMORY);
	else if (line_parse(text, line, &problem) != PROBLEM_NONE)
		console_say_problem(p->c, &problem);
	else if (line->command && is_fit(p, line->command))
		run(p, text, line);
	free(line);
}

/* "1", "1 3": single digits, up to `most`; how many, 0: it is anything else. */
static size_t
read_digits(const char *text, int *digit, size_t most)
{
	size_t count = 0;

	for (const char *s = text; *s; s++) {
		if (*s == ' ' || *s == ',')
			continue;
		if (*s < '0' || *s > '9' || count == most ||
		    (s > text && s[-1] >= '0' && s[-1] <= '9'))
			return 0;
		digit[count++] = *s - '0';
	}
	return count;
}

/*
 * Digits take lines of the list, and mean nothing without one: the next line
 * must not be about another incident because a list was gone.
 */
static bool
take_lines(struct plain *p, const char *text)
{
	int digit[9];
	size_t count = read_digits(text, digit, COUNT_OF(digit));

	if (count == 0)
		return false;
	if (p->c->list.open)
		list_take_lines(p->c, digit, count);
	else
		console_say(
		    p->c, STYLE_NORMAL, "%s", _("no list: d lists units"));
	return true;
}

static void
answer(struct plain *p, const char *text)
{
	struct question *q = &p->c->question;

	q->open = false;
	if (strcmp(text, "y") == 0)
		q->yes(p->c);
	else
		console_say(p->c, STYLE_NORMAL, "%s", _("not done"));
}

/*
 * The keys that the console's words name for what is unsent: "v" and "-" do
 * here what they do there, "gx" prints the outbox, and on it "d" sends and "j"
 * and "k" move the mark.
 */
static bool
take_key(struct plain *p, const char *text)
{
	static const struct {
		const char *key;
		enum action action;
		bool outbox; /* only there */
	} keys[] = {
	    {"v", ACTION_VOICE, false},
	    {"-", ACTION_TAKE_BACK, false},
	    {"d", ACTION_DISPATCH, true},
	    {"j", ACTION_DOWN, true},
	    {"k", ACTION_UP, true},
	};
	struct console *c = p->c;

	if (strcmp(text, "gx") == 0) {
		take_command(p, "outbox");
		return true;
	}
	for (size_t k = 0; k < COUNT_OF(keys); k++) {
		const struct view *view = views[c->screen];

		if (strcmp(text, keys[k].key) != 0 || !view ||
		    !view->act[keys[k].action] ||
		    (keys[k].outbox && c->screen != SCREEN_OUTBOX))
			continue;
		view->act[keys[k].action](c);
		if (*text == 'j' || *text == 'k')
			plain_print_view(p);
		return true;
	}
	return false;
}

void
plain_take_line(struct plain *p, const char *text)
{
	struct console *c = p->c;

	c->strokes++;
	p->prompted = false; /* the terminal has gone to its next line */
	if (c->question.open)
		answer(p, text);
	else if (take_lines(p, text))
		return;
	else if (take_key(p, text))
		return;
	else if (*text == '\0')
		plain_print_state(p);
	else if (strcmp(text, "?") == 0)
		take_command(p, "help");
	else if (*text == '/') {
		board_filter(c->board, text + 1);
		console_go(c, SCREEN_QUEUE);
		plain_print_view(p);
	} else {
		list_close(c);
		p->listed = false;
		take_command(p, *text == ':' ? text + 1 : text);
	}
}

/* ---- the end ---- */

static void
on_signal(struct plain *p)
{
	struct signalfd_siginfo info;

	if (read(p->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo != SIGINT || !p->typed) {
		p->hurry = true;
		p->c->ending = true;
		return;
	}
	buf_clear(&p->input);
	p->c->question.open = false;
	list_close(p->c);
	p->c->strokes++;
	console_say(
	    p->c, STYLE_NORMAL, "%s", _("nothing was done; quit leaves"));
}

/* Input is at its end: what is under way is waited for. */
static void
end_of_input(struct plain *p)
{
	const struct outbox *o = link_outbox(p->c->link);

	if (!p->ended || p->input.len > 0)
		return;
	for (size_t k = 0; k < outbox_count(o); k++) {
		const struct outbox_entry *e = outbox_at(o, k);

		if (outbox_is_settled(e))
			continue;
		if (!e->held)
			return;
		p->worst = CLI_UNKNOWN;
		plain_put(p, false, _("not known whether it was done: %s"),
		    words_in("command", e->command->name));
	}
	p->c->ending = true;
}

/* A script that reaches nobody is told so. */
static void
give_up(struct plain *p)
{
	struct link *l = p->c->link;

	if (p->typed || p->told || p->c->ending ||
	    p->c->boot - p->began < CLI_WAIT_MS)
		return;
	*p->problem = *link_problem(l);
	if (p->problem->code == PROBLEM_NONE)
		problem_set(p->problem, PROBLEM_LINK, "addr",
		    p->c->address ? p->c->address : "-", "why", why_timed_out,
		    NULL);
	p->c->ending = true;
}

/* ---- the loop ---- */

static void
tick(struct plain *p)
{
	struct console *c = p->c;

	if (c->boot < c->tick_at)
		return;
	c->tick_at = c->boot + TICK_MS;
	board_tick(c->board);
	list_tick(c);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->tick && !plain_unit(c))
			views[s]->tick(c);
}

static void
prompt(struct plain *p)
{
	const struct record *r = selected(p->c);
	const struct assignment *a = (const struct assignment *)r;
	const char *number = "";

	if (p->asking || p->c->ending || !p->told)
		return;
	if (r)
		number = say_number_of(
		    p->c, r->kind == KIND_ASSIGNMENT ? a->incident : r->id);
	plain_prompt(p, number);
}

static int
patience(const struct plain *p)
{
	msec_t left = p->c->tick_at - boot_now(NULL);

	return left < 0 ? 0 : left < INT_MAX ? (int)left : INT_MAX;
}

static void
turn(struct plain *p)
{
	struct console *c = p->c;
	bool full = p->input.len > PLAIN_LINE_MAX || p->ended;
	struct pollfd fds[] = {
	    {.fd = p->signals, .events = POLLIN},
	    {.fd = full ? -1 : STDIN_FILENO, .events = POLLIN},
	    {.fd = p->waiting.len ? p->out : -1, .events = POLLOUT},
	};

	link_wait(c->link, fds, COUNT_OF(fds), patience(p));
	console_take_time(c);
	if (fds[0].revents)
		on_signal(p);
	if (fds[1].revents)
		plain_read(p);
	plain_tell(p);
	plain_take(p);
	tick(p);
	end_of_input(p);
	give_up(p);
}

/*
 * What was said goes out before it ends, as slowly as it is taken; who does
 * not want to wait for that sends a signal.
 */
static void
drain(struct plain *p)
{
	struct pollfd fds[] = {
	    {.fd = p->out, .events = POLLOUT},
	    {.fd = p->signals, .events = POLLIN},
	};

	plain_flush(p);
	while (p->waiting.len > 0 && !p->gone && !p->hurry) {
		if (poll(fds, COUNT_OF(fds), -1) < 0 && errno != EINTR)
			return;
		if (fds[1].revents)
			return;
		plain_flush(p);
	}
}

static void
run_loop(struct plain *p)
{
	console_take_time(p->c);
	p->began = p->c->boot;
	while (!p->c->ending && !p->gone) {
		identify(p);
		plain_hear_tabs(p, p->told && !p->asking);
		plain_tell(p);
		prompt(p);
		plain_flush(p);
		if (!p->c->ending)
			turn(p);
	}
	plain_tell(p);
	drain(p);
}

static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int
page_width(void)
{
	struct winsize w = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || w.ws_col == 0)
		return COLS;
	return w.ws_col - 1;
}

int
plain_run(struct console *c, struct problem *problem)
{
	struct plain p = {.c = c,
	    .problem = problem,
	    .typed = isatty(STDIN_FILENO),
	    .signals = open_signals()};

	if (p.signals < 0) {
		problem_set(problem, PROBLEM_NO_MEMORY, NULL);
		return CLI_REFUSED;
	}
	if (page_open(&p.page, page_width(), NULL, problem) == PROBLEM_NONE) {
		plain_out_open(&p);
		c->plain = &p;
		run_loop(&p);
		plain_hear_tabs(&p, false);
		c->plain = NULL;
		plain_out_close(&p);
	}
	explicit_bzero(p.secret, sizeof(p.secret));
	plain_field_close(&p);
	page_close(p.page);
	buf_free(&p.input);
	close(p.signals);
	return p.typed ? CLI_DONE : p.worst;
}
