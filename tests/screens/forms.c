/*
 * Forms on the screen, typed as a person types: what is suggested while one
 * writes, what goes out, and what is not left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

/* Types text, then Enter as a person does. */
static void
enter(struct seat *s, const char *text)
{
	seat_type(s, text);
	seat_pause();
	seat_type(s, "\r");
	seat_pause();
}

#define HEAD_REV(kind, id, rev)                                                \
	"{\"kind\":\"" kind "\",\"id\":\"" id "\",\"station\":\"" SEAT_STATION \
	"\",\"rev\":" rev ",\"seq\":9,\"at\":1,\"by\":\"Wang@1\","
#define HEAD(kind, id) HEAD_REV(kind, id, "3")

/* A record, and the end of its commit. */
static void
put(struct seat *s, const char *json)
{
	fake_conn_puts(s->feed, "id: 9\n");
	seat_put(s, json);
}

static void
fill(struct seat *s)
{
	put(s,
	    HEAD("setting", "c-theft") "\"topic\":\"category\",\"name\":"
	                               "\"theft\",\"en\":\"Theft\",\"zh\":"
	                               "\"盗窃\",\"family\":"
	                               "\"property\",\"priority\":3,\"words\":"
	                               "\"stolen 被偷 wallet\"}");
	put(s,
	    HEAD("setting", "c-fight") "\"topic\":\"category\",\"name\":"
	                               "\"fight\",\"en\":\"Fight\",\"zh\":"
	                               "\"打架\",\"family\":"
	                               "\"violence\",\"priority\":2,\"words\":"
	                               "\"fighting 打架 knife\"}");
	put(s, HEAD("grid", "G05") "\"name\":\"G05\"}");
	put(s, HEAD("place",
	           "p-east") "\"name\":\"娄桥市场东门\",\"address\":"
	                     "\"Louqiao mkt E "
	                     "gate\",\"class\":\"market\",\"ring\":\"any\","
	                     "\"spot\":{\"lat\":28,\"lon\":120.66},\"grid\":"
	                     "\"G05\"}");
	put(s,
	    HEAD("incident",
	        "i127") "\"number\":\"20261121-0127\",\"state\":"
	                "\"pending\",\"priority\":2,\"category\":\"c-theft\","
	                "\"place\":"
	                "\"Louqiao mkt W "
	                "gate\",\"spot\":{\"lat\":28.0008,\"lon\":120.66},"
	                "\"source\":\"phone\",\"reported\":1795261387000,"
	                "\"clock\":"
	                "\"dispatch\"}");
	seat_wait_painted(s, 9);
}

static const char *
wait_sent(struct seat *s, const char *command)
{
	char line[64];

	snprintf(line, sizeof(line), "POST /v1/commands/%s", command);
	return fake_conn_body(seat_wait_request(s, line));
}

static void
test_a_new_incident_goes_out_as_it_was_typed(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_wait_text(s, "New incident");
	enter(s, "88 Xingfu Rd");
	enter(s, "noise: d1 y");
	enter(s, "fight");
	enter(s, "2");
	enter(s, "Wang");
	enter(s, "13857701234");
	body = wait_sent(s, "new");
	assert_non_null(strstr(body, "\"place\":\"88 Xingfu Rd\""));
	assert_non_null(strstr(body, "\"narrative\":\"noise: d1 y\""));
	assert_non_null(strstr(body, "\"category\":\"c-fight\""));
	assert_non_null(strstr(body, "\"priority\":2"));
	assert_non_null(strstr(body, "\"phone\":\"13857701234\""));
	assert_non_null(strstr(body, "\"incident\":\""));
	assert_non_null(strstr(body, "\"caller\":\""));
	seat_wait_no_text(s, "New incident");
	vt_assert(s->vt, !vt_shows(s->vt, "1385770"));
	vt_assert(s->vt, !vt_shows(s->vt, "Wang"));
	seat_free(s);
}

