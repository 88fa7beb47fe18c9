/*
 * A CSV of anything, read by a map: whatever the bytes, a day with no row lost
 * or a file refused with its line; and the plan made of it has each step once.
 */
#include "replay/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char map_text[] =
    "name: t\ntime: \"%Y-%m-%d %H:%M\"\nstation: {id: s, name: S}\n"
    "columns: {call: no, category: what, priority: pri, place: where,\n"
    "  area: town, spot: at, reported: told, entered: in, closed: over,\n"
    "  response: id, unit: unit, class: kind, dispatched: sent,\n"
    "  enroute: out, onscene: there, conveying: left, conveyed: brought,\n"
    "  cleared: free, reported_out: said, outcome: end, source: from,\n"
    "  narrative: text, name: who, phone: tel, address: home}\n";
static const char titles[] =
    "no,what,pri,where,town,at,told,in,over,id,unit,kind,sent,out,there,left,"
    "brought,free,said,end,from,text,who,tel,home\n";

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* A file that has a path, in memory. */
static int
memory_file(const char *head, const uint8_t *data, size_t size, char path[64])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	must(fd >= 0);
	must(write(fd, head, strlen(head)) == (ssize_t)strlen(head));
	must(size == 0 || write(fd, data, size) == (ssize_t)size);
	must(lseek(fd, 0, SEEK_SET) == 0);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static struct map *
the_map(void)
{
	static struct map *map;
	struct problem p;
	char path[64];
	int fd;

	if (map)
		return map;
	fd = memory_file(map_text, NULL, 0, path);
	must(map_read(path, &map, &p) == PROBLEM_NONE);
	close(fd);
	return map;
}

static void
check_day(const struct day *d)
{
	size_t told = d->responses + d->odd[ODD_TWICE];

	must(told <= d->rows && d->calls <= d->rows);
	for (size_t i = 0; i < d->calls; i++) {
		must(d->call[i].reported > 0 && d->call[i].place);
		must(strlen(d->call[i].place) <= 160);
	}
	for (size_t i = 0; i < d->responses; i++) {
		must(d->response[i].call < d->calls);
		must(d->response[i].unit < d->units.count);
		must(d->response[i].time[DAY_DISPATCHED] != 0);
	}
}

static void
check_plan(const struct day *d)
{
	struct plan *plan;
	size_t news = 0;

	must(plan_make(d, &plan, NULL) == PROBLEM_NONE);
	for (size_t i = 0; i < plan->count; i++) {
		must(i == 0 || plan->step[i - 1].at <= plan->step[i].at);
		must(plan->step[i].at >= plan->step[i].happened);
		news += plan->step[i].command == COMMAND_NEW;
	}
	must(news == d->calls);
	plan_free(plan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct map *map = the_map();
	struct problem p = {0};
	struct rows *rows;
	struct day *d;
	char path[64];
	int fd = memory_file(titles, data, size, path);

	if (rows_open(path, &rows, &p) == PROBLEM_NONE) {
		if (day_read(rows, map, 0, &d, &p) == PROBLEM_NONE) {
			check_day(d);
			check_plan(d);
			day_free(d);
		} else {
			must(p.code == PROBLEM_FILE_LINE);
		}
		rows_close(rows);
	}
	close(fd);
	return 0;
}
