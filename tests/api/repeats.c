/*
 * Likely repeats and suggested categories, as the central finds them for a
 * sender that did not: offered, never joined by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "central/recent.h"
#include "model/time.h"
#include "tests/lib/room.h"

/* Some 111 m a thousandth of a degree from north to south. */
#define LAT 28.0
#define LON 120.66

struct told {
	const char *id, *category, *place, *phone;
	double north; /* metres from LAT */
};

static struct call
call_of(const struct told *t)
{
	struct call c = room_call(COMMAND_NEW);

	call_set_text(&c, ARG_new_incident, t->id);
	call_set_text(&c, ARG_new_place, t->place ? t->place : t->id);
	if (t->category)
		call_set_text(&c, ARG_new_category, t->category);
	if (t->phone)
		call_set_text(&c, ARG_new_phone, t->phone);
	if (t->north >= 0)
		call_set_point(&c, ARG_new_spot,
		    (struct point){LAT + t->north / 111195.0, LON});
	return c;
}

static void
tell(struct room_desk *d, const struct told *t)
{
	struct call c = call_of(t);

	if (!room_do(d, d->lq, &c))
		fail_msg("%s: %s", t->id, buf_str(&d->body));
}

/* The id of what it is likely a repeat of, "" for none. */
static const char *
repeat_of(struct room_desk *d, const char *id)
{
	static char text[ID_SIZE];
	struct record *r = room_get(d, KIND_INCIDENT, id);

	snprintf(text, sizeof(text), "%s",
	    text_or(((struct incident *)r)->repeat, ""));
	record_free(r);
	return text;
}

static int64_t
repeats_of(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_INCIDENT, id);
	int64_t n = ((struct incident *)r)->repeats;

	record_free(r);
	return n;
}

static bool
join(struct room_desk *d, const char *one, const char *other)
{
	struct call c = room_call(COMMAND_MERGE);

	call_set_text(&c, ARG_merge_incident, one);
	call_set_text(&c, ARG_merge_other, other);
	return room_do(d, d->lq, &c);
}

#define THEFT "category.theft"
#define FIGHT "category.fight"

static const struct told first = {"first", FIGHT, "BBQ", NULL, 0};

static void
test_one_near_in_place_and_time_and_of_the_family_is_a_likely_repeat(
    void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &first);
	room_go(&d, 5 * TIME_MINUTE);
	tell(&d, &(struct told){"near", FIGHT, "corner", NULL, 250});
	assert_string_equal(repeat_of(&d, "near"), "first");
	tell(&d, &(struct told){"unsaid", NULL, "door", NULL, 100});
	assert_string_not_equal(repeat_of(&d, "unsaid"), "");
	assert_string_equal(repeat_of(&d, "first"), "");
	assert_int_equal(room_incident_state(&d, "near"), INCIDENT_PENDING);
	room_close(&d);
}

static void
test_without_a_point_a_place_alike_in_words_is_found(void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"seven", FIGHT, "和平巷7号", NULL, -1});
	tell(&d, &(struct told){"below", FIGHT, "和平巷 7号楼下", NULL, -1});
	assert_string_equal(repeat_of(&d, "below"), "seven");
	tell(&d, &(struct told){"seventeen", FIGHT, "和平巷17号", NULL, -1});
	assert_string_equal(repeat_of(&d, "seventeen"), "");
	tell(&d, &(struct told){"seventy", FIGHT, "和平巷70号", NULL, -1});
	assert_string_equal(repeat_of(&d, "seventy"), "");
	tell(&d, &(struct told){"st", FIGHT, "4000 Mission St", NULL, -1});
	assert_string_equal(repeat_of(&d, "st"), "");
	tell(&d, &(struct told){"road", FIGHT, "4000 mission street", NULL, 0});
	assert_string_equal(repeat_of(&d, "road"), "st");
	room_close(&d);
}

static void
test_what_is_far_late_or_of_another_family_is_none(void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &first);
	tell(&d, &(struct told){"far", FIGHT, "far", NULL, 310});
	assert_string_equal(repeat_of(&d, "far"), "");
	tell(&d, &(struct told){"other", THEFT, "other", NULL, 10});
	assert_string_equal(repeat_of(&d, "other"), "");
	room_go(&d, 16 * TIME_MINUTE);
	tell(&d, &(struct told){"late", FIGHT, "late", NULL, 10});
	assert_string_equal(repeat_of(&d, "late"), "");
	room_close(&d);
}

static void
test_the_same_words_of_a_place_do_where_there_is_no_point(void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"first", FIGHT, "112 Louqiao Ave.", NULL, -1});
	tell(&d, &(struct told){"again", FIGHT, "112 louqiao ave", NULL, -1});
	assert_string_equal(repeat_of(&d, "again"), "first");
	tell(&d, &(struct told){"else", FIGHT, "113 Louqiao Ave", NULL, -1});
	assert_string_equal(repeat_of(&d, "else"), "");
	room_close(&d);
}