static void
test_the_words_suggest_a_category_and_tab_takes_it(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, "i");
	enter(s, "somewhere");
	seat_type(s, "a wallet was stolen");
	seat_wait_text(s, "suggested: Theft 3");
	seat_type(s, "\t\t"); /* to the category; takes it */
	seat_wait_text(s, "category: Theft, as suggested");
	for (int i = 0; i < 4; i++)
		enter(s, "");
	body = wait_sent(s, "new");
	assert_non_null(strstr(body, "\"category\":\"c-theft\""));
	assert_non_null(strstr(body, "\"suggestion\":\"c-theft/3\""));
	assert_non_null(strstr(body, "\"adopted\":true"));
	seat_free(s);
}

static void
test_a_suggestion_that_was_not_taken_says_so(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, "i");
	enter(s, "somewhere");
	enter(s, "a wallet was stolen");
	for (int i = 0; i < 4; i++)
		enter(s, "");
	body = wait_sent(s, "new");
	assert_null(strstr(body, "\"category\""));
	assert_non_null(strstr(body, "\"suggestion\":\"c-theft/3\""));
	assert_non_null(strstr(body, "\"adopted\":false"));
	seat_free(s);
}

static void
test_a_known_place_gives_its_point_and_likely_repeats_are_listed(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_type(s, "娄桥市场东门水果摊");
	seat_wait_text(s, "known place: 娄桥市场东门  G05");
	seat_wait_text(
	    s, "= repeat of 0127?  89 m  9:00  Theft  Louqiao mkt W");
	seat_pause();
	for (int i = 0; i < 6; i++)
		enter(s, "");
	body = wait_sent(s, "new");
	assert_non_null(strstr(body, "\"spot\":{\"lat\":28,\"lon\":120.66}"));
	assert_non_null(strstr(body, "\"repeat\":\"i127\""));
	seat_free(s);
}

/* The incident offered as a likely repeat has a number, which is not its own.
 */
static void
test_a_new_incident_is_called_by_the_number_it_got_not_the_repeats(void **state)
{
	struct seat *s = seat_open(NULL);
	struct fake_conn *conn;
	char id[64] = "", answer[1024];

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_type(s, "娄桥市场东门水果摊");
	seat_wait_text(s, "= repeat of 0127?");
	for (int i = 0; i < 6; i++)
		enter(s, "");
	seat_wait_text(s, "水果摊 new: sent");
	vt_assert(s->vt, !vt_shows(s->vt, "0127 娄桥市场东门水果摊"));
	conn = seat_wait_request(s, "POST /v1/commands/new");
	assert_int_equal(sscanf(strstr(fake_conn_body(conn), "\"incident\":"),
	                     "\"incident\":\"%63[^\"]\"", id),
	    1);
	snprintf(answer, sizeof(answer),
	    "{\"seq\":30,\"records\":[{\"kind\":\"incident\",\"id\":\"i127\","
	    "\"station\":\"LQ\",\"rev\":5,\"seq\":30,\"at\":1,\"by\":\"Li@1\","
	    "\"number\":\"20261121-0127\",\"place\":\"here\"},"
	    "{\"kind\":\"incident\",\"id\":\"%s\",\"station\":\"LQ\",\"rev\":1,"
	    "\"seq\":30,\"at\":1,\"by\":\"Li@1\",\"number\":\"20261121-0199\","
	    "\"place\":\"there\"}]}",
	    id);
	fake_conn_answer(conn, 200, answer);
	seat_wait_text(s, "0199 娄桥市场东门水果摊 new: the central has it");
	seat_free(s);
}

static void
test_rows_1_and_2_are_never_covered(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill(s);
	seat_wait_text(s, "Louqiao station");
	seat_type(s, "i");
	seat_wait_text(s, "New incident");
	vt_assert(s->vt, strstr(vt_row(s->vt, 0), "Louqiao station") != NULL);
	vt_assert(s->vt, strstr(vt_row(s->vt, 1), "PRI1") != NULL);
	vt_resize(s->vt, 10, 60);
	seat_type(s, "z"); /* taken after the signal: that frame is small */
	seat_wait_text(s, "Place");
	vt_assert(s->vt, strstr(vt_row(s->vt, 0), "Louqiao station") != NULL);
	seat_free(s);
}

