/*
 * The command line: how it is read, and what becomes of its words against a
 * small station at ten to eight in the evening.
 */
#include "model/line.h"
#include "model/verb.h"
#include "tests/lib/evening.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOW EVENING_NOW

/* What a test is run with: the line, its call and what was refused. */
static struct line line;
static struct line_call made;
static struct problem problem;
static struct zone *shanghai;
static const struct record *selected;
static const char *desk = "lq";

static int
setup(void **state)
{
	(void)state;
	selected = NULL;
	desk = "lq";
	memset(&problem, 0, sizeof(problem));
	return 0;
}

static int
setup_all(void **state)
{
	(void)state;
	return zone_load("+08:00", &shanghai, NULL) ? -1 : 0;
}

static int
teardown_all(void **state)
{
	(void)state;
	zone_free(shanghai);
	return 0;
}

static enum problem_code
run(const char *s)
{
	struct line_world w = {
	    NULL, evening_next, selected, desk, NOW, shanghai};
	enum problem_code bad = line_parse(s, &line, &problem);

	return bad ? bad : line_resolve(&line, &w, &made, &problem);
}

static void
good(const char *s)
{
	char text[512];

	if (run(s))
		fail_msg(
		    "%s: %s", s, problem_text(&problem, text, sizeof(text)));
}

static void
refused(
    const char *s, enum problem_code code, const char *key, const char *value)
{
	enum problem_code bad = run(s);
	const char *said, *words;

	if (bad != code)
		fail_msg("%s: %s", s, problem_code_name(bad));
	said = problem_get(&problem, key);
	words = reason_words(said);
	assert_string_equal(words ? words : said, value);
}

static const char *
arg(const char *name)
{
	int i = command_arg(made.call.command, name, strlen(name));

	assert_true(i >= 0);
	return text_or(call_text(&made.call, (size_t)i), "(none)");
}

static int64_t
number(const char *name)
{
	int i = command_arg(made.call.command, name, strlen(name));

	assert_true(i >= 0 && call_has(&made.call, (size_t)i));
	return call_number(&made.call, (size_t)i);
}

static void
select_incident(const char *id)
{
	selected = evening_record(KIND_INCIDENT, id);
	assert_non_null(selected);
}

/* ---- reading ---- */

static void
the_head_is_normalised_and_the_text_kept_raw(void **state)
{
	(void)state;
	good("ｄ　＃0131，Ｐ１");
	assert_string_equal(arg("incident"), "i131");
	assert_string_equal(made.refs[0], "p1");
	good("m #0131；全角：“ＡＢＣ”，；。");
	assert_string_equal(arg("text"), "全角：“ＡＢＣ”，；。");
	good("m #0131;a;b ;c");
	assert_string_equal(arg("text"), "a;b ;c");
}

static void
words_have_marks_and_spans(void **state)
{
	static const enum word_mark marks[] = {WORD_INCIDENT, WORD_NAME,
	    WORD_NAME, WORD_PLAIN, WORD_NUMBER, WORD_SELECTED, WORD_TIME,
	    WORD_TIME, WORD_QUOTED, WORD_PAIR, WORD_NUMBER};
	const char *s = "d #0131 @P1 @xq/P1 P2 101 . 19:48 -5 \"a, b\" "
	                "place=\"x y\" 20261121-0131";

	(void)state;
	assert_int_equal(line_parse(s, &line, &problem), PROBLEM_NONE);
	assert_int_equal(line.words, COUNT_OF(marks));
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		assert_int_equal(line.word[i].mark, marks[i]);
	assert_string_equal(line.word[2].of, "xq");
	assert_string_equal(line.word[2].text, "P1");
	assert_string_equal(line.word[8].text, "a, b");
	assert_string_equal(line.word[9].of, "place");
	assert_string_equal(line.word[9].text, "x y");
	assert_memory_equal(s + line.word[8].from, "\"a, b\"", 6);
	assert_int_equal(line.word[8].to - line.word[8].from, 6);
	assert_memory_equal(s + line.word[2].from, "@xq/P1", 6);
}

static void
an_empty_line_is_no_command(void **state)
{
	(void)state;
	assert_int_equal(line_parse("  ： ", &line, &problem), PROBLEM_NONE);
	assert_null(line.command);
	assert_int_equal(line_parse("", &line, &problem), PROBLEM_NONE);
	assert_null(line.command);
}

