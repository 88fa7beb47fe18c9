/*
 * Layers as JSON and as bytes of the store: there and back again, and what is
 * refused.
 */
#include "net/wire/layer-json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/layer-pack.h"
#include "tests/lib/lattice.h"

static struct layer *
read_back(const char *text)
{
	struct layer *l = NULL;
	struct problem p = {0};
	char words[300];

	if (layer_read_json(text, strlen(text), &l, &p))
		fail_msg("%s", problem_text(&p, words, sizeof(words)));
	return l;
}

static bool
same(const struct layer *a, const struct layer *b)
{
	uint8_t x[LAYER_DIGEST], y[LAYER_DIGEST];

	layer_digest(a, x);
	layer_digest(b, y);
	return memcmp(x, y, sizeof(x)) == 0;
}

static struct layer *
of_everything(void)
{
	struct layer *l = layer_new("all", LAYER_PLACE);
	struct layer_feature *f = layer_begin(l, "公园 \"N\"", "330304");

	f->id = layer_keep_text(l, "lq-p01");
	f->class = PLACE_PARK;
	f->rank = 3;
	layer_begin_part(l, PART_POINT);
	layer_add(l, (struct vertex){1206084123, 279690456});
	layer_begin_part(l, PART_LINE);
	layer_add(l, (struct vertex){-1800000000, -900000000});
	layer_add(l, (struct vertex){1800000000, 900000000});
	layer_begin_part(l, PART_RING);
	layer_add(l, (struct vertex){0, 0});
	layer_add(l, (struct vertex){30, 0});
	layer_add(l, (struct vertex){30, 30});
	layer_begin_part(l, PART_HOLE);
	layer_add(l, (struct vertex){20, 5});
	layer_add(l, (struct vertex){20, 10});
	layer_add(l, (struct vertex){25, 10});
	layer_end(l);
	layer_begin(l, NULL, NULL);
	layer_begin_part(l, PART_POINT);
	layer_add(l, (struct vertex){-7, -8});
	layer_end(l);
	assert_int_equal(layer_ok(l, NULL), PROBLEM_NONE);
	return l;
}

static void
with_seven_digits_nothing_is_lost(void **state)
{
	struct layer *l = of_everything(), *back;
	struct buf text = {0};

	(void)state;
	layer_write_json(&text, l, 7);
	back = read_back(buf_str(&text));
	assert_true(same(l, back));
	layer_free(back);
	layer_free(l);
	buf_free(&text);
}

static void
with_fewer_digits_it_is_shorter_and_all_is_there(void **state)
{
	struct layer *l =
	    lattice_new(9, 90000, 12, (struct vertex){1206000000, 279000000});
	size_t last = SIZE_MAX;

	(void)state;
	for (int digits = 7; digits >= 5; digits--) {
		struct buf text = {0};
		struct layer *back;

		layer_write_json(&text, l, digits);
		assert_true(text.len < last);
		last = text.len;
		back = read_back(buf_str(&text));
		assert_int_equal(back->features, l->features);
		for (size_t k = 0; k < back->parts; k++)
			assert_true(back->part[k].count >= 3);
		layer_free(back);
		buf_free(&text);
	}
	layer_free(l);
}

static void
a_ring_below_the_last_digit_is_still_a_ring(void **state)
{
	struct layer *l = of_everything(), *back;
	struct buf text = {0};

	(void)state;
	layer_write_json(&text, l, 5);
	back = read_back(buf_str(&text));
	assert_int_equal(back->features, 2);
	assert_int_equal(back->feature[0].parts, 3); /* the hole went */
	assert_int_equal(back->part[2].kind, PART_RING);
	assert_int_equal(back->part[2].count, 3);
	layer_free(back);
	layer_free(l);
	buf_free(&text);
}

#define HEAD "{\"name\":\"x\",\"role\":\"grid\",\"digits\":6,\"features\":["
#define PARTS(list) HEAD "{\"parts\":" list "}]}"

static void
what_no_layer_is_is_refused(void **state)
{
	static const char *const bad[] = {"", "[]", "{}", "null", HEAD,
	    "{\"features\":[]}", "{\"name\":\"X\"}",
	    "{\"name\":\"x\",\"role\":\"sea\"}",
	    "{\"name\":\"x\",\"role\":\"grid\",\"digits\":8}",
	    "{\"name\":\"x\",\"role\":\"grid\",\"digits\":6,\"more\":1}",
	    HEAD "]} x", HEAD "1]}", HEAD "{}]}", PARTS("7"), PARTS("[7]"),
	    PARTS("[[]]"), PARTS("[[4,1,1]]"), PARTS("[[0]]"), PARTS("[[0,1]]"),
	    PARTS("[[0,1,1,1,1]]"), PARTS("[[1,1,1]]"),
	    PARTS("[[2,1,1,1,1,-1,-1]]"), PARTS("[[2,0,0,1,0,-1,0]]"),
	    PARTS("[[3,0,0,1,0,0,1]]"), PARTS("[[0,180000001,0]]"),
	    PARTS("[[0,0,90000001]]"), PARTS("[[0,0.5,0]]"),
	    PARTS("[[0,1e300,0]]"), PARTS("[[0,\"1\",0]]"),
	    PARTS("[[1,180000000,0,1,0]]"),
	    HEAD "{\"name\":\"a\\u0001\",\"parts\":[[0,0,0]]}]}",
	    HEAD "{\"id\":\"no id\",\"parts\":[[0,0,0]]}]}",
	    HEAD "{\"rank\":10,\"parts\":[[0,0,0]]}]}",
	    HEAD "],\"features\":[]}",
	    "{\"features\":[],\"name\":\"x\",\"role\":\"grid\",\"digits\":6}"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct layer *l = NULL;
		struct problem p = {0};

		if (!layer_read_json(bad[i], strlen(bad[i]), &l, &p))
			fail_msg("taken: %s", bad[i]);
		assert_null(l);
		assert_int_not_equal(p.code, PROBLEM_NONE);
	}
}

