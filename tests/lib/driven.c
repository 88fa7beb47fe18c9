/*
 * See driven.h. The number of a command is in the id of its message, so that
 * one found in the journal is known again before it is unsealed; the rest of
 * the id is chance: done twice it would be two messages.
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

#define MOST 1024 /* commands that are remembered */

/* One that was given, here or by the console before. */
struct given {
	char key[ID_SIZE];
	uint32_t n;
	bool kept, told, back;
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

static bool
read_number(const struct outbox_entry *e, uint32_t *n)
{
	for (size_t i = 0; i < e->touches; i++)
		if (sscanf(e->touch[i].id, "drive-%u-", n) == 1)
			return true;
	return false;
}

/* Those that were told and are in the outbox no more. */
static void
forget(struct desk *d)
{
	size_t left = 0;

	for (size_t i = 0; i < d->count; i++)
		if (!d->given[i].told ||
		    outbox_find(link_outbox(d->link), d->given[i].key))
			d->given[left++] = d->given[i];
	d->count = left;
}

static struct given *
note(struct desk *d, const struct outbox_entry *e)
{
	struct given *g;

	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->given[i].key, e->key) == 0)
			return &d->given[i];
	if (d->count == MOST)
		forget(d);
	if (d->count == MOST)
		_exit(2);
	g = &d->given[d->count++];
	*g = (struct given){0};
	snprintf(g->key, sizeof(g->key), "%s", e->key);
	if (!read_number(e, &g->n))
		_exit(6);
	return g;
}

static void
give(struct desk *d, uint32_t n)
{
	struct call call = {.command = command_get(COMMAND_MESSAGE)};
	char room[ID_SIZE], text[32], chance[ID_SIZE], id[ID_SIZE];

	driven_room(n, room);
	snprintf(text, sizeof(text), "drive %u", n);
	id_new(chance);
	snprintf(id, sizeof(id), "drive-%u-%.16s", n, chance);
	call_set_text(&call, ARG_message_room, room);
	call_set_text(&call, ARG_message_message, id);
	call_set_text(&call, ARG_message_text, text);
	if (link_send(d->link, &call, NULL, NULL) != PROBLEM_NONE)
		_exit(3);
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

/* Another mind, before it was sent or while it is out. */
static bool
wants_back(const struct desk *d, const struct outbox_entry *e, uint32_t n)
{
	uint64_t lot = (n + d->seed) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	return lot % DRIVEN_BACK == 0 && e->tries >= lot / DRIVEN_BACK % 3;
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
	struct given *g = note(d, e);

	if (g->told)
		return;
	/* What was sent is on disk; what changed since may not be yet. */
	if (!g->kept && (outbox_is_on_disk(o, e->key) || e->tries > 0)) {
		g->kept = true;
		tell(d, DRIVEN_KEPT, g->n, 0);
	}
	if (outbox_is_settled(e) && outbox_is_on_disk(o, e->key)) {
		g->told = true;
		tell(d, words[e->state], g->n, e->seq);
	} else if (!g->back && !outbox_is_settled(e) &&
	           wants_back(d, e, g->n)) {
		g->back = true;
		(void)!outbox_withdraw(o, e->key, NULL);
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

	/* What was settled before needs no telling. */
	for (size_t i = 0; i < outbox_count(o); i++)
		note(d, outbox_at(o, i))->told =
		    outbox_is_settled(outbox_at(o, i));
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
