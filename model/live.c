/*
 * live.h's list as a table: where a kind says that it is over, and since when.
 */
#include "model/live.h"

#include <string.h>

#define BIT(state) (UINT32_C(1) << (state))

/* Offsets into the kind's struct; 0 (the head's place) for none. */
struct life {
	bool never;
	size_t flag;   /* bool: over at once, since the change that set it */
	size_t state;  /* enum: over in the states of `ends` */
	uint32_t ends; /* BITs */
	size_t stamp;  /* time: over since then */
	msec_t grace;  /* how long it is live after that */
};

#define UNTIL_FLAG(kind, member)                      \
	{                                             \
		.flag = offsetof(struct kind, member) \
	}

static const struct life lives[KIND_COUNT] = {
    [KIND_ANY] = {.never = true},
    [KIND_MESSAGE] = {.never = true},
    [KIND_CALLER] = {.never = true},
    [KIND_STATION] = UNTIL_FLAG(station, retired),
    [KIND_GRID] = UNTIL_FLAG(grid, retired),
    [KIND_PLACE] = UNTIL_FLAG(place, retired),
    [KIND_OFFICER] = UNTIL_FLAG(officer, retired),
    [KIND_ROUTE] = UNTIL_FLAG(route, retired),
    [KIND_UNIT] = UNTIL_FLAG(unit, retired),
    [KIND_SETTING] = UNTIL_FLAG(setting, retired),
    [KIND_ROOM] = UNTIL_FLAG(room, closed),
    [KIND_INCIDENT] = {.state = offsetof(struct incident, state),
        .ends = BIT(INCIDENT_CLOSED) | BIT(INCIDENT_ARCHIVED) |
                BIT(INCIDENT_CANCELLED) | BIT(INCIDENT_MERGED) |
                BIT(INCIDENT_TRANSFERRED),
        .stamp = offsetof(struct incident, ended),
        .grace = LIVE_AFTER_END},
    [KIND_ASSIGNMENT] = {0}, /* its incident, record_lives_with() */
    [KIND_ITEM] = {0},       /* what it is about, likewise */
    [KIND_SECTOR] = {0},     /* its incident */
    [KIND_SWEEP] = {0},      /* its incident */
    [KIND_TASK] = {.state = offsetof(struct task, state),
        .ends = BIT(TASK_CHECKED) | BIT(TASK_DROPPED),
        .stamp = offsetof(struct task, ended),
        .grace = LIVE_AFTER_TASK},
    [KIND_ORDER] = {.state = offsetof(struct order, state),
        .ends = BIT(ORDER_DONE) | BIT(ORDER_DECLINED) | BIT(ORDER_CANCELLED),
        .grace = LIVE_AFTER_END},
    [KIND_OPERATION] = {.state = offsetof(struct operation, state),
        .ends = BIT(OPERATION_ENDED),
        .grace = LIVE_AFTER_END},
    [KIND_ALERT] = {.stamp = offsetof(struct alert, settled),
        .grace = LIVE_AFTER_END},
    [KIND_BULLETIN] = {.stamp = offsetof(struct bulletin, until)},
};

static bool
flag_at(const struct record *r, size_t offset)
{
	return offset && *((const bool *)((const char *)r + offset));
}

/* An enum that a newer central sent may be beyond its set: not an end. */
static bool
in_end_state(const struct record *r, const struct life *life)
{
	unsigned state;

	memcpy(&state, (const char *)r + life->state, sizeof(state));
	return state < 32 && (life->ends >> state & 1);
}

static msec_t
stamp_at(const struct record *r, size_t offset)
{
	msec_t stamp = 0;

	if (offset)
		memcpy(&stamp, (const char *)r + offset, sizeof(stamp));
	return stamp;
}

/* What was done ahead of its limit still belongs to the limit's day. */
static msec_t
ahead_of(const struct record *r)
{
	const struct task *t = (const struct task *)r;

	return r->kind == KIND_TASK && t->state == TASK_CHECKED ? t->due : 0;
}

msec_t
record_live_until(const struct record *r)
{
	const struct life *life = &lives[r->kind];
	msec_t stamp = stamp_at(r, life->stamp);

	if (stamp && stamp < ahead_of(r))
		stamp = ahead_of(r);

	if (life->never)
		return 0;
	if (flag_at(r, life->flag))
		return r->at;
	if (life->state)
		return in_end_state(r, life)
		           ? (stamp ? stamp : r->at) + life->grace
		           : TIME_FOREVER;
	return stamp ? stamp + life->grace : TIME_FOREVER;
}

const char *
record_lives_with(const struct record *r)
{
	if (r->kind == KIND_ITEM)
		return ((const struct item *)r)->about;
	if (r->kind == KIND_SECTOR)
		return ((const struct sector *)r)->incident;
	if (r->kind == KIND_SWEEP)
		return ((const struct sweep *)r)->incident;
	if (r->kind != KIND_ASSIGNMENT)
		return NULL;
	return ((const struct assignment *)r)->incident;
}
