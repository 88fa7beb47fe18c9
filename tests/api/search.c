/*
 * The search for somebody: the last-seen point, sectors, who marks them and
 * who sees them, what a doubled key and a second desk do to it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/room.h"

static const struct point fountain = {27.956123, 120.655512};

/* One incident, LQ's: a lost old man. */
static int
setup(void **state)
{
	struct room_desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	room_open(d);
	assert_true(room_new(d, "i1", "market"));
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	room_close(*state);
	free(*state);
	return 0;
}

/* ---- commands ---- */

static bool
see(struct room_desk *d, struct actor *who, msec_t when, struct point spot)
{
	struct call c = room_call(COMMAND_LASTSEEN);

	call_set_text(&c, ARG_lastseen_incident, "i1");
	if (when)
		call_set_number(&c, ARG_lastseen_happened, when);
	if (point_set(spot))
		call_set_point(&c, ARG_lastseen_spot, spot);
	call_set_text(&c, ARG_lastseen_text, "red coat, slow");
	return room_do(d, who, &c);
}

static struct call
sectors_call(int64_t metres, int64_t rings)
{
	struct call c = room_call(COMMAND_SECTORS);

	call_set_text(&c, ARG_sectors_incident, "i1");
	call_set_number(&c, ARG_sectors_metres, metres);
	call_set_number(&c, ARG_sectors_rings, rings);
	return c;
}

static bool
part(struct room_desk *d, struct actor *who, int64_t metres, int64_t rings)
{
	struct call c = sectors_call(metres, rings);

	return room_do(d, who, &c);
}

/* The sector of i1 with that name, to be freed; NULL: none. */
static struct sector *
sector(struct room_desk *d, const char *name)
{
	char key[ID_SIZE * 2], id[ID_SIZE];
	struct record *r = NULL;
	struct problem p = {0};

	snprintf(key, sizeof(key), "i1 %s", name);
	id_from("sector", key, id);
	return store_get(d->store, KIND_SECTOR, id, &r, &p)
	           ? NULL
	           : (struct sector *)r;
}

static enum sector_state
state_of(struct room_desk *d, const char *name)
{
	struct sector *s = sector(d, name);
	enum sector_state state;

	assert_non_null(s);
	state = s->state;
	record_free(&s->head);
	return state;
}

static void
id_of(struct room_desk *d, const char *name, char id[ID_SIZE])
{
	struct sector *s = sector(d, name);

	assert_non_null(s);
	snprintf(id, ID_SIZE, "%s", s->head.id);
	record_free(&s->head);
}

/* sweep, swept and again have their first two arguments alike. */
static struct call
mark_call(struct room_desk *d, enum command_id command, const char *name,
    char id[ID_SIZE], const char *refs[1])
{
	struct call c = room_call(command);

	id_of(d, name, id);
	refs[0] = id;
	call_set_text(&c, ARG_sweep_incident, "i1");
	call_set_refs(&c, ARG_sweep_sectors, (struct refs){1, refs});
	return c;
}

static bool
sweep(struct room_desk *d, struct actor *who, const char *name,
    const char *unit, bool off)
{
	char id[ID_SIZE];
	const char *refs[1];
	struct call c = mark_call(d, COMMAND_SWEEP, name, id, refs);

	if (unit)
		call_set_text(&c, ARG_sweep_unit, unit);
	if (off)
		call_set_number(&c, ARG_sweep_off, true);
	return room_do(d, who, &c);
}

static bool
swept(struct room_desk *d, struct actor *who, const char *name,
    const char *unit, int64_t percent)
{
	char id[ID_SIZE];
	const char *refs[1];
	struct call c = mark_call(d, COMMAND_SWEPT, name, id, refs);

	if (unit)
		call_set_text(&c, ARG_swept_unit, unit);
	if (percent)
		call_set_number(&c, ARG_swept_percent, percent);
	return room_do(d, who, &c);
}

static bool
unmark(struct room_desk *d, struct actor *who, const char *name)
{
	char id[ID_SIZE];
	const char *refs[1];
	struct call c = mark_call(d, COMMAND_SWEPT, name, id, refs);

	call_set_number(&c, ARG_swept_off, true);
	return room_do(d, who, &c);
}

