/*
 * Files of records: what is written comes back, and what is wrong is told
 * with file, line, key and what was meant.
 */
#include "central/bulk.h"
#include "model/reason.h"
#include "net/wire/codec.h"
#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define REQUEST_ROOM (JSON_BODY_MAX - 500) /* room for its frame */

static const char *const endings[] = {"csv", "json", "geojson"};

/* Writes text into a file of its own and reads that as records. */
static enum problem_code
read_text(enum kind kind, const char *ending, const char *text, size_t len,
    struct bulk *b, struct problem *p)
{
	char path[] = "/tmp/watchroom-bulk.XXXXXX", name[64];
	int fd = mkstemp(path);
	enum problem_code code;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	snprintf(name, sizeof(name), "%s.%s", path, ending);
	assert_int_equal(rename(path, name), 0);
	code = bulk_read(name, kind, b, p);
	unlink(name);
	return code;
}

static bool
may_be_put(enum kind kind)
{
	const struct kind_info *info = kind_info(kind);

	for (size_t i = 0; i < info->count; i++)
		if (info->fields[i].flags & FIELD_PUT)
			return true;
	return false;
}

/*
 * A record of which all that is needed says something, and of the rest all or
 * about half. An outline of any text is no ring: GeoJSON needs one.
 */
static struct record *
some_record(struct rng *g, enum kind kind, bool full)
{
	struct record *r = rng_record(g, kind, true), *copy;
	const struct kind_info *info = kind_info(kind);
	const struct field *f = bulk_geometry(kind);
	struct value ring = {
	    .type = TYPE_TEXT, .text = "120.5,28.1 120.6,28.1 120.6,28.25"};
	union any_record draft;

	memcpy(&draft, r, info->size);
	if (f && f->type == TYPE_TEXT)
		field_set(&draft.head, f, ring);
	for (size_t i = 0; !full && i < info->count; i++) {
		struct value none = {.type = info->fields[i].type};

		if (!(info->fields[i].flags & FIELD_NEEDED) && rng_below(g, 2))
			field_set(&draft.head, &info->fields[i], none);
	}
	copy = record_freeze(&draft.head);
	record_free(r);
	return copy;
}

/* As it goes out: four texts of 16 KiB are more than a request holds. */
static bool
fits(const struct record *r)
{
	struct buf put = {0};
	struct json_out o = {.buf = &put};
	bool fits;

	codec_write_put(&o, r);
	fits = put.len < REQUEST_ROOM;
	buf_free(&put);
	return fits;
}

static struct record *
some_record_that_fits(struct rng *g, enum kind kind, bool full)
{
	struct record *r = some_record(g, kind, full);

	while (!fits(r)) {
		record_free(r);
		r = some_record(g, kind, full);
	}
	return r;
}

static void
what_is_put_of_every_kind_comes_back_in_every_form(void **state)
{
	struct rng g = {.state = 20261121};

	(void)state;
	for (enum kind kind = 1; kind < KIND_COUNT; kind++) {
		for (size_t form = 0; form < 3; form++) {
			struct record *list[20];
			struct buf out = {0};
			struct bulk_writer w = {.kind = kind,
			    .form = (enum bulk_form)form,
			    .out = &out};
			struct problem p = {0};
			struct bulk b;
			char text[512];

			if (!may_be_put(kind) ||
			    (form == BULK_GEOJSON && !bulk_geometry(kind)))
				continue;
			bulk_begin(&w);
			for (size_t i = 0; i < COUNT_OF(list); i++) {
				list[i] =
				    some_record_that_fits(&g, kind, i % 2);
				bulk_write(&w, list[i]);
			}
			bulk_end(&w);
			if (read_text(
			        kind, endings[form], out.data, out.len, &b, &p))
				fail_msg("%s: %s", kind_info(kind)->name,
				    problem_text(&p, text, sizeof(text)));
			assert_int_equal(b.count, COUNT_OF(list));
			for (size_t i = 0; i < COUNT_OF(list); i++) {
				struct buf want = {0}, have = {0};
				struct json_out o = {.buf = &want};

				codec_write_put(&o, list[i]);
				o = (struct json_out){.buf = &have};
				codec_write_put(&o, b.item[i].record);
				assert_string_equal(
				    buf_str(&have), buf_str(&want));
				buf_free(&want);
				buf_free(&have);
				record_free(list[i]);
			}
			bulk_free(&b);
			buf_free(&out);
		}
	}
}