static void
test_a_burst_of_keys_is_a_paste_and_does_not_send(void **state)
{
	static const char burst[] = "market\rone\rtwo\r\r\r\r\r\r";
	struct seat *s = seat_open(NULL);

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_pause();
	vt_send(s->vt, burst, sizeof(burst) - 1);
	seat_wait_text(s, "one|two|");
	seat_type(s, "x");
	vt_assert(s->vt, vt_shows(s->vt, "New incident"));
	assert_null(fake_central_find(s->central, "POST /v1/commands/new"));
	seat_free(s);
}

static void
test_a_draft_survives_esc_resizing_and_another_screen(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_type(s, "half a pl");
	seat_type(s, "\033");
	seat_wait_no_text(s, "half a pl");
	seat_wait_text(s, "draft: New incident");
	vt_resize(s->vt, 50, 200);
	seat_type(s, "i");
	seat_wait_text(s, "half a pl");
	seat_free(s);
}

static void
test_the_wall_in_chinese_says_all_of_it_in_chinese(void **state)
{
	const struct seat_options o = {
	    .rows = 50, .cols = 200, .language = "zh"};
	struct seat *s = seat_open(&o);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_wait_text(s, "新警情");
	enter(s, "娄桥市场东门");
	seat_type(s, "钱包被偷");
	seat_wait_text(s, "类别建议: 盗窃 3级   在类别栏按Tab采用");
	seat_wait_text(s, "已知场所: 娄桥市场东门  G05");
	seat_wait_text(s, "= 疑重复0127  89米");
	seat_type(s, "\t\t");
	seat_wait_text(s, "类别: 盗窃,采用建议");
	for (int i = 0; i < 4; i++)
		enter(s, "");
	body = wait_sent(s, "new");
	assert_non_null(strstr(body, "\"narrative\":\"钱包被偷\""));
	assert_non_null(strstr(body, "\"category\":\"c-theft\""));
	seat_free(s);
}

/* ---- about what is there already ---- */

/* i127 with a caller, selected; P1 on it. */
static void
fill_and_select(struct seat *s)
{
	fill(s);
	put(s, HEAD_REV("incident", "i127",
	           "4") "\"number\":\"20261121-0127\","
	                "\"state\":\"onscene\",\"priority\":2,"
	                "\"category\":\"c-theft\","
	                "\"place\":\"Louqiao mkt W "
	                "gate\",\"narrative\":\"a bag\","
	                "\"source\":\"phone\",\"reported\":"
	                "1795261387000,\"clock\":"
	                "\"report\",\"caller\":\"caller-1\"}");
	put(s, HEAD("unit",
	           "u-p1") "\"callsign\":\"P1\",\"class\":\"sworn\","
	                   "\"mobility\":\"car\",\"duty\":\"patrol\",\"state\":"
	                   "\"committed\",\"channel\":\"device\"}");
	put(s, HEAD("unit",
	           "u-m4") "\"callsign\":\"M4\",\"class\":\"sworn\","
	                   "\"mobility\":\"car\",\"duty\":\"patrol\",\"state\":"
	                   "\"committed\",\"channel\":\"device\"}");
	put(s,
	    HEAD("assignment",
	        "a-p1") "\"incident\":\"i127\",\"unit\":"
	                "\"u-p1\",\"state\":\"onscene\",\"channel\":\"device\","
	                "\"clock\":\"report\"}");
	seat_type(s, ":");
	enter(s, "go #0127");
	seat_wait_no_text(s, "go #");
}

static void
put_m4(struct seat *s)
{
	put(s,
	    HEAD("assignment",
	        "a-m4") "\"incident\":\"i127\",\"unit\":"
	                "\"u-m4\",\"state\":\"enroute\",\"channel\":\"device\","
	                "\"clock\":\"arrive\"}");
}

