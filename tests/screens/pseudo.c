/*
 * Every screen in a language of brackets (build/locale/en_XX): what stands
 * outside of them went through no catalogue, so it must be data. A screen that
 * is in views[] and not here fails the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/command.h"
#include "tests/lib/naughty.h"
#include "tests/lib/seat.h"

/* All that the test's records say, and what no language changes. */
static const char data[] =
    " Louqiao station Xingfu Rd theft lock P1 M4 Y2 G07 Wang Chen Min seat "
    "Stolen bicycle black words x2 "
    "watchroom chen "
    /* Keys as keyboards have them. */
    "Enter Esc Tab Space Backspace Ctrl Down Up Left Right PgUp PgDn Home End "
    "F1 F2 F3 F4 F5 F6 F7 F8 L Z ";

static bool
is_letter(int32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x4e00;
}

static bool
is_word_of(const char *list, const char *word, size_t len)
{
	for (const char *s = list; (s = strstr(s, word)); s++)
		if ((s == list || s[-1] == ' ') &&
		    (s[len] == ' ' || s[len] == '\0'))
			return true;
	return false;
}

/* What is typed is no language's: commands, their short names, arguments. */
static bool
is_typed(const char *word, size_t len)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command *c = command_get((enum command_id)i);

		if (strcmp(c->name, word) == 0 ||
		    is_word_of(c->aliases, word, len))
			return true;
	}
	for (int i = 0; i < ACTION_COUNT; i++)
		if (is_word_of(actions[i].keys, word, len))
			return true;
	return false;
}

/* Behind the bracket that closes s[0]; NULL when it was cut off. */
static const char *
close_of(const char *s)
{
	int depth = 0;

	for (; *s; s++) {
		depth += *s == '[';
		depth -= *s == ']';
		if (depth == 0)
			return s + 1;
	}
	return NULL;
}

/* A text that was cut ends at its mark, or where the next column begins. */
static const char *
end_of_cut(const char *s)
{
	for (; *s; s++)
		if (*s == '~' || (s[0] == ' ' && s[1] == ' '))
			return s + 1;
	return s;
}

/* A bracket that a person types: the keys row's "[", the map's ring. */
static const char *
skip_bracketed(const char *s)
{
	const char *end = close_of(s);

	return end ? end : end_of_cut(s);
}

/* Checks one word outside of brackets; `before` is the byte in front of it. */
static void
check_word(
    struct seat *s, const char *where, const char *at, size_t len, char before)
{
	char word[64];

	snprintf(word, sizeof(word), "%.*s", (int)len, at);
	if (at[len] == '[' && len <= 3) /* a key, and what it does */
		return;
	if (before >= '0' && before <= '9' && len == 1) /* 1h32, 42s */
		return;
	if (is_word_of(data, word, strlen(word)) ||
	    is_typed(word, strlen(word)))
		return;
	fail_msg(
	    "%s: \"%s\" is in no catalogue\n%s", where, word, vt_text(s->vt));
}

static void
check_row(struct seat *s, const char *where, const char *row)
{
	const char *at = row;
	size_t used;

	while (*at) {
		const char *begin = at;

		if (*at == '[') {
			at = skip_bracketed(at);
			continue;
		}
		while (*at && is_letter(naughty_next(at, strlen(at), &used)))
			at += used;
		if (at > begin && *at >= '0' && *at <= '9')
			while (*at >= '0' && *at <= '9') /* P1, F8 */
				at++;
		if (at > begin)
			check_word(s, where, begin, (size_t)(at - begin),
			    begin > row ? begin[-1] : ' ');
		else
			at += used;
	}
}

/* The whole screen; and there must be words on it, in brackets. */
static void
check(struct seat *s, const char *where)
{
	char text[16384];
	char *at = text;

	snprintf(text, sizeof(text), "%s", vt_text(s->vt));
	if (!strchr(text, '['))
		fail_msg("%s: not a word translated\n%s", where, text);
	while (*at) {
		size_t len = strcspn(at, "\n");
		bool last = at[len] == '\0';

		at[len] = '\0';
		check_row(s, where, at);
		at += len + !last;
	}
}

#define HEAD(kind, id)                                                         \
	"{\"kind\":\"" kind "\",\"id\":\"" id "\",\"station\":\"" SEAT_STATION \
	"\",\"rev\":3,\"seq\":9,\"at\":1795261887000,\"by\":\"Wang@1\","