static void
test_one_that_is_over_is_not_repeated(void **state)
{
	struct room_desk d;
	struct call c = room_call(COMMAND_CANCEL);

	(void)state;
	room_open(&d);
	tell(&d, &first);
	call_set_text(&c, ARG_cancel_incident, "first");
	call_set_text(&c, ARG_cancel_reason, "a joke");
	assert_true(room_do(&d, d.lq, &c));
	tell(&d, &(struct told){"next", FIGHT, "next", NULL, 10});
	assert_string_equal(repeat_of(&d, "next"), "");
	room_close(&d);
}

static void
test_a_refused_command_is_not_repeated(void **state)
{
	struct room_desk d;
	struct call c = call_of(&first);

	(void)state;
	room_open(&d);
	call_set_number(&c, ARG_new_priority, 9);
	assert_false(room_do(&d, d.lq, &c));
	tell(&d, &(struct told){"next", FIGHT, "next", NULL, 10});
	assert_string_equal(repeat_of(&d, "next"), "");
	room_close(&d);
}

static void
test_another_stations_incident_is_not_looked_at(void **state)
{
	struct room_desk d;
	struct call c = call_of(&first);

	(void)state;
	room_open(&d);
	assert_true(room_do(&d, d.xq, &c));
	tell(&d, &(struct told){"ours", FIGHT, "BBQ", NULL, 10});
	assert_string_equal(repeat_of(&d, "ours"), "");
	room_close(&d);
}

static void
test_what_the_sender_says_is_kept_and_a_replay_is_left_alone(void **state)
{
	struct room_desk d;
	const struct told near = {"near", FIGHT, "near", NULL, 10};
	const struct told played = {"played", NULL, "fight wallet", NULL, 10};
	struct call c;

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"old", THEFT, "old", NULL, -1});
	tell(&d, &first);
	c = call_of(&near);
	call_set_text(&c, ARG_new_repeat, "old");
	assert_true(room_do(&d, d.lq, &c));
	assert_string_equal(repeat_of(&d, "near"), "old");
	c = call_of(&played);
	call_set_number(&c, ARG_new_source, SOURCE_REPLAY);
	assert_true(room_do(&d, d.lq, &c));
	assert_string_equal(repeat_of(&d, "played"), "");
	room_close(&d);
}

static void
test_the_same_caller_is_offered_wherever_it_is_and_only_adds(void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"first", FIGHT, "BBQ", "138 5770-1234", 0});
	tell(&d,
	    &(struct told){"again", THEFT, "bank", "+86 13857701234", 9000});
	assert_string_equal(repeat_of(&d, "again"), "first");
	assert_int_equal(room_told(&d, "again", "same-caller"), 1);
	tell(&d, &(struct told){"more", FIGHT, "BBQ", "13857705678", 20});
	assert_string_equal(repeat_of(&d, "more"), "first");
	assert_int_equal(room_told(&d, "more", "same-caller"), 0);
	assert_true(join(&d, "first", "again"));
	assert_int_equal(repeats_of(&d, "first"), 0);
	assert_true(join(&d, "first", "more"));
	assert_int_equal(repeats_of(&d, "first"), 1);
	room_close(&d);
}

static void
test_a_parted_repeat_takes_away_what_it_brought(void **state)
{
	struct room_desk d;
	struct call c = room_call(COMMAND_SPLIT);

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"first", FIGHT, "BBQ", "13857701234", 0});
	tell(&d, &(struct told){"again", FIGHT, "BBQ", "13857701234", 5});
	tell(&d, &(struct told){"more", FIGHT, "BBQ", "13857705678", 9});
	assert_true(join(&d, "first", "again"));
	assert_true(join(&d, "first", "more"));
	call_set_text(&c, ARG_split_incident, "again");
	assert_true(room_do(&d, d.lq, &c));
	assert_int_equal(repeats_of(&d, "first"), 1);
	call_set_text(&c, ARG_split_incident, "more");
	assert_true(room_do(&d, d.lq, &c));
	assert_int_equal(repeats_of(&d, "first"), 0);
	room_close(&d);
}

static bool
part(struct room_desk *d, const char *id)
{
	struct call c = room_call(COMMAND_SPLIT);

	call_set_text(&c, ARG_split_incident, id);
	return room_do(d, d->lq, &c);
}

static int64_t
priority_of(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_INCIDENT, id);
	int64_t priority = ((struct incident *)r)->priority;

	record_free(r);
	return priority;
}

