/*
 * YAML files: the tree, what is refused and how it is told, and settings
 * filled by table.
 */
#include "config/conf.h"
#include "config/conf-field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct conf_node *
good(const char *text)
{
	struct conf_node *root;
	struct problem p;

	if (conf_parse("t.yaml", text, strlen(text), &root, &p) != PROBLEM_NONE)
		fail_msg("%s: %s", text, problem_get(&p, "why"));
	return root;
}

/* The line and words that a refused file gets, "LINE: WHAT". */
static void
refuses_bytes(const char *text, size_t len, const char *want)
{
	struct conf_node *root;
	struct problem p;
	char said[256], text_of[256];

	if (conf_parse("t.yaml", text, len, &root, &p) == PROBLEM_NONE)
		fail_msg("accepted: %s", text);
	assert_null(root);
	assert_int_equal(p.code, PROBLEM_FILE_LINE);
	assert_string_equal(problem_get(&p, "file"), "t.yaml");
	problem_text(&p, text_of, sizeof(text_of));
	snprintf(said, sizeof(said), "%s", strchr(text_of, ':') + 1);
	assert_string_equal(said, want);
}

static void
refuses(const char *text, const char *want)
{
	refuses_bytes(text, strlen(text), want);
}

static void
a_file_becomes_a_tree_with_lines(void **state)
{
	struct conf_node *root = good("# a central\n"
	                              "listen: unix:x\n"
	                              "clocks:\n"
	                              "  sign: 30 s\n"
	                              "  'arrive': [1 min, \"3\\u00a0min\"]\n"
	                              "no: ~\n"
	                              "empty:\n");
	const struct conf_node *node;

	(void)state;
	assert_int_equal(root->kind, CONF_MAP);
	assert_int_equal(root->count, 4);
	assert_string_equal(conf_find(root, "listen")->text, "unix:x");
	assert_int_equal(conf_find(root, "listen")->line, 2);
	node = conf_find(conf_find(root, "clocks"), "arrive");
	assert_int_equal(node->kind, CONF_LIST);
	assert_int_equal(node->line, 5);
	assert_int_equal(node->count, 2);
	assert_string_equal(node->first->text, "1 min");
	assert_null(node->first->key);
	assert_string_equal(node->first->next->text, "3\xc2\xa0min");
	assert_null(node->first->next->next);
	assert_string_equal(conf_find(root, "no")->text, "~");
	assert_string_equal(conf_find(root, "empty")->text, "");
	assert_null(conf_find(root, "sign"));
	assert_null(conf_find(node, "sign"));
	conf_free(root);
}

static void
a_file_without_values_is_an_empty_map(void **state)
{
	static const char *const texts[] = {
	    "", "\n", "# only words\n", "\xEF\xBB\xBF"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct conf_node *root = good(texts[i]);

		assert_int_equal(root->kind, CONF_MAP);
		assert_int_equal(root->count, 0);
		conf_free(root);
	}
}

static void
what_hands_do_not_write_is_refused(void **state)
{
	static const char adorned[] = "no aliases, anchors or tags here";
	char want[80];

	(void)state;
	snprintf(want, sizeof(want), "1: %s", adorned);
	refuses("a: &x 1\n", want);
	refuses("a: &x [1]\n", want);
	refuses("&x a: 1\n", want);
	refuses("a: !!int 1\n", want);
	refuses("a: ! 1\n", want);
	refuses("!y {a: 1}\n", want);
	snprintf(want, sizeof(want), "2: %s", adorned);
	refuses("a: 1\n<<: *x\n", want);
	refuses("a: 1\n---\nb: 1\n", "2: a second document");
	refuses("a: 1\nb: 2\na: 3\n", "3: a stands here twice");
	refuses("? [a]\n: 1\n", "1: a key must be one word or text");
	refuses("a: 1\n? {b: 1}\n: 1\n", "2: a key must be one word or text");
	refuses("a: \"x\\0y\"\n", "1: U+0000 may not stand in a text");
	refuses("a:\n\t- b\n", "2: a character that begins nothing here");
}

