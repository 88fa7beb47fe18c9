/*
 * Records through JSON and back: random ones made from the tables, so that a
 * row added there is tested here; limits, refusals and what each mode makes of
 * what it does not know.
 */
#include "net/wire/codec.h"
#include "tests/lib/data.h"
#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 40
static const struct json_limits wide = {4 * 1024 * 1024, 32};

static cJSON *
parse(const char *text, size_t len)
{
	struct problem p = {0};
	cJSON *json;

	if (json_parse(text, len, &wide, &json, &p))
		fail_msg("%s %s: %.200s", problem_get(&p, "byte"),
		    problem_get(&p, "why"), text);
	return json;
}

static enum problem_code
read_text(const char *text, enum codec_mode mode, struct record **r,
    struct problem *p)
{
	cJSON *json = parse(text, strlen(text));
	enum problem_code code = codec_record_read(json, mode, r, p);

	if (code)
		assert_null(*r);
	cJSON_Delete(json);
	return code;
}

/* Reading text in that mode fails so, and names that key. */
static void
refused(const char *text, enum codec_mode mode, enum problem_code code,
    const char *key)
{
	struct problem p = {0};
	struct record *r;

	if (read_text(text, mode, &r, &p) != code ||
	    strcmp(problem_get(&p, "key"), key) != 0)
		fail_msg("%.200s: %s, key %s", text, problem_code_name(p.code),
		    problem_get(&p, "key"));
}

static struct record *
taken(const char *text, enum codec_mode mode)
{
	struct problem p = {0};
	struct record *r;

	if (read_text(text, mode, &r, &p))
		fail_msg("%.200s: %s, key %s", text, problem_code_name(p.code),
		    problem_get(&p, "key"));
	return r;
}

static void
assert_heads_equal(const struct record *a, const struct record *b)
{
	assert_int_equal(a->rev, b->rev);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->at, b->at);
	assert_true(text_is(a->by, b->by));
}

static void
check_round_trip(const struct record *r, enum codec_mode mode)
{
	struct buf once = {0}, twice = {0};
	struct record *back;

	codec_record(&once, r);
	assert_true(buf_ok(&once));
	back = taken(buf_str(&once), mode);
	assert_true(record_same(r, back));
	assert_heads_equal(r, back);
	codec_record(&twice, back);
	assert_string_equal(buf_str(&once), buf_str(&twice));
	record_free(back);
	buf_free(&once);
	buf_free(&twice);
}

static void
every_kind_comes_back_as_it_was_written(void **state)
{
	struct rng g = {20261121};

	(void)state;
	for (int kind = 1; kind < KIND_COUNT; kind++)
		for (int round = 0; round < ROUNDS; round++) {
			struct record *r =
			    rng_record(&g, (enum kind)kind, round < 5);

			assert_non_null(r);
			check_round_trip(r, CODEC_STRICT);
			check_round_trip(r, CODEC_LENIENT);
			record_free(r);
		}
}

static void
an_empty_record_says_its_kind_id_numbers_and_enums(void **state)
{
	struct incident draft = {.head = {.kind = KIND_INCIDENT, .id = "i1"}};
	struct buf b = {0};

	(void)state;
	codec_record(&b, &draft.head);
	assert_string_equal(buf_str(&b),
	    "{\"kind\":\"incident\",\"id\":\"i1\",\"rev\":0,\"seq\":0,"
	    "\"state\":\"taking\",\"source\":\"above\",\"clock\":\"none\"}");
	buf_free(&b);
}

static void
a_record_is_written_head_first_in_the_order_of_the_table(void **state)
{
	struct incident draft = {.head = {KIND_INCIDENT, "i1", "LQ", 3, 812,
	                             1795262400123, "0217@2"},
	    .number = "20261121-0131",
	    .state = INCIDENT_PENDING,
	    .priority = 1,
	    .place = "吹台公园\"北门\"",
	    .spot = {27.99, 120.5},
	    .links = {2, (const char *const[]){"i7", "i8"}},
	    .disorder = true};
	struct buf b = {0};

	(void)state;
	codec_record(&b, &draft.head);
	assert_string_equal(buf_str(&b),
	    "{\"kind\":\"incident\",\"id\":\"i1\",\"station\":\"LQ\",\"rev\":3,"
	    "\"seq\":812,\"at\":1795262400123,\"by\":\"0217@2\","
	    "\"number\":\"20261121-0131\",\"state\":\"pending\",\"priority\":1,"
	    "\"place\":\"吹台公园\\\"北门\\\"\","
	    "\"spot\":{\"lat\":27.99,\"lon\":120.5},\"source\":\"above\","
	    "\"links\":[\"i7\",\"i8\"],\"clock\":\"none\",\"disorder\":true}");
	buf_free(&b);
}

