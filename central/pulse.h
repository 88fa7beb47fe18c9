/*
 * A drill's clock between two writes to its store: where it stood a moment
 * ago, in a small file of the store's directory. It is not made durable, for
 * a write a second of that kind would cost a disk more than a drill is worth:
 * it outlives a central that is killed, and not a power cut.
 */
#ifndef CENTRAL_PULSE_H
#define CENTRAL_PULSE_H

#include "model/base.h"

#define PULSE_EVERY ((msec_t)1000) /* real ms between two */

/* `kept` is the time that the store has: a pulse counts beside that alone. */
void pulse_write(const char *dir, msec_t kept, msec_t now);
/* The store has the last word: there was no kill. */
void pulse_clear(const char *dir);
/*
 * Where a clock of that speed stood at the latest when its central was killed,
 * by what the store kept; `kept` itself when it was not killed.
 */
msec_t pulse_read(const char *dir, msec_t kept, int64_t speed);

#endif
