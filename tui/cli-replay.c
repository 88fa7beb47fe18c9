/*
 * watchroom replay FILE: a file of calls played to a drill (replay/play.h),
 * with a line that says how far it is and a summary at the end.
 *
 * Exit codes are the command line's: 1 also when the central refused a part
 * of it, 3 when the central went away; the same command then goes on.
 */
#include "tui/cli.h"

#include "model/text.h"
#include "model/time.h"
#include "replay/play.h"
#include "tui/words.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the line of progress needs to know. */
struct meter {
	bool shown; /* stderr is a terminal */
	msec_t begun;
	const struct play *play;
};

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

static void
print_clean(FILE *to, const char *s)
{
	struct buf b = {0};

	text_clean(&b, s, strlen(s), 0);
	fputs(buf_str(&b), to);
	buf_free(&b);
}

static bool
show_progress(void *ctx, const struct send_result *r, size_t of, msec_t at)
{
	struct meter *m = ctx;
	const struct zone *zone = m->play->map->zone;
	char day[TIME_SIZE], time[TIME_SIZE];
	msec_t took = time_boot() - m->begun;

	if (m->shown)
		fputc('\r', stderr);
	if (m->shown)
		fprintf(stderr, _("%s %s  %zu of %zu commands  %zu/s   "),
		    time_day(at, zone, day), time_hms(at, zone, time), r->done,
		    of, took > 0 ? r->done * 1000 / (size_t)took : 0);
	return !interrupted;
}

static void
print_oddities(const struct day *d)
{
	for (size_t i = 0; i < d->oddities; i++) {
		const struct day_oddity *o = &d->oddity[i];

		printf(_("  line %lu, "), o->line);
		print_clean(stdout, o->key);
		printf(": ");
		print_clean(stdout, o->what);
		putchar('\n');
	}
}

static void
print_refusals(const struct play *play)
{
	const struct send_result *r = &play->sent;

	for (size_t i = 0; i < r->refused && i < SEND_REFUSALS; i++) {
		const struct plan_step *s =
		    &play->plan->step[r->refusal[i].step];
		const struct day *d = play->day;
		unsigned long line = s->response == DAY_NONE
		                         ? d->call[s->call].line
		                         : d->response[s->response].line;
		char text[512];

		printf(_("  refused: line %lu, %s: "), line,
		    command_get((enum command_id)s->command)->name);
		print_clean(stdout,
		    words_problem(&r->refusal[i].problem, text, sizeof(text)));
		putchar('\n');
	}
}

/* What the file holds, by its map. */
static void
print_day(const struct map *m, const struct day *d)
{
	char day[2][TIME_SIZE], time[2][TIME_SIZE];

	printf(_("%s: %zu rows, %zu calls, %zu responses, %zu units\n"),
	    m->name, d->rows, d->calls, d->responses, d->units.count);
	printf(_("from %s %s to %s %s, zone %s\n"),
	    time_day(d->first, m->zone, day[0]),
	    time_hms(d->first, m->zone, time[0]),
	    time_day(d->last, m->zone, day[1]),
	    time_hms(d->last, m->zone, time[1]), m->zone_name);
	printf(_("%zu rows with times out of order, kept and marked; %zu "
	         "without a time of dispatch; %zu there twice; %zu texts "
	         "cut\n"),
	    d->odd[ODD_DISORDER], d->odd[ODD_UNSENT], d->odd[ODD_TWICE],
	    d->odd[ODD_CUT]);
	print_oddities(d);
}

/* Who moves by the tracks, and whether on their own days. */
static void
print_tracks(const struct tracks *t, const struct zone *zone)
{
	char day[TIME_SIZE];

	if (!t)
		return;
	printf(_("tracks: %zu positions of %zu vehicles, which move %zu "
	         "units\n"),
	    t->fixes, t->names.count, t->lent);
	if (t->period > 0)
		printf(_("their first day, %s, is laid on that of the calls; "
		         "they begin again after %lld days\n"),
		    time_day(t->fix[0].at, zone, day),
		    (long long)(t->period / TIME_DAY));
}

static void
print_summary(const struct play *play)
{
	const struct problem *p = &play->sent.tracks;
	char text[512];

	print_day(play->map, play->day);
	print_tracks(play->tracks, play->map->zone);
	if (play->tracks)
		printf(_("%zu positions told\n"), play->sent.positions);
	if (p->code) {
		printf(_("  then refused: "));
		print_clean(stdout, words_problem(p, text, sizeof(text)));
		putchar('\n');
	}
	printf(_("%zu of %zu commands told, %zu refused\n"), play->sent.done,
	    play->plan->count, play->sent.refused);
	print_refusals(play);
}

static enum problem_code
read_speed(const char *text, int64_t *speed, struct problem *p)
{
	char *end;

	*speed = 1;
	if (!text)
		return PROBLEM_NONE;
	*speed = strcmp(text, "max") == 0 ? 0 : strtol(text, &end, 10);
	if (strcmp(text, "max") == 0 ||
	    (*end == '\0' && *speed >= 1 && *speed <= PLAY_SPEED_MAX))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "--speed", "value",
	    text, "want", why_a_speed, NULL);
}

static int
tell(const struct play *play, const struct problem *p, const struct meter *m)
{
	if (m->shown && play->plan)
		fputs("\r\033[K", stderr);
	if (play->plan)
		print_summary(play);
	fflush(stdout);
	if (p->code) {
		cli_complain(p);
		return p->code == PROBLEM_LINK && play->sent.done ? CLI_UNKNOWN
		                                                  : CLI_REFUSED;
	}
	if (!play->whole) {
		fputs(
		    _("stopped; the same command goes on from here\n"), stderr);
		return CLI_UNKNOWN;
	}
	return play->sent.refused || play->sent.tracks.code ? CLI_REFUSED
	                                                    : CLI_DONE;
}

static int
run(const struct play_options *o, struct meter *m, struct play *play)
{
	struct problem p = {0};
	int code;

	signal(SIGINT, on_interrupt);
	signal(SIGTERM, on_interrupt);
	if (play_run(o, play, &p) == PROBLEM_NONE)
		p.code = PROBLEM_NONE;
	code = tell(play, &p, m);
	play_close(play);
	return code;
}

/* --check: what the file says, without any central. */
static int
check(const struct play_options *o)
{
	struct play play = {0};
	struct problem p = {0};
	enum problem_code code = play_check(o, &play, &p);

	if (code)
		cli_complain(&p);
	else
		print_day(play.map, play.day);
	if (!code)
		print_tracks(play.tracks, play.map->zone);
	play_close(&play);
	return code ? CLI_REFUSED : CLI_DONE;
}

int
cli_replay(const struct cli_options *o)
{
	struct play play = {0};
	struct meter meter = {.shown = isatty(STDERR_FILENO),
	    .begun = time_boot(),
	    .play = &play};
	struct address to;
	struct play_options options = {.to = &to,
	    .ca_file = o->ca_file,
	    .token_file = o->token_file,
	    .map = o->map,
	    .tracks = o->tracks,
	    .tracks_map = o->tracks_map,
	    .progress = show_progress,
	    .ctx = &meter};
	struct problem p = {0};

	if (o->count != 1)
		problem_set(
		    &p, PROBLEM_USAGE, "why", why_replay_one_file, NULL);
	else if (!read_speed(o->speed, &options.speed, &p) && !o->check)
		p.code = cli_address(o, &to, &p);
	if (p.code) {
		cli_complain(&p);
		return CLI_USAGE;
	}
	options.file = o->words[0];
	if (o->check)
		return check(&options);
	return run(&options, &meter, &play);
}
