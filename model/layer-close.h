/*
 * Open borders: lines that should be rings. Map files of the field have
 * borders drawn by hand whose ends lie some metres apart, or a border cut
 * into several lines. Where an outline is wanted they are put together.
 */
#ifndef MODEL_LAYER_CLOSE_H
#define MODEL_LAYER_CLOSE_H

#include "model/layer.h"

/* Ends may lie so far apart, metres; and the whole ring's length / 20. */
#define LAYER_GAP_MAX 60.0

/*
 * Makes rings of the lines of the feature that was begun and not ended: a
 * line whose ends lie within LAYER_GAP_MAX is closed; lines that follow on
 * each other, either way round, are joined first. Other parts stay. False
 * (the feature is unchanged) when some line cannot be closed; *gap is how far
 * its ends lie apart, metres.
 */
MUST_USE bool layer_close(struct layer *l, double *gap);

#endif
