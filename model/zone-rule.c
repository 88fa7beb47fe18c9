/*
 * Reading a zone's rule, and finding on which side of its two turns of the
 * year a moment lies.
 */
#include "model/zone-rule.h"

#include "model/calendar.h"

#include <string.h>

#define DAY 86400

/* What a rule's text is read with: each moves *s on, or sets it to NULL. */
static bool
eat(const char **s, char c)
{
	if (!*s || **s != c)
		return false;
	++*s;
	return true;
}

static int
rule_number(const char **s, int max)
{
	int x = 0;

	if (!*s || **s < '0' || **s > '9') {
		*s = NULL;
		return 0;
	}
	while (**s >= '0' && **s <= '9') {
		x = x * 10 + (**s - '0');
		++*s;
		if (x > max) {
			*s = NULL;
			return 0;
		}
	}
	return x;
}

/* [+-]h[:m[:s]] in seconds. */
static int32_t
rule_time(const char **s, int hours)
{
	int32_t sign = eat(s, '-') ? -1 : 1, t;

	if (sign > 0)
		eat(s, '+');
	t = rule_number(s, hours) * 3600;
	if (eat(s, ':'))
		t += rule_number(s, 59) * 60;
	if (eat(s, ':'))
		t += rule_number(s, 59);
	return sign * t;
}

static void
rule_name(const char **s)
{
	size_t n;

	if (!*s)
		return;
	if (eat(s, '<')) {
		*s += strcspn(*s, ">");
		if (!eat(s, '>'))
			*s = NULL;
		return;
	}
	n = strspn(*s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	*s = n >= 3 ? *s + n : NULL;
}

static void
rule_turn(const char **s, struct zone_turn *t)
{
	*t = (struct zone_turn){.form = '0', .time = 2 * 3600};
	if (eat(s, 'M')) {
		t->form = 'M';
		t->month = rule_number(s, 12);
		if (!eat(s, '.'))
			*s = NULL;
		t->week = rule_number(s, 5);
		if (!eat(s, '.'))
			*s = NULL;
		t->day = rule_number(s, 6);
		if (t->month == 0 || t->week == 0)
			*s = NULL;
	} else {
		t->form = eat(s, 'J') ? 'J' : '0';
		t->day = rule_number(s, 365);
		if (t->form == 'J' && t->day == 0)
			*s = NULL;
	}
	if (eat(s, '/'))
		t->time = rule_time(s, 167);
}

bool
zone_rule_parse(struct zone_rule *r, const char *s)
{
	*r = (struct zone_rule){.there = *s != '\0'};
	if (!r->there)
		return true;
	rule_name(&s);
	r->std = -rule_time(&s, 24); /* POSIX counts westward */
	if (!s || *s == '\0')
		return s != NULL;
	r->summer = true;
	rule_name(&s);
	r->dst = r->std + 3600;
	if (s && *s != ',')
		r->dst = -rule_time(&s, 24);
	if (!eat(&s, ','))
		return false;
	rule_turn(&s, &r->start);
	if (!eat(&s, ','))
		return false;
	rule_turn(&s, &r->end);
	return s && *s == '\0';
}

/* The day (since 1970) on which a turn falls in a year. */
static int64_t
turn_day(const struct zone_turn *t, int year)
{
	int64_t first = calendar_days(year, 1, 1);
	int day, length;

	if (t->form == '0')
		return first + t->day;
	if (t->form == 'J')
		return first + t->day - 1 +
		       (t->day > 59 && calendar_month_length(year, 2) == 29);
	first = calendar_days(year, t->month, 1);
	/* 1970-01-01 was a Thursday (4). */
	day = (t->day - (int)(((first + 4) % 7 + 7) % 7) + 7) % 7;
	length = calendar_month_length(year, t->month);
	day += 7 * (t->week - 1);
	while (day >= length)
		day -= 7;
	return first + day;
}

int32_t
zone_rule_offset(const struct zone_rule *r, int64_t t)
{
	int64_t local = t + r->std, start, end;
	int year, month, day;
	bool summer;

	if (!r->summer)
		return r->std;
	calendar_date(local / DAY - (local % DAY < 0), &year, &month, &day);
	start = turn_day(&r->start, year) * DAY + r->start.time - r->std;
	end = turn_day(&r->end, year) * DAY + r->end.time - r->dst;
	/* South of the equator summer runs over the new year. */
	summer = start < end ? t >= start && t < end : t >= start || t < end;
	return summer ? r->dst : r->std;
}
