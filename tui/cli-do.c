/*
 * watchroom do "LINE": one command, as it would be typed at `:`, against what
 * the central shows now. What came of it is one line and the exit code.
 *
 *	ok 812 incident/4Xf...=20261121-0131
 */
#include "tui/cli.h"

#include "model/line.h"
#include "model/text.h"
#include "model/time.h"
#include "net/link/sender.h"
#include "tui/here.h"
#include "tui/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one run needs; too large for a stack frame. */
struct deed {
	struct line line;
	struct line_call call;
	struct sender_ids ids;
	struct zone *zone;
	struct buf out; /* the line that is printed */
	const struct outbox_entry *entry;
};

static void
put_clean(struct buf *out, const char *text)
{
	if (text)
		text_clean(out, text, strlen(text), 0);
}

/* What people call a record. */
static const char *
name_of(const struct record *r)
{
	const struct field *f = &kind_info(r->kind)->fields[0];
	struct value v = field_get(r, f);

	return f->type == TYPE_STRING ? v.text : NULL;
}

static void
put_caller(struct buf *out, const struct record *r)
{
	const struct caller *c = (const struct caller *)r;
	const char *const parts[] = {c->name, c->phone, c->address};

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		buf_puts(out, i ? "; " : " ");
		put_clean(out, text_or(parts[i], "-"));
	}
}

/* The answer is only there while the hook runs. */
static void
on_command(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct deed *d = ctx;

	if (!a || e->state != OUTBOX_ACCEPTED)
		return;
	buf_clear(&d->out);
	buf_printf(&d->out, "ok %lld", (long long)e->seq);
	for (size_t i = 0; i < a->count; i++) {
		const struct record *r = a->records[i];

		if (r->kind == KIND_MESSAGE)
			continue;
		buf_printf(&d->out, " %s/%s", kind_info(r->kind)->name, r->id);
		if (name_of(r)) {
			buf_putc(&d->out, '=');
			put_clean(&d->out, name_of(r));
		}
	}
	if (a->caller)
		put_caller(&d->out, a->caller);
}

static const struct record *
next_record(void *user, enum kind kind, size_t *at)
{
	const struct table *t = user;

	if (*at >= table_count(t, kind))
		return NULL;
	return table_all(t, kind)[(*at)++];
}

static enum problem_code
resolve(struct deed *d, struct link *l, struct problem *p)
{
	struct line_world world = {
	    .user = (void *)(uintptr_t)link_table(l),
	    .next = next_record,
	    .now = link_now(l),
	    .zone = d->zone,
	};
	const char *station = session_info(link_session(l))->station;
	enum problem_code code;

	world.station = *station ? station : NULL;
	code = line_resolve(&d->line, &world, &d->call, p);
	if (code == PROBLEM_NONE &&
	    d->call.call.command->owner != OWNER_CENTRAL)
		code = problem_set(p, PROBLEM_BAD_LINE, "word",
		    d->call.call.command->name, "why", why_for_console, NULL);
	if (code == PROBLEM_NONE)
		sender_fill(&d->call.call, &d->ids);
	return code;
}

/* Until it is settled, or will not go on by itself. */
static void
wait_settled(struct deed *d, struct link *l)
{
	msec_t deadline = time_boot() + OUTBOX_FRESH_MS + OUTBOX_ANSWER_MS;

	while (!outbox_is_settled(d->entry) && !d->entry->held)
		if (!cli_wait(l, deadline))
			return;
}

static int
tell(const struct deed *d)
{
	struct problem p;

	if (d->entry->state == OUTBOX_ACCEPTED) {
		puts(buf_str(&d->out));
		return fflush(stdout) == 0 ? CLI_DONE : CLI_REFUSED;
	}
	p = d->entry->problem;
	if (d->entry->state == OUTBOX_UNKNOWN ||
	    d->entry->state == OUTBOX_SENT) {
		problem_set(&p, PROBLEM_UNKNOWN, NULL);
		cli_complain(&p);
		return CLI_UNKNOWN;
	}
	cli_complain(&p);
	return CLI_REFUSED;
}

static int
run(struct deed *d, struct link *l)
{
	struct problem p;

	if (!cli_wait_live(l))
		return CLI_REFUSED;
	if (resolve(d, l, &p) != PROBLEM_NONE ||
	    link_send(l, &d->call.call, &d->entry, &p) != PROBLEM_NONE) {
		cli_complain(&p);
		return CLI_REFUSED;
	}
	wait_settled(d, l);
	return tell(d);
}

static int
do_line(struct deed *d, const struct cli_options *o)
{
	const struct link_hooks hooks = {.command = on_command, .ctx = d};
	struct problem p;
	struct link *l;
	int code;

	if (line_parse(o->words[0], &d->line, &p) != PROBLEM_NONE ||
	    here_zone(o->zone, &d->zone, &p) != PROBLEM_NONE) {
		cli_complain(&p);
		return CLI_USAGE;
	}
	if (!d->line.command) {
		problem_set(&p, PROBLEM_USAGE, "why", why_empty_line, NULL);
		cli_complain(&p);
		return CLI_USAGE;
	}
	l = cli_link(o, &hooks);
	if (!l)
		return CLI_REFUSED;
	code = run(d, l);
	link_free(l);
	return code;
}

int
cli_do(const struct cli_options *o)
{
	struct deed *d = calloc(1, sizeof(*d));
	struct problem p;
	int code;

	if (!d || o->count != 1) {
		problem_set(&p, PROBLEM_USAGE, "why",
		    d ? why_do_one_line : why_memory_ended, NULL);
		cli_complain(&p);
		free(d);
		return CLI_USAGE;
	}
	code = do_line(d, o);
	zone_free(d->zone);
	if (d->out.data)
		explicit_bzero(d->out.data, d->out.room);
	buf_free(&d->out);
	free(d);
	return code;
}
