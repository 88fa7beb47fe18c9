/*
 * Every delay counts from a stamp in the record, and which delay it is comes
 * from a hash of seed, unit, incident and step: there is nothing to remember.
 */
#include "replay/sim-mind.h"

#include "model/lifecycle.h"
#include "model/time.h"

#include <math.h>
#include <string.h>

#define SECOND ((msec_t)1000)
#define THERE 20.0      /* metres: it has arrived */
#define ROAM 350.0      /* metres around its home */
#define DEGREE 111320.0 /* metres of latitude */
#define PI 3.14159265358979323846

/* What becomes of an order, of 100. */
#define OF_DECLINED 4
#define OF_SILENT 8
#define OF_SLOW 14

/* ---- chance ---- */

static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static uint64_t
hash(uint64_t seed, const char *text)
{
	uint64_t h = mix(seed);

	for (; text && *text; text++)
		h = mix(h ^ (unsigned char)*text);
	return h;
}

/* A number below n that is this unit's for this order and step. */
static uint64_t
chance(const struct sim_mind *m, const struct assignment *a, const char *step,
    uint64_t n)
{
	uint64_t h = hash(m->seed, a->unit);

	return hash(hash(h, a->incident), step) % n;
}

static msec_t
between(const struct sim_mind *m, const struct assignment *a, const char *step,
    unsigned least, unsigned most)
{
	uint64_t n = (uint64_t)(most - least) * 1000 + 1;

	return least * SECOND + (msec_t)chance(m, a, step, n);
}

/* ---- moving ---- */

double
sim_speed(enum mobility mobility)
{
	switch (mobility) {
	case MOVES_FOOT:
		return 1.5;
	case MOVES_BICYCLE:
		return 4.5;
	case MOVES_MOTORCYCLE:
		return 10;
	case MOVES_CAR:
		return 11;
	case MOVES_FLIGHT:
		return 14;
	case MOVES_BOAT:
		return 6;
	default:
		return 0;
	}
}

/* East and north of `to` from `from` in metres; near enough in a district. */
static void
offset(struct point from, struct point to, double *east, double *north)
{
	*north = (to.lat - from.lat) * DEGREE;
	*east = (to.lon - from.lon) * DEGREE * cos(from.lat * PI / 180);
}

static struct point
shifted(struct point p, double east, double north)
{
	p.lat += north / DEGREE;
	p.lon += east / (DEGREE * cos(p.lat * PI / 180));
	return p;
}

static double
toward(double way, double most)
{
	return fabs(way) <= most ? way : copysign(most, way);
}

/* `metres` of the way: straight, or along one street and then the other. */
static struct point
advance(struct point from, struct point to, double metres, bool straight)
{
	double east, north, east_part, north_part, all;

	offset(from, to, &east, &north);
	all = hypot(east, north);
	if (all < 1)
		return to;
	if (straight) {
		double part = metres < all ? metres / all : 1;

		return shifted(from, east * part, north * part);
	}
	east_part = toward(east, metres);
	north_part = toward(north, metres - fabs(east_part));
	return shifted(from, east_part, north_part);
}

/* Which order it is on the way for; s->count: none. */
static size_t
under_way(const struct sim_sight *s)
{
	size_t i = 0;

	while (i < s->count && s->orders[i]->state != ASSIGNMENT_ENROUTE)
		i++;
	return i;
}

static bool
on_scene(const struct sim_sight *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->orders[i]->state == ASSIGNMENT_ONSCENE)
			return true;
	return false;
}

/* Where it strolls to: another place around its home every two minutes. */
static struct point
stroll(const struct sim_mind *m, const struct sim_sight *s)
{
	uint64_t h = hash(
	    m->seed + (uint64_t)(s->now / (2 * TIME_MINUTE)), s->unit->head.id);
	double east = (double)(h % 2001) / 1000 - 1;
	double north = (double)(h / 2001 % 2001) / 1000 - 1;

	return shifted(s->unit->home, east * ROAM, north * ROAM);
}

bool
sim_move(struct sim_mind *m, const struct sim_sight *s)
{
	double speed = sim_speed(s->unit->mobility);
	struct point before, to = {0};
	size_t i = under_way(s);

	if (!point_set(m->at))
		m->at = s->unit->home;
	if (m->since == 0 || m->since > s->now)
		m->since = s->now;
	before = m->at;
	if (i < s->count && s->incidents[i])
		to = s->incidents[i]->spot;
	else if (i == s->count && !on_scene(s) &&
	         s->unit->mobility != MOVES_FLIGHT) {
		to = stroll(m, s);
		speed /= s->unit->mobility == MOVES_FOOT ? 1 : 3;
	}
	if (point_set(m->at) && point_set(to))
		m->at = advance(m->at, to,
		    speed * (double)(s->now - m->since) / 1000,
		    s->unit->mobility == MOVES_FLIGHT);
	m->since = s->now;
	return point_distance(before, m->at) > 1;
}

/* ---- orders ---- */