static void
test_a_report_is_the_units_that_has_come_furthest(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill_and_select(s);
	put_m4(s);
	seat_type(s, "r");
	seat_wait_text(s, "Report 0127 Louqiao mkt W gate");
	seat_wait_text(s, "M4 ENROUTE");
	enter(s, "settled");
	enter(s, "bag given back");
	body = wait_sent(s, "report");
	assert_non_null(strstr(body, "\"assignment\":\"a-p1\""));
	assert_non_null(strstr(body, "\"outcome\":\"settled\""));
	assert_non_null(strstr(body, "\"text\":\"bag given back\""));
	seat_free(s);
}

static void
put_outcome(struct seat *s, const char *name, const char *en, const char *zh)
{
	char json[512];

	snprintf(json, sizeof(json),
	    "{\"kind\":\"setting\",\"id\":\"outcome.%s\",\"rev\":1,\"seq\":1,"
	    "\"at\":1,\"by\":\"system\",\"topic\":\"outcome\",\"name\":\"%s\","
	    "\"en\":\"%s\",\"zh\":\"%s\"}",
	    name, name, en, zh);
	seat_put(s, json);
}

/* A digit takes its line, Tab completes, and another word is not sent. */
static void
test_outcomes_are_those_of_the_agency(void **state)
{
	static const struct {
		int rows, cols;
		const char *language, *list, *begun, *whole;
	} screens[] = {
	    {24, 80, "en", "1 Handed over  2 Settled", "se", "Settled"},
	    {24, 80, "zh", "1 移交  2 当场解决", "当", "当场解决"},
	    {50, 200, "en", "1 Handed over  2 Settled", "se", "Settled"},
	    {50, 200, "zh", "1 移交  2 当场解决", "当", "当场解决"},
	};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		const struct seat_options o = {.rows = screens[k].rows,
		    .cols = screens[k].cols,
		    .language = screens[k].language};
		struct seat *s = seat_open(&o);
		const char *body;

		put_outcome(s, "handed-over", "Handed over", "移交");
		put_outcome(s, "settled", "Settled", "当场解决");
		fill_and_select(s);
		seat_type(s, "r");
		seat_wait_text(s, screens[k].list);
		enter(s, "shrug");
		enter(s, "words");
		seat_wait_text(s, "shrug");
		assert_null(fake_central_find(s->central, "POST /v1/commands"));
		seat_type(s, "\025"); /* the field that was marked, emptied */
		seat_type(s, screens[k].begun);
		seat_type(s, "\t");
		seat_wait_text(s, screens[k].whole);
		seat_type(s, "\025");
		enter(s, "2");
		enter(s, "");
		body = wait_sent(s, "report");
		if (!strstr(body, screens[k].whole))
			fail_msg("%s", body);
		seat_free(s);
	}
}

static void
test_a_report_for_a_unit_that_is_not_there_names_those_that_are(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill_and_select(s);
	put_m4(s);
	seat_type(s, "r");
	seat_type(s, "\t\t\025"); /* round to it, and empty it */
	enter(s, "P9");
	enter(s, "settled");
	enter(s, "");
	seat_wait_text(s, "P9 is not P1 ONSCENE, M4 ENROUTE");
	assert_null(fake_central_find(s->central, "POST /v1/commands/report"));
	seat_free(s);
}

static void
test_an_edit_sends_only_what_changed_and_its_revision(void **state)
{
	struct seat *s = seat_open(NULL);
	struct fake_conn *conn;

	(void)state;
	fill_and_select(s);
	seat_type(s, "e");
	seat_wait_text(s, "Louqiao mkt W gate");
	enter(s, ", fruit stall");
	enter(s, "");
	enter(s, "");
	enter(s, "");
	conn = seat_wait_request(s, "POST /v1/commands/edit");
	assert_string_equal(fake_conn_header(conn, "If-Match"), "\"4\"");
	assert_non_null(strstr(fake_conn_body(conn),
	    "\"place\":\"Louqiao mkt W gate, fruit stall\""));
	assert_null(strstr(fake_conn_body(conn), "narrative"));
	assert_null(strstr(fake_conn_body(conn), "category"));
	seat_free(s);
}

