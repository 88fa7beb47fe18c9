/*
 * What text_clean(), text_cut() and the rest of model/text.h promise, on
 * chosen text, on three public collections of bad text and on random bytes.
 */
#include "model/text.h"
#include "tests/lib/data.h"

#include <cjson/cJSON.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#include <cmocka.h>

static const char *const locales[] = {"C", "C.UTF-8"};

/* An independent reading of what must never come out (DESIGN 9). */
static bool
forbidden(int32_t c)
{
	utf8proc_category_t cat = utf8proc_category(c);

	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD ||
	       c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 ||
	       (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
	       c == 0x3164 || (c >= 0xD800 && c <= 0xF8FF) ||
	       (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
	       (c >= 0xFFF0 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE ||
	       (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0x1D173 && c <= 0x1D17A) ||
	       (c >= 0xE0000) || cat == UTF8PROC_CATEGORY_CN ||
	       cat == UTF8PROC_CATEGORY_CF;
}

static size_t
next_char(const char *s, size_t len, int32_t *cp)
{
	utf8proc_ssize_t n = utf8proc_iterate(
	    (const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, cp);

	assert_true(n > 0);
	return (size_t)n;
}

/* Holds every promise about clean output against one piece of output. */
static void
check_clean(const char *s, size_t len, bool lines, bool utf8)
{
	unsigned marks = 0;
	size_t sum = 0, n;
	bool base = false;
	int32_t c;

	assert_true(text_valid(s, len, NULL));
	for (size_t i = 0; i < len; i += n) {
		n = next_char(s + i, len - i, &c);
		if (lines && c == '\n') {
			marks = 0, base = false, sum++;
			continue;
		}
		if (forbidden(c))
			fail_msg("U+%04X came out", (unsigned)c);
		if (utf8proc_category(c) >= UTF8PROC_CATEGORY_MN &&
		    utf8proc_category(c) <= UTF8PROC_CATEGORY_ME) {
			assert_true(base);
			assert_true(++marks <= TEXT_MARKS);
		} else if (!utf8 || wcwidth((wchar_t)c) > 0) {
			marks = 0, base = true;
		}
		assert_true(!utf8 || wcwidth((wchar_t)c) >= 0);
		sum += text_width(s + i, n);
		if (utf8)
			assert_int_equal(
			    text_width(s + i, n), wcwidth((wchar_t)c));
	}
	assert_int_equal(text_width(s, len), sum);
}

/* As check_clean(), in each locale, with a second cleaning and every cut. */
static void
check_text(const char *s, size_t len, unsigned flags)
{
	for (size_t l = 0; l < COUNT_OF(locales); l++) {
		struct buf once = {0}, twice = {0};
		bool utf8 = l == 1 && setlocale(LC_CTYPE, locales[l]);
		size_t width, cut, last = 0;

		text_clean(&once, s, len, flags);
		assert_true(buf_ok(&once) && once.len <= len * 5);
		check_clean(buf_str(&once), once.len, flags, utf8);
		text_clean(&twice, buf_str(&once), once.len, flags);
		assert_int_equal(once.len, twice.len);
		assert_memory_equal(buf_str(&once), buf_str(&twice), once.len);
		for (size_t cells = 0; cells < 40; cells++) {
			cut = text_cut(once.data, once.len, cells, &width);
			assert_true(cut >= last && width <= cells);
			assert_int_equal(text_width(once.data, cut), width);
			assert_true(text_valid(once.data, cut, NULL));
			assert_true(
			    cut > 0 || once.len == 0 || cells < TEXT_CLUSTER);
			last = cut;
		}
		buf_free(&once);
		buf_free(&twice);
		setlocale(LC_CTYPE, "C");
	}
}

static void
comes_out(const char *in, size_t len, unsigned flags, const char *want)
{
	struct buf b = {0};

	text_clean(&b, in, len, flags);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
	check_text(in, len, flags);
}

#define COMES_OUT(in, want) comes_out(in, sizeof(in) - 1, 0, want)

static void
what_is_clean_comes_out_as_it_was(void **state)
{
	(void)state;
	COMES_OUT("", "");
	COMES_OUT("88 Xingfu Rd", "88 Xingfu Rd");
	COMES_OUT("吹台公园北门, 한글 각", "吹台公园北门, 한글 각");
	COMES_OUT(
	    "e\u0301\u0302\u0303\u0304 की", "e\u0301\u0302\u0303\u0304 की");
	COMES_OUT("😀🇨🇳", "😀🇨🇳");
}

static void
what_must_not_be_shown_comes_out_as_a_mark(void **state)
{
	(void)state;
	COMES_OUT("a\rb\bc\td\n", "a<0D>b<08>c<09>d<0A>");
	COMES_OUT("\0\x1b[2J\x7f\xc2\x9b", "<00><1B>[2J<7F><9B>");
	COMES_OUT("\u202egpj.exe", "<202E>gpj.exe");
	COMES_OUT("a\u200b\u200d\ufeff", "a<200B><200D><FEFF>");
	COMES_OUT("🏴\U000E0067", "🏴<E0067>");
	COMES_OUT("❤\ufe0f", "❤<FE0F>");
	COMES_OUT("👍\U0001F3FB", "👍<1F3FB>");
	COMES_OUT("\ue000\u0378\uffff\U0010ffff", "<E000><0378><FFFF><10FFFF>");
	COMES_OUT("\u2028\u00ad\u3164", "<2028><AD><3164>");
}

static void
what_is_not_utf8_comes_out_byte_by_byte(void **state)
{
	(void)state;
	COMES_OUT("a\xff", "a<xFF>");
	COMES_OUT("\xe5\xa8", "<xE5><xA8>");
	COMES_OUT("\xc0\xaf", "<xC0><xAF>");
	COMES_OUT("\xed\xa0\x80", "<xED><xA0><x80>");
	COMES_OUT("\xf4\x90\x80\x80", "<xF4><x90><x80><x80>");
	COMES_OUT("\xe5\u5a04", "<xE5>娄");
}

static void
combining_marks_are_at_most_four_and_have_a_base(void **state)
{
	(void)state;
	COMES_OUT("e\u0301\u0301\u0301\u0301\u0301\u0301z",
	    "e\u0301\u0301\u0301\u0301<+2>z");
	COMES_OUT("\u0301x", "_\u0301x");
	COMES_OUT("a\u202e\u0301", "a<202E>_\u0301");
	comes_out("a\n\u0301", 4, TEXT_LINES, "a\n_\u0301");
}

static void
line_ends_stay_only_when_asked(void **state)
{
	(void)state;
	comes_out("a\nb\r\nc\rd", 8, TEXT_LINES, "a\nb\nc<0D>d");
	comes_out("a\nb\r\nc", 6, 0, "a<0A>b<0D><0A>c");
}

static void
every_code_point_is_clean_or_a_mark(void **state)
{
	char s[4];

	(void)state;
	for (int32_t c = 0; c < 0x110000; c++) {
		struct buf b = {0};
		size_t n;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		n = (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)s);
		for (size_t l = 0; l < COUNT_OF(locales); l++) {
			setlocale(LC_CTYPE, locales[l]);
			buf_clear(&b);
			text_clean(&b, s, n, 0);
			check_clean(b.data, b.len, false, l == 1);
		}
		buf_free(&b);
	}
	setlocale(LC_CTYPE, "C");
}

static void
width_counts_cells(void **state)
{
	(void)state;
	assert_int_equal(text_width("P1 310m", 7), 7);
	assert_int_equal(text_width("娄桥", 6), 4);
	assert_int_equal(text_width("e\u0301", 3), 1);
	assert_int_equal(text_width("한글", 6), 4);
	assert_int_equal(text_width("", 0), 0);
}

static void
cut_keeps_clusters_whole(void **state)
{
	size_t w;

	(void)state;
	assert_int_equal(text_cut("娄桥派", 9, 5, &w), 6);
	assert_int_equal(w, 4);
	assert_int_equal(text_cut("ae\u0301z", 5, 2, &w), 4);
	assert_int_equal(text_cut("abc", 3, 80, NULL), 3);
	assert_int_equal(text_cut("娄", 3, 1, &w), 0);
	assert_int_equal(w, 0);
	assert_int_equal(text_cut("abc", 3, SIZE_MAX, NULL), 3);
}

static void
cut_ends_a_cluster_without_end(void **state)
{
	struct buf b = {0};
	size_t w;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "\u1100"); /* Hangul initials join for ever */
	assert_int_equal(text_cut(b.data, b.len, TEXT_CLUSTER, &w), 24);
	assert_int_equal(w, TEXT_CLUSTER);
	check_text(b.data, b.len, 0);
	buf_free(&b);
}

/*
 * One line of GraphemeBreakTest: code points between U+00F7 (break) and
 * U+00D7 (none). Sets at[i] where a break is allowed; returns the bytes.
 */
static size_t
break_line(char *line, char *s, bool *at)
{
	size_t len = 0;
	char *rest = NULL;

	for (char *w = strtok_r(line, " \t", &rest); w;
	     w = strtok_r(NULL, " \t", &rest)) {
		if (strcmp(w, "÷") == 0 || strcmp(w, "×") == 0)
			at[len] = strcmp(w, "÷") == 0;
		else
			len += (size_t)utf8proc_encode_char(
			    (int32_t)strtol(w, NULL, 16),
			    (utf8proc_uint8_t *)s + len);
	}
	return len;
}

static void
cut_never_splits_a_cluster_of_the_unicode_test(void **state)
{
	struct buf b = {0};
	char *rest = NULL, s[256];
	unsigned lines = 0;

	(void)state;
	data_need("text/GraphemeBreakTest.txt", &b);
	for (char *l = strtok_r(b.data, "\r\n", &rest); l;
	     l = strtok_r(NULL, "\r\n", &rest)) {
		bool at[sizeof(s)] = {0};
		size_t len, cut;

		l[strcspn(l, "#")] = '\0';
		if (*l == '\0')
			continue;
		len = break_line(l, s, at);
		for (size_t cells = 0; cells < 20; cells++) {
			cut = text_cut(s, len, cells, NULL);
			if (!at[cut])
				fail_msg("line %u cut at %zu", lines, cut);
		}
		assert_int_equal(text_cut(s, len, 20, NULL), len);
		lines++;
	}
	assert_true(lines > 500);
	buf_free(&b);
}

static void
naughty_strings_come_out_clean(void **state)
{
	struct buf b = {0};
	unsigned n = 0;
	cJSON *all, *one;

	(void)state;
	data_need("text/blns.json", &b);
	all = cJSON_ParseWithLength(b.data, b.len);
	assert_non_null(all);
	cJSON_ArrayForEach (one, all) {
		check_text(one->valuestring, strlen(one->valuestring), 0);
		check_text(
		    one->valuestring, strlen(one->valuestring), TEXT_LINES);
		n++;
	}
	assert_true(n > 400);
	cJSON_Delete(all);
	buf_free(&b);
}

/* Some copies of that file have the malformed bytes replaced already. */
static void
utf8_test_file_comes_out_clean(void **state)
{
	struct buf b = {0};

	(void)state;
	data_need("text/UTF-8-test.txt", &b);
	check_text(b.data, b.len, 0);
	check_text(b.data, b.len, TEXT_LINES);
	for (char *l = b.data, *end; *l; l = end + (*end != '\0')) {
		end = l + strcspn(l, "\n");
		check_text(l, (size_t)(end - l), 0);
	}
	buf_free(&b);
}

static void
random_bytes_come_out_clean(void **state)
{
	/* Pieces that make trouble together more often than bytes do. */
	static const char *const pieces[] = {"\u0301", "\u200d", "\u1100",
	    "\u1161", "\u202e", "\n", "\r", "a", "娄", "\U0001F1E8", "\xe5",
	    "\xf0\x9f", "\u093f", "\u0600", "\U0001F3FB", "😀", "\u0d4e"};
	unsigned seed = 20200407;
	char s[64];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t len = 0;

		while (len < sizeof(s) - 4 && rand_r(&seed) % 40) {
			const char *p =
			    pieces[(size_t)rand_r(&seed) % COUNT_OF(pieces)];

			if (rand_r(&seed) % 4 == 0)
				s[len++] = (char)rand_r(&seed);
			else
				len += text_copy_cut(s + len, 5, p);
		}
		check_text(s, len, rand_r(&seed) % 2 ? TEXT_LINES : 0);
	}
}

static void
valid_is_strict_utf8_without_nul(void **state)
{
	static const struct {
		const char *s;
		size_t len, bad;
	} refused[] = {{"a\0b", 3, 1}, {"ab\xff", 3, 2}, {"\xc0\x80", 2, 0},
	    {"娄\xed\xa0\x80", 6, 3}, {"\xf4\x90\x80\x80", 4, 0},
	    {"\xf8\x88\x80\x80\x80", 5, 0}, {"a\xe5\xa8", 3, 1},
	    {"\xe0\x80\xaf", 3, 0}, {"\x80", 1, 0}, {"\xed\xbf\xbf", 3, 0}};
	size_t bad;

	(void)state;
	assert_true(text_valid("", 0, NULL));
	assert_true(text_valid("a娄\u202e\uffff\U0010FFFF\r", 15, NULL));
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		bad = 99;
		assert_false(text_valid(refused[i].s, refused[i].len, &bad));
		assert_int_equal(bad, refused[i].bad);
		assert_false(text_valid(refused[i].s, refused[i].len, NULL));
	}
}

