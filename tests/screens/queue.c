/*
 * The queue as CONSOLE.md shows it, drawn from a table that stands still: its
 * text, what stands out, where the cursor rests, and what each change costs on
 * the line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/show.h"

/* Capitals: S a second, E 0131 ends, M one more incident, N nothing. */
static void
meanwhile(struct desk *d, char what)
{
	struct incident i = *console_incident(&d->console, "0131");
	char more[16];

	switch (what) {
	case 'S':
		desk_wait(d, 1000);
		break;
	case 'E':
		i.state = INCIDENT_CANCELLED;
		desk_put(d, &i.head);
		break;
	case 'M':
		snprintf(
		    more, sizeof(more), "m%zu", board_count(d->console.board));
		i = *console_incident(&d->console, "0117");
		i.head.id = more;
		desk_put(d, &i.head);
		break;
	default:
		break;
	}
}

static struct show
show(const char *language, int rows, int cols)
{
	struct show s = {.language = language, .meanwhile = meanwhile};

	show_start(&s, rows, cols);
	return s;
}

static void
test_80x24_has_the_columns_of_the_house(void **state)
{
	static const char *const want[] = {
	    "  P No   Clock     State    Type         Place                "
	    "Units          Age",
	    ">!1 0128 ac  +0:25 SENT     Knife x3     娄桥大道112号烧烤店  "
	    "P2? M7>       2:10",
	    " *1 0131 ds   0:18 PENDING  Lost child   吹台公园北门喷泉旁   "
	    "-             0:42",
	    " !2 0127 os  +4:05 ENROUTE  Theft        娄桥市场东门         "
	    "P3> M5@       9:05",
	    " =2 0132 tk   0:21 UNTAKEN  Fight        大道北段 =0128 0 m   "
	    "-             0:09",
	    "  2 0130 ac     -- SENT     Dispute      幸福路88号2单元      "
	    "M6^           3:10",
	    "  2 0125 rp  11:40 ONSCENE  Fraud        景德花园3幢          "
	    "P6@          31:02",
	    "  3 0129 os   2:30 ENROUTE  Noise x2     和平巷7号            "
	    "M2>           6:20",
	    "  3 0124 rp  24:10 CLEARED  Locked out   横屿路15号           "
	    "P5%          48:00",
	    "  3 0119 rv     -- REVIEW   Car scratch  娄桥大道北口         "
	    "-             1h32",
	    "  4 0117 hd   8:00 HELD     Advice       电话                 "
	    "-             2h05",
	    "-- 0128 Knife  priority 1 ------------------------------------"
	    "------------------",
	    "娄桥大道112号烧烤店  grid G03  told 19:49:57  repeats 3",
	    "男孩6岁,红色外套,19:35喷泉旁最后见到,独自,会说名字",
	    "can go: P1 310 m PATROL 8 s ago | M4 430 m AVAILABLE 40 s ago | "
	    "P5 "
	    "PATROL",
	    "", NULL};
	struct show s = show("en", 24, 80);

	(void)state;
	show_assert_rows(&s, SHOW_HEAD, want);
	show_assert_cursor(&s, SHOW_HEAD + 1, 0);
	show_finish(&s);
}

static void
test_80x24_in_chinese_is_the_screen_of_the_house(void **state)
{
	static const char *const want[] = {
	    "  级编号 时限      状态     类别         地点                 "
	    "警力          已历",
	    " !1 0128 签  +0:25 已派警   持刀斗殴 x3  娄桥大道112号烧烤店  "
	    "P2? M7>       2:10",
	    ">*1 0131 派   0:18 待派警   儿童走失     吹台公园北门喷泉旁   "
	    "-             0:42",
	    " !2 0127 到  +4:05 出警途中 盗窃         娄桥市场东门         "
	    "P3> M5@       9:05",
	    " =2 0132 收   0:21 待签收   打架         大道北段 =0128 0米   "
	    "-             0:09",
	    "  2 0130 签     -- 已派警   邻里纠纷     幸福路88号2单元      "
	    "M6^           3:10",
	    "  2 0125 馈  11:40 处置中   诈骗         景德花园3幢          "
	    "P6@          31:02",
	    "  3 0129 到   2:30 出警途中 噪音扰民 x2  和平巷7号            "
	    "M2>           6:20",
	    "  3 0124 馈  24:10 待反馈   求助开锁     横屿路15号           "
	    "P5%          48:00",
	    "  3 0119 审     -- 待审核   车辆刮擦     娄桥大道北口         "
	    "-             1h32",
	    "  4 0117 挂   8:00 挂起     咨询         电话                 "
	    "-             2h05",
	    "-- 0131 儿童走失  一级 ---------------------------------------"
	    "------------------",
	    "吹台公园北门喷泉旁  网格G07  19:51:25报",
	    "男孩6岁,红色外套,19:35喷泉旁最后见到,独自,会说名字",
	    "可派: P1 310米 巡逻 8秒前 | M4 430米 待命 40秒前 | P5 巡逻", "",
	    NULL};
	struct show s = show("zh", 24, 80);

	(void)state;
	show_type(&s, "j");
	show_assert_rows(&s, SHOW_HEAD, want);
	show_assert_cursor(&s, SHOW_HEAD + 2, 0);
	show_finish(&s);
}

