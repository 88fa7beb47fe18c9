/*
 * How fast a file of calls fills a central: every call of montco_911.csv.xz
 * over HTTP, each durable, into one queue that nobody works. There is no
 * budget for it but that all of them arrive; the figure is commands a second
 * with SEND_IN_FLIGHT under way, reading and planning the file included.
 */
#include "model/time.h"
#include "replay/play.h"

#include "tests/lib/api.h"
#include "tests/lib/data.h"

#include <stdio.h>

#define CALLS "calls/montco_911.csv.xz"

int
main(void)
{
	struct api a;
	struct address to;
	struct problem p = {0};
	struct play play = {0};
	struct play_options o = {.to = &to, .map = "montco-911"};
	char file[4096], said[512];
	bool fine;
	msec_t begun;
	double took;

	if (!data_path(CALLS, file, sizeof(file))) {
		printf("calls without units: skipped, %s is not here\n", CALLS);
		return 0;
	}
	api_make(&a, true);
	o.file = file;
	begun = time_boot();
	fine = address_read(&to, a.socket, &p) == PROBLEM_NONE &&
	       play_run(&o, &play, &p) == PROBLEM_NONE && play.whole &&
	       play.sent.refused == 0;
	took = (double)(time_boot() - begun) / 1000;
	if (fine)
		printf("%zu calls without units: %.1f s, %.0f commands/s\n",
		    play.day->calls, took, (double)play.sent.done / took);
	else
		fprintf(stderr, "%s\n", problem_text(&p, said, sizeof(said)));
	play_close(&play);
	api_remove(&a);
	return fine ? 0 : 1;
}
