/*
 * Settings in memory, held against walking along all of them: by id, by name,
 * roles, and stations below others, for an agency with thousands of both.
 */
#include "central/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/stores.h"

#define MANY 2500

struct agency {
	struct test_store t;
	struct settings *s;
};

static void
put(struct agency *a, const struct record *r)
{
	struct problem problem = {0};

	DONE(store_put(a->t.w, r, &problem));
}

/* Stations in a tree of ten branches each, in no order. */
static void
put_stations(struct agency *a)
{
	for (int i = 0; i < MANY; i++) {
		int n = i * 7 % MANY;
		char id[16], parent[16];
		struct station s = {
		    .head = {.kind = KIND_STATION, .id = id, .rev = 1},
		    .name = id};

		snprintf(id, sizeof(id), "s%d", n);
		snprintf(parent, sizeof(parent), "s%d", (n - 1) / 10);
		s.parent = n > 0 ? parent : NULL;
		put(a, &s.head);
	}
}

/* Names repeat: within a topic two each, and the same in several topics. */
static void
put_settings(struct agency *a)
{
	for (int i = 0; i < MANY; i++) {
		char id[16], name[16];
		struct setting s = {
		    .head = {.kind = KIND_SETTING, .id = id, .rev = 1},
		    .topic = i % 5 ? TOPIC_CATEGORY : TOPIC_ROLE,
		    .name = name,
		    .retired = i % 15 == 0,
		    .permissions = i % 2 ? "read talk" : "read dispatch"};

		snprintf(id, sizeof(id), "x%d", i * 11 % MANY);
		snprintf(name, sizeof(name), "n%d", i % (MANY / 2));
		put(a, &s.head);
	}
}

static int
setup(void **state)
{
	static struct agency a;
	struct problem problem = {0};

	test_store_make(&a.t, &store_makers[0]);
	DONE(store_begin(a.t.w, &problem));
	put_stations(&a);
	put_settings(&a);
	test_audit(a.t.w, "put");
	DONE(store_commit(a.t.w, &problem));
	DONE(settings_load(a.t.r, NULL, &a.s, &problem));
	assert_int_equal(a.s->stations, MANY);
	assert_int_equal(a.s->count, MANY);
	*state = &a;
	return 0;
}

static int
teardown(void **state)
{
	struct agency *a = *state;

	settings_drop(a->s);
	test_store_remove(&a->t);
	return 0;
}

static void
each_is_found_by_its_id_and_no_other_is(void **state)
{
	static const char *const none[] = {"", "s", "s9999", "x", "zz", "S1"};
	const struct settings *s = ((struct agency *)*state)->s;

	for (size_t i = 0; i < s->count; i++)
		assert_ptr_equal(
		    settings_get(s, s->setting[i]->head.id), s->setting[i]);
	for (size_t i = 0; i < s->stations; i++)
		assert_ptr_equal(
		    settings_station(s, s->station[i]->head.id), s->station[i]);
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		assert_null(settings_get(s, none[i]));
		assert_null(settings_station(s, none[i]));
	}
	assert_null(settings_get(s, NULL));
	assert_null(settings_station(s, NULL));
}

static const struct setting *
walk_named(const struct settings *s, enum topic topic, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->setting[i]->topic == topic &&
		    text_is(s->setting[i]->name, name))
			return s->setting[i];
	return NULL;
}

static void
of_several_with_a_name_the_first_id_is_found(void **state)
{
	static const enum topic topics[] = {
	    TOPIC_CATEGORY, TOPIC_ROLE, TOPIC_MODE};
	const struct settings *s = ((struct agency *)*state)->s;
	size_t found = 0;

	for (size_t t = 0; t < COUNT_OF(topics); t++)
		for (int i = -1; i <= MANY / 2; i++) {
			const struct setting *want;
			char name[16];

			snprintf(name, sizeof(name), "n%d", i);
			want = walk_named(s, topics[t], name);
			assert_ptr_equal(
			    settings_named(s, topics[t], name), want);
			found += want != NULL;
		}
	assert_true(found > MANY / 4);
	assert_null(settings_named(s, TOPIC_ROLE, NULL));
	assert_null(settings_named(s, TOPIC_ROLE, ""));
}

static uint32_t
walk_role(const struct settings *s, const char *name)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct setting *r = s->setting[i];

		if (r->topic != TOPIC_ROLE || r->retired ||
		    !text_is(r->name, name))
			continue;
		bits |= 1u << MAY_READ;
		bits |= strstr(r->permissions, "talk") ? 1u << MAY_TALK
		                                       : 1u << MAY_DISPATCH;
	}
	return bits;
}

static void
roles_give_what_they_say_and_retired_ones_nothing(void **state)
{
	const struct settings *s = ((struct agency *)*state)->s;
	uint32_t all = 0;
	char name[300];

	for (int i = 0; i < MANY / 2; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(
		    settings_permissions(s, name), walk_role(s, name));
		all |= walk_role(s, name);
	}
	assert_int_equal(settings_permissions(s, "n5  n10 nobody"),
	    walk_role(s, "n5") | walk_role(s, "n10"));
	assert_int_equal(
	    all, 1u << MAY_READ | 1u << MAY_TALK | 1u << MAY_DISPATCH);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(settings_permissions(s, name), 0);
	assert_int_equal(settings_permissions(s, NULL), 0);
}

static void
stations_lie_below_those_they_hang_from(void **state)
{
	const struct settings *s = ((struct agency *)*state)->s;

	assert_true(settings_below(s, "s0", "s0"));
	assert_true(settings_below(s, "s2499", "s0"));
	assert_true(settings_below(s, "s2499", "s249"));
	assert_true(settings_below(s, "s2499", "s24"));
	assert_false(settings_below(s, "s2499", "s25"));
	assert_false(settings_below(s, "s24", "s2499"));
	assert_false(settings_below(s, "s9999", "s0"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_found_by_its_id_and_no_other_is),
	    cmocka_unit_test(of_several_with_a_name_the_first_id_is_found),
	    cmocka_unit_test(roles_give_what_they_say_and_retired_ones_nothing),
	    cmocka_unit_test(stations_lie_below_those_they_hang_from),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
