/*
 * The steps of a replay in their order, each of which may be the last.
 */
#include "replay/play.h"

#include "model/time.h"
#include "replay/map-find.h"

static enum problem_code
check_drill(const struct reach_health *h, struct problem *p)
{
	if (h->drill)
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_USAGE, "why", why_no_drill_replay, NULL);
}

static enum problem_code
read_file(const struct play_options *o, msec_t now, struct play *out,
    struct problem *p)
{
	struct rows *rows;
	enum problem_code code = rows_open(o->file, &rows, p);

	if (code)
		return code;
	code = map_find(o->map, false, &rows->csv, &out->map, p);
	if (!code)
		code = day_read(rows, out->map, now, &out->day, p);
	if (!code)
		code = plan_make(out->day, &out->plan, p);
	rows_close(rows);
	if (!code && o->tracks)
		code = tracks_read(o->tracks, o->tracks_map, out->day,
		    out->map->zone, &out->tracks, p);
	return code;
}

/*
 * Where the drill's clock is set: it never goes back, so a replay that goes on
 * finds it further on already.
 */
static enum problem_code
set_clock(const struct play_options *o, struct reach *r, msec_t first,
    struct problem *p)
{
	struct call clock = {.command = command_get(COMMAND_CLOCK)};
	char key[ID_SIZE];

	id_new(key);
	call_set_number(&clock, ARG_clock_speed, o->speed);
	call_set_number(&clock, ARG_clock_time, first);
	return reach_command(r, &clock, key, p);
}

struct telling {
	const struct play_options *o;
	const struct play *play;
};

static bool
on_progress(void *ctx, const struct send_result *r, msec_t at)
{
	struct telling *t = ctx;

	return !t->o->progress ||
	       t->o->progress(t->o->ctx, r, t->play->plan->count, at);
}

static enum problem_code
send_all(const struct play_options *o, struct reach *r, struct play *out,
    struct problem *p)
{
	struct telling telling = {o, out};
	const struct send_options send = {.reach = r,
	    .teller = &out->teller,
	    .tracks = out->tracks,
	    .paced = o->speed > 0,
	    .progress = on_progress,
	    .ctx = &telling};
	enum problem_code code = send_plan(&send, &out->sent, p);

	out->whole = !code && out->sent.done == out->plan->count;
	for (size_t i = 0; out->whole && !code && i < out->plan->opens; i++)
		code =
		    teller_note_outcome(&out->teller, r, out->plan->open[i], p);
	return code;
}

static enum problem_code
play(const struct play_options *o, struct reach *r, struct play *out,
    struct problem *p)
{
	struct reach_health health;
	enum problem_code code = reach_health(r, &health, p);

	if (!code)
		code = check_drill(&health, p);
	if (!code)
		code = read_file(o, health.now, out, p);
	if (!code && out->plan->count > 0)
		code = set_clock(o, r, out->plan->step[0].at, p);
	if (!code)
		code = teller_open(
		    &out->teller, r, out->map, out->day, out->plan, p);
	return code ? code : send_all(o, r, out, p);
}

enum problem_code
play_run(const struct play_options *o, struct play *out, struct problem *p)
{
	struct reach r;
	enum problem_code code;

	*out = (struct play){0};
	code = reach_open(&r, o->to, o->ca_file, o->token_file, p);
	if (!code)
		code = play(o, &r, out, p);
	reach_close(&r);
	return code;
}

enum problem_code
play_check(const struct play_options *o, struct play *out, struct problem *p)
{
	*out = (struct play){0};
	return read_file(o, time_wall(), out, p);
}

void
play_close(struct play *play)
{
	teller_close(&play->teller);
	tracks_free(play->tracks);
	plan_free(play->plan);
	day_free(play->day);
	map_free(play->map);
	*play = (struct play){0};
}