static void
fill(struct seat *s)
{
	seat_put(s,
	    HEAD("setting", "m-day") "\"topic\":\"mode\",\"name\":\"day\","
	                             "\"en\":\"words\"}");
	seat_put(s, HEAD("setting", "c1") "\"topic\":\"category\",\"name\":"
	                                  "\"theft\",\"en\":\"theft\","
	                                  "\"words\":\"bicycle\","
	                                  "\"priority\":2}");
	seat_put(s, HEAD("grid", "g7") "\"name\":\"G07\"}");
	seat_put(s, HEAD("officer", "o-chen") "\"name\":\"Chen Min\"}");
	seat_put_unit(s, "P1", "patrol");
	seat_put_unit(s, "M4", "committed");
	seat_put_unit(s, "Y2", "meal");
	seat_put_incident(s, "0131", 1, "pending", "Xingfu Rd");
	seat_put_incident(s, "0130", 2, "dispatched", "Xingfu Rd");
	seat_put_incident(s, "0129", 3, "review", "Xingfu Rd");
	seat_put_assignment(s, "a1", "0130", "M4", "issued");
	seat_put(s,
	    HEAD("incident",
	        "i-0128") "\"number\":\"20261121-0128\",\"priority\":2,"
	                  "\"state\":"
	                  "\"untaken\",\"place\":\"Xingfu "
	                  "Rd\",\"category\":\"c1\","
	                  "\"grid\":\"g7\",\"owner\":\"o-chen\",\"narrative\":"
	                  "\"Stolen "
	                  "bicycle\",\"source\":\"above\",\"reported\":"
	                  "1795261885000,\"clock\":\"take\",\"due\":"
	                  "1795261900000,"
	                  "\"repeat\":\"i-0130\",\"caller\":\"c\",\"repeats\":"
	                  "2}");
	seat_put(s, HEAD("message",
	                "t1") "\"room\":\"i-0131\",\"class\":\"talk\",\"text\":"
	                      "\"black bicycle\"}");
	seat_put(s,
	    HEAD("message",
	        "t2") "\"room\":\"i-0131\",\"class\":\"event\",\"event\":"
	              "\"dispatch\",\"about\":\"u-M4\"}");
	seat_put(s,
	    HEAD("message",
	        "t3") "\"room\":\"i-0131\",\"class\":\"mustread\",\"text\":"
	              "\"black bicycle\"}");
	seat_put(s, HEAD("task", "k1") "\"title\":\"lock\",\"state\":\"doing\","
	                               "\"officer\":\"o-chen\",\"area\":\"g7\","
	                               "\"due\":1795261000000,\"late\":"
	                               "1795261000000,\"source\":\"station\","
	                               "\"reason\":\"words\",\"steps\":2}");
	seat_put(s, HEAD("task", "k2") "\"title\":\"lock\",\"state\":\"done\","
	                               "\"officer\":\"o-chen\",\"due\":"
	                               "1795264000000,\"result\":\"words\"}");
	seat_put(s, HEAD("item", "n1") "\"about\":\"k1\",\"line\":1,\"class\":"
	                               "\"check\",\"text\":\"lock\"}");
	seat_wait_painted(s, s->seq);
	seat_type(s, "gg");
	seat_wait_text(s, ">*1 0131");
}

/* From the queue with the first row selected, and back by Esc and gq. */
static const struct {
	const char *name, *keys;
	enum screen screen;
} screens[] = {
    {"queue", "", SCREEN_QUEUE},
    {"queue, end", "ge", SCREEN_QUEUE},
    {"units", "gu", SCREEN_UNITS},
    {"chat", "gc", SCREEN_CHAT},
    {"chat, rooms", "gch", SCREEN_CHAT},
    {"outbox", "gx", SCREEN_OUTBOX},
    {"tasks", "gt", SCREEN_TASKS},
    {"tasks, mine", "gth", SCREEN_TASKS},
    {"tasks, officers", "gtl", SCREEN_TASKS},
    {"tasks, areas", "gtll", SCREEN_TASKS},
    {"tasks, month", "gtlll", SCREEN_TASKS},
    {"tasks, index", "gtllll", SCREEN_TASKS},
    {"tasks' lists", "gtu", SCREEN_TASKS},
    {"task, give", "gtd", SCREEN_TASKS},
    {"task, steps", "gts", SCREEN_TASKS},
    {"task, later", "gto", SCREEN_TASKS},
    {"task, priority", "gtp", SCREEN_TASKS},
    {"task, done", "gtr", SCREEN_TASKS},
    {"task, edit", "gte", SCREEN_TASKS},
    {"task, call", "gtc", SCREEN_TASKS},
    {"task, join", "gt=", SCREEN_TASKS},
    {"timeline", "t", SCREEN_TIMELINE},
    {"units' log", "gut", SCREEN_LOG},
    {"help", "?", SCREEN_HELP},
    {"help, second page", "?,", SCREEN_HELP},
    {"help, third page", "?,,", SCREEN_HELP},
    {"help, end", "?ge", SCREEN_HELP},
    {"units' help", "gu?", SCREEN_HELP},
    {"dispatch list", "d", SCREEN_QUEUE},
    {"step list", "jjs", SCREEN_QUEUE},
    {"priority list", "p", SCREEN_QUEUE},
    {"hold list", "o", SCREEN_QUEUE},
    {"voice", "jjv", SCREEN_QUEUE},
    {"take back", "jj-", SCREEN_QUEUE},
    {"join", "j=", SCREEN_QUEUE},
    {"plan", "jjx", SCREEN_QUEUE},
    {"nothing to take back", "-", SCREEN_QUEUE},
    {"write", "m", SCREEN_QUEUE},
    {"no list", "1", SCREEN_QUEUE},
    {"map", "gm", SCREEN_MAP},
    {"map, not on it", "f", SCREEN_MAP},
    {"map, letters", "gmf", SCREEN_MAP},
    {"map, views", "gmu", SCREEN_MAP},
    {"map, heat's list", "gmu7", SCREEN_MAP},
    {"map, heat", "gmu74", SCREEN_MAP},
    {"map, drawing", "gmu8", SCREEN_MAP},
    {"map, new", "gmi", SCREEN_MAP},
    {"map, follow", "gmu5", SCREEN_MAP},
    {"map, nothing to show", "gmu1", SCREEN_MAP},
    {"map's help", "gm?", SCREEN_HELP},
    {"unit's status list", "gus", SCREEN_UNITS},
    {"unit's incidents", "gud", SCREEN_UNITS},
    {"unit's welfare", "guo", SCREEN_UNITS},
    {"new", "i", SCREEN_QUEUE},
    {"edit", "e", SCREEN_QUEUE},
    {"report", "jjr", SCREEN_QUEUE},
    {"call back", "jc", SCREEN_QUEUE},
    {"prompt", ":", SCREEN_QUEUE},
    {"prompt, a word", ":dispatch ", SCREEN_QUEUE},
    {"prompt, a wrong word", ":jj\r", SCREEN_QUEUE},
    {"filter", "/", SCREEN_QUEUE},
};

