/*
 * The last picture (cache.h) as a file: sealed, one for each account, another
 * in the place of the last, whole or not at all. May block: the journal's
 * helper calls it.
 */
#ifndef NET_LINK_PICTURE_FILE_H
#define NET_LINK_PICTURE_FILE_H

#include "model/buf.h"
#include "net/link/vault.h"

/* What fails leaves the one before. Its key is at hand, or nothing is done. */
void picture_save(const struct vault *v, const char *dir, const char *account,
    const struct buf *bytes);
/* Appends to *out; nothing when there is none that can be read. */
void picture_load(const struct vault *v, const char *dir, const char *account,
    struct buf *out);

#endif
