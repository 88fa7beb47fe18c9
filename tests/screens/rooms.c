/*
 * Evenings in a room, with a real central and a console for each desk: a
 * fight after which evidence has to be secured, and a search at night that
 * others join. What the field does comes by the API, as its devices would.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/api.h"
#include "tests/lib/vt.h"

struct evening {
	struct api api;
	char program[1100];
	char u1[API_WHO], u3[API_WHO];
};

static void
find_program(struct evening *e)
{
	char path[1024];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_true(len > 0);
	path[len] = '\0';
	/* BUILD/tests/screens/rooms -> BUILD/watchroom */
	for (int i = 0; i < 3; i++)
		*strrchr(path, '/') = '\0';
	snprintf(e->program, sizeof(e->program), "%s/watchroom", path);
}

static int
setup(void **state)
{
	struct evening *e = calloc(1, sizeof(*e));

	assert_non_null(e);
	find_program(e);
	api_make(&e->api, false);
	assert_int_equal(
	    api_command(&e->api, API_OWNER, "put",
	        "{\"record\":{\"kind\":\"unit\",\"id\":\"U3\",\"station\":"
	        "\"S1\",\"callsign\":\"P3\",\"class\":\"sworn\","
	        "\"duty\":\"patrol\",\"alone\":true}}"),
	    200);
	api_account(&e->api, "u1", "field", NULL, "U1", e->u1);
	api_account(&e->api, "u3", "field", NULL, "U3", e->u3);
	assert_int_equal(
	    api_command(&e->api, API_OWNER, "new",
	        "{\"incident\":\"i1\",\"station\":\"S1\",\"category\":"
	        "\"category.fight\",\"place\":\"BBQ 112\",\"narrative\":"
	        "\"two beat a third, one ran\"}"),
	    200);
	*state = e;
	return 0;
}

static int
teardown(void **state)
{
	struct evening *e = *state;

	api_close(&e->api);
	api_remove(&e->api);
	free(e);
	return 0;
}

/* Sits down at a console as that account, in English. */
static struct vt *
sit(struct evening *e, const char *name, const char *role, const char *station)
{
	char who[API_WHO], file[128];
	const char *const argv[] = {e->program, "--token-file", file,
	    "--language", "en", e->api.socket, NULL};
	const struct vt_program program = {.argv = argv};
	struct vt *vt = vt_new(24, 100);
	const char *token;
	int fd;

	api_account(&e->api, name, role, station, NULL, who);
	token = strchr(who, ' ') + 1;
	snprintf(file, sizeof(file), "%s/%s.token", e->api.top, name);
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, token, strlen(token)), strlen(token));
	close(fd);
	vt_spawn(vt, &program);
	vt_wait_text(vt, "picture ");
	return vt;
}

static void
leave(struct vt *vt)
{
	vt_keys(vt, ":quit\r");
	(void)!vt_wait_end(vt);
	vt_free(vt);
}

/*
 * What is typed, until it is gone from the screen. Enter that follows the
 * words faster than a person types counts as part of a paste: it is pressed
 * again, as a person would.
 */
struct typed {
	const char *text;
	struct timespec last;
};

static bool
was_taken(struct vt *vt, void *arg)
{
	struct typed *t = arg;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!vt_shows(vt, t->text))
		return true;
	if ((now.tv_sec - t->last.tv_sec) * 1000 +
	        (now.tv_nsec - t->last.tv_nsec) / 1000000 <
	    300)
		return false;
	t->last = now;
	vt_keys(vt, "\r");
	return false;
}

/* Types in the line that begins with `before`, and sends it. */
static void
type(struct vt *vt, const char *before, const char *text)
{
	char line[160];
	struct typed typed = {.text = line};

	snprintf(line, sizeof(line), "%s%s", before, text);
	vt_keys(vt, text);
	vt_wait_text(vt, line);
	vt_wait(vt, was_taken, &typed, "what was typed to be taken");
}

/* Writes a line in the room that is shown, and leaves the writing line. */
static void
write_line(struct vt *vt, const char *text)
{
	vt_keys(vt, "m");
	vt_wait_no_text(vt, "m writes");
	type(vt, " >", text);
	vt_keys(vt, "\033");
	vt_wait_text(vt, "m writes");
}

