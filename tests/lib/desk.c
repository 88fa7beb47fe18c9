/*
 * See desk.h.
 */
#include "tests/lib/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/act.h"
#include "tui/go-place.h"
#include "tui/here.h"
#include "tui/keyboard.h"
#include "tui/keys.h"
#include "tui/lookup.h"
#include "tui/prompt.h"
#include "tui/ring.h"
#include "tui/send.h"

static msec_t
tell_boot(void *ctx)
{
	return ((struct desk *)ctx)->boot;
}

static bool
keep(void *ctx, const struct outbox_entry *e, const char *body, size_t len)
{
	struct desk *d = ctx;

	if (!body)
		return true;
	assert_true(d->sends < DESK_SENT);
	snprintf(d->sent[d->sends++], sizeof(d->sent[0]), "%s %.*s",
	    e->command->name, (int)len, body);
	return true;
}

static void
on_command(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct desk *d = ctx;

	board_unsent(d->console.board);
	send_changed(&d->console, e, a);
	act_dispatch_answered(&d->console, e);
}

static void
open_link(struct desk *d, struct journal *journal)
{
	struct address to;
	struct problem p = {0};
	struct link_options o = {.address = &to,
	    .clock = &d->clock,
	    .store = journal ? NULL : &d->store,
	    .journal = journal,
	    .hooks = {.command = on_command, .ctx = d}};

	d->clock = (struct boot_clock){.now = tell_boot, .ctx = d};
	d->store = (struct outbox_store){.keep = keep, .ctx = d};
	assert_int_equal(address_read(&to, "unix:/nowhere/at/all", &p), 0);
	d->console.link = link_new(&o, &p);
	assert_non_null(d->console.link);
}

struct desk *
desk_new(void)
{
	return desk_new_with(NULL);
}

struct desk *
desk_new_with(struct journal *journal)
{
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	d->boot = 1000000;
	d->table = table_new();
	assert_non_null(d->table);
	d->console.table = d->table;
	d->console.now = DESK_NOW;
	assert_int_equal(console_conf_read("", &d->console.conf, NULL), 0);
	d->console.boot = d->boot;
	d->console.keys = keys_new();
	d->console.rings = rings_new();
	assert_int_equal(here_zone("+08:00", &d->console.zone, NULL), 0);
	open_link(d, journal);
	d->console.board = board_new(&d->console);
	assert_non_null(d->console.board);
	board_live(d->console.board, true);
	for (enum screen n = 0; n < SCREEN_COUNT; n++)
		if (views[n] && views[n]->open)
			assert_true(views[n]->open(&d->console));
	d->console.prompt = prompt_new();
	assert_non_null(d->console.prompt);
	return d;
}

void
desk_free(struct desk *d)
{
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->close)
			views[s]->close(&d->console);
	form_forget(&d->console);
	lookup_free(&d->console);
	go_place_free(&d->console);
	prompt_free(d->console.prompt);
	send_free(&d->console);
	board_free(d->console.board);
	link_free(d->console.link);
	keys_free(d->console.keys);
	rings_free(d->console.rings);
	zone_free(d->console.zone);
	table_free(d->table);
	free(d);
}

void
desk_sit(struct desk *d, const char *officer)
{
	desk_sit_at(d, officer, "");
}

void
desk_sit_at(struct desk *d, const char *officer, const char *station)
{
	/* The session learns it from a central, of which there is none. */
	struct session_info *info =
	    (struct session_info *)(uintptr_t)session_info(
	        link_session(d->console.link));

	snprintf(info->account, sizeof(info->account), "desk");
	snprintf(info->officer, sizeof(info->officer), "%s", officer);
	snprintf(info->station, sizeof(info->station), "%s", station);
	snprintf(info->seat, sizeof(info->seat), "2");
	info->permissions = UINT64_MAX;
}

static void
tell(struct desk *d, const struct record *old, const struct record *now)
{
	struct console *c = &d->console;

	board_changed(c->board, old, now);
	list_changed(c, old, now);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->changed)
			views[s]->changed(c, old, now);
}

bool
desk_try_put(struct desk *d, const struct record *draft)
{
	union any_record next = {.head = *draft};
	struct record *r, *old = NULL;

	memcpy(&next, draft, kind_info(draft->kind)->size);
	next.head.seq = ++d->seq;
	next.head.rev = d->seq;
	if (!next.head.at)
		next.head.at = d->console.now;
	r = record_freeze(&next.head);
	if (!r || !table_put(d->table, r, &old)) {
		record_free(r);
		return false;
	}
	tell(d, old, r);
	record_free(old);
	return true;
}

