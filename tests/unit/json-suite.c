/*
 * JSON against other people's data: JSONTestSuite file by file, and the big
 * list of naughty strings there and back.
 */
#include "net/wire/json-out.h"
#include "net/wire/json.h"
#include "tests/lib/data.h"

#include <dirent.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

extern char **environ;

/* Every y_ file that our own rules refuse, and no other. */
static const char *const our_refusals[] = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json",
};

static bool
is_our_refusal(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(our_refusals); i++)
		if (strcmp(name, our_refusals[i]) == 0)
			return true;
	return false;
}

static void
run(char *const argv[])
{
	int status;
	pid_t pid;

	assert_int_equal(
	    posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
read_whole(const char *dir, const char *name, struct buf *b)
{
	char path[4096], bytes[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_add(b, bytes, n);
	fclose(f);
}

/* Counts by first letter what was met; fails where the verdict is wrong. */
static void
judge(const char *dir, const char *name, size_t *met)
{
	const struct json_limits limits = {1024 * 1024, JSON_DEPTH_MAX};
	struct buf b = {0};
	struct problem p;
	cJSON *tree;
	bool taken;

	read_whole(dir, name, &b);
	taken =
	    json_parse(buf_str(&b), b.len, &limits, &tree, &p) == PROBLEM_NONE;
	if (name[0] == 'n' && taken)
		fail_msg("%s was taken", name);
	if (name[0] == 'y' && taken == is_our_refusal(name))
		fail_msg("%s was %s", name, taken ? "taken" : "refused");
	met[(unsigned char)name[0]]++;
	cJSON_Delete(tree);
	buf_free(&b);
}

static void
jsontestsuite_is_judged_as_our_rules_say(void **state)
{
	char dir[] = "/tmp/json-suite-XXXXXX", parsing[64], archive[4096];
	size_t met[256] = {0};
	struct dirent *entry;
	DIR *files;

	(void)state;
	if (!data_path("text/JSONTestSuite.tar.xz", archive, sizeof(archive))) {
		fprintf(stderr, "skipped: text/JSONTestSuite.tar.xz is not "
		                "here (set WATCHROOM_DATA)\n");
		skip();
	}
	assert_non_null(mkdtemp(dir));
	run((char *[]){"tar", "xJf", archive, "-C", dir, NULL});
	snprintf(parsing, sizeof(parsing), "%s/test_parsing", dir);
	files = opendir(parsing);
	assert_non_null(files);
	while ((entry = readdir(files)) != NULL)
		if (strchr("yni", entry->d_name[0]))
			judge(parsing, entry->d_name, met);
	closedir(files);
	run((char *[]){"rm", "-rf", dir, NULL});
	assert_int_equal(met['y'], 95);
	assert_int_equal(met['n'], 188);
	assert_int_equal(met['i'], 35);
}

static void
naughty_strings_come_back_byte_for_byte(void **state)
{
	const struct json_limits limits = {1024 * 1024, JSON_DEPTH_MAX};
	struct buf in = {0}, out = {0};
	struct json_out o = {.buf = &out};
	cJSON *list, *again;
	const cJSON *item;
	int n = 0;

	(void)state;
	data_need("text/blns.json", &in);
	assert_int_equal(
	    json_parse(in.data, in.len, &limits, &list, NULL), PROBLEM_NONE);
	json_open_array(&o);
	cJSON_ArrayForEach (item, list)
		json_put_string(
		    &o, item->valuestring, strlen(item->valuestring));
	json_close_array(&o);
	assert_true(buf_ok(&out));
	assert_int_equal(
	    json_parse(out.data, out.len, &limits, &again, NULL), PROBLEM_NONE);
	cJSON_ArrayForEach (item, list)
		assert_string_equal(item->valuestring,
		    cJSON_GetArrayItem(again, n++)->valuestring);
	assert_int_equal(n, cJSON_GetArraySize(again));
	assert_true(n > 500);
	cJSON_Delete(list);
	cJSON_Delete(again);
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(jsontestsuite_is_judged_as_our_rules_say),
	    cmocka_unit_test(naughty_strings_come_back_byte_for_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