static void
a_verb_needs_no_blank_before_a_mark(void **state)
{
	(void)state;
	good("os@P3");
	assert_string_equal(arg("assignment"), "a127-3");
	good(":d#0131 P1");
	assert_string_equal(arg("incident"), "i131");
}

static void
every_name_and_alias_finds_its_command_alone(void **state)
{
	(void)state;
	for (unsigned id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		const struct command *first, *second;
		char words[128];

		snprintf(words, sizeof(words), "%s %s", c->name, c->aliases);
		for (char *s = words, *w; (w = strsep(&s, " "));) {
			if (!*w)
				continue;
			assert_int_equal(
			    verb_find(w, &first, &second, NULL), 0);
			if (strcmp(w, "qs") == 0)
				continue;
			assert_ptr_equal(first, c);
			assert_null(second);
		}
	}
}

static void
an_alias_that_means_two_things_is_refused_with_both(void **state)
{
	(void)state;
	refused("jj", PROBLEM_AMBIGUOUS, "candidates", "new xj, close bj");
	refused("cj #0131 P1", PROBLEM_AMBIGUOUS, "candidates",
	    "enroute cd, report fk");
	refused(
	    "dd", PROBLEM_AMBIGUOUS, "candidates", "dispatch pj, onscene dc");
	refused("tj", PROBLEM_AMBIGUOUS, "candidates", "recommend r");
	refused("sp", PROBLEM_AMBIGUOUS, "candidates", "split fc, lock sd");
	refused("cl", PROBLEM_AMBIGUOUS, "word", "cl");
	refused("ja", PROBLEM_AMBIGUOUS, "candidates", "close bj");
	refused("zj", PROBLEM_AMBIGUOUS, "candidates", "transfer zp, close bj");
	refused("wc", PROBLEM_AMBIGUOUS, "candidates", "welfare aq");
	refused("Q", PROBLEM_AMBIGUOUS, "candidates", "search cx, quit");
}

static void
an_unknown_verb_names_the_nearest(void **state)
{
	(void)state;
	refused("dispach P1", PROBLEM_UNKNOWN_KEY, "nearest", "dispatch");
	refused("zzzzzz", PROBLEM_BAD_LINE, "word", "zzzzzz");
}

static void
bad_lines_are_refused(void **state)
{
	static char long_line[4000];

	(void)state;
	refused("d #", PROBLEM_BAD_LINE, "why", "a mark alone");
	refused(
	    "n \"Xingfu", PROBLEM_BAD_LINE, "why", "the quote is never closed");
	refused("d \xC3\x28", PROBLEM_BAD_TEXT, "byte", "2");
	memset(long_line, 'x', sizeof(long_line) - 1);
	refused(long_line, PROBLEM_TOO_LONG, "limit", "1024");
	memset(long_line, ' ', sizeof(long_line) - 1);
	memcpy(long_line, "d", 1);
	for (size_t i = 2; i < 1000; i += 2)
		long_line[i] = 'x';
	long_line[1000] = '\0';
	refused(long_line, PROBLEM_TOO_LONG, "limit", "72");
	refused("0131: ; words", PROBLEM_BAD_LINE, "why", "names no command");
	refused("19:48", PROBLEM_BAD_LINE, "why", "begins with no command");
}

/* ---- incidents ---- */

static void
a_bare_number_finds_the_open_one_of_today(void **state)
{
	(void)state;
	good("recommend 131");
	assert_string_equal(arg("incident"), "i131");
	good("r 0131");
	assert_string_equal(arg("incident"), "i131");
	good("r xinqiao/0131");
	assert_string_equal(arg("incident"), "x131");
	good("r 150");
	assert_string_equal(arg("incident"), "x150");
}

static void
closed_or_yesterdays_need_the_whole_number(void **state)
{
	(void)state;
	refused("ro 0099; again", PROBLEM_AMBIGUOUS, "candidates",
	    "#20261121-0099");
	good("ro 20261121-0099; again");
	assert_string_equal(arg("incident"), "i099");
	refused("r 0140", PROBLEM_AMBIGUOUS, "candidates", "#20261120-0140");
	good("r #20261120-0140");
	assert_string_equal(arg("incident"), "y140");
	refused("r #0777", PROBLEM_NOT_FOUND, "what", "0777");
}

