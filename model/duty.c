/*
 * Duties by their templates (duty.h). Days are parsed where they are asked
 * for: a list of some dates is read faster than it is worth keeping.
 */
#include "model/duty.h"

#include <stdio.h>
#include <string.h>

#include "model/calendar.h"
#include "model/checklist.h"
#include "model/lifecycle.h"
#include "model/time.h"

#define SEPARATORS " ,\n\t\r"

static const char *const weekdays[] = {
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

int64_t
duty_day(msec_t t, const struct zone *zone)
{
	struct civil c;

	time_to_civil(t, zone, &c);
	return calendar_days(c.year, c.month, c.day);
}

static msec_t
moment(int64_t day, int hour, int minute, const struct zone *zone)
{
	struct civil c = {.hour = hour, .minute = minute};
	msec_t t = 0;

	calendar_date(day, &c.year, &c.month, &c.day);
	if (!time_from_civil(&c, zone, &t))
		return day * TIME_DAY;
	return t;
}

msec_t
duty_day_begin(int64_t day, const struct zone *zone)
{
	return moment(day, 0, 0, zone);
}

/* 0 is Monday: 1970-01-01 was a Thursday. */
static int
weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

/* ---- one word of `days` ---- */

static bool
read_digits(const char *s, size_t len, int *out)
{
	*out = 0;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (s[i] - '0');
	}
	return len > 0;
}

static bool
read_weekday(const char *s, size_t len, int *out)
{
	for (*out = 0; *out < 7; ++*out)
		if (len == 3 && memcmp(weekdays[*out], s, 3) == 0)
			return true;
	return false;
}

static bool
read_monthday(const char *s, size_t len, int *out)
{
	return len <= 2 && read_digits(s, len, out) && *out >= 1 && *out <= 31;
}

static bool
read_date(const char *s, size_t len, int64_t *out)
{
	int year, month, day;

	if (len != 10 || s[4] != '-' || s[7] != '-' ||
	    !read_digits(s, 4, &year) || !read_digits(s + 5, 2, &month) ||
	    !read_digits(s + 8, 2, &day) || year < 1970 || month < 1 ||
	    month > 12 || day < 1 || day > calendar_month_length(year, month))
		return false;
	*out = calendar_days(year, month, day);
	return true;
}

/* The last day of a shorter month stands for those that it has not. */
static bool
is_monthday(int64_t day, int wanted)
{
	int year, month, of_month, length;

	calendar_date(day, &year, &month, &of_month);
	length = calendar_month_length(year, month);
	return of_month == (wanted < length ? wanted : length);
}

/* Whether one word of days can be read, and whether it is that day. */
static bool
word_says(enum rhythm rhythm, const char *s, size_t len, int64_t day, bool *is)
{
	int64_t date;
	int n;

	switch (rhythm) {
	case RHYTHM_WEEKLY:
		if (!read_weekday(s, len, &n))
			return false;
		*is = n == weekday(day);
		return true;
	case RHYTHM_MONTHLY:
		if (!read_monthday(s, len, &n))
			return false;
		*is = is_monthday(day, n);
		return true;
	case RHYTHM_ONCE:
	case RHYTHM_CALENDAR:
		if (!read_date(s, len, &date))
			return false;
		*is = date == day;
		return true;
	default:
		return false;
	}
}

/* The next word of a list, or NULL; *s goes on behind it. */
static const char *
next_word(const char **s, size_t *len)
{
	const char *word = *s + strspn(*s, SEPARATORS);

	*len = strcspn(word, SEPARATORS);
	*s = word + *len;
	return *len ? word : NULL;
}

bool
duty_due(const struct setting *t, int64_t day)
{
	const char *days = text_or(t->days, ""), *word;
	bool is = false;
	size_t len;

	if (t->topic != TOPIC_TEMPLATE || t->retired ||
	    t->rhythm == RHYTHM_NONE)
		return false;
	if (t->rhythm == RHYTHM_DAILY)
		return true;
	if (!days[strspn(days, SEPARATORS)])
		days = t->rhythm == RHYTHM_WEEKLY    ? "mon"
		       : t->rhythm == RHYTHM_MONTHLY ? "1"
		                                     : "";
	while (!is && (word = next_word(&days, &len)))
		if (!word_says(t->rhythm, word, len, day, &is))
			is = false;
	return is;
}

static bool
read_until(const char *s, int *hour, int *minute)
{
	return strlen(s) == 5 && s[2] == ':' && read_digits(s, 2, hour) &&
	       read_digits(s + 3, 2, minute) && *hour < 24 && *minute < 60;
}

msec_t
duty_limit(const struct setting *t, int64_t day, const struct zone *zone)
{
	int hour = 23, minute = 59;

	if (t->until && !read_until(t->until, &hour, &minute)) {
		hour = 23;
		minute = 59;
	}
	return moment(day, hour, minute, zone);
}

