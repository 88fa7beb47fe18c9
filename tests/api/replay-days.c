/*
 * Fourteen real days, played by the programs themselves: a drill is made and
 * served, the replay is killed on its way and begun again, and what `export`
 * gives back is held against the file, row by row and column by column. What
 * the file says is read here by other means than the replay's own.
 *
 * All 10,410 rows take half a minute: that is tests/sh/fourteen-days.sh, with
 * WATCHROOM_REPLAY=all. Without it the first rows are played, in every build.
 */
#include "replay/reach.h"
#include "replay/rows.h"

#include "tests/lib/data.h"
#include "tests/lib/patience.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define CALLS "calls/sf_fire_2020-04-07_20.csv.xz"
#define SOME_ROWS 400
#define PDT_S (7 * 3600) /* behind UTC, in that April */

static char build[PATH_MAX], dir[] = "/tmp/watchroom-days.XXXXXX";
static char store[64], file[PATH_MAX], socket_address[112];
static pid_t central; /* while it serves: a test that fails ends it, too */

/* ---- programs ---- */

/* Starts build/PROGRAM with its output to a file in dir (NULL: our own). */
static pid_t
start(const char *program, const char *out, char *const argv[])
{
	char path[PATH_MAX + 32], to[128];
	pid_t pid = fork();
	int fd;

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	snprintf(path, sizeof(path), "%s/%s", build, program);
	if (out) {
		snprintf(to, sizeof(to), "%s/%s", dir, out);
		fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(fd, STDOUT_FILENO);
	}
	execv(path, argv);
	_exit(127);
}

static int
finish(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status)
	                         : 1000 + WTERMSIG(status);
}

#define RUN(program, out, ...) \
	finish(start(          \
	    program, out, (char *[]){(char *)program, __VA_ARGS__, NULL}))

static pid_t
start_replay(void)
{
	return start("watchroom", "replay.txt",
	    (char *[]){"watchroom", "replay", file, "--to", socket_address,
	        "--map", "sf-fire", "--speed", "max", NULL});
}

/* The central's seq; -1 while there is none. */
static int64_t
ask_seq(void)
{
	struct address to;
	struct problem p = {0};
	struct reach r = {0};
	cJSON *json = NULL;
	int64_t seq = -1;

	if (address_read(&to, socket_address, &p) == PROBLEM_NONE &&
	    reach_open(&r, &to, NULL, NULL, &p) == PROBLEM_NONE &&
	    reach_get(&r, "/v1/health", &json, &p) == PROBLEM_NONE &&
	    json_int(json, "seq", 0, INT64_MAX / 2, &seq, &p))
		seq = -1;
	cJSON_Delete(json);
	reach_close(&r);
	return seq;
}

/* Waits until that many commands are on disk; fails when patience ends. */
static void
wait_seq(int64_t least)
{
	const struct timespec pause = {0, 5000000};

	for (int i = 0; ask_seq() < least; i++) {
		if (i > PATIENCE_S * 200)
			fail_msg("the central does not get to %lld",
			    (long long)least);
		nanosleep(&pause, NULL);
	}
}

/* ---- files as tables ---- */

struct sheet {
	struct csv csv; /* for the names of columns */
	char ***row;
	size_t count, columns;
};

static struct sheet
read_sheet(const char *path)
{
	struct sheet s = {0};
	struct problem p = {0};
	struct rows *r;
	size_t room = 0;
	bool more = true;

	assert_int_equal(rows_open(path, &r, &p), PROBLEM_NONE);
	s.columns = r->csv.fields;
	while (true) {
		assert_int_equal(rows_next(r, &more, &p), PROBLEM_NONE);
		if (!more)
			break;
		if (s.count == room) {
			room = room ? room * 2 : 1024;
			s.row = realloc(s.row, room * sizeof(*s.row));
			assert_non_null(s.row);
		}
		s.row[s.count] = calloc(s.columns, sizeof(char *));
		assert_non_null(s.row[s.count]);
		for (size_t i = 0; i < s.columns; i++)
			s.row[s.count][i] = strdup(r->csv.field[i].s);
		s.count++;
	}
	s.csv = r->csv; /* its header is ours now */
	r->csv = (struct csv){0};
	rows_close(r);
	return s;
}

