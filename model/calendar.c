/*
 * Days and dates by eras of 400 years (146097 days) that begin on 1 March, so
 * that the leap day is the last of its year. The method is Howard Hinnant's,
 * "chrono-Compatible Low-Level Date Algorithms".
 */
#include "model/calendar.h"

#define ERA_DAYS 146097
#define EPOCH_DAY 719468 /* 1970-01-01 counted from 0000-03-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t
calendar_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t from_march = (month + 9) % 12;
	int64_t day_of_year = (153 * from_march + 2) / 5 + day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - EPOCH_DAY;
}

void
calendar_date(int64_t days, int *year, int *month, int *day)
{
	int64_t era = floor_div(days + EPOCH_DAY, ERA_DAYS);
	int64_t d = days + EPOCH_DAY - era * ERA_DAYS;
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t day_of_year = d - (365 * y + y / 4 - y / 100);
	int64_t from_march = (5 * day_of_year + 2) / 153;

	*day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)((from_march + 2) % 12 + 1);
	*year = (int)(y + era * 400 + (*month <= 2));
}

int
calendar_month_length(int year, int month)
{
	static const int lengths[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12)
		return 0;
	return lengths[month - 1] + (month == 2 && leap);
}