/* The point, and two rings of 300 m in quarters. */
static void
begin_search(struct room_desk *d)
{
	assert_true(see(d, d->lq, ROOM_BEGIN - 30 * TIME_MINUTE, fountain));
	assert_true(part(d, d->lq, 300, 2));
}

static void
bring_in(struct room_desk *d, enum command_id how)
{
	static const char *const xq[] = {"XQ"};
	struct call c = room_call(how);

	call_set_text(&c, ARG_add_room, "i1");
	call_set_refs(&c, ARG_add_stations, (struct refs){1, xq});
	assert_true(room_do(d, d->lq, &c));
}

/* ---- the point ---- */

static void
a_last_seen_point_has_a_place_and_a_time_in_the_past(void **state)
{
	struct room_desk *d = *state;
	struct incident *i;

	assert_false(see(d, d->lq, 0, fountain));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_false(see(d, d->lq, ROOM_BEGIN - 1, (struct point){0, 0}));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_false(see(d, d->lq, ROOM_BEGIN + TIME_HOUR, fountain));
	assert_int_equal(d->problem.code, PROBLEM_TIME_RANGE);
	assert_true(see(d, d->lq, ROOM_BEGIN - TIME_HOUR, fountain));
	i = (struct incident *)room_get(d, KIND_INCIDENT, "i1");
	assert_true(i->sighted == ROOM_BEGIN - TIME_HOUR);
	assert_true(i->sighting.lat == fountain.lat);
	assert_string_equal(i->clue, "red coat, slow");
	record_free(&i->head);
	assert_int_equal(room_told(d, "i1", "lastseen"), 1);
	/* The same again is no news. */
	assert_true(see(d, d->lq, ROOM_BEGIN - TIME_HOUR, fountain));
	assert_int_equal(room_told(d, "i1", "lastseen"), 1);
}

static void
a_point_that_was_wrong_is_taken_back_and_its_ground_stays(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_LASTSEEN);
	struct incident *i;

	begin_search(d);
	call_set_text(&c, ARG_lastseen_incident, "i1");
	call_set_number(&c, ARG_lastseen_off, true);
	assert_true(room_do(d, d->lq, &c));
	i = (struct incident *)room_get(d, KIND_INCIDENT, "i1");
	assert_false(point_set(i->sighting));
	assert_int_equal(i->sighted, 0);
	assert_null(i->clue);
	record_free(&i->head);
	assert_int_equal(room_told(d, "i1", "unseen"), 1);
	assert_int_equal(state_of(d, "2N"), SECTOR_UNSEARCHED);
}

/* ---- the ground ---- */

static void
the_ground_is_parted_around_the_point(void **state)
{
	struct room_desk *d = *state;
	struct sector *s;
	struct call c;

	assert_false(part(d, d->lq, 300, 2)); /* around what? */
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	begin_search(d);
	s = sector(d, "2E");
	assert_non_null(s);
	assert_string_equal(s->incident, "i1");
	assert_string_equal(s->head.station, "LQ");
	assert_true(point_in_ring(point_beyond(fountain, 90, 450), s->outline));
	assert_true(s->area > 210000 && s->area < 213000);
	record_free(&s->head);
	assert_false(part(d, d->lq, 19, 2));
	assert_false(part(d, d->lq, 300, 6));
	c = sectors_call(300, 2);
	call_set_number(&c, ARG_sectors_parts, 3);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	assert_int_equal(room_told(d, "i1", "sectors"), 1);
}

static void
a_further_ring_goes_on_and_another_point_has_other_names(void **state)
{
	struct room_desk *d = *state;
	struct incident *i;

	begin_search(d);
	assert_false(part(d, d->lq, 300, 2)); /* pressed twice */
	assert_int_equal(d->problem.code, PROBLEM_EXISTS);
	assert_true(swept(d, d->lq, "1N", "LQ-M4", 0));
	assert_true(part(d, d->lq, 300, 3));
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHED);
	assert_int_equal(state_of(d, "3W"), SECTOR_UNSEARCHED);
	assert_null(sector(d, "B-1N"));
	/* Seen elsewhere since: what was searched stays as it was. */
	assert_true(see(d, d->lq, ROOM_BEGIN - TIME_MINUTE,
	    point_beyond(fountain, 90, 2000)));
	assert_true(part(d, d->lq, 300, 2));
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHED);
	assert_int_equal(state_of(d, "B-1N"), SECTOR_UNSEARCHED);
	i = (struct incident *)room_get(d, KIND_INCIDENT, "i1");
	assert_int_equal(i->sectors, 12 + 8);
	record_free(&i->head);
}

