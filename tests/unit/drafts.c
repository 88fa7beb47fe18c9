/*
 * Drafts as bytes: what is damaged gives what stood before it, and no more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tui/chat.h"
#include "tui/drafts.h"

#define WHOLE                                \
	"watchroom drafts 1\n"               \
	"4:talk0:4:01280:12:he ran off\n!\n" \
	"4:form0:3:new0:5:place12:88 Xingfu Rd\n"

static void
test_a_message_is_filled_once(void **state)
{
	struct desk *d = desk_new();
	struct draft *draft;

	(void)state;
	drafts_take(&d->console, "", WHOLE, strlen(WHOLE));
	draft = chat_draft(&d->console, "0128", true);
	assert_string_equal(buf_str(&draft->edit.text), "he ran off\n!");
	draft = chat_draft(&d->console, "0131", true);
	assert_int_equal(draft->edit.text.len, 0);
	drafts_free(&d->console);
	desk_free(d);
}

/* Cut at each byte, and with each byte another. */
static void
test_what_is_damaged_is_left_out(void **state)
{
	struct desk *d = desk_new();
	size_t len = strlen(WHOLE);

	(void)state;
	for (size_t n = 0; n < 2 * len; n++) {
		size_t keep = n < len ? n : len;
		char *bytes = malloc(keep + 1); /* seen by a sanitizer */

		assert_non_null(bytes);
		memcpy(bytes, WHOLE, keep);
		if (n >= len)
			bytes[n - len] = '9';
		drafts_take(&d->console, "", bytes, keep);
		free(bytes);
	}
	drafts_free(&d->console);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_message_is_filled_once),
	    cmocka_unit_test(test_what_is_damaged_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
