/*
 * What it costs to be made good after an outage: what changed, not what is
 * there. Bytes, for a machine's speed must not decide: at 9,600 bit/s a second
 * is 1,200 of them. tests/bench/thin.c does the same on such a line, with a
 * watch in its hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/lib/api.h"
#include "tests/lib/fault-proxy.h"
#include "tests/lib/tap.h"

#define OPEN 200
#define CHANGED 60
#define IN_TIME (10 * 1200) /* bytes of ten seconds at 9,600 bit/s */

static void
change(struct api *a, int n)
{
	char body[96];

	snprintf(
	    body, sizeof(body), "{\"incident\":\"i%d\",\"priority\":4}", n);
	assert_int_equal(api_command(a, API_OWNER, "priority", body), 200);
}

static void
an_outage_is_made_good_by_what_changed(void **state)
{
	struct api *a = *state;
	struct fault_proxy *proxy = fault_proxy_new(a->socket);
	uint64_t first, again;
	struct tap_line *l;

	for (int n = 0; n < OPEN; n++) {
		char id[16];

		snprintf(id, sizeof(id), "i%d", n);
		api_incident(a, "S1", id);
	}
	l = tap_line_open(proxy->url, true);
	tap_line_cut(l, proxy);
	first = proxy->counts->down;
	for (int n = 0; n < CHANGED; n++)
		change(a, n);
	tap_line_until(l, PATIENCE_MS, true);
	again = proxy->counts->down - first;
	print_message("first picture %llu bytes, made good by %llu\n",
	    (unsigned long long)first, (unsigned long long)again);
	assert_true(again < IN_TIME);
	assert_true(again < first * CHANGED / OPEN + first / 10);
	for (int n = 0; n < OPEN; n += OPEN / 10) {
		char id[16];
		const struct incident *i;

		snprintf(id, sizeof(id), "i%d", n);
		i = (const struct incident *)tap_line_get(l, KIND_INCIDENT, id);
		assert_non_null(i);
		assert_int_equal(i->priority == 4, n < CHANGED);
	}
	tap_line_close(l);
	fault_proxy_free(proxy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        an_outage_is_made_good_by_what_changed, api_setup,
	        api_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
