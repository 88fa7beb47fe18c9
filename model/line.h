/*
 * The command line: what is typed at `:` and given to `watchroom do`.
 *
 *	[0131:] VERB WORD... [; text]
 *
 * Only the head, up to the first ; outside quotes, is normalised
 * (text_fold(): full-width letters, digits and signs); what follows is kept
 * raw. A VERB is a name or alias of commands.def, any case. Blanks and commas
 * part words:
 *
 *	#0131 20261121-0131	an incident, by number
 *	@P1 @station/P1		a unit (where the command takes one, a room)
 *	P1 0131 101 theft 2	what the command's arguments make of it
 *	.			the selected record
 *	19:48 -5		when it happened: a time of day, minutes ago
 *	"88 Xingfu Rd"		text with blanks, never a name
 *	place="88 Xingfu Rd"	an argument by its name
 *
 * Reading is in two steps: line_parse() knows only the tables; line_resolve()
 * makes a call of it against what a console shows. Neither guesses: what can
 * be two things is refused with both.
 */
#ifndef MODEL_LINE_H
#define MODEL_LINE_H

#include "model/command.h"
#include "model/zone.h"

#define LINE_HEAD 1024            /* bytes of the head at most */
#define LINE_WORDS 72             /* words of it at most */
#define LINE_POOL (LINE_HEAD * 6) /* strings that a call is given */

enum word_mark {
	WORD_PLAIN,
	WORD_NUMBER,   /* digits, or DATE-digits */
	WORD_INCIDENT, /* #, which text is without */
	WORD_NAME,     /* @, likewise */
	WORD_SELECTED, /* . */
	WORD_TIME,
	WORD_QUOTED, /* without its quotes */
	WORD_PAIR,   /* name=text */
};

struct line_word {
	enum word_mark mark;
	const char *text; /* normalised */
	const char *of;   /* the name of a pair; the station of station/P1 */
	size_t from, to;  /* its bytes in the source, mark and quotes too */
};

/*
 * A line that was read. Words point into it: it is not to be copied. The
 * source must outlive it.
 */
struct line {
	const struct command *command; /* NULL: the line is empty */
	/* `qs`: what it may be as well; line_resolve() decides */
	const struct command *other;
	bool department;          /* `lz`: out of the police */
	const char *source;       /* as given */
	struct line_word subject; /* of "0131:"; its text NULL: none */
	struct line_word word[LINE_WORDS];
	size_t words;
	const char *text; /* after the first ;, raw; NULL: there is none */
	char bytes[LINE_HEAD + 2 * LINE_WORDS];
	size_t used; /* of bytes */
};

/*
 * Reads a line (UTF-8, closed with a NUL). A line of one incident, unit or
 * number goes there (`go`).
 *
 * AMBIGUOUS {word, candidates}: an alias that means two things, with "name
 * alias" of each. UNKNOWN_KEY {key, nearest} or BAD_LINE {word, why}: no such
 * verb, a quote left open, a mark that marks nothing. BAD_TEXT, TOO_LONG.
 */
MUST_USE enum problem_code line_parse(
    const char *source, struct line *out, struct problem *p);

/*
 * What words are resolved against: the records that are shown. `next` gives
 * one record of the kind a call, from *at = 0 on, and NULL at the end; order
 * does not matter. Records need only live as long as line_resolve().
 */
struct line_world {
	void *user;
	const struct record *(*next)(void *user, enum kind kind, size_t *at);
	const struct record *selected; /* when `:` was pressed; may be NULL */
	const char *station;           /* id of the desk's; NULL: it sees all */
	msec_t now;
	const struct zone *zone; /* NULL: UTC */
};

/* A call and the memory its values lie in; not to be copied. */
struct line_call {
	struct call call;
	const char *refs[REFS_MAX];
	const char *members[3][REFS_MAX]; /* officers, stations, roles */
	union any_record put; /* of `put`: what call.record points at */
	char pool[LINE_POOL];
	size_t used;
};

/*
 * Makes a call: words fill arguments by their type, the selected record what
 * is left, and the states (or the rev) that were shown go with it. Ids that
 * the sender makes and `voice` are the caller's to set. Texts point into the
 * line's source or into *out; what `put` leaves as it was points into the
 * record shown, so that one is to be sent or frozen at once.
 *
 * A bare number finds an incident of today that is open; another needs its
 * whole number. A callsign is of the incident's station (none: the desk's).
 * A number that fits both is refused, as is a unit's step when it has two
 * orders and neither # nor the selection names one of them.
 *
 * AMBIGUOUS {word, candidates}, NOT_FOUND {what}, NO_ORDER {what}, MISSING_KEY
 * {key}, NEEDS_REASON, BAD_VALUE {key, value, want}, BAD_LINE {word, why},
 * UNKNOWN_KEY {key, nearest}, TOO_LONG {key, limit}.
 */
MUST_USE enum problem_code line_resolve(const struct line *line,
    const struct line_world *world, struct line_call *out, struct problem *p);

#endif