static void
members_may_stand_in_any_order(void **state)
{
	struct record *r = taken(
	    "{\"text\":\"x\",\"room\":\"i1\",\"seq\":2,\"class\":\"talk\","
	    "\"rev\":1,\"id\":\"m1\",\"kind\":\"message\"}",
	    CODEC_STRICT);
	const struct message *m = (const struct message *)r;

	(void)state;
	assert_string_equal(m->text, "x");
	assert_string_equal(m->room, "i1");
	assert_int_equal(m->class, MESSAGE_TALK);
	record_free(r);
}

/* Writes {"kind":..,"id":"x","rev":1,"seq":1,NAME:VALUE}. */
static void
with_member(struct buf *b, enum kind kind, const char *name, const char *value)
{
	buf_clear(b);
	buf_printf(b, "{\"kind\":\"%s\",\"id\":\"x\",\"rev\":1,\"seq\":1,",
	    kind_info(kind)->name);
	buf_printf(b, "\"%s\":", name);
	buf_puts(b, value);
	buf_puts(b, "}");
}

static void
fill_text(struct buf *b, size_t len)
{
	buf_clear(b);
	buf_putc(b, '"');
	for (size_t i = 0; i < len; i++)
		buf_putc(b, 'a');
	buf_putc(b, '"');
}

static void
fill_ids(struct buf *b, size_t count)
{
	buf_clear(b);
	buf_putc(b, '[');
	for (size_t i = 0; i < count; i++)
		buf_printf(b, "%s\"u%zu\"", i ? "," : "", i);
	buf_putc(b, ']');
}

static void
check_limit(enum kind kind, const struct field *f)
{
	struct buf json = {0}, value = {0};
	enum problem_code over =
	    f->type == TYPE_REFS ? PROBLEM_CROWDED : PROBLEM_TOO_LONG;

	for (size_t more = 0; more < 2; more++) {
		if (f->type == TYPE_REFS)
			fill_ids(&value, REFS_MAX + more);
		else
			fill_text(&value, f->max + more);
		with_member(&json, kind, f->name, buf_str(&value));
		if (more)
			refused(buf_str(&json), CODEC_STRICT, over, f->name);
		else
			record_free(taken(buf_str(&json), CODEC_STRICT));
	}
	buf_free(&json);
	buf_free(&value);
}

static void
every_limit_holds_to_the_byte(void **state)
{
	(void)state;
	for (int kind = 1; kind < KIND_COUNT; kind++)
		for (size_t i = 0; i < kind_info((enum kind)kind)->count; i++) {
			const struct field *f =
			    &kind_info((enum kind)kind)->fields[i];

			if (f->max > 0)
				check_limit((enum kind)kind, f);
		}
}

/* Values that no field of a type takes in any mode. */
static const struct {
	enum field_type type;
	const char *value;
} never[] = {{TYPE_STRING, "1"}, {TYPE_STRING, "null"}, {TYPE_STRING, "[]"},
    {TYPE_TEXT, "true"}, {TYPE_TEXT, "{}"}, {TYPE_INTEGER, "1.5"},
    {TYPE_INTEGER, "9007199254740992"}, {TYPE_INTEGER, "-9007199254740992"},
    {TYPE_INTEGER, "\"1\""}, {TYPE_TIME, "-1"}, {TYPE_TIME, "253402300800000"},
    {TYPE_TIME, "\"2026-11-21\""}, {TYPE_ENUM, "0"}, {TYPE_ENUM, "null"},
    {TYPE_BOOL, "1"}, {TYPE_BOOL, "\"yes\""}, {TYPE_POINT, "[1,2]"},
    {TYPE_POINT, "{\"lat\":90.1,\"lon\":1}"},
    {TYPE_POINT, "{\"lat\":1,\"lon\":-180.5}"}, {TYPE_REF, "\"\""},
    {TYPE_REF, "\"-x\""}, {TYPE_REF, "\"a b\""}, {TYPE_REF, "\"a/b\""},
    {TYPE_REF, "\"é\""}, {TYPE_REF, "7"}, {TYPE_REFS, "\"u1\""},
    {TYPE_REFS, "[\"u1\",\"\"]"}, {TYPE_REFS, "[1]"}, {TYPE_REFS, "{}"}};

