/*
 * Reaching a central without a screen: where it is, who asks, and waiting.
 */
#include "tui/cli.h"

#include "model/text.h"
#include "model/time.h"
#include "tui/ask.h"
#include "tui/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PASSWORD_MAX 1024

void
cli_complain(const struct problem *p)
{
	struct buf clean = {0};
	char text[1024];

	words_problem(p, text, sizeof(text));
	text_clean(&clean, text, strlen(text), 0);
	fprintf(stderr, "watchroom: %s\n", buf_str(&clean));
	buf_free(&clean);
}

enum problem_code
cli_address(const struct cli_options *o, struct address *a, struct problem *p)
{
	const char *text = o->address ? o->address : getenv("WATCHROOM_TO");
	char path[ADDRESS_MAX + 1]; /* one too long is refused as such */
	struct stat st;

	/* A store's directory stands for the socket in it. */
	if (o->embedded ||
	    (text && stat(text, &st) == 0 && S_ISDIR(st.st_mode))) {
		snprintf(path, sizeof(path), "unix:%s/watchroom.sock",
		    o->embedded ? o->embedded : text);
		return address_read(a, path, p);
	}
	if (!text)
		return problem_set(
		    p, PROBLEM_USAGE, "why", why_which_central, NULL);
	return address_read(a, text, p);
}

/* Of a login that is under way. */
struct login {
	bool done;
	struct problem problem;
};

static void
on_login(void *ctx, const struct problem *p)
{
	struct login *in = ctx;

	in->done = true;
	in->problem = *p;
}

bool
cli_wait(struct link *l, msec_t deadline)
{
	msec_t left = deadline - time_boot();

	if (left <= 0)
		return false;
	link_wait(l, NULL, 0, left < 1000 ? (int)left : 1000);
	return true;
}

static bool
send_login(struct link *l, const struct session_login *who, struct problem *p)
{
	msec_t deadline = time_boot() + CLI_WAIT_MS;
	struct login in = {0};

	if (session_log_in(link_session(l), who, on_login, &in, p) !=
	    PROBLEM_NONE)
		return false;
	while (!in.done && cli_wait(l, deadline))
		continue;
	*p = in.problem;
	return in.done && p->code == PROBLEM_NONE;
}

static bool
log_in(struct link *l, const struct cli_options *o, struct problem *p)
{
	char name[SESSION_NAME_MAX], password[PASSWORD_MAX];
	struct session_login who = {name, password, o->seat, NULL};
	bool ok;

	problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	ok = ask_line(_("Name: "), false, name, sizeof(name)) &&
	     ask_line(_("Password: "), true, password, sizeof(password)) &&
	     send_login(l, &who, p);
	explicit_bzero(password, sizeof(password));
	return ok;
}

static bool
identify(struct link *l, const struct cli_options *o, const struct address *a,
    struct problem *p)
{
	struct session *s = link_session(l);

	if (o->token_file)
		return session_read_token_file(s, o->token_file, p) ==
		       PROBLEM_NONE;
	if (!address_is_own_socket(a))
		return log_in(l, o, p);
	session_set_owner(s);
	return true;
}

struct link *
cli_link(const struct cli_options *o, const struct link_hooks *hooks)
{
	struct link_options options = {.ca_file = o->ca_file};
	struct problem p = {0};
	struct address a;
	struct link *l = NULL;

	if (hooks)
		options.hooks = *hooks;
	options.address = &a;
	if (cli_address(o, &a, &p) == PROBLEM_NONE)
		l = link_new(&options, &p);
	if (l && identify(l, o, &a, &p))
		return l;
	cli_complain(&p);
	link_free(l);
	return NULL;
}

/* Live, and known who asks: a line may mean the desk's own station. */
static bool
is_there(struct link *l)
{
	struct session *s = link_session(l);

	return link_state(l) == LINK_LIVE &&
	       (*session_info(s)->account || !session_is_busy(s));
}

bool
cli_wait_live(struct link *l)
{
	msec_t deadline = time_boot() + CLI_WAIT_MS;
	struct problem p;

	while (cli_wait(l, deadline)) {
		if (is_there(l))
			return true;
		/* Nobody there, or not for us: a script is told at once. */
		if (!link_is_up(l) && link_state(l) != LINK_CONNECTING)
			break;
	}
	p = *link_problem(l);
	if (p.code == PROBLEM_NONE)
		problem_set(&p, PROBLEM_NO_ANSWER, "why", why_timed_out, NULL);
	cli_complain(&p);
	return false;
}
