/*
 * Comparing what people type with what is written, case and width aside:
 * `p1`, `P1` and `Ｐ１` are one callsign. For names and words of any script;
 * nothing is allocated, bytes that are not UTF-8 stand for themselves.
 */
#ifndef MODEL_FOLD_H
#define MODEL_FOLD_H

#include "model/base.h"

/*
 * The next character of *s (before end), which moves past it: lower case, of
 * full-width forms the ASCII one. -1 at the end. Bytes that are not UTF-8 come
 * out beyond all code points.
 */
int32_t fold_next(const char **s, const char *end);
/* Whether a NUL-closed text (NULL: empty) is the same as b[0..len). */
bool fold_is(const char *a, const char *b, size_t len);
/*
 * Where needle[0..nlen) first stands in hay[0..hlen), or NULL; in *stop (may
 * be NULL) the end of that place. An empty needle is nowhere.
 */
const char *fold_find(const char *hay, size_t hlen, const char *needle,
    size_t nlen, const char **stop);

#endif