static void
test_d_in_chinese_lists_as_in_english(void **state)
{
	static const char *const want[] = {
	    "-- 派警 0131 儿童走失 吹台公园北门喷泉旁 ---------------- "
	    "19:52:07 15秒后失效 --",
	    ">1 P1      民警+辅1    310米   约1分   巡逻     8秒前",
	    " 2 M4      民警        430米   约1分   待命     40秒前   "
	    "单警: 派后仍缺1组",
	    " 3 P5      民警+辅1                    巡逻              位置不明",
	    " - Y2      义警4人     140米   约3分   待命     2分前    只可协查",
	    " - M6      民警        310米   约1分   处警中   7秒前    "
	    "0130; Tab可选(排队)",
	    NULL};
	struct show s = show("zh", 24, 80);

	(void)state;
	show_type(&s, "jd");
	show_assert_rows(&s, SHOW_HEAD + 9, want);
	show_finish(&s);
}

static void
test_what_is_late_or_first_stands_out_without_colour_too(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 1, 1).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 1, 2).attrs.reverse);
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 1, 13).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 2, 2).attrs.reverse);
	vt_assert(s.vt, !vt_cell(s.vt, SHOW_HEAD + 2, 15).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 3, 13).attrs.bold);
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 3, 4).attrs.bold);
	vt_assert(s.vt, !vt_cell(s.vt, SHOW_HEAD + 2, 4).attrs.bold);
	vt_assert(s.vt, !vt_cell(s.vt, SHOW_HEAD + 3, 2).attrs.reverse);
	show_finish(&s);
}

static void
test_200x50_shows_grid_owner_time_and_repeats(void **state)
{
	struct show s = show("en", 50, 200);
	const char *row = vt_row(s.vt, SHOW_HEAD + 1);

	(void)state;
	vt_assert(s.vt, strstr(row, "G03  ") != NULL);
	row = vt_row(s.vt, SHOW_HEAD + 1);
	vt_assert(s.vt, strstr(row, "19:49:57  2:10 x3") != NULL);
	row = vt_row(s.vt, SHOW_HEAD + 4);
	vt_assert(s.vt, strstr(row, "大道北段 repeat 0128? 0 m") != NULL);
	show_finish(&s);
}

static void
test_below_24_rows_the_queue_is_alone(void **state)
{
	struct show s = show("en", 17, 80);

	(void)state;
	vt_assert(s.vt, strstr(vt_row(s.vt, SHOW_HEAD + 10), "0117") != NULL);
	vt_assert(s.vt, !vt_shows(s.vt, "can go"));
	show_finish(&s);
}

static void
test_what_is_below_the_screen_is_counted(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	show_type(&s, "MMM");
	vt_assert_shows(s.vt, "3 more below: PRI1 0 LATE 0 --");
	show_type(&s, "g");
	show_type(&s, "e");
	vt_assert_shows(s.vt, "3 more above --");
	show_assert_cursor(&s, SHOW_HEAD + 10, 0);
	show_finish(&s);
}

static void
test_the_mark_stays_with_its_incident_when_rows_move(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	show_type(&s, "jjjj");
	vt_assert(s.vt, strncmp(vt_row(s.vt, SHOW_HEAD + 5), ">", 1) == 0);
	for (int n = 0; n < 22; n++)
		show_press(&s, 'S'); /* 0131 and 0132 become late */
	vt_assert_row(s.vt, SHOW_HEAD + 5,
	    "> 2 0130 ac     -- SENT     Dispute      幸福路88号2单元      "
	    "M6^           3:32");
	show_finish(&s);
}

static void
test_a_ghost_says_who_ended_it_and_no_key_hits_the_neighbour(void **state)
{
	struct show s = show("en", 24, 80);

	(void)state;
	show_type(&s, "jE");
	vt_assert_row(s.vt, SHOW_HEAD + 2,
	    ">   0131 CANCELLED by seat 2 at 19:52:07; choose another line");
	show_type(&s, "d");
	vt_assert_row(
	    s.vt, 23, "0131 is over: nothing was done; choose another line");
	show_type(&s, "1"); /* and the digit leaves it to be read */
	vt_assert_row(
	    s.vt, 23, "0131 is over: nothing was done; choose another line");
	show_type(&s, "j");
	vt_assert(s.vt, !vt_shows(s.vt, "CANCELLED"));
	show_assert_cursor(&s, SHOW_HEAD + 2, 0);
	show_finish(&s);
}