static void
set_priority(struct room_desk *d, const char *id, int64_t priority)
{
	struct call c = room_call(COMMAND_PRIORITY);

	call_set_text(&c, ARG_priority_incident, id);
	call_set_number(&c, ARG_priority_priority, priority);
	assert_true(room_do(d, d->lq, &c));
}

static void
test_parting_gives_back_the_priority_that_joining_raised(void **state)
{
	static const struct {
		int64_t first, second; /* of what is joined into one of 4 */
		int64_t without_first; /* once that is parted again */
	} rows[] = {{1, 3, 3}, {1, 1, 1}, {2, 1, 1}, {3, 4, 4}, {4, 4, 4}};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct room_desk d;

		room_open(&d);
		tell(&d, &(struct told){"old", FIGHT, "BBQ", "1380001", 0});
		tell(&d, &(struct told){"one", FIGHT, "BBQ", "1380002", 5});
		tell(&d, &(struct told){"two", FIGHT, "BBQ", "1380003", 9});
		set_priority(&d, "old", 4);
		set_priority(&d, "one", rows[k].first);
		set_priority(&d, "two", rows[k].second);
		assert_true(join(&d, "old", "one"));
		assert_true(join(&d, "old", "two"));
		assert_true(part(&d, "one"));
		assert_int_equal(priority_of(&d, "old"), rows[k].without_first);
		assert_int_equal(priority_of(&d, "one"), rows[k].first);
		assert_true(part(&d, "two"));
		assert_int_equal(priority_of(&d, "old"), 4);
		room_close(&d);
	}
}

static void
test_a_priority_that_was_set_since_stays_when_it_is_parted(void **state)
{
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &(struct told){"old", FIGHT, "BBQ", "1380001", 0});
	tell(&d, &(struct told){"one", FIGHT, "BBQ", "1380002", 5});
	set_priority(&d, "old", 3);
	set_priority(&d, "one", 1);
	assert_true(join(&d, "old", "one"));
	set_priority(&d, "old", 2);
	assert_true(part(&d, "one"));
	assert_int_equal(priority_of(&d, "old"), 2);
	room_close(&d);
}

static void
test_words_without_a_category_suggest_one_and_say_so(void **state)
{
	struct room_desk d;
	struct setting s = {
	    .head = {.kind = KIND_SETTING, .id = "category.fraud"},
	    .topic = TOPIC_CATEGORY,
	    .name = "fraud",
	    .priority = 2,
	    .words = "transfer 转账",
	};
	struct call c = room_call(COMMAND_PUT);
	struct record *r;

	(void)state;
	room_open(&d);
	c.record = &s.head;
	call_set_text(&c, ARG_put_record, s.head.id);
	assert_true(room_do(&d, d.admin, &c));
	c = room_call(COMMAND_NEW);
	call_set_text(&c, ARG_new_incident, "one");
	call_set_text(&c, ARG_new_place, "home");
	call_set_text(&c, ARG_new_narrative, "对方要她转账");
	assert_true(room_do(&d, d.lq, &c));
	r = room_get(&d, KIND_INCIDENT, "one");
	assert_null(((struct incident *)r)->category);
	assert_string_equal(
	    ((struct incident *)r)->suggestion, "category.fraud/2");
	record_free(r);
	assert_int_equal(room_told(&d, "one", "suggested"), 1);
	room_close(&d);
}

static void
test_begun_again_it_knows_since_when(void **state)
{
	struct room_desk d;
	struct call c = room_call(COMMAND_CANCEL);
	struct record *r;

	(void)state;
	room_open(&d);
	tell(&d, &first);
	call_set_text(&c, ARG_cancel_incident, "first");
	call_set_text(&c, ARG_cancel_reason, "a joke");
	assert_true(room_do(&d, d.lq, &c));
	room_go(&d, TIME_MINUTE);
	c = room_call(COMMAND_REOPEN);
	call_set_text(&c, ARG_reopen_incident, "first");
	call_set_text(&c, ARG_reopen_reason, "it was none");
	assert_true(room_do(&d, d.lq, &c));
	r = room_get(&d, KIND_INCIDENT, "first");
	assert_int_equal(
	    ((struct incident *)r)->reopened, ROOM_BEGIN + TIME_MINUTE);
	record_free(r);
	room_close(&d);
}