static void
a_number_that_fits_incident_and_callsign_is_refused(void **state)
{
	(void)state;
	refused("d 101", PROBLEM_AMBIGUOUS, "candidates", "#101, @101");
	refused("go 101", PROBLEM_AMBIGUOUS, "candidates", "#101, @101");
	refused("qs 101", PROBLEM_AMBIGUOUS, "candidates", "#101, @101");
	select_incident("i131");
	good("d @101");
	assert_string_equal(arg("incident"), "i131");
	assert_string_equal(made.refs[0], "c101");
	good("d 102");
	assert_string_equal(made.refs[0], "c102");
	good("d #0131 101 102");
	assert_int_equal(call_refs(&made.call, ARG_dispatch_units).count, 2);
}

static void
a_line_of_one_record_goes_there(void **state)
{
	(void)state;
	good("0131");
	assert_int_equal(made.call.command->id, COMMAND_GO);
	assert_string_equal(arg("record"), "i131");
	good("@p1");
	assert_string_equal(arg("record"), "p1");
	refused("0131 P1", PROBLEM_BAD_LINE, "why", "begins with no command");
}

/* ---- units and orders ---- */

static void
dispatch_takes_incident_and_units_in_any_order(void **state)
{
	(void)state;
	good("d P1 m4 #0131 stack");
	assert_string_equal(arg("incident"), "i131");
	assert_int_equal(call_refs(&made.call, ARG_dispatch_units).count, 2);
	assert_string_equal(made.refs[0], "p1");
	assert_string_equal(made.refs[1], "m4");
	assert_int_equal(number("stack"), 1);
	good("pj 0131、巡逻1组");
	assert_string_equal(made.refs[0], "xl1");
	refused("d #0131 P1 P1", PROBLEM_BAD_LINE, "why", "is named twice");
	refused("d #0131", PROBLEM_MISSING_KEY, "key", "units");
	refused("d P1", PROBLEM_MISSING_KEY, "key", "incident");
}

static void
orders_carry_the_states_that_were_shown(void **state)
{
	(void)state;
	good("d #0131 P1 P3");
	assert_int_equal(made.call.expects, 3);
	assert_string_equal(made.call.expect[0].id, "i131");
	assert_int_equal(made.call.expect[0].state, INCIDENT_PENDING);
	assert_int_equal(made.call.expect[1].state, UNIT_PATROL);
	assert_int_equal(made.call.expect[2].state, UNIT_COMMITTED);
	good("rc #0127 P3");
	assert_int_equal(made.call.expects, 1);
	assert_int_equal(made.call.expect[0].kind, KIND_ASSIGNMENT);
	assert_int_equal(made.call.expect[0].state, ASSIGNMENT_ENROUTE);
	good("edit #0131 place=\"88 Xingfu Rd\"");
	assert_int_equal(made.call.if_match, 7);
	assert_string_equal(arg("place"), "88 Xingfu Rd");
}

static void
a_callsign_is_of_the_incidents_station(void **state)
{
	(void)state;
	good("d xinqiao/0131 P1");
	assert_string_equal(arg("incident"), "x131");
	assert_string_equal(made.refs[0], "xp1");
	good("d #0131 P1");
	assert_string_equal(made.refs[0], "p1");
	good("d #0131 Xinqiao/P1");
	assert_string_equal(made.refs[0], "xp1");
	good("d #0131 @xq/P1");
	assert_string_equal(made.refs[0], "xp1");
	refused("d #0131 P9", PROBLEM_AMBIGUOUS, "candidates", "@Xinqiao/P9");
	desk = NULL;
	refused("s P1 meal", PROBLEM_AMBIGUOUS, "candidates",
	    "@娄桥/P1, @Xinqiao/P1");
}

static void
a_step_hits_the_units_own_order(void **state)
{
	(void)state;
	good("os P3");
	assert_string_equal(arg("assignment"), "a127-3");
	good("dc #0127 P3");
	assert_string_equal(arg("assignment"), "a127-3");
	refused("os #0131 P3", PROBLEM_NO_ORDER, "what", "@P3 #0131");
	refused("os M4", PROBLEM_NO_ORDER, "what", "@M4");
}

