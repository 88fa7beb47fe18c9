/*
 * The rule of a time zone for the years no table lists, in the language of
 * POSIX's TZ ("CET-1CEST,M3.5.0,M10.5.0/3"), as TZif files end with.
 */
#ifndef MODEL_ZONE_RULE_H
#define MODEL_ZONE_RULE_H

#include "model/base.h"

/* A day of the year and a time of it at which summer time starts or ends. */
struct zone_turn {
	char form; /* 'M' month.week.day, 'J' 1-365, '0' 0-365 */
	int month, week, day;
	int32_t time; /* seconds after midnight; may lie in other days */
};

/* What holds after the last change of a file. */
struct zone_rule {
	bool there, summer; /* a rule; one with summer time */
	int32_t std, dst;   /* seconds ahead of UTC */
	struct zone_turn start, end;
};

/*
 * Reads a whole rule, with the wider hours of RFC 9636, 3.3.1; "" is no rule.
 * False when it is not one; *r is of no use then.
 */
MUST_USE bool zone_rule_parse(struct zone_rule *r, const char *s);
/* Seconds ahead of UTC at t, seconds since 1970 within the years to 9999. */
int32_t zone_rule_offset(const struct zone_rule *r, int64_t t);

#endif