static void
sectors_nobody_touched_are_taken_away_and_made_anew(void **state)
{
	struct room_desk *d = *state;
	struct call off = room_call(COMMAND_SECTORS);

	begin_search(d);
	assert_true(swept(d, d->lq, "1N", "LQ-M4", 0));
	assert_true(sweep(d, d->lq, "1E", "LQ-M4", false));
	call_set_text(&off, ARG_sectors_incident, "i1");
	call_set_number(&off, ARG_sectors_off, true);
	assert_true(room_do(d, d->lq, &off));
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHED);
	assert_int_equal(state_of(d, "1E"), SECTOR_SEARCHING);
	assert_int_equal(state_of(d, "2S"), SECTOR_DROPPED);
	assert_false(room_do(d, d->lq, &off));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(swept(d, d->lq, "2S", "LQ-M4", 0));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_true(part(d, d->lq, 300, 2));
	assert_int_equal(state_of(d, "2S"), SECTOR_UNSEARCHED);
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHED);
}

static void
one_sector_is_drawn_by_hand(void **state)
{
	static const char pond[] =
	    "120.6550,27.9560 120.6560,27.9560 120.6560,27.9570";
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_SECTOR);

	call_set_text(&c, ARG_sector_incident, "i1");
	call_set_text(&c, ARG_sector_name, "pond");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	call_set_text(&c, ARG_sector_outline, "120,27 121,27");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	call_set_text(&c, ARG_sector_outline, pond);
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_told(d, "i1", "sector"), 1);
	call_set_text(
	    &c, ARG_sector_outline, "120.1,27.1 120.2,27.1 120.2,27.2");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_EXISTS);
	for (size_t k = 0; k < 4; k++) {
		call_set_text(&c, ARG_sector_name,
		    ((const char *[]){"12", "a b", "#1", ""})[k]);
		assert_false(room_do(d, d->lq, &c));
		assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	}
	call_set_text(&c, ARG_sector_name, "pond");
	call_set_number(&c, ARG_sector_off, true);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(state_of(d, "pond"), SECTOR_DROPPED);
}

/* ---- passes ---- */