/* The bytes of the well-formed sequence at s (Unicode, table 3-7), or 0. */
static size_t
well_formed(const unsigned char *s, size_t len)
{
	static const struct {
		unsigned char first[2], second[2], bytes;
	} rows[] = {{{0x01, 0x7F}, {0x00, 0xFF}, 1},
	    {{0xC2, 0xDF}, {0x80, 0xBF}, 2}, {{0xE0, 0xE0}, {0xA0, 0xBF}, 3},
	    {{0xE1, 0xEC}, {0x80, 0xBF}, 3}, {{0xED, 0xED}, {0x80, 0x9F}, 3},
	    {{0xEE, 0xEF}, {0x80, 0xBF}, 3}, {{0xF0, 0xF0}, {0x90, 0xBF}, 4},
	    {{0xF1, 0xF3}, {0x80, 0xBF}, 4}, {{0xF4, 0xF4}, {0x80, 0x8F}, 4}};

	for (size_t r = 0; r < COUNT_OF(rows); r++) {
		size_t n = rows[r].bytes, i = 2;

		if (s[0] < rows[r].first[0] || s[0] > rows[r].first[1])
			continue;
		if (n > len)
			return 0;
		if (n > 1 &&
		    (s[1] < rows[r].second[0] || s[1] > rows[r].second[1]))
			return 0;
		while (i < n && s[i] >= 0x80 && s[i] <= 0xBF)
			i++;
		return n <= 2 || i == n ? n : 0;
	}
	return 0;
}