static bool
is_there(const struct sim_mind *m, const struct incident *i)
{
	return i && point_set(i->spot) && point_set(m->at) &&
	       point_distance(m->at, i->spot) < THERE;
}

/* When it signs, or gives the order back. */
static struct sim_deed
answer(const struct sim_mind *m, const struct assignment *a)
{
	msec_t from = a->delivered ? a->delivered : a->issued;
	uint64_t nature = chance(m, a, "nature", 100);
	struct sim_deed d = {.order = a, .command = COMMAND_ACCEPT};

	if (nature < OF_DECLINED) {
		d.command = COMMAND_DECLINE;
		d.words = (int)chance(m, a, "decline", 3);
		d.until = from + between(m, a, "decline", 6, 20);
	} else if (nature < OF_DECLINED + OF_SILENT) {
		d.until = from + between(m, a, "accept", 90, 180);
	} else if (nature < OF_DECLINED + OF_SILENT + OF_SLOW) {
		d.until = from + between(m, a, "accept", 32, 60);
	} else {
		d.until = from + between(m, a, "accept", 3, 14);
	}
	return d;
}

/* When it is there: as it gets there; where nobody knows, some minutes on. */
static struct sim_deed
arrive(const struct sim_mind *m, const struct sim_sight *s, size_t i)
{
	const struct assignment *a = s->orders[i];
	struct sim_deed d = {.order = a, .command = COMMAND_ONSCENE};

	if (s->incidents[i] && point_set(s->incidents[i]->spot) &&
	    point_set(m->at))
		d.until = is_there(m, s->incidents[i]) ? s->now : INT64_MAX;
	else
		d.until = a->enroute + between(m, a, "onscene", 120, 300);
	return d;
}

/* Whether an order that came before keeps it. */
static bool
is_kept(const struct sim_sight *s, const struct assignment *a)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct assignment *b = s->orders[i];

		if (b != a && assignment_binds(b->state) &&
		    b->state >= ASSIGNMENT_ACCEPTED &&
		    (b->issued < a->issued || b->state > a->state))
			return true;
	}
	return false;
}

/* The next step of one order, and when. */
static struct sim_deed
next_step(const struct sim_mind *m, const struct sim_sight *s, size_t i)
{
	const struct assignment *a = s->orders[i];
	struct sim_deed d = {.order = a, .until = INT64_MAX};

	switch (a->state) {
	case ASSIGNMENT_ISSUED:
		if (a->channel != CHANNEL_DEVICE)
			return d; /* somebody calls it up by voice */
		d.command = COMMAND_DELIVERED;
		d.until = a->issued + between(m, a, "delivered", 1, 3);
		return d;
	case ASSIGNMENT_DELIVERED:
		return answer(m, a);
	case ASSIGNMENT_ACCEPTED:
		d.command = COMMAND_ENROUTE;
		if (!is_kept(s, a))
			d.until = a->accepted + between(m, a, "enroute", 4, 25);
		return d;
	case ASSIGNMENT_ENROUTE:
		return arrive(m, s, i);
	case ASSIGNMENT_ONSCENE:
		d.command = COMMAND_CLEAR;
		d.until = a->onscene + between(m, a, "clear", 150, 540);
		return d;
	case ASSIGNMENT_CLEARED:
		d.command = COMMAND_REPORT;
		d.words = (int)chance(m, a, "report", 4);
		d.until = a->cleared + between(m, a, "report", 20, 90);
		return d;
	default:
		return d;
	}
}

struct sim_deed
sim_think(const struct sim_mind *m, const struct sim_sight *s)
{
	struct sim_deed first = {.until = INT64_MAX};

	for (size_t i = 0; i < s->count; i++) {
		struct sim_deed d = next_step(m, s, i);

		if (d.until < first.until)
			first = d;
	}
	if (first.until > s->now)
		first.order = NULL;
	return first;
}

/* ---- words ---- */

static const struct sim_words report_zh[] = {
    {"调解", "到场了解情况, 双方当场和解。"},
    {"处置完毕", "现场已处置, 当事人无异议。"},
    {"移交", "已带回所内, 移交值班民警继续处理。"},
    {"未发现", "现场及周边查看, 未发现异常。"},
};
static const struct sim_words report_en[] = {
    {"mediated", "Spoke to both sides; settled on the spot."},
    {"handled", "Dealt with on the scene, nobody objects."},
    {"handed over", "Brought in and handed to the officer on duty."},
    {"nothing found", "Looked around the place, nothing found."},
};
static const struct sim_words decline_zh[] = {
    {NULL, "车辆故障, 不能出警"},
    {NULL, "正在押送人员"},
    {NULL, "有人受伤, 正在等救护车"},
};
static const struct sim_words decline_en[] = {
    {NULL, "vehicle broke down"},
    {NULL, "escorting somebody"},
    {NULL, "waiting for an ambulance with someone hurt"},
};

struct sim_words
sim_words(enum command_id command, int which, bool chinese)
{
	if (command == COMMAND_REPORT)
		return (chinese ? report_zh : report_en)[which & 3];
	return (chinese ? decline_zh : decline_en)[which % 3];
}
