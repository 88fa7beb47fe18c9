/*
 * The last picture (cache.h), or what else is kept as a whole, as a file:
 * sealed, one for each account, another in the place of the last, or none. May
 * block: the journal's helper calls it.
 */
#ifndef NET_LINK_PICTURE_FILE_H
#define NET_LINK_PICTURE_FILE_H

#include "model/buf.h"
#include "net/link/vault.h"

/* What fails leaves the one before. Its key is at hand, or nothing is done. */
void picture_save(const struct vault *v, const char *dir, const char *what,
    const char *account, const struct buf *bytes);
/* Appends to *out; nothing when there is none that can be read. */
void picture_load(const struct vault *v, const char *dir, const char *what,
    const char *account, struct buf *out);

#endif