static void
valid_agrees_with_the_table_of_well_formed_utf8(void **state)
{
	static const unsigned char edge[] = {0x00, 0x01, 0x7F, 0x80, 0x8F, 0x90,
	    0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
	    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF};
	size_t all = 1, good = 0;

	(void)state;
	for (size_t len = 1; len <= 4; len++) {
		all *= COUNT_OF(edge);
		for (size_t k = 0; k < all; k++) {
			unsigned char s[4];
			size_t bad = len, at = 0, n = 1;
			bool valid;

			for (size_t i = 0, x = k; i < len; i++) {
				s[i] = edge[x % COUNT_OF(edge)];
				x /= COUNT_OF(edge);
			}
			valid = text_valid((char *)s, len, &bad);
			while (at < len && (n = well_formed(s + at, len - at)))
				at += n;
			assert_int_equal(valid, at == len);
			assert_int_equal(bad, at);
			good += valid;
		}
	}
	assert_true(good > 100);
}

static void
fold_makes_a_typed_head_ascii(void **state)
{
	const char *in = "ｄ　Ｐ１；，、：！？＃＠．。－／Ｚ９ 北门（\xff";
	struct buf b = {0};

	(void)state;
	text_fold(&b, in, strlen(in));
	assert_string_equal(buf_str(&b), "d P1;,,:!?#@..-/Z9 北门（\xff");
	buf_free(&b);
}