void
desk_put(struct desk *d, const struct record *draft)
{
	assert_true(desk_try_put(d, draft));
}

void
desk_gone(struct desk *d, enum kind kind, const char *id)
{
	struct record *old = table_remove(d->table, kind, id);

	assert_non_null(old);
	tell(d, old, NULL);
	record_free(old);
}

/* The feed writes them, of which there is none. */
static struct positions *
positions_of(struct desk *d)
{
	return (struct positions *)(uintptr_t)link_positions(d->console.link);
}

void
desk_move(struct desk *d, const char *unit, struct point spot, msec_t ago)
{
	struct console *c = &d->console;
	struct positions *all = positions_of(d);

	assert_true(positions_put(all, unit, spot, c->now - ago));
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->moved)
			views[s]->moved(c, positions_get(all, unit));
}

void
desk_wait(struct desk *d, msec_t ms)
{
	struct console *c = &d->console;

	d->boot += ms;
	c->boot += ms;
	c->now += ms;
	board_tick(c->board);
	list_tick(c);
	for (enum screen s = 0; s < SCREEN_COUNT; s++)
		if (views[s] && views[s]->tick)
			views[s]->tick(c);
}

void
desk_press(struct desk *d, const char *key)
{
	static const struct {
		const char *name;
		enum key_code code;
	} named[] = {
	    {"Esc", K_ESC},
	    {"Enter", K_ENTER},
	    {"Tab", K_TAB},
	    {"Down", K_DOWN},
	    {"Up", K_UP},
	};
	struct key k = {.code = K_CHAR, .ch = (unsigned char)*key};

	k.ascii = k.ch;
	for (size_t i = 0; i < COUNT_OF(named); i++)
		if (strcmp(key, named[i].name) == 0)
			k = (struct key){.code = named[i].code};
	keyboard_press(&d->console, &k);
}

void
desk_type(struct desk *d, const char *keys)
{
	for (; *keys; keys++)
		desk_press(d, (char[2]){*keys, '\0'});
}

const char *
desk_sent(const struct desk *d)
{
	return d->sends ? d->sent[d->sends - 1] : "";
}

const char *
desk_said(const struct desk *d)
{
	return d->console.result.text;
}

/* ---- the station of CONSOLE.md ---- */

static const struct {
	const char *id, *en, *zh;
} categories[] = {
    {"missing", "Lost child", "儿童走失"},
    {"dispute", "Dispute", "邻里纠纷"},
    {"knife", "Knife", "持刀斗殴"},
    {"theft", "Theft", "盗窃"},
    {"fight", "Fight", "打架"},
    {"fraud", "Fraud", "诈骗"},
    {"noise", "Noise", "噪音扰民"},
    {"lock", "Locked out", "求助开锁"},
    {"scratch", "Car scratch", "车辆刮擦"},
    {"advice", "Advice", "咨询"},
};

static const struct {
	const char *callsign;
	enum unit_class class;
	enum mobility mobility;
	const char *crew, *grid;
	struct point spot;
	enum unit_state duty;
	enum channel channel;
	bool alone;
	int seen; /* seconds ago; 0: nobody knows where it is */
} units[] = {
    {"P1", CLASS_SWORN, MOVES_CAR, "民警+辅1", "G07", {27.9952, 120.6531},
        UNIT_PATROL, CHANNEL_DEVICE, true, 8},
    {"P2", CLASS_SWORN, MOVES_CAR, "民警+辅1", "G03", {27.9800, 120.6400},
        UNIT_PATROL, CHANNEL_DEVICE, true, 5},
    {"P3", CLASS_SWORN, MOVES_CAR, "民警+辅2", "G05", {28.0000, 120.6600},
        UNIT_PATROL, CHANNEL_DEVICE, true, 5},
    {"P5", CLASS_SWORN, MOVES_CAR, "民警+辅1", "G06", {28.0100, 120.6300},
        UNIT_PATROL, CHANNEL_DEVICE, true, 0},
    {"P6", CLASS_SWORN, MOVES_CAR, "民警+辅1", "G02", {28.0005, 120.6480},
        UNIT_PATROL, CHANNEL_DEVICE, true, 12},
    {"M2", CLASS_SWORN, MOVES_MOTORCYCLE, "民警", "G04", {27.9900, 120.6300},
        UNIT_PATROL, CHANNEL_DEVICE, true, 9},
    {"M4", CLASS_SWORN, MOVES_MOTORCYCLE, "民警", "G07", {27.9942, 120.6540},
        UNIT_AVAILABLE, CHANNEL_DEVICE, true, 40},
    {"M5", CLASS_SWORN, MOVES_MOTORCYCLE, "民警", "G05", {28.0010, 120.6610},
        UNIT_AVAILABLE, CHANNEL_RADIO, true, 0},
    {"M6", CLASS_SWORN, MOVES_MOTORCYCLE, "民警", "G07", {27.9990, 120.6560},
        UNIT_AVAILABLE, CHANNEL_DEVICE, true, 7},
    {"M7", CLASS_SWORN, MOVES_MOTORCYCLE, "民警", "G03", {27.9810, 120.6410},
        UNIT_AVAILABLE, CHANNEL_DEVICE, true, 6},
    {"Y2", CLASS_VOLUNTEER, MOVES_FOOT, "义警4人", "G07", {27.9988, 120.6520},
        UNIT_AVAILABLE, CHANNEL_RADIO, false, 120},
};

