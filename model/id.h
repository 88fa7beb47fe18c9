/*
 * Ids: made by whoever sends a thing, so that what was made offline can be
 * used offline. Text, compared byte for byte.
 */
#ifndef MODEL_ID_H
#define MODEL_ID_H

#include "model/base.h"

#define ID_MAX 64            /* characters of an id from anywhere */
#define ID_SIZE (ID_MAX + 1) /* what holds any id and its NUL */
#define ID_MADE 22           /* characters of an id that we made */

/*
 * A new id: 128 random bits of the kernel as 22 characters of base64url
 * (RFC 4648, 5). Ends the process when the kernel gives none: going on with
 * ids that can be guessed or doubled is worse.
 */
void id_new(char out[ID_SIZE]);

/*
 * The id of `name` within `space`, always the same: 128 bits of
 * BLAKE2s(space, NUL, name) in the same form. What is fed from a file gets
 * its ids so, and feeding it again changes nothing.
 */
void id_from(const char *space, const char *name, char out[ID_SIZE]);

/* Whether s is 1 to 64 of [A-Za-z0-9._:~-], not beginning with - or a dot. */
bool id_valid(const char *s, size_t len);

#endif
