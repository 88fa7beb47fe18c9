/*
 * A route's line: whatever it is, reading ends, and a line has a distance
 * exactly when it is one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/beat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	double metres;

	if (!line)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';
	metres = beat_distance(line, (struct point){28, 120});
	if (beat_line_valid(line) != (metres >= 0) || isnan(metres) ||
	    isinf(metres))
		abort();
	free(line);
	return 0;
}
