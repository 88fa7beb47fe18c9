/*
 * Opening and closing what a console needs, in order; whatever fails is said
 * on stderr, once the terminal is its owner's again.
 */
#include "tui/console.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "net/link/boot.h"
#include "net/link/layers.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/chat.h"
#include "tui/cli.h"
#include "tui/drafts.h"
#include "tui/embedded.h"
#include "tui/go-place.h"
#include "tui/here.h"
#include "tui/keep.h"
#include "tui/keys.h"
#include "tui/login.h"
#include "tui/lookup.h"
#include "tui/loop.h"
#include "tui/plain.h"
#include "tui/prompt.h"
#include "tui/ring.h"
#include "tui/send.h"
#include "tui/theme-file.h"
#include "tui/words.h"

/* Hooks of the link */

static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	struct console *c = ctx;

	console_take_time(c); /* the hello before it may have told a drill's */
	board_changed(c->board, old, now);
	list_changed(c, old, now);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->changed)
			views[s]->changed(c, old, now);
	if (c->plain)
		plain_changed(c, old, now);
	if (!*c->incident)
		c->tick_at = 0; /* the first one is marked at once */
	console_touch(c);
}

static void
on_said(void *ctx, const struct message *m)
{
	chat_said(ctx, m);
}

static void
on_moved(void *ctx, const struct position *p)
{
	struct console *c = ctx;

	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->moved)
			views[s]->moved(c, p);
	console_touch(c);
}

/* Local days are the store's, and so are the clocks on the screen. */
static void
take_zone(struct console *c)
{
	const char *name = link_zone(c->link);
	struct zone *zone;

	if (c->own_zone || !*name ||
	    (c->zone && !strcmp(name, zone_name(c->zone))))
		return;
	if (zone_load(name, &zone, NULL) != PROBLEM_NONE)
		return;
	zone_free(c->zone);
	c->zone = zone;
}

static void
on_state(void *ctx, enum link_state state)
{
	struct console *c = ctx;

	if (state == LINK_LIVE) {
		board_live(c->board, true);
		chat_ready(c);
	}
	if (state == LINK_LOGIN || state == LINK_MUST_CHANGE)
		board_live(c->board, false);
	c->tick_at = 0;
	take_zone(c);
	login_state(c, state);
	send_refresh(c);
	console_touch(c);
}

static void
on_store(void *ctx, const char *store)
{
	keep_store(ctx, store, false);
}

static void
on_command(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct console *c = ctx;

	board_unsent(c->board);
	send_changed(c, e, a);
	act_dispatch_answered(c, e);
	form_command(c, e, a);
	if (c->plain)
		plain_command(c, e);
}

static enum problem_code
open_link(struct console *c, const struct console_options *o, struct problem *p)
{
	struct journal_hooks hooks = keep_hooks(c);
	struct address address;
	struct link_options lo = {
	    .address = &address,
	    .ca_file = o->ca_file,
	    .journal_hooks = &hooks,
	    .profile = o->thin ? LINK_THIN : LINK_AUTO,
	    .hooks = {on_change, on_moved, on_said, on_state, on_store,
	        on_command, c},
	};
	enum problem_code code = PROBLEM_NONE;
	bool own;

	if (o->embedded)
		code = embedded_open(&c->embedded, o->embedded, p);
	if (code == PROBLEM_NONE)
		code = address_read(&address,
		    o->embedded ? embedded_address(c->embedded) : o->address,
		    p);
	if (code != PROBLEM_NONE)
		return code;
	c->address = o->address;
	keep_open(c, o->state_dir, &address);
	/* Without a disk it can do its work; without memory it cannot. */
	if (c->unkept.code == PROBLEM_NO_MEMORY) {
		*p = c->unkept;
		return p->code;
	}
	lo.journal = c->journal;
	c->link = link_new(&lo, p);
	if (!c->link)
		return p->code;
	c->table = link_table(c->link);
	/* As `watchroom do`: whose the socket is needs no name. */
	own = o->line && !o->token_file && !o->embedded &&
	      address_is_own_socket(&address);
	if (o->token_file || o->embedded || own)
		keep_begin(c);
	if (own)
		session_set_owner(link_session(c->link));
	if (o->token_file)
		return session_read_token_file(
		    link_session(c->link), o->token_file, p);
	if (o->embedded)
		return embedded_log_in(c->embedded, link_session(c->link), p);
	return PROBLEM_NONE;
}

