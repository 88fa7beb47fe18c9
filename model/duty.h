/*
 * Duties: what a template says about which day, and what makes two of them
 * the same.
 *
 * A template is a setting (topic template): how often (rhythm, days), by when
 * (until, local time), where (areas), which steps. A day is its number since
 * 1970-01-01 in the store's zone. All functions are pure.
 */
#ifndef MODEL_DUTY_H
#define MODEL_DUTY_H

#include "model/problem.h"
#include "model/record.h"
#include "model/zone.h"

/* The local day that t lies in. */
int64_t duty_day(msec_t t, const struct zone *zone);
/* The first moment of a local day, also where its midnight is skipped. */
msec_t duty_day_begin(int64_t day, const struct zone *zone);

/*
 * Whether the template wants its duty done on that day. Weekly without days
 * is every Monday, monthly every 1st; 29, 30 and 31 are the last day of a
 * month that is shorter.
 */
bool duty_due(const struct setting *t, int64_t day);

/* By when: that day's `until`, else the day's last minute. */
msec_t duty_limit(
    const struct setting *t, int64_t day, const struct zone *zone);

/*
 * Whether a template can be kept: rhythm and days agree, `until` is a time of
 * day, the steps can be read. BAD_VALUE, MISSING_KEY, TOO_LONG.
 */
MUST_USE enum problem_code duty_check(
    const struct setting *t, struct problem *p);

#define DUTY_SIZE 160
/* "WORD AREA 20261121": the same key is the same duty. area may be NULL. */
void duty_key(
    const char *word, const char *area, int64_t day, char out[DUTY_SIZE]);
/* The template's word: its duty, else its name. */
const char *duty_word(const struct setting *t);

/*
 * Whether sources ("station + fire brigade") has that one; all of a task are
 * its source and what `also` lists.
 */
bool duty_has_source(const struct task *t, const char *source);

/* The time that a task belongs to: of its limit, else of its giving. */
msec_t duty_time(const struct task *t);

#define FIGURE_COUNT (FIGURE_REPEATS + 1)
/*
 * Whether the task counts for the figure: given always; done by its limit, or
 * after it; owed and past it; sent back, begun again, dropped at least once.
 * Never for repeats, which are incidents; a joined one for nothing.
 */
bool duty_counts(const struct task *t, enum figure figure, msec_t now);

/*
 * What a day, an officer or an area comes to, by figures of tasks: `done` of
 * `all`, whatever was dropped left out. Every screen counts so.
 */
struct duty_tally {
	int64_t all, done;
};

struct duty_tally duty_tally_of(const int64_t figure[FIGURE_COUNT]);

/* How far it is, 0 to 100: by its steps, else by its state. */
int duty_percent(const struct task *t);

#endif