static void
a_unit_with_two_orders_needs_the_incident_named(void **state)
{
	(void)state;
	refused("os P7", PROBLEM_AMBIGUOUS, "candidates", "#0127, #0124");
	good("os P7 #0124");
	assert_string_equal(arg("assignment"), "a124-7");
	select_incident("i127");
	good("os P7");
	assert_string_equal(arg("assignment"), "a127-7");
}

static void
a_report_owed_does_not_stand_in_the_way_of_a_step(void **state)
{
	(void)state;
	good("ak P5");
	assert_string_equal(arg("assignment"), "a127-5");
	refused("fk P5; done", PROBLEM_AMBIGUOUS, "candidates", "#0127, #0124");
	good("fk P5 #0124; done");
	assert_string_equal(arg("assignment"), "a124-5");
	/* The prompt says 0124, the step would be 0127's: nobody knows. */
	select_incident("i124");
	refused("os P5", PROBLEM_AMBIGUOUS, "candidates", "#0127, #0124");
}

static void
an_incident_with_two_units_needs_the_unit_named(void **state)
{
	(void)state;
	refused("os #0127", PROBLEM_AMBIGUOUS, "candidates", "@P3, @P5, @P7");
}

static void
a_stamp_can_be_filled_when_all_is_done(void **state)
{
	(void)state;
	good("os P1 #20261121-0099 19:10");
	assert_string_equal(arg("assignment"), "a099-1");
	refused("rc P1", PROBLEM_NO_ORDER, "what", "@P1");
}

static void
qs_is_the_sheets_for_an_incident_and_the_orders_for_a_unit(void **state)
{
	(void)state;
	good("qs #0132");
	assert_int_equal(made.call.command->id, COMMAND_SIGN);
	good("qs @P3");
	assert_int_equal(made.call.command->id, COMMAND_ACCEPT);
	good("qs P3");
	assert_int_equal(made.call.command->id, COMMAND_ACCEPT);
	good("qs 0132");
	assert_int_equal(made.call.command->id, COMMAND_SIGN);
	select_incident("u132");
	good("qs");
	assert_int_equal(made.call.command->id, COMMAND_SIGN);
	assert_string_equal(arg("incident"), "u132");
	selected = evening_record(KIND_UNIT, "p3");
	good("qs");
	assert_int_equal(made.call.command->id, COMMAND_ACCEPT);
	assert_string_equal(arg("assignment"), "a127-3");
}

static void
exchange_sends_the_last_one_named(void **state)
{
	(void)state;
	good("xc P3 M4");
	assert_string_equal(arg("assignment"), "a127-3");
	assert_string_equal(arg("unit"), "m4");
	good("hp #0127 P3 M4");
	assert_string_equal(arg("unit"), "m4");
	selected = evening_record(KIND_ASSIGNMENT, "a127-3");
	good("xc M4");
	assert_string_equal(arg("assignment"), "a127-3");
	assert_string_equal(arg("unit"), "m4");
	refused("xc", PROBLEM_MISSING_KEY, "key", "unit");
}

/* ---- times, numbers, words ---- */

static void
a_time_says_when_it_happened(void **state)
{
	(void)state;
	good("os P3 19:48");
	assert_int_equal(number("happened"), NOW - 4 * 60000);
	good("os P3 -5");
	assert_int_equal(number("happened"), NOW - 5 * 60000);
	refused("os P3 25:00", PROBLEM_BAD_VALUE, "value", "25:00");
	refused("p #0131 1 19:48", PROBLEM_BAD_LINE, "why",
	    "no time is wanted here");
	good("edit #0131 scheduled=21:00");
	assert_int_equal(number("scheduled"), NOW + 68 * 60000);
	good("edit #0131 scheduled=19:00");
	assert_int_equal(number("scheduled"), NOW - 52 * 60000 + 86400000);
}

static void
the_needed_number_is_the_last_one(void **state)
{
	(void)state;
	good("p 0131 2");
	assert_string_equal(arg("incident"), "i131");
	assert_int_equal(number("priority"), 2);
	select_incident("i127");
	good("p 1");
	assert_string_equal(arg("incident"), "i127");
	good("h 30; 等待");
	assert_int_equal(number("minutes"), 30);
	assert_string_equal(arg("reason"), "等待");
	refused("p 0131", PROBLEM_MISSING_KEY, "key", "priority");
}