static void
test_after_a_restart_it_knows_what_was_told_just_before(void **state)
{
	const struct incident again = {
	    .head = {.kind = KIND_INCIDENT, .id = "again", .station = "LQ"},
	    .spot = {LAT, LON},
	    .reported = ROOM_BEGIN + 20 * TIME_MINUTE};
	struct recent_ask ask = {.incident = &again, .phone = "13857701234"};
	struct recent_found out[RECENT_FOUND];
	struct recent *r = recent_new();
	struct problem p = {0};
	struct room_desk d;

	(void)state;
	room_open(&d);
	tell(&d, &first);
	room_go(&d, 10 * TIME_MINUTE);
	tell(&d, &(struct told){"near", FIGHT, "near", NULL, 200});
	tell(&d, &(struct told){"far", FIGHT, "far", "13857701234", 5000});
	room_go(&d, 10 * TIME_MINUTE);
	assert_int_equal(recent_load(r, d.store, now_get(&d.now), &p), 0);
	assert_int_equal(recent_find(r, &ask, out), 2);
	assert_string_equal(out[0].id, "far");
	assert_true(out[0].same_caller);
	assert_string_equal(out[1].id, "near");
	assert_false(out[1].same_caller);
	recent_free(r);
	room_close(&d);
}

/* The index by itself. */

static void
note(struct recent *r, size_t n, double lat, enum incident_state state)
{
	char id[ID_SIZE];
	struct incident i = {.head = {.kind = KIND_INCIDENT,
	                         .id = id,
	                         .station = "LQ",
	                         .rev = 1},
	    .state = state,
	    .spot = {lat, LON},
	    .reported = ROOM_BEGIN + (msec_t)n};

	snprintf(id, sizeof(id), "i%zu", n);
	recent_note(r, &i);
}

static size_t
find(const struct recent *r, double lat, struct recent_found out[RECENT_FOUND])
{
	const struct incident i = {
	    .head = {.kind = KIND_INCIDENT, .id = "new", .station = "LQ"},
	    .spot = {lat, LON},
	    .reported = ROOM_BEGIN + 5000};
	const struct recent_ask ask = {.incident = &i};

	return recent_find(r, &ask, out);
}

static void
test_the_ring_forgets_the_oldest_and_finds_the_rest(void **state)
{
	struct recent *r = recent_new();
	struct recent_found out[RECENT_FOUND];

	(void)state;
	note(r, 0, 10, INCIDENT_PENDING);
	note(r, 1, 20, INCIDENT_PENDING);
	for (size_t n = 2; n <= RECENT_MAX; n++)
		note(r, n, LAT, INCIDENT_PENDING);
	assert_int_equal(find(r, 10, out), 0);
	assert_int_equal(find(r, 20, out), 1);
	assert_string_equal(out[0].id, "i1");
	assert_int_equal(find(r, LAT, out), RECENT_FOUND);
	note(r, 1, 20, INCIDENT_CLOSED);
	assert_int_equal(find(r, 20, out), 0);
	recent_free(r);
}

static void
test_a_circle_across_borders_of_cells_is_searched_whole(void **state)
{
	static const double lats[] = {0, 27.99999, -33.9, 59.9, -0.0001};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(lats); k++) {
		struct recent *r = recent_new();
		struct recent_found out[RECENT_FOUND];

		note(r, 1, lats[k] + 299 / 111195.0, INCIDENT_PENDING);
		note(r, 2, lats[k] - 299 / 111195.0, INCIDENT_PENDING);
		note(r, 3, lats[k] + 302 / 111195.0, INCIDENT_PENDING);
		assert_int_equal(find(r, lats[k], out), 2);
		recent_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_one_near_in_place_and_time_and_of_the_family_is_a_likely_repeat),
	    cmocka_unit_test(
	        test_what_is_far_late_or_of_another_family_is_none),
	    cmocka_unit_test(
	        test_the_same_words_of_a_place_do_where_there_is_no_point),
	    cmocka_unit_test(
	        test_without_a_point_a_place_alike_in_words_is_found),
	    cmocka_unit_test(test_one_that_is_over_is_not_repeated),
	    cmocka_unit_test(test_a_refused_command_is_not_repeated),
	    cmocka_unit_test(test_another_stations_incident_is_not_looked_at),
	    cmocka_unit_test(
	        test_what_the_sender_says_is_kept_and_a_replay_is_left_alone),
	    cmocka_unit_test(
	        test_the_same_caller_is_offered_wherever_it_is_and_only_adds),
	    cmocka_unit_test(test_a_parted_repeat_takes_away_what_it_brought),
	    cmocka_unit_test(
	        test_parting_gives_back_the_priority_that_joining_raised),
	    cmocka_unit_test(
	        test_a_priority_that_was_set_since_stays_when_it_is_parted),
	    cmocka_unit_test(
	        test_words_without_a_category_suggest_one_and_say_so),
	    cmocka_unit_test(test_begun_again_it_knows_since_when),
	    cmocka_unit_test(
	        test_after_a_restart_it_knows_what_was_told_just_before),
	    cmocka_unit_test(
	        test_the_ring_forgets_the_oldest_and_finds_the_rest),
	    cmocka_unit_test(
	        test_a_circle_across_borders_of_cells_is_searched_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
