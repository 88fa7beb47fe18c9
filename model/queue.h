/*
 * The queue: which row comes before which, what a filter leaves, and the
 * marks. Sorted: emergency, priority 1 not on the scene, unsent or unknown,
 * late, priority, and then the newest first. The first four pierce every
 * filter. The order is total: two rows are equal only when their ids are.
 */
#ifndef MODEL_QUEUE_H
#define MODEL_QUEUE_H

#include "model/clock.h"

/* One row; what it is made from is borrowed, the rest queue_rank() fills. */
struct queue_row {
	const struct incident *incident;
	/* Its orders; others' are passed over. */
	const struct assignment *const *assignments;
	size_t count;
	bool emergency; /* a unit sent to it calls for help */
	bool unsent;    /* something for it is unsent, or its fate unknown */
	bool fresh;     /* nobody at this desk has looked at it yet */

	struct clock clock; /* what it shows */
	msec_t late;        /* since when; 0: it is not */
	unsigned rank;      /* less comes first; ties are newest first */
};

/* Fills clock, late and rank as of now. Do so before sorting. */
void queue_rank(struct queue_row *row, msec_t now);
/* Of ranked rows: below 0 when a comes first. Nothing is allocated. */
int queue_compare(const struct queue_row *a, const struct queue_row *b);
/* Sorts ranked rows. */
void queue_sort(struct queue_row *rows, size_t n);

/* Whether it is of priority 1 and nobody is there yet. */
bool queue_is_first(const struct queue_row *row);
/* Whether a ranked row is shown whatever the filter says. */
bool queue_pierces(const struct queue_row *row);

/*
 * Whether a ranked row cannot wait: what pierces, and sheets to sign for.
 */
bool queue_cannot_wait(const struct queue_row *row);
/*
 * What is to be seen to first, of ranked rows that cannot wait: calls for
 * help, priority 1 with nobody sent, unsent or unknown, what is late or waits
 * for a signature with nobody sent, what is late though served (priority 1
 * before others), and last what was sent and may still come in time. Within
 * each the one that is late longest; then as they are sorted. Below 0 when a
 * comes first.
 */
int queue_compare_urgency(const struct queue_row *a, const struct queue_row *b);

/*
 * The one mark before a ranked row, ' ' for none: ^ unsent or unknown, ! late,
 * * new, = likely repeat; of several the first.
 */
char queue_mark(const struct queue_row *row);
/*
 * The mark behind a unit: ^ not known to be delivered, ? not signed for, +
 * signed, > on the way, @ there, % report owed; '\0' for an order that is not
 * live. What was said by radio or phone is delivered by being said.
 */
char queue_unit_mark(const struct assignment *a);

#define FILTER_WORDS 8
#define FILTER_BYTES 256

/* Words that must all be in a row, each in any of its texts. */
struct filter {
	char bytes[FILTER_BYTES];
	struct filter_word {
		unsigned short at, len; /* in bytes */
	} word[FILTER_WORDS];
	size_t words; /* 0: everything is shown */
};

/* Takes the words of a text; what is beyond its room is left out. */
void filter_set(struct filter *f, const char *text);
/*
 * Whether the texts have all words, case and width aside. They are what the
 * row shows: number, labels of category and state, place, callsigns, grid;
 * NULLs among them are passed over.
 */
bool filter_matches(const struct filter *f, const char *const *texts, size_t n);

#endif