static void
bytes_that_are_no_utf8_are_refused_with_their_line(void **state)
{
	(void)state;
	refuses("a: 1\nb: \xff\n", "2: not UTF-8");
	refuses("a: 1\nb: \xc0\xaf\n", "2: not UTF-8");
	refuses("a: 1\n\nb: \xed\xa0\x80\n", "3: not UTF-8");
	refuses("a: \x01\n", "1: a control character");
	refuses_bytes("a: 1\0\n", 6, "1: a control character");
	refuses_bytes("\xff\xfe"
	              "a\0:\0",
	    6, "1: not UTF-8");
}

static void
depth_width_and_size_are_bounded(void **state)
{
	char deep[CONF_DEPTH_MAX * 2 + 3] = "";
	char *large = malloc(CONF_FILE_MAX + 1);
	struct conf_node *root;
	size_t at = 0;

	(void)state;
	assert_non_null(large);
	memset(deep, '[', CONF_DEPTH_MAX);
	memset(deep + CONF_DEPTH_MAX, ']', CONF_DEPTH_MAX);
	conf_free(good(deep));
	memset(deep, '[', CONF_DEPTH_MAX + 1);
	memset(deep + CONF_DEPTH_MAX + 1, ']', CONF_DEPTH_MAX + 1);
	refuses(deep, "1: nested too deep");

	memset(large, 'a', CONF_FILE_MAX + 1);
	assert_int_equal(
	    conf_parse("t.yaml", large, CONF_FILE_MAX, &root, NULL),
	    PROBLEM_NONE);
	conf_free(root);
	refuses_bytes(
	    large, CONF_FILE_MAX + 1, "1: the file is larger than 64 KiB");

	for (int i = 0; i <= CONF_KEYS_MAX; i++)
		at += (size_t)snprintf(
		    large + at, CONF_FILE_MAX - at, "k%d: 0\n", i);
	refuses_bytes(large, at, "1001: too many keys");
	free(large);
}

/* Over some of these libyaml alone takes time by the square of their depth. */
static void
a_file_of_brackets_is_refused_at_once(void **state)
{
	static const char *const units[] = {
	    "[", "{", "- ", "? ", "[{", "a: [", "[[\n", "[\"\",["};
	char *text = malloc(CONF_FILE_MAX);
	struct conf_node *root;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		size_t n = strlen(units[i]);

		for (size_t at = 0; at < CONF_FILE_MAX; at++)
			text[at] = units[i][at % n];
		assert_int_not_equal(
		    conf_parse("t.yaml", text, CONF_FILE_MAX, &root, NULL),
		    PROBLEM_NONE);
	}
	free(text);
}

static void
a_file_on_disk_is_read_or_named(void **state)
{
	char path[] = "/tmp/yaml-test-XXXXXX";
	int fd = mkstemp(path);
	struct conf_node *root;
	struct problem p;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a: 1\n", 5), 5);
	close(fd);
	assert_int_equal(conf_read(path, &root, &p), PROBLEM_NONE);
	assert_string_equal(conf_find(root, "a")->text, "1");
	assert_string_equal(conf_find(root, "a")->file, path);
	conf_free(root);
	assert_int_equal(truncate(path, (off_t)CONF_FILE_MAX + 1), 0);
	assert_int_equal(conf_read(path, &root, &p), PROBLEM_FILE_LINE);
	unlink(path);
	assert_int_equal(conf_read(path, &root, &p), PROBLEM_FILE);
	assert_string_equal(problem_get(&p, "file"), path);
	assert_int_equal(conf_read("/", &root, &p), PROBLEM_FILE);
	assert_null(root);
}

/* Settings of every type. */
struct clocks {
	msec_t sign, close;
};

struct settings {
	char *name, *note;
	struct conf_strings channels;
	int64_t seats;
	bool drill;
	int mode;
	struct clocks clocks;
};