static void
casecmp_orders_names_without_case(void **state)
{
	(void)state;
	assert_int_equal(text_casecmp("Patrol 1", "PATROL 1"), 0);
	assert_int_equal(text_casecmp("ÉCOLE", "école"), 0);
	assert_true(text_casecmp("a", "B") < 0);
	assert_true(text_casecmp("ab", "A") > 0);
	assert_true(text_casecmp("", "a") < 0);
	assert_true(text_casecmp("\xff", "\xfe") > 0);
	assert_int_equal(text_casecmp("\xe5", "\xe5"), 0);
}

static void
copy_is_cut_at_a_character(void **state)
{
	char to[8];

	(void)state;
	assert_int_equal(text_copy_cut(to, sizeof(to), "1234567"), 7);
	assert_int_equal(text_copy_cut(to, sizeof(to), "12345678"), 7);
	assert_string_equal(to, "1234567");
	assert_int_equal(text_copy_cut(to, sizeof(to), "娄桥派"), 6);
	assert_string_equal(to, "娄桥");
	assert_int_equal(text_copy_cut(to, sizeof(to), "12345娄"), 5);
	assert_int_equal(text_copy_cut(to, 3, "娄"), 0);
	assert_int_equal(text_copy_cut(to, 1, "a"), 0);
	assert_int_equal(text_copy_cut(to, 4, "\x80\x80\x80\x80\x80"), 3);
}