static void
check_never(enum kind kind, const struct field *f)
{
	struct buf json = {0};

	for (size_t i = 0; i < COUNT_OF(never); i++) {
		if (never[i].type != f->type)
			continue;
		with_member(&json, kind, f->name, never[i].value);
		refused(
		    buf_str(&json), CODEC_STRICT, PROBLEM_BAD_VALUE, f->name);
		refused(
		    buf_str(&json), CODEC_LENIENT, PROBLEM_BAD_VALUE, f->name);
	}
	buf_free(&json);
}

static void
what_is_not_of_its_type_is_refused_by_name(void **state)
{
	(void)state;
	for (int kind = 1; kind < KIND_COUNT; kind++)
		for (size_t i = 0; i < kind_info((enum kind)kind)->count; i++)
			check_never((enum kind)kind,
			    &kind_info((enum kind)kind)->fields[i]);
}

#define HEAD "\"id\":\"x\",\"rev\":1,\"seq\":1"

static void
half_a_point_is_refused(void **state)
{
	(void)state;
	refused("{\"kind\":\"place\"," HEAD ",\"spot\":{\"lat\":1}}",
	    CODEC_STRICT, PROBLEM_MISSING_KEY, "lon");
	refused("{\"kind\":\"place\"," HEAD ",\"spot\":{}}", CODEC_LENIENT,
	    PROBLEM_MISSING_KEY, "lat");
	refused("{\"kind\":\"place\"," HEAD
	        ",\"spot\":{\"lat\":1,\"lon\":2,\"alt\":3}}",
	    CODEC_STRICT, PROBLEM_UNKNOWN_KEY, "alt");
	record_free(taken("{\"kind\":\"place\"," HEAD
	                  ",\"spot\":{\"lat\":1,\"lon\":2,\"alt\":3}}",
	    CODEC_LENIENT));
}

static void
an_unknown_key_is_refused_naming_the_nearest(void **state)
{
	struct problem p = {0};
	struct record *r;

	(void)state;
	assert_int_equal(
	    read_text("{\"kind\":\"incident\"," HEAD ",\"priorty\":1}",
	        CODEC_STRICT, &r, &p),
	    PROBLEM_UNKNOWN_KEY);
	assert_string_equal(problem_get(&p, "key"), "priorty");
	assert_string_equal(problem_get(&p, "nearest"), "priority");
	refused("{\"kind\":\"incident\"," HEAD ",\"Priority\":1}", CODEC_STRICT,
	    PROBLEM_UNKNOWN_KEY, "Priority");
	refused("{\"kind\":\"incident\"," HEAD ",\"\":1}", CODEC_STRICT,
	    PROBLEM_UNKNOWN_KEY, "");
}

static void
an_unknown_word_is_refused_naming_the_nearest(void **state)
{
	struct problem p = {0};
	struct record *r;

	(void)state;
	assert_int_equal(
	    read_text("{\"kind\":\"incident\"," HEAD ",\"state\":\"pendng\"}",
	        CODEC_STRICT, &r, &p),
	    PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&p, "value"), "pendng");
	assert_string_equal(problem_get(&p, "want"), why_word_near);
}

static void
the_head_is_held_to_as_well(void **state)
{
	(void)state;
	refused("[]", CODEC_STRICT, PROBLEM_BAD_VALUE, "record");
	refused("{}", CODEC_LENIENT, PROBLEM_MISSING_KEY, "kind");
	refused("{\"kind\":\"any\"," HEAD "}", CODEC_STRICT, PROBLEM_BAD_VALUE,
	    "kind");
	refused("{\"kind\":\"Incident\"," HEAD "}", CODEC_STRICT,
	    PROBLEM_BAD_VALUE, "kind");
	refused("{\"kind\":\"room\",\"rev\":1,\"seq\":1}", CODEC_STRICT,
	    PROBLEM_MISSING_KEY, "id");
	refused("{\"kind\":\"room\",\"id\":\"x\",\"seq\":1}", CODEC_LENIENT,
	    PROBLEM_MISSING_KEY, "rev");
	refused("{\"kind\":\"room\",\"id\":\"x\",\"rev\":1}", CODEC_LENIENT,
	    PROBLEM_MISSING_KEY, "seq");
	refused("{\"kind\":\"room\",\"id\":\"x\",\"rev\":-1,\"seq\":1}",
	    CODEC_LENIENT, PROBLEM_BAD_VALUE, "rev");
	refused("{\"kind\":\"room\"," HEAD ",\"station\":\"a b\"}",
	    CODEC_LENIENT, PROBLEM_BAD_VALUE, "station");
	refused("{\"kind\":\"room\"," HEAD ",\"by\":\"a\\nb\"}", CODEC_STRICT,
	    PROBLEM_BAD_TEXT, "by");
}

