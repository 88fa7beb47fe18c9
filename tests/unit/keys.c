/*
 * Which key is which action: defaults, two keys, full-width letters, an input
 * method, and keys files that are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/keys.h"

static struct key
letter(uint32_t ch)
{
	return (struct key){.code = K_CHAR, .ch = ch, .ascii = input_fold(ch)};
}

/* Presses; the action, or ACTION_COUNT with what was said in *said. */
static enum action
press(struct keys *k, uint32_t ch, enum keys_said *said)
{
	struct key key = letter(ch);
	enum action action = ACTION_COUNT;

	*said = keys_press(k, &key, &action);
	return *said == KEYS_ACTION ? action : ACTION_COUNT;
}

static void
test_one_key_and_two_keys_are_actions(void **state)
{
	struct keys *k = keys_new();
	struct key f8 = {.code = K_F8}, up = {.code = K_UP};
	enum keys_said said;
	enum action action;

	(void)state;
	assert_int_equal(press(k, 'd', &said), ACTION_DISPATCH);
	assert_int_equal(press(k, 'g', &said), ACTION_COUNT);
	assert_int_equal(said, KEYS_MORE);
	assert_int_equal(keys_prefix(k), 'g');
	assert_int_equal(press(k, 'g', &said), ACTION_TOP);
	assert_int_equal(keys_prefix(k), 0);
	press(k, 'g', &said);
	assert_int_equal(press(k, 'd', &said), ACTION_COUNT);
	assert_int_equal(said, KEYS_NOTHING);
	assert_int_equal(keys_press(k, &f8, &action), KEYS_ACTION);
	assert_int_equal(action, ACTION_GO_OUTBOX);
	assert_int_equal(keys_press(k, &up, &action), KEYS_ACTION);
	assert_int_equal(action, ACTION_UP);
	keys_free(k);
}

static void
test_q_and_y_and_digits_are_bound_to_nothing(void **state)
{
	struct keys *k = keys_new();
	enum keys_said said;

	(void)state;
	for (const char *s = "qy0123456789"; *s; s++) {
		press(k, (uint32_t)*s, &said);
		assert_int_equal(said, KEYS_NOTHING);
	}
	keys_free(k);
}

static void
test_full_width_letters_count_and_others_are_told_apart(void **state)
{
	struct keys *k = keys_new();
	enum keys_said said;

	(void)state;
	assert_int_equal(press(k, 0xff44 /* d */, &said), ACTION_DISPATCH);
	press(k, 0x6d3e, &said);
	assert_int_equal(said, KEYS_METHOD);
	/* It ends a key of two as well. */
	press(k, 'g', &said);
	press(k, 0x6d3e, &said);
	assert_int_equal(keys_prefix(k), 0);
	keys_free(k);
}

static void
test_no_two_actions_have_one_key_by_default(void **state)
{
	char seen[ACTION_COUNT * 8][8];
	size_t count = 0;

	(void)state;
	for (enum action a = 0; a < ACTION_COUNT; a++) {
		char all[64], *save = all, *word;

		snprintf(all, sizeof(all), "%s", actions[a].keys);
		while ((word = strsep(&save, " "))) {
			for (size_t i = 0; i < count; i++)
				assert_string_not_equal(seen[i], word);
			snprintf(seen[count++], sizeof(seen[0]), "%s", word);
		}
	}
	assert_true(count > ACTION_COUNT);
}

/* Reads a keys file; the problem's text. */
static const char *
read_text(struct keys *k, const char *yaml)
{
	static char text[512];
	char path[] = "/tmp/watchroom-keys-XXXXXX";
	int fd = mkstemp(path);
	struct problem p = {0};

	assert_true(fd >= 0);
	assert_int_equal(write(fd, yaml, strlen(yaml)), strlen(yaml));
	close(fd);
	text[0] = '\0';
	if (keys_read(k, path, &p) != PROBLEM_NONE)
		problem_text(&p, text, sizeof(text));
	unlink(path);
	return text;
}

static void
test_a_file_takes_the_place_of_defaults(void **state)
{
	struct keys *k = keys_new();
	enum keys_said said;

	(void)state;
	assert_string_equal(read_text(k, "write: ''\ndown: J Down\n"), "");
	assert_int_equal(press(k, 'J', &said), ACTION_DOWN);
	assert_int_equal(press(k, 'j', &said), ACTION_COUNT);
	assert_int_equal(press(k, 'm', &said), ACTION_COUNT);
	assert_string_equal(keys_of(k, ACTION_DOWN), "J Down");
	keys_free(k);
}

static void
test_a_wrong_file_is_refused_with_its_line_and_changes_nothing(void **state)
{
	static const struct {
		const char *yaml, *says;
	} wrong[] = {
	    {"down: j\ndwn: k\n", ":2: dwn is not known; did you mean down?"},
	    {"down: Dwn\n", ":1: down: Dwn is not keys"},
	    {"down: 1\n", ":1: digits and y mean one thing"},
	    {"down: y\n", ":1: digits and y mean one thing"},
	    {"down: d\n", ":1: down and dispatch have one key"},
	    {"down: g\n", ":1: down and "},
	    {"- down\n", "a map of actions to keys"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct keys *k = keys_new();
		const char *said = read_text(k, wrong[i].yaml);

		if (!strstr(said, wrong[i].says))
			fail_msg("\"%s\" lacks \"%s\"", said, wrong[i].says);
		assert_string_equal(keys_of(k, ACTION_DOWN), "j Down");
		keys_free(k);
	}
}

static void
test_a_file_that_is_not_there_is_fine(void **state)
{
	struct keys *k = keys_new();

	(void)state;
	assert_int_equal(
	    keys_read(k, "/nonexistent/keys.yaml", NULL), PROBLEM_NONE);
	keys_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_key_and_two_keys_are_actions),
	    cmocka_unit_test(test_q_and_y_and_digits_are_bound_to_nothing),
	    cmocka_unit_test(
	        test_full_width_letters_count_and_others_are_told_apart),
	    cmocka_unit_test(test_no_two_actions_have_one_key_by_default),
	    cmocka_unit_test(test_a_file_takes_the_place_of_defaults),
	    cmocka_unit_test(
	        test_a_wrong_file_is_refused_with_its_line_and_changes_nothing),
	    cmocka_unit_test(test_a_file_that_is_not_there_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