static void
a_number_beside_a_status_is_a_callsign_or_minutes(void **state)
{
	(void)state;
	good("s 101 meal 30");
	assert_string_equal(arg("unit"), "c101");
	assert_int_equal(number("duty"), UNIT_MEAL);
	assert_int_equal(number("minutes"), 30);
	good("s P1 patrol");
	refused("wf 101", PROBLEM_AMBIGUOUS, "candidates", "@101, minutes=101");
	good("wf P1 15");
	assert_int_equal(number("minutes"), 15);
	refused("s P1 committed", PROBLEM_BAD_VALUE, "value", "committed");
	refused("s P1", PROBLEM_MISSING_KEY, "key", "duty");
	good("em P1 off");
	assert_int_equal(number("off"), 1);
}

static void
a_new_incident_is_a_category_and_a_place(void **state)
{
	(void)state;
	good("n 盗窃 娄桥市场，东门 ８８号；手机 被偷");
	assert_string_equal(arg("category"), "cat-theft");
	assert_string_equal(arg("place"), "娄桥市场,东门 88号");
	assert_string_equal(arg("narrative"), "手机 被偷");
	good("new lost child Chuitai Park @gate 19:48");
	assert_string_equal(arg("category"), "cat-child");
	assert_string_equal(arg("place"), "Chuitai Park @gate 19:48");
	good("xj \"theft alley\"");
	assert_string_equal(arg("category"), "(none)");
	assert_string_equal(arg("place"), "theft alley");
	good("n park 1 priority=2 spot=27.97,120.6 source=walkin");
	assert_string_equal(arg("place"), "park 1");
	assert_int_equal(number("priority"), 2);
	assert_int_equal(number("source"), SOURCE_WALKIN);
	refused("n theft; words", PROBLEM_MISSING_KEY, "key", "place");
	refused(
	    "n x priority=high", PROBLEM_BAD_VALUE, "want", "a whole number");
}

static void
an_outcome_is_never_a_mistyped_callsign(void **state)
{
	(void)state;
	good("fk P3 调解; 双方和解");
	assert_string_equal(arg("outcome"), "调解");
	assert_string_equal(arg("text"), "双方和解");
	select_incident("i127");
	refused("fk P8; done", PROBLEM_NOT_FOUND, "what", "P8");
	good("close #0131 advised; 已电话答复");
	assert_string_equal(arg("outcome"), "advised");
}

static void
text_belongs_behind_a_semicolon(void **state)
{
	(void)state;
	refused("th #0131 missing", PROBLEM_BAD_LINE, "why",
	    "the text goes after a ;");
	refused("th #0131", PROBLEM_NEEDS_REASON, "what", "");
	refused("r #0131; x", PROBLEM_BAD_LINE, "why",
	    "this command takes no text");
	good("cx 王 明");
	assert_string_equal(arg("text"), "王 明");
	good("filter");
	good("help d");
	assert_string_equal(arg("word"), "d");
}

/* ---- selection ---- */

static void
the_prompts_record_fills_what_is_not_named(void **state)
{
	(void)state;
	select_incident("i131");
	good("d P1");
	assert_string_equal(arg("incident"), "i131");
	good("d . P1");
	assert_string_equal(arg("incident"), "i131");
	good("0127: d P1");
	assert_string_equal(arg("incident"), "i127");
	good("P3: os");
	assert_string_equal(arg("assignment"), "a127-3");
	good("m; 收到");
	assert_string_equal(arg("room"), "i131");
	selected = NULL;
	refused("d . P1", PROBLEM_BAD_LINE, "word", ".");
	selected = evening_record(KIND_UNIT, "p1");
	good("s meal 30");
	assert_string_equal(arg("unit"), "p1");
	good("d 0131");
	assert_string_equal(made.refs[0], "p1");
}

static void
merge_joins_the_named_into_the_selected(void **state)
{
	(void)state;
	select_incident("i131");
	good("mg 0127");
	assert_string_equal(arg("incident"), "i131");
	assert_string_equal(arg("other"), "i127");
	good("hb #0127 #0124");
	assert_string_equal(arg("incident"), "i127");
	assert_string_equal(arg("other"), "i124");
	refused("mg", PROBLEM_MISSING_KEY, "key", "other");
	refused("mg #0127 #0124 #0131", PROBLEM_BAD_LINE, "why",
	    "no incident is wanted");
}

