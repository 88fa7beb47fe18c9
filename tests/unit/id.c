/*
 * Ids: made, derived and checked; BLAKE2s against its published digests.
 */
#include "model/id.h"
#include "model/blake2s.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
new_ids_are_valid_and_differ(void **state)
{
	enum { COUNT = 2000 };
	static char ids[COUNT][ID_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		id_new(ids[i]);
		assert_int_equal(strlen(ids[i]), ID_MADE);
		assert_true(id_valid(ids[i], ID_MADE));
	}
	qsort(ids, COUNT, ID_SIZE, compare);
	for (size_t i = 1; i < COUNT; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
}

static void
derived_ids_are_always_the_same(void **state)
{
	static const struct {
		const char *space, *name, *id;
	} known[] = {{"calls", "1", "ptdXkH0dAOxPnrCOArxSXw"},
	    {"", "", "nzHz7FiMYGSo4fkFGuq5Cg"},
	    /* Begin with "-" at first, the second twice. */
	    {"calls", "200983546", "fq2isC7E73iAzYwv6libsQ"},
	    {"calls", "106", "PQlD1w_CjV3m2FGD7Umaow"}};
	char id[ID_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		id_from(known[i].space, known[i].name, id);
		assert_string_equal(id, known[i].id);
	}
}

static void
derived_ids_are_valid_and_keep_spaces_apart(void **state)
{
	char a[ID_SIZE], b[ID_SIZE], name[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "%d", i);
		id_from("calls", name, a);
		assert_true(id_valid(a, strlen(a)));
		assert_int_equal(strlen(a), ID_MADE);
	}
	id_from("ab", "c", a);
	id_from("a", "bc", b);
	assert_string_not_equal(a, b);
}

static void
only_short_plain_ids_are_valid(void **state)
{
	static const char *const good[] = {
	    "a", "_x", "~", ":", "0131", "200983546-E32", "P1", "A.b_c~d:e-f"};
	static const char *const bad[] = {"", "-a", ".", "..", ".a", "a b",
	    "a/b", "a\n", "娄", "a%", "\xff", "a\\"};
	char longest[ID_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_true(id_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(id_valid(bad[i], strlen(bad[i])));
	assert_false(id_valid("a\0b", 3));
	memset(longest, 'x', sizeof(longest));
	assert_true(id_valid(longest, ID_MAX));
	assert_false(id_valid(longest, ID_MAX + 1));
}

static void
digest(const char *bytes, size_t len, size_t piece, size_t size, char *hex)
{
	uint8_t out[32];
	struct blake2s h;

	blake2s_begin(&h, size);
	for (size_t i = 0; i < len; i += piece)
		blake2s_add(&h, bytes + i, len - i < piece ? len - i : piece);
	blake2s_end(&h, out);
	for (size_t i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
}

static void
blake2s_gives_the_published_digests(void **state)
{
	static const struct {
		size_t len;
		const char *half, *full;
	} known[] = {{0, "64550d6ffe2c0a01a14aba1eade0200c",
	                 "69217a3079908094e11121d042354a7c"
	                 "1f55b6482ca1a51e1b250dfd1ed0eef9"},
	    {64, "d3e01950b1787af9170c6edbc49d5a22",
	        "651d2f5f20952eacaea2fba2f2af2bcd"
	        "633e511ea2d2e4c9ae2ac0d9ffb7b252"},
	    {65, "f1d15f963d0cbf04d34aedcace71cd9b",
	        "045f8ae18932119bd051ac7ba5c73db5"
	        "9892055fad5c32f82d79a6543d92a497"}};
	char bytes[65], hex[65];

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		for (size_t piece = 1; piece < 66; piece++) {
			digest(bytes, known[i].len, piece, 16, hex);
			assert_string_equal(hex, known[i].half);
		}
		digest(bytes, known[i].len, 65, 32, hex);
		assert_string_equal(hex, known[i].full);
	}
	/* RFC 7693, appendix B. */
	digest("abc", 3, 3, 32, hex);
	assert_string_equal(hex,
	    "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(new_ids_are_valid_and_differ),
	    cmocka_unit_test(derived_ids_are_always_the_same),
	    cmocka_unit_test(derived_ids_are_valid_and_keep_spaces_apart),
	    cmocka_unit_test(only_short_plain_ids_are_valid),
	    cmocka_unit_test(blake2s_gives_the_published_digests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