static const char *const modes[] = {"live", "guard", "flood", NULL};

static const struct conf_field clock_rows[] = {
    {.name = "sign",
        .type = CONF_DURATION,
        .offset = offsetof(struct clocks, sign),
        .min = 5000,
        .max = 600000,
        .fallback = "30 s"},
    {.name = "close",
        .type = CONF_DURATION,
        .offset = offsetof(struct clocks, close)},
    {0},
};

static const struct conf_field rows[] = {
    {.name = "name",
        .type = CONF_STRING,
        .required = true,
        .offset = offsetof(struct settings, name),
        .min = 1,
        .max = 12},
    {.name = "note",
        .type = CONF_STRING,
        .offset = offsetof(struct settings, note)},
    {.name = "channels",
        .type = CONF_STRINGS,
        .offset = offsetof(struct settings, channels)},
    {.name = "seats",
        .type = CONF_INTEGER,
        .offset = offsetof(struct settings, seats),
        .min = 1,
        .max = 9,
        .fallback = "2"},
    {.name = "drill",
        .type = CONF_BOOL,
        .offset = offsetof(struct settings, drill),
        .fallback = "yes"},
    {.name = "mode",
        .type = CONF_WORD,
        .offset = offsetof(struct settings, mode),
        .words = modes,
        .fallback = "guard"},
    {.name = "clocks",
        .type = CONF_TABLE,
        .offset = offsetof(struct settings, clocks),
        .fields = clock_rows},
    {0},
};

static enum problem_code
settle(const char *text, struct settings *s, struct problem *p)
{
	struct conf_node *root = good(text);
	enum problem_code code;

	memset(s, 0xA5, sizeof(*s)); /* whatever was in it before */
	code = conf_fill(root, rows, s, p);
	conf_free(root);
	return code;
}

static void
every_type_is_filled(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(settle("name: Louqiao\nnote: ''\nseats: 3\ndrill: no\n"
	                        "channels: [\"3\", five]\nmode: flood\n"
	                        "clocks: {sign: 5 min, close: 30d}\n",
	                     &s, NULL),
	    PROBLEM_NONE);
	assert_string_equal(s.name, "Louqiao");
	assert_string_equal(s.note, "");
	assert_int_equal(s.channels.count, 2);
	assert_string_equal(s.channels.item[0], "3");
	assert_string_equal(s.channels.item[1], "five");
	assert_int_equal(s.seats, 3);
	assert_false(s.drill);
	assert_int_equal(s.mode, 2);
	assert_int_equal(s.clocks.sign, 5 * 60 * 1000);
	assert_true(s.clocks.close == INT64_C(30) * 86400 * 1000);
	conf_drop(rows, &s);
	assert_null(s.name);
	assert_int_equal(s.channels.count, 0);
}

static void
what_is_not_given_is_the_default(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(settle("name: x\n", &s, NULL), PROBLEM_NONE);
	assert_null(s.note);
	assert_null(s.channels.item);
	assert_int_equal(s.seats, 2);
	assert_true(s.drill);
	assert_int_equal(s.mode, 1);
	assert_int_equal(s.clocks.sign, 30000);
	assert_int_equal(s.clocks.close, 0);
	conf_drop(rows, &s);
	assert_int_equal(
	    conf_fill_defaults(clock_rows, &s.clocks, NULL), PROBLEM_NONE);
	assert_int_equal(s.clocks.sign, 30000);
}

/* The sentence that a person gets for a wrong file. */
static void
says(const char *text, const char *want)
{
	struct settings s;
	struct problem p;
	char said[400];

	if (settle(text, &s, &p) == PROBLEM_NONE)
		fail_msg("accepted: %s", text);
	assert_string_equal(problem_text(&p, said, sizeof(said)), want);
	assert_null(s.name);
	assert_null(s.channels.item);
}

