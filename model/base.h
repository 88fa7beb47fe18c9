/*
 * The few words every file uses. Nothing here depends on anything.
 */
#ifndef MODEL_BASE_H
#define MODEL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can fail returns a status that must be looked at. */
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Milliseconds since 1970 UTC; 0 means not known. */
typedef int64_t msec_t;

#endif