static void
a_transfer_is_to_a_station_or_out_of_the_police(void **state)
{
	(void)state;
	good("zp #0131 Xinqiao; theirs");
	assert_string_equal(arg("station"), "xq");
	good("lz #0131 城管 ; 占道");
	assert_string_equal(arg("department"), "城管");
	good("lz #0131 12345; 占道");
	assert_string_equal(arg("department"), "12345");
	refused("tr #0131 城管; x", PROBLEM_NOT_FOUND, "what", "城管");
	refused("tr #0131; x", PROBLEM_MISSING_KEY, "key", "station");
}

/* The n-th member of that list, "(none)" beyond its end. */
static const char *
member(const char *list, size_t n)
{
	int i = command_arg(made.call.command, list, strlen(list));
	struct refs refs = call_refs(&made.call, (size_t)i);

	return n < refs.count ? refs.id[n] : "(none)";
}

static void
who_is_added_is_known_by_any_name(void **state)
{
	(void)state;
	select_incident("i131");
	good("add legal");
	assert_string_equal(arg("room"), "i131");
	assert_string_equal(member("teams", 0), "role-legal");
	good("lr 法制 王明 P1 xq #0127");
	assert_string_equal(arg("room"), "i127");
	assert_string_equal(member("teams", 0), "role-legal");
	assert_string_equal(member("officers", 0), "o1");
	assert_string_equal(member("units", 0), "p1");
	assert_string_equal(member("stations", 0), "xq");
	good("add @legal @夜班");
	assert_string_equal(arg("room"), "r1");
	refused("add theft", PROBLEM_NOT_FOUND, "what", "theft");
	good("remove fz");
	assert_string_equal(member("teams", 0), "role-legal");
	assert_string_equal(member("teams", 1), "(none)");
}

static void
a_room_is_named_by_all_its_words(void **state)
{
	(void)state;
	good("room 夜间 搜山 class=operation");
	assert_string_equal(arg("name"), "夜间 搜山");
	assert_int_equal(number("class"), ROOM_OPERATION);
	good("shut 夜班");
	assert_string_equal(arg("room"), "r1");
	selected = evening_record(KIND_ROOM, "r1");
	good("shut");
	assert_string_equal(arg("room"), "r1");
	good("m; hello");
	assert_string_equal(arg("room"), "r1");
	good("add fz");
	assert_string_equal(arg("room"), "r1");
}

static void
a_message_goes_to_an_incident_a_room_or_a_units_incident(void **state)
{
	(void)state;
	good("m 0131; a");
	assert_string_equal(arg("room"), "i131");
	good("m @夜班; a");
	assert_string_equal(arg("room"), "r1");
	good("m 夜班; a");
	assert_string_equal(arg("room"), "r1");
	good("m P3; a");
	assert_string_equal(arg("room"), "i127");
	refused("m P7; a", PROBLEM_AMBIGUOUS, "candidates", "#0127, #0124");
	refused("m #0131", PROBLEM_MISSING_KEY, "key", "text");
}

static void
an_officer_is_called_by_name_or_number(void **state)
{
	(void)state;
	good("own #0131 王明");
	assert_string_equal(arg("officer"), "o1");
	good("own #0131 officer=330217");
	assert_string_equal(arg("officer"), "o1");
}

