/*
 * A community officer's week on a real central with a drill's clock: one duty
 * that two ask for, one task that is sent back, one that is overdue and climbs
 * until it is done. As a person types it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/seat.h"
#include "tests/lib/vt.h"

struct week {
	char dir[64], store[80], program[1100], made[1400];
	struct vt *vt;
};

/* Sunday, a minute before midnight in Shanghai. */
#define BEGIN "2026-11-22T15:59:00Z"

static int
set_up(void **state)
{
	struct week *w = calloc(1, sizeof(*w));
	char path[1024];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	assert_non_null(w);
	assert_true(len > 0);
	path[len] = '\0';
	for (int i = 0; i < 3; i++) /* BUILD/tests/screens/week */
		*strrchr(path, '/') = '\0';
	snprintf(w->program, sizeof(w->program), "%s/watchroom", path);
	snprintf(w->dir, sizeof(w->dir), "/tmp/watchroom-week-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->store, sizeof(w->store), "%s/store", w->dir);
	snprintf(w->made, sizeof(w->made),
	    "'%sd' init '%s' --drill --start " BEGIN
	    " --zone Asia/Shanghai >/dev/null",
	    w->program, w->store);
	assert_int_equal(system(w->made), 0);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct week *w = *state;
	char line[128];

	if (w->vt)
		vt_free(w->vt);
	snprintf(line, sizeof(line), "rm -rf '%s'", w->dir);
	assert_int_equal(system(line), 0);
	free(w);
	return 0;
}

static void
start(struct week *w)
{
	const char *const argv[] = {w->program, "--embedded", w->store,
	    "--language", "en", "--zone", "Asia/Shanghai", NULL};
	const struct vt_program program = {.argv = argv};

	w->vt = vt_new(30, 140);
	vt_spawn(w->vt, &program);
	vt_wait_text(w->vt, "no open incidents");
}

/* Enter by itself: one in a burst of keys is taken for a paste. */
static void
enter(struct week *w)
{
	seat_pause();
	vt_keys(w->vt, "\r");
}

/* A line after `:`, and what the screen says of it. */
static void
say(struct week *w, const char *line, const char *then)
{
	size_t len = strlen(line);
	const char *tail = line + (len > 16 ? len - 16 : 0);

	vt_keys(w->vt, ":");
	vt_wait_text(w->vt, "Tab completes");
	vt_paste(w->vt, line); /* as keys it would be more than one types */
	vt_wait_text(w->vt, tail);
	enter(w);
	vt_wait_no_text(w->vt, tail);
	vt_wait_text(w->vt, then);
}

static void
press(struct week *w, const char *keys, const char *then)
{
	seat_pause();
	vt_keys(w->vt, keys);
	vt_wait_text(w->vt, then);
}

/* `r`: the result, and no more words. */
static void
finish(struct week *w, const char *result, const char *then)
{
	press(w, "r", "Result");
	press(w, result, result);
	enter(w);
	vt_wait_text(w->vt, ">Words");
	enter(w);
	vt_wait_text(w->vt, then);
}

#define TEMPLATE(id, word, source, steps)                               \
	"put setting id=" id " topic=template name=" word               \
	" zh=\"Fire check\" en=\"Fire check\" duty=fire rhythm=weekly " \
	"days=mon until=18:00 source=" source " steps=\"" steps "\""

static void
make_the_agency(struct week *w)
{
	say(w, "clock 0", "clock: the central has it");
	say(w, "put station id=lq name=Louqiao", "Louqiao ");
	say(w, "put officer id=li station=lq name=Li",
	    "put: the central has it");
	press(w, "gt", "nothing is to be done here");
	say(w, "put grid id=G07 station=lq name=G07 officer=li",
	    "put: the central has it");
	say(w, TEMPLATE("t1", "station-check", "station", "gate"),
	    "put: the central has it");
	say(w, TEMPLATE("t2", "brigade-check", "brigade", "gate; hydrant"),
	    "put: the central has it");
}

static void
a_week_of_a_community_officer(void **state)
{
	struct week *w = *state;

	start(w);
	make_the_agency(w);
	/* Monday begins: one task, and both who asked for it. */
	say(w, "clock time=2026-11-22T16:00:30Z", "Fire check");
	vt_wait_text(w->vt, "today 0/1");
	vt_wait_text(w->vt, "+");
	vt_wait_text(w->vt, "[ ] gate  [ ] hydrant");
	/* It is not done before its lines are. */
	press(w, "s", "steps of Fire check");
	press(w, "1", "[x] gate  [ ] hydrant");
	vt_wait_text(w->vt, "[#####-----] 1/2");
	press(w, "r", "still missing");
	press(w, "\033", "[x] gate  [ ] hydrant");
	say(w, "finish seen", "still wants 1 of its lines");
	press(w, "s", "steps of Fire check");
	press(w, "2", "[x] gate  [x] hydrant");
	finish(w, "seen", "result: seen");
	press(w, "a", "CHECKED");
	/* One is sent back, with the reason. */
	say(w, "task Li Visit due=2026-11-25T10:00:00Z", "11-25");
	press(w, "gg", ">");
	vt_wait_text(w->vt, "by 11-25");
	finish(w, "talked", "result: talked");
	press(w, "-", ": redo;");
	press(w, "nobody signed", "redo; nobody signed");
	enter(w);
	vt_wait_text(w->vt, "because: nobody signed");
	/* One is forgotten: days later the centre knows. */
	say(w, "task Li Letter due=2026-11-24T09:00:00Z", "11-24");
	say(w, "clock time=2026-11-24T09:30:00Z", "OVERDUE 1");
	press(w, "gg", "overdue since 11-24 17:00");
	say(w, "clock time=2026-11-26T02:00:00Z", "the centre was told");
	vt_wait_text(w->vt, "OVERDUE 2");
	/* It stays until it is done, or dropped with a reason. */
	say(w, "drop", "a reason is needed");
	finish(w, "sent", "OVERDUE 1");
	say(w, "drop task=Visit; moved away", "y yes");
	press(w, "y", "OVERDUE 0");
	vt_keys(w->vt, ":quit\r");
	assert_int_equal(WEXITSTATUS(vt_wait_end(w->vt)), 0);
}

/* List, month and index count a task alike, and each figure opens it. */
static void
month_and_index_agree_with_the_list_and_open_their_records(void **state)
{
	struct week *w = *state;

	start(w);
	make_the_agency(w);
	say(w, "clock time=2026-11-23T01:00:00Z", "today 0/1");
	say(w, "task Li Visit due=2026-11-23T02:00:00Z", "today 0/2");
	press(w, "gg", "Visit ---");
	finish(w, "talked", "today 1/2");
	say(w, "clock time=2026-11-23T10:30:00Z", "overdue 1");
	/* One key, and what stands above it is what stands in the day. */
	press(w, "x", ">23 1/2!");
	vt_wait_text(w->vt, "today 1/2");
	press(w, "\033", "Fire check");
	press(w, "u", "tasks of");
	press(w, "6", "weight");
	vt_wait_text(w->vt, "no area");
	press(w, "\r", "digit shows the records");
	press(w, "2", "talked");
	vt_wait_text(w->vt, "DONE  Visit  Li");
	vt_wait_text(w->vt, "done in time: +2 in the index");
	press(w, "\r", "result: talked");
	press(w, "\033", "weight");
	press(w, "\r", "digit shows the records");
	press(w, "3", "OPEN  Fire check  Li");
	/* What lies in no area is counted, and opened, as such. */
	press(w, "\033", "weight");
	press(w, "j", "> no area");
	press(w, "\r", "digit shows the records");
	press(w, "2", "no area  on-time");
	vt_wait_text(w->vt, "DONE  Visit  Li");
	vt_keys(w->vt, ":quit\r");
	assert_int_equal(WEXITSTATUS(vt_wait_end(w->vt)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_week_of_a_community_officer, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
	        month_and_index_agree_with_the_list_and_open_their_records,
	        set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
