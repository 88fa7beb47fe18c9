/*
 * See task-list.h.
 */
#include "tui/task-list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/duty.h"
#include "model/text.h"

#define BAR 10 /* cells within its brackets */

static unsigned
rank_of(const struct task *t)
{
	static const unsigned ranks[] = {
	    [TASK_PLANNED] = 4,
	    [TASK_OPEN] = 2,
	    [TASK_DOING] = 2,
	    [TASK_DONE] = 3,
	    [TASK_CHECKED] = 5,
	    [TASK_RETURNED] = 1,
	    [TASK_DROPPED] = 6,
	};

	if (t->late)
		return 0;
	return t->state < COUNT_OF(ranks) ? ranks[t->state] : 6;
}

static int
compare_times(msec_t a, msec_t b)
{
	if (a == b)
		return 0;
	if (a == 0 || b == 0) /* without a limit comes last */
		return a == 0 ? 1 : -1;
	return a < b ? -1 : 1;
}

static int
compare(const struct task *a, const struct task *b)
{
	unsigned x = rank_of(a), y = rank_of(b);
	int order;

	if (x != y)
		return x < y ? -1 : 1;
	order = compare_times(a->due, b->due);
	if (order)
		return order;
	order = text_casecmp(text_or(a->title, ""), text_or(b->title, ""));
	return order ? order : strcmp(a->head.id, b->head.id);
}

/* The first that does not stand before t. */
static size_t
lower(const struct task_list *l, const struct task *t)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(l->task[mid], t) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
take_out(struct task_list *l, const struct task *t)
{
	size_t at = lower(l, t);

	if (at == l->count || !text_is(l->task[at]->head.id, t->head.id))
		return;
	l->count--;
	memmove(l->task + at, l->task + at + 1,
	    (l->count - at) * sizeof(l->task[0]));
}

static bool
put_in(struct task_list *l, const struct task *t)
{
	size_t at = lower(l, t);

	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		const struct task **more =
		    realloc(l->task, room * sizeof(l->task[0]));

		if (!more)
			return false;
		l->task = more;
		l->room = room;
	}
	memmove(l->task + at + 1, l->task + at,
	    (l->count - at) * sizeof(l->task[0]));
	l->task[at] = t;
	l->count++;
	return true;
}

bool
task_list_changed(
    struct task_list *l, const struct record *old, const struct record *now)
{
	if ((now ? now : old)->kind != KIND_TASK)
		return true;
	if (old)
		take_out(l, (const struct task *)old);
	return !now || put_in(l, (const struct task *)now);
}

void
task_list_free(struct task_list *l)
{
	free(l->task);
	*l = (struct task_list){0};
}

bool
task_filter_takes(const struct task_filter *f, const struct task *t)
{
	return (!f->officer || text_is(t->officer, f->officer)) &&
	       (!f->area || text_is(t->area, f->area)) &&
	       (!f->station || text_is(t->head.station, f->station));
}

const struct task *
task_list_next(
    const struct task_list *l, const struct task_filter *f, size_t *at)
{
	while (*at < l->count) {
		const struct task *t = l->task[(*at)++];

		if (task_filter_takes(f, t))
			return t;
	}
	return NULL;
}

void
task_tally_add(
    struct task_tally *tally, const struct task *t, msec_t begin, msec_t end)
{
	msec_t at = duty_time(t);

	tally->late += t->late != 0;
	tally->waits += t->state == TASK_DONE;
	if (at < begin || at >= end)
		return;
	for (enum figure f = 0; f < FIGURE_COUNT; f++)
		tally->figure[f] += duty_counts(t, f, end);
}

char *
task_bar(size_t done, size_t all, char out[TASK_BAR_SIZE])
{
	size_t full = all == 0 ? 0 : done >= all ? BAR : done * BAR / all;
	char bar[BAR + 1];

	memset(bar, '-', BAR);
	memset(bar, '#', full);
	bar[BAR] = '\0';
	snprintf(out, TASK_BAR_SIZE, "[%s] %zu/%zu", bar, done, all);
	return out;
}
