/*
 * Bringing records back as they were exported: in what order kinds come, and
 * with it which references can be asked to lead somewhere.
 *
 *	station, setting, grid, place, officer, unit, incident, caller,
 *	assignment, room, task, item, message, operation, order, alert,
 *	bulletin
 *
 * A reference to a kind that comes earlier must lead to a record that is
 * there. One to the same kind or a later one cannot yet: a grid names its
 * officer, the officer a unit, the unit its grid.
 */
#ifndef CENTRAL_RESTORE_H
#define CENTRAL_RESTORE_H

#include "model/record.h"

/* Whether all records of that kind are there before those of `of` come. */
bool restore_before(enum kind kind, enum kind of);

/*
 * Whether records of that kind live by commands alone: they are never put,
 * but made by `new`, `dispatch` and the like, or brought back whole.
 */
bool restore_only(enum kind kind);

#endif