static void
put_setting(struct desk *d, size_t n)
{
	const struct setting s = {
	    .head = {.kind = KIND_SETTING, .id = categories[n].id},
	    .topic = TOPIC_CATEGORY,
	    .name = categories[n].id,
	    .en = categories[n].en,
	    .zh = categories[n].zh,
	    .units = n == 0 ? 2 : 1,
	};

	desk_put(d, &s.head);
}

static void
put_grid(struct desk *d, const char *name)
{
	const struct grid g = {
	    .head = {.kind = KIND_GRID, .id = name}, .name = name};

	desk_put(d, &g.head);
}

static void
put_officer(struct desk *d, const char *id, const char *name)
{
	const struct officer o = {
	    .head = {.kind = KIND_OFFICER, .id = id}, .name = name};

	desk_put(d, &o.head);
}

static void
put_unit(struct desk *d, size_t n)
{
	const struct unit u = {
	    .head = {.kind = KIND_UNIT, .id = units[n].callsign},
	    .callsign = units[n].callsign,
	    .class = units[n].class,
	    .mobility = units[n].mobility,
	    .duty = units[n].duty,
	    .state = units[n].duty,
	    .since = DESK_NOW - 600000,
	    .crew = units[n].crew,
	    .heads = units[n].mobility == MOVES_MOTORCYCLE ? 1 : 2,
	    .alone = units[n].alone,
	    .limits = units[n].alone ? NULL : "只可协查",
	    .channel = units[n].channel,
	    .radio = "3",
	    .home = units[n].spot,
	    .grid = units[n].grid,
	};

	desk_put(d, &u.head);
	if (units[n].seen)
		(void)positions_put(positions_of(d), u.callsign, units[n].spot,
		    DESK_NOW - (msec_t)units[n].seen * 1000);
}

void
desk_fill_station(struct desk *d)
{
	static const char *const grids[] = {
	    "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08"};

	for (size_t n = 0; n < COUNT_OF(categories); n++)
		put_setting(d, n);
	for (size_t n = 0; n < COUNT_OF(grids); n++)
		put_grid(d, grids[n]);
	put_officer(d, "seat1", "一席");
	put_officer(d, "seat2", "二席");
	for (size_t n = 0; n < COUNT_OF(units); n++)
		put_unit(d, n);
}

/* h*3600+m*60+s before DESK_NOW, in ms. */
#define AGO(s) (DESK_NOW - (msec_t)(s)*1000)
#define IN(s) (DESK_NOW + (msec_t)(s)*1000)

static const struct {
	const char *number;
	enum incident_state state;
	int64_t priority;
	const char *category, *place, *grid, *owner, *repeat;
	int64_t repeats;
	enum clock_step clock;
	msec_t due, told, held;
} incidents[] = {
    {"0131", INCIDENT_PENDING, 1, "missing", "吹台公园北门喷泉旁", "G07",
        "seat2", NULL, 0, CLOCK_DISPATCH, IN(18), AGO(42), 0},
    {"0130", INCIDENT_DISPATCHED, 2, "dispute", "幸福路88号2单元", "G07",
        "seat2", NULL, 0, CLOCK_NONE, 0, AGO(190), 0},
    {"0128", INCIDENT_DISPATCHED, 1, "knife", "娄桥大道112号烧烤店", "G03",
        "seat1", NULL, 3, CLOCK_NONE, 0, AGO(130), 0},
    {"0127", INCIDENT_ENROUTE, 2, "theft", "娄桥市场东门", "G05", "seat2", NULL,
        0, CLOCK_NONE, 0, AGO(545), 0},
    {"0132", INCIDENT_UNTAKEN, 2, "fight", "大道北段", "G03", NULL, "0128", 0,
        CLOCK_TAKE, IN(21), AGO(9), 0},
    {"0125", INCIDENT_ONSCENE, 2, "fraud", "景德花园3幢", "G02", "seat1", NULL,
        0, CLOCK_NONE, 0, AGO(1862), 0},
    {"0129", INCIDENT_ENROUTE, 3, "noise", "和平巷7号", "G04", "seat2", NULL, 2,
        CLOCK_NONE, 0, AGO(380), 0},
    {"0124", INCIDENT_CLEARED, 3, "lock", "横屿路15号", "G06", "seat1", NULL, 0,
        CLOCK_NONE, 0, AGO(2880), 0},
    {"0119", INCIDENT_REVIEW, 3, "scratch", "娄桥大道北口", "G03", "seat2",
        NULL, 0, CLOCK_NONE, 0, AGO(5520), 0},
    {"0117", INCIDENT_PENDING, 4, "advice", "电话", NULL, "seat2", NULL, 0,
        CLOCK_HOLD, IN(480), AGO(7500), IN(480)},
};

