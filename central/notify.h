/*
 * Telling systemd where we stand (sd_notify(3)): a datagram to NOTIFY_SOCKET,
 * and nothing where that is not set.
 */
#ifndef CENTRAL_NOTIFY_H
#define CENTRAL_NOTIFY_H

/* "READY=1", "STOPPING=1", ... */
void notify(const char *state);

#endif