/* A line of the prompt: what comes all at once is a paste, and no key. */
static void
type_line(struct vt *vt, const char *line)
{
	vt_keys(vt, ":");
	vt_wait_text(vt, "Tab completes");
	type(vt, "", line);
}

/* The line of the checklist with these words is ticked by that unit. */
static void
tick(struct evening *e, const char *who, const char *text)
{
	char path[64], body[128];

	assert_int_equal(
	    api_get(&e->api, who, "/v1/records/item?about=i1"), 200);
	for (size_t i = 0; i < api_count(&e->api, "records"); i++) {
		snprintf(path, sizeof(path), "records.%zu.text", i);
		if (strcmp(api_text(&e->api, path), text) != 0)
			continue;
		snprintf(path, sizeof(path), "records.%zu.id", i);
		snprintf(body, sizeof(body), "{\"item\":\"%s\"}",
		    api_text(&e->api, path));
		assert_int_equal(api_command(&e->api, who, "tick", body), 200);
		return;
	}
	fail_msg("no line %s", text);
}

static void
send_both(struct evening *e)
{
	assert_int_equal(api_command(&e->api, API_OWNER, "dispatch",
	                     "{\"incident\":\"i1\",\"units\":[\"U1\",\"U3\"],"
	                     "\"assignments\":[\"a1\",\"a3\"]}"),
	    200);
}

static void
a_fight_whose_evidence_is_listed_ticked_and_found_wanting(void **state)
{
	struct evening *e = *state;
	struct vt *desk = sit(e, "li", "dispatcher", "S1");
	struct vt *legal = sit(e, "chen", "legal", NULL);

	vt_wait_text(desk, "BBQ 112");
	send_both(e);
	vt_assert(legal, !vt_shows(legal, "BBQ 112"));
	vt_keys(desk, "gc");
	vt_wait_text(desk, "Fight  members 3");
	write_line(desk, "one man ran to the market");
	/* The legal officer is added, and sees the story so far. */
	vt_keys(desk, "x");
	vt_wait_text(desk, "1 team     Legal officer");
	vt_keys(desk, "1");
	vt_wait_text(desk, "Legal officer joined the talk");
	vt_wait_text(legal, "BBQ 112");
	vt_keys(legal, "gc");
	vt_wait_text(legal, "one man ran to the market");
	vt_wait_text(legal, "Legal officer joined the talk");
	type_line(legal, "item evidence; photo of the wound; knife; camera");
	vt_wait_text(
	    desk, "evidence : [ ]photo of the wound [ ]knife [ ]camera");
	/* Two officers tick from the field. */
	tick(e, e->u1, "photo of the wound");
	tick(e, e->u3, "camera");
	vt_wait_text(desk, "[x]photo of the wound [ ]knife [x]camera");
	/* The report says what is missing, to who reports and to the desk. */
	vt_keys(desk, "gq");
	vt_wait_text(desk, "BBQ 112");
	vt_keys(desk, "r");
	vt_wait_text(desk, "still to be secured: knife");
	vt_keys(desk, "\033");
	vt_wait_no_text(desk, "still to be secured: knife");
	vt_keys(desk, "gc");
	vt_wait_text(desk, "m writes");
	assert_int_equal(
	    api_command(&e->api, e->u1, "onscene", "{\"assignment\":\"a1\"}"),
	    200);
	assert_int_equal(
	    api_command(&e->api, e->u1, "report",
	        "{\"assignment\":\"a1\",\"text\":\"one held, one ran\"}"),
	    200);
	assert_non_null(strstr(e->api.body, "\"missing\""));
	vt_wait_text(desk, "still to be secured: knife");
	leave(legal);
	leave(desk);
}

