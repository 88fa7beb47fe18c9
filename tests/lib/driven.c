/*
 * See driven.h. The number of a command is in its text, so that one found in
 * the journal is known again.
 */
#include "tests/lib/driven.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/link/link.h"

#define MOST 4096 /* commands of one life */

/* One that was given, here or by the console before. */
struct given {
	char key[ID_SIZE];
	uint32_t n;
	bool known, kept, told;
};

struct desk {
	struct link *link;
	struct journal *journal;
	int orders, told;
	uint64_t seed;
	struct given given[MOST];
	size_t count;
};

void
driven_room(uint32_t n, char room[ID_SIZE])
{
	snprintf(room, ID_SIZE, "r%u", n % DRIVEN_ROOMS);
}

static void
tell(const struct desk *d, enum driven_word word, uint32_t n, int64_t seq)
{
	const struct driven_told told = {word, n, seq};

	if (write(d->told, &told, sizeof(told)) != sizeof(told))
		_exit(1);
}

static void
read_number(void *ctx, const struct call *c)
{
	struct given *g = ctx;
	const char *text = call_text(c, ARG_message_text);

	g->known = text && sscanf(text, "drive %u", &g->n) == 1;
}

static struct given *
note(struct desk *d, const char *key)
{
	struct given *g;

	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->given[i].key, key) == 0)
			return &d->given[i];
	if (d->count == MOST)
		_exit(2);
	g = &d->given[d->count++];
	*g = (struct given){0};
	snprintf(g->key, sizeof(g->key), "%s", key);
	return g;
}

static void
give(struct desk *d, uint32_t n)
{
	struct call call = {.command = command_get(COMMAND_MESSAGE)};
	const struct outbox_entry *e;
	char room[ID_SIZE], text[32];
	struct given *g;

	driven_room(n, room);
	snprintf(text, sizeof(text), "drive %u", n);
	call_set_text(&call, ARG_message_room, room);
	call_set_text(&call, ARG_message_text, text);
	if (link_send(d->link, &call, &e, NULL) != PROBLEM_NONE)
		_exit(3);
	g = note(d, e->key);
	g->n = n;
	g->known = true;
}

/* The person at the desk: what asks is answered, one way or the other. */
static void
decide(struct desk *d, const struct outbox_entry *e, uint32_t n)
{
	struct outbox *o = link_outbox(d->link);

	if ((n + d->seed) % 5 == 0)
		(void)!outbox_withdraw(o, e->key, NULL);
	else
		(void)!outbox_send_again(o, e->key, NULL);
}

static void
look_at(struct desk *d, const struct outbox_entry *e)
{
	static const enum driven_word words[] = {
	    [OUTBOX_ACCEPTED] = DRIVEN_ACCEPTED,
	    [OUTBOX_REFUSED] = DRIVEN_REFUSED,
	    [OUTBOX_WITHDRAWN] = DRIVEN_WITHDRAWN,
	};
	struct outbox *o = link_outbox(d->link);
	struct given *g = note(d, e->key);

	if (!g->known)
		outbox_with_call(o, e->key, read_number, g);
	if (!g->known || g->told)
		return;
	/* What was sent is on disk; what changed since may not be yet. */
	if (!g->kept && (outbox_is_on_disk(o, e->key) || e->tries > 0)) {
		g->kept = true;
		tell(d, DRIVEN_KEPT, g->n, 0);
	}
	if (outbox_is_settled(e) && outbox_is_on_disk(o, e->key)) {
		g->told = true;
		tell(d, words[e->state], g->n, e->seq);
	} else if (e->held && link_is_up(d->link)) {
		decide(d, e, g->n);
	}
}

static void
take_orders(struct desk *d)
{
	uint32_t n;

	if (read(d->orders, &n, sizeof(n)) != sizeof(n))
		_exit(0);
	give(d, n);
}

static void
run(struct desk *d)
{
	struct pollfd fd = {d->orders, POLLIN, 0};
	struct outbox *o = link_outbox(d->link);

	tell(d, DRIVEN_READY, (uint32_t)outbox_open_own(o), 0);
	for (;;) {
		link_wait(d->link, &fd, 1, 20);
		if (fd.revents)
			take_orders(d);
		for (size_t i = 0; i < outbox_count(o); i++)
			look_at(d, outbox_at(o, i));
	}
}

static void
live(const char *url, const char *dir, uint64_t seed, int orders, int told)
{
	static struct desk d;
	struct address address;
	struct link_options lo = {.address = &address, .profile = LINK_LAN};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	d = (struct desk){.orders = orders, .told = told, .seed = seed};
	if (address_read(&address, url, NULL) != PROBLEM_NONE ||
	    journal_open(&d.journal, dir, NULL) != PROBLEM_NONE)
		_exit(4);
	lo.journal = d.journal;
	d.link = link_new(&lo, NULL);
	if (!d.link || !journal_unlock_file(d.journal))
		_exit(5);
	session_set_owner(link_session(d.link));
	run(&d);
}

struct driven
driven_start(const char *url, const char *dir, uint64_t seed)
{
	int orders[2], told[2];
	struct driven d;

	assert_int_equal(pipe(orders), 0);
	assert_int_equal(pipe(told), 0);
	d.child = fork();
	assert_true(d.child >= 0);
	if (d.child == 0) {
		close(orders[1]);
		close(told[0]);
		live(url, dir, seed, orders[0], told[1]);
	}
	close(orders[0]);
	close(told[1]);
	d.orders = orders[1];
	d.told = told[0];
	return d;
}

void
driven_give(const struct driven *d, uint32_t n)
{
	assert_int_equal(write(d->orders, &n, sizeof(n)), sizeof(n));
}

bool
driven_hear(const struct driven *d, struct driven_told *told, int ms)
{
	struct pollfd fd = {d->told, POLLIN, 0};

	return poll(&fd, 1, ms) > 0 &&
	       read(d->told, told, sizeof(*told)) == sizeof(*told);
}

void
driven_kill(struct driven *d)
{
	kill(d->child, SIGKILL);
	waitpid(d->child, NULL, 0);
	close(d->orders);
	close(d->told);
	d->child = 0;
}
