/*
 * The ids that whoever sends a command makes: of the incident it writes, the
 * orders it gives, the message it says. With them the same thing can be used
 * at once, before any answer, and sending twice makes it once.
 */
#ifndef NET_LINK_SENDER_H
#define NET_LINK_SENDER_H

#include "model/command.h"

/* Room for what a call is given; not to be copied while the call is used. */
struct sender_ids {
	char id[REFS_MAX][ID_SIZE];
	const char *refs[REFS_MAX];
	size_t used;
};

/* Fills in the ids that the call's command wants and the call does not have. */
void sender_fill(struct call *c, struct sender_ids *ids);
/* Whether that argument of a command is the id of what it makes. */
bool sender_makes(const struct command *c, size_t arg);
/*
 * The id of the record that the call makes (the incident, the message), or
 * NULL for a command that makes none or several.
 */
const char *sender_made(const struct call *c);

#endif