static void
a_must_read_is_chased_until_everybody_has_confirmed(void **state)
{
	struct evening *e = *state;
	char body[128];
	struct vt *desk = sit(e, "li", "dispatcher", "S1");

	vt_wait_text(desk, "BBQ 112");
	send_both(e);
	vt_keys(desk, "gc");
	type_line(desk, "mk; vests on");
	vt_wait_text(desk, "not confirmed: P1 P3");
	vt_wait_text(desk, "MUSTREAD 1");
	assert_int_equal(api_get(&e->api, e->u1, "/v1/talk"), 200);
	snprintf(body, sizeof(body), "{\"message\":\"%s\"}",
	    api_text(&e->api, "owed.0.id"));
	assert_int_equal(api_command(&e->api, e->u1, "confirm", body), 200);
	vt_wait_text(desk, "not confirmed: P3");
	/* P3 says so over the radio. */
	vt_keys(desk, "a");
	vt_wait_text(desk, "1 P3");
	vt_keys(desk, "1");
	vt_wait_text(desk, "all confirmed");
	vt_wait_text(desk, "MUSTREAD 0");
	leave(desk);
}

static void
a_must_read_that_nobody_has_to_confirm_says_so(void **state)
{
	struct evening *e = *state;
	struct vt *desk = sit(e, "li", "dispatcher", "S1");

	vt_wait_text(desk, "BBQ 112");
	vt_keys(desk, "gc");
	type_line(desk, "mk; vests on");
	vt_wait_text(desk, "no unit to confirm");
	vt_assert(desk, !vt_shows(desk, "all confirmed"));
	leave(desk);
}

static void
a_search_at_night_that_a_neighbour_a_flight_and_a_team_join(void **state)
{
	struct evening *e = *state;
	struct vt *desk = sit(e, "li", "dispatcher", "S1");
	struct vt *near = sit(e, "wu", "dispatcher", "S2");
	struct vt *rescue = sit(e, "team", "rescue-team", NULL);

	vt_wait_text(desk, "BBQ 112");
	send_both(e);
	assert_int_equal(api_command(&e->api, API_OWNER, "new",
	                     "{\"incident\":\"i2\",\"station\":\"S1\","
	                     "\"place\":\"elsewhere\"}"),
	    200);
	vt_wait_text(desk, "elsewhere");
	assert_int_equal(
	    api_command(&e->api, API_OWNER, "put",
	        "{\"record\":{\"kind\":\"unit\",\"id\":\"D1\",\"station\":"
	        "\"S1\",\"callsign\":\"D1\",\"class\":\"drone\"}}"),
	    200);
	vt_keys(desk, "gc");
	vt_wait_text(desk, "Fight  members 3");
	write_line(desk, "old man, blue coat, last seen at the bridge");
	type_line(desk, "add S2 rescue D1 drone");
	vt_wait_text(desk, "members 7");
	/* They see this incident and its story in order, and nothing else. */
	vt_wait_text(near, "BBQ 112");
	vt_wait_text(rescue, "BBQ 112");
	vt_assert(near, !vt_shows(near, "elsewhere"));
	vt_keys(near, "gc");
	vt_wait_text(near, "blue coat");
	vt_keys(near, "gu");
	vt_wait_text(near, "P3");
	vt_assert(near, !vt_shows(near, "D1"));
	vt_keys(near, "gc");
	vt_keys(rescue, "gc");
	vt_wait_text(rescue, "blue coat");
	write_line(near, "two of ours walk the river");
	vt_wait_text(desk, "two of ours walk the river");
	vt_wait_text(rescue, "two of ours walk the river");
	write_line(rescue, "dogs in ten minutes @P1");
	vt_wait_text(near, "dogs in ten minutes");
	/* The neighbour leaves: it is gone from its screen, not from ours. */
	type_line(desk, "remove S2");
	vt_wait_text(desk, "members 6");
	vt_keys(near, "gu");
	vt_wait_no_text(near, "P3");
	vt_assert_shows(desk, "dogs in ten minutes");
	leave(rescue);
	leave(near);
	leave(desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	    TEST(a_fight_whose_evidence_is_listed_ticked_and_found_wanting),
	    TEST(a_must_read_is_chased_until_everybody_has_confirmed),
	    TEST(a_must_read_that_nobody_has_to_confirm_says_so),
	    TEST(a_search_at_night_that_a_neighbour_a_flight_and_a_team_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