/* A console of its own for each: what one leaves open is not the next one's. */
static void
draw_screens(const struct seat_options *o)
{
	for (size_t i = 0; i < COUNT_OF(screens); i++) {
		struct seat *s = seat_open(o);

		fill(s);
		seat_type(s, screens[i].keys);
		check(s, screens[i].name);
		seat_free(s);
	}
}

static void
no_word_of_a_screen_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {.language = "xx"};

	(void)state;
	draw_screens(&o);
}

static void
no_word_of_a_wall_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {
	    .language = "xx", .rows = 50, .cols = 200, .drill = true};

	(void)state;
	draw_screens(&o);
}

static void
every_screen_that_there_is_stands_in_this_test(void **state)
{
	(void)state;
	for (enum screen v = 0; v < SCREEN_COUNT; v++) {
		bool here = !views[v];

		for (size_t i = 0; i < COUNT_OF(screens); i++)
			here = here || screens[i].screen == v;
		if (!here)
			fail_msg("screen %d is not drawn here", (int)v);
	}
}

static void
no_word_of_logging_in_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {.language = "xx", .login = true};
	struct seat *s = seat_new(&o);

	(void)state;
	seat_wait_text(s, "[Password]");
	check(s, "login");
	seat_free(s);
}

static void
no_word_of_a_locked_seat_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {.language = "xx"};
	struct seat *s = seat_open(&o);

	(void)state;
	fill(s);
	seat_type(s, ":lock");
	vt_keys(s->vt, "\r");
	seat_wait_text(s, "[Locked by");
	check(s, "locked");
	seat_free(s);
}

/* An order nobody answers: it stands in the outbox, and the link is lost. */
static void
no_word_of_a_lost_link_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {.language = "xx"};
	struct seat *s = seat_open(&o);

	(void)state;
	fill(s);
	seat_type(s, ":hold 10; words");
	vt_keys(s->vt, "\r");
	seat_wait_request(s, "POST /v1/commands/hold");
	fake_central_stop(s->central);
	seat_wait_text(s, "[LINK DOWN");
	check(s, "link down");
	seat_type(s, "gx");
	check(s, "outbox with an order");
	seat_type(s, "-");
	check(s, "withdrawing it");
	seat_free(s);
}

static void
no_word_of_a_small_screen_is_outside_of_the_catalogue(void **state)
{
	const struct seat_options o = {.language = "xx"};
	struct seat *s = seat_open(&o);

	(void)state;
	fill(s);
	vt_resize(s->vt, 20, 60);
	seat_wait_no_text(s, "[priority 1]");
	check(s, "small");
	vt_resize(s->vt, 5, 30);
	seat_wait_text(s, "[too small");
	check(s, "too small");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_word_of_a_screen_is_outside_of_the_catalogue),
	    cmocka_unit_test(no_word_of_a_wall_is_outside_of_the_catalogue),
	    cmocka_unit_test(every_screen_that_there_is_stands_in_this_test),
	    cmocka_unit_test(no_word_of_logging_in_is_outside_of_the_catalogue),
	    cmocka_unit_test(
	        no_word_of_a_locked_seat_is_outside_of_the_catalogue),
	    cmocka_unit_test(
	        no_word_of_a_lost_link_is_outside_of_the_catalogue),
	    cmocka_unit_test(
	        no_word_of_a_small_screen_is_outside_of_the_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