static void
a_wrong_file_is_told_file_line_key_and_what_was_meant(void **state)
{
	(void)state;
	says("name: x\nsaets: 3\n",
	    "t.yaml:2: saets is not known; did you mean seats?");
	says("name: x\nclocks:\n  sing: 3 s\n",
	    "t.yaml:3: sing is not known; did you mean sign?");
	says("name: x\nclocks:\n  weather: 3 s\n",
	    "t.yaml:3: weather is not known; here stand sign, close");
	says("seats: 3\n", "t.yaml:1: name is missing");
	says("name: x\nseats: 10\n",
	    "t.yaml:2: seats: 10 is not a whole number from 1 to 9");
	says("name: x\nseats: 0x3\n",
	    "t.yaml:2: seats: 0x3 is not a whole number from 1 to 9");
	says("name: x\nseats: '-'\n",
	    "t.yaml:2: seats: - is not a whole number from 1 to 9");
	says("name: x\nseats: [3]\n",
	    "t.yaml:2: seats: it is not a whole number from 1 to 9");
	says("name: x\nseats:\n",
	    "t.yaml:2: seats: it is not a whole number from 1 to 9");
	says("name: x\ndrill: maybe\n",
	    "t.yaml:2: drill: maybe is not yes or no");
	says("name: x\nmode: dry\n",
	    "t.yaml:2: mode: dry is not one of live, guard, flood");
	says("name: x\nclocks:\n  sign: 11 min\n",
	    "t.yaml:3: sign: 11 min is not a time from 5 s to 10 min");
	says("name: x\nclocks:\n  close: soon\n",
	    "t.yaml:3: close: soon is not a time like 60 s or 5 min");
	says("name: x\nclocks: 3\n", "t.yaml:2: clocks: 3 is not a map");
	says("name: x\nchannels: five\n",
	    "t.yaml:2: channels: five is not a list of texts");
	says("name: x\nchannels:\n- a\n- [b]\n",
	    "t.yaml:4: channels: it is not a text");
	says("name: thirteenbytes\n",
	    "t.yaml:1: name: thirteenbytes is not a text of 1 to 12 bytes");
	says("[name]\n", "t.yaml:1: keys with values belong here");
}

static void
durations_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		msec_t ms;
		const char *written;
	} good_ones[] = {
	    {"500 ms", 500, "500 ms"},
	    {"60 s", 60000, "1 min"},
	    {"90s", 90000, "90 s"},
	    {"5  min", 300000, "5 min"},
	    {"24 h", 86400000, "1 d"},
	    {"0 s", 0, "0 s"},
	};
	static const char *const bad_ones[] = {"", "5", "s", "-5 s", "5 S",
	    "5 s ", " 5 s", "1.5 h", "5 min 3 s", "9999999999 d", "5\tmin"};
	char out[CONF_DURATION_SIZE];
	msec_t ms = -1;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good_ones); i++) {
		assert_true(conf_duration_parse(good_ones[i].text, &ms));
		assert_int_equal(ms, good_ones[i].ms);
		conf_duration_format(ms, out);
		assert_string_equal(out, good_ones[i].written);
	}
	for (size_t i = 0; i < COUNT_OF(bad_ones); i++)
		if (conf_duration_parse(bad_ones[i], &ms))
			fail_msg("accepted: %s", bad_ones[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_becomes_a_tree_with_lines),
	    cmocka_unit_test(a_file_without_values_is_an_empty_map),
	    cmocka_unit_test(what_hands_do_not_write_is_refused),
	    cmocka_unit_test(
	        bytes_that_are_no_utf8_are_refused_with_their_line),
	    cmocka_unit_test(depth_width_and_size_are_bounded),
	    cmocka_unit_test(a_file_of_brackets_is_refused_at_once),
	    cmocka_unit_test(a_file_on_disk_is_read_or_named),
	    cmocka_unit_test(every_type_is_filled),
	    cmocka_unit_test(what_is_not_given_is_the_default),
	    cmocka_unit_test(
	        a_wrong_file_is_told_file_line_key_and_what_was_meant),
	    cmocka_unit_test(durations_are_read_and_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