static enum problem_code
read_conf(struct console *c, const char *dir, struct problem *p)
{
	char path[PATH_MAX];

	if (!here_config(dir, "console.yaml", path, sizeof(path)))
		path[0] = '\0'; /* nowhere: what holds without one */
	return console_conf_read(path, &c->conf, p);
}

static enum problem_code
open_state(
    struct console *c, const struct console_options *o, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	char path[PATH_MAX];

	c->told = o->told;
	c->thin = o->thin;
	c->measure = o->measure;
	c->own_zone = o->zone != NULL;
	c->keys = keys_new();
	c->rings = rings_new();
	c->board = board_new(c);
	c->prompt = prompt_new();
	c->login = login_new();
	if (!c->keys || !c->rings || !c->board || !c->prompt || !c->login)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (here_config(o->config_dir, "keys.yaml", path, sizeof(path)))
		code = keys_read(c->keys, path, p);
	if (code == PROBLEM_NONE)
		code = read_conf(c, o->config_dir, p);
	if (code == PROBLEM_NONE)
		code = here_zone(o->zone, &c->zone, p);
	if (code == PROBLEM_NONE)
		code = open_link(c, o, p);
	if (code != PROBLEM_NONE)
		return code;
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->open && !views[s]->open(c))
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

/* A serial line of 19,200 bit/s and less; what is no such line says 38,400. */
static bool
is_slow(int fd)
{
	struct termios t;
	speed_t speed;

	if (tcgetattr(fd, &t) != 0)
		return false;
	speed = cfgetospeed(&t);
	return speed != B0 && speed <= B19200;
}

/* Who has a terminal that is not described here, and yet it works. */
static void
say_family(struct console *c)
{
	const char *type = getenv("TERM"), *as = term_drawn_as(c->term);

	if (type && strcmp(type, as) != 0)
		console_say(c, STYLE_DIM,
		    _("%s is not described on this machine: drawn as %s"), type,
		    as);
}

static enum problem_code
open_screen(
    struct console *c, const struct console_options *o, struct problem *p)
{
	const struct term_options to = {.fd = STDIN_FILENO, .mouse = true};
	struct theme theme = *theme_default();
	enum problem_code code = PROBLEM_NONE;
	char path[PATH_MAX];

	if (here_config(o->config_dir, "theme.yaml", path, sizeof(path)))
		code = theme_read(&theme, path, p);
	if (code == PROBLEM_NONE)
		code = term_open(&c->term, &to, p);
	if (code != PROBLEM_NONE)
		return code;
	say_family(c);
	c->thin |= is_slow(STDIN_FILENO);
	c->draw = draw_new(&theme);
	return c->draw ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static void
close_all(struct console *c)
{
	drafts_save(c);
	drafts_free(c);
	form_forget(c);
	lookup_free(c);
	go_place_free(c);
	draw_free(c->draw);
	term_close(c->term);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->close)
			views[s]->close(c);
	board_free(c->board);
	if (c->link)
		send_free(c);
	layers_free(c->layers);
	link_free(c->link);
	keep_close(c);
	embedded_close(c->embedded);
	prompt_free(c->prompt);
	login_free(c->login);
	keys_free(c->keys);
	rings_free(c->rings);
	zone_free(c->zone);
	free(c);
}

int
console_run(const struct console_options *o)
{
	struct console *c = calloc(1, sizeof(*c));
	struct problem p = {0};
	int code = 0;

	words_open(o->language);
	if (!c) {
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
	} else if (open_state(c, o, &p) == PROBLEM_NONE &&
	           (o->line || open_screen(c, o, &p) == PROBLEM_NONE)) {
		send_restore(c);
		keep_say(c);
		if (!o->line && words_wanting(o->language))
			console_say(c, STYLE_ERROR, "%s",
			    _("this locale cannot show Chinese: use a UTF-8 "
			      "locale"));
		if (o->line)
			code = plain_run(c, &p);
		else
			loop_run(c);
		if (c->why != PROBLEM_NONE)
			problem_set(&p, c->why, NULL);
	}
	if (c)
		close_all(c);
	if (p.code == PROBLEM_NONE)
		return code;
	cli_complain(&p);
	return p.code == PROBLEM_USAGE ? 2 : 1;
}
