/*
 * The story told: each event in words, names in the place of ids.
 */
#include "tui/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

static const struct {
	struct message m;
	const char *line;
} tellings[] = {
    {{.event = "sign"}, "19:52:07 seat 2 signed for the sheet"},
    {{.event = "new", .text = "North gate"},
        "19:52:07 seat 2 wrote it: North gate"},
    {{.event = "dispatch", .about = "P1"}, "19:52:07 seat 2 sent P1"},
    {{.event = "dispatch", .about = "P1", .text = "voice"},
        "19:52:07 seat 2 sent P1 by voice"},
    {{.event = "accept", .about = "M7"}, "19:52:07 M7 signed"},
    {{.event = "onscene", .about = "M7", .happened = DESK_NOW - 240000},
        "19:52:07 (at 19:48:07) M7 on the scene"},
    {{.event = "merge", .about = "0128"},
        "19:52:07 seat 2 joined it into 0128"},
    {{.event = "merge", .about = "0128", .text = "20261121-0128"},
        "19:52:07 seat 2 joined it into 0128"},
    {{.event = "split", .about = "over", .text = "20261121-0077"},
        "19:52:07 seat 2 parted 0077 from it again"},
    {{.event = "recall", .about = "P1", .text = "not needed"},
        "19:52:07 seat 2 called P1 back: not needed"},
    {{.event = "recall", .about = "P1"}, "19:52:07 seat 2 called P1 back"},
    {{.event = "adopted", .text = "missing/1"},
        "19:52:07 system: its words suggest Lost child/1 (seat 2 took it)"},
    {{.class = MESSAGE_TALK, .text = "one minute"},
        "19:52:07 seat 2: one minute"},
    {{.class = MESSAGE_MUSTREAD, .text = "vests on"},
        "19:52:07 MUST READ seat 2: vests on"},
    {{.event = "of-a-newer-central", .text = "words"},
        "19:52:07 seat 2: words"},
    {{.event = "dispatch", .about = "gone"}, "19:52:07 seat 2 sent ?"},
    {{.class = MESSAGE_TALK, .text = "{who} {text}"},
        "19:52:07 seat 2: {who} {text}"},
};

static void
test_each_line_is_told_in_words(void **state)
{
	struct desk *d = desk_new();
	char line[STORY_LINE];

	(void)state;
	desk_fill_queue(d);
	for (size_t n = 0; n < COUNT_OF(tellings); n++) {
		struct message m = tellings[n].m;

		m.head = (struct record){
		    .kind = KIND_MESSAGE, .at = DESK_NOW, .by = "王芳@2"};
		assert_string_equal(
		    story_line(&d->console, &m, line, sizeof(line)),
		    tellings[n].line);
	}
	desk_free(d);
}

static void
test_a_line_too_long_is_cut_at_a_character(void **state)
{
	struct desk *d = desk_new();
	const struct message m = {
	    .head = {.kind = KIND_MESSAGE, .at = DESK_NOW, .by = "王芳@2"},
	    .class = MESSAGE_TALK,
	    .text = "派派派派"};
	char line[26];

	(void)state;
	story_line(&d->console, &m, line, sizeof(line));
	assert_string_equal(line, "19:52:07 seat 2: 派派");
	desk_free(d);
}

static void
test_lines_stand_in_the_order_of_the_central(void **state)
{
	struct desk *d = desk_new();
	const struct message *found[3];
	char id[8];

	(void)state;
	for (int n = 0; n < 9; n++) {
		const struct message m = {
		    .head = {.kind = KIND_MESSAGE, .id = id},
		    .room = n % 2 ? "a" : "b"};

		snprintf(id, sizeof(id), "m%d", 9 - n);
		desk_put(d, &m.head);
	}
	assert_int_equal(story_of(&d->console, "a", found, 3), 3);
	assert_string_equal(found[0]->head.id, "m6");
	assert_string_equal(found[1]->head.id, "m4");
	assert_string_equal(found[2]->head.id, "m2");
	assert_int_equal(story_of(&d->console, "c", found, 3), 0);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_line_is_told_in_words),
	    cmocka_unit_test(test_a_line_too_long_is_cut_at_a_character),
	    cmocka_unit_test(test_lines_stand_in_the_order_of_the_central),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