static void
test_what_somebody_else_changed_meanwhile_stands_beside_ones_own(void **state)
{
	struct seat *s = seat_open(NULL);
	struct fake_conn *conn;

	(void)state;
	fill_and_select(s);
	seat_type(s, "e");
	enter(s, " A");
	enter(s, " B");
	enter(s, "");
	enter(s, "");
	conn = seat_wait_request(s, "POST /v1/commands/edit");
	fake_conn_answer(conn, 412,
	    "{\"code\":\"changed\",\"params\":{\"what\":\"incident\","
	    "\"by\":\"Zhou@2\",\"rev\":\"5\"},\"records\":[{\"kind\":"
	    "\"incident\",\"id\":\"i127\",\"station\":\"LQ\",\"rev\":5,"
	    "\"seq\":10,\"at\":1,\"by\":\"Zhou@2\",\"number\":"
	    "\"20261121-0127\",\"state\":\"onscene\",\"source\":\"phone\","
	    "\"clock\":\"report\",\"place\":\"North gate\",\"narrative\":"
	    "\"a bag B\",\"category\":\"c-theft\"}]}");
	seat_wait_text(s, "0127 was changed by Zhou@2 meanwhile");
	seat_type(s, "e");
	seat_wait_text(s, "Place now, by Zhou@2: North gate");
	seat_wait_text(s, "Louqiao mkt W gate A");
	vt_assert(s->vt, !vt_shows(s->vt, "Words now"));
	enter(s, "");
	enter(s, "");
	enter(s, "");
	enter(s, "");
	seat_wait_text(s, "nothing was typed, nothing sent");
	seat_type(s, "\t");
	enter(s, "");
	enter(s, "");
	enter(s, "");
	enter(s, "");
	conn = seat_wait_request(s, "POST /v1/commands/edit");
	assert_string_equal(fake_conn_header(conn, "If-Match"), "\"5\"");
	assert_non_null(
	    strstr(fake_conn_body(conn), "\"place\":\"Louqiao mkt W gate A\""));
	seat_free(s);
}

static void
test_theirs_can_be_taken_in_place_of_ones_own(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill_and_select(s);
	seat_type(s, "e");
	enter(s, " A");
	enter(s, "");
	enter(s, "");
	enter(s, "");
	fake_conn_answer(seat_wait_request(s, "POST /v1/commands/edit"), 412,
	    "{\"code\":\"changed\",\"params\":{\"what\":\"incident\","
	    "\"by\":\"Zhou@2\"},\"records\":[{\"kind\":\"incident\",\"id\":"
	    "\"i127\",\"station\":\"LQ\",\"rev\":5,\"seq\":10,\"at\":1,"
	    "\"by\":\"Zhou@2\",\"number\":\"20261121-0127\",\"state\":"
	    "\"onscene\",\"source\":\"phone\",\"clock\":\"report\",\"place\":"
	    "\"North gate\",\"narrative\":\"a bag\",\"category\":"
	    "\"c-theft\"}]}");
	seat_wait_text(s, "meanwhile");
	seat_type(s, "e\t");
	seat_wait_no_text(s, "Place now");
	for (int i = 0; i < 4; i++)
		enter(s, "");
	seat_wait_text(s, "nothing was changed");
	assert_null(fake_central_find(s->central, "POST /v1/commands/edit"));
	seat_free(s);
}

/* What the box may show, and nothing else ever. */
#define SECRET "Li Guihua"
#define NUMBER "13857701234"

#define CALLER                                                             \
	"{\"seq\":11,\"caller\":{\"kind\":\"caller\",\"id\":\"caller-1\"," \
	"\"rev\":1,\"seq\":9,\"at\":1,\"by\":\"system\",\"incident\":"     \
	"\"i127\",\"name\":\"" SECRET "\",\"phone\":\"" NUMBER             \
	"\"},\"records\":[]}"