static void
a_line_holds_no_control_character(void **state)
{
	static const char *const bad[] = {"a\\nb", "\\t", "\\u0001", "\\u001f",
	    "x\\u007f", "\\u0080", "娄\\u009f"};
	static const char *const good[] = {"", " ", "\\u00a0", "\\u00c2\\u0100",
	    "\\u202e", "\\ufffd", "😀", "\\\"\\\\"};
	struct buf b = {0}, json = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad) + COUNT_OF(good); i++) {
		bool fine = i >= COUNT_OF(bad);

		buf_clear(&b);
		buf_printf(
		    &b, "\"%s\"", fine ? good[i - COUNT_OF(bad)] : bad[i]);
		with_member(&json, KIND_INCIDENT, "place", buf_str(&b));
		if (fine)
			record_free(taken(buf_str(&json), CODEC_STRICT));
		else
			refused(buf_str(&json), CODEC_STRICT, PROBLEM_BAD_TEXT,
			    "place");
		record_free(taken(buf_str(&json), CODEC_LENIENT));
	}
	buf_free(&b);
	buf_free(&json);
}

static void
a_console_reads_what_it_understands_of_a_newer_central(void **state)
{
	struct record *r =
	    taken("{\"kind\":\"incident\"," HEAD ",\"drone\":{\"a\":[1]},"
	          "\"state\":\"supervised\",\"priority\":2,\"number\":"
	          "\"20261121-0131-and-some-more\"}",
	        CODEC_LENIENT);
	const struct incident *i = (const struct incident *)r;

	(void)state;
	assert_int_equal(i->priority, 2);
	assert_string_equal(i->number, "20261121-0131-and-some-more");
	assert_int_equal(i->state, enum_incident_state.count);
	assert_string_equal(enum_word(&enum_incident_state, i->state), "?");
	record_free(r);
}

static void
a_kind_of_a_newer_central_is_passed_over(void **state)
{
	(void)state;
	assert_null(taken("{\"kind\":\"drone\",\"x\":1}", CODEC_LENIENT));
	assert_null(taken("{\"kind\":\"any\"," HEAD "}", CODEC_LENIENT));
}

static void
put_takes_only_what_it_may_set(void **state)
{
	struct record *r = taken("{\"kind\":\"unit\",\"id\":\"u1\","
	                         "\"station\":\"LQ\",\"callsign\":\"P1\","
	                         "\"class\":\"sworn\",\"heads\":2}",
	    CODEC_PUT);

	(void)state;
	assert_int_equal(r->rev, 0);
	assert_string_equal(r->station, "LQ");
	assert_string_equal(((struct unit *)r)->callsign, "P1");
	record_free(r);
	refused("{\"kind\":\"unit\",\"id\":\"u1\",\"callsign\":\"P1\","
	        "\"class\":\"sworn\",\"state\":\"patrol\"}",
	    CODEC_PUT, PROBLEM_UNKNOWN_KEY, "state");
	refused("{\"kind\":\"unit\",\"id\":\"u1\",\"rev\":1}", CODEC_PUT,
	    PROBLEM_UNKNOWN_KEY, "rev");
	refused("{\"kind\":\"alert\",\"id\":\"a1\"}", CODEC_PUT,
	    PROBLEM_BAD_VALUE, "kind");
}

static void
put_needs_what_it_must_set(void **state)
{
	(void)state;
	refused("{\"kind\":\"unit\",\"id\":\"u1\",\"class\":\"sworn\"}",
	    CODEC_PUT, PROBLEM_MISSING_KEY, "callsign");
	refused("{\"kind\":\"unit\",\"id\":\"u1\",\"callsign\":\"\","
	        "\"class\":\"sworn\"}",
	    CODEC_PUT, PROBLEM_MISSING_KEY, "callsign");
	refused("{\"kind\":\"unit\",\"id\":\"u1\",\"callsign\":\"P1\"}",
	    CODEC_PUT, PROBLEM_MISSING_KEY, "class");
	refused("{\"kind\":\"unit\",\"callsign\":\"P1\",\"class\":\"sworn\"}",
	    CODEC_PUT, PROBLEM_MISSING_KEY, "id");
	refused("{\"kind\":\"place\",\"id\":\"p\",\"name\":\"n\","
	        "\"spot\":{\"lat\":0,\"lon\":0}}",
	    CODEC_PUT, PROBLEM_MISSING_KEY, "spot");
}

