/*
 * The model of feed-model.h.
 */
#include "tests/lib/feed-model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const char *const model_scopes[MODEL_SCOPES] = {"all", "station/north",
    "station/south", "station/centre", "room/1", "room/2", "person/wang",
    "unit/P1"};

void
model_begin(struct model *m)
{
	static const enum kind kinds[] = {
	    KIND_SETTING, KIND_INCIDENT, KIND_INCIDENT, KIND_UNIT};

	memset(m, 0, sizeof(*m));
	for (size_t i = 0; i < MODEL_RECORDS; i++) {
		struct model_record *r = &m->record[i];

		r->kind = kinds[i % COUNT_OF(kinds)];
		snprintf(r->id, sizeof(r->id), "r%zu", i * 37 % MODEL_RECORDS);
	}
}

/* A version of the record: its rev is all that it says. */
static void
put(struct store *s, const struct model_record *r)
{
	struct problem problem = {0};
	union any_record draft = {
	    .head = {
	        .kind = r->kind, .id = r->id, .rev = r->rev, .seq = r->seq}};

	if (r->kind == KIND_INCIDENT)
		draft.incident.ended = 1;
	else if (r->kind == KIND_UNIT)
		draft.unit.retired = true;
	else
		draft.setting.retired = true;
	DONE(store_put(s, &draft.head, &problem));
}

static void
show(struct store *s, struct model_record *r, size_t scope, int64_t seq,
    enum seen_state state)
{
	r->row[scope] = (struct model_row){true, state, seq};
	test_show(s, model_scopes[scope], r->kind, r->id, seq, state);
}

/* New content: every scope that may read it is told. */
static void
change(struct store *s, struct model_record *r, int64_t seq)
{
	r->rev++;
	r->seq = seq;
	put(s, r);
	for (size_t i = 0; i < MODEL_SCOPES; i++)
		if (r->row[i].there && r->row[i].state != SEEN_LEFT)
			show(s, r, i, seq, r->row[i].state);
}

/* One random thing that a command does to one record. */
static void
act(struct model *m, struct store *s, struct dice *d, int64_t seq)
{
	struct model_record *r = &m->record[dice_below(d, MODEL_RECORDS)];
	size_t scope = dice_below(d, MODEL_SCOPES);
	struct model_row *row = &r->row[scope];

	if (r->rev == 0 || dice_below(d, 3) == 0)
		change(s, r, seq);
	switch (dice_below(d, 4)) {
	case 0:
	case 1: /* enter, or come again */
		show(s, r, scope, seq, SEEN_LIVE);
		break;
	case 2: /* age */
		if (row->there && row->state == SEEN_LIVE)
			show(s, r, scope, seq, SEEN_AGED);
		break;
	default: /* leave, for good or for another scope */
		if (row->there && row->state != SEEN_LEFT)
			show(s, r, scope, seq, SEEN_LEFT);
		if (dice_below(d, 2))
			show(s, r, dice_below(d, MODEL_SCOPES), seq, SEEN_LIVE);
		break;
	}
}

static void
command(struct model *m, struct store *s, struct dice *d)
{
	struct model before = *m;
	struct problem problem = {0};
	size_t acts = 1 + dice_below(d, dice_below(d, 8) ? 4 : 20);

	DONE(store_mark(s, &problem));
	m->last = test_audit(s, "something");
	while (acts-- > 0)
		act(m, s, d, m->last);
	if (dice_below(d, 6) == 0) {
		store_undo(s);
		*m = before;
		return;
	}
	DONE(store_keep(s, &problem));
}

static void
prune(struct model *m, struct store *s, struct dice *d)
{
	int64_t upto = m->last - (int64_t)dice_below(d, 30);
	struct problem problem = {0};

	if (upto <= m->floor)
		return;
	DONE(store_prune_exits(s, upto, &problem));
	m->floor = upto;
	for (size_t i = 0; i < MODEL_RECORDS; i++)
		for (size_t j = 0; j < MODEL_SCOPES; j++) {
			struct model_row *row = &m->record[i].row[j];

			if (row->state == SEEN_LEFT && row->seq <= upto)
				row->there = false;
		}
}

void
model_group(struct model *m, struct store *s, struct dice *d)
{
	struct model before = *m;
	struct problem problem = {0};
	size_t commands = 1 + dice_below(d, 4);

	DONE(store_begin(s, &problem));
	while (commands-- > 0)
		command(m, s, d);
	if (dice_below(d, 25) == 0)
		prune(m, s, d);
	if (dice_below(d, 10) == 0) {
		store_rollback(s);
		*m = before;
		return;
	}
	DONE(store_commit(s, &problem));
}

const struct model_record *
model_find(const struct model *m, const char *id)
{
	for (size_t i = 0; i < MODEL_RECORDS; i++)
		if (strcmp(m->record[i].id, id) == 0)
			return &m->record[i];
	return NULL;
}

bool
model_live(const struct model_record *r, unsigned scopes)
{
	for (size_t i = 0; i < MODEL_SCOPES; i++)
		if ((scopes >> i & 1) && r->row[i].there &&
		    r->row[i].state == SEEN_LIVE)
			return true;
	return false;
}

int64_t
model_seq(const struct model_record *r, unsigned scopes)
{
	int64_t seq = 0;

	for (size_t i = 0; i < MODEL_SCOPES; i++)
		if ((scopes >> i & 1) && r->row[i].there && r->row[i].seq > seq)
			seq = r->row[i].seq;
	return seq;
}

void
model_compare(const struct model *m, struct store *s)
{
	enum problem_code code;
	struct problem problem = {0};
	enum seen_state state;
	int64_t seq;

	for (size_t i = 0; i < MODEL_RECORDS; i++)
		for (size_t j = 0; j < MODEL_SCOPES; j++) {
			const struct model_record *r = &m->record[i];
			const struct model_row *row = &r->row[j];

			code = store_seen(s, model_scopes[j], r->kind, r->id,
			    &seq, &state, &problem);
			assert_int_equal(code,
			    row->there ? PROBLEM_NONE : PROBLEM_NOT_FOUND);
			if (!row->there)
				continue;
			assert_int_equal(seq, row->seq);
			assert_int_equal(state, row->state);
		}
}