static void
put_makes_a_record_of_pairs(void **state)
{
	const struct unit *u = &made.put.unit;

	(void)state;
	good("put unit callsign=P20 class=sworn mobility=car heads=2 "
	     "station=xinqiao alone=yes home=27.9,120.6 members=\"王明\" "
	     "crew=\"1 officer, 1 auxiliary\"");
	assert_ptr_equal(made.call.record, &u->head);
	assert_string_equal(u->callsign, "P20");
	assert_string_equal(u->head.station, "xq");
	assert_int_equal(u->mobility, MOVES_CAR);
	assert_int_equal(u->heads, 2);
	assert_true(u->alone);
	assert_int_equal(u->members.count, 1);
	assert_string_equal(u->members.id[0], "o1");
	assert_string_equal(u->crew, "1 officer, 1 auxiliary");
	good("put unit id=p1 radio=\"channel 3\"");
	assert_string_equal(u->callsign, "P1");
	assert_string_equal(u->radio, "channel 3");
	assert_int_equal(made.call.if_match, 3);
	refused(
	    "put unit callsing=P1", PROBLEM_UNKNOWN_KEY, "nearest", "callsign");
	refused("put unit live=3", PROBLEM_BAD_LINE, "word", "live");
	refused("put unit class=swarm", PROBLEM_BAD_VALUE, "want", "sworn");
	refused("put dog name=x", PROBLEM_NOT_FOUND, "what", "dog");
	refused("put", PROBLEM_MISSING_KEY, "key", "kind");
}

static void
an_argument_by_a_wrong_name_is_refused(void **state)
{
	(void)state;
	refused("edit #0131 palce=x", PROBLEM_UNKNOWN_KEY, "nearest", "place");
	refused("d #0131 P1 x", PROBLEM_NOT_FOUND, "what", "x");
}

/* Lists are alike: none but the selected incident's is meant. */
static void
a_line_of_a_checklist_is_named_where_it_is(void **state)
{
	(void)state;
	select_incident("i131");
	good("tick knife");
	assert_string_equal(arg("item"), "n1");
	good("tick metres 12");
	assert_string_equal(arg("item"), "n2");
	assert_string_equal(arg("value"), "12");
	refused("tick bag", PROBLEM_NOT_FOUND, "what", "bag");
	selected = NULL;
	refused("tick knife", PROBLEM_AMBIGUOUS, "word", "knife");
	good("tick bag");
	assert_string_equal(arg("item"), "n4");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
	    TEST(the_head_is_normalised_and_the_text_kept_raw),
	    TEST(words_have_marks_and_spans),
	    TEST(an_empty_line_is_no_command),
	    TEST(a_verb_needs_no_blank_before_a_mark),
	    TEST(every_name_and_alias_finds_its_command_alone),
	    TEST(an_alias_that_means_two_things_is_refused_with_both),
	    TEST(an_unknown_verb_names_the_nearest),
	    TEST(bad_lines_are_refused),
	    TEST(a_bare_number_finds_the_open_one_of_today),
	    TEST(closed_or_yesterdays_need_the_whole_number),
	    TEST(a_number_that_fits_incident_and_callsign_is_refused),
	    TEST(a_line_of_one_record_goes_there),
	    TEST(dispatch_takes_incident_and_units_in_any_order),
	    TEST(orders_carry_the_states_that_were_shown),
	    TEST(a_callsign_is_of_the_incidents_station),
	    TEST(a_step_hits_the_units_own_order),
	    TEST(a_unit_with_two_orders_needs_the_incident_named),
	    TEST(a_report_owed_does_not_stand_in_the_way_of_a_step),
	    TEST(an_incident_with_two_units_needs_the_unit_named),
	    TEST(a_stamp_can_be_filled_when_all_is_done),
	    TEST(qs_is_the_sheets_for_an_incident_and_the_orders_for_a_unit),
	    TEST(exchange_sends_the_last_one_named),
	    TEST(a_time_says_when_it_happened),
	    TEST(the_needed_number_is_the_last_one),
	    TEST(a_number_beside_a_status_is_a_callsign_or_minutes),
	    TEST(a_new_incident_is_a_category_and_a_place),
	    TEST(an_outcome_is_never_a_mistyped_callsign),
	    TEST(text_belongs_behind_a_semicolon),
	    TEST(the_prompts_record_fills_what_is_not_named),
	    TEST(merge_joins_the_named_into_the_selected),
	    TEST(a_transfer_is_to_a_station_or_out_of_the_police),
	    TEST(a_message_goes_to_an_incident_a_room_or_a_units_incident),
	    TEST(who_is_added_is_known_by_any_name),
	    TEST(a_room_is_named_by_all_its_words),
	    TEST(an_officer_is_called_by_name_or_number),
	    TEST(put_makes_a_record_of_pairs),
	    TEST(an_argument_by_a_wrong_name_is_refused),
	    TEST(a_line_of_a_checklist_is_named_where_it_is),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
