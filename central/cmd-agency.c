/*
 * What an agency sets: records put whole, and a drill's clock.
 */
#include <string.h>

#include "central/commands.h"
#include "central/duty.h"
#include "central/restore.h"
#include "central/settle.h"
#include "model/beat.h"
#include "model/duty.h"
#include "model/lifecycle.h"

/* What a put leaves alone: the fields that are the work of commands. */
static void
keep_derived(struct record *draft, const struct record *old)
{
	const struct kind_info *info = kind_info(draft->kind);

	for (size_t i = 0; i < info->count; i++)
		if (!(info->fields[i].flags & FIELD_PUT))
			field_set(draft, &info->fields[i],
			    field_get(old, &info->fields[i]));
}

/* A reference must lead somewhere, or a screen would show nothing there. */
static enum problem_code
check_refs(struct tx *tx, const struct record *r)
{
	const struct kind_info *info = kind_info(r->kind);

	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];
		struct value v = field_get(r, f);

		if (f->type != TYPE_REF || f->to == KIND_ANY ||
		    !(f->flags & FIELD_PUT) || value_absent(&v) ||
		    (f->to == r->kind && text_is(v.text, r->id)))
			continue;
		if (!tx_peek(tx, f->to, v.text))
			return tx->problem->code
			           ? tx->problem->code
			           : tx_refuse(tx, PROBLEM_NOT_FOUND, "what",
			                 kind_info(f->to)->name, "id", v.text,
			                 "key", f->name, NULL);
	}
	return PROBLEM_NONE;
}

/* A state that is put, not stepped to, has its times: figures count them. */
static void
stamp_task(struct task *t, msec_t now)
{
	bool done = t->state == TASK_DONE || t->state == TASK_CHECKED;

	if (done && !t->finished)
		t->finished = now;
	if (task_ended(t->state) && !t->ended)
		t->ended = now;
}

static enum problem_code
check_route(struct tx *tx, const struct route *r)
{
	if (!beat_line_valid(r->line))
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "line", "want",
		    why_a_line, NULL);
	if (r->tolerance < 0 || r->tolerance > BEAT_TOLERANCE_MAX)
		return tx_refuse(tx, PROBLEM_BAD_VALUE, "key", "tolerance",
		    "want", why_metres_5000, NULL);
	return PROBLEM_NONE;
}

/* What a put of this kind brings with it. */
static enum problem_code
put_kind(struct tx *tx, union any_record *draft, const struct record *old)
{
	enum problem_code code;

	switch (draft->head.kind) {
	case KIND_UNIT:
		return settle_unit(tx, &draft->unit);
	case KIND_TASK:
		stamp_task(&draft->task, tx->now);
		return settle_task(tx, &draft->task);
	case KIND_GRID:
		code = tx_put(tx, &draft->head);
		return code ? code
		            : duty_area_put(
		                  tx, (const struct grid *)old, &draft->grid);
	case KIND_ROUTE:
		code = check_route(tx, &draft->route);
		return code ? code : tx_put(tx, &draft->head);
	case KIND_SETTING:
		code = draft->setting.topic == TOPIC_TEMPLATE
		           ? duty_check(&draft->setting, tx->problem)
		           : PROBLEM_NONE;
		if (!code)
			code = tx_put(tx, &draft->head);
		return code ? code : duty_template_put(tx, &draft->setting);
	default:
		return tx_put(tx, &draft->head);
	}
}

enum problem_code
cmd_put(struct tx *tx, const struct call *call)
{
	union any_record draft;
	const struct record *old;
	enum problem_code code;

	if (restore_only(call->record->kind))
		return tx_refuse(
		    tx, PROBLEM_FORBIDDEN, "may", why_put_commanded, NULL);
	memcpy(&draft, call->record, kind_info(call->record->kind)->size);
	tx_note(tx, "%s/%s", kind_info(draft.head.kind)->name, draft.head.id);
	old = tx_peek(tx, draft.head.kind, draft.head.id);
	if (tx->problem->code)
		return tx->problem->code;
	code = check_refs(tx, &draft.head);
	if (!code && old && call->if_match)
		code = command_match(tx, call, old);
	if (code)
		return code;
	if (old)
		keep_derived(&draft.head, old);
	return put_kind(tx, &draft, old);
}

enum problem_code
cmd_clock(struct tx *tx, const struct call *call)
{
	int64_t speed = call_number(call, ARG_clock_speed);

	if (command_range(tx, "speed", speed, 0, 3600))
		return tx->problem->code;
	tx->clock_to = call_number(call, ARG_clock_time);
	if (call_has(call, ARG_clock_speed))
		tx->clock_speed = speed;
	tx_note(tx, "speed %lld", (long long)tx->clock_speed);
	return PROBLEM_NONE;
}
