/*
 * The incidents of the last minutes in memory, by where they are and who told
 * them: so that what a new one is likely a repeat of is found without asking
 * the store, however many are open. The last RECENT_MAX that were told; a
 * megabyte or so. Belongs to the writer's thread.
 *
 * It follows what was carried out, a little ahead of the disk: what it finds
 * is to be looked up before it is believed.
 */
#ifndef CENTRAL_RECENT_H
#define CENTRAL_RECENT_H

#include "central/store/store.h"
#include "model/suggest.h"

#define RECENT_MAX 4096

struct recent;

/* NULL: memory ended. */
struct recent *recent_new(void);
void recent_free(struct recent *r);

/*
 * Begins anew with what is open in the store and was told less than
 * REPEAT_APART before now.
 */
MUST_USE enum problem_code recent_load(
    struct recent *r, struct store *store, msec_t now, struct problem *p);
/* An incident is new, changed or over; who told it. What memory has no room
 * for is not found later, and that is all. */
void recent_note(struct recent *r, const struct incident *i);
void recent_note_caller(struct recent *r, const struct caller *c);

/* What a new incident is compared with. */
struct recent_ask {
	const struct incident *incident; /* the new one; its station counts */
	const char *phone;               /* who tells it; or NULL */
	const struct setting *const *settings;
	size_t settings_count;
};

#define RECENT_FOUND 4

/* One that it may repeat, good until the next note. */
struct recent_found {
	const char *id;
	bool same_caller; /* the same number told it: whatever it is about */
};

/* The likeliest first; returns how many. */
size_t recent_find(const struct recent *r, const struct recent_ask *ask,
    struct recent_found out[RECENT_FOUND]);

/* Room for the digits of a number, with its NUL. */
#define RECENT_PHONE 12

/*
 * What tells one number from another: its last eleven digits. False when there
 * are fewer than five.
 */
bool recent_phone(const char *phone, char digits[RECENT_PHONE]);

#endif