static void
free_sheet(struct sheet *s)
{
	for (size_t i = 0; i < s->count; i++) {
		for (size_t k = 0; k < s->columns; k++)
			free(s->row[i][k]);
		free(s->row[i]);
	}
	free(s->row);
	csv_free(&s->csv);
}

static const char *
cell(const struct sheet *s, size_t row, const char *column)
{
	int i = csv_column(&s->csv, column);

	if (i < 0)
		fail_msg("there is no column %s", column);
	return s->row[row][i];
}

/* The one row with that value in that column. */
static size_t
row_of(const struct sheet *s, const char *column, const char *value)
{
	static const struct sheet *last;
	static size_t at;
	size_t found = SIZE_MAX, n = 0;
	int k = csv_column(&s->csv, column);

	assert_true(k >= 0);
	if (last == s && at < s->count && strcmp(s->row[at][k], value) == 0)
		return at;
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(s->row[i][k], value) != 0)
			continue;
		found = i;
		n++;
	}
	if (n != 1)
		fail_msg("%s %s is there %zu times", column, value, n);
	last = s;
	at = found;
	return found;
}

/* ---- the file against what came back ---- */

struct days {
	struct sheet file, incident, assignment, unit, setting;
	size_t *order; /* assignments by external */
};

/* "04/07/2020 11:53:08 PM" in California as "2020-04-08T06:53:08Z". */
static void
utc(const char *local, char out[32])
{
	struct tm tm = {0};
	time_t t;

	*out = '\0';
	if (!*local)
		return;
	assert_non_null(strptime(local, "%m/%d/%Y %I:%M:%S %p", &tm));
	t = timegm(&tm) + PDT_S;
	gmtime_r(&t, &tm);
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static bool
has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = list; (s = strstr(s, word)); s += len)
		if ((s == list || s[-1] == ' ') &&
		    (s[len] == ' ' || s[len] == '\0'))
			return true;
	return false;
}

static void
same(const char *got, const char *want, const char *id, const char *what)
{
	if (strcmp(got, want) != 0)
		fail_msg("%s: %s is \"%s\", not \"%s\"", id, what, got, want);
}

static const struct {
	const char *file, *field;
} times[] = {
    {"Dispatch DtTm", "issued"},
    {"Response DtTm", "enroute"},
    {"On Scene DtTm", "onscene"},
    {"Transport DtTm", "conveying"},
    {"Hospital DtTm", "conveyed"},
    {"Available DtTm", "cleared"},
    {"Available DtTm", "reported"},
};

/* What the file has is there to the second; what it lacks nobody said. */
static void
compare_times(const struct days *d, size_t row, size_t order)
{
	const char *id = cell(&d->file, row, "RowID");
	const char *inferred = cell(&d->assignment, order, "inferred");
	char want[32];

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		const char *got = cell(&d->assignment, order, times[i].field);

		utc(cell(&d->file, row, times[i].file), want);
		if (*want) {
			same(got, want, id, times[i].field);
			assert_false(has_word(inferred, times[i].field));
		} else if (*got && !has_word(inferred, times[i].field)) {
			fail_msg("%s: %s is told, the file has none", id,
			    times[i].field);
		}
	}
	if (*cell(&d->assignment, order, "accepted"))
		assert_true(has_word(inferred, "accepted"));
	assert_string_equal(cell(&d->assignment, order, "delivered"), "");
}

/* Whether a time of the row lies before one that stands before it. */
static bool
is_out_of_order(const struct days *d, size_t row)
{
	static const char *const columns[] = {"Received DtTm", "Entry DtTm",
	    "Dispatch DtTm", "Response DtTm", "On Scene DtTm", "Transport DtTm",
	    "Hospital DtTm", "Available DtTm"};
	char last[32] = "", now[32];
	bool out = false;

	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		utc(cell(&d->file, row, columns[i]), now);
		if (!*now)
			continue;
		out = out || strcmp(now, last) < 0;
		if (strcmp(now, last) > 0)
			memcpy(last, now, sizeof(last));
	}
	return out;
}

