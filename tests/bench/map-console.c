/*
 * What a console weighs that has the map open (issue "The sand table"): the
 * real program on a terminal of 200x50, a central with San Francisco's layers
 * and 488 units, which all move every second for a while.
 *
 *	resident, shared libraries and all		<= 32 MiB
 *	CPU while 488 units move each second		no budget, told
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/data.h"
#include "tests/lib/dirs.h"
#include "tests/lib/vehicles.h"
#include "tests/lib/vt.h"

#define SECONDS 15
#define MEMORY_BUDGET (32 * 1024)

static void
add_layer(const struct api *a, const char *build, const char *name,
    const char *file, const char *role)
{
	char path[4096], line[8192];

	assert_true(data_path(file, path, sizeof(path)));
	snprintf(line, sizeof(line),
	    "'%s/watchroomd' layer add '%s' %s '%s' --role %s --map datasf "
	    ">/dev/null",
	    build, a->dir, name, path, role);
	if (system(line) != 0)
		fail_msg("%s", line);
}

/* As somebody would who sets up a central. */
static void
add_layers(const struct api *a, const char *build)
{
	add_layer(a, build, "outline", "map/sf/sf_outline.geojson", "area");
	add_layer(a, build, "areas", "map/sf/neighborhoods.json.xz", "area");
	add_layer(a, build, "arteries", "map/sf/arteries.json.xz", "road");
	add_layer(a, build, "freeways", "map/sf/freeways.json.xz", "road");
}

static void
put_units(struct api *a, const struct vehicles *cars)
{
	char body[256];

	for (size_t n = 0; n < cars->count; n++) {
		snprintf(body, sizeof(body),
		    "{\"record\":{\"kind\":\"unit\",\"id\":\"V%03zu\","
		    "\"station\":\"S1\",\"callsign\":\"V%03zu\","
		    "\"class\":\"sworn\",\"duty\":\"patrol\"}}",
		    n, n);
		if (api_command(a, API_OWNER, "put", body) != 200)
			fail_msg("%s", a->body);
	}
}

static void
move_units(struct api *a, const struct vehicles *cars, size_t step)
{
	struct buf body = {0};
	long long at = (long long)time_wall();

	buf_puts(&body, "{\"positions\":[");
	for (size_t n = 0; n < cars->count; n++) {
		struct point p = vehicle_at(cars, n, step);

		buf_printf(&body,
		    "%s{\"unit\":\"V%03zu\",\"lat\":%.6f,\"lon\":%.6f,"
		    "\"at\":%lld}",
		    n ? "," : "", n, p.lat, p.lon, at);
	}
	buf_puts(&body, "]}");
	if (api_post(a, API_OWNER, "/v1/positions", buf_str(&body)) != 204)
		fail_msg("%s", a->body);
	buf_free(&body);
}

static long
resident(pid_t pid)
{
	char path[64], line[256];
	long kib = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	fclose(f);
	return kib;
}

/* User and system time of a process, in ticks of the clock. */
static double
cpu_seconds(pid_t pid)
{
	char path[64], text[1024] = "";
	const char *s;
	unsigned long user = 0, system = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	s = strrchr(text, ')');
	assert_non_null(s);
	assert_int_equal(sscanf(s + 1,
	                     " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
	                     "%lu %lu",
	                     &user, &system),
	    2);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void
bench_console(void **state)
{
	static char program[BUILD_SIZE + 16];
	const char *argv[] = {
	    program, "--language", "en", "--embedded", NULL, NULL};
	const struct vt_program console = {.argv = argv};
	struct vehicles *cars = vehicles_read();
	struct api a;
	struct vt *vt;
	char build[BUILD_SIZE];
	double cpu;
	long kib;

	(void)state;
	if (!cars) {
		printf("San Francisco: no data here (set WATCHROOM_DATA)\n");
		return;
	}
	dir_of_build(build);
	snprintf(program, sizeof(program), "%s/watchroom", build);
	api_make(&a, false);
	add_layers(&a, build);
	put_units(&a, cars);
	move_units(&a, cars, 0);
	argv[4] = a.dir;
	vt = vt_new(50, 200);
	vt_spawn(vt, &console);
	vt_wait_text(vt, "w next urgent");
	vt_keys(vt, "gm");
	vt_wait_text(vt, "-- map");
	vt_keys(vt, "u3");
	vt_wait_text(vt, "without room");
	cpu = cpu_seconds(vt_pid(vt));
	for (size_t n = 1; n <= SECONDS; n++) {
		msec_t until = time_boot() + 1000;

		move_units(&a, cars, n);
		while (time_boot() < until) {
			vt_pump(vt);
			usleep(5000);
		}
	}
	cpu = 100 * (cpu_seconds(vt_pid(vt)) - cpu) / SECONDS;
	kib = resident(vt_pid(vt));
	printf("console at 200x50 with San Francisco and %zu units: %.1f MiB "
	       "resident at most (budget <= 32 MiB) %s\n",
	    cars->count, (double)kib / 1024,
	    kib <= MEMORY_BUDGET ? "ok" : "MISSED");
	printf("the same while all of them move each second: %.1f %% of a "
	       "core\n",
	    cpu);
	vt_free(vt);
	api_remove(&a);
	free(cars);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(bench_console)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