static void
nearest_is_what_was_meant(void **state)
{
	static const char *const keys[] = {
	    "priority", "units", "description", "place", "站点名称"};
	static const struct {
		const char *typed, *meant;
	} words[] = {{"priorty", "priority"}, {"prioirty", "priority"},
	    {"unit", "units"}, {"UNITS", "units"}, {"desc", "description"},
	    {"plcae", "place"}, {"站点名", "站点名称"}, {"xyzzy", NULL},
	    {"u", NULL}, {"", NULL}, {"de", NULL}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		const char *near =
		    text_nearest(words[i].typed, keys, COUNT_OF(keys));

		assert_int_equal(near == NULL, words[i].meant == NULL);
		if (near)
			assert_string_equal(near, words[i].meant);
	}
	assert_null(text_nearest("units", keys, 0));
}

static void
nearest_takes_words_of_any_length(void **state)
{
	static const char *const keys[] = {"units"};
	char word[200];

	(void)state;
	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_null(text_nearest(word, keys, 1));
	assert_null(text_nearest("units", (const char *const[]){word}, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_clean_comes_out_as_it_was),
	    cmocka_unit_test(what_must_not_be_shown_comes_out_as_a_mark),
	    cmocka_unit_test(what_is_not_utf8_comes_out_byte_by_byte),
	    cmocka_unit_test(combining_marks_are_at_most_four_and_have_a_base),
	    cmocka_unit_test(line_ends_stay_only_when_asked),
	    cmocka_unit_test(every_code_point_is_clean_or_a_mark),
	    cmocka_unit_test(width_counts_cells),
	    cmocka_unit_test(cut_keeps_clusters_whole),
	    cmocka_unit_test(cut_ends_a_cluster_without_end),
	    cmocka_unit_test(cut_never_splits_a_cluster_of_the_unicode_test),
	    cmocka_unit_test(naughty_strings_come_out_clean),
	    cmocka_unit_test(utf8_test_file_comes_out_clean),
	    cmocka_unit_test(random_bytes_come_out_clean),
	    cmocka_unit_test(valid_is_strict_utf8_without_nul),
	    cmocka_unit_test(valid_agrees_with_the_table_of_well_formed_utf8),
	    cmocka_unit_test(fold_makes_a_typed_head_ascii),
	    cmocka_unit_test(casecmp_orders_names_without_case),
	    cmocka_unit_test(copy_is_cut_at_a_character),
	    cmocka_unit_test(nearest_is_what_was_meant),
	    cmocka_unit_test(nearest_takes_words_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
