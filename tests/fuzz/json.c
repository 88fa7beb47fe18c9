/*
 * Any bytes as JSON: what our scanner lets pass cJSON takes, and what was read
 * comes back the same when written and read again.
 */
#include "net/wire/json.h"
#include "net/wire/json-out.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
put_tree(struct json_out *o, const cJSON *item)
{
	const cJSON *child;

	if (cJSON_IsString(item)) {
		json_put_string(
		    o, item->valuestring, strlen(item->valuestring));
	} else if (cJSON_IsNumber(item)) {
		json_put_number(o, item->valuedouble);
	} else if (cJSON_IsBool(item)) {
		json_put_bool(o, cJSON_IsTrue(item));
	} else if (cJSON_IsNull(item)) {
		json_put_null(o);
	} else if (cJSON_IsArray(item)) {
		json_open_array(o);
		cJSON_ArrayForEach (child, item)
			put_tree(o, child);
		json_close_array(o);
	} else {
		hold(cJSON_IsObject(item));
		json_open_object(o);
		cJSON_ArrayForEach (child, item) {
			json_put_key(o, child->string);
			put_tree(o, child);
		}
		json_close_object(o);
	}
}

static void
check_again(const cJSON *tree)
{
	const struct json_limits limits = {SIZE_MAX, JSON_DEPTH_MAX};
	struct buf first = {0}, second = {0};
	cJSON *again;

	put_tree(&(struct json_out){.buf = &first}, tree);
	hold(json_parse(first.data, first.len, &limits, &again, NULL) ==
	     PROBLEM_NONE);
	hold(cJSON_Compare(tree, again, true));
	put_tree(&(struct json_out){.buf = &second}, again);
	hold(strcmp(buf_str(&first), buf_str(&second)) == 0);
	cJSON_Delete(again);
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problem p = {0};
	cJSON *tree;

	switch (json_parse((const char *)data, size, NULL, &tree, &p)) {
	case PROBLEM_NONE:
		check_again(tree);
		break;
	case PROBLEM_BAD_JSON:
		hold(problem_get(&p, "why")[0] != '\0');
		break;
	default:
		hold(size > JSON_BODY_MAX);
		break;
	}
	cJSON_Delete(tree);
	return 0;
}