static void
test_d_lists_who_can_go_and_why_others_can_not(void **state)
{
	static const char *const want[] = {
	    "-- dispatch 0131 Lost child 吹台公园北门喷泉旁 ------ 19:52:07, "
	    "good for 15 s --",
	    ">1 P1      民警+辅1   310 m   about 1 min  PATROL    8 s ago",
	    " 2 M4      民警       430 m   about 1 min  AVAILABLE 40 s ago   "
	    "alone: +1 wanted",
	    " 3 P5      民警+辅1                        PATROL               "
	    "position unknown",
	    " - Y2      义警4人    140 m   about 3 min  AVAILABLE 2 min ago  "
	    "只可协查",
	    " - M6      民警       310 m   about 1 min  COMMITTED 7 s ago    "
	    "on 0130: Tab",
	    NULL};
	struct show s = show("en", 24, 80);

	(void)state;
	show_type(&s, "jd");
	show_assert_rows(&s, SHOW_HEAD + 9, want);
	show_assert_cursor(&s, SHOW_HEAD + 10, 0);
	vt_assert(
	    s.vt, strncmp(vt_row(s.vt, SHOW_HEAD + 2), "> 1 0131", 8) == 0 ||
	              strncmp(vt_row(s.vt, SHOW_HEAD + 2), ">*1 0131", 8) == 0);
	show_finish(&s);
}

/* DESIGN, Speed: what a change may cost on the line. */
static void
check_costs(const char *language)
{
	struct show s = show(language, 24, 80);

	assert_int_equal(show_press(&s, 'N'), 0);
	for (int n = 0; n < 9; n++)
		assert_in_range(show_press(&s, 'j'), 1, 300);
	/* Eight of the ten rows count seconds, most of them two. */
	assert_in_range(show_press(&s, 'S'), 1, 8 * 20);
	show_finish(&s);
	s = show(language, 20, 80);
	for (int n = 0; n < 9; n++)
		assert_in_range(show_press(&s, 'j'), 1, 48);
	show_finish(&s);
}

static void
plan_and_places(struct desk *d)
{
	const struct setting plan = {
	    .head = {.kind = KIND_SETTING, .id = "missing"},
	    .topic = TOPIC_CATEGORY,
	    .name = "missing",
	    .zh = "儿童走失",
	    .steps = "[dispatch] 派两组\n通报网格\n封出口\n调探头"};
	const struct place park = {.head = {.kind = KIND_PLACE, .id = "park"},
	    .name = "喷泉",
	    .class = PLACE_PARK,
	    .spot = {27.9981, 120.6532},
	    .note = "北门有岗亭"};
	const struct place school = {
	    .head = {.kind = KIND_PLACE, .id = "school"},
	    .name = "吹台小学",
	    .class = PLACE_SCHOOL,
	    .spot = {28.0014, 120.6531}};

	desk_put(d, &plan.head);
	desk_put(d, &park.head);
	desk_put(d, &school.head);
	console_select(&d->console, KIND_INCIDENT, "0131");
}

static void
test_a_list_that_is_cut_says_so_at_any_width(void **state)
{
	struct show s = show("en", 24, 79);

	(void)state;
	show_type(&s, "jd");
	vt_assert_shows(s.vt, "alone: +1 want~");
	vt_assert_shows(s.vt, "position unkno~");
	vt_assert(s.vt, !vt_shows(s.vt, "8 s ago                   ~"));
	show_finish(&s);
}

static void
test_the_detail_says_what_is_near_and_what_is_planned(void **state)
{
	struct show s = {.language = "zh",
	    .meanwhile = meanwhile,
	    .prepare = plan_and_places};

	(void)state;
	show_start(&s, 24, 80);
	vt_assert_row(
	    s.vt, SHOW_HEAD + 15, "场所: 喷泉 北门有岗亭; 近校: 吹台小学380米");
	vt_assert_row(s.vt, SHOW_HEAD + 18,
	    "预案 儿童走失: [ ] 派两组  [ ] 通报网格  [ ] 封出口  [ ] 调探头"
	    "  x执行");
	show_finish(&s);
}

static void
test_frames_cost_what_the_design_allows(void **state)
{
	(void)state;
	check_costs("en");
	check_costs("zh");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_80x24_has_the_columns_of_the_house),
	    cmocka_unit_test(test_80x24_in_chinese_is_the_screen_of_the_house),
	    cmocka_unit_test(test_d_in_chinese_lists_as_in_english),
	    cmocka_unit_test(
	        test_what_is_late_or_first_stands_out_without_colour_too),
	    cmocka_unit_test(test_200x50_shows_grid_owner_time_and_repeats),
	    cmocka_unit_test(test_below_24_rows_the_queue_is_alone),
	    cmocka_unit_test(test_what_is_below_the_screen_is_counted),
	    cmocka_unit_test(
	        test_the_mark_stays_with_its_incident_when_rows_move),
	    cmocka_unit_test(
	        test_a_ghost_says_who_ended_it_and_no_key_hits_the_neighbour),
	    cmocka_unit_test(test_d_lists_who_can_go_and_why_others_can_not),
	    cmocka_unit_test(test_a_list_that_is_cut_says_so_at_any_width),
	    cmocka_unit_test(
	        test_the_detail_says_what_is_near_and_what_is_planned),
	    cmocka_unit_test(test_frames_cost_what_the_design_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
