/*
 * A sample a second, thinned to half when there is no more room: a plot has
 * as many columns however long it was.
 */
#include "tests/lib/soak.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/time.h"

#define SAMPLES 144 /* twice the columns of a plot */
#define COLUMNS (SAMPLES / 2)
#define ROWS 8
#define NAME_SIZE 32

struct sample {
	double memory; /* MiB */
	double step;   /* ms a step, mean since the sample before */
};

struct soak {
	const char *name;
	pid_t pid;
	struct sample sample[SAMPLES];
	size_t count;
	msec_t began, last, every;
	uint64_t steps;
};

struct soak *
soak_begin(const char *name, pid_t pid)
{
	struct soak *s;

	if (!getenv("WATCHROOM_ROUNDS"))
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->name = name;
	s->pid = pid;
	s->began = s->last = time_boot();
	s->every = 1000;
	return s;
}

void
soak_watch(struct soak *s, pid_t pid)
{
	if (s)
		s->pid = pid;
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
	for (size_t i = 0; i < s->count / 2; i++) {
		struct sample a = s->sample[2 * i], b = s->sample[2 * i + 1];

		s->sample[i].memory = a.memory > b.memory ? a.memory : b.memory;
		s->sample[i].step = a.step > b.step ? a.step : b.step;
	}
	s->count /= 2;
	s->every *= 2;
}

void
soak_note(struct soak *s, uint64_t steps)
{
	msec_t now = time_boot();
	uint64_t done;

	if (!s || now - s->last < s->every)
		return;
	done = steps - s->steps;
	if (s->count == SAMPLES)
		thin_out(s);
	s->sample[s->count].memory = memory_of(s->pid);
	s->sample[s->count++].step =
	    (double)(now - s->last) / (done ? (double)done : 1);
	s->last = now;
	s->steps = steps;
}

static double
value(const struct soak *s, bool memory, size_t column)
{
	size_t columns = s->count < COLUMNS ? s->count : COLUMNS;
	size_t from = column * s->count / columns;
	size_t to = (column + 1) * s->count / columns;
	double most = 0;

	for (size_t i = from; i < to; i++) {
		double v = memory ? s->sample[i].memory : s->sample[i].step;

		most = v > most ? v : most;
	}
	return most;
}

static void
draw(const struct soak *s, bool memory, const char *what)
{
	size_t columns = s->count < COLUMNS ? s->count : COLUMNS;
	double top = 0;

	for (size_t c = 0; c < columns; c++)
		if (value(s, memory, c) > top)
			top = value(s, memory, c);
	printf("%s: %s, %lld s\n", s->name, what,
	    (long long)(s->last - s->began) / 1000);
	for (int row = ROWS; row > 0; row--) {
		printf("%9.2f |", top * row / ROWS);
		for (size_t c = 0; c < columns; c++)
			putchar(value(s, memory, c) > top * (row - 1) / ROWS
			            ? '#'
			            : ' ');
		putchar('\n');
	}
	printf("%9.2f +", 0.0);
	for (size_t c = 0; c < columns; c++)
		putchar('-');
	putchar('\n');
}

void
soak_end(struct soak *s)
{
	if (s && s->count > 1) {
		draw(s, true, "memory of the central, MiB");
		draw(s, false, "a command, ms");
	}
	free(s);
}