static const struct {
	const char *unit, *incident;
	enum assignment_state state;
	enum clock_step clock;
	msec_t due, issued;
} orders[] = {
    {"M6", "0130", ASSIGNMENT_ISSUED, CLOCK_NONE, 0, AGO(30)},
    {"P2", "0128", ASSIGNMENT_DELIVERED, CLOCK_ACCEPT, AGO(25), AGO(55)},
    {"M7", "0128", ASSIGNMENT_ENROUTE, CLOCK_ARRIVE, IN(60), AGO(50)},
    {"P3", "0127", ASSIGNMENT_ENROUTE, CLOCK_ARRIVE, AGO(245), AGO(500)},
    {"M5", "0127", ASSIGNMENT_ONSCENE, CLOCK_NONE, 0, AGO(450)},
    {"P6", "0125", ASSIGNMENT_ONSCENE, CLOCK_REPORT, IN(700), AGO(1800)},
    {"M2", "0129", ASSIGNMENT_ENROUTE, CLOCK_ARRIVE, IN(150), AGO(300)},
    {"P5", "0124", ASSIGNMENT_CLEARED, CLOCK_REPORT, IN(1450), AGO(2800)},
};

static void
put_incident(struct desk *d, size_t n)
{
	char number[32];
	const struct incident i = {
	    .head = {.kind = KIND_INCIDENT,
	        .id = incidents[n].number,
	        .station = "louqiao",
	        .by = "王芳@2"},
	    .number = number,
	    .state = incidents[n].state,
	    .priority = incidents[n].priority,
	    .category = incidents[n].category,
	    .place = incidents[n].place,
	    .spot = {27.9980, 120.6531},
	    .grid = incidents[n].grid,
	    .narrative = "男孩6岁,红色外套,19:35喷泉旁最后见到,独自,会说名字",
	    .reported = incidents[n].told,
	    .owner = incidents[n].owner,
	    .repeats = incidents[n].repeats,
	    .repeat = incidents[n].repeat,
	    .held = incidents[n].held,
	    .clock = incidents[n].clock,
	    .due = incidents[n].due,
	};

	snprintf(number, sizeof(number), "20261121-%s", incidents[n].number);
	desk_put(d, &i.head);
}

static void
put_order(struct desk *d, size_t n)
{
	char id[ID_SIZE];
	const struct unit *old = console_unit(&d->console, orders[n].unit);
	struct unit u = *old;
	const struct assignment a = {
	    .head = {.kind = KIND_ASSIGNMENT, .id = id, .by = "李强@1"},
	    .incident = orders[n].incident,
	    .unit = orders[n].unit,
	    .state = orders[n].state,
	    .channel = old->channel,
	    .clock = orders[n].clock,
	    .due = orders[n].due,
	    .issued = orders[n].issued,
	};

	snprintf(id, sizeof(id), "%s-%s", orders[n].incident, orders[n].unit);
	desk_put(d, &a.head);
	if (!assignment_binds(a.state))
		return;
	u.state = UNIT_COMMITTED;
	u.since = orders[n].issued;
	u.live = 1;
	desk_put(d, &u.head);
}

void
desk_fill_queue(struct desk *d)
{
	desk_fill_station(d);
	board_live(d->console.board, false);
	for (size_t n = 1; n < COUNT_OF(incidents); n++)
		put_incident(d, n);
	for (size_t n = 0; n < COUNT_OF(orders); n++)
		put_order(d, n);
	board_live(d->console.board, true);
	put_incident(d, 0); /* the one that is new */
	d->console.bell = false;
}
