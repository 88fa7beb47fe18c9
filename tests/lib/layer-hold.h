/*
 * What holds of every layer, however it came to be: for fuzzers and tests.
 */
#ifndef TESTS_LIB_LAYER_HOLD_H
#define TESTS_LIB_LAYER_HOLD_H

#include "model/layer.h"

/*
 * Ends the process if the layer breaks a rule: parts of enough corners, all on
 * the earth and in their box; a hole behind its ring; and it comes back the
 * same from JSON of seven digits and from the store's bytes, and can be
 * simplified, written for every zoom and asked what lies in it.
 */
void layer_hold(const struct layer *l);

#endif
