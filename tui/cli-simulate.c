/*
 * watchroom simulate [CALLSIGN...]: field units of a drill that answer by
 * themselves (replay/sim.h), until they are told to stop.
 */
#include "tui/cli.h"

#include "replay/sim.h"
#include "tui/words.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* SIGINT, SIGTERM and the end of whoever started us, as a descriptor. */
static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum problem_code
read_seed(const char *text, uint64_t *seed, struct problem *p)
{
	char *end;

	*seed = text ? strtoull(text, &end, 10) : 1;
	if (!text || (*text != '\0' && *end == '\0'))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "--seed", "value", text,
	    "want", why_a_number, NULL);
}

int
cli_simulate(const struct cli_options *o)
{
	struct address to;
	struct sim_options options = {.to = &to,
	    .ca_file = o->ca_file,
	    .token_file = o->token_file,
	    .units = o->words,
	    .count = (size_t)o->count,
	    .chinese = words_chinese()};
	struct problem p = {0};
	size_t played;

	if (!read_seed(o->seed, &options.seed, &p))
		p.code = cli_address(o, &to, &p);
	if (p.code) {
		cli_complain(&p);
		return CLI_USAGE;
	}
	options.stop_fd = open_signals();
	if (options.stop_fd < 0) {
		perror("watchroom");
		return CLI_REFUSED;
	}
	if (sim_run(&options, &played, &p))
		cli_complain(&p);
	close(options.stop_fd);
	return p.code ? CLI_REFUSED : CLI_DONE;
}