static void
what_put_writes_is_what_put_reads(void **state)
{
	struct rng g = {7};

	(void)state;
	for (int kind = 1; kind < KIND_COUNT; kind++) {
		struct record *r = rng_record(&g, (enum kind)kind, true), *back;
		struct buf b = {0}, again = {0};
		struct json_out o = {.buf = &b}, o2 = {.buf = &again};
		const struct kind_info *info = kind_info((enum kind)kind);
		bool can = false;

		for (size_t i = 0; i < info->count; i++)
			can |= (info->fields[i].flags & FIELD_PUT) != 0;
		codec_write_put(&o, r);
		if (can) {
			back = taken(buf_str(&b), CODEC_PUT);
			codec_write_put(&o2, back);
			assert_string_equal(buf_str(&b), buf_str(&again));
			record_free(back);
		}
		record_free(r);
		buf_free(&b);
		buf_free(&again);
	}
}

static void
tables_stay_within_what_the_codec_has_room_for(void **state)
{
	(void)state;
	for (int kind = 1; kind < KIND_COUNT; kind++) {
		const struct kind_info *info = kind_info((enum kind)kind);
		size_t refs = 0;

		for (size_t i = 0; i < info->count; i++)
			refs += info->fields[i].type == TYPE_REFS;
		assert_true(refs <= CODEC_REFS);
		assert_true(info->count + 7 <= 64);
	}
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		size_t refs = 0;

		for (size_t i = 0; i < c->count; i++)
			refs += c->args[i].type == TYPE_REFS;
		assert_true(refs <= CODEC_REFS);
		assert_int_equal(command_arg(c, "expect", 6), -1);
	}
}

static void
check_narrative(const char *text)
{
	struct incident draft = {
	    .head = {.kind = KIND_INCIDENT, .id = "i", .rev = 1, .seq = 1},
	    .narrative = text};
	struct record *r;
	struct buf b = {0};

	codec_record(&b, &draft.head);
	r = taken(buf_str(&b), CODEC_STRICT);
	assert_true(text_is(((struct incident *)r)->narrative, text));
	record_free(r);
	buf_free(&b);
}

static void
naughty_strings_come_back_byte_for_byte(void **state)
{
	struct buf b = {0};
	cJSON *list;
	int count = 0;

	(void)state;
	data_need("text/blns.json", &b);
	list = cJSON_ParseWithLength(buf_str(&b), b.len);
	assert_non_null(list);
	for (const cJSON *e = list->child; e; e = e->next, count++)
		check_narrative(e->valuestring);
	assert_true(count > 500);
	cJSON_Delete(list);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_comes_back_as_it_was_written),
	    cmocka_unit_test(
	        an_empty_record_says_its_kind_id_numbers_and_enums),
	    cmocka_unit_test(
	        a_record_is_written_head_first_in_the_order_of_the_table),
	    cmocka_unit_test(members_may_stand_in_any_order),
	    cmocka_unit_test(every_limit_holds_to_the_byte),
	    cmocka_unit_test(what_is_not_of_its_type_is_refused_by_name),
	    cmocka_unit_test(half_a_point_is_refused),
	    cmocka_unit_test(an_unknown_key_is_refused_naming_the_nearest),
	    cmocka_unit_test(an_unknown_word_is_refused_naming_the_nearest),
	    cmocka_unit_test(the_head_is_held_to_as_well),
	    cmocka_unit_test(a_line_holds_no_control_character),
	    cmocka_unit_test(
	        a_console_reads_what_it_understands_of_a_newer_central),
	    cmocka_unit_test(a_kind_of_a_newer_central_is_passed_over),
	    cmocka_unit_test(put_takes_only_what_it_may_set),
	    cmocka_unit_test(put_needs_what_it_must_set),
	    cmocka_unit_test(what_put_writes_is_what_put_reads),
	    cmocka_unit_test(tables_stay_within_what_the_codec_has_room_for),
	    cmocka_unit_test(naughty_strings_come_back_byte_for_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