static void
test_a_caller_is_shown_for_a_reason_and_wiped_by_any_key(void **state)
{
	struct seat *s = seat_open(NULL);
	struct fake_conn *conn;

	(void)state;
	fill_and_select(s);
	seat_type(s, "c");
	enter(s, "");
	seat_wait_text(s, "reason is missing");
	enter(s, "ask which gate");
	conn = seat_wait_request(s, "POST /v1/commands/reveal");
	assert_non_null(
	    strstr(fake_conn_body(conn), "\"reason\":\"ask which gate\""));
	fake_conn_answer(conn, 200, CALLER);
	seat_wait_text(s, SECRET);
	seat_wait_text(s, NUMBER);
	while (vt_shows(s->vt, SECRET)) /* the first moments swallow keys */
		seat_type(s, "j");
	vt_assert(s->vt, !vt_shows(s->vt, NUMBER));
	seat_type(s, "gx"); /* the outbox lists the command only */
	vt_assert(s->vt, !vt_shows(s->vt, SECRET));
	vt_assert(s->vt, !vt_shows(s->vt, NUMBER));
	seat_free(s);
}

static void
test_who_gives_up_waiting_does_not_see_the_caller(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill_and_select(s);
	seat_type(s, "c");
	enter(s, "ask which gate");
	seat_wait_text(s, "Esc gives up");
	seat_wait_request(s, "POST /v1/commands/reveal");
	seat_type(s, "\033");
	seat_wait_no_text(s, "Esc gives up");
	fake_conn_answer(seat_wait_request(s, "DELETE /v1/commands/"), 200,
	    "{\"status\":200,\"answer\":" CALLER "}");
	seat_wait_text(s, "reveal: the central has it");
	seat_type(s, "j");
	vt_assert(s->vt, !vt_shows(s->vt, SECRET));
	seat_free(s);
}

static void
test_a_reason_typed_at_the_prompt_opens_the_same_box(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill_and_select(s);
	seat_type(s, ":");
	enter(s, "reveal; ask which gate");
	fake_conn_answer(
	    seat_wait_request(s, "POST /v1/commands/reveal"), 200, CALLER);
	seat_wait_text(s, SECRET);
	while (vt_shows(s->vt, SECRET))
		seat_type(s, "j");
	seat_free(s);
}

static void
test_a_crew_goes_out_with_the_revision_it_was_read_at(void **state)
{
	const struct seat_options o = {
	    .session = "{\"account\":\"lin\",\"name\":\"Lin\",\"station\":"
	               "\"LQ\",\"seat\":\"2\",\"permissions\":[\"read\","
	               "\"roster\",\"login\"],\"roles\":[],"
	               "\"must_change\":false,\"expires\":1895261927000,"
	               "\"drill\":false,\"now\":1795261927000}"};
	struct seat *s = seat_open(&o);
	struct fake_conn *conn;

	(void)state;
	fill_and_select(s);
	seat_type(s, ":");
	enter(s, "go @P1");
	seat_type(s, "e");
	seat_wait_text(s, "Crew P1");
	enter(s, "officer + 2 auxiliaries");
	enter(s, "x");
	seat_wait_text(s, "x is not 1 - 99");
	seat_type(s, "\025");
	enter(s, "3");
	conn = seat_wait_request(s, "POST /v1/commands/crew");
	assert_string_equal(fake_conn_header(conn, "If-Match"), "\"3\"");
	assert_non_null(strstr(fake_conn_body(conn), "\"heads\":3"));
	assert_non_null(strstr(
	    fake_conn_body(conn), "\"crew\":\"officer + 2 auxiliaries\""));
	seat_free(s);
}

static void
test_an_incident_in_one_line_knows_its_place(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *body;

	(void)state;
	fill(s);
	seat_type(s, ":");
	enter(s, "n 盗窃 娄桥市场东门; 钱包, 两个人");
	body = wait_sent(s, "new");
	assert_non_null(strstr(body, "\"category\":\"c-theft\""));
	assert_non_null(strstr(body, "\"place\":\"娄桥市场东门\""));
	assert_non_null(strstr(body, "\"spot\":{\"lat\":28,\"lon\":120.66}"));
	assert_non_null(strstr(body, "钱包, 两个人\""));
	assert_non_null(strstr(body, "\"incident\":\""));
	seat_free(s);
}