/* What a wrong file is refused with. */
static const struct wrong {
	const char *ending, *text;
	enum problem_code code;
	const char *line, *key, *meant; /* nearest, or what is wanted */
} wrongs[] = {
    {"csv", "id,name,shape\nS1,One,x\n", PROBLEM_FILE_KEY, "1", "shape", "id"},
    {"csv", "id,nmae\nS1,One\n", PROBLEM_FILE_KEY, "1", "nmae", "name"},
    {"csv", "id,name,rural\nS1,One,true\nS2,Two,maybe\n", PROBLEM_FILE_VALUE,
        "3", "rural", "true or false"},
    {"csv", "id,name,spot.lat,spot.lon\nS1,One,28,\n", PROBLEM_FILE_VALUE, "2",
        "spot.lat", "degrees in two columns, .lat and .lon"},
    {"csv", "id,name,spot\nS1,One,28\n", PROBLEM_FILE_KEY, "1", "spot", NULL},
    {"csv", "id,name\nS1,One\nS2,Two\nS1,Three\n", PROBLEM_FILE_LINE, "4", NULL,
        NULL},
    {"csv", "id,name\n\nS1,\n", PROBLEM_FILE_LINE, "3", NULL, NULL},
    {"csv", "id,name\n.S1,One\n", PROBLEM_FILE_VALUE, "2", "id", NULL},
    {"csv", "id,name\nS1,On\xff\n", PROBLEM_FILE_VALUE, "2", "name",
        "clean UTF-8"},
    {"csv", "id,name\nS1\n", PROBLEM_FILE_LINE, "2", NULL, NULL},
    {"csv", "", PROBLEM_FILE_LINE, "1", NULL, NULL},
    {"csv", "id,kind,name\nS1,unit,One\n", PROBLEM_FILE_VALUE, "2", "kind",
        "station"},
    {"json",
        "[\n{\"id\":\"S1\",\"name\":\"One\"},\n{\"id\":\"S2\",\n"
        "\"nane\":\"Two\"}]",
        PROBLEM_FILE_KEY, "3", "nane", "name"},
    {"json", "[{\"id\":\"S1\",\"name\":7}]", PROBLEM_FILE_VALUE, "1", "name",
        NULL},
    {"json", "[{\"id\":\"S1\"}]", PROBLEM_FILE_LINE, "1", NULL, NULL},
    {"json", "[{\"id\":\"S1\",\"name\":\"One\"}\n{\"id\":\"S2\"}]",
        PROBLEM_FILE_LINE, "2", NULL, NULL},
    {"json", "[{\"id\":\"S1\",\"name\":\"One\"},]", PROBLEM_FILE_LINE, "1",
        NULL, NULL},
    {"json", "[{\"id\":\"S1\",\n\"name\":\"One\",\n\"name\":\"Two\"}]",
        PROBLEM_FILE_LINE, "3", NULL, NULL},
    {"json", "[{\"id\":\"S1\",\"name\":\"One\"}] more", PROBLEM_FILE_LINE, "1",
        NULL, NULL},
    {"json", "[{\"id\":\"S1\",\"name\":\"One\"", PROBLEM_FILE_LINE, "1", NULL,
        NULL},
    {"json", "{\"stations\":[]}", PROBLEM_FILE_LINE, "1", NULL, NULL},
    {"json", "7", PROBLEM_FILE_LINE, "1", NULL, NULL},
    {"json", "[7]", PROBLEM_FILE_VALUE, "1", "station", "an object"},
    {"geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"S1\","
        "\"name\":\"One\"},\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[]}}]}",
        PROBLEM_FILE_VALUE, "2", "geometry", "a Point"},
    {"geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"geometry\":null}]}",
        PROBLEM_FILE_LINE, "2", NULL, NULL},
    {"geojson",
        "{\"features\":[{\"properties\":{\"id\":\"S1\",\"name\":"
        "\"One\"},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[200,28]}}]}",
        PROBLEM_FILE_VALUE, "1", "spot", NULL},
    {"geojson", "[]", PROBLEM_FILE_LINE, "1", NULL, NULL},
};

static void
a_wrong_file_is_refused_with_line_key_and_what_was_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
		const struct wrong *w = &wrongs[i];
		struct problem p = {0};
		struct bulk b;
		const char *meant;

		assert_int_equal(read_text(KIND_STATION, w->ending, w->text,
		                     strlen(w->text), &b, &p),
		    w->code);
		assert_string_equal(problem_get(&p, "line"), w->line);
		assert_non_null(strstr(problem_get(&p, "file"), w->ending));
		if (w->key)
			assert_string_equal(problem_get(&p, "key"), w->key);
		meant = problem_get(
		    &p, w->code == PROBLEM_FILE_KEY ? "nearest" : "want");
		if (w->meant)
			assert_string_equal(
			    text_or(reason_words(meant), meant), w->meant);
		bulk_free(&b);
	}
}

static void
a_file_of_another_ending_or_without_places_is_refused(void **state)
{
	struct problem p = {0};
	struct bulk b;

	(void)state;
	assert_int_equal(
	    read_text(KIND_STATION, "xlsx", "x", 1, &b, &p), PROBLEM_FILE);
	bulk_free(&b);
	assert_int_equal(
	    read_text(KIND_OFFICER, "geojson", "{}", 2, &b, &p), PROBLEM_FILE);
	bulk_free(&b);
	assert_int_equal(
	    bulk_read("/nowhere/x.csv", KIND_OFFICER, &b, &p), PROBLEM_FILE);
	bulk_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        what_is_put_of_every_kind_comes_back_in_every_form),
	    cmocka_unit_test(
	        a_wrong_file_is_refused_with_line_key_and_what_was_meant),
	    cmocka_unit_test(
	        a_file_of_another_ending_or_without_places_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
