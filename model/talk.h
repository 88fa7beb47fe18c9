/*
 * What both programs know of talk: the order of a room, which lines people
 * wrote, and the records that a text names.
 *
 * In a text `#0131` (or `#20261121-0131`) names an incident and `@P1`,
 * `@station/P1` or `@legal` whoever bears that name. Letters, digits, signs
 * of the twin width and Chinese go on with a name; `-`, `_` and `.` only where
 * a letter or digit follows. Who sends the text looks the names up, once, and
 * sends ids beside it: what a text names later never changes.
 */
#ifndef MODEL_TALK_H
#define MODEL_TALK_H

#include "model/record.h"
#include "model/time.h"

/* Where a line stands in its room; it stays there when it is corrected. */
int64_t message_place(const struct message *m);
/* Whether a stands before b in their room. */
bool message_before(const struct message *a, const struct message *b);
/* Whether somebody wrote it, so that it counts as unread. */
bool message_is_talk(const struct message *m);

#define TALK_CORRECT_MS (2 * TIME_MINUTE) /* so long words can be mended */
#define TALK_NAMES REFS_MAX               /* records that one text names */

/* A name in a text. */
struct talk_name {
	char sign;        /* '#' or '@' */
	const char *text; /* behind the sign, within the text */
	size_t len;
	size_t at; /* of the sign, in the text */
};

/*
 * The next name in text[*at..len), and *at moves behind it; false when there
 * is none left.
 */
bool talk_next_name(
    const char *text, size_t len, size_t *at, struct talk_name *name);

#endif
