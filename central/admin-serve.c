/*
 * watchroomd serve: the central until SIGTERM or SIGINT.
 *
 * With --token-fd it is embedded in a console: it writes a fresh token of the
 * owner's and a line end to that descriptor, and when its other end is closed
 * and no other console has joined, it stops.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <sodium.h>

#include "central/admin.h"
#include "central/central.h"
#include "central/log.h"
#include "central/notify.h"

#define JOINED_LOOK 1000 /* ms between looks whether others have joined */

struct serving {
	struct central_config config;
	int token_fd; /* -1: not embedded */
	int signals;
};

static int
read_options(int argc, char **argv, struct serving *s)
{
	static const struct option options[] = {
	    {"listen", required_argument, NULL, 'l'},
	    {"token-fd", required_argument, NULL, 't'},
	    {"tls-cert", required_argument, NULL, 'c'},
	    {"tls-key", required_argument, NULL, 'k'}, {0}};
	char *end;
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'l')
			s->config.listen = optarg;
		else if (o == 'c')
			s->config.tls_cert = optarg;
		else if (o == 'k')
			s->config.tls_key = optarg;
		else if (o == 't')
			s->token_fd = (int)strtol(optarg, &end, 10);
		else
			return admin_usage("serve", "no such option");
		if (o == 't' && (*end || !*optarg || s->token_fd < 3))
			return admin_usage("serve",
			    "--token-fd takes an inherited descriptor, 3 or "
			    "more");
	}
	if (argc - optind != 1)
		return admin_usage("serve", "one directory is wanted");
	s->config.dir = argv[optind];
	if (!s->config.tls_cert != !s->config.tls_key)
		return admin_usage(
		    "serve", "--tls-cert and --tls-key go together");
	if (s->config.tls_cert && !s->config.listen)
		return admin_usage("serve", "TLS needs --listen HOST:PORT");
	return ADMIN_DONE;
}

/* Signals come as bytes of a descriptor; before any thread is made. */
static int
catch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static enum problem_code
hand_token(struct serving *s, struct central *c, struct problem *p)
{
	char line[TOKEN_SIZE + 1];
	enum problem_code code = central_owner_token(c, line, p);
	ssize_t n;

	if (code)
		return code;
	line[TOKEN_LENGTH] = '\n';
	n = write(s->token_fd, line, TOKEN_LENGTH + 1);
	sodium_memzero(line, sizeof(line));
	if (n == TOKEN_LENGTH + 1)
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_USAGE, "why", why_token_fd, NULL);
}

static bool
others_joined(struct central *c)
{
	struct hub_stats stats;

	hub_stats(c->hub, &stats);
	return stats.feeds > 0;
}

/* Until a signal, or the end of the one console that this was made for. */
static void
wait_for_end(struct serving *s, struct central *c)
{
	struct pollfd fds[2] = {{.fd = s->signals, .events = POLLIN},
	    {.fd = s->token_fd, .events = 0}};
	bool left = false;

	for (;;) {
		int n = poll(fds, 2, left ? JOINED_LOOK : -1);

		if (n < 0 && errno != EINTR)
			return;
		if (fds[0].revents)
			return;
		if (n > 0 && fds[1].revents) {
			left = true;
			fds[1].fd = -1;
		}
		if (left && !others_joined(c))
			return;
	}
}

static int
run(struct serving *s)
{
	struct problem p = {0};
	struct central *c;
	enum problem_code code = central_open(&s->config, &c, &p);

	if (code) {
		log_problem("not-serving", &p, NULL);
		return admin_fail(&p);
	}
	if (s->token_fd >= 0)
		code = hand_token(s, c, &p);
	if (!code) {
		log_event("serving", "version", WATCHROOM_VERSION, "store",
		    c->id, "address", central_address(c), "drill",
		    c->drill ? "yes" : "no", NULL);
		notify("READY=1");
		wait_for_end(s, c);
		notify("STOPPING=1");
		log_event("stopping", "store", c->id, NULL);
	}
	central_close(c);
	if (code)
		return admin_fail(&p);
	log_event("stopped", NULL);
	return ADMIN_DONE;
}

int
admin_serve(int argc, char **argv)
{
	struct serving s = {.token_fd = -1};
	int status = read_options(argc, argv, &s);

	if (status)
		return status;
	if (s.token_fd >= 0)
		fcntl(s.token_fd, F_SETFD, FD_CLOEXEC);
	s.signals = catch_signals();
	status = run(&s);
	close(s.signals);
	return status;
}
