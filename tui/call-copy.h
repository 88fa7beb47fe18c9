/*
 * A call that is kept: a question waits for its y, an order that was not
 * answered may have to be given again by voice.
 */
#ifndef TUI_CALL_COPY_H
#define TUI_CALL_COPY_H

#include "model/command.h"

/*
 * A copy that owns all it points at. Ids that its sender has to make and that
 * are not given (of a new incident, of orders, of a message) are made. NULL
 * when memory ends.
 */
struct call *call_copy(const struct call *call);
void call_free(struct call *call);

#endif
