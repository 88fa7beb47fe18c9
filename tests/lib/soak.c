/*
 * A sample a second, thinned to half when there is no more room: a plot has
 * as many columns however long it was. How long things took is counted in
 * steps of a quarter of an octave, which is exact enough to say what most of
 * millions took.
 */
#include "tests/lib/soak.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/time.h"

#define SAMPLES 144 /* twice the columns of a plot */
#define COLUMNS (SAMPLES / 2)
#define ROWS 8
#define STEPS 96 /* of time: up to 2^24 ms */
#define STEPS_OCTAVE 4

/* What a plot shows: the memory of each that is watched, and the time. */
#define TIME SOAK_WATCHED
#define PLOTS (SOAK_WATCHED + 1)

struct sample {
	double value[PLOTS]; /* MiB, and ms: the slowest of its time */
};

struct soak {
	const char *name;
	pid_t pid[SOAK_WATCHED];
	struct sample sample[SAMPLES];
	size_t count;
	msec_t began, last, every;
	int64_t slowest; /* since the last sample */
	size_t took[STEPS], all;
};

int64_t
soak_seconds(void)
{
	const char *said = getenv("WATCHROOM_SECONDS");

	return said ? strtoll(said, NULL, 10) : 0;
}

struct soak *
soak_begin(const char *name)
{
	struct soak *s;

	if (!getenv("WATCHROOM_ROUNDS"))
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->name = name;
	s->began = s->last = time_boot();
	s->every = 1000;
	return s;
}

void
soak_watch(struct soak *s, enum soak_whom whom, pid_t pid)
{
	if (s)
		s->pid[whom] = pid;
}

static size_t
step_of(int64_t ms)
{
	size_t step =
	    ms > 1 ? (size_t)(log2((double)ms) * STEPS_OCTAVE) + 1 : 0;

	return step < STEPS ? step : STEPS - 1;
}

void
soak_took(struct soak *s, int64_t ms)
{
	if (!s)
		return;
	if (ms > s->slowest)
		s->slowest = ms;
	s->took[step_of(ms)]++;
	s->all++;
}

static double
memory_of(pid_t pid)
{
	char path[64];
	unsigned long size = 0, resident = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/statm", (long)pid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%lu %lu", &size, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return (double)resident / 256; /* pages of 4 KiB */
}

/* Two become one: what is drawn is the higher. */
static void
thin_out(struct soak *s)
{
	for (size_t i = 0; i < s->count / 2; i++)
		for (size_t v = 0; v < PLOTS; v++)
			s->sample[i].value[v] = fmax(s->sample[2 * i].value[v],
			    s->sample[2 * i + 1].value[v]);
	s->count /= 2;
	s->every *= 2;
}

void
soak_note(struct soak *s)
{
	msec_t now = time_boot();
	struct sample *sample;

	if (!s || now - s->last < s->every)
		return;
	if (s->count == SAMPLES)
		thin_out(s);
	sample = &s->sample[s->count++];
	for (size_t w = 0; w < SOAK_WATCHED; w++)
		sample->value[w] = s->pid[w] ? memory_of(s->pid[w]) : 0;
	sample->value[TIME] = (double)s->slowest;
	s->slowest = 0;
	s->last = now;
}

static double
value(const struct soak *s, size_t plot, size_t column)
{
	size_t columns = s->count < COLUMNS ? s->count : COLUMNS;
	size_t from = column * s->count / columns;
	size_t to = (column + 1) * s->count / columns;
	double most = 0;

	for (size_t i = from; i < to; i++)
		most = fmax(most, s->sample[i].value[plot]);
	return most;
}

static void
draw(const struct soak *s, size_t plot, const char *what)
{
	size_t columns = s->count < COLUMNS ? s->count : COLUMNS;
	double top = 0;

	for (size_t c = 0; c < columns; c++)
		top = fmax(top, value(s, plot, c));
	if (top == 0)
		return;
	printf(SOAK_MARK "%s: %s, over %lld s\n", s->name, what,
	    (long long)(s->last - s->began) / 1000);
	for (int row = ROWS; row > 0; row--) {
		printf(SOAK_MARK "%9.2f |", top * row / ROWS);
		for (size_t c = 0; c < columns; c++)
			putchar(value(s, plot, c) > top * (row - 1) / ROWS
			            ? '#'
			            : ' ');
		putchar('\n');
	}
	printf(SOAK_MARK "%9.2f +", 0.0);
	for (size_t c = 0; c < columns; c++)
		putchar('-');
	putchar('\n');
}

/* ms within which so many of 1,000 were done, rounded up to a step. */
static double
within(const struct soak *s, size_t permille)
{
	size_t seen = 0;

	for (size_t i = 0; i < STEPS; i++) {
		seen += s->took[i];
		if (seen * 1000 >= s->all * permille)
			return exp2((double)i / STEPS_OCTAVE);
	}
	return 0;
}

void
soak_end(struct soak *s)
{
	if (s && s->count > 1) {
		draw(s, SOAK_CENTRAL, "memory of the central, MiB");
		draw(s, SOAK_CONSOLE, "memory of the console, MiB");
		draw(s, TIME, "the slowest order, from key to answer, ms");
		printf(SOAK_MARK "%s: of %zu orders half within %.0f ms, 99 of "
		                 "100 within %.0f, 999 of 1,000 within %.0f\n",
		    s->name, s->all, within(s, 500), within(s, 990),
		    within(s, 999));
	}
	free(s);
}