static void
test_the_form_says_which_priority_it_will_get(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill(s);
	seat_type(s, "i");
	seat_wait_text(
	    s, "without a category and a priority it gets priority 4");
	enter(s, "somewhere");
	seat_type(s, "a wallet was stolen");
	seat_wait_text(s, "suggested: Theft 3");
	vt_assert_shows(s->vt, "else it gets 4");
	seat_type(s, "\tFight");
	seat_wait_text(s, "category: Fight, priority 2");
	seat_free(s);
}

static void
test_a_draft_is_marked_and_dropped_by_a_key_that_is_shown(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fill(s);
	seat_type(s, "i\033");
	seat_wait_no_text(s, "New incident");
	vt_assert(s->vt, !vt_shows(s->vt, "draft"));
	seat_type(s, "i");
	seat_type(s, "by mistake\033");
	seat_wait_text(s, "draft: New incident");
	seat_type(s, "i");
	seat_wait_text(s, "by mistake");
	vt_assert_shows(s->vt, "draft --");
	vt_assert_shows(s->vt, "^X drops it");
	seat_type(s, "\x18");
	seat_wait_text(s, "^X once more drops");
	seat_type(s, "\t"); /* not that, then */
	seat_type(s, "\x18");
	vt_assert_shows(s->vt, "by mistake");
	seat_type(s, "\x18");
	seat_wait_no_text(s, "by mistake");
	vt_assert(s->vt, !vt_shows(s->vt, "draft: "));
	seat_type(s, "i");
	seat_wait_text(s, "New incident");
	vt_assert(s->vt, !vt_shows(s->vt, "by mistake"));
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_new_incident_goes_out_as_it_was_typed),
	    cmocka_unit_test(
	        test_the_words_suggest_a_category_and_tab_takes_it),
	    cmocka_unit_test(test_a_suggestion_that_was_not_taken_says_so),
	    cmocka_unit_test(
	        test_a_known_place_gives_its_point_and_likely_repeats_are_listed),
	    cmocka_unit_test(
	        test_a_new_incident_is_called_by_the_number_it_got_not_the_repeats),
	    cmocka_unit_test(test_rows_1_and_2_are_never_covered),
	    cmocka_unit_test(test_a_burst_of_keys_is_a_paste_and_does_not_send),
	    cmocka_unit_test(
	        test_a_draft_survives_esc_resizing_and_another_screen),
	    cmocka_unit_test(
	        test_the_wall_in_chinese_says_all_of_it_in_chinese),
	    cmocka_unit_test(test_a_report_is_the_units_that_has_come_furthest),
	    cmocka_unit_test(test_outcomes_are_those_of_the_agency),
	    cmocka_unit_test(
	        test_a_report_for_a_unit_that_is_not_there_names_those_that_are),
	    cmocka_unit_test(
	        test_an_edit_sends_only_what_changed_and_its_revision),
	    cmocka_unit_test(
	        test_what_somebody_else_changed_meanwhile_stands_beside_ones_own),
	    cmocka_unit_test(test_theirs_can_be_taken_in_place_of_ones_own),
	    cmocka_unit_test(
	        test_a_caller_is_shown_for_a_reason_and_wiped_by_any_key),
	    cmocka_unit_test(
	        test_a_reason_typed_at_the_prompt_opens_the_same_box),
	    cmocka_unit_test(
	        test_a_crew_goes_out_with_the_revision_it_was_read_at),
	    cmocka_unit_test(test_an_incident_in_one_line_knows_its_place),
	    cmocka_unit_test(test_who_gives_up_waiting_does_not_see_the_caller),
	    cmocka_unit_test(test_the_form_says_which_priority_it_will_get),
	    cmocka_unit_test(
	        test_a_draft_is_marked_and_dropped_by_a_key_that_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