static void
records_go_with_a_layer_that_is_put(void **state)
{
	const struct grid g = {
	    .head = {.kind = KIND_GRID, .id = "g1", .station = "S1"},
	    .name = "G01"};
	struct record *list[] = {
	    record_freeze(&g.head), record_freeze(&g.head)};
	struct layer *l = of_everything();
	struct layer_put back;
	struct buf text = {0};

	(void)state;
	layer_put_write_json(&text, l, list, 2);
	assert_int_equal(
	    layer_put_read_json(buf_str(&text), text.len, &back, NULL), 0);
	assert_true(same(l, back.layer));
	assert_int_equal(back.records, 2);
	assert_true(record_same(back.record[1], list[1]));
	layer_put_free(&back);
	/* Nobody else takes them. */
	assert_int_equal(
	    layer_read_json(buf_str(&text), text.len, &back.layer, NULL),
	    PROBLEM_UNKNOWN_KEY);
	record_free(list[0]);
	record_free(list[1]);
	layer_free(l);
	buf_free(&text);
}

static void
too_many_records_are_refused(void **state)
{
	struct layer_put back;
	struct buf text = {0};
	struct problem p = {0};

	(void)state;
	buf_puts(&text, "{\"name\":\"a\",\"role\":\"grid\",\"digits\":5,"
	                "\"features\":[],\"records\":[");
	for (int n = 0; n <= LAYER_PUT_RECORDS; n++)
		buf_printf(&text,
		    "%s{\"kind\":\"grid\",\"id\":\"g%d\","
		    "\"station\":\"S1\",\"name\":\"G\"}",
		    n ? "," : "", n);
	buf_puts(&text, "]}");
	assert_int_equal(
	    layer_put_read_json(buf_str(&text), text.len, &back, &p),
	    PROBLEM_TOO_LONG);
	assert_string_equal(problem_get(&p, "limit"), "20000");
	layer_put_free(&back);
	buf_free(&text);
}

static void
a_class_of_tomorrow_is_other(void **state)
{
	struct layer *l = read_back(
	    HEAD "{\"class\":\"moon\",\"new\":[],\"parts\":[[0,1,1]]}]}");

	(void)state;
	assert_int_equal(l->feature[0].class, PLACE_OTHER);
	layer_free(l);
}

static void
bytes_of_the_store_come_back_the_same(void **state)
{
	struct layer *l = of_everything();
	struct buf pack = {0};

	(void)state;
	for (size_t i = 0; i < l->features; i++) {
		const struct layer_feature *f = &l->feature[i];
		struct layer *to = layer_new("all", LAYER_PLACE);
		struct layer_feature *g = layer_begin(
		    to, layer_text(l, f->name), layer_text(l, f->code));

		g->id = layer_keep_text(to, layer_text(l, f->id));
		buf_clear(&pack);
		layer_pack(&pack, l, f);
		assert_true(layer_unpack(to, pack.data, pack.len));
		layer_end(to);
		assert_int_equal(to->feature[0].parts, f->parts);
		assert_memory_equal(
		    &to->feature[0].box, &f->box, sizeof(f->box));
		layer_free(to);
	}
	buf_free(&pack);
	layer_free(l);
}

/* Cut anywhere, or with any byte changed, it is refused or still on earth. */
static void
damaged_bytes_are_never_off_the_earth(void **state)
{
	struct layer *l = of_everything();
	struct buf pack = {0};

	(void)state;
	layer_pack(&pack, l, &l->feature[0]);
	for (size_t i = 0; i < pack.len * 256; i++) {
		struct layer *to = layer_new("x", LAYER_PLACE);
		char kept = pack.data[i / 256];

		pack.data[i / 256] = (char)(i % 256);
		layer_begin(to, NULL, NULL);
		if (layer_unpack(to, pack.data, pack.len))
			layer_end(to);
		for (size_t k = 0; k < to->vertices; k++) {
			assert_true(to->vertex[k].lon >= -LAYER_LON_MAX &&
			            to->vertex[k].lon <= LAYER_LON_MAX);
			assert_true(to->vertex[k].lat >= -LAYER_LAT_MAX &&
			            to->vertex[k].lat <= LAYER_LAT_MAX);
		}
		pack.data[i / 256] = kept;
		layer_free(to);
	}
	buf_free(&pack);
	layer_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(with_seven_digits_nothing_is_lost),
	    cmocka_unit_test(with_fewer_digits_it_is_shorter_and_all_is_there),
	    cmocka_unit_test(a_ring_below_the_last_digit_is_still_a_ring),
	    cmocka_unit_test(what_no_layer_is_is_refused),
	    cmocka_unit_test(records_go_with_a_layer_that_is_put),
	    cmocka_unit_test(too_many_records_are_refused),
	    cmocka_unit_test(a_class_of_tomorrow_is_other),
	    cmocka_unit_test(bytes_of_the_store_come_back_the_same),
	    cmocka_unit_test(damaged_bytes_are_never_off_the_earth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
