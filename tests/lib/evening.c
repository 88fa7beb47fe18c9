/*
 * The records of that evening, as they would stand on a console.
 */
#include "tests/lib/evening.h"

#define NOW EVENING_NOW

#define INCIDENT(id_, station_, number_, state_)                        \
	{                                                               \
		.head = {KIND_INCIDENT, id_, station_, 7, 1, NOW, "x"}, \
		.number = (number_), .state = (state_)                  \
	}
#define UNIT(id_, station_, callsign_, state_)                      \
	{                                                           \
		.head = {KIND_UNIT, id_, station_, 3, 1, NOW, "x"}, \
		.callsign = (callsign_), .state = (state_)          \
	}
#define ORDER(id_, incident_, unit_, state_)                                \
	{                                                                   \
		.head = {KIND_ASSIGNMENT, id_, "lq", 1, 1, NOW, "x"},       \
		.incident = (incident_), .unit = (unit_), .state = (state_) \
	}

static const struct station stations[] = {
    {.head = {KIND_STATION, "lq", "lq", 1, 1, NOW, "x"}, .name = "娄桥"},
    {.head = {KIND_STATION, "xq", "xq", 1, 1, NOW, "x"}, .name = "Xinqiao"},
};

static const struct incident incidents[] = {
    INCIDENT("i131", "lq", "20261121-0131", INCIDENT_PENDING),
    INCIDENT("i127", "lq", "20261121-0127", INCIDENT_ENROUTE),
    INCIDENT("i124", "lq", "20261121-0124", INCIDENT_CLEARED),
    INCIDENT("i101", "lq", "20261121-0101", INCIDENT_PENDING),
    INCIDENT("i099", "lq", "20261121-0099", INCIDENT_CLOSED),
    INCIDENT("y140", "lq", "20261120-0140", INCIDENT_PENDING),
    INCIDENT("u132", "lq", "20261121-0132", INCIDENT_UNTAKEN),
    INCIDENT("x131", "xq", "20261121-0131", INCIDENT_PENDING),
    INCIDENT("x150", "xq", "20261121-0150", INCIDENT_PENDING),
};

static const struct unit units[] = {
    UNIT("p1", "lq", "P1", UNIT_PATROL),
    UNIT("m4", "lq", "M4", UNIT_AVAILABLE),
    UNIT("p3", "lq", "P3", UNIT_COMMITTED),
    UNIT("p5", "lq", "P5", UNIT_COMMITTED),
    UNIT("p7", "lq", "P7", UNIT_COMMITTED),
    UNIT("c101", "lq", "101", UNIT_PATROL),
    UNIT("c102", "lq", "102", UNIT_PATROL),
    UNIT("xl1", "lq", "巡逻1组", UNIT_PATROL),
    UNIT("xp1", "xq", "P1", UNIT_PATROL),
    UNIT("xp9", "xq", "P9", UNIT_PATROL),
};

static const struct assignment orders[] = {
    ORDER("a127-3", "i127", "p3", ASSIGNMENT_ENROUTE),
    ORDER("a127-5", "i127", "p5", ASSIGNMENT_ISSUED),
    ORDER("a124-5", "i124", "p5", ASSIGNMENT_CLEARED),
    ORDER("a127-7", "i127", "p7", ASSIGNMENT_ENROUTE),
    ORDER("a124-7", "i124", "p7", ASSIGNMENT_ACCEPTED),
    ORDER("a099-1", "i099", "p1", ASSIGNMENT_REPORTED),
};

static const struct setting settings[] = {
    {.head = {KIND_SETTING, "cat-theft", NULL, 1, 1, NOW, "x"},
        .topic = TOPIC_CATEGORY,
        .name = "theft",
        .en = "Theft",
        .zh = "盗窃"},
    {.head = {KIND_SETTING, "cat-child", NULL, 1, 1, NOW, "x"},
        .topic = TOPIC_CATEGORY,
        .name = "lost-child",
        .en = "Lost child",
        .zh = "儿童走失"},
    {.head = {KIND_SETTING, "role-legal", NULL, 1, 1, NOW, "x"},
        .topic = TOPIC_ROLE,
        .name = "legal",
        .zh = "法制员",
        .words = "fz 法制"},
    {.head = {KIND_SETTING, "clk", NULL, 1, 1, NOW, "x"},
        .topic = TOPIC_CLOCK,
        .name = "park"},
};

static const struct officer officers[] = {
    {.head = {KIND_OFFICER, "o1", "lq", 1, 1, NOW, "x"},
        .name = "王明",
        .number = "330217"},
};

static const struct room rooms[] = {
    {.head = {KIND_ROOM, "r1", "lq", 1, 1, NOW, "x"}, .name = "夜班"},
};

static const struct item items[] = {
    {.head = {KIND_ITEM, "n1", "lq", 1, 1, NOW, "x"},
        .about = "i131",
        .text = "knife"},
    {.head = {KIND_ITEM, "n2", "lq", 1, 1, NOW, "x"},
        .about = "i131",
        .class = ITEM_COUNT,
        .text = "metres"},
    {.head = {KIND_ITEM, "n3", "lq", 1, 1, NOW, "x"},
        .about = "i127",
        .text = "knife"},
    {.head = {KIND_ITEM, "n4", "lq", 1, 1, NOW, "x"},
        .about = "i127",
        .text = "bag"},
};

const struct record *
evening_next(void *user, enum kind kind, size_t *at)
{
	size_t i = (*at)++;

	(void)user;
#define GIVE(K, table) \
	case K:        \
		return i < COUNT_OF(table) ? &table[i].head : NULL
	switch (kind) {
		GIVE(KIND_STATION, stations);
		GIVE(KIND_INCIDENT, incidents);
		GIVE(KIND_UNIT, units);
		GIVE(KIND_ASSIGNMENT, orders);
		GIVE(KIND_SETTING, settings);
		GIVE(KIND_OFFICER, officers);
		GIVE(KIND_ROOM, rooms);
		GIVE(KIND_ITEM, items);
	default:
		return NULL;
	}
#undef GIVE
}

const struct record *
evening_record(enum kind kind, const char *id)
{
	const struct record *r;
	size_t at = 0;

	while ((r = evening_next(NULL, kind, &at)))
		if (text_is(r->id, id))
			return r;
	return NULL;
}
