/*
 * See night.h.
 */
#include "tests/lib/night.h"

#include <stdio.h>
#include <string.h>

#include "model/sector.h"

/* The desk's, as desk_fill_station() has it. */
#define NIGHT_STATION "louqiao"

static const struct sector_plan plan = {.metres = 300, .rings = 2, .parts = 4};

/* The nth of the plan by its name. */
static size_t
nth_of(const struct sector_plan *p, const char *name)
{
	char is[SECTOR_NAME + 1];
	size_t n = 0;

	for (; n < sector_plan_count(p); n++) {
		sector_plan_name(p, n, is);
		if (strcmp(is, name) == 0)
			break;
	}
	return n;
}

void
night_put(struct desk *d, const char *name, enum sector_state state,
    const char *who, int64_t percent)
{
	bool busy = state == SECTOR_SEARCHING, done = state == SECTOR_SEARCHED;
	struct sector_plan p = plan;
	struct buf outline = {0};
	char id[ID_SIZE];
	struct sector s = {.incident = "0131",
	    .name = name,
	    .state = state,
	    .area = 70686,
	    .unit = who,
	    .who = who,
	    .percent = percent,
	    .passes = done,
	    .began = busy ? DESK_NOW - 12 * 60000 : 0,
	    .searched = done ? DESK_NOW - 21 * 60000 : 0};

	p.middle = NIGHT_SEEN;
	snprintf(id, sizeof(id), "s-%s", name);
	sector_plan_outline(&p, nth_of(&p, name), &outline);
	s.head = (struct record){
	    .kind = KIND_SECTOR, .id = id, .station = NIGHT_STATION};
	s.outline = buf_str(&outline);
	s.area *= name[0] == '1' ? 1 : 3;
	desk_put(d, &s.head);
	buf_free(&outline);
}

static void
put_sweep(struct desk *d, const char *id, const char *sector, const char *unit,
    enum sweep_state state)
{
	const struct sweep w = {
	    .head = {.kind = KIND_SWEEP, .id = id, .station = NIGHT_STATION},
	    .incident = "0131",
	    .sector = sector,
	    .unit = unit,
	    .who = unit,
	    .state = state,
	    .began = DESK_NOW - 12 * 60000,
	    .ended = state == SWEEP_SEARCHED ? DESK_NOW - 60000 : 0};

	desk_put(d, &w.head);
}

static void
send_unit(struct desk *d, const char *unit)
{
	const struct assignment a = {.head = {.kind = KIND_ASSIGNMENT,
	                                 .id = unit,
	                                 .station = NIGHT_STATION},
	    .incident = "0131",
	    .unit = unit,
	    .state = ASSIGNMENT_ONSCENE};

	desk_put(d, &a.head);
}

static void
put_unit(struct desk *d, const char *id, enum unit_class class)
{
	const struct unit u = {
	    .head = {.kind = KIND_UNIT, .id = id, .station = NIGHT_STATION},
	    .callsign = id,
	    .class = class,
	    .state = UNIT_COMMITTED,
	    .live = 1};

	desk_put(d, &u.head);
	send_unit(d, id);
}

void
night_fill(struct desk *d)
{
	static const char *const left[] = {"1S", "1W", "2E", "2S"};
	struct incident i;
	struct unit m4;

	desk_fill_map(d);
	i = *console_incident(&d->console, "0131");
	i.sighting = NIGHT_SEEN;
	i.sighted = NIGHT_SEEN_AT;
	i.clue = "walks slowly, dark blue coat";
	i.sectors = 8;
	i.state = INCIDENT_ONSCENE;
	desk_put(d, &i.head);
	put_unit(d, "U1", CLASS_DRONE);
	put_unit(d, "R1", CLASS_RESCUE);
	m4 = *console_unit(&d->console, "M4");
	m4.head.station = NIGHT_STATION;
	desk_put(d, &m4.head);
	send_unit(d, "M4");
	for (size_t k = 0; k < COUNT_OF(left); k++)
		night_put(d, left[k], SECTOR_UNSEARCHED, NULL, 0);
	night_put(d, "2N", SECTOR_SEARCHED, "U1", 40);
	night_put(d, "2W", SECTOR_SEARCHED, "U1", 40);
	night_put(d, "1N", SECTOR_SEARCHED, "R1", 80);
	night_put(d, "1E", SECTOR_SEARCHING, "M4", 0);
	put_sweep(d, "w1", "s-1E", "M4", SWEEP_SEARCHING);
	put_sweep(d, "w2", "s-1N", "R1", SWEEP_SEARCHED);
}
