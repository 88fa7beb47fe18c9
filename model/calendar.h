/*
 * The proleptic Gregorian calendar, counted in days since 1970-01-01.
 */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include "model/base.h"

/* The day number of a date; month is 1 to 12, day may be any number. */
int64_t calendar_days(int year, int month, int day);
/* The date of a day number within the years -9999 to 9999. */
void calendar_date(int64_t days, int *year, int *month, int *day);
/* 28 to 31; 0 for a month that is none. */
int calendar_month_length(int year, int month);

#endif