static void
compare_unit(const struct days *d, size_t row, size_t order)
{
	size_t u = row_of(&d->unit, "id", cell(&d->assignment, order, "unit"));
	const char *type = cell(&d->file, row, "Unit Type");

	same(cell(&d->unit, u, "callsign"), cell(&d->file, row, "Unit ID"),
	    cell(&d->file, row, "RowID"), "unit");
	same(cell(&d->unit, u, "class"),
	    strcmp(type, "INVESTIGATION") == 0 ? "sworn" : "rescue", type,
	    "class");
}

static void
compare_spot(const struct days *d, size_t row, size_t i)
{
	double lat, lon;
	char *end;

	assert_int_equal(
	    sscanf(cell(&d->file, row, "Location"), "(%lf, %lf)", &lat, &lon),
	    2);
	assert_true(strtod(cell(&d->incident, i, "spot.lat"), &end) == lat);
	assert_true(strtod(cell(&d->incident, i, "spot.lon"), &end) == lon);
}

static const char *
priority_of(const char *code)
{
	return *code == 'E' ? "1" : *code == '3' ? "2" : "3";
}

static void
compare_call(const struct days *d, size_t row, size_t i)
{
	const char *id = cell(&d->file, row, "RowID");
	size_t category =
	    row_of(&d->setting, "id", cell(&d->incident, i, "category"));
	char want[32];

	same(cell(&d->incident, i, "external"),
	    cell(&d->file, row, "Call Number"), id, "call");
	same(cell(&d->incident, i, "place"), cell(&d->file, row, "Address"), id,
	    "place");
	same(cell(&d->setting, category, "en"),
	    cell(&d->file, row, "Call Type"), id, "category");
	same(cell(&d->incident, i, "priority"),
	    priority_of(cell(&d->file, row, "Priority")), id, "priority");
	same(cell(&d->incident, i, "outcome"),
	    cell(&d->file, row, "Call Final Disposition"), id, "outcome");
	same(cell(&d->incident, i, "source"), "replay", id, "source");
	utc(cell(&d->file, row, "Received DtTm"), want);
	same(cell(&d->incident, i, "reported"), want, id, "reported");
	utc(cell(&d->file, row, "Entry DtTm"), want);
	same(cell(&d->incident, i, "entered"), want, id, "entered");
	compare_spot(d, row, i);
}

static const struct days *sorting;

static int
by_external(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return strcmp(cell(&sorting->assignment, *x, "external"),
	    cell(&sorting->assignment, *y, "external"));
}

static int
find_external(const void *key, const void *item)
{
	const size_t *i = item;

	return strcmp(key, cell(&sorting->assignment, *i, "external"));
}

static void
sort_orders(struct days *d)
{
	sorting = d;
	d->order = calloc(d->assignment.count + 1, sizeof(*d->order));
	assert_non_null(d->order);
	for (size_t i = 0; i < d->assignment.count; i++)
		d->order[i] = i;
	qsort(d->order, d->assignment.count, sizeof(*d->order), by_external);
	for (size_t i = 1; i < d->assignment.count; i++)
		assert_true(by_external(&d->order[i - 1], &d->order[i]) < 0);
}

/* Closed, but for calls with a response that the file leaves without end. */
static void
compare_ends(const struct days *d, const bool *endless, size_t distinct)
{
	assert_int_equal(d->incident.count, distinct);
	for (size_t i = 0; i < d->incident.count; i++)
		assert_true((strcmp(cell(&d->incident, i, "state"), "closed") ==
		                0) == !endless[i]);
}

static void
compare_all(struct days *d)
{
	bool *endless = calloc(d->incident.count + 1, sizeof(*endless));
	bool *met = calloc(d->incident.count + 1, sizeof(*met));
	size_t marked = 0, calls = 0;

	assert_non_null(endless);
	assert_non_null(met);
	assert_int_equal(d->assignment.count, d->file.count);
	for (size_t row = 0; row < d->file.count; row++) {
		const char *id = cell(&d->file, row, "RowID");
		const size_t *a = bsearch(id, d->order, d->assignment.count,
		    sizeof(*d->order), find_external);
		bool out = is_out_of_order(d, row);
		size_t i;

		if (!a)
			fail_msg("%s is missing", id);
		i = row_of(
		    &d->incident, "id", cell(&d->assignment, *a, "incident"));
		compare_times(d, row, *a);
		compare_unit(d, row, *a);
		compare_call(d, row, i);
		same(cell(&d->assignment, *a, "disorder"), out ? "true" : "",
		    id, "disorder");
		marked += out;
		endless[i] =
		    endless[i] || !*cell(&d->file, row, "Available DtTm");
		calls += !met[i];
		met[i] = true;
	}
	compare_ends(d, endless, calls);
	if (d->file.count == 10410)
		assert_int_equal(marked, 17);
	free(endless);
	free(met);
}

