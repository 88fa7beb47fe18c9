/*
 * Outlines from outside, and plans from bytes: what is taken has ground inside
 * and a place for its name; what is made is taken.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/sector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_closing(const char *text)
{
	struct buf once = {0}, twice = {0};

	buf_puts(&once, text);
	outline_close(&once);
	buf_puts(&twice, buf_str(&once));
	outline_close(&twice);
	check(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	buf_free(&once);
	buf_free(&twice);
}

static void
check_outline(const char *text)
{
	const char *at = text;
	struct point p, middle;
	double area = 0;

	while (outline_next(&at, &p))
		check(point_valid(p) && at > text);
	if (!outline_sound(text, &area))
		return;
	check(area >= 1 && isfinite(area));
	middle = outline_middle(text);
	check(isfinite(middle.lat) && isfinite(middle.lon));
	check(point_valid(middle));
}

/* Bytes as a plan within the limits. */
static struct sector_plan
plan_of(const uint8_t b[8])
{
	static const int parts[] = {1, 4, 8};

	return (struct sector_plan){
	    .middle = {((double)b[0] / 255 - 0.5) * 160,
	        ((double)b[1] * 256 + b[2]) / 65535 * 340 - 170},
	    .pattern = b[3] & 1 ? PATTERN_CELLS : PATTERN_RINGS,
	    .metres =
	        SECTOR_METRES_MIN + (double)(b[4] * 256 + b[5]) / 65535 *
	                                (SECTOR_METRES_MAX - SECTOR_METRES_MIN),
	    .rings = 1 + b[6] % SECTOR_RINGS_MAX,
	    .parts = parts[b[7] % 3]};
}

static void
check_plan(const struct sector_plan *plan)
{
	size_t n = sector_plan_count(plan);

	check(n > 0 && n <= SECTORS_MOST);
	for (size_t k = 0; k < n; k++) {
		char name[SECTOR_NAME + 1];
		struct buf b = {0};
		double area;

		sector_plan_name(plan, k, name);
		sector_plan_outline(plan, k, &b);
		check(*name && buf_ok(&b) && b.len <= TEXT_MAX);
		check(outline_sound(buf_str(&b), &area));
		check(point_in_ring(outline_middle(buf_str(&b)), buf_str(&b)));
		buf_free(&b);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);

	check(text != NULL);
	memcpy(text, data, len);
	text[len] = '\0';
	check_outline(text);
	check_closing(text);
	free(text);
	if (len == 8) {
		struct sector_plan plan = plan_of(data);

		check_plan(&plan);
	}
	return 0;
}