/* ---- what can be kept ---- */

static enum problem_code
bad(const char *key, const char *value, size_t len, const char *want,
    struct problem *p)
{
	char text[32];

	snprintf(text, sizeof(text), "%.*s", (int)(len < 31 ? len : 31), value);
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value", text,
	    "want", want, NULL);
}

static enum problem_code
check_days(const struct setting *t, struct problem *p)
{
	static const char *const wants[] = {
	    [RHYTHM_NONE] = why_no_rhythm,
	    [RHYTHM_DAILY] = why_daily_days,
	    [RHYTHM_WEEKLY] = why_weekday,
	    [RHYTHM_MONTHLY] = why_monthday,
	    [RHYTHM_ONCE] = why_a_date,
	    [RHYTHM_CALENDAR] = why_a_date,
	};
	const char *s = text_or(t->days, ""), *word;
	size_t len, words = 0;
	bool is;

	for (; (word = next_word(&s, &len)); words++)
		if (!word_says(t->rhythm, word, len, 0, &is))
			return bad("days", word, len, wants[t->rhythm], p);
	if ((t->rhythm == RHYTHM_ONCE && words != 1) ||
	    (t->rhythm == RHYTHM_CALENDAR && words == 0))
		return problem_set(p, PROBLEM_MISSING_KEY, "key", "days", NULL);
	return PROBLEM_NONE;
}

enum problem_code
duty_check(const struct setting *t, struct problem *p)
{
	const char *s = text_or(t->steps, "");
	enum problem_code code = check_days(t, p);
	struct checklist_line line;
	int hour, minute;
	bool found = true;

	if (!code && t->until && !read_until(t->until, &hour, &minute))
		return bad(
		    "until", t->until, strlen(t->until), why_time_of_day, p);
	if (!code && (t->weight < 0 || t->weight > 100))
		return bad("weight", "", 0, why_number_0_100, p);
	if (!code && (t->warn < 0 || t->warn > 60 * 24 * 7))
		return bad("warn", "", 0, why_minutes_a_week, p);
	while (!code && found)
		code = checklist_next(&s, &line, &found, p);
	return code;
}

/* ---- the same duty ---- */

void
duty_key(const char *word, const char *area, int64_t day, char out[DUTY_SIZE])
{
	int year, month, of_month;

	calendar_date(day, &year, &month, &of_month);
	snprintf(out, DUTY_SIZE, "%.64s %.64s %04d%02d%02d", word,
	    text_or(area, "-"), year % 10000, month % 100, of_month % 100);
}

const char *
duty_word(const struct setting *t)
{
	return t->duty ? t->duty : text_or(t->name, "?");
}

bool
duty_has_source(const struct task *t, const char *source)
{
	size_t len = strlen(source);
	const char *s = text_or(t->also, "");

	if (text_is(t->source, source))
		return true;
	while (*s) {
		size_t n = strcspn(s, "+");

		if (n == len && memcmp(s, source, n) == 0)
			return true;
		s += n + (s[n] == '+');
	}
	return false;
}

msec_t
duty_time(const struct task *t)
{
	return t->due ? t->due : t->given;
}

struct duty_tally
duty_tally_of(const int64_t figure[FIGURE_COUNT])
{
	return (struct duty_tally){
	    .all = figure[FIGURE_GIVEN] - figure[FIGURE_DROPPED],
	    .done = figure[FIGURE_ON_TIME] + figure[FIGURE_LATE],
	};
}

int
duty_percent(const struct task *t)
{
	if (t->state == TASK_DONE || t->state == TASK_CHECKED)
		return 100;
	if (t->steps <= 0)
		return 0;
	if (t->ticked >= t->steps)
		return 100;
	return t->ticked <= 0 ? 0 : (int)(t->ticked * 100 / t->steps);
}

bool
duty_counts(const struct task *t, enum figure figure, msec_t now)
{
	bool done = t->finished != 0 &&
	            (t->state == TASK_DONE || t->state == TASK_CHECKED);
	bool in_time = t->due == 0 || t->finished <= t->due;

	if (t->merged)
		return false;
	switch (figure) {
	case FIGURE_GIVEN:
		return true;
	case FIGURE_ON_TIME:
		return done && in_time;
	case FIGURE_LATE:
		return done && !in_time;
	case FIGURE_OVERDUE:
		return task_owed(t->state) && t->due != 0 && t->due <= now;
	case FIGURE_RETURNED:
		return t->returned > 0;
	case FIGURE_REOPENED:
		return t->reopened > 0;
	case FIGURE_DROPPED:
		return t->state == TASK_DROPPED;
	case FIGURE_REPEATS:
		break;
	}
	return false;
}