static void
a_drone_and_a_team_mark_what_they_searched(void **state)
{
	struct room_desk *d = *state;
	struct sector *s;

	begin_search(d);
	assert_true(sweep(d, d->lq, "2N", "LQ-M4", false));
	assert_int_equal(state_of(d, "2N"), SECTOR_SEARCHING);
	room_go(d, 20 * TIME_MINUTE);
	assert_true(swept(d, d->lq, "2N", NULL, 40)); /* who is at it */
	assert_true(swept(d, d->lq, "2N", "LQ-P2", 50));
	s = sector(d, "2N");
	assert_int_equal(s->state, SECTOR_SEARCHED);
	assert_int_equal(s->passes, 2);
	assert_int_equal(s->percent, 70);
	assert_true(s->searched == ROOM_BEGIN + 20 * TIME_MINUTE);
	record_free(&s->head);
	assert_int_equal(room_told(d, "i1", "sweep"), 1);
	assert_int_equal(room_told(d, "i1", "swept"), 2);
	/* Nobody said who, and nobody is at it. */
	assert_false(swept(d, d->lq, "2E", NULL, 0));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_false(swept(d, d->lq, "2E", "LQ-P2", 101));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
who_is_no_unit_is_said_in_words(void **state)
{
	struct room_desk *d = *state;
	char id[ID_SIZE];
	const char *refs[1];
	struct sector *s;
	struct call c;

	begin_search(d);
	c = mark_call(d, COMMAND_SWEPT, "1N", id, refs);
	call_set_text(&c, ARG_swept_who, "villagers, 12");
	assert_true(room_do(d, d->lq, &c));
	s = sector(d, "1N");
	assert_string_equal(s->who, "villagers, 12");
	assert_null(s->unit);
	assert_int_equal(s->state, SECTOR_SEARCHED);
	record_free(&s->head);
	call_set_text(&c, ARG_swept_unit, "LQ-M4");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
said_twice_it_is_one_pass(void **state)
{
	struct room_desk *d = *state;
	char id[ID_SIZE];
	const char *refs[1];
	struct sector *s;
	struct call c;

	begin_search(d);
	c = mark_call(d, COMMAND_SWEPT, "1N", id, refs);
	call_set_text(&c, ARG_swept_unit, "LQ-M4");
	assert_true(room_do_key(d, d->lq, &c, "key-1"));
	assert_true(room_do_key(d, d->lq, &c, "key-1")); /* sent again */
	assert_true(room_do_key(d, d->lq, &c, "key-2")); /* said again */
	s = sector(d, "1N");
	assert_int_equal(s->passes, 1);
	record_free(&s->head);
	assert_int_equal(room_told(d, "i1", "swept"), 1);
	/* With `again` it is another. */
	c = mark_call(d, COMMAND_AGAIN, "1N", id, refs);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(state_of(d, "1N"), SECTOR_UNSEARCHED);
	assert_true(swept(d, d->lq, "1N", "LQ-M4", 0));
	s = sector(d, "1N");
	assert_int_equal(s->passes, 2);
	assert_int_equal(s->state, SECTOR_SEARCHED);
	record_free(&s->head);
}

static void
a_mark_that_was_wrong_leaves_what_was_there_before(void **state)
{
	struct room_desk *d = *state;

	begin_search(d);
	assert_true(swept(d, d->lq, "1N", "LQ-P2", 30));
	assert_true(sweep(d, d->lq, "1N", "LQ-M4", false));
	room_go(d, TIME_MINUTE);
	assert_true(swept(d, d->lq, "1N", "LQ-M4", 60));
	assert_true(unmark(d, d->lq, "1N")); /* M4 is at it still */
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHING);
	assert_true(sweep(d, d->lq, "1N", "LQ-M4", true));
	assert_int_equal(state_of(d, "1N"), SECTOR_SEARCHED); /* by P2 */
	assert_true(unmark(d, d->lq, "1N"));
	assert_int_equal(state_of(d, "1N"), SECTOR_UNSEARCHED);
	assert_false(unmark(d, d->lq, "1N"));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
}

static void
a_second_desk_does_not_send_a_second_team(void **state)
{
	struct room_desk *d = *state;
	char id[ID_SIZE];
	const char *refs[1];
	struct call c;

	begin_search(d);
	c = mark_call(d, COMMAND_SWEEP, "2N", id, refs);
	call_set_text(&c, ARG_sweep_unit, "LQ-M4");
	call_expect(&c, KIND_SECTOR, id, SECTOR_UNSEARCHED);
	assert_true(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_sweep_unit, "LQ-P2");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_string_equal(problem_get(&d->problem, "what"), "2N");
}

static void
a_team_that_is_gone_leaves_its_sector_to_be_searched(void **state)
{
	struct room_desk *d = *state;

	begin_search(d);
	assert_true(room_send(d, "i1", "LQ-M4"));
	assert_true(sweep(d, d->lq, "2N", "LQ-M4", false));
	assert_true(swept(d, d->lq, "2E", "LQ-M4", 0));
	assert_true(room_step(d, "i1-LQ-M4", COMMAND_CLEAR));
	assert_int_equal(state_of(d, "2N"), SECTOR_UNSEARCHED);
	assert_int_equal(state_of(d, "2E"), SECTOR_SEARCHED);
	assert_int_equal(room_told(d, "i1", "unswept"), 1);
}

/* ---- who ---- */

static void
a_field_account_marks_for_its_own_unit_where_it_was_sent(void **state)
{
	struct room_desk *d = *state;
	struct sector *s;

	begin_search(d);
	assert_false(swept(d, d->p1, "2N", NULL, 0));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_false(swept(d, d->p1, "2N", "LQ-M4", 0));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(swept(d, d->p1, "2N", NULL, 80));
	s = sector(d, "2N");
	assert_string_equal(s->unit, "LQ-P1");
	assert_string_equal(s->who, "P1");
	record_free(&s->head);
	/* The ground itself is the desk's. */
	assert_false(part(d, d->p1, 300, 3));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_false(see(d, d->p1, ROOM_BEGIN, fountain));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
}

static void
a_neighbour_that_joined_sees_and_marks_this_search(void **state)
{
	struct room_desk *d = *state;
	char id[ID_SIZE];
	struct sector *s;

	begin_search(d);
	assert_true(room_new(d, "i2", "elsewhere"));
	id_of(d, "2N", id);
	assert_false(room_may_read(d, d->xq, KIND_SECTOR, id));
	assert_false(swept(d, d->xq, "2N", "XQ-P1", 0));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	bring_in(d, COMMAND_ADD);
	assert_true(room_may_read(d, d->xq, KIND_SECTOR, id));
	assert_false(room_may_read(d, d->xq, KIND_INCIDENT, "i2"));
	assert_true(swept(d, d->xq, "2N", "XQ-P1", 0));
	s = sector(d, "2N");
	assert_string_equal(s->who, "Xinqiao/P1");
	record_free(&s->head);
	bring_in(d, COMMAND_REMOVE);
	assert_false(room_may_read(d, d->xq, KIND_SECTOR, id));
}

static void
sectors_age_with_their_incident(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CLOSE);
	enum seen_state seen;
	struct problem p = {0};
	char id[ID_SIZE];
	int64_t seq;

	begin_search(d);
	id_of(d, "2N", id);
	call_set_text(&c, ARG_close_incident, "i1");
	call_set_text(&c, ARG_close_outcome, "found");
	assert_true(room_do(d, d->admin, &c));
	assert_false(swept(d, d->lq, "2N", "LQ-M4", 0));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	room_go(d, 31 * TIME_MINUTE);
	assert_int_equal(store_seen(d->store, "station/LQ", KIND_SECTOR, id,
	                     &seq, &seen, &p),
	    0);
	assert_int_equal(seen, SEEN_AGED);
}

