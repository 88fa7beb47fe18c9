/*
 * What the words of a new incident suggest: a category with its priority, and
 * incidents that it is likely a repeat of. Suggested, never done: who takes a
 * suggestion says so.
 *
 * All functions are pure and allocate nothing.
 */
#ifndef MODEL_SUGGEST_H
#define MODEL_SUGGEST_H

#include "model/record.h"

struct suggestion {
	const struct setting *category;
	int64_t priority; /* the category's */
	size_t words;     /* how many of its words were found */
};

/*
 * The category whose `words` (parted by blanks or commas) say most of place
 * and narrative (either may be NULL): of each word that is there its length
 * counts, a character of a script without blanks twice; then the longest
 * word, then the more urgent category, then the least id. Such scripts
 * (Chinese, Japanese, Thai) match anywhere, others at word borders; case and
 * width aside. False when nothing is found. Settings of other topics and
 * retired ones are passed over.
 */
bool suggest_category(const struct setting *const *settings, size_t n,
    const char *place, const char *narrative, struct suggestion *out);

/*
 * The place whose name (or address) stands in `text`: the longest one, at word
 * borders as above. NULL when there is none, or when two of that name lie
 * apart. Retired places and those without a point are passed over.
 */
const struct place *suggest_place(
    const struct place *const *places, size_t n, const char *text);

/* How near in place and time a repeat is. */
#define REPEAT_METRES 300.0
#define REPEAT_APART ((msec_t)15 * 60 * 1000)

struct repeat {
	const struct incident *incident;
	double metres; /* below 0: matched by the words of the place */
	msec_t apart;  /* between the two reports */
};

/*
 * Of the incidents others[0..n) those that i is likely a repeat of: open,
 * of its station (one that is not known yet excludes nothing), within
 * REPEAT_METRES (where one has no point: of a place alike in words,
 * model/place.h) and REPEAT_APART, categories of one family. A category not
 * known yet excludes nothing. The likeliest `max` go to out, by distance and
 * time together; returns how many. Central and console judge by this alone.
 */
size_t suggest_repeats(const struct setting *const *settings, size_t settings_n,
    const struct incident *i, const struct incident *const *others, size_t n,
    struct repeat *out, size_t max);

/* Of two that are joined the one that stays: the older number. */
const struct incident *repeat_survivor(
    const struct incident *a, const struct incident *b);

#endif