/* ---- the test ---- */

static struct sheet
export_kind(const char *kind)
{
	char name[32], path[160];

	snprintf(name, sizeof(name), "%s.csv", kind);
	assert_int_equal(RUN("watchroomd", name, "export", store,
	                     (char *)(uintptr_t)kind, "--format", "csv"),
	    0);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return read_sheet(path);
}

static void
compare_export(void)
{
	struct days d = {.file = read_sheet(file)};

	d.incident = export_kind("incident");
	d.assignment = export_kind("assignment");
	d.unit = export_kind("unit");
	d.setting = export_kind("setting");
	sort_orders(&d);
	compare_all(&d);
	free(d.order);
	free_sheet(&d.file);
	free_sheet(&d.incident);
	free_sheet(&d.assignment);
	free_sheet(&d.unit);
	free_sheet(&d.setting);
}

/* The first rows of the file, as a file of its own. */
static void
cut_file(size_t rows)
{
	char path[128];
	struct source *s;
	struct problem p = {0};
	const char *bytes;
	size_t len = 1, lines = 0;
	FILE *out;

	snprintf(path, sizeof(path), "%s/rows.csv", dir);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(source_open(file, &s, &p), PROBLEM_NONE);
	while (lines <= rows && len > 0) {
		assert_int_equal(source_read(s, &bytes, &len, &p), 0);
		for (size_t i = 0; i < len && lines <= rows; i++) {
			fputc(bytes[i], out);
			lines += bytes[i] == '\n';
		}
	}
	source_close(s);
	assert_int_equal(fclose(out), 0);
	snprintf(file, sizeof(file), "%s", path);
}

static bool
programs_are_here(void)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/watchroomd", build);
	return access(path, X_OK) == 0;
}

static void
a_replay_that_is_killed_goes_on_and_every_row_comes_back(void **state)
{
	const char *all = getenv("WATCHROOM_REPLAY");
	int64_t before, half;
	pid_t replay;

	(void)state;
	if (!data_path(CALLS, file, sizeof(file)) || !programs_are_here()) {
		fprintf(stderr, "skipped: the calls (WATCHROOM_DATA) or "
		                "watchroomd are not here\n");
		skip();
	}
	half = all ? 30000 : 600;
	if (!all)
		cut_file(SOME_ROWS);
	assert_int_equal(RUN("watchroomd", "init.txt", "init", store, "--drill",
	                     "--zone", "America/Los_Angeles"),
	    0);
	central = start(
	    "watchroomd", NULL, (char *[]){"watchroomd", "serve", store, NULL});
	wait_seq(0);
	before = ask_seq();
	replay = start_replay();
	wait_seq(before + half);
	kill(replay, SIGKILL);
	assert_int_equal(finish(replay), 1000 + SIGKILL);
	assert_int_equal(finish(start_replay()), 0);
	compare_export();
	kill(central, SIGTERM);
	assert_int_equal(finish(central), 0);
	central = 0;
	assert_int_equal(RUN("watchroomd", "check.txt", "check", store), 0);
}

static int
make_dir(void **state)
{
	ssize_t n = readlink("/proc/self/exe", build, sizeof(build) - 1);

	(void)state;
	assert_true(n > 0);
	build[n] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(build, '/') = '\0';
	assert_non_null(mkdtemp(dir));
	snprintf(store, sizeof(store), "%s/store", dir);
	snprintf(socket_address, sizeof(socket_address),
	    "unix:%s/watchroom.sock", store);
	return 0;
}

static int
drop_dir(void **state)
{
	pid_t pid;

	(void)state;
	if (central) {
		kill(central, SIGKILL);
		finish(central);
	}
	pid = fork();
	if (pid == 0) {
		execlp("rm", "rm", "-rf", dir, NULL);
		_exit(127);
	}
	return finish(pid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        a_replay_that_is_killed_goes_on_and_every_row_comes_back),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
