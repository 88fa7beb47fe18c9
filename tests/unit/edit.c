/*
 * Typing: graphemes move whole, nothing is cut in half, pastes are tame.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tui/edit.h"

static void
press(struct edit *e, enum key_code code)
{
	edit_key(e, &(struct key){.code = code});
}

static void
type(struct edit *e, uint32_t ch)
{
	edit_key(e, &(struct key){.code = K_CHAR, .ch = ch});
}

static void
control(struct edit *e, char letter)
{
	edit_key(e, &(struct key){.code = K_CTRL, .ascii = (uint32_t)letter});
}

static void
paste(struct edit *e, const char *bytes)
{
	struct key key = {.code = K_PASTE};

	key.paste.bytes = bytes;
	key.paste.len = strlen(bytes);
	edit_key(e, &key);
}

static void
test_a_grapheme_is_moved_over_and_deleted_whole(void **state)
{
	struct edit e = {0};

	(void)state;
	edit_set(&e, "a\xe6\xb4\xbe" /* two cells */ "e\xcc\x81" /* accent */);
	assert_int_equal(e.at, 7);
	press(&e, K_LEFT);
	assert_int_equal(e.at, 4);
	press(&e, K_LEFT);
	assert_int_equal(e.at, 1);
	press(&e, K_RIGHT);
	assert_int_equal(e.at, 4);
	press(&e, K_DELETE);
	assert_string_equal(buf_str(&e.text), "a\xe6\xb4\xbe");
	press(&e, K_BACKSPACE);
	assert_string_equal(buf_str(&e.text), "a");
	press(&e, K_BACKSPACE);
	press(&e, K_BACKSPACE);
	assert_string_equal(buf_str(&e.text), "");
	edit_free(&e);
}

static void
test_what_is_typed_goes_in_at_the_cursor(void **state)
{
	struct edit e = {0};

	(void)state;
	edit_set(&e, "d P1");
	press(&e, K_HOME);
	type(&e, 0x6d3e);
	press(&e, K_END);
	type(&e, '!');
	assert_string_equal(buf_str(&e.text), "\xe6\xb4\xbe"
	                                      "d P1!");
	edit_free(&e);
}

static void
test_words_and_lines_can_be_killed(void **state)
{
	struct edit e = {0};

	(void)state;
	edit_set(&e, "dispatch P1 M4");
	control(&e, 'w');
	assert_string_equal(buf_str(&e.text), "dispatch P1 ");
	control(&e, 'w');
	assert_string_equal(buf_str(&e.text), "dispatch ");
	control(&e, 'a');
	press(&e, K_RIGHT);
	control(&e, 'k');
	assert_string_equal(buf_str(&e.text), "d");
	control(&e, 'u');
	assert_string_equal(buf_str(&e.text), "");
	edit_free(&e);
}

static void
test_a_paste_is_one_line_without_controls(void **state)
{
	struct edit e = {0}, lines = {.lines = true};

	(void)state;
	paste(&e, "a\r\nb\rc\td\033[31m\x7f\xff!");
	assert_string_equal(buf_str(&e.text), "a b c d[31m\xef\xbf\xbd!");
	paste(&lines, "a\r\nb");
	assert_string_equal(buf_str(&lines.text), "a\nb");
	edit_free(&e);
	edit_free(&lines);
}

static void
test_what_does_not_fit_is_not_cut_but_left_out(void **state)
{
	struct edit e = {.max = 4};

	(void)state;
	type(&e, 0x6d3e);
	type(&e, 0x6d3e);
	assert_int_equal(e.text.len, 3);
	type(&e, 'x');
	type(&e, 'y');
	assert_string_equal(buf_str(&e.text), "\xe6\xb4\xbex");
	edit_free(&e);
}

static void
test_a_secret_never_moves_in_memory(void **state)
{
	struct edit e = {.max = 256, .secret = true};
	const char *first;

	(void)state;
	type(&e, 'a');
	first = e.text.data;
	for (int i = 0; i < 255; i++)
		type(&e, 'b');
	assert_ptr_equal(e.text.data, first);
	assert_int_equal(e.text.len, 256);
	edit_free(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_grapheme_is_moved_over_and_deleted_whole),
	    cmocka_unit_test(test_what_is_typed_goes_in_at_the_cursor),
	    cmocka_unit_test(test_words_and_lines_can_be_killed),
	    cmocka_unit_test(test_a_paste_is_one_line_without_controls),
	    cmocka_unit_test(test_what_does_not_fit_is_not_cut_but_left_out),
	    cmocka_unit_test(test_a_secret_never_moves_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
