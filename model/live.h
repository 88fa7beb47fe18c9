/*
 * What "live" means for each kind: what a fresh console is sent and keeps. A
 * record that is not live is history, to be looked up.
 *
 *	incident		until 30 minutes after it ended
 *	assignment		as long as its incident (record_lives_with())
 *	item			as long as its task, incident or room (the same)
 *	sector sweep		as long as its incident (the same)
 *	station grid place	until retired
 *	officer unit setting	until retired
 *	room			until closed
 *	task			until a day after it ended, or was to be done
 *	order operation		until 30 minutes after the change that ended it
 *	alert			until 30 minutes after it was settled
 *	bulletin		until the time it says, if it says one
 *	message caller		never by themselves: a message is sent to who
 *				watches its room, a caller is never fed
 */
#ifndef MODEL_LIVE_H
#define MODEL_LIVE_H

#include "model/record.h"

#define TIME_FOREVER INT64_MAX
#define LIVE_AFTER_END ((msec_t)30 * 60 * 1000)
/* The day's work is shown whole, what is done of it too. */
#define LIVE_AFTER_TASK ((msec_t)24 * 60 * 60 * 1000)

/*
 * The first moment at which the record as it stands is not live any more:
 * TIME_FOREVER while nothing but a change can end it, 0 for kinds that never
 * are. It is live while now < record_live_until(r).
 */
msec_t record_live_until(const struct record *r);

/*
 * The id of the record that this one lives as long as (an incident, for an
 * item a task or a room too): who ages that one out ages these out with it.
 * NULL for kinds that live for themselves.
 */
const char *record_lives_with(const struct record *r);

#endif
