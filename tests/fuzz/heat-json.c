/*
 * Any bytes as a central's answer of heat: what is taken can be drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "net/wire/heat-json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A cell has a count, a step and a grid, or six corners on the plane. */
static void
check_cell(const struct heat *h, const struct heat_cell *cell)
{
	struct flat corner[HEAT_CORNERS];

	if (cell->count == 0 || cell->count > h->most || cell->step < 1 ||
	    cell->step > HEAT_STEPS ||
	    !memchr(cell->grid, '\0', sizeof(cell->grid)))
		abort();
	if (!*cell->grid)
		heat_corners(h, cell, corner);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct heat h;
	struct problem p = {0};
	bool more = false;

	if (heat_json_read((const char *)data, size, &h, &more, &p)) {
		if (!p.code || h.cell || h.count)
			abort();
		return 0;
	}
	for (size_t n = 0; n < h.count; n++)
		check_cell(&h, &h.cell[n]);
	heat_free(&h);
	return 0;
}