static void
joined_into_another_the_search_goes_on_there(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_NEW);
	struct incident *i;
	struct sector *s;

	begin_search(d);
	assert_true(swept(d, d->lq, "2N", "LQ-M4", 0));
	call_set_text(&c, ARG_new_incident, "i0");
	call_set_text(&c, ARG_new_place, "told before");
	call_set_number(&c, ARG_new_reported, ROOM_BEGIN - TIME_HOUR);
	assert_true(room_do(d, d->lq, &c));
	c = room_call(COMMAND_MERGE);
	call_set_text(&c, ARG_merge_incident, "i1");
	call_set_text(&c, ARG_merge_other, "i0");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_MERGED);
	i = (struct incident *)room_get(d, KIND_INCIDENT, "i0");
	assert_int_equal(i->sectors, 8);
	assert_true(point_set(i->sighting));
	assert_true(i->sighted == ROOM_BEGIN - 30 * TIME_MINUTE);
	record_free(&i->head);
	s = sector(d, "2N");
	assert_string_equal(s->incident, "i0");
	assert_int_equal(s->state, SECTOR_SEARCHED);
	record_free(&s->head);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_last_seen_point_has_a_place_and_a_time_in_the_past),
	    TEST(a_point_that_was_wrong_is_taken_back_and_its_ground_stays),
	    TEST(the_ground_is_parted_around_the_point),
	    TEST(a_further_ring_goes_on_and_another_point_has_other_names),
	    TEST(sectors_nobody_touched_are_taken_away_and_made_anew),
	    TEST(one_sector_is_drawn_by_hand),
	    TEST(a_drone_and_a_team_mark_what_they_searched),
	    TEST(who_is_no_unit_is_said_in_words),
	    TEST(said_twice_it_is_one_pass),
	    TEST(a_mark_that_was_wrong_leaves_what_was_there_before),
	    TEST(a_second_desk_does_not_send_a_second_team),
	    TEST(a_team_that_is_gone_leaves_its_sector_to_be_searched),
	    TEST(a_field_account_marks_for_its_own_unit_where_it_was_sent),
	    TEST(a_neighbour_that_joined_sees_and_marks_this_search),
	    TEST(sectors_age_with_their_incident),
	    TEST(joined_into_another_the_search_goes_on_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
